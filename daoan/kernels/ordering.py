"""The order of rows by one number and, among equals, by another: what :func:`numpy.lexsort` gives, where rows come
nearly in order and few are equal."""

import numpy as np
import numpy.typing as npt
from numba import njit

Longs = npt.NDArray[np.int64]

_FEW = 16  # equals that are put in order one by one


def order_of(first: Longs, then: Longs) -> npt.NDArray[np.intp]:
    """Rows by ``first``, equals by ``then``, equals of both as they came; int64 columns of one length."""
    order = np.argsort(first, kind="stable")
    _order_equals(order, first, then)
    return order


@njit(cache=True, nogil=True)
def _order_equals(order: npt.NDArray[np.intp], first: Longs, then: Longs) -> None:
    begin, length = 0, len(order)
    while begin < length:
        end = begin + 1
        while end < length and first[order[end]] == first[order[begin]]:
            end += 1
        if end - begin > _FEW:
            equals = order[begin:end].copy()
            order[begin:end] = equals[np.argsort(then[equals], kind="mergesort")]
        else:
            for i in range(begin + 1, end):
                row, at = order[i], i
                while at > begin and then[order[at - 1]] > then[row]:
                    order[at] = order[at - 1]
                    at -= 1
                order[at] = row
        begin = end
