"""What there is of each kind of record that ends, and how it goes."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, delete, func, or_, select, update

from daoan.store import serial
from daoan.store.advising import photo_row, presence_row, record_row
from daoan.store.keeping import alerts_row, emptied, family_row, hit_row, key_row, refs_of, request_row, session_row
from daoan.store.patrols import day_row, read_day
from daoan.store.sql.advice_photos import drop_photos, drop_records
from daoan.store.sql.advice_tables import advice_photos, advice_presence, advice_records
from daoan.store.sql.bulk import select_by_name
from daoan.store.sql.company_month_tables import company_months
from daoan.store.sql.keeping_companies import drop_months, drop_roster, page_roster, read_months, rows_of_roster
from daoan.store.sql.keeping_tables import look_up_requests
from daoan.store.sql.outside_tables import outside_hits
from daoan.store.sql.patrols import days_of, days_until, drop_days
from daoan.store.sql.tables import refusals, results, runs
from daoan.store.sql.work_tables import (
    attachment_blobs,
    attachments,
    matter_records,
    matter_steps,
    matters,
    sessions,
    step_traits,
    work_keys,
)
from daoan.terms.records import Refusal
from daoan.terms.records.advice import AdvicePhoto, AdvicePresence, AdviceRecord
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.outside import OutsideHit
from daoan.terms.records.people import Session
from daoan.terms.records.retained import KeptRow
from daoan.terms.records.working import Matter
from daoan.terms.villagers import VILLAGER_REPORT

#: Where a row stands in its kind's list: moment in microseconds since 1970, name.
Place = tuple[int, str]
Names = Sequence[str]
_ALERTS = "alerts"
_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its rows up to a moment, page by page; its rows of some names; and their end."""

    page: Callable[[Connection, int, Place | None, int], tuple[list[KeptRow], Place | None]]
    rows: Callable[[Connection, Names], list[KeptRow]]
    drop: Callable[[Connection, Names], None]


def _kind_of(
    table: Table,
    name: Column[Any],
    moment: Column[Any],
    read: Callable[[Connection, Sequence[Any]], list[KeptRow]],
    drop: Callable[[Connection, Names], None] | None = None,
) -> Kind:
    """A kind that one table holds. ``moment`` is at or before when the period begins."""
    columns = select(name.label("name"), moment.label("moment"), table.c.payload)

    def page(connection: Connection, until: int, after: Place | None, limit: int) -> tuple[list[KeptRow], Place | None]:
        query = columns.where(moment <= until)
        if after is not None:
            query = query.where(or_(moment > after[0], and_(moment == after[0], name > after[1])))
        found = connection.execute(query.order_by(moment, name).limit(limit + 1)).all()
        following = (found[limit - 1].moment, found[limit - 1].name) if len(found) > limit else None
        return read(connection, found[:limit]), following

    def rows(connection: Connection, names: Names) -> list[KeptRow]:
        return read(connection, list(select_by_name(connection, columns, name, names)))

    def drop_rows(connection: Connection, names: Names) -> None:
        connection.execute(delete(table).where(name.in_(names)))

    return Kind(page, rows, drop or drop_rows)


# -- one table each --


