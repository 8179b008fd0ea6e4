"""A network as a picture: shapes of its lanes and where its lights are, on the globe where its projection is known."""

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from daoan.terms.errors import FileUnreadable
from daoan.terms.places import to_wgs84
from daoan.terms.signal_pictures import JunctionPlace, LaneShape, NetworkPicture, Point

DEGREES, METRES = 6, 1  # decimals that are kept
_NO_ROAD = ("internal", "crossing", "walkingarea")
_UNPROJECTED = ("", "!", "-")


def read_picture(path: Path) -> NetworkPicture:
    """Lanes that vehicles drive on between junctions, and junctions with lights. Raises :class:`FileUnreadable`."""
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError) as problem:
        raise FileUnreadable(f"{path.name} cannot be read as a network: {problem}") from problem
    lit = {
        f"{node.get('from')}_{node.get('fromLane', 0)}": node.get("tl", "")
        for node in root.iter("connection")
        if node.get("tl") is not None
    }
    shapes = {
        lane.get("id", ""): _points(lane.get("shape", ""))
        for edge in root.iter("edge")
        if edge.get("function", "") not in _NO_ROAD
        for lane in edge.iter("lane")
        if lane.get("allow", "") != "pedestrian"
    }
    lights = _places(root, {tl.get("id", "") for tl in root.iter("tlLogic")}, lit)
    geographic, shapes, lights = _on_the_globe(root.find("location"), shapes, lights)
    return NetworkPicture(
        geographic,
        tuple(LaneShape(name, points, lit.get(name, "")) for name, points in shapes.items() if len(points) > 1),
        tuple(JunctionPlace(name, *points[0]) for name, points in lights.items()),
    )


def _points(shape: str) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y, *_ in (pair.split(",") for pair in shape.split()))


def _places(root: ElementTree.Element, lights: set[str], lit: Mapping[str, str]) -> dict[str, tuple[Point, ...]]:
    """The middle of the junctions that each of the lights governs: several may hang on one."""
    edge_ends = {edge.get("id", ""): edge.get("to", "") for edge in root.iter("edge")}
    nodes = {node.get("id", ""): (float(node.get("x", 0)), float(node.get("y", 0))) for node in root.iter("junction")}
    found: dict[str, tuple[Point, ...]] = {}
    for name in sorted(lights):
        ends = {edge_ends.get(lane.rsplit("_", 1)[0], "") for lane, light in lit.items() if light == name}
        at = [nodes[end] for end in sorted(ends) if end in nodes]
        if at:
            found[name] = ((sum(x for x, _ in at) / len(at), sum(y for _, y in at) / len(at)),)
    return found


def _on_the_globe(
    location: ElementTree.Element | None,
    *parts: dict[str, tuple[Point, ...]],
) -> tuple[bool, dict[str, tuple[Point, ...]], dict[str, tuple[Point, ...]]]:
    """Points as degrees where the network says how it was projected; ``netOffset`` was added to what PROJ gave."""
    said = location.get("projParameter", "") if location is not None else ""
    if location is None or said in _UNPROJECTED:
        lanes, lights = ({n: _rounded(points, METRES) for n, points in part.items()} for part in parts)
        return False, lanes, lights
    east, north = (float(x) for x in location.get("netOffset", "0,0").split(","))

    def turned(points: tuple[Point, ...]) -> tuple[Point, ...]:
        x, y = np.array(points, dtype=np.float64).T
        lon, lat = to_wgs84(x - east, y - north, said)
        return _rounded(tuple(zip(lon.tolist(), lat.tolist(), strict=True)), DEGREES)

    lanes, lights = ({n: turned(points) for n, points in part.items() if points} for part in parts)
    return True, lanes, lights


def _rounded(points: tuple[Point, ...], decimals: int) -> tuple[Point, ...]:
    return tuple((round(x, decimals), round(y, decimals)) for x, y in points)
