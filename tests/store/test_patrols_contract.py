"""Laws 14 to 16 of a store: reports of units on duty, the latest of each crew, and how both end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.store.protocol import Store
from daoan.terms.errors import InputError
from daoan.terms.records.patrols import DutyState, PositionSource, UnitNow, UnitPosition
from tests.keeping.keeping_given import LATER, all_kept, line, purge_note
from tests.store.store_given import day
from tests.store.work_given import note, require_unbroken

MINUTE = timedelta(minutes=1)


def position(minutes: float = 0, crew: str = "c1", unit: str = "north", **changes) -> UnitPosition:
    at = day(1) + minutes * MINUTE
    return replace(UnitPosition(unit, crew, at, at, PositionSource.PHONE, 107.1, 35.2), **changes)


def state(minutes: float, said: DutyState, **changes) -> UnitPosition:
    return position(minutes, lon=None, lat=None, state=said, source=PositionSource.MANUAL, **changes)


def test_the_latest_is_the_same_in_whatever_order_reports_come(sealed: Store):
    a, b, busy = position(1), position(5, lon=107.2, state=DutyState.FREE), state(7, DutyState.BUSY)
    assert sealed.keep_positions([b]) == 1
    assert sealed.keep_positions([busy, a], note("position.state")) == 2
    assert sealed.list_units_now() == (UnitNow("north", "c1", b, busy),)
    assert sealed.list_units_now()[0].told_at == busy.happened_at
    assert sealed.list_positions("north", day(1), day(2)) == (a, b, busy)
    assert require_unbroken(sealed) == 1


def test_a_report_is_kept_once(sealed: Store):
    assert sealed.keep_positions([position(), position()]) == 1
    assert sealed.keep_positions([position(lon=100.0)], note("position.state")) == 0
    assert sealed.list_positions("north", day(0), day(2)) == (position(),)
    assert require_unbroken(sealed) == 0, "nothing was new"


def test_units_and_crews_are_told_apart(sealed: Store):
    given = [position(crew="c2"), position(2), position(unit="south"), position(crew="")]
    sealed.keep_positions(given)
    assert [(n.unit_id, n.crew) for n in sealed.list_units_now()] == [
        ("north", ""), ("north", "c1"), ("north", "c2"), ("south", "c1")
    ]  # fmt: skip
    assert [n.unit_id for n in sealed.list_units_now({"south"})] == ["south"]
    assert sealed.list_positions("north", day(1), day(2), crew="c2") == (position(crew="c2"),)
    assert sealed.list_positions("north", day(1), day(1) + 2 * MINUTE, limit=1) == (position(crew=""),)


@pytest.mark.parametrize("wrong", [{"lon": None}, {"lon": None, "lat": None}, {"lon": 181.0}, {"lat": float("nan")}])
def test_a_report_tells_a_place_or_a_state_or_nothing_is_kept(sealed: Store, wrong: dict):
    with pytest.raises(InputError):
        sealed.keep_positions([position(3), position(**wrong)])
    assert sealed.list_units_now() == ()


def test_days_of_a_unit_end_and_with_them_the_latest(sealed: Store):
    next_day = 24 * 60
    sealed.keep_positions([state(0, DutyState.PATROLLING), position(next_day), position(crew="c2"), position(unit="s")])
    days = all_kept(sealed, "unit_position", LATER, limit=2)
    assert [r.parts for r in days] == [("north",), ("s",), ("north",)]
    assert days[0].counted_from == day(1).replace(hour=0, minute=0, second=0) + timedelta(days=1)
    assert all_kept(sealed, "unit_position", days[0].counted_from - MINUTE) == []
    sealed.purge("unit_position", days[:1], (), line("unit_position"), purge_note("unit_position"))
    assert all_kept(sealed, "unit_position") == days[1:]
    assert sealed.list_units_now({"north"}) == (UnitNow("north", "c1", position(next_day), None),)
    assert len(sealed.list_units_now()) == 2
