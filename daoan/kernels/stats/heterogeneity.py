"""How much units differ from their expected rates: the mixing distribution behind overdispersed counts.

======  =========================================================================
symbol  meaning
======  =========================================================================
y_i     count of unit i
m_i     its expected count from a regression
θ_i     its own factor, E θ = 1:  y_i ~ Poisson(m_i θ_i)
c       squared coefficient of variation of θ
v       variance of ln θ in the lognormal family: v = ln(1 + c)
e_i     variance of ln m_i known from elsewhere (error in the exposure); may be relative to the mean unit, so < 0
======  =========================================================================

Two families of θ are weighed against each other by their evidence: gamma with shape 1/c (the negative binomial) and
lognormal with ln θ ~ N(−v/2, v). Neither is believed: what follows is averaged over both, and over the uncertainty of c
in each. A unit whose exposure is known worse than the mean has v_i = v + e_i, one known better the less.

Source: Hauer (1997) *Observational Before–After Studies in Road Safety*; Miaou & Lord (2003) doi:10.3141/1840-04 (on
choosing the mixing distribution); Kass & Raftery (1995) doi:10.1080/01621459.1995.10476572 (weighing models).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numba
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]
Family = Literal["gamma", "lognormal"]

#: Prior of ln c: wide, and centred where published road models lie, so that few data do not claim "no difference".
LOG_C_CENTRE, LOG_C_SD = float(np.log(0.5)), 0.8
_LOG_C_BOUNDS = (np.log(2e-3), np.log(30.0))
_NODES, _REACH_SD = 17, 6.0
#: Of more units than this a sample is looked at.
MOST_UNITS = 8000


@dataclass(frozen=True, slots=True)
class Node:
    """One candidate mixing distribution with the weight that the counts give it."""

    family: Family
    log_variance: float  # v of the mean unit
    weight: float


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Candidates whose weights sum to one; ``log_variance`` is their weighted mean."""

    nodes: tuple[Node, ...]

    @property
    def log_c(self) -> tuple[float, float]:
        """Mean and standard deviation of ln c over the candidates."""
        at = np.log(np.expm1([n.log_variance for n in self.nodes]))
        weight = np.array([n.weight for n in self.nodes])
        mean = float(weight @ at / weight.sum())
        return mean, float(np.sqrt(weight @ (at - mean) ** 2 / weight.sum()))

    @property
    def log_variance(self) -> float:
        """Mean variance of ln θ over the candidates."""
        return sum(n.weight * n.log_variance for n in self.nodes)

    def weight_of(self, family: Family) -> float:
        """Share of belief in one family."""
        return sum(n.weight for n in self.nodes if n.family == family)


def unit_log_variance(log_variance: float, extra: Floats) -> Floats:
    """v_i = v + e_i, kept at a tenth of v at least."""
    return np.asarray(np.maximum(log_variance + extra, 0.1 * log_variance))


def log_prior(family: Family, t: Floats, v: Floats) -> Floats:
    """Log density of t = ln θ; ``t`` (n, k), ``v`` (n,) the variance of ln θ of each unit (lognormal scale)."""
    if family == "lognormal":
        return np.asarray(-0.5 * (t + 0.5 * v[:, None]) ** 2 / v[:, None] - 0.5 * np.log(2 * np.pi * v)[:, None])
    shape = 1.0 / np.expm1(v)
    return np.asarray(shape[:, None] * (t - np.exp(t)) + (shape * np.log(shape) - gammaln(shape))[:, None])


def posterior_grid(y: Floats, mean: Floats, v: Floats, below: float, above: float, nodes: int) -> Floats:
    """Grid (n, nodes) of t = ln θ around each unit's posterior mode, from ``below`` to ``above`` in its deviations."""
    t = np.log((y + 0.5 / v) / (mean + 0.5 / v))
    for _ in range(25):
        rate = mean * np.exp(t)
        step = (y - rate - (t + 0.5 * v) / v) / (rate + 1.0 / v)
        t = t + np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max(initial=0.0)) < 1e-4:
            break
    sd = 1.0 / np.sqrt(mean * np.exp(t) + 1.0 / v)
    return np.asarray(t[:, None] + sd[:, None] * np.linspace(-below, above, nodes)[None, :])


def log_evidence(family: Family, y: Floats, mean: Floats, v: Floats) -> float:
    """Log probability of all counts under one family; ``v`` (n,) variance of ln θ of each unit."""
    return float(_gamma_evidence(y, mean, v) if family == "gamma" else _lognormal_evidence(y, mean, v))


@numba.njit(cache=True, nogil=True)
def _gamma_evidence(y: Floats, mean: Floats, v: Floats) -> float:
    # ln P(y) = lnΓ(y+r) − lnΓ(r) − lnΓ(y+1) + y ln(m / (r+m)) − r ln(1 + m/r),   r = 1 / (e^v − 1)
    total = 0.0
    for i in range(len(y)):
        r = 1.0 / math.expm1(v[i])
        total -= r * math.log1p(mean[i] / r)
        if y[i] > 0.0:
            total += math.lgamma(y[i] + r) - math.lgamma(r) - math.lgamma(y[i] + 1.0)
            total += y[i] * math.log(mean[i] / (r + mean[i]))
    return total


