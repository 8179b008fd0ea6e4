"""Short texts packed into one integer each, so that what knows them by name compares them at one glance.

======  =====================================================================================
symbol  meaning
======  =====================================================================================
P       places of a packed text: at most so many signs
B       bits of a sign; a sign's number is 1 to 2^B - 1, and 0 is no sign
======  =====================================================================================

::

    packed = s1 · 2^(B (P-1)) + s2 · 2^(B (P-2)) + …        unused places at the end are 0

Which signs there are, and how many places, is the caller's: an :class:`Alphabet`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.text.cells import Cells
from daoan.kernels.text.words import byte_at

_SKIP = np.uint32(1 << 31)  # this sign is left out
_LAST_CODE_POINT = 0xFFFF


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """What each code point of the basic plane stands for.

    ``table``: uint32, shape (65,536); 0: not in the alphabet; bit 31: left out; else the numbers of up to four signs of
    seven bits, the first lowest (one letter may be written as two: ß is SS).
    """

    table: npt.NDArray[np.uint32]
    places: int
    bits: int


def alphabet(signs: Mapping[str, tuple[int, ...]], left_out: str, *, places: int, bits: int = 7) -> Alphabet:
    """An alphabet. ``signs``: by character, the numbers that it stands for, one to four of 1 to 127."""
    table = np.zeros(_LAST_CODE_POINT + 1, np.uint32)
    for sign, numbers in signs.items():
        table[ord(sign)] = sum(number << (7 * place) for place, number in enumerate(numbers))
    for sign in left_out:
        table[ord(sign)] = _SKIP
    table.flags.writeable = False
    return Alphabet(table, places, bits)


def pack_cells(cells: Cells, signs: Alphabet, hollow: int = 0) -> npt.NDArray[np.int64]:
    """Each cell packed; 0 for one that is empty, too long, no UTF-8, or holds what is not in the alphabet.

    ``hollow``: number of a sign that tells nothing; a text of nothing else is 0 too.
    """
    packed: npt.NDArray[np.int64] = _pack(
        cells.data, cells.starts, cells.ends, signs.table, signs.places, signs.bits, hollow
    )
    return packed


@njit(cache=True, nogil=True)
def _pack(data: Any, starts: Any, ends: Any, table: Any, places: Any, bits: Any, hollow: Any) -> Any:
    packed, text = np.empty(len(starts), np.int64), data.ctypes.data
    for row in range(len(starts)):
        packed[row] = _pack_one(text, np.int64(starts[row]), np.int64(ends[row]), table, places, bits, hollow)
    return packed


@njit(cache=True, nogil=True)
def _pack_one(text: Any, start: Any, end: Any, table: Any, places: Any, bits: Any, hollow: Any) -> Any:
    value, filled, solid = np.int64(0), np.int64(0), hollow == 0
    i = start
    while i < end:
        byte = byte_at(text, i)
        if byte < 0x80:
            entry = table[byte]
            i += 1
        elif 0xE0 <= byte < 0xF0 and i + 2 < end:
            second, third = byte_at(text, i + 1), byte_at(text, i + 2)
            point = (byte & 0x0F) << 12 | (second & 0x3F) << 6 | (third & 0x3F)
            if second & 0xC0 != 0x80 or third & 0xC0 != 0x80 or point < 0x800 or 0xD800 <= point < 0xE000:
                return np.int64(0)
            entry = table[point]
            i += 3
        elif 0xC2 <= byte < 0xE0 and i + 1 < end:
            second = byte_at(text, i + 1)
            if second & 0xC0 != 0x80:
                return np.int64(0)
            entry = table[(byte & 0x1F) << 6 | (second & 0x3F)]
            i += 2
        else:
            return np.int64(0)
        if entry == 0:
            return np.int64(0)
        if entry == _SKIP:
            continue
        while entry != 0:
            filled += 1
            if filled > places:
                return np.int64(0)
            number = np.int64(entry & np.uint32(0x7F))
            solid |= number != hollow
            value = value << bits | number
            entry >>= np.uint32(7)
    return value << (bits * (places - filled)) if solid else np.int64(0)
