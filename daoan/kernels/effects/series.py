"""Interrupted time series: one series of counts against its own past, with season, trend and correlated errors.

======  =================================================================================================
symbol  meaning
======  =================================================================================================
y_t     events in period t;  o_t  its log exposure (days, or what comparison units had)
s       first period of the changed regime;  P  periods a year
β_L     level at once: ln of the ratio at the change;  β_S  change of the slope per year (optional)
φ       dispersion, Pearson's χ² over freedom
======  =================================================================================================

::

    ln E y_t = o_t + β₀ + β₁ t/P + Σ_k [a_k cos(2πkt/P) + b_k sin(2πkt/P)] + β_L 1(t ≥ s) + β_S 1(t ≥ s)(t − s)/P

Fitted by Poisson likelihood. The variance of a coefficient is the larger of two: quasi-Poisson (φ times the inverse
information) and Newey–West's, which also counts that neighbouring periods err alike. Source: Bernal, Cummins &
Gasparrini (2017) doi:10.1093/ije/dyw098; Newey & West (1987) doi:10.2307/1913610, with their lag 4 (n/100)^(2/9).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from daoan.kernels.effects.ratio import Effect, effect_of_logs

Floats = npt.NDArray[np.float64]

#: Periods on each side of the change without which no step is told from season and trend.
FEWEST_BEFORE_YEARS, FEWEST_AFTER = 2.0, 3


@dataclass(frozen=True, slots=True)
class Interruption:
    """The step at the change, and the series with and without it. Arrays follow the periods of the series."""

    effect: Effect  # e^β_L, or the mean ratio over the periods after where the slope may change too
    slope_per_year: Effect | None  # e^β_S
    dispersion: float  # φ
    correlation: float  # of neighbouring residuals
    fitted: Floats
    without: Floats  # what the past would have led to
    without_low: Floats  # interval of that expectation, not of the count
    without_high: Floats


def interrupted_series(
    counts: Floats,
    start: int,
    per_year: int,
    log_exposure: Floats | None = None,
    *,
    harmonics: int = 2,
    slope: bool = False,
    level: float = 0.95,
) -> Interruption:
    """Fit the model above to ``counts`` (n,), changed from index ``start`` on.

    Raises :class:`ValueError` for a series that is too short, has a negative or missing count, or no event on one side.
    """
    y = np.asarray(counts, dtype=np.float64)
    offset = np.zeros(len(y)) if log_exposure is None else log_exposure
    _require_series(y, start, per_year, offset)
    X, step = _design(len(y), start, per_year, harmonics, slope)
    beta, mean = fit_poisson(y, X, offset)
    freedom = len(y) - X.shape[1]
    dispersion = max(1.0, float(((y - mean) ** 2 / mean).sum()) / freedom)
    covariance = _wider(_quasi(X, mean, dispersion), newey_west(X, y - mean, mean))
    factor = float(student.ppf(0.5 + level / 2, freedom))
    contrast = np.where(step, X[start:].T @ (mean[start:] / mean[start:].sum()), 0.0)
    past = np.where(step[None, :], 0.0, X)
    log_sd = np.sqrt(np.maximum(((past @ covariance) * past).sum(axis=1), 0.0))
    without = np.exp(offset + past @ beta)
    residual = (y - mean) / np.sqrt(mean)
    return Interruption(
        effect=effect_of_logs(float(contrast @ beta), float(np.sqrt(contrast @ covariance @ contrast)), factor),
        slope_per_year=effect_of_logs(float(beta[-1]), float(np.sqrt(covariance[-1, -1])), factor) if slope else None,
        dispersion=dispersion,
        correlation=float(np.corrcoef(residual[1:], residual[:-1])[0, 1]),
        fitted=mean,
        without=without,
        without_low=without * np.exp(-factor * log_sd),
        without_high=without * np.exp(factor * log_sd),
    )


def _require_series(y: Floats, start: int, per_year: int, offset: Floats) -> None:
    if not (np.isfinite(y).all() and (y >= 0).all() and np.isfinite(offset).all() and len(offset) == len(y)):
        raise ValueError("a series holds counts, none negative or missing, with a known exposure each")
    if start < FEWEST_BEFORE_YEARS * per_year or len(y) - start < FEWEST_AFTER:
        raise ValueError(
            f"{start} periods before and {len(y) - start} after are too few: it takes "
            f"{FEWEST_BEFORE_YEARS * per_year:.0f} before and {FEWEST_AFTER} after"
        )
    if y[:start].sum() <= 0 or y[start:].sum() <= 0:
        raise ValueError("there was no event on one side of the change, so no ratio follows")


def _design(n: int, start: int, per_year: int, harmonics: int, slope: bool) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Columns of the model, and which of them are the change."""
    t = np.arange(n, dtype=np.float64)
    angle = 2.0 * np.pi * t / per_year
    columns = [np.ones(n), (t - start) / per_year]
    for k in range(1, harmonics + 1):
        columns += [np.cos(k * angle), np.sin(k * angle)] if 2 * k < per_year else []
    columns.append((t >= start).astype(np.float64))
    if slope:
        columns.append(np.where(t >= start, (t - start) / per_year, 0.0))
    X = np.stack(columns, axis=1)
    step = np.zeros(X.shape[1], dtype=bool)
    step[-2 if slope else -1 :] = True
    return X, step


def fit_poisson(y: Floats, X: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """Coefficients and means of maximal Poisson likelihood, by Fisher scoring."""
    beta: Floats = np.asarray(np.linalg.lstsq(X, np.log(y + 0.5) - offset, rcond=None)[0], dtype=np.float64)
    for _ in range(100):
        mean = np.exp(np.clip(offset + X @ beta, -60.0, 60.0))
        step = np.linalg.solve((X * mean[:, None]).T @ X + 1e-10 * np.eye(X.shape[1]), X.T @ (y - mean))
        beta = beta + np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < 1e-10:
            break
    return beta, np.asarray(np.exp(np.clip(offset + X @ beta, -60.0, 60.0)))


def _quasi(X: Floats, mean: Floats, dispersion: float) -> Floats:
    return np.asarray(dispersion * np.linalg.inv((X * mean[:, None]).T @ X))


def newey_west(X: Floats, residual: Floats, mean: Floats) -> Floats:
    """Covariance of the coefficients that allows for errors alike in neighbouring periods (Bartlett's weights)."""
    n, p = X.shape
    score = X * residual[:, None]
    lags = int(4.0 * (n / 100.0) ** (2.0 / 9.0))
    middle = score.T @ score
    for lag in range(1, lags + 1):
        cross = score[lag:].T @ score[:-lag]
        middle += (1.0 - lag / (lags + 1.0)) * (cross + cross.T)
    bread = np.linalg.inv((X * mean[:, None]).T @ X)
    return np.asarray(bread @ middle @ bread * (n / (n - p)))


def _wider(one: Floats, other: Floats) -> Floats:
    """The second covariance, scaled up in each coefficient to the variance of the first where that is larger."""
    scale = np.sqrt(np.maximum(np.diag(one) / np.maximum(np.diag(other), 1e-300), 1.0))
    return np.asarray(other * scale[:, None] * scale[None, :])
