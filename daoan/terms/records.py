"""The nouns of Daoan, as frozen records.

Times are aware datetimes in UTC: ``happened_at`` is when it happened in the world, ``known_at`` when we could first
have known it. Places are WGS-84 degrees. ``None`` means *not recorded by the source*. Change makes a new record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from daoan.terms.codes import (
    Form,
    Level,
    Light,
    Precision,
    RoadClass,
    Role,
    Severity,
    Surface,
    VehicleKind,
    Weather,
)
from daoan.terms.estimates import Estimate, Share, Text

# --- sense: what came in -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """A person hurt in a crash, without a name."""

    role: Role
    severity: Severity
    sex: str | None = None  # "male", "female"
    age_years: int | None = None
    vehicle: VehicleKind | None = None  # the vehicle the person was in, or was hit by
    died_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Crash:
    """One crash 事故, as one layer of truth tells it.

    ``deaths_7d`` is the official Chinese count, ``deaths_30d`` the international one; a source that keeps only one
    leaves the other ``None``. ``route`` and ``chainage_m`` are the linear reference (路号, 绝对位置) of sources
    that have one.
    """

    crash_id: str  # "<feed>:<source_ref>", unique in the store
    feed: str
    source_ref: str
    happened_at: datetime
    known_at: datetime
    severity: Severity
    known_at_assumed: bool = False
    precision: Precision = Precision.MINUTE
    lon: float | None = None
    lat: float | None = None
    deaths_7d: int | None = None
    deaths_30d: int | None = None
    serious: int | None = None
    slight: int | None = None
    injured: int | None = None  # all injured, of whatever degree
    vehicles: int | None = None
    area: str | None = None  # code of the county or district 行政区划
    road_class: RoadClass | None = None  # as the source recorded it, not as snapped
    road_name: str | None = None
    route: str | None = None
    chainage_m: float | None = None
    light: Light | None = None
    weather: Weather | None = None
    surface: Surface | None = None
    form: Form | None = None
    cause: str | None = None
    loss_yuan: float | None = None
    parties: tuple[Party, ...] = ()
    flags: tuple[str, ...] = ()  # codes of quality rules that noticed something and let it pass
    simulated: bool = False

    @property
    def is_ksi(self) -> bool:
        """Somebody was killed or seriously injured."""
        return self.severity in (Severity.FATAL, Severity.SERIOUS)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person changed on a crash: the second layer of truth. An upstream update never overwrites it."""

    crash_id: str
    changes: Mapping[str, object]  # field of Crash -> new value, as plain JSON values
    by: str
    why: str
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class CrashLayers:
    """All three layers of one crash: every version received, every correction, and the crash as read today."""

    received: tuple[Crash, ...]
    corrections: tuple[Correction, ...]
    as_read: Crash


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that could not be used: counted, kept with its raw text, shown, and replayable once corrected."""

    refusal_id: str  # follows from feed, file, row and content, so that a second reading does not double it
    feed: str
    file: str
    row: int | None  # 1-based line of the table, heading not counted; None where the whole file is meant
    code: str  # code of the quality rule
    column: str | None
    message: Text
    raw: Mapping[str, str]
    refused_at: datetime
    state: str = "open"  # open, replayed, dismissed


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a rule saw in a whole file or series (a changed recording practice, repeats), refused nothing."""

    code: str
    file: str
    message: Text
    rows: int = 0


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Batch(Generic[R]):
    """What one reading of one file gave. ``rows_read == rows_accepted + rows_refused``, always."""

    feed: str
    file: str
    sha256: str
    layout: str
    encoding: str
    rows_read: int
    rows_accepted: int
    records: tuple[R, ...]
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def rows_refused(self) -> int:
        """Rows of the file that no record was made from."""
        return self.rows_read - self.rows_accepted


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the store answers to a batch: how much of it was new."""

    feed: str
    file: str
    sha256: str
    layout: str
    encoding: str
    received_at: datetime
    rows_read: int
    rows_accepted: int
    rows_refused: int
    records: int
    records_added: int
    records_changed: int
    records_unchanged: int
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class TrafficCount:
    """Annual average daily traffic at a point (AADT in the US, AADF in GB)."""

    count_id: str
    point_id: str
    year: int
    lon: float
    lat: float
    vehicles_per_day: float
    road_name: str | None = None
    road_class: RoadClass | None = None
    estimated: bool = False  # True where the source itself estimated instead of counting
    heavy_per_day: float | None = None
    cycles_per_day: float | None = None


# --- assess: what we think ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """One turn of the loop: what was computed, as of when, with which rules, from what."""

    run_id: str
    city: str
    as_of: datetime
    rule_packs: Mapping[str, str]  # name -> version
    inputs: Mapping[str, str]  # what was read -> content hash
    seconds: Mapping[str, float] = field(default_factory=dict)  # stage -> time it took
    simulated: bool = False


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


# --- warn -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """One stored thing that an alert stands on."""

    kind: str  # "crash", "segment", "blackspot", "indicator", "feed"
    ref: str
    label: Text
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning 预警 with its grounds. The id follows from rule and evidence, so the same grounds never warn twice."""

    alert_id: str
    rule: str
    level: Level
    title: Text
    body: Text
    area: str | None
    raised_at: datetime
    evidence: tuple[Evidence, ...]
    lon: float | None = None
    lat: float | None = None
    subject: str = ""  # what the alert is about (segment id, area …); hysteresis is kept per rule and subject
    score: float = 0.0  # orders alerts inside a level when the budget is short
    state: str = "open"  # open, held (over budget), cleared
    cleared_at: datetime | None = None
    rule_pack: str = ""


