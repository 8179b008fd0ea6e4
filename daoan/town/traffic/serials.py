"""Plates that no real vehicle bears: each serial holds one I or O, letters that real serials leave out.

So no page, picture or export of the town can be held against a vehicle that exists.
"""

import numpy as np

from daoan.terms.frames import Bools, Ints
from daoan.terms.passes import Column
from daoan.terms.plates import BITS, LARGE, NUMBER_OF, PLACES

LOCAL = (NUMBER_OF["甘"], NUMBER_OF["M"])
_DIGITS = np.array([NUMBER_OF[c] for c in "0123456789"])
_LETTERS = np.array([NUMBER_OF[c] for c in "ABCDEFGHJKLMNPQRSTUVWXYZ"])
#: The signs that make a serial impossible. No fault of a camera in the town touches them.
IMPOSSIBLE = np.array([NUMBER_OF["I"], NUMBER_OF["O"]])


def draw_serials(size: int, rng: np.random.Generator) -> Ints:
    """``size`` different serials of five signs, packed into places 2 to 6 of a plate: digits, up to two letters, and
    one I or O somewhere."""
    found = np.zeros(0, dtype=np.int64)
    while len(found) < size:
        n = 2 * size + 1000
        signs = rng.choice(_DIGITS, (n, 5))
        letters = rng.integers(0, 3, n)
        place = np.argsort(rng.uniform(size=(n, 5)), axis=1)
        rows = np.arange(n)
        for k in range(2):
            signs[rows, place[:, k]] = np.where(letters > k, rng.choice(_LETTERS, n), signs[rows, place[:, k]])
        signs[rows, place[:, 2]] = rng.choice(IMPOSSIBLE, n)
        packed = np.zeros(n, dtype=np.int64)
        for k in range(5):
            packed |= signs[:, k].astype(np.int64) << (BITS * (PLACES - 3 - k))
        both = np.concatenate([found, packed])
        _, first = np.unique(both, return_index=True)
        found = both[np.sort(first)]
    return found[:size]


def plates_of(province: Ints, city: Ints, serial: Ints, yellow: Bools, green: Bools) -> Column:
    """Packed plates of province sign, city letter and serial. Green ones have a D before the serial, hence eight signs;
    yellow ones are marked large."""
    head = province << (BITS * 7) | city << (BITS * 6)
    long = np.int64(NUMBER_OF["D"]) << (BITS * 5) | serial >> BITS
    return np.asarray(head | np.where(green, long, serial) | np.where(yellow, LARGE, 0), dtype=np.int64)


def signs_in(plate: Column) -> Ints:
    """Numbers of the eight signs of packed plates, shape (plates, 8)."""
    shift = BITS * (PLACES - 1 - np.arange(PLACES))
    return np.asarray(plate, dtype=np.int64)[:, None] >> shift & 0x7F


def bears_impossible(plate: Column) -> Bools:
    """Whether each plate holds a sign that no real serial holds."""
    return np.asarray(np.isin(signs_in(plate)[:, 2:], IMPOSSIBLE).any(axis=1))
