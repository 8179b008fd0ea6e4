"""The generator of surge series against the shipped replicates, and the scoring against R's shipped alarms."""

from pathlib import Path

import numpy as np
import pyarrow.csv
import pytest

from bench._surge_scenarios import FIRST_JUDGED, WEEKS, Replicates, generate, list_scenarios
from bench._surge_score import (
    Alarms,
    at_equal_fpr,
    detected,
    paired_gain,
    read_series,
    score,
    span_of_outbreaks,
    weeks_after,
)
from daoan.kernels.surveillance.baseline import WeekState
from daoan.kernels.surveillance.farrington import CLASSIC, NOUFAILY, FarringtonOptions, Threshold, judge_farrington

SHIPPED = Path(__file__).parents[3] / "shared" / "data" / "bench" / "surge_sim"
needs_shipped = pytest.mark.skipif(not SHIPPED.exists(), reason="the simulated series are not shipped")


def outbreak(cases, past=()):
    row = np.zeros((1, WEEKS), dtype=np.int64)
    for week, n in cases:
        row[0, week] = n
    before = np.zeros_like(row)
    for week, n in past:
        before[0, week] = n
    return Replicates(np.array([1]), before, row + before, before, np.array([3]))


@needs_shipped
def test_the_table_of_scenarios_gives_the_shipped_means():
    table = pyarrow.csv.read_csv(SHIPPED / "series_rep1-10.csv.gz")
    first = table["rep"].to_numpy() == 1
    means = table["mu"].to_numpy()[first].reshape(28, WEEKS)
    for scenario in list_scenarios():
        np.testing.assert_allclose(scenario.mean(), means[scenario.number - 1], rtol=1e-10)


@needs_shipped
def test_generated_series_are_like_the_shipped_ones():
    theirs = read_series(SHIPPED / "series_rep1-10.csv.gz")
    ours = generate(list_scenarios(), 40, seed=3)

    def figures(series):
        """Of each series: dispersion without outbreaks, cases of outbreaks over deviations of the baseline."""
        baseline = (series.without - series.past).astype(float)
        deviation = baseline.std(axis=1, ddof=1)
        mean = np.stack([s.mean() for s in list_scenarios()])[series.scenario - 1]
        dispersion = ((baseline - mean) ** 2 / mean).mean(axis=1)
        busy = mean.mean(axis=1) > 20  # elsewhere rounding swallows the sizes
        current = (series.outbreak - series.past).sum(axis=1) / deviation / series.size
        return dispersion, (series.past.sum(axis=1) / deviation)[busy], current[busy]

    for mine, other in zip(figures(ours), figures(theirs), strict=True):
        error = np.hypot(mine.std() / len(mine) ** 0.5, other.std() / len(other) ** 0.5)
        assert abs(mine.mean() - other.mean()) < 3.5 * error


@needs_shipped
def test_the_shipped_alarms_score_what_they_are_quoted_with():
    series = read_series(SHIPPED / "series_rep1-10.csv.gz")
    table = pyarrow.csv.read_csv(SHIPPED / "reference_alarms_rep1-10.csv.gz")
    order = np.lexsort([table[k].to_numpy() for k in ("t", "rep", "scenario")])
    cases = np.array(table["case"].to_pylist())[order]
    alarms = table["al_noufaily"].to_numpy()[order].astype(bool)
    noufaily = Alarms(alarms[cases == "without"].reshape(-1, 49), alarms[cases == "with"].reshape(-1, 49))
    result = score(noufaily, span_of_outbreaks(series))
    assert result["fpr"] == pytest.approx(0.0059, abs=5e-5)
    assert result["pod"] == pytest.approx(0.455, abs=5e-4)


@needs_shipped
def test_every_shipped_bound_of_noufaily_is_met_and_every_bound_of_farrington():
    series = read_series(SHIPPED / "series_rep1-10.csv.gz")
    table = pyarrow.csv.read_csv(SHIPPED / "reference_alarms_rep1-10.csv.gz")
    order = np.lexsort([table[k].to_numpy() for k in ("t", "rep", "scenario")])
    current = np.array(table["case"].to_pylist())[order] == "with"
    noufaily, farrington = (
        table[k].to_numpy()[order][current].reshape(-1, 49) for k in ("ub_noufaily", "ub_farrington")
    )
    judged = np.arange(FIRST_JUDGED, WEEKS)
    ours = judge_farrington(series.with_outbreak, judged, NOUFAILY)
    np.testing.assert_array_equal(ours.upper_bound, noufaily)
    classic = judge_farrington(series.with_outbreak, judged, FarringtonOptions(CLASSIC, Threshold.DELTA, 0.005))
    ok = classic.state == WeekState.OK
    np.testing.assert_allclose(classic.upper_bound[ok], farrington[ok], rtol=0, atol=1e-6)
    assert (classic.state[~ok] == WeekState.ALL_ZERO).all()
    assert (~ok).sum() == 31  # a past without a single case, to which R gives a bound near 0


def test_the_span_runs_from_the_first_to_the_last_case():
    span = span_of_outbreaks(outbreak([(FIRST_JUDGED + 4, 3), (FIRST_JUDGED + 6, 1)], past=[(FIRST_JUDGED - 1, 9)]))
    assert np.flatnonzero(span[0]).tolist() == [4, 5, 6]
    assert np.flatnonzero(weeks_after(span)[0]).tolist() == [7, 8, 9, 10, 11, 12]
    assert not span_of_outbreaks(outbreak([], past=[(400, 9)])).any()


def test_an_alarm_outside_the_span_detects_nothing():
    span = span_of_outbreaks(outbreak([(FIRST_JUDGED + 4, 3)]))
    early, right = np.zeros((2, 1, 49), dtype=bool)
    early[0, 3] = right[0, 4] = True
    assert not detected(Alarms(early, early), span).any()
    assert detected(Alarms(early, right), span).all()


def test_a_paired_gain_counts_each_outbreak_once():
    span = np.zeros((40, 49), dtype=bool)
    span[:, 10] = True
    none, some = np.zeros((2, 40, 49), dtype=bool)
    some[:10, 10] = True
    gain = paired_gain(Alarms(none, some), Alarms(none, none), span)
    assert gain["gain"] == 0.25
    assert gain["interval_95"][0] == pytest.approx(0.25 - 1.96 * np.sqrt(0.25 * 0.75 / 39), abs=1e-4)


def test_the_level_of_equal_false_alarms_is_never_below_ours():
    rng = np.random.default_rng(1)
    p = rng.random((100, 49))
    alarms = at_equal_fpr(p, p, 0.01)
    assert 0.01 <= alarms.without.mean() < 0.011


def test_a_broken_file_of_series_is_refused(tmp_path):
    (tmp_path / "s.csv").write_text("scenario,rep,t,baseline,outbreak,k_current\n1,1,1,0,0,1\n")
    with pytest.raises(ValueError, match="weeks 1 to 624"):
        read_series(tmp_path / "s.csv")


def test_a_scenario_does_not_depend_on_which_others_are_drawn():
    few, all_of_them = generate(list_scenarios()[4:5], 2, seed=9), generate(list_scenarios(), 2, seed=9)
    np.testing.assert_array_equal(few.without, all_of_them.without[8:10])
