"""The same units as usual: each at its station's nearest place, in given shifts or in turn; valued as a plan is."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from daoan.act.deployment.building import Built, build
from daoan.act.deployment.planning import prevented_by
from daoan.kernels.optimise.roster import Ints
from daoan.terms.estimates import Estimate, Share
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local


def value_as_usual(
    request: DeploymentRequest, worked: Collection[tuple[str, str]] | None, pack: RulePack
) -> tuple[Estimate, Share]:
    """What units prevent and cover at their nearest places in the (unit, shift) pairs ``worked``.

    None: by habit, that is one shift a day, the next one of the day each day, as far as rest rules let. Pins, forbids
    and duties of the request are left aside.
    """
    plain = replace(request, pins=(), forbids=(), duties=())
    built = build(plain, pack)
    home = home_options(plain, built)
    taken = np.full(home.shape, -1, dtype=np.int64)
    for u, unit in enumerate(plain.units):
        marks = in_turn(plain, built, u) if worked is None else [(unit.unit_id, s.key) in worked for s in plain.shifts]
        taken[u] = np.where(marks, home[u], -1)
    middle = float(pack.get("effect.middle"))
    scale = built.scale * middle
    covered = Share(float(built.roster.saved(taken)) / scale, float(built.roster.weight.sum()) / scale)
    return prevented_by(plain, built, taken, pack), covered


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
