"""What it would cost to move the hours of one placement to the next best place in the same shift."""

import numpy as np

from daoan.act.duty.table import DutyTable
from daoan.kernels.optimise.problem import Floats, Ints


def costs_of_moving(table: DutyTable, units: Ints) -> Floats:
    """For each row with visits: injuries under cover that are lost if its hours go to the best other row of its shift.

    0 for rows without visits. Entering a new beat costs its travel first, and a beat left empty gives its travel back.
    """
    problem, m = table.problem, len(table.slots)
    worth = np.concatenate([np.zeros((len(units), 1)), np.cumsum(problem.gain, axis=1)], axis=1)
    in_group = np.bincount(problem.group[units > 0], minlength=len(problem.setup))
    costs = np.zeros(len(units))
    for row in np.flatnonzero(units):
        others = np.arange(row % m, len(units), m)
        others = others[others != row]
        gained = _best_elsewhere(table, units, worth, in_group, int(row), others) if len(others) else 0.0
        costs[row] = worth[row, units[row]] - gained
    return costs


def _best_elsewhere(table: DutyTable, units: Ints, worth: Floats, in_group: Ints, row: int, others: Ints) -> float:
    problem = table.problem
    most = problem.gain.shape[1]
    own_group = problem.group[row]
    hours = problem.cost[row] * units[row]
    if in_group[own_group] == 1:
        hours += problem.setup[own_group]
    stays_open = in_group - (np.arange(len(in_group)) == own_group) > 0
    group = problem.group[others]
    fee = np.where(stays_open[group], 0.0, problem.setup[group])
    visits = np.floor((hours - fee) / problem.cost[others] + 1e-9).astype(np.int64)
    after = np.clip(units[others] + np.maximum(visits, 0), 0, most)
    return float((worth[others, after] - worth[others, units[others]]).max())
