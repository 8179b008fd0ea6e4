"""What a network has and what it lacks, before anybody plans on it: parts that hang together, lights, crossings."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from daoan.edge.sumo.changing import Grid, read_grid
from daoan.edge.sumo.converting import read_xml
from daoan.terms.errors import FileUnreadable
from daoan.terms.estimates import Share, Text

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """Edges that hang together in some way, and some of them by name."""

    edges: int
    length_km: float
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """``lanes``: edges by number of lanes. ``ways``: pairs of an entry and an exit between which there is a way.

    ``parts``: groups of edges with no connection to one another, the longest first. ``missing``: what must be known of
    it before figures are believed.
    """

    network: str
    edges: int
    length_km: float
    junctions: int
    lights: int
    crossings: int
    lanes: Mapping[int, int]
    entries: int
    exits: int
    ways: Share
    parts: tuple[Part, ...]
    missing: tuple[Text, ...]


def look_over(network: Path) -> Overview:
    """Overview of a ``*.net.xml``. Raises :class:`FileUnreadable` for what is no network, or has no edge for cars."""
    root, grid = read_xml(network), read_grid(network)
    plain = [edge for edge in root.iter("edge") if edge.get("function") is None]
    if root.tag != "net" or not plain:
        raise FileUnreadable(f"{network.name} is no network of SUMO's, or has no edges 不是有效的SUMO路网")
    metres = {edge.get("id", ""): float(edge.find("lane").get("length", 0)) for edge in plain}  # type: ignore[union-attr]
    parts = _parts(grid, metres)
    entries, exits = ends_of(grid)
    pairs = {start: exits - {e for e in exits if grid.nodes[e][1] == grid.nodes[start][0]} for start in entries}
    reach = sum(len(reached(grid.onward, start) & after) for start, after in pairs.items())
    inner = [j for j in root.iter("junction") if j.get("type") not in ("internal", "dead_end")]
    lights = {node.get("id") for node in root.iter("tlLogic")}
    crossings = sum(edge.get("function") == "crossing" for edge in root.iter("edge"))
    ways = Share(reach, sum(map(len, pairs.values())))
    return Overview(
        network.name,
        len(plain),
        sum(metres.values()) / 1000,
        len(inner),
        len(lights),
        crossings,
        dict(sorted(Counter(grid.lanes.values()).items())),
        len(entries),
        len(exits),
        ways,
        parts,
        tuple(_missing(len(lights), crossings, parts, ways, grid)),
    )


def ends_of(grid: Grid) -> tuple[set[str], set[str]]:
    """Edges that nothing leads into, and edges that lead nowhere: where cars come in and go out, but to turn round."""
    onward = grid.onward
    into = {after for turns in onward.values() for after in turns}
    return {edge for edge in onward if edge not in into}, {edge for edge in into if edge not in onward}


def reached(onward: Mapping[str, Sequence[str]], start: str) -> set[str]:
    """Edges that a car comes to from an edge."""
    found, queue = {start}, [start]
    while queue:
        for after in onward.get(queue.pop(), ()):
            if after not in found:
                found.add(after)
                queue.append(after)
    return found


def _parts(grid: Grid, metres: Mapping[str, float]) -> tuple[Part, ...]:
    beside: dict[str, set[str]] = defaultdict(set)
    for edge, turns in grid.turns.items():
        for after in turns:
            beside[edge].add(after)
            beside[after].add(edge)
    left, found = set(metres), []
    while left:
        group, queue = set(), [min(left)]
        while queue:
            edge = queue.pop()
            if edge not in group:
                group.add(edge)
                queue += beside[edge]
        left -= group
        length = sum(metres.get(edge, 0.0) for edge in group) / 1000
        found.append(Part(len(group), length, tuple(sorted(group)[:MOST_NAMED])))
    return tuple(sorted(found, key=lambda part: (-part.length_km, part.named)))


def _missing(lights: int, crossings: int, parts: Sequence[Part], ways: Share, grid: Grid) -> list[Text]:
    found = []
    if len(parts) > 1:
        rest = parts[1:]
        named = "; ".join(", ".join(part.named) for part in rest[:3])
        apart = sum(part.edges for part in rest)
        en = f"the network is disconnected: {len(rest)} part(s) of {apart} edges have no connection "
        en += (
            f"to the largest ({parts[0].edges} edges), e.g. {named}. Nobody can drive between them: look for a gap at "
        )
        en += "their ends, a missing connection, or leave them out"
        zh = f"路网不连通：有{len(rest)}个部分（{apart}条路段）与主体（{parts[0].edges}条）不相连，"
        found.append(Text(en, f"{zh}例如{named}。请检查端点缺口或缺失的连接，或予以剔除"))
    if ways.value is not None and ways.value < 1:
        en = f"{ways.part:,.0f} of {ways.whole:,.0f} pairs of an entry and an exit have a way between them"
        found.append(Text(en, f"{ways.whole:,.0f}对出入口中有{ways.part:,.0f}对可以通达"))
    if not lights:
        found.append(Text("no lights: nothing to plan here until some are added", "无信号灯：补充前无法配时"))
    if not crossings:
        found.append(Text("no pedestrian crossings: least greens cannot be checked", "无人行横道：行人绿灯无法校核"))
    if grid.lanes and max(grid.lanes.values()) == 1:
        found.append(Text("every edge has one lane: turning lanes are missing", "所有路段均为单车道：缺少转向车道"))
    return found
