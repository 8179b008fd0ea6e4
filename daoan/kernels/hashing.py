"""A table of int64 keys, for kernels that meet one key after another: open addressing, linear probing.

A table is an int64 array of shape (capacity, 2): a key (:data:`FREE` where none) and its value side by side, so that
looking one up asks the memory once. Capacity is a power of two; a table that is more than :data:`FULL` full is made
anew, larger. Nothing is ever taken out: what is not wanted any more is left out when a table is made anew.

Keys are spread by the finaliser of SplitMix64 (Vigna, public domain), whose every input bit reaches every output bit,
so that keys that differ in one sign do not lie side by side.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Table = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int64]

FREE = 0  # no key
ABSENT = -1
FULL = 0.7
LEAST = 1024


@njit(cache=True, nogil=True)
def mix(key: Any) -> Any:
    """Every bit of a key spread over all; the same key always gives the same."""
    stirred = np.uint64(key)
    stirred = (stirred ^ (stirred >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    stirred = (stirred ^ (stirred >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return stirred ^ (stirred >> np.uint64(31))


@njit(cache=True, nogil=True)
def join(one: Any, other: Any) -> Any:
    """Two keys made one, in this order; not negative."""
    return np.int64(mix(mix(one) ^ (np.uint64(other) * np.uint64(0x9E3779B97F4A7C15))) >> np.uint64(1))


@njit(cache=True)
def find(table: Table, key: int) -> int:
    """The value of a key, :data:`ABSENT` where it is not there. ``key`` is not :data:`FREE`."""
    mask = np.uint64(len(table) - 1)
    at = mix(key) & mask
    while table[at, 0] != FREE:
        if table[at, 0] == key:
            return int(table[at, 1])
        at = (at + np.uint64(1)) & mask
    return ABSENT


@njit(cache=True)
def place(table: Table, key: int, value: int) -> None:
    """Put a key in, or give it another value. There must be room."""
    mask = np.uint64(len(table) - 1)
    at = mix(key) & mask
    while table[at, 0] != FREE and table[at, 0] != key:
        at = (at + np.uint64(1)) & mask
    table[at, 0] = key
    table[at, 1] = value


@njit(cache=True)
def find_all(table: Table, wanted: Ints) -> Ints:
    """The value of each key."""
    found = np.empty(len(wanted), np.int64)
    for i in range(len(wanted)):
        found[i] = find(table, wanted[i]) if wanted[i] != FREE else ABSENT
    return found


@njit(cache=True)
def _place_all(table: Table, keys: Ints, values: Ints) -> None:
    for i in range(len(keys)):
        if keys[i] != FREE:
            place(table, keys[i], values[i])


def capacity_for(number: int) -> int:
    """Places that so many keys need."""
    capacity = LEAST
    while number > FULL * capacity:
        capacity *= 2
    return capacity


def empty_table(number: int) -> Table:
    """A table with room for so many keys."""
    return np.zeros((capacity_for(number), 2), np.int64)


def table_of(keys: Ints, values: Ints, number: int | None = None) -> Table:
    """A table of keys, without those that are :data:`FREE`; where one is there twice, the last counts.

    ``number``: of keys that there is to be room for, if more are to come.
    """
    table = empty_table(len(keys) if number is None else number)
    _place_all(table, np.ascontiguousarray(keys, np.int64), np.ascontiguousarray(values, np.int64))
    return table
