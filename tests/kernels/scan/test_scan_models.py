"""Null models draw what they promise, and refuse what is no data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.scan import network_zones, permutation_model, plane_zones, poisson_model, scan, shares_model

RNG = np.random.default_rng(3)
COUNTS = RNG.poisson(1.5, (6, 8))
SIZE = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])


def mean_draw(model, draws=4000):
    rng = np.random.default_rng(9)
    return np.mean([model.draw(rng) for _ in range(draws)], axis=0)


@pytest.mark.parametrize(
    "model",
    [
        poisson_model(COUNTS, SIZE[:, None] * np.arange(1.0, 9.0), 3),
        shares_model(COUNTS, SIZE),
        permutation_model(COUNTS, 3),
    ],
    ids=["poisson", "shares", "permutation"],
)
def test_draws_are_on_average_what_is_expected(model):
    # The error of the mean of 4,000 counts around e is √(e / 4,000); five of them for some hundred figures.
    assert (np.abs(mean_draw(model) - model.expected) < 5 * np.sqrt(model.expected / 4000)).all()


def test_a_permutation_keeps_what_each_place_and_each_period_holds():
    model = permutation_model(COUNTS, 8)
    drawn = model.draw(np.random.default_rng(0))
    assert drawn.sum(axis=1).tolist() == COUNTS.sum(axis=1).tolist()
    assert drawn.sum(axis=0).tolist() == COUNTS[:, ::-1].sum(axis=0).tolist()
    assert (drawn != model.counts).any()


def test_a_shares_draw_keeps_what_each_period_holds_but_not_each_place():
    drawn = shares_model(COUNTS, SIZE).draw(np.random.default_rng(0))
    assert drawn.sum(axis=0).tolist() == COUNTS[:, ::-1].sum(axis=0).tolist()
    assert drawn.sum(axis=1).tolist() != COUNTS.sum(axis=1).tolist()


def test_uncertain_shares_scatter_more():
    known, guessed = shares_model(COUNTS, SIZE), shares_model(COUNTS, SIZE, np.full(6, 2.0))
    rng = np.random.default_rng(0)
    spread = [np.var([m.draw(rng).sum(axis=1) for _ in range(500)], axis=0).sum() for m in (known, guessed)]
    assert spread[1] > 3 * spread[0]


BAD = [
    (np.zeros((3, 2), int), np.ones((3, 2)), "no case"),
    (np.array([[1, -1], [0, 0]]), np.ones((2, 2)), "none negative"),
    (np.array([[1.5, 0.0]]), np.ones((1, 2)), "whole numbers"),
    (np.array([[np.nan, 1.0]]), np.ones((1, 2)), "none missing"),
    (np.array([[1, 0], [2, 0]]), np.array([[1.0, 1.0], [0.0, 0.0]]), "1 places have cases but no expectation"),
    (np.array([[1, 0]]), np.array([[np.nan, 1.0]]), "finite"),
    (np.array([[1, 0]]), np.array([[-1.0, 1.0]]), "not negative"),
    (np.array([[1, 0]]), np.ones((1, 3)), "alike"),
    (np.empty((0, 2), int), np.ones((0, 2)), "alike"),
]


@pytest.mark.parametrize(("counts", "expected", "words"), BAD)
def test_bad_input_is_refused_in_words(counts, expected, words):
    with pytest.raises(ValueError, match=words):
        poisson_model(counts, expected, 1)


def test_a_window_longer_than_the_record_is_refused():
    with pytest.raises(ValueError, match="up to 3 periods needs as many; there are 2"):
        permutation_model(np.ones((2, 2), int), 3)


def test_sizes_that_are_none_are_refused():
    with pytest.raises(ValueError, match="no size"):
        plane_zones(np.zeros((2, 2)), np.zeros(2))
    with pytest.raises(ValueError, match="none negative"):
        network_zones(np.array([0]), np.array([1]), np.array([5.0]), np.array([-5.0]))
    with pytest.raises(ValueError, match="zones around 1 places, but counts of 2"):
        scan(plane_zones(np.zeros((1, 2)), np.ones(1), 1.0), permutation_model(np.ones((2, 2), int), 1))


def test_places_without_population_and_cases_are_only_passed_over():
    model = poisson_model(np.array([[3], [0], [1]]), np.array([[1.0], [0.0], [3.0]]))
    found = scan(plane_zones(np.arange(6.0).reshape(3, 2), np.array([1.0, 0.0, 3.0])), model, replications=19)
    assert found.observed.tolist() == [3]
    assert found.expected.tolist() == [1.0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=1, max_size=5))
def test_any_small_table_is_scanned_or_refused(rows):
    counts = np.array(rows)
    if not counts.sum():
        with pytest.raises(ValueError, match="no case"):
            permutation_model(counts, 2)
        return
    zones = plane_zones(np.arange(2.0 * len(rows)).reshape(-1, 2), np.ones(len(rows)), 1.0)
    found = scan(zones, permutation_model(counts, 2), replications=9)
    assert ((found.p_value > 0) & (found.p_value <= 1)).all()
