"""Classical bounds against R's ``surveillance`` 1.20.3, and the regression against statsmodels."""

from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from daoan.kernels.surveillance.baseline import BaselineOptions, WeekState, fit_baseline
from daoan.kernels.surveillance.count_tails import middle_tail, upper_quantile, upper_tail
from daoan.kernels.surveillance.farrington import FarringtonOptions, Threshold, judge_farrington
from daoan.kernels.surveillance.reference import lay_reference
from daoan.kernels.surveillance.t_tail import t_two_sided

ORACLE = Path(__file__).parents[4] / "shared" / "data" / "bench" / "surge_oracle"
#: Settings with which the shipped bounds were made: four years back, level 0.1.
FLEXIBLE = BaselineOptions(years=4, slope_level=1.0, weeks_per_year=52.0, package_error=True, least_rows=1)
CLASSIC = BaselineOptions(
    years=4, seasons=1, skip=3, weigh_above=1.0, slope_level=0.05, weeks_per_year=52.0, package_error=True, least_rows=1
)
VARIANTS = {
    "classic": (CLASSIC, Threshold.DELTA),
    "flexible": (FLEXIBLE, Threshold.DELTA),
    "nbPlugin": (FLEXIBLE, Threshold.PLUG_IN),
    "muan": (FLEXIBLE, Threshold.QUANTILE),
}


@pytest.mark.skipif(not ORACLE.exists(), reason="the oracle's bounds are not shipped")
@pytest.mark.parametrize("name", VARIANTS)
def test_bounds_are_those_of_the_r_package(name):
    counts = np.genfromtxt(ORACLE / "salmonella.agona.csv", delimiter=",", skip_header=1)[:, 1]
    answer = np.genfromtxt(ORACLE / f"agona_{name}.csv", delimiter=",", names=True)
    baseline, threshold = VARIANTS[name]
    weeks = answer["t"].astype(int) - 1
    ours = judge_farrington(counts[None], weeks, FarringtonOptions(baseline, threshold, alpha=0.1))
    for mine, theirs in (
        (ours.upper_bound, "upperbound"),
        (ours.expected, "expected"),
        (ours.p_value, "pvalue"),
        (ours.dispersion, "phi"),
    ):
        np.testing.assert_allclose(mine[0], answer[theirs], rtol=0, atol=1e-8, err_msg=theirs)
    assert (ours.alarm[0] == answer["alarm"].astype(bool)).all()


def slow_baseline(y, now, options):
    """The same baseline with statsmodels, as one would write it down: reference, fit, weigh down, fit."""
    layout = lay_reference(options.years, options.half_width, options.seasons, options.skip)
    past, t = y[now - layout.ago], -layout.ago.astype(float)
    design = np.column_stack([np.eye(options.seasons)[layout.season], t])

    def fit(weights):
        model = sm.GLM(past, design, family=sm.families.Poisson(), var_weights=weights).fit(tol=1e-12)
        return model, max(model.pearson_chi2 / model.df_resid, 1.0)

    model, phi = fit(np.ones(len(past)))
    hat = model.get_hat_matrix_diag()
    s = 1.5 * (past ** (2 / 3) * model.mu ** (-1 / 6) - np.sqrt(model.mu)) / np.sqrt(phi * (1 - hat))
    weights = np.where(s > options.weigh_above, s**-2.0, 1.0)
    model, phi = fit(weights * len(past) / weights.sum())
    row = np.r_[np.eye(options.seasons)[-1], 0.0]
    return row @ model.params, np.sqrt(phi * row @ model.cov_params(scale=1.0) @ row), phi


def test_the_baseline_is_that_of_statsmodels():
    rng = np.random.default_rng(5)
    weeks = np.arange(400)
    mean = np.exp(1.5 + 0.001 * weeks + 0.5 * np.sin(2 * np.pi * weeks / 52.2))
    counts = rng.negative_binomial(mean, 0.5, size=(6, 400)).astype(float)
    counts[:, 250] += 40  # an outbreak to weigh down
    options = BaselineOptions(slope_level=1.0)
    ours = fit_baseline(counts, [399], options)
    for s in range(len(counts)):
        slow = slow_baseline(counts[s], 399, options)
        assert not np.isnan(ours.slope_per_week[s, 0])
        fast = ours.log_mean[s, 0], ours.log_mean_sd[s, 0], ours.dispersion[s, 0]
        np.testing.assert_allclose(fast, slow, rtol=1e-4)


def test_the_reference_covers_five_years_but_for_the_latest_weeks():
    layout = lay_reference(years=5, half_width=3, seasons=10, skip=26, window=6)
    assert layout.ago[0] == round(5 * 52.1775) + 3
    assert layout.ago[-1] == 27
    assert (np.diff(layout.ago) == -1).all()
    assert (layout.season[np.isin(layout.ago, [49, 52, 55, 101, 104, 107])] == 9).all()
    assert list(layout.recent_season) == [9, 9, 9, 9, 8, 8]
    sizes = np.bincount(layout.season[layout.ago > 52])
    assert sizes[:9].min() >= 4 * 5
    assert sizes[:9].max() <= 4 * 6


def test_too_many_seasons_are_refused():
    with pytest.raises(ValueError, match="fewer"):
        lay_reference(years=2, half_width=3, seasons=60, skip=26)


def test_tails_are_those_of_scipy():
    k = np.arange(0, 40)
    np.testing.assert_allclose(upper_tail(k, 7.5, 2.5), stats.nbinom.sf(k - 1, 7.5 / 1.5, 1 / 2.5), rtol=1e-10)
    np.testing.assert_allclose(upper_tail(k, 7.5, 1.0), stats.poisson.sf(k - 1, 7.5), rtol=1e-10)
    middle = stats.poisson.sf(k, 7.5) + 0.5 * stats.poisson.pmf(k, 7.5)
    np.testing.assert_allclose(middle_tail(k, 7.5, 1.0), middle, rtol=1e-10)
    means = np.geomspace(1e-3, 500, 40)
    for level in (0.1, 0.005):
        np.testing.assert_array_equal(
            upper_quantile(level, means, 3.0), stats.nbinom.ppf(1 - level, means / 2.0, 1 / 3.0)
        )
        np.testing.assert_array_equal(upper_quantile(level, means, 1.0), stats.poisson.ppf(1 - level, means))
    assert np.isinf(upper_quantile(0.005, 1e200, 2.0))
    assert np.isnan(upper_tail(3, np.nan, 1.0))


@pytest.mark.parametrize(("t", "freedom"), [(0.0, 7), (0.3, 1), (-2.0, 234), (6.0, 30), (40.0, 3)])
def test_student_tail_is_that_of_scipy(t, freedom):
    assert t_two_sided(t, freedom) == pytest.approx(2 * stats.t.sf(abs(t), freedom), rel=1e-10)


def test_a_week_needs_as_many_cases_as_asked_for():
    counts = np.zeros((1, 330))
    counts[0, ::20] = 1.0
    counts[0, 329] = 3.0
    plain = FarringtonOptions(BaselineOptions(seasons=1, skip=26), Threshold.PLUG_IN, 0.005)
    shy = FarringtonOptions(BaselineOptions(seasons=1, skip=26), Threshold.PLUG_IN, 0.005, least_cases=5)
    assert judge_farrington(counts, [329], plain).alarm.all()
    assert judge_farrington(counts, [329], plain).state[0, 0] == WeekState.OK
    assert not judge_farrington(counts, [329], shy).alarm.any()
