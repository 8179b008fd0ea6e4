"""Choose disjoint intervals, best first, and say which interval each loser fell to."""

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@numba.njit(cache=True, nogil=True)
def owners_of_overlaps(group: Ints, start: Floats, end: Floats, order: Ints) -> Ints:
    """Greedy choice of disjoint intervals on lines.

    ``group``, ``start``, ``end``: (n,), sorted by group, then start; intervals are closed, so that touching ones
    overlap. ``order``: the rows, best first. Returns (n,): the row itself where an interval was chosen, else the row of
    the best chosen interval that overlaps it.
    """
    n = len(start)
    owner = np.full(n, -1, dtype=np.int64)
    longest = 0.0
    for i in range(n):
        longest = max(longest, end[i] - start[i])
    for i in order:
        if owner[i] >= 0:
            continue
        owner[i] = i
        j = i - 1
        while j >= 0 and group[j] == group[i] and start[j] + longest >= start[i]:
            if owner[j] < 0 and end[j] >= start[i]:
                owner[j] = i
            j -= 1
        j = i + 1
        while j < n and group[j] == group[i] and start[j] <= end[i]:
            if owner[j] < 0:
                owner[j] = i
            j += 1
    return owner
