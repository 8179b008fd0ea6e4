"""Scores from day sums, and their intervals: whole days are drawn again, the same days for every method.

A crash on an icy morning is no lone event: what happens in one day hangs together, across cells and shifts, so the day
is the unit that is drawn (a block bootstrap; Efron 1979, doi:10.1214/aos/1176344552). Differences between methods are
taken on the same drawn days, so that a hard day is hard for both.

======  ======================================================================================
symbol  meaning
======  ======================================================================================
w_d     how often day d was drawn; 1 for every day gives the score itself
S_d     one of the day sums of :class:`~daoan.learn.outlook.tally.Tally`
score   Σ w_d S_d / Σ w_d T_d, T the sum that the score is a mean over (crashes, cell-shifts …)
AUC     Σ_j P_j (N_<j + N_j / 2) / (P N), P_j and N_j positives and negatives of class j of p
======  ======================================================================================
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.learn.outlook.tally import Tally
from daoan.terms.estimates import Estimate
from daoan.terms.frames import Floats

#: Score -> numerator and denominator among the day sums.
RATIOS = {
    "log_loss": ("log_loss", "cell_shifts"),
    "brier": ("brier", "cell_shifts"),
    "recall": ("recalled", "positives"),
    "map": ("average_precision", "periods"),
}

#: Scores of which less is better.
LESS_IS_BETTER = frozenset({"log_loss", "brier"})

#: Scores that are kept for each share of area or of time.
TOPPED = ("hit_area", "hit_time", "pai")


@dataclass(frozen=True, slots=True)
class ScoreKey:
    """Which score, and the share of area or time where it has one."""

    key: str
    top_pct: float | None = None


def score_keys(tops_pct: Sequence[float]) -> list[ScoreKey]:
    """Every score that is kept, in the order of the page."""
    topped = [ScoreKey(key, top) for key in TOPPED for top in tops_pct]
    return [*topped, *(ScoreKey(key) for key in ("recall", "map", "auc", "log_loss", "brier"))]


def draw_days(days: int, draws: int) -> Floats:
    """How often each day is drawn, (1 + draws, days); the first row is every day once. The same at every call."""
    drawn = np.random.default_rng(20191231).multinomial(days, np.full(days, 1.0 / days), size=draws)
    return np.vstack([np.ones(days), drawn])


def scores_of(tally: Tally, wanted: ScoreKey, weights: Floats) -> Floats:
    """One score on each drawing of days, (1 + draws,); NaN where a drawing has nothing to judge."""
    if wanted.key == "auc":
        return _auc(tally, weights)
    if wanted.key in RATIOS:
        part, whole = RATIOS[wanted.key]
        return _ratio(weights @ tally.sums[part], weights @ tally.sums[whole])
    name = "hit_area" if wanted.key == "pai" else wanted.key
    hit = _ratio(weights @ tally.sums[f"{name}:{wanted.top_pct:g}"], weights @ tally.sums["crashes"])
    return hit * 100.0 / wanted.top_pct if wanted.key == "pai" and wanted.top_pct else hit


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan))


def _auc(tally: Tally, weights: Floats) -> Floats:
    positive, negative = weights @ tally.positive, weights @ tally.negative
    below = np.cumsum(negative, axis=1) - negative
    won = (positive * (below + negative / 2.0)).sum(axis=1)
    return _ratio(won, positive.sum(axis=1) * negative.sum(axis=1))


def estimate_of(draws: Floats, level: float) -> Estimate | None:
    """The score with the percentile interval of its drawings; ``None`` where there was nothing to judge."""
    if not np.isfinite(draws[0]):
        return None
    low, high = np.nanquantile(draws[1:], [0.5 * (1 - level), 0.5 * (1 + level)])
    return Estimate(float(draws[0]), float(low), float(high), level)
