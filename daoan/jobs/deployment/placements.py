"""Where a unit stands in a shift, as whoever stands there reads it: the place, the round with its roads, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from daoan.store.deployment_protocol import DeploymentStore
from daoan.terms.estimates import Text
from daoan.terms.records.deployed import DeploymentVersion
from daoan.terms.records.deploying import UnitPlacement


@dataclass(frozen=True, slots=True)
class Stop:
    """A dwell on a stretch. Degrees WGS-84."""

    segment_id: str
    road: str
    lon: float
    lat: float
    arrives_at: datetime
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement with its place and its round. ``adds``, ``cost_of_moving``: weighted injuries."""

    deployment_id: str
    unit_id: str
    unit: Text
    shift: str
    place_id: str
    place: str
    lon: float
    lat: float
    starts_at: datetime
    ends_at: datetime
    why: Text
    adds: float
    cost_of_moving: float
    stops: tuple[Stop, ...]
    simulated: bool


def placed(version: DeploymentVersion, one: UnitPlacement) -> Placed:
    """A placement of a version with the names of roads in its round."""
    body = version.body
    place = next(p for p in body.request.places if p.place_id == one.place_id)
    demand = {d.segment_id: d for d in body.request.demands}
    stops = tuple(
        Stop(s.segment_id, d.road_name or "", d.lon, d.lat, s.arrives_at, s.leaves_at)
        for s, d in ((stop, demand[stop.segment_id]) for stop in one.stops)
    )
    unit = next(c.name for c in body.crews if c.unit_id == one.unit_id)
    return Placed(
        version.head.deployment_id, one.unit_id, unit, one.shift,
        place.place_id, place.name, place.lon, place.lat, one.starts_at, one.ends_at, one.why, one.adds,
        one.cost_of_moving, stops, version.head.simulated,
    )  # fmt: skip


def placements_ahead(store: DeploymentStore, units: Collection[str], at: datetime) -> list[Placed]:
    """Placements of some units that are not over at a moment (UTC), of versions that were issued."""
    found: list[Placed] = []
    for head in store.list_deployments():
        if head.issued and head.ends_at > at:
            version = store.get_deployment(head.deployment_id, head.issued)
            ahead = (p for p in version.body.plan.placements if p.unit_id in units and p.ends_at > at)
            found += [placed(version, p) for p in ahead]
    return found
