"""Advice of the demo's simulated city: a month of check-ins and records by wardens of village groups, as phones do.

Who came and how many were spoken to is planted (:mod:`daoan.town.rural.days`); what single contacts were about is drawn
from the same truth. Everything goes through what takes a phone's batch in, simulated wardens and all: some days come in
a day late, some records go to the police, two were changed on two phones at once.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zlib import crc32

from daoan.app.clocks import workroom_of
from daoan.app.demo_codes import ShiftTold, tell_by_code
from daoan.app.demo_people import is_demo
from daoan.app.demo_rural import demo_rural
from daoan.app.demo_units import POST
from daoan.app.progress import Tell
from daoan.app.qingyang import SEED
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.jobs.advice.book import AdviceBook, Station, book_over, own_stations
from daoan.jobs.advice.presence import CheckIn, take_check_in
from daoan.jobs.advice.settling import hand_over_as_told
from daoan.jobs.advice.taking import Sending, Taken, Told, take_version
from daoan.jobs.work import Wanted, cause
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records.advice import PresenceWhat
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.rural import StationDay
from daoan.terms.times import utc_to_local
from daoan.terms.units import UnitKind
from daoan.town.rural.days import station_days
from daoan.town.rural.draw import read_rural_truth
from daoan.town.rural.records import DrawnAdvice, DrawnDay, draw_day

DAYS = 30
ON_THE_PAGE = (2, 1)  # stations of a township's first and second village group that use the phone page
OFF = 3  # every so many-th group has a station without a network
NOTE = "模拟 simulated"
SHIFTS = ("morning", "midday", "evening")
SOON, NEXT_DAY = timedelta(minutes=20), timedelta(hours=26)
CONFLICTS = 2
#: What becomes of hand-overs in turn, as events of the police; the last ones wait for somebody.
_POLICE: Sequence[Sequence[str]] = (("sign", "punish"), ("sign", "educate"), ("sign",), ("sign", "educate"), ())


@dataclass(frozen=True, slots=True)
class _Warden:
    """A warden with their phone and the stations that they see."""

    actor: Actor
    stations: Mapping[str, Station]

    def sending(self, at: datetime, device: str = "") -> Sending:
        return Sending(self.actor, f"sim-{self.actor.person_id[-12:]}{device}", at, 0.0)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What a warden's phone sends of a station's day."""

    at: datetime
    warden: _Warden
    station: Station
    row: StationDay
    drawn: DrawnDay


def play_demo_advice(workspace: Workspace, tell: Tell) -> int:
    """Play it, once; answers how many records. Nothing where the city is real or this is no demo."""
    store, room, now = workspace.store, workroom_of(workspace), workspace.now
    groups = [u.unit_id for u in room.units().units.values() if u.kind is UnitKind.GROUP]
    if not (workspace.city.simulated and is_demo(workspace)) or not groups or store.count_advice():
        return 0
    tell(Text("taking advice records in", "接收劝导记录"))
    book = book_over(room, workspace.packs["advice"], subject_key(workspace))
    batches = sorted(_batches(workspace, book, groups), key=lambda b: (b.at, b.station.code))
    records = 0
    handed: list[Matter] = []
    for batch in batches:
        if batch.at < now:
            taken, matters = _send(book, batch)
            records, handed = records + taken, [*handed, *matters]
    _police(book, handed, now)
    _conflicts(book, batches, now)
    without = tuple(_without_network(book, groups, now))
    tell_by_code(book, without, _shifts_told(workspace, book, without), now)
    return records


def _batches(workspace: Workspace, book: AdviceBook, groups: Sequence[str]) -> Iterator[_Batch]:
    truth, wardens = read_rural_truth(), dict(_wardens(book, groups, workspace.now))
    for row in _month(workspace):
        warden = wardens.get(row.station)
        if warden is not None:
            said = draw_day(SEED, row.station, row.day, row.contacts, book.catalogue, truth)
            ends = _shift(book, row.day, _shifts_of(row)[-1])[1]
            at = ends + (NEXT_DAY if said.late else SOON)
            yield _Batch(at, warden, warden.stations[row.station], row, said)


def _month(workspace: Workspace) -> Iterator[StationDay]:
    """What every station did on the days before."""
    today = utc_to_local(workspace.now, workspace.city.zone).date()
    first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
    yield from station_days(demo_rural(workspace), first, last, read_rural_truth())


def _without_network(book: AdviceBook, groups: Sequence[str], at: datetime) -> Iterator[str]:
    """The stations next to those that use the page, of some groups: there is no network there."""
    for place, group in enumerate(groups):
        stations = sorted(own_stations(book, Actor("", group, frozenset()), at))[ON_THE_PAGE[place % 2] :]
        if place % OFF == 0 and stations:
            yield stations[0]


def _shifts_told(workspace: Workspace, book: AdviceBook, stations: Collection[str]) -> Iterator[ShiftTold]:
    """Shifts that were attended at stations without a network."""
    for row in _month(workspace):
        shifts = _shifts_of(row) if row.station in stations else ()
        for shift in shifts:
            begins, ends = _shift(book, row.day, shift)
            yield ShiftTold(row, shift, begins, ends, row.contacts if shift == shifts[-1] else None)


