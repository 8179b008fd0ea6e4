"""Codes to numbers: an open-addressing table over the bytes of the codes, exact, since the bytes are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.text.cells import Bytes, Cells, Places, cells_of
from daoan.kernels.text.hashing import hash_bytes
from daoan.kernels.text.words import same_bytes

NO_CODE = -1


@dataclass(frozen=True, slots=True, eq=False)
class CodeTable:
    """Texts and the number of each. ``slots``: entry at each place of the table, -1 where free."""

    slots: npt.NDArray[np.int32]
    data: Bytes
    starts: Places
    ends: Places
    numbers: npt.NDArray[np.int32]


def code_table(codes: Mapping[str, int]) -> CodeTable:
    """The table of some codes; their numbers are not negative."""
    texts = [code.encode() for code in codes]
    cells = cells_of(texts)
    size = 16
    while size < 2 * len(texts):
        size *= 2
    slots = np.full(size, -1, np.int32)
    _fill(slots, cells.data, cells.starts, cells.ends)
    numbers = np.fromiter(codes.values(), np.int32, len(texts))
    for array in (slots, numbers):
        array.flags.writeable = False
    return CodeTable(slots, cells.data, cells.starts, cells.ends, numbers)


def find_codes(table: CodeTable, cells: Cells, absent: int = NO_CODE) -> npt.NDArray[np.int32]:
    """The number of each cell's code; ``absent`` where the table does not hold it or the cell is empty."""
    found: npt.NDArray[np.int32] = _find(
        table.slots, table.data, table.starts, table.ends, table.numbers, cells.data, cells.starts, cells.ends, absent
    )
    return found


@njit(cache=True, nogil=True)
def _fill(slots: Any, data: Any, starts: Any, ends: Any) -> None:
    last = np.uint64(len(slots) - 1)
    text = data.ctypes.data
    for entry in range(len(starts)):
        at = hash_bytes(text, starts[entry], ends[entry]) & last
        while slots[at] >= 0:
            at = (at + np.uint64(1)) & last
        slots[at] = entry


@njit(cache=True, nogil=True)
def _find(
    slots: Any, held: Any, held_starts: Any, held_ends: Any, numbers: Any, data: Any, starts: Any, ends: Any,
    absent: Any,
) -> Any:  # fmt: skip
    last = np.uint64(len(slots) - 1)
    text, kept = data.ctypes.data, held.ctypes.data
    found = np.full(len(starts), absent, np.int32)
    for row in range(len(starts)):
        start, end = np.int64(starts[row]), np.int64(ends[row])
        if end <= start:
            continue
        at = hash_bytes(text, start, end) & last
        while slots[at] >= 0:
            entry = slots[at]
            begin = held_starts[entry]
            if held_ends[entry] - begin == end - start and same_bytes(kept, np.int64(begin), text, start, end - start):
                found[row] = numbers[entry]
                break
            at = (at + np.uint64(1)) & last
    return found
