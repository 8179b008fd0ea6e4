"""Crashes: as received, corrected, as read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, or_, select

from daoan.store import serial
from daoan.store.layers import Reading, in_order, list_readings, require_correction
from daoan.store.pages import read_cursor, require_bounds, require_limit, write_cursor
from daoan.store.protocol import CrashFilter, Page
from daoan.store.sql.batches import keep_versions
from daoan.store.sql.bulk import insert_all, next_seq, select_by_name
from daoan.store.sql.tables import crash_corrections, crash_readings, crash_versions
from daoan.terms.errors import NotFound
from daoan.terms.records import Batch, Correction, Crash, CrashLayers

R = TypeVar("R")

Readings = dict[str, list[Reading]]


def receive(connection: Connection, batch: Batch[Crash], received_at: datetime) -> tuple[int, int]:
    """Add the versions that are new; answers how many crashes were added and how many changed."""
    added, changed = keep_versions(connection, crash_versions, batch.records, received_at, _version_columns)
    if added or changed:
        _read_anew(connection, {crash.crash_id for crash in batch.records})
    return added, changed


def _version_columns(crash: Crash) -> dict[str, Any]:
    return {
        "crash_id": crash.crash_id,
        "feed": crash.feed,
        "happened_at": serial.to_micros(crash.happened_at),
        "known_at": serial.to_micros(crash.known_at),
    }


def correct(connection: Connection, correction: Correction) -> None:
    """Lay a correction over a crash."""
    require_correction(correction)
    known = select(crash_versions.c.seq).where(crash_versions.c.crash_id == correction.crash_id).limit(1)
    if connection.scalar(known) is None:
        raise NotFound(f"no crash {correction.crash_id!r}")
    row = {
        "seq": next_seq(connection, crash_corrections),
        "crash_id": correction.crash_id,
        "corrected_at": serial.to_micros(correction.corrected_at),
        "payload": serial.pack(correction),
    }
    insert_all(connection, crash_corrections, [row])
    _read_anew(connection, {correction.crash_id})


def _read_anew(connection: Connection, crash_ids: Iterable[str]) -> None:
    """Work out layer three of some crashes from layers one and two."""
    names = sorted(crash_ids)
    versions: dict[str, list[Crash]] = defaultdict(list)
    corrections: dict[str, list[Correction]] = defaultdict(list)
    query = select(crash_versions.c.payload).order_by(crash_versions.c.seq)
    for (payload,) in select_by_name(connection, query, crash_versions.c.crash_id, names):
        crash = serial.unpack(Crash, payload)
        versions[crash.crash_id].append(crash)
    query = select(crash_corrections.c.payload).order_by(crash_corrections.c.seq)
    for (payload,) in select_by_name(connection, query, crash_corrections.c.crash_id, names):
        correction = serial.unpack(Correction, payload)
        corrections[correction.crash_id].append(correction)
    _replace_readings(connection, {name: list_readings(versions[name], corrections[name]) for name in names})


def _replace_readings(connection: Connection, readings: Readings) -> None:
    table = crash_readings
    present = select_by_name(connection, select(table.c.crash_id), table.c.crash_id, readings)
    stale = sorted({crash_id for (crash_id,) in present})
    for start in range(0, len(stale), 5_000):
        connection.execute(delete(table).where(table.c.crash_id.in_(stale[start : start + 5_000])))
    insert_all(connection, table, [_reading_row(*reading) for each in readings.values() for reading in each])


def _reading_row(since: datetime, until: datetime | None, crash: Crash) -> dict[str, Any]:
    return {
        "crash_id": crash.crash_id,
        "visible_from": serial.to_micros(since),
        "visible_until": None if until is None else serial.to_micros(until),
        "happened_at": serial.to_micros(crash.happened_at),
        "known_at": serial.to_micros(crash.known_at),
        "area": crash.area,
        "severity": str(crash.severity),
        "feed": crash.feed,
        "lon": crash.lon,
        "lat": crash.lat,
        "payload": serial.pack(crash),
    }


def _visible(as_of: datetime) -> ColumnElement[bool]:
    moment = serial.to_micros(as_of)
    table = crash_readings.c
    return and_(table.visible_from <= moment, or_(table.visible_until.is_(None), table.visible_until > moment))


def list_all(connection: Connection, as_of: datetime) -> list[Crash]:
    """Every crash as read."""
    table = crash_readings.c
    query = select(table.payload).where(_visible(as_of)).order_by(table.happened_at, table.crash_id)
    return serial.unpack_all(Crash, connection.scalars(query).all())


def page(connection: Connection, as_of: datetime, where: CrashFilter, after: str | None, limit: int) -> Page[Crash]:
    """Crashes as read, latest first."""
    require_limit(limit)
    table = crash_readings.c
    query = select(table.happened_at, table.crash_id, table.payload).where(_visible(as_of), *_conditions(where))
    if after is not None:
        happened_at, crash_id = read_cursor(after, tuple[int, str])
        earlier = and_(table.happened_at == happened_at, table.crash_id < crash_id)
        query = query.where(table.happened_at <= happened_at, or_(table.happened_at < happened_at, earlier))
    rows = connection.execute(query.order_by(table.happened_at.desc(), table.crash_id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    return Page(
        tuple(serial.unpack(Crash, row.payload) for row in shown),
        write_cursor(shown[-1].happened_at, shown[-1].crash_id) if len(rows) > limit else None,
    )


def count(connection: Connection, as_of: datetime, where: CrashFilter) -> int:
    """How many crashes a page would lead through."""
    query = select(func.count()).select_from(crash_readings).where(_visible(as_of), *_conditions(where))
    return int(connection.scalar(query) or 0)


def _conditions(where: CrashFilter) -> list[ColumnElement[bool]]:
    require_bounds(where)
    table = crash_readings.c
    conditions: list[ColumnElement[bool]] = []
    if where.since is not None:
        conditions.append(table.happened_at >= serial.to_micros(where.since))
    if where.until is not None:
        conditions.append(table.happened_at < serial.to_micros(where.until))
    if where.severities:
        conditions.append(table.severity.in_(where.severities))
    for name in ("area", "feed"):
        if (value := getattr(where, name)) is not None:
            conditions.append(table[name] == str(value))
    if where.bounds is not None:
        west, south, east, north = where.bounds
        conditions += [table.lon.between(west, east), table.lat.between(south, north)]
    return conditions


def get(connection: Connection, crash_id: str, as_of: datetime) -> CrashLayers:
    """One crash with all its layers."""
    moment = serial.to_micros(as_of)
    read = connection.scalar(
        select(crash_readings.c.payload).where(crash_readings.c.crash_id == crash_id, _visible(as_of))
    )
    if read is None:
        raise NotFound(f"no crash {crash_id!r} as of {as_of.isoformat()}")
    v, c = crash_versions.c, crash_corrections.c
    received = select(v.payload).where(v.crash_id == crash_id, v.known_at <= moment, v.happened_at <= moment)
    corrections = select(c.payload).where(c.crash_id == crash_id, c.corrected_at <= moment)
    return CrashLayers(
        received=_all(connection, received.order_by(v.seq), Crash),
        corrections=tuple(in_order(_all(connection, corrections.order_by(c.seq), Correction))),
        as_read=serial.unpack(Crash, read),
    )


def _all(connection: Connection, query: Select[Any], kind: type[R]) -> tuple[R, ...]:
    return tuple(serial.unpack_all(kind, connection.scalars(query).all()))
