"""Difference in differences for counts, also where units changed at different times.

======  ==================================================================================
symbol  meaning
======  ==================================================================================
y_it    events on unit i in period t
a_i     level of the unit;  d_t  level of the period
U       cells of units not (yet) changed;  D  cells of units after their change
======  ==================================================================================

::

    ln E y_it = ln a_i + ln d_t  on U only,        ŷ_it = a_i d_t  on D,        θ = Σ_D y / Σ_D ŷ

The model is fitted to unchanged cells alone and tells what the changed ones would have had (imputation), so no unit
that changed early stands as a comparison for one that changed late, and no weight is negative. Poisson likelihood with
both effects is maximal where sums over units and over periods agree; it is found by scaling them in turn. Units with
the same start may be summed first: their levels add up, so a panel shrinks to one row a start.

Source: Borusyak, Jaravel & Spiess (2024) doi:10.1093/restud/rdae007; Wooldridge (2023) doi:10.1093/ectj/utad016 for
counts; Goodman-Bacon (2021) doi:10.1016/j.jeconom.2021.03.014 for what goes wrong with the plain two-way regression.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm
from scipy.stats import t as student

from daoan.kernels.effects.ratio import Effect, effect_of_logs

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Fewer changed units than this say too little about each other to tell how they scatter.
FEWEST_UNITS = 4

_ROUNDS, _TOLERANCE = 500, 1e-9


@dataclass(frozen=True, slots=True)
class Panel:
    """Counts (units, periods) and the period from which each unit is changed; ``periods`` or more: never."""

    counts: Floats
    start: Ints

    def __post_init__(self) -> None:
        counts, start = self.counts, self.start
        if counts.ndim != 2 or start.shape != counts.shape[:1] or not np.isfinite(counts).all() or (counts < 0).any():
            raise ValueError("a panel is a table of counts, none negative or missing, with one start a row")
        if not (start >= counts.shape[1]).any():
            raise ValueError("every unit was changed: there is none left to compare with")
        if not (start < counts.shape[1]).any():
            raise ValueError("no unit was changed inside the periods")
        if (start <= 0).any():
            raise ValueError("a unit was changed from the first period on: there is nothing before to compare with")

    @property
    def changed(self) -> Bools:
        """D: (units, periods)."""
        return np.asarray(np.arange(self.counts.shape[1])[None, :] >= self.start[:, None])


@dataclass(frozen=True, slots=True)
class Difference:
    """The effect, what was seen and expected on changed cells, and the dispersion that widened the interval."""

    effect: Effect
    seen: float
    expected: float
    dispersion: float  # variance over mean of unchanged cells, ≥ 1
    log_sd: float


def fit_levels(counts: Floats, unchanged: Bools) -> tuple[Floats, Floats]:
    """Levels a (units,) and d (periods,) of maximal Poisson likelihood on the unchanged cells.

    A unit without events has level 0, and so has a period in which no unit is unchanged: nothing can be said about it.
    """
    y = np.where(unchanged, counts, 0.0)
    by_unit, by_period = y.sum(axis=1), y.sum(axis=0)
    d = np.where(unchanged.any(axis=0), 1.0, 0.0)
    a = np.zeros(len(counts))
    for _ in range(_ROUNDS):
        a = _over(by_unit, np.asarray(unchanged @ d))
        after = _over(by_period, np.asarray(a @ unchanged))
        moved = float(np.abs(after - d).max(initial=0.0))
        d = after
        if moved <= _TOLERANCE * (1.0 + float(d.max(initial=0.0))):
            break
    return _over(by_unit, np.asarray(unchanged @ d)), d


def _over(events: Floats, exposure: Floats) -> Floats:
    return np.asarray(np.divide(events, exposure, out=np.zeros_like(events), where=exposure > 0))


def difference_in_differences(panel: Panel, *, level: float = 0.95) -> Difference:
    """The mean effect over all changed cells, weighed by what was expected there.

    The interval is the wider of two: chance with the dispersion seen on unchanged cells (holds for one changed unit),
    and the jackknife over units (holds where units have fates of their own; from :data:`FEWEST_UNITS` changed units
    on). Raises :class:`ValueError` where nothing was expected on the changed cells.
    """
    rows, starts = _by_start(panel)
    log_ratio = _log_ratio_of(starts)
    at = log_ratio(rows)
    dispersion = _dispersion(panel)
    chance = float(np.sqrt(dispersion * _delta_variance(log_ratio, rows)))
    own, units = _jackknife_sd(panel, rows, starts, log_ratio)
    normal = float(norm.ppf(0.5 + level / 2))
    half = normal * chance
    if units >= FEWEST_UNITS:
        half = max(half, float(student.ppf(0.5 + level / 2, units - 1)) * own)
    seen, expected = _seen_and_expected(rows, starts)
    return Difference(effect_of_logs(at, half / normal, normal), seen, expected, dispersion, half / normal)


def _by_start(panel: Panel) -> tuple[Floats, Ints]:
    """Rows summed by start, never-changed units last, and the start of each row."""
    starts, row = np.unique(np.minimum(panel.start, panel.counts.shape[1]), return_inverse=True)
    summed = np.zeros((len(starts), panel.counts.shape[1]))
    np.add.at(summed, row, panel.counts)
    return summed, starts


def _seen_and_expected(rows: Floats, starts: Ints) -> tuple[float, float]:
    changed = np.arange(rows.shape[1])[None, :] >= starts[:, None]
    a, d = fit_levels(rows, ~changed)
    expected = float((a[:, None] * d[None, :])[changed].sum())
    if expected <= 0:
        raise ValueError("nothing was expected on the changed units: they had no event before, or nobody had any after")
    return float(rows[changed].sum()), expected


def _log_ratio_of(starts: Ints) -> Callable[[Floats], float]:
    def log_ratio(rows: Floats) -> float:
        seen, expected = _seen_and_expected(rows, starts)
        return float(np.log((seen + 0.5) / expected))

    return log_ratio


def _delta_variance(log_ratio: Callable[[Floats], float], rows: Floats) -> float:
    """Σ (∂ ln θ / ∂ y)² y over the cells of the summed table, by central differences: chance alone, Poisson."""
    total = 0.0
    for i, t in np.ndindex(*rows.shape):
        step = max(1e-3, 1e-3 * float(rows[i, t]))
        up, down = rows.copy(), rows.copy()
        up[i, t] += step
        down[i, t] = max(float(down[i, t]) - step, 0.0)
        slope = (log_ratio(up) - log_ratio(down)) / float(up[i, t] - down[i, t])
        total += slope**2 * max(float(rows[i, t]), 0.5)
    return total


def _dispersion(panel: Panel) -> float:
    """Pearson's χ² of the unchanged cells of the table by start over its freedom; 1 at least."""
    rows, starts = _by_start(panel)
    unchanged = np.arange(rows.shape[1])[None, :] < starts[:, None]
    a, d = fit_levels(rows, unchanged)
    mean = (a[:, None] * d[None, :])[unchanged]
    freedom = int(unchanged.sum()) - len(rows) - int((d > 0).sum()) + 1
    if freedom < 1:
        return 1.0
    used = mean > 0
    return max(1.0, float(((rows[unchanged][used] - mean[used]) ** 2 / mean[used]).sum()) / freedom)


