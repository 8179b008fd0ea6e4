"""What is said of a site's health. Times are UTC milliseconds since 1970, delays and offsets seconds."""

from dataclasses import dataclass
from enum import StrEnum

from daoan.terms.estimates import Estimate, Share


class SiteState(StrEnum):
    """How a site stands, worst first."""

    SILENT = "silent"  # should have sent, and sent nothing
    POOR = "poor"  # sends, but a figure lies beyond its limit
    GOOD = "good"
    UNKNOWN = "unknown"  # too little history to say what should come


class Fault(StrEnum):
    """What is wrong with a site that sends."""

    LATE = "late"
    PLATES = "plates"
    DOUBLES = "doubles"
    HEADING = "heading"
    CLOCK = "clock"
    FEW = "few"  # passes in the latest whole hour


class HourState(StrEnum):
    """How an hour of a site went."""

    GOOD = "good"
    LOW = "low"  # fewer passes than a working site sends but rarely
    SILENT = "silent"  # none, while it was found dead
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without a pass from which a site was called dead. ``ended_ms``: ``None`` while it lasts."""

    site: int  # row of the sites
    since_ms: int  # the last pass before
    found_ms: int
    ended_ms: int | None
    expected: float  # passes that should have come until it ended, or until now
    chance: float  # that a working site sends none in this time


@dataclass(frozen=True, slots=True)
class SharePart:
    """A share with its interval (Jeffreys')."""

    share: Share
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Clock:
    """How a site's clock goes against those that it shares two-way flow with: positive is fast.

    ``offset_s``: ``None`` where it cannot be told; ``neighbours``: sites with two-way flow; ``part``: sites that hang
    together by it. ``why_not``: "one_way" (no two-way flow with any) or "few" (too few sites hang together).
    """

    offset_s: Estimate | None
    neighbours: int
    part: int
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """One site. Figures are of the window; ``None`` where nothing came that would tell them."""

    site: int
    state: SiteState
    faults: tuple[Fault, ...]
    passes: int
    expected: Estimate | None  # passes of the window, interval of a count to come
    last_ms: int | None
    silence: Silence | None  # the one that lasts
    delay_p50_s: Estimate | None
    delay_p95_s: Estimate | None
    missing_plates: SharePart | None
    doubles: SharePart | None
    wrong_heading: SharePart | None  # None too where the site watches both headings
    clock: Clock


@dataclass(frozen=True, slots=True)
class SiteHour:
    """An hour of a site. ``begins_ms``: its begin; ``expected``: ``None`` where history is too short."""

    begins_ms: int
    passes: int
    expected: Estimate | None
    state: HourState
