"""Breaks in recording practice: found where they are known to be, and seldom where there are none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.quality.recording_changed import find_breaks, find_recording_changes
from daoan.terms.codes import Light, Severity, Surface, Weather
from daoan.terms.records import Crash
from daoan.terms.rulepacks import RulePack, read_rule_pack

ROOT = Path(__file__).parents[3]
RULES = read_rule_pack((ROOT / "rulepacks" / "feeds.toml").read_text(), "feeds")
AS_OF = datetime(2020, 1, 1, tzinfo=UTC)


def series(rng: np.random.Generator, years: int, per_year: int, serious=lambda year: 0.15, told=lambda year: 0.9):
    for year in range(years):
        for i in range(per_year):
            at = datetime(2010 + year, 1, 1, tzinfo=UTC) + timedelta(hours=i)
            yield Crash(
                crash_id=f"s:{year}-{i}",
                feed="s",
                source_ref="",
                happened_at=at,
                known_at=at,
                severity=Severity.SERIOUS if rng.random() < serious(year) else Severity.SLIGHT,
                lon=0.0,
                lat=0.0,
                light=Light.DAY if rng.random() < told(year) else None,
                weather=Weather.FINE if rng.random() < told(year) else Weather.UNKNOWN,
                surface=Surface.DRY if rng.random() < 0.5 else None,
            )


def with_values(**changed: object) -> RulePack:
    recording = {**RULES.values["recording"], **changed}
    return RulePack(
        RULES.name,
        RULES.version,
        RULES.title,
        RULES.source,
        RULES.status,
        True,
        {**RULES.values, "recording": recording},
    )


def test_a_series_without_change_is_seldom_called_changed():
    """At a stated rate of 20 %, every change called large enough, at most so many of 60 series may be called."""
    rules = with_values(false_alarm_rate=0.2, least_change=0.0)
    rng = np.random.default_rng(20_240_305)
    called = sum(bool(find_breaks(series(rng, 4, 120), "UTC", rules)) for _ in range(60))
    assert called <= 12 + 2 * 3.1  # the rate, and two standard deviations of chance
    assert not any(find_breaks(series(rng, 4, 120), "UTC", RULES) for _ in range(20))


def test_a_jump_is_found_in_its_year_and_named():
    rng = np.random.default_rng(1)
    breaks = find_breaks(series(rng, 6, 400, serious=lambda year: 0.15 if year < 3 else 0.30), "UTC", RULES)
    assert [(one.key, one.year_before, one.year) for one in breaks] == [("severity", 2012, 2013)]
    assert breaks[0].change == pytest.approx(0.15, abs=0.06)


def test_a_column_that_disappears_is_found():
    rng = np.random.default_rng(2)
    breaks = find_breaks(series(rng, 4, 200, told=lambda year: 0.95 if year < 2 else 0.0), "UTC", RULES)
    assert {(one.key, one.year) for one in breaks} == {("light", 2012), ("weather", 2012)}
    assert breaks[0].after.value == 1.0


def test_a_drift_is_found_over_several_years_where_no_step_shows():
    rng = np.random.default_rng(3)
    breaks = find_breaks(series(rng, 6, 1500, serious=lambda year: 0.12 + 0.025 * year), "UTC", RULES)
    assert breaks
    assert {one.key for one in breaks} == {"severity"}
    assert all(one.year - one.year_before == 3 for one in breaks)


def test_thin_years_are_not_compared():
    rng = np.random.default_rng(4)
    assert not find_breaks(series(rng, 2, 40, told=lambda year: float(year == 0)), "UTC", RULES)


@pytest.fixture(scope="module")
def leeds():
    files = sorted((ROOT / "examples" / "leeds" / "collisions_raw").glob("leeds_*.csv"))
    return [crash for path in files for crash in read_leeds(path.read_bytes(), path.name, AS_OF).records]


LEEDS = """
light 2011 2012 5.3 25.4
light 2012 2013 25.4 13.9
light 2013 2014 13.9 1.0
weather 2015 2016 0.5 10.2
light 2016 2017 0.8 19.8
road_name 2016 2017 100.0 54.6
weather 2016 2017 10.2 0.0
light 2017 2018 19.8 2.1
severity 2016 2019 15.8 20.9
"""


def test_what_changed_in_leeds(leeds):
    """ "Lighting unknown" came and went with the forms, weather was left out in 2016, and serious injuries crept up."""
    breaks = find_breaks(leeds, "Europe/London", RULES)
    shown = [f"{b.key} {b.year_before} {b.year} {100 * b.before.value:.1f} {100 * b.after.value:.1f}" for b in breaks]
    assert shown == LEEDS.split("\n")[1:-1]


def test_breaks_are_told_in_words(leeds):
    first = find_recording_changes(leeds, "Europe/London", RULES, "leeds")[0]
    assert (first.code, first.file) == ("recording.changed", "leeds")
    assert "25.4 % in 2012" in first.message.en
    assert "2012 年 25.4%" in first.message.zh
