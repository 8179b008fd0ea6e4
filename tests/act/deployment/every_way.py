"""Every way in which units may work and stand, for cases small enough to try them all; rest rules by the checker."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from daoan.act.deployment.building import Built
from daoan.act.deployment.checking import rest_breaches
from daoan.kernels.optimise.roster import Ints
from daoan.terms.records.deploying import DeploymentRequest

from .deployment_given import pack


def every_way(request: DeploymentRequest, built: Built) -> Iterator[Ints]:
    """Answers (units, shifts), option of each unit in each shift or -1."""
    roster, rows = built.roster, []
    for u, unit in enumerate(request.units):
        mine: list[list[int]] = []
        for marks in product([False, True], repeat=roster.periods):
            worked = [w for w, mark in zip(built.windows, marks, strict=True) if mark]
            if not list(rest_breaches(unit, built.windows[0], worked, request.level, pack())):
                choices = [
                    list(roster.options(int(roster.kind[u]), h)) if mark else [-1] for h, mark in enumerate(marks)
                ]
                mine += [list(c) for c in product(*choices)]
        rows.append(mine)
    return (np.array(taken) for taken in product(*rows))
