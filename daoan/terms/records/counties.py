"""Where the danger grew and where it is large 态势评估·县域风险: assessments of counties and road classes, warnings."""

from dataclasses import dataclass
from datetime import date, datetime

from daoan.terms.codes import Level
from daoan.terms.estimates import Estimate, Text


@dataclass(frozen=True, slots=True)
class SituationIndicator:
    """One indicator of a unit in its recent months. Ratios are shrunk towards 1 where counts are small."""

    key: str
    dimension: str
    label: Text
    crashes: int | None  # in the recent months; None: not recorded
    expected: Estimate | None  # crashes that the unit's own history leads to expect in the same months
    own_ratio: Estimate | None  # recent against own history, 1: as always
    peer_ratio: Estimate | None  # the last year against the others at equal exposure; None: cannot be compared
    score: Estimate | None  # 0 to 100, 50: as always and as everywhere
    weight: float  # in the total, after what is not recorded gave its weight away; 0 to 1
    contribution: float  # points by which it moves the total away from 50


@dataclass(frozen=True, slots=True)
class SituationDimension:
    """A dimension of the index: crash, road, driver, vehicle, company, governance."""

    key: str
    label: Text
    score: Estimate | None  # None: not recorded
    default_weight: float  # of the rule pack, 0 to 1; governance corrects instead and has 0
    weight: float  # as used
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class RiskLens:
    """One of the four risks: stock 存量, surge 变量, quality 质量, momentum 动量. Higher is worse."""

    key: str
    label: Text
    score: Estimate | None  # 0 to 100, 50: as always or as everywhere; None: nothing of it is recorded
    reasons: tuple[Text, ...]
    not_recorded: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class SituationMonth:
    """A month as it was assessed then, with what was known then."""

    month: str  # "2025-12"
    score: float
    asked: Level  # what the month alone asks for
    level: Level  # what is shown, after hysteresis
    veto: bool = False
    trend: bool = False


@dataclass(frozen=True, slots=True)
class CountyAssessment:
    """The situation of one unit in one month, with everything that its colour follows from."""

    unit: str  # code of the county, or "class:trunk"
    kind: str  # "area", "road_class"
    name: Text
    month: str
    starts: date  # the recent months, local days
    ends: date
    score: Estimate  # 0 to 100, 50: as always and as everywhere
    rank: int  # 1 + units of its kind that are surely above; who cannot be told apart shares a rank
    rank_low: int  # interval of the rank, counts and weights both in doubt
    rank_high: int
    rank_weights_low: int  # interval of the rank, only the weights in doubt
    rank_weights_high: int
    units: int  # of its kind
    level: Level  # as shown
    asked: Level  # what this month alone asks for
    reasons: tuple[Text, ...]  # why this colour
    veto: Text | None
    trend: Text | None
    dimensions: tuple[SituationDimension, ...]
    indicators: tuple[SituationIndicator, ...]
    lenses: tuple[RiskLens, ...]
    history: tuple[SituationMonth, ...]  # oldest first, the assessed month last
    notes: tuple[Text, ...]
    rule_pack: str


@dataclass(frozen=True, slots=True)
class CountyWarning:
    """A warning 预警 that a county's colour asks for; what people do about it is a matter of work."""

    warning_id: str
    unit: str
    name: Text
    month: str  # the month whose assessment it stands on
    level: Level  # of that month
    title: Text
    reasons: tuple[Text, ...]
    raised_at: datetime
    measures: tuple[Text, ...]  # 约谈, 挂牌督办 where they are due
    rungs: tuple[str, ...] = ()  # the same as rungs of supervision
    rule_pack: str = ""
