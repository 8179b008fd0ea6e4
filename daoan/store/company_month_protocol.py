"""What a store must do for closed months of company ratings.

Laws (held by the contract suite on every store):

25. A month is closed once for each scheme, with all its ratings or not at all; nothing of it is changed afterwards.
26. Revisions of a rating follow one another, one by one, in months that are closed; earlier ones stay.
"""

from collections.abc import Sequence
from typing import Protocol

from daoan.terms.errors import Conflict, Fault
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.company_months import ClosedMonth, KeptRating


class CompanyMonthStore(Protocol):
    """Months that were closed, with their ratings."""

    def close_company_month(self, month: ClosedMonth, ratings: Sequence[KeptRating], audit: AuditNote) -> None:
        """Keep a month with every rating of it. Raises :class:`Conflict` for one that is closed already."""

    def keep_revised_rating(self, rating: KeptRating, audit: AuditNote) -> None:
        """Keep a revision. Raises :class:`Conflict` unless it follows the last one of a month that is closed."""

    def list_company_months(self) -> tuple[ClosedMonth, ...]:
        """Every closed month, latest first, then by scheme."""

    def find_company_month(self, month: str, scheme: str) -> ClosedMonth | None:
        """One closed month; ``None`` where it is not closed."""

    def list_company_ratings(
        self, *, month: str = "", scheme: str = "", company_id: str = ""
    ) -> tuple[KeptRating, ...]:
        """Ratings, of a month, a scheme, a company where they are named: by month, scheme, company and revision."""


def require_whole(month: ClosedMonth, ratings: Sequence[KeptRating]) -> None:
    """Raises :class:`Fault` for ratings that are not those of the month, each company's once."""
    told = {rating.company_id for rating in ratings}
    strange = any((r.month, r.scheme, r.revision) != (month.month, month.scheme, 0) for r in ratings)
    if strange or len(told) < len(ratings) or len(ratings) != month.companies:
        raise Fault("a month is closed with its own ratings, each company once")


def require_following(rating: KeptRating, last: int | None) -> None:
    """Raises :class:`Conflict` for a revision that does not follow ``last``; ``None``: the company was not rated."""
    if last is None or rating.revision != last + 1:
        raise Conflict("somebody revised this rating meanwhile, or its month is not closed 评价已更正或该月未关账")


ALREADY_CLOSED = "this month is closed already 该月已关账"
