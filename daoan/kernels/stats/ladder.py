"""A ladder of shrunken ratios: expected counts by ever finer groups, learnt day by day from the days before.

======  ============================================================================================
symbol  meaning
======  ============================================================================================
y_dpc   count on day d in period p of cell c; NaN: not known
a_dp    share of the counts that is already reported
μ_r     expected count before rung r: the start, raised by the rungs below
s, e    what an entry of the rung (a group of days × period × cell) has seen, and what was expected of it
k_r     prior strength of the rung, in events: belief in "nothing special"
ρ_r     ratio of the entry: (s + k_r) / (e + k_r)
π_r     how much of it is handed on
======  ============================================================================================

On each day, before it is looked at::

    ρ_r = (s + k_r) / (e + k_r),        μ_{r+1} = μ_r · ρ_r^π_r

and after it, for every known y:  s ← s + y,  e ← e + a · μ_r.  Each ratio is the posterior mean of a gamma factor with
mean 1 and shape k_r. A rung may forget: s and e shrink by a constant factor a day, towards "nothing special lately".
Source: gamma–Poisson shrinkage, Clayton & Kaldor (1987) doi:10.2307/2532003; judging one step ahead, Dawid (1984)
doi:10.2307/2981683.
"""

import math
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: What the entries of a rung are: one for all cells, one a cell seen through its neighbours, one a cell.
WHOLE, AROUND, CELL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Rungs:
    """The structure of a ladder; arrays (rungs,), from the lowest up."""

    place: Ints  # WHOLE, AROUND or CELL
    by_period: Ints  # 1: an entry a period of the day, 0: one for the day
    groups: Ints  # number of groups of days
    keep: Floats  # factor a day; 1 never forgets
    passes: Floats  # π
    strength: Floats  # k, events, > 0

    def __len__(self) -> int:
        return len(self.place)

    def offsets(self, periods: int, cells: int) -> Ints:
        """Where each rung's entries begin in the flat state, and where the last ends, (rungs + 1,)."""
        size = self.groups * np.where(self.by_period == 1, periods, 1) * np.where(self.place == WHOLE, 1, cells)
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(size)])


