"""Chains of lines that a reader of the map would follow."""

from itertools import pairwise

import numpy as np

from daoan.kernels.geo import line_lengths, trace_strokes
from tests.kernels.geo.ragged_lines import ragged


def strokes_of(lines, names=None, groups=None, **options):
    starts, xy = ragged(lines)
    places = sorted({tuple(p) for line in lines for p in (line[0], line[-1])})
    ends = [[places.index(tuple(line[k])) for line in lines] for k in (0, -1)]
    count = len(lines)
    return trace_strokes(
        starts,
        xy,
        np.array(ends[0]),
        np.array(ends[1]),
        np.array(names if names is not None else [-1] * count),
        np.array(groups if groups is not None else [0] * count),
        np.arange(len(places)),
        np.arange(count),
        **options,
    )


def sets_of(strokes):
    return {frozenset(np.flatnonzero(strokes.stroke == s).tolist()) for s in np.unique(strokes.stroke)}


CROSS = [[(-10, 0), (0, 0)], [(0, 0), (10, 1)], [(0, -10), (0, 0)], [(0, 10), (0, 0)]]


def test_a_crossing_goes_straight_on():
    assert sets_of(strokes_of(CROSS)) == {frozenset({0, 1}), frozenset({2, 3})}


def test_a_name_goes_before_straightness():
    found = strokes_of(CROSS, names=[5, 6, 5, 6], widest_deg=100.0)
    assert sets_of(found) == {frozenset({0, 2}), frozenset({1, 3})}


def test_a_shared_name_goes_before_an_unnamed_line_straight_ahead():
    fork = [[(-10, 0), (0, 0)], [(0, 0), (10, 0)], [(0, 0), (10, 8)]]
    assert sets_of(strokes_of(fork, names=[5, -1, 5])) == {frozenset({0, 2}), frozenset({1})}
    assert sets_of(strokes_of(fork, names=[5, -1, -1])) == {frozenset({0, 1}), frozenset({2})}


def test_other_names_and_other_groups_never_join():
    assert len(sets_of(strokes_of(CROSS[:2], names=[1, 2]))) == 2
    assert len(sets_of(strokes_of(CROSS[:2], groups=[1, 2]))) == 2
    assert len(sets_of(strokes_of(CROSS[:2], names=[1, -1]))) == 1


def test_a_sharp_bend_ends_a_stroke():
    bend = [[(0, 0), (10, 0)], [(10, 0), (0, 9)]]
    assert len(sets_of(strokes_of(bend))) == 2
    assert len(sets_of(strokes_of(bend, widest_deg=170.0))) == 1


def test_a_short_stub_joins_round_the_corner():
    corner = [[(0, 0), (100, 0)], [(100, 0), (90, 9)]]
    assert len(sets_of(strokes_of(corner))) == 2
    assert len(sets_of(strokes_of(corner, short_m=25.0))) == 1
    assert len(sets_of(strokes_of(corner, short_m=5.0))) == 2


def test_chainage_runs_from_the_end_of_lower_rank_whatever_the_drawing():
    row = [[(20, 0), (30, 0)], [(20, 0), (10, 0)], [(0, 0), (10, 0)], [(30, 0), (45, 0)]]
    found = strokes_of(row)
    assert found.chainage.tolist() == [20, 10, 0, 30]
    assert found.forward.tolist() == [True, False, True, True]
    assert found.place.tolist() == [2, 1, 0, 3]


def test_a_ring_is_one_stroke_and_a_loop_joins_nothing_to_itself():
    corners = [(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 13)[:-1]]
    ring = [[corners[i], corners[(i + 1) % 12]] for i in range(12)]
    found = strokes_of(ring)
    assert len(np.unique(found.stroke)) == 1
    assert sorted(found.place.tolist()) == list(range(12))
    loop = strokes_of([[(0, 0), (5, 5), (-5, 5), (0, 0)]])
    assert loop.stroke.tolist() == [0]


def test_every_line_has_one_place_and_chainage_is_the_sum_before_it():
    rng = np.random.default_rng(5)
    points = [tuple(p) for p in rng.integers(0, 12, (300, 2)).tolist()]
    lines = [[a, b] for a, b in pairwise(points) if a != b]
    found = strokes_of(lines)
    lengths = line_lengths(*ragged(lines))
    for stroke in np.unique(found.stroke):
        rows = np.flatnonzero(found.stroke == stroke)
        rows = rows[np.argsort(found.place[rows])]
        assert found.place[rows].tolist() == list(range(len(rows)))
        np.testing.assert_allclose(found.chainage[rows], np.cumsum(lengths[rows]) - lengths[rows], atol=1e-9)
        ends = [(lines[r][0], lines[r][-1]) if found.forward[r] else (lines[r][-1], lines[r][0]) for r in rows]
        assert all(a[1] == b[0] for a, b in pairwise(ends))
