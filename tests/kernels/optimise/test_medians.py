"""The p-median against every choice there is; its bound; what it refuses."""

from itertools import combinations

import numpy as np
import pytest

from daoan.kernels.optimise import medians
from daoan.kernels.optimise.interchange import improve, open_greedily
from daoan.kernels.optimise.median_bound import FREE, Prices, climb
from daoan.kernels.optimise.median_branch import search_rest
from daoan.kernels.optimise.median_rest import build_rest, solve_rest
from daoan.kernels.optimise.medians import choose_medians


def drawn(seed: int, *, whole: bool, demands: int = 14, sites: int = 9) -> np.ndarray:
    """Distances in the plane times weights, or whole costs with many that are equal."""
    rng = np.random.default_rng(seed)
    if whole:
        return rng.integers(0, 12, (demands, sites)).astype(np.float64)
    here, there = rng.uniform(0, 10, (demands, 2)), rng.uniform(0, 10, (sites, 2))
    return np.hypot(*(here[:, None] - there[None, :]).transpose(2, 0, 1)) * rng.gamma(2.0, 1.0, (demands, 1))


def worth(cost: np.ndarray, sites: tuple[int, ...]) -> float:
    return float(cost[:, list(sites)].min(axis=1).sum())


def best_of_all(cost: np.ndarray, p: int) -> float:
    return min(worth(cost, sites) for sites in combinations(range(cost.shape[1]), p))


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_no_choice_costs_less(seed, whole):
    cost = drawn(seed, whole=whole)
    for p in (1, 2, 3, 5, 8, 9):
        found = choose_medians(cost, p)
        assert len(set(found.sites.tolist())) == p
        assert found.value == pytest.approx(worth(cost, tuple(found.sites)))
        assert found.value == pytest.approx(best_of_all(cost, p), rel=1e-8)
        assert found.proved


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_a_bound_is_never_above_the_best(seed, whole):
    cost = drawn(seed, whole=whole, demands=30, sites=11)
    for p in (2, 4):
        best = best_of_all(cost, p)
        found = choose_medians(cost, p, shakes=0, max_nodes=0)
        assert found.bound <= best * (1 + 1e-12) <= found.value * (1 + 1e-9)
        c = np.ascontiguousarray(cost.T)
        for in_hand in (best * 1.3, best * 2.0):
            prices = Prices(c.min(axis=0) + 1.0, np.full(len(c), FREE, dtype=np.int8), -np.inf)
            climb(c, p, prices, in_hand, in_hand, 30)
            assert prices.bound <= best * (1 + 1e-12)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_both_searches_of_the_rest_find_what_a_bad_start_has_missed(seed, whole):
    cost = drawn(seed, whole=whole, demands=25, sites=12)
    c, p = np.ascontiguousarray(cost.T), 4
    best = best_of_all(cost, p)
    in_hand = best + 3.0
    prices = Prices(c.min(axis=0) + 1.0, np.full(len(c), FREE, dtype=np.int8), -np.inf)
    climb(c, p, prices, in_hand, in_hand, 60)
    by_prices = search_rest(c, p, prices, in_hand, whole, 5_000)
    assert worth(cost, tuple(by_prices.sites)) == pytest.approx(best)
    assert best * (1 - 1e-8) - whole <= by_prices.bound <= best
    programme = build_rest(c, p, prices, in_hand, 10**6)
    assert programme is not None
    by_programme = solve_rest(programme, prices.bound, in_hand, 5_000)
    assert worth(cost, tuple(by_programme.sites)) == pytest.approx(best)
    assert by_programme.bound == pytest.approx(best)


def test_few_branches_leave_a_bound_that_still_holds():
    for seed in range(6):
        cost = drawn(seed, whole=True, demands=40, sites=14)
        c = np.ascontiguousarray(cost.T)
        best = best_of_all(cost, 4)
        for nodes in (1, 2, 5):
            prices = Prices(c.min(axis=0) + 1.0, np.full(len(c), FREE, dtype=np.int8), -np.inf)
            climb(c, 4, prices, best + 20.0, best + 20.0, 5)
            assert search_rest(c, 4, prices, best + 20.0, True, nodes).bound <= best


def test_nothing_below_useless_is_proof():
    cost = drawn(3, whole=True, demands=25, sites=12)
    c, best = np.ascontiguousarray(cost.T), best_of_all(cost, 3)
    prices = Prices(c.min(axis=0) + 1.0, np.full(len(c), FREE, dtype=np.int8), -np.inf)
    climb(c, 3, prices, best, best - 0.5, 3)
    programme = build_rest(c, 3, prices, best - 0.5, 10**6)
    assert programme is not None
    rest = solve_rest(programme, prices.bound, best - 0.5, 1_000)
    assert len(rest.sites) == 0
    assert rest.bound == best - 0.5
    assert build_rest(c, 3, prices, best - 0.5, 1) is None


@pytest.mark.parametrize("seed", range(8))
def test_after_the_swaps_no_single_swap_pays(seed):
    cost = drawn(seed, whole=False, demands=40, sites=20)
    c = np.ascontiguousarray(cost.T)
    sites = np.arange(5, dtype=np.int64)
    before = worth(cost, tuple(sites))
    value = improve(c, sites, seed)
    assert value == pytest.approx(worth(cost, tuple(sites)))
    assert value <= before
    for out in range(5):
        for j in set(range(20)) - set(sites.tolist()):
            swapped = sites.copy()
            swapped[out] = j
            assert worth(cost, tuple(swapped)) >= value - 1e-9


def test_greedy_opens_what_lowers_the_cost_most():
    cost = drawn(1, whole=False, demands=40, sites=20)
    plain: list[int] = []
    for _ in range(6):
        plain.append(min(set(range(20)) - set(plain), key=lambda j: worth(cost, (*plain, j))))
    assert open_greedily(np.ascontiguousarray(cost.T), 6).tolist() == plain


def test_the_same_seed_gives_the_same_answer_and_leaves_the_costs_alone():
    cost = drawn(4, whole=False, demands=60, sites=40)
    before = cost.copy()
    one, two = choose_medians(cost, 7, seed=5), choose_medians(cost, 7, seed=5)
    assert one.sites.tolist() == two.sites.tolist()
    assert (one.value, one.bound) == (two.value, two.bound)
    assert (cost == before).all()


def test_demand_that_costs_nothing_is_served_for_nothing():
    found = choose_medians(1.0 - np.eye(4), 4)
    assert (found.value, found.bound, found.gap) == (0.0, 0.0, 0.0)
    found = choose_medians(np.zeros((5, 6)), 2)
    assert (found.value, found.proved) == (0.0, True)


def test_a_gap_is_said_where_nothing_was_proved():
    assert medians.Medians(np.array([0]), 10.0, 8.0).gap == pytest.approx(0.2)
    assert not medians.Medians(np.array([0]), 10.0, 8.0).proved


@pytest.mark.parametrize(
    ("cost", "p", "why"),
    [
        (np.ones((3, 2)), 3, "2 sites"),
        (np.ones((3, 2)), 0, "between 1 and all"),
        (np.array([[1.0, -1.0]]), 1, "negative"),
        (np.array([[1.0, np.nan]]), 1, "finite"),
        (np.array([[1.0, np.inf]]), 1, "finite"),
        (np.ones(3), 1, "table"),
        (np.ones((0, 3)), 1, "at least one"),
    ],
)
def test_what_cannot_be_used_is_refused(cost, p, why):
    with pytest.raises(ValueError, match=why):
        choose_medians(cost, p)
