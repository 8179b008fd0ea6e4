"""Look-ups as the audit log tells of them. Lines never change, so each is read once and held."""

from threading import Lock

from daoan.act.lookups.grounds import LOOK_UP
from daoan.store.work_protocol import AuditStore
from daoan.terms.records.audited import AuditEntry

PAGE = 5_000
#: What the review is about, and what was said in it.
PREFIXES = (LOOK_UP, f"refused.{LOOK_UP}", "review.", "approval.")


class LookUpLog:
    """Reads on behind the last line at each call; the log itself is the only truth, no table beside it."""

    def __init__(self, store: AuditStore) -> None:
        self._store = store
        self._lines: list[AuditEntry] = []
        self._last = 0
        self._lock = Lock()

    def lines(self) -> tuple[AuditEntry, ...]:
        """Every line about look-ups, approvals and reviews, in order."""
        with self._lock:
            while page := self._store.list_audit(self._last, PAGE):
                self._lines += [line for line in page if line.note.action.startswith(PREFIXES)]
                self._last = page[-1].number
                if len(page) < PAGE:
                    break
            return tuple(self._lines)
