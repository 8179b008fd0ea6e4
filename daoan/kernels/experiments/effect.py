"""What treatment did to a rate, by the randomness of the assignment.

With y events and e expected ones of each assignment, Z = 1 where treated, and p the probability of that::

    Â = Σ Z y/p / Σ Z e/p        B̂ = Σ (1−Z) y/(1−p) / Σ (1−Z) e/(1−p)        ρ̂ = Â / B̂
    u_c = Σ_{i in c} [ Z (y − Â e)/p / Σ Z y/p  −  (1−Z) (y − B̂ e)/(1−p) / Σ (1−Z) y/(1−p) ]
    Var(ln ρ̂) ≈ C / (C − 1) · Σ_c u_c²

    symbol  meaning
    c       cluster: what was drawn together (one assignment, or the two blocks of a switch-back); C of them
    ρ       rate with treatment over rate without

The variance is Neyman's for ratios, linearised; it is not too small whatever the effect varies with (Neyman 1923,
translated in Stat. Sci. 5, 465–472, doi 10.1214/ss/1177012031; Hájek weights). Below a few events an arm the normal
approximation fails, and the exact binomial interval of the split given the total is used, which assumes Poisson events.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

from daoan.kernels.stats.intervals import normal_factor

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Events an arm from which the normal approximation on the log scale is used.
ENOUGH = 20


@dataclass(frozen=True, slots=True)
class RateRatio:
    """Rate with treatment over rate without, with its interval; NaN where nothing happened in any arm."""

    value: float
    low: float
    high: float
    events_treated: int
    events_held: int
    expected_treated: float
    expected_held: float
    method: str  # "neyman", "exact" or "none"


def rate_ratio(
    events: Ints, expected: Floats, treated: Bools, probability: Floats, cluster: Ints, *, level: float = 0.95
) -> RateRatio:
    """Intention to treat: arms as they were drawn, whatever was done.

    ``expected`` > 0: events expected without treatment, known before the draw, on any common scale; it sharpens the
    estimate and cannot bias it. ``probability`` in (0, 1), of treatment. ``cluster``: what was drawn together.
    Raises :class:`ValueError` where lengths differ or a value is outside its range.
    """
    _check(events, expected, treated, probability, cluster)
    y1, y0 = int(events[treated].sum()), int(events[~treated].sum())
    e1, e0 = float(expected[treated].sum()), float(expected[~treated].sum())
    if y1 + y0 == 0 or e1 <= 0 or e0 <= 0:
        return RateRatio(float("nan"), 0.0, float("inf"), y1, y0, e1, e0, "none")
    if min(y1, y0) < ENOUGH:
        return RateRatio(*_exact(y1, y0, e1, e0, level), y1, y0, e1, e0, "exact")
    w1, w0 = treated / probability, ~treated / (1.0 - probability)
    a, b = float((w1 * events).sum() / (w1 * expected).sum()), float((w0 * events).sum() / (w0 * expected).sum())
    influence = w1 * (events - a * expected) / (w1 * events).sum() - w0 * (events - b * expected) / (w0 * events).sum()
    of_cluster = np.bincount(np.unique(cluster, return_inverse=True)[1], weights=influence)
    sd = float(np.sqrt((of_cluster**2).sum() * len(of_cluster) / max(len(of_cluster) - 1, 1)))
    half = normal_factor(level) * sd
    ratio = a / b
    return RateRatio(ratio, ratio * float(np.exp(-half)), ratio * float(np.exp(half)), y1, y0, e1, e0, "neyman")


def _exact(y1: int, y0: int, e1: float, e0: float, level: float) -> tuple[float, float, float]:
    """Given y1 + y0 events, those of the treated arm are binomial with odds ρ e1 / e0 (Clopper and Pearson 1934)."""
    tail = (1.0 - level) / 2.0
    low = float(beta.ppf(tail, y1, y0 + 1)) if y1 else 0.0
    high = float(beta.ppf(1.0 - tail, y1 + 1, y0)) if y0 else 1.0
    odds = [(p / (1.0 - p) if p < 1.0 else float("inf")) * e0 / e1 for p in (low, high)]
    return (y1 / e1) / (y0 / e0) if y0 else float("inf"), odds[0], odds[1]


def permutation_p(events: Ints, expected: Floats, treated: Bools, drawn: Bools) -> float:
    """Probability of a contrast at least this large had treatment done nothing to anybody (Fisher's exact test).

    ``drawn``: (draws, n), arms drawn again by the same design. Two-sided; the actual draw counts as one.
    """
    excess = events - expected * (events.sum() / expected.sum())

    def contrast(arms: Floats) -> Floats:
        e1, y1 = arms @ expected, arms @ excess
        e1, e0 = np.maximum(e1, 1e-300), np.maximum(expected.sum() - e1, 1e-300)
        return np.asarray(np.abs(y1 / e1 - (excess.sum() - y1) / e0))

    seen = float(contrast(treated[None, :].astype(np.float64))[0])
    return float((1 + (contrast(drawn.astype(np.float64)) >= seen * (1 - 1e-12)).sum()) / (1 + len(drawn)))


def complier_ratio(ratio: RateRatio, present_treated: float, present_held: float) -> tuple[float, float, float]:
    """The effect where presence followed the draw: value, low, high.

    ρ_c = 1 + (ρ − 1) / (d1 − d0), d the share of expected events under actual presence in each arm. It holds where the
    draw acts only through presence, and compliers' rates without it are like everybody's (per event expected). The
    uncertainty of the shares themselves is left out. NaN where presence did not follow the draw.
    """
    followed = present_treated - present_held
    if not 0.0 < followed <= 1.0:
        return float("nan"), 0.0, float("inf")
    value, low, high = (max(0.0, 1.0 + (r - 1.0) / followed) for r in (ratio.value, ratio.low, ratio.high))
    return value, low, high


def _check(events: Ints, expected: Floats, treated: Bools, probability: Floats, cluster: Ints) -> None:
    if len({len(events), len(expected), len(treated), len(probability), len(cluster)}) != 1:
        raise ValueError("events, expected, treated, probability and cluster must have one length")
    if not (np.isfinite(expected).all() and (expected > 0).all()):
        raise ValueError("expected events must be finite and greater than 0")
    if (np.asarray(events) < 0).any():
        raise ValueError("events are counts and cannot be negative")
    if not ((probability > 0) & (probability < 1)).all():
        raise ValueError("a probability of treatment lies strictly between 0 and 1")
