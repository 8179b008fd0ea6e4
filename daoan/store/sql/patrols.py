"""The store's calls about units on duty, each whole inside one transaction."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select

from daoan.store import serial
from daoan.store.pages import require_limit
from daoan.store.patrols import crew_of, day_of, now_with, read_day, report_of, require_position
from daoan.store.sql import audit as chain
from daoan.store.sql.bulk import insert_all, select_by_name
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.patrol_tables import unit_positions, units_now
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.patrols import UnitNow, UnitPosition

_P, _N = unit_positions.c, units_now.c


class PatrolCalls(AuditCalls):
    """Where units on duty are."""

    def keep_positions(self, positions: Sequence[UnitPosition], audit: AuditNote | None = None) -> int:
        """Keep reports."""
        payloads = {report_of(one): (one, require_position(one)) for one in reversed(positions)}
        with writing(self.engine) as connection:
            kept = _kept(connection, positions)
            fresh = [(one, payload) for key, (one, payload) in payloads.items() if key not in kept]
            if not fresh:
                return 0
            insert_all(connection, unit_positions, [_row(one, payload) for one, payload in fresh])
            _move_on(connection, [one for one, _ in fresh])
            if audit is not None:
                chain.append(connection, self.sealer, audit)
            return len(fresh)

    def list_units_now(self, units: Collection[str] | None = None) -> tuple[UnitNow, ...]:
        """The latest of every crew."""
        query = select(_N.unit_id, _N.payload).order_by(_N.unit_id, _N.crew)
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return tuple(serial.unpack_all(UnitNow, [r.payload for r in rows if units is None or r.unit_id in units]))

    def list_positions(
        self, unit_id: str, since: datetime, until: datetime, crew: str | None = None, limit: int = 5000
    ) -> tuple[UnitPosition, ...]:
        """Reports of a span, oldest first."""
        query = select(_P.payload).where(
            _P.unit_id == unit_id,
            _P.happened_at >= serial.to_micros(since),
            _P.happened_at < serial.to_micros(until),
        )
        if crew is not None:
            query = query.where(_P.crew == crew)
        query = query.order_by(_P.happened_at, _P.crew, _P.source).limit(require_limit(limit))
        with reading(self.engine) as connection:
            return tuple(serial.unpack_all(UnitPosition, connection.scalars(query).all()))


def drop_days(connection: Connection, names: Sequence[str]) -> None:
    """Delete what units told on some days; the latest of their crews is read anew from what is left."""
    for unit_id, day in map(read_day, names):
        connection.execute(delete(unit_positions).where(_P.unit_id == unit_id, _P.day == day))
    for unit_id in sorted({unit_id for unit_id, _ in map(read_day, names)}):
        for row in connection.execute(select(_N.crew, _N.payload).where(_N.unit_id == unit_id)).all():
            _look_again(connection, serial.unpack(UnitNow, row.payload))


def _look_again(connection: Connection, now: UnitNow) -> None:
    """Bring the latest of a crew to what its reports say, where one that it stands on has gone."""
    stands_on = [one for one in (now.place, now.said) if one is not None]
    if _kept(connection, stands_on) == {report_of(one) for one in stands_on}:
        return
    mine = and_(_P.unit_id == now.unit_id, _P.crew == now.crew)
    payloads = connection.scalars(select(_P.payload).where(mine)).all()
    found = now_with(None, serial.unpack_all(UnitPosition, payloads))
    _put(connection, now, found)


def _kept(connection: Connection, positions: Sequence[UnitPosition]) -> set[tuple[str, str, int, str]]:
    """Which of some reports are there."""
    crews: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in positions:
        crews[crew_of(one)].append(serial.to_micros(one.happened_at))
    found: set[tuple[str, str, int, str]] = set()
    for (unit_id, crew), moments in crews.items():
        query = select(_P.happened_at, _P.source).where(_P.unit_id == unit_id, _P.crew == crew)
        query = query.where(_P.happened_at >= min(moments), _P.happened_at <= max(moments))
        found |= {(unit_id, crew, row.happened_at, row.source) for row in connection.execute(query)}
    return found & {report_of(one) for one in positions}


def _move_on(connection: Connection, fresh: Sequence[UnitPosition]) -> None:
    by_crew: dict[tuple[str, str], list[UnitPosition]] = defaultdict(list)
    for one in fresh:
        by_crew[crew_of(one)].append(one)
    query = select(_N.payload)
    rows = select_by_name(connection, query, _N.unit_id, {unit for unit, _ in by_crew})
    before = {crew_of(now): now for now in serial.unpack_all(UnitNow, [row.payload for row in rows])}
    for crew, reports in by_crew.items():
        now = now_with(before.get(crew), reports)
        if now is not None and now != before.get(crew):
            _put(connection, now, now)


def _row(one: UnitPosition, payload: str) -> dict[str, Any]:
    unit_id, crew, moment, source = report_of(one)
    return {
        "unit_id": unit_id, "crew": crew, "happened_at": moment, "source": source, "day": day_of(one),
        "payload": payload,
    }  # fmt: skip


def _put(connection: Connection, of: UnitNow, now: UnitNow | None) -> None:
    """Keep the latest of a crew in place of what was kept; none where nothing is known of it any more."""
    connection.execute(delete(units_now).where(_N.unit_id == of.unit_id, _N.crew == of.crew))
    if now is not None:
        insert_all(connection, units_now, [{"unit_id": of.unit_id, "crew": of.crew, "payload": serial.pack(now)}])


def days_until(connection: Connection, last: int, after: tuple[int, str] | None, limit: int) -> list[tuple[str, int]]:
    """Units with the days on which they told something, up to a day, by day, then unit."""
    query = select(_P.unit_id, _P.day).where(_P.day <= last).distinct()
    if after is not None:
        query = query.where(or_(_P.day > after[0], and_(_P.day == after[0], _P.unit_id > after[1])))
    return [(row.unit_id, row.day) for row in connection.execute(query.order_by(_P.day, _P.unit_id).limit(limit))]


def days_of(connection: Connection, names: Sequence[str]) -> list[tuple[str, int]]:
    """Those of some days of units of which there is anything."""
    asked = list(map(read_day, names))
    return [
        (unit_id, day)
        for unit_id, day in asked
        if connection.scalar(select(_P.day).where(_P.unit_id == unit_id, _P.day == day).limit(1)) is not None
    ]
