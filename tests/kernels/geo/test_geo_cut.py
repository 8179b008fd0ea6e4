"""Cutting lines keeps their length and their points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.kernels.geo import cut_lines, even_cuts, line_lengths
from tests.kernels.geo.ragged_lines import line_sets, ragged


@given(line_sets(), st.lists(st.tuples(st.integers(0, 5), st.floats(-0.2, 1.2)), max_size=12))
def test_cutting_keeps_length_points_and_order(lines, asked):
    starts, xy = lines
    lengths = line_lengths(starts, xy)
    line = np.array([i % len(lengths) for i, _ in asked], dtype=np.int64)
    at = lengths[line] * np.array([s for _, s in asked])
    cut = cut_lines(starts, xy, line, at)
    pieces = line_lengths(cut.starts, cut.xy)
    assert np.all(pieces > 0)
    np.testing.assert_allclose(np.bincount(cut.line, weights=pieces, minlength=len(lengths)), lengths, rtol=1e-9)
    for i in range(len(lengths)):
        mine = np.flatnonzero(cut.line == i)
        assert cut.part[mine].tolist() == list(range(len(mine)))
        np.testing.assert_allclose(cut.from_m[mine], np.cumsum(pieces[mine]) - pieces[mine], atol=1e-6)
        points = np.concatenate([cut.point[cut.starts[k] : cut.starts[k + 1]] for k in mine])
        kept = points[points >= 0]
        assert np.array_equal(np.unique(kept), np.arange(starts[i], starts[i + 1]))
        assert np.all(np.diff(kept) >= 0)


@given(line_sets(), st.floats(5.0, 500.0))
def test_even_cuts_give_equal_pieces_below_the_longest(lines, longest):
    starts, xy = lines
    lengths = line_lengths(starts, xy)
    cut = cut_lines(starts, xy, *even_cuts(lengths, longest))
    pieces = line_lengths(cut.starts, cut.xy)
    assert np.all(pieces <= longest * (1 + 1e-6))
    for i in range(len(lengths)):
        mine = pieces[cut.line == i]
        assert len(mine) == max(int(np.ceil(lengths[i] / longest - 1e-9)), 1)
        np.testing.assert_allclose(mine, lengths[i] / len(mine), rtol=1e-6)


def test_a_cut_falls_where_it_was_asked():
    starts, xy = ragged([[(0, 0), (10, 0), (10, 10)]])
    cut = cut_lines(starts, xy, np.array([0, 0]), np.array([15.0, 4.0]))
    assert cut.from_m.tolist() == [0, 4, 15]
    assert cut.xy.tolist() == [[0, 0], [4, 0], [4, 0], [10, 0], [10, 5], [10, 5], [10, 10]]
    assert cut.point.tolist() == [0, -1, -1, 1, -1, -1, 2]


def test_a_cut_on_a_point_uses_that_point():
    starts, xy = ragged([[(0, 0), (10, 0), (10, 10)]])
    cut = cut_lines(starts, xy, np.array([0]), np.array([10.0]))
    assert cut.point.tolist() == [0, 1, 1, 2]


@pytest.mark.parametrize("at", [0.0, 20.0, -5.0, 1e9])
def test_cuts_at_or_beyond_the_ends_do_nothing(at):
    starts, xy = ragged([[(0, 0), (10, 0), (10, 10)]])
    assert cut_lines(starts, xy, np.array([0]), np.array([at])).starts.tolist() == [0, 3]


def test_a_cut_made_twice_is_one():
    starts, xy = ragged([[(0, 0), (10, 0)]])
    assert len(cut_lines(starts, xy, np.array([0, 0]), np.array([5.0, 5.0])).line) == 2
