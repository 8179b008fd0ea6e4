"""A station's day: who was proved to be there, for which shifts, and how many were spoken to."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from daoan.act.advice.attendance import station_days, why_not_there
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.advice import read_catalogue, shift_at
from daoan.terms.records.advice import AdvicePresence, AdviceRecord, PresenceWay, PresenceWhat
from daoan.terms.rural import StationDay
from daoan.terms.times import local_to_utc
from tests.store.test_advice_contract import version

PACK = read_rule_packs(ROOT / "rulepacks")["advice"]
CATALOGUE, ZONE, DAY = read_catalogue(PACK), "Asia/Shanghai", date(2026, 3, 4)


def at(hour: int, minute: int = 0) -> datetime:
    """A local moment of the day, in UTC."""
    return local_to_utc(datetime.combine(DAY, time(hour, minute)), ZONE)


def told(name: str, what: PresenceWhat, moment: datetime, shift: str = "", **changes) -> AdvicePresence:
    kept = AdvicePresence(
        name, "QD001", "north", PresenceWay.POSITION, what, moment, moment, DAY, shift, person_id="w1"
    )
    return replace(kept, **changes)


def record(name: str, moment: datetime, handed: str = "") -> AdviceRecord:
    one = replace(version(record=name), happened_at=moment)
    return AdviceRecord(name, one, ("v1",), 1, 1, "w1", moment, handed)


def days(presences, records=()) -> tuple[StationDay, ...]:
    return station_days(presences, records, CATALOGUE, ZONE)


def test_a_day_counts_shifts_contacts_and_hand_overs() -> None:
    came, left = told("1", PresenceWhat.IN, at(10), "midday"), told("2", PresenceWhat.OUT, at(20, 10), "evening")
    code = told("3", PresenceWhat.SHIFT, at(8), "morning", way=PresenceWay.SMS, person_id="", sender="t", contacts=5)
    records = [record("r1", at(11)), record("r2", at(12), "matter-1")]
    (found,) = days([came, left, code], records)
    assert found == StationDay("QD001", DAY, 0, 3, 5, 1, 2), "the evening lies wholly between coming and leaving"


def test_what_proves_nothing_counts_for_nothing() -> None:
    assert days([told("1", PresenceWhat.IN, at(8), "morning", why="far")]) == ()
    (found,) = days([told("1", PresenceWhat.IN, at(15))])
    assert (found.shifts_attended, found.wardens) == (0, 1), "there, but outside every shift"
    (told_more,) = days([told("1", PresenceWhat.OUT, at(9), contacts=1)], [record("r1", at(7)), record("r2", at(8))])
    assert (told_more.contacts, told_more.shifts_attended) == (2, 0)


@pytest.mark.parametrize(
    ("lon", "lat", "accuracy_m", "why"),
    [
        (107.6, 35.7, 20.0, ""),
        (107.6035, 35.7, 20.0, ""),  # 316 m away, as the phone knows its place to 20 m
        (107.61, 35.7, 20.0, "far"),
        (107.6, 35.7, 5000.0, "vague"),
        (107.6, 35.7, None, "vague"),
        (None, None, None, "no_position"),
    ],
)
def test_a_position_proves_presence_near_the_station_only(lon, lat, accuracy_m, why) -> None:
    assert why_not_there((107.6, 35.7), (lon, lat), accuracy_m, PACK)[0] == why
    assert why_not_there((None, None), (lon, lat), accuracy_m, PACK)[0] == "no_place"


def test_the_shift_of_a_moment_is_the_one_that_runs_or_is_near() -> None:
    grace = timedelta(minutes=45)
    assert shift_at(CATALOGUE, at(7), ZONE, grace) == (DAY, "morning")
    assert shift_at(CATALOGUE, at(10), ZONE, grace) == (DAY, "midday"), "half an hour from both: the later begins"
    assert shift_at(CATALOGUE, at(15), ZONE, grace) == (DAY, "")
