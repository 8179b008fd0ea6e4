"""The week after a plan's end: what a shift costs that uses up hours which a later plan would have used.

Limits are by the week. Where a plan ends inside a week, a unit's hours there look free to it, and are not: what is
worked now cannot be worked on the days that nobody has planned yet. Each shift of such a week is charged with what a
usual one adds, so that it is worked only where it is worth more. Without the charge, a plan from Monday to Sunday whose
last night shift belongs to the Monday after spent the next week's hours there, week after week, and covered less than
habit.
"""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from daoan.act.deployment.building import Built, build
from daoan.act.deployment.habit import habit_of
from daoan.act.deployment.options import Locks
from daoan.kernels.optimise.roster import Floats, Ints, Roster
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_midnight


def build_charged(request: DeploymentRequest, pack: RulePack, locks: Locks | None = None) -> Built:
    """The roster that every plan is solved on: built, then :func:`charged`."""
    return charged(request, build(request, pack, locks), pack)


def charged(request: DeploymentRequest, built: Built, pack: RulePack) -> Built:
    """The roster with the shifts of an unfinished last week charged; the same where the plan ends with a week."""
    last = max(w.monday for w in built.windows)
    ends_at = max(w.shift.ends_at for w in built.windows)
    if ends_at >= local_midnight(last + timedelta(days=7), request.zone):
        return built
    roster, usual = built.roster, habit_of(request, built)
    if not (usual >= 0).any():
        return built
    price = float(pack.get("horizon.charge")) * float(np.mean(added_by_each(roster, usual)))
    tail = np.array([w.monday == last for w in built.windows])
    rows = np.diff(roster.option_ptr)
    in_tail = np.repeat(np.tile(tail, len(rows) // len(tail)), rows)
    bonus = roster.bonus - np.where(in_tail, price, 0.0)
    return replace(built, roster=replace(roster, bonus=bonus), unfinished=frozenset(np.flatnonzero(tail).tolist()))


def added_by_each(roster: Roster, taken: Ints) -> Floats:
    """What would be lost if one placement alone were left out, for each placement of an answer."""
    x = roster.presence(taken)
    last = roster.slope(np.maximum(x - 1, 0))  # what the last worker there adds, where there is one
    placed = np.argwhere(taken >= 0).tolist()
    return np.array([last[roster.cells(int(roster.place[taken[u, h]])), h].sum() for u, h in placed])
