"""What the routes of the rural desk take and answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from daoan.act.rural.loudspeaker import Spoken
from daoan.assess.rural.examination import Each, Line
from daoan.terms.estimates import Estimate, Share, Text

Word = Annotated[str, Field(max_length=120)]


class PlanAsked(BaseModel):
    """Days to plan, of a county and township or of all that is the asker's. ``digest``: of the plan that was seen."""

    first: date
    days: Annotated[int, Field(ge=1, le=31)] = 7
    area: Word = ""
    township: Word = ""
    digest: Annotated[str, Field(max_length=64)] = ""


class NoticeAsked(BaseModel):
    """Whom to send a notice about which month."""

    month: Annotated[str, Field(max_length=7)] = ""
    area: Word
    township: Word = ""


@dataclass(frozen=True, slots=True)
class TownshipLine:
    """A township of the register. ``own``: the reader answers for villages of it."""

    area: str
    township: str
    own: bool


@dataclass(frozen=True, slots=True)
class WeatherLine:
    """Weather that may be named."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class ReportsWaiting:
    """Villagers' reports of the reader's scope that nobody answered yet, and those of them past their term."""

    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class RuralDesk:
    """What the desk stands on. ``recorded`` False: nobody keeps what stations do; counts: of the reader's scope."""

    today: date
    townships: tuple[TownshipLine, ...]
    villages: int
    stations: int
    wardens: int
    vans: int
    recorded: bool
    weather: tuple[WeatherLine, ...]
    most_days: int
    stamp: str
    may_work: bool
    may_supervise: bool
    simulated: bool
    reports: ReportsWaiting


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An opening of a station. ``left``: posts that nobody takes; ``kept``: confirmed as it stands here."""

    station: str
    name: str
    township: str
    area: str
    lon: float | None
    lat: float | None
    day: date
    from_hour: int
    until_hour: int
    grade: str
    grade_name: Text
    reasons: tuple[Text, ...]
    needed: int
    wardens: tuple[str, ...]
    left: int
    why_left: Text | None
    expected: Estimate | None
    kept: bool


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day of a plan in numbers. ``openings``: by grade; ``left``: posts that nobody takes; ``kept``: whether all
    that have somebody are confirmed."""

    day: date
    openings: Mapping[str, int]
    left: int
    kept: bool


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """A plan. ``openings``: of all days, or of the one that was asked for; ``each``: every day in numbers; ``most``:
    the highest that is expected of an opening on any day; ``staffed``: of posts asked for, those taken, by grade;
    ``covered``: of the injuries expected around all openings, those where somebody stands; ``kept``: openings
    confirmed for these days, ``over`` of them not in it."""

    first: date
    days: tuple[date, ...]
    openings: tuple[OpeningLine, ...]
    each: tuple[PlanDay, ...]
    most: float
    staffed: Mapping[str, Share]
    covered: Share
    stations: int
    wardens: int
    kept: int
    over: int
    gaps: tuple[Text, ...]
    roads_known: bool
    digest: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What confirming changed in the register."""

    new: int
    changed: int
    ended: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """City, county or township with what it comes to; ``opened_interval``: of the share opened;
    ``kept``: of the shifts due by kept openings, those attended."""

    level: str
    area: str
    township: str
    villages: int
    stations: int
    opened: Share
    opened_interval: Estimate | None
    kept: Share
    judged: int
    silent: int
    contact: Share
    no_station: int
    vans_filed: Share
    vans_unknown: int
    pledged: Share
    visited: Share
    shifts: int
    contacts: int
    handed_over: int


@dataclass(frozen=True, slots=True)
class SilentLine:
    """A silent station. ``missed``: the days; of ``crowd_days`` and ``promised_days``."""

    station: str
    name: str
    township: str
    area: str
    missed: tuple[date, ...]
    crowd_days: int
    promised_days: int
    chance_silent: float
    last_on: date | None
    contacts: int


@dataclass(frozen=True, slots=True)
class QuietLine:
    """A village that nobody spoke to. ``stations``: in use there."""

    code: str
    name: str
    township: str
    area: str
    stations: int


@dataclass(frozen=True, slots=True)
class VanLine:
    """A village whose vans are not all on file, or whose pledges or visits are overdue."""

    code: str
    name: str
    township: str
    area: str
    said: int | None
    files: int
    missing: int | None
    surplus: int
    unpledged: int
    unvisited: int


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """Coverage from ``first`` to ``last``. Lists are cut; their whole lengths stand beside them."""

    first: date
    last: date
    recorded: bool
    groups: tuple[GroupLine, ...]
    silent: tuple[SilentLine, ...]
    silent_total: int
    quiet: tuple[QuietLine, ...]
    quiet_total: int
    vans: tuple[VanLine, ...]
    vans_total: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice and how far it came."""

    matter_id: str
    state: str
    state_name: Text
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class ExaminedLine:
    """A township's or county's month. ``chance_above``: probability in [0, 1] that it does better than its peers'
    mean; ``standing``: above, below, or level where neither is sure."""

    level: str
    area: str
    township: str
    unit_name: Text | None
    total: Estimate
    chance_above: float
    standing: str
    lines: tuple[Line, ...]
    each: tuple[Each, ...]
    notice: NoticeLine | None


@dataclass(frozen=True, slots=True)
class ExaminationAnswer:
    """A month's examination, most points first. ``peers``: how many the rows were held against, by level."""

    month: str
    day: date
    closed: bool
    recorded: bool
    rows: tuple[ExaminedLine, ...]
    peers: Mapping[str, int]
    city: GroupLine | None
    may_supervise: bool
    stamp: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class HandIn:
    """A hand-in of ledger entries that is not settled. ``mine``: the reader may put it right and hand it in again."""

    matter_id: str
    state: str
    state_name: Text
    entries: int
    issuer_name: Text | None
    due_at: datetime | None
    overdue: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A register with its entries by state: entered, handed_in, returned, approved."""

    register: str
    name: Text
    entries: Mapping[str, int]
    open: tuple[HandIn, ...]
    may_hand_in: bool


@dataclass(frozen=True, slots=True)
class AnnouncementLine:
    """A text for a loudspeaker. ``seconds``: read aloud, Chinese and English; ``left_out``: for want of time."""

    area: str
    township: str
    village: str
    name: str
    day: date
    edition: str
    at_hour: int
    text: Text
    sentences: tuple[Spoken, ...]
    left_out: tuple[Spoken, ...]
    seconds: tuple[float, float]
