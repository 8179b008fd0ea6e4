"""Shares that differ between units: beta–binomial regression, and intervals for a share.

======  ==========================================================
symbol  meaning
======  ==========================================================
k_i     events of the kind in question among n_i of unit i
p_i     mean share: logit p_i = x_i'β
s       precision: q_i ~ Beta(p_i s, (1 − p_i) s), k_i ~ Binomial(n_i, q_i)
======  ==========================================================

The posterior of a unit's own share is Beta(p_i s + k_i, (1 − p_i) s + n_i − k_i). Source: Prentice (1986)
doi:10.2307/2289219; for the interval of one share Brown, Cai & DasGupta (2001) doi:10.1214/ss/1009213286.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, expit, logit, psi

Floats = npt.NDArray[np.float64]

#: Prior of ln s: some twenty events' worth of prior knowledge, within a factor of four or so.
LOG_PRECISION_CENTRE, LOG_PRECISION_SD = 3.0, 1.5


@dataclass(frozen=True, slots=True)
class ShareFit:
    """A fitted beta–binomial regression."""

    beta: Floats
    precision: float

    def mean(self, X: Floats) -> Floats:
        """Mean share of units with design rows ``X`` (n, p), before their own events are looked at."""
        return np.asarray(expit(X @ self.beta))

    def posterior(self, X: Floats, k: Floats, n: Floats) -> tuple[Floats, Floats]:
        """Parameters a and b of each unit's Beta posterior."""
        p = self.mean(X)
        return p * self.precision + k, (1.0 - p) * self.precision + n - k


def fit_shares(
    k: Floats, n: Floats, X: Floats, *, expected: Floats | None = None, coefficient_sd: float = 1.0
) -> ShareFit:
    """Fit β and s by penalised maximum likelihood.

    ``k`` ≤ ``n`` (u,) events and trials, whole or discounted; ``X`` (u, p) with the constant first; ``coefficient_sd``
    of the normal prior on every other coefficient. The constant is set so that expected events add up to those seen;
    ``expected`` (u,) are the trials that the total is taken over (``n`` where left out). Units without trials say
    nothing else. With no trial at all the share is ½.
    """
    over, whole = (n if expected is None else expected), X
    told = n > 0
    k, n, X = k[told], n[told], X[told]
    start = np.zeros(X.shape[1] + 1)
    start[0] = float(logit((k.sum() + 0.5) / (n.sum() + 1.0)))
    start[-1] = LOG_PRECISION_CENTRE
    if not len(k):
        return ShareFit(start[:-1], float(np.exp(start[-1])))
    weight = np.full(X.shape[1], coefficient_sd**-2)
    weight[0] = 1e-4
    found = minimize(_loss, start, args=(k, n, X, weight), jac=True, method="BFGS", options={"gtol": 1e-4})
    beta = found.x[:-1].copy()
    beta[0] += _calibrating_shift(float((k.sum() + 0.5) / (n.sum() + 1.0)), over, whole @ beta)
    return ShareFit(beta, float(np.exp(np.clip(found.x[-1], -3.0, 12.0))))


def _calibrating_shift(share: float, n: Floats, linear: Floats) -> float:
    """What to add to the constant so that the mean share over ``n`` trials is ``share``.

    The likelihood weighs units, not events, so without it the total drifts where busy units differ from quiet ones.
    """
    target = float(n.sum()) * share
    shift = 0.0
    for _ in range(30):
        p = expit(linear + shift)
        step = (target - float(n @ p)) / max(float(n @ (p * (1 - p))), 1e-9)
        shift += float(np.clip(step, -1.0, 1.0))
        if abs(step) < 1e-10:
            break
    return shift


def _loss(theta: Floats, k: Floats, n: Floats, X: Floats, weight: Floats) -> tuple[float, Floats]:
    p = np.clip(expit(X @ theta[:-1]), 1e-9, 1 - 1e-9)
    s = float(np.exp(np.clip(theta[-1], -3.0, 12.0)))
    a, b = p * s, (1 - p) * s
    to_a = psi(a + k) - psi(a) - psi(n + s) + psi(s)
    to_b = psi(b + n - k) - psi(b) - psi(n + s) + psi(s)
    off = (theta[-1] - LOG_PRECISION_CENTRE) / LOG_PRECISION_SD
    loss = -(betaln(a + k, b + n - k) - betaln(a, b)).sum() + 0.5 * weight @ theta[:-1] ** 2 + 0.5 * off**2
    to_beta = -X.T @ ((to_a - to_b) * s * p * (1 - p)) + weight * theta[:-1]
    to_log_s = -s * float((p * to_a + (1 - p) * to_b).sum()) + off / LOG_PRECISION_SD
    return float(loss), np.append(to_beta, to_log_s)


def share_interval(k: Floats, n: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Jeffreys' equal-tailed interval of a share, ``k`` events in ``n`` trials; reaches 0 at k = 0 and 1 at k = n."""
    tail = 0.5 * (1 - level)
    low = np.where(k > 0, betaincinv(k + 0.5, n - k + 0.5, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 0.5, n - k + 0.5, 1 - tail), 1.0)
    return np.asarray(low), np.asarray(high)
