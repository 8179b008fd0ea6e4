"""Days of a fleet on the model town's roads: what its terminals report; simulated.

Vehicles go from road to road at their own share of the limit, rest, and report every ten seconds with an error of some
metres; some are fast, some never rest, some drive by night; terminals fall silent, jump, lose their fix.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.terms.fleet_alarms import FleetFrame, PositionFrame
from daoan.terms.frames import Network
from daoan.terms.passes import PassClass
from daoan.terms.places import plane_of

EVERY_MS, TICKS = 10_000, 8_640  # of a tick; of a day
SMALL, LARGE, HAZMAT = 0, 1, 2  # columns of limits
METRES_PER_DEGREE = 111_320.0
KINDS = [PassClass.COACH, PassClass.SCHOOL_BUS, PassClass.HEAVY_TRUCK, PassClass.HAZMAT, PassClass.CONSTRUCTION]
SHARES = [0.25, 0.05, 0.5, 0.1, 0.1]

#: What a drawn vehicle is about.
DRIVER = np.dtype(
    [
        ("segment", "<i8"), ("forward", "?"), ("along", "<f8"), ("kmh", "<f8"), ("share", "<f8"), ("begins", "<i8"),
        ("ends", "<i8"), ("rests_from", "<i8"), ("rests_until", "<i8"), ("tireless", "?"), ("faulty", "?"),
        ("silent_until", "<i8"), ("group", "<i8"), ("seed", "<u4"),
    ],
    align=True,
)  # fmt: skip


class Roads(NamedTuple):
    """What drivers know of the network: geometry in degrees, metres from point to point, who meets whom."""

    starts: npt.NDArray[np.int64]
    coords: npt.NDArray[np.float64]
    run: npt.NDArray[np.float64]
    length: npt.NDArray[np.float64]
    ends: npt.NDArray[np.int64]  # shape (segments, 2)
    meet_starts: npt.NDArray[np.int64]  # by node
    meets: npt.NDArray[np.int64]
    limit: npt.NDArray[np.float32]  # shape (segments, 3)


def fleet_of(number: int, rng: np.random.Generator) -> FleetFrame:
    """Vehicles of companies of sixty-odd; terminals 1, 2, …."""
    kind = rng.choice([int(k) for k in KINDS], number, p=SHARES)
    coach = kind == int(PassClass.COACH)
    return FleetFrame(
        terminal=np.arange(1, number + 1, dtype=np.int64),
        kind=kind.astype(np.uint8),
        company=(rng.random(number) ** 2 * 300).astype(np.int32),
        drivers=np.where(coach & (rng.random(number) < 0.3), 2, 1).astype(np.uint8),
        exempt_night=coach & (rng.random(number) < 0.2),
        line_km=np.where(coach, rng.choice([60.0, 150.0, 400.0, 900.0], number), np.nan).astype(np.float32),
    )


def roads_of(network: Network, limit: npt.NDArray[np.float32]) -> Roads:
    """The network as drivers know it."""
    plane = plane_of(network.coords[:, 0], network.coords[:, 1])
    xy = np.column_stack(plane.to_metres(network.coords[:, 0], network.coords[:, 1]))
    step = np.zeros(len(xy))
    step[1:] = np.hypot(*np.diff(xy, axis=0).T)
    step[network.starts[:-1]] = 0.0
    run = np.cumsum(step)
    run -= np.repeat(run[network.starts[:-1]], np.diff(network.starts))
    ends = np.column_stack([network.from_node, network.to_node]).astype(np.int64)
    order = np.argsort(ends.ravel(), kind="stable")
    meet_starts = np.concatenate([[0], np.cumsum(np.bincount(ends.ravel(), minlength=len(network.node_lon)))])
    return Roads(
        network.starts, network.coords, run, run[network.starts[1:] - 1], ends, meet_starts.astype(np.int64),
        order // 2, limit,
    )  # fmt: skip


def drivers_of(fleet: FleetFrame, roads: Roads, rng: np.random.Generator) -> npt.NDArray[Any]:
    """Who drives when and how."""
    n = len(fleet)
    rows = np.zeros(n, DRIVER)
    rows["segment"] = rng.integers(0, len(roads.length), n)
    rows["share"] = np.where(rng.random(n) < 0.03, rng.uniform(1.12, 1.35, n), rng.normal(0.85, 0.07, n))
    night = rng.random(n) < 0.12
    _plan_day(rows, night, rng)
    rows["tireless"] = rng.random(n) < 0.02
    rows["faulty"] = rng.random(n) < 0.02
    rows["rests_from"] = rows["begins"] + rng.integers(180, 1200, n)
    rows["rests_until"] = rows["rests_from"] + rng.integers(125, 300, n)
    rows["silent_until"] = -1
    rows["group"] = np.where(fleet.kind == int(PassClass.HAZMAT), HAZMAT, LARGE)
    rows["group"][fleet.kind == int(PassClass.CAR)] = SMALL
    rows["seed"] = rng.integers(1, 2**32, n, dtype=np.uint32)
    return rows


def new_day(drivers: npt.NDArray[Any], rng: np.random.Generator) -> None:
    """Let the same vehicles go on where they stand: the next day's ticks begin at 0 again."""
    _plan_day(drivers, drivers["begins"] < 1800, rng)
    for name in ("rests_from", "rests_until", "silent_until"):
        drivers[name] -= TICKS


