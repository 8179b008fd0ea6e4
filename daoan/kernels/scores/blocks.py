"""Scores as functions of block weights, and intervals by resampling whole blocks.

Cells of one day share weather and holidays, and hours of one day share more than that; resampling (period, cell)
pairs as if each were news makes intervals too narrow. So whole blocks, usually days, are drawn with replacement.

=====  =========================================================
symbol meaning
=====  =========================================================
B      number of blocks
w_b    how often block b was drawn (1 everywhere: the score itself)
=====  =========================================================

A ratio score is Σ w_b part_b / Σ w_b whole_b; a pair score is Σ_b Σ_c w_b w_c U_bc / (Σ w_b P_b · Σ w_b N_b).
Source: Künsch (1989) doi:10.1214/aos/1176347265 on resampling blocks; Efron (1979) doi:10.1214/aos/1176344552.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Score(Protocol):
    """A figure of merit that can be worked out anew under any weighing of the blocks."""

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        ...

    def at(self, weights: Floats) -> float:
        """The score when block b counts ``weights[b]`` times; NaN where that leaves nothing to judge by."""
        ...


@dataclass(frozen=True, slots=True)
class RatioScore:
    """Σ part / Σ whole, by block: recall, hit rate, MAP, log loss, Brier."""

    part: Floats  # (blocks,)
    whole: Floats  # (blocks,)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self.part)

    def at(self, weights: Floats) -> float:
        """See :class:`Score`."""
        whole = float(weights @ self.whole)
        return float(weights @ self.part) / whole if whole > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class PairScore:
    """Share of (event, no event) pairs ranked rightly, pairs across blocks included: the area under the ROC."""

    ranked: Floats  # (blocks, blocks): pairs of an event of block b and a non-event of block c, ties counting half
    events: Floats  # (blocks,)
    others: Floats  # (blocks,)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self.events)

    def at(self, weights: Floats) -> float:
        """See :class:`Score`."""
        pairs = float(weights @ self.events) * float(weights @ self.others)
        return float(weights @ self.ranked @ weights) / pairs if pairs > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Difference:
    """A score less another on the same data, with the interval of the blocks' bootstrap."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies wholly on one side of zero."""
        return self.low > 0 or self.high < 0


def value_of(score: Score) -> float:
    """The score itself: every block once."""
    return score.at(np.ones(score.blocks))


def score_interval(score: Score, *, draws: int = 1000, level: float = 0.95, seed: int = 1) -> Difference:
    """A score with its interval by blocks."""
    return _interval(lambda w: score.at(w), score.blocks, draws, level, seed)


def difference_interval(
    score: Score, other: Score, *, draws: int = 1000, level: float = 0.95, seed: int = 1
) -> Difference:
    """``score`` less ``other``, both drawn with the same blocks. Raises ``ValueError`` where their blocks differ."""
    if score.blocks != other.blocks:
        raise ValueError(f"paired scores need the same blocks, got {score.blocks} and {other.blocks}")
    return _interval(lambda w: score.at(w) - other.at(w), score.blocks, draws, level, seed)


def block_sums(values: Floats, block: Ints, blocks: int) -> Floats:
    """Sums by block of values (periods,) or (periods, …); ``block`` (periods,) counts from 0."""
    flat = values.reshape(len(values), -1).sum(axis=1) if values.ndim > 1 else values
    return np.bincount(block, weights=flat, minlength=blocks).astype(np.float64)


def _interval(figure: "_Figure", blocks: int, draws: int, level: float, seed: int) -> Difference:
    """With fewer than two blocks nothing can be resampled, and the interval is unbounded."""
    value = figure(np.ones(blocks))
    if blocks < 2:
        return Difference(value, -np.inf, np.inf)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(blocks, np.full(blocks, 1.0 / blocks), size=draws).astype(np.float64)
    drawn = np.array([figure(w) for w in weights])
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        return Difference(value, -np.inf, np.inf)
    low, high = np.quantile(drawn, [0.5 * (1 - level), 0.5 * (1 + level)])
    return Difference(value, float(low), float(high))


class _Figure(Protocol):
    def __call__(self, weights: Floats, /) -> float: ...