def _wardens(book: AdviceBook, groups: Sequence[str], at: datetime) -> Iterator[tuple[str, _Warden]]:
    """Stations that use the page with whoever stands there: some of each group, and the demo's own post."""
    wardens = {p.unit_id: p.person_id for p in book.room.store.list_people() if Role.WARDEN in p.roles and p.active}
    for place, group in enumerate([*groups, POST]):
        stations = own_stations(book, Actor("", group, frozenset()), at)
        for n, code in enumerate(sorted(stations)[: ON_THE_PAGE[place % 2]], start=1):
            person = wardens.get(POST, "") if group == POST else f"sim-{group}-{n}"
            yield code, _Warden(Actor(person, group, frozenset({Role.WARDEN})), stations)


def _shifts_of(row: StationDay) -> tuple[str, ...]:
    """Shifts of a day: as many as were attended, beginning with one that follows from station and day."""
    first = crc32(f"{row.station}{row.day}".encode()) % 2
    return SHIFTS[first : first + row.shifts_attended]


def _shift(book: AdviceBook, day: date, shift: str) -> tuple[datetime, datetime]:
    return book.catalogue.shifts[shift].span(day, book.room.zone)


def _send(book: AdviceBook, batch: _Batch) -> tuple[int, list[Matter]]:
    """A day's check-ins and records; how many records, and what went to the police."""
    warden, row, shifts = batch.warden, batch.row, _shifts_of(batch.row)
    sending = warden.sending(batch.at)
    for shift in shifts:
        begins, ends = _shift(book, row.day, shift)
        contacts = row.contacts if shift == shifts[-1] else None
        for what, at in ((PresenceWhat.IN, begins), (PresenceWhat.OUT, ends)):
            name = f"sim-{row.station}-{row.day}-{shift}-{what.value}"
            told = contacts if what is PresenceWhat.OUT else None
            _kept(take_check_in(book, sending, warden.stations, _check_in(name, batch.station, what, at, told)))
    handed: list[Matter] = []
    for seq, one in enumerate(batch.drawn.records, start=1):
        told_version = _told(book, batch, one, seq)
        _kept(take_version(book, sending, warden.stations, told_version))
        matter = hand_over_as_told(book, warden.actor, told_version.record_id, batch.at)
        handed += [matter] if matter is not None else []
    return len(batch.drawn.records), handed


def _check_in(name: str, station: Station, what: PresenceWhat, at: datetime, contacts: int | None) -> CheckIn:
    off = crc32(name.encode())
    lon, lat = (None if v is None else round(v + (off % 61 - 30) * 4e-6, 6) for v in (station.lon, station.lat))
    minutes = timedelta(minutes=off % 13)
    at = at + minutes if what is PresenceWhat.IN else at - minutes
    return CheckIn(name, station.code, what, at, lon, lat, 8.0 + off % 25, contacts)


def _told(book: AdviceBook, batch: _Batch, one: DrawnAdvice, seq: int) -> Told:
    begins, ends = _shift(book, batch.row.day, _shifts_of(batch.row)[-1])
    name = f"sim-{batch.row.station}-{batch.row.day}-{seq}"
    outcome = "police" if one.handed else "drove_on" if one.stays else "got_off" if one.people else "put_right"
    station = batch.station
    return Told(
        name, f"{name}-1", (), station.code, seq, begins + (ends - begins) * one.share, one.vehicle, one.behaviours,
        outcome, station.lon, station.lat, 15.0, one.people,
        plate=None if one.serial is None else f"甘MO{one.serial:04d}", note=NOTE,
    )  # fmt: skip


def _kept(taken: Taken) -> None:
    if taken.kept is None:
        raise Fault(f"the demo's {taken.record_id} was not kept: {taken.code}")


def _police(book: AdviceBook, handed: Sequence[Matter], now: datetime) -> None:
    """What the police stations and squads made of it, in turn."""
    for number, matter in enumerate(handed):
        at, actor = matter.created_at, Actor(f"sim-{matter.holder}-1", matter.holder, frozenset({Role.BRIGADE}))
        for event in _POLICE[number % len(_POLICE)]:
            at += timedelta(hours=3 + number % 20)
            if at >= now:
                break
            version = book.room.store.get_matter(matter.matter_id).version
            moved = cause(book.room, actor, Wanted(matter.matter_id, version, event, NOTE), at)
            if not isinstance(moved, Matter):
                raise Fault(f"the demo's {matter.matter_id} was refused {event}: {moved.message.en}")


def _conflicts(book: AdviceBook, batches: Sequence[_Batch], now: datetime) -> None:
    """The latest records of some wardens, changed on their own phone and on another, neither knowing of the other."""
    whole = [b for b in batches if b.drawn.records and b.at < now - 2 * SOON]
    for batch in whole[-CONFLICTS:]:
        first = _told(book, batch, batch.drawn.records[0], 1)
        changes: Sequence[tuple[str, Callable[[Told], Told]]] = (
            ("", lambda told: replace(told, outcome="drove_on")),
            ("-b", lambda told: replace(told, people=(told.people or 1) + 2)),
        )
        for n, (device, change) in enumerate(changes, start=2):
            told = replace(change(first), version_id=f"{first.record_id}-{n}", based_on=(first.version_id,), plate=None)
            _kept(take_version(book, batch.warden.sending(now - SOON, device), batch.warden.stations, told))
