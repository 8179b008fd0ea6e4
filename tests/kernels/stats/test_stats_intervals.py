"""Intervals, shares and false-discovery control against scipy, simulation and hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, false_discovery_control, ttest_rel

from daoan.kernels.stats.intervals import (
    bootstrap_interval,
    count_interval,
    gamma_interval,
    gamma_poisson,
    paired_t_interval,
    poisson_mean_interval,
    product_interval,
)
from daoan.kernels.stats.multiple_testing import q_values
from daoan.kernels.stats.shares import fit_shares, share_interval


def test_poisson_mean_interval_is_garwoods():
    low, high = poisson_mean_interval(np.array([0.0, 5.0]))
    assert low[0] == 0.0
    assert high[0] == pytest.approx(chi2.ppf(0.975, 2) / 2)
    assert (low[1], high[1]) == pytest.approx((chi2.ppf(0.025, 10) / 2, chi2.ppf(0.975, 12) / 2))


def test_gamma_posterior_mean_lies_between_prior_and_data():
    shape, rate = gamma_poisson(np.array([6.0]), np.array([3.0]), np.array([1.0]), np.array([2.0]))
    assert shape / rate == pytest.approx(7 / 5)
    low, high = gamma_interval(shape, rate)
    assert low < 7 / 5 < high


def test_count_interval_holds_its_share_of_counts():
    rng = np.random.default_rng(3)
    for alpha in (0.0, 0.3):
        factor = rng.gamma(1 / alpha, alpha, 40000) if alpha else 1.0
        counts = rng.poisson(20 * factor, 40000)
        low, high = count_interval(np.array([20.0]), alpha)
        inside = ((counts >= low[0]) & (counts <= high[0])).mean()
        assert 0.945 < inside < 0.975


def test_product_of_two_gammas_by_simulation():
    rng = np.random.default_rng(4)
    a, b = rng.gamma(4, 0.5, 400000), rng.beta(3, 12, 400000)
    moments = [np.array([m]) for m in (a.mean(), a.var(), b.mean(), b.var())]
    value, low, high = product_interval(*moments)
    inside = ((a * b >= low) & (a * b <= high)).mean()
    assert value[0] == pytest.approx((a * b).mean(), rel=0.01)
    assert 0.94 < inside < 0.965


def test_paired_interval_is_the_paired_t_test():
    a, b = np.array([3.0, 5, 4, 7, 6, 5]), np.array([2.0, 5, 2, 6, 6, 3])
    mean, low, high = paired_t_interval(a - b)
    interval = ttest_rel(a, b).confidence_interval()
    assert (mean, low, high) == pytest.approx(((a - b).mean(), interval.low, interval.high))
    assert paired_t_interval(np.array([1.0])) == (1.0, -np.inf, np.inf)


def test_bootstrap_interval_takes_the_middle():
    assert bootstrap_interval(np.arange(1001.0), level=0.9) == pytest.approx((50.0, 950.0))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_q_values_are_scipys_and_never_below_p(p):
    p = np.array(p)
    q = q_values(p)
    np.testing.assert_allclose(q, false_discovery_control(p), atol=1e-12)
    assert (q >= p - 1e-12).all()


def test_shares_recover_what_was_planted():
    rng = np.random.default_rng(6)
    X = np.column_stack([np.ones(4000), rng.normal(size=4000)])
    p = 1 / (1 + np.exp(-(X @ [-1.5, 0.6])))
    n = rng.poisson(8, 4000).astype(float)
    k = rng.binomial(n.astype(int), rng.beta(p * 15, (1 - p) * 15)).astype(float)
    fit = fit_shares(k, n, X)
    np.testing.assert_allclose(fit.beta, [-1.5, 0.6], atol=0.08)
    assert 10 < fit.precision < 22
    assert n @ fit.mean(X) == pytest.approx(k.sum(), rel=1e-3)
    elsewhere = np.exp(X[:, 1])
    over = fit_shares(k, n, X, expected=elsewhere)
    assert elsewhere @ over.mean(X) == pytest.approx(elsewhere.sum() * k.sum() / n.sum(), rel=1e-3)
    a, b = fit.posterior(X, k, n)
    np.testing.assert_allclose(a + b, fit.precision + n)


def test_shares_of_nothing_are_told_without_failing():
    fit = fit_shares(np.zeros(3), np.zeros(3), np.ones((3, 1)))
    assert fit.mean(np.ones((1, 1)))[0] == pytest.approx(0.5)


def test_share_interval_reaches_the_ends():
    low, high = share_interval(np.array([0.0, 10.0, 5.0]), np.array([10.0, 10.0, 10.0]))
    assert low[0] == 0.0
    assert high[1] == 1.0
    assert low[2] < 0.5 < high[2]
