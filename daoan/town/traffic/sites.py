"""Sites on the town's numbered roads: checkpoints, cameras, stations, with the long gaps that real roads have."""

from collections.abc import Mapping

import numpy as np
from scipy.spatial import KDTree

from daoan.terms.codes import RoadClass, Structure
from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.passes import Column, Heading, SiteFrame, SiteHazard, SiteKind
from daoan.town.build import Town
from daoan.town.parameters import Parameters, by_class, town_plane
from daoan.town.traffic.zones import Zones

_NUMBERED = ("G98", "G97", "S90", "X9")  # not the links S99xx of interchanges


def place_sites(town: Town, zones: Zones, stated: Parameters, rng: np.random.Generator) -> SiteFrame:
    """Sites in the order of route and chainage, no two on one segment."""
    s = stated["sites"]
    checkpoint = _placed(town, dict.fromkeys(s["checkpoint_built"], s["checkpoint_m"]), s["checkpoint_built"], s, rng)
    camera = np.setdiff1d(_placed(town, s["camera_m"], s["camera_built"], s, rng), checkpoint)
    station = _stations(town, zones, checkpoint, s["stations"])
    segment = np.concatenate([checkpoint, camera])
    kind = np.where(np.isin(segment, camera), SiteKind.CAMERA, SiteKind.CHECKPOINT)
    kind[np.isin(segment, station)] = SiteKind.STATION
    n = town.network
    order = np.lexsort((n.chainage_m[segment], n.route[segment].astype(str)))
    segment, kind = segment[order], kind[order].astype(np.uint8)
    one_way = (kind == SiteKind.CAMERA) & (rng.uniform(size=len(segment)) < s["one_way_share"])
    heading = np.where(one_way, rng.integers(0, 2, len(segment)), Heading.UNKNOWN).astype(np.int8)
    return _frame(town, zones, segment, kind, heading, stated, rng)


def _placed(
    town: Town, spacing: Mapping[str, float], built: Mapping[str, float], s: Parameters, rng: np.random.Generator
) -> Ints:
    """Rows of segments, one each ``spacing`` metres of a route, of those of them that are built, by class of road."""
    n = town.network
    chosen = [np.zeros(0, dtype=np.int64)]
    routes = sorted({str(r) for r in n.route if str(r).startswith(_NUMBERED)})
    for kind, metres in spacing.items():
        of_kind = (n.road_class == list(RoadClass).index(RoadClass(kind))) & ~town.truth.street
        rows = [_spaced(town, np.flatnonzero(of_kind & (n.route == route)), metres, rng) for route in routes]
        could = np.concatenate(rows)
        chosen.append(could[_runs(len(could), built[kind], s["run"], rng)])
    return np.unique(np.concatenate(chosen))


def _spaced(town: Town, mine: Ints, metres: float, rng: np.random.Generator) -> Ints:
    """Segments of a route that lie near its every so many metres, from a point by chance on."""
    n = town.network
    if not len(mine):
        return mine
    mine = mine[np.argsort(n.chainage_m[mine], kind="stable")]
    middle = n.chainage_m[mine] + n.length_m[mine] / 2
    at = np.arange(rng.uniform(0.1, 1.0) * metres, middle[-1], metres)
    found = np.clip(np.searchsorted(middle, at), 0, len(mine) - 1)
    return np.unique(mine[found[np.abs(middle[found] - at) < metres / 4]])


def _runs(size: int, share: float, run: float, rng: np.random.Generator) -> Bools:
    """A ``share`` of places, in runs of neighbours that are ``run`` long on average before they meet."""
    length = rng.geometric(1.0 / run, size)
    block = np.repeat(np.arange(size), length)[:size]
    order = np.argsort(rng.permutation(size)[block], kind="stable")  # blocks shuffled, each in one piece
    on = np.zeros(size, dtype=bool)
    on[order[: round(share * size)]] = True
    return on


def _stations(town: Town, zones: Zones, checkpoint: Ints, number: int) -> Ints:
    """The checkpoints next to each gate, and then those with most traffic, far from the others."""
    plane = town_plane(town.truth.parameters)
    xy = np.column_stack(plane.to_metres(*_middles(town, checkpoint)))
    gate = np.column_stack(plane.to_metres(zones.lon[zones.gates], zones.lat[zones.gates]))
    _, nearest = KDTree(xy).query(gate)
    chosen = list(dict.fromkeys(int(k) for k in np.asarray(nearest)))[:number]
    for k in np.argsort(-town.truth.vehicles_per_day[checkpoint], kind="stable"):
        if len(chosen) >= number:
            break
        if np.hypot(*(xy[chosen] - xy[k]).T).min() > 12_000.0:
            chosen.append(int(k))
    return np.asarray(checkpoint[chosen])


def _middles(town: Town, segment: Ints) -> tuple[Floats, Floats]:
    lon, lat = town.network.midpoints()
    return lon[segment], lat[segment]


def _frame(
    town: Town, zones: Zones, segment: Ints, kind: Column, heading: Column, stated: Parameters, rng: np.random.Generator
) -> SiteFrame:
    n, s, speeds = town.network, stated["sites"], stated["speeds"]
    code = n.road_class[segment].astype(np.int64)
    chainage = n.chainage_m[segment] + n.length_m[segment] / 2
    lon, lat = _middles(town, segment)
    names = [f"{r}-K{int(m) // 1000:03d}+{int(m) % 1000:03d}" for r, m in zip(n.route[segment], chainage, strict=True)]
    return SiteFrame(
        site_id=np.array([*names, None], dtype=object)[:-1],
        kind=kind,
        route=n.route[segment],
        chainage_m=chainage,
        heading=heading,
        lanes=by_class(s["lanes"])[code].astype(np.int8),
        lon=lon,
        lat=lat,
        area=n.area[segment],
        segment=segment.astype(np.int32),
        limit_car_kmh=by_class(speeds["limit_car"])[code].astype(np.float32),
        limit_large_kmh=by_class(speeds["limit_large"])[code].astype(np.float32),
        hazard=_hazards(town, zones, segment, stated, rng),
    )


def _hazards(town: Town, zones: Zones, segment: Ints, stated: Parameters, rng: np.random.Generator) -> Column:
    """Which kind of road begins within 3 km along the route: long slope, mountain, school; ice by chance."""
    n, s = town.network, stated["sites"]
    slope = n.structure == list(Structure).index(Structure.LONG_SLOPE)
    minor = n.road_class[segment] >= list(RoadClass).index(RoadClass.SECONDARY)
    long_descent, steep = np.zeros(len(segment), dtype=bool), np.zeros(len(segment), dtype=bool)
    for k, row in enumerate(segment):
        near = (n.route == n.route[row]) & (np.abs(n.chainage_m - n.chainage_m[row]) < 3000.0)
        long_descent[k] = slope[near].any()
        steep[k] = np.abs(town.truth.grade_pct[near]).mean() > s["steep_pct"]
    plane = town_plane(town.truth.parameters)
    places = np.delete(np.column_stack(plane.to_metres(zones.lon, zones.lat)), zones.gates, axis=0)
    far, _ = KDTree(places).query(np.column_stack(plane.to_metres(*_middles(town, segment))))
    ice = rng.uniform(size=len(segment)) < s["ice_share"]
    hazard = (
        long_descent * int(SiteHazard.LONG_DESCENT)
        + ice * int(SiteHazard.ICE)
        + (np.asarray(far) < s["school_m"]) * int(SiteHazard.SCHOOL)
        + (minor & steep) * int(SiteHazard.MOUNTAIN)
    )
    return np.asarray(hazard, dtype=np.uint8)
