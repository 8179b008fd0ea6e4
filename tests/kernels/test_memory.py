"""Memory asked for ahead: nothing comes of it but time."""

import numpy as np
from numba import njit

from daoan.kernels.memory import ask_for


@njit
def _sum_of(values, rows):
    start, total = values.ctypes.data, 0
    for row in rows:
        ask_for(start + row * values.strides[0])
    for row in rows:
        total += values[row]
    return total


@njit
def _ask(address):
    ask_for(address)
    return address


def test_what_was_asked_for_is_read_as_it_is():
    values, rows = np.arange(1_000_000), np.random.default_rng(3).integers(0, 1_000_000, 5_000)
    assert _sum_of(values, rows) == values[rows].sum()


def test_memory_that_is_not_there_may_be_asked_for():
    assert [_ask(address) for address in (0, 1, -1, 1 << 62)] == [0, 1, -1, 1 << 62]


def test_it_is_compiled_into_an_instruction_that_fetches():
    _sum_of(np.arange(3), np.arange(3))
    assert any("prefetch" in code for code in _sum_of.inspect_llvm().values())
