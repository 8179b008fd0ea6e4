"""The surge detector: planted surges, false alarms, late reports, bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench._surge_scenarios import FIRST_JUDGED, WEEKS, generate, list_scenarios
from daoan.kernels.surveillance.baseline import BaselineOptions, WeekState, fit_baseline
from daoan.kernels.surveillance.recurrence import false_alarms_per_year, level_for_budget, recurrence_weeks
from daoan.kernels.surveillance.surges import SurgeOptions, calibrate, detect_surges

NOW = 329


def steady(series=40, mean=8.0, seed=1):
    return np.random.default_rng(seed).poisson(mean, size=(series, NOW + 1)).astype(float)


def test_alarms_without_a_surge_are_as_rare_as_promised():
    """On scenarios that the calibration never saw; 5,488 weeks, so 27 alarms expected and 4 to 60 accepted."""
    drawn = generate([s for s in list_scenarios() if s.number % 2 == 0], 8, seed=77)
    test = detect_surges(drawn.without, np.arange(FIRST_JUDGED, WEEKS))
    assert (test.state == WeekState.OK).all()
    assert 4 <= test.alarm.sum() <= 60
    assert 0.02 < (test.p_value < 0.05).mean() < 0.08


def test_a_planted_surge_is_found_and_its_window_named():
    counts = steady()
    counts[:, NOW - 2 : NOW + 1] += 12  # two and a half times the rate for three weeks
    test = detect_surges(counts, [NOW])
    assert test.alarm.mean() > 0.9
    assert np.median(test.window_weeks) >= 2
    assert (test.recurrence_interval_weeks[test.alarm] > 200).all()
    assert np.median(test.expected) == pytest.approx(8.0, rel=0.1)


def test_two_weeks_together_speak_where_one_does_not():
    counts = np.full((1, NOW + 1), 8.0)
    counts[0] += np.tile([-2, 1, 3, -1, -3, 2, 0], 48)[: NOW + 1]
    counts[0, NOW - 1 : NOW + 1] = 16.0
    both = detect_surges(counts, [NOW])
    alone = detect_surges(counts, [NOW], SurgeOptions(windows_weeks=(1,), shares=(1.0,)))
    assert both.p_value[0, 0] < alone.p_value[0, 0]
    assert (both.window_weeks[0, 0], both.window_count[0, 0]) == (2, 32.0)


def test_a_surge_that_is_over_raises_nothing():
    counts = steady(200)
    counts[:, NOW - 3 : NOW] += 20
    counts[:, NOW] = 7.0
    test = detect_surges(counts, [NOW])
    assert not test.alarm.any()
    assert (test.p_value == 1.0).all()


def test_nothing_later_than_the_judged_week_is_seen():
    counts = steady(5)
    changed = counts.copy()
    changed[:, NOW - 9 :] = 99
    a, b = detect_surges(counts, [NOW - 10]), detect_surges(changed, [NOW - 10])
    np.testing.assert_array_equal(a.p_value, b.p_value)


def test_exposure_explains_a_rise():
    counts = steady(60, mean=6.0)
    rng = np.random.default_rng(2)
    counts[:, NOW] = rng.poisson(18.0, 60)
    traffic = np.ones_like(counts)
    traffic[:, NOW] = 3.0
    assert detect_surges(counts, [NOW]).alarm.mean() > 0.7
    explained = detect_surges(counts, [NOW], exposure=traffic)
    assert explained.alarm.mean() < 0.1
    assert np.median(explained.expected) == pytest.approx(18.0, rel=0.15)


def test_a_week_reported_in_part_is_expected_in_part():
    counts = steady(60, mean=20.0)
    counts[:, NOW] = np.random.default_rng(3).poisson(20.0, 60)  # 40 % of two and a half times the rate
    shares = np.ones(NOW + 1)
    shares[NOW] = 0.4
    assert detect_surges(counts, [NOW]).alarm.mean() < 0.1
    late = detect_surges(counts, [NOW], completeness=shares)
    assert np.median(late.expected) == pytest.approx(8.0, rel=0.1)
    assert late.alarm.mean() > 0.7


def test_the_interval_of_the_expected_count_covers_the_truth():
    drawn = generate([s for s in list_scenarios() if s.kind in (2, 4)], 50, seed=21)
    truth = np.stack([s.mean() for s in list_scenarios()])[drawn.scenario - 1][:, WEEKS - 1]
    test = detect_surges(drawn.without, [WEEKS - 1])
    covered = (test.expected_low[:, 0] < truth) & (truth < test.expected_high[:, 0])
    assert 0.85 < covered.mean() < 0.99


def test_series_that_cannot_be_judged_say_why():
    counts = steady(8)
    counts[1] = 0
    counts[2, 5] = -1
    counts[3, NOW] = np.nan
    counts[4, : NOW - 30] = np.nan
    counts[5, 7] = 0.5
    counts[6, 9] = np.inf
    test = detect_surges(counts, [NOW, 100])
    expected = ["OK", "ALL_ZERO", "INVALID", "NO_COUNT", "NO_REFERENCE", "INVALID", "INVALID", "OK"]
    assert [WeekState(s).name for s in test.state[:, 0]] == expected
    assert WeekState(test.state[0, 1]) is WeekState.TOO_SHORT
    silent = test.state != WeekState.OK
    for figures in (test.p_value, test.expected, test.upper_bound, test.dispersion, test.score, test.statistic):
        assert np.isnan(figures[silent]).all()
        assert not np.isnan(figures[~silent]).any()
    assert not test.alarm[silent].any()


def test_gaps_are_left_out_and_not_taken_for_zeros():
    counts = steady(30, mean=10.0)
    holed = counts.copy()
    holed[:, 100:140] = np.nan
    test = detect_surges(holed, [NOW])
    assert (test.state == WeekState.OK).all()
    assert np.median(test.expected) == pytest.approx(10.0, rel=0.08)


def test_a_season_of_only_zeros_does_not_make_one_event_a_surge():
    counts = np.zeros((1, NOW + 1))
    counts[0, 3::16] = 1.0
    own = fit_baseline(counts, [NOW], BaselineOptions()).log_mean
    around = [NOW - y - w for y in (52, 104, 157, 209, 261) for w in range(-3, 4)]
    counts[0, around] = 0.0
    counts[0, NOW] = 1.0
    assert np.isfinite(own).all()
    assert not detect_surges(counts, [NOW]).alarm.any()


@pytest.mark.parametrize(
    ("counts", "at", "more", "says"),
    [
        (np.zeros(10), [3], {}, "series, weeks"),
        (np.zeros((2, 10)), [10], {}, "outside the 10 weeks"),
        (np.zeros((2, 10)), [1.5], {}, "whole column"),
        (np.zeros((2, 10)), [3], {"completeness": np.zeros(10)}, "in \\(0, 1\\]"),
        (np.zeros((2, 10)), [3], {"exposure": np.ones((2, 9))}, "shape"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(counts, at, more, says):
    with pytest.raises(ValueError, match=says):
        detect_surges(counts, at, **more)


@pytest.mark.parametrize(
    "wrong",
    [{"windows_weeks": (2, 3)}, {"shares": (1.0,)}, {"alpha": 0.0}, {"calibration_p": (0.1,)}, {"fresh": 2.0}],
)
def test_options_that_do_not_fit_are_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        SurgeOptions(**wrong)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    weeks=st.integers(1, 400),
    mean=st.sampled_from([0.0, 0.01, 0.3, 5.0, 1e4, 1e8]),
    gaps=st.floats(0, 1),
    negative=st.booleans(),
)
def test_no_series_gives_a_silent_number(seed, weeks, mean, gaps, negative):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(mean, size=(3, weeks)).astype(float)
    counts[rng.random(counts.shape) < gaps] = np.nan
    if negative:
        counts[0, rng.integers(weeks)] = -3
    exposure = rng.choice([1.0, 1e-6, 1e6, np.nan], size=counts.shape, p=[0.9, 0.04, 0.04, 0.02])
    test = detect_surges(counts, [weeks - 1], exposure=exposure)
    ok = test.state == WeekState.OK
    assert np.isnan(test.p_value[~ok]).all()
    assert ((test.p_value[ok] >= 0) & (test.p_value[ok] <= 1)).all()
    assert np.isfinite(test.expected[ok]).all()
    if negative:
        assert (test.state[0] == WeekState.INVALID).all()


def test_calibration_rises_and_ends_in_bonferroni():
    options = SurgeOptions()
    s = np.geomspace(1e-12, 10, 400)
    p = calibrate(s, options)
    assert (np.diff(p) >= 0).all()
    assert p[0] == pytest.approx(1e-12 * sum(options.shares))
    assert p[-1] == 1.0
    assert calibrate(np.array([0.001]), options)[0] == pytest.approx(0.0011)
    assert np.isnan(calibrate(np.array([np.nan]), options)[0])


def test_budget_and_recurrence_are_inverse():
    alpha = level_for_budget(12.0, series=400)
    assert false_alarms_per_year(alpha, 400) == pytest.approx(12.0)
    assert recurrence_weeks(0.01, series=4) == pytest.approx(25.0)
    assert np.isinf(recurrence_weeks(0.0))
    for wrong in (
        lambda: level_for_budget(0, 3),
        lambda: recurrence_weeks(0.1, 0),
        lambda: false_alarms_per_year(2, 1),
    ):
        with pytest.raises(ValueError, match=r"."):
            wrong()
