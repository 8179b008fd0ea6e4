"""What the routes of closed months take and answer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from daoan.api.company_shapes import CarriedLine, CompanyLine, SchemeLine
from daoan.assess.companies.grounds import Found
from daoan.assess.companies.rating import Line
from daoan.terms.estimates import Text
from daoan.terms.records.warned import Evidence


class CloseAsked(BaseModel):
    """The month to close; the scheme follows from the rule pack."""

    month: Annotated[str, Field(max_length=7)]


class WrongRecord(BaseModel):
    """A record of the roster that was wrong when the month was closed."""

    kind: Annotated[str, Field(pattern="^(company|vehicle|driver|event)$")]
    item_id: Annotated[str, Field(max_length=200)]


class ReviseAsked(BaseModel):
    """What was wrong, and why."""

    wrong: Annotated[list[WrongRecord], Field(min_length=1, max_length=200)]
    reason: Annotated[str, Field(max_length=1000)]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A closed month. ``levels``: companies of one's own side by level; ``open``: their matters that go on."""

    month: str
    scheme: str
    stamp: str
    title: Text
    day: date
    as_of: datetime
    closed_at: datetime
    closed_by: str
    digest: str
    companies: int
    levels: dict[str, int]
    open: int


@dataclass(frozen=True, slots=True)
class MonthTable:
    """Closed months, latest first. ``next``: the month to be closed now, where one is over; ``may_close``: whether
    whoever asks may close it."""

    scheme: SchemeLine
    months: tuple[MonthLine, ...]
    next: str | None
    may_close: bool
    appeal_days: int
    appeal_days_are: str


@dataclass(frozen=True, slots=True)
class RatedLine:
    """A company's rating of a closed month as it stands: the last revision. ``matter``: what came of it."""

    company: CompanyLine
    revision: int
    first_level: str
    first_level_name: Text
    matter_id: str | None
    state: str
    state_name: Text | None
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class MonthRatings:
    """Ratings of a closed month, gravest first."""

    month: MonthLine
    companies: tuple[RatedLine, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record that says something else now."""

    field: str
    name: Text
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A record of the company that says something else now than when the month was closed."""

    kind: str
    item_id: str
    shown: str
    label: Text
    fields: tuple[FieldChange, ...]
    used: bool  # a revision stands on it already


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One version of a rating. ``revision`` 0: when the month was closed."""

    revision: int
    kept_at: datetime
    kept_by: str
    reason: str
    corrections: int
    rating: CompanyLine
    grounds: tuple[Found, ...]
    lines: tuple[Line, ...]
    unsettled: tuple[Evidence, ...]
    carried: CarriedLine | None


@dataclass(frozen=True, slots=True)
class RatedCompany:
    """A company's rating of a closed month: every version, what came of it, and what the register tells otherwise."""

    month: MonthLine
    scheme: SchemeLine
    versions: tuple[RevisionLine, ...]  # latest first
    changed: tuple[ChangedLine, ...]
    matter_id: str | None
    state: str
    state_name: Text | None
    due_at: datetime | None
    may_revise: bool


@dataclass(frozen=True, slots=True)
class CheckedAgain:
    """A closed month computed again: whether every byte came out the same, else which companies did not."""

    month: str
    ratings: int
    same: bool
    kept: str  # digests
    digest: str
    differs: tuple[str, ...]
    missing: tuple[str, ...]
