"""Posterior of a rate against closed forms, brute force and planted truth."""

import numpy as np
import pytest
from scipy.stats import gamma as gamma_law

from daoan.kernels.stats.heterogeneity import Heterogeneity, Node, fit_heterogeneity, log_evidence
from daoan.kernels.stats.log_rate import rate_posterior
from daoan.kernels.stats.negative_binomial import nb2_log_likelihood

Y = np.array([0.0, 0, 1, 4, 12, 90])
M = np.array([0.2, 3, 1.5, 1.2, 6, 40])


def test_gamma_mixing_is_hauers_empirical_bayes():
    v = float(np.log1p(0.8))  # dispersion 0.8
    post = rate_posterior(Y, M, Heterogeneity((Node("gamma", v, 1.0),)))
    shape, rate = 1 / 0.8 + Y, 1 / (0.8 * M) + 1
    weight = 1 / (1 + 0.8 * M)
    np.testing.assert_allclose(post.mean, weight * M + (1 - weight) * Y, rtol=2e-3)
    np.testing.assert_allclose(post.low, gamma_law.ppf(0.025, shape, scale=1 / rate), rtol=0.03, atol=1e-3)
    np.testing.assert_allclose(post.high, gamma_law.ppf(0.975, shape, scale=1 / rate), rtol=0.01)
    np.testing.assert_allclose(post.prob_above, gamma_law.sf(M, shape, scale=1 / rate), atol=0.005)


def test_lognormal_mixing_against_brute_force():
    v = 0.6
    post = rate_posterior(Y, M, Heterogeneity((Node("lognormal", v, 1.0),)))
    t = np.linspace(-9, 7, 200001)
    for i in range(len(Y)):
        log = -0.5 * (t + v / 2) ** 2 / v + Y[i] * t - M[i] * np.exp(t)
        density = np.exp(log - log.max())
        cumulative = np.cumsum(density) / density.sum()
        value = M[i] * np.exp(t)
        assert post.mean[i] == pytest.approx((density * value).sum() / density.sum(), rel=2e-3)
        assert post.low[i] == pytest.approx(value[np.searchsorted(cumulative, 0.025)], rel=0.02)
        assert post.high[i] == pytest.approx(value[np.searchsorted(cumulative, 0.975)], rel=0.02)


def test_gamma_evidence_is_the_negative_binomial_and_lognormal_evidence_sums_to_one():
    v = np.full(len(Y), float(np.log1p(0.8)))
    assert log_evidence("gamma", Y, M, v) == pytest.approx(nb2_log_likelihood(Y, M, 0.8))
    counts = np.arange(0.0, 300)
    one_by_one = [log_evidence("lognormal", counts[i : i + 1], np.array([3.0]), v[:1]) for i in range(300)]
    assert np.exp(one_by_one).sum() == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize("family", ["gamma", "lognormal"])
def test_the_planted_family_and_scatter_are_found(family):
    rng = np.random.default_rng(11)
    n, v = 6000, 0.5
    c = np.expm1(v)
    theta = rng.gamma(1 / c, c, n) if family == "gamma" else np.exp(rng.normal(-v / 2, np.sqrt(v), n))
    mean = rng.uniform(1, 8, n)
    found = fit_heterogeneity(rng.poisson(mean * theta).astype(float), mean)
    assert found.weight_of(family) > 0.9
    assert found.log_variance == pytest.approx(v, rel=0.12)
    assert sum(n.weight for n in found.nodes) == pytest.approx(1.0, abs=0.02)


def test_worse_known_exposure_widens_the_interval():
    mixing = Heterogeneity((Node("lognormal", 0.3, 1.0),))
    sure = rate_posterior(Y, M, mixing)
    unsure = rate_posterior(Y, M, mixing, extra=np.full(len(Y), 0.5))
    assert (unsure.high / unsure.low > sure.high / sure.low).all()


def test_few_counts_leave_the_scatter_open():
    few = fit_heterogeneity(np.array([0.0, 1, 0, 2, 0, 0]), np.full(6, 0.5))
    many = fit_heterogeneity(np.random.default_rng(1).poisson(5.0, 4000).astype(float), np.full(4000, 5.0))
    assert few.log_c[1] > 0.4
    assert many.log_variance < 0.03
