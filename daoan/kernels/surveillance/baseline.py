"""What a week would count if nothing special happened: season, trend and dispersion from the weeks before it.

Every judged week of every series gets its own quasi-Poisson regression on a reference of past weeks
(:mod:`~daoan.kernels.surveillance.reference`), fitted twice, the second time with past outbreaks weighed down
(:mod:`~daoan.kernels.surveillance.judging`). Weeks that cannot be judged get a state and NaN, never a number.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from daoan.kernels.surveillance import judging
from daoan.kernels.surveillance.reference import WEEKS_PER_YEAR, lay_reference

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]


class WeekState(IntEnum):
    """What became of a judged week. Only ``OK`` has figures."""

    OK = judging.OK
    TOO_SHORT = judging.TOO_SHORT  # the series does not reach back as many years as the baseline asks for
    ALL_ZERO = judging.ALL_ZERO  # nothing was ever counted in the reference: no scale to judge by
    NO_COUNT = judging.NO_COUNT  # the judged week itself is missing
    NO_REFERENCE = judging.NO_REFERENCE  # too few past weeks are known, or none of the week's own season
    NOT_CONVERGED = judging.NOT_CONVERGED  # the regression found no solution
    INVALID = judging.INVALID  # the series holds negative, broken or infinite counts or exposures without extent


@dataclass(frozen=True, slots=True)
class BaselineOptions:
    """How the baseline is made. The defaults are the flexible method of Noufaily et al. 2013."""

    years: int = 5
    half_width: int = 3  # weeks on either side of the same week of past years that are of its season
    seasons: int = 10
    skip: int = 26  # latest weeks left out of the reference
    weigh_above: float = 2.58  # residual from which a past week counts as outbreak; inf: never
    slope_level: float = 0.05  # a trend is kept below this p-value; 1: always unless it extrapolates, 0: never
    season_ridge: float = 0.0  # precision that pulls the levels of the seasons together
    slope_ridge: float = 0.0  # precision that pulls the trend (per week) to none
    weeks_per_year: float = WEEKS_PER_YEAR
    package_error: bool = (
        False  # standard errors scaled as the R package ``surveillance`` does, see docs/models/surge.md
    )
    least_rows: int = 20  # known weeks in the reference, below which nothing is said

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where an option is out of its range."""
        whole = {"years": 1, "half_width": 0, "seasons": 1, "skip": 0, "least_rows": 1}
        for name, least in whole.items():
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, not {getattr(self, name)}")
        if not 0.0 <= self.slope_level <= 1.0:
            raise ValueError(f"slope_level is a probability, not {self.slope_level}")
        if not (self.weigh_above > 0 and self.season_ridge >= 0 and self.slope_ridge >= 0):
            raise ValueError("weigh_above must be positive, ridges must not be negative")
        if not self.weeks_per_year > 2 * self.half_width + self.seasons:
            raise ValueError("weeks_per_year is too short for so many seasons and so wide windows")


@dataclass(frozen=True, slots=True)
class Baseline:
    """Figures of judged weeks, (series, weeks); NaN wherever ``state`` is not ``OK``.

    ``windows_*`` (series, weeks, window) are sums over the latest 1, 2, … weeks, missing weeks left out on both sides.
    """

    state: Codes
    log_mean: Floats  # of the week's expected count, exposure and completeness included
    log_mean_sd: Floats
    dispersion: Floats  # φ ≥ 1: Var = φ · mean
    slope_per_week: Floats  # of the log mean; NaN where no trend was kept
    rows: Floats  # known weeks of the reference
    windows_count: Floats
    windows_mean: Floats
    windows_noise: Floats  # variance of the count around its true mean
    windows_mean_variance: Floats  # variance of the estimated mean


def fit_baseline(
    counts: npt.ArrayLike,
    at: npt.ArrayLike,
    options: BaselineOptions,
    *,
    window: int = 1,
    exposure: npt.ArrayLike | None = None,
    completeness: npt.ArrayLike | None = None,
) -> Baseline:
    """Baseline of each judged week.

    ``counts`` (series, weeks) events, NaN where a week is missing; ``at`` (judged,) columns to judge, each from what
    lies before it; ``exposure`` (series, weeks) > 0, population or traffic; ``completeness`` (weeks,) in (0, 1], the
    share of events reported by now. Raises ``ValueError`` where shapes do not fit or a value is out of range.
    """
    y, logs, shares, columns = _checked(counts, at, exposure, completeness)
    layout = lay_reference(
        options.years, options.half_width, options.seasons, options.skip, window, options.weeks_per_year
    )
    shape = (len(y), len(columns))
    state = np.zeros(shape, dtype=np.uint8)
    state[_invalid(y, logs)] = WeekState.INVALID
    figures = np.full((*shape, judging.COLUMNS), np.nan)
    windows = np.full((*shape, window, 4), np.nan)
    judging.judge_weeks(
        y,
        logs,
        shares,
        columns,
        layout.ago,
        layout.season,
        layout.recent_season,
        options.seasons,
        options.weigh_above,
        options.slope_level,
        np.array([options.season_ridge, options.slope_ridge]),
        options.package_error,
        max(options.least_rows, options.seasons + 2),
        state,
        figures,
        windows,
    )
    figures[state != WeekState.OK] = np.nan
    return Baseline(
        state,
        *(figures[..., k] for k in range(judging.COLUMNS)),
        *(windows[..., k] for k in range(4)),
    )


def _invalid(y: Floats, log_exposure: Floats) -> npt.NDArray[np.bool_]:
    """Series with a count that is negative, broken or infinite, or an exposure that is not a positive number."""
    known = ~np.isnan(y)
    bad = known & ((y < 0) | (y != np.floor(y)) | np.isinf(y))
    return np.asarray((bad | np.isinf(log_exposure)).any(axis=1))


def _checked(
    counts: npt.ArrayLike, at: npt.ArrayLike, exposure: npt.ArrayLike | None, completeness: npt.ArrayLike | None
) -> tuple[Floats, Floats, Floats, Ints]:
    y = np.ascontiguousarray(counts, dtype=np.float64)
    if y.ndim != 2:
        raise ValueError(f"counts are (series, weeks), not {y.ndim}-dimensional")
    columns = np.atleast_1d(np.asarray(at))
    if columns.ndim != 1 or (columns.size and not np.issubdtype(columns.dtype, np.integer)):
        raise ValueError("the weeks to judge are whole column numbers")
    columns = columns.astype(np.int64)
    if columns.size and not (columns.min() >= 0 and columns.max() < y.shape[1]):
        raise ValueError(f"a week to judge lies outside the {y.shape[1]} weeks of the counts")
    shares = np.ones(y.shape[1]) if completeness is None else np.asarray(completeness, dtype=np.float64)
    if shares.shape != (y.shape[1],) or not ((shares > 0) & (shares <= 1)).all():
        raise ValueError("completeness is one share in (0, 1] for each week")
    if exposure is None:
        return y, np.zeros_like(y), shares, columns
    extent = np.asarray(exposure, dtype=np.float64)
    if extent.shape != y.shape:
        raise ValueError(f"exposure has the shape {extent.shape}, counts have {y.shape}")
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(extent > 0, np.log(extent), np.where(np.isnan(extent), np.nan, -np.inf))
    return y, np.ascontiguousarray(logs), shares, columns
