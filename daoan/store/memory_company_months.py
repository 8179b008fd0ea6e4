"""Closed months of company ratings in the reference store: dictionaries."""

from collections.abc import Sequence

from daoan.store.company_month_protocol import ALREADY_CLOSED, require_following, require_whole
from daoan.store.memory_roster import MemoryRoster
from daoan.store.moving import require_record
from daoan.terms.audit import Sealer
from daoan.terms.errors import Conflict
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.company_months import ClosedMonth, KeptRating


class MemoryCompanyMonths(MemoryRoster):
    """Months that were closed, with their ratings."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._months: dict[tuple[str, str], ClosedMonth] = {}
        self._ratings: dict[tuple[str, str, str, int], KeptRating] = {}

    def close_company_month(self, month: ClosedMonth, ratings: Sequence[KeptRating], audit: AuditNote) -> None:
        """Keep a month with every rating of it."""
        require_record(month)
        require_whole(month, ratings)
        for rating in ratings:
            require_record(rating)
        with self._writers:
            if (month.month, month.scheme) in self._months:
                raise Conflict(ALREADY_CLOSED)
            self._lines.append(self._line(audit))
            self._months[month.month, month.scheme] = month
            self._ratings |= {(r.month, r.scheme, r.company_id, r.revision): r for r in ratings}

    def keep_revised_rating(self, rating: KeptRating, audit: AuditNote) -> None:
        """Keep a revision."""
        require_record(rating)
        with self._writers:
            own = (rating.month, rating.scheme, rating.company_id)
            require_following(rating, max((key[3] for key in self._ratings if key[:3] == own), default=None))
            self._lines.append(self._line(audit))
            self._ratings[*own, rating.revision] = rating

    def list_company_months(self) -> tuple[ClosedMonth, ...]:
        """Every closed month, latest first."""
        with self._writers:
            months = sorted(self._months.values(), key=lambda m: m.scheme)
        return tuple(sorted(months, key=lambda m: m.month, reverse=True))

    def find_company_month(self, month: str, scheme: str) -> ClosedMonth | None:
        """One closed month."""
        return self._months.get((month, scheme))

    def list_company_ratings(
        self, *, month: str = "", scheme: str = "", company_id: str = ""
    ) -> tuple[KeptRating, ...]:
        """Ratings by month, scheme, company and revision."""
        with self._writers:
            found = sorted(self._ratings.items())
        return tuple(
            rating
            for key, rating in found
            if month in ("", key[0]) and scheme in ("", key[1]) and company_id in ("", key[2])
        )
