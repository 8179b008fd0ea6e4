"""Days of stations, and the figures of advice, as known now or at an earlier moment's records."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from daoan.act.advice.attendance import station_days
from daoan.assess.advice.figures import Counted, Figures, figures_of
from daoan.jobs.advice.book import AdviceBook, Station, own_stations
from daoan.jobs.rural.due import kept_due, with_due
from daoan.store.advice_protocol import AdviceFilter
from daoan.store.page import rows_of
from daoan.terms.errors import InputError
from daoan.terms.records.advice import AdviceRecord
from daoan.terms.records.people import Actor
from daoan.terms.rural import StationDay
from daoan.terms.times import local_midnight
from daoan.terms.units import UnitTree

PAGE, MOST_DAYS = 1_000, 400


def days_of(
    book: AdviceBook,
    stations: Collection[str],
    since: date,
    until: date,
    as_of: datetime | None = None,
) -> tuple[StationDay, ...]:
    """What stations did from one day to another, both included, without what they owed. ``as_of``: only what had come
    in by then, of records as they stand now."""
    begins, ends = span_of(book, since, until)
    where = AdviceFilter(stations=tuple(sorted(stations)), since=begins, until=ends)
    presences, records = book.room.store.list_presence(frozenset(stations), begins, ends), _records(book, where)
    if as_of is not None:
        presences = tuple(p for p in presences if p.known_at <= as_of)
        records = [r for r in records if r.first_known_at is not None and r.first_known_at <= as_of]
    return station_days(presences, records, book.catalogue, book.room.zone)


def promised_days(
    book: AdviceBook, stations: Collection[str], since: date, until: date, at: datetime
) -> tuple[StationDay, ...]:
    """What stations did, beside the shifts that the openings kept for them ask for as known at a moment."""
    due = kept_due(book.room, book.catalogue, at, stations, since, until)
    return with_due(days_of(book, stations, since, until), due)


def figures_seen(book: AdviceBook, actor: Actor, since: date, until: date, at: datetime) -> Figures:
    """The figures of somebody's stations from one day to another, both included."""
    stations = own_stations(book, actor, at)
    begins, ends = span_of(book, since, until)
    records = tuple(_records(book, AdviceFilter(stations=tuple(sorted(stations)), since=begins, until=ends)))
    shifts = sum(day.shifts_attended for day in days_of(book, stations.keys(), since, until))
    units = book.room.units()
    townships = {code: _township(units, station) for code, station in stations.items()}
    counted = [Counted(townships[r.current.station], r) for r in records]
    return figures_of(counted, book.catalogue, book.room.zone, shifts, len(stations))


def first_of(since: date | None, last: date, days: int) -> date:
    """The first day of a span: the named one, or so many days with the last. Raises :class:`InputError`."""
    try:
        return since or last - timedelta(days=days - 1)
    except OverflowError:
        raise InputError("these days lie outside the calendar · 日期超出范围") from None


def span_of(book: AdviceBook, since: date, until: date) -> tuple[datetime, datetime]:
    """The moments of a span of local days. Raises :class:`InputError` for one that is none, or is too long."""
    if not timedelta(0) <= until - since <= timedelta(days=MOST_DAYS):
        raise InputError(f"name a span of at most {MOST_DAYS} days, the earlier first · 请选择有效的起止日期")
    try:
        return local_midnight(since, book.room.zone), local_midnight(until + timedelta(days=1), book.room.zone)
    except OverflowError:
        raise InputError("these days lie outside the calendar · 日期超出范围") from None


def _records(book: AdviceBook, where: AdviceFilter) -> list[AdviceRecord]:
    return list(rows_of(lambda after: book.room.store.page_advice(where, after=after, limit=PAGE)))


def _township(units: UnitTree, station: Station) -> str:
    """The unit that a station is counted under: its township office, where one stands above; else its own unit."""
    if station.unit_id not in units:
        return station.unit_id
    chain = (station.unit_id, *units.above(station.unit_id))
    return next((name for name in chain if units.get(name).kind.value == "township"), station.unit_id)
