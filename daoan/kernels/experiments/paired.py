"""What treatment did over pairs of which a coin treated one, with an interval from the coin alone.

With y what was counted in a pair's cells, e what was expected of them (known before the coin), t and h the treated cell
and the other::

    τ̂ = Σ d_i / Σ g_i          d_i = y_t − y_h − b (e_t − e_h)          g_i = e_t (1 − c) + c e_h
    b = Σ (y_t + y_h) / Σ (e_t + e_h)                                    c = Σ e_t / Σ (e_t + e_h)

    symbol  meaning
    τ       change of a cell's outcome by treatment, as a share of what was expected of it
    b, c    the common rate, and how much of a change of it is due to the treated cells

τ̂ is Horvitz and Thompson's difference for coins of one half (1952, J. Am. Stat. Assoc. 47, 663–685, doi
10.1080/01621459.1952.10483446); the term with b has the expectation 0 and sharpens it. Where y = y_untreated + τ e,
d_i − τ g_i only changes its sign with the coin, so that turning all coins again tests it exactly (Fisher), and the τ
that are not refused are the interval. For an effect that varies between cells it holds for large numbers of pairs (Wu
and Ding 2021, J. Am. Stat. Assoc. 116, 1898–1913, doi 10.1080/01621459.2020.1750415).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Pairs up to which all coins are turned in every way.
ALL = 12
#: Draws at once, so that many pairs fit in memory.
BLOCK = 256
#: Halvings of the search for each end.
STEPS = 60


@dataclass(frozen=True, slots=True)
class PairedEffect:
    """Change by treatment as a share of what was expected, with the interval and the probability under no effect.

    ``informative``: pairs whose cells differ. Infinite ends: the pairs are too few to refuse anything.
    """

    value: float
    low: float
    high: float
    p_value: float
    pairs: int
    informative: int


def paired_effect(
    treated: Floats, held: Floats, expected_treated: Floats, expected_held: Floats, *,
    level: float = 0.95, draws: int = 1999, seed: int = 0,
) -> PairedEffect:  # fmt: skip
    """Effect over pairs (n,). For outcomes that are means give 1 as expected: the effect is in the outcome's own unit.

    Raises :class:`ValueError` where lengths differ, or something expected is not above 0.
    """
    require_pairs(treated, held, expected_treated, expected_held)
    n, whole = len(treated), float((expected_treated + expected_held).sum())
    if n == 0:
        return PairedEffect(float("nan"), float("-inf"), float("inf"), 1.0, 0, 0)
    rate, part = float((treated + held).sum()) / whole, float(expected_treated.sum()) / whole
    d = treated - held - rate * (expected_treated - expected_held)
    g = expected_treated * (1.0 - part) + part * expected_held
    turned_d, turned_g = turned(np.column_stack([d, g]), draws, seed).T
    sum_d, sum_g = float(d.sum()), float(g.sum())

    def p_of(effect: float) -> float:
        seen = abs(sum_d - effect * sum_g)
        slack = 1e-9 * (abs(sum_d) + abs(effect) * sum_g)
        return float((np.abs(turned_d - effect * turned_g) >= seen - slack).mean())

    value = sum_d / sum_g
    low, high = (interval_end(p_of, value, way, 1.0 - level) for way in (-1.0, 1.0))
    return PairedEffect(value, low, high, p_of(0.0), n, int((treated != held).sum()))


def require_pairs(treated: Floats, held: Floats, expected_treated: Floats, expected_held: Floats) -> None:
    """Raises :class:`ValueError` where lengths differ, or something expected is not above 0."""
    if len({len(treated), len(held), len(expected_treated), len(expected_held)}) != 1:
        raise ValueError("treated, held and what was expected of them must have one length")
    if not ((expected_treated > 0).all() and (expected_held > 0).all()):
        raise ValueError("expected events must be greater than 0")


def turned(columns: Floats, draws: int, seed: int) -> Floats:
    """Sums of the columns with all coins turned: in every way where they are few, else in so many drawn ones, the
    actual among them."""
    n = len(columns)
    if n <= ALL:
        return np.asarray(np.array(list(product([1.0, -1.0], repeat=n))) @ columns)
    rng, sums = np.random.default_rng(seed), [columns.sum(axis=0, keepdims=True)]
    for begin in range(0, draws, BLOCK):
        coins = rng.integers(0, 2, (min(BLOCK, draws - begin), n), dtype=np.int8)
        sums.append((2.0 * coins - 1.0) @ columns)
    return np.concatenate(sums)


def interval_end(p_of: Callable[[float], float], value: float, way: float, alpha: float) -> float:
    """Where effects begin to be refused on one side of the estimate; infinite where none is."""
    step = max(abs(value), 1e-3)
    inside, outside = value, value + way * step
    for _ in range(STEPS):
        if p_of(outside) <= alpha:
            break
        inside, step = outside, 2 * step
        outside = value + way * step
    else:
        return way * float("inf")
    for _ in range(STEPS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if p_of(middle) <= alpha else (middle, outside)
    return outside
