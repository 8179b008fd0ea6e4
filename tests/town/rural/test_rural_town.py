"""Planted silent stations of the model town are found by the desk's own rule; false alarms are counted."""

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from daoan.act.gatherings.occurring import occurrences
from daoan.act.rural.needs import stations_near
from daoan.assess.rural.coverage import CROWD, coverage_of
from daoan.assess.rural.groups import TOWNSHIP, groups_of
from daoan.edge.files import read_rule_packs
from daoan.terms.calendar.recurring import DayDigits
from daoan.terms.gatherings import Gathering
from daoan.town.build import Town
from daoan.town.markets import list_markets
from daoan.town.rural.days import station_days
from daoan.town.rural.draw import draw_rural, read_rural_truth

PACK = read_rule_packs(Path("rulepacks"))["rural"]
LAST, SEEDS = date(2025, 5, 31), range(100, 124)
STATED = read_rural_truth()


def drawn(town: Town, seed: int):
    return draw_rural(seed, town.areas, list_markets(town), lambda area, _: f"b-{area}", LAST, STATED)


def month(town: Town, seed: int):
    rural = drawn(town, seed)
    first = LAST - timedelta(days=29)
    markets = [
        Gathering(m.township.code, "", "market", DayDigits(m.digits), lon=m.township.lon, lat=m.township.lat)
        for m in list_markets(town)
    ]
    near = stations_near(rural.stations, markets, float(PACK.get("opening.near_km")))
    required: dict[str, dict[date, str]] = defaultdict(dict)
    for held in occurrences(markets, first, LAST, "CN"):
        for station, _ in near[held.gathering.gathering_id]:
            required[station.code][held.day] = CROWD
    done = list(station_days(rural, first, LAST, STATED))
    return rural, coverage_of(rural.villages, rural.stations, rural.vans, required, done, LAST, PACK)


@pytest.fixture(scope="module")
def months(town):
    return [month(town, seed) for seed in SEEDS]


def test_planted_silent_stations_are_found_and_few_others(months) -> None:
    planted = found = alarms = judged = 0
    for rural, coverage in months:
        truth = {s.code: k for k, s in enumerate(rural.stations)}
        for one in coverage.stations:
            row = truth[one.station.code]
            if not one.crowd_days or not rural.truth.digits[row]:
                continue
            bad = bool(rural.truth.silent[row] or rural.truth.idle[row])
            planted, found = planted + bad, found + (bad and one.silent)
            judged, alarms = judged + (not bad), alarms + (not bad and one.silent)
    assert planted >= 200
    assert found / planted >= 0.95
    assert alarms / judged <= 0.02  # among them stations near another township's market, which they do not serve


def test_townships_without_files_lie_lowest(months) -> None:
    """A planted township is told by its vans: the shares of the two kinds part in every town."""
    for rural, coverage in months:
        codes = {v.township: v.code[:9] for v in rural.villages}
        groups = [g for g in groups_of(coverage).values() if g.group.level == TOWNSHIP and g.vans_filed.whole >= 15]
        bad = [g.vans_filed.value for g in groups if codes[g.group.township] in rural.bad_townships]
        good = [g.vans_filed.value for g in groups if codes[g.group.township] not in rural.bad_townships]
        assert sum(bad) / len(bad) < 0.7 < 0.88 < sum(good) / len(good)


def test_the_same_seed_gives_the_same_town_and_days(town) -> None:
    one, other = drawn(town, 3), drawn(town, 3)
    assert (one.stations, one.wardens, one.vans) == (other.stations, other.wardens, other.vans)
    first = list(station_days(one, LAST, LAST, STATED))
    assert first == list(station_days(other, LAST, LAST, STATED))
    assert first == [row for row in station_days(one, LAST - timedelta(days=3), LAST, STATED) if row.day == LAST]
    assert len(one.villages) == 1392
    assert all(s.code.startswith("SIM-") for s in one.stations)
