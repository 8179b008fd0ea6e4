"""NB2 regression against statsmodels, and where statsmodels would warn or diverge."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm

from daoan.kernels.stats.negative_binomial import fit_nb2, nb2_log_likelihood


def planted(seed, n, columns, alpha):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, columns - 1))])
    beta = np.concatenate([[-1.0], rng.normal(size=columns - 1) * 0.4])
    offset = rng.normal(size=n) * 0.7
    factor = rng.gamma(1 / alpha, alpha, n) if alpha else 1.0
    return rng.poisson(np.exp(offset + X @ beta) * factor).astype(float), X, offset, beta


@pytest.mark.parametrize(("seed", "n", "columns", "alpha"), [(1, 1500, 3, 0.6), (2, 6000, 8, 1.8), (3, 800, 2, 0.15)])
def test_agrees_with_statsmodels(seed, n, columns, alpha):
    y, X, offset, _ = planted(seed, n, columns, alpha)
    ours = fit_nb2(y, X, offset, ridge=0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = sm.NegativeBinomial(y, X, offset=offset).fit(disp=0, maxiter=3000, method="bfgs", gtol=1e-8)
    assert ours.converged
    np.testing.assert_allclose(ours.beta, theirs.params[:-1], atol=1e-4)
    assert ours.alpha == pytest.approx(theirs.params[-1], abs=1e-4)
    assert ours.log_likelihood == pytest.approx(theirs.llf, abs=1e-4)
    np.testing.assert_allclose(np.sqrt(np.diag(ours.covariance)), theirs.bse[:-1], rtol=0.05)
    assert ours.log_alpha_sd * ours.alpha == pytest.approx(theirs.bse[-1], rel=0.05)


def test_recovers_what_was_planted():
    y, X, offset, beta = planted(7, 20000, 5, 0.8)
    fit = fit_nb2(y, X, offset)
    away = np.abs(fit.beta - beta) / np.sqrt(np.diag(fit.covariance))
    assert away.max() < 4
    assert abs(np.log(fit.alpha / 0.8)) < 4 * fit.log_alpha_sd


def test_counts_without_scatter_are_poisson():
    y = np.full(400, 3.0)
    fit = fit_nb2(y, np.ones((400, 1)), np.zeros(400))
    assert fit.alpha == 0.0
    assert fit.beta[0] == pytest.approx(np.log(3.0), abs=1e-6)


def test_nothing_but_zeros_gives_a_clear_answer_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = fit_nb2(np.zeros(50), np.column_stack([np.ones(50), np.arange(50.0)]), np.zeros(50))
    assert not fit.informative
    assert fit.mean(np.array([[1.0, 0.0]]), np.zeros(1))[0] * 50 == pytest.approx(0.5)


def test_a_column_without_any_count_stays_finite():
    rng = np.random.default_rng(5)
    y = rng.poisson(2.0, 300).astype(float)
    dummy = (np.arange(300) < 6).astype(float)
    y[:6] = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = fit_nb2(y, np.column_stack([np.ones(300), dummy]), np.zeros(300), ridge=np.array([1e-6, 0.25]))
    assert -6 < fit.beta[1] < -0.5


def test_likelihood_is_that_of_scipy():
    from scipy.stats import nbinom

    y, mean, alpha = np.array([0.0, 3, 11]), np.array([0.5, 2, 6.0]), 0.7
    expected = nbinom.logpmf(y, 1 / alpha, 1 / (1 + alpha * mean)).sum()
    assert nb2_log_likelihood(y, mean, alpha) == pytest.approx(expected)
