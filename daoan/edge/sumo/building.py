"""Networks of SUMO's out of roads: an extract of OpenStreetMap, or segments with nodes, as the store keeps them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import osmium

from daoan.edge.sumo.converting import from_plain, netconvert
from daoan.edge.sumo.places import Sumo
from daoan.terms.errors import FileUnreadable

#: What OpenStreetMap states of lanes, speeds, one-way streets and lights is taken; short ends and doubles are not.
_JOINED = ["--geometry.remove", "--junctions.join", "--keep-edges.by-vclass", "passenger", "--output.street-names"]
_LIGHTS = ["--tls.discard-simple", "--tls.join", "--tls.default-type", "static", "--no-turnarounds.except-deadend"]
FROM_OSM = (*_JOINED, *_LIGHTS, "--crossings.guess", "--sidewalks.guess")
#: Metres within which ends of roads are one junction where the source names no nodes of its own.
NEAR_M = "8"


@dataclass(frozen=True, slots=True)
class Segment:
    """A road between two nodes. ``points``: lon, lat in the order drawn; ``one_way``: driven in that order only."""

    segment_id: str
    from_node: int
    to_node: int
    points: tuple[tuple[float, float], ...]
    road_class: str
    one_way: bool
    name: str | None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a class of road has where nothing else is known. ``lanes``: in each direction."""

    lanes: int
    speed_kmh: float
    priority: int


def build_from_osm(sumo: Sumo, extract: Path, to: Path, lefthand: bool = False) -> str:
    """A network of the roads for cars of an ``.osm.pbf`` or ``.osm``; answers what netconvert warned of.

    Raises :class:`FileUnreadable` for what is no extract, :class:`InputError` where nothing for cars is in it.
    """
    with TemporaryDirectory(prefix="daoan-osm-") as folder:
        plain = Path(folder) / "roads.osm.xml"
        try:
            with osmium.SimpleWriter(str(plain)) as writer:
                for one in osmium.FileProcessor(str(extract)):
                    writer.add(one)
        except (RuntimeError, ValueError) as problem:
            raise FileUnreadable(f"{extract.name}: not a readable OpenStreetMap file ({problem})") from problem
        types = sumo.home / "data" / "typemap" / "osmNetconvert.typ.xml"
        told = ["--osm-files", str(plain), "--type-files", str(types), "-o", str(to), *FROM_OSM]
        return netconvert(sumo, [*told, *(["--lefthand"] if lefthand else [])], extract.name)


def build_from_segments(
    sumo: Sumo,
    nodes: Mapping[int, tuple[float, float]],
    segments: Iterable[Segment],
    kinds: Mapping[str, Kind],
    lights: Iterable[int],
    to: Path,
    lefthand: bool = False,
) -> str:
    """A network of segments; ``nodes``: lon, lat; ``lights``: nodes that have some. Answers netconvert's warnings."""
    lit = set(lights)
    nod, edg = ElementTree.Element("nodes"), ElementTree.Element("edges")
    used = set()
    for one in segments:
        used |= {one.from_node, one.to_node}
        kind = kinds[one.road_class]
        for way in ("", "-") if not one.one_way else ("",):
            ends = (one.from_node, one.to_node) if not way else (one.to_node, one.from_node)
            points = one.points if not way else one.points[::-1]
            told = {"id": f"{way}{one.segment_id}", "from": str(ends[0]), "to": str(ends[1])}
            told |= {
                "numLanes": str(kind.lanes),
                "speed": f"{kind.speed_kmh / 3.6:.2f}",
                "priority": str(kind.priority),
            }
            shape = " ".join(f"{lon:.7f},{lat:.7f}" for lon, lat in points)
            ElementTree.SubElement(
                edg, "edge", {**told, "shape": shape, "spreadType": "center" if one.one_way else "right"}
            )
    for node in sorted(used):
        lon, lat = nodes[node]
        kind_of = {"type": "traffic_light"} if node in lit else {}
        ElementTree.SubElement(nod, "node", {"id": str(node), "x": f"{lon:.7f}", "y": f"{lat:.7f}", **kind_of})
    with TemporaryDirectory(prefix="daoan-net-") as folder:
        plain = {"nod": nod, "edg": edg}
        more = ["--proj.utm", "--tls.default-type", "static", "--no-turnarounds.except-deadend", "--junctions.join"]
        more += ["--junctions.join-dist", NEAR_M, *(["--lefthand"] if lefthand else [])]
        return from_plain(sumo, plain, Path(folder), to, more)
