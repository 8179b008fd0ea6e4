"""Which road joins which places: a graph between townships and gates, and routes over it by class.

Route numbers are made up (G98x, G97xx, S9xx, X9xx, Y9xxx, C9xxxx): no such number stands on a road of the prefecture.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.places import Plane
from daoan.town.gazetteer import IN_TOWN, SEATS, Gazetteer

#: Where roads leave the prefecture, as degrees; pulled inside the border.
GATES = {
    "north": (107.00, 37.08), "west": (106.42, 36.45), "southwest": (106.85, 35.62), "south": (107.72, 35.28),
    "southeast": (108.50, 35.27), "east": (108.66, 35.95), "northeast": (108.50, 36.62), "wuqi": (107.95, 36.82),
}  # fmt: skip
_XF, _QC, _HX, _HC, _HS, _ZN, _NX, _ZY = SEATS.values()
TRUNKS = {
    "G981": ("north", _HX, _QC, _HS, _NX, _ZN, "southeast"),
    "G982": ("wuqi", _HC, _QC, _XF, "south"),
    "G983": ("east", _HS, _XF, _ZY, "southwest"),
    "G984": ("northeast", _HC, _HX, "west"),
    "G985": (_ZN, _NX, _XF),
}
PRIMARIES = {
    "S901": (_HX, _ZY), "S902": (_HC, _HS), "S903": (_ZY, _QC), "S904": (_ZN, "south"), "S905": (_NX, "south"),
    "S906": (_ZY, "west"), "S907": (_HS, "northeast"), "S908": (_QC, "north"),
}  # fmt: skip
MOTORWAYS = {
    "G9701": ("north", _HX, _QC, _XF, "south"),
    "G9702": ("east", _HS, _XF, _ZY, "southwest"),
    "G9703": (_XF, _NX, _ZN, "southeast"),
}


@dataclass(frozen=True, slots=True)
class Route:
    """One numbered road: the nodes that it passes, in order."""

    name: str
    road_class: RoadClass
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Corridors:
    """Nodes (townships with a road, then gates), edges with relative demand, and routes."""

    xy: Floats
    names: tuple[str, ...]  # township code or gate
    people: Floats
    routes: tuple[Route, ...]
    demand: dict[tuple[int, int], float]  # gravity trips by edge (smaller node first)

    def row(self, name: str) -> int:
        """The node of a township code or gate."""
        return self.names.index(name)


def plan_corridors(places: Gazetteer, plane: Plane, gravity_exponent: float) -> Corridors:
    """Trunk and provincial routes by shortest paths over a Gabriel graph; what is left of the nearest neighbours' graph
    becomes county and township roads."""
    land = shapely.union_all(list(places.borders.values()))
    inner = land.buffer(-700.0)
    gates = np.column_stack(plane.to_metres(*np.array(list(GATES.values())).T))
    gates = np.array([shapely.get_coordinates(shapely.shortest_line(inner, shapely.Point(g)))[0] for g in gates])
    rows = [i for i, code in enumerate(places.township_code) if code not in IN_TOWN]
    xy = np.concatenate([places.township_xy[rows], gates])
    names = tuple(places.township_code[i] for i in rows) + tuple(GATES)
    people = np.concatenate([places.township_people[rows], np.full(len(gates), 30_000.0)]).astype(np.float64)
    gabriel, nearest = _neighbours(xy)
    length = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1)) * (1.0 + _outside(xy, gabriel, land))
    used: dict[tuple[int, int], str] = {}
    routes = []
    for kind, table in ((RoadClass.TRUNK, TRUNKS), (RoadClass.PRIMARY, PRIMARIES)):
        for name, stops in table.items():
            nodes = _route([names.index(s) for s in stops], length, gabriel, used)
            used.update({_edge(a, b): name for a, b in pairwise(nodes)})
            routes.append(Route(name, kind, tuple(nodes)))
    routes += _minor_routes(nearest, used, people)
    kept = [_edge(a, b) for r in routes for a, b in pairwise(r.nodes)]
    return Corridors(xy, names, people, tuple(routes), _gravity(kept, length, people, gravity_exponent))


def _edge(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _neighbours(xy: Floats) -> tuple[Bools, Bools]:
    """Gabriel graph (no third place inside the circle over an edge) and relative neighbourhood graph, (n, n)."""
    square = ((xy[:, None] - xy[None, :]) ** 2).sum(axis=2)
    np.fill_diagonal(square, np.inf)
    through = square[:, None, :] + square[None, :, :]  # i, j, over k
    lune = np.maximum(square[:, None, :], square[None, :, :])
    return square <= through.min(axis=2), square <= lune.min(axis=2)


def _outside(xy: Floats, edges: Bools, land: shapely.Geometry) -> Floats:
    """Twice the share of each edge that would lie outside the prefecture."""
    i, j = np.nonzero(np.triu(edges))
    t = np.linspace(0.1, 0.9, 9)
    points = xy[i][:, None] + t[None, :, None] * (xy[j] - xy[i])[:, None]
    share = 1.0 - shapely.contains_xy(land, points.reshape(-1, 2)).reshape(len(i), -1).mean(axis=1)
    penalty = np.zeros(edges.shape)
    penalty[i, j] = penalty[j, i] = 4.0 * share
    return penalty


def _route(stops: list[int], length: Floats, edges: Bools, used: dict[tuple[int, int], str]) -> list[int]:
    """The nodes of a road through its stops; edges that another route runs on cost more, so that corridors spread."""
    cost = np.where(edges, length, 0.0)
    for a, b in used:
        cost[a, b] *= 1.5
        cost[b, a] *= 1.5
    nodes = [stops[0]]
    for a, b in pairwise(stops):
        before = dijkstra(csr_array(cost), indices=np.array([a]), return_predecessors=True)[1][0]
        leg = [b]
        while leg[-1] != a:
            leg.append(int(before[leg[-1]]))
        nodes += leg[::-1][1:]
    return nodes


def _minor_routes(nearest: Bools, used: dict[tuple[int, int], str], people: Floats) -> list[Route]:
    left = [(int(a), int(b)) for a, b in zip(*np.nonzero(np.triu(nearest)), strict=True) if (a, b) not in used]
    served = np.array([people[a] + people[b] for a, b in left])
    routes, x, y = [], 0, 0
    for (a, b), people_served in zip(left, served, strict=True):
        if people_served >= np.median(served):
            x += 1
            routes.append(Route(f"X{900 + x}" if x < 100 else f"X9{x:03d}", RoadClass.SECONDARY, (a, b)))
        else:
            y += 1
            routes.append(Route(f"Y9{y:03d}", RoadClass.TERTIARY, (a, b)))
    return routes


def _gravity(
    kept: list[tuple[int, int]], length: Floats, people: Floats, exponent: float
) -> dict[tuple[int, int], float]:
    """Trips over each edge when places exchange pᵢpⱼ / dᵢⱼ^exponent trips along shortest ways (d in km, at least 5)."""
    n = len(people)
    cost = np.zeros((n, n))
    for a, b in kept:
        cost[a, b] = cost[b, a] = length[a, b]
    far, before = dijkstra(csr_array(cost), return_predecessors=True)
    trips = people[:, None] * people[None, :] / np.maximum(far / 1000.0, 5.0) ** exponent
    flow = dict.fromkeys(kept, 0.0)
    for origin in range(n):
        load: Floats = trips[origin].copy()
        order: Ints = np.argsort(-far[origin])
        for node in order:
            parent = int(before[origin, node])
            if parent >= 0:
                load[parent] += load[node]
                flow[_edge(int(node), parent)] += float(load[node])
    return flow
