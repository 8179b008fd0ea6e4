"""Which points are one place."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from daoan.kernels.geo import cluster_points


def by_flooding(points, tolerance):
    """Label of each point: flood over points that are near enough."""
    label = [-1] * len(points)
    for seed in range(len(points)):
        if label[seed] >= 0:
            continue
        stack = [seed]
        while stack:
            p = stack.pop()
            label[p] = seed
            stack += [q for q in range(len(points)) if label[q] < 0 and math.dist(points[p], points[q]) <= tolerance]
    return label


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=30), st.sampled_from([0, 1, 1.5])
)
def test_places_are_those_of_flooding(points, tolerance):
    place, stands = cluster_points(np.array(points, dtype=float), tolerance)
    slow = by_flooding(points, tolerance)
    for i in range(len(points)):
        for j in range(len(points)):
            assert (place[i] == place[j]) == (slow[i] == slow[j])
    assert all(place[stands[k]] == k for k in range(len(stands)))
    assert [points[s] for s in stands] == sorted(points[s] for s in stands)


def test_order_of_input_does_not_change_places():
    rng = np.random.default_rng(3)
    points = rng.integers(0, 30, (200, 2)).astype(float)
    turned = rng.permutation(200)
    place, stands = cluster_points(points, 1.0)
    other, other_stands = cluster_points(points[turned], 1.0)
    assert np.array_equal(place[turned], other)
    assert np.array_equal(points[stands], points[turned][other_stands])
