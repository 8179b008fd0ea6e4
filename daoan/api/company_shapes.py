"""What the routes of companies take and answer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from daoan.assess.companies.grounds import Found
from daoan.assess.companies.rates import Rate
from daoan.assess.companies.rating import Line
from daoan.jobs.companies.importing import Preview
from daoan.store.roster_protocol import RosterKept
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records.warned import Evidence
from daoan.terms.rulepacks import Status

Word = Annotated[str, Field(max_length=200)]


class Clearing(BaseModel):
    """What is to be cleared: a kind of deadline."""

    due: Annotated[str, Field(max_length=40)]


class BanForm(BaseModel):
    """A driver's ban for life: since when, and until when where it was lifted; without a day it is taken back."""

    banned_on: date | None = None
    lifted_on: date | None = None
    why: Word


class ClearAsked(BaseModel):
    """What for a vehicle or driver is to be shown in the clear."""

    purpose: Word
    case: Word


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A way of rating that may be chosen."""

    name: str
    title: Text
    stamp: str
    source: str
    status: Status
    grounds: int
    indicators: int
    levels: dict[str, Text]
    high_from: float
    middle_from: float


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """A company with its rating. ``grounds``: names of those that stand."""

    company_id: str
    name: str
    kind: str
    kind_name: Text
    unit_id: str
    unit_name: Text | None
    level: str
    level_name: Text
    by: str
    vehicles: int
    drivers: int
    score: Estimate
    chance_high: float
    grounds: tuple[Text, ...]
    unsettled: int


@dataclass(frozen=True, slots=True)
class Board:
    """Companies of a month by one scheme, gravest first. ``closed``: the month is over."""

    month: str
    day: date
    closed: bool
    scheme: SchemeLine
    schemes: tuple[SchemeLine, ...]
    levels: dict[str, int]
    companies: tuple[CompanyLine, ...]
    total: int
    may_keep: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A vehicle or driver, masked. ``days``: by kind of deadline, the day; ``overdue``: kinds that have passed."""

    kind: str  # "vehicle", "driver"
    item_id: str
    shown: str
    told: Text  # kind of vehicle, or classes
    standing: Text
    unit_id: str
    company_id: str
    company: str
    days: dict[str, date | None]
    overdue: tuple[str, ...]
    open_violations: int | None
    points: int | None
    banned_on: date | None  # from driving, for life
    ban_lifted_on: date | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """A crash, violation or the like of a company."""

    event_id: str
    kind: Text
    happened_on: date
    deaths: int
    injured: int
    liability: Text
    serious: bool
    processed: bool
    code: str


@dataclass(frozen=True, slots=True)
class History:
    """The level of a month."""

    month: str
    level: str
    level_name: Text
    score: Estimate


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """What earlier months left open, and months in a row at the level high: facts that change no level. ``left``: a row
    for each matter, its month as value; ``months``: in a row, first to last, none below ``needed`` of them."""

    left: tuple[Evidence, ...]
    months: tuple[str, ...]
    needed: int
    name: Text
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class CompanyDetail:
    """A company: its rating line by line, and what is known of it."""

    month: str
    day: date
    closed: bool
    scheme: SchemeLine
    company: CompanyLine
    grounds: tuple[Found, ...]
    lines: tuple[Line, ...]
    unsettled: tuple[Evidence, ...]
    vehicles: tuple[ItemLine, ...]
    drivers: tuple[ItemLine, ...]
    events: tuple[EventLine, ...]
    history: tuple[History, ...]
    carried: CarriedLine | None


@dataclass(frozen=True, slots=True)
class UnitRateLine:
    """Rates of a unit in a month."""

    unit_id: str
    unit_name: Text | None
    depth: int
    month: str
    vehicles: int
    drivers: int
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates of units by month; ``names``: of the rates."""

    months: tuple[str, ...]
    names: dict[str, Text]
    rows: tuple[UnitRateLine, ...]


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A vehicle or driver that is overdue."""

    kind: str
    item_id: str
    shown: str
    told: Text
    company_id: str
    company: str
    unit_id: str
    unit_name: Text | None
    due_on: date
    days: int


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A clearing task. ``left``: how many of ``items`` are overdue still."""

    matter_id: str
    title: Text
    due: str
    unit_name: Text | None
    state: str
    items: int
    left: int
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class OverdueTable:
    """What is overdue of one kind, longest first, and the clearing tasks about it."""

    due: str
    name: Text
    names: dict[str, Text]
    counts: dict[str, int]
    rows: tuple[OverdueLine, ...]
    next: str | None
    total: int
    tasks: tuple[TaskLine, ...]
    may_ask: bool


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a file: the preview, and what was kept where nothing is wrong."""

    preview: Preview
    kept: RosterKept | None
    cleared: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A vehicle or driver in the clear, for this once."""

    plate: str
    name: str
    number: str
    phone: str
