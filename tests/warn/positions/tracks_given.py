"""A small town's roads, vehicles on them, and their reports: driven, stood, silent, astray, in any order."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from daoan.edge.files import read_rule_packs
from daoan.kernels.geo.plane import onto_plane
from daoan.terms.codes import RoadClass
from daoan.terms.fleet_alarms import FleetFrame, PositionFrame
from daoan.terms.frames import Network
from daoan.terms.passes import PassClass
from daoan.terms.places import Plane
from daoan.terms.rulepacks import RulePack
from daoan.warn.positions.engine import Engine, Surroundings
from daoan.warn.positions.ground import Ground, facts_of, ground_of
from daoan.warn.positions.rules import read_rules
from tests.warn.positions.plain_engine import PlainEngine, Report, Road, Vehicle

PACK = read_rule_packs(Path(__file__).parents[3] / "rulepacks")["positions"]
#: The same with a short week, so that drawn tracks get to its end.
SHORT = replace(PACK, values={**PACK.values, "fatigue": {**PACK.get("fatigue"), "hours_in_week": 6.0}})
OFFSET_MS = 8 * 3_600_000
ZONE = (np.array([0]), np.array([OFFSET_MS]))
MIDNIGHT = 20_500 * 86_400_000 - OFFSET_MS  # local
PLANE = Plane(107.6, 35.7)
MINUTE, HOUR = 60_000, 3_600_000


def network(lines: Sequence[tuple[Sequence[tuple[float, float]], RoadClass]]) -> Network:
    """Roads by their points in metres; lines that share an end are connected there."""
    nodes: dict[tuple[float, float], int] = {}
    for points, _ in lines:
        for end in (points[0], points[-1]):
            nodes.setdefault(tuple(end), len(nodes))
    n = len(lines)
    xy = np.array([p for points, _ in lines for p in points], np.float64)
    lon, lat = PLANE.to_degrees(xy[:, 0], xy[:, 1])
    node_lon, node_lat = PLANE.to_degrees(*np.array(list(nodes), np.float64).T)
    return Network(
        segment_id=np.array([f"s{k}" for k in range(n)], object),
        from_node=np.array([nodes[tuple(points[0])] for points, _ in lines]),
        to_node=np.array([nodes[tuple(points[-1])] for points, _ in lines]),
        road_class=np.array([list(RoadClass).index(road) for _, road in lines], np.uint8),
        road_name=np.array([None] * n, object),
        structure=np.zeros(n, np.uint8),
        dual=np.zeros(n, bool),
        length_m=np.array([np.hypot(*np.diff(np.array(points), axis=0).T).sum() for points, _ in lines]),
        route=np.array(["r"] * n, object),
        chainage_m=np.zeros(n),
        forward=np.ones(n, bool),
        area=np.array([None] * n, object),
        vehicles_per_day=np.full(n, np.nan),
        starts=np.concatenate([[0], np.cumsum([len(points) for points, _ in lines])]).astype(np.int64),
        coords=np.column_stack([lon, lat]),
        node_lon=node_lon,
        node_lat=node_lat,
    )


def drawn_network(rng: np.random.Generator) -> Network:
    """A crooked grid whose roads are of all classes; some wind."""
    side, step = 4, 450.0
    at = {
        (i, j): (i * step + rng.normal(0, 40), j * step + rng.normal(0, 40)) for i in range(side) for j in range(side)
    }
    lines = []
    for (i, j), here in at.items():
        for there in (at.get((i + 1, j)), at.get((i, j + 1))):
            if there is None or rng.random() < 0.1:
                continue
            inner = np.linspace(here, there, int(rng.integers(2, 6)))[1:-1]
            bent = [tuple(p) for p in inner + rng.normal(0, rng.choice([2.0, 60.0]), inner.shape)]
            lines.append(([here, *bent, there], rng.choice(list(RoadClass)[:6])))
    return network([(points, RoadClass(road)) for points, road in lines])


def plain_of(ground: Ground, roads: Network, pack: RulePack = SHORT) -> PlainEngine:
    """The slow engine over the same roads."""
    centre = float(ground.frame["lon"][0]), float(ground.frame["lat"][0])
    listed = []
    for k in range(len(roads)):
        points = [onto_plane(lon, lat, *centre) for lon, lat in roads.points_of(k).tolist()]
        nodes = int(roads.from_node[k]), int(roads.to_node[k])
        listed.append(
            Road(points, nodes, list(RoadClass)[roads.road_class[k]].value, bool(ground.segments["mountain"][k]))
        )
    return PlainEngine(listed, pack, centre, OFFSET_MS)


def fleet(vehicles: Sequence[Vehicle]) -> FleetFrame:
    """Vehicles whose terminals are 1, 2, …; one that no register knows is left out."""
    known = [(k + 1, v) for k, v in enumerate(vehicles) if v.kind is not None]
    return FleetFrame(
        terminal=np.array([k for k, _ in known], np.int64),
        kind=np.array([v.kind for _, v in known], np.uint8),
        company=np.zeros(len(known), np.int32),
        drivers=np.array([v.drivers for _, v in known], np.uint8),
        exempt_night=np.array([v.exempt for _, v in known], bool),
        line_km=np.array([v.line_km for _, v in known], np.float32),
    )


def engine_over(roads: Network, vehicles: Sequence[Vehicle], pack: RulePack = SHORT) -> Engine:
    """The engine over some roads; vehicle k has the terminal k + 1."""
    return Engine(Surroundings(ground_of(roads, pack, ZONE), facts_of(fleet(vehicles), pack), read_rules(pack)))


def frame_of(tracks: Sequence[Sequence[Report]], known_ms: np.ndarray | None = None) -> PositionFrame:
    """Reports as columns, terminal after terminal; known at once where nothing else is said."""
    rows = [(k + 1, r) for k, track in enumerate(tracks) for r in track]
    at = np.array([r.at for _, r in rows], np.int64)
    return PositionFrame(
        terminal=np.array([k for k, _ in rows], np.int64),
        happened_ms=at,
        known_ms=at if known_ms is None else known_ms,
        lon=np.array([r.lon for _, r in rows], np.float64),
        lat=np.array([r.lat for _, r in rows], np.float64),
        speed_kmh=np.array([r.speed for _, r in rows], np.float32),
        direction_deg=np.array([r.course for _, r in rows], np.int16),
        located=np.array([r.located for _, r in rows], bool),
    )


def drawn_vehicle(rng: np.random.Generator) -> Vehicle:
    """Of any kind, a coach most often."""
    kind = rng.choice([PassClass.COACH, PassClass.COACH, PassClass.HAZMAT, PassClass.HEAVY_TRUCK, PassClass.CAR, -1])
    return Vehicle(
        None if kind < 0 else PassClass(kind), int(rng.integers(1, 3)), bool(rng.random() < 0.2),
        float(rng.choice([np.nan, 120.0, 900.0])),
    )  # fmt: skip


def drawn_track(rng: np.random.Generator, roads: Network, reports: int) -> list[Report]:
    """A vehicle that goes from road to road, with all that happens to vehicles and to their terminals."""
    at = MIDNIGHT + int(rng.integers(0, 26)) * HOUR + int(rng.integers(0, 1000))
    segment, forward = int(rng.integers(len(roads))), True
    along, kmh, pause = 0.0, float(rng.choice([30, 50, 70, 95])), 0
    every = int(rng.choice([10_000, 30_000, 60_000, 200_000]))
    track: list[Report] = []
    for _ in range(reports):
        gap = every
        if rng.random() < 0.03:
            gap = int(rng.choice([4, 7, 12, 25, 90, 600, 3000], p=[0.2, 0.2, 0.2, 0.2, 0.1, 0.05, 0.05])) * MINUTE
        at += gap
        pause = pause - 1 if pause else int(rng.integers(2, 160)) * (rng.random() < 0.02)
        speed = 0.0 if pause else float(np.round(max(kmh + rng.normal(0, 8), 0.0) * 2) / 2)
        along += speed / 3600 * min(gap, 60_000)
        while along > roads.length_m[segment]:
            along -= roads.length_m[segment]
            end = roads.to_node[segment] if forward else roads.from_node[segment]
            meets = np.flatnonzero((roads.from_node == end) | (roads.to_node == end))
            segment = int(rng.choice(meets))
            forward = bool(roads.from_node[segment] == end)
            kmh = float(rng.choice([30, 50, 70, 95, 125]))
        points = np.column_stack(PLANE.to_metres(*roads.points_of(segment).T))
        run = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        where = along if forward else roads.length_m[segment] - along
        x, y = (float(np.interp(where, run, points[:, k])) for k in (0, 1))
        piece = int(np.clip(np.searchsorted(run, where) - 1, 0, len(points) - 2))
        dx, dy = (points[piece + 1] - points[piece]) * (1 if forward else -1)
        course = int(np.degrees(np.arctan2(dx, dy)) + rng.normal(0, 8)) % 360
        noise = rng.choice([4.0, 4.0, 4.0, 15.0, 60.0, 9000.0], p=[0.5, 0.2, 0.1, 0.15, 0.03, 0.02])
        lon, lat = PLANE.to_degrees(np.array([x + rng.normal(0, noise)]), np.array([y + rng.normal(0, noise)]))
        what = rng.random()
        track.append(
            Report(
                at,
                0.0 if what > 0.99 else float(lon[0]),
                0.0 if what > 0.99 else float(lat[0]),
                300.0 if 0.98 < what < 0.985 else speed,
                -1 if 0.97 < what < 0.98 else course,
                what > 0.02,
            )
        )
        if rng.random() < 0.01:
            kmh = float(rng.choice([30, 50, 70, 95, 125]))
    return track
