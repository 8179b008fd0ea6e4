"""The store's calls about browsers, each whole inside one transaction with its line of the audit chain."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, select

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.store.sql import audit as chain
from daoan.store.sql.browser_tables import browsers
from daoan.store.sql.bulk import put
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.browsers import Browser
from daoan.terms.times import require_utc

_C = browsers.c


class BrowserCalls(AuditCalls):
    """Where people are told by web push."""

    def save_browser(self, browser: Browser, audit: AuditNote) -> None:
        """Keep a browser."""
        require_record(browser)
        with writing(self.engine) as connection:
            _put(connection, browser)
            chain.append(connection, self.sealer, audit)

    def find_browser(self, browser_id: str) -> Browser | None:
        """The browser of an id."""
        with reading(self.engine) as connection:
            return _find(connection, browser_id)

    def list_browsers(self, person_id: str | None = None) -> tuple[Browser, ...]:
        """A person's browsers, or everybody's, oldest first."""
        query = select(_C.payload).order_by(_C.added_at, _C.browser_id)
        with reading(self.engine) as connection:
            rows = connection.scalars(query if person_id is None else query.where(_C.person_id == person_id)).all()
        return tuple(serial.unpack_all(Browser, rows))

    def touch_browser(self, browser_id: str, at: datetime) -> None:
        """Keep when a browser was last used."""
        require_utc(at)
        with writing(self.engine) as connection:
            kept = _find(connection, browser_id)
            if kept is not None:
                _put(connection, replace(kept, last_used_at=at))

    def remove_browsers(self, browser_ids: Collection[str], audit: AuditNote) -> int:
        """Forget browsers."""
        with writing(self.engine) as connection:
            gone = connection.execute(delete(browsers).where(_C.browser_id.in_(list(browser_ids)))).rowcount
            if gone:
                chain.append(connection, self.sealer, audit)
            return gone


def _find(connection: Connection, browser_id: str) -> Browser | None:
    payload = connection.scalar(select(_C.payload).where(_C.browser_id == browser_id))
    return None if payload is None else serial.unpack(Browser, payload)


def _put(connection: Connection, browser: Browser) -> None:
    row = {"browser_id": browser.browser_id, "person_id": browser.person_id}
    moment, payload = serial.to_micros(browser.added_at), require_record(browser)
    put(connection, browsers, row | {"added_at": moment, "payload": payload})
