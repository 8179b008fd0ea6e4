"""What each suspicion says yes to, and what looks like it and is not."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from daoan.terms.detections import DetectionFrame, Suspicion
from daoan.terms.errors import InputError
from daoan.terms.passes import PassClass, PlateState, SiteHazard
from daoan.terms.plates import NO_PLATE, pack_plate
from daoan.warn.passes.watching import WatchColumns
from tests.warn.passes.road_given import (
    CAR,
    COACH,
    DAY,
    FAR,
    MIDNIGHT,
    MINUTE,
    SITES,
    STRANGER,
    TRUCK,
    along,
    engine,
    hazard,
    passes,
    vehicles,
)

HOME_UNKNOWN = pack_plate("甘MI7777")
ALL_DAY = (MIDNIGHT, MIDNIGHT + 1440 * MINUTE)


def told(found: DetectionFrame) -> list[Suspicion]:
    return [Suspicion(k) for k in found.kind]


def one(found: DetectionFrame, kind: Suspicion) -> dict[str, Any]:
    """The only detection of a kind."""
    rows = np.flatnonzero(found.kind == kind)
    assert len(rows) == 1, told(found)
    return {name: getattr(found, name)[rows[0]] for name in ("value", "limit", "p_right", "other_site", "entry")}


def watch(plates: Iterable[int], valid: float = 1.0, spans: Iterable[tuple[int, int]] | None = None) -> WatchColumns:
    listed = list(plates)
    begins, ends = zip(*(spans or [ALL_DAY] * len(listed)), strict=True)
    return WatchColumns(
        np.array(listed, np.int64), np.array(begins), np.array(ends), np.full(len(listed), valid, np.float32),
        np.arange(len(listed), dtype=np.int32),
    )  # fmt: skip


def test_an_ordinary_drive_gives_no_reason_to_suspect_anything() -> None:
    assert len(engine().see(passes(along(CAR, 600, range(20))))) == 0


def test_a_pass_without_a_plate_is_passed_over() -> None:
    running = engine()
    assert len(running.see(passes([(NO_PLATE, 0, 600)], speed_kmh=300))) == 0
    assert running.state.number == 0


def test_a_site_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="点位"):
        engine().see(passes([(CAR, SITES, 600)]))


# Watched plates.


def test_a_watched_plate_is_a_hit_at_every_site_with_its_entry() -> None:
    found = engine(watches=watch([TRUCK, CAR])).see(passes(along(CAR, 600, range(3))))
    assert told(found) == [Suspicion.WATCHED] * 3
    assert set(found.entry) == {1}
    assert found.p_right.min() > 0.9


def test_an_entry_holds_from_its_beginning_to_its_end() -> None:
    span = (MIDNIGHT + 610 * MINUTE, MIDNIGHT + 620 * MINUTE + 1)
    found = engine(watches=watch([CAR], spans=[span])).see(passes([(CAR, site, 600 + 10 * site) for site in range(4)]))
    assert [int(m - MIDNIGHT) // MINUTE for m in found.happened_ms] == [610, 620]


def test_every_entry_of_a_plate_is_told_the_first_first() -> None:
    found = engine(watches=watch([CAR, TRUCK, CAR])).see(passes([(CAR, 0, 600)]))
    assert list(found.entry) == [0, 2]


def test_a_poor_read_and_an_old_entry_lower_the_chance() -> None:
    sure = engine(watches=watch([CAR])).see(passes([(CAR, 0, 600)], score=99)).p_right[0]
    poor = engine(watches=watch([CAR])).see(passes([(CAR, 0, 600)], score=40)).p_right[0]
    old = engine(watches=watch([CAR], valid=0.5)).see(passes([(CAR, 0, 600)], score=99)).p_right[0]
    assert poor < sure
    assert old == pytest.approx(sure / 2)


def test_a_read_that_resembles_a_watched_plate_is_a_weaker_hit_unless_the_read_plate_exists() -> None:
    watched, read = pack_plate("甘MI0888"), pack_plate("甘MI08B8")
    found = engine(watches=watch([watched])).see(passes([(read, 0, 600)], score=45))
    assert told(found)[0] == Suspicion.WATCHED_MISREAD
    exact = engine(watches=watch([watched])).see(passes([(watched, 0, 600)]))
    assert 0.2 <= found.p_right[0] < exact.p_right[0]
    registered = vehicles()
    registered.plate[0] = read
    assert Suspicion.WATCHED_MISREAD not in told(
        engine(registered, watch([watched])).see(passes([(read, 0, 600)], score=45))
    )


def test_a_second_read_alike_makes_a_hit_surer() -> None:
    found = engine(watches=watch([HOME_UNKNOWN])).see(passes(along(HOME_UNKNOWN, 600, range(4)), score=80))
    hits = found.p_right[found.kind == Suspicion.WATCHED]
    assert list(hits) == sorted(hits)
    assert hits[-1] > hits[0]


# Two vehicles under one plate.


@pytest.mark.parametrize(("score", "reads"), [(99, 1), (92, 2), (40, 0)])
def test_the_poorer_the_reads_the_more_it_takes_to_call_two_vehicles_by_one_plate(score, reads) -> None:
    rows = [(CAR, 0, 600), (CAR, FAR, 605), (CAR, 1, 608), (CAR, FAR, 612), (CAR, 2, 615)]
    found = engine().see(passes(rows, score=score))
    if not reads:
        assert Suspicion.CLONE not in told(found)
        return
    seen = one(found, Suspicion.CLONE)
    assert seen["value"] == reads
    assert seen["p_right"] > 0.5
    assert seen["other_site"] == (0 if reads == 1 else 1)


def test_the_score_of_the_earlier_read_counts_as_much() -> None:
    frame = passes([(CAR, FAR, 600), (CAR, 0, 605)])
    frame.score[0] = 40
    assert Suspicion.CLONE not in told(engine().see(frame))


def test_a_stray_read_that_is_followed_for_a_while_does_not_make_the_vehicle_itself_a_second_one() -> None:
    """Whichever side is fewer reads may be the stray one: many good reads of the other are no evidence."""
    rows = [(CAR, FAR, 600), *along(CAR, 605, range(6))]
    frame = passes(rows)
    frame.score[0] = 40
    assert Suspicion.CLONE not in told(engine().see(frame))


def test_what_the_register_says_of_a_camera_weighs_more_than_its_own_score() -> None:
    """The same scores: a camera whose reads of home plates all stand in the register is believed sooner."""
    rows = [(CAR, 0, 600), (CAR, FAR, 605)]
    unknowing = engine()
    assert Suspicion.CLONE not in told(unknowing.see(passes(rows, score=85)))
    knowing = engine()
    knowing.see(passes([(CAR, FAR, 2 * k) for k in range(400)] + [(TRUCK, 0, 2 * k) for k in range(400)], score=85))
    later = [(plate, site, minute + 1440) for plate, site, minute in rows]
    assert Suspicion.CLONE in told(knowing.see(passes(later, score=85)))


def test_a_plate_that_resembles_another_registered_one_is_called_doubled_less_soon() -> None:
    rows = [(CAR, 0, 600), (CAR, FAR, 605)]
    alone = one(engine().see(passes(rows)), Suspicion.CLONE)["p_right"]
    crowd = vehicles()
    crowd.plate[1] = pack_plate("甘MI000L")  # one sign from the car's
    assert Suspicion.CLONE not in told(engine(crowd).see(passes(rows)))
    assert alone > 0.5


def test_the_same_look_at_both_places_makes_a_copy_more_likely_than_a_misread_plate() -> None:
    rows = [(CAR, 0, 600), (CAR, FAR, 605)]
    plain = one(engine().see(passes(rows)), Suspicion.CLONE)["p_right"]
    alike = one(engine().see(passes(rows, kind=PassClass.CAR, colour=1, brand=5)), Suspicion.CLONE)["p_right"]
    assert alike > plain


def test_one_that_is_always_fast_is_no_second_vehicle_however_often_it_is() -> None:
    """120 km/h where free flow is 80: once it has shown its pace it is its own measure, and before that a few are."""
    rows = along(CAR, 600, range(0, 50, 5), minutes=25.0)
    looks = {"kind": PassClass.CAR, "colour": 1, "brand": 5}
    assert Suspicion.CLONE not in told(engine().see(passes(rows, **looks)))
    slow = along(CAR, 300, range(0, 30, 5), minutes=38.0) + along(CAR, 600, range(30, 58, 5), minutes=25.0)
    assert Suspicion.CLONE not in told(engine().see(passes(slow, **looks)))


def test_a_fast_way_between_two_vehicles_of_different_looks_is_another_vehicle() -> None:
    frame = passes([(CAR, 0, 600), (CAR, 40, 600 + 185)], kind=PassClass.CAR, colour=1, brand=5)
    assert Suspicion.CLONE not in told(engine().see(frame))
    frame.kind[1], frame.colour[1], frame.brand[1] = PassClass.VAN, 8, 50
    assert Suspicion.CLONE in told(engine().see(frame))


def test_a_read_that_a_late_clock_puts_before_the_last_can_still_be_of_another_vehicle() -> None:
    frame = passes([(CAR, 0, 600), (CAR, FAR, 599)])
    assert Suspicion.CLONE in told(engine().see(frame))


def test_a_wrong_clock_does_not_clone_vehicles() -> None:
    rows = [(CAR, 0, 600), (CAR, 1, 600.5)]  # 10 km in half a minute: its clock is seven minutes behind
    ahead = np.zeros(SITES)
    ahead[1] = -420
    running = engine(clock_s=ahead)
    running.see(passes(rows))
    assert running.state.plates["second_site"][0] == -1
    unknowing = engine()
    unknowing.see(passes(rows))
    assert unknowing.state.plates["second_site"][0] == 1


def test_a_site_that_sends_impossible_reads_of_everybody_is_not_believed() -> None:
    plates = [pack_plate(f"甘MI{i:04d}") for i in range(1000, 1400)]
    rows = []
    for k, plate in enumerate(plates):
        rows += [(plate, 0, 500 + k), (plate, FAR, 500.5 + k)]
    running = engine()
    running.see(passes(rows))
    found = running.see(passes([(CAR, 0, 1000), (CAR, FAR, 1001), (CAR, 1, 1007), (CAR, FAR, 1010), (CAR, FAR, 1020)]))
    assert Suspicion.CLONE not in told(found)


def test_a_vehicle_of_another_look_is_suspected_at_the_second_read_and_its_own_look_speaks_against_it() -> None:
    wrong = {"kind": PassClass.VAN, "colour": 8, "brand": 50}
    rows = along(CAR, 600, range(3))
    assert told(engine().see(passes(rows[:1], **wrong))) == []
    seen = one(engine().see(passes(rows[:2], **wrong)), Suspicion.LOOKS)
    assert seen["value"] == pytest.approx(0.85)
    running = engine()
    running.see(passes(rows[:1], **wrong))
    running.see(passes(along(CAR, 610, [1] * 5), kind=PassClass.CAR, colour=1, brand=5))
    assert told(running.see(passes([(CAR, 2, 660)], **wrong))) == []
    assert told(engine().see(passes(along(CAR, 600, range(12)), colour=8))) == []  # the colour alone is not enough


def test_classes_that_look_alike_are_no_other_look() -> None:
    rows = along(TRUCK, 600, range(12))
    assert Suspicion.LOOKS not in told(engine().see(passes(rows, kind=PassClass.HAZMAT, colour=8)))


# Speed.


@pytest.mark.parametrize(
    ("plate", "speed", "minute", "suspected"),
    [(CAR, 109, 600, False), (CAR, 111, 600, True), (TRUCK, 89, 600, True), (COACH, 87, 600, False),
     (COACH, 75, 1380, True), (COACH, 69, 1380, False), (CAR, 109, 1380, False)],
)  # fmt: skip
def test_speed_is_held_against_the_limit_of_the_class_and_the_hour(plate, speed, minute, suspected) -> None:
    found = engine().see(passes([(plate, 0, minute)], speed_kmh=speed))
    assert (Suspicion.POINT_SPEED in told(found)) is suspected


def test_section_speed_takes_what_the_clocks_may_be_off_from_the_suspicion() -> None:
    rows = along(CAR, 600, range(2), minutes=5.2)  # 10 km in 312 s: 115 km/h
    assert one(engine(clock_sd_s=0.1).see(passes(rows)), Suspicion.SECTION_SPEED)["value"] == pytest.approx(115.4, 0.01)
    assert told(engine(clock_sd_s=5).see(passes(rows))) == []


# Driving and rest.


def test_driving_is_counted_from_the_last_rest() -> None:
    assert told(engine().see(passes(along(TRUCK, 600, range(32))))) == []
    assert one(engine().see(passes(along(TRUCK, 600, range(40)))), Suspicion.FATIGUE)["value"] == pytest.approx(4, 0.05)


def test_where_twenty_minutes_of_rest_were_likely_driving_begins_anew() -> None:

    def with_stop(minutes: float) -> list[tuple[int, int, float]]:
        return along(TRUCK, 600, range(20)) + along(TRUCK, 600 + 20 * 7.5 + minutes, range(20, 45))

    assert Suspicion.FATIGUE not in told(engine().see(passes(with_stop(20))))
    assert Suspicion.FATIGUE in told(engine().see(passes(with_stop(15))))
    doubtful = one(engine().see(passes(with_stop(18))), Suspicion.FATIGUE)["p_right"]
    assert doubtful < one(engine().see(passes(with_stop(12))), Suspicion.FATIGUE)["p_right"]


def test_short_stops_are_not_driven_and_a_turn_out_of_sight_takes_its_time() -> None:
    stops = [(TRUCK, k // 2, 600 + 8.0 * (k // 2) + 0.5 * (k % 2) * 15) for k in range(64)]
    assert told(engine().see(passes(along(TRUCK, 600, range(33))))) == [Suspicion.FATIGUE]
    assert Suspicion.FATIGUE not in told(engine().see(passes(sorted(stops, key=lambda row: row[2])[:62])))
    there = along(TRUCK, 600, range(20))
    back = along(TRUCK, there[-1][2] + 23, range(19, -1, -1))  # at the same site again: some minutes of it were driven
    assert Suspicion.FATIGUE in told(engine().see(passes(there + back)))


def test_who_may_be_two_vehicles_is_not_called_tired() -> None:
    before, after = along(TRUCK, 600, range(30)), along(TRUCK, 600 + 30 * 7.5, range(30, 45))
    rows = [*before, (TRUCK, FAR, 600 + 29 * 7.5 + 3), *after]
    found = told(engine().see(passes(rows)))
    assert Suspicion.CLONE in found
    assert Suspicion.FATIGUE not in found


def test_a_car_is_not_looked_at_for_fatigue_and_a_coach_by_night_after_two_hours() -> None:
    assert told(engine().see(passes(along(CAR, 300, range(45))))) == []
    seen = one(
        engine().see(passes(along(COACH, 1325, range(15)) + along(COACH, 1440, range(15, 20)))), Suspicion.FATIGUE
    )
    assert seen["limit"] == 2
    assert told(engine().see(passes(along(COACH, 600, range(25))))) == []


def test_a_coach_between_two_and_five_is_told_once_at_its_second_site_unless_it_is_exempt() -> None:
    rows = along(COACH, 130, range(6))
    found = engine().see(passes(rows))
    assert told(found).count(Suspicion.NIGHT_COACH) == 1
    assert found.site[found.kind == Suspicion.NIGHT_COACH][0] == 1
    exempt = vehicles(exempt_night={COACH: True})
    assert Suspicion.NIGHT_COACH not in told(engine(exempt).see(passes(rows)))
    assert Suspicion.NIGHT_COACH not in told(engine().see(passes(along(COACH, 300, range(6)))))


# The register.


@pytest.mark.parametrize(
    ("column", "value", "kind", "says"),
    [("inspect_by", DAY - 3, Suspicion.INSPECTION, 3), ("scrap_by", DAY - 40, Suspicion.SCRAP, 40),
     ("state", PlateState.STOLEN, Suspicion.CANCELLED, 3), ("unprocessed", 20, Suspicion.UNPROCESSED, 20)],
)  # fmt: skip
def test_what_the_register_says_is_told_once_a_day(column, value, kind, says) -> None:
    rows = [*along(TRUCK, 600, range(3)), *along(TRUCK, 1440 + 600, range(3))]
    found = engine(vehicles(**{column: {TRUCK: value}})).see(passes(rows))
    values = [float(v) for k, v in zip(found.kind, found.value, strict=True) if k == kind]
    assert len(values) == 2
    assert values[0] == says


@pytest.mark.parametrize(("column", "value"), [("inspect_by", DAY), ("unprocessed", 19)])
def test_the_last_day_and_one_violation_less_are_no_suspicion(column, value) -> None:
    assert told(engine(vehicles(**{column: {TRUCK: value}})).see(passes([(TRUCK, 0, 600)]))) == []


def test_a_home_plate_that_is_not_registered_needs_several_reads_and_a_stranger_is_never_one() -> None:
    found = engine().see(passes(along(HOME_UNKNOWN, 600, range(5))))
    assert told(found) == [Suspicion.UNREGISTERED]
    assert found.value[0] >= 2
    assert told(engine().see(passes(along(STRANGER, 600, range(5))))) == []


# Roads that some vehicles should not enter unseen.


def test_a_truck_that_should_not_drive_at_all_is_told_before_a_long_descent() -> None:
    late = vehicles(inspect_by={TRUCK: DAY - 1})
    at = hazard(SiteHazard.LONG_DESCENT, 2)
    assert Suspicion.HAZARD_ROAD in told(engine(late, at=at).see(passes(along(TRUCK, 600, range(4)))))
    assert Suspicion.HAZARD_ROAD not in told(engine(at=at).see(passes(along(TRUCK, 600, range(4)))))


@pytest.mark.parametrize(("minute", "suspected"), [(1380, True), (120, True), (700, False)])
def test_no_coach_drives_on_a_mountain_road_by_night(minute, suspected) -> None:
    found = engine(at=hazard(SiteHazard.MOUNTAIN, 0)).see(passes([(COACH, 0, minute)]))
    assert (Suspicion.HAZARD_ROAD in told(found)) is suspected


@pytest.mark.parametrize(("minute", "suspected"), [(450, True), (600, False)])
def test_a_school_is_only_a_hazard_at_its_hours(minute, suspected) -> None:
    late = vehicles(inspect_by={TRUCK: DAY - 1})
    found = engine(late, at=hazard(SiteHazard.SCHOOL, 0)).see(passes([(TRUCK, 0, minute)]))
    assert (Suspicion.HAZARD_ROAD in told(found)) is suspected


# One pass told twice.


def test_a_double_is_seen_once() -> None:
    rows = [(CAR, 0, 600), (CAR, 0, 600.01)]
    assert told(engine().see(passes(rows, speed_kmh=150))) == [Suspicion.POINT_SPEED]
