"""The time-of-week profile recovers a planted week and leans where it knows little."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from daoan.act.duty import fit_week_profile
from daoan.act.duty.profile import hours_of_week
from daoan.terms.codes import RoadClass, Severity
from daoan.terms.frames import frame_of
from daoan.terms.records import Crash
from tests.act.duty_makers import DUTY


def crashes_at(hours, road_class, start=0):
    monday = datetime(2019, 1, 7, tzinfo=UTC)
    return [
        Crash(f"f:{start + i}", "f", str(i), at, at, Severity.SLIGHT, road_class=road_class)
        for i, hour in enumerate(hours)
        for at in [monday + timedelta(hours=int(hour))]
    ]


def planted_week(peak: int) -> np.ndarray:
    day = np.exp(-0.5 * ((np.arange(24) - peak) / 3) ** 2) + 0.2
    week = np.tile(day, 7)
    return week / week.sum()


def test_a_planted_week_is_recovered_and_classes_are_told_apart():
    rng = np.random.default_rng(1)
    early = rng.choice(168, 4000, p=planted_week(8))
    late = rng.choice(168, 4000, p=planted_week(18))
    frame = frame_of(crashes_at(early, RoadClass.PRIMARY) + crashes_at(late, RoadClass.LOCAL, 10_000), "Europe/London")
    profile = fit_week_profile(frame, DUTY)
    for road_class, peak in ((RoadClass.PRIMARY, 8), (RoadClass.LOCAL, 18)):
        found = profile.by_class[list(RoadClass).index(road_class)]
        assert np.abs(found - planted_week(peak)).sum() < 0.12
    assert profile.by_class.sum(axis=1) == pytest.approx(np.ones(len(RoadClass)))


def test_a_class_without_crashes_has_the_week_of_the_city():
    rng = np.random.default_rng(2)
    frame = frame_of(crashes_at(rng.choice(168, 500, p=planted_week(8)), RoadClass.PRIMARY), "Europe/London")
    profile = fit_week_profile(frame, DUTY)
    assert profile.by_class[list(RoadClass).index(RoadClass.MOTORWAY)] == pytest.approx(profile.city)


def test_without_crashes_the_week_is_flat():
    profile = fit_week_profile(frame_of([], "Europe/London"), DUTY)
    assert profile.city == pytest.approx(np.full(168, 1 / 168))


def test_hour_of_week_counts_from_monday():
    local = np.array(["2019-01-07T00:30", "2019-01-13T23:59", "1970-01-01T00:00"], dtype="datetime64[s]")
    assert hours_of_week(local).tolist() == [0, 167, 72]
