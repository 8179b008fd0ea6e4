"""What a company is told of itself, and what is told of one vehicle or driver."""

from dataclasses import dataclass
from datetime import date, datetime

from daoan.api.company_month_shapes import RevisionLine
from daoan.api.company_shapes import EventLine, ItemLine
from daoan.api.fleet_shapes import AlarmLine
from daoan.assess.companies.explained import DueLine, IndicatorLine
from daoan.assess.companies.grounds import Found
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """A vehicle or driver: every line that counts, by the scheme that months are closed by. ``explained`` is false
    where a person owns it, who is not rated."""

    item: ItemLine
    day: date
    scheme: Text
    stamp: str
    explained: bool
    dues: tuple[DueLine, ...]
    grounds: tuple[Found, ...]
    indicators: tuple[IndicatorLine, ...]
    events: tuple[EventLine, ...]


@dataclass(frozen=True, slots=True)
class OwnTask:
    """Something that is asked of the company. ``held``: it is the company's own turn; else the police were asked."""

    matter_id: str
    kind: str
    kind_name: Text
    title: Text
    state_name: Text
    due_at: datetime | None
    due: Text | None
    overdue: bool
    held: bool
    left: int | None


@dataclass(frozen=True, slots=True)
class OwnRating:
    """A rating that the company was told of, as it stands. ``can``: what may be done about its matter now."""

    month: str
    scheme: str
    level: str
    level_name: Text
    revision: int
    matter_id: str | None
    state: str
    state_name: Text | None
    due_at: datetime | None
    appeal_until: datetime | None
    can_appeal: bool


@dataclass(frozen=True, slots=True)
class OwnCompany:
    """A company as it sees itself. ``overdue``: by kind of deadline."""

    company_id: str
    name: str
    kind_name: Text
    police: Text | None
    day: date
    vehicles: tuple[ItemLine, ...]
    drivers: tuple[ItemLine, ...]
    overdue: dict[str, int]
    due_names: dict[str, Text]
    tasks: tuple[OwnTask, ...]
    ratings: tuple[OwnRating, ...]
    alarms: tuple[AlarmLine, ...]
    alarms_total: int


@dataclass(frozen=True, slots=True)
class OwnRatingDetail:
    """One rating with every version of it, each with its reasons."""

    rating: OwnRating
    scheme: Text
    day: date
    high_from: float
    middle_from: float
    versions: tuple[RevisionLine, ...]
