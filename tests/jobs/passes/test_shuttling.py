"""The nightly batch over a lake: the same again, a new day alone, late passes, what goes, and what can be told."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from daoan.jobs.passes.shuttling import Shuttles, shuttles_of, take_night
from daoan.jobs.passes.shuttling_days import ReducedDays, days_before
from daoan.store.lake import PassLake
from daoan.terms.detections import DETECTION_TYPES, DetectionFrame, Suspicion
from daoan.terms.passes import PassClass, join_passes
from daoan.terms.times import from_ms
from tests.warn.shuttling.shuttling_given import (
    DAY_MS,
    FIRST_MS,
    OTHER,
    PACK,
    RULES,
    SITES,
    TRUCK,
    VAN,
    leg,
    passes,
    register,
    single,
    to_and_fro,
)  # fmt: skip

ZONE = "Asia/Shanghai"
KNOWN = register((VAN, PassClass.VAN), (TRUCK, PassClass.CONSTRUCTION))
DAYS = 8
TOUCHED = DAYS + 1  # local days that share a UTC day of the lake with the eight


@pytest.fixture
def lake(tmp_path: Path) -> PassLake:
    """Eight days of a van that shuttles, a builder's truck that does the same, and somebody who commutes."""
    made = PassLake(tmp_path / "lake")
    for day in range(DAYS):
        made.append(whole_day(day))
    return made


def whole_day(day: int):
    return join_passes(
        [
            passes(VAN, to_and_fro(8), day),
            passes(TRUCK, to_and_fro(10), day, PassClass.CONSTRUCTION),
            passes(OTHER, leg(420, 0, 4) + leg(1100, 4, 0), day, PassClass.CAR),
        ]
    )


def midnight(day: int) -> datetime:
    """Three o'clock in the night before the so-many-th day."""
    return from_ms(FIRST_MS + day * DAY_MS) + timedelta(hours=3)


def night(lake: PassLake, day: int = DAYS, **more) -> Shuttles:
    return take_night(lake, SITES, KNOWN, midnight(day), PACK, ZONE, lake.folder.parent / "cache", **more)


def rows(frame: DetectionFrame) -> list[tuple[object, ...]]:
    return list(zip(*(getattr(frame, name).tolist() for name in DETECTION_TYPES), strict=True))


def test_the_van_is_told_with_its_last_read_and_its_other_end(lake: PassLake) -> None:
    told = night(lake).detections
    last = passes(VAN, to_and_fro(8), DAYS - 1)
    assert [Suspicion(k) for k in told.kind.tolist()] == [Suspicion.SHUTTLE]
    assert (int(told.plate[0]), int(told.pass_id[0])) == (VAN, int(last.pass_id[-1]))
    assert (int(told.site[0]), int(told.happened_ms[0])) == (1, int(last.happened_ms[-1]))
    assert (int(told.other_site[0]), int(told.other_ms[0])) == (3, int(last.happened_ms[-3]))
    assert (float(told.value[0]), float(told.limit[0]), int(told.entry[0])) == (DAYS, RULES.least_days, -1)
    assert 0.9 < told.p_right[0] < 1


def test_whoever_is_licensed_is_not_told(lake: PassLake) -> None:
    assert len(night(lake, licensed=[VAN]).detections) == 0


def test_the_days_and_the_reads_that_are_the_evidence_can_be_told(lake: PassLake) -> None:
    found = night(lake)
    assert found.days_of(0) == tuple(date(2026, 2, 16) + timedelta(days=k) for k in range(DAYS))
    reads = found.passes_of(lake, 0)
    expected = join_passes([passes(VAN, to_and_fro(8), day) for day in range(DAYS)])
    assert reads.pass_id.tolist() == expected.pass_id.tolist()
    assert found.expected_false() == pytest.approx(1 - float(found.found.p_right[0]))


def test_the_same_night_again_says_the_same_and_reads_nothing(lake: PassLake, tmp_path: Path) -> None:
    first, again = night(lake), night(lake)
    assert (first.read_anew, again.read_anew) == (TOUCHED, 0)
    assert rows(again.detections) == rows(first.detections)
    fresh = shuttles_of(lake, SITES, KNOWN, midnight(DAYS), PACK, ZONE, tmp_path / "elsewhere")
    assert rows(fresh) == rows(first.detections)


