"""The classical bounds on a week's count: Farrington 1996, Noufaily 2013, and what practice made of them.

====== ======================================================================
symbol meaning
====== ======================================================================
η, s   log mean of the week and its standard error
μ      e^η
φ      dispersion
z      upper α quantile of the standard normal
====== ======================================================================

::

    delta     (μ^⅔ + z √(4/9 μ^⅓ (φ + μ s²)))^{3/2}
    plug-in   upper α quantile of NB(μ, φ)
    quantile  upper α quantile of NB(exp(η + z s), φ)

Sources: Farrington et al. 1996, doi:10.2307/2983331; Noufaily et al. 2013, doi:10.1002/sim.5595; Salmon, Schumacher &
Höhle 2016, doi:10.18637/jss.v070.i10, whose package calls the last two ``nbPlugin`` and ``muan``.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from daoan.kernels.surveillance.baseline import Baseline, BaselineOptions, Codes, Floats, WeekState, fit_baseline
from daoan.kernels.surveillance.count_tails import upper_quantile, upper_tail


class Threshold(StrEnum):
    """How the bound is put on the baseline."""

    DELTA = "delta"
    PLUG_IN = "nbPlugin"
    QUANTILE = "muan"


@dataclass(frozen=True, slots=True)
class FarringtonOptions:
    """A classical method: its baseline, its threshold, its level, and how many cases make a week worth an alarm."""

    baseline: BaselineOptions
    threshold: Threshold
    alpha: float
    least_cases: int = 0  # fewer than this in the latest ``least_weeks``: no alarm
    least_weeks: int = 4

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where an option is out of its range."""
        if not 0.0 < self.alpha < 1.0:
            raise ValueError(f"alpha is a probability between 0 and 1, not {self.alpha}")
        if self.least_cases < 0 or self.least_weeks < 1:
            raise ValueError("least_cases must not be negative and least_weeks must be at least 1")


#: As the R package offers them; weeks_per_year 52 is its count of weeks.
CLASSIC = BaselineOptions(
    years=5, seasons=1, skip=3, weigh_above=1.0, slope_level=0.05, weeks_per_year=52.0, package_error=True, least_rows=1
)
FLEXIBLE = BaselineOptions(weeks_per_year=52.0, package_error=True, least_rows=1)
#: The method that ours is measured against: alpha 0.005, a trend only where significant, no least number of cases.
NOUFAILY = FarringtonOptions(FLEXIBLE, Threshold.PLUG_IN, 0.005)


@dataclass(frozen=True, slots=True)
class FarringtonTest:
    """Judged weeks, (series, weeks); NaN wherever ``state`` is not ``OK``."""

    state: Codes
    expected: Floats
    upper_bound: Floats
    p_value: Floats
    dispersion: Floats
    alarm: npt.NDArray[np.bool_]
    baseline: Baseline


def judge_farrington(
    counts: npt.ArrayLike,
    at: npt.ArrayLike,
    options: FarringtonOptions,
    *,
    exposure: npt.ArrayLike | None = None,
    completeness: npt.ArrayLike | None = None,
) -> FarringtonTest:
    """Bounds and alarms of a classical method; arguments as for :func:`fit_baseline`."""
    fit = fit_baseline(counts, at, options.baseline, exposure=exposure, completeness=completeness)
    y = fit.windows_count[..., 0]
    bound, p = _bound(fit, options, y)
    enough = _recent_cases(np.asarray(counts, dtype=np.float64), np.asarray(at), options)
    with np.errstate(invalid="ignore"):
        alarm = (fit.state == WeekState.OK) & (y > bound) & enough
    return FarringtonTest(fit.state, np.exp(fit.log_mean), bound, p, fit.dispersion, alarm, fit)


def _bound(fit: Baseline, options: FarringtonOptions, y: Floats) -> tuple[Floats, Floats]:
    mean, z = np.exp(fit.log_mean), -float(ndtri(options.alpha))
    if options.threshold is Threshold.DELTA:
        sd = np.sqrt(4 / 9 * np.cbrt(mean) * (fit.dispersion + mean * fit.log_mean_sd**2))
        return (mean ** (2 / 3) + z * sd) ** 1.5, ndtr((mean ** (2 / 3) - y ** (2 / 3)) / sd)
    if options.threshold is Threshold.QUANTILE:
        with np.errstate(over="ignore"):
            mean = np.exp(fit.log_mean + z * fit.log_mean_sd)
    return upper_quantile(options.alpha, mean, fit.dispersion), upper_tail(y, mean, fit.dispersion)


def _recent_cases(y: Floats, at: npt.NDArray[np.int64], options: FarringtonOptions) -> npt.NDArray[np.bool_]:
    """Whether the latest weeks hold enough cases, (series, judged); missing weeks count none."""
    running = np.pad(np.cumsum(np.nan_to_num(y, posinf=0.0, neginf=0.0), axis=1), ((0, 0), (1, 0)))
    cases = running[:, at + 1] - running[:, np.maximum(at + 1 - options.least_weeks, 0)]
    return np.asarray(cases >= options.least_cases)
