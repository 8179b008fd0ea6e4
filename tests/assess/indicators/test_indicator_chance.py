"""Intervals hold what chance leaves, also when years differ by more than chance."""

import numpy as np
import pytest
from scipy import stats

from daoan.assess.indicators.chance import dispersion_of, expect_amount, expect_count


def coverage(dispersion: float, years: int, mean: float = 300.0, slope: float = 0.0) -> float:
    rng = np.random.default_rng(7)
    inside = []
    for _ in range(800):
        means = mean * np.exp(slope * np.arange(years + 1))
        size = means / (dispersion - 1) if dispersion > 1 else None
        draws = rng.poisson(means) if size is None else rng.negative_binomial(size, size / (size + means))
        found = expect_count(draws[:-1].astype(float), 3, 0.95)
        inside.append(found.low <= draws[-1] <= found.high)
    return float(np.mean(inside))


def test_poisson_years_stay_inside_as_often_as_said():
    assert 0.935 <= coverage(1.0, 10) <= 0.985


def test_overdispersed_years_stay_inside_nearly_as_often_as_said():
    # The uncertainty of the dispersion is not carried: with ten years some 92 % instead of 95 %.
    assert 0.89 <= coverage(4.0, 10) <= 0.97


def test_without_overdispersion_it_is_the_jeffreys_prediction():
    found = expect_count(np.array([12.0, 12.0, 12.0]), 3, 0.95)
    reference = stats.nbinom(36.5, 3 / 4)
    assert (found.low, found.high) == (reference.ppf(0.025), reference.ppf(0.975))
    assert found.value == 12.0


def test_a_steady_trend_is_not_noise():
    falling = np.array([2000.0, 1900, 1800, 1700, 1600, 1500])
    assert dispersion_of(falling) < 4
    assert np.var(falling) / falling.mean() > 15


def test_small_counts_give_whole_bounds_from_zero():
    found = expect_count(np.zeros(5), 3, 0.95)
    assert found.low == 0
    assert found.high >= 1


def test_too_few_years_give_nothing():
    assert expect_count(np.array([4.0, 5.0]), 3, 0.95) is None
    assert expect_amount(np.array([4.0, 5.0]), 3, 0.95) is None


def test_money_has_an_interval_that_grows_with_its_jumps():
    calm = expect_amount(np.array([100.0, 101, 99, 100]), 3, 0.95)
    wild = expect_amount(np.array([100.0, 180, 20, 100]), 3, 0.95)
    assert wild.high - wild.low > calm.high - calm.low


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_level_is_kept_with_the_estimate(level):
    assert expect_count(np.array([5.0, 6, 7]), 3, level).level == level
