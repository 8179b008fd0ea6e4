"""Travel times between sites: clocks set right, stops left out, links past a third site left out, floors held."""

from dataclasses import replace

import numpy as np
import pytest

from daoan.assess.efficiency.crossings import crossings_of
from daoan.assess.efficiency.day import DAY, link_hours
from daoan.assess.efficiency.rules import EfficiencyRules
from daoan.assess.efficiency.trips import between_neighbours, trips_of
from daoan.config import ROOT
from daoan.terms.passes import NOT_RECORDED, empty_passes
from daoan.terms.rulepacks import read_rule_pack

PACK = read_rule_pack((ROOT / "rulepacks" / "efficiency.toml").read_text("utf-8"), "efficiency")
RULES = EfficiencyRules.of(PACK)
#: Three sites in a row, 2 km and 3 km apart.
ROAD_M = np.array([[0.0, 2000.0, 5000.0], [2000.0, 0.0, 3000.0], [5000.0, 3000.0, 0.0]])
NO_CLOCK = np.zeros(3)


def passes(reads, speed=np.nan):
    """``reads``: (plate, site, seconds) each."""
    plate, site, seconds = (np.array(column) for column in zip(*reads, strict=True))
    frame = empty_passes(len(plate))
    return replace(
        frame,
        pass_id=np.arange(len(plate)),
        plate=plate.astype(np.int64),
        site=site.astype(np.int32),
        happened_ms=np.rint(1000 * seconds).astype(np.int64),
        kind=np.full(len(plate), NOT_RECORDED, np.uint8),
        speed_kmh=np.broadcast_to(np.float32(speed), len(plate)).copy(),
    )


def fleet(number, took_s, first=0, second=1, begin=0.0, every=20.0, plate=1):
    """So many vehicles from one site to another."""
    rows = []
    for k in range(number):
        at = begin + every * k
        rows += [(plate + k, first, at), (plate + k, second, at + took_s + k % 5)]
    return rows


def day_of(trips, hour=None, sd=NO_CLOCK):
    return link_hours(trips, np.full(len(trips), 8) if hour is None else hour, ROAD_M, sd, RULES)


def test_a_clock_that_is_ahead_does_not_lengthen_the_way():
    reads = [(p, s, t + (30.0 if s == 1 else 0.0)) for p, s, t in fleet(40, 120)]
    wrong = trips_of(passes(reads), NO_CLOCK, ROAD_M, RULES)
    right = trips_of(passes(reads), np.array([0.0, 30.0, 0.0]), ROAD_M, RULES)
    assert np.median(wrong.seconds) == 152.0
    assert np.median(right.seconds) == 122.0


def test_reads_that_a_wrong_clock_turned_round_are_turned_back():
    reads = [(p, s, t - (200.0 if s == 1 else 0.0)) for p, s, t in fleet(40, 120)]
    right = trips_of(passes(reads), np.array([0.0, -200.0, 0.0]), ROAD_M, RULES)
    assert (right.first == 0).all()
    assert len(right) == 40


def test_impossible_speeds_and_unknown_plates_are_no_trips():
    reads = [(1, 0, 0), (1, 1, 20), (2, 0, 0), (2, 1, 4000), (0, 0, 0), (0, 1, 120), (3, 0, 0), (3, 2, 200)]
    found = trips_of(passes(reads), NO_CLOCK, ROAD_M, RULES)
    assert found.seconds.tolist() == [200.0]


def test_a_link_past_a_third_site_is_left_out_and_a_camera_that_never_reads_them_is_no_third():
    through = fleet(40, 120) + fleet(40, 180, 1, 2, plate=100) + fleet(40, 300, 0, 2, plate=200)
    kept = between_neighbours(trips_of(passes(through), NO_CLOCK, ROAD_M, RULES), ROAD_M, RULES)
    assert {(a, b) for a, b in zip(kept.first.tolist(), kept.second.tolist(), strict=True)} == {(0, 1), (1, 2)}
    direct = fleet(40, 300, 0, 2)
    kept = between_neighbours(trips_of(passes(direct), NO_CLOCK, ROAD_M, RULES), ROAD_M, RULES)
    assert len(kept) == 40
    assert len(between_neighbours(kept.take(slice(0, 29)), ROAD_M, RULES)) == 0  # too few a day


