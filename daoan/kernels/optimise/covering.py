"""Choose sites of several kinds, so many of each, where what two sites reach can be saved only once.

Maximise    f(S) = Σ_c mass_c · (1 − Π_{s∈S, s reaches c} (1 − effect_s))
subject to  |S ∩ kind k| ≤ limit_k, and at least ``least`` of each kind in each group, as far as sites and limit go

=========== =========================================================================
c, mass_c   cell and what can be lost in it, ≥ 0
s, effect_s site and the share of every cell in reach that it saves, in [0, 1]
=========== =========================================================================

f is monotone and submodular. Where no cell is reached twice it is additive and taking the best first is exact; else the
greedy answer is worth at least half of the best, and the bound tells how far it is from it:

    f(best) ≤ f(S) + Σ_k (sum of the limit_k largest gains that sites of kind k would still add to S),  for every S

Sources: Nemhauser, Wolsey & Fisher 1978, doi 10.1007/BF01588971 (bound); Minoux 1978, doi 10.1007/BFb0006528 (lazy
greedy); Fisher, Nemhauser & Wolsey 1978, doi 10.1007/BFb0121195 (one half, for limits by kind).
"""

import heapq
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: At so many points of the way the bound is asked for; the lowest counts.
CHECKS = 8


@dataclass(frozen=True, slots=True)
class Covering:
    """Sites (n,) with effect, kind and group; pairs (m,) of site and cell in its reach; mass of cells; limit by kind.

    Raises :class:`ValueError` where effects lie outside [0, 1] or masses are negative.
    """

    effect: Floats
    kind: Ints
    group: Ints
    pair_site: Ints
    pair_cell: Ints
    mass: Floats
    limit: Ints
    least: int = 0

    def __post_init__(self) -> None:
        if ((self.effect < 0) | (self.effect > 1)).any() or (self.mass < 0).any():
            raise ValueError("effects lie between 0 and 1, and masses are not negative")

    def gains(self, left: Floats) -> Floats:
        """What each site would add (n,) where ``left`` of each cell (fraction) is not saved yet."""
        reached = np.bincount(self.pair_site, weights=(self.mass * left)[self.pair_cell], minlength=len(self.effect))
        return np.asarray(self.effect * reached, dtype=np.float64)

    @property
    def additive(self) -> bool:
        """Whether no cell with any mass is reached by two sites of kinds that may be taken."""
        may = self.limit[self.kind[self.pair_site]] > 0
        reached = np.bincount(self.pair_cell[may], minlength=len(self.mass))
        return not ((reached > 1) & (self.mass > 0)).any()


@dataclass(frozen=True, slots=True)
class Covered:
    """Sites in the order in which they were taken, what each added, and a bound on any choice within the limits.

    The bound does not know of ``least``, so that the gap holds the price of it too.
    """

    sites: Ints
    gain: Floats
    bound: float

    @property
    def value(self) -> float:
        """What all of them save."""
        return float(self.gain.sum())

    @property
    def gap(self) -> float:
        """How much better any choice could be at most, as a fraction of the bound."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def cover(problem: Covering) -> Covered:
    """Take the site that adds most, again and again. Equal gains: the one that stands first."""
    cells = _cells_by_site(problem)
    left = np.ones(len(problem.mass))
    first = problem.gains(left)
    heap = [(-gain, site) for site, gain in enumerate(first) if gain > 0]
    heapq.heapify(heap)
    room = _Room(problem)
    chosen: list[int] = []
    gains: list[float] = []
    bound = _bound(problem, left, 0.0, chosen)
    every = max(1, int(problem.limit.sum()) // CHECKS)
    while heap:
        stale, site = heapq.heappop(heap)
        if not room.has(site):  # and never will: room that is kept for others is not given back
            continue
        gain = float(problem.effect[site] * (problem.mass * left)[cells[site]].sum())
        if gain < -stale:
            if gain > 0:
                heapq.heappush(heap, (-gain, site))
            continue
        room.take(site)
        chosen.append(site)
        gains.append(gain)
        left[cells[site]] *= 1.0 - problem.effect[site]
        if len(chosen) % every == 0:
            bound = min(bound, _bound(problem, left, sum(gains), chosen))
    value = sum(gains)
    bound = max(value, min(bound, _bound(problem, left, value, chosen)))
    return Covered(np.array(chosen, dtype=np.int64), np.array(gains, dtype=np.float64), bound)


class _Room:
    """How many sites may still be taken, with what must be kept for groups that have too few."""

    def __init__(self, problem: Covering) -> None:
        self.problem = problem
        self.left = problem.limit.copy()
        self.owed: dict[tuple[int, int], int] = {}
        for kind in range(len(problem.limit)):
            groups, there = np.unique(problem.group[problem.kind == kind], return_counts=True)
            room = int(problem.limit[kind])
            for group, sites in sorted(zip(groups.tolist(), there.tolist(), strict=True)):
                owed = min(problem.least, sites, room)
                room -= owed
                self.owed[kind, group] = owed

    def has(self, site: int) -> bool:
        kind, group = int(self.problem.kind[site]), int(self.problem.group[site])
        if self.left[kind] <= 0:
            return False
        kept = sum(owed for (k, _), owed in self.owed.items() if k == kind)
        return self.owed[kind, group] > 0 or int(self.left[kind]) > kept

    def take(self, site: int) -> None:
        kind, group = int(self.problem.kind[site]), int(self.problem.group[site])
        self.left[kind] -= 1
        self.owed[kind, group] = max(0, self.owed[kind, group] - 1)


def _cells_by_site(problem: Covering) -> list[Ints]:
    order = np.argsort(problem.pair_site, kind="stable")
    edges = np.searchsorted(problem.pair_site[order], np.arange(len(problem.effect) + 1))
    return [problem.pair_cell[order[a:b]] for a, b in pairwise(edges)]


def _bound(problem: Covering, left: Floats, value: float, chosen: list[int]) -> float:
    gains = problem.gains(left)
    gains[chosen] = 0.0
    total = value
    for kind, limit in enumerate(problem.limit):
        own = gains[problem.kind == kind]
        total += float(np.sort(own)[::-1][: int(limit)].sum())
    return total
