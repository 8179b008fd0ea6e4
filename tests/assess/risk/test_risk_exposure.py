"""Flows: from counts, spread along the road, given, or by class."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from daoan.assess.exposure import centres_m, class_exposure, spread_counts
from daoan.terms.rulepacks import read_rule_pack
from tests.assess.risk.simulated_roads import AS_OF, simulate

ROOT = Path(__file__).parents[3]
PACK = read_rule_pack((ROOT / "rulepacks" / "exposure.toml").read_text(encoding="utf-8"), "exposure")


def true_flow(world_seed, **how):
    """The world and the flow behind it, read back from counts without error on every stretch."""
    world = simulate(world_seed, counted=1.0, flow_error=0.0, **how)
    flow = np.empty(len(world.network))
    for count in world.counts:
        flow[int(count.point_id[1:])] = count.vehicles_per_day
    return world, flow


def test_no_count_mode_takes_the_class_and_says_so():
    world = simulate(1)
    e = class_exposure(world.network, PACK)
    assert set(e.source) == {"class"}
    local = world.network.road_class == 5
    assert e.vehicles_per_day[local] == pytest.approx(600.0)
    assert e.log_sd[local] == pytest.approx(1.0)


def test_a_count_is_believed_where_it_stands_and_less_far_off():
    world, flow = true_flow(2)
    one = [c for c in world.counts if c.point_id == "p30"]
    some = [c for c in world.counts if int(c.point_id[1:]) % 17 == 0 and int(c.point_id[1:]) >= 60] + one
    e = spread_counts(world.network, some, AS_OF, PACK)
    assert e.source[30] == "counted"
    assert abs(np.log(e.vehicles_per_day[30] / flow[30])) < 0.25
    along = e.log_sd[30:60]
    assert (np.diff(along) >= -1e-9).all()
    assert along[-1] > along[0]


def test_intervals_of_flow_cover_the_truth_on_uncounted_stretches():
    inside = []
    for seed in range(4):
        world, flow = true_flow(seed)
        some = [c for c in world.counts if int(c.point_id[1:]) % 9 == 0]
        e = spread_counts(world.network, some, AS_OF, PACK)
        away = np.abs(np.log(e.vehicles_per_day / flow)) / e.log_sd
        inside.append((away < 1.96).mean())
    assert 0.90 < np.mean(inside) <= 1.0


def test_counts_of_years_not_over_are_not_seen():
    world = simulate(1, counted=0.2)
    running = tuple(replace(c, year=AS_OF.year) for c in world.counts)
    assert set(spread_counts(world.network, running, AS_OF, PACK).source) == {"class"}


def test_given_flows_in_a_foreign_unit_are_recalibrated_by_counts():
    world, flow = true_flow(3)
    network = replace(world.network, vehicles_per_day=flow / 7.0)
    some = [c for c in world.counts if int(c.point_id[1:]) % 9 == 0]
    e = spread_counts(network, some, AS_OF, PACK)
    assert np.median(np.abs(np.log(e.vehicles_per_day / flow))) < 0.15
    alone = class_exposure(network, PACK)
    assert set(alone.source) == {"given"}
    np.testing.assert_allclose(alone.vehicles_per_day, flow / 7.0)


def test_a_count_on_an_unknown_road_far_from_every_stretch_is_left_out():
    world = simulate(1, counted=0.05)
    lost = [replace(c, road_name="X1", lat=c.lat + 0.01) for c in world.counts]
    assert set(spread_counts(world.network, lost, AS_OF, PACK).source) == {"class"}


def test_centres_lie_in_the_middle():
    world = simulate(1)
    centres = centres_m(world.network)
    gap = np.hypot(*(centres[1] - centres[0]))
    assert gap == pytest.approx(world.network.length_m[:2].mean(), rel=0.02)