# --- act ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HazardTicket:
    """A hazard 隐患 drafted for a person to check and grade; only a person sends it on."""

    ticket_id: str
    blackspot_id: str
    grade: str  # general 一般, larger 较大, major 重大
    title: Text
    finding: Text
    suggestions: tuple[Text, ...]
    road_name: str | None
    area: str | None
    lon: float
    lat: float
    drafted_at: datetime
    due_days: int
    injuries_per_year: Estimate | None
    evidence: tuple[Evidence, ...]
    state: str = "draft"
    rule_pack: str = ""


@dataclass(frozen=True, slots=True)
class DutyPlacement:
    """Patrol time on one stretch in one shift, and why."""

    rank: int
    segment_id: str
    road_name: str | None
    lon: float
    lat: float
    shift: str
    starts_at: datetime
    ends_at: datetime
    hours: float
    expected_injuries: Estimate  # severity-weighted, on this stretch in these hours, without patrol
    why: Text
    cost_of_moving: float  # severity-weighted injuries lost from cover if these hours went to the next best place


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """A number of patrol-hours spent where most injuries are expected."""

    plan_id: str
    kind: str  # "night", "month"
    title: Text
    starts_at: datetime
    ends_at: datetime
    patrol_hours: float
    placements: tuple[DutyPlacement, ...]
    covered: Share  # severity-weighted expected injuries covered, of all expected in the period
    covered_as_usual: Share  # the same hours spread in proportion to last year's raw counts
    gap_pct: float  # between the plan and the proven bound
    notes: tuple[Text, ...]
    rule_pack: str


# --- learn ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Capture:
    """Share of next year's crashes inside the top part of road length, by one method at one origin."""

    origin: int  # the year predicted
    method: str
    outcome: str  # "all", "ksi"
    top_pct: float
    captured: Share


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean difference in captured share over the origins, in percentage points, paired, with interval."""

    method: str
    against: str
    outcome: str
    top_pct: float
    points: Estimate


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Predicted against observed crashes in one tenth of the stretches."""

    method: str
    outcome: str
    predicted: float
    observed: int
    low: float  # interval of the observed count under the prediction
    high: float
    stretches: int


@dataclass(frozen=True, slots=True)
class Consistency:
    """One test of how stable a ranking is (Cheng & Washington 2008)."""

    test: str  # "site", "method", "rank_difference"
    method: str
    outcome: str
    top_pct: float
    value: Estimate
    higher_is_better: bool


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Predicted against observed total of one year; tells whether a falling trend or a changed recording was missed."""

    method: str
    outcome: str
    year: int
    predicted: Estimate
    observed: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How good the forecasts were, losses as plain as wins."""

    as_of: datetime
    stretches: int
    length_km: float
    mean_stretch_m: float
    methods: Mapping[str, Text]
    captures: tuple[Capture, ...]
    gains: tuple[Gain, ...]
    calibration: tuple[CalibrationBin, ...]
    consistency: tuple[Consistency, ...]
    totals: tuple[YearTotal, ...]
    verdicts: tuple[Text, ...]


# --- one turn of the loop -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that one turn of the loop concluded; stored whole or not at all."""

    run: Run
    snaps: tuple[Snap, ...]
    segments: tuple[SegmentEstimate, ...]
    blackspots: tuple[BlackSpot, ...]
    cells: tuple[GridCell, ...]
    indicators: tuple[IndicatorSet, ...]
    alerts: tuple[Alert, ...]
    tickets: tuple[HazardTicket, ...]
    plans: tuple[DutyPlan, ...]
    scorecards: tuple[Scorecard, ...]
