"""Registers over SQLite and PostgreSQL, each call whole inside one transaction with its line of the audit chain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.store.register_protocol import EntryFilter, EntryRow, require_following, require_own_key
from daoan.store.sql import audit as chain
from daoan.store.sql.bulk import insert_all, put, select_by_name
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.register_tables import entries, entry_versions
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.registered import Entry


class RegisterCalls(AuditCalls):
    """Lists that people keep by hand."""

    def keep_entries(self, rows: Sequence[EntryRow], audit: AuditNote) -> None:
        """Keep versions of entries, all or none."""
        with writing(self.engine) as connection:
            if _all_fresh(connection, rows):
                _insert_fresh(connection, rows)
            else:
                for row in rows:
                    _keep(connection, row)
            chain.append(connection, self.sealer, audit)

    def get_entry(self, entry_id: str) -> Entry:
        """An entry as it is now."""
        with reading(self.engine) as connection:
            found = _find(connection, entries.c.entry_id == entry_id)
        if found is None:
            raise NotFound(f"no entry {entry_id!r}")
        return found

    def find_entry(self, register: str, key: str) -> Entry | None:
        """The entry that has a key."""
        with reading(self.engine) as connection:
            return _find(connection, and_(entries.c.register == register, entries.c.key == key))

    def list_versions(self, entry_id: str) -> tuple[Entry, ...]:
        """Every version of an entry, first to last."""
        table = entry_versions.c
        with reading(self.engine) as connection:
            query = select(table.payload).where(table.entry_id == entry_id).order_by(table.version)
            versions = tuple(serial.unpack_all(Entry, connection.scalars(query).all()))
        if not versions:
            raise NotFound(f"no entry {entry_id!r}")
        return versions

    def page_entries(self, where: EntryFilter, *, after: str | None = None, limit: int = 50) -> Page[Entry]:
        """Entries as they are now, by their words."""
        table = entries.c
        query = select(table.words, table.entry_id, table.payload).where(*_conditions(where))
        if after is not None:
            words, entry_id = read_cursor(after, tuple[str, str])
            query = query.where(or_(table.words > words, and_(table.words == words, table.entry_id > entry_id)))
        with reading(self.engine) as connection:
            found = connection.execute(
                query.order_by(table.words, table.entry_id).limit(require_limit(limit) + 1)
            ).all()
        shown = found[:limit]
        following = write_cursor(shown[-1].words, shown[-1].entry_id) if len(found) > limit else None
        return Page(tuple(serial.unpack(Entry, row.payload) for row in shown), following)

    def count_entries(self, where: EntryFilter) -> int:
        """How many there are."""
        with reading(self.engine) as connection:
            return connection.scalar(select(func.count()).select_from(entries).where(*_conditions(where))) or 0

    def list_entries(self, register: str, as_of: datetime) -> tuple[Entry, ...]:
        """Entries that stood at a moment, as they were known then."""
        version, entry = entry_versions.c, entries.c
        known = (  # of this register alone: all versions of all registers are many more
            select(version.entry_id, func.max(version.version).label("version"))
            .join(entries, entry.entry_id == version.entry_id)
            .where(entry.register == register, version.changed_at <= serial.to_micros(as_of))
            .group_by(version.entry_id)
            .subquery()
        )
        query = (
            select(version.payload)
            .join(known, and_(known.c.entry_id == version.entry_id, known.c.version == version.version))
            .order_by(version.entry_id)
        )
        with reading(self.engine) as connection:
            found = serial.unpack_all(Entry, connection.scalars(query).all())
        return tuple(one for one in found if one.ended_at is None or one.ended_at > as_of)

    def register_stamp(self, *registers: str) -> str:
        """What changes whenever one of these registers does: no entry goes, and each change counts its version up."""
        query = select(func.count(), func.sum(entries.c.version)).where(entries.c.register.in_(registers))
        with reading(self.engine) as connection:
            rows, versions = connection.execute(query).one()
        return f"{rows}-{versions or 0}"


def _keep(connection: Connection, row: EntryRow) -> None:
    entry = row.entry
    require_following(entry, _find(connection, entries.c.entry_id == entry.entry_id))
    if row.key is not None:
        same = and_(entries.c.register == entry.register, entries.c.key == row.key)
        require_own_key(row, connection.scalar(select(entries.c.entry_id).where(same)))
    now, version = _kept_rows(row)
    put(connection, entries, now)
    connection.execute(insert(entry_versions), version)


def _kept_rows(row: EntryRow) -> tuple[dict[str, Any], dict[str, Any]]:
    """The entry as it is now, and its version."""
    entry, payload = row.entry, require_record(row.entry)
    now = {
        "entry_id": entry.entry_id,
        "register": entry.register,
        "unit_id": entry.unit_id,
        "version": entry.version,
        "ended": int(entry.ended_at is not None),
        "key": row.key,
        "words": row.text,
        "payload": payload,
    }
    version = {"entry_id": entry.entry_id, "version": entry.version, "payload": payload}
    return now, version | {"changed_at": serial.to_micros(entry.changed_at)}


def _all_fresh(connection: Connection, rows: Sequence[EntryRow]) -> bool:
    """Whether all are first versions of entries that are not there, under keys that nobody has."""
    ids = [row.entry.entry_id for row in rows]
    keys = [(row.entry.register, row.key) for row in rows if row.key is not None]
    if any(row.entry.version != 1 for row in rows) or len(set(ids)) < len(ids) or len(set(keys)) < len(keys):
        return False
    known = select_by_name(connection, select(entries.c.entry_id), entries.c.entry_id, ids)
    if next(known, None) is not None:
        return False
    same = select(entries.c.register, entries.c.key)
    taken = {tuple(found) for found in select_by_name(connection, same, entries.c.key, (key for _, key in keys if key))}
    return not taken & set(keys)


def _insert_fresh(connection: Connection, rows: Sequence[EntryRow]) -> None:
    kept = [_kept_rows(row) for row in rows]
    insert_all(connection, entries, [now for now, _ in kept])
    insert_all(connection, entry_versions, [version for _, version in kept])


def _find(connection: Connection, where: ColumnElement[bool]) -> Entry | None:
    payload = connection.scalar(select(entries.c.payload).where(where))
    return None if payload is None else serial.unpack(Entry, payload)


def _conditions(where: EntryFilter) -> list[ColumnElement[bool]]:
    table = entries.c
    conditions: list[ColumnElement[bool]] = [table.register == where.register]
    if where.units:
        conditions.append(table.unit_id.in_(where.units))
    if not where.ended:
        conditions.append(table.ended == 0)
    if where.text:
        conditions.append(table.words.contains(where.text.casefold(), autoescape=True))
    return conditions
