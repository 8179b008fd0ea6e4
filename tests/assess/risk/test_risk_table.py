"""The risk table on simulated roads: planted truth, as-of law, ranks, words."""

import warnings
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from daoan.assess.exposure import class_exposure, spread_counts
from daoan.assess.risk.forecast import Level, exposure_history, predict_by_model, predict_year, risk_forecaster
from daoan.assess.risk.neighbours import find_neighbours
from daoan.assess.risk.reasons import reasons_of
from daoan.assess.risk.table import fit_risk
from daoan.assess.risk.tally import crash_weights, tally_crashes
from daoan.assess.segments import assess_segments
from daoan.terms.rulepacks import read_rule_pack
from tests.assess.risk.simulated_roads import AS_OF, EXPONENT, crash_frame, simulate

ROOT = Path(__file__).parents[3]


def pack(name):
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text(encoding="utf-8"), name)


SEVERITY, EXPOSURE = pack("severity"), pack("exposure")


@pytest.fixture(scope="module")
def world():
    return simulate(3, counted=0.15, busy=2.0)


@pytest.fixture(scope="module")
def assessed(world):
    return assess_segments(world.network, world.crashes, world.counts, AS_OF, 6, SEVERITY, EXPOSURE)


def coverage(seed, family, **how):
    world = simulate(seed, family, **how)
    table, _ = assess_segments(world.network, world.crashes, world.counts, AS_OF, 6, SEVERITY, EXPOSURE)
    inside = (table.low <= world.crashes_per_year) & (world.crashes_per_year <= table.high)
    severe = (table.ksi_low <= world.ksi_per_year) & (world.ksi_per_year <= table.ksi_high)
    return inside.mean(), severe.mean()


@pytest.mark.parametrize(
    ("family", "counted"), [("gamma", 0.0), ("lognormal", 0.1), ("spatial", 0.1), ("spatial", 0.0), ("two_point", 0.1)]
)
def test_intervals_cover_the_truth_whatever_it_is_drawn_from(family, counted):
    """Mean over three worlds; no counts means flows by class alone, 10 % counted means counts 30 % off."""
    found = np.array([coverage(seed, family, counted=counted, busy=2.0) for seed in range(3)])
    assert 0.92 <= found[:, 0].mean() <= 0.985
    assert 0.91 <= found[:, 1].mean() <= 0.99


@pytest.mark.slow
@pytest.mark.parametrize("family", ["gamma", "lognormal", "spatial", "two_point"])
def test_intervals_cover_the_truth_over_many_worlds(family):
    found = np.array([coverage(seed, family, counted=0.1, busy=2.0) for seed in range(100, 124)])
    assert 0.93 <= found[:, 0].mean() <= 0.975


def test_the_planted_flow_exponent_is_recovered():
    world = simulate(5, "gamma", scatter=0.3, counted=1.0, flow_error=0.0, busy=6.0)
    table, _ = assess_segments(world.network, world.crashes, world.counts, AS_OF, 6, SEVERITY, EXPOSURE)
    assert np.average(table.spf.flow_exponent, weights=table.mean) == pytest.approx(EXPONENT, abs=0.08)


def test_estimates_lie_between_model_and_own_count(assessed):
    table, _ = assessed
    expected = table.spf.expected / table.years
    own = table.crashes / table.years
    low, high = np.minimum(expected, own), np.maximum(expected, own)
    assert ((table.mean >= low * 0.97) & (table.mean <= high * 1.03)).mean() > 0.99
    assert (table.low < table.mean).all()
    assert (table.mean < table.high).all()


def test_totals_are_kept(assessed):
    table, _ = assessed
    assert table.mean.sum() * table.years == pytest.approx(table.crashes.sum(), rel=0.02)
    assert table.ksi_mean.sum() * table.years == pytest.approx(table.ksi.sum(), rel=0.02)


def test_nearer_to_the_truth_than_the_raw_count_and_the_model(world, assessed):
    table, _ = assessed

    def error(estimate):
        return np.abs(estimate - world.crashes_per_year).sum()

    assert error(table.mean) < 0.85 * error(table.crashes / table.years)
    assert error(table.mean) < 0.85 * error(table.model)


