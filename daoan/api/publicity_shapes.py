"""What the routes of publicity take and answer."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field

from daoan.act.education.exposing import Problem
from daoan.act.education.lessons import Question
from daoan.act.education.reach import Reach
from daoan.api.registers import EntryLine
from daoan.api.work_shapes import Id, MatterLine, Possible, Version
from daoan.assess.audiences.risk import GroupRisk
from daoan.assess.riders.lights import CompanyLight
from daoan.terms.education import CampaignEffect, Comparison
from daoan.terms.estimates import Text
from daoan.terms.registers import Field as RegisterField

Code = Annotated[str, Field(max_length=80)]


class SegmentAsked(BaseModel):
    """A segment for a campaign. ``source``: the register that it is of. ``wanted``: allowed values by trait; a trait
    that is left out is free."""

    version: Version
    source: Annotated[str, Field(max_length=40)]
    wanted: Annotated[dict[Code, Annotated[list[Code], Field(min_length=1, max_length=40)]], Field(max_length=8)]


class ComparisonAsked(BaseModel):
    """A comparison to fix. ``places``: chosen by somebody; none: drawn. ``seed``: to draw again; none: one is made."""

    version: Version
    outcome: Annotated[str, Field(max_length=40)]
    window_days: Annotated[int, Field(ge=1, le=366)] = 28
    hoped: Annotated[float, Field(ge=-0.95, le=-0.01)] | None = None
    pairs: Annotated[int, Field(ge=1, le=1000)] | None = None
    places: Annotated[list[Code], Field(max_length=1000)] = []
    seed: Annotated[str, Field(max_length=128)] = ""


class DeliveryAsked(BaseModel):
    """A delivery or its receipt. ``entry_id`` and ``version``: of the one that it corrects."""

    values: Annotated[dict[str, Any], Field(max_length=40)]
    entry_id: Annotated[str, Field(max_length=200)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class SendAsked(BaseModel):
    """A delivery to hand to the gateway."""

    entry_id: Id


class CampaignSeen(BaseModel):
    """The version of the campaign that was seen."""

    version: Version


class ItemAsked(BaseModel):
    """An item of an exposure to look at."""

    kind: Annotated[str, Field(max_length=20)]
    text: Annotated[str, Field(max_length=2000)]
    place: Annotated[str, Field(max_length=20)] = "county"
    people: Annotated[int, Field(ge=0, le=10**8)] | None = None
    facts: Annotated[list[Code], Field(max_length=10)] = []


class CheckAsked(BaseModel):
    """Items of an exposure to check before it is kept."""

    items: Annotated[list[ItemAsked], Field(max_length=60)]


class AppealAsked(BaseModel):
    """Why a company objects to its light."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@dataclass(frozen=True, slots=True)
class TraitLine:
    """A trait that segments may be made of. ``values``: those that can be asked for, with their names."""

    name: str
    label: Text
    values: dict[str, Text]


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A published block with its people; nothing is told of fewer than ten."""

    name: str
    words: Text
    people: int


@dataclass(frozen=True, slots=True)
class SegmentPage:
    """What is published of a register, and the answer to what was asked. ``exact``: the segment is whole blocks."""

    register: str
    registers: dict[str, Text]
    month: str
    fewest: int
    traits: tuple[TraitLine, ...]
    blocks: tuple[BlockLine, ...]
    total: int
    people: int
    at_most: int
    exact: bool
    inside: tuple[str, ...]
    cut: tuple[str, ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class RiskPage:
    """Every group's own risk."""

    groups: tuple[GroupRisk, ...]
    simulated: bool
    stamp: str


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in a list."""

    campaign: MatterLine
    reach: Reach | None
    verdict: str
    verdict_name: Text | None


@dataclass(frozen=True, slots=True)
class Board:
    """Campaigns, the library of messages, exposures. ``outcomes``: what is counted; with names."""

    campaigns: tuple[CampaignLine, ...]
    messages: tuple[MatterLine, ...]
    exposures: tuple[MatterLine, ...]
    states: dict[str, Text]
    channels: dict[str, Text]
    outcomes: dict[str, Text]
    groups: dict[str, Text]
    kinds: dict[str, Text]
    places: dict[str, Text]
    facts: dict[str, Text]
    gateway: bool
    can_plan: bool
    can_write: bool


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """A campaign with its deliveries, whom it reached, what it is compared with and what came of it.

    ``effect``: as it was evaluated, or as it stands now; ``waiting``: why there is none yet.
    """

    campaign: MatterLine
    can: tuple[Possible, ...]
    can_write: bool
    fields: tuple[RegisterField, ...]
    deliveries: tuple[EntryLine, ...]
    reach: Reach | None
    comparison: Comparison | None
    window_days: int | None
    effect: CampaignEffect | None
    waiting: Text | None
    texts: dict[str, Text]
    until: str


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What speaks against some items; ``candidates``: how many people fit each, ``None`` where that is not asked."""

    problems: tuple[Problem, ...]
    candidates: tuple[float | None, ...]
    fewest: int


@dataclass(frozen=True, slots=True)
class QuizPage:
    """The question bank, and whose standard it is."""

    questions: tuple[Question, ...]
    groups: dict[str, Text]
    status: str
    source: str
    stamp: str


@dataclass(frozen=True, slots=True)
class RiderPage:
    """Lights of companies of riders in a month. ``appeals``: the objection to a company's light, by entry."""

    month: str
    months: tuple[str, ...]
    scheme: str
    schemes: dict[str, Text]
    source: str
    status: str
    stamp: str
    lights: dict[str, Text]
    rows: tuple[CompanyLight, ...]
    appeals: dict[str, MatterLine]
    can_appeal: bool
