"""Flows: from counts, spread along the road, given, or by class."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from daoan.assess.exposure import centres_m, class_exposure, last_published_year, spread_counts
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


def test_counts_of_years_not_published_are_not_seen():
    world = simulate(1, counted=0.2)
    for year, seen in ((2018, True), (2019, False), (2020, False)):  # 2019 is over, but not out before June 2020
        counts = tuple(replace(c, year=year) for c in world.counts)
        assert (set(spread_counts(world.network, counts, AS_OF, PACK).source) != {"class"}) is seen


@pytest.mark.parametrize(
    ("as_of", "zone", "lag", "last"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), "Europe/London", 0, 2019),
        (datetime(2025, 12, 31, 16, tzinfo=UTC), "Asia/Shanghai", 0, 2025),  # there the new year has begun
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "Asia/Shanghai", 0, 2024),
        (datetime(2020, 1, 1, tzinfo=UTC), "America/New_York", 0, 2018),  # there it is still December
        (datetime(2020, 1, 1, tzinfo=UTC), "Europe/London", 5, 2018),
        (datetime(2020, 5, 31, 22, 59, tzinfo=UTC), "Europe/London", 5, 2018),
        (datetime(2020, 5, 31, 23, tzinfo=UTC), "Europe/London", 5, 2019),  # summer time
        (datetime(2025, 12, 31, 16, tzinfo=UTC), "Asia/Shanghai", 5, 2024),
        (datetime(2020, 12, 31, tzinfo=UTC), "Europe/London", 12, 2018),
        (datetime(2021, 1, 1, tzinfo=UTC), "Europe/London", 12, 2019),
    ],
)
def test_the_last_published_year_follows_the_local_calendar_and_the_lag(as_of, zone, lag, last):
    pack = with_lag(lag)
    assert last_published_year(as_of, pack, zone) == last
    out = datetime(last + 1 + lag // 12, lag % 12 + 1, 1, tzinfo=ZoneInfo(zone))
    assert out <= as_of < out.replace(year=out.year + 1)


@pytest.mark.parametrize("lag", [0, 5])
def test_spreading_asks_the_city_for_the_year(lag):
    world, as_of = simulate(1, counted=0.2), datetime(2025, 12 if lag == 0 else 5, 31, 16, tzinfo=UTC)
    counts = tuple(replace(c, year=2025 if lag == 0 else 2024) for c in world.counts)
    assert "counted" in spread_counts(world.network, counts, as_of, with_lag(lag), zone="Asia/Shanghai").source
    assert "counted" not in spread_counts(world.network, counts, as_of, with_lag(lag), zone="UTC").source
    assert "counted" not in spread_counts(world.network, counts, as_of, with_lag(lag), zone="America/New_York").source


def with_lag(months):
    values = deepcopy(dict(PACK.values))
    values["spread"]["publication_lag_months"] = months
    return replace(PACK, values=values)


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
