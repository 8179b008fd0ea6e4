"""Advice records of the reference store: a list of versions and the record as it stands, by id."""

from collections.abc import Collection
from datetime import datetime

from daoan.store import serial
from daoan.store.advice_protocol import AdviceFilter, AdviceKept
from daoan.store.advising import (
    added,
    grown,
    handed,
    passes,
    photo_id,
    photo_row,
    presence_row,
    record_row,
    require_photo,
    require_same,
)
from daoan.store.memory_audit import MemoryAudit
from daoan.store.moving import require_record
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.terms.audit import Sealer
from daoan.terms.errors import NotFound
from daoan.terms.records.advice import AdvicePhoto, AdvicePresence, AdviceRecord, AdviceVersion
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.retained import KeptRow
from daoan.terms.times import require_utc

EVERY = AdviceFilter()


class MemoryAdvice(MemoryAudit):
    """Advice records, photos, presences."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._advice: dict[str, AdviceRecord] = {}
        self._advice_versions: dict[str, list[AdviceVersion]] = {}
        self._photos: dict[str, tuple[AdvicePhoto, list[bytes]]] = {}
        self._presence: dict[str, AdvicePresence] = {}

    def keep_advice(self, version: AdviceVersion, audit: AuditNote) -> tuple[AdviceKept, AdviceRecord]:
        """Keep a version."""
        require_record(version)
        with self._writers:
            versions = self._advice_versions.get(version.record_id, [])
            kept = {v.version_id: v.digest for v in versions}
            outcome, record = grown(self._advice.get(version.record_id), kept, version, self._last_place())
            if outcome is not AdviceKept.SAME:
                self._lines.append(self._line(audit))
                self._advice_versions[version.record_id] = [*versions, version]
                self._advice[version.record_id] = record
            return outcome, record

    def find_advice(self, record_id: str) -> AdviceRecord | None:
        """One record as it stands."""
        return self._advice.get(record_id)

    def list_advice_versions(self, record_id: str) -> tuple[AdviceVersion, ...]:
        """Every version of a record."""
        return tuple(self._advice_versions.get(record_id, ()))

    def page_advice(
        self, where: AdviceFilter = EVERY, *, after: str | None = None, limit: int = 50
    ) -> Page[AdviceRecord]:
        """Records as they stand, what happened last first."""
        require_limit(limit)
        rows = self._advice_in(where)
        if after is not None:
            place = read_cursor(after, tuple[int, str])
            rows = [r for r in rows if (serial.to_micros(r.begun_at), r.record_id) < place]
        shown = rows[:limit]
        last = shown[-1] if len(rows) > limit else None
        return Page(tuple(shown), write_cursor(serial.to_micros(last.begun_at), last.record_id) if last else None)

    def count_advice(self, where: AdviceFilter = EVERY) -> int:
        """How many there are."""
        return len(self._advice_in(where))

    def list_advice_changes(self, stations: Collection[str], after: int, limit: int = 200) -> tuple[AdviceRecord, ...]:
        """Records of stations that changed behind a place."""
        require_limit(limit)
        with self._writers:
            found = [r for r in self._advice.values() if r.place > after and r.current.station in stations]
        return tuple(sorted(found, key=lambda r: r.place)[:limit])

    def hand_advice(self, record_id: str, matter_id: str, audit: AuditNote) -> AdviceRecord:
        """Write down what a record was handed over as."""
        with self._writers:
            after = handed(self._advice.get(record_id), record_id, matter_id, self._last_place())
            self._lines.append(self._line(audit))
            self._advice[record_id] = after
            return after

    def find_advice_photo(self, record_id: str, sha256: str) -> AdvicePhoto | None:
        """How much of a photo is there."""
        kept = self._photos.get(photo_id(record_id, sha256))
        return None if kept is None else kept[0]

    def keep_advice_part(self, photo: AdvicePhoto, length: int, sealed: bytes) -> AdvicePhoto:
        """Add a part of a photo."""
        require_record(photo)
        name = photo_id(photo.record_id, photo.sha256)
        with self._writers:
            kept, parts = self._photos.get(name, (None, []))
            after = added(kept, photo, length)
            if after is None:
                return kept or _nothing_of(photo)
            self._photos[name] = (after, [*parts, sealed])
            return after

    def list_advice_parts(self, record_id: str, sha256: str) -> tuple[bytes, ...]:
        """The parts of a photo."""
        kept = self._photos.get(photo_id(record_id, sha256))
        return () if kept is None or kept[0].done else tuple(kept[1])

    def finish_advice_photo(self, photo: AdvicePhoto, sealed: bytes, audit: AuditNote) -> None:
        """Keep a whole photo in place of its parts."""
        require_record(photo)
        require_photo(photo)
        with self._writers:
            self._lines.append(self._line(audit))
            self._photos[photo_id(photo.record_id, photo.sha256)] = (photo, [sealed])

    def drop_advice_parts(self, record_id: str, sha256: str) -> None:
        """Forget the parts of a photo."""
        with self._writers:
            kept = self._photos.get(photo_id(record_id, sha256))
            if kept is not None and not kept[0].done:
                del self._photos[photo_id(record_id, sha256)]

    def read_advice_photo(self, record_id: str, sha256: str) -> bytes:
        """A whole photo as it was sealed."""
        kept = self._photos.get(photo_id(record_id, sha256))
        if kept is None or not kept[0].done:
            raise NotFound("this photo is not here 照片尚未收到")
        return kept[1][0]

    def keep_presence(self, presence: AdvicePresence, audit: AuditNote) -> bool:
        """Keep a presence."""
        require_record(presence)
        with self._writers:
            kept = self._presence.get(presence.presence_id)
            if kept is not None:
                require_same(kept, presence)
                return False
            self._lines.append(self._line(audit))
            self._presence[presence.presence_id] = presence
            return True

    def list_presence(
        self, stations: Collection[str] | None, since: datetime, until: datetime
    ) -> tuple[AdvicePresence, ...]:
        """Presences of stations in a span."""
        require_utc(since)
        require_utc(until)
        with self._writers:
            found = [p for p in self._presence.values() if since <= p.happened_at < until]
        found = [p for p in found if stations is None or p.station in stations]
        return tuple(sorted(found, key=lambda p: (p.happened_at, p.presence_id)))

    def _last_place(self) -> int:
        return max((r.place for r in self._advice.values()), default=0)

    def _advice_in(self, where: AdviceFilter) -> list[AdviceRecord]:
        with self._writers:
            found = [r for r in self._advice.values() if passes(r, where)]
        return sorted(found, key=lambda r: (serial.to_micros(r.begun_at), r.record_id), reverse=True)

    # -- how they end --

    def _kept_advice(self, named: set[str]) -> list[tuple[tuple[int, str], KeptRow]]:
        return [((serial.to_micros(r.begun_at), r.record_id), record_row(r, named)) for r in self._advice.values()]

    def _kept_photos(self, named: set[str]) -> list[tuple[tuple[int, str], KeptRow]]:
        return [
            ((serial.to_micros(photo.known_at), name), photo_row(photo, named))
            for name, (photo, _) in self._photos.items()
        ]

    def _kept_presence(self) -> list[tuple[tuple[int, str], KeptRow]]:
        return [((serial.to_micros(p.happened_at), n), presence_row(p)) for n, p in self._presence.items()]

    def _drop_advice(self, record_id: str) -> None:
        del self._advice[record_id], self._advice_versions[record_id]
        self._photos = {n: kept for n, kept in self._photos.items() if kept[0].record_id != record_id}


def _nothing_of(photo: AdvicePhoto) -> AdvicePhoto:
    return AdvicePhoto(photo.record_id, photo.sha256, photo.total, 0, photo.known_at)
