"""Seconds that add up, greens by the fullest lane, waves along a road, a look ahead against every sequence."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.kernels.optimise.noisy import comb, evolve, halve
from daoan.kernels.signals.critical import critical_share, even_greens, webster_cycle_s
from daoan.kernels.signals.horizon import Ahead, best_first
from daoan.kernels.signals.shares import apportion
from daoan.kernels.signals.waves import Stream, wave_offsets

ROWS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40), st.floats(0.001, 1000)), min_size=1, max_size=9)


@given(st.integers(-10, 500), ROWS)
def test_seconds_add_up_between_their_limits(total, rows):
    least = np.array([r[0] for r in rows])
    most = least + np.array([r[1] for r in rows])
    found = apportion(total, np.array([r[2] for r in rows]), least, most)
    assert found.sum() == np.clip(total, least.sum(), most.sum())
    assert (found >= least).all()
    assert (found <= most).all()


def test_shares_follow_the_weights():
    assert apportion(41, np.array([1.0, 1.0]), np.array([5, 5]), np.array([90, 90])).tolist() == [21, 20]
    assert apportion(50, np.array([1.0, 3.0]), np.array([5, 5]), np.array([90, 90])).tolist() == [15, 35]
    assert apportion(50, np.array([1.0, 3.0]), np.array([5, 5]), np.array([90, 20])).tolist() == [30, 20]


def test_websters_cycle_by_hand():
    load, opens = np.array([0.3, 0.2, 0.1]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    assert critical_share(load, opens) == pytest.approx(0.5)
    assert webster_cycle_s(load, opens, 10.0) == pytest.approx((15 + 5) / 0.5)
    assert webster_cycle_s(2 * load, opens, 10.0) == float("inf")
    shared = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])  # the first lane is open in both
    assert critical_share(load, shared) == pytest.approx(0.3)


def test_even_greens_give_equal_saturation():
    load, opens = np.array([0.3, 0.15]), np.eye(2)
    greens = even_greens(load, opens, 60.0, 70.0, np.array([5, 5]), np.array([90, 90]))
    assert greens == pytest.approx([40.0, 20.0])
    assert even_greens(load, opens, 60.0, 70.0, np.array([5, 25]), np.array([90, 90])) == pytest.approx([35.0, 25.0])


def test_a_wave_follows_the_road():
    cycle, green = 60, np.r_[np.ones(20), np.zeros(40)]
    along = [Stream(k, k + 1, 1.0, 17.0, green, green) for k in range(3)]
    offsets = wave_offsets(4, cycle, along)
    assert offsets.tolist() == [0, 17, 34, 51]
    back = [Stream(k + 1, k, 0.2, 17.0, green, green) for k in range(3)]
    assert wave_offsets(4, cycle, along + back).tolist() == [0, 17, 34, 51]


def scatter(points, draws):
    centre = np.array([1.0, -2.0, 0.5])
    noise = np.array([np.random.default_rng(d).normal(0, 2.0) for d in draws])
    return ((points - centre) ** 2 @ np.array([1.0, 5.0, 20.0]))[:, None] + noise[None, :]


def test_halving_keeps_the_best_under_common_draws():
    points = np.random.default_rng(3).normal(0, 2, (40, 3))
    best, _ = halve(points, scatter, range(8), 1, 3)
    order = np.argsort(scatter(points, [0])[:, 0])
    assert np.array_equal(best, points[order[:3]])


@pytest.mark.parametrize("n", [3, 40])
def test_evolution_comes_near_the_bottom(n):
    def bowl(points, draws):
        noise = np.array([np.random.default_rng(d).normal() for d in draws])
        return ((points - 0.7) ** 2).sum(axis=1)[:, None] + noise[None, :]

    generations = 60 if n == 3 else 250
    found = evolve(np.zeros(n), np.full(n, 0.3), bowl, range(16), generations, np.random.default_rng(1))
    assert ((found[-1] - 0.7) ** 2).sum() < 0.02 * n * 0.49


def slow_costs(lane, link, arrival, standing, letters, now, steps, step_s, yellow_s, headway, giving, loss):
    """Least cost of the sequences that begin with each row: the rule of the kernel said again, plainly."""
    least = {}
    for shown in product(range(len(letters)), repeat=steps):
        state, since, running, before = [], [], [1000 if x > 0 else 0 for x in letters[now]], now
        for row in shown:
            for second in range(step_s):
                letter = list(letters[row])
                if row != before and second < yellow_s:
                    letter = [a if letters[before][i] else 0 for i, a in enumerate(letter)]
                first = not state
                running = [(r if first and r else r + 1) if x else 0 for x, r in zip(letter, running, strict=True)]
                state.append(letter)
                since.append(running)
            before = row
        free, cost, horizon = {}, 0.0, steps * step_s
        for v, own in enumerate(lane):
            at = max(arrival[v], free.get(own, -1e9))
            if at >= horizon:
                cost, free[own] = cost + at - arrival[v], at + headway
                continue
            seconds = range(int(np.ceil(at)), horizon)
            ready = [t for t in seconds if state[t][link[v]] and (not standing[v] or since[t][link[v]] > loss)]
            t = ready[0] if ready else horizon
            step = giving if ready and state[t][link[v]] == 1 else headway
            cost, free[own] = cost + max(0.0, t - arrival[v]), max(at, t) + step
        least[shown[0]] = min(least.get(shown[0], np.inf), cost)
    return least


@pytest.mark.parametrize("seed", range(40))
def test_the_look_ahead_is_the_best_of_all_sequences(seed):
    rng = np.random.default_rng(seed)
    letters = rng.choice([0, 0, 1, 2], (3, 4)).astype(np.int8)
    letters[0, 0] = 2
    n = int(rng.integers(1, 9))
    link = rng.integers(0, 4, n)
    arrival = np.sort(rng.uniform(0, 18, n))
    given = (link, link, arrival, arrival < 3)
    found = best_first(Ahead(*given), letters, 1, np.ones(3, bool), 2, 10, 3, 2.0, 5.0, 2.0)
    costs = slow_costs(*given, letters.tolist(), 1, 2, 10, 3, 2.0, 5.0, 2.0)
    assert costs[found] == pytest.approx(min(costs.values()))
    if costs[1] == pytest.approx(min(costs.values())):
        assert found == 1  # what is shown now wins ties


def test_a_comb_finds_the_one_good_neighbour_and_keeps_to_what_is_allowed():
    met = []

    def rough(points, draws):
        met.extend(map(tuple, points.astype(int)))
        cost = np.abs(points - [7, 3]).sum(axis=1) + 3.0 * (points.sum(axis=1) % 2)  # odd sums are far worse
        return cost[:, None] + np.array([0.1 * (draw % 3) for draw in draws])

    def allowed(point):
        return bool((point <= 8).all())

    found = comb(np.array([[2, 2], [8, 8]]), rough, range(4), 30, allowed)
    assert found[0].tolist() == [7, 3]
    assert all(max(point) <= 8 for point in met)
    stopped = comb(np.array([[2, 2]]), rough, range(4), 1, allowed)
    assert np.abs(stopped - 2).max() <= 1
