"""One quasi-Poisson regression with a level for each season and a slope in time, as compiled code.

======  ==================================================================================================
symbol  meaning
======  ==================================================================================================
y_i     count of week i
μ_i     its mean: log μ_i = o_i + β_l(i) + γ t_i; o_i log exposure, l(i) season, t_i weeks from the judged week
ω_i     weight of the week (1, less where it looks like a past outbreak)
λ, κ    ridges that pull the levels to each other and the slope to 0 (0: plain maximum quasi-likelihood)
N       normal matrix X'WX + λ (I − 11'/L) ⊕ κ, with W = diag(ω_i μ_i)
φ       dispersion: Var(y_i) = φ μ_i
======  ==================================================================================================

Iteratively re-weighted least squares from μ = y + 0.1 until the deviance moves by less than 1e-8 of itself, 25 rounds
at most. The rule of stopping is R's ``glm``, whose bounds are thereby met to the last digits, also where a season
without a single case sends its level towards −∞. So is the habit that N, hat values and φ belong to the weights of the
last solved round. Source: McCullagh & Nelder 1989, doi:10.1201/9780203753736.
"""

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TOLERANCE = 1e-8
MOST_ROUNDS = 25
LEAST_MEAN = 2.220446049250313e-16


@njit(cache=True)
def fit_seasons(
    y: Floats,
    t: Floats,
    season: Ints,
    offset: Floats,
    omega: Floats,
    seasons: int,
    slope: bool,
    ridge: float,
    slope_ridge: float,
    beta: Floats,
    mean: Floats,
    work: Floats,
    factor: Floats,
) -> bool:
    """Fit one series; answers whether it converged.

    ``y, t, season, offset, omega`` (n,). Filled: ``beta`` (seasons + 1,), levels and slope; ``mean`` (n,) μ; ``work``
    (n,) last working weights ω μ; ``factor`` (seasons + 1, seasons + 1), lower Cholesky factor of N.
    """
    n = len(y)
    p = seasons + 1 if slope else seasons
    right = np.empty(p)
    for i in range(n):
        mean[i] = y[i] + 0.1
    before = _deviance(y, mean, omega)
    for _ in range(MOST_ROUNDS):
        _normal_equations(y, t, season, offset, omega, seasons, slope, ridge, slope_ridge, mean, work, factor, right)
        if not _cholesky(factor, p):
            return False
        _solve(factor, right, p)
        for j in range(p):
            beta[j] = right[j]
        if not slope:
            beta[seasons] = 0.0
        for i in range(n):
            mean[i] = max(math.exp(min(offset[i] + beta[season[i]] + beta[seasons] * t[i], 600.0)), LEAST_MEAN)
        now = _deviance(y, mean, omega)
        if not math.isfinite(now):
            return False
        if abs(now - before) / (abs(now) + 0.1) < TOLERANCE:
            return True
        before = now
    return False


@njit(cache=True)
def _deviance(y: Floats, mean: Floats, omega: Floats) -> float:
    total = 0.0
    for i in range(len(y)):
        part = mean[i] - y[i]
        if y[i] > 0:
            part += y[i] * math.log(y[i] / mean[i])
        total += omega[i] * part
    return 2.0 * total


@njit(cache=True)
def _normal_equations(
    y: Floats,
    t: Floats,
    season: Ints,
    offset: Floats,
    omega: Floats,
    seasons: int,
    slope: bool,
    ridge: float,
    slope_ridge: float,
    mean: Floats,
    work: Floats,
    normal: Floats,
    right: Floats,
) -> None:
    p = len(right)
    for a in range(p):
        right[a] = 0.0
        for b in range(a + 1):
            normal[a, b] = -ridge / seasons if a < seasons else 0.0
        normal[a, a] += ridge if a < seasons else slope_ridge
    for i in range(len(y)):
        w = omega[i] * mean[i]
        work[i] = w
        z = math.log(mean[i]) - offset[i] + (y[i] - mean[i]) / mean[i]
        level = season[i]
        normal[level, level] += w
        right[level] += w * z
        if slope:
            normal[seasons, level] += w * t[i]
            normal[seasons, seasons] += w * t[i] * t[i]
            right[seasons] += w * t[i] * z


@njit(cache=True)
def _cholesky(a: Floats, p: int) -> bool:
    """Lower factor in place; False where the matrix is not positive definite."""
    for j in range(p):
        pivot = a[j, j]
        for k in range(j):
            pivot -= a[j, k] * a[j, k]
        if not pivot > 0.0:
            return False
        root = math.sqrt(pivot)
        a[j, j] = root
        for i in range(j + 1, p):
            s = a[i, j]
            for k in range(j):
                s -= a[i, k] * a[j, k]
            a[i, j] = s / root
    return True


@njit(cache=True)
def _solve(factor: Floats, b: Floats, p: int) -> None:
    """x of N x = b, in place."""
    half_solve(factor, b, p)
    for i in range(p - 1, -1, -1):
        s = b[i]
        for k in range(i + 1, p):
            s -= factor[k, i] * b[k]
        b[i] = s / factor[i, i]


@njit(cache=True)
def half_solve(factor: Floats, b: Floats, p: int) -> None:
    """L⁻¹ b, in place: its squared length is b' N⁻¹ b."""
    for i in range(p):
        s = b[i]
        for k in range(i):
            s -= factor[i, k] * b[k]
        b[i] = s / factor[i, i]


@njit(cache=True)
def pearson(y: Floats, mean: Floats, weight: Floats, freedom: int) -> float:
    """Σ w ((y − μ) / μ)² / df: the dispersion where ``weight`` holds the working weights; 1 without freedom."""
    if freedom < 1:
        return 1.0
    total = 0.0
    for i in range(len(y)):
        r = (y[i] - mean[i]) / mean[i]
        total += weight[i] * r * r
    return total / freedom


@njit(cache=True)
def weigh_down(
    y: Floats,
    t: Floats,
    season: Ints,
    mean: Floats,
    work: Floats,
    factor: Floats,
    seasons: int,
    slope: bool,
    dispersion: float,
    above: float,
    omega: Floats,
) -> None:
    """Weights ω that take past outbreaks out of the baseline, filled into ``omega`` (n,).

    Anscombe residual, standardised, h_i the hat value::

        s_i = 3/2 (y_i^⅔ μ_i^−⅙ − μ_i^½) / √(φ (1 − h_i))
        ω_i ∝ s_i⁻² where s_i > above, else 1;   Σ ω_i = n

    Source: Farrington et al. 1996, doi:10.2307/2983331; ``above`` 1 there, 2.58 in Noufaily et al. 2013.
    """
    n = len(y)
    p = seasons + 1 if slope else seasons
    x = np.empty(p)
    total = 0.0
    for i in range(n):
        for j in range(p):
            x[j] = 0.0
        x[season[i]] = 1.0
        if slope:
            x[seasons] = t[i]
        half_solve(factor, x, p)
        hat = 0.0
        for j in range(p):
            hat += x[j] * x[j]
        left = 1.0 - hat * work[i]
        omega[i] = 1.0
        if left > 1e-10:
            s = (
                1.5
                * (y[i] ** (2.0 / 3.0) * mean[i] ** (-1.0 / 6.0) - math.sqrt(mean[i]))
                / math.sqrt(dispersion * left)
            )
            if s > above:
                omega[i] = 1.0 / (s * s)
        total += omega[i]
    for i in range(n):
        omega[i] *= n / total
