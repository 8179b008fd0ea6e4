"""Breaks in recording: planted ones found, steady recording left alone, comparisons across them taken back."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.assess.breaks.comparable import breaks_across, mark_incomparable
from daoan.assess.breaks.find import find_breaks
from daoan.assess.indicators.assemble import list_indicator_sets
from daoan.kernels.stats.share_jump import drift_p_value
from daoan.sense.feeds.leeds import read_leeds
from daoan.terms.codes import Severity
from daoan.terms.frames import frame_of
from daoan.terms.rulepacks import read_rule_pack
from tests.warn.findings_makers import AS_OF, RECENT, ROOT, crash, recorded

ZONE = "Europe/London"
INDICATORS = read_rule_pack((ROOT / "rulepacks" / "indicators.toml").read_text("utf-8"), "indicators")


def found_in(crashes, as_of=AS_OF):
    return find_breaks(frame_of(crashes, ZONE), as_of, ZONE, RECENT)


def drifting(seed: int, first: float, last: float, years=range(2014, 2020)):
    """Crashes whose share of serious ones moves evenly from year to year."""
    rng = np.random.default_rng(seed)
    made = []
    for year in years:
        share = first + (last - first) * (year - years[0]) / (len(years) - 1)
        for i in range(1500):
            at = datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=float(rng.uniform(0, 365 * 24)))
            made.append(crash(f"f:{year}-{i}", at, Severity.SERIOUS if rng.random() < share else Severity.SLIGHT))
    return made


@pytest.fixture(scope="module")
def leeds():
    crashes = []
    for year in range(2009, 2020):
        path = ROOT / "examples" / "leeds" / "collisions_raw" / f"leeds_{year}.csv"
        crashes += read_leeds(path.read_bytes(), path.name, AS_OF).records
    return crashes


def test_a_step_is_found_with_its_size_and_place():
    (one,) = found_in(recorded(1, range(2016, 2020), change={"from_year": 2018, "grave": 0.4}))
    assert (one.trait, one.period, one.kind) == ("severity/serious", "2018", "year")
    assert one.since == one.settled == date(2018, 1, 1)
    assert one.change == pytest.approx(0.2, abs=0.05)


def test_a_drift_is_found_where_no_two_years_differ_enough():
    found = [found_in(drifting(seed, 0.15, 0.21)) for seed in range(6)]
    assert sum([(b.trait, b.kind) for b in one] == [("severity/serious", "drift")] for one in found) >= 5
    drift = next(b for one in found for b in one)
    assert (drift.since, drift.settled, drift.period) == (date(2015, 1, 1), date(2019, 1, 1), "2019")


def test_a_step_is_not_told_again_as_a_drift():
    crashes = recorded(3, range(2014, 2020), change={"from_year": 2017, "grave": 0.4})
    assert {b.kind for b in found_in(crashes) if b.trait == "severity/serious"} == {"year"}


def test_a_share_that_only_varies_from_month_to_month_does_not_drift():
    rng = np.random.default_rng(5)
    p = np.array(
        [drift_p_value(rng.binomial(100, rng.beta(8, 32, 60)).astype(float), np.full(60, 100.0)) for _ in range(800)]
    )
    assert abs((p < 0.05).mean() - 0.05) < 0.025


def test_leeds_says_where_severity_and_weather_were_recorded_otherwise(leeds):
    found = {b.break_id for b in found_in(leeds)}
    assert {"leeds/severity/serious/2019-drift", "leeds/weather/unknown/2016", "leeds/weather/unknown/2017"} <= found


def test_what_became_known_later_tells_of_no_break(leeds):
    early = datetime(2016, 1, 1, tzinfo=UTC)
    known = [c for c in leeds if c.known_at <= early]
    assert found_in(leeds, early) == found_in(known, early)


def test_no_crash_and_one_month_are_no_ground_for_a_break():
    assert found_in([]) == ()
    assert found_in([crash(f"f:{i}", AS_OF - timedelta(days=i)) for i in range(25)]) == ()


@given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(list(Severity))), max_size=60))
@settings(max_examples=20, deadline=None)
def test_few_crashes_of_any_kind_are_no_ground_for_a_break(rows):
    crashes = [crash(f"f:{i}", AS_OF - timedelta(days=days), s) for i, (days, s) in enumerate(rows)]
    assert found_in(crashes) == ()


def indicators(crashes):
    frame = frame_of(crashes, ZONE)
    return list_indicator_sets(crashes, frame, AS_OF, ZONE, "city", [], {}, INDICATORS)


def test_a_comparison_across_a_break_is_taken_back_and_says_why():
    crashes = recorded(1, range(2013, 2020), change={"from_year": 2019, "grave": 0.4})
    plain = indicators(crashes)
    marked = mark_incomparable(plain, found_in(crashes), 3)
    year = {i.key: i for i in next(s for s in marked if s.period == "2019").indicators}
    before = {i.key: i for i in next(s for s in plain if s.period == "2019").indicators}
    assert year["ksi_crashes"].change_pct is None
    assert year["ksi_crashes"].expected is None
    assert "2019" in year["ksi_crashes"].note.en
    assert "不可比" in year["ksi_crashes"].note.zh
    assert year["ksi_crashes"].value == before["ksi_crashes"].value
    assert year["crashes"] == before["crashes"]
    assert year["fatal_crashes"] == before["fatal_crashes"]


def test_without_breaks_indicators_stay_as_they_are():
    plain = indicators(recorded(1, range(2015, 2020)))
    assert mark_incomparable(plain, (), 3) == plain


def test_a_break_touches_only_what_lies_on_both_sides_of_it():
    (one,) = found_in(recorded(1, range(2016, 2020), change={"from_year": 2018, "grave": 0.4}))
    assert breaks_across([one], "severity", date(2017, 1, 1), date(2018, 6, 1)) == [one]
    assert breaks_across([one], "severity", date(2018, 1, 1), date(2019, 1, 1)) == []
    assert breaks_across([one], "severity", date(2016, 1, 1), date(2018, 1, 1)) == []
    assert breaks_across([one], "light", date(2016, 1, 1), date(2020, 1, 1)) == []
