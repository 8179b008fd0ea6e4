"""What the effects kernels promise: identities, slow references, planted truth, words for bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.effects.before_after import Expected, before_after, change_variance
from daoan.kernels.effects.differences import (
    Panel,
    difference_in_differences,
    fit_levels,
    parallel_trend_p_value,
)
from daoan.kernels.effects.expected import expected_before
from daoan.kernels.effects.power import Design, detectable_effect, months_needed, power_after
from daoan.kernels.effects.ratio import effect_ratio
from daoan.kernels.effects.series import interrupted_series, newey_west


def inside(effect, truth: float) -> bool:
    return effect.low <= truth <= effect.high


# --- a ratio ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("expected", "deviation"), [(4.0, 0.1), (15.0, 0.3), (120.0, 0.05)])
def test_the_interval_of_a_ratio_holds_the_truth_also_for_few_events(expected, deviation):
    rng, truth = np.random.default_rng(5), 0.7
    held = 0
    for _ in range(1500):
        count = rng.poisson(truth * expected)
        told = expected * rng.gamma(deviation**-2, deviation**2)
        held += inside(effect_ratio(float(count), told, deviation**2), truth)
    assert 0.94 <= held / 1500 <= 0.99


def test_an_uncertain_expectation_widens_the_interval_and_lowers_the_point():
    sure, unsure = effect_ratio(40, 50.0), effect_ratio(40, 50.0, 0.04)
    assert sure.value == pytest.approx(0.8)
    assert unsure.value == pytest.approx(0.8 / 1.04)
    assert unsure.low < sure.low < 0.8 < sure.high < unsure.high


@pytest.mark.parametrize("bad", [(-1, 5, 0), (3, 0, 0), (3, float("nan"), 0), (3, 5, -0.1), (float("nan"), 5, 0)])
def test_no_ratio_follows_from_what_is_no_count(bad):
    with pytest.raises(ValueError, match="no effect follows"):
        effect_ratio(*bad)


# --- before and after ------------------------------------------------------------------------------------------------


def test_what_was_seen_is_regression_times_trend_times_effect():
    changed, others = Expected(np.array([4.0, 6.0]), np.ones(2)), Expected(np.full(50, 3.0), np.ones(50))
    found = before_after(15, 4, 0.5, changed, others, 70.0)
    assert found.naive.value == pytest.approx(found.regression * found.trend * (found.after / found.expected_after))
    assert found.expected_after == pytest.approx(10 * 70 / 150)
    assert found.regression == pytest.approx(10 / 15)


def test_worst_units_fall_by_themselves_and_empirical_bayes_is_not_fooled():
    rng = np.random.default_rng(11)
    naive, ours, held = [], [], 0
    for _ in range(40):
        regression = np.exp(rng.normal(0.3, 0.8, 2500))
        rate = regression * rng.gamma(2.0, 0.5, 2500)
        before, after = rng.poisson(rate).astype(float), rng.poisson(0.6 * 0.9 * rate).astype(float)
        expected = expected_before(before, regression)
        worst = np.argsort(-before, kind="stable")[:50]
        treated = np.zeros(2500, dtype=bool)
        treated[worst] = True
        after[worst] = rng.poisson(0.75 * 0.6 * 0.9 * rate[worst])
        rows = [Expected(expected.mean[x], expected.sd[x]) for x in (treated, ~treated)]
        found = before_after(before[worst].sum(), after[worst].sum(), 0.6, *rows, after[~treated].sum())
        naive.append(found.naive.value)
        ours.append(found.effect.value)
        held += inside(found.effect, 0.75)
    assert np.mean(naive) < 0.60  # the trend of 0.9 and bad luck before, on top of the effect
    assert np.mean(ours) == pytest.approx(0.75, abs=0.02)
    assert held >= 34  # 38 of 40 are due; fewer than 34 come in one of 100


def test_a_few_truly_bad_units_are_not_taken_for_luck():
    rng = np.random.default_rng(3)
    rate = np.full(6000, 1.0)
    rate[:12] = 15.0
    count = rng.poisson(rate).astype(float)
    expected = expected_before(count, np.full(6000, count.mean()))
    assert expected.mean[:12].sum() == pytest.approx(180, rel=0.12)
    assert expected.mean[12:].sum() == pytest.approx(5988, rel=0.02)


def test_what_units_do_of_their_own_is_found_beyond_chance():
    rng = np.random.default_rng(2)
    rate = rng.gamma(2, 4, 4000)
    before = rng.poisson(rate).astype(float)
    alike, apart = rng.poisson(rate), rng.poisson(rate * np.exp(rng.normal(0, 0.4, 4000)))
    assert change_variance(before, alike.astype(float)) < 0.02
    assert change_variance(before, apart.astype(float)) == pytest.approx(0.16, rel=0.3)
    assert change_variance(np.zeros(3), np.zeros(3)) == 0.0


@pytest.mark.parametrize("bad", [(0.0, 3.0, 5.0), (4.0, 0.0, 5.0), (4.0, 3.0, 0.0)])
def test_without_anything_to_compare_with_there_is_no_effect(bad):
    mine, theirs, after = bad
    with pytest.raises(ValueError, match="nothing can be compared"):
        before_after(3, 1, 1.0, Expected(np.array([mine]), np.ones(1)), Expected(np.array([theirs]), np.ones(1)), after)


# --- difference in differences ---------------------------------------------------------------------------------------


def test_with_one_start_it_is_the_cross_ratio_of_four_sums():
    counts = np.array([[8.0, 7, 9, 3, 4], [20, 22, 18, 21, 25], [5, 4, 6, 6, 7]])
    found = difference_in_differences(Panel(counts, np.array([3, 9, 9])))
    by_hand = (7 / 24) / (counts[1:, 3:].sum() / counts[1:, :3].sum())
    assert found.seen / found.expected == pytest.approx(by_hand, rel=1e-6)


def test_summing_units_of_one_start_changes_nothing():
    rng = np.random.default_rng(1)
    counts, start = rng.poisson(3.0, (12, 8)).astype(float), np.array([3, 3, 5, 5, 5, 8, 8, 8, 8, 8, 8, 8])
    unchanged = np.arange(8)[None, :] < start[:, None]
    a, d = fit_levels(counts, unchanged)
    expected = float((a[:, None] * d[None, :])[~unchanged].sum())
    assert difference_in_differences(Panel(counts, start)).expected == pytest.approx(expected, rel=1e-6)


def test_levels_are_those_of_a_poisson_regression_with_both_effects():
    import statsmodels.api as sm

    rng = np.random.default_rng(4)
    counts = rng.poisson(5.0, (6, 7)).astype(float)
    unchanged = np.arange(7)[None, :] < np.array([3, 5, 7, 7, 7, 7])[:, None]
    i, t = np.nonzero(unchanged)
    X = np.column_stack([i[:, None] == np.arange(6), t[:, None] == np.arange(1, 7)]).astype(float)
    peer = sm.GLM(counts[i, t], X, family=sm.families.Poisson()).fit()
    a, d = fit_levels(counts, unchanged)
    assert (a[:, None] * d[None, :])[unchanged] == pytest.approx(peer.fittedvalues, rel=1e-6)


def staggered(rng, truth: float, growing: bool = False) -> Panel:
    units, periods = 60, 10
    start = np.repeat([4, 6, 8, 10], [10, 10, 10, 30])
    level = np.exp(rng.normal(1.0, 0.6, units))[:, None] * np.exp(-0.03 * np.arange(periods))[None, :]
    since = np.arange(periods)[None, :] - start[:, None]
    ratio = np.where(since >= 0, truth ** (1 + since) if growing else truth, 1.0)
    return Panel(rng.poisson(level * ratio).astype(float), start)


def test_staggered_starts_recover_the_planted_effect():
    rng = np.random.default_rng(7)
    found = [difference_in_differences(staggered(rng, 0.7)) for _ in range(24)]
    assert np.mean([f.effect.value for f in found]) == pytest.approx(0.7, abs=0.03)
    assert sum(inside(f.effect, 0.7) for f in found) >= 20


def test_an_effect_that_grows_with_time_has_no_negative_weight():
    rng = np.random.default_rng(8)
    found = [difference_in_differences(staggered(rng, 0.8, growing=True)) for _ in range(12)]
    since = np.arange(10)[None, :] - np.repeat([4, 6, 8], 10)[:, None]
    season = np.exp(-0.03 * np.arange(10))[None, :] * np.ones((30, 1))
    truth = float((0.8 ** (1 + since) * season)[since >= 0].sum() / season[since >= 0].sum())
    assert np.mean([f.effect.value for f in found]) == pytest.approx(truth, abs=0.03)


@pytest.mark.parametrize(
    ("counts", "start", "words"),
    [
        (np.ones((2, 4)), [2, 2], "every unit was changed"),
        (np.ones((2, 4)), [4, 9], "no unit was changed"),
        (np.ones((2, 4)), [0, 9], "nothing before"),
        (-np.ones((2, 4)), [2, 9], "none negative"),
        (np.full((2, 4), np.nan), [2, 9], "none negative"),
        (np.array([[0.0, 0, 1, 1], [1, 1, 1, 1]]), [2, 9], "nothing was expected"),
    ],
)
def test_a_panel_that_tells_nothing_is_refused_in_words(counts, start, words):
    with pytest.raises(ValueError, match=words):
        difference_in_differences(Panel(counts, np.array(start)))


def test_groups_that_went_apart_before_are_seen_and_those_that_did_not_are_not():
    rng = np.random.default_rng(9)
    years = np.arange(6)
    alarms, found = 0, 0
    for _ in range(200):
        others = rng.poisson(400.0, 6).astype(float)
        alarms += parallel_trend_p_value(rng.poisson(80.0, 6).astype(float), others) < 0.05
        found += parallel_trend_p_value(rng.poisson(80.0 * 1.25**years).astype(float), others) < 0.05
    assert alarms <= 20
    assert found >= 180
    assert parallel_trend_p_value(np.zeros(4), np.ones(4)) == 1.0


# --- interrupted series ----------------------------------------------------------------------------------------------


def seasonal(rng, step: float, months: int = 96, correlated: float = 0.0):
    t = np.arange(months)
    noise = np.zeros(months)
    for i in range(1, months):
        noise[i] = correlated * noise[i - 1] + rng.normal(0, 0.1 if correlated else 0.0)
    mean = 40 * np.exp(-0.04 * t / 12 + 0.2 * np.cos(2 * np.pi * t / 12) + np.log(step) * (t >= 60) + noise)
    return rng.poisson(mean).astype(float)


@pytest.mark.parametrize(("correlated", "least"), [(0.0, 180), (0.5, 170)])
def test_a_step_in_a_seasonal_series_is_recovered(correlated, least):
    rng = np.random.default_rng(12)
    found = [interrupted_series(seasonal(rng, 0.8, correlated=correlated), 60, 12) for _ in range(200)]
    assert np.exp(np.mean([np.log(f.effect.value) for f in found])) == pytest.approx(0.8, abs=0.015)
    assert sum(inside(f.effect, 0.8) for f in found) >= least


def test_the_series_agrees_with_statsmodels():
    import statsmodels.api as sm

    y = seasonal(np.random.default_rng(1), 0.8)
    t = np.arange(96)
    angle = 2 * np.pi * t / 12
    X = np.column_stack([np.ones(96), t, np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle), t >= 60])
    peer = sm.GLM(y, X.astype(float), family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}
    )
    ours = interrupted_series(y, 60, 12)
    assert np.log(ours.effect.value) == pytest.approx(peer.params[-1], abs=1e-6)
    sd = np.sqrt(newey_west(X.astype(float), y - ours.fitted, ours.fitted)[-1, -1])
    assert sd == pytest.approx(peer.bse[-1], rel=1e-3)


def test_a_changed_slope_is_told_apart_from_a_step():
    t = np.arange(96)
    y = np.round(200 * np.exp(-0.3 * np.maximum(t - 60, 0) / 12))
    found = interrupted_series(y, 60, 12, slope=True)
    assert found.slope_per_year.value == pytest.approx(np.exp(-0.3), rel=0.02)
    assert found.without[-1] == pytest.approx(200, rel=0.02)
    assert interrupted_series(y, 60, 12).slope_per_year is None


@pytest.mark.parametrize(
    ("y", "start", "words"),
    [
        (np.ones(40), 10, "too few"),
        (np.ones(40), 39, "too few"),
        (np.zeros(40), 30, "no event"),
        (np.r_[np.nan, np.ones(40)], 30, "none negative"),
        (np.r_[-1.0, np.ones(40)], 30, "none negative"),
    ],
)
def test_a_series_that_tells_nothing_is_refused_in_words(y, start, words):
    with pytest.raises(ValueError, match=words):
        interrupted_series(y, start, 12)


# --- power -----------------------------------------------------------------------------------------------------------


def test_the_months_told_are_those_in_which_simulated_studies_succeed():
    rng, design = np.random.default_rng(6), Design(monthly=6.0, comparison_monthly=200.0, floor_variance=0.002)
    months = months_needed(design, 0.7)
    seen = 0
    for _ in range(2000):
        expected = 6.0 * months * np.exp(rng.normal(0, 0.002**0.5))
        others = rng.poisson(200.0 * months) / (200.0 * months)
        seen += effect_ratio(rng.poisson(0.7 * 6.0 * months), expected * others, 0.002 + 1 / (200 * months)).high < 1
    assert seen / 2000 == pytest.approx(0.8, abs=0.06)
    assert power_after(design, 0.7, months) >= 0.8 > power_after(design, 0.7, months - 1)


def test_no_waiting_helps_where_the_past_is_too_uncertain():
    assert months_needed(Design(6.0, floor_variance=0.1), 0.8) is None


@settings(max_examples=60, deadline=None)
@given(st.floats(0.2, 60), st.floats(0, 0.02), st.floats(1, 4), st.integers(3, 120))
def test_the_detectable_effect_is_just_detectable(monthly, floor, dispersion, months):
    design = Design(monthly, floor_variance=floor, dispersion=dispersion)
    effect = detectable_effect(design, months)
    if effect is None:
        assert power_after(design, 0.05, months) < 0.9
    else:
        assert power_after(design, effect, months) == pytest.approx(0.8, abs=1e-3)


@pytest.mark.parametrize("effect", [1.0, 0.0, -1.0, float("nan"), float("inf")])
def test_an_effect_that_is_none_is_refused(effect):
    with pytest.raises(ValueError, match="an effect is a ratio"):
        months_needed(Design(1.0), effect)


@pytest.mark.parametrize("design", [{"monthly": 0.0}, {"monthly": 1.0, "dispersion": -1.0}, {"monthly": float("nan")}])
def test_a_design_without_events_is_refused(design):
    with pytest.raises(ValueError, match="a study needs"):
        Design(**design)
