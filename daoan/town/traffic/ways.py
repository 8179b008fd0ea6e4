"""Ways over the roads, with each site a node of its own: which sites a trip passes, when, and in which direction."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Column, Distances, Heading
from daoan.town.traffic.graph import CHOICES, FASTEST, Graph


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways between zones. Pair (c, o, d) of choice, origin and destination has number (c · zones + o) · zones + d, and
    its sites are the rows ``first[number]`` until ``first[number + 1]`` of the columns, in the order of driving."""

    zones: int
    drive_s: Floats  # (choices, zones, zones), free driving of a car
    first: Ints
    site: Column  # int32
    at_s: Floats  # free driving since the origin
    heading: Column  # int8

    def sites_between(self) -> Ints:
        """How many sites the fastest way passes, (zones, zones)."""
        number = np.diff(self.first[: self.zones**2 + 1])
        return np.asarray(number.reshape(self.zones, self.zones))


def _trees(graph: Graph, cost: Floats, sources: Ints) -> tuple[Floats, Ints, Ints]:
    """Cost and node before, (sources, nodes), and the edge from there; a source is its own node before."""
    order = np.lexsort((cost, graph.end, graph.start))
    key = (graph.start * graph.size + graph.end)[order]
    first = np.concatenate([[True], key[1:] != key[:-1]])
    edge, key = order[first], key[first]
    matrix = csr_array((cost[edge], (graph.start[edge], graph.end[edge])), shape=(graph.size, graph.size))
    far, parent = dijkstra(matrix, indices=sources, return_predecessors=True)
    before: Ints = parent.astype(np.int64)
    before[np.arange(len(sources)), sources] = sources
    found = np.searchsorted(key, before * graph.size + np.arange(graph.size))
    return np.asarray(far), before, np.asarray(edge[np.minimum(found, len(edge) - 1)])


def _along(before: Ints, edge: Ints, value: Floats) -> Floats:
    """Sums of an edge's value from the root of each tree to each node, by doubling the length of the jumps."""
    total: Floats = np.where(before == np.arange(before.shape[1]), 0.0, value[edge])
    jump = before
    while True:
        onward = np.take_along_axis(jump, jump, axis=1)
        total = total + np.take_along_axis(total, jump, axis=1)
        if np.array_equal(onward, jump):
            return total
        jump = onward


def _site_above(graph: Graph, before: Ints) -> Ints:
    """For each node the first site at or above it in the tree, or the root."""
    nodes = np.arange(graph.size)
    jump = np.where(nodes >= graph.nodes, nodes, before)
    while True:
        onward = np.take_along_axis(jump, jump, axis=1)
        if np.array_equal(onward, jump):
            return jump
        jump = onward


def find_ways(graph: Graph) -> Ways:
    """The ways of each choice between all zones."""
    z = len(graph.zone)
    drive = np.zeros((CHOICES, z, z))
    found: list[tuple[Ints, Ints, Floats, Column]] = []
    for choice in range(CHOICES):
        far, before, edge = _trees(graph, graph.costs[choice], graph.zone)
        free_s = far if choice == FASTEST else _along(before, edge, graph.costs[FASTEST])
        drive[choice] = free_s[:, graph.zone]
        found += _walk(graph, choice, before, free_s)
    pair, site, at_s, heading = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((at_s, pair))
    first = np.searchsorted(pair[order], np.arange(CHOICES * z * z + 1))
    return Ways(z, drive, first, site[order].astype(np.int32), at_s[order], heading[order])


def _walk(graph: Graph, choice: int, before: Ints, free_s: Floats) -> list[tuple[Ints, Ints, Floats, Column]]:
    """All pairs of one choice at once, from the destination back, from site to site."""
    z, above = len(graph.zone), _site_above(graph, before)
    origin, dest = np.divmod(np.arange(z * z), z)
    pair, node = choice * z * z + np.arange(z * z), above[origin, graph.zone[dest]]
    rows: list[tuple[Ints, Ints, Floats, Column]] = []
    while True:
        left = node >= graph.nodes
        pair, origin, node = pair[left], origin[left], node[left]
        if not len(pair):
            return rows
        came = before[origin, node]
        up = came == graph.before[node - graph.nodes]
        heading = np.where(up, Heading.UP, Heading.DOWN).astype(np.int8)
        rows.append((pair, node - graph.nodes, free_s[origin, node], heading))
        node = above[origin, came]


def site_distances(graph: Graph) -> Distances:
    """Road distance and time of free flow between all sites, along the fastest way."""
    sites = np.arange(graph.nodes, graph.size)
    free_s, before, edge = _trees(graph, graph.costs[FASTEST], sites)
    road_m = _along(before, edge, graph.road_m)
    return Distances(road_m[:, sites].astype(np.float32), free_s[:, sites].astype(np.float32))
