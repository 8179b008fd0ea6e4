"""The same units as usual: each at its station's nearest place, in given shifts or in turn; valued as a plan is."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from daoan.act.deployment.building import build
from daoan.act.deployment.habit import habit_of, home_options
from daoan.act.deployment.planning import prevented_by
from daoan.terms.estimates import Estimate, Share
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.rulepacks import RulePack


def value_as_usual(
    request: DeploymentRequest, worked: Collection[tuple[str, str]] | None, pack: RulePack
) -> tuple[Estimate, Share]:
    """What units prevent and cover at their nearest places in the (unit, shift) pairs ``worked``.

    None: by habit, that is one shift a day, the next one of the day each day, as far as rest rules let. Pins, forbids
    and duties of the request are left aside.
    """
    plain = replace(request, pins=(), forbids=(), duties=())
    built = build(plain, pack)
    if worked is None:
        taken = habit_of(plain, built)
    else:
        marks = np.array([[(u.unit_id, s.key) in worked for s in plain.shifts] for u in plain.units])
        taken = np.where(marks, home_options(plain, built), -1)
    middle = float(pack.get("effect.middle"))
    scale = built.scale * middle
    covered = Share(float(built.roster.saved(taken)) / scale, float(built.roster.weight.sum()) / scale)
    return prevented_by(plain, built, taken, pack), covered
