"""What measures did 评估: a measure as somebody reports it, and the study of what came of it."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Estimate, Text


@dataclass(frozen=True, slots=True)
class Measure:
    """Something done, or planned, to make roads safer 整治措施.

    Its place is ``segment_ids``; where these are empty, the stretches of ``road_name`` (inside ``area`` where both are
    given); where that is missing too, all of ``area``. Between ``works_from`` and ``starts`` it was being built:
    crashes of that time count neither before nor after.
    """

    measure_id: str
    kind: str
    title: str
    starts: datetime
    known_at: datetime  # when we could first have known of it
    source: str
    known_at_assumed: bool = False
    works_from: datetime | None = None
    ends: datetime | None = None
    segment_ids: tuple[str, ...] = ()
    road_name: str | None = None
    area: str | None = None
    cost_yuan: float | None = None
    planned: bool = False  # decided on and not yet in place


@dataclass(frozen=True, slots=True)
class StudyWindow:
    """A stretch of time, half open, and the crashes on the places of the measure in it."""

    since: datetime
    until: datetime
    crashes: int
    comparison_crashes: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The effect as one method reads it; ``ratio`` 0.8 is a fifth fewer crashes."""

    method: str  # "naive", "empirical_bayes", "differences", "series"
    name: Text
    ratio: Estimate


@dataclass(frozen=True, slots=True)
class StudyPoint:
    """Crashes of one quarter on the places of the measure, beside what was expected without it."""

    since: datetime
    crashes: int
    without: Estimate
    phase: str  # "before", "works", "after"


@dataclass(frozen=True, slots=True)
class StudyCheck:
    """Something that the method takes for granted, and whether the data bear it out."""

    name: str
    held: bool
    words: Text
    p_value: float | None = None


@dataclass(frozen=True, slots=True)
class StudyPower:
    """What a study of this place can show. Ratios as in :class:`Reading`; ``None``: never, or nothing."""

    assumed_ratio: float
    months_needed: int | None
    months_watched: float
    detectable_ratio: float | None
    crashes_per_month: float


@dataclass(frozen=True, slots=True)
class Study:
    """What came of a measure, the naive figure beside ours, and how far either can be believed.

    The seen change is the product of ``regression_ratio`` (bad luck before that ended by itself), ``trend_ratio`` (what
    places without the measure did) and the effect.
    """

    study_id: str  # the measure's id
    measure: Measure
    state: str  # "judged", "early", "planned", "refused"
    verdict: Text
    method: str | None = None  # whose reading is ``effect``
    effect: Estimate | None = None
    naive: Estimate | None = None
    regression_ratio: float | None = None
    trend_ratio: float | None = None
    crashes_prevented: Estimate | None = None
    people_prevented: Estimate | None = None  # killed or injured
    before: StudyWindow | None = None
    after: StudyWindow | None = None
    places: int = 0  # stretches of the measure
    comparison_places: int = 0
    length_km: float = 0.0
    power: StudyPower | None = None
    readings: tuple[Reading, ...] = ()
    series: tuple[StudyPoint, ...] = ()
    checks: tuple[StudyCheck, ...] = ()
    rule_pack: str = ""
