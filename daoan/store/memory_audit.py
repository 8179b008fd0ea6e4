"""The audit chain of the reference store: a list."""

import threading

from daoan.store.pages import require_limit
from daoan.store.sealing import next_line
from daoan.terms.audit import Sealer
from daoan.terms.records.audited import AuditEntry, AuditNote


class MemoryAudit:
    """Lines in order. Writers of matters, people and lines take turns by ``_writers``."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        self._sealer = sealer
        self._lines: list[AuditEntry] = []
        self._writers = threading.RLock()

    def append_audit(self, note: AuditNote) -> AuditEntry:
        """Add a line by itself."""
        with self._writers:
            line = self._line(note)
            self._lines.append(line)
            return line

    def list_audit(self, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        """Lines in order, from the one after a number."""
        require_limit(limit)
        return tuple(line for line in self._lines if line.number > after)[:limit]

    def last_audit(self) -> AuditEntry | None:
        """The head of the chain."""
        return self._lines[-1] if self._lines else None

    def _line(self, note: AuditNote) -> AuditEntry:
        """What the next line would be; nothing is kept yet."""
        return next_line(self._sealer, self.last_audit(), note)