@dataclass(frozen=True, slots=True)
class State:
    """What the ladder has learnt so far. Never changed in place: :func:`climb` answers a new one."""

    seen: Floats  # s, flat
    expected: Floats  # e


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who is seen around whom, by source: source c speaks at ``target[start[c]:start[c + 1]]`` with ``weight``."""

    start: Ints
    target: Ints
    weight: Floats


@dataclass(frozen=True, slots=True)
class Climb:
    """Ratios of some days, each from the days before it."""

    log_ratio: Floats  # (days, rungs, periods, cells)
    events: Floats  # s + k, how much each ratio rests on; as log_ratio


def find_neighbours(x_m: Floats, y_m: Floats, reach_m: float) -> Neighbours:
    """Gaussian weights of deviation ``reach_m`` up to 2.5 deviations, without the cell itself.

    Weights are scaled so that a weighted sum of Poisson counts has its mean as its variance, and so counts as events.
    """
    n = len(x_m)
    tree = cKDTree(np.column_stack([x_m, y_m]))
    pairs = tree.query_pairs(2.5 * reach_m, output_type="ndarray")
    source, target = np.r_[pairs[:, 0], pairs[:, 1]], np.r_[pairs[:, 1], pairs[:, 0]]
    weight = np.exp(-0.5 * ((x_m[source] - x_m[target]) ** 2 + (y_m[source] - y_m[target]) ** 2) / reach_m**2)
    total = np.bincount(target, weight, n) / np.maximum(np.bincount(target, weight**2, n), 1e-300)
    lists = csr_matrix((weight * total[target], (source, target)), shape=(n, n))
    return Neighbours(lists.indptr.astype(np.int64), lists.indices.astype(np.int64), lists.data.astype(np.float64))


def empty_state(rungs: Rungs, periods: int, cells: int) -> State:
    """Nothing seen, nothing expected."""
    entries = int(rungs.offsets(periods, cells)[-1])
    return State(np.zeros(entries), np.zeros(entries))


def climb(
    rungs: Rungs,
    state: State,
    counts: Floats,
    reported: Floats,
    group: Ints,
    start: Floats,
    neighbours: Neighbours,
    *,
    tell: bool = True,
) -> tuple[State, Climb]:
    """Go through some days in order: what was expected on each, and the state after the last.

    ``counts`` (days, periods, cells) with NaN where not known, ``reported`` (days, periods) the share a in (0, 1],
    ``group`` (rungs, days) the group each day belongs to, ``start`` (cells,) the expected count per period before the
    first rung. Without ``tell`` the ratios are not kept and the answered arrays are empty.
    """
    days, periods, cells = counts.shape
    seen, expected = state.seen.copy(), state.expected.copy()
    told = (days if tell else 0, len(rungs), periods, cells)
    log_ratio, events = np.empty(told), np.empty(told)
    _climb(
        np.ascontiguousarray(counts, dtype=np.float64),
        np.ascontiguousarray(reported, dtype=np.float64),
        np.ascontiguousarray(group, dtype=np.int64),
        start,
        rungs.place,
        rungs.by_period,
        rungs.keep,
        rungs.passes,
        rungs.strength,
        rungs.offsets(periods, cells),
        neighbours.start,
        neighbours.target,
        neighbours.weight,
        seen,
        expected,
        log_ratio,
        events,
        tell,
    )
    return State(seen, expected), Climb(log_ratio, events)


@numba.njit(cache=True)
def _climb(
    counts: Floats,
    reported: Floats,
    group: Ints,
    start: Floats,
    place: Ints,
    by_period: Ints,
    keep: Floats,
    passes: Floats,
    strength: Floats,
    offset: Ints,
    nb_start: Ints,
    nb_target: Ints,
    nb_weight: Floats,
    seen: Floats,
    expected: Floats,
    log_ratio: Floats,
    events: Floats,
    tell: bool,
) -> None:
    days, periods, cells = counts.shape
    rungs = len(place)
    mean = np.empty((rungs, periods, cells))  # μ_r of each rung
    for d in range(days):
        now = np.empty((periods, cells))
        for p in range(periods):
            now[p] = start
        for r in range(rungs):
            mean[r] = now
            wide = 1 if place[r] == WHOLE else cells
            tall = periods if by_period[r] == 1 else 1
            first = offset[r] + group[r, d] * tall * wide
            for p in range(periods):
                row = first + (p if tall > 1 else 0) * wide
                held, logged, raised = 0.0, 0.0, 1.0
                for c in range(cells):
                    if c < wide:  # one entry for all cells is worked out once
                        held = seen[row + c] + strength[r]
                        ratio = held / (expected[row + c] + strength[r])
                        raised = _raise(ratio, passes[r])
                        logged = np.log(ratio) if tell else 0.0
                    now[p, c] *= raised
                    if tell:
                        log_ratio[d, r, p, c] = logged
                        events[d, r, p, c] = held
        for r in range(rungs):
            if keep[r] < 1.0:
                seen[offset[r] : offset[r + 1]] *= keep[r]
                expected[offset[r] : offset[r + 1]] *= keep[r]
            wide = 1 if place[r] == WHOLE else cells
            tall = periods if by_period[r] == 1 else 1
            first = offset[r] + group[r, d] * tall * wide
            for p in range(periods):
                row = first + (p if tall > 1 else 0) * wide
                for c in range(cells):
                    y = counts[d, p, c]
                    if np.isnan(y):
                        continue
                    mu = reported[d, p] * mean[r, p, c]
                    if place[r] == AROUND:
                        for j in range(nb_start[c], nb_start[c + 1]):
                            w = nb_weight[j]
                            seen[row + nb_target[j]] += w * y
                            expected[row + nb_target[j]] += w * mu
                    else:
                        entry = row + (c if wide > 1 else 0)
                        seen[entry] += y
                        expected[entry] += mu


@numba.njit(cache=True)
def _raise(ratio: float, power: float) -> float:
    """ratio^power, without the dear general case where there is a cheaper one."""
    if power == 1.0:
        return ratio
    return math.sqrt(ratio) if power == 0.5 else ratio**power
