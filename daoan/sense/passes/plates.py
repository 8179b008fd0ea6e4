"""Plates of many rows to numbers, as :mod:`daoan.terms.plates` packs one."""

from functools import cache

import numpy as np
import numpy.typing as npt

from daoan.kernels.packing import Alphabet, alphabet, pack_cells
from daoan.kernels.text.cells import Cells
from daoan.terms.plates import BITS, NUMBER_OF, PLACES, UNREAD_SIGN

#: What is written between signs and left out.
_BETWEEN = " ·•.-\u3000"


@cache
def plate_alphabet(unread: str = "") -> Alphabet:
    """The signs of plates, letters of either case. ``unread``: further characters that stand for a sign not read."""
    signs = {}
    for point in range(0x10000):
        upper = chr(point).upper()  # some letters become two: ß is SS
        if len(upper) <= 4 and all(sign in NUMBER_OF for sign in upper):
            signs[chr(point)] = tuple(NUMBER_OF[sign] for sign in upper)
    signs |= dict.fromkeys(unread, (UNREAD_SIGN,))
    return alphabet(signs, "".join(sign for sign in _BETWEEN if sign not in unread), places=PLACES, bits=BITS)


def pack_plates(cells: Cells, unread: str = "") -> npt.NDArray[np.int64]:
    """Packed plates; :data:`daoan.terms.plates.NO_PLATE` for a text that no plate can be, or of which nothing is read.

    Whether a plate is a large vehicle's is not in its text and not in what is answered.
    """
    return pack_cells(cells, plate_alphabet(unread), UNREAD_SIGN)
