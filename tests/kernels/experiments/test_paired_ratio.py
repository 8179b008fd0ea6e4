"""Factors over pairs: the planted one lies in the interval as often as it says, a shared season multiplies out."""

import numpy as np
import pytest

from daoan.kernels.experiments.paired import paired_effect
from daoan.kernels.experiments.paired_ratio import paired_ratio


def drawn(rng, pairs: int, factor: float, season: float = 1.0):
    level = 20 * np.exp(rng.normal(0, 0.4, (pairs, 2)))
    expected = level.copy()
    first = rng.uniform(size=pairs) < 0.5
    arms = np.where(first[:, None], [factor, 1.0], [1.0, factor])
    counts = rng.poisson(level * season * arms)
    order = np.where(first[:, None], [0, 1], [1, 0])
    y, e = np.take_along_axis(counts, order, 1).astype(float), np.take_along_axis(expected, order, 1)
    return y[:, 0], y[:, 1], e[:, 0], e[:, 1]


@pytest.mark.parametrize("season", [1.0, 0.5, 2.0])
def test_the_interval_holds_the_planted_factor_whatever_the_season(season) -> None:
    rng = np.random.default_rng(3)
    found = [paired_ratio(*drawn(rng, 24, 0.7, season), draws=399) for _ in range(100)]
    assert 88 <= sum(f.low <= -0.3 <= f.high for f in found) <= 99
    assert np.mean([f.value for f in found]) == pytest.approx(-0.3, abs=0.03)


def test_without_an_effect_it_is_the_test_of_the_difference() -> None:
    given = drawn(np.random.default_rng(4), 10, 1.0)
    assert paired_ratio(*given).p_value == pytest.approx(paired_effect(*given).p_value)


def test_nothing_counted_among_the_treated_is_told_without_an_end() -> None:
    held, expected = np.array([5.0, 6.0, 4.0, 5.0, 6.0, 7.0]), np.full(6, 5.0)
    found = paired_ratio(np.zeros(6), held, expected, expected)
    assert (found.value, found.high) == (-1.0, float("inf"))
    assert found.p_value < 0.05
    with pytest.raises(ValueError, match="greater than 0"):
        paired_ratio(held, held, expected, np.zeros(6))
