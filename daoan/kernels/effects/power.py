"""How long one must wait to see an effect, and what effect can be seen in a given time: before anything is done.

======  =================================================================================================
symbol  meaning
======  =================================================================================================
θ       the effect that is hoped for (0.8: a fifth less)
μ       events a month on the changed units if nothing changes
T       months watched after
φ       dispersion: variance of the count over its mean, 1 for chance alone
w       relative variance of what is expected that no waiting lessens (the units' past, their own changes)
C       events a month on the comparison units
z       sum of the normal quantiles of the test (two-sided) and of the power
======  =================================================================================================

::

    s²(T) = φ / (θ μ T) + 1 / (C T) + w,        seen with the given power where  |ln θ| ≥ z · s(T)

Solved for T: T = (φ / (θ μ) + 1 / C) / ((ln θ / z)² − w); where w alone is too much, no time is enough. Source:
Signorini (1991) doi:10.1093/biomet/78.2.446 for the Poisson case; Hauer (1997) ISBN 0080430538, ch. 9, for the rest.
"""

from dataclasses import dataclass
from math import ceil, exp, isfinite, log

from scipy.special import ndtr, ndtri

from daoan.kernels.stats.intervals import normal_factor


@dataclass(frozen=True, slots=True)
class Design:
    """What a study would rest on. ``monthly`` and ``comparison_monthly`` are events a month, > 0."""

    monthly: float
    comparison_monthly: float = float("inf")
    floor_variance: float = 0.0  # w
    dispersion: float = 1.0  # φ

    def __post_init__(self) -> None:
        sound = self.monthly > 0 and self.comparison_monthly > 0 and self.floor_variance >= 0 and self.dispersion > 0
        if not (sound and self.monthly < float("inf") and self.dispersion < float("inf")):
            raise ValueError(
                "a study needs a positive number of events a month, a positive dispersion, no negative variance"
            )

    def log_sd(self, effect: float, months: float) -> float:
        """s(T): standard deviation of ln θ̂ after some months."""
        waited = self.dispersion / (effect * self.monthly) + 1.0 / self.comparison_monthly
        return float((waited / months + self.floor_variance) ** 0.5)


def months_until(design: Design, effect: float, *, power: float = 0.8, level: float = 0.95) -> float:
    """Months after the start until ``effect`` is seen with probability ``power``; infinite: never.

    Raises :class:`ValueError` for an effect of 1 (nothing to see) or one that is not above 0.
    """
    if not 0 < effect < float("inf") or effect == 1.0:
        raise ValueError(f"an effect is a ratio above 0 and other than 1, not {effect}")
    left = (log(effect) / _quantiles(power, level)) ** 2 - design.floor_variance
    if left <= 0:
        return float("inf")
    return (design.dispersion / (effect * design.monthly) + 1.0 / design.comparison_monthly) / left


def months_needed(design: Design, effect: float, *, power: float = 0.8, level: float = 0.95) -> int | None:
    """:func:`months_until` in whole months, at least 1; ``None``: never."""
    months = months_until(design, effect, power=power, level=level)
    return max(1, ceil(months - 1e-9)) if isfinite(months) else None


def power_after(design: Design, effect: float, months: float, *, level: float = 0.95) -> float:
    """Probability that ``effect`` is seen (its interval leaves out 1) after ``months`` > 0."""
    shift = abs(log(effect)) / design.log_sd(effect, months)
    edge = normal_factor(level)
    return float(ndtr(shift - edge) + ndtr(-shift - edge))


def detectable_effect(design: Design, months: float, *, power: float = 0.8, level: float = 0.95) -> float | None:
    """The weakest lowering, as a ratio, that ``months`` show with probability ``power``; ``None``: no lowering at all.

    ln θ falls faster than s(T) grows only down to some θ, so the search goes from 1 downwards and takes the first.
    """
    z, previous = _quantiles(power, level), 1.0
    for step in range(1, 600):
        effect = exp(-0.01 * step)
        if -log(effect) >= z * design.log_sd(effect, months):
            return _bisect(design, months, z, effect, previous)
        previous = effect
    return None


def _bisect(design: Design, months: float, z: float, seen: float, unseen: float) -> float:
    for _ in range(40):
        middle = 0.5 * (seen + unseen)
        if -log(middle) >= z * design.log_sd(middle, months):
            seen = middle
        else:
            unseen = middle
    return seen


def _quantiles(power: float, level: float) -> float:
    if not (0 < power < 1 and 0 < level < 1):
        raise ValueError(f"power and level are probabilities between 0 and 1, not {power} and {level}")
    return normal_factor(level) + float(ndtri(power))