def _read_keys(connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    answers = [(r.name, serial.from_micros(r.moment), serial.unpack(tuple[Matter, ...], r.payload)) for r in found]
    ids = {name for _, at, answer in answers for name in key_row("", at, answer, set()).cases}
    table = matters.c
    is_open = {
        row.matter_id
        for row in select_by_name(
            connection, select(table.matter_id).where(table.closed_at.is_(None)), table.matter_id, ids
        )
    }
    return [key_row(key, at, answer, is_open) for key, at, answer in answers]


def _read_sessions(_connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    return [session_row(serial.unpack(Session, r.payload)) for r in found]


def _read_requests(_connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    return [request_row(serial.unpack(LookUpRequest, r.payload)) for r in found]


def _read_hits(_connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    return [hit_row(serial.unpack(OutsideHit, r.payload)) for r in found]


def _read_advice(connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    named = named_by_open(connection)
    return [record_row(serial.unpack(AdviceRecord, r.payload), named) for r in found]


def _read_photos(connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    named = named_by_open(connection)
    return [photo_row(serial.unpack(AdvicePhoto, r.payload), named) for r in found]


def _read_presence(_connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    return [presence_row(serial.unpack(AdvicePresence, r.payload)) for r in found]


def _read_refusals(_connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    kept = [(r, serial.unpack(Refusal, r.payload)) for r in found if r.moment is not None]
    return [KeptRow(r.name, serial.from_micros(r.moment)) for r, refusal in kept if emptied(refusal) != refusal]


def _empty_refusals(connection: Connection, names: Names) -> None:
    table = refusals.c
    for row in list(select_by_name(connection, select(table.refusal_id, table.payload), table.refusal_id, names)):
        payload = serial.pack(emptied(serial.unpack(Refusal, row.payload)))
        connection.execute(update(refusals).where(table.refusal_id == row.refusal_id).values(payload=payload))


# -- the alerts of a run --


def _read_alerts(connection: Connection, found: Sequence[Any]) -> list[KeptRow]:
    ids: dict[str, list[str]] = defaultdict(list)
    query = select(runs.c.run_id, results.c.key).join_from(runs, results).where(results.c.kind == _ALERTS)
    for row in select_by_name(connection, query, runs.c.run_id, [r.name for r in found]):
        ids[row.run_id].append(row.key)
    latest = connection.scalar(select(func.max(runs.c.as_of)))
    named = named_by_open(connection)
    return [
        alerts_row(r.name, serial.from_micros(r.moment), ids[r.name], named, latest=r.moment == latest)
        for r in found
        if ids[r.name]
    ]


def _drop_alerts(connection: Connection, names: Names) -> None:
    seqs = select(runs.c.seq).where(runs.c.run_id.in_(names))
    connection.execute(delete(results).where(results.c.kind == _ALERTS, results.c.run_seq.in_(seqs)))


# -- days of units on duty --


def _page_days(
    connection: Connection, until: int, after: Place | None, limit: int
) -> tuple[list[KeptRow], Place | None]:
    last = until // _DAY - 1
    behind = None if after is None else (after[0] // _DAY - 1, read_day(after[1])[0])
    found = days_until(connection, last, behind, limit + 1)
    rows = [day_row(unit_id, day) for unit_id, day in found[:limit]]
    following = (serial.to_micros(rows[-1].counted_from), rows[-1].record_id) if len(found) > limit else None
    return rows, following


def _rows_of_days(connection: Connection, names: Names) -> list[KeptRow]:
    return [day_row(unit_id, day) for unit_id, day in days_of(connection, names)]


# -- families of matters --


def _page_families(
    connection: Connection, until: int, after: Place | None, limit: int, *, reports: bool = False
) -> tuple[list[KeptRow], Place | None]:
    table = matters.c
    closed = func.max(table.closed_at)
    query = select(table.root.label("name"), closed.label("moment")).group_by(table.root)
    query = query.where(table.kind == VILLAGER_REPORT if reports else table.kind != VILLAGER_REPORT)
    query = query.having(func.count() == func.count(table.closed_at), closed <= until)
    if after is not None:
        query = query.having(or_(closed > after[0], and_(closed == after[0], table.root > after[1])))
    found = connection.execute(query.order_by(closed, table.root).limit(limit + 1)).all()
    following = (found[limit - 1].moment, found[limit - 1].name) if len(found) > limit else None
    rows = {row.record_id: row for row in _rows_of_families(connection, [r.name for r in found[:limit]])}
    return [rows[r.name] for r in found[:limit] if r.name in rows], following


def _rows_of_families(connection: Connection, names: Names) -> list[KeptRow]:
    families: dict[str, list[Matter]] = defaultdict(list)
    query = select(matters.c.root, matter_records.c.payload).join_from(matters, matter_records)
    for row in select_by_name(connection, query, matters.c.root, names):
        families[row.root].append(serial.unpack(Matter, row.payload))
    ids = {m.matter_id: root for root, family in families.items() for m in family}
    files: dict[str, list[str]] = defaultdict(list)
    query = select(attachments.c.matter_id, attachments.c.attachment_id)
    for row in select_by_name(connection, query, attachments.c.matter_id, ids):
        files[ids[row.matter_id]].append(row.attachment_id)
    last = connection.scalar(select(matter_steps.c.matter_id).order_by(matter_steps.c.seq.desc()).limit(1))
    named = named_by_open(connection)
    return [
        family_row(root, family, files[root], named) for root, family in families.items() if ids.get(last or "") != root
    ]


def _drop_families(connection: Connection, names: Names) -> None:
    ids = select(matters.c.matter_id).where(matters.c.root.in_(names))
    contents = set(connection.scalars(select(attachments.c.sha256).where(attachments.c.matter_id.in_(ids))))
    connection.execute(delete(attachments).where(attachments.c.matter_id.in_(ids)))
    used = select(attachments.c.sha256)
    blobs = attachment_blobs.c.sha256
    connection.execute(delete(attachment_blobs).where(blobs.in_(contents), blobs.not_in(used)))
    connection.execute(delete(step_traits).where(step_traits.c.matter_id.in_(ids)))
    connection.execute(delete(matter_steps).where(matter_steps.c.matter_id.in_(ids)))
    connection.execute(delete(matter_records).where(matter_records.c.matter_id.in_(ids)))
    connection.execute(delete(matters).where(matters.c.root.in_(names)))


def named_by_open(connection: Connection) -> set[str]:
    """Every id that an open matter names."""
    query = select(matter_records.c.payload).join_from(matters, matter_records).where(matters.c.closed_at.is_(None))
    return {ref for payload in connection.scalars(query) for ref in refs_of(serial.unpack(Matter, payload))}


KINDS: Mapping[str, Kind] = {
    "request_key": _kind_of(work_keys, work_keys.c.key, work_keys.c.kept_at, _read_keys),
    "look_up_request": _kind_of(
        look_up_requests, look_up_requests.c.request_id, look_up_requests.c.asked_at, _read_requests
    ),
    "session": _kind_of(sessions, sessions.c.session_id, sessions.c.created_at, _read_sessions),
    "refused_row": _kind_of(refusals, refusals.c.refusal_id, refusals.c.closed_at, _read_refusals, _empty_refusals),
    "outside_hit": _kind_of(outside_hits, outside_hits.c.hit_id, outside_hits.c.happened_at, _read_hits),
    "alert": _kind_of(runs, runs.c.run_id, runs.c.as_of, _read_alerts, _drop_alerts),
    "matter": Kind(_page_families, _rows_of_families, _drop_families),
    "villager_report": Kind(partial(_page_families, reports=True), _rows_of_families, _drop_families),
    "unit_position": Kind(_page_days, _rows_of_days, drop_days),
    "advice_photo": _kind_of(
        advice_photos, advice_photos.c.photo_id, advice_photos.c.known_at, _read_photos, drop_photos
    ),
    "advice": _kind_of(
        advice_records, advice_records.c.record_id, advice_records.c.begun_at, _read_advice, drop_records
    ),
    "advice_presence": _kind_of(
        advice_presence, advice_presence.c.presence_id, advice_presence.c.happened_at, _read_presence
    ),
    "company_rating": _kind_of(
        company_months, company_months.c.name, company_months.c.as_of,
        lambda connection, found: read_months(found, named_by_open(connection)), drop_months,
    ),
    "roster": Kind(
        lambda connection, until, after, limit: page_roster(connection, until, after, limit, named_by_open(connection)),
        lambda connection, names: rows_of_roster(connection, names, named_by_open(connection)),
        drop_roster,
    ),
}  # fmt: skip
