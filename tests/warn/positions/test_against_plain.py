"""The kernel says what the slow, obvious engine says, whatever order positions come in and however they are cut."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from daoan.terms.fleet_alarms import FleetAlarm, PositionFrame
from daoan.warn.positions.engine import Engine, latest
from daoan.warn.positions.monitor import Monitor
from tests.warn.positions.plain_engine import Alarm, Report, Vehicle, as_alarm
from tests.warn.positions.tracks_given import (
    MINUTE,
    drawn_network,
    drawn_track,
    drawn_vehicle,
    engine_over,
    frame_of,
    plain_of,
)

VEHICLES = 3
LATENESS = 20 * MINUTE


def world(
    rng: np.random.Generator, reports: int
) -> tuple[Engine, list[Vehicle], list[list[Report]], list[list[Alarm]]]:
    """Vehicles, their tracks, and what the slow engine says of each."""
    roads = drawn_network(rng)
    vehicles = [drawn_vehicle(rng) for _ in range(VEHICLES)]
    tracks = [drawn_track(rng, roads, reports) for _ in vehicles]
    engine = engine_over(roads, vehicles)
    plain = plain_of(engine.around.ground, roads)
    silent_at = max(track[-1].at for track in tracks) + 47 * 60 * MINUTE
    said = [plain.alarms(v, track, silent_at) for v, track in zip(vehicles, tracks, strict=True)]
    return engine, vehicles, tracks, said


def told(engine: Engine, parts: list[np.ndarray], tracks: list[list[Report]]) -> list[list[Alarm]]:
    """What the engine told in all, terminal by terminal."""
    silent_at = max(track[-1].at for track in tracks) + 47 * 60 * MINUTE
    alarms = latest(np.concatenate([*parts, engine.silent(silent_at)]))
    return [sorted(as_alarm(a) for a in alarms[alarms["terminal"] == k + 1]) for k in range(len(tracks))]


def same(found: list[list[Alarm]], said: list[list[Alarm]]) -> None:
    for one, other in zip(found, said, strict=True):
        assert [a[:4] + a[6:] for a in one] == [a[:4] + a[6:] for a in other]
        for a, b in zip(one, other, strict=True):
            assert a[4:6] == pytest.approx(b[4:6], rel=1e-6)


def disordered(rng: np.random.Generator, frame: PositionFrame) -> PositionFrame:
    """Late, doubled and in another order, none later than is waited for."""
    rows = np.concatenate([np.arange(len(frame)), rng.choice(len(frame), len(frame) // 5)])
    late = rng.integers(0, LATENESS // 2, len(rows)) * (rng.random(len(rows)) < 0.3)
    known = frame.happened_ms[rows] + late
    order = np.lexsort((rng.random(len(rows)), known))
    columns = {name: getattr(frame, name)[rows[order]] for name in PositionFrame.__slots__}
    return PositionFrame(**columns | {"known_ms": known[order]})


@settings(
    max_examples=10, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # a seed does not shrink
@given(seed=st.integers(0, 2**32 - 1), cuts=st.lists(st.floats(0, 1), max_size=4))
def test_disorder_changes_no_alarm(seed: int, cuts: list[float]) -> None:
    rng = np.random.default_rng(seed)
    engine, _, tracks, said = world(rng, 200)
    arrived = disordered(rng, frame_of(tracks))
    monitor = Monitor(engine, LATENESS)
    edges = [0, *sorted(int(c * len(arrived)) for c in cuts), len(arrived)]
    parts = [monitor.see(arrived.take(slice(a, b))).alarms for a, b in pairwise(edges)]
    parts.append(monitor.flush().alarms)
    same(told(engine, parts, tracks), said)
    assert monitor.ordering.late == 0
    assert monitor.ordering.doubled == len(arrived) - sum(map(len, tracks))


def test_every_kind_of_alarm_is_among_those_compared() -> None:
    kinds = Counter[FleetAlarm]()
    for seed in range(16):
        engine, _, tracks, said = world(np.random.default_rng(seed), 600)
        same(told(engine, [engine.see(frame_of(tracks)).alarms], tracks), said)
        kinds.update(alarm.kind for alarms in said for alarm in alarms)
    assert set(kinds) == set(FleetAlarm), kinds
