"""As usual: the same hours handed out in proportion to last year's raw counts, under the same limits."""

from collections.abc import Mapping
from heapq import heapify, heappop, heapreplace

import numpy as np

from daoan.act.duty.profile import WeekProfile
from daoan.act.duty.table import DutyTable
from daoan.kernels.optimise.problem import TOLERANCE, Ints


def allocate_as_usual(table: DutyTable, last_year: Mapping[str, int], profile: WeekProfile) -> Ints:
    """Visits (rows) by highest averages (D'Hondt): stretch by last year's crashes, shift by the city's week.

    Pays for travel and keeps to the caps as the plan does; visits that no longer fit are passed over.
    """
    problem, slots = table.problem, table.slots
    counts = np.array([last_year.get(e.segment_id, 0) for e in table.estimates], dtype=np.float64)
    when = np.array([profile.city[s.hours_of_week].sum() for s in slots])
    weight = np.outer(counts, when).ravel()
    units = np.zeros(len(weight), dtype=np.int64)
    opened = np.zeros(len(problem.setup), dtype=bool)
    slack = TOLERANCE * max(1.0, problem.budget)
    left, budget = problem.cap + slack, problem.budget + slack
    pool_of = problem.item_pool
    claims = [(-claim, row) for row, claim in enumerate(weight.tolist()) if claim > 0.0]
    heapify(claims)
    while claims:
        row = claims[0][1]
        group, pool = problem.group[row], pool_of[row]
        price = problem.cost[row] + (0.0 if opened[group] else problem.setup[group])
        if price > min(left[pool], budget):
            heappop(claims)
            continue
        opened[group] = True
        left[pool] -= price
        budget -= price
        units[row] += 1
        if units[row] < problem.gain.shape[1]:
            heapreplace(claims, (-weight[row] / (units[row] + 1), row))
        else:
            heappop(claims)
    return units
