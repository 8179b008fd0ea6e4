"""The allocation is feasible, never beaten by brute force, never behind greedy, and its bound holds."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.optimise.bound import bounds_if_taken, find_prices
from daoan.kernels.optimise.greedy import allocate_greedily, best_run_ratios
from daoan.kernels.optimise.problem import Problem
from daoan.kernels.optimise.solve import solve


def problem_of(seed: int, items: int, most: int, groups: int, pools: int, *, fees: bool = True) -> Problem:
    rng = np.random.default_rng(seed)
    gain = -np.sort(-rng.gamma(1.0, 1.0, (items, most)), axis=1)
    pool = rng.integers(0, pools, groups)
    return Problem(
        gain=gain,
        cost=rng.choice([1.0, 2.0], items) if fees else np.ones(items),
        group=rng.integers(0, groups, items),
        setup=rng.choice([0.0, 0.5, 1.0], groups) if fees else np.zeros(groups),
        pool=pool,
        cap=rng.integers(2, 6, pools).astype(float),
        budget=float(rng.integers(3, 8)),
    )


def best_by_trying_all(problem: Problem) -> float:
    n, most = problem.gain.shape
    tries = (np.array(units) for units in product(range(most + 1), repeat=n))
    return max(problem.worth(units) for units in tries if problem.allows(units))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 4), st.integers(1, 3))
def test_as_good_as_trying_everything(seed, items, groups, pools):
    problem = problem_of(seed, items, 2, groups, pools)
    best = best_by_trying_all(problem)
    answer = solve(problem, rel_gap=1e-9, max_nodes=10_000)
    assert problem.allows(answer.units)
    assert answer.value == pytest.approx(problem.worth(answer.units))
    assert answer.value == pytest.approx(best, abs=1e-6)
    assert answer.bound >= best - 1e-6


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 4), st.integers(1, 3))
def test_prices_bound_from_above_and_pruning_loses_nothing(seed, items, groups, pools):
    problem = problem_of(seed, items, 2, groups, pools)
    best = best_by_trying_all(problem)
    start = problem.worth(allocate_greedily(problem))
    prices = find_prices(problem, start)
    assert prices.bound >= best - 1e-9
    keep = bounds_if_taken(problem, prices) > start
    pruned = np.where(keep, problem.gain, 0.0)
    assert max(start, _best_within(problem, pruned)) == pytest.approx(best, abs=1e-9)


def _best_within(problem: Problem, gain: np.ndarray) -> float:
    """Best value when units that were pruned earn nothing; rows stay falling since later units are pruned first."""
    return best_by_trying_all(
        Problem(gain, problem.cost, problem.group, problem.setup, problem.pool, problem.cap, problem.budget)
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_greedy_is_optimal_without_fees(seed):
    problem = problem_of(seed, 5, 2, 3, 2, fees=False)
    assert problem.worth(allocate_greedily(problem)) == pytest.approx(best_by_trying_all(problem))


def test_entering_a_group_is_judged_with_its_fee():
    problem = Problem(
        gain=np.array([[3.0, 1.0], [2.0, 2.0]]),
        cost=np.array([1.0, 1.0]),
        group=np.array([0, 0]),
        setup=np.array([1.0]),
        pool=np.array([0]),
        cap=np.array([9.0]),
        budget=9.0,
    )
    assert best_run_ratios(problem)[0] == pytest.approx(7 / 4)  # 3 + 2 + 2 over 3 units and the fee of 1


@pytest.mark.parametrize("seed", range(4))
def test_a_large_night_closes_its_gap_and_is_no_worse_than_greedy(seed):
    problem = problem_of(seed, 3_000, 3, 300, 3)
    problem = Problem(problem.gain, problem.cost, problem.group, problem.setup, problem.pool, np.full(3, 50.0), 100.0)
    answer = solve(problem)
    assert answer.value >= problem.worth(allocate_greedily(problem)) - 1e-9
    assert answer.gap <= 0.01


def test_nothing_to_spend_gives_nothing():
    problem = problem_of(1, 4, 2, 2, 1)
    broke = Problem(problem.gain, problem.cost, problem.group, problem.setup, problem.pool, problem.cap, 0.0)
    assert solve(broke).value == 0.0


def test_rising_gains_are_refused():
    with pytest.raises(ValueError, match="rise"):
        Problem(np.array([[1.0, 2.0]]), np.ones(1), np.zeros(1, int), np.zeros(1), np.zeros(1, int), np.ones(1), 1.0)


@pytest.mark.parametrize("seed", range(20))
def test_a_narrow_core_and_search_still_give_an_allowed_answer_and_a_bound_that_holds(seed, monkeypatch):
    monkeypatch.setattr("daoan.kernels.optimise.solve.MOST_UNITS", 2)
    monkeypatch.setattr("daoan.kernels.optimise.solve.CORE_BUDGETS", 0)
    problem = problem_of(seed, 6, 2, 3, 2)
    best = best_by_trying_all(problem)
    answer = solve(problem, rel_gap=1e-9, max_nodes=100)
    assert problem.allows(answer.units)
    assert answer.value <= best + 1e-9
    assert answer.bound >= best - 1e-9
