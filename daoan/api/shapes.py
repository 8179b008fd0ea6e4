"""Shapes of answers that are no record of their own, for the OpenAPI document and for the routes that build them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from daoan.api.coarse import CoarseCrash
from daoan.jobs.exchange.standing import ExchangeState
from daoan.terms.city import Area
from daoan.terms.clock_health import ClockHealth
from daoan.terms.estimates import Share, Text
from daoan.terms.records import BlackSpot, HazardTicket, Notice, Receipt, Run, SegmentEstimate, Surge, WatchedSeries

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Paged(Generic[R]):
    """One page of a list; ``next`` is the cursor of the page after, ``None`` on the last.

    ``more``: there are more than ``total``, which long lists are counted no further than.
    """

    rows: list[R]
    next: str | None
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """The road network in three numbers."""

    segments: int
    length_km: float
    source: str


@dataclass(frozen=True, slots=True)
class OffNetwork:
    """Share of crashes, and of killed-or-seriously-injured crashes, that lie off the loaded network."""

    all: Share
    ksi: Share


@dataclass(frozen=True, slots=True)
class PackFacts:
    """A rule pack as the console names it."""

    name: str
    version: str
    title: Text
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What every page must say: city, moment, run, whether it is simulated or replayed, whose data it is."""

    city: str
    name: Text
    zone: str
    as_of: datetime | None
    replay: bool
    simulated: bool
    run: Run | None
    bounds: tuple[float, float, float, float]
    centre: tuple[float, float]
    network: NetworkFacts | None
    off_network: OffNetwork | None
    areas: tuple[Area, ...]
    rule_packs: tuple[PackFacts, ...]
    attribution: tuple[Text, ...]
    version: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Geometry:
    """GeoJSON geometry."""

    type: str
    coordinates: list[object]


@dataclass(frozen=True, slots=True)
class SegmentDetail:
    """One stretch with its evidence. ``by_year``: rows of year, crashes, killed-or-seriously-injured crashes."""

    estimate: SegmentEstimate
    geometry: Geometry
    by_year: list[tuple[int, int, int]]
    crashes: list[CoarseCrash]
    blackspots: list[str]


@dataclass(frozen=True, slots=True)
class BlackSpotDetail:
    """One black spot with its crashes, the stretches it lies on, and the ticket drafted from it."""

    blackspot: BlackSpot
    geometry: Geometry
    crashes: list[CoarseCrash]
    ticket: HazardTicket | None


@dataclass(frozen=True, slots=True)
class SurgeDetail:
    """One surge with the weeks of its series and its crashes, latest first."""

    surge: Surge
    series: WatchedSeries
    crashes: list[CoarseCrash]


@dataclass(frozen=True, slots=True)
class IndicatorIndex:
    """Which areas and periods there are indicators for."""

    areas: list[str]
    periods: list[str]


@dataclass(frozen=True, slots=True)
class OutlookMap:
    """Every cell of the outlook as columns: its square, and its figures in one period (``None``: all days together)."""

    period: int | None
    cell_id: list[str]
    corners: list[tuple[tuple[float, float], ...]]  # WGS-84, anticlockwise from the south-west
    probability: list[float]  # of at least one injury crash
    injury_weight: list[float]  # expected


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """The outcome ledger in a few numbers of rows; ``crashes``: in the places and times of all rows so far."""

    rows: int
    placements: int
    alerts: int
    held_out: int
    with_outcome: int
    settled: int
    with_presence: int
    crashes: int


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """Refused rows of one feed and reason."""

    feed: str
    code: str
    state: str
    rows: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A refused row as the public view shows it: where it stands and why, not what it holds, which may be personal."""

    refusal_id: str
    feed: str
    file: str
    row: int | None
    code: str
    column: str | None
    title: Text
    refused_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class FlagCount:
    """Crashes that a quality rule flagged and let pass."""

    code: str
    title: Text
    crashes: int


@dataclass(frozen=True, slots=True)
class SnapFacts:
    """How far crashes lay from their road. ``histogram``: rows of from_m, to_m, crashes."""

    within_m: float
    histogram: list[tuple[float, float, int]]
    snapped: Share


@dataclass(frozen=True, slots=True)
class Quality:
    """State of the data: what was read, refused, flagged, and how well it lies on the roads."""

    receipts: list[Receipt]
    refusals: list[RefusalCount]
    flags: list[FlagCount]
    notices: list[Notice]  # of the whole record: changed recording practice
    snap: SnapFacts | None
    without_place: Share | None
    clock: ClockHealth | None = None  # of the server; None: this one does not look at it
    exchange: ExchangeState | None = None  # with the other network; None: there is none
