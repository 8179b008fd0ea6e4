"""Lengths, places along lines, choosing and joining."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from daoan.kernels.geo import join_lines, line_lengths, points_along, running_lengths, take_lines
from tests.kernels.geo.ragged_lines import length_of, line_sets, point_at, ragged


@given(line_sets())
def test_lengths_are_the_sum_of_the_steps(lines):
    starts, xy = lines
    expected = [length_of(xy[a:b].tolist()) for a, b in pairwise(starts)]
    np.testing.assert_allclose(line_lengths(starts, xy), expected, rtol=1e-12)
    np.testing.assert_allclose(running_lengths(starts, xy)[starts[1:] - 1], expected, atol=1e-9)
    assert np.all(running_lengths(starts, xy)[starts[:-1]] == 0)


@given(line_sets(), st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1)), min_size=1, max_size=8))
def test_points_along_are_found_by_walking(lines, asked):
    starts, xy = lines
    line = np.array([i % (len(starts) - 1) for i, _ in asked])
    at = line_lengths(starts, xy)[line] * np.array([s for _, s in asked])
    walked = [point_at(xy[starts[i] : starts[i + 1]].tolist(), d) for i, d in zip(line, at, strict=True)]
    np.testing.assert_allclose(points_along(starts, xy, line, at), walked, atol=1e-6)


def test_points_beyond_the_ends_are_held_at_them():
    starts, xy = ragged([[(0, 0), (10, 0)], [(5, 5), (5, 25)]])
    found = points_along(starts, xy, np.array([0, 0, 1]), np.array([-3.0, 11.0, 99.0]))
    assert found.tolist() == [[0, 0], [10, 0], [5, 25]]


def test_taking_lines_keeps_order_and_turns_them_round():
    starts, xy = ragged([[(0, 0), (1, 0), (2, 0)], [(5, 5), (6, 6)]])
    new_starts, point = take_lines(starts, np.array([1, 0]), np.array([True, False]))
    assert new_starts.tolist() == [0, 2, 5]
    assert xy[point].tolist() == [[5, 5], [6, 6], [2, 0], [1, 0], [0, 0]]


def test_joined_lines_leave_out_the_shared_points():
    starts, xy = ragged([[(0, 0), (1, 0)], [(3, 0), (2, 0), (1, 0)], [(9, 9), (8, 8)]])
    new_starts, point = join_lines(starts, np.array([0, 1, 2]), np.array([True, False, True]), np.array([0, 0, 4]))
    assert new_starts.tolist() == [0, 4, 6]
    assert xy[point].tolist() == [[0, 0], [1, 0], [2, 0], [3, 0], [9, 9], [8, 8]]
