"""Ties, captured shares, ranks and stability tests against slow and obvious versions."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.learn.scorecard.consistency import measure_stability
from daoan.learn.scorecard.ranking import captured, mean_ranks, share_taken

SCORE = np.array([3.0, 1, 3, 0, 0, 2])
LENGTH = np.array([100.0, 200, 50, 150, 300, 200])
OUTCOME = np.array([2.0, 1, 5, 0, 3, 4])


def slowly_captured(score, length, outcome, top):
    """Mean over every order that the scores allow of what is met walking down the list."""
    shares = []
    for order in itertools.permutations(range(len(score))):
        if any(score[a] < score[b] for a, b in itertools.pairwise(order)):
            continue
        left, got = top * length.sum(), 0.0
        for i in order:
            part = min(1.0, left / length[i])
            got, left = got + part * outcome[i], left - part * length[i]
            if left <= 0:
                break
        shares.append(got)
    return np.mean(shares)


@pytest.mark.parametrize("top", [0.03, 0.15, 0.3, 0.55, 1.0])
def test_captured_is_the_mean_over_orders_where_equals_have_one_length(top):
    even = np.full(6, 100.0)
    assert captured(SCORE, even, OUTCOME, top)[0] == pytest.approx(slowly_captured(SCORE, even, OUTCOME, top))


@pytest.mark.parametrize("top", [0.05, 0.2, 0.6])
def test_captured_without_ties_walks_down_the_list(top):
    score = SCORE + np.arange(6) * 0.01
    assert captured(score, LENGTH, OUTCOME, top)[0] == pytest.approx(slowly_captured(score, LENGTH, OUTCOME, top))


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(1, 500)), min_size=1, max_size=30), st.floats(0.01, 1))
def test_exactly_the_length_asked_for_is_taken(rows, top):
    score, size = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    part = share_taken(score, size, top)
    assert part @ size == pytest.approx(top * size.sum())
    for i, j in itertools.combinations(range(len(score)), 2):
        assert (
            (part[i] == part[j])
            if score[i] == score[j]
            else ((part[i] >= part[j]) == (score[i] > score[j])) or (part[i] == part[j])
        )


def test_equals_share_their_mean_rank():
    np.testing.assert_allclose(mean_ranks(SCORE), [1.5, 4, 1.5, 5.5, 5.5, 3])


def test_stability_by_hand():
    """Ten sites, a list of two. Two of A's list; one of them stays; the other falls from rank 2 to rank 5."""
    a = np.array([10.0, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    b = np.array([10.0, 6, 9, 8, 7, 5, 4, 3, 2, 1])
    found = measure_stability(a, b, np.array([7.0, 4, 1, 0, 0, 0, 0, 0, 0, 9]), 0.2)
    assert (found.site, found.method, found.rank_difference) == (11.0, 1.0, 3.0)


def test_ties_at_the_cut_are_shared():
    found = measure_stability(np.array([1.0, 1, 1, 1]), np.array([4.0, 3, 2, 1]), np.array([8.0, 0, 0, 0]), 0.25)
    assert found.site == pytest.approx(2.0)
    assert found.method == pytest.approx(0.25)
