"""What the routes of operations take and answer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from daoan.act.operations.catalogue import MeasurePack, ViolationSet
from daoan.act.operations.daily import Group, Rate, Ratio
from daoan.act.operations.disorder import Standing
from daoan.act.operations.precursor import Watched
from daoan.act.operations.relations import Relation
from daoan.api.coarse import CoarseCrash
from daoan.api.registers import EntryLine
from daoan.api.work_shapes import Id, MatterLine, Note, Possible, Version
from daoan.learn.operations import Evaluation
from daoan.terms.estimates import Share, Text
from daoan.terms.registers import Field as RegisterField
from daoan.terms.rulepacks import Status


class Place(BaseModel):
    """A place that sites may be drawn from. ``weight``: its risk, in whatever unit."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    weight: Annotated[float, Field(ge=0, le=1e9)]
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None


class Drawing(BaseModel):
    """How sites are drawn. ``places``: to draw from; none: stretches of the counties with most risk. ``seed``: the
    draw is repeated with it; none: one is made."""

    version: Version
    sites: Annotated[int, Field(ge=1, le=200)]
    places: Annotated[list[Place], Field(max_length=2000)] = []
    seed: Annotated[str, Field(max_length=64)] = ""


class Seen(BaseModel):
    """The version of the operation that was seen."""

    version: Version


class DayTable(BaseModel):
    """A unit's table of a day. ``entry_id`` and ``version``: of the one that it corrects."""

    values: Annotated[dict[str, Any], Field(max_length=100)]
    entry_id: Annotated[str, Field(max_length=200)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class PackStart(BaseModel):
    """A measure pack for units and a period. ``measures``: codes; none: all."""

    units: Annotated[list[Id], Field(min_length=1, max_length=200)]
    since: date
    until: date
    why: Note = ""
    measures: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=100)] = []


class Points(BaseModel):
    """Disorder points to take up, by entry; none: all that nobody was asked to see to."""

    entries: Annotated[list[Id], Field(max_length=500)] = []


class FollowUp(BaseModel):
    """A crash to be followed up by a unit."""

    crash_id: Id
    unit: Id


@dataclass(frozen=True, slots=True)
class OperationLine:
    """An operation in the list. ``tables``: daily tables that the reader may read; ``rate``: positive among tested."""

    operation: MatterLine
    type: str
    type_name: Text
    tables: int
    units: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Board:
    """Operations, latest first, what can be chosen for a new one, and the four relations over what the reader sees."""

    operations: tuple[OperationLine, ...]
    types: dict[str, Text]
    sets: tuple[ViolationSet, ...]
    relations: tuple[Relation, ...]
    can_plan: bool


@dataclass(frozen=True, slots=True)
class OperationDetail:
    """An operation. ``fields``: of a daily table; ``names``: of units; ``order_…``: parts of its order."""

    operation: MatterLine
    type_name: Text
    can: tuple[Possible, ...]
    can_write: bool
    fields: tuple[RegisterField, ...]
    names: dict[str, Text]
    tables: tuple[EntryLine, ...]
    outside: int
    whole: Group
    by_day: tuple[Group, ...]
    by_unit: tuple[Group, ...]
    ratios: tuple[Ratio, ...]
    rates: tuple[Rate, ...]
    violations: ViolationSet | None
    order_signed: Share
    order_fed_back: Share
    evaluation: Evaluation | None
    hours: dict[str, tuple[int, ...]]  # of the parts of the day, local


@dataclass(frozen=True, slots=True)
class PointLine:
    """A disorder point with its matter, as far as the reader may see it."""

    entry: EntryLine
    matter: MatterLine | None
    late: bool


@dataclass(frozen=True, slots=True)
class DisorderBoard:
    """Points, and counts by unit and by kind. ``kinds``, ``states``, ``units``: names."""

    points: tuple[PointLine, ...]
    by_unit: tuple[Standing, ...]
    by_kind: tuple[Standing, ...]
    kinds: dict[str, Text]
    states: dict[str, Text]
    units: dict[str, Text]
    untaken: int
    can_take_up: bool


@dataclass(frozen=True, slots=True)
class Left:
    """A point that stays as it is, and why."""

    entry_id: str
    why: Text


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Matters that were opened, and what stays."""

    matters: tuple[MatterLine, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class PackLine:
    """A measure pack at work."""

    matter: MatterLine
    items: Share
    units: Share
    overdue: int


@dataclass(frozen=True, slots=True)
class PackBoard:
    """Packs that can be begun, and packs at work, latest first."""

    packs: tuple[MeasurePack, ...]
    running: tuple[PackLine, ...]
    status: Status
    stamp: str
    can_start: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """One unit's part of a measure: its checklist, what is ticked, and whether the reader may tick."""

    matter: MatterLine
    items: tuple[dict[str, str], ...]
    done: tuple[str, ...]
    figure: float | None
    can: tuple[str, ...]  # events


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure of a pack over its units. ``figure``: what was counted, told by ``told`` units."""

    code: str
    name: Text
    items: Share
    units: Share
    overdue: int
    figure: float | None
    told: int
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class PackDetail:
    """A measure pack at work, measure by measure."""

    matter: MatterLine
    measures: tuple[MeasureLine, ...]
    counts: dict[str, Text]  # what is counted beside a measure, by code


@dataclass(frozen=True, slots=True)
class PrecursorLine:
    """A crash that could have killed many. ``taken``: somebody follows it up, seen or not."""

    crash: CoarseCrash
    kinds: tuple[str, ...]
    hurt: int
    taken: bool
    matter: MatterLine | None


@dataclass(frozen=True, slots=True)
class Precursors:
    """Those of the time that the rule pack names, most people hurt first; and those opened by hand."""

    rows: tuple[PrecursorLine, ...]
    by_hand: tuple[MatterLine, ...]
    watched: tuple[Watched, ...]
    since: datetime | None
    until: datetime | None
    can_follow: bool
