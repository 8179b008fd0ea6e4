"""Our detector: evidence of the latest weeks together, with the uncertainty of mean and dispersion in it.

A surge seldom fits into one week. For windows of the w latest weeks, with the baseline's M_w, N_w and V_w
(:mod:`~daoan.kernels.surveillance.judging`) and O_w events counted::

    φ_w = (N_w / M_w) (1 + δ) + V_w / M_w,    δ² = (2 + κ) / n,    κ = (1 + 6 φ (φ − 1)) / (φ μ)
    p_w = P(Y > O_w) + ½ P(Y = O_w),          Y ~ NB(mean M_w, variance φ_w M_w)
    S   = min_w p_w / share_w  where p_1 < fresh, else ∞;      p = calibration(S)

======  ====================================================================================================
symbol  meaning
======  ====================================================================================================
δ       relative standard error of the dispersion from n past weeks; one of it is added, so that few cases
        do not feign a calm series
κ       excess kurtosis of the week's count, mean μ
share   how much of the level of alarm a window may spend; most goes to two weeks
fresh   the latest week must itself be high: the memory of a surge that is over raises nothing
======  ====================================================================================================

Sums of negative binomial counts of one φ are negative binomial, so p_w needs no approximation but for V_w, which is
matched by its variance. The calibration turns S into the probability of so small an S without any surge; it was
simulated (rule pack ``surge``). Sources: Noufaily et al. 2013, doi:10.1002/sim.5595 (baseline); Höhle & Paul 2008,
doi:10.1016/j.csda.2008.02.015 (negative binomial likelihood over windows); Lancaster 1961,
doi:10.1080/01621459.1961.10482105 (mid-p).
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from daoan.kernels.stats.intervals import normal_factor
from daoan.kernels.surveillance.baseline import Baseline, BaselineOptions, Codes, Floats, Ints, WeekState, fit_baseline
from daoan.kernels.surveillance.count_tails import middle_tail, upper_quantile
from daoan.kernels.surveillance.recurrence import recurrence_weeks

#: An expected count below this is taken for this one: a dispersion around nothing has no size.
LEAST_MEAN = 1e-6


@dataclass(frozen=True, slots=True)
class SurgeOptions:
    """How surges are sought. Whose numbers these are is said in ``rulepacks/surge.toml``."""

    baseline: BaselineOptions = field(
        default_factory=lambda: BaselineOptions(slope_level=1.0, season_ridge=6.0, slope_ridge=1e5)
    )
    windows_weeks: tuple[int, ...] = (1, 2, 3, 4, 6)
    shares: tuple[float, ...] = (0.5, 1.0, 0.25, 0.1, 0.05)
    fresh: float = 0.1
    alpha: float = 0.005
    #: Rising points of S and the probability of an S at most as small without a surge.
    calibration_s: tuple[float, ...] = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
    calibration_p: tuple[float, ...] = (0.00023, 0.00064, 0.0011, 0.0019, 0.0042, 0.0084, 0.0157, 0.0347, 0.0594)

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where the options do not fit together."""
        w, s = self.windows_weeks, self.shares
        if not w or w[0] != 1 or any(b <= a for a, b in pairwise(w)):
            raise ValueError(f"windows_weeks must rise from 1, not {w}")
        if len(s) != len(w) or min(s) <= 0:
            raise ValueError("there must be one positive share for each window")
        if not (0 < self.alpha < 1 and 0 < self.fresh <= 1):
            raise ValueError("alpha and fresh are probabilities above 0")
        x, p = self.calibration_s, self.calibration_p
        if len(x) != len(p) or not _rises(x) or not _rises(p) or min(*x, *p) <= 0 or max(p) > 1:
            raise ValueError("calibration_s and calibration_p must be as long as each other, positive and rising")


@dataclass(frozen=True, slots=True)
class SurgeTest:
    """Judged weeks, (series, weeks); NaN, False and 0 wherever ``state`` is not ``OK``.

    ``upper_bound`` is the level-α bound on the latest week alone. ``window_*`` tell the window that spoke loudest.
    """

    state: Codes
    count: Floats
    expected: Floats
    expected_low: Floats  # 95 % interval of the expected count
    expected_high: Floats
    upper_bound: Floats
    dispersion: Floats
    statistic: Floats  # S; infinite where the latest week itself is not high
    p_value: Floats
    score: Floats  # −log10 of the p-value
    recurrence_interval_weeks: Floats  # weeks between such p-values in one series without surges, on average
    window_weeks: Ints
    window_count: Floats
    window_expected: Floats
    alarm: npt.NDArray[np.bool_]
    baseline: Baseline


