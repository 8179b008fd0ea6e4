"""Advice records over SQLite and PostgreSQL, each call whole inside one transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select

from daoan.store import serial
from daoan.store.advice_protocol import AdviceFilter, AdviceKept
from daoan.store.advising import grown, handed, require_same, words_of
from daoan.store.moving import require_record
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.store.sql import audit as chain
from daoan.store.sql.advice_tables import advice_presence, advice_records, advice_versions
from daoan.store.sql.bulk import put
from daoan.store.sql.engine import asking, reading, writing
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.records.advice import AdvicePresence, AdviceRecord, AdviceVersion
from daoan.terms.records.audited import AuditNote

EVERY = AdviceFilter()
_R, _V, _P = advice_records.c, advice_versions.c, advice_presence.c


class AdviceCalls(AuditCalls):
    """Advice records and presences."""

    def keep_advice(self, version: AdviceVersion, audit: AuditNote) -> tuple[AdviceKept, AdviceRecord]:
        """Keep a version."""
        payload = require_record(version)
        with writing(self.engine) as connection:
            rows = connection.execute(select(_V.version_id, _V.digest).where(_V.record_id == version.record_id))
            kept = {row.version_id: row.digest for row in rows}
            before = _find(connection, version.record_id)
            outcome, record = grown(before, kept, version, _last_place(connection))
            if outcome is not AdviceKept.SAME:
                row = {
                    "record_id": version.record_id, "version_id": version.version_id, "number": record.versions,
                    "digest": version.digest, "payload": payload,
                }  # fmt: skip
                connection.execute(insert(advice_versions), row)
                _put(connection, record)
                chain.append(connection, self.sealer, audit)
            return outcome, record

    def find_advice(self, record_id: str) -> AdviceRecord | None:
        """One record as it stands."""
        with asking(self.engine) as connection:
            return _find(connection, record_id)

    def list_advice_versions(self, record_id: str) -> tuple[AdviceVersion, ...]:
        """Every version of a record."""
        query = select(_V.payload).where(_V.record_id == record_id).order_by(_V.number)
        with asking(self.engine) as connection:
            return tuple(serial.unpack_all(AdviceVersion, connection.scalars(query).all()))

    def page_advice(
        self, where: AdviceFilter = EVERY, *, after: str | None = None, limit: int = 50
    ) -> Page[AdviceRecord]:
        """Records as they stand, what happened last first."""
        query = select(_R.begun_at, _R.record_id, _R.payload).where(*_conditions(where))
        if after is not None:
            moment, name = read_cursor(after, tuple[int, str])
            query = query.where(or_(_R.begun_at < moment, and_(_R.begun_at == moment, _R.record_id < name)))
        query = query.order_by(_R.begun_at.desc(), _R.record_id.desc()).limit(require_limit(limit) + 1)
        with asking(self.engine) as connection:
            found = connection.execute(query).all()
        shown = found[:limit]
        following = write_cursor(shown[-1].begun_at, shown[-1].record_id) if len(found) > limit else None
        return Page(tuple(serial.unpack_all(AdviceRecord, [row.payload for row in shown])), following)

    def count_advice(self, where: AdviceFilter = EVERY) -> int:
        """How many there are."""
        query = select(func.count()).select_from(advice_records).where(*_conditions(where))
        with asking(self.engine) as connection:
            return connection.scalar(query) or 0

    def list_advice_changes(self, stations: Collection[str], after: int, limit: int = 200) -> tuple[AdviceRecord, ...]:
        """Records of stations that changed behind a place."""
        query = select(_R.payload).where(_R.station.in_(sorted(stations)), _R.place > after)
        with asking(self.engine) as connection:
            found = connection.scalars(query.order_by(_R.place).limit(require_limit(limit))).all()
        return tuple(serial.unpack_all(AdviceRecord, found))

    def hand_advice(self, record_id: str, matter_id: str, audit: AuditNote) -> AdviceRecord:
        """Write down what a record was handed over as."""
        with writing(self.engine) as connection:
            after = handed(_find(connection, record_id), record_id, matter_id, _last_place(connection))
            _put(connection, after)
            chain.append(connection, self.sealer, audit)
            return after

    def keep_presence(self, presence: AdvicePresence, audit: AuditNote) -> bool:
        """Keep a presence."""
        payload = require_record(presence)
        with writing(self.engine) as connection:
            kept = connection.scalar(select(_P.payload).where(_P.presence_id == presence.presence_id))
            if kept is not None:
                require_same(serial.unpack(AdvicePresence, kept), presence)
                return False
            row = {
                "presence_id": presence.presence_id, "station": presence.station,
                "happened_at": serial.to_micros(presence.happened_at), "payload": payload,
            }  # fmt: skip
            connection.execute(insert(advice_presence), row)
            chain.append(connection, self.sealer, audit)
            return True

    def list_presence(
        self, stations: Collection[str] | None, since: datetime, until: datetime
    ) -> tuple[AdvicePresence, ...]:
        """Presences of stations in a span."""
        query = select(_P.station, _P.payload).where(
            _P.happened_at >= serial.to_micros(since), _P.happened_at < serial.to_micros(until)
        )
        if stations is not None and len(stations) == 1:
            query = query.where(_P.station.in_(stations))
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(_P.happened_at, _P.presence_id)).all()
        wanted = None if stations is None else set(stations)
        payloads = [row.payload for row in rows if wanted is None or row.station in wanted]
        return tuple(serial.unpack_all(AdvicePresence, payloads))


def _find(connection: Connection, record_id: str) -> AdviceRecord | None:
    payload = connection.scalar(select(_R.payload).where(_R.record_id == record_id))
    return None if payload is None else serial.unpack(AdviceRecord, payload)


def _last_place(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(_R.place))) or 0)


def _put(connection: Connection, record: AdviceRecord) -> None:
    now = record.current
    row = {
        "record_id": record.record_id, "place": record.place, "begun_at": serial.to_micros(record.begun_at),
        "unit_id": now.unit_id, "station": now.station, "vehicle": now.vehicle,
        "behaviours": words_of(now.behaviours), "outcome": now.outcome, "plate": now.plate,
        "conflict": int(record.conflict), "payload": serial.pack(record),
    }  # fmt: skip
    put(connection, advice_records, row)


def _conditions(where: AdviceFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if where.units:
        conditions.append(_R.unit_id.in_(where.units))
    if where.stations is not None:
        conditions.append(_R.station.in_(where.stations))
    if where.since is not None:
        conditions.append(_R.begun_at >= serial.to_micros(where.since))
    if where.until is not None:
        conditions.append(_R.begun_at < serial.to_micros(where.until))
    if where.behaviour:
        conditions.append(_R.behaviours.contains(f" {where.behaviour} ", autoescape=True))
    for column, wanted in ((_R.vehicle, where.vehicle), (_R.outcome, where.outcome), (_R.plate, where.plate)):
        if wanted:
            conditions.append(column == wanted)
    if where.conflict:
        conditions.append(_R.conflict == 1)
    return conditions
