"""The store's calls about records that end, each whole inside one transaction with its line of the audit chain."""

from collections.abc import Sequence
from datetime import datetime

from daoan.store.keeping import require_kind
from daoan.store.page import Page
from daoan.store.sql import audit as chain
from daoan.store.sql import keeping
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.records.audited import AuditEntry, AuditNote
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.retained import KeptRow, LegalHold, PurgeLine


class KeepingCalls(AuditCalls):
    """Records that end."""

    def save_hold(self, hold: LegalHold, audit: AuditNote) -> None:
        """Keep a hold, new or released."""
        with writing(self.engine) as connection:
            keeping.save_hold(connection, hold)
            chain.append(connection, self.sealer, audit)

    def list_holds(self) -> tuple[LegalHold, ...]:
        """Every hold, latest first."""
        with reading(self.engine) as connection:
            return keeping.list_holds(connection)

    def list_kept(self, kind: str, until: datetime, after: str | None = None, limit: int = 500) -> Page[KeptRow]:
        """Records of a kind whose period began at or before a moment."""
        with reading(self.engine) as connection:
            return keeping.list_kept(connection, require_kind(kind), until, after, limit)

    def purge(
        self, kind: str, rows: Sequence[KeptRow], holds: Sequence[LegalHold], line: PurgeLine, audit: AuditNote
    ) -> None:
        """Purge records that were seen."""
        with writing(self.engine) as connection:
            keeping.purge(connection, require_kind(kind), rows, holds, line)
            chain.append(connection, self.sealer, audit)

    def log_purge(self, holds: Sequence[LegalHold], line: PurgeLine, audit: AuditNote) -> None:
        """Write down a purge of what lies beside the store."""
        with writing(self.engine) as connection:
            keeping.log_purge(connection, holds, line)
            chain.append(connection, self.sealer, audit)

    def list_purges(self, after: int = 0, limit: int = 500) -> tuple[tuple[int, PurgeLine], ...]:
        """The purge log in order."""
        with reading(self.engine) as connection:
            return keeping.list_purges(connection, after, limit)

    def last_purge(self) -> int:
        """The number of the last line of the purge log."""
        with reading(self.engine) as connection:
            return keeping.last_purge(connection)

    def save_request(self, request: LookUpRequest, seen: str, audit: AuditNote) -> AuditEntry:
        """Keep a request whose state was seen."""
        with writing(self.engine) as connection:
            keeping.save_request(connection, request, seen)
            return chain.append(connection, self.sealer, audit)

    def get_request(self, request_id: str) -> LookUpRequest:
        """One request."""
        with reading(self.engine) as connection:
            return keeping.get_request(connection, request_id)

    def list_requests(self, since: datetime, limit: int = 500) -> tuple[LookUpRequest, ...]:
        """Requests asked at or after a moment, latest first."""
        with reading(self.engine) as connection:
            return keeping.list_requests(connection, since, limit)

    def find_mentions(self, pieces: Sequence[str], limit: int = 500) -> tuple[str, ...]:
        """Ids of matters that tell of something, latest changed first."""
        with reading(self.engine) as connection:
            return keeping.find_mentions(connection, pieces, limit)
