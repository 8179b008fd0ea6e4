"""The live board of an issued deployment: each unit on the road, where the plan wants it and where it was heard of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.act.presence.board import Stand, stand_of
from daoan.act.presence.covering import Cover
from daoan.act.presence.tracks import tracks_of, within
from daoan.jobs.deployment.heard import crews_in, reports_of
from daoan.jobs.deployment.versions import seen_deployment
from daoan.jobs.patrols import seen_units
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError
from daoan.terms.frames import Floats
from daoan.terms.records.deployed import DeploymentVersion
from daoan.terms.records.deploying import Away, ShiftWindow, UnitPlacement
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class OnRoad:
    """A unit of the shift. ``stand``: ``None`` where the reader may not see where the unit is."""

    placement: UnitPlacement
    stand: Stand | None
    away: Away | None


@dataclass(frozen=True, slots=True, eq=False)
class LiveBoard:
    """An issued deployment at a moment. ``latest``: the newest version, another one where a mended plan waits.

    ``shift``: that of the moment, ``None`` between shifts; ``following``: the next one to begin.
    """

    version: DeploymentVersion
    latest: DeploymentVersion
    at: datetime
    shift: ShiftWindow | None
    following: ShiftWindow | None
    units: tuple[OnRoad, ...]
    cover: Cover
    is_now: bool  # places are told of the moment only; where a unit was takes a purpose (the history of patrols)


def board_of(
    room: Workroom, actor: Actor, deployment_id: str, at: datetime | None, now: datetime, packs: Mapping[str, RulePack]
) -> LiveBoard:
    """The board at a moment, now where none is said. Raises :class:`InputError` for one to come, or nothing issued."""
    version, latest = issued_of(room, actor, deployment_id)
    moment = moment_of(at, now)
    request = version.body.request
    shift = next((s for s in request.shifts if s.starts_at <= moment < s.ends_at), None)
    following = next((s for s in request.shifts if s.starts_at > moment), None)
    cover, seen = Cover(request, packs["deployment"]), seen_units(actor, room)
    points = points_of(cover)
    found = []
    for placement, away in on_road(version, latest, moment):
        stand = stand_at(room, placement, away, moment, cover, points, packs) if placement.unit_id in seen else None
        found.append(OnRoad(placement, stand, away))
    fresh = timedelta(minutes=float(packs["patrols"].get("positions.fresh_minutes")))
    return LiveBoard(version, latest, moment, shift, following, tuple(found), cover, now - moment <= fresh)


def issued_of(room: Workroom, actor: Actor, deployment_id: str) -> tuple[DeploymentVersion, DeploymentVersion]:
    """The version whose shifts people hold, and the latest. Raises :class:`InputError` where none is issued."""
    latest = seen_deployment(room, actor, deployment_id)
    if not latest.head.issued:
        raise InputError("this deployment is not issued, so nobody is on the road by it · 该部署尚未下达，无勤务实况")
    return room.store.get_deployment(deployment_id, latest.head.issued), latest


def moment_of(at: datetime | None, now: datetime) -> datetime:
    """The moment that is asked for. Raises :class:`InputError` for one to come."""
    if at is not None and at > now:
        raise InputError("this moment is still to come: nobody was heard then · 该时刻尚未到来，无实况")
    return now if at is None else at


def on_road(
    version: DeploymentVersion, latest: DeploymentVersion, at: datetime
) -> tuple[tuple[UnitPlacement, Away | None], ...]:
    """Placements of the moment by unit, with who is called away; the last one of those whose placement that ended."""
    away = {a.unit_id: a for a in latest.body.aways if a.from_at <= at and (a.back_at is None or at < a.back_at)}
    shift = next((s.key for s in version.body.request.shifts if s.starts_at <= at < s.ends_at), None)
    found: dict[str, UnitPlacement] = {}
    for one in sorted(version.body.plan.placements, key=lambda p: p.starts_at):
        now = one.starts_at <= at < one.ends_at
        if now or (one.unit_id in away and one.shift == shift and one.ends_at <= at):
            found[one.unit_id] = one
    return tuple((p, away.get(u)) for u, p in sorted(found.items()))


def points_of(cover: Cover) -> Mapping[str, Floats]:
    """Metres of places and stretches of a request, by id."""
    request = cover.request
    names = [*(d.segment_id for d in request.demands), *(p.place_id for p in request.places)]
    xy = cover.metres([*((d.lon, d.lat) for d in request.demands), *((p.lon, p.lat) for p in request.places)])
    return dict(zip(names, xy, strict=True))


def stand_at(
    room: Workroom, placement: UnitPlacement, away: Away | None, at: datetime, cover: Cover,
    points: Mapping[str, Floats], packs: Mapping[str, RulePack],
) -> Stand:  # fmt: skip
    """How a unit stands."""
    patrols = packs["patrols"]
    hold = timedelta(hours=float(patrols.get("states.hold_hours")))
    reports = reports_of(room, placement.unit_id, min(placement.starts_at, at - hold), at)
    tracks = within(tracks_of(reports, cover.plane, patrols), placement.starts_at, placement.ends_at)
    crews = crews_in(reports, placement, at, patrols)
    nowhere = (float("nan"), float("nan"))
    xy = cover.metres(
        [
            (c.place.lon, c.place.lat)
            if c.place is not None and c.place.lon is not None and c.place.lat is not None
            else nowhere
            for c in crews
        ]
    )
    return stand_of(
        placement, points, tracks, crews, at, packs["presence"], is_away=away is not None, xy=np.asarray(xy)
    )
