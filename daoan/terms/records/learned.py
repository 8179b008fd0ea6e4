"""What came of it 反馈: the scorecard of yearly forecasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Estimate, Share, Text


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
