"""Lights of a network: their programmes and links out of ``*.net.xml``, and programmes back into a file."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from daoan.terms.errors import FileUnreadable
from daoan.terms.signals import Link, Phase, Programme, Roads, SignalJunction

#: SUMO's word for a programme that it may replace; ours gets a name of its own.
OURS = "daoan"


def read_roads(path: Path, lit: bool = True) -> Roads:
    """Junctions with lights in the file's order, and free-flow seconds of edges.

    Where a junction has several programmes the last one counts, as SUMO has it. Raises :class:`FileUnreadable` for
    what is no network, for a network without lights where ``lit``, and for phases whose states differ in length.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError) as problem:
        raise FileUnreadable(f"{path.name} cannot be read as a network: {problem}") from problem
    programmes = {p.junction_id: p for p in map(_programme, root.iter("tlLogic"))}
    if lit and not programmes:
        raise FileUnreadable(f"{path.name} has no junction with lights")
    lengths, ways = _crossings(root), read_ways(root)
    across = "r" if root.get("lefthand") in ("true", "1") else "l"
    links: dict[str, dict[int, Link]] = defaultdict(dict)
    for node in root.iter("connection"):
        if (lights := node.get("tl")) is not None:
            index, start, end = int(node.get("linkIndex", -1)), node.get("from", ""), node.get("to", "")
            lanes = int(node.get("fromLane", 0)), int(node.get("toLane", 0))
            crosses, (foes, yields) = node.get("dir") == across, ways.get((lights, index), (frozenset(), frozenset()))
            links[lights][index] = Link(index, start, end, *lanes, lengths.get(end), crosses, foes, yields)
    found = tuple(
        SignalJunction(p, tuple(links[name][k] for k in sorted(links[name])))
        for name, p in programmes.items()
        if links[name]
    )
    return Roads(found, seconds_of_edges(root))


def read_ways(root: ElementTree.Element) -> dict[tuple[str, int], tuple[frozenset[int], frozenset[int]]]:
    """Foes of each link with lights, and those it yields to, as indices of links of the same lights.

    A junction's requests are numbered as its internal lanes are named: ``:JUNCTION_FIRST_LANE`` is number first + lane.
    """
    at: dict[tuple[str, int], tuple[str, int]] = {}
    for node in root.iter("connection"):
        lights, named = node.get("tl"), node.get("via", "").removeprefix(":").rsplit("_", 2)
        if lights is not None and len(named) == 3 and named[1].isdigit():
            at[named[0], int(named[1]) + int(named[2])] = lights, int(node.get("linkIndex", -1))
    found: dict[tuple[str, int], tuple[frozenset[int], frozenset[int]]] = {}
    for junction in root.iter("junction"):
        for request in junction.iter("request"):
            link = at.get((junction.get("id", ""), int(request.get("index", -1))))
            if link is not None:
                foes, yields = (
                    frozenset(
                        other[1]
                        for k, bit in enumerate(reversed(request.get(name, "")))
                        if bit == "1" and (other := at.get((junction.get("id", ""), k))) and other[0] == link[0]
                    )
                    for name in ("foes", "response")
                )
                found[link] = foes, yields
    return found


def write_programmes(programmes: Iterable[Programme], path: Path) -> None:
    """A file of additions that SUMO reads with ``-a``: each junction runs its programme from the start."""
    root = ElementTree.Element("additional")
    for programme in programmes:
        logic = ElementTree.SubElement(
            root, "tlLogic", id=programme.junction_id, type="static", programID=OURS, offset=f"{programme.offset_s:g}"
        )
        for phase in programme.phases:
            ElementTree.SubElement(logic, "phase", duration=f"{phase.duration_s:g}", state=phase.state)
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _programme(node: ElementTree.Element) -> Programme:
    name = node.get("id", "")
    phases = tuple(
        Phase(float(p.get("duration", 0)), p.get("state", ""), _seconds_of(p, "minDur"), _seconds_of(p, "maxDur"))
        for p in node.iter("phase")
    )
    if not phases or len({len(p.state) for p in phases}) != 1:
        raise FileUnreadable(f"the lights {name} have no phases, or phases of different numbers of links")
    return Programme(name, phases, float(node.get("offset", 0)))


def _seconds_of(node: ElementTree.Element, name: str) -> float | None:
    value = node.get(name)
    return None if value is None else float(value)


def _crossings(root: ElementTree.Element) -> dict[str, float]:
    """Length in metres of each pedestrian crossing, by its edge."""
    return {
        edge.get("id", ""): max(float(lane.get("length", 0)) for lane in edge.iter("lane"))
        for edge in root.iter("edge")
        if edge.get("function") == "crossing"
    }


def seconds_of_edges(root: ElementTree.Element) -> dict[str, float]:
    """Free-flow seconds along each edge of a network's tree; the quickest lane's."""
    return {
        edge.get("id", ""): min(float(n.get("length", 0)) / max(float(n.get("speed", 1)), 0.1) for n in lanes)
        for edge in root.iter("edge")
        if (lanes := edge.findall("lane")) and edge.get("function") not in ("internal", "crossing", "walkingarea")
    }
