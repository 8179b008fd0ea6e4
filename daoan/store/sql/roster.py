"""The roster over SQLite and PostgreSQL: a hundred thousand records in a few statements, whole or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from daoan.store import serial
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.store.roster_protocol import (
    KINDS,
    RosterFilter,
    RosterKept,
    RosterVersion,
    by_kind,
    require_later,
    words_of,
)
from daoan.store.sql import audit as chain
from daoan.store.sql.bulk import insert_all, select_by_name
from daoan.store.sql.engine import asking, reading, writing
from daoan.store.sql.roster_tables import NEVER, roster
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import Company, CompanyEvent, KeyDriver, KeyVehicle, RosterRecord

R = TypeVar("R", Company, KeyVehicle, KeyDriver, CompanyEvent)
EVERYTHING = RosterFilter()
_T = roster.c
_HANDFUL = 5_000


class RosterCalls(AuditCalls):
    """Companies, key vehicles, drivers and events."""

    def keep_roster(self, records: Sequence[RosterRecord], at: datetime, audit: AuditNote) -> RosterKept:
        """Keep records as known at a moment."""
        moment, new, changed = serial.to_micros(at), 0, 0
        with writing(self.engine) as connection:
            for kind, told in by_kind(records):
                rows, replaced = _rows(connection, kind, told, at)
                _replace(connection, kind, replaced, moment)
                insert_all(connection, roster, rows)
                new, changed = new + len(rows) - len(replaced), changed + len(replaced)
            chain.append(connection, self.sealer, audit)
        return RosterKept(new, changed, len(records) - new - changed)

    def list_roster(self, kind: type[R], as_of: datetime, company_id: str = "") -> tuple[R, ...]:
        """Every record of a kind as known at a moment."""
        query = select(_T.payload).where(*_known(kind, as_of)).order_by(_T.item_id)
        if company_id:
            query = query.where(_T.company_id == company_id)
        with reading(self.engine) as connection:
            return tuple(serial.unpack_all(kind, connection.scalars(query).all()))

    def find_roster(self, kind: type[R], name: str, as_of: datetime) -> R | None:
        """One record as known at a moment."""
        query = select(_T.payload).where(*_known(kind, as_of), _T.item_id == name)
        with asking(self.engine) as connection:
            payload = connection.scalar(query)
        return None if payload is None else serial.unpack(kind, payload)

    def list_roster_versions(self, kind: type[R], name: str) -> tuple[RosterVersion, ...]:
        """Every version of a record."""
        query = select(_T.version, _T.changed_at, _T.payload).where(_T.kind == KINDS[kind], _T.item_id == name)
        with asking(self.engine) as connection:
            rows = connection.execute(query.order_by(_T.version)).all()
        return tuple(
            RosterVersion(r.version, serial.from_micros(r.changed_at), serial.unpack(kind, r.payload)) for r in rows
        )

    def page_roster(
        self, kind: type[R], where: RosterFilter = EVERYTHING, *, after: str | None = None, limit: int = 50
    ) -> Page[R]:
        """Records as they are now."""
        query = select(_T.words, _T.item_id, _T.payload).where(*_conditions(kind, where))
        if after is not None:
            words, name = read_cursor(after, tuple[str, str])
            query = query.where(or_(_T.words > words, and_(_T.words == words, _T.item_id > name)))
        with asking(self.engine) as connection:
            found = connection.execute(query.order_by(_T.words, _T.item_id).limit(require_limit(limit) + 1)).all()
        shown = found[:limit]
        following = write_cursor(shown[-1].words, shown[-1].item_id) if len(found) > limit else None
        return Page(tuple(serial.unpack(kind, row.payload) for row in shown), following)

    def count_roster(self, kind: type[R], where: RosterFilter = EVERYTHING) -> int:
        """How many there are."""
        with asking(self.engine) as connection:
            return connection.scalar(select(func.count()).select_from(roster).where(*_conditions(kind, where))) or 0

    def roster_stamp(self) -> str:
        """What changes whenever the roster does."""
        with asking(self.engine) as connection:
            rows, last = connection.execute(select(func.count(), func.max(_T.changed_at)).select_from(roster)).one()
        return f"{rows}-{last or 0}"


def _rows(
    connection: Connection, kind: str, told: Mapping[str, RosterRecord], at: datetime
) -> tuple[list[dict[str, Any]], list[str]]:
    """Versions to add, and ids of records that one of them replaces."""
    payloads = {name: serial.pack(record) for name, record in told.items()}
    query = select(_T.item_id, _T.version, _T.changed_at, _T.payload).where(_T.kind == kind, _T.replaced_at == NEVER)
    versions = dict.fromkeys(told, 0)
    replaced = []
    for row in select_by_name(connection, query, _T.item_id, told):
        record = told[row.item_id]
        if row.payload == payloads[row.item_id] or serial.unpack(type(record), row.payload) == record:  # fields added
            del payloads[row.item_id]
            continue
        require_later(at, serial.from_micros(row.changed_at))
        versions[row.item_id] = row.version
        replaced.append(row.item_id)
    moment = serial.to_micros(at)
    rows = [
        {
            "kind": kind, "item_id": name, "version": versions[name] + 1, "changed_at": moment, "replaced_at": NEVER,
            "unit_id": told[name].unit_id, "company_id": told[name].company_id, "words": words_of(told[name]),
            "payload": payload,
        }
        for name, payload in payloads.items()
    ]  # fmt: skip
    return rows, replaced


def _replace(connection: Connection, kind: str, names: Sequence[str], moment: int) -> None:
    for start in range(0, len(names), _HANDFUL):
        held = and_(_T.kind == kind, _T.replaced_at == NEVER, _T.item_id.in_(names[start : start + _HANDFUL]))
        connection.execute(update(roster).where(held).values(replaced_at=moment))


def _known(kind: type[RosterRecord], as_of: datetime) -> tuple[ColumnElement[bool], ...]:
    moment = serial.to_micros(as_of)
    return _T.kind == KINDS[kind], _T.changed_at <= moment, _T.replaced_at > moment


def _conditions(kind: type[RosterRecord], where: RosterFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_T.kind == KINDS[kind], _T.replaced_at == NEVER]
    if where.units:
        conditions.append(_T.unit_id.in_(where.units))
    if where.company_id:
        conditions.append(_T.company_id == where.company_id)
    if where.text:
        conditions.append(_T.words.contains(where.text.casefold(), autoescape=True))
    return conditions
