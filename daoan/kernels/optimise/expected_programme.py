"""The integer programme of :mod:`daoan.kernels.optimise.expected`: shifts with their units, tied by what moves cost."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_array, block_diag, coo_array, csr_array, eye_array, hstack, kron

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shift:
    """Demand (G,) by the set of sites that reach it (G, J), the fraction busy, and units on duty."""

    weight: Floats
    reach: Floats
    busy: float
    units: int

    @classmethod
    def of(cls, demand: Floats, busy: float, units: int, reach: Bools) -> Self:
        """Demands that the same sites reach put together; those that none reaches left out."""
        some = reach.any(axis=1) & (demand > 0)
        sets, which = np.unique(reach[some], axis=0, return_inverse=True)
        weight = np.bincount(which.ravel(), weights=demand[some], minlength=len(sets))
        return cls(weight.astype(np.float64), sets.astype(np.float64), busy, units)

    @property
    def levels(self) -> int:
        """Units that may add something where they reach."""
        return self.units if self.busy > 0 else min(1, self.units)

    def programme(self) -> tuple[Floats, csr_array]:
        """Gains of x (J,) and y (levels × G), and rows Σ_k y − n ≤ 0 (G, columns)."""
        sites = self.reach.shape[1]
        by_level = (1.0 - self.busy) * self.busy ** np.arange(self.levels)
        gain = np.concatenate([np.zeros(sites), np.outer(by_level, self.weight).ravel()])
        one = eye_array(len(self.weight))
        return gain, csr_array(hstack([csr_array(-self.reach), *[one] * self.levels]))


@dataclass(frozen=True, slots=True)
class Solved:
    """Units (T, J) by shift, None where none were found, and a bound on the value of any."""

    units: Ints | None
    bound: float


def solve_shifts(shifts: list[Shift], move_cost: Floats | None, room: Ints | None, max_nodes: int) -> Solved:
    """The best units at sites, for ``move_cost`` (J, J) between each shift and the next."""
    sites = shifts[0].reach.shape[1]
    total = sum(float(s.weight.sum()) for s in shifts)
    told = [s.programme() for s in shifts]
    starts = np.cumsum([0, *[len(gain) for gain, _ in told]])
    places = [start + np.arange(sites) for start in starts[:-1]]
    most = np.concatenate(
        [np.r_[_room(s, room, sites), np.ones(len(g) - sites)] for s, (g, _) in zip(shifts, told, strict=True)]
    )
    gain, whole = np.concatenate([g for g, _ in told]), np.zeros(starts[-1])
    whole[np.concatenate(places)] = 1.0
    rows = block_diag([r for _, r in told], format="csr")
    on_duty = coo_array(
        (np.ones(len(shifts) * sites), (np.repeat(np.arange(len(shifts)), sites), np.concatenate(places))),
        shape=(len(shifts), starts[-1]),
    ).tocsr()
    units = np.array([float(s.units) for s in shifts])
    matrix = block_array([[rows], [on_duty]], format="csr")
    low, high = np.r_[np.full(rows.shape[0], -np.inf), units], np.r_[np.zeros(rows.shape[0]), units]
    if move_cost is not None:
        flows, tie = _ties(move_cost, places, int(starts[-1]))
        change = np.diff(units)
        flow_rhs = np.concatenate([np.r_[np.zeros(2 * sites), max(0.0, -d), max(0.0, d)] for d in change])
        matrix = block_array([[matrix, None], [tie, flows]], format="csr")
        low, high = np.r_[low, flow_rhs], np.r_[high, flow_rhs]
        more = flows.shape[1]
        gain = np.r_[gain, np.tile(np.r_[-move_cost.ravel(), np.zeros(2 * sites)], len(shifts) - 1)]
        whole, most = np.r_[whole, np.zeros(more)], np.r_[most, np.full(more, np.inf)]
    # HiGHS stops at an absolute gap of 1e-6 whatever is asked: in millionths of all demand that is 1e-12 of it.
    factor = 1e6 / total if total > 0 else 1.0
    answer = milp(
        -gain * factor, integrality=whole, bounds=Bounds(0.0, most), constraints=LinearConstraint(matrix, low, high),
        options={"node_limit": max_nodes, "mip_rel_gap": 0.0},
    )  # fmt: skip
    bound = total if answer.mip_dual_bound is None else min(total, -float(answer.mip_dual_bound) / factor)
    if answer.x is None:
        return Solved(None, bound)
    return Solved(np.rint(np.stack([answer.x[p] for p in places])).astype(np.int64), bound)


def _room(shift: Shift, room: Ints | None, sites: int) -> Floats:
    return np.full(sites, float(shift.units)) if room is None else np.minimum(room, shift.units).astype(np.float64)


def _ties(move_cost: Floats, places: list[Ints], columns: int) -> tuple[csr_array, csr_array]:
    """Rows of flows for each change of shift: what leaves a site, what comes to it, who ends and who begins duty."""
    sites = len(move_cost)
    one, all_ones = eye_array(sites), np.ones((1, sites))
    leaves, comes = kron(one, all_ones), kron(all_ones, one)
    ends = csr_array(all_ones)
    block = block_array([[leaves, one, None], [comes, None, one], [None, ends, None], [None, None, ends]], format="csr")
    changes = list(pairwise(places))
    row, column = [], []
    for k, (before, after) in enumerate(changes):
        first = k * (2 * sites + 2)
        row += [first + np.arange(sites), first + sites + np.arange(sites)]
        column += [before, after]
    at = (np.concatenate(row), np.concatenate(column))
    tie = coo_array((-np.ones(len(at[0])), at), shape=(len(changes) * (2 * sites + 2), columns))
    return csr_array(block_diag([block] * len(changes), format="csr")), tie.tocsr()


def cheapest_moves(before: Ints, after: Ints, move_cost: Floats) -> Ints:
    """Units (J, J) that go from where they stand to where they are wanted; duty begins and ends where K changes."""
    sites = len(move_cost)
    at = np.arange(sites)
    flows, _ = _ties(move_cost, [at, sites + at], 2 * sites)
    change = float(after.sum() - before.sum())
    right = np.r_[before.astype(np.float64), after.astype(np.float64), max(0.0, -change), max(0.0, change)]
    cost = np.r_[move_cost.ravel(), np.zeros(2 * sites)]
    rows: Any = flows  # sparse rows, which the stubs do not know
    answer: Any = linprog(cost, A_eq=rows, b_eq=right, bounds=(0, np.inf), method="highs-ds")
    moved: Ints = np.rint(answer.x[: sites * sites]).astype(np.int64).reshape(sites, sites)
    return moved
