"""Lay the roads: corridors become winding lines, motorways sweep past the towns, villages get their way out."""

from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree
from scipy.spatial import KDTree

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Floats, Ints
from daoan.town.corridors import MOTORWAYS, Corridors, Route
from daoan.town.gazetteer import SEATS, Gazetteer
from daoan.town.lines import RoadLine, sweep, wander
from daoan.town.parameters import Parameters
from daoan.town.streams import stream
from daoan.town.streets import Grid

#: Lines, and for each the vertices at which another line meets it.
Laid = tuple[list[RoadLine], dict[int, set[int]]]


def lay_corridors(seed: int, plan: Corridors, grids: dict[str, Grid], parameters: Parameters) -> list[RoadLine]:
    """Lines of the trunk, provincial, county and township roads; each edge is laid once, by its first route."""
    rng, laid = stream(seed, "corridors"), dict[tuple[int, int], float]()
    lines: list[RoadLine] = []
    for route in plan.routes:
        lines += _lay_route(route, plan, grids, laid, parameters, rng)
    return lines


def _lay_route(
    route: Route,
    plan: Corridors,
    grids: dict[str, Grid],
    laid: dict[tuple[int, int], float],
    parameters: Parameters,
    rng: np.random.Generator,
) -> list[RoadLine]:
    """Chainage runs on through towns and where the route shares the way of another, as kilometre posts do."""
    n = parameters["network"]
    chainage, lines, last = 0.0, [], None
    for a, b in pairwise(route.nodes):
        edge = (min(a, b), max(a, b))
        start, start_xy = _end_of(a, b, plan, grids)
        end, end_xy = _end_of(b, a, plan, grids)
        if last is not None:
            chainage += float(np.hypot(*(start_xy - last)))
        if edge not in laid:
            points = wander(start_xy, end_xy, n["wander"][route.road_class.value], n["vertex_m"], rng)
            line = RoadLine(
                points, start, end, route.road_class, route.name, chainage, route.name, demand=plan.demand[edge]
            )
            lines.append(line)
            laid[edge] = line.length_m
        chainage += laid[edge]
        last = end_xy
    return lines


def _end_of(node: int, towards: int, plan: Corridors, grids: dict[str, Grid]) -> tuple[object, Floats]:
    name = plan.names[node]
    county = name[:6]
    if SEATS.get(county) == name:
        return grids[county].entry(plan.xy[towards])
    return ("place", name), plan.xy[node]


def lay_motorways(seed: int, plan: Corridors, parameters: Parameters) -> list[RoadLine]:
    """Motorways past the seats; they meet one another at hubs and the other roads only over interchanges."""
    rng, spacing = stream(seed, "motorways"), 1.5 * parameters["network"]["vertex_m"]
    hubs: dict[str, Floats] = {}
    lines = []
    for name, stops in MOTORWAYS.items():
        for stop in stops:
            if stop not in hubs:
                turn, far = rng.uniform(0, 2 * np.pi), 4500.0 if stop == SEATS["621002"] else 2800.0
                hubs[stop] = plan.xy[plan.row(stop)] + far * np.array([np.cos(turn), np.sin(turn)])
        chainage = 0.0
        for a, b, points in zip(stops, stops[1:], sweep(np.array([hubs[s] for s in stops]), spacing), strict=False):
            demand = float(np.exp(rng.normal(0, 0.3)))
            line = RoadLine(
                points, ("hub", a), ("hub", b), RoadClass.MOTORWAY, name, chainage, name, dual=True, demand=demand
            )
            lines.append(line)
            chainage += line.length_m
    return lines


