"""Gatherings: on which days they are held, which are usual, and what the roads around them bring."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from daoan.act.gatherings.near import near_risks
from daoan.act.gatherings.occurring import gathering_of, occurrences, usual_gatherings
from daoan.edge.files import read_rule_packs
from daoan.terms.calendar.recurring_text import read_recurrence
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate
from daoan.terms.gatherings import Gathering
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.registered import Entry

PACK = read_rule_packs(Path("rulepacks"))["gatherings"]


def entry(**values: object) -> Entry:
    return Entry("e1", "mass_event", "township", 1, datetime(2026, 1, 1, tzinfo=UTC), "x", {"name": "集", **values})


def days_of(one: Entry, first: str, last: str) -> list[str]:
    held = occurrences([gathering_of(one)], date.fromisoformat(first), date.fromisoformat(last), "CN")
    return [o.day.isoformat() for o in held]


def test_a_market_is_held_by_its_rule_between_its_first_and_last_day() -> None:
    # 10 January 2026 is 冬月廿二: 廿三, 廿六, 廿九 are the 11th, 14th, 17th; 腊月 begins on the 19th
    market = {"when": "农历逢三六九"}
    assert days_of(entry(**market), "2026-01-10", "2026-01-24") == [
        "2026-01-11", "2026-01-14", "2026-01-17", "2026-01-21", "2026-01-24",
    ]  # fmt: skip
    bounded = market | {"from": "2026-01-12", "until": "2026-01-17"}
    assert days_of(entry(**bounded), "2026-01-10", "2026-01-24") == ["2026-01-14", "2026-01-17"]


def test_without_a_rule_it_is_held_on_every_day_from_first_to_last() -> None:
    assert days_of(entry(**{"from": "2026-01-12", "until": "2026-01-13"}), "2026-01-10", "2026-01-24") == [
        "2026-01-12", "2026-01-13",
    ]  # fmt: skip


def test_a_rule_that_cannot_be_read_has_no_day() -> None:
    assert days_of(entry(when="whenever"), "2026-01-01", "2026-01-31") == []


def test_what_is_usual_comes_from_the_pack_by_country() -> None:
    usual = usual_gatherings(PACK, "CN")
    held = occurrences([one for one, _ in usual], date(2026, 4, 1), date(2026, 4, 9), "CN")
    assert [(o.day.day, o.gathering.name) for o in held] == [(d, "清明祭扫") for d in range(2, 9)]
    assert all(one.usual for one, _ in usual)
    assert usual_gatherings(PACK, "GB-ENG") == ()


def stretch(name: str, lon: float, value: float) -> SegmentEstimate:
    e = Estimate(value, value / 2, value * 2)
    return SegmentEstimate(
        name, None, RoadClass.LOCAL, None, 500, lon, 36.0, None, "class", 0, 0, 5, e, e, e, 1, e, 0.5, 1
    )


def test_risk_near_is_the_sum_over_stretches_within_reach() -> None:
    here = Gathering("g", "集", "market", read_recurrence("每周日"), lon=107.0, lat=36.0)
    roads = [stretch("a", 107.01, 2.0), stretch("b", 107.03, 1.0), stretch("c", 107.2, 50.0)]  # 0.9, 2.7 and 18 km
    near = near_risks([here, Gathering("nowhere", "集", "market", None)], roads, 3.0)
    assert list(near) == ["g"]
    assert near["g"].stretches == 2
    a_day = near["g"].a_day
    assert (a_day.value, a_day.low, a_day.high) == pytest.approx((3 / 365.25, 1.5 / 365.25, 6 / 365.25))
    assert near_risks([here], [], 3.0) == {}
