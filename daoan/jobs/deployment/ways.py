"""Minutes from several points to one, by road where one leads, else straight by the rule pack, which is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.act.deployment.travel import km_between
from daoan.assess.routing.reach import reach_of
from daoan.jobs.passes.surroundings import free_speeds
from daoan.terms.frames import Network
from daoan.terms.passes import Heading, SiteFrame, SiteKind
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Way:
    """Median minutes of a unit from the order to its arrival."""

    minutes: float
    by_road: bool


def ways_to(
    network: Network, to: tuple[float, float], points: Sequence[tuple[float, float]], packs: Mapping[str, RulePack]
) -> tuple[Way, ...]:
    """Ways from points (lon, lat) to one. Start, pace and speeds are those of interceptions."""
    if not points:
        return ()
    start_s, pace = (float(packs["interception"].get(f"units.{k}")) for k in ("start_s", "pace"))
    free_s = _free_seconds(network, to, points, packs)
    pack = packs["presence"]
    km = km_between(list(points), [to])[:, 0] * float(pack.get("dispatch.straight_detour"))
    straight_s = km / float(pack.get("dispatch.straight_kmh")) * 3600
    road = np.isfinite(free_s)
    seconds = start_s + np.where(road, pace * np.where(road, free_s, 0.0), straight_s)
    return tuple(Way(s / 60, r) for s, r in zip(seconds.tolist(), road.tolist(), strict=True))


def _free_seconds(
    network: Network, to: tuple[float, float], points: Sequence[tuple[float, float]], packs: Mapping[str, RulePack]
) -> np.ndarray:
    """Seconds of free flow; infinite where no road leads."""
    speeds, patrols = free_speeds(packs["passes"]), packs["patrols"]
    within_m, off_kmh = (float(patrols.get(f"roads.{k}")) for k in ("within_m", "off_road_kmh"))
    lon, lat = np.array([to]).T
    there = reach_of(network, _site(network, -1, 0.0, to), speeds).put(lon, lat, within_m)
    if there.segment[0] < 0:
        return np.full(len(points), np.inf)
    reach = reach_of(network, _site(network, int(there.segment[0]), float(there.along_m[0]), to), speeds)
    xs, ys = np.array(points, dtype=np.float64).T
    free_s = reach.seconds_from(reach.put(xs, ys, within_m), off_kmh)[:, 0]
    return np.asarray(free_s + float(there.off_m[0]) / (off_kmh / 3.6))


def _site(network: Network, row: int, along_m: float, to: tuple[float, float]) -> SiteFrame:
    """The point as the one site of a frame: on a stretch, so many metres from its first point."""
    chainage = np.nan
    if row >= 0:
        ahead = along_m if network.forward[row] else float(network.length_m[row]) - along_m
        chainage = float(network.chainage_m[row]) + ahead
    return SiteFrame(
        site_id=np.array(["event"], object), kind=np.array([SiteKind.CAMERA], np.uint8),
        route=np.array([""], object), chainage_m=np.array([chainage]), heading=np.array([Heading.UNKNOWN], np.int8),
        lanes=np.array([1], np.int8), lon=np.array([to[0]]), lat=np.array([to[1]]), area=np.array([""], object),
        segment=np.array([row], np.int32), limit_car_kmh=np.array([np.nan], np.float32),
        limit_large_kmh=np.array([np.nan], np.float32), hazard=np.array([0], np.uint8),
    )  # fmt: skip
