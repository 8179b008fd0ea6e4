"""The town plants nothing at junctions of side roads, and the concentration that plans of lights use must say so."""

from pathlib import Path

from daoan.act.improvements.junctions import concentration_of, junctions_of, reaches_of
from daoan.sense.snapping import snap, snaps_of
from daoan.terms.frames import frame_of
from daoan.terms.rulepacks import read_rule_pack

PACKS = Path(__file__).parents[2] / "rulepacks"


def test_no_junction_effect_is_found_where_none_is_planted(null_town) -> None:
    pack = read_rule_pack((PACKS / "improvements.toml").read_text("utf-8"), "improvements")
    network = null_town.network
    frame = snap(frame_of(null_town.register_as_of(), null_town.zone), network, 50.0)
    junctions = junctions_of(network, pack)
    reaches = reaches_of(network, junctions, float(pack.get("junctions.reach_m")))
    k, _, _ = concentration_of(network, reaches, snaps_of(frame, network))
    assert len(junctions) > 500
    assert k.low <= 1.0 <= k.high
    assert k.high / k.low < 1.3  # narrow enough to mean something
