"""Hits of outside lists in SQL, each call whole inside one transaction with its lines of the audit chain."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.store.outside_protocol import ToldHit
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.store.sql import audit as chain
from daoan.store.sql import messages as outbox
from daoan.store.sql.bulk import insert_all, put, select_by_name
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.outside_tables import outside_hits
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.outside import HitCount, OutsideHit

_T = outside_hits.c


class OutsideCalls(AuditCalls):
    """What keepers of outside lists are told."""

    def keep_outside_hits(self, told: Sequence[ToldHit]) -> int:
        """Keep hits that are new."""
        named = {t.hit.hit_id: (t, _row(t.hit)) for t in reversed(told)}
        with writing(self.engine) as connection:
            known = {row.hit_id for row in select_by_name(connection, select(_T.hit_id), _T.hit_id, named)}
            fresh = [pair for name, pair in reversed(named.items()) if name not in known]
            insert_all(connection, outside_hits, [row for _, row in fresh])
            outbox.add(connection, [t.message for t, _ in fresh if t.message is not None])
            for one, _ in fresh:
                chain.append(connection, self.sealer, one.note)
            return len(fresh)

    def get_outside_hit(self, hit_id: str) -> OutsideHit:
        """One hit."""
        with reading(self.engine) as connection:
            payload = connection.scalar(select(_T.payload).where(_T.hit_id == hit_id))
        if payload is None:
            raise NotFound(f"no hit {hit_id!r:.80}")
        return serial.unpack(OutsideHit, payload)

    def page_outside_hits(
        self, list_id: str, keeper: str, *, unseen: bool = False, after: str | None = None, limit: int = 50
    ) -> Page[OutsideHit]:
        """Hits of a keeper's list, latest told first."""
        query = select(_T.payload).where(_T.list_id == list_id, _T.keeper == keeper)
        if unseen:
            query = query.where(_T.seen_at.is_(None))
        if after is not None:
            query = query.where(tuple_(_T.told_at, _T.hit_id) < tuple_(*read_cursor(after, tuple[int, str])))
        query = query.order_by(_T.told_at.desc(), _T.hit_id.desc()).limit(require_limit(limit) + 1)
        with reading(self.engine) as connection:
            rows = serial.unpack_all(OutsideHit, connection.scalars(query).all())
        shown = tuple(rows[:limit])
        return Page(shown, write_cursor(*_place(shown[-1])) if len(rows) > limit else None)

    def see_outside_hits(
        self, list_id: str, keeper: str, hit_ids: Collection[str], by: str, at: datetime, audit: AuditNote
    ) -> int:
        """Mark hits as seen."""
        own = select(_T.payload).where(_T.list_id == list_id, _T.keeper == keeper, _T.seen_at.is_(None))
        with writing(self.engine) as connection:
            rows = [r.payload for r in select_by_name(connection, own, _T.hit_id, hit_ids)]
            for hit in serial.unpack_all(OutsideHit, rows):
                put(connection, outside_hits, _row(replace(hit, seen_at=at, seen_by=by)))
            if rows:
                chain.append(connection, self.sealer, audit)
            return len(rows)

    def count_outside_hits(self) -> Mapping[tuple[str, str], HitCount]:
        """How many there are, by (list id, keeper)."""
        numbers = (func.count(), func.count(_T.seen_at), func.max(_T.told_at))
        query = select(_T.list_id, _T.keeper, *numbers).group_by(_T.list_id, _T.keeper)
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return {(r[0], r[1]): HitCount(r[2], r[2] - r[3], serial.from_micros(r[4])) for r in rows}


def _place(hit: OutsideHit) -> tuple[int, str]:
    return serial.to_micros(hit.told_at), hit.hit_id


def _row(hit: OutsideHit) -> dict[str, Any]:
    return {
        "hit_id": hit.hit_id,
        "list_id": hit.list_id,
        "keeper": hit.keeper,
        "happened_at": serial.to_micros(hit.happened_at),
        "told_at": serial.to_micros(hit.told_at),
        "seen_at": None if hit.seen_at is None else serial.to_micros(hit.seen_at),
        "payload": require_record(hit),
    }
