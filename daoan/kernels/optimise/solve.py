"""The best allocation, with its bound: greedy start, prices, proof-based pruning, then HiGHS on what is left.

The limits on the search are a gap and a number of nodes, never seconds, so that the same input gives the same answer on
a busy machine. HiGHS is the one that SciPy carries; source: Huangfu & Hall 2018, doi 10.1007/s12532-017-0130-5.
"""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from daoan.kernels.optimise.bound import Prices, at_prices, bounds_if_taken, find_prices, worthy_groups
from daoan.kernels.optimise.greedy import allocate_greedily
from daoan.kernels.optimise.problem import Allocation, Bools, Floats, Ints, Problem

#: The core holds items whose first units cost so many budgets.
CORE_BUDGETS = 8

#: Most units that one search may choose among; beyond that the strongest are searched first, which proves nothing but
#: often finds a value that lets the proof prune the rest.
MOST_UNITS = 1_000


def solve(problem: Problem, *, rel_gap: float = 1e-3, max_nodes: int = 200) -> Allocation:
    """The best units found and a bound on any.

    ``rel_gap`` (fraction): an answer this close to its bound is good enough. ``max_nodes``: most branches HiGHS may
    open in one search; 0 leaves it at the greedy answer and the bound of prices.
    """
    core = _core(problem)
    small = problem.only(core)
    start = allocate_greedily(small)
    prices = find_prices(small, small.worth(start))
    units = np.zeros(len(problem.cost), dtype=np.int64)
    units[core] = _guided(small, prices, start)
    prices = at_prices(problem, prices)
    found = _answer(problem, units, prices.bound)
    if max_nodes == 0:
        return found
    bounds = bounds_if_taken(problem, prices)
    for _ in range(3):
        keep = bounds > found.value
        if found.gap <= rel_gap or not keep.any():
            break
        all_kept = int(keep.sum()) <= MOST_UNITS
        units, bound = _search(problem, keep if all_kept else _strongest(bounds), rel_gap, max_nodes)
        better = units if problem.allows(units) and problem.worth(units) > found.value else found.units
        improved = better is units
        found = _answer(problem, better, min(bound, prices.bound) if all_kept else prices.bound)
        if all_kept or not improved:
            break
    return found if (bounds > found.value).any() else _answer(problem, found.units, found.value)


def _core(problem: Problem) -> Ints:
    """Items that a start and prices are sought among: those with the best first units, worth many budgets.

    The others are not forgotten: the bound is that of the whole problem, and pruning and search see all items.
    """
    ratio = problem.gain[:, 0] / problem.cost
    order = np.argsort(-ratio, kind="stable")
    enough = int(np.searchsorted(np.cumsum(problem.cost[order]), CORE_BUDGETS * problem.budget)) + 1
    return np.sort(order[: max(enough, MOST_UNITS)]).astype(np.int64)


def _answer(problem: Problem, units: Ints, bound: float) -> Allocation:
    value = problem.worth(units)
    return Allocation(units, value, max(value, bound))


def _strongest(bounds: Floats) -> Bools:
    """The units with the highest bounds, ties included, about :data:`MOST_UNITS` of them."""
    least = np.partition(bounds.ravel(), -MOST_UNITS)[-MOST_UNITS]
    return np.asarray(bounds >= least, dtype=np.bool_)


#: Multiples of the prices at which groups are tried: dearer opens fewer, cheaper more.
FACTORS = (0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2)


def _guided(problem: Problem, prices: Prices, start: Ints) -> Ints:
    """The best of ``start`` and greedy answers confined to groups that earn their fee near the prices."""
    tries = {worthy_groups(problem, prices, factor).tobytes(): factor for factor in FACTORS}
    found = [allocate_greedily(problem, worthy_groups(problem, prices, factor)) for factor in tries.values()]
    return max([start, *found], key=problem.worth)


def _search(problem: Problem, keep: Bools, rel_gap: float, max_nodes: int) -> tuple[Ints, float]:
    """Branch and cut over the kept units. Columns: one a kept unit, then one a group that has any."""
    item, unit = np.nonzero(keep)
    groups, column_of_group = np.unique(problem.group[item], return_inverse=True)
    columns = len(item) + len(groups)
    answer = milp(
        np.r_[-problem.gain[item, unit], np.zeros(len(groups))],
        integrality=np.ones(columns, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=_limits(problem, item, groups, column_of_group),
        options={"node_limit": max_nodes, "mip_rel_gap": rel_gap, "disp": False},
    )
    units = np.zeros(len(problem.cost), dtype=np.int64)
    if answer.x is not None:
        np.add.at(units, item, (answer.x[: len(item)] > 0.5).astype(np.int64))
    bound = answer.mip_dual_bound
    return units, np.inf if bound is None else float(-bound)


def _limits(problem: Problem, item: Ints, groups: Ints, column_of_group: Ints) -> LinearConstraint:
    """Rows: the budget, one cap a pool, then "a unit only in an entered group", one a unit."""
    n, m, pools = len(item), len(groups), len(problem.cap)
    units, entries = np.arange(n), n + np.arange(m)
    links = 1 + pools + units
    rows = np.r_[np.zeros(n + m), 1 + problem.item_pool[item], 1 + problem.pool[groups], links, links].astype(np.int64)
    columns = np.r_[units, entries, units, entries, units, n + column_of_group]
    spends = np.r_[problem.cost[item], problem.setup[groups]]
    matrix = csr_matrix((np.r_[spends, spends, np.ones(n), -np.ones(n)], (rows, columns)), shape=(1 + pools + n, n + m))
    return LinearConstraint(matrix, -np.inf, np.r_[problem.budget, problem.cap, np.zeros(n)])
