"""What we think of it 研判: places on the network, risk, black spots, indicators."""

from dataclasses import dataclass, field
from datetime import date

from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate, Share, Text


@dataclass(frozen=True, slots=True)
class Snap:
    """Where a crash lies on the network, with the evidence. ``segment_id`` None: no road within reach."""

    crash_id: str
    segment_id: str | None
    offset_m: float | None  # along the segment, from its first point
    snap_m: float | None  # from the crash to the segment
    road_class: RoadClass | None  # of the segment
    road_name: str | None  # of the segment


@dataclass(frozen=True, slots=True)
class SegmentEstimate:
    """Risk of one stretch of road: empirical Bayes over a safety performance function, per year."""

    segment_id: str
    road_name: str | None
    road_class: RoadClass
    area: str | None
    length_m: float
    lon: float  # a point on the stretch, for lists and flights
    lat: float
    vehicles_per_day: Estimate | None  # exposure with its uncertainty
    exposure_source: str  # "counted", "spread", "class" (no-count mode), "given" (with the roads)
    crashes: int  # snapped, in the window of years used
    ksi: int
    years: float
    crashes_per_year: Estimate  # expected, empirical Bayes
    ksi_per_year: Estimate
    injury_weight_per_year: Estimate  # severity-weighted, weights of the rule pack
    model_crashes_per_year: float  # what the safety performance function expects of such a stretch
    excess_crashes_per_year: Estimate  # expected minus model
    prob_excess: float  # posterior probability that the stretch is worse than its model value
    rank: int  # 1 is the stretch with most severity-weighted expectation per km
    reasons: tuple[Text, ...] = ()
    from_m: float | None = None  # chainage of its beginning along the route


@dataclass(frozen=True, slots=True)
class Pattern:
    """One trait of a black spot's crashes that stands out against the network: "dark: 7 of 9, network 3 of 10"."""

    key: str  # dark, wet, vulnerable, night, form:rear_end …
    label: Text
    here: Share
    network: Share
    p_value: float


@dataclass(frozen=True, slots=True)
class BlackSpot:
    """A place 点 (≤ 500 m) or stretch 段 (≤ 2,000 m, or a whole bridge, tunnel, slope) found by a rule pack."""

    blackspot_id: str
    rule_pack: str
    rule: str
    kind: str  # "point", "stretch", "bridge", "tunnel", "long_slope", "cluster"
    road_name: str | None
    route_id: str | None
    from_m: float | None  # chainage along the route
    to_m: float | None
    segment_ids: tuple[str, ...]
    crash_ids: tuple[str, ...]
    area: str | None
    lon: float
    lat: float
    length_m: float
    crashes: int
    fatal: int
    ksi: int
    window_starts: date
    window_ends: date
    expected_crashes: Estimate | None  # in the window, empirical Bayes
    prob_excess: float | None
    eb_agrees: bool | None  # None where no estimate exists
    q_value: float | None  # false-discovery rate at which this spot would just be reported
    patterns: tuple[Pattern, ...] = ()
    rule_title: Text = field(default=Text("", ""))  # what the rule asks for, in words
    merged_from_m: float | None = None  # extent of all overlapping hits that were merged into this one
    merged_to_m: float | None = None
    notes: tuple[Text, ...] = ()  # what the rule asks for and the source does not record


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of 减量控大 with what it is compared to. ``value`` None: the source does not record it."""

    key: str
    label: Text
    unit: Text
    value: float | None
    previous: float | None = None  # the same period a year before
    change_pct: float | None = None
    mean_3y: float | None = None
    expected: Estimate | None = None  # three-year mean with the interval in which chance alone would leave the value
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One row of a breakdown; shares are of the breakdown's total."""

    code: str
    label: Text
    crashes: int
    ksi: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Crashes by one trait. ``recorded`` False: the source has no such column, so there are no rows."""

    key: str  # severity, road_class, hour, weekday, hour_weekday, month, vehicle, role, light, weather, form, cause …
    label: Text
    recorded: bool
    rows: tuple[BreakdownRow, ...]
    not_recorded: int = 0


@dataclass(frozen=True, slots=True)
class PacePoint:
    """Running total at the end of a day against the pace of the three years before."""

    day: date
    actual: int | None  # None for days still to come
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """The indicators of one area and period."""

    area: str
    period: str  # "2019", "2019-12", "2019-YTD"
    starts: date
    ends: date  # first day after
    indicators: tuple[Indicator, ...]
    breakdowns: tuple[Breakdown, ...]
    pace_crashes: tuple[PacePoint, ...]
    pace_ksi: tuple[PacePoint, ...]
    by_year: tuple[tuple[int, int, int, int], ...]  # year, crashes, ksi crashes, deaths (30 d, or 7 d where only that)
    off_network: Share  # crashes that no road of the network lies near
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class GridCell:
    """Crashes off the network, on a square grid, ranked."""

    cell_id: str
    lon: float
    lat: float
    size_m: float
    crashes: int
    ksi: int
    crashes_per_year: Estimate
    rank: int
