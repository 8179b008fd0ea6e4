"""Walk the ladder over the record once, and correct its rungs by a regression on what followed.

The regression sees each (period, cell) place with the ratios that its own past gave it, so it learns how far they can
be trusted out of sample. All places with a crash are looked at and a seeded draw of the others, weighted back: what a
draw of quiet places adds to the error is far below what the crashes leave open. King & Zeng (2001)
doi:10.1093/oxfordjournals.pan.a004868.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from daoan.assess.forecast.covariates import Covariates, choose_covariates
from daoan.assess.forecast.panel import Panel
from daoan.assess.forecast.structure import Structure, groups_of, neighbours_of
from daoan.kernels.stats.cloglog import RateFit, fit_rate
from daoan.kernels.stats.ladder import Climb, Neighbours, State, climb, empty_state
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack

#: Days walked, or predicted, at a time: the ratios of all rungs are held for no more.
CHUNK_DAYS = 32


@dataclass(frozen=True, slots=True)
class Places:
    """(period, cell) places to learn from, one a row."""

    row: Ints  # period
    cell: Ints
    log_ratio: Floats  # (places, rungs)
    count: Floats
    log_mean: Floats  # log of what the ladder alone expects to be reported
    weight: Floats


@dataclass(frozen=True, slots=True)
class Walk:
    """The ladder's states at the days asked for, and the places met on the way."""

    states: dict[int, State]
    places: Places


@dataclass(frozen=True, slots=True)
class Correction:
    """What the regression says: log rate = log of the ladder's + [1, rungs, covariates] β."""

    covariates: Covariates
    fit: RateFit
    crashes_per_rate: float  # counts per unit of the rate; 1 where counts are Poisson


def walk(
    panel: Panel, structure: Structure, start: Floats, checkpoints: Sequence[int], first_day: int, pack: RulePack
) -> Walk:
    """Climb from the first day to the last checkpoint; places are kept from ``first_day`` on.

    ``checkpoints`` are days, ascending: the state at each is that before the day itself is seen.
    """
    neighbours = neighbours_of(panel, float(pack.get("neighbours.reach_cells")))
    state = empty_state(structure.rungs, panel.periods_per_day, panel.cells)
    states, kept = {}, []
    most, seed = int(pack.get("stacking.most_rows")), int(pack.get("stacking.seed"))
    days = min(int(pack.get("stacking.learn_days")), checkpoints[0] - first_day)
    share = min(1.0, most / max(days * panel.periods_per_day * panel.cells, 1))
    edges = sorted({0, first_day, *checkpoints})
    for begin, end in pairwise(edges):
        if begin in checkpoints:
            states[begin] = state
        tell = begin >= first_day
        for first, last in _chunks(begin, end):
            state, told = climb_days(panel, structure, state, start, neighbours, first, last, tell=tell)
            if tell:
                kept.append(_places_of(panel, structure, start, told, first, share, seed))
    states[edges[-1]] = state
    return Walk(states, _joined(kept, len(structure.rungs)))


def climb_days(
    panel: Panel,
    structure: Structure,
    state: State,
    start: Floats,
    neighbours: Neighbours,
    first: int,
    last: int,
    *,
    tell: bool,
) -> tuple[State, Climb]:
    """The ladder over the days ``first`` to ``last`` (not included) of a panel."""
    per_day = panel.periods_per_day
    rows = slice(first * per_day, last * per_day)
    counts = np.full(((last - first) * per_day, panel.cells), np.nan)
    counts[: len(panel.counts[rows])] = panel.counts[rows]
    reported = np.ones(len(counts))
    if panel.completeness is not None:
        reported[: len(panel.counts[rows])] = panel.completeness[rows]
    return climb(
        structure.rungs,
        state,
        counts.reshape(last - first, per_day, panel.cells),
        reported.reshape(last - first, per_day),
        groups_of(structure, panel)[:, first:last],
        start,
        neighbours,
        tell=tell,
    )


def correct(panel: Panel, structure: Structure, places: Places, rows: Ints, pack: RulePack) -> Correction:
    """Fit the regression to the places within ``rows`` (first and after-last row)."""
    inside = (places.row >= rows[0]) & (places.row < rows[1])
    row, cell = places.row[inside], places.cell[inside]
    covariates = choose_covariates(panel, np.arange(rows[0], rows[1]))
    unique, back = np.unique(row, return_inverse=True)
    known = covariates.values(panel, unique)[back, :, cell]
    ratios, weight = places.log_ratio[inside], places.weight[inside]
    spread = np.sqrt(np.average((ratios - np.average(ratios, axis=0, weights=weight)) ** 2, axis=0, weights=weight))
    precision = np.concatenate(
        [
            np.zeros(1),
            (spread / float(pack.get("stacking.rung_sd"))) ** 2 + structure.power_sd**-2.0,
            np.full(len(covariates.names), float(pack.get("stacking.covariate_sd")) ** -2.0),
        ]
    )
    X = np.column_stack([np.ones(len(row)), ratios, known])
    count = places.count[inside]
    fit = fit_rate((count > 0).astype(np.float64), X, places.log_mean[inside], weight, precision)
    rate = weight @ np.exp(places.log_mean[inside] + X @ fit.beta)
    return Correction(covariates, fit, float((weight @ count + 1.0) / (rate + 1.0)))


def log_mean_of(structure: Structure, start: Floats, log_ratio: Floats) -> Floats:
    """Log of what the ladder expects, (days, periods, cells), from its ratios (days, rungs, periods, cells)."""
    return np.asarray(np.log(start) + np.tensordot(log_ratio, structure.rungs.passes, axes=(1, 0)))


def _places_of(
    panel: Panel, structure: Structure, start: Floats, told: Climb, first: int, share: float, seed: int
) -> Places:
    days, rungs, periods, cells = told.log_ratio.shape
    row0 = first * periods
    counts = panel.counts[row0 : row0 + days * periods]
    rng = np.random.default_rng([seed, first])
    known = np.isfinite(counts)
    chosen = known & ((np.nan_to_num(counts) > 0) | (rng.random(counts.shape) < share))
    at, cell = np.nonzero(chosen)
    count = counts[at, cell]
    by_row = np.moveaxis(told.log_ratio, 1, 3).reshape(days * periods, cells, rungs)
    mean = log_mean_of(structure, start, told.log_ratio).reshape(days * periods, cells)[at, cell]
    if panel.completeness is not None:
        mean = mean + np.log(panel.completeness[row0 + at])
    return Places(row0 + at, cell, by_row[at, cell], count, mean, np.where(count > 0, 1.0, 1.0 / share))


def _joined(kept: list[Places], rungs: int) -> Places:
    if not kept:
        none = np.zeros(0)
        return Places(none.astype(np.int64), none.astype(np.int64), np.zeros((0, rungs)), none, none, none)
    return Places(*(np.concatenate([getattr(p, name) for p in kept]) for name in Places.__slots__))


def _chunks(begin: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(begin, end, CHUNK_DAYS):
        yield first, min(first + CHUNK_DAYS, end)
