"""Peers of our signal plans: SUMO's own tools and its actuated lights, on the same files and seeds."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any
from xml.etree import ElementTree

from daoan.edge.sumo.network import read_roads
from daoan.edge.sumo.places import Sumo
from daoan.edge.sumo.running import probe, simulate
from daoan.edge.sumo.scenario import Scenario
from daoan.terms.errors import DaoanError

LEAST_S, MOST_S = 5, 50


def sumo_tools(sumo: Sumo, scenario: Scenario, seeds: Sequence[int], folder: Path, probe_seed: int) -> dict[str, Any]:
    """Delay of each of SUMO's ways, or why there is none. ``folder``: where their files go."""
    routes = folder / "driven.rou.xml"
    probe(sumo, scenario, probe_seed, routes)
    adapted, waved = folder / "adapted.add.xml", folder / "waved.add.xml"
    made: dict[str, Callable[[], list[Path]]] = {
        "actuated": lambda: [_actuated(scenario, folder / "actuated.add.xml")],
        "tlsCycleAdaptation": lambda: [_tool(sumo, "tlsCycleAdaptation.py", scenario, routes, adapted)],
        "tlsCycleAdaptation, unified": lambda: [
            _tool(sumo, "tlsCycleAdaptation.py", scenario, routes, folder / "unified.add.xml", "--unified-cycle")
        ],
        "tlsCycleAdaptation + tlsCoordinator": lambda: [
            folder / "unified.add.xml",
            _tool(
                sumo, "tlsCoordinator.py", scenario, routes, waved, "-a", str(folder / "unified.add.xml"),
            ),
        ],
    }  # fmt: skip
    told: dict[str, Any] = {}
    for name, make in made.items():
        try:
            files = make()
            told[name] = round(fmean(simulate(sumo, scenario, s, additional=files).delay_s for s in seeds), 2)
        except (DaoanError, RuntimeError) as problem:
            told[name] = f"failed: {str(problem)[-160:]}"
    return told


def _tool(sumo: Sumo, name: str, scenario: Scenario, routes: Path, to: Path, *more: str) -> Path:
    command = [str(sumo.python), str(sumo.tool(name)), "-n", str(scenario.network), "-r", str(routes), "-o", str(to)]
    if name == "tlsCycleAdaptation.py":
        command += ["-b", str(scenario.begin_s), "-y", str(_yellow_s(scenario))]
    answer = subprocess.run(
        [*command, *more], env=sumo.environment, capture_output=True, text=True, check=False, timeout=300
    )
    if answer.returncode != 0 or not to.exists():
        raise RuntimeError(answer.stderr.strip()[-160:] or f"exit {answer.returncode}")
    return to


def _yellow_s(scenario: Scenario) -> int:
    """The shipped yellow, so that the tool keeps it."""
    phases = [p for j in read_roads(scenario.network).junctions for p in j.programme.phases if "y" in p.state]
    return round(min(p.duration_s for p in phases)) if phases else 3


def _actuated(scenario: Scenario, to: Path) -> Path:
    """The shipped phases, actuated: greens between the network's limits, or 5 and 50 s where it states none."""
    root = ElementTree.Element("additional")
    for junction in read_roads(scenario.network).junctions:
        programme = junction.programme
        logic = ElementTree.SubElement(root, "tlLogic", id=junction.junction_id, type="actuated", programID="peer")
        free = programme.green_rows(3.0)
        for row, phase in enumerate(programme.phases):
            limits = {"minDur": f"{phase.least_s or LEAST_S:g}", "maxDur": f"{phase.most_s or MOST_S:g}"}
            more = limits if row in free else {}
            ElementTree.SubElement(logic, "phase", duration=f"{phase.duration_s:g}", state=phase.state, **more)
    ElementTree.ElementTree(root).write(to)
    return to
