"""Rows in order: as the library's own order of two keys has it."""

import numpy as np
import pytest

from daoan.kernels.ordering import order_of


@pytest.mark.parametrize("values", [1, 2, 5, 40, 10**12])  # few: long runs of equals
@pytest.mark.parametrize("length", [0, 1, 2, 33, 2_000])
def test_order_is_that_of_lexsort(values, length):
    rng = np.random.default_rng(values + length)
    first, then = rng.integers(-values, values, length), rng.integers(0, max(values, 3), length)
    np.testing.assert_array_equal(order_of(first, then), np.lexsort((then, first)))


def test_what_is_in_order_stays():
    first = np.repeat(np.arange(50), 3)
    np.testing.assert_array_equal(order_of(first, np.zeros(150, np.int64)), np.arange(150))
