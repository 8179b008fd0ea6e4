"""Density along a network: exact in total, equal to walking every path, continuous where it says so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.density import Kernel, Split, cut_pieces, spread_points, weighted_count_interval
from daoan.kernels.density.walk import integral
from daoan.kernels.stats.intervals import poisson_mean_interval
from tests.kernels.density.slow_density import slow_density

#: A crossing of four, a triangle, a loop, dead ends, a double road, and a street that nothing reaches.
ROADS = [
    (0, 1, 120.0),
    (1, 2, 90.0),
    (1, 3, 70.0),
    (1, 4, 200.0),
    (2, 3, 110.0),
    (3, 5, 60.0),
    (5, 5, 50.0),
    (5, 6, 80.0),
    (2, 6, 95.0),
    (2, 6, 130.0),
    (7, 8, 40.0),
]
FROM, TO = np.array([r[0] for r in ROADS]), np.array([r[1] for r in ROADS])
LENGTH = np.array([r[2] for r in ROADS])


def spread(segment, at, bandwidth, longest=50.0, **options):
    pieces = cut_pieces(LENGTH, longest)
    return pieces, spread_points(FROM, TO, pieces, np.array(segment), np.array(at, dtype=float), bandwidth, **options)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(ROADS) - 1), st.floats(0, 1)), max_size=8),
    st.floats(5.0, 220.0),
    st.sampled_from(list(Kernel)),
    st.sampled_from(list(Split)),
)
def test_all_pieces_together_bear_exactly_the_points(points, bandwidth, kernel, split):
    segment = np.array([p[0] for p in points], dtype=np.int64)
    at = np.array([p[1] for p in points]) * LENGTH[segment]
    pieces = cut_pieces(LENGTH, 30.0)
    found = spread_points(FROM, TO, pieces, segment, at, bandwidth, kernel=kernel, split=split)
    assert found.mass.sum() == pytest.approx(len(points), abs=1e-9)
    if split is Split.DISCONTINUOUS:
        assert found.mass.min(initial=0.0) >= 0


@pytest.mark.parametrize("kernel", list(Kernel))
@pytest.mark.parametrize("split", list(Split))
@pytest.mark.parametrize("point", [(0, 100.0), (3, 10.0), (4, 55.0), (6, 20.0), (10, 5.0), (5, 0.0), (9, 130.0)])
def test_a_piece_bears_what_walking_every_path_gives(kernel, split, point):
    pieces, found = spread([point[0]], [point[1]], 220.0, 10.0, kernel=kernel, split=split, least_weight=0.0)
    for piece in range(0, len(pieces), 7):
        segment = int(pieces.segment[piece])
        begin = (piece - pieces.starts[segment]) * pieces.length_m[piece]
        # Gauss–Legendre in four parts of the piece: kinks of the kernel may lie anywhere.
        nodes, weights = np.polynomial.legendre.leggauss(3)
        part = pieces.length_m[piece] / 8
        at = np.concatenate([begin + part * (2 * i + 1) + part * nodes for i in range(4)])
        values = [slow_density(ROADS, point, (segment, x), 220.0, kernel.value, split is Split.CONTINUOUS) for x in at]
        assert found.mass[piece] == pytest.approx(part * np.dot(np.tile(weights, 4), values), abs=2e-5)


def test_in_a_node_the_continuous_split_gives_every_road_the_same_density_and_the_other_does_not():
    pieces, found = spread([0], [110.0], 150.0, 0.5, split=Split.CONTINUOUS, least_weight=0.0)
    beside = [pieces.starts[1] - 1, pieces.starts[1], pieces.starts[2], pieces.starts[3]]
    density = found.mass[beside] / pieces.length_m[beside]
    assert np.allclose(density, density[0], rtol=0.02)
    _, other = spread([0], [110.0], 150.0, 0.5, split=Split.DISCONTINUOUS)
    jump = other.mass[beside] / pieces.length_m[beside]
    assert jump[0] / jump[1] == pytest.approx(3.0, rel=0.02)


def test_at_a_dead_end_the_density_turns_back():
    _, found = spread([10], [0.0], 30.0, 5.0)
    # Both halves of the kernel lie on the one road: each piece bears twice its share of one half.
    expected = [2 * (integral(0, (i + 1) / 6) - integral(0, i / 6)) for i in range(6)]
    offset = cut_pieces(LENGTH, 5.0).starts[10]
    assert np.allclose(found.mass[offset : offset + 6], expected)


def test_little_weights_are_laid_down_at_once_and_nothing_is_lost():
    exact = spread([1], [45.0], 400.0, least_weight=0.0)[1]
    cut = spread([1], [45.0], 400.0, least_weight=0.05)[1]
    assert cut.mass.sum() == pytest.approx(1.0, abs=1e-12)
    assert 0 < np.abs(cut.mass - exact.mass).sum() < 0.2


def test_squares_are_those_of_each_point_alone():
    alone = [spread([s], [a], 120.0)[1].mass for s, a in ((0, 50.0), (2, 30.0), (2, 31.0))]
    together = spread([0, 2, 2], [50.0, 30.0, 31.0], 120.0)[1]
    assert np.allclose(together.mass, sum(alone))
    assert np.allclose(together.squares, sum(a**2 for a in alone))


def test_no_points_and_segments_without_length_are_borne():
    pieces, found = spread([], [], 100.0)
    assert found.mass.tolist() == [0.0] * len(pieces)
    pieces = cut_pieces(np.array([0.0, 0.0]), 50.0)
    found = spread_points(
        np.array([0, 1]), np.array([0, 2]), pieces, np.array([0, 1]), np.zeros(2), 50.0, split=Split.CONTINUOUS
    )
    assert found.mass.sum() == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("bandwidth", "segment", "at", "words"),
    [
        (0.0, [0], [1.0], "above 0 m"),
        (np.nan, [0], [1.0], "above 0 m"),
        (10.0, [-1], [1.0], "leave out those that lie on none"),
        (10.0, [99], [1.0], "segments 0 to 10"),
        (10.0, [0], [np.nan], "needs an offset"),
    ],
)
def test_bad_input_is_refused_in_words(bandwidth, segment, at, words):
    with pytest.raises(ValueError, match=words):
        spread(segment, at, bandwidth)


def test_pieces_are_even_and_none_too_long():
    pieces = cut_pieces(np.array([100.0, 101.0, 20.0]), 50.0)
    assert np.diff(pieces.starts).tolist() == [2, 3, 1]
    assert pieces.length_m.tolist() == pytest.approx([50, 50, 101 / 3, 101 / 3, 101 / 3, 20])
    with pytest.raises(ValueError, match="above 0 m"):
        cut_pieces(np.array([1.0]), 0.0)
    with pytest.raises(ValueError, match="not negative"):
        cut_pieces(np.array([-1.0]), 50.0)


def test_the_interval_is_garwoods_where_every_weight_is_one():
    y = np.array([0.0, 1.0, 7.0])
    low, high = weighted_count_interval(y, y, np.ones(3))
    low_exact, high_exact = poisson_mean_interval(y)
    assert np.allclose(low, low_exact)
    assert np.allclose(high, high_exact)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(5)
    weights = np.linspace(0.05, 0.3, 40)
    counts = rng.poisson(0.5, (4000, 40))
    low, high = weighted_count_interval(counts @ weights, counts @ weights**2, np.full(4000, 0.3))
    held = ((low <= 0.5 * weights.sum()) & (0.5 * weights.sum() <= high)).mean()
    assert held > 0.94
