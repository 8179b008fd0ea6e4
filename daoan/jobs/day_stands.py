"""Where issued deployments wanted units on one local day: each version for as long as its shifts were the ones held."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.jobs.day_replay import MOST, LocalDay
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.estimates import Text
from daoan.terms.records.deployed import DeploymentBody, DeploymentHead
from daoan.terms.records.people import Actor

MOST_DEPLOYMENTS = 40  # that stood on one day


@dataclass(frozen=True, slots=True)
class Stand:
    """A unit at a place of a deployment, as planned."""

    deployment_id: str
    unit_id: str
    unit: Text
    place: str
    lon: float
    lat: float
    since: datetime
    until: datetime


def stands_on(room: Workroom, actor: Actor, day: LocalDay) -> tuple[Stand, ...]:
    """Stands of the own unit's deployments and of those below, by when they began; at most :data:`MOST`."""
    scope = scope_of(actor, room.units())
    heads = room.store.list_deployments(scope) if scope else ()
    there = [h for h in heads if h.starts_at < day.ends and h.ends_at > day.begins][:MOST_DEPLOYMENTS]
    found = [stand for head in there for stand in _stands_of(room, head.deployment_id, day)]
    return tuple(sorted(found, key=lambda s: (s.since, s.unit_id))[:MOST])


def _stands_of(room: Workroom, deployment_id: str, day: LocalDay) -> Iterator[Stand]:
    heads = [h for h in room.store.list_deployment_versions(deployment_id) if h.made_at <= day.known_by]
    bodies: dict[int, DeploymentBody] = {}
    for issued, since, until in in_force(heads):
        if until is not None and until <= day.begins:
            continue
        if issued not in bodies:
            bodies[issued] = room.store.get_deployment(deployment_id, issued).body
        yield from _standing(deployment_id, bodies[issued], max(since, day.begins), min(until or day.ends, day.ends))


def in_force(heads: Sequence[DeploymentHead]) -> Iterator[tuple[int, datetime, datetime | None]]:
    """Which version's shifts people held, since when, until when. ``heads``: of all versions, first to last."""
    issued, since = 0, None
    for head in heads:
        if head.issued == issued:
            continue
        if issued and since is not None:
            yield issued, since, head.made_at
        issued, since = head.issued, head.made_at
    if issued and since is not None:
        yield issued, since, None


def _standing(deployment_id: str, body: DeploymentBody, since: datetime, until: datetime) -> Iterator[Stand]:
    places = {p.place_id: p for p in body.request.places}
    names = {c.unit_id: c.name for c in body.crews}
    for p in body.plan.placements:
        begins, ends, place = max(since, p.starts_at), min(until, p.ends_at), places.get(p.place_id)
        if place is not None and begins < ends:
            name = names.get(p.unit_id, Text(p.unit_id, p.unit_id))
            yield Stand(deployment_id, p.unit_id, name, place.name, place.lon, place.lat, begins, ends)
