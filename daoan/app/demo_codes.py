"""Wardens of the demo's simulated city who have no network: shifts told by text message, or entered later from paper.

Codes are those of the sheets that hang at their stations, and everything goes through what takes a message or a code
in. Who came and how many were spoken to is planted, as for those who use the phone page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.act.advice.codes import shift_code
from daoan.edge.tokens import station_secret
from daoan.jobs.advice.book import WARDENS, AdviceBook
from daoan.jobs.advice.presence import CodeTold, enter_code, receive_message
from daoan.terms.errors import Fault
from daoan.terms.records.advice import PresenceWay
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.rural import StationDay

BEFORE_END = timedelta(minutes=15)  # a message is sent so long before a shift ends
ENTERED = timedelta(hours=22)  # after the shift, on the township's next working morning
SHEET = 1
#: How wardens of stations without a network tell of a shift, in turn.
WAYS = (PresenceWay.SMS, PresenceWay.PAPER)


@dataclass(frozen=True, slots=True)
class ShiftTold:
    """A shift that was attended. ``contacts``: people spoken to on the day, with its last shift only."""

    row: StationDay
    shift: str
    begins: datetime
    ends: datetime
    contacts: int | None


def tell_by_code(
    book: AdviceBook, stations: Sequence[str], shifts: Iterable[ShiftTold], now: datetime
) -> Mapping[PresenceWay, int]:
    """Keep what was told by code up to a moment; how many shifts, by way. ``stations``: by turns of :data:`WAYS`."""
    way_of = {code: WAYS[n % len(WAYS)] for n, code in enumerate(stations)}
    phones, above = _phones(book, now), dict(_above(book, stations, now))
    counted = dict.fromkeys(WAYS, 0)
    for told in sorted(shifts, key=lambda s: (s.ends, s.row.station)):
        way = way_of[told.row.station]
        at = told.ends - BEFORE_END if way is PresenceWay.SMS else told.ends + ENTERED
        if at < now:
            _kept(_tell(book, way, told, at, phones, above))
            counted[way] += 1
    return counted


def _tell(
    book: AdviceBook, way: PresenceWay, told: ShiftTold, at: datetime, phones: Mapping[str, str],
    above: Mapping[str, Actor],
) -> CodeTold:  # fmt: skip
    station, day = told.row.station, told.row.day
    code = shift_code(station_secret(book.key, station, SHEET), day, told.shift)
    if way is PresenceWay.PAPER:
        return enter_code(book, above[station], code, station, day, told.contacts, at, SHEET)
    text = " ".join((station, code, *(() if told.contacts is None else (str(told.contacts),))))
    name = f"sim-{station}-{day}-{told.shift}"
    return receive_message(book, text, phones.get(station, ""), name, at, {})


def _phones(book: AdviceBook, at: datetime) -> Mapping[str, str]:
    """A telephone of each station's wardens, of the register."""
    entries = book.room.store.list_entries(WARDENS, at)
    return {str(e.values.get("station")): str(e.values.get("phone") or "") for e in entries}


def _above(book: AdviceBook, stations: Sequence[str], at: datetime) -> Iterator[tuple[str, Actor]]:
    """Who enters codes from paper: somebody of the township above each station."""
    units = book.room.units()
    for entry in book.room.store.list_entries("advice_station", at):
        if entry.values["code"] in stations:
            office = next(u for u in units.above(entry.unit_id) if units.get(u).kind == "township")
            yield str(entry.values["code"]), Actor(f"sim-{office}-1", office, frozenset({Role.TOWNSHIP}))


def _kept(told: CodeTold) -> None:
    if not told.proved:
        raise Fault(f"the demo's code of {told.station} on {told.day} proved nothing: {told.why}")
