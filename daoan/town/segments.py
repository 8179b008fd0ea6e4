"""The network that the town shows to the world, with what only the town knows of its segments."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import KDTree

from daoan.terms.codes import RoadClass, Structure
from daoan.terms.frames import Bools, Floats, Ints, Network, Objects, code_column
from daoan.terms.places import Plane
from daoan.town.gazetteer import IN_TOWN, Gazetteer
from daoan.town.parameters import Parameters
from daoan.town.pieces import Pieces
from daoan.town.structures import structures_of

SOURCE = "Daoan model town (simulated 模拟数据)"


@dataclass(frozen=True, slots=True)
class Roads:
    """The network with what only the town knows of its segments (columns of the network's length)."""

    network: Network
    line: Ints  # row of the line that the segment was cut from
    street: Bools
    grade_pct: Floats  # mean, along the chainage; negative is downhill
    turning_deg_km: Floats
    demand: Floats
    township: Ints  # row of the nearest township
    township_km: Floats  # distance to it
    middle: Floats  # (n, 2) metres on the plane
    vertices: Floats  # the points of all segments, metres on the plane, ragged as the network's


def roads_of(pieces: Pieces, places: Gazetteer, plane: Plane, parameters: Parameters) -> Roads:
    """Segments of every piece, in the order of the pieces."""
    starts = np.concatenate([[0], np.cumsum([len(p) for p in pieces.points])]).astype(np.int64)
    vertices = np.concatenate(pieces.points)
    middle = vertices[(starts[:-1] + starts[1:]) // 2]
    far, township = _townships(middle, places)
    return Roads(
        network=_network(pieces, starts, vertices, _counties(middle, places), plane, parameters),
        line=pieces.owner,
        street=pieces.of_line("street").astype(bool),
        grade_pct=pieces.grade_pct,
        turning_deg_km=pieces.turning_deg_km,
        demand=pieces.of_line("demand").astype(np.float64),
        township=township,
        township_km=far / 1000.0,
        middle=middle,
        vertices=vertices,
    )


def _network(
    pieces: Pieces, starts: Ints, vertices: Floats, area: Objects, plane: Plane, parameters: Parameters
) -> Network:
    from_node, to_node, node_xy = pieces.nodes()
    chainage = pieces.of_line("chainage_m").astype(np.float64) + pieces.begins("along_m")
    route = pieces.of_line("route")
    names = [f"{r}@{round(m):06d}" for r, m in zip(route, chainage, strict=True)]
    lon, lat = plane.to_degrees(vertices[:, 0], vertices[:, 1])
    node_lon, node_lat = plane.to_degrees(node_xy[:, 0], node_xy[:, 1])
    return Network(
        segment_id=np.array([*names, None], dtype=object)[:-1],
        from_node=from_node,
        to_node=to_node,
        road_class=code_column(RoadClass, list(pieces.of_line("road_class"))),
        road_name=pieces.of_line("name"),
        structure=code_column(Structure, structures_of(pieces, parameters)),
        dual=pieces.of_line("dual").astype(bool),
        length_m=pieces.length_m,
        route=route,
        chainage_m=chainage,
        forward=np.ones(len(names), dtype=bool),
        area=area,
        vehicles_per_day=np.full(len(names), np.nan),
        starts=starts,
        coords=np.column_stack([lon, lat]),
        node_lon=node_lon,
        node_lat=node_lat,
        source=SOURCE,
    )


def _counties(middle: Floats, places: Gazetteer) -> Objects:
    """The county that the middle of each segment lies in; outside the prefecture, the nearest one."""
    area = np.full(len(middle), None, dtype=object)
    for code, border in places.borders.items():
        area[shapely.contains_xy(border, middle)] = code
    lost = np.flatnonzero(np.array([a is None for a in area], dtype=bool))
    codes = list(places.borders)
    if len(lost):
        spots = shapely.points(middle[lost])
        far = np.array([shapely.distance(places.borders[code], spots) for code in codes])
        area[lost] = np.array(codes, dtype=object)[far.argmin(axis=0)]
    return area


def _townships(middle: Floats, places: Gazetteer) -> tuple[Floats, Ints]:
    rows = np.array([i for i, code in enumerate(places.township_code) if code not in IN_TOWN], dtype=np.int64)
    far, where = KDTree(places.township_xy[rows]).query(middle)
    return np.asarray(far), rows[where]
