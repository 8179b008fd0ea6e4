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
lognormal of the counts' own dispersion with a broad share, and stops before it breaks up into spikes. The error of the
shares themselves is told by fitting them again with the units weighed at random (the Bayesian bootstrap). Units of
like count and like m are fitted as one.

Source: Kiefer & Wolfowitz (1956) doi:10.1214/aoms/1177728066; Laird (1978) doi:10.1080/01621459.1978.10480103;
stopping as smoothing: Efron (2019) doi:10.1214/19-STS711; Laird & Louis (1987) doi:10.1080/01621459.1987.10478490 on
the error of an estimated prior; Rubin (1981) doi:10.1214/aos/1176345338.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.effects.before_after import Expected

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Rounds of EM, number of strata, and κ. Chosen on simulated roads of seeds 201 to 225, judged on others.
ROUNDS, STRATA, KAPPA = 60, 8, 100.0
#: Times that the shares are fitted again to tell their error.
DRAWS = 12
_POINTS = 72
_LOWEST, _HIGHEST = np.log(0.05), np.log(30.0)
_BROAD_SHARE, _BROAD_SD = 0.05, 1.2
#: Units whose ln m differs by less are fitted as one.
_LIKE = 0.1


def expected_before(count: Floats, regression: Floats) -> Expected:
    """Posterior mean and deviation of every unit's expected count.

    ``count`` (n,) and ``regression`` (n,) > 0 are of **all** units, chosen or not: without the chosen ones the top of
    what such units have would be cut off. The same input gives the same draws.
    """
    theta = np.exp(np.linspace(_LOWEST, _HIGHEST, _POINTS))
    kinds = _kinds_of(count, regression, theta)
    likelihood = _likelihood(count, regression, theta)
    start = _start(count, regression, theta)
    mean, spread = _posterior(likelihood, _shares_by_stratum(kinds, kinds.units, start), kinds.stratum_of, theta)
    rng = np.random.default_rng(len(count))
    redrawn = np.empty((DRAWS, len(count)))
    for draw in range(DRAWS):
        shares = _shares_by_stratum(kinds, rng.gamma(kinds.units), start)
        redrawn[draw] = regression * _posterior(likelihood, shares, kinds.stratum_of, theta)[0]
    return Expected(regression * mean, regression * spread, redrawn)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Units of like count and like m as one: how many, their likelihood (kinds, points), their stratum."""

    units: Floats
    likelihood: Floats
    stratum: Ints
    stratum_of: Ints  # of every unit


def _kinds_of(y: Floats, m: Floats, theta: Floats) -> _Kinds:
    stratum = _strata(m)
    like = np.round(np.log(m) / _LIKE)
    _, first, which, units = np.unique(
        np.stack([stratum, y, like]), axis=1, return_index=True, return_inverse=True, return_counts=True
    )
    middle = np.exp(np.bincount(which.ravel(), np.log(m)) / units)
    return _Kinds(units.astype(np.float64), _likelihood(y[first], middle, theta), stratum[first], stratum)


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


def _shares_by_stratum(kinds: _Kinds, units: Floats, start: Floats) -> Floats:
    """w_sk, (strata, points); ``units``: how much each kind weighs."""
    pooled = _shares(kinds.likelihood, units, start, None)
    found = np.tile(pooled, (STRATA, 1))
    for s in np.unique(kinds.stratum):
        rows = kinds.stratum == s
        found[s] = _shares(kinds.likelihood[rows], units[rows], pooled, pooled)
    return found


def _shares(likelihood: Floats, units: Floats, start: Floats, drawn_to: Floats | None) -> Floats:
    """w after :data:`ROUNDS` of EM; ``drawn_to``: the shares among all units, for a stratum."""
    shares = start
    for _ in range(ROUNDS):
        fitted = shares * ((units / (likelihood @ shares)) @ likelihood)
        shares = fitted if drawn_to is None else fitted + KAPPA * drawn_to
        shares = shares / shares.sum()
    return shares


def _posterior(likelihood: Floats, shares: Floats, stratum: Ints, theta: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of θ of every unit."""
    joint = likelihood * shares[stratum]
    whole = joint.sum(axis=1)
    mean = joint @ theta / whole
    return mean, np.sqrt(np.maximum(joint @ theta**2 / whole - mean**2, 0.0))


def _strata(regression: Floats) -> Ints:
    """Stratum of every unit, each with an equal part of all expected events."""
    order = np.argsort(regression, kind="stable")
    part = np.cumsum(regression[order]) / regression.sum()
    stratum = np.empty(len(regression), dtype=np.int64)
    stratum[order] = np.minimum((part * STRATA).astype(np.int64), STRATA - 1)
    return stratum
