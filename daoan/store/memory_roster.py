"""The roster of the reference store: a list of versions by kind and id."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from daoan.store.memory_registers import MemoryRegisters
from daoan.store.moving import require_record
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
from daoan.terms.audit import Sealer
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import Company, CompanyEvent, KeyDriver, KeyVehicle, RosterRecord, roster_id
from daoan.terms.times import require_utc

R = TypeVar("R", Company, KeyVehicle, KeyDriver, CompanyEvent)
EVERYTHING = RosterFilter()


class MemoryRoster(MemoryRegisters):
    """Companies, key vehicles, drivers and events."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._roster: dict[tuple[str, str], list[RosterVersion]] = {}
        self._roster_calls = 0

    def keep_roster(self, records: Sequence[RosterRecord], at: datetime, audit: AuditNote) -> RosterKept:
        """Keep records as known at a moment."""
        require_utc(at)
        with self._writers:
            after, new, changed = dict(self._roster), 0, 0
            for kind, told in by_kind(records):
                for name, record in told.items():
                    require_record(record)
                    kept = after.get((kind, name), [])
                    if kept and kept[-1].record == record:
                        continue
                    if kept:
                        require_later(at, kept[-1].changed_at)
                    number = kept[-1].version + 1 if kept else 1
                    after[kind, name] = [*kept, RosterVersion(number, at, record)]
                    new, changed = new + (not kept), changed + bool(kept)
            self._lines.append(self._line(audit))
            self._roster = after
            self._roster_calls += bool(new or changed)
        return RosterKept(new, changed, len(records) - new - changed)

    def list_roster(self, kind: type[R], as_of: datetime, company_id: str = "") -> tuple[R, ...]:
        """Every record of a kind as known at a moment."""
        require_utc(as_of)
        then = [[v.record for v in versions if v.changed_at <= as_of] for versions in self._of(kind).values()]
        found = [rows[-1] for rows in then if rows and (not company_id or rows[-1].company_id == company_id)]
        return tuple(sorted((r for r in found if isinstance(r, kind)), key=roster_id))

    def find_roster(self, kind: type[R], name: str, as_of: datetime) -> R | None:
        """One record as known at a moment."""
        return next((r for r in self.list_roster(kind, as_of) if roster_id(r) == name), None)

    def list_roster_versions(self, kind: type[R], name: str) -> tuple[RosterVersion, ...]:
        """Every version of a record."""
        return tuple(self._of(kind).get(name, ()))

    def page_roster(
        self, kind: type[R], where: RosterFilter = EVERYTHING, *, after: str | None = None, limit: int = 50
    ) -> Page[R]:
        """Records as they are now."""
        require_limit(limit)
        place = ("", "") if after is None else read_cursor(after, tuple[str, str])
        rows = [r for r in self._listed(kind, where) if (words_of(r), roster_id(r)) > place]
        shown = rows[:limit]
        following = write_cursor(words_of(shown[-1]), roster_id(shown[-1])) if len(rows) > limit else None
        return Page(tuple(shown), following)

    def count_roster(self, kind: type[R], where: RosterFilter = EVERYTHING) -> int:
        """How many there are."""
        return len(self._listed(kind, where))

    def roster_stamp(self) -> str:
        """What changes whenever the roster does."""
        return str(self._roster_calls)

    def _of(self, kind: type[R]) -> dict[str, list[RosterVersion]]:
        with self._writers:
            return {name: list(rows) for (of, name), rows in self._roster.items() if of == KINDS[kind]}

    def _listed(self, kind: type[R], where: RosterFilter) -> list[R]:
        last = [versions[-1].record for versions in self._of(kind).values()]
        found = [
            r
            for r in last
            if isinstance(r, kind)
            and (not where.units or r.unit_id in where.units)
            and (not where.company_id or r.company_id == where.company_id)
            and where.text.casefold() in words_of(r)
        ]
        return sorted(found, key=lambda r: (words_of(r), roster_id(r)))
