"""What is kept of one judged week: sums by day, from which every score follows, also of days drawn again.

======  ===============================================================================================
symbol  meaning
======  ===============================================================================================
p       forecast probability of at least one injury crash, per period t and cell c
n       injury crashes that happened; y is 1 where n ≥ 1, else 0
a, e    of one crash's cell: places with a higher p, and places with the same p (itself too)
k       places taken, the highest first; a place is taken in part clip((k − a) / e, 0, 1): equals share
======  ===============================================================================================

Places are the cells of one period (hit rate by area, recall, average precision) or all cells and periods of one day
(hit rate by area and time). Only places that saw a crash have to be ranked, and there are few, so nothing is sorted.
Crashes that lie in no cell count as missed. Recall and average precision are counted as GSNet does, over the first K
cells of a period where K cells had a crash (Wang et al. 2021, doi:10.1609/aaai.v35i5.16566):

::

    AP = 1/K Σ_i part_i (b_i + (f_i + 1) / 2) / (a_i + (e_i + 1) / 2)

with b and f counted among the positives as a and e are among all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Floats, Ints

#: Edges of classes of ln p, for AUC and calibration: 2 % wide, so that what is tied in a class hardly matters.
LOG_EDGES = np.linspace(np.log(1e-7), 0.0, 801)

_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Happened:
    """What happened in the periods of a forecast: crashes by period and cell, and those in no cell."""

    counts: Ints  # (periods, cells)
    outside: Ints  # (periods,)
    shifts: int  # periods of a day

    @property
    def days(self) -> int:
        """How many days were forecast."""
        return len(self.outside) // self.shifts


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sums by day of one method; ``sums`` by name (days,), classes of p by day (days, classes)."""

    sums: Mapping[str, Floats]
    positive: Ints  # cell-shifts with a crash, by class of p
    negative: Ints  # and without
    predicted: Floats  # sum of p, by class


def tally_week(p: Floats, happened: Happened, tops_pct: Sequence[float]) -> Tally:
    """Sums of one method's forecast (periods, cells) over what happened. ``tops_pct``: shares of area and of time."""
    counts, shifts = happened.counts, happened.shifts
    y = counts > 0
    row, cell = np.nonzero(y)
    crashes = counts[row, cell].astype(np.float64)
    rounded = np.round(p, 12)
    above, equal = _stand(rounded, row, cell)
    by_day = rounded.reshape(-1, shifts * p.shape[1])
    above_day, equal_day = _stand(by_day, row // shifts, row % shifts * p.shape[1] + cell)
    p_safe = np.clip(p, _LEAST, 1.0 - _LEAST)
    periods = {
        "log_loss": -np.where(y, np.log(p_safe), np.log1p(-p_safe)).sum(axis=1),
        "brier": ((y - p) ** 2).sum(axis=1),
        "cell_shifts": np.full(len(p), float(p.shape[1])),
        "crashes": counts.sum(axis=1) + happened.outside.astype(np.float64),
        "positives": y.sum(axis=1).astype(np.float64),
        **_in_order(row, above, equal, len(p)),
    }
    for top in tops_pct:
        part = np.clip((top / 100.0 * p.shape[1] - above) / equal, 0.0, 1.0)
        periods[f"hit_area:{top:g}"] = np.bincount(row, part * crashes, len(p))
        part = np.clip((top / 100.0 * p.shape[1] * shifts - above_day) / equal_day, 0.0, 1.0)
        periods[f"hit_time:{top:g}"] = np.bincount(row, part * crashes, len(p))
    sums = {name: values.reshape(-1, shifts).sum(axis=1) for name, values in periods.items()}
    return Tally(sums, *_classes(p, y, shifts))


def _stand(p: Floats, row: Ints, cell: Ints) -> tuple[Floats, Floats]:
    """For each place with a crash: how many places of its row stand above it, and how many beside it."""
    if not len(row):
        return np.zeros(0), np.ones(0)
    own = p[row, cell][:, None]
    rows = p[row]
    return (rows > own).sum(axis=1).astype(np.float64), (rows == own).sum(axis=1).astype(np.float64)


def _in_order(row: Ints, above: Floats, equal: Floats, periods: int) -> dict[str, Floats]:
    """Of each period: positives among its first K cells, and average precision; 0 where K is 0."""
    positives = np.bincount(row, minlength=periods)
    part = np.clip((positives[row] - above) / equal, 0.0, 1.0)
    same = row[:, None] == row[None, :]
    b = (same & (above[None, :] < above[:, None])).sum(axis=1)
    f = (same & (above[None, :] == above[:, None])).sum(axis=1)
    precision = part * (b + (f + 1) / 2.0) / (above + (equal + 1) / 2.0)
    average = np.bincount(row, precision, periods) / np.maximum(positives, 1)
    return {
        "recalled": np.bincount(row, part, periods).astype(np.float64),
        "average_precision": average,
        "periods": np.ones(periods),
    }


def _classes(p: Floats, y: np.ndarray, shifts: int) -> tuple[Ints, Ints, Floats]:
    """Cell-shifts with and without a crash, and the sum of p, by day and class of p."""
    classes = len(LOG_EDGES) + 1
    with np.errstate(divide="ignore"):
        at = np.searchsorted(LOG_EDGES, np.log(p))
    day = np.repeat(np.arange(len(p) // shifts), shifts)[:, None]
    place = (day * classes + at).ravel()
    size = (len(p) // shifts) * classes
    shape = (len(p) // shifts, classes)
    all_of = np.bincount(place, minlength=size).reshape(shape)
    positive = np.bincount(place[y.ravel()], minlength=size).reshape(shape)
    predicted = np.bincount(place, p.ravel(), size).astype(np.float64).reshape(shape)
    return positive.astype(np.int64), (all_of - positive).astype(np.int64), predicted


def join(tallies: Sequence[Tally]) -> Tally:
    """The days of several weeks behind one another."""
    return Tally(
        {name: np.concatenate([t.sums[name] for t in tallies]) for name in tallies[0].sums},
        np.concatenate([t.positive for t in tallies]),
        np.concatenate([t.negative for t in tallies]),
        np.concatenate([t.predicted for t in tallies]),
    )
