"""Rates from "some or none": planted coefficients, statsmodels, weights, and no event at all."""

import numpy as np
import pytest
import statsmodels.api as sm

from daoan.kernels.stats.cloglog import fit_rate


def planted(n=6000, seed=1):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    offset = rng.normal(-1.5, 0.4, n)
    count = rng.poisson(np.exp(offset + X @ np.array([0.3, -0.5, 0.2])))
    return (count > 0).astype(float), X, offset


def test_coefficients_and_errors_are_those_of_statsmodels():
    event, X, offset = planted()
    ours = fit_rate(event, X, offset, np.ones(len(event)), np.zeros(3))
    link = sm.families.links.CLogLog()
    theirs = sm.GLM(event, X, family=sm.families.Binomial(link=link), offset=offset).fit()
    assert ours.converged
    assert ours.beta == pytest.approx(theirs.params, abs=1e-5)
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(theirs.bse, rel=2e-3)
    assert ours.beta == pytest.approx([0.3, -0.5, 0.2], abs=0.12)


def test_a_weight_of_two_is_a_row_twice():
    event, X, offset = planted(400, 2)
    weight = 1.0 + (np.arange(400) % 3 == 0)
    twice = np.repeat(np.arange(400), weight.astype(int))
    weighted = fit_rate(event, X, offset, weight, np.full(3, 2.0))
    repeated = fit_rate(event[twice], X[twice], offset[twice], np.ones(len(twice)), np.full(3, 2.0))
    assert weighted.beta == pytest.approx(repeated.beta, abs=1e-6)


def test_a_prior_pulls_to_zero():
    event, X, offset = planted(400, 3)
    held = fit_rate(event, X, offset, np.ones(400), np.array([0.0, 1e6, 1e6]))
    assert np.abs(held.beta[1:]).max() < 1e-3
    assert held.beta[0] == pytest.approx(0.3, abs=0.3)


def test_no_event_at_all_ends_in_a_tiny_rate_and_not_in_an_error():
    _, X, offset = planted(200, 4)
    found = fit_rate(np.zeros(200), X, offset, np.ones(200), np.array([0.0, 1.0, 1.0]))
    assert np.isfinite(found.beta).all()
    assert np.exp(offset + X @ found.beta).max() < 1e-2
