"""Months of company ratings that were closed 月度评价关账: what was concluded, kept whole and never changed.

A closed month holds the terms that it was judged by (the scheme as it stood, the moment whose knowledge counts) and one
rating for each company, as JSON with every row of evidence. What the register turns out to have had wrong leads to a
*revised* rating beside the first; both stay.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month "2026-03" that is closed by one scheme. ``day``: the day that is judged, first of the next month;
    ``as_of``: what was known then counts; ``terms``: the scheme as JSON; ``digest``: SHA-256 over all ratings."""

    month: str
    scheme: str  # name of the rule pack
    stamp: str  # of the rule pack
    day: date
    as_of: datetime
    closed_at: datetime
    closed_by: str  # person id
    companies: int
    digest: str
    terms: str


@dataclass(frozen=True, slots=True)
class RatingCorrection:
    """A record of the roster that was wrong when the month was closed, and the moment whose version is right."""

    kind: str  # "vehicle", "driver", "event", "company": names that the roster keeps kinds under
    item_id: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class KeptRating:
    """A rating as it is kept. ``revision``: 0 when the month was closed; ``body``: the rating as JSON.

    ``reason``, ``corrections``: of a revision; the corrections of those before it count too, and are told again.
    """

    month: str
    scheme: str
    company_id: str
    revision: int
    unit_id: str
    level: str
    kept_at: datetime
    kept_by: str
    body: str
    reason: str = ""
    corrections: tuple[RatingCorrection, ...] = ()


def run_name(month: str, scheme: str) -> str:
    """What a closed month is known by."""
    return f"{month}/{scheme}"
