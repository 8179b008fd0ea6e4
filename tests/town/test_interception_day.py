"""Days of interception in the model town: the solver stops more than the nearest unit, and lays fewer beats bare."""

from bench._interception_day import by_nearness, by_solver, play, scene_of
from daoan.terms.rulepacks import read_rule_pack
from daoan.town.build import Town
from tests.conftest import ROOT

PACK = read_rule_pack((ROOT / "rulepacks" / "interception.toml").read_text("utf-8"), "interception")


def test_more_vehicles_stopped_and_beats_uncovered_no_longer(town: Town) -> None:
    scenes = [scene_of(town, seed, 0.3, PACK) for seed in (101, 102, 103)]
    nearest, solver = ([play(scene, way) for scene in scenes] for way in (by_nearness, by_solver))
    assert sum(o.chases for o in solver) == sum(o.chases for o in nearest) > 100
    assert sum(o.stopped for o in solver) >= 1.3 * sum(o.stopped for o in nearest) > 20
    assert sum(o.away_h for o in solver) <= sum(o.away_h for o in nearest)
    assert sum(o.loss for o in solver) <= sum(o.loss for o in nearest)
