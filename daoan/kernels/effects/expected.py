"""What each unit was to have, given its own count and how such units differ, of whatever shape that difference is.

======  ==========================================================================================
symbol  meaning
======  ==========================================================================================
y_i     count of unit i;  m_i  what a regression lets expect of it
θ_k     points of a grid of factors, even in ln θ
w_k     share of units with that factor; w_sk the same among units of stratum s
s       strata of m, each with an equal part of all expected events
======  ==========================================================================================

::

    P(y_i | θ_k) = Poisson(y_i; m_i θ_k)
    all:       w_k  ← Σ_i r_ik / n,                        r_ik = w_k P(y_i | θ_k) / Σ_j w_j P(y_i | θ_j)
    stratum:   w_sk ← (Σ_{i in s} r_ik + κ w_k) / (n_s + κ),      drawn to all by κ units' worth
    λ_i = m_i · Σ_k θ_k r_ik

Units that are chosen because they stand out lie in the far tail, and there a gamma or lognormal shape decides what is
luck. A few truly bad units among thousands of ordinary ones are no tail of either, and they are often the busy ones; so
the shape is left to the counts, and may change with m (nonparametric maximum likelihood by EM). It starts from a
lognormal of the counts' own dispersion with a broad share, and stops before it breaks up into spikes.

Source: Kiefer & Wolfowitz (1956) doi:10.1214/aoms/1177728066; Laird (1978) doi:10.1080/01621459.1978.10480103;
stopping as smoothing: Efron (2019) doi:10.1214/19-STS711.
"""

import numpy as np
import numpy.typing as npt

from daoan.kernels.effects.before_after import Expected

Floats = npt.NDArray[np.float64]

#: Rounds of EM, number of strata, and κ. Chosen on simulated roads of seeds 201 to 225, judged on others.
ROUNDS, STRATA, KAPPA = 60, 8, 100.0
_POINTS = 72
_LOWEST, _HIGHEST = np.log(0.05), np.log(30.0)
_BROAD_SHARE, _BROAD_SD = 0.05, 1.2


def expected_before(count: Floats, regression: Floats) -> Expected:
    """Posterior mean and deviation of every unit's expected count.

    ``count`` (n,) and ``regression`` (n,) > 0 are of **all** units, chosen or not: without the chosen ones the top of
    what such units have would be cut off.
    """
    theta = np.exp(np.linspace(_LOWEST, _HIGHEST, _POINTS))
    likelihood = _likelihood(count, regression, theta)
    shares = _shares(likelihood, _start(count, regression, theta), None)
    factor, spread = np.ones(len(count)), np.ones(len(count))
    for rows in _strata(regression):
        joint = likelihood[rows] * _shares(likelihood[rows], shares, shares)
        joint /= joint.sum(axis=1, keepdims=True)
        factor[rows] = joint @ theta
        spread[rows] = np.sqrt(np.maximum(joint @ theta**2 - factor[rows] ** 2, 0.0))
    return Expected(regression * factor, regression * spread)


def _likelihood(y: Floats, m: Floats, theta: Floats) -> Floats:
    """P(y_i | θ_k), (n, points), each row scaled to a maximum of 1."""
    log_p = y[:, None] * np.log(theta)[None, :] - m[:, None] * theta[None, :]
    return np.asarray(np.exp(log_p - log_p.max(axis=1, keepdims=True)))


def _start(y: Floats, m: Floats, theta: Floats) -> Floats:
    excess = float(((y - m) ** 2 - y).sum() / (m**2).sum())
    t = np.log(theta)

    def bell(variance: float) -> Floats:
        shape = np.exp(-0.5 * (t + 0.5 * variance) ** 2 / variance)
        return np.asarray(shape / shape.sum())

    narrow = bell(float(np.log1p(np.clip(excess, 0.01, 3.0))))
    return np.asarray((1.0 - _BROAD_SHARE) * narrow + _BROAD_SHARE * bell(_BROAD_SD**2))


def _shares(likelihood: Floats, start: Floats, drawn_to: Floats | None) -> Floats:
    """w after :data:`ROUNDS` of EM; ``drawn_to``: the shares among all units, for a stratum."""
    shares = start
    for _ in range(ROUNDS):
        units = shares * (likelihood / (likelihood @ shares)[:, None]).sum(axis=0)
        shares = units if drawn_to is None else units + KAPPA * drawn_to
        shares = shares / shares.sum()
    return shares


def _strata(regression: Floats) -> list[npt.NDArray[np.int64]]:
    """Rows by stratum, each with an equal part of all expected events."""
    order = np.argsort(regression, kind="stable")
    part = np.cumsum(regression[order]) / regression.sum()
    stratum = np.minimum((part * STRATA).astype(np.int64), STRATA - 1)
    return [order[stratum == s] for s in np.unique(stratum)]
