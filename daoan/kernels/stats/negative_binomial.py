"""Negative binomial regression of counts (NB2) by maximum likelihood.

======  ===================================================================
symbol  meaning
======  ===================================================================
y_i     count of unit i, ≥ 0
μ_i     its mean: log μ_i = o_i + x_i'β
o_i     offset, the log of the exposure
α       dispersion: Var(y_i) = μ_i + α μ_i²; α → 0 is the Poisson limit
r       1 / α, the size
λ_j     precision of a weak normal prior on β_j around c_j (keeps sparse columns finite)
======  ===================================================================

Log-likelihood::

    l = Σ lnΓ(y+r) − lnΓ(r) − lnΓ(y+1) + r ln r + y ln μ − (y+r) ln(r+μ)   −   ½ Σ λ_j (β_j − c_j)²

β is found by Fisher scoring with step halving, ln r by Newton's method; β and r are orthogonal in expectation, so the
two alternate and meet in a few rounds, each of a few steps only; the last goes all the way. Source: Hilbe (2011)
*Negative Binomial Regression*, 2nd ed., doi:10.1017/CBO9780511973420; Lawless (1987) doi:10.2307/3314912.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, polygamma, psi

Floats = npt.NDArray[np.float64]

#: Size at and beyond which the negative binomial is taken to be Poisson (α ≤ 1e-7).
POISSON_SIZE = 1e7

_STEPS_A_ROUND, _STEPS_AT_LAST = 4, 50


@dataclass(frozen=True, slots=True)
class CountFit:
    """A fitted regression of counts.

    ``informative`` is False where every count was zero: then the rate is half an event over the whole exposure (the
    mean under Jeffreys' prior), the other coefficients rest at their prior centres and the dispersion is unknown.
    """

    beta: Floats
    covariance: Floats  # of beta, expected information
    alpha: float  # dispersion, 0 in the Poisson limit
    log_alpha_sd: float  # standard error of ln α; inf where the counts do not tell
    log_likelihood: float  # at the optimum, without the prior
    rounds: int
    converged: bool
    informative: bool = True

    def mean(self, X: Floats, offset: Floats) -> Floats:
        """Expected counts of units with design rows ``X`` (n, p) and log exposures ``offset`` (n,)."""
        return np.asarray(np.exp(np.clip(offset + X @ self.beta, -60.0, 60.0)))

    def log_mean_variance(self, X: Floats) -> Floats:
        """Variance of the fitted log mean of each row of ``X``, from the uncertainty of β."""
        return np.asarray(np.maximum(((X @ self.covariance) * X).sum(axis=1), 0.0))


def nb2_log_likelihood(y: Floats, mean: Floats, alpha: float) -> float:
    """Sum of NB2 log probabilities; ``alpha`` below 1e-7 is the Poisson limit. Means must be > 0."""
    return _log_likelihood(_tabulate(y), y, mean, np.inf if alpha <= 0 else 1.0 / alpha)


def fit_nb2(
    y: Floats,
    X: Floats,
    offset: Floats,
    *,
    ridge: Floats | float = 1e-6,
    centre: Floats | float = 0.0,
    tolerance: float = 1e-8,
    max_rounds: int = 50,
) -> CountFit:
    """Fit NB2 regression by (weakly penalised) maximum likelihood.

    ``y`` (n,) counts, whole or discounted; ``X`` (n, p) design whose first column should be the constant; ``offset``
    (n,) log exposure; ``ridge`` prior precision per column (or one for all), ``centre`` where the prior pulls to.
    Never fails on all-zero counts: see :class:`CountFit`.
    """
    p = X.shape[1]
    penalty = np.broadcast_to(np.asarray(ridge, dtype=np.float64), (p,)).copy()
    middle = np.broadcast_to(np.asarray(centre, dtype=np.float64), (p,)).copy()
    if not np.any(y > 0):
        return _fit_of_nothing(X, offset, penalty, middle)
    table = _tabulate(y)
    beta = _start(y, X, offset, penalty, middle)
    log_size = np.log(POISSON_SIZE)
    previous = -np.inf
    converged = False
    rounds = 0
    curvature = 0.0
    for rounds in range(1, max_rounds + 1):
        size = float(np.exp(log_size))
        beta, _, mean = _score_beta(y, X, offset, beta, size, penalty, middle, table, tolerance, _STEPS_A_ROUND)
        if rounds == 1:
            log_size = _moment_log_size(y, mean)
        log_size, curvature = _newton_log_size(table, y, mean, log_size)
        now = _log_likelihood(table, y, mean, float(np.exp(log_size)))
        if rounds > 1 and abs(now - previous) <= tolerance * (1.0 + abs(now)):
            converged = True
            break
        previous = now
    size = float(np.exp(log_size))
    beta, information, mean = _score_beta(y, X, offset, beta, size, penalty, middle, table, tolerance, _STEPS_AT_LAST)
    poisson = size >= POISSON_SIZE
    return CountFit(
        beta=beta,
        covariance=np.asarray(np.linalg.inv(information), dtype=np.float64),
        alpha=0.0 if poisson else 1.0 / size,
        log_alpha_sd=float("inf") if poisson or curvature >= 0 else float(1.0 / np.sqrt(-curvature)),
        log_likelihood=_log_likelihood(table, y, mean, size),
        rounds=rounds,
        converged=converged,
    )


def _fit_of_nothing(X: Floats, offset: Floats, penalty: Floats, middle: Floats) -> CountFit:
    beta = middle.copy()
    beta[0] = 0.0
    exposure = float(np.exp(np.clip(offset + X @ beta, -60.0, 60.0)).sum())
    beta[0] = np.log(0.5 / exposure) if exposure > 0 else 0.0
    covariance = np.diag(1.0 / np.maximum(penalty, 1.0))
    covariance[0, 0] = 2.0  # of the log of a Gamma(½) mean, near enough: relative variance 1 / ½
    return CountFit(beta, covariance, 0.0, float("inf"), 0.0, 0, True, informative=False)


def _start(y: Floats, X: Floats, offset: Floats, penalty: Floats, middle: Floats) -> Floats:
    """Penalised least squares on log((y + ½) / exposure), a start that Fisher scoring rarely leaves by much."""
    z = np.log(y + 0.5) - offset
    lhs = X.T @ X + np.diag(np.maximum(penalty, 1e-8))
    return np.asarray(np.linalg.solve(lhs, X.T @ z + penalty * middle))


@dataclass(frozen=True, slots=True)
class _Table:
    """Distinct counts and how many units have each: Γ is dear, and most units share a few small counts."""

    values: Floats
    units: Floats
    log_factorials: float


def _tabulate(y: Floats) -> _Table:
    values, units = np.unique(y, return_counts=True)
    return _Table(values, units.astype(np.float64), float(units @ gammaln(values + 1)))


def _log_likelihood(table: _Table, y: Floats, mean: Floats, size: float) -> float:
    if size >= POISSON_SIZE:
        return float(y @ np.log(mean) - mean.sum() - table.log_factorials)
    gammas = float(table.units @ (gammaln(table.values + size) - gammaln(size))) - table.log_factorials
    return gammas + float(y @ np.log(mean) - (y + size) @ np.log1p(mean / size) - y.sum() * np.log(size))


def _score_beta(
    y: Floats,
    X: Floats,
    offset: Floats,
    beta: Floats,
    size: float,
    penalty: Floats,
    middle: Floats,
    table: _Table,
    tolerance: float,
    most_steps: int,
) -> tuple[Floats, Floats, Floats]:
    """β at a given size, its information matrix and the means, by Fisher scoring with step halving."""

    def objective(b: Floats) -> tuple[float, Floats]:
        mean = np.exp(np.clip(offset + X @ b, -60.0, 60.0))
        return _log_likelihood(table, y, mean, size) - 0.5 * float(penalty @ (b - middle) ** 2), mean

    value, mean = objective(beta)
    for _ in range(most_steps):
        shrink = 1.0 / (1.0 + mean / size)
        information = (X * (mean * shrink)[:, None]).T @ X + np.diag(np.maximum(penalty, 1e-10))
        step = np.linalg.solve(information, X.T @ ((y - mean) * shrink) - penalty * (beta - middle))
        scale = 1.0
        while scale > 1e-6:
            trial, trial_mean = objective(beta + scale * step)
            if trial >= value - 1e-12 * abs(value):
                break
            scale /= 2
        else:
            break
        gained = trial - value
        beta, value, mean = beta + scale * step, trial, trial_mean
        if gained <= 0.1 * tolerance * (1.0 + abs(value)) and float(np.abs(step).max()) < 1e-6:
            break
    shrink = 1.0 / (1.0 + mean / size)
    information = (X * (mean * shrink)[:, None]).T @ X + np.diag(np.maximum(penalty, 1e-10))
    return beta, information, mean


def _moment_log_size(y: Floats, mean: Floats) -> float:
    """ln r by moments: Σ((y−μ)² − y) / Σμ² estimates α."""
    alpha = float(((y - mean) ** 2 - y).sum() / (mean**2).sum())
    return float(-np.log(np.clip(alpha, 1e-3, 10.0)))


def _newton_log_size(table: _Table, y: Floats, mean: Floats, log_size: float) -> tuple[float, float]:
    """ln r that maximises the likelihood at given means, and the curvature there (< 0 at a true maximum)."""
    bound = float(np.log(POISSON_SIZE))
    curvature = 0.0
    for _ in range(40):
        r = float(np.exp(log_size))
        away = r + mean
        first = float(table.units @ (psi(table.values + r) - psi(r)) + ((mean - y) / away - np.log1p(mean / r)).sum())
        second = float(
            table.units @ (polygamma(1, table.values + r) - polygamma(1, r))
            + (1.0 / r - 1.0 / away - (mean - y) / away**2).sum()
        )
        slope = r * first
        curvature = r * r * second + slope
        step = -slope / curvature if curvature < 0 else float(np.sign(slope))
        step = float(np.clip(step, -1.5, 1.5))
        log_size = float(np.clip(log_size + step, -7.0, bound))
        if abs(step) < 1e-9 or (log_size >= bound and slope > 0) or (log_size <= -7.0 and slope < 0):
            break
    return log_size, curvature
