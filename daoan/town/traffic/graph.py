"""The network as a graph with each site a node of its own, without dead ends, and with nothing between junctions."""

from dataclasses import dataclass, replace

import numpy as np

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Bools, Floats, Ints
from daoan.town.build import Town
from daoan.town.parameters import Parameters, by_class

#: How drivers weigh roads: by free time; each route by their taste; or so that no motorway is taken if another way is.
FASTEST, OTHER_WAY, NO_MOTORWAY = 0, 1, 2
CHOICES = 3
_SHUNNED = 20.0


@dataclass(frozen=True, slots=True)
class Graph:
    """Directed edges, in no order; the same two nodes may be joined twice. Node ``nodes + s`` is site *s*."""

    nodes: int
    size: int  # nodes and sites
    start: Ints
    end: Ints
    costs: Floats  # (choices, edges), seconds; the first are those of a car that nothing hinders
    road_m: Floats
    before: Ints  # by site: the node on its side of lower chainage
    zone: Ints  # by zone: its node


def free_speeds(town: Town, stated: Parameters) -> Floats:
    """Speed of a car that nothing hinders, on each segment, km/h."""
    s, n = stated["speeds"], town.network
    speed = by_class(s["free"])[n.road_class.astype(np.int64)]
    return np.asarray(np.where(town.truth.street, s["free_street"], speed))


def lay_graph(town: Town, segment: Ints, zone: Ints, stated: Parameters, rng: np.random.Generator) -> Graph:
    """The network with sites in the middle of some segments, no two on one, and zones at some of its nodes."""
    n, nodes = town.network, len(town.network.node_lon)
    plain = np.setdiff1d(np.arange(len(n)), segment)
    site = nodes + np.arange(len(segment))
    a = np.concatenate([n.from_node[plain], n.from_node[segment], site])
    b = np.concatenate([n.to_node[plain], site, n.to_node[segment]])
    of = np.tile(np.concatenate([plain, segment, segment]), 2)
    share = np.tile(np.concatenate([np.ones(len(plain)), np.full(2 * len(segment), 0.5)]), 2)
    whole = Graph(
        nodes, nodes + len(segment), np.concatenate([a, b]), np.concatenate([b, a]),
        _costs(town, stated, rng)[:, of] * share, n.length_m[of] * share, n.from_node[segment], zone,
    )  # fmt: skip
    kept = np.zeros(whole.size, dtype=bool)
    kept[np.concatenate([zone, site, n.from_node[segment], n.to_node[segment]])] = True
    return _joined(_pruned(whole, kept), kept)


def _costs(town: Town, stated: Parameters, rng: np.random.Generator) -> Floats:
    """Cost of each segment by choice, (choices, segments)."""
    n, t = town.network, stated["trips"]
    free_s = n.length_m / (free_speeds(town, stated) / 3.6)
    motorway = n.road_class == list(RoadClass).index(RoadClass.MOTORWAY)
    routes, of = np.unique(n.route.astype(str), return_inverse=True)
    taste = np.exp(rng.normal(0.0, t["other_way_sd_log"], len(routes)))[of]
    other = free_s * taste * np.where(motorway, t["other_way_toll"], 1.0)
    return np.array([free_s, other, free_s * np.where(motorway, _SHUNNED, 1.0)])


def _pruned(graph: Graph, kept: Bools) -> Graph:
    """Without edges that lead to nothing that is kept: ends of roads, again and again."""
    rows = np.flatnonzero(graph.start != graph.end)
    while True:
        dead = (np.bincount(graph.start[rows], minlength=graph.size) == 1) & ~kept
        if not dead.any():
            return _edges(graph, rows)
        rows = rows[~(dead[graph.start[rows]] | dead[graph.end[rows]])]


def _edges(graph: Graph, rows: Ints) -> Graph:
    return replace(
        graph, start=graph.start[rows], end=graph.end[rows], costs=graph.costs[:, rows], road_m=graph.road_m[rows]
    )


def _joined(graph: Graph, kept: Bools) -> Graph:
    """Chains of edges over nodes that join two edges and nothing else as one edge each; the nodes left, renumbered."""
    inner = (np.bincount(graph.start, minlength=graph.size) == 2) & ~kept
    onward = _onward(graph, inner)
    value = np.concatenate([graph.costs, graph.road_m[None]])
    total, jump = np.where(onward == np.arange(len(onward)), 0.0, value), onward
    while not np.array_equal(jump, jump[jump]):
        total, jump = total + total[:, jump], jump[jump]
    total = total + value[:, jump]
    end = graph.end[jump]
    rows = np.flatnonzero(~inner[graph.start] & (graph.start != end))
    left = np.unique(np.concatenate([graph.start[rows], end[rows], np.flatnonzero(kept)]))
    number = np.full(graph.size, -1)
    number[left] = np.arange(len(left))
    sites = graph.size - graph.nodes
    return Graph(
        len(left) - sites, len(left), number[graph.start[rows]], number[end[rows]], total[:-1, rows], total[-1, rows],
        number[graph.before], number[graph.zone],
    )  # fmt: skip


def _onward(graph: Graph, inner: Bools) -> Ints:
    """For each edge the one by which a chain goes on behind it; itself where the chain ends."""
    order = np.argsort(graph.start, kind="stable")
    first = np.searchsorted(graph.start[order], graph.end)
    one, two = order[np.minimum(first, len(order) - 1)], order[np.minimum(first + 1, len(order) - 1)]
    back = graph.end[one] == graph.start
    onward = np.where(back, two, one)
    return np.asarray(np.where(inner[graph.end], onward, np.arange(len(onward))))
