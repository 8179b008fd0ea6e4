"""Who supervises in the model town: each day some of what is due is taken up, gravest first; the rest waits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import numpy as np

from daoan.act.supervision.matters import matter_of
from daoan.act.supervision.rungs import due_rungs
from daoan.app.play import Supervise, Taken
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter, Step
from daoan.terms.rulepacks import RulePack

#: How often what is due is taken up on the day, and how much of it in a day at most.
SHARE, MOST_A_DAY = 0.5, 3
#: Before the end nothing more is taken up, so that something is still due.
LEFT_FOR_PEOPLE = timedelta(days=2)


def supervising(by: Actor, until: datetime, pack: RulePack) -> Supervise:
    """Somebody of a unit who supervises the units below it until a moment. ``pack``: the rule pack ``supervision``."""
    numbers = count()

    def taken_up(
        matters: Sequence[Matter], steps: Mapping[str, Sequence[Step]], at: datetime, rng: np.random.Generator
    ) -> Sequence[Taken]:
        if at >= until - LEFT_FOR_PEOPLE:
            return ()
        cases = {m.matter_id: m for m in matters}
        found: list[Taken] = []
        for due in due_rungs(matters, steps, at, pack):
            if len(found) == MOST_A_DAY:
                break
            if due.unit == by.unit_id or rng.random() >= SHARE:
                continue
            if due.climbs is not None:
                found.append(Taken(by, cases[due.climbs], climbs=True))
                continue
            name = f"supervision-sim-{next(numbers):03d}"
            found.append(Taken(by, replace(matter_of(due, name, by.unit_id, at), root=name)))
        return found

    return taken_up
