"""Hashes that are the same in every run and on every machine; not to be used where an enemy may choose what is hashed.

======  ======================================================
symbol  meaning
======  ======================================================
w       eight bytes of the text, the first lowest; zeros behind
h       the hash so far
======  ======================================================

::

    h <- mix(golden xor length)
    h <- mix(h xor w) + golden        mix: :func:`daoan.kernels.hashing.mix`
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.hashing import mix
from daoan.kernels.text.cells import Cells
from daoan.kernels.text.words import tail_at, word_at

Hashes = npt.NDArray[np.uint64]


def hash_cells(cells: Cells) -> npt.NDArray[np.uint64]:
    """A 64-bit hash of each cell's bytes, the same in every run and on every machine."""
    found: Hashes = _hashes(cells.data, cells.starts, cells.ends)
    return found


def chain_hashes(first: Hashes, *others: npt.NDArray[Any]) -> Hashes:
    """One hash of several columns of 64-bit numbers, row by row; their order matters."""
    found = first
    for column in others:
        found = _chain(found, column.astype(np.int64, copy=False).view(np.uint64))
    return found


@njit(cache=True, nogil=True)
def hash_bytes(text: Any, start: Any, end: Any) -> Any:
    """Hash of the bytes from ``start`` to ``end`` behind an address."""
    i, end = np.int64(start), np.int64(end)
    state = mix(np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(end - i))  # else a length could undo a last byte
    while i + 8 <= end:
        state = mix(state ^ word_at(text, i)) + np.uint64(0x9E3779B97F4A7C15)
        i += 8
    return mix(state ^ tail_at(text, i, end))


@njit(cache=True, nogil=True)
def _hashes(data: Any, starts: Any, ends: Any) -> Any:
    found = np.empty(len(starts), np.uint64)
    text = data.ctypes.data
    for row in range(len(starts)):
        found[row] = hash_bytes(text, starts[row], ends[row])
    return found


@njit(cache=True, nogil=True)
def _chain(one: Any, other: Any) -> Any:
    found = np.empty(len(one), np.uint64)
    for row in range(len(one)):
        found[row] = mix(mix(one[row] + np.uint64(0x9E3779B97F4A7C15)) ^ other[row])
    return found
