"""The grid search finds what looking at every line finds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.kernels.geo import NOWHERE, nearest_in_group, nearest_segments
from tests.kernels.geo.ragged_lines import distance_to, line_sets, ragged, random_lines


def by_looking_at_all(points, starts, xy, reach, group=None, wanted=None, rank=None):
    """Row, metres along and metres away for each point, line by line."""
    rank = range(len(starts) - 1) if rank is None else rank
    found = []
    for k, p in enumerate(points):
        best = (NOWHERE, math.nan, math.nan)
        for i in range(len(starts) - 1):
            if wanted is not None and wanted[k] >= 0 and group[i] != wanted[k]:
                continue
            away, along = distance_to(xy[starts[i] : starts[i + 1]].tolist(), p)
            if away > reach:
                continue
            nearer = best[0] == NOWHERE or away < best[2] - 1e-6
            if nearer or (abs(away - best[2]) <= 1e-6 and rank[i] < rank[best[0]]):
                best = (i, along, away)
        found.append(best)
    return found


@pytest.mark.parametrize("reach", [3.0, 25.0, 400.0])
def test_equal_to_looking_at_all(reach):
    rng = np.random.default_rng(7)
    starts, xy = random_lines(rng, 150)
    points = rng.uniform(-700, 700, (300, 2))
    found = nearest_segments(points, starts, xy, reach)
    slow = by_looking_at_all(points.tolist(), starts, xy, reach)
    assert found.line.tolist() == [s[0] for s in slow]
    np.testing.assert_allclose(found.distance, [s[2] for s in slow], atol=1e-9)
    np.testing.assert_allclose(found.along, [s[1] for s in slow], atol=1e-6)
    assert (found.line != NOWHERE).any()
    assert reach > 100 or (found.line == NOWHERE).any()


@given(line_sets(), st.lists(st.tuples(st.integers(-600, 600), st.integers(-600, 600)), min_size=1, max_size=10))
def test_distance_equal_to_looking_at_all_on_awkward_lines(lines, points):
    starts, xy = lines
    found = nearest_segments(np.array(points, dtype=float), starts, xy, 60.0)
    slow = by_looking_at_all(points, starts, xy, 60.0)
    np.testing.assert_allclose(found.distance, [s[2] for s in slow], atol=1e-6)
    assert [a == NOWHERE for a in found.line] == [s[0] == NOWHERE for s in slow]


def test_groups_and_ranks_are_obeyed():
    rng = np.random.default_rng(11)
    starts, xy = random_lines(rng, 60)
    points = rng.uniform(-500, 500, (200, 2))
    group, wanted = rng.integers(0, 3, 60), rng.integers(-1, 3, 200)
    rank = rng.permutation(60)
    found = nearest_in_group(points, starts, xy, 80.0, group, wanted, rank)
    slow = by_looking_at_all(points.tolist(), starts, xy, 80.0, group, wanted, rank)
    assert found.line.tolist() == [s[0] for s in slow]


def test_a_tie_at_a_junction_goes_to_the_lowest_rank():
    starts, xy = ragged([[(0, 0), (10, 0)], [(0, 0), (0.1, 10)], [(0, 0), (-10, 1.0)]])
    point = np.array([[-1.0, -30.0]])
    for rank in ([2, 0, 1], [0, 1, 2], [1, 2, 0]):
        assert nearest_segments(point, starts, xy, 50.0, np.array(rank)).line[0] == rank.index(0)


def test_reach_is_inclusive():
    starts, xy = ragged([[(0, 0), (10, 0)]])
    assert nearest_segments(np.array([[5.0, 10.0]]), starts, xy, 10.0).line.tolist() == [0]
    assert nearest_segments(np.array([[5.0, 10.001]]), starts, xy, 10.0).line.tolist() == [NOWHERE]


def test_points_without_a_place_are_nowhere():
    starts, xy = ragged([[(0, 0), (10, 0)]])
    found = nearest_segments(np.array([[np.nan, 0.0], [np.inf, 0.0], [1e12, 0.0]]), starts, xy, 10.0)
    assert found.line.tolist() == [NOWHERE] * 3
    assert np.isnan(found.distance).all()


def test_nothing_in_nothing_out():
    no_lines = (np.zeros(1, dtype=np.int64), np.zeros((0, 2)))
    assert len(nearest_segments(np.zeros((0, 2)), *ragged([[(0, 0), (1, 1)]]), 10.0).line) == 0
    assert nearest_segments(np.zeros((2, 2)), *no_lines, 10.0).line.tolist() == [NOWHERE, NOWHERE]