def join_motorways(seed: int, lines: list[RoadLine], parameters: Parameters) -> Laid:
    """Interchanges every 20 km or so and at hubs: a link from the motorway to the nearest other road,
    250 m to 8 km long."""
    rng, n = stream(seed, "interchanges"), parameters["network"]
    met: dict[int, set[int]] = {}
    tree, at_line, at_vertex = _meeting_points(lines)
    links: list[RoadLine] = []
    for i, line in enumerate(lines):
        if line.road_class is not RoadClass.MOTORWAY:
            continue
        step = max(1, int(20_000 / (1.5 * n["vertex_m"])))
        for vertex in {0, len(line.points) - 1, *range(step, len(line.points) - step // 2, step)}:
            far, near = (np.asarray(found) for found in tree.query(line.points[vertex], k=40))
            fit = np.flatnonzero((far > 250.0) & (far < 8000.0))
            if not len(fit):
                continue
            other, there = int(at_line[near[fit[0]]]), int(at_vertex[near[fit[0]]])
            start, end = _node(lines, i, vertex, met), _node(lines, other, there, met)
            name = f"S99{len(links) + 1:02d}"
            points = wander(line.points[vertex], lines[other].points[there], 0.08, n["vertex_m"], rng)
            links.append(RoadLine(points, start, end, RoadClass.PRIMARY, name, 0.0, name, demand=0.0))
    return lines + links, met


def _meeting_points(lines: list[RoadLine]) -> tuple[KDTree, Ints, Ints]:
    """Vertices at which another road may meet: every third, and the ends, of all but motorways and interchanges."""
    xy, line_of, vertex_of = [], [], []
    for i, line in enumerate(lines):
        if line.road_class is RoadClass.MOTORWAY or line.demand == 0.0:
            continue
        last = len(line.points) - 1
        vertices = np.array([0, last] if line.street else [0, *range(3, last - 1, 3), last])
        xy.append(line.points[vertices])
        line_of.append(np.full(len(vertices), i))
        vertex_of.append(vertices)
    return KDTree(np.concatenate(xy)), np.concatenate(line_of), np.concatenate(vertex_of)


def _node(lines: list[RoadLine], line: int, vertex: int, met: dict[int, set[int]]) -> object:
    """The name of the node at a vertex; an inner vertex becomes a node and is remembered as met."""
    if vertex == 0:
        return lines[line].start
    if vertex == len(lines[line].points) - 1:
        return lines[line].end
    met.setdefault(line, set()).add(vertex)
    return ("on", line, vertex)


def lay_village_roads(seed: int, places: Gazetteer, laid: Laid, parameters: Parameters) -> Laid:
    """A way out for every village: the minimum spanning tree over villages and the network, laid as village roads.

    Roads that four or more villages share become township roads 乡道. A village within 120 m of a
    road or of the village before it needs none.
    """
    lines, met = laid
    rng, n = stream(seed, "village roads"), parameters["network"]
    tree, at_line, at_vertex = _meeting_points(lines)
    xy = places.village_xy
    far, where = (np.asarray(found) for found in tree.query(xy))
    parent, order = _ways_out(xy, far)
    # people of a seat's large communities live in its streets and do not drive this road
    carried = np.minimum(places.village_people, n["village_people_at_most"]).astype(np.float64)
    served = np.ones(len(xy), dtype=np.int64)
    for v in order[::-1]:
        if parent[v] >= 0:
            carried[parent[v]] += carried[v]
            served[parent[v]] += served[v]
    node: dict[int, object] = {}
    place: dict[int, Floats] = {}
    roads: list[RoadLine] = []
    for v in order:
        if parent[v] < 0:
            other, there = int(at_line[where[v]]), int(at_vertex[where[v]])
            root, root_xy = _node(lines, other, there, met), lines[other].points[there]
        else:
            root, root_xy = node[int(parent[v])], place[int(parent[v])]
        if np.hypot(*(xy[v] - root_xy)) < 120.0:
            node[int(v)], place[int(v)] = root, root_xy
            continue
        node[int(v)], place[int(v)] = ("village", places.village_code[v]), xy[v]
        kind = RoadClass.TERTIARY if served[v] >= 4 else RoadClass.LOCAL
        number = len(roads) + 1
        name = f"Y95{number:04d}" if kind is RoadClass.TERTIARY else f"C9{number:04d}"
        points = wander(root_xy, xy[v], n["wander"][kind.value], n["vertex_m"], rng)
        roads.append(RoadLine(points, root, node[int(v)], kind, name, 0.0, name, demand=float(carried[v])))
    return lines + roads, met


def _ways_out(xy: Floats, far: Floats) -> tuple[Ints, Ints]:
    """For each village the village that it goes through (-1: straight to the network), and an order, roots first."""
    size = len(xy)
    gap, neighbour = (np.asarray(found) for found in KDTree(xy).query(xy, k=10))
    i = np.concatenate([np.repeat(np.arange(size), 9), np.arange(size)])
    j = np.concatenate([neighbour[:, 1:].ravel(), np.full(size, size)])
    weight = np.concatenate([gap[:, 1:].ravel(), far]) + 1.0
    low, high = np.minimum(i, j), np.maximum(i, j)
    pairs, first = np.unique(low * (size + 1) + high, return_index=True)
    graph = coo_array((weight[first], (pairs // (size + 1), pairs % (size + 1))), shape=(size + 1, size + 1))
    order, parent = breadth_first_order(minimum_spanning_tree(graph.tocsr()), size, directed=False)
    way = np.where(parent[:size] == size, -1, parent[:size]).astype(np.int64)
    return way, np.asarray(order[1:], dtype=np.int64)
