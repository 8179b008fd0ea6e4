"""The kernel says what the slow, obvious engine says, however the stream is cut and wherever it was resumed."""

import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.terms.detections import DETECTION_TYPES, DetectionFrame, Suspicion, join_detections
from daoan.terms.passes import NEVER, PassClass, PassFrame, PlateState
from daoan.terms.plates import NO_PLATE, pack_plate
from daoan.warn.passes.state import without_old
from daoan.warn.passes.watching import WatchColumns
from tests.warn.passes.plain_engine import PlainEngine
from tests.warn.passes.road_given import (
    CAR,
    COACH,
    DAY,
    FAR,
    MIDNIGHT,
    MINUTE,
    PACK,
    SITES,
    STRANGER,
    TRUCK,
    engine,
    passes,
    roads,
    sites,
    vehicles,
)

PLATES = [CAR, COACH, TRUCK, STRANGER, pack_plate("甘MI7777"), NO_PLATE]


def world(rng: np.random.Generator) -> tuple[Any, Any, Any]:
    """A register, a watch list and sites, drawn."""
    registered = vehicles(
        inspect_by={p: DAY + int(rng.integers(-1, 3)) for p in PLATES[:3]},
        scrap_by={TRUCK: DAY if rng.random() < 0.3 else NEVER},
        unprocessed={CAR: int(rng.integers(18, 22))},
        state={COACH: PlateState.CANCELLED if rng.random() < 0.3 else PlateState.VALID},
        exempt_night={COACH: bool(rng.random() < 0.3)},
    )
    watches = WatchColumns(
        np.array([CAR, STRANGER], np.int64), np.array([MIDNIGHT, MIDNIGHT + 300 * MINUTE]),
        np.array([MIDNIGHT + 3000 * MINUTE] * 2), np.ones(2, np.float32), np.arange(2, dtype=np.int32),
    )  # fmt: skip
    at = sites(
        hazard=rng.integers(0, 16, SITES).astype(np.uint8),
        limit_car_kmh=rng.choice([80.0, 100.0, np.nan], SITES).astype(np.float32),
    )
    return registered, watches, at


def stream(rng: np.random.Generator, number: int) -> PassFrame:
    """Passes of few plates that drive on, rest, jump and are read in all ways, not quite in order."""
    rows, site, minute = [], {p: int(rng.integers(0, SITES)) for p in PLATES}, dict.fromkeys(PLATES, 0.0)
    for _ in range(number):
        plate = PLATES[rng.integers(0, len(PLATES))]
        ahead = int(rng.integers(-1, 3))
        site[plate] = FAR if rng.random() < 0.05 else int(np.clip(site[plate] % (SITES - 1) + ahead, 0, SITES - 2))
        minute[plate] += float(rng.choice([0.01, 4.0, 6.0, 7.5, 9.0, 16.0, 40.0, 200.0, -3.0],
                                          p=[0.05, 0.1, 0.2, 0.3, 0.15, 0.1, 0.05, 0.03, 0.02]))  # fmt: skip
        rows.append((plate, site[plate], minute[plate]))
    frame = passes(rows)
    frame.score[:] = rng.choice([30, 72, 96, 99, 255], number)
    frame.kind[:] = rng.choice([*range(11), 255], number)
    frame.colour[:] = rng.choice([1, 2, 3, 255], number)
    frame.brand[:] = rng.choice([5, 6, 7, -1], number)
    frame.speed_kmh[:] = rng.choice([60.0, 95.0, 130.0, np.nan], number)
    return frame


def pairs(frame: PassFrame, found: DetectionFrame) -> list[tuple[int, Suspicion]]:
    row = {int(p): i for i, p in enumerate(frame.pass_id)}
    return sorted(
        (row[int(p)], Suspicion(k))
        for p, k in zip(found.pass_id, found.kind, strict=True)
        if k != Suspicion.WATCHED_MISREAD
    )


def same(one: DetectionFrame, other: DetectionFrame) -> None:
    for name in DETECTION_TYPES:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


