"""How far the window that begins at each point reaches."""

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@numba.njit(cache=True, nogil=True)
def window_ends(group: Ints, position: Floats, length: float) -> Ints:
    """Row after the last one that lies in the window beginning at each row, by two pointers.

    ``group`` and ``position``: (n,), sorted by group, then position. The window is closed: a point exactly ``length``
    away belongs to it. O(n).
    """
    n = len(position)
    ends = np.empty(n, dtype=np.int64)
    end = 0
    for start in range(n):
        end = max(end, start)
        while end < n and group[end] == group[start] and position[end] - position[start] <= length:
            end += 1
        ends[start] = end
    return ends


@numba.njit(cache=True, nogil=True)
def counts_between(group: Ints, position: Floats, of: Ints, start: Floats, end: Floats) -> Ints:
    """Points inside each of k closed intervals; ``of`` (k,) is the interval's group.

    Points and intervals are sorted by group, then position or start, and ends do not fall within a group. O(n + k).
    """
    counts = np.empty(len(start), dtype=np.int64)
    first, after = 0, 0
    for i in range(len(start)):
        while first < len(group) and (group[first] < of[i] or (group[first] == of[i] and position[first] < start[i])):
            first += 1
        after = max(after, first)
        while after < len(group) and (group[after] < of[i] or (group[after] == of[i] and position[after] <= end[i])):
            after += 1
        counts[i] = after - first
    return counts


def window_sums(values: Floats, ends: Ints) -> Floats:
    """Sum of ``values`` (n,) over the rows from each row up to (without) ``ends``."""
    running = np.concatenate([np.zeros(1), np.cumsum(values, dtype=np.float64)])
    return np.asarray(running[ends] - running[:-1])