@numba.njit(cache=True, nogil=True)
def _lognormal_evidence(y: Floats, mean: Floats, v: Floats) -> float:
    # ln P(y) = ln ∫ exp(g(t)) dt − ½ ln 2πv + y ln m − lnΓ(y+1),   g(t) = −(t + v/2)² / 2v + y t − m e^t
    #
    # by the trapezium rule on an even grid about the mode of g; m e^t grows by the same factor from node to node.
    total = 0.0
    for i in range(len(y)):
        t = math.log((y[i] + 0.5 / v[i]) / (mean[i] + 0.5 / v[i]))
        for _ in range(25):
            rate = mean[i] * math.exp(t)
            step = (y[i] - rate - (t + 0.5 * v[i]) / v[i]) / (rate + 1.0 / v[i])
            t += min(max(step, -1.0), 1.0)
            if abs(step) < 1e-4:
                break
        rate = mean[i] * math.exp(t)
        peak = y[i] * t - rate - 0.5 * (t + 0.5 * v[i]) ** 2 / v[i]
        reach = _REACH_SD / math.sqrt(rate + 1.0 / v[i])
        width = 2.0 * reach / (_NODES - 1)
        grow = math.exp(width)
        t -= reach
        rate *= math.exp(-reach)
        area = 0.0
        for _ in range(_NODES):
            area += math.exp(y[i] * t - rate - 0.5 * (t + 0.5 * v[i]) ** 2 / v[i] - peak)
            t += width
            rate *= grow
        total += math.log(area * width) + peak - 0.5 * math.log(2.0 * math.pi * v[i])
        total += y[i] * math.log(mean[i]) - math.lgamma(y[i] + 1.0)
    return total


def fit_heterogeneity(
    y: Floats,
    mean: Floats,
    extra: Floats | None = None,
    *,
    log_c_centre: float = LOG_C_CENTRE,
    log_c_sd: float = LOG_C_SD,
) -> Heterogeneity:
    """Weigh gamma and lognormal mixing for counts ``y`` (n,) with expectations ``mean`` (n,) > 0.

    ``extra`` (n,): e_i of the module's table. ``log_c_centre`` and ``log_c_sd`` are the prior
    of ln c. Each family gives up to seven nodes of ln c.
    """
    added = np.zeros(len(y)) if extra is None else extra
    y, mean, added = _sample(y, mean, added)
    found: list[tuple[Family, float, float]] = []
    for family in _FAMILIES:

        def log_weight(log_c: float, family: Family = family) -> float:
            v = unit_log_variance(float(np.log1p(np.exp(log_c))), added)
            return log_evidence(family, y, mean, v) - float(0.5 * ((log_c - log_c_centre) / log_c_sd) ** 2)

        found += [(family, at, value) for at, value in _weigh(log_weight, log_c_sd)]
    best = max(value for _, _, value in found)
    weight = np.exp([value - best for _, _, value in found])
    weight /= weight.sum()
    return Heterogeneity(
        tuple(
            Node(family, float(np.log1p(np.exp(at))), float(w))
            for (family, at, _), w in zip(found, weight, strict=True)
            if w > 3e-3
        )
    )


def profile_evidence(y: Floats, mean: Floats, extra: Floats) -> float:
    """Log evidence of the gamma family at its best c, with the prior of c; for choosing between expectations.

    Of very many units a sample is looked at, the same for every call with as many units.
    """
    y, mean, extra = _sample(y, mean, extra)

    def loss(log_c: float) -> float:
        v = unit_log_variance(float(np.log1p(np.exp(log_c))), extra)
        return float(0.5 * ((log_c - LOG_C_CENTRE) / LOG_C_SD) ** 2) - log_evidence("gamma", y, mean, v)

    found = minimize_scalar(loss, bounds=_LOG_C_BOUNDS, method="bounded", options={"xatol": 0.05})
    return -float(found.fun)


def _sample(y: Floats, mean: Floats, extra: Floats) -> tuple[Floats, Floats, Floats]:
    """Evenly spaced units, at most some :data:`MOST_UNITS`: enough to tell c, and the cost stays bounded."""
    every = -(-len(y) // MOST_UNITS)
    return y[::every], mean[::every], extra[::every]


_FAMILIES: tuple[Family, ...] = ("gamma", "lognormal")
#: Nodes of ln c, in standard deviations of its posterior around its mode.
_STEPS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
#: Where ln c is known so well, averaging over it changes no interval by a percent, and its mode serves.
SURE_LOG_C_SD = 0.12


def _weigh(log_weight: Callable[[float], float], widest: float) -> list[tuple[float, float]]:
    """Nodes of ln c on an even grid about the mode, each with its log weight times the grid's step.

    The grid is placed by the curvature but weighed by the evidence itself, since few counts leave it skewed, with a
    long tail towards "hardly any difference".
    """
    low, high = _LOG_C_BOUNDS
    top = minimize_scalar(lambda at: -log_weight(at), bounds=_LOG_C_BOUNDS, method="bounded", options={"xatol": 0.03})
    mode, h = float(np.clip(top.x, low + 0.2, high - 0.2)), 0.2
    curvature = (2 * log_weight(mode) - log_weight(mode + h) - log_weight(mode - h)) / h**2
    sd = float(1.0 / np.sqrt(max(curvature, widest**-2)))
    if sd < SURE_LOG_C_SD:
        return [(mode, log_weight(mode) + float(np.log(sd * np.sqrt(2 * np.pi))))]
    nodes = [mode + step * sd for step in _STEPS if low <= mode + step * sd <= high]
    return [(at, log_weight(at) + float(np.log(sd))) for at in nodes]