@pytest.mark.parametrize("seed", range(40))
def test_the_kernel_says_what_the_slow_engine_says(seed) -> None:
    rng = np.random.default_rng(seed)
    registered, watches, at = world(rng)
    frame = stream(rng, 400)
    frame.pass_id[:] = np.arange(1, len(frame) + 1)
    plain = PlainEngine(PACK, at, roads().road_m, roads().free_s, registered, watches, reach_s=3.0)
    running = engine(registered, watches, at)
    assert pairs(frame, running.see(frame)) == sorted(plain.see(frame))


def test_the_streams_of_these_tests_give_rise_to_every_suspicion() -> None:
    found: set[int] = set()
    for seed in range(40):
        rng = np.random.default_rng(seed)
        registered, watches, at = world(rng)
        found |= set(engine(registered, watches, at).see(stream(rng, 400)).kind.tolist())
    assert found >= set(Suspicion) - {Suspicion.SHUTTLE, Suspicion.WATCHED_MISREAD}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 300), max_size=6))
def test_where_batches_are_cut_changes_no_byte(seed: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    registered, watches, at = world(rng)
    frame = stream(rng, 300)
    whole = engine(registered, watches, at).see(frame)
    running = engine(registered, watches, at)
    edges = [0, *sorted(cuts), 300]
    parts = [running.see(frame.take(slice(a, b))) for a, b in pairwise(edges)]
    same(whole, join_detections(parts))


def test_a_state_that_was_kept_goes_on_as_if_nothing_had_happened() -> None:
    rng = np.random.default_rng(5)
    registered, watches, at = world(rng)
    frame = stream(rng, 600)
    whole = engine(registered, watches, at).see(frame)
    first = engine(registered, watches, at)
    head = first.see(frame.take(slice(0, 250)))
    later = engine(registered, watches, at)
    later.state = pickle.loads(pickle.dumps(first.state))
    same(whole, join_detections([head, later.see(frame.take(slice(250, 600)))]))


def test_more_detections_than_there_is_room_for_are_all_told() -> None:
    frame = passes([(CAR, k % 2, 600 + 10 * k) for k in range(3000)], speed_kmh=150, kind=PassClass.CAR)
    found = engine().see(frame)
    assert (found.kind == Suspicion.POINT_SPEED).sum() == 3000


def test_a_plate_with_more_entries_than_usual_is_told_of_every_one() -> None:
    entries = 500
    watches = WatchColumns(
        np.full(entries, CAR), np.full(entries, MIDNIGHT), np.full(entries, MIDNIGHT + 1440 * MINUTE),
        np.ones(entries, np.float32), np.arange(entries, dtype=np.int32) + 40,
    )  # fmt: skip
    found = engine(watches=watches).see(passes([(CAR, 0, 600), (CAR, 1, 610), (TRUCK, 0, 620)]))
    assert found.entry[found.kind == Suspicion.WATCHED].tolist() == [*range(40, 40 + entries)] * 2


def test_a_new_list_is_heeded_for_plates_that_are_known_already() -> None:
    running = engine()
    running.see(passes([(CAR, 0, 600)]))
    watches = WatchColumns(np.array([CAR]), np.array([MIDNIGHT]), np.array([MIDNIGHT + 1440 * MINUTE]),
                           np.ones(1, np.float32), np.zeros(1, np.int32))  # fmt: skip
    running.look_around(engine(watches=watches).around)
    assert Suspicion.WATCHED in running.see(passes([(CAR, 1, 610)])).kind


def test_plates_that_were_long_not_seen_are_forgotten_and_no_other() -> None:
    running = engine()
    running.see(passes([(CAR, 0, 0), (TRUCK, 0, 0), (CAR, 1, 2000)]))
    running.state = without_old(running.state, MIDNIGHT + 1000 * MINUTE)
    assert running.knows(CAR)
    assert not running.knows(TRUCK)
    assert running.state.number == 1
    assert running.state.plates["last_site"][0] == 1


def test_many_plates_find_their_own_state() -> None:
    plates = [pack_plate(f"甘MI{i:04d}") for i in range(5000)]
    running = engine()
    for site in range(3):
        running.see(passes([(plate, site, 600 + 8 * site) for plate in plates]))
    assert running.state.number == 5000
    assert set(running.state.plates["last_site"][:5000]) == {2}
    assert sorted(running.state.plate_of()) == sorted(plates)
