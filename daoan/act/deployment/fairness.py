"""Whole weeks handed out among units that nothing tells apart, so that nights and weekends even out over the weeks.

Among units of one kind the sequences are matched to units (assignment problem, solved exactly) so that

    Σ_u  a (nights remembered + nights now)² + b (weekend shifts remembered + now)²

is least; what the plan prevents does not change. Only a sequence that a unit's rest rules allow can become its own.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment

from daoan.act.deployment.building import Built
from daoan.kernels.optimise.roster import Ints
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.rulepacks import RulePack

#: Dearer than any unfairness.
NEVER = 1e12


def share_out(request: DeploymentRequest, built: Built, taken: Ints, pack: RulePack) -> Ints:
    """The same answer with rows (units) exchanged within kinds."""
    roster = built.roster
    night = np.array([w.night is not None for w in built.windows])
    weekend = np.array([w.weekend for w in built.windows])
    a, b = float(pack.get("fairness.night")), float(pack.get("fairness.weekend"))
    shared = taken.copy()
    for kind in np.unique(roster.kind):
        units = np.flatnonzero(roster.kind == kind)
        worked = taken[units] >= 0
        cost = np.full((len(units), len(units)), NEVER)
        for i, u in enumerate(units.tolist()):
            past = request.units[u].past
            nights = past.nights_remembered + (worked & night).sum(axis=1)
            weekends = past.weekends_remembered + (worked & weekend).sum(axis=1)
            allowed = np.array([roster.graph.allows(int(roster.root[u]), row) for row in worked])
            cost[i, allowed] = (a * nights**2 + b * weekends**2)[allowed]
        rows, columns = linear_sum_assignment(cost)
        shared[units[rows]] = taken[units[columns]]
    return shared
