"""What a store must do for hits of outside lists.

Laws (held by ``tests/store/test_outside_contract.py`` on every store), besides those of the other protocols:

14. A hit is kept once, however often it is told; with it, or not at all, its message and its line of the audit chain.
15. A hit is found by its own keeper only: whoever keeps a list of the same name later meets none of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from daoan.store.page import Page
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Message
from daoan.terms.records.outside import HitCount, OutsideHit


@dataclass(frozen=True, slots=True)
class ToldHit:
    """A hit with what is kept beside it. ``message``: for the keeper's own endpoint, where there is one."""

    hit: OutsideHit
    note: AuditNote
    message: Message | None = None


class OutsideStore(Protocol):
    """Hits of outside lists."""

    def keep_outside_hits(self, told: Sequence[ToldHit]) -> int:
        """Keep hits that are new, each with its message and line; answers how many those were."""

    def get_outside_hit(self, hit_id: str) -> OutsideHit:
        """One hit."""

    def page_outside_hits(
        self, list_id: str, keeper: str, *, unseen: bool = False, after: str | None = None, limit: int = 50
    ) -> Page[OutsideHit]:
        """Hits of a keeper's list, latest told first. ``unseen``: only those that nobody has marked as seen."""

    def see_outside_hits(
        self, list_id: str, keeper: str, hit_ids: Collection[str], by: str, at: datetime, audit: AuditNote
    ) -> int:
        """Mark hits of a keeper's list as seen, those that are not yet; answers how many. One line, where any were."""

    def count_outside_hits(self) -> Mapping[tuple[str, str], HitCount]:
        """How many there are, by (list id, keeper)."""
