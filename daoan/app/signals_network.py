"""Networks for ``daoan signals``: built from our roads or an extract of OpenStreetMap, or taken as they are; demand."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from xml.etree import ElementTree

from daoan.act.signals.changes import quickest
from daoan.act.signals.demand import Fitted, fit_demand
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.edge.files import read_bytes, write_bytes
from daoan.edge.sumo.building import Kind, Segment, build_from_osm, build_from_segments
from daoan.edge.sumo.changing import read_grid
from daoan.edge.sumo.looking import Overview, ends_of, look_over
from daoan.edge.sumo.places import get_sumo
from daoan.terms.codes import RoadClass
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.frames import Network
from daoan.terms.rulepacks import RulePack

OSM = (".osm.pbf", ".pbf", ".osm", ".osm.xml")


@dataclass(frozen=True, slots=True)
class Made:
    """A network's file, what it holds and lacks, what had to be assumed, and how often netconvert warned."""

    file: str
    overview: Overview
    assumed: tuple[Text, ...]
    warnings: int


def make_network(source: Path, to: Path, tell: Tell = silent, lefthand: bool = False) -> Made:
    """A network out of ``.osm.pbf``, ``.osm`` or an existing ``.net.xml``, written to ``to``.

    Raises :class:`InputError` for other files and where nothing can be built, :class:`NotFound` without SUMO.
    """
    if source.name.endswith(".net.xml"):
        found = look_over(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        if source.resolve() != to.resolve():
            copyfile(source, to)
        return Made(str(to), found, (), 0)
    if not source.name.endswith(OSM):
        raise InputError(f"{source.name}: networks are made of .osm.pbf, .osm or .net.xml 不支持的路网格式")
    sumo = get_sumo()
    to.parent.mkdir(parents=True, exist_ok=True)
    tell(Text(f"building a network of {source.name}", f"由{source.name}建立路网"))
    warned = build_from_osm(sumo, source, to, lefthand)
    assumed = Text(
        "lanes, speeds and one-way streets as OpenStreetMap states them, by SUMO's table of classes where it does not",
        "车道数、限速、单行取自OpenStreetMap；缺失时按SUMO道路等级默认值",
    )
    guessed = Text("crossings and sidewalks are guessed by netconvert", "人行横道与人行道由netconvert推测")
    return Made(str(to), look_over(to), (assumed, guessed), warned.count("Warning"))


def make_network_of_city(
    workspace: Workspace, pack: RulePack, to: Path, box: tuple[float, float, float, float] | None = None,
    lights: Path | None = None, tell: Tell = silent, lefthand: bool = False,
) -> Made:  # fmt: skip
    """A network out of the roads that the workspace holds. ``box``: west, south, east, north; ``lights``: CSV lon, lat.

    Raises :class:`InputError` where the box holds no road.
    """
    network, sumo = workspace.store.get_network(), get_sumo()
    segments = tuple(_segments(network, box))
    if not segments:
        raise InputError("no road lies in the box 范围内没有道路")
    places = {
        k: (float(lon), float(lat)) for k, (lon, lat) in enumerate(zip(network.node_lon, network.node_lat, strict=True))
    }
    used = {node for one in segments for node in (one.from_node, one.to_node)}
    lit = _lit(lights, {k: places[k] for k in used}) if lights is not None else set()
    kinds = {
        c.value: Kind(*(pack.get(f"roads.{c.value}.{name}") for name in ("lanes", "speed_kmh", "priority")))
        for c in RoadClass
    }
    to.parent.mkdir(parents=True, exist_ok=True)
    tell(Text("building a network of the city's roads", "由城市路网建立仿真路网"))
    warned = build_from_segments(sumo, places, segments, kinds, lit, to, lefthand)
    assumed = Text(
        "the city's roads hold no lanes, speeds or one-way streets: lanes and speeds by class (rule pack), every road "
        "both ways but halves of dual carriageways drawn by OpenStreetMap",
        "城市路网未记录车道数、限速与单行：按道路等级取规则包默认值；除OpenStreetMap双幅道路外均按双向",
    )
    return Made(str(to), look_over(to), (assumed,), warned.count("Warning"))


def make_demand(network: Path, counts: Path, hours: float, to: Path, pack: RulePack) -> Fitted:
    """Routes of so many hours out of a CSV with ``edge`` and ``vehicles_h``, written to ``to``."""
    grid, counted = read_grid(network), _read_counts(counts)
    if unknown := sorted(counted.keys() - grid.lanes.keys()):
        raise InputError(f"{counts.name}: the network has no edge {', '.join(unknown[:5])} 路网中没有该路段")
    entries, exits = ends_of(grid)
    ways = [
        way
        for start in sorted(entries)
        for end in sorted(exits)
        if (way := quickest(start, end, grid.onward, grid.seconds, set())) is not None
    ]
    found = fit_demand(ways, counted, pack)
    root = ElementTree.Element("routes")
    ElementTree.SubElement(root, "vType", id="car", vClass="passenger")
    for k, flow in enumerate(found.flows):
        told = {"id": f"f{k}", "type": "car", "begin": "0", "end": f"{3600 * hours:g}", "departLane": "best"}
        node = ElementTree.SubElement(root, "flow", {**told, "vehsPerHour": f"{flow.vehicles_h:.2f}"})
        ElementTree.SubElement(node, "route", edges=" ".join(flow.edges))
    ElementTree.indent(root)
    write_bytes(to, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
    return found


def read_box(said: str) -> tuple[float, float, float, float]:
    """ "west,south,east,north" in degrees. Raises :class:`InputError` for anything else."""
    try:
        west, south, east, north = map(float, said.split(","))
    except ValueError as problem:
        raise InputError("a box is west,south,east,north in degrees 范围应为西,南,东,北（度）") from problem
    if not (west < east and south < north):
        raise InputError("the box is empty: west must be less than east, south less than north 范围为空")
    return west, south, east, north


def _read_counts(path: Path) -> dict[str, float]:
    rows = csv.DictReader(io.StringIO(read_bytes(path).decode("utf-8-sig")))
    try:
        return {row["edge"]: float(row["vehicles_h"]) for row in rows}
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError(f"{path.name}: columns edge and vehicles_h are needed 需要edge与vehicles_h列") from problem


def _segments(network: Network, box: tuple[float, float, float, float] | None) -> list[Segment]:
    found = []
    drawn = network.source.lower().startswith("openstreetmap")
    for k in range(len(network)):
        points = tuple((float(lon), float(lat)) for lon, lat in network.points_of(k))
        if box and not any(box[0] <= lon <= box[2] and box[1] <= lat <= box[3] for lon, lat in points):
            continue
        if network.from_node[k] == network.to_node[k]:
            continue
        road = list(RoadClass)[int(network.road_class[k])].value
        ends, name = (int(network.from_node[k]), int(network.to_node[k])), network.road_name[k]
        found.append(Segment(f"s{k}", *ends, points, road, drawn and bool(network.dual[k]), name))
    return found


def _lit(path: Path, nodes: Mapping[int, tuple[float, float]]) -> set[int]:
    """The node nearest to each place of a CSV with ``lon`` and ``lat``."""
    rows = csv.DictReader(io.StringIO(read_bytes(path).decode("utf-8-sig")))
    try:
        places = [(float(row["lon"]), float(row["lat"])) for row in rows]
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError(f"{path.name}: columns lon and lat are needed, with numbers 需要lon与lat列") from problem
    return {min(nodes, key=lambda k: (nodes[k][0] - lon) ** 2 + (nodes[k][1] - lat) ** 2) for lon, lat in places}
