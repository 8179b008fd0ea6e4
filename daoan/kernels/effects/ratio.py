"""The ratio of a count to what was expected instead, with an interval that also holds for few events.

======  ==================================================================
symbol  meaning
======  ==================================================================
L       the count
π       what was expected in its place if nothing had changed
v       relative variance of π: Var(π) / π²
θ       the effect: L ~ Poisson(θ π); 1 says that nothing changed
======  ==================================================================

::

    θ̂ = (L / π) / (1 + v)
    low = L/π · F_{α/2}(2L, 2/v)            high = (L+1)/π · F_{1−α/2}(2L+2, 2/v)

The point is Hauer's index of effectiveness, which takes out the bias of dividing by an uncertain number. The interval
is that of a gamma (the count) over a gamma (the expectation): with π known it is Garwood's exact one, so it holds at
least at its level for two events as for two hundred. Source: Hauer (1997) *Observational Before–After Studies in Road
Safety*, ISBN 0080430538, eq. 6.4; Garwood (1936) doi:10.1093/biomet/28.3-4.437.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri

#: Below this an expectation is taken as known.
_LEAST_VARIANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Effect:
    """A ratio of counts with its interval; 0.8 is a fifth less. ``high`` is inf where nothing was expected."""

    value: float
    low: float
    high: float


def effect_ratio(count: float, expected: float, relative_variance: float = 0.0, *, level: float = 0.95) -> Effect:
    """The effect behind ``count`` events where ``expected`` (> 0) were, known with ``relative_variance`` (≥ 0).

    Raises :class:`ValueError` for a negative or missing number: a silent one would read as a finding.
    """
    if not (count >= 0 and relative_variance >= 0 and 0 < expected < np.inf and relative_variance < np.inf):
        raise ValueError(f"no effect follows from {count} events, {expected} expected, variance {relative_variance}")
    v, tail = max(relative_variance, _LEAST_VARIANCE), 0.5 * (1.0 - level)
    low = count / expected * float(fdtri(2 * count, 2.0 / v, tail)) if count > 0 else 0.0
    high = (count + 1.0) / expected * float(fdtri(2 * count + 2, 2.0 / v, 1.0 - tail))
    return Effect(count / expected / (1.0 + v), low, high)


def effect_of_logs(log_effect: float, sd: float, factor: float) -> Effect:
    """The effect whose logarithm is known with a standard deviation; ``factor``: half width in deviations."""
    return Effect(float(np.exp(log_effect)), *(float(np.exp(log_effect + s * factor * sd)) for s in (-1.0, 1.0)))
