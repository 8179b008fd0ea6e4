"""Networks and routes in which a declared change holds: ways driven around bans, lanes that change direction by hours.

A tidal lane is in the changed network twice, once in each direction, and one of the two is closed at any moment. Turns
across oncoming traffic may be made from the lane that an edge gains, too; a turn that could only be made from the lane
that an edge loses may be made from the one beside it. Lights keep their programmes: each way
over a junction has the letters that its turn has in the shipped one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from daoan.edge.sumo.converting import from_plain, read_xml, to_plain
from daoan.edge.sumo.network import read_roads, seconds_of_edges
from daoan.edge.sumo.places import Sumo
from daoan.edge.sumo.scenario import Scenario
from daoan.terms.errors import InputError
from daoan.terms.signals import Programme, SignalJunction

CAR = "passenger"


@dataclass(frozen=True, slots=True)
class Grid:
    """What ways are sought on. ``turns``: edges that cars may drive after each; ``lanes``: those for cars.

    ``back``: turns that only turn round; ``nodes``: where each edge begins and ends.
    """

    turns: Mapping[str, tuple[str, ...]]
    lanes: Mapping[str, int]
    seconds: Mapping[str, float]
    back: frozenset[tuple[str, str]]
    nodes: Mapping[str, tuple[str, str]]

    @property
    def onward(self) -> dict[str, tuple[str, ...]]:
        """Turns without those that only turn round."""
        kept = {edge: tuple(a for a in after if (edge, a) not in self.back) for edge, after in self.turns.items()}
        return {edge: after for edge, after in kept.items() if after}


@dataclass(frozen=True, slots=True)
class Lent:
    """A lane's loan: ``closed`` and ``opened`` are lanes' ids while it lasts, seconds of the day."""

    opened: tuple[str, ...]
    closed: tuple[str, ...]
    from_s: int
    until_s: int


def read_grid(network: Path) -> Grid:
    """Turns that a car may make, lanes and free-flow seconds of each edge."""
    root = read_xml(network)
    lanes = {e.get("id", ""): e.findall("lane") for e in root.iter("edge") if e.get("function") is None}
    cars = {name for name, found in lanes.items() if any(map(_open_to_cars, found))}
    turns: dict[str, dict[str, None]] = defaultdict(dict)
    for node in root.iter("connection"):
        start, end = node.get("from", ""), node.get("to", "")
        if start in cars and end in cars:
            turns[start][end] = None
    found = {name: tuple(after) for name, after in turns.items()}
    cars_on = {name: sum(map(_open_to_cars, of)) for name, of in lanes.items()}
    back = frozenset((n.get("from", ""), n.get("to", "")) for n in root.iter("connection") if n.get("dir") == "t")
    nodes = {e.get("id", ""): (e.get("from", ""), e.get("to", "")) for e in root.iter("edge") if e.get("from")}
    return Grid(found, cars_on, seconds_of_edges(root), back, nodes)


def _open_to_cars(lane: ElementTree.Element) -> bool:
    allowed, banned = lane.get("allow"), lane.get("disallow", "").split()
    return CAR in allowed.split() or allowed == "all" if allowed is not None else not {CAR, "all"} & set(banned)


def read_ways(routes: Path) -> dict[str, tuple[str, ...]]:
    """Edges of each vehicle of a file that a simulation wrote, by its id."""
    return {v.get("id", ""): tuple(_route(v).get("edges", "").split()) for v in read_xml(routes).iter("vehicle")}


def write_ways(routes: Path, ways: Mapping[str, Sequence[str]], to: Path, kinds_from: Sequence[Path] = ()) -> None:
    """The same vehicles, some of them on other edges; every one with one plain route.

    ``kinds_from``: files whose kinds of vehicles are written before them, since a simulation does not write them again.
    """
    root = read_xml(routes)
    kinds = [node for file in kinds_from for node in read_xml(file) if node.tag in ("vType", "vTypeDistribution")]
    for node in reversed(kinds):
        root.insert(0, node)
    for vehicle in root.iter("vehicle"):
        edges = ways.get(vehicle.get("id", ""), tuple(_route(vehicle).get("edges", "").split()))
        for old in (*vehicle.findall("route"), *vehicle.findall("routeDistribution")):
            vehicle.remove(old)
        vehicle.attrib.pop("arrival", None)
        vehicle.insert(0, ElementTree.Element("route", edges=" ".join(edges)))
    ElementTree.ElementTree(root).write(to, encoding="utf-8", xml_declaration=True)


def _route(vehicle: ElementTree.Element) -> ElementTree.Element:
    found = vehicle.findall("route") or vehicle.findall("routeDistribution/route")
    if not found:
        raise InputError(f"the vehicle {vehicle.get('id')} has no route")
    return found[-1]


def lend_lanes(
    sumo: Sumo, scenario: Scenario, loans: Sequence[tuple[str, str, int, int, int]], folder: Path
) -> tuple[Scenario, tuple[Programme, ...]]:
    """The scenario with tidal lanes, and the programmes of its lights. Files go into ``folder``.

    ``loans``: edge that gains, edge that loses, lanes, first and last second of the day.
    """
    plain, shipped = to_plain(sumo, scenario.network, folder), read_roads(scenario.network, lit=False)
    edges = {e.get("id", ""): e for e in plain["edg"].iter("edge")}
    across = {
        (n.get("from", ""), n.get("to", ""))
        for n in read_xml(scenario.network).iter("connection")
        if n.get("dir") in ("l", "t", "L")
    }
    lent = []
    for gains, loses, count, from_s, until_s in loans:
        had, lost = (int(edges[name].get("numLanes", 1)) for name in (gains, loses))
        edges[gains].set("numLanes", str(had + count))
        opened = tuple(f"{gains}_{k}" for k in range(had, had + count))
        closed = tuple(f"{loses}_{k}" for k in range(lost - count, lost))
        lent.append(Lent(opened, closed, from_s, until_s))
    for gains, loses, count, _, _ in loans:
        sizes = {name: int(edge.get("numLanes", 1)) for name, edge in edges.items()}
        _gain(plain["con"], gains, sizes[gains] - count, count, sizes, across)
        _lose(plain["con"], loses, sizes[loses] - count)
    network, closing = folder / "changed.net.xml", folder / "closing.add.xml"
    from_plain(sumo, plain, folder, network)
    _write_closings(lent, scenario, closing)
    programmes = tuple(
        carried(was, now)
        for was in shipped.junctions
        for now in read_roads(network, lit=False).junctions
        if was.junction_id == now.junction_id
    )
    return replace(scenario, network=network, additional=(*scenario.additional, closing)), programmes


def carried(was: SignalJunction, now: SignalJunction) -> Programme:
    """The shipped programme for the links of a changed junction: each turn keeps its letters.

    Raises :class:`InputError` for a turn that the shipped junction has not.
    """
    letters = {}
    for link in now.links:
        same = [one for one in was.links if (one.from_edge, one.to_edge) == (link.from_edge, link.to_edge)]
        if not same:
            raise InputError(f"the lights {now.junction_id} have no turn {link.from_edge} → {link.to_edge}")
        letters[link.index] = min(same, key=lambda one: abs(one.from_lane - link.from_lane)).index
    phases = was.programme.phases
    size = max(letters) + 1
    states = ["".join(p.state[letters[k]] if k in letters else "r" for k in range(size)) for p in phases]
    made = tuple(replace(phase, state=state) for phase, state in zip(phases, states, strict=True))
    return replace(was.programme, phases=made)


def _gain(
    root: ElementTree.Element,
    edge: str,
    first: int,
    count: int,
    sizes: Mapping[str, int],
    across: set[tuple[str, str]],
) -> None:
    """Ways out of the lanes from ``first`` on: turns across are copied, the rest where there is room."""
    inner = [n for n in root.findall("connection") if n.get("from") == edge and n.get("fromLane") == str(first - 1)]
    taken = {(n.get("to"), n.get("toLane")) for n in root.findall("connection") if n.get("from") == edge}
    straight = [n for n in inner if (edge, n.get("to", "")) not in across]
    last = first + count - 1
    moved = [n for n in inner if n not in straight and straight]
    for node in moved:
        root.append(ElementTree.Element("connection", {**node.attrib, "fromLane": str(last)}))
    made = 0
    for lane in range(first, first + count):
        for node in straight or inner:
            to, lane_after = node.get("to", ""), int(node.get("toLane", 0)) + lane - first + 1
            if lane_after < sizes[to] and (to, str(lane_after)) not in taken:
                root.append(
                    ElementTree.Element("connection", {**node.attrib, "fromLane": str(lane), "toLane": str(lane_after)})
                )
                taken.add((to, str(lane_after)))
                made += lane == last
    if not moved and not made:
        for node in straight or inner:
            root.append(ElementTree.Element("connection", {**node.attrib, "fromLane": str(last)}))


def _lose(root: ElementTree.Element, edge: str, left: int) -> None:
    """Turns that only the lanes from ``left`` on can make may be made from the lane beside them, too."""
    ours = [n for n in root.findall("connection") if n.get("from") == edge and n.get("to")]
    stay = {n.get("to") for n in ours if int(n.get("fromLane", 0)) < left}
    for node in ours:
        if node.get("to") not in stay:
            root.append(ElementTree.Element("connection", {**node.attrib, "fromLane": str(left - 1)}))
            stay.add(node.get("to"))


def _write_closings(lent: Sequence[Lent], scenario: Scenario, to: Path) -> None:
    root = ElementTree.Element("additional")
    for k, loan in enumerate(lent):
        spans = [(scenario.begin_s, loan.from_s, loan.opened), (loan.from_s, loan.until_s, loan.closed)]
        spans.append((loan.until_s, scenario.end_s, loan.opened))
        first = loan.opened[0].rsplit("_", 1)[0]
        node = ElementTree.SubElement(root, "rerouter", id=f"tidal{k}", edges=first, probability="0")
        for begin, end, lanes in spans:
            begin, end = max(begin, scenario.begin_s), min(end, scenario.end_s)
            if begin < end:
                span = ElementTree.SubElement(node, "interval", begin=str(begin), end=str(end))
                for lane in lanes:
                    ElementTree.SubElement(span, "closingLaneReroute", id=lane, disallow="all")
    ElementTree.ElementTree(root).write(to, encoding="utf-8", xml_declaration=True)
