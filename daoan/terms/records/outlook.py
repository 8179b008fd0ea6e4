"""The short-term outlook 短期预报: the coming days of a city by cell and shift, and how good earlier ones were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from daoan.terms.estimates import Estimate, Share, Text


@dataclass(frozen=True, slots=True)
class OutlookReason:
    """Why a cell is high: ``factor`` multiplies what an average cell of the city expects in an average shift."""

    key: str
    label: Text
    factor: float


@dataclass(frozen=True, slots=True)
class OutlookCell:
    """One square of the city. Arrays hold one entry a period, day by day, shift by shift (:class:`Outlook` says which).

    ``probability`` is that of at least one injury crash; ``injury_weight`` is expected, with its interval; both are
    about the whole period. ``rank`` is by expected injury weight of all days, 1 the highest.
    """

    cell_id: str
    rank: int
    lon: float  # centre, WGS-84
    lat: float
    corners: tuple[tuple[float, float], ...]  # WGS-84, anticlockwise from the south-west
    area: str | None
    roads: tuple[str, ...]  # names of the longest roads in it
    road_km: float
    crashes: int  # injury crashes learned from
    probability: tuple[float, ...]  # p; crashes expected are −ln(1 − p)
    injury_weight: tuple[float, ...]
    injury_weight_low: tuple[float, ...]
    injury_weight_high: tuple[float, ...]
    week: Estimate  # injury weight of all periods together
    peak: int  # the period with the highest probability
    reasons: tuple[OutlookReason, ...]  # of the peak; empty for cells that are not among the highest


@dataclass(frozen=True, slots=True)
class OutlookPeriod:
    """One shift of one day in the whole city."""

    starts_at: datetime  # UTC
    ends_at: datetime
    day: date  # local
    shift: int  # which of the day's shifts, from 0
    expected_crashes: Estimate  # with the interval that holds the count to come
    day_note: Text | None  # holiday, shifted working day …


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the coming days look like. ``refusal`` says why there is none; then there are no periods and no cells."""

    as_of: datetime
    zone: str
    cell_size_m: float
    shift_hours: tuple[int, ...]  # local hours at which shifts begin
    periods: tuple[OutlookPeriod, ...]
    cells: int
    level: float  # of every interval
    learned_from: date | None  # first local day that was learned from
    learned_to: date | None  # last one
    crashes: int  # injury crashes learned from
    on_grid: Share  # of the injury crashes known, those in a cell
    off_network: Share  # of those in a cell, the ones that no road of the network lies near
    method: Text
    notes: tuple[Text, ...]
    refusal: Text | None = None


@dataclass(frozen=True, slots=True)
class OutlookScore:
    """One score of one method over all weeks judged, with an interval from drawing whole days again."""

    method: str
    key: str  # "hit_area", "hit_time", "pai", "recall", "map", "auc", "log_loss", "brier"
    top_pct: float | None  # share of area or time, where the score has one
    value: Estimate


@dataclass(frozen=True, slots=True)
class OutlookSkill:
    """The served method beside another one: ``gain`` above zero is better, whatever the score's own direction."""

    against: str
    key: str
    top_pct: float | None
    gain: Estimate


@dataclass(frozen=True, slots=True)
class OutlookWeek:
    """One week, forecast on the eve of its first day."""

    starts: date
    expected: Estimate  # injury crashes on the grid, with the interval that holds the count to come
    observed: int
    outside: int  # injury crashes in no cell of the forecast: missed whatever the method
    log_loss: Mapping[str, float]  # method -> score of this week alone
    hit_area: Mapping[str, float | None]  # method -> share of crashes in the top tenth of area; None without a crash


@dataclass(frozen=True, slots=True)
class OutlookBin:
    """Cells and shifts that were given about the same probability: how many of them saw a crash."""

    predicted: float  # mean probability
    observed: float  # share of them with a crash
    low: float  # interval of the observed share
    high: float
    count: int  # cell-shifts


@dataclass(frozen=True, slots=True)
class OutlookScores:
    """How good the outlooks of the past weeks were, losses as plain as wins."""

    as_of: datetime
    weeks: tuple[OutlookWeek, ...]
    served: str  # the method that is served
    methods: Mapping[str, Text]
    scores: tuple[OutlookScore, ...]
    skills: tuple[OutlookSkill, ...]
    calibration: tuple[OutlookBin, ...]
    verdicts: tuple[Text, ...]
    notes: tuple[Text, ...]
    refusal: Text | None = None
