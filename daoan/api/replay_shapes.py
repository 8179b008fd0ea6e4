"""What the replay of a day answers: each thing with the span of the day in which it stood, UTC."""

from dataclasses import dataclass
from datetime import date, datetime

from daoan.jobs.day_replay import Presence
from daoan.jobs.day_stands import Stand
from daoan.terms.codes import Level, Severity
from daoan.terms.estimates import Estimate, Text


@dataclass(frozen=True, slots=True)
class ReplayedCrash:
    """A crash. ``known_at``: since when it was known (``known_at_assumed``: its source does not tell); ``timed``: the
    source tells an hour at least. ``severity_then``: as graded when the day was over, ``None``: not known by then.
    """

    crash_id: str
    happened_at: datetime
    timed: bool
    known_at: datetime
    known_at_assumed: bool
    severity: Severity
    severity_then: Severity | None
    lon: float | None
    lat: float | None
    area: str | None
    road_name: str | None
    segment_id: str | None


@dataclass(frozen=True, slots=True)
class ReplayedAlert:
    """An alert at one level. ``until`` None: beyond the day; ``opens``, ``ends``: else only its level changed."""

    alert_id: str
    level: Level
    title: Text
    area: str | None
    lon: float | None
    lat: float | None
    since: datetime
    until: datetime | None
    opens: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class ReplayedMatter:
    """A matter. ``late``: spans in which a deadline had run out; ``closed_at``, ``due_at``: as known then."""

    matter_id: str
    kind: str
    kind_name: Text
    title: str
    level: str
    area: str | None
    lon: float | None
    lat: float | None
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    late: tuple[tuple[datetime, datetime | None], ...]


@dataclass(frozen=True, slots=True)
class ReplayedPlacement:
    """Where the night's plan wanted a patrol, for as long as that plan was in force."""

    plan_id: str
    segment_id: str
    rank: int
    road_name: str | None
    lon: float
    lat: float
    since: datetime
    until: datetime
    expected_injuries: Estimate


@dataclass(frozen=True, slots=True)
class ReplayedGathering:
    """A gathering. ``known``: it stood in the register before the day was over; ``usual``: by the calendar alone."""

    gathering_id: str
    name: Text
    kind: str
    area: str
    place: str
    lon: float | None
    lat: float | None
    people: int | None
    since: datetime
    until: datetime
    usual: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """One local day, every list by time. ``begins``, ``ends``: its span; ``known_by``: its end, or now where earlier.

    ``today``: the local day of now; ``last_day``: the last one with records. ``turns``: when the loop concluded anew,
    the last turn before the day first; none: no alert or plan was known. ``sees_crashes``, ``sees_risk``,
    ``sees_work``: what the reader may see, for else a list is empty for that reason; ``area``: the county that crashes
    are of, where it is not the whole city.
    """

    day: date
    begins: datetime
    ends: datetime
    known_by: datetime
    today: date
    last_day: date | None
    turns: tuple[datetime, ...]
    crashes: tuple[ReplayedCrash, ...]
    alerts: tuple[ReplayedAlert, ...]
    matters: tuple[ReplayedMatter, ...]
    placements: tuple[ReplayedPlacement, ...]
    stands: tuple[Stand, ...]
    gatherings: tuple[ReplayedGathering, ...]
    presence: tuple[Presence, ...]
    sees_crashes: bool
    sees_risk: bool
    sees_work: bool
    area: str | None
    simulated: bool
