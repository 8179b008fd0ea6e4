"""The obvious allocation: always take what gives most for its cost, entry fee included."""

import numpy as np

from daoan.kernels.optimise.problem import TOLERANCE, Bools, Floats, Ints, Problem


def allocate_greedily(problem: Problem, allowed: Bools | None = None) -> Ints:
    """Units (n,) found by taking, again and again, the unit or the opening of a group with the best gain per cost.

    A closed group is judged by the best run of its own units: gain of the run over its cost plus the fee. Optimal where
    no group has a fee and all costs are equal; a good start otherwise. ``allowed`` (G,): groups that may be used.
    """
    if allowed is None:
        return _allocate(problem)
    rows = np.flatnonzero(allowed[problem.group])
    units = np.zeros(len(problem.cost), dtype=np.int64)
    units[rows] = _allocate(problem.only(rows))
    return units


def _allocate(problem: Problem) -> Ints:
    n, most = problem.gain.shape
    units = np.zeros(n, dtype=np.int64)
    slack = TOLERANCE * max(1.0, problem.budget)
    left, budget = problem.cap + slack, problem.budget + slack
    is_open = problem.setup <= 0
    entry = best_run_ratios(problem)
    cheapest = _cheapest_unit(problem)
    upcoming = problem.gain[:, 0] / problem.cost if n else np.zeros(0)
    while n:
        room = np.minimum(left, budget)
        can_take = is_open[problem.group] & (problem.cost <= room[problem.item_pool])
        can_open = ~is_open & (problem.setup + cheapest <= room[problem.pool])
        item = int(np.argmax(np.where(can_take, upcoming, 0.0)))
        group = int(np.argmax(np.where(can_open, entry, 0.0)))
        unit_ratio = upcoming[item] if can_take[item] else 0.0
        if can_open[group] and entry[group] > unit_ratio:
            is_open[group] = True
            spent, pool = problem.setup[group], problem.pool[group]
        elif unit_ratio > 0:
            units[item] += 1
            upcoming[item] = problem.gain[item, units[item]] / problem.cost[item] if units[item] < most else 0.0
            spent, pool = problem.cost[item], problem.item_pool[item]
        else:
            break
        left[pool] -= spent
        budget -= spent
    return units


def best_run_ratios(problem: Problem) -> Floats:
    """Best gain per cost of entering each group (G,): over the first units of it, best first, fee included."""
    most = problem.gain.shape[1]
    gain = problem.gain.ravel()
    cost = np.repeat(problem.cost, most)
    group = np.repeat(problem.group, most)
    order = np.lexsort((-gain / cost, group))
    best = np.zeros(len(problem.setup))
    if not len(order):
        return best
    gain, cost, group = gain[order], cost[order], group[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    run = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(group)]))
    total_gain, total_cost = np.cumsum(gain), np.cumsum(cost)
    total_gain = total_gain - (total_gain[starts] - gain[starts])[run]
    total_cost = total_cost - (total_cost[starts] - cost[starts])[run]
    np.maximum.at(best, group, total_gain / (total_cost + problem.setup[group]))
    return best


def _cheapest_unit(problem: Problem) -> Floats:
    cheapest = np.full(len(problem.setup), np.inf)
    np.minimum.at(cheapest, problem.group, problem.cost)
    return cheapest