def detect_surges(
    counts: npt.ArrayLike,
    at: npt.ArrayLike,
    options: SurgeOptions | None = None,
    *,
    exposure: npt.ArrayLike | None = None,
    completeness: npt.ArrayLike | None = None,
) -> SurgeTest:
    """Judge weeks of many series.

    ``counts`` (series, weeks) events, NaN where a week is missing; ``at`` (judged,) columns, each judged from itself
    and what lies before it; ``exposure`` (series, weeks) > 0; ``completeness`` (weeks,) in (0, 1], the share of events
    known by now, taken as certain. A series that cannot be judged gets a :class:`WeekState`; ``ValueError`` is raised
    only where shapes or columns do not fit.
    """
    chosen = options or SurgeOptions()
    fit = fit_baseline(
        counts, at, chosen.baseline, window=chosen.windows_weeks[-1], exposure=exposure, completeness=completeness
    )
    spread = _spread(fit)
    index = np.array(chosen.windows_weeks) - 1
    with np.errstate(invalid="ignore"):
        p_windows = middle_tail(fit.windows_count, fit.windows_mean, spread)[..., index]
        scaled = p_windows / np.array(chosen.shares)
        fresh = p_windows[..., 0] < chosen.fresh
    state = np.where(
        (fit.state == WeekState.OK) & ~(np.isfinite(scaled).all(axis=-1) & np.isfinite(np.exp(fit.log_mean))),
        np.uint8(WeekState.NOT_CONVERGED),
        fit.state,
    )
    ok = state == WeekState.OK
    loudest = np.argmin(np.where(np.isnan(scaled), np.inf, scaled), axis=-1)
    least = np.take_along_axis(scaled, loudest[..., None], axis=-1)[..., 0]
    statistic = np.where(ok, np.where(fresh, least, np.inf), np.nan)
    p = calibrate(statistic, chosen)
    speaking = index[loudest][..., None]
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        edge = normal_factor(0.95)
        expected, low, high = (np.exp(fit.log_mean + z * fit.log_mean_sd) for z in (0.0, -edge, edge))
        bound = upper_quantile(chosen.alpha, fit.windows_mean[..., 0], spread[..., 0])

    def told(figures: Floats) -> Floats:
        return np.where(ok, figures, np.nan)

    return SurgeTest(
        state=state,
        count=told(fit.windows_count[..., 0]),
        expected=told(expected),
        expected_low=told(low),
        expected_high=told(high),
        upper_bound=told(bound),
        dispersion=told(fit.dispersion),
        statistic=statistic,
        p_value=p,
        score=-np.log10(p) + 0.0,
        recurrence_interval_weeks=recurrence_weeks(p),
        window_weeks=np.where(ok, speaking[..., 0] + 1, 0),
        window_count=told(np.take_along_axis(fit.windows_count, speaking, axis=-1)[..., 0]),
        window_expected=told(np.take_along_axis(fit.windows_mean, speaking, axis=-1)[..., 0]),
        alarm=ok & (p < chosen.alpha),
        baseline=fit,
    )


def calibrate(statistic: Floats, options: SurgeOptions) -> Floats:
    """Probability of an S at most this small without a surge; straight between the points in log-log.

    Below the smallest point nothing was simulated, and Bonferroni's bound over the windows holds: S times the sum of
    the shares. Above the largest it is 1; NaN stays NaN.
    """
    x, p = np.log(options.calibration_s), np.log(options.calibration_p)
    inside = np.exp(np.interp(np.log(np.clip(statistic, options.calibration_s[0], None)), x, p))
    bonferroni = statistic * sum(options.shares)
    beyond = statistic > options.calibration_s[-1]
    below = np.minimum(bonferroni, options.calibration_p[0])
    return np.asarray(
        np.where(
            beyond,
            1.0,
            np.where(statistic < options.calibration_s[0], below, np.where(np.isnan(statistic), np.nan, inside)),
        )
    )


def _spread(fit: Baseline) -> Floats:
    """φ_w of every window, (series, weeks, window), at least 1."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        mean = np.maximum(fit.windows_mean, LEAST_MEAN)
        noise = np.maximum(fit.windows_noise / mean, 1.0)
        kurtosis = (1.0 + 6.0 * noise * (noise - 1.0)) / (noise * mean[..., :1])
        error = np.sqrt((2.0 + kurtosis) / fit.rows[..., None])
        return np.asarray(np.maximum(noise * (1.0 + error) + fit.windows_mean_variance / mean, 1.0))


def _rises(values: tuple[float, ...]) -> bool:
    return bool(values) and all(b > a for a, b in pairwise(values))