def _plan_day(drivers: npt.NDArray[Any], night: npt.NDArray[np.bool_], rng: np.random.Generator) -> None:
    """When each begins and ends: some in the night, most in the day."""
    n = len(drivers)
    drivers["begins"] = np.where(night, rng.integers(0, 360, n), rng.integers(1800, 3600, n))
    drivers["ends"] = np.where(night, rng.integers(2400, 4000, n), rng.integers(5400, 8000, n))


def seldom(frame: PositionFrame, every_s: int, parked_s: int) -> PositionFrame:
    """Reports as terminals send them that spare the network: so many seconds apart when driving, and when parked."""
    tick = frame.happened_ms // EVERY_MS + frame.terminal
    often = tick % (every_s * 1000 // EVERY_MS) == 0
    return frame.take(np.where(frame.speed_kmh > 0, often, tick % (parked_s * 1000 // EVERY_MS) == 0))


def reported(
    fleet: FleetFrame, drivers: npt.NDArray[Any], roads: Roads, begin: int, end: int, begin_ms: int
) -> PositionFrame:
    """What is reported from one tick of a day, which begins at ``begin_ms``, to another. Moves the drivers."""
    shape = len(fleet), end - begin
    lon, lat, speed = np.empty(shape), np.empty(shape), np.empty(shape, np.float32)
    course, what = np.empty(shape, np.int16), np.empty(shape, np.uint8)
    _drive(drivers, *roads, begin, lon, lat, speed, course, what)
    at = begin_ms + np.arange(begin, end) * EVERY_MS
    terminal = np.broadcast_to(fleet.terminal[:, None], shape)
    sent = what.T.ravel() > 0
    columns = [np.ascontiguousarray(column.T).ravel()[sent] for column in (terminal, lon, lat, speed, course, what)]
    happened = np.repeat(at, len(fleet))[sent]
    return PositionFrame(
        columns[0], happened, happened, columns[1], columns[2], columns[3], columns[4], columns[5] == 2
    )  # fmt: skip


@njit(cache=True)
def _drive(
    drivers: Any, starts: Any, coords: Any, run: Any, length: Any, ends: Any, meet_starts: Any, meets: Any, limit: Any,
    begin: int, lon: Any, lat: Any, speed: Any, course: Any, what: Any,
) -> None:  # fmt: skip
    """Ticks of each vehicle. ``what``: 0 nothing is sent, 1 without a fix, 2 with one."""
    for v in range(len(drivers)):
        d = drivers[v]
        np.random.seed(d.seed)
        d.seed = np.uint32(np.random.randint(1, 2**31))
        for k in range(lon.shape[1]):
            tick = begin + k
            if tick >= d.rests_until:
                d.rests_from = tick + np.random.randint(180, 1380)
                d.rests_until = d.rests_from + np.random.randint(30 if np.random.random() < 0.5 else 125, 300)
            on = d.begins <= tick < d.ends and (d.tireless or tick < d.rests_from)
            wanted = limit[d.segment, d.group] * d.share if on else 0.0
            d.kmh += min(max(wanted - d.kmh, -40.0), 25.0)
            if d.kmh > 0.0:
                d.along += d.kmh / 3.6 * 10.0
            while d.along > length[d.segment]:
                d.along -= length[d.segment]
                node = ends[d.segment, 1 if d.forward else 0]
                ways = meet_starts[node + 1] - meet_starts[node]
                following = meets[meet_starts[node] + np.random.randint(0, ways)]
                if following == d.segment and ways > 1:  # nobody turns back where there is another way
                    following = meets[meet_starts[node] + np.random.randint(0, ways)]
                d.segment, d.forward = following, ends[following, 0] == node
            where = d.along if d.forward else length[d.segment] - d.along
            p = starts[d.segment]
            while p < starts[d.segment + 1] - 2 and run[p + 1] < where:
                p += 1
            span = run[p + 1] - run[p]
            t = min(max((where - run[p]) / span, 0.0), 1.0) if span > 0.0 else 0.0
            narrow = np.cos(np.radians(coords[p, 1]))
            dx, dy = (coords[p + 1, 0] - coords[p, 0]) * narrow, coords[p + 1, 1] - coords[p, 1]
            error = 5.0 if d.kmh > 0.0 else 2.0
            jumps = d.faulty and np.random.random() < 0.002
            error = 20_000.0 if jumps else error
            lon[v, k] = coords[p, 0] + t * dx / narrow + np.random.normal() * error / METRES_PER_DEGREE / narrow
            lat[v, k] = coords[p, 1] + t * dy + np.random.normal() * error / METRES_PER_DEGREE
            speed[v, k] = max(d.kmh + np.random.normal() * 1.5, 0.0) if d.kmh > 0.0 else 0.0
            turn = np.degrees(np.arctan2(dx, dy)) + (0.0 if d.forward else 180.0) + np.random.normal() * 5.0
            course[v, k] = int(turn) % 360
            if np.random.random() < 0.00002:
                d.silent_until = tick + np.random.randint(6, 720)
            what[v, k] = 0 if tick < d.silent_until else 1 if np.random.random() < 0.004 else 2
