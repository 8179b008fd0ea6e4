"""What a plan looks at and where units can be sent: stretches in groups, places around them, those in reach."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from daoan.act.deployment.travel import km_between, minutes_between
from daoan.jobs.deployment.ground import StopSpot
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.places import Plane
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.deploying import DeploymentRequest, DeploymentUnit, Place
from daoan.terms.rulepacks import RulePack


def grouped(estimates: Iterable[SegmentEstimate], pack: RulePack) -> tuple[SegmentEstimate, ...]:
    """Stretches with those around them, as many as hold the rule pack's share of what is expected; most first.

    Each is the worst stretch of its group with the severity-weighted injuries of all; their errors are taken as
    independent. The worst stretches alone would leave out most of what is expected, which lies on many stretches.
    """
    every = sorted((e for e in estimates if e.injury_weight_per_year.value > 0), key=_most_first)
    groups = [_whole([every[k] for k in rows]) for rows in _near(every, float(pack.get("city.group_km")))]
    groups.sort(key=_most_first)
    reached = np.cumsum([e.injury_weight_per_year.value for e in groups])
    share = float(pack.get("city.share"))
    return tuple(groups[: int(np.searchsorted(reached, share * reached[-1])) + 1]) if groups else ()


def _most_first(estimate: SegmentEstimate) -> tuple[float, str]:
    return -estimate.injury_weight_per_year.value, estimate.segment_id


def _near(ordered: Sequence[SegmentEstimate], km: float) -> list[list[int]]:
    """Rows around each first that is free yet, within so many kilometres of it; every row once."""
    if not ordered:
        return []
    lon, lat = np.array([(e.lon, e.lat) for e in ordered]).T
    at = np.column_stack(Plane(float(lon.mean()), float(lat.mean())).to_metres(lon, lat)) / 1000
    tree, free, found = KDTree(at), np.ones(len(at), dtype=bool), []
    for row in range(len(at)):
        if free[row]:
            mine = sorted(k for k in tree.query_ball_point(at[row], km) if free[k])
            free[mine] = False
            found.append(mine)
    return found


def _whole(members: Sequence[SegmentEstimate]) -> SegmentEstimate:
    weights = [e.injury_weight_per_year for e in members]
    value = sum(w.value for w in weights)
    half = float(np.sqrt(sum(((w.high - w.low) / 2) ** 2 for w in weights)))
    crashes = replace(members[0].crashes_per_year, value=sum(e.crashes_per_year.value for e in members))
    return replace(
        members[0],
        injury_weight_per_year=replace(weights[0], value=value, low=value - half, high=value + half),
        crashes_per_year=crashes,
    )


def places_around(groups: Sequence[SegmentEstimate], stops: Iterable[StopSpot], pack: RulePack) -> tuple[Place, ...]:
    """Where one can stand, most expected around it first; each at a safe stopping place, where one is near."""
    spots = [(s.lon, s.lat) for s in stops]
    clusters = [[groups[k] for k in rows] for rows in _near(groups, float(pack.get("city.cluster_km")))]
    clusters.sort(key=lambda c: (-sum(e.injury_weight_per_year.value for e in c), c[0].segment_id))
    found = list[Place]()
    for cluster in clusters[: int(pack.get("city.places"))]:
        lon, lat = cluster[0].lon, cluster[0].lat
        if spots:
            km = km_between([(lon, lat)], spots)[0]
            if km.min() <= float(pack.get("city.stop_km")):
                lon, lat = spots[int(np.argmin(km))]
        segments = tuple(e.segment_id for e in cluster)
        found.append(Place(f"P{len(found) + 1:02d}", lon, lat, cluster[0].road_name or "", segments))
    return tuple(found)


def reached(
    places: tuple[Place, ...], units: tuple[DeploymentUnit, ...], zone: str, pack: RulePack
) -> tuple[tuple[Place, ...], tuple[Text, ...]]:
    """Places that some unit reaches in the rule pack's minutes, and words about the others."""
    minutes = minutes_between(DeploymentRequest(zone, places, (), units, ()), pack).min(axis=0)
    near = tuple(p for p, m in zip(places, minutes.tolist(), strict=True) if m < float(pack.get("reach.most_minutes")))
    if not near:
        raise InputError("no unit reaches any of the places in time · 所有地点均超出警力到达时限")
    far = len(places) - len(near)
    told = Text(f"{far} places are too far from every station", f"{far}个地点距所有驻地过远")
    return near, (told,) if far else ()
