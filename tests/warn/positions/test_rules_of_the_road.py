"""What is told and what is not, where a rule begins: one straight road, one vehicle, one rule each."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from daoan.terms.codes import RoadClass
from daoan.terms.fleet_alarms import LONG_LINE, SECOND_DRIVER, FleetAlarm
from daoan.terms.passes import PassClass
from daoan.warn.positions.engine import latest
from tests.warn.positions.plain_engine import Report, Vehicle
from tests.warn.positions.tracks_given import HOUR, MIDNIGHT, MINUTE, PACK, PLANE, engine_over, frame_of, network

COACH, TRUCK, CAR = Vehicle(PassClass.COACH), Vehicle(PassClass.HEAVY_TRUCK), Vehicle(PassClass.CAR)
NOON = MIDNIGHT + 12 * HOUR
#: Ten kilometres of trunk road (limit of large vehicles 60), then a winding minor one.
ROADS = network(
    [
        ([(0.0, 0.0), (10_000.0, 0.0)], RoadClass.TRUNK),
        ([(10_000.0, 0.0), *[(10_100.0 + 50 * k, 60.0 * (k % 2)) for k in range(100)]], RoadClass.TERTIARY),
    ]
)


def at(ms: int, x: float = 5_000.0, kmh: float = 0.0, y: float = 0.0) -> Report:
    lon, lat = PLANE.to_degrees(np.array([x]), np.array([y]))
    return Report(ms, float(lon[0]), float(lat[0]), kmh, -1, True)


def driving(begin: int, minutes: float, kmh: float = 40.0, every_s: int = 60) -> Iterable[Report]:
    """To and fro on the trunk road; the first report stands."""
    yield at(begin)
    for k in range(1, int(minutes * 60 / every_s) + 1):
        yield at(begin + k * every_s * 1000, 5_000.0 + (k % 2) * 150.0, kmh)


def told(vehicle: Vehicle, reports: Iterable[Report]) -> list[Any]:
    engine = engine_over(ROADS, [vehicle], PACK)
    return list(latest(engine.see(frame_of([list(reports)])).alarms))


def kinds(vehicle: Vehicle, reports: Iterable[Report]) -> set[FleetAlarm]:
    return {FleetAlarm(int(alarm["kind"])) for alarm in told(vehicle, reports)}


def speeds(kmh: float, seconds: int, begin: int = NOON) -> list[Report]:
    return [at(begin + k * 10_000, 1_000.0 + k * kmh / 0.36, kmh) for k in range(seconds // 10 + 2)]


@pytest.mark.parametrize(
    ("vehicle", "kmh", "seconds", "begin", "speeding"),
    [
        (TRUCK, 66.0, 120, NOON, False),  # within the tolerance of a tenth
        (TRUCK, 66.5, 120, NOON, True),
        (TRUCK, 66.5, 20, NOON, False),  # not for thirty seconds
        (TRUCK, 66.5, 30, NOON, True),
        (CAR, 66.5, 120, NOON, False),  # its limit is 80
        (COACH, 53.0, 120, NOON, False),
        (COACH, 53.0, 120, MIDNIGHT, True),  # 80 % of 60 by night
        (TRUCK, 53.0, 120, MIDNIGHT, False),  # the night limit is the coaches'
    ],
)
def test_speeding_begins_where_the_pack_says(
    vehicle: Vehicle, kmh: float, seconds: int, begin: int, speeding: bool
) -> None:
    found = told(vehicle, speeds(kmh, seconds, begin))
    assert (FleetAlarm.SPEEDING in {int(a["kind"]) for a in found}) is speeding
    assert all(a["segment"] == 0 for a in found if a["kind"] == FleetAlarm.SPEEDING)


@pytest.mark.parametrize(
    ("vehicle", "begin", "first", "rest", "then", "tired"),
    [
        (TRUCK, NOON, 240, 0, 0, set()),
        (TRUCK, NOON, 241, 0, 0, {FleetAlarm.FATIGUE}),
        (TRUCK, NOON, 200, 19, 41, {FleetAlarm.FATIGUE}),
        (TRUCK, NOON, 200, 20, 41, set()),
        (CAR, NOON, 300, 0, 0, set()),
        (COACH, MIDNIGHT - 2 * HOUR, 120, 0, 0, set()),
        (COACH, MIDNIGHT - 2 * HOUR, 121, 0, 0, {FleetAlarm.NIGHT_FATIGUE}),
        (TRUCK, MIDNIGHT - 2 * HOUR, 121, 0, 0, set()),  # the night rule is the coaches'
    ],
)
def test_driving_without_rest(
    vehicle: Vehicle, begin: int, first: int, rest: int, then: int, tired: set[FleetAlarm]
) -> None:
    reports = list(driving(begin, first))
    for _ in range(rest):
        reports.append(at(reports[-1].at + MINUTE, 5_000.0))
    reports += list(driving(reports[-1].at, then))[1:]
    assert kinds(vehicle, reports) == tired


def test_eight_hours_a_day_and_forty_four_a_week() -> None:
    def days(number: int, hours: float) -> Iterable[Report]:
        for day in range(number):
            for half in range(2):  # with an hour between, so that nobody drives for four hours on end
                yield from driving(MIDNIGHT + day * 24 * HOUR + (7 + half * 5) * HOUR, hours * 30, every_s=240)

    assert kinds(COACH, days(7, 6.2)) == set()  # 43.4
    assert kinds(COACH, days(7, 6.4)) == {FleetAlarm.WEEK_HOURS}  # 44.8
    assert kinds(COACH, days(1, 7.9)) == set()
    assert FleetAlarm.DAY_HOURS in kinds(COACH, [*days(1, 7.9), *driving(MIDNIGHT + 17 * HOUR, 12)])
    assert kinds(Vehicle(PassClass.COACH, drivers=2), days(7, 6.4)) == set()
    assert kinds(TRUCK, days(7, 6.4)) == set()


@pytest.mark.parametrize(
    ("vehicle", "begin_h", "minutes", "told_"),
    [
        (COACH, 2, 5, False),  # so long to a place to stop
        (COACH, 2, 6, True),
        (COACH, 5, 30, False),
        (COACH, 1, 59, False),
        (Vehicle(PassClass.COACH, exempt=True), 2, 60, False),
        (TRUCK, 2, 60, False),
    ],
)
def test_coaches_between_two_and_five(vehicle: Vehicle, begin_h: int, minutes: int, told_: bool) -> None:
    found = kinds(vehicle, driving(MIDNIGHT + begin_h * HOUR, minutes))
    assert (FleetAlarm.SMALL_HOURS in found) is told_


def test_long_lines_and_second_drivers_are_noted() -> None:
    vehicle = Vehicle(PassClass.COACH, drivers=2, line_km=800.0)
    (alarm,) = told(vehicle, driving(MIDNIGHT + 2 * HOUR, 30))
    assert alarm["note"] == LONG_LINE | SECOND_DRIVER
    (alarm,) = told(Vehicle(PassClass.COACH, line_km=799.0), driving(MIDNIGHT + 2 * HOUR, 30))
    assert alarm["note"] == 0


@pytest.mark.parametrize(
    ("vehicle", "begin", "told_"), [(COACH, MIDNIGHT, True), (COACH, NOON, False), (TRUCK, MIDNIGHT, False)]
)
def test_minor_mountain_roads_by_night(vehicle: Vehicle, begin: int, told_: bool) -> None:
    road = ROADS.points_of(1)
    reports = [Report(begin + k * 15_000, *map(float, road[1 + k]), 20.0, -1, True) for k in range(60)]
    assert (FleetAlarm.MOUNTAIN_NIGHT in kinds(vehicle, reports)) is told_


def test_silence_and_being_elsewhere_after_it() -> None:
    assert kinds(TRUCK, [at(NOON), at(NOON + 48 * HOUR)]) == set()
    assert kinds(TRUCK, [at(NOON), at(NOON + 48 * HOUR + 1)]) == {FleetAlarm.OFFLINE}
    assert kinds(TRUCK, [at(NOON), at(NOON + 10 * MINUTE, 7_100.0)]) == {FleetAlarm.DISPLACED}
    assert kinds(TRUCK, [at(NOON), at(NOON + 10 * MINUTE, 6_900.0)]) == set()
    assert kinds(TRUCK, [at(NOON), at(NOON + 9 * MINUTE, 8_000.0)]) == set()


def test_a_silent_terminal_is_told_once_when_somebody_asks() -> None:
    engine = engine_over(ROADS, [TRUCK], PACK)
    engine.see(frame_of([[at(NOON)]]))
    assert len(engine.silent(NOON + 48 * HOUR)) == 0
    (alarm,) = engine.silent(NOON + 48 * HOUR + 1)
    assert (alarm["kind"], alarm["from_ms"], alarm["value"]) == (FleetAlarm.OFFLINE, NOON, 48.0)
    assert len(engine.silent(NOON + 72 * HOUR)) == 0


def test_jumps_move_nobody_and_are_told_when_there_are_many() -> None:
    def astray(times: int) -> list[Report]:
        return [at(NOON + k * 10_000, 400_000.0 if k % 3 == 2 else 5_000.0) for k in range(3 * times + 1)]

    assert kinds(TRUCK, astray(4)) == set()
    assert kinds(TRUCK, astray(5)) == {FleetAlarm.JUMPING}
    engine = engine_over(ROADS, [TRUCK], PACK)
    engine.see(frame_of([astray(5)]))
    (day,) = engine.open_days()
    assert (day["reports"], day["valid"], day["jumps"], day["metres"]) == (16, 16, 5, 0.0)


def test_a_day_counts_what_a_rate_is_made_of() -> None:
    engine = engine_over(ROADS, [TRUCK], PACK)
    reports = [at(NOON + k * 10_000, 1_000.0 + 100.0 * k, 36.0) for k in range(11)]
    reports[5] = reports[5]._replace(located=False)
    silent = at(NOON + 100_000 + 6 * MINUTE, 3_000.0, 36.0)
    seen = engine.see(frame_of([[*reports, silent, at(NOON + 24 * HOUR)]]))
    (day,) = seen.days
    assert (day["reports"], day["valid"], day["gaps"], day["driven_s"]) == (12, 11, 1, 160)
    assert day["complete_m"] == pytest.approx(1_000.0, rel=1e-3)
    assert day["metres"] == pytest.approx(2_000.0, rel=1e-3)
    assert (day["moving"], day["on_road"]) == (8, 8)  # positions that the next one settled
