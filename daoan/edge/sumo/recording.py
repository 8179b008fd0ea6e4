"""How long queues grew on each lane, step by step: two runs with one seed, under the shipped and other programmes."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from daoan.edge.sumo.places import Sumo
from daoan.edge.sumo.running import simulate
from daoan.edge.sumo.scenario import Scenario
from daoan.terms.signal_pictures import LaneShape, QueueRecording
from daoan.terms.signals import Programme

#: Detectors want some length to stand on, metres.
SHORTEST_M = 5.0


def record_queues(
    sumo: Sumo, scenario: Scenario, programmes: Sequence[Programme], lanes: Sequence[LaneShape], seed: int, step_s: int
) -> QueueRecording:
    """Run the window twice and keep the longest queue of each step, on lanes where anybody queued.

    A queue: vehicles below 5 km/h, each within 10 m of the next, as SUMO's lane-area detectors have it.
    """
    steps = -(-(scenario.end_s - scenario.begin_s) // step_s)
    names = [lane.lane for lane in lanes]
    before, trips = _run(sumo, scenario, (), names, seed, step_s, steps)
    after, _ = _run(sumo, scenario, programmes, names, seed, step_s, steps)
    queued = [name for name in names if any(before.get(name, ())) or any(after.get(name, ()))]
    nothing = (0,) * steps
    return QueueRecording(
        seed,
        scenario.begin_s,
        step_s,
        trips,
        tuple(queued),
        tuple(before.get(name, nothing) for name in queued),
        tuple(after.get(name, nothing) for name in queued),
    )


def _run(
    sumo: Sumo, scenario: Scenario, programmes: Sequence[Programme], lanes: Sequence[str], seed: int, step_s: int,
    steps: int,
) -> tuple[dict[str, tuple[int, ...]], int]:  # fmt: skip
    """Queues by lane, and trips that were due."""
    with TemporaryDirectory(prefix="daoan-queues-") as folder:
        told, wanted = Path(folder) / "queues.xml", Path(folder) / "detectors.add.xml"
        _write_detectors(wanted, told, lanes, _lengths(scenario.network), step_s)
        run = simulate(sumo, scenario, seed, programmes, additional=[wanted])
        found: dict[str, list[int]] = {}
        for _, node in ElementTree.iterparse(told):
            if node.tag != "interval":
                continue
            step = int((float(node.get("begin", 0)) - scenario.begin_s) // step_s)
            row = found.setdefault(node.get("id", "").removeprefix("q:"), [0] * steps)
            if 0 <= step < steps:
                row[step] = round(float(node.get("maxJamLengthInMeters", 0)))
            node.clear()
    return {name: tuple(row) for name, row in found.items()}, run.trips


def _write_detectors(path: Path, told: Path, lanes: Sequence[str], lengths: dict[str, float], step_s: int) -> None:
    root = ElementTree.Element("additional")
    for lane in lanes:
        if lengths.get(lane, 0.0) >= SHORTEST_M:
            ElementTree.SubElement(
                root, "laneAreaDetector", id=f"q:{lane}", lane=lane, pos="0", endPos="-0.1", friendlyPos="true",
                period=str(step_s), file=str(told),
            )  # fmt: skip
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _lengths(network: Path) -> dict[str, float]:
    return {
        lane.get("id", ""): float(lane.get("length", 0))
        for _, lane in ElementTree.iterparse(network)
        if lane.tag == "lane"
    }
