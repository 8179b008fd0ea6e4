"""A fleet's day of positions: order, map matching and all alarms, against real time and against a slow reference."""

import sys
import time
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from shapely import STRtree, linestrings, points

from bench import ROOT
from bench._positions_data import BEGIN_MS, EAST_8, EVERY_MS, OFFSET_MS, TICKS, arrivals, fleet_of, roads_of
from daoan.edge.files import read_rule_packs
from daoan.kernels.geo.plane import onto_plane
from daoan.terms.codes import RoadClass
from daoan.terms.fleet_alarms import FleetAlarm, FleetFrame, PositionFrame
from daoan.terms.frames import Network
from daoan.terms.passes import PassClass
from daoan.terms.rulepacks import RulePack
from daoan.town.course import lay_roads
from daoan.town.parameters import read_parameters, town_plane
from daoan.warn.positions.engine import Engine, Seen, Surroundings, latest
from daoan.warn.positions.ground import facts_of, ground_of
from daoan.warn.positions.monitor import Monitor
from daoan.warn.positions.rules import read_rules
from tests.warn.positions.plain_engine import Alarm, PlainEngine, Report, Road, Vehicle, as_alarm

VEHICLES, SMALL_VEHICLES, SMALL_TICKS = 20_000, 500, 2_160
SAMPLE, SMALL_SAMPLE = 40, 6
BATCH = 100_000
DAY_MS = 86_400_000
REL = 1e-6


def run(small: bool = False) -> dict[str, Any]:
    """How many times faster than real time, by the clock on the wall; and whether alarms equal the reference's.

    Vehicles of the model town (simulated) report every ten seconds for a day; 2 % of reports come up to eight minutes
    late, 1 % twice. Drawing them is not timed; putting them in order, matching and alarms are, on one core.
    ``alarms_equal_reference``: of a sample of vehicles, half of them with alarms, every alarm of the day is the same.
    ``cpu_realtime_factor`` counts the processor's seconds, for a machine that others use as well.
    """
    vehicles, ticks, sample = (SMALL_VEHICLES, SMALL_TICKS, SMALL_SAMPLE) if small else (VEHICLES, TICKS, SAMPLE)
    parameters = read_parameters()
    network = lay_roads(1, parameters, town_plane(parameters))[1].network
    pack = read_rule_packs(ROOT / "rulepacks")["positions"]
    fleet = fleet_of(vehicles, np.random.default_rng(1))
    around = Surroundings(ground_of(network, pack, EAST_8), facts_of(fleet, pack), read_rules(pack))
    Monitor(Engine(around), 0).see(_one_position(network))  # compiled, or read from the cache
    monitor = Monitor(Engine(around, vehicles), int(pack.get("stream.lateness_minutes")) * 60_000)
    roads = roads_of(network, around.ground.segments["limit_kmh"])
    clock = Clock()
    kept: list[PositionFrame] = []
    for arrived, reported in arrivals(fleet, roads, 2, ticks):
        kept.append(reported.take(reported.terminal % _every(vehicles) == 0))
        for begin in range(0, len(arrived), BATCH):
            clock.time(monitor.see, arrived.take(slice(begin, begin + BATCH)))
        print(f"{clock.positions:,} positions, {clock.wall_s:.0f} s, cpu {clock.cpu_s:.1f} s", file=sys.stderr)
    clock.time(monitor.flush)
    engine, span_ms = monitor.engine, ticks * EVERY_MS
    days = np.concatenate([*clock.days, engine.open_days()])
    silent_at = BEGIN_MS + 3 * DAY_MS
    alarms = latest(np.concatenate([*clock.alarms, engine.silent(silent_at)]))
    held = _against_plain(kept, alarms, fleet, network, around, pack, sample, silent_at)
    kinds = np.bincount(alarms["kind"], minlength=len(FleetAlarm))
    return {
        "realtime_factor": round(span_ms / 1000 / clock.wall_s, 1),
        "alarms_equal_reference": held["equal"],
        "cpu_realtime_factor": round(span_ms / 1000 / clock.cpu_s, 1),
        "positions": clock.positions,
        "positions_per_s": round(clock.positions / clock.wall_s),
        "positions_per_cpu_s": round(clock.positions / clock.cpu_s),
        "wall_s": round(clock.wall_s, 1),
        "cpu_s": round(clock.cpu_s, 1),
        "slowest_batch_ms": round(max(clock.batches) * 1000, 1),
        "vehicles": vehicles,
        "bytes_per_vehicle": round(engine.state.bytes_used / engine.state.number),
        "segments": len(network),
        "moving_pct": round(100 * float(days["moving"].sum() / days["reports"].sum()), 1),
        "on_road_pct": round(100 * float(days["on_road"].sum() / max(days["moving"].sum(), 1)), 2),
        "late": monitor.ordering.late,
        "doubled": monitor.ordering.doubled,
        "alarms": len(alarms),
        "alarms_by_kind": {FleetAlarm(k).name.lower(): int(n) for k, n in enumerate(kinds) if n},
        "reference": held,
        "peers": {"Python, a vehicle at a time (the reference)": {"positions_per_s": held["positions_per_cpu_s"]}},
        "data": ["model town, seed 1, simulated"],
    }


