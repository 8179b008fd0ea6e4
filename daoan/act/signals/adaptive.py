"""Lights that decide while traffic runs: the greens that leave least waiting over the next steps, seen ahead.

Under stated limits: it decides every ``adaptive.step_s`` seconds among the shipped greens, in any order, with a yellow
of ``adaptive.yellow_s`` between two of them. It sees vehicles ``adaptive.sight_m`` metres ahead. Whoever has waited for
``adaptive.most_wait_s`` is served next.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.signals.horizon import Ahead, best_first
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import SignalJunction, View

SHARES = {"G": 2, "g": 1}


@dataclass(frozen=True, slots=True, eq=False)
class Lookahead:
    """The controller of one junction: greens as rows, links as columns; 2 goes, 1 goes and gives way, 0 stands."""

    letters: npt.NDArray[np.int8]
    step_s: int
    yellow_s: int
    steps: int
    headway_s: float
    giving_headway_s: float
    start_loss_s: float
    most_wait_s: float

    def __call__(self, view: View) -> int:
        """Row of the green to show until the next decision."""
        if not view.vehicles:
            return view.phase
        lanes = {name: k for k, name in enumerate(dict.fromkeys(v.lane for v in view.vehicles))}
        ahead = Ahead(
            lane=np.array([lanes[v.lane] for v in view.vehicles], dtype=np.int64),
            link=np.array([v.link for v in view.vehicles], dtype=np.int64),
            arrival_s=np.array([v.distance_m / max(v.limit_kmh / 3.6, 1.0) for v in view.vehicles]),
            standing=np.array([v.speed_kmh < 5.0 for v in view.vehicles]),
        )
        overdue = [v.link for v in view.vehicles if v.waited_s >= self.most_wait_s]
        serves = np.any(self.letters[:, overdue] > 0, axis=1)
        allowed = serves if serves.any() else np.ones(len(self.letters), dtype=np.bool_)
        return best_first(
            ahead, self.letters, view.phase, allowed, self.steps, self.step_s, self.yellow_s, self.headway_s,
            self.giving_headway_s, self.start_loss_s,
        )  # fmt: skip


def lookahead_of(junction: SignalJunction, pack: RulePack, step_s: int) -> Lookahead:
    """The controller of a junction that is asked every ``step_s`` seconds."""
    programme = junction.programme
    rows = programme.green_rows(float(pack.get("clearance.most_s")))
    letters = np.array([[SHARES.get(c, 0) for c in programme.phases[r].state] for r in rows], dtype=np.int8)
    return Lookahead(
        letters,
        step_s,
        int(pack.get("adaptive.yellow_s")),
        int(pack.get("adaptive.horizon_steps")),
        float(pack.get("adaptive.headway_s")),
        float(pack.get("adaptive.giving_way_headway_s")),
        float(pack.get("adaptive.start_loss_s")),
        float(pack.get("adaptive.most_wait_s")),
    )
