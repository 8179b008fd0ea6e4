"""Which stations open, with whom: grounds and hours of needs, and that few wardens stand where they are needed most."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from daoan.act.duty.profile import WEEKS_PER_YEAR, WeekProfile
from daoan.act.rural.needs import GRADES, Need, needs_of
from daoan.act.rural.opening import ALL_OUT, NOBODY, WEEK_FULL, plan_openings
from daoan.act.rural.risk import HourRisk, hour_risks
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.gatherings import Gathering, Occurrence
from daoan.terms.records import SegmentEstimate
from daoan.terms.times import monday_of

from .rural_given import MARKET, MONDAY, PACK, STATION, station, wardens

FAR = station("S2", lon=107.9)
CLOSED = station("S3", in_use=False)


def risk(per_hour: float) -> HourRisk:
    """Alike at all hours, but twice as much at 17 and 18."""
    value = np.full(168, per_hour)
    value[[24 * d + h for d in range(7) for h in (17, 18)]] *= 2
    return HourRisk(value, 0.5 * value, 2 * value, 0.95, 3, None)  # type: ignore[arg-type]


def needs(held: list[Occurrence], stations=(STATION, FAR, CLOSED), risks=None, days=1) -> list[Need]:
    every = [MONDAY + timedelta(days=k) for k in range(days)]
    return list(needs_of(stations, every, held, {}, risks or {}, PACK))


def test_a_market_opens_the_stations_near_it_an_hour_before_to_an_hour_after() -> None:
    (found,) = needs([Occurrence(MONDAY, MARKET)])
    assert (found.station.code, found.from_hour, found.until_hour, found.wardens) == ("S1", 7, 14, 1)
    assert found.grade == "must"
    assert found.reasons[0].zh == "驿马集，08:00–13:00，距1.1公里，预计2000人"
    assert found.expected is None


def test_many_people_ask_for_more_wardens_and_long_days_are_parted() -> None:
    fair = replace(MARKET, kind="fair", people=40_000, from_hour=7, until_hour=21)
    found = needs([Occurrence(MONDAY, fair)])
    assert [(n.from_hour, n.until_hour, n.wardens) for n in found] == [(6, 14, 3), (14, 21, 3)]


def test_touching_hours_are_one_opening_with_every_reason_and_the_gravest_grade() -> None:
    worst_at_17 = {"S1": risk(0.01)}
    market = replace(MARKET, from_hour=14, until_hour=16)
    (found,) = needs([Occurrence(MONDAY, market)], risks=worst_at_17)
    assert (found.from_hour, found.until_hour, found.grade) == (13, 19, "must")
    assert len(found.reasons) == 2
    assert found.expected is not None
    assert found.expected.value == pytest.approx(0.01 * 8)
    assert (found.expected.low, found.expected.high) == (pytest.approx(0.04), pytest.approx(0.16))


def test_on_days_when_a_county_is_on_the_move_the_riskiest_stations_of_each_township_open() -> None:
    stations = [station(f"S{k}", township=f"T{k % 2}") for k in range(8)]
    risks = {s.code: risk(0.01 * (k + 1)) for k, s in enumerate(stations)}
    qingming = Gathering("usual-qingming", "清明", "festival", None, from_hour=6, until_hour=18, usual=True)
    found = [n for n in needs([Occurrence(MONDAY, qingming)], stations, risks) if n.grade == "should"]
    assert {n.station.code for n in found} == {"S6", "S7"}
    nowhere = replace(MARKET, lon=None, lat=None)  # nobody knows where: no reason for a whole county
    assert not [n for n in needs([Occurrence(MONDAY, nowhere)], stations, risks) if n.grade != "may"]
    elsewhere = replace(qingming, area="A2")
    assert not [n for n in needs([Occurrence(MONDAY, elsewhere)], stations, risks) if n.grade == "should"]


def test_risk_around_a_place_is_that_of_the_stretches_near_it_by_hour_of_the_week() -> None:
    week = np.full(168, 0.5 / 167)
    week[8] = 0.5
    profile = WeekProfile(week, np.tile(week, (len(RoadClass), 1)), 1.0, 1.0, 100)
    near, far = stretch("near", 107.61, 7.0), stretch("far", 107.7, 50.0)
    found = hour_risks([("S1", 107.6, 35.7), ("S2", None, None), ("S3", 109.0, 35.7)], [near, far], profile, 2.0)
    assert list(found) == ["S1"]
    monday = found["S1"].over(0, 8, 9)
    assert monday.value == pytest.approx(7.0 * 0.5 / WEEKS_PER_YEAR)
    assert monday.low == pytest.approx(monday.value / 2)
    assert found["S1"].worst is near
    assert found["S1"].worst_hours(0, 2, 6, 21) == (7, 9)


def stretch(name: str, lon: float, yearly: float) -> SegmentEstimate:
    weight = Estimate(yearly, yearly / 2, yearly * 2)
    return SegmentEstimate(
        name, name, list(RoadClass)[3], "A1", 500.0, lon, 35.7, None, "class", 1, 0, 5.0, weight, weight, weight, 1.0,
        weight, 0.5, 1,
    )  # fmt: skip


def need(code: str, day: int, worth: float, grade: str = "may", posts: int = 1) -> Need:
    expected = Estimate(worth, worth, worth)
    return Need(station(code), MONDAY + timedelta(days=day), 8, 12, posts, grade, (Text("a", "甲"),), expected)


def test_the_only_warden_stands_where_it_matters_most_and_the_rest_is_said() -> None:
    asked = [need("S1", 0, 0.9), need("S2", 0, 0.1, "must"), need("S3", 0, 0.5)]
    plan = plan_openings(asked, [n.station for n in asked], wardens("S1"), PACK)
    assert [one.wardens for one in plan.openings] == [(), ("W1-S1",), ()]
    assert plan.openings[0].why_left == ALL_OUT
    assert plan.staffed["must"] == Share(1, 1)
    assert plan.staffed["may"] == Share(0, 2)
    assert (plan.covered.part, plan.covered.whole) == (pytest.approx(0.1), pytest.approx(1.5))


def test_a_warden_serves_five_days_of_a_week_at_most_those_before_the_plan_too() -> None:
    asked = [need("S1", day, 1.0 + day) for day in range(7)]
    plan = plan_openings(asked, [STATION], wardens("S1"), PACK)
    assert [bool(one.wardens) for one in plan.openings] == [False, False, True, True, True, True, True]
    assert plan.openings[0].why_left == WEEK_FULL
    late = plan_openings(asked[4:], [STATION], wardens("S1"), PACK, Counter({("W1-S1", MONDAY): 4}))
    assert [bool(one.wardens) for one in late.openings] == [False, False, True]


def test_own_station_first_and_nobody_from_another_township() -> None:
    asked = [need("S1", 0, 0.2), need("S2", 0, 0.9)]
    plan = plan_openings(asked, [n.station for n in asked], wardens("S1", "S2"), PACK)
    assert [one.wardens for one in plan.openings] == [("W1-S1",), ("W2-S2",)]
    other = replace(asked[1], station=station("S9", township="桐川镇"))
    alone = plan_openings([other], [other.station, STATION], wardens("S1"), PACK)
    assert alone.openings[0].why_left == NOBODY


@pytest.mark.parametrize("seed", range(12))
def test_no_other_choice_staffs_more_of_what_matters(seed: int) -> None:
    """Against whole programming over every warden and post; weights fall so steeply that the order decides."""
    rng = np.random.default_rng(seed)
    asked = [
        need(f"S{rng.integers(4)}", int(rng.integers(7)), float(rng.uniform()), str(rng.choice(GRADES)), 1 + k % 2)
        for k in range(12)
    ]
    people = wardens(*[f"S{rng.integers(4)}" for _ in range(int(rng.integers(1, 4)))])
    stations = [station(f"S{k}") for k in range(4)]
    plan = plan_openings(asked, stations, people, PACK)

    posts = [(row, k) for row, n in enumerate(asked) for k in range(n.wardens)]
    posts.sort(key=lambda p: (GRADES.index(asked[p[0]].grade), p[1], -asked[p[0]].expected.value))
    weight = np.array([1.9 ** (len(posts) - rank) for rank in range(len(posts))])
    best = best_weight(weight, [asked[row].day for row, _ in posts], len(people))
    rank = {post: r for r, post in enumerate(posts)}
    found = sum(weight[rank[row, k]] for row, one in enumerate(plan.openings) for k in range(len(one.wardens)))
    assert found == pytest.approx(best)
    served = Counter((w, o.need.day) for o in plan.openings for w in o.wardens)
    assert max(served.values(), default=1) == 1
    weeks = Counter((w, monday_of(day)) for w, day in served)
    assert max(weeks.values(), default=0) <= 5


def best_weight(weight: np.ndarray, days: list, people: int) -> float:
    posts = len(weight)
    shape = (people, posts)
    rows, bounds = [np.zeros(shape) for _ in range(posts)], [1.0] * posts
    for post, once in enumerate(rows):
        once[:, post] = 1
    for person in range(people):
        for day in set(days):
            rows.append(one := np.zeros(shape))
            one[person, [k for k, d in enumerate(days) if d == day]] = 1
            bounds.append(1.0)
        rows.append(week := np.zeros(shape))
        week[person] = 1
        bounds.append(5.0)
    limits = LinearConstraint(np.array([r.ravel() for r in rows]), ub=bounds)
    done = milp(-np.tile(weight, people), constraints=limits, integrality=np.ones(posts * people), bounds=(0, 1))
    return -done.fun
