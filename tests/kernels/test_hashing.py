"""The table of keys finds what was put in, and nothing else."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.hashing import ABSENT, FREE, FULL, capacity_for, empty_table, find, find_all, place, table_of

KEYS = st.lists(st.integers(1, 2**62 - 1), max_size=300, unique=True)


@settings(deadline=None)  # the first example waits for the compiler
@given(KEYS, KEYS)
def test_what_was_put_in_is_found_and_nothing_else(there: list[int], asked: list[int]) -> None:
    table = table_of(np.array(there, np.int64), np.arange(len(there)))
    known = {key: row for row, key in enumerate(there)}
    wanted = [*there, *asked, FREE]
    assert list(find_all(table, np.array(wanted, np.int64))) == [known.get(key, ABSENT) for key in wanted]


def test_keys_that_lie_side_by_side_fill_a_table_to_its_limit() -> None:
    number = int(FULL * 4096)
    table = empty_table(number)
    assert len(table) == 4096
    for key in range(1, number + 1):
        place(table, key << 7, key)
    assert all(find(table, key << 7) == key for key in range(1, number + 1))
    assert find(table, (number + 1) << 7) == ABSENT


def test_a_key_that_is_there_twice_has_the_last_value_and_a_free_one_none() -> None:
    table = table_of(np.array([7, FREE, 7]), np.array([1, 2, 3]))
    assert find(table, 7) == 3
    assert (table[:, 0] != FREE).sum() == 1


def test_capacity_is_a_power_of_two_with_room() -> None:
    for number in (0, 1, 716, 717, 2_000_000):
        capacity = capacity_for(number)
        assert capacity & (capacity - 1) == 0
        assert number <= FULL * capacity
