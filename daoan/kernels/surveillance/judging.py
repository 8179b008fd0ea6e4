"""Judge many weeks of many series: fit, weigh past outbreaks down, test the slope, predict the latest weeks.

Compiled; :mod:`~daoan.kernels.surveillance.baseline` is its face. For a window of the w latest weeks j = 0 … w − 1 ago,
with c_j the completeness of a week and e_j its exposure::

    M_w = Σ_j μ_j,      μ_j = c_j e_j exp(β_l(j) − γ j)
    N_w = Σ_j (1 + (φ − 1) c_j) μ_j                   noise: a thinned count is less dispersed
    V_w = φ g' N⁻¹ g,   g = Σ_j μ_j x_j               variance of M_w from the uncertain β and γ

======  ============================================
symbol  meaning
======  ============================================
M_w     expected count of the window
N_w     variance of the count around its true mean
V_w     variance of the estimated mean
x_j     row of the design: season and week
======  ============================================
"""

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.surveillance.quasi_poisson import fit_seasons, half_solve, pearson, weigh_down
from daoan.kernels.surveillance.t_tail import t_two_sided

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]

#: What became of a judged week; the same numbers as :class:`~daoan.kernels.surveillance.baseline.WeekState`.
OK, TOO_SHORT, ALL_ZERO, NO_COUNT, NO_REFERENCE, NOT_CONVERGED, INVALID = range(7)

#: Columns of the plain figures of a judged week.
LOG_MEAN, LOG_MEAN_SD, DISPERSION, SLOPE, ROWS, COLUMNS = range(6)


@njit(cache=True)
def judge_weeks(
    counts: Floats,
    log_exposure: Floats,
    completeness: Floats,
    at: Ints,
    ago: Ints,
    season: Ints,
    recent_season: Ints,
    seasons: int,
    above: float,
    slope_level: float,
    ridges: Floats,
    package_error: bool,
    least_rows: int,
    state: Codes,
    figures: Floats,
    windows: Floats,
) -> None:
    """Fill ``state`` (series, weeks), ``figures`` (series, weeks, 5) and ``windows`` (series, weeks, window, 4).

    ``counts``, ``log_exposure`` (series, all weeks), NaN where a week is missing; ``completeness`` (all weeks);
    ``at`` (weeks,) columns to judge. The last axis of ``windows`` holds observed count, M, N and V, summed over the
    latest 1, 2, … weeks. ``above`` infinite: no weighing down. ``ridges``: levels, slope.
    """
    n_most = len(ago)
    y, t, offset = np.empty(n_most), np.empty(n_most), np.empty(n_most)
    level = np.empty(n_most, np.int64)
    omega, mean, work = np.empty(n_most), np.empty(n_most), np.empty(n_most)
    beta = np.empty(seasons + 1)
    factor = np.empty((seasons + 1, seasons + 1))
    for s in range(counts.shape[0]):
        for a in range(len(at)):
            if state[s, a] != OK:
                continue
            now = at[a]
            if now - ago[0] < 0:
                state[s, a] = TOO_SHORT
                continue
            if math.isnan(counts[s, now]) or math.isnan(log_exposure[s, now]):
                state[s, a] = NO_COUNT
                continue
            n = 0
            total = 0.0
            own = 0
            for i in range(n_most):
                week = now - ago[i]
                if math.isnan(counts[s, week]) or math.isnan(log_exposure[s, week]):
                    continue
                y[n] = counts[s, week]
                t[n] = -ago[i]
                level[n] = season[i]
                offset[n] = log_exposure[s, week] + math.log(completeness[week])
                total += y[n]
                own += season[i] == seasons - 1
                n += 1
            if n < least_rows or own == 0:
                state[s, a] = NO_REFERENCE
                continue
            if total == 0.0:
                state[s, a] = ALL_ZERO
                continue
            figures[s, a, DISPERSION], figures[s, a, SLOPE] = 1.0, 0.0
            outcome = _fit_week(
                y[:n],
                t[:n],
                level[:n],
                offset[:n],
                omega[:n],
                mean[:n],
                work[:n],
                beta,
                factor,
                seasons,
                above,
                slope_level,
                ridges,
                package_error,
                log_exposure[s, now] + math.log(completeness[now]),
                figures[s, a],
            )
            if outcome < 0:
                state[s, a] = NOT_CONVERGED
                continue
            _predict_windows(
                counts[s],
                log_exposure[s],
                completeness,
                now,
                recent_season,
                beta,
                factor,
                seasons,
                outcome,
                figures[s, a],
                windows[s, a],
            )


