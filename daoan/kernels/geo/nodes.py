"""Which points are the same place."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from daoan.kernels.geo.polylines import Floats, Ints


def cluster_points(xy: Floats, tolerance: float) -> tuple[Ints, Ints]:
    """Points that are chained by steps of at most ``tolerance`` metres are one place.

    Gives for each point the row of its place, and for each place the point that stands for it (the first in order of
    x, then y). Places are ordered by that point too, so that they do not depend on the order of the input.
    """
    if len(xy) == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.lexsort((xy[:, 1], xy[:, 0]))
    ordered = xy[order]
    new = np.ones(len(xy), dtype=bool)
    new[1:] = np.any(ordered[1:] != ordered[:-1], axis=1)
    distinct = np.cumsum(new) - 1
    first = order[new]
    place = np.arange(len(first))
    pairs = cKDTree(xy[first]).query_pairs(tolerance, output_type="ndarray") if tolerance > 0 else np.zeros((0, 2), int)
    if len(pairs):
        links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(first), len(first)))
        _, label = connected_components(links, directed=False)
        # Label of a place -> its first member; members are already in order of x and y.
        _, head = np.unique(label, return_index=True)
        rank = np.empty(len(head), dtype=np.int64)
        rank[np.argsort(head)] = np.arange(len(head))
        place, first = rank[label], first[np.sort(head)]
    result = np.empty(len(xy), dtype=np.int64)
    result[order] = place[distinct]
    return result, first.astype(np.int64)
