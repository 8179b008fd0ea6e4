"""Workers over periods and places: the statement of the problem and what an answer is worth.

Maximise    Σ_{s,h} w_{s,h} Φ_h(x_{s,h}) + Σ bonus of the options taken,  x_{s,h} = workers in h at places that reach s
subject to  each worker takes at most one option a period, works a sequence of periods that the graph allows, works
            every period that is forced, and so many workers take each task as it needs

=========== ==========================================================================================
s, h        cell and period; w_{s,h} ≥ 0 what there is to save
o           option of a kind of worker in a period: a place, perhaps a task there, a bonus
Φ_h(x)      step_{h,1} + … + step_{h,x}, none after K; steps do not rise
=========== ==========================================================================================

Steps q-discounted, step_k = (1-q) q^{k-1}, make it the maximal expected covering problem of Daskin (1983,
doi 10.1287/trsc.17.1.48), with q by period its time-dependent form. Reach that wanes with distance is said by cells
within cells: what is within the first ring, within the second, … each with the difference of two rings as its weight.
Then the k-th nearest worker counts with step k times its own ring, and presence stays a whole number, which keeps the
linear relaxation tight (measured: docs/decisions/deployment.md).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.kernels.optimise.patterns import Graph

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = -1


@dataclass(frozen=True, slots=True)
class Roster:
    """One problem; S cells, H periods, P places, K steps, kinds, workers W, tasks D, options in rows (kind, period).

    weight (S, H), step (H, K) not rising along k; place_ptr (P+1,), cell: what each place reaches, each cell once;
    option_ptr (kinds·H+1,), place, task (-1: none), bonus: the options; forced (kinds, H);
    kind (W,), root (W,): each worker's kind and state in ``graph``; need (D,): workers that each task takes.
    Raises :class:`ValueError` where weights or steps are negative, or steps rise.
    """

    weight: Floats
    step: Floats
    place_ptr: Ints
    cell: Ints
    option_ptr: Ints
    place: Ints
    task: Ints
    bonus: Floats
    forced: Bools
    kind: Ints
    root: Ints
    need: Ints
    graph: Graph

    def __post_init__(self) -> None:
        if not (np.isfinite(self.weight).all() and (self.weight >= 0).all() and (self.step >= 0).all()):
            raise ValueError("weights and steps are numbers ≥ 0")
        if (np.diff(self.step, axis=1) > 1e-12).any():
            raise ValueError("steps must not rise: the next worker adds no more than the last")

    @property
    def workers(self) -> int:
        """Number of workers."""
        return len(self.kind)

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.weight.shape[1])

    def options(self, kind: int, period: int) -> range:
        """Numbers of the options of a kind in a period."""
        row = kind * self.periods + period
        return range(int(self.option_ptr[row]), int(self.option_ptr[row + 1]))

    def cells(self, place: int) -> Ints:
        """Cells that a place reaches."""
        return self.cell[self.place_ptr[place] : self.place_ptr[place + 1]]

    def presence(self, taken: Ints) -> Ints:
        """x (S, H) of an answer ``taken`` (W, H): option of each worker in each period, -1 where off."""
        x = np.zeros(self.weight.shape, dtype=np.int64)
        for worker, period in np.argwhere(taken >= 0).tolist():
            x[self.cells(int(self.place[taken[worker, period]])), period] += 1
        return x

    def covered(self, x: Ints) -> Floats:
        """Φ_h(x) of every cell and period (S, H)."""
        phi = np.concatenate([np.zeros((self.periods, 1)), np.cumsum(self.step, axis=1)], axis=1)
        return np.asarray(phi[np.arange(self.periods)[None, :], np.minimum(x, self.step.shape[1])], dtype=np.float64)

    def slope(self, x: Ints) -> Floats:
        """What one more worker saves in every cell and period (S, H)."""
        steps = np.concatenate([self.step, np.zeros((self.periods, 1))], axis=1)
        rises = steps[np.arange(self.periods)[None, :], np.minimum(x, self.step.shape[1])]
        return np.asarray(self.weight * rises, dtype=np.float64)

    def saved(self, taken: Ints) -> float:
        """What an answer saves, bonuses aside."""
        return float((self.weight * self.covered(self.presence(taken))).sum())

    def worth(self, taken: Ints) -> float:
        """What an answer saves, and its bonuses."""
        return self.saved(taken) + float(self.bonus[taken[taken >= 0]].sum())

    def filled(self, taken: Ints) -> Ints:
        """Workers on each task (D,)."""
        tasks = self.task[taken[taken >= 0]]
        return np.bincount(tasks[tasks >= 0], minlength=len(self.need)).astype(np.int64)

    def allows(self, taken: Ints) -> bool:
        """Whether an answer keeps to sequences, options, forced periods and tasks."""
        h = np.arange(self.periods)
        for worker, row in enumerate(taken):
            first = self.kind[worker] * self.periods + h
            inside = (row < 0) | ((row >= self.option_ptr[first]) & (row < self.option_ptr[first + 1]))
            missing = self.forced[self.kind[worker]] & (row < 0)
            if not inside.all() or missing.any() or not self.graph.allows(int(self.root[worker]), row >= 0):
                return False
        return bool((self.filled(taken) >= self.need).all())

    def arrays(self) -> tuple[Any, ...]:
        """The arrays in the order that the compiled kernels take them; the last two: places that reach each cell."""
        order = np.argsort(self.cell, kind="stable")
        owner = np.repeat(np.arange(len(self.place_ptr) - 1), np.diff(self.place_ptr))[order]
        cell_ptr = np.searchsorted(self.cell[order], np.arange(self.weight.shape[0] + 1)).astype(np.int64)
        return (self.weight, self.step, self.place_ptr, self.cell, self.option_ptr, self.place, self.task, self.bonus,
                self.forced, self.kind, self.root, self.need, self.graph.level, self.graph.skip, self.graph.work,
                cell_ptr, owner.astype(np.int64))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rostered:
    """An answer: option of each worker in each period (W, H), its worth with bonuses, and a bound on any answer's."""

    taken: Ints
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How much better the best could be at most, as a fraction of the bound."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0
