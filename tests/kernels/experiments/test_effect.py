"""Effects of planted ratios, exact and approximate, and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.kernels.experiments.drawing import hold_out
from daoan.kernels.experiments.effect import complier_ratio, permutation_p, rate_ratio
from daoan.kernels.experiments.power import months_to_see


def plant(rng, ratio: float, n: int = 3000, mean: float = 0.08, share: float = 0.5):
    """Rare events whose true rates differ lognormally from what is expected."""
    true = mean * np.exp(rng.normal(0, 0.7, n))
    expected = true * np.exp(rng.normal(0, 0.5, n))
    treated = ~hold_out(rng.uniform(size=n), np.zeros(n, int), share)
    events = rng.poisson(true * np.where(treated, ratio, 1.0))
    return events, expected, treated, np.full(n, 1 - share), np.arange(n)


@pytest.mark.parametrize(("ratio", "share"), [(0.7, 0.5), (1.0, 0.2)])
def test_intervals_hold_the_planted_ratio(ratio: float, share: float) -> None:
    rng = np.random.default_rng(1)
    results = [rate_ratio(*plant(rng, ratio, n=1000, mean=0.24, share=share)) for _ in range(1000)]
    covered = np.mean([r.low <= ratio <= r.high for r in results])
    assert 0.93 - 0.014 <= covered <= 0.97 + 0.014, covered  # two standard errors of 1,000 beyond what is promised
    assert abs(np.mean([np.log(r.value) for r in results]) - np.log(ratio)) < 0.03
    assert {r.method for r in results} == {"neyman"}


def test_few_events_give_intervals_that_are_never_too_narrow() -> None:
    rng = np.random.default_rng(1)
    results = [rate_ratio(*plant(rng, 0.7, n=1000, mean=0.02)) for _ in range(400)]
    assert {r.method for r in results} == {"exact"}
    assert np.mean([r.low <= 0.7 <= r.high for r in results]) >= 0.93


def test_clusters_that_go_together_widen_the_interval() -> None:
    rng = np.random.default_rng(2)
    events, expected, treated, probability, _ = plant(rng, 1.0)
    doubled = [np.concatenate([a, a]) for a in (events, expected, treated, probability)]
    apart = rate_ratio(*doubled, np.arange(6000))
    together = rate_ratio(*doubled, np.tile(np.arange(3000), 2))
    once = rate_ratio(events, expected, treated, probability, np.arange(3000))
    assert together.high / together.low == pytest.approx(once.high / once.low)
    assert np.log(apart.high / apart.low) == pytest.approx(np.log(once.high / once.low) / np.sqrt(2), rel=1e-3)


def test_unequal_chances_are_weighed() -> None:
    """Where likelier units are treated more often and expectation is blind to it, plain rates would mislead."""
    rng = np.random.default_rng(3)
    n = 40_000
    risky = np.arange(n) % 2 == 0
    probability = np.where(risky, 0.8, 0.3)
    treated = rng.uniform(size=n) < probability
    events = rng.poisson(np.where(risky, 0.3, 0.05))
    fair = rate_ratio(events, np.ones(n), treated, probability, np.arange(n))
    assert fair.low < 1 < fair.high
    assert events[treated].mean() / events[~treated].mean() > 1.5


def test_a_few_events_give_the_exact_interval() -> None:
    """2 of 9 events with equal expectation: Clopper–Pearson (0.0281, 0.6001), as odds 0.0290 to 1.5008."""
    found = rate_ratio(np.array([2, 7]), np.ones(2), np.array([True, False]), np.full(2, 0.5), np.arange(2))
    assert found.method == "exact"
    assert (found.low, found.high) == (pytest.approx(0.0290, abs=2e-4), pytest.approx(1.5008, abs=2e-3))


def test_nothing_at_all_says_nothing() -> None:
    found = rate_ratio(np.zeros(4, int), np.ones(4), np.array([True, False] * 2), np.full(4, 0.5), np.arange(4))
    assert found.method == "none"
    assert np.isnan(found.value)
    assert (found.low, found.high) == (0.0, np.inf)


def test_the_permutation_test_holds_its_level_and_sees_an_effect() -> None:
    rng = np.random.default_rng(4)

    def p(ratio: float) -> float:
        events, expected, treated, *_ = plant(rng, ratio, n=300, mean=0.16)
        drawn = np.array([hold_out(rng.uniform(size=300), np.zeros(300, int), 0.5) for _ in range(99)])
        return permutation_p(events, expected, treated, ~drawn)

    assert np.mean([p(1.0) <= 0.05 for _ in range(100)]) < 0.05 + 3.5 * np.sqrt(0.05 * 0.95 / 100)
    assert np.mean([p(0.2) <= 0.05 for _ in range(15)]) > 0.7


def test_compliers_bear_the_whole_effect() -> None:
    rng = np.random.default_rng(5)
    n, ratio = 60_000, 0.5
    treated = rng.uniform(size=n) < 0.5
    present = treated & (rng.uniform(size=n) < 0.6)
    events = rng.poisson(0.2 * np.where(present, ratio, 1.0))
    itt = rate_ratio(events, np.ones(n), treated, np.full(n, 0.5), np.arange(n))
    assert itt.low < 0.7 < itt.high
    value, low, high = complier_ratio(itt, present[treated].mean(), 0.0)
    assert low < ratio < high
    assert abs(value - ratio) < 0.08
    assert np.isnan(complier_ratio(itt, 0.3, 0.3)[0])


def test_months_to_see_give_the_stated_power() -> None:
    months = months_to_see(0.6, 8.0, 8.0)
    rng = np.random.default_rng(6)
    n = 400
    seen = 0
    for _ in range(400):
        treated = ~hold_out(rng.uniform(size=n), np.zeros(n, int), 0.5)
        events = rng.poisson(16.0 * months / n * np.where(treated, 0.6, 1.0))
        seen += rate_ratio(events, np.ones(n), treated, np.full(n, 0.5), np.arange(n)).high < 1.0
    assert abs(seen / 400 - 0.8) < 4 * np.sqrt(0.16 / 400)
    assert months_to_see(1.0, 8.0, 8.0) == np.inf
    assert months_to_see(0.8, 0.0, 8.0) == np.inf
    assert months_to_see(0.8, 8.0, 8.0, dispersion=2.0) == pytest.approx(2 * months_to_see(0.8, 8.0, 8.0))


@given(
    st.lists(st.tuples(st.integers(-1, 3), st.floats(allow_nan=True), st.booleans(), st.floats(-0.5, 1.5)), max_size=8)
)
def test_bad_input_is_refused_and_good_input_ordered(rows: list) -> None:
    columns = [np.array([r[k] for r in rows], dtype=kind) for k, kind in enumerate((int, float, bool, float))]
    try:
        found = rate_ratio(*columns, np.arange(len(rows)))
    except ValueError:
        return
    assert all(r[0] >= 0 and r[1] > 0 and 0 < r[3] < 1 for r in rows)
    assert found.low <= found.high