@njit(cache=True)
def _fit_week(
    y: Floats,
    t: Floats,
    level: Ints,
    offset: Floats,
    omega: Floats,
    mean: Floats,
    work: Floats,
    beta: Floats,
    factor: Floats,
    seasons: int,
    above: float,
    slope_level: float,
    ridges: Floats,
    package_error: bool,
    offset_now: float,
    figures: Floats,
) -> int:
    """Baseline of one week; answers its number of columns, or -1 where nothing converged.

    The slope is kept where its t-test falls below ``slope_level`` and the prediction stays within the counts of the
    past (no extrapolation), else the whole is fitted again without it.
    """
    n = len(y)
    slope = slope_level > 0.0
    scale = 1.0
    while True:
        p = _robust_fit(y, t, level, offset, omega, mean, work, beta, factor, seasons, above, slope, ridges, figures)
        if p < 0 and slope:
            slope = False
            continue
        if p < 0:
            return -1
        scale = figures[DISPERSION]
        if package_error:
            scale = pearson(y, mean, omega if math.isfinite(above) else work, n - p)
        if not slope or p == seasons:
            break
        x = np.zeros(p)
        x[seasons] = 1.0
        half_solve(factor, x, p)
        error = math.sqrt(scale * (x * x).sum())
        significant = slope_level >= 1.0 or t_two_sided(beta[seasons] / error, n - p) < slope_level
        if significant and math.exp(beta[seasons - 1] + offset_now) <= y.max():
            break
        slope = False
    figures[LOG_MEAN] = beta[seasons - 1] + offset_now
    x = np.zeros(p)
    x[seasons - 1] = 1.0
    half_solve(factor, x, p)
    figures[LOG_MEAN_SD] = math.sqrt(scale * (x * x).sum())
    figures[SLOPE] = beta[seasons] if p > seasons else math.nan
    figures[ROWS] = n
    return p


@njit(cache=True)
def _robust_fit(
    y: Floats,
    t: Floats,
    level: Ints,
    offset: Floats,
    omega: Floats,
    mean: Floats,
    work: Floats,
    beta: Floats,
    factor: Floats,
    seasons: int,
    above: float,
    slope: bool,
    ridges: Floats,
    figures: Floats,
) -> int:
    """Fit, weigh past outbreaks down, fit again; answers the columns used, or -1."""
    n = len(y)
    omega[:] = 1.0
    p = seasons + 1 if slope else seasons
    phi = 1.0
    for turn in range(2):
        converged = fit_seasons(
            y, t, level, offset, omega, seasons, slope, ridges[0] * phi, ridges[1] * phi, beta, mean, work, factor
        )
        if not converged:
            return -1
        phi = max(pearson(y, mean, work, n - p), 1.0)
        if turn == 1 or not math.isfinite(above):
            break
        weigh_down(y, t, level, mean, work, factor, seasons, slope, phi, above, omega)
    figures[DISPERSION] = phi
    return p


@njit(cache=True)
def _predict_windows(
    counts: Floats,
    log_exposure: Floats,
    completeness: Floats,
    now: int,
    recent_season: Ints,
    beta: Floats,
    factor: Floats,
    seasons: int,
    p: int,
    figures: Floats,
    windows: Floats,
) -> None:
    phi = figures[DISPERSION]
    v = np.zeros(p)
    x = np.empty(p)
    observed = expected = noise = 0.0
    for j in range(len(recent_season)):
        week = now - j
        if not (math.isnan(counts[week]) or math.isnan(log_exposure[week])):
            seen = completeness[week]
            slope = beta[seasons] if p > seasons else 0.0
            mu = seen * math.exp(min(log_exposure[week] + beta[recent_season[j]] - slope * j, 600.0))
            x[:] = 0.0
            x[recent_season[j]] = mu
            if p > seasons:
                x[seasons] = -j * mu
            half_solve(factor, x, p)
            v += x
            observed += counts[week]
            expected += mu
            noise += (1.0 + (phi - 1.0) * seen) * mu
        windows[j, 0] = observed
        windows[j, 1] = expected
        windows[j, 2] = noise
        windows[j, 3] = phi * (v * v).sum()