def _jackknife_sd(panel: Panel, rows: Floats, starts: Ints, log_ratio: Callable[[Floats], float]) -> tuple[float, int]:
    """Standard deviation of ln θ over leaving out one changed unit at a time, and how many there are."""
    units = np.flatnonzero(panel.start < panel.counts.shape[1])
    if len(units) < FEWEST_UNITS:
        return 0.0, len(units)
    found = []
    for i in units:
        less = rows.copy()
        less[int(np.searchsorted(starts, panel.start[i]))] -= panel.counts[i]
        try:
            found.append(log_ratio(less))
        except ValueError:
            continue
    kept = np.array(found)
    n = len(kept)
    return (float(np.sqrt((n - 1) / n * ((kept - kept.mean()) ** 2).sum())) if n > 1 else 0.0), n


def parallel_trend_p_value(changed: Floats, others: Floats) -> float:
    """Two-sided probability of so different a trend *before* the change, if both groups went alike; 1 where untold.

    ``changed`` and ``others`` (periods,) are events before. Slope of the log odds of an event being on a changed unit,
    by quasi-binomial regression, against Student's t. A large value is no proof: few events never show a difference.
    """
    both = changed + others
    kept = both > 0
    y, n, t = changed[kept], both[kept], np.arange(len(both), dtype=np.float64)[kept]
    freedom = len(y) - 2
    if freedom < 1 or y.sum() <= 0 or (n - y).sum() <= 0:
        return 1.0
    X = np.stack([np.ones(len(t)), t - t.mean()], axis=1)
    beta = np.array([np.log(y.sum() / (n - y).sum()), 0.0])
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-np.clip(X @ beta, -30, 30)))
        weight = np.maximum(n * p * (1 - p), 1e-9)
        information = (X * weight[:, None]).T @ X
        step = np.linalg.solve(information, X.T @ (y - n * p))
        beta = beta + np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < 1e-10:
            break
    dispersion = max(1.0, float(((y - n * p) ** 2 / weight).sum()) / freedom)
    sd = float(np.sqrt(dispersion * np.linalg.inv(information)[1, 1]))
    return float(2.0 * student.sf(abs(beta[1]) / sd, freedom))