def test_what_is_known_later_changes_nothing(world):
    """Crashes that happened later, and crashes that happened earlier but became known later."""
    n = 400
    rng = np.random.default_rng(1)
    happened = np.where(
        np.arange(n) % 2 == 0, np.datetime64("2020-03-01T00:00:00"), np.datetime64("2019-11-01T00:00:00")
    ).astype("datetime64[s]")
    known = np.full(n, np.datetime64("2020-06-01T00:00:00"))
    later = crash_frame(happened, rng.integers(0, len(world.network), n), np.ones(n, dtype=bool), known)
    both = type(later)(**{k: np.concatenate([getattr(world.crashes, k), getattr(later, k)]) for k in later.__slots__})
    later_counts = tuple(replace(c, year=2020, vehicles_per_day=9 * c.vehicles_per_day) for c in world.counts)
    a, _ = assess_segments(world.network, world.crashes, world.counts, AS_OF, 6, SEVERITY, EXPOSURE)
    b, _ = assess_segments(world.network, both, (*world.counts, *later_counts), AS_OF, 6, SEVERITY, EXPOSURE)
    for name in ("mean", "low", "high", "ksi_mean", "weight_mean", "rank", "prob_excess"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_no_crash_at_all_gives_small_rates_and_no_warning(world):
    nobody = world.crashes.where(np.zeros(len(world.crashes), dtype=bool))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table, estimates = assess_segments(world.network, nobody, (), AS_OF, 5, SEVERITY, EXPOSURE)
    assert table.years == 5
    assert 0 < table.mean.sum() < 1
    assert all(e.crashes == 0 for e in estimates)


def test_a_stub_is_ranked_as_if_it_were_of_least_length(world):
    stubs = replace(
        world.network, length_m=np.where(np.arange(len(world.network)) % 7 == 0, 8.0, world.network.length_m)
    )
    _, estimates = assess_segments(stubs, world.crashes, world.counts, AS_OF, 6, SEVERITY, EXPOSURE)
    density = [e.injury_weight_per_year.value / max(e.length_m, 100.0) for e in estimates]
    assert density == sorted(density, reverse=True)


def test_records_come_in_order_of_severity_weighted_risk_per_km(world, assessed):
    _, estimates = assessed
    assert [e.rank for e in estimates] == list(range(1, len(world.network) + 1))
    density = [e.injury_weight_per_year.value / max(e.length_m, 100.0) for e in estimates]
    assert density == sorted(density, reverse=True)
    first = estimates[0]
    row = list(world.network.segment_id).index(first.segment_id)
    assert first.crashes == (world.crashes.segment == row).sum()
    assert first.excess_crashes_per_year.value == pytest.approx(
        first.crashes_per_year.value - first.model_crashes_per_year
    )
    assert f"{first.crashes} crashes in 6 years" in first.reasons[0].en
    assert f"{first.crashes}起" in first.reasons[0].zh


def test_a_planted_black_spot_is_credible_and_first(world):
    row = 500
    extra = crash_frame(np.full(40, np.datetime64("2018-05-01T00:00:00")), np.full(40, row), np.zeros(40, dtype=bool))
    both = type(extra)(**{k: np.concatenate([getattr(world.crashes, k), getattr(extra, k)]) for k in extra.__slots__})
    table, _ = assess_segments(world.network, both, (), AS_OF, 6, SEVERITY, EXPOSURE)
    assert table.prob_excess[row] > 0.999
    assert table.excess_low[row] > 0


def test_years_before_the_register_began_are_no_years(world):
    table = fit_risk(world.network, world.crashes, class_exposure(world.network, EXPOSURE), AS_OF, 9, SEVERITY)
    assert table.years == 6


def test_tally_counts_by_hand():
    day = [np.datetime64(d) for d in ("2017-06-01", "2018-06-01", "2019-06-01", "2019-07-01", "2019-07-02")]
    frame = crash_frame(np.array(day), np.array([0, 1, 1, -1, 1]), np.array([0, 1, 0, 0, 1], dtype=bool))
    tally = tally_crashes(2, frame, AS_OF, 2, SEVERITY)
    np.testing.assert_array_equal(tally.crashes, [[0, 0], [1, 2]])
    np.testing.assert_array_equal(tally.ksi, [[0, 0], [1, 1]])
    np.testing.assert_array_equal(tally.totals_off, [0, 1])
    np.testing.assert_allclose(crash_weights(frame, SEVERITY), [1.0, 3.5, 1.0, 1.0, 3.5])


def test_a_stretch_is_no_neighbour_of_itself():
    centres = np.array([[0.0, 0], [100, 0], [1000, 0], [100, 0]])
    near = find_neighbours(centres, 400.0, 3)
    y = np.array([5.0, 0, 0, 7])
    for i in range(4):
        slow = sum(y[j] * np.exp(-np.hypot(*(centres[i] - centres[j])) / 400.0) for j in range(4) if j != i)
        assert near.total(y)[i] == pytest.approx(slow)


def test_forecast_levels_follow_trend_and_recording():
    """Totals that fall by a tenth a year while the severe share doubles."""
    rng = np.random.default_rng(2)
    world = simulate(2)
    year, totals, shares = np.arange(2010, 2020), 1000 * 0.9 ** np.arange(10), np.linspace(0.1, 0.2, 10)
    happened = np.concatenate([np.full(int(n), np.datetime64(f"{y}-06-01")) for y, n in zip(year, totals, strict=True)])
    ksi = np.concatenate([rng.random(int(n)) < p for n, p in zip(totals, shares, strict=True)])
    frame = crash_frame(happened, rng.integers(0, len(world.network), len(happened)), ksi)
    table = fit_risk(world.network, frame, class_exposure(world.network, EXPOSURE), AS_OF, 10, SEVERITY)
    flat, trend, full = (predict_year(table, SEVERITY, level) for level in (Level.FLAT, Level.TREND, Level.FULL))
    assert flat.crashes_total.value == pytest.approx(totals.mean(), rel=0.02)
    assert trend.crashes_total.value == pytest.approx(1000 * 0.9**10, rel=0.06)
    assert trend.crashes.sum() == pytest.approx(trend.crashes_total.value)
    assert full.ksi_total.value == pytest.approx(trend.crashes_total.value * 0.21, rel=0.15)
    assert trend.ksi_total.value < 0.85 * full.ksi_total.value
    assert full.crashes_total.low < full.crashes_total.value < full.crashes_total.high
    assert predict_by_model(table, SEVERITY).crashes.sum() == pytest.approx(full.crashes_total.value)


def test_forecaster_sees_only_the_past(world):
    at = exposure_history(world.network, world.counts, EXPOSURE)
    then = datetime(2017, 1, 1, tzinfo=UTC)
    whole = risk_forecaster(world.network, at, SEVERITY)(world.crashes, then, 3)
    past = world.crashes.where(world.crashes.happened_at < np.datetime64("2017-01-01"))
    alone = risk_forecaster(world.network, at, SEVERITY)(past, then, 3)
    np.testing.assert_array_equal(whole["eb"].ksi, alone["eb"].ksi)


def test_exposure_history_is_worked_out_once_a_year(world):
    at = exposure_history(world.network, world.counts, EXPOSURE)
    assert at(datetime(2019, 6, 1, tzinfo=UTC)) is at(datetime(2020, 5, 31, tzinfo=UTC))
    assert at(datetime(2020, 5, 31, tzinfo=UTC)) is not at(datetime(2020, 6, 1, tzinfo=UTC))
    assert at(datetime(2019, 5, 31, tzinfo=UTC)).source[0] == "class"  # the counts are of 2018
    assert spread_counts(world.network, world.counts, AS_OF, EXPOSURE).source[0] != "class"


def test_exposure_history_follows_the_citys_calendar(world):
    just_before = datetime(2019, 5, 31, 16, tzinfo=UTC)  # in Shanghai the first of June
    assert (
        exposure_history(world.network, world.counts, EXPOSURE, zone="Asia/Shanghai")(just_before).source[0] != "class"
    )
    assert exposure_history(world.network, world.counts, EXPOSURE)(just_before).source[0] == "class"


def test_reasons_name_counts_surroundings_and_assumed_flow(world, assessed):
    table, _ = assessed
    empty = int(np.flatnonzero(table.crashes == 0)[0])
    assert reasons_of(table, empty, 1e9)[0].zh.startswith("6年内未发生事故")
    assert reasons_of(table, empty, 1e9)[0].en.startswith("No crashes in 6 years where such roads have ")
    busy = int(np.argmax(table.around))
    assert any("raises what is expected here" in r.en for r in reasons_of(table, busy, 1e9))
    assert any("times that of a typical road" in r.en for r in reasons_of(table, busy, 1.0))
    no_counts, _ = assess_segments(world.network, world.crashes, (), AS_OF, 6, SEVERITY, EXPOSURE)
    assert any("assumed from the road class" in r.en for r in reasons_of(no_counts, 0, 1e9))
    severe = int(np.argmax(table.ksi - 2 * table.ksi_model * table.years))
    assert any("killed or seriously injured someone" in r.en for r in reasons_of(table, severe, 1e9))
