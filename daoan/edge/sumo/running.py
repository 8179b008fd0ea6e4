"""One simulated window of a scenario under fixed programmes: a process, its files, its figures."""

import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from daoan.edge.sumo.network import write_programmes
from daoan.edge.sumo.places import Sumo
from daoan.edge.sumo.scenario import Scenario, read_journeys
from daoan.terms.errors import InputError
from daoan.terms.signals import Journey, Programme, Simulated

MOST_S = 3600.0  # by the wall: an hour of many junctions with conflicts, on a machine that has other work to do
MOST_SAID = 400


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What counts as a conflict: time to collision, and time between two on the same spot, below so many seconds."""

    ttc_s: float
    pet_s: float


def simulate(
    sumo: Sumo,
    scenario: Scenario,
    seed: int,
    programmes: Sequence[Programme] = (),
    conflicts: Conflicts | None = None,
    additional: Sequence[Path] = (),
) -> Simulated:
    """Run the window once; junctions without a programme of ours keep the network's.

    Raises :class:`InputError` with SUMO's own words where it does not come to the end, or takes longer than
    ``MOST_S`` seconds.
    """
    with tempfile.TemporaryDirectory(prefix="daoan-sumo-") as folder:
        here = Path(folder)
        _run(sumo, options(scenario, seed, here, programmes, conflicts, additional), scenario.name)
        return read_simulated(here, seed, conflicts)


def simulate_each(
    sumo: Sumo, scenario: Scenario, seed: int, programmes: Sequence[Programme], conflicts: Conflicts
) -> tuple[Simulated, dict[str, float]]:
    """The same, with seconds of each vehicle from when it was due until it arrived, or the window ended."""
    with tempfile.TemporaryDirectory(prefix="daoan-sumo-") as folder:
        here = Path(folder)
        _run(sumo, options(scenario, seed, here, programmes, conflicts), scenario.name)
        return read_simulated(here, seed, conflicts), _seconds_due(here / "trips.xml")


def _seconds_due(path: Path) -> dict[str, float]:
    found = {}
    for _, node in ElementTree.iterparse(path):
        if node.tag == "tripinfo":
            inside = float(node.get("duration", 0)) if float(node.get("depart", -1)) >= 0 else 0.0
            found[node.get("id", "")] = float(node.get("departDelay", 0)) + inside
            node.clear()
    return found


def probe(sumo: Sumo, scenario: Scenario, seed: int, keep: Path | None = None) -> tuple[Simulated, tuple[Journey, ...]]:
    """The window as the network ships it, with the edges that each vehicle drove; ``keep``: file for those routes."""
    with tempfile.TemporaryDirectory(prefix="daoan-sumo-") as folder:
        here = Path(folder)
        routes = keep or here / "driven.rou.xml"
        written = [
            "--vehroute-output",
            str(routes),
            "--vehroute-output.write-unfinished",
            "--vehroute-output.last-route",
        ]
        written += ["--vehroute-output.sorted", "--vehroute-output.intended-depart"]
        _run(sumo, options(scenario, seed, here) + written, scenario.name)
        return read_simulated(here, seed), tuple(read_journeys(routes))


def options(
    scenario: Scenario,
    seed: int,
    folder: Path,
    programmes: Sequence[Programme] = (),
    conflicts: Conflicts | None = None,
    additional: Sequence[Path] = (),
) -> list[str]:
    """What SUMO is told; it writes into ``folder``."""
    files = [*scenario.additional, *additional]
    if programmes:
        files.append(folder / "programmes.add.xml")
        write_programmes(programmes, files[-1])
    told = ["-n", str(scenario.network), "-r", ",".join(map(str, scenario.routes))]
    told += ["-b", str(scenario.begin_s), "-e", str(scenario.end_s), "--seed", str(seed)]
    told += ["--time-to-teleport", "-1", "--no-step-log", "--no-warnings", "--xml-validation", "never"]
    told += ["--tripinfo-output", str(folder / "trips.xml"), "--tripinfo-output.write-unfinished"]
    told += ["--tripinfo-output.write-undeparted"]
    if files:
        told += ["-a", ",".join(map(str, files))]
    if conflicts is not None:
        told += ["--device.ssm.probability", "1", "--device.ssm.measures", "TTC PET", "--device.ssm.thresholds"]
        told += [f"{conflicts.ttc_s:g} {conflicts.pet_s:g}", "--device.ssm.file", str(folder / "conflicts.xml")]
    return told


def read_simulated(folder: Path, seed: int, conflicts: Conflicts | None = None) -> Simulated:
    """Figures out of the files that a run left.

    ``delay = [Σ (lost on the way + waited before departure) + Σ (end − due) of those never inserted] / N``
    """
    lost, trips, unfinished, outside, longest = 0.0, 0, 0, 0, 0.0
    for _, node in ElementTree.iterparse(folder / "trips.xml"):
        if node.tag != "tripinfo":
            continue
        before, way = float(node.get("departDelay", 0)), float(node.get("timeLoss", 0))
        inserted = float(node.get("depart", -1)) >= 0
        lost, trips = lost + before + (way if inserted else 0.0), trips + 1
        outside += not inserted
        unfinished += inserted and float(node.get("arrival", -1)) < 0
        longest = max(longest, float(node.get("waitingTime", 0)))
        node.clear()
    if not trips:
        raise InputError("nobody departs in the window; see begin and end of the configuration")
    kinds = _conflicts(folder / "conflicts.xml", conflicts) if conflicts is not None else None
    return Simulated(
        seed=seed,
        delay_s=lost / trips,
        trips=trips,
        unfinished=unfinished,
        not_inserted=outside,
        longest_wait_s=longest,
        conflicts=sum(kinds.values()) if kinds is not None else None,
        conflicts_by_kind=kinds,
    )


def _run(sumo: Sumo, told: Sequence[str], name: str) -> None:
    try:
        answer = subprocess.run(
            [str(sumo.program("sumo")), *told], env=sumo.environment, capture_output=True, text=True, timeout=MOST_S,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise InputError(f"{name}: the simulation took longer than {MOST_S:g} s") from problem
    if answer.returncode != 0:
        said = answer.stderr.strip()[-MOST_SAID:] or f"exit {answer.returncode}"
        raise InputError(f"{name}: SUMO stopped: {said}")


def _conflicts(path: Path, limits: Conflicts) -> Counter[str]:
    """Encounters below a threshold by measure; what both vehicles tell of the same moment counts once."""
    found: Counter[str] = Counter()
    seen = set()
    for _, node in ElementTree.iterparse(path):
        if node.tag != "conflict":
            continue
        pair = frozenset((node.get("ego", ""), node.get("foe", "")))
        for measure, name, limit in (("minTTC", "ttc", limits.ttc_s), ("PET", "pet", limits.pet_s)):
            at = node.find(measure)
            value = "NA" if at is None else at.get("value", "NA")
            if at is None or value in ("NA", "") or float(value) >= limit:
                continue
            key = (pair, name, at.get("time", ""))
            found[name] += key not in seen
            seen.add(key)
        node.clear()
    return found
