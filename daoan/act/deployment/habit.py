"""The habit of units: at the place nearest to their station, one shift a day in turn, as rest lets it."""

import numpy as np

from daoan.act.deployment.building import Built
from daoan.kernels.optimise.roster import Ints
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.times import utc_to_local


def habit_of(request: DeploymentRequest, built: Built) -> Ints:
    """Option (units, shifts) that each unit takes by habit; -1: off."""
    home = home_options(request, built)
    marks = np.array([in_turn(request, built, u) for u in range(len(request.units))], dtype=np.bool_)
    return np.where(marks.reshape(home.shape), home, -1)


def home_options(request: DeploymentRequest, built: Built) -> Ints:
    """Option (units, shifts) of each unit's nearest place; -1 where it reaches none."""
    roster = built.roster
    found = np.full((len(request.units), len(request.shifts)), -1, dtype=np.int64)
    for u in range(len(request.units)):
        nearest = int(np.argmin(built.minutes[u]))
        for h in range(len(request.shifts)):
            options = np.array(roster.options(int(roster.kind[u]), h), dtype=np.int64)
            there = options[built.place_of[roster.place[options]] == nearest]
            found[u, h] = there[0] if len(there) else -1
    return found


def in_turn(request: DeploymentRequest, built: Built, u: int) -> list[bool]:
    """The habit of a unit by number: one shift a day, the next one of the day each day, where rest lets it."""
    days = [utc_to_local(s.starts_at, request.zone).date() for s in request.shifts]
    marks = np.zeros(len(days), dtype=np.bool_)
    for n, day in enumerate(sorted(set(days))):
        today = [h for h, d in enumerate(days) if d == day]
        mine = today[(u + n) % len(today)]
        marks[mine] = True
        marks[mine] = built.roster.graph.allows(int(built.roster.root[u]), marks)
    return [bool(m) for m in marks]
