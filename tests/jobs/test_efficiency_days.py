"""Tables of travel times, a local day each: made once, made anew when passes come late, swept when they are old."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from daoan.assess.efficiency.day import DAY
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.jobs.passes.efficiency_days import EfficiencyDays, Given
from daoan.store.lake import PassLake
from daoan.terms.passes import Distances, SiteFrame
from tests.assess.efficiency.test_travel_times import ROAD_M, fleet, passes

ZONE = "Asia/Shanghai"
BEGIN = datetime(2026, 3, 3, 16, tzinfo=UTC)  # midnight of 4 March there
NOW = BEGIN + timedelta(days=1, hours=3)


def sites() -> SiteFrame:
    number = 3
    flat, words = np.zeros(number), np.array(["A", "B", "C"], object)
    return SiteFrame(
        words, flat.astype(np.uint8), np.array(["", "", ""], object), np.full(number, np.nan), np.full(number, -1),
        flat.astype(np.int8), 107.0 + np.arange(number) / 50, flat + 35.0, np.array(["", "", ""], object),
        np.full(number, -1), flat.astype(np.float32), flat.astype(np.float32), flat.astype(np.uint8),
    )  # fmt: skip


def given(lake: PassLake, reads=None) -> Given:
    packs = read_rule_packs(ROOT / "rulepacks")
    return Given(lake, sites(), Distances(ROAD_M, ROAD_M / 15.0), packs, ZONE, reads)


def at_eight(number=60, took_s=120.0):
    return passes([(p, s, BEGIN.timestamp() + 8 * 3600 + t) for p, s, t in fleet(number, took_s)])


@pytest.fixture
def lake(tmp_path) -> PassLake:
    made = PassLake(tmp_path / "lake")
    made.append(at_eight())
    return made


def test_a_day_is_kept_by_codes_of_sites_and_local_hours(lake, tmp_path):
    tables = EfficiencyDays(tmp_path / "efficiency")
    assert tables.days() == ()
    assert tables.reckon(given(lake), NOW) == 1
    assert tables.days() == (date(2026, 3, 4),)
    kept = tables.find(date(2026, 3, 4))
    assert kept.rows.hour.tolist() == [DAY, 8]
    assert set(zip(kept.first, kept.second, strict=True)) == {("A", "B")}
    assert kept.rows.vehicles.tolist() == [60, 60]
    assert kept.about["trips"] == "60"
    columns = (tmp_path / "efficiency" / "2026-03-04.links.parquet").read_bytes()
    assert b"plate" not in columns


def test_a_second_night_makes_nothing_and_late_passes_make_the_day_anew(lake, tmp_path):
    tables = EfficiencyDays(tmp_path / "efficiency")
    tables.reckon(given(lake), NOW)
    assert tables.reckon(given(lake), NOW) == 0
    late = passes([(p + 500, s, t) for p, s, t in fleet(40, 150.0, begin=BEGIN.timestamp() + 9 * 3600)])
    lake.append(replace(late, pass_id=late.pass_id + 1000))
    assert tables.reckon(given(lake), NOW) == 1
    assert tables.find(date(2026, 3, 4)).rows.hour.tolist() == [DAY, 8, 9]


def test_a_day_that_is_not_over_is_not_told(lake, tmp_path):
    tables = EfficiencyDays(tmp_path / "efficiency")
    assert tables.reckon(given(lake), BEGIN + timedelta(hours=20)) == 0
    assert tables.days() == ()


def test_a_day_without_vehicles_enough_has_no_table(tmp_path):
    lake, tables = PassLake(tmp_path / "lake"), EfficiencyDays(tmp_path / "efficiency")
    lake.append(at_eight(number=9))
    assert tables.reckon(given(lake), NOW) == 0
    assert tables.days() == ()


def test_positions_count_beside_passes(lake, tmp_path):
    tables = EfficiencyDays(tmp_path / "efficiency")
    more = passes([(p - 10_000, s, BEGIN.timestamp() + 8 * 3600 + t) for p, s, t in fleet(20, 120.0, begin=1500.0)])
    tables.reckon(given(lake, lambda _from, _until: more), NOW)
    assert tables.find(date(2026, 3, 4)).rows.vehicles.tolist() == [80, 80]


def test_old_tables_go(lake, tmp_path):
    tables = EfficiencyDays(tmp_path / "efficiency")
    tables.reckon(given(lake), NOW)
    tables.reckon(given(lake), NOW + timedelta(days=1200))
    assert tables.days() == ()
