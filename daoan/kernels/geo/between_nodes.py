"""How far it is along a network from each node to every node near it."""

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.geo.polylines import Floats, Ints
from daoan.kernels.hashing import ABSENT, Table, find, table_of

CM = 100.0


def near_nodes(nodes: int, one: Ints, other: Ints, length: Floats, reach: float) -> Table:
    """A table from pairs of nodes that are ``reach`` metres apart or less to centimetres between them.

    ``one``, ``other``: the ends of each segment, ``length`` its metres; segments may be driven both ways. Look pairs up
    with :func:`metres_between`.
    """
    ends = np.concatenate([one, other]).astype(np.int64)
    order = np.argsort(ends, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=nodes))]).astype(np.int64)
    to = np.concatenate([other, one]).astype(np.int64)[order]
    far = np.concatenate([length, length]).astype(np.float64)[order]
    keys, values = _walk(nodes, starts, to, far, float(reach))
    return table_of(keys, values)


@njit(cache=True)
def metres_between(table: Table, nodes: int, one: int, other: int) -> float:
    """Metres from one node to another; negative where they are not near."""
    if one == other:
        return 0.0
    found = find(table, one * nodes + other + 1)
    return -1.0 if found == ABSENT else found / CM


@njit(cache=True)
def _walk(
    nodes: int, starts: Ints, to: Ints, far: Floats, reach: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """From each node outwards; a node whose distance fell is looked at again, until none falls."""
    room = 64 * nodes
    keys, values, number = np.empty(room, np.int64), np.empty(room, np.int64), 0
    metres = np.full(nodes, np.inf)
    for begin in range(nodes):
        todo, touched = [begin], [begin]
        metres[begin] = 0.0
        while len(todo):
            here = todo.pop()
            for way in range(starts[here], starts[here + 1]):
                then = metres[here] + far[way]
                there = to[way]
                if then <= reach and then < metres[there]:
                    if metres[there] == np.inf:
                        touched.append(there)
                    metres[there] = then
                    todo.append(there)
        if number + len(touched) > len(keys):
            keys = np.concatenate((keys, np.empty(len(keys) + len(touched), np.int64)))
            values = np.concatenate((values, np.empty(len(values) + len(touched), np.int64)))
        for node in touched:
            if node != begin:
                keys[number] = begin * nodes + node + 1
                values[number] = np.int64(metres[node] * CM + 0.5)
                number += 1
            metres[node] = np.inf
    return keys[:number], values[:number]
