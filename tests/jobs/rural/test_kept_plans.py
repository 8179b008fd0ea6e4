"""Plans that are kept: the same as long as what they were worked out from is the same, and no longer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.jobs.gatherings import Calendar
from daoan.jobs.rural.ground import RuralGround
from daoan.jobs.rural.opening import KEPT, Roads
from daoan.terms.gatherings import Gathering, Occurrence
from daoan.terms.rural import AdviceStation, KeptOpening, Warden

MONDAY = date(2026, 3, 2)
PACK = read_rule_packs(ROOT / "rulepacks")["rural"]
STATION = AdviceStation("S1", "Station 1", "V1", "T1", "621021", "u1", in_use=True, lon=107.6, lat=35.7)
MARKET = Gathering("g1", "Market", "market", None, lon=107.6, lat=35.7, people=2000, from_hour=8, until_hour=13)
GROUND = RuralGround((), (STATION,), (Warden("W1", "S1", "u1"),), (), (), ())
MARKET_DAY = Calendar((), (MARKET,), (Occurrence(MONDAY, MARKET),), {}, ())


def wardens_of(roads: Roads, ground: RuralGround = GROUND, calendar: Calendar = MARKET_DAY) -> list[tuple[str, ...]]:
    return [o.wardens for o in roads.openings(ground, (MONDAY,), calendar, PACK).openings]


def test_the_same_question_is_answered_by_the_same_plan() -> None:
    roads = Roads()
    first = roads.openings(GROUND, (MONDAY,), MARKET_DAY, PACK)
    again = roads.openings(replace(GROUND), (MONDAY,), replace(MARKET_DAY), PACK)
    assert again is first


@pytest.mark.parametrize(
    "ground",
    [
        replace(GROUND, wardens=(Warden("W2", "S1", "u1"),)),
        replace(GROUND, wardens=()),
        replace(GROUND, stations=(replace(STATION, in_use=False),)),
    ],
)
def test_a_register_that_changes_changes_the_plan(ground: RuralGround) -> None:
    roads = Roads()
    assert wardens_of(roads) == [("W1",)]
    assert wardens_of(roads, ground) == wardens_of(Roads(), ground) != [("W1",)]


def test_a_market_that_is_called_off_and_days_that_were_served_change_the_plan() -> None:
    roads, most = Roads(), int(PACK.get("wardens.days_a_week"))
    assert wardens_of(roads) == [("W1",)]
    assert wardens_of(roads, calendar=replace(MARKET_DAY, held=())) == []
    week = [MONDAY - timedelta(days=1), *(MONDAY + timedelta(days=k) for k in range(most))]
    served = replace(
        GROUND, openings=tuple(KeptOpening("S1", day, 8, 12, 1) for day in week), served=(("W1",),) * len(week)
    )
    sunday = MONDAY + timedelta(days=6)
    late = replace(MARKET_DAY, held=(Occurrence(sunday, MARKET),))
    assert [o.wardens for o in roads.openings(GROUND, (sunday,), late, PACK).openings] == [("W1",)]
    assert [o.wardens for o in roads.openings(served, (sunday,), late, PACK).openings] == [()]


def test_of_plans_asked_for_long_ago_none_is_kept() -> None:
    roads = Roads()
    for k in range(3 * KEPT):
        roads.openings(GROUND, (MONDAY + timedelta(days=k),), MARKET_DAY, PACK)
    assert len(roads.planned) == KEPT
