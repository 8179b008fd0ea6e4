"""Crashes: on the roads, in their years, in plausible numbers, with the stated faults and no others."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from daoan.sense.snapping import snap
from daoan.terms.codes import Form, RoadClass, Severity, Weather
from daoan.terms.errors import InputError
from daoan.terms.frames import code_at, frame_of
from daoan.terms.records import Crash
from daoan.town.build import Town, build_town


def true_crashes(town: Town) -> list[Crash]:
    second = {a for a, _ in town.truth.faults.doubled}
    return [c for c in town.crashes if c.crash_id not in second]


def test_numbers_a_year_are_those_stated(town: Town) -> None:
    crashes = true_crashes(town)
    expected = town.truth.expected_per_year.sum() * 8
    assert abs(len(crashes) - expected) < 4 * np.sqrt(expected)
    local = [(c.happened_at + timedelta(hours=8)).year for c in crashes]
    for year, factor in zip(town.truth.years, town.truth.year_factor, strict=True):
        mean = expected / 8 * factor
        assert abs(local.count(year) - mean) < 4.5 * np.sqrt(mean)
        assert 1_200 <= local.count(year) <= 2_600


def test_every_record_is_marked_simulated_and_nameless(town: Town) -> None:
    assert all(c.simulated for c in town.crashes)
    assert town.simulated
    assert town.network.source.endswith("(simulated 模拟数据)")


def test_known_after_it_happened_and_fatal_sooner(town: Town) -> None:
    lag = {kind: [] for kind in Severity}
    for c in town.crashes:
        assert c.known_at >= c.happened_at
        lag[c.severity].append((c.known_at - c.happened_at).total_seconds() / 86_400)
    assert {kind for kind, days in lag.items() if days} == {Severity.FATAL, Severity.INJURED}
    assert np.median(lag[Severity.FATAL]) < 0.5 < np.median(lag[Severity.INJURED]) < 3
    assert np.mean(np.array(lag[Severity.INJURED]) > 14) > 0.02


def test_years_end_at_as_of_and_the_register_then_lacks_the_latest(town: Town) -> None:
    assert town.as_of == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert max(c.happened_at for c in town.crashes) < town.as_of
    assert min(c.happened_at for c in town.crashes) >= datetime(2017, 12, 31, 16, tzinfo=UTC)
    held = town.register_as_of()
    assert len(held) < len(town.crashes)
    assert all(c.known_at <= town.as_of for c in held)


def test_crashes_lie_on_the_segment_that_the_truth_names(town: Town) -> None:
    faults = town.truth.faults
    good = [c for c in town.crashes if c.crash_id not in faults.no_coordinates | faults.wrong_coordinates]
    good = [c for c in good if c.lon is not None]
    frame = snap(frame_of(good, town.zone), town.network, within_m=150.0)
    assert np.mean(frame.snap_m < 40.0) > 0.97
    row = dict(zip(town.truth.crash_id, town.truth.crash_segment, strict=True))
    right = np.array([row[i] == s for i, s in zip(frame.crash_id, frame.segment, strict=True)])
    assert right.mean() > 0.9
    classes = {c.crash_id: c.road_class for c in good}
    n = town.network
    assert all(classes[i] == code_at(RoadClass, int(n.road_class[row[i]])) for i in frame.crash_id)


def test_linear_reference_names_the_same_place(town: Town) -> None:
    n = town.network
    truth = zip(town.crashes, town.truth.crash_segment, town.truth.crash_offset_m, strict=True)
    posted = [(c, s, o) for c, s, o in truth if c.route is not None]
    assert len(posted) > 0.4 * len(town.crashes)
    error = np.array([c.chainage_m - (n.chainage_m[s] + o) for c, s, o in posted])
    assert all(c.route == n.route[s] for c, s, _ in posted)
    assert 10 < error.std() < 25


def test_planted_faults_are_where_the_truth_says(town: Town) -> None:
    faults = town.truth.faults
    by_id = {c.crash_id: c for c in town.crashes}
    assert len(by_id) == len(town.crashes)
    assert {c.crash_id for c in true_crashes(town) if c.lon is None} == set(faults.no_coordinates)
    row = dict(zip(town.truth.crash_id, town.truth.crash_segment, strict=True))
    wrong = snap(frame_of([by_id[name] for name in faults.wrong_coordinates], town.zone), town.network, 200.0)
    assert not any(row[i] == s for i, s in zip(wrong.crash_id, wrong.segment, strict=True))
    for again, first in faults.doubled:
        assert by_id[again].known_at > by_id[first].happened_at
        assert abs(by_id[again].happened_at - by_id[first].happened_at) <= timedelta(minutes=6)
        assert by_id[again].form == by_id[first].form
    total = len(town.crashes)
    assert 0.012 < len(faults.no_coordinates) / total < 0.03
    assert 0.004 < len(faults.wrong_coordinates) / total < 0.013
    assert 0.005 < len(faults.doubled) / total < 0.015


def test_deaths_injuries_and_severity_agree(town: Town) -> None:
    for c in town.crashes:
        assert 0 <= c.deaths_7d <= c.deaths_30d
        assert (c.severity is Severity.FATAL) == (c.deaths_30d > 0)
        assert c.deaths_30d + c.injured >= 1
        assert len(c.parties) == c.deaths_30d + c.injured
        assert sum(p.severity is Severity.FATAL for p in c.parties) == c.deaths_30d
        assert c.vehicles >= 1
    late = sum(c.deaths_30d - c.deaths_7d for c in town.crashes)
    assert 0.03 < late / sum(c.deaths_30d for c in town.crashes) < 0.15
    assert 60 < sum(c.deaths_30d for c in true_crashes(town)) / 8 < 200


def test_a_pedestrian_is_hurt_where_the_form_says_so(town: Town) -> None:
    hit = [c for c in town.crashes if c.form is Form.PEDESTRIAN]
    assert hit
    assert all(c.parties[0].role == "pedestrian" for c in hit)


def test_weather_is_one_a_day_and_county(town: Town) -> None:
    seen: dict[tuple[str, object], set[Weather]] = {}
    for c in true_crashes(town):
        seen.setdefault((c.area, (c.happened_at + timedelta(hours=8)).date()), set()).add(c.weather)
    assert max(len(kinds) for kinds in seen.values()) == 1


def test_snow_falls_in_winter_only(town: Town) -> None:
    months = {(c.happened_at + timedelta(hours=8)).month for c in town.crashes if c.weather is Weather.SNOW}
    assert months
    assert not months & {5, 6, 7, 8, 9}


def test_fewer_years_end_at_the_same_moment() -> None:
    short = build_town(seed=7, years=2)
    assert short.truth.years == (2024, 2025)
    assert short.as_of == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert 3_000 < len(short.crashes) < 5_000


@pytest.mark.parametrize("years", [0, 9])
def test_years_outside_the_calendar_are_refused(years: int) -> None:
    with pytest.raises(InputError):
        build_town(seed=7, years=years)
