"""What a store must do for browsers that people asked to be told by.

Law (held by the contract suite on every store), besides those of :mod:`daoan.store.work_protocol`: a browser is one
person's at a time, that of whoever asked last.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from daoan.terms.records.audited import AuditNote
from daoan.terms.records.browsers import Browser


class BrowserStore(Protocol):
    """Where people are told by web push."""

    def save_browser(self, browser: Browser, audit: AuditNote) -> None:
        """Keep a browser, in place of what was kept under its id."""

    def find_browser(self, browser_id: str) -> Browser | None:
        """The browser of an id."""

    def list_browsers(self, person_id: str | None = None) -> tuple[Browser, ...]:
        """A person's browsers, or everybody's, oldest first."""

    def touch_browser(self, browser_id: str, at: datetime) -> None:
        """Keep when a browser was last used; nothing where it is gone."""

    def remove_browsers(self, browser_ids: Collection[str], audit: AuditNote) -> int:
        """Forget browsers; answers how many there were. A line in the log where there were any."""
