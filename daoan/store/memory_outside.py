"""Hits of outside lists in the reference store: a dictionary."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from daoan.store import serial
from daoan.store.memory_messages import MemoryMessages
from daoan.store.moving import require_record
from daoan.store.outside_protocol import ToldHit
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.terms.audit import Sealer
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.outside import HitCount, OutsideHit
from daoan.terms.times import require_utc


class MemoryOutside(MemoryMessages):
    """What keepers of outside lists are told."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._hits: dict[str, OutsideHit] = {}

    def keep_outside_hits(self, told: Sequence[ToldHit]) -> int:
        """Keep hits that are new."""
        for one in told:
            require_record(one.hit)
        with self._writers:
            fresh = {t.hit.hit_id: t for t in reversed(told) if t.hit.hit_id not in self._hits}
            for one in reversed(fresh.values()):
                self._lines.append(self._line(one.note))
                self._hits[one.hit.hit_id] = one.hit
                if one.message is not None:
                    self._messages.setdefault(one.message.message_id, one.message)
            return len(fresh)

    def get_outside_hit(self, hit_id: str) -> OutsideHit:
        """One hit."""
        if hit_id not in self._hits:
            raise NotFound(f"no hit {hit_id!r:.80}")
        return self._hits[hit_id]

    def page_outside_hits(
        self, list_id: str, keeper: str, *, unseen: bool = False, after: str | None = None, limit: int = 50
    ) -> Page[OutsideHit]:
        """Hits of a keeper's list, latest told first."""
        require_limit(limit)
        place = None if after is None else tuple(read_cursor(after, tuple[int, str]))
        with self._writers:
            own = [h for h in self._hits.values() if (h.list_id, h.keeper) == (list_id, keeper)]
        rows = [h for h in sorted(own, key=_place, reverse=True) if not (unseen and h.seen_at)]
        rows = [h for h in rows if place is None or _place(h) < place]
        shown = tuple(rows[:limit])
        return Page(shown, write_cursor(*_place(shown[-1])) if len(rows) > len(shown) else None)

    def see_outside_hits(
        self, list_id: str, keeper: str, hit_ids: Collection[str], by: str, at: datetime, audit: AuditNote
    ) -> int:
        """Mark hits as seen."""
        require_utc(at)
        with self._writers:
            wanted = set(hit_ids)
            fresh = [
                h
                for h in self._hits.values()
                if (h.list_id, h.keeper) == (list_id, keeper) and h.hit_id in wanted and h.seen_at is None
            ]
            if fresh:
                self._lines.append(self._line(audit))
            self._hits.update((h.hit_id, replace(h, seen_at=at, seen_by=by)) for h in fresh)
            return len(fresh)

    def count_outside_hits(self) -> Mapping[tuple[str, str], HitCount]:
        """How many there are, by (list id, keeper)."""
        found: dict[tuple[str, str], HitCount] = {}
        with self._writers:
            for hit in self._hits.values():
                name = (hit.list_id, hit.keeper)
                before = found.get(name, HitCount(0, 0, hit.told_at))
                unseen = before.unseen + (hit.seen_at is None)
                found[name] = HitCount(before.hits + 1, unseen, max(before.last, hit.told_at))
        return found


def _place(hit: OutsideHit) -> tuple[int, str]:
    return serial.to_micros(hit.told_at), hit.hit_id
