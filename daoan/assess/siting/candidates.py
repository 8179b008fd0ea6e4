"""Where a checkpoint may stand, and which stretches each place reaches along the road."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from daoan.assess.coverage.roads import Road, numbered, roads_of
from daoan.terms.codes import RoadClass
from daoan.terms.frames import Bools, Floats, Ints, Network, codes_of
from daoan.terms.passes import SiteFrame, SiteKind

AT_ONCE = 128  # places whose distances are held at one time


@dataclass(frozen=True, slots=True)
class Places:
    """Candidates at nodes of the network, and pairs (m,) of a candidate and a stretch in its reach.

    ``segment``: stretch that each stands on; ``chainage_m``: of it; ``nearest_m``: road distance to the nearest
    checkpoint there is (infinite where no road leads to one). ``free``: stretches that no checkpoint reaches yet.
    """

    node: Ints
    segment: Ints
    chainage_m: Floats
    nearest_m: Floats
    pair_place: Ints
    pair_segment: Ints
    free: Bools


def places_on(
    network: Network, sites: SiteFrame, classes: tuple[RoadClass, ...], apart_m: float, reach_m: float
) -> Places:
    """Places every ``apart_m`` along numbered roads of some classes that no checkpoint reaches within ``reach_m``."""
    wanted = np.isin(network.road_class, codes_of(RoadClass, list(classes)))
    judged = wanted & numbered(network)
    graph = _graph(network, wanted)
    there = np.isin(sites.kind, (int(SiteKind.CHECKPOINT), int(SiteKind.STATION))) & (sites.segment >= 0)
    reached_m = _from(graph, _nodes_of(network, sites.take(there)))
    half = 0.5 * network.length_m
    to_stretch = np.minimum(reached_m[network.from_node], reached_m[network.to_node]) + half
    node, segment, chainage = _candidates(network, classes, apart_m)
    open_ = reached_m[node] > reach_m
    node, segment, chainage = node[open_], segment[open_], chainage[open_]
    pairs = list(_pairs(network, graph, node, judged, reach_m))
    return Places(
        node=node,
        segment=segment,
        chainage_m=chainage,
        nearest_m=reached_m[node],
        pair_place=np.concatenate([p for p, _ in pairs]) if pairs else np.zeros(0, dtype=np.int64),
        pair_segment=np.concatenate([s for _, s in pairs]) if pairs else np.zeros(0, dtype=np.int64),
        free=judged & (to_stretch > reach_m),
    )


def _graph(network: Network, wanted: Bools) -> csr_array:
    """Shortest stretch between each two nodes, metres, both ways. Never zero, which would be no road."""
    a, b = network.from_node[wanted], network.to_node[wanted]
    length = np.maximum(network.length_m[wanted], 0.01)
    order = np.argsort(length, kind="stable")
    nodes = len(network.node_lon)
    low, high = np.minimum(a, b)[order], np.maximum(a, b)[order]
    _, first = np.unique(low * nodes + high, return_index=True)
    return csr_array((length[order][first], (low[first], high[first])), shape=(nodes, nodes))


def _from(graph: csr_array, nodes: Ints) -> Floats:
    """Distance from the nearest of some nodes to every node."""
    if not len(nodes):
        return np.full(graph.shape[0], np.inf)
    return np.asarray(dijkstra(graph, directed=False, indices=np.unique(nodes), min_only=True), dtype=np.float64)


def _nodes_of(network: Network, sites: SiteFrame) -> Ints:
    """The nearer end of the stretch that each site stands on."""
    row = sites.segment.astype(np.int64)
    along = sites.chainage_m - network.chainage_m[row]
    far = np.where(np.isfinite(along), along > 0.5 * network.length_m[row], False)
    at_last = far == network.forward[row]
    return np.asarray(np.where(at_last, network.to_node[row], network.from_node[row]))


def _candidates(network: Network, classes: tuple[RoadClass, ...], apart_m: float) -> tuple[Ints, Ints, Floats]:
    """Ends of stretches about every ``apart_m`` of each road, each node once."""
    found: dict[int, tuple[int, float]] = {}
    for road in roads_of(network, classes):
        for k in _spaced(road, apart_m):
            row = int(road.rows[k])
            node = int(network.from_node[row] if road.forward[k] else network.to_node[row])
            found.setdefault(node, (row, float(road.begin_m[k])))
    nodes = np.array(list(found), dtype=np.int64)
    rows = np.array([row for row, _ in found.values()], dtype=np.int64)
    return nodes, rows, np.array([m for _, m in found.values()], dtype=np.float64)


def _spaced(road: Road, apart_m: float) -> Iterator[int]:
    """Stretches of a road by whose begin a place is looked at: the first, then each that begins far enough on."""
    last = -np.inf
    for k, at in enumerate(road.own_m(road.begin_m).tolist()):
        if at - last >= apart_m:
            last = at
            yield k


def _pairs(
    network: Network, graph: csr_array, node: Ints, judged: Bools, reach_m: float
) -> Iterator[tuple[Ints, Ints]]:
    """Which stretch's middle lies within reach of which place."""
    rows = np.flatnonzero(judged)
    half = 0.5 * network.length_m[rows]
    for begin in range(0, len(node), AT_ONCE):
        far = dijkstra(graph, directed=False, indices=node[begin : begin + AT_ONCE], limit=reach_m)
        near = np.minimum(far[:, network.from_node[rows]], far[:, network.to_node[rows]]) + half
        place, stretch = np.nonzero(near <= reach_m)
        yield place + begin, rows[stretch]
