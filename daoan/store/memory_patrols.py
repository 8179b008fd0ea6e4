"""Units on duty in the reference store: all reports, and the latest read from them each time."""

from collections.abc import Collection, Sequence
from datetime import datetime

from daoan.store import serial
from daoan.store.memory_audit import MemoryAudit
from daoan.store.pages import require_limit
from daoan.store.patrols import crew_of, day_end, day_name, day_of, day_row, now_with, report_of, require_position
from daoan.terms.audit import Sealer
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.patrols import UnitNow, UnitPosition
from daoan.terms.records.retained import KeptRow
from daoan.terms.times import require_utc


class MemoryPatrols(MemoryAudit):
    """Where units on duty are."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._positions: dict[tuple[str, str, int, str], UnitPosition] = {}

    def keep_positions(self, positions: Sequence[UnitPosition], audit: AuditNote | None = None) -> int:
        """Keep reports."""
        for one in positions:
            require_position(one)
        with self._writers:
            fresh = {report_of(one): one for one in reversed(positions) if report_of(one) not in self._positions}
            if fresh and audit is not None:
                self._lines.append(self._line(audit))
            self._positions.update(fresh)
            return len(fresh)

    def list_units_now(self, units: Collection[str] | None = None) -> tuple[UnitNow, ...]:
        """The latest of every crew."""
        with self._writers:
            kept = [p for p in self._positions.values() if units is None or p.unit_id in units]
        crews = sorted({crew_of(p) for p in kept})
        found = (now_with(None, (p for p in kept if crew_of(p) == crew)) for crew in crews)
        return tuple(now for now in found if now is not None)

    def list_positions(
        self, unit_id: str, since: datetime, until: datetime, crew: str | None = None, limit: int = 5000
    ) -> tuple[UnitPosition, ...]:
        """Reports of a span, oldest first."""
        require_limit(limit)
        require_utc(since)
        require_utc(until)
        with self._writers:
            found = [
                p
                for p in self._positions.values()
                if p.unit_id == unit_id and crew in (None, p.crew) and since <= p.happened_at < until
            ]
        return tuple(sorted(found, key=lambda p: (p.happened_at, p.crew, p.source))[:limit])

    def _kept_days(self) -> list[tuple[tuple[int, str], KeptRow]]:
        days = {(p.unit_id, day_of(p)) for p in self._positions.values()}
        return [((serial.to_micros(day_end(day)), day_name(unit, day)), day_row(unit, day)) for unit, day in days]

    def _drop_day(self, name: str) -> None:
        self._positions = {k: p for k, p in self._positions.items() if day_name(p.unit_id, day_of(p)) != name}
