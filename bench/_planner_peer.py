"""spopt with CBC on one instance: ``python -m bench._planner_peer median|cover FILE.npz``; one JSON line of figures.

Runs in the environment of ``scripts/peers.sh planner`` and imports nothing of Daoan.
"""

import json
import sys
import time
from typing import Any

import numpy as np


def main(kind: str, path: str, at_most_s: float) -> dict[str, Any]:
    """Sites that spopt opens, seconds to build and to solve, and what CBC said of the answer."""
    import pulp
    from spopt.locate import MCLP, PMedian

    given = np.load(path)
    cost, p = given["cost"], int(given["p"])
    begun = time.perf_counter()
    if kind == "median":
        model = PMedian.from_cost_matrix(cost, np.ones(len(cost)), p_facilities=p)
    else:
        model = MCLP.from_cost_matrix(cost, given["mass"], service_radius=float(given["radius"]), p_facilities=p)
    built = time.perf_counter()
    model.problem.solve(pulp.PULP_CBC_CMD(msg=False, threads=1, timeLimit=at_most_s))
    done = time.perf_counter()
    # A limit that ran out leaves a feasible answer that PuLP calls optimal too; only ``sol_status`` tells them apart.
    proved = model.problem.sol_status == pulp.constants.LpSolutionOptimal
    taken = [j for j, v in enumerate(model.fac_vars) if (v.value() or 0.0) > 0.5]
    return {
        "sites": taken,
        "proved": proved,
        "build_seconds": round(built - begun, 2),
        "seconds": round(done - begun, 2),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], float(sys.argv[3]))))
