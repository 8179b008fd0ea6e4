"""What a store must do so that records end: holds, purges with their log; and look-ups that wait for a second person.

Laws (held by ``tests/store/test_keeping_contract.py`` on every store), besides those of the other protocols:

10. A purge is whole or not at all: the records, the line of the purge log and the line of the audit chain.
11. A purge goes through only while holds and records are what was seen; else
    :class:`~daoan.terms.errors.Conflict`, and nothing has changed.
12. Nothing of an open family, or that an open matter names, is purged, whatever is asked.
13. Numbers of steps go on counting behind a purge: the family of the latest step stays.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from daoan.store.page import Page
from daoan.terms.records.audited import AuditEntry, AuditNote
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.retained import KeptRow, LegalHold, PurgeLine

#: Kinds of record that a store can purge, in the order that they go: copies before what they are copies of.
PURGED_KINDS = (
    "request_key", "look_up_request", "session", "refused_row", "outside_hit", "alert", "matter",
    "villager_report", "unit_position",
    "advice_photo", "advice", "advice_presence",
    "company_rating", "roster",
)  # fmt: skip


class KeepingStore(Protocol):
    """Records that end."""

    def save_hold(self, hold: LegalHold, audit: AuditNote) -> None:
        """Keep a hold, new or released. Raises ``Conflict`` for any other change of one, and for a second release."""

    def list_holds(self) -> tuple[LegalHold, ...]:
        """Every hold, latest first, released ones too."""

    def list_kept(self, kind: str, until: datetime, after: str | None = None, limit: int = 500) -> Page[KeptRow]:
        """Records of a kind whose period began at or before a moment.

        A page may be shorter than its limit, even empty, and not be the last. Of a matter: its whole family, by the id
        of the root, counted from the day when the last of it was closed; reports of villagers are matters that have a
        kind of their own here. Of an alert: all alerts of a run, by its id.
        Of a position: all of a unit's day. Of advice: a record with every version and photo. Of a rating: a closed
        month with all its ratings. Of the roster: a version that another replaced, by ``kind@version/item``; by
        ``kind/item``, what is kept of all that has ended: events, vehicles and drivers that left or were scrapped,
        companies that work no more.
        """

    def purge(
        self, kind: str, rows: Sequence[KeptRow], holds: Sequence[LegalHold], line: PurgeLine, audit: AuditNote
    ) -> None:
        """Purge records that were seen, while those holds were all."""

    def log_purge(self, holds: Sequence[LegalHold], line: PurgeLine, audit: AuditNote) -> None:
        """Write down a purge of what lies beside the store, while those holds are all; else ``Conflict``."""

    def list_purges(self, after: int = 0, limit: int = 500) -> tuple[tuple[int, PurgeLine], ...]:
        """The purge log in order, each line with its number, from the one after a number."""

    def last_purge(self) -> int:
        """The number of the last line of the purge log; 0 before the first."""

    def save_request(self, request: LookUpRequest, seen: str, audit: AuditNote) -> AuditEntry:
        """Keep a request whose state was ``seen`` ("" for a new one), else ``Conflict``; answers the line."""

    def get_request(self, request_id: str) -> LookUpRequest:
        """One request."""

    def list_requests(self, since: datetime, limit: int = 500) -> tuple[LookUpRequest, ...]:
        """Requests asked at or after a moment, latest first."""

    def find_mentions(self, pieces: Sequence[str], limit: int = 500) -> tuple[str, ...]:
        """Ids of matters that tell of something, latest changed first: in record, log, or names of files.

        ``pieces`` stand one behind another, whatever is between; in small letters or capitals. It may find more than
        is meant: look at what it finds.
        """