def test_the_next_night_reads_the_new_day_and_the_one_that_shares_its_utc_day_and_keeps_the_id(lake: PassLake) -> None:
    before = night(lake)
    lake.append(whole_day(DAYS))
    after = night(lake, DAYS + 1)
    assert after.read_anew == 2
    assert after.detections.detection_id.tolist() == before.detections.detection_id.tolist()
    assert after.detections.pass_id[0] != before.detections.pass_id[0]
    assert after.detections.value[0] == DAYS + 1


def test_another_id_comes_only_after_enough_days_of_another_block(lake: PassLake) -> None:
    turn = next(day for day in range(DAYS, 60) if (20_500 + day) % RULES.span_days == 0)
    for day in range(DAYS, turn + RULES.least_days):
        lake.append(whole_day(day))
    nights = (turn - 1, turn + RULES.least_days - 1, turn + RULES.least_days)
    before, still, then = (int(night(lake, day).detections.detection_id[0]) for day in nights)
    assert before == still != then


def test_late_passes_are_read_and_what_was_not_known_yet_is_not(lake: PassLake) -> None:
    night(lake)
    late = passes(OTHER, [(m, s, h, {"known_ms": FIRST_MS + 20 * DAY_MS}) for m, s, h, _ in to_and_fro(8)], 2)
    late.pass_id[:] += 500  # further reads than those of its way to work
    lake.append(late)
    early = night(lake)
    assert early.read_anew == 3, "two UTC days"
    assert crossings_on(lake, 2, DAYS) == 2, "to work and back"
    assert night(lake).read_anew == 0, "the same moment again"
    then = night(lake, 21)
    assert then.read_anew == 2, "the day that was not whole, and the one that began at the lake's last midnight"
    assert crossings_on(lake, 2, 21) == 10
    assert rows(early.detections) == rows(night(PassLake(lake.folder)).detections)


def crossings_on(lake: PassLake, day: int, on: int) -> int:
    """Of the busiest site by the commuter on a day, as known in a later night."""
    (wanted,) = [d for d in days_before(midnight(on), ZONE, RULES.span_days) if d.from_ms == FIRST_MS + day * DAY_MS]
    (runs,), _ = ReducedDays(lake, SITES, RULES, lake.folder / "elsewhere").take([wanted], midnight(on))
    return int(runs.crossings[runs.plate == OTHER].max())


def test_a_pass_after_midnight_is_of_the_next_day_and_today_is_not_looked_at(lake: PassLake) -> None:
    lake.append(passes(OTHER, single(10, 2, start=10, gap=16), DAYS))  # before three o'clock: known, and not over
    found = night(lake)
    assert found.span[-1].until_ms == FIRST_MS + DAYS * DAY_MS
    assert found.span[-1].day == date(2026, 2, 16) + timedelta(days=DAYS - 1)
    assert len(found.span) == RULES.span_days


def test_days_out_of_the_span_and_out_of_the_lake_are_forgotten(lake: PassLake) -> None:
    folder = lake.folder.parent / "cache"

    def kept() -> list[str]:
        return sorted(path.name[:10] for path in folder.iterdir())

    night(lake)
    assert len(kept()) == TOUCHED
    night(lake, RULES.span_days + 2)
    assert kept() == [f"2026-02-{day}" for day in range(18, 25)]
    for day in lake.day_names():
        lake.set_aside(day)
        lake.end(day)
    assert len(night(lake).detections) == 0
    assert kept() == []


def test_a_day_file_that_was_cut_or_is_of_other_rules_is_made_again(lake: PassLake) -> None:
    first = night(lake)
    paths = sorted((lake.folder.parent / "cache").iterdir())
    paths[0].write_bytes(paths[0].read_bytes()[:-40])
    again = night(lake)
    assert (again.read_anew, rows(again.detections)) == (1, rows(first.detections))
    moved = SITES.take(np.array([0, 1, 2, 4, 3]))
    assert take_night(lake, moved, KNOWN, midnight(DAYS), PACK, ZONE, paths[0].parent).read_anew == TOUCHED


def test_a_lake_of_nothing(tmp_path: Path) -> None:
    none = take_night(
        PassLake(tmp_path / "lake"), SITES.take(slice(0)), register(), datetime(2026, 3, 1, tzinfo=UTC), PACK, ZONE,
        tmp_path / "cache",
    )  # fmt: skip
    assert (len(none.detections), none.read_anew, none.expected_false()) == (0, 0, 0.0)
