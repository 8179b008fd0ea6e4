"""Browsers of the reference store: a dictionary."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from daoan.store.memory_audit import MemoryAudit
from daoan.store.moving import require_record
from daoan.terms.audit import Sealer
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.browsers import Browser
from daoan.terms.times import require_utc


class MemoryBrowsers(MemoryAudit):
    """Where people are told by web push."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._browsers: dict[str, Browser] = {}

    def save_browser(self, browser: Browser, audit: AuditNote) -> None:
        """Keep a browser."""
        require_record(browser)
        with self._writers:
            self._lines.append(self._line(audit))
            self._browsers[browser.browser_id] = browser

    def find_browser(self, browser_id: str) -> Browser | None:
        """The browser of an id."""
        return self._browsers.get(browser_id)

    def list_browsers(self, person_id: str | None = None) -> tuple[Browser, ...]:
        """A person's browsers, or everybody's, oldest first."""
        with self._writers:
            found = [b for b in self._browsers.values() if person_id in (None, b.person_id)]
        return tuple(sorted(found, key=lambda b: (b.added_at, b.browser_id)))

    def touch_browser(self, browser_id: str, at: datetime) -> None:
        """Keep when a browser was last used."""
        require_utc(at)
        with self._writers:
            kept = self._browsers.get(browser_id)
            if kept is not None:
                self._browsers[browser_id] = replace(kept, last_used_at=at)

    def remove_browsers(self, browser_ids: Collection[str], audit: AuditNote) -> int:
        """Forget browsers."""
        with self._writers:
            gone = set(browser_ids) & self._browsers.keys()
            if gone:
                self._lines.append(self._line(audit))
            for name in gone:
                del self._browsers[name]
            return len(gone)
