"""Sets that overlap enough go together, and every set is in exactly one group."""

from hypothesis import given
from hypothesis import strategies as st

from daoan.kernels.optimise.grouping import groups_by_overlap


def test_half_of_the_smaller_is_enough():
    assert groups_by_overlap([{1, 2, 3, 4}, {3, 4}, {4, 5, 6}, {7}], 0.5) == [[0, 1], [2], [3]]


def test_a_chain_does_not_run_on():
    assert groups_by_overlap([{1, 2}, {2, 3}, {3, 4}], 0.5) == [[0, 1], [2]]


@given(st.lists(st.frozensets(st.integers(0, 8), max_size=4), max_size=12), st.floats(0.1, 1.0))
def test_every_set_once(sets, share):
    groups = groups_by_overlap(sets, share)
    assert sorted(position for group in groups for position in group) == list(range(len(sets)))
