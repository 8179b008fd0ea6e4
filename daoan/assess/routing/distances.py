"""Road distance and time of free flow between all sites, over the network that they stand on.

Every stretch is driven both ways at the free speed of its class. A site cuts its stretch in two, so that distances are
from device to device. Metres are those along the fastest way.
"""

from collections.abc import Mapping

import numpy as np
from numba import njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Floats, Ints, Network
from daoan.terms.passes import Distances, SiteFrame

AT_ONCE = 128  # sites whose ways are held at one time
LEAST_M = 0.01  # two ends of a piece are never the same place: that would be no road


def distances_between(network: Network, sites: SiteFrame, free_kmh: Mapping[RoadClass, float]) -> Distances:
    """From every site to every other. A site that stands on no stretch is infinitely far from all but itself.

    ``free_kmh``: what a car drives that nothing hinders, by class of road; each class of the network must be there.
    """
    placed = np.flatnonzero(sites.segment >= 0)
    start, end, length_m, free_s, node = pieces_of(network, sites.take(placed), free_kmh)
    size = int(max(node.max(initial=-1), start.max(initial=-1), end.max(initial=-1))) + 1
    seconds, metres = fastest(start, end, length_m, free_s, size)
    road_m = np.full((len(sites), len(sites)), np.inf, np.float32)
    time_s = road_m.copy()
    begins, ends = metres.indptr.astype(np.int64), metres.indices.astype(np.int64)
    for begin in range(0, len(placed), AT_ONCE):
        rows = placed[begin : begin + AT_ONCE]
        far, before = dijkstra(seconds, indices=node[begin : begin + AT_ONCE], return_predecessors=True)
        time_s[np.ix_(rows, placed)] = far[:, node]
        along = _along(far, before.astype(np.int64), begins, ends, metres.data)
        road_m[np.ix_(rows, placed)] = along[:, node]
    np.fill_diagonal(road_m, 0.0)
    np.fill_diagonal(time_s, 0.0)
    return Distances(road_m, time_s)


def pieces_of(
    network: Network, sites: SiteFrame, free_kmh: Mapping[RoadClass, float]
) -> tuple[Ints, Ints, Floats, Floats, Ints]:
    """Edges of the network cut at its sites: ends, metres, seconds; and the node of each site."""
    kmh = np.array([float(free_kmh.get(kind, np.nan)) for kind in RoadClass])[network.road_class.astype(np.int64)]
    nodes = len(network.node_lon)
    row = sites.segment.astype(np.int64)
    along = metres_along(network, row, sites.chainage_m)
    order = np.lexsort((along, row))
    node = np.empty(len(sites), np.int64)
    node[order] = nodes + np.arange(len(sites))
    whole = np.setdiff1d(np.arange(len(network)), row)
    # On a stretch with sites: its first end, its sites in order, its last end.
    cut = np.unique(row)
    of = np.concatenate([cut, row[order], cut])
    at = np.concatenate([np.zeros(len(cut)), along[order], network.length_m[cut]])
    which = np.concatenate([network.from_node[cut], node[order], network.to_node[cut]])
    rank = np.repeat([0, 1, 2], [len(cut), len(order), len(cut)])
    sorted_ = np.lexsort((at, rank, of))
    of, at, which = of[sorted_], at[sorted_], which[sorted_]
    joined = np.flatnonzero(of[1:] == of[:-1])
    start = np.concatenate([network.from_node[whole], which[joined]])
    end = np.concatenate([network.to_node[whole], which[joined + 1]])
    stretch = np.concatenate([whole, of[joined]])
    metres = np.maximum(np.concatenate([network.length_m[whole], np.diff(at)[joined]]), LEAST_M)
    return start, end, metres, metres / (kmh[stretch] / 3.6), node


def metres_along(network: Network, row: Ints, chainage_m: Floats) -> Floats:
    """Metres from the first point of some stretches to some chainages on them; 0 where a chainage is not known."""
    along = np.abs(chainage_m - network.chainage_m[row])
    along = np.where(network.forward[row], along, network.length_m[row] - along)
    return np.asarray(np.clip(np.nan_to_num(along, nan=0.0), 0.0, network.length_m[row]))


def fastest(start: Ints, end: Ints, length_m: Floats, free_s: Floats, size: int) -> tuple[csr_array, csr_array]:
    """The fastest piece between each two nodes, both ways: seconds and metres in matrices of one shape."""
    a, b = np.concatenate([start, end]), np.concatenate([end, start])
    seconds, metres = np.tile(free_s, 2), np.tile(length_m, 2)
    order = np.lexsort((seconds, b, a))
    order = order[a[order] != b[order]]
    first = np.append(True, (np.diff(a[order]) != 0) | (np.diff(b[order]) != 0))[: len(order)]
    kept = order[first]
    shape = (size, size)
    return csr_array((seconds[kept], (a[kept], b[kept])), shape), csr_array((metres[kept], (a[kept], b[kept])), shape)


@njit(cache=True)
def _along(far: Floats, before: Ints, begins: Ints, ends: Ints, metres: Floats) -> Floats:
    """Metres from each source to every node along its fastest way: ``before`` is a node's predecessor on it."""
    sources, nodes = far.shape
    along = np.full((sources, nodes), np.inf)
    for s in range(sources):
        for node in np.argsort(far[s]):
            if not np.isfinite(far[s, node]):
                break
            came = before[s, node]
            if came < 0:
                along[s, node] = 0.0
                continue
            for k in range(begins[came], begins[came + 1]):
                if ends[k] == node:
                    along[s, node] = along[s, came] + metres[k]
                    break
    return along
