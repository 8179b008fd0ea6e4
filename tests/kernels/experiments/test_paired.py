"""Effects over pairs: Fisher's test by hand, intervals that hold what was planted, nothing claimed from few."""

from itertools import product

import numpy as np
import pytest

from daoan.kernels.experiments.paired import paired_effect


def drawn(rng: np.random.Generator, pairs: int, mean: float, effect: float) -> tuple[np.ndarray, ...]:
    """Counts of treated and other cells with what was expected of them, the expectation wrong by a lognormal factor."""
    expected = rng.gamma(2.0, mean / 2.0, (pairs, 2)) + 1e-6
    true = expected * rng.lognormal(-0.08, 0.4, expected.shape)
    coin, row = rng.integers(0, 2, pairs), np.arange(pairs)
    with_it, without = rng.poisson(true * (1 + effect)).astype(float), rng.poisson(true).astype(float)
    return with_it[row, coin], without[row, 1 - coin], expected[row, coin], expected[row, 1 - coin]


def test_equal_expectations_are_a_difference_of_means_with_fishers_test() -> None:
    treated, held = np.array([0.0, 1, 0, 2, 1, 0, 1, 0]), np.array([3.0, 2, 1, 4, 2, 2, 3, 1])
    ones = np.ones(8)
    found = paired_effect(treated, held, ones, ones)
    d = treated - held
    assert found.value == pytest.approx(d.mean())
    turned = [abs((np.array(s) * d).sum()) for s in product([1, -1], repeat=8)]
    assert found.p_value == pytest.approx(np.mean([t >= abs(d.sum()) - 1e-9 for t in turned]))
    assert found.low < found.value < found.high < 0
    assert (found.pairs, found.informative) == (8, 8)


def test_an_end_of_the_interval_is_where_an_effect_begins_to_be_refused() -> None:
    treated, held, e1, e0 = drawn(np.random.default_rng(3), 40, 3.0, -0.3)
    found = paired_effect(treated, held, e1, e0, draws=499)
    for end, outward in ((found.low, -1e-6), (found.high, 1e-6)):
        refused = paired_effect(treated - (end + outward) * e1, held, e1, e0, draws=499)
        kept = paired_effect(treated - (end - 1e3 * outward) * e1, held, e1, e0, draws=499)
        assert refused.p_value <= 0.05 + 1e-9 < kept.p_value + 1e-3


def test_too_few_pairs_refuse_nothing() -> None:
    three = np.array([0.0, 0.0, 0.0]), np.array([9.0, 9.0, 9.0]), np.ones(3), np.ones(3)
    found = paired_effect(*three)
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.p_value >= 0.25
    assert paired_effect(*(np.zeros(0),) * 4).pairs == 0


@pytest.mark.parametrize(("mean", "effect"), [(0.1, 0.0), (2.0, -0.3)])
def test_intervals_hold_what_was_planted(mean: float, effect: float) -> None:
    rng, held, claimed = np.random.default_rng(5), 0, 0
    for _ in range(200):
        found = paired_effect(*drawn(rng, 60, mean, effect), draws=199)
        held += found.low <= effect <= found.high
        claimed += found.high < 0
    assert held >= 180
    if effect == 0.0:
        assert claimed <= 10, "chance is not called an effect in more than one of twenty"


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        paired_effect(np.zeros(2), np.zeros(1), np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match="greater than 0"):
        paired_effect(np.zeros(1), np.zeros(1), np.zeros(1), np.ones(1))
