"""Delay laws, habits and what is not heard of yet, against brute force and planted truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, gamma, poisson

from daoan.kernels.nowcast.delays import Known, choose_weight, fit_delays, known_share, vague_prior
from daoan.kernels.nowcast.habits import lag_change, report_dispersion
from daoan.kernels.nowcast.reports import Reports, tally_by_block, tally_reports
from daoan.kernels.nowcast.unreported import Level, level_of, pmf_interval, unreported_pmf
from tests.kernels.nowcast.reporting import LONGEST, draw_reports, true_share

events = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda t: (max(t), min(t))), max_size=60)


@given(events, st.integers(1, 30), st.integers(0, 9), st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_reports_are_counted_as_an_obvious_loop_counts_them(rows, window, ends, longest):
    age = np.array([a for a, _ in rows], dtype=np.int64)
    delay = np.array([d for _, d in rows], dtype=np.int64)
    found = tally_reports(age, delay, longest, window, ends)
    for d in range(longest + 1):
        due = [(a, own) for a, own in rows if ends <= a - d < ends + window]
        assert found.reported[d] == sum(own == d for _, own in due)
        assert found.at_risk[d] == sum(own <= d for _, own in due)


def test_blocks_add_up_to_the_window():
    age, delay, _ = draw_reports(np.random.default_rng(1), 200, 3.0, 5.0)
    blocks = tally_by_block(age, delay, LONGEST, 70, 7)
    whole = tally_reports(age, delay, LONGEST, 70)
    assert len(blocks) == 10
    np.testing.assert_array_equal(sum(b.at_risk for b in blocks), whole.at_risk)


@pytest.mark.parametrize(("age", "delay"), [([3], [4]), ([3], [-1])])
def test_a_delay_outside_the_age_is_refused(age, delay):
    with pytest.raises(ValueError, match="between 0 and the age"):
        tally_reports(np.array(age), np.array(delay), 10, 5)


def test_moments_of_the_share_known_are_those_of_draws_from_the_posterior():
    age, delay, _ = draw_reports(np.random.default_rng(2), 150, 0.5, 4.0)
    prior = vague_prior(LONGEST, 2.0)
    reports = tally_reports(age, delay, LONGEST, 60)
    law = fit_delays(reports, prior, 1.5)
    at_most = np.cumsum(prior)
    a = prior[1:] + reports.reported[1:] / 1.5
    b = at_most[:-1] + (reports.at_risk - reports.reported)[1:] / 1.5
    hazard = np.random.default_rng(3).beta(a, b, size=(40_000, LONGEST))
    share = np.cumprod((1 - hazard)[:, ::-1], axis=1)[:, ::-1]  # column d: F_d
    week = known_share(law, np.arange(7))
    draws = share[:, :7].mean(axis=1)
    assert week.mean == pytest.approx(draws.mean(), rel=0.005)
    assert week.variance == pytest.approx(draws.var(), rel=0.05)


def test_truncated_reports_give_the_true_share_and_its_interval_covers_it():
    inside, means, truth = [], [], true_share(5.0, np.arange(7)) / true_share(5.0, [LONGEST])
    for seed in range(200):
        age, delay, _ = draw_reports(np.random.default_rng(seed), 200, 2.0, 5.0)
        week = known_share(fit_delays(tally_reports(age, delay, LONGEST, 90), vague_prior(LONGEST, 2.0)), np.arange(7))
        low, high = week.quantiles(np.array([0.025, 0.975]))
        inside.append(low <= truth <= high)
        means.append(week.mean)
    assert np.mean(means) == pytest.approx(truth, abs=0.006)
    assert 0.90 <= np.mean(inside) <= 0.985  # 200 seeds: 95 % ± 3.1 % (two standard errors)


def test_nothing_heard_of_leaves_the_share_open():
    nothing = Reports(np.zeros(LONGEST + 1), np.zeros(LONGEST + 1))
    low, high = known_share(fit_delays(nothing, vague_prior(LONGEST, 2.0)), np.arange(7)).quantiles(
        np.array([0.025, 0.975])
    )
    assert high - low > 0.8


def test_a_group_leans_on_the_shared_law_where_it_agrees_and_not_where_it_does_not():
    weights = (10.0, 1000.0)
    shared_rows = draw_reports(np.random.default_rng(5), 400, 10.0, 3.0)[:2]
    shared = np.maximum(fit_delays(tally_reports(*shared_rows, LONGEST, 180), vague_prior(LONGEST, 2.0)).pmf, 1e-9)
    chosen = {
        median: [
            choose_weight(
                tally_reports(*draw_reports(np.random.default_rng(s), 300, 1.5, median)[:2], LONGEST, 180),
                shared,
                weights,
            )
            for s in range(10)
        ]
        for median in (3.0, 12.0)
    }
    assert chosen[3.0].count(1000.0) >= 9
    assert chosen[12.0].count(10.0) >= 9


def test_a_change_of_the_delay_is_found_and_its_false_alarms_are_as_promised():
    p_same, z_slower = [], []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        age, delay, _ = draw_reports(rng, 300, 2.0, 4.0)
        late, early = tally_reports(age, delay, LONGEST, 56), tally_reports(age, delay, LONGEST, 126, ends=56)
        p_same.append(lag_change(late, early)[1])
        if seed < 20:
            moment = rng.uniform(0, 300, 600)
            slow = np.where(moment < 70, 12.0, 4.0) * np.exp(rng.normal(0, 0.8, 600))
            heard = slow <= moment
            age = np.floor(moment[heard]).astype(np.int64)
            delay = age - np.floor((moment - slow)[heard]).astype(np.int64)
            z_slower.append(
                lag_change(tally_reports(age, delay, LONGEST, 56), tally_reports(age, delay, LONGEST, 126, ends=56))[0]
            )
    assert np.mean(np.array(p_same) < 0.05) <= 0.10
    assert np.mean(np.array(z_slower) > 2.6) >= 0.9


def test_dispersion_is_one_for_single_entries_and_grows_with_batches():
    rng = np.random.default_rng(9)
    age, delay, _ = draw_reports(rng, 260, 4.0, 6.0)
    single = report_dispersion(tally_by_block(age, delay, LONGEST, 140, 7))
    entered = np.where((age - delay) % 21 < 14, ((age - delay) // 21) * 21, age - delay)  # kept back for two weeks
    batched = report_dispersion(tally_by_block(age, age - np.minimum(entered, age), LONGEST, 140, 7))
    assert single < 1.4
    assert batched > 1.5 * single


def test_what_is_not_heard_of_is_the_mixture_that_the_docstring_states():
    known, level, count = Known(0.6, 0.004), Level(6.0, 0.5), 9
    pmf = unreported_pmf(count, known, level)
    size = known.mean * (1 - known.mean) / known.variance - 1
    rng = np.random.default_rng(4)
    share = beta.rvs(known.mean * size, (1 - known.mean) * size, size=400_000, random_state=rng)
    rate = gamma.rvs(level.shape + count, scale=1 / (level.rate + share), random_state=rng)
    draws = poisson.rvs(rate * (1 - share), random_state=rng)
    np.testing.assert_allclose(pmf[:12], np.bincount(draws, minlength=12)[:12] / len(draws), atol=0.004)
    assert pmf.sum() == pytest.approx(1.0)


def test_the_interval_of_a_count_holds_its_level_on_average_over_many_laws():
    held = []
    for mean in np.linspace(0.3, 12, 60):
        pmf = poisson.pmf(np.arange(60), mean)
        _, low, high = pmf_interval(pmf, 0.95)
        held.append(pmf[int(low) : int(high) + 1].sum())
    assert 0.945 < np.mean(held) < 0.962  # equal tails without halving: 0.973
    assert min(held) > 0.92


def test_a_whole_week_has_nothing_more_to_come_and_batches_widen_what_is_to_come():
    assert pmf_interval(unreported_pmf(7, Known(1.0, 0.0), Level(6.0, 1.0)), 0.95) == pytest.approx((0, 0, 0), abs=0.01)
    narrow, wide = (pmf_interval(unreported_pmf(20, Known(0.6, 0.001), Level(6.0, 0.2), f), 0.95) for f in (1.0, 4.0))
    assert wide[2] - wide[1] > narrow[2] - narrow[1]


def test_the_level_of_silent_weeks_is_low_and_not_zero():
    silent = level_of(np.zeros(26), np.ones(26), 0.15)
    assert silent.shape / silent.rate == pytest.approx(0.5 / 26)
    steady = level_of(np.full(26, 40.0), np.ones(26), 0.15)
    uneven = level_of(np.tile([10.0, 70.0], 13), np.ones(26), 0.15)
    assert uneven.shape < 0.2 * steady.shape
