"""By what factor treatment changed a count over pairs of which a coin treated one, with an interval from the coin
alone.

With y what was counted in a pair's cells, e what was expected of them (known before the coin, on any common scale), t
and h the treated cell and the other, ρ the factor and u = 1 / ρ::

    d_i(u) = u a_i − c_i      a_i = y_t − B_t (e_t − e_h)      c_i = y_h + B_h (e_t − e_h)
    B_t = Σ y_t / Σ (e_t + e_h)      B_h = Σ y_h / Σ (e_t + e_h)      ρ̂ = Σ a_i / Σ c_i

Where treatment multiplies a cell's count by ρ, d_i(1/ρ) only changes its sign with the coin, so that turning all coins
again tests ρ, as in :mod:`~daoan.kernels.experiments.paired`; the ρ that are not refused are the interval. Unlike the
difference there, a season or a habit of recording that both cells share multiplies out. At ρ = 1 both tests are one.
"""

import numpy as np

from daoan.kernels.experiments.paired import Floats, PairedEffect, interval_end, require_pairs, turned


def paired_ratio(
    treated: Floats, held: Floats, expected_treated: Floats, expected_held: Floats, *,
    level: float = 0.95, draws: int = 1999, seed: int = 0,
) -> PairedEffect:  # fmt: skip
    """Change over pairs (n,): value, low and high are ρ − 1, so that -0.2 is a fifth less.

    Raises :class:`ValueError` where lengths differ, or something expected is not above 0. Without anything counted in
    one arm the value is -1 or infinite.
    """
    require_pairs(treated, held, expected_treated, expected_held)
    n, whole = len(treated), float((expected_treated + expected_held).sum())
    if n == 0:
        return PairedEffect(float("nan"), -1.0, float("inf"), 1.0, 0, 0)
    apart = expected_treated - expected_held
    a = treated - float(treated.sum()) / whole * apart
    c = held + float(held.sum()) / whole * apart
    turned_a, turned_c = turned(np.column_stack([a, c]), draws, seed).T
    sum_a, sum_c = float(a.sum()), float(c.sum())

    def p_of(u: float) -> float:
        seen = abs(u * sum_a - sum_c)
        slack = 1e-9 * (abs(u * sum_a) + abs(sum_c))
        return float((np.abs(u * turned_a - turned_c) >= seen - slack).mean())

    informative = int((treated != held).sum())
    if sum_a <= 0 or sum_c <= 0:
        value = -1.0 if sum_a <= 0 < sum_c else float("inf") if sum_c <= 0 < sum_a else float("nan")
        return PairedEffect(value, -1.0, float("inf"), p_of(1.0), n, informative)
    low_u, high_u = (interval_end(p_of, sum_c / sum_a, way, 1.0 - level) for way in (-1.0, 1.0))
    low = 1.0 / high_u - 1.0
    high = 1.0 / low_u - 1.0 if low_u > 0 else float("inf")
    return PairedEffect(sum_a / sum_c - 1.0, low, high, p_of(1.0), n, informative)
