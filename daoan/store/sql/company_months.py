"""Closed months of company ratings over SQLite and PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import func, select

from daoan.store import serial
from daoan.store.company_month_protocol import ALREADY_CLOSED, require_following, require_whole
from daoan.store.sql import audit as chain
from daoan.store.sql.bulk import insert_all
from daoan.store.sql.company_month_tables import company_months, company_ratings
from daoan.store.sql.engine import asking, reading, writing
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.errors import Conflict
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.company_months import ClosedMonth, KeptRating, run_name

_M, _R = company_months.c, company_ratings.c


class CompanyMonthCalls(AuditCalls):
    """Months that were closed, with their ratings."""

    def close_company_month(self, month: ClosedMonth, ratings: Sequence[KeptRating], audit: AuditNote) -> None:
        """Keep a month with every rating of it."""
        require_whole(month, ratings)
        head = {
            "month": month.month, "scheme": month.scheme, "name": run_name(month.month, month.scheme),
            "as_of": serial.to_micros(month.as_of), "payload": serial.pack(month),
        }  # fmt: skip
        rows = [_row(rating) for rating in ratings]
        with writing(self.engine) as connection:
            closed = select(_M.month).where(_M.month == month.month, _M.scheme == month.scheme)
            if connection.scalar(closed) is not None:
                raise Conflict(ALREADY_CLOSED)
            insert_all(connection, company_months, [head])
            insert_all(connection, company_ratings, rows)
            chain.append(connection, self.sealer, audit)

    def keep_revised_rating(self, rating: KeptRating, audit: AuditNote) -> None:
        """Keep a revision."""
        row = _row(rating)
        query = select(func.max(_R.revision)).where(
            _R.month == rating.month, _R.scheme == rating.scheme, _R.company_id == rating.company_id
        )
        with writing(self.engine) as connection:
            require_following(rating, connection.scalar(query))
            insert_all(connection, company_ratings, [row])
            chain.append(connection, self.sealer, audit)

    def list_company_months(self) -> tuple[ClosedMonth, ...]:
        """Every closed month, latest first."""
        query = select(_M.payload).order_by(_M.month.desc(), _M.scheme)
        with asking(self.engine) as connection:
            return tuple(serial.unpack_all(ClosedMonth, connection.scalars(query).all()))

    def find_company_month(self, month: str, scheme: str) -> ClosedMonth | None:
        """One closed month."""
        query = select(_M.payload).where(_M.month == month, _M.scheme == scheme)
        with asking(self.engine) as connection:
            payload = connection.scalar(query)
        return None if payload is None else serial.unpack(ClosedMonth, payload)

    def list_company_ratings(
        self, *, month: str = "", scheme: str = "", company_id: str = ""
    ) -> tuple[KeptRating, ...]:
        """Ratings by month, scheme, company and revision."""
        query = select(_R.payload)
        for column, wanted in ((_R.month, month), (_R.scheme, scheme), (_R.company_id, company_id)):
            query = query.where(column == wanted) if wanted else query
        with reading(self.engine) as connection:
            rows = connection.scalars(query.order_by(_R.month, _R.scheme, _R.company_id, _R.revision)).all()
        return tuple(serial.unpack_all(KeptRating, rows))


def _row(rating: KeptRating) -> dict[str, object]:
    return {
        "month": rating.month,
        "scheme": rating.scheme,
        "company_id": rating.company_id,
        "revision": rating.revision,
        "payload": serial.pack(rating),
    }
