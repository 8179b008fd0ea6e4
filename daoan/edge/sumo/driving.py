"""A simulated window in which controllers choose the phases while it runs; only inside a process that has libsumo."""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daoan.edge.sumo.running import Conflicts, options, read_simulated
from daoan.edge.sumo.scenario import Scenario
from daoan.terms.signals import SignalJunction, Simulated, View, Waiting, between

Controller = Callable[[View], int]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often controllers decide, how long the yellow between two phases lasts, how far they see."""

    step_s: int
    yellow_s: int
    sight_m: float
    clearance_most_s: float


def drive(
    scenario: Scenario,
    seed: int,
    junctions: tuple[SignalJunction, ...],
    controllers: Mapping[str, Controller],
    rhythm: Rhythm,
    conflicts: Conflicts | None = None,
) -> Simulated:
    """Run the window once. ``controllers``: by junction; each answers the row of the green that is shown next."""
    import libsumo

    with tempfile.TemporaryDirectory(prefix="daoan-sumo-") as folder:
        here = Path(folder)
        libsumo.start(["sumo", *options(scenario, seed, here, conflicts=conflicts)])
        try:
            lights = [_Lights(libsumo, j, controllers[j.junction_id], rhythm) for j in junctions]
            for second in range(scenario.end_s - scenario.begin_s):
                if second % rhythm.step_s == 0:
                    _decide(libsumo, lights, float(scenario.begin_s + second), rhythm)
                for one in lights:
                    one.show(second)
                libsumo.simulationStep()
        finally:
            libsumo.close()
        return read_simulated(here, seed, conflicts)


class _Lights:
    """One junction while it is driven."""

    def __init__(self, sumo: Any, junction: SignalJunction, controller: Controller, rhythm: Rhythm) -> None:
        self.sumo, self.junction, self.controller, self.rhythm = sumo, junction, controller, rhythm
        rows = junction.programme.green_rows(rhythm.clearance_most_s)
        self.states = [junction.programme.phases[row].state for row in rows]
        self.lane_of = {link.index: link.lane for link in junction.links}
        self.lanes = sorted({lane for link in junction.links for lane in (link.lane, link.lane_after)})
        self.row, self.until, self.shown = 0, 0, ""

    def choose(self, at_s: float, vehicles: list[Waiting]) -> None:
        """Ask the controller; a change begins with a yellow."""
        lane = self.sumo.lane
        queued = {name: lane.getLastStepHaltingNumber(name) for name in self.lanes}
        present = {name: lane.getLastStepVehicleNumber(name) for name in self.lanes}
        ordered = tuple(sorted(vehicles, key=lambda v: v.distance_m))
        chosen = self.controller(View(self.junction.junction_id, at_s, self.row, ordered, queued, present))
        self.changes_from = self.states[self.row]
        self.until = self.rhythm.yellow_s if chosen != self.row else 0
        self.row = chosen

    def show(self, second: int) -> None:
        """Set the lights for a second."""
        state = self.states[self.row]
        if second % self.rhythm.step_s < self.until:
            state = between(self.changes_from, state)
        if state != self.shown:
            self.sumo.trafficlight.setRedYellowGreenState(self.junction.junction_id, state)
            self.shown = state


def _decide(sumo: Any, lights: list[_Lights], at_s: float, rhythm: Rhythm) -> None:
    coming: dict[str, list[Waiting]] = defaultdict(list)
    known = {one.junction.junction_id: one.lane_of for one in lights}
    for name in sumo.vehicle.getIDList():
        ahead = sumo.vehicle.getNextTLS(name)
        if not ahead or ahead[0][2] > rhythm.sight_m or ahead[0][0] not in known:
            continue
        junction, link, distance_m, _ = ahead[0]
        coming[junction].append(
            Waiting(
                known[junction].get(link, ""),
                link,
                float(distance_m),
                3.6 * sumo.vehicle.getSpeed(name),
                3.6 * sumo.vehicle.getAllowedSpeed(name),
                sumo.vehicle.getWaitingTime(name),
            )
        )
    for one in lights:
        one.choose(at_s, coming[one.junction.junction_id])
