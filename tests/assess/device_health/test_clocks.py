"""Clocks: planted offsets come back within two seconds; what cannot be told is said."""

import numpy as np
import pytest

from daoan.assess.device_health.clocks import tell_clocks
from daoan.kernels.stats.clock_offsets import solve_offsets
from tests.assess.device_health.passes_made import driving, rules, sites_of

RULES, SITES = rules(), 8


def planted(seed: int) -> np.ndarray:
    """Three of eight clocks go wrong, by 4 to 90 seconds; the others are within a second."""
    rng = np.random.default_rng(seed)
    offsets = rng.normal(0.0, 0.3, SITES)
    wrong = rng.choice(SITES, 3, replace=False)
    offsets[wrong] += rng.choice([-1, 1], 3) * rng.uniform(4, 90, 3)
    return offsets


def test_planted_offsets_come_back_within_two_seconds_and_their_intervals_hold_them() -> None:
    errors, inside = [], []
    for seed in range(20):
        truth = planted(seed)
        for clock, offset in zip(
            tell_clocks(driving(seed, truth, 4000, spacing_m=5000), sites_of(SITES), RULES), truth, strict=True
        ):
            errors.append(abs(clock.offset_s.value - offset))
            inside.append(clock.offset_s.low <= offset <= clock.offset_s.high)
    assert np.quantile(errors, 0.95) <= 2.0
    assert np.mean(inside) >= 0.95


def test_near_sites_whose_clocks_turn_the_order_round() -> None:
    """200 m apart, one clock a minute late: by the clocks every vehicle that drives up comes back in time."""
    truth = np.array([0.0, 0.0, 60.0, 0.0, 0.0])
    clocks = tell_clocks(driving(1, truth, 3000, spacing_m=200), sites_of(5, spacing_m=200), RULES)
    assert [c.offset_s.value for c in clocks] == pytest.approx(truth, abs=2.0)


def test_a_site_without_two_way_flow_is_not_told_nor_two_alone() -> None:
    made = driving(2, np.zeros(6), 2000, spacing_m=5000, one_way=(3,))
    clocks = tell_clocks(made, sites_of(6), RULES)
    assert (clocks[3].offset_s, clocks[3].why_not) == (None, "one_way")
    assert all(c.offset_s is not None for c in clocks[:3])
    assert [c.why_not for c in clocks[4:]] == ["few", "few"]  # only by way of the fourth with the others
    pair = tell_clocks(driving(3, np.array([0.0, 30.0]), 2000, spacing_m=5000), sites_of(2), RULES)
    assert [(c.offset_s, c.neighbours, c.why_not) for c in pair] == [(None, 1, "few")] * 2


def test_no_passes_tell_no_clock() -> None:
    made = driving(4, np.zeros(3), 50, spacing_m=5000)
    assert {c.why_not for c in tell_clocks(made.take(slice(0, 0)), sites_of(3), RULES)} == {"one_way"}


def test_offsets_of_a_ring_with_a_pair_that_lies() -> None:
    first, second = np.array([0, 1, 2, 3, 0, 1]), np.array([1, 2, 3, 0, 2, 3])
    truth = np.array([0.0, 0.1, 12.0, -0.1])
    difference = truth[second] - truth[first]
    difference[4] += 40.0
    solved = solve_offsets(first, second, difference, np.full(6, 0.2), 5, 1.0)
    assert solved.value[:4] == pytest.approx(truth, abs=0.5)
    assert np.isinf(solved.sd[4])
    assert solved.size.tolist() == [4, 4, 4, 4, 1]
