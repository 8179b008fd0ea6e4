"""Registers of the reference store: a list of versions by entry."""

from collections.abc import Sequence
from datetime import datetime

from daoan.store.memory_audit import MemoryAudit
from daoan.store.moving import require_record
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.store.register_protocol import EntryFilter, EntryRow, require_following, require_own_key
from daoan.terms.audit import Sealer
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.registered import Entry
from daoan.terms.times import require_utc


class MemoryRegisters(MemoryAudit):
    """Lists that people keep by hand."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._entries: dict[str, list[EntryRow]] = {}

    def keep_entries(self, rows: Sequence[EntryRow], audit: AuditNote) -> None:
        """Keep versions of entries, all or none."""
        with self._writers:
            after = {entry_id: list(versions) for entry_id, versions in self._entries.items()}
            for row in rows:
                require_record(row.entry)
                versions = after.setdefault(row.entry.entry_id, [])
                require_following(row.entry, versions[-1].entry if versions else None)
                require_own_key(row, _owner(after, row) if row.key is not None else None)
                versions.append(row)
            self._lines.append(self._line(audit))
            self._entries = after

    def get_entry(self, entry_id: str) -> Entry:
        """An entry as it is now."""
        return self.list_versions(entry_id)[-1]

    def find_entry(self, register: str, key: str) -> Entry | None:
        """The entry that has a key."""
        with self._writers:
            last = [versions[-1] for versions in self._entries.values()]
        return next((row.entry for row in last if row.entry.register == register and row.key == key), None)

    def list_versions(self, entry_id: str) -> tuple[Entry, ...]:
        """Every version of an entry, first to last."""
        with self._writers:
            if entry_id not in self._entries:
                raise NotFound(f"no entry {entry_id!r}")
            return tuple(row.entry for row in self._entries[entry_id])

    def page_entries(self, where: EntryFilter, *, after: str | None = None, limit: int = 50) -> Page[Entry]:
        """Entries as they are now, by their words."""
        require_limit(limit)
        place = ("", "") if after is None else read_cursor(after, tuple[str, str])
        rows = [row for row in self._found(where) if (row.text, row.entry.entry_id) > place]
        shown = rows[:limit]
        following = write_cursor(shown[-1].text, shown[-1].entry.entry_id) if len(rows) > limit else None
        return Page(tuple(row.entry for row in shown), following)

    def count_entries(self, where: EntryFilter) -> int:
        """How many there are."""
        return len(self._found(where))

    def list_entries(self, register: str, as_of: datetime) -> tuple[Entry, ...]:
        """Entries that stood at a moment, as they were known then."""
        require_utc(as_of)
        with self._writers:
            then = [
                [row.entry for row in versions if row.entry.changed_at <= as_of] for versions in self._entries.values()
            ]
        last = [versions[-1] for versions in then if versions]
        stood = [e for e in last if e.register == register and (e.ended_at is None or e.ended_at > as_of)]
        return tuple(sorted(stood, key=lambda e: e.entry_id))

    def register_stamp(self, *registers: str) -> str:
        """What changes whenever one of these registers does."""
        with self._writers:
            kept = [len(versions) for versions in self._entries.values() if versions[-1].entry.register in registers]
        return f"{len(kept)}-{sum(kept)}"

    def _found(self, where: EntryFilter) -> list[EntryRow]:
        with self._writers:
            last = [versions[-1] for versions in self._entries.values()]
        found = [
            row
            for row in last
            if row.entry.register == where.register
            and (not where.units or row.entry.unit_id in where.units)
            and (where.ended or row.entry.ended_at is None)
            and where.text.casefold() in row.text
        ]
        return sorted(found, key=lambda row: (row.text, row.entry.entry_id))


def _owner(entries: dict[str, list[EntryRow]], row: EntryRow) -> str | None:
    for entry_id, versions in entries.items():
        if versions and versions[-1].key == row.key and versions[-1].entry.register == row.entry.register:
            return entry_id
    return None
