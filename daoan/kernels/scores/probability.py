"""Scores of probabilities: log loss, Brier, and whether as much happens as was said.

Log loss: −mean(y ln p + (1 − y) ln(1 − p)), p kept within [ε, 1 − ε] so that one impossible event costs much, not all.
Brier: mean (p − y)². Both are proper: no forecast that lies about p does better on average.
Source: Gneiting & Raftery (2007) doi:10.1198/016214506000001437; Wilson (1927) doi:10.1080/01621459.1927.10502953.
"""

from dataclasses import dataclass

import numpy as np

from daoan.kernels.scores.blocks import Floats, Ints, RatioScore, block_sums
from daoan.kernels.stats.intervals import normal_factor

#: Probabilities are kept this far from 0 and 1.
EPSILON = 1e-6


def log_loss(seen: Floats, probability: Floats, block: Ints, blocks: int) -> RatioScore:
    """Mean log loss per (period, cell); the event is ``seen`` > 0. Arrays (periods, cells)."""
    p = np.clip(probability, EPSILON, 1 - EPSILON)
    loss = -np.where(seen > 0, np.log(p), np.log1p(-p))
    return RatioScore(block_sums(loss, block, blocks), block_sums(np.ones_like(p), block, blocks))


def brier(seen: Floats, probability: Floats, block: Ints, blocks: int) -> RatioScore:
    """Mean squared error of the probabilities."""
    loss = (probability - (seen > 0)) ** 2
    return RatioScore(block_sums(loss, block, blocks), block_sums(np.ones_like(loss), block, blocks))


@dataclass(frozen=True, slots=True)
class Calibration:
    """By bins of the predicted probability, lowest first: what was said and what came, each (bins,)."""

    predicted: Floats  # mean probability
    observed: Floats  # share with an event
    low: Floats  # Wilson's interval of that share; it has no room for days that stray as a whole
    high: Floats
    places: Ints


def calibration(seen: Floats, probability: Floats, *, bins: int = 10, level: float = 0.95) -> Calibration:
    """Bins of equally many (period, cell) places, fewer where there are fewer places; ``level`` of the intervals."""
    z = normal_factor(level)
    p, y = probability.ravel(), (seen > 0).ravel().astype(np.float64)
    bins = max(1, min(bins, len(p)))
    place = np.empty(len(p), dtype=np.int64)
    place[np.argsort(p, kind="stable")] = np.arange(len(p)) * bins // max(len(p), 1)
    n = np.bincount(place, minlength=bins)
    size = np.maximum(n, 1)
    observed = np.bincount(place, y, bins) / size
    middle = (observed + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * np.sqrt(observed * (1 - observed) / size + z * z / (4 * size**2))
    return Calibration(np.bincount(place, p, bins) / size, observed, middle - half, middle + half, n)
