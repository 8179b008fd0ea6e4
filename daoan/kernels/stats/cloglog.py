"""Regression of "at least one event" by maximum likelihood, with the complementary log-log link.

======  ==============================================================================
symbol  meaning
======  ==============================================================================
z_i     1 where unit i had an event, else 0; v_i: how many such units the row stands for
λ_i     its rate: log λ_i = o_i + x_i'β, so that P(z_i = 1) = 1 − exp(−λ_i)
o_i     offset
τ_j     precision of a normal prior on β_j around 0
======  ==============================================================================

The link is that of a Poisson count of which only "none" or "some" is kept; β multiplies rates. Penalised likelihood
Σ v (z ln(1 − e^−λ) − (1 − z) λ) − ½ Σ τ β² is maximised by Fisher scoring with step halving. Source: McCullagh & Nelder
(1989) *Generalized Linear Models*, ch. 4, doi:10.1007/978-1-4899-3242-6.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RateFit:
    """β (p,) and its covariance (p, p) from the expected information and the prior."""

    beta: Floats
    covariance: Floats
    converged: bool


def fit_rate(
    event: Floats, X: Floats, offset: Floats, weight: Floats, precision: Floats, *, max_rounds: int = 50
) -> RateFit:
    """Fit β to ``event`` (n,) in {0, 1}, ``X`` (n, p), ``offset`` (n,), ``weight`` (n,) v, ``precision`` (p,) τ.

    A precision of 0 leaves a coefficient free; with no event at all a free constant runs away and is stopped at a log
    rate of −20.
    """
    beta = np.zeros(X.shape[1])
    value = _objective(event, X @ beta + offset, weight, precision, beta)
    converged = False
    for _ in range(max_rounds):
        slope, information = _slope_and_information(event, X, X @ beta + offset, weight)
        information += np.diag(np.maximum(precision, 1e-9))
        step = np.linalg.solve(information, slope - precision * beta)
        scale = 1.0
        while scale > 1e-6:
            trial = beta + scale * step
            found = _objective(event, X @ trial + offset, weight, precision, trial)
            if found >= value - 1e-12 * abs(value):
                break
            scale /= 2
        else:
            converged = True
            break
        gained, beta, value = found - value, trial, found
        if gained <= 1e-9 * (1 + abs(value)) and float(np.abs(scale * step).max()) < 1e-6:
            converged = True
            break
    _, information = _slope_and_information(event, X, X @ beta + offset, weight)
    return RateFit(beta, np.linalg.inv(information + np.diag(np.maximum(precision, 1e-9))), converged)


def _objective(event: Floats, log_rate: Floats, weight: Floats, precision: Floats, beta: Floats) -> float:
    rate = np.exp(np.clip(log_rate, -20.0, 5.0))
    some = np.log(-np.expm1(-rate))
    return float(weight @ np.where(event > 0, some, -rate)) - 0.5 * float(precision @ beta**2)


def _slope_and_information(event: Floats, X: Floats, log_rate: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Gradient and expected information: dP/dη = λ e^−λ, Var z = P (1 − P)."""
    rate = np.exp(np.clip(log_rate, -20.0, 5.0))
    p = -np.expm1(-rate)
    pull = rate / p  # λ e^−λ / (P (1 − P))
    slope = X.T @ (weight * (event - p) * pull)
    return slope, (X * (weight * rate * np.exp(-rate) * pull)[:, None]).T @ X
