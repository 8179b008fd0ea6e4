"""What a store must do for units on duty.

Laws (held by ``tests/store/test_patrols_contract.py`` on every store):

14. A report that was kept before (same crew, moment and source) changes nothing.
15. The latest of a crew is what its reports say, in whatever order they came; a late report goes into the history and
    takes the place of nothing newer.
16. What is purged of the history is purged of the latest too.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from daoan.terms.records.audited import AuditNote
from daoan.terms.records.patrols import UnitNow, UnitPosition


class PatrolStore(Protocol):
    """Where units on duty are."""

    def keep_positions(self, positions: Sequence[UnitPosition], audit: AuditNote | None = None) -> int:
        """Keep reports, all or none; answers how many were new. ``audit``: a line, where any was new.

        Raises ``InputError`` for one that tells neither a place nor a state, or a place that is none.
        """

    def list_units_now(self, units: Collection[str] | None = None) -> tuple[UnitNow, ...]:
        """The latest of every crew of some units or of all, by unit, then crew."""

    def list_positions(
        self, unit_id: str, since: datetime, until: datetime, crew: str | None = None, limit: int = 5000
    ) -> tuple[UnitPosition, ...]:
        """Reports of a unit, or of one crew of it, that happened in a span (half open), oldest first."""