def test_stops_are_left_out_and_counted():
    reads = fleet(60, 120) + fleet(6, 900, plate=500)
    found = day_of(trips_of(passes(reads), NO_CLOCK, ROAD_M, RULES))
    assert found.stops == 6
    assert found.rows.p95_s.max() < 130


def test_figures_are_as_defined_and_the_interval_holds_the_median():
    trips = trips_of(passes(fleet(61, 120)), NO_CLOCK, ROAD_M, RULES)
    row = day_of(trips).rows
    assert row.hour.tolist() == [DAY, 8]
    assert row.median_s[1] == 122.0
    assert row.low_s[1] <= 122.0 <= row.high_s[1]
    assert row.free_s[1] == np.percentile(trips.seconds, 15)
    assert row.mean_s[1] == pytest.approx(trips.seconds.mean())
    assert row.road_m[1] == 2000.0


def test_unsure_clocks_widen_the_interval_and_unknown_ones_say_so():
    trips = trips_of(passes(fleet(61, 120)), NO_CLOCK, ROAD_M, RULES)
    sure, unsure, unknown = (
        day_of(trips, sd=np.array(sd)).rows for sd in ([0.0, 0.0, 0.0], [3.0, 4.0, 0.0], [np.nan, 1.0, 1.0])
    )
    assert sure.clock[1] == unsure.clock[1] == 1
    assert unknown.clock[1] == 0
    assert unsure.high_s[1] - unsure.median_s[1] >= 1.959 * 5.0


def test_nothing_is_told_of_few_vehicles():
    trips = trips_of(passes(fleet(40, 120)), NO_CLOCK, ROAD_M, RULES)
    hour = np.array([8] * 31 + [9] * 9)
    found = day_of(trips, hour)
    assert found.rows.hour.tolist() == [DAY, 8]
    assert found.below_floor == 1
    assert found.rows.vehicles.min() >= RULES.least_vehicles


def test_queues_at_the_site_behind_are_told_by_measured_speeds_alone():
    told = day_of(trips_of(passes(fleet(60, 120), speed=8.0), NO_CLOCK, ROAD_M, RULES)).rows
    free = day_of(trips_of(passes(fleet(60, 120), speed=50.0), NO_CLOCK, ROAD_M, RULES)).rows
    none = day_of(trips_of(passes(fleet(60, 120)), NO_CLOCK, ROAD_M, RULES)).rows
    assert (told.queued[1], told.told[1]) == (4, 4)
    assert (free.queued[1], free.told[1]) == (0, 4)
    assert none.told[1] == 0


def test_an_empty_day_has_no_rows():
    trips = trips_of(passes([(1, 0, 0)]), NO_CLOCK, ROAD_M, RULES)
    assert len(between_neighbours(trips, ROAD_M, RULES)) == 0
    assert len(day_of(trips).rows) == 0


def test_positions_near_a_site_are_one_read_where_they_came_nearest():
    lon = 107.6 + np.array([-2e-3, -4e-4, 1e-4, 5e-4, 2e-3, 0.0])
    at = 1000 * np.array([0, 10, 20, 30, 40, 500])
    found = crossings_of(
        np.zeros(6, np.int64), at, lon, np.full(6, 35.7), np.array([107.6, np.nan]), np.array([35.7, np.nan]), RULES
    )
    assert found.happened_ms.tolist() == [20_000, 500_000]  # nearest of the visit; later another one
    assert found.site.tolist() == [0, 0]
    assert np.isnan(found.speed_kmh).all()