class Clock:
    """Seconds that work took, and what came of it."""

    def __init__(self) -> None:
        self.wall_s, self.cpu_s, self.positions = 0.0, 0.0, 0
        self.batches: list[float] = []
        self.alarms: list[npt.NDArray[Any]] = []
        self.days: list[npt.NDArray[Any]] = []

    def time(self, work: Any, *given: PositionFrame) -> None:
        """Let a monitor work."""
        wall, cpu = time.perf_counter(), time.process_time()
        seen: Seen = work(*given)
        self.batches.append(time.perf_counter() - wall)
        self.wall_s += self.batches[-1]
        self.cpu_s += time.process_time() - cpu
        self.positions += sum(map(len, given))
        self.alarms.append(seen.alarms)
        self.days.append(seen.days)


def _every(vehicles: int) -> int:
    """Every so manieth vehicle may be held against the reference."""
    return max(vehicles // 400, 1)


def _one_position(network: Network) -> PositionFrame:
    lon, lat = network.coords[0]
    return PositionFrame(
        np.array([1]), np.array([BEGIN_MS]), np.array([BEGIN_MS]), np.array([lon]), np.array([lat]),
        np.zeros(1, np.float32), np.zeros(1, np.int16), np.ones(1, np.bool_),
    )  # fmt: skip


def _against_plain(
    kept: list[PositionFrame], alarms: npt.NDArray[Any], fleet: FleetFrame, network: Network, around: Surroundings,
    pack: RulePack, sample: int, silent_at: int,
) -> dict[str, Any]:  # fmt: skip
    """The slow engine's alarms of some vehicles beside ours."""
    tracks = PositionFrame(**{n: np.concatenate([getattr(f, n) for f in kept]) for n in PositionFrame.__slots__})
    there = np.unique(tracks.terminal)
    alarmed = there[np.isin(there, alarms["terminal"])]
    rng = np.random.default_rng(3)
    first = rng.permutation(alarmed)[: sample // 2]
    chosen = np.concatenate([first, rng.permutation(np.setdiff1d(there, first))[: sample - len(first)]])
    plain = _plain(network, around, pack)
    equal, compared, positions, cpu = True, 0, 0, time.process_time()
    for terminal in chosen.tolist():
        mine = tracks.take(tracks.terminal == terminal)
        reports = [
            Report(*row)
            for row in zip(*(getattr(mine, n).tolist() for n in ("happened_ms", "lon", "lat", "speed_kmh",
                                                                 "direction_deg", "located")), strict=True)
        ]  # fmt: skip
        said = plain.alarms(_vehicle(fleet, terminal - 1), reports, silent_at)
        ours = sorted(as_alarm(a) for a in alarms[alarms["terminal"] == terminal])
        equal &= _same(ours, said)
        compared += len(said)
        positions += len(reports)
    cpu = time.process_time() - cpu
    return {
        "equal": bool(equal), "vehicles": len(chosen), "alarms": compared, "positions": positions,
        "positions_per_cpu_s": round(positions / cpu),
    }  # fmt: skip


def _vehicle(fleet: FleetFrame, row: int) -> Vehicle:
    return Vehicle(
        PassClass(int(fleet.kind[row])),
        int(fleet.drivers[row]),
        bool(fleet.exempt_night[row]),
        float(fleet.line_km[row]),
    )


def _same(ours: list[Alarm], said: list[Alarm]) -> bool:
    if [a[:4] + a[6:] for a in ours] != [a[:4] + a[6:] for a in said]:
        return False
    return all(np.allclose(a[4:6], b[4:6], rtol=REL) for a, b in zip(ours, said, strict=True))


def _plain(network: Network, around: Surroundings, pack: RulePack) -> PlainEngine:
    centre = float(around.ground.frame["lon"][0]), float(around.ground.frame["lat"][0])
    xy = [[onto_plane(lon, lat, *centre) for lon, lat in network.points_of(k).tolist()] for k in range(len(network))]
    roads = [
        Road(xy[k], (int(network.from_node[k]), int(network.to_node[k])), list(RoadClass)[network.road_class[k]].value,
             bool(around.ground.segments["mountain"][k]))
        for k in range(len(network))
    ]  # fmt: skip
    tree, reach = STRtree([linestrings(p) for p in xy]), float(pack.get("matching.reach_m")) + 1.0

    def near(x: float, y: float) -> Iterable[int]:
        found: list[int] = tree.query(points(x, y), predicate="dwithin", distance=reach).tolist()
        return found

    return PlainEngine(roads, pack, centre, OFFSET_MS, near)
