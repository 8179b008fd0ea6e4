"""The forecast recovers planted truth, sees nothing that comes later, and refuses or widens where it knows little."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.assess.forecast.baselines import list_baselines
from daoan.assess.forecast.model import fit_forecast, fit_forecasts
from daoan.assess.forecast.structure import read_structure
from daoan.kernels.scores.blocks import difference_interval
from daoan.kernels.scores.probability import log_loss
from daoan.terms.errors import InputError, RulePackInvalid
from daoan.terms.rulepacks import read_rule_pack
from tests.assess.forecast.panel_makers import panel_of, simulate

PACK = read_rule_pack((Path(__file__).parents[3] / "rulepacks" / "forecast.toml").read_text("utf-8"), "forecast")
DAYS, LEARN = 460, 320
ROWS = np.arange(LEARN * 4, DAYS * 4)


@pytest.fixture(scope="module")
def world():
    panel, truth = simulate(DAYS, 60, seed=3)
    return panel, truth, fit_forecast(panel, LEARN * 4, PACK)


@pytest.fixture(scope="module")
def told(world):
    panel, _, fitted = world
    return fitted.predict(panel, ROWS)


def test_planted_rates_are_recovered_and_lie_in_the_intervals(world, told):
    truth = world[1][ROWS]
    assert told.expected.sum() == pytest.approx(truth.sum(), rel=0.05)
    error = np.log(told.expected / truth)
    assert np.sqrt((error**2).mean()) < 0.35  # raw frequencies by hour and weekend: 0.6 and more
    inside = ((told.low <= truth) & (truth <= told.high)).mean()
    assert 0.90 <= inside <= 0.995
    assert np.all((told.low < told.expected) & (told.expected < told.high))


def test_every_dull_baseline_is_beaten_where_cells_have_a_day_of_their_own(world, told):
    panel, day = world[0], (ROWS - ROWS[0]) // 4
    seen = panel.counts[ROWS]
    ours = log_loss(seen, told.probability, day, DAYS - LEARN)
    for name, theirs in list_baselines(panel, ROWS).items():
        gain = difference_interval(ours, log_loss(seen, theirs, day, DAYS - LEARN), draws=300)
        assert gain.high < 0, name


def test_expected_and_probability_belong_together(told):
    assert np.allclose(told.probability, -np.expm1(-told.expected), rtol=0.1)
    assert np.all((told.probability > 0) & (told.probability < 1))


def test_factors_multiply_to_the_figure_and_the_weightiest_comes_first(told):
    for row, cell in ((0, 0), (57, 31), (399, 59)):
        factors = told.factors(row, cell)
        assert told.base * np.prod([f.value for f in factors]) == pytest.approx(told.expected[row, cell])
        sizes = [abs(np.log(f.value)) for f in factors]
        assert sizes == sorted(sizes, reverse=True)
        assert all(f.label.en and f.label.zh for f in factors)


def test_fitting_and_asking_twice_gives_the_same_bytes(world, told):
    panel, _, _ = world
    again = fit_forecast(panel, LEARN * 4, PACK).predict(panel, ROWS)
    assert np.array_equal(again.expected, told.expected)
    assert np.array_equal(again.low, told.low)


def test_asking_for_some_rows_is_asking_for_all(world, told):
    panel, _, fitted = world
    some = np.array([5, 200, 201])
    assert np.array_equal(fitted.predict(panel, ROWS[some]).expected, told.expected[some])


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 99), st.integers(0, 3))
def test_nothing_of_the_day_itself_or_later_is_seen(world, told, day, shift):
    panel, _, fitted = world
    row = ROWS[0] + day * 4
    counts = panel.counts.copy()
    counts[row:] = 5.0
    later = fitted.predict(replace(panel, counts=counts), np.array([row + shift]))
    assert np.allclose(later.expected[0], told.expected[day * 4 + shift], rtol=1e-12, atol=0)


def test_the_fit_sees_nothing_from_its_origin_on(world):
    panel, _, fitted = world
    counts = panel.counts.copy()
    counts[LEARN * 4 :] = np.nan
    cut = fit_forecast(replace(panel, counts=counts), LEARN * 4 + 3, PACK)
    assert np.array_equal(cut.correction.fit.beta, fitted.correction.fit.beta)
    assert np.array_equal(cut.state.seen, fitted.state.seen)


def test_several_origins_at_once_are_each_as_fitted_alone(world):
    panel, _, fitted = world
    early, late = fit_forecasts(panel, [200 * 4, LEARN * 4], PACK)
    assert np.allclose(late.correction.fit.beta, fitted.correction.fit.beta, atol=1e-8)
    assert np.array_equal(late.state.seen, fitted.state.seen)
    assert early.until_day == 200
    alone = fit_forecast(panel, 200 * 4, PACK)
    assert np.allclose(early.predict(panel, ROWS[:4]).expected, alone.predict(panel, ROWS[:4]).expected, rtol=1e-6)


def test_a_draw_of_quiet_places_gives_nearly_the_forecast_of_all(world, told):
    panel, _, _ = world
    values = {**PACK.values, "stacking": {**PACK.get("stacking"), "most_rows": 16_000}}
    drawn = fit_forecast(panel, LEARN * 4, replace(PACK, values=values)).predict(panel, ROWS)
    assert not np.array_equal(drawn.expected, told.expected)
    assert np.abs(np.log(drawn.expected / told.expected)).max() < 0.1


def test_days_nobody_recorded_and_days_to_come_widen_and_do_not_break():
    panel, truth = simulate(300, 20, seed=9)
    counts = panel.counts.copy()
    counts[400:600] = np.nan
    counts[:, 7] = np.nan
    counts[1000:] = np.nan
    gappy = replace(panel, counts=counts)
    told = fit_forecast(gappy, 1000, PACK).predict(gappy, np.arange(1000, 1200))
    assert np.isfinite(told.expected).all()
    known = np.delete(np.arange(20), 7)
    width = np.log(told.high / told.low).mean(axis=0)
    assert width[7] > width[known].max()
    assert width[7] > 1.5 * np.median(width[known])
    assert told.expected[:, known].sum() == pytest.approx(truth[1000:, known].sum(), rel=0.15)


def test_a_fall_in_recording_is_followed_within_weeks():
    panel, _ = simulate(500, 40, seed=4, mean=0.1)
    counts = panel.counts.copy()
    thin = np.random.default_rng(1).random(counts.shape) < 0.5
    counts[400 * 4 :] = np.where(thin, counts, 0)[400 * 4 :]
    fallen = replace(panel, counts=counts)
    told = fit_forecast(fallen, 400 * 4, PACK).predict(fallen, np.arange(460 * 4, 500 * 4))
    assert told.expected.sum() == pytest.approx(counts[460 * 4 :].sum(), rel=0.2)


def test_unreported_crashes_are_expected_too():
    panel, truth = simulate(300, 40, seed=6)
    reported = np.ones(1200)
    reported[-60 * 4 - 200 : -200] = 0.5
    half = np.random.default_rng(2).random(panel.counts.shape) < 0.5
    counts = np.where((reported < 1)[:, None] & half, 0.0, panel.counts)
    late = replace(panel, counts=counts, completeness=reported)
    rows = np.arange(1000, 1040)
    told = fit_forecast(late, 1000, PACK).predict(late, rows)
    assert told.expected.sum() == pytest.approx(truth[rows].sum(), rel=0.12)
    naive = fit_forecast(replace(late, completeness=None), 1000, PACK).predict(late, rows)
    assert naive.expected.sum() < 0.8 * told.expected.sum()


def rainy(days=300, missing=False):
    panel, truth = simulate(days, 30, seed=11, mean=0.15)
    rain = (np.random.default_rng(5).random(days * 4) < 0.3).astype(float)
    counts = np.random.default_rng(6).poisson(truth * np.exp(0.5 * rain)[:, None]).astype(float)
    if missing:
        rain = np.where(np.arange(days * 4) % 3 == 0, np.nan, rain)
    return replace(panel, counts=counts, exogenous={"rain": rain}), rain


@pytest.mark.parametrize("missing", [False, True])
def test_the_effect_of_rain_is_found_and_left_out_where_rain_is_not_known(missing):
    panel, rain = rainy(missing=missing)
    fitted = fit_forecast(panel, 270 * 4, PACK)
    rows = np.arange(270 * 4, 300 * 4)
    told = fitted.predict(panel, rows)
    effect = told.log_covariate[:, 0, 0]
    between = effect[rain[rows] == 1].mean() - effect[rain[rows] == 0].mean()
    assert between == pytest.approx(0.5, abs=0.15)
    unknown = fitted.predict(replace(panel, exogenous={}), rows)
    assert unknown.missing == ("rain",)
    assert not unknown.log_covariate.any()
    assert told.missing == (("rain",) if missing else ())


def test_a_covariate_that_never_varies_is_left_out(world):
    panel, _, fitted = world
    more = replace(
        panel,
        calendar={"always": np.ones(len(panel.counts))},
        exogenous={"never": np.full(len(panel.counts), np.nan)},
    )
    other = fit_forecast(more, LEARN * 4, PACK)
    assert other.correction.covariates.names == ()
    assert np.array_equal(other.correction.fit.beta, fitted.correction.fit.beta)


def test_exposure_speaks_where_crashes_are_silent():
    panel, _ = simulate(120, 30, seed=2, mean=0.02)
    counts = panel.counts.copy()
    counts[:, :2] = np.nan
    exposure = np.ones(30)
    exposure[0], exposure[5] = 8.0, np.nan
    told = fit_forecast(replace(panel, counts=counts, exposure=exposure), 480 - 40, PACK).predict(
        replace(panel, counts=counts, exposure=exposure), np.arange(440, 480)
    )
    assert told.expected[:, 0].mean() > 3 * told.expected[:, 1].mean()
    assert "exposure" in [f.name for f in told.factors(0, 0)]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (np.zeros((400, 5)), "crashes"),
        (np.ones((28, 5)), "recorded days"),
        (np.full((400, 5), np.nan), "recorded days"),
    ],
)
def test_nothing_to_learn_from_is_refused_in_words(counts, said):
    with pytest.raises(InputError, match=said):
        fit_forecast(panel_of(counts), len(counts), PACK)


def test_rows_that_cannot_be_asked_for_are_refused_in_words(world):
    panel, _, fitted = world
    for rows, said in (([10], "learnt from"), ([DAYS * 4], "beyond"), ([], "no rows")):
        with pytest.raises(InputError, match=said):
            fitted.predict(panel, np.array(rows))
    with pytest.raises(InputError, match="other cells"):
        fitted.predict(simulate(DAYS, 10)[0], ROWS)
    for until in (-1, DAYS * 4 + 1):
        with pytest.raises(InputError, match="within the panel"):
            fit_forecast(panel, until, PACK)


def test_a_rung_that_nobody_knows_is_refused():
    def wrong(**change):
        rung = {**PACK.get("ladder.rungs")[0], **change}
        return replace(PACK, values={**PACK.values, "ladder": {"rungs": [rung]}})

    with pytest.raises(RulePackInvalid, match="unknown place"):
        read_structure(wrong(place="village"))
    with pytest.raises(RulePackInvalid, match="unheard"):
        read_structure(wrong(reason="unheard"))
    rung = {k: v for k, v in PACK.get("ladder.rungs")[0].items() if k != "strength"}
    with pytest.raises(RulePackInvalid, match="strength"):
        read_structure(replace(PACK, values={**PACK.values, "ladder": {"rungs": [rung]}}))
