"""Ways: minutes from each unit's station to each place, and how well a place reaches each stretch."""

import numpy as np

from daoan.kernels.optimise.roster import Floats
from daoan.terms.places import Plane
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.rulepacks import RulePack


def minutes_between(request: DeploymentRequest, pack: RulePack) -> Floats:
    """Minutes one way (units, places); infinite where a given table of ways has none."""
    if request.travel_minutes is not None:
        rows = [request.travel_minutes.get(u.station, {}) for u in request.units]
        return np.array([[row.get(p.place_id, np.inf) for p in request.places] for row in rows], dtype=np.float64)
    km = km_between([(u.lon, u.lat) for u in request.units], [(p.lon, p.lat) for p in request.places])
    return np.asarray(km * float(pack.get("reach.detour")) / float(pack.get("reach.speed_kmh")) * 60)


def reach_of(request: DeploymentRequest, pack: RulePack) -> Floats:
    """How well each place reaches each stretch (places, stretches), in [0, 1]: exp(-km / decay), 0 beyond the reach."""
    km = km_between([(p.lon, p.lat) for p in request.places], [(d.lon, d.lat) for d in request.demands])
    reach = np.where(km <= float(pack.get("reach.most_km")), np.exp(-km / float(pack.get("reach.decay_km"))), 0.0)
    number = {d.segment_id: j for j, d in enumerate(request.demands)}
    for i, place in enumerate(request.places):
        reach[i, [number[s] for s in place.segments]] = 1.0
    return np.asarray(reach, dtype=np.float64)


def km_between(a: list[tuple[float, float]], b: list[tuple[float, float]]) -> Floats:
    """Kilometres as the crow flies (a, b) between points (lon, lat)."""
    points = np.array(a + b, dtype=np.float64).reshape(-1, 2)
    plane = Plane(float(points[:, 0].mean()), float(points[:, 1].mean()))
    x, y = plane.to_metres(points[:, 0], points[:, 1])
    n = len(a)
    return np.asarray(np.hypot(x[:n, None] - x[None, n:], y[:n, None] - y[None, n:]) / 1000, dtype=np.float64)
