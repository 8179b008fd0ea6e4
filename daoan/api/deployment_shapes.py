"""Deployments as a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.deployment.windows import windows_of
from daoan.api.masked import mask_label
from daoan.jobs.deployment.versions import Difference, differences
from daoan.jobs.patrols import look_at
from daoan.jobs.workroom import Workroom
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records.deployed import DeploymentHead, DeploymentState, DeploymentVersion
from daoan.terms.records.deploying import Away, Forbid, Pin, UnitOff
from daoan.terms.records.holdouts import HoldoutDesign
from daoan.terms.records.patrols import DutyState
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class DeploymentLine:
    """A version in a list. ``by``: a name; ``from_now``: its numbers are of what was still to come when it was made."""

    deployment_id: str
    version: int
    unit_id: str
    unit: Text
    state: DeploymentState
    made_at: datetime
    by: str
    did: str
    why: Text
    level: str
    starts_at: datetime
    ends_at: datetime
    placements: int
    changes: int
    prevented: Estimate
    covered: Share
    gap_pct: float
    usual: Estimate
    usual_covered: Share
    basis: str
    issued: int
    simulated: bool
    from_now: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of a plan. ``hours`` and ``nights``: what the plan gives it; ``people``: how many they are."""

    unit_id: str
    name: Text
    lon: float
    lat: float
    origin: Text
    people: int
    hours: float
    nights: int


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """A shift. ``day``: local, that people name it by; ``name``: day, evening, night; ``begun``: not to be changed."""

    key: str
    day: str
    name: Text
    starts_at: datetime
    ends_at: datetime
    night: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place. ``stretches``: wholly its own; ``expected``: weighted injuries on them over the plan."""

    place_id: str
    name: str
    lon: float
    lat: float
    stretches: int
    expected: float


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """A unit at a place in a shift, without its stops."""

    unit_id: str
    shift: str
    place_id: str
    starts_at: datetime
    ends_at: datetime
    duty_id: str | None
    why: Text
    adds: float
    cost_of_moving: float


@dataclass(frozen=True, slots=True)
class BusyUnit:
    """A unit of the plan whose crew says now that it cannot be sent."""

    unit_id: str
    name: Text
    state: DutyState


@dataclass(frozen=True, slots=True)
class DeploymentDetail:
    """A version with all that a page shows of it. ``differences``: from the version before."""

    head: DeploymentLine
    versions: tuple[DeploymentLine, ...]
    units: tuple[UnitLine, ...]
    shifts: tuple[ShiftLine, ...]
    places: tuple[PlaceLine, ...]
    placements: tuple[PlacementLine, ...]
    off: tuple[UnitOff, ...]
    pins: tuple[Pin, ...]
    forbids: tuple[Forbid, ...]
    blocked: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    aways: tuple[Away, ...]
    busy: tuple[BusyUnit, ...]
    notes: tuple[Text, ...]
    left_out: tuple[Text, ...]
    learning: HoldoutDesign | None
    bound: float
    may_change: bool
    may_learn: bool
    as_of: datetime


def line_of(room: Workroom, head: DeploymentHead) -> DeploymentLine:
    """A head with names in place of ids."""
    return DeploymentLine(
        deployment_id=head.deployment_id,
        version=head.version,
        unit_id=head.unit_id,
        unit=room.units().name_of(head.unit_id) or Text(head.unit_id, head.unit_id),
        state=head.state,
        made_at=head.made_at,
        by=room.name_of(head.by) or head.by,
        did=head.did,
        why=mask_label(head.why),
        level=head.level,
        starts_at=head.starts_at,
        ends_at=head.ends_at,
        placements=head.placements,
        changes=head.changes,
        prevented=head.prevented,
        covered=head.covered,
        gap_pct=head.gap_pct,
        usual=head.usual,
        usual_covered=head.usual_covered,
        basis=head.basis,
        issued=head.issued,
        simulated=head.simulated,
        from_now=head.made_at > head.starts_at and head.did not in ("issue", "withdraw", "back"),
    )


def detail_of(
    room: Workroom, actor: Actor, version: DeploymentVersion, now: datetime, packs: Mapping[str, RulePack]
) -> DeploymentDetail:
    """All that a page shows of a version."""
    head, body = version.head, version.body
    request, plan, pack = body.request, body.plan, packs["deployment"]
    heads = room.store.list_deployment_versions(head.deployment_id)
    before = room.store.get_deployment(head.deployment_id, head.version - 1) if head.version > 1 else None
    last = head.version == heads[-1].version
    may = last and Permission.ISSUE in actor.permissions and head.state is not DeploymentState.WITHDRAWN
    return DeploymentDetail(
        head=line_of(room, head),
        versions=tuple(line_of(room, h) for h in heads),
        units=_units(version, pack),
        shifts=_shifts(version, now, pack),
        places=tuple(_places(version)),
        placements=tuple(
            PlacementLine(
                p.unit_id, p.shift, p.place_id, p.starts_at, p.ends_at, p.duty_id, p.why, p.adds, p.cost_of_moving
            )
            for p in plan.placements
        ),
        off=plan.off,
        pins=request.pins,
        forbids=request.forbids,
        blocked=body.blocked,
        differences=differences(before.body.plan, plan) if before else (),
        aways=body.aways,
        busy=_busy(room, actor, version, now, packs["patrols"]) if last else (),
        notes=plan.notes,
        left_out=body.left_out,
        learning=None if body.learning is None else shown_design(body.learning),
        bound=plan.bound,
        may_change=may,
        may_learn=may and now < head.starts_at and not body.aways,
        as_of=now,
    )


def shown_design(design: HoldoutDesign) -> HoldoutDesign:
    """A design as a page shows it: without the lists of stretches, and what people wrote masked."""
    pairs = tuple(
        replace(p, first=replace(p.first, stretches=(), ring=()), second=replace(p.second, stretches=(), ring=()))
        for p in design.pairs
    )
    deviations = tuple(replace(d, why=mask_label(d.why)) for d in design.deviations)
    return replace(design, pairs=pairs, deviations=deviations)


def shift_names(pack: RulePack) -> Mapping[str, Text]:
    """What shifts are called, by the end of their keys."""
    return {row["key"]: Text(row["en"], row["zh"]) for row in pack.get("city.shift")}


def _units(version: DeploymentVersion, pack: RulePack) -> tuple[UnitLine, ...]:
    request = version.body.request
    crews = {c.unit_id: c for c in version.body.crews}
    windows = {w.shift.key: w for w in windows_of(request.shifts, request.zone, pack)}
    hours: dict[str, float] = dict.fromkeys(crews, 0.0)
    nights: dict[str, set[str]] = {u: set() for u in crews}
    for p in version.body.plan.placements:
        hours[p.unit_id] += (p.ends_at - p.starts_at).total_seconds() / 3600
        if windows[p.shift].night is not None:
            nights[p.unit_id].add(p.shift)
    return tuple(
        UnitLine(
            u.unit_id, crews[u.unit_id].name, u.lon, u.lat, crews[u.unit_id].origin, len(crews[u.unit_id].people),
            hours[u.unit_id], len(nights[u.unit_id]),
        )
        for u in request.units
    )  # fmt: skip


def _shifts(version: DeploymentVersion, now: datetime, pack: RulePack) -> tuple[ShiftLine, ...]:
    request, names = version.body.request, shift_names(pack)
    return tuple(
        ShiftLine(
            key=w.shift.key,
            day=w.shift.key[:10],
            name=names.get(w.shift.key[11:], Text(w.shift.key[11:], w.shift.key[11:])),
            starts_at=w.shift.starts_at,
            ends_at=w.shift.ends_at,
            night=w.night is not None,
            begun=w.shift.starts_at <= now,
        )
        for w in windows_of(request.shifts, request.zone, pack)
    )


def _places(version: DeploymentVersion) -> list[PlaceLine]:
    request = version.body.request
    worth = {d.segment_id: sum(d.expected) for d in request.demands}
    return [
        PlaceLine(p.place_id, p.name, p.lon, p.lat, len(p.segments), sum(worth.get(s, 0.0) for s in p.segments))
        for p in request.places
    ]


def _busy(
    room: Workroom, actor: Actor, version: DeploymentVersion, now: datetime, pack: RulePack
) -> tuple[BusyUnit, ...]:
    """Units on the road in the shift of the moment whose crew cannot be sent."""
    body = version.body
    out = {p.unit_id for p in body.plan.placements if p.starts_at <= now < p.ends_at}
    names = {c.unit_id: c.name for c in body.crews}
    found = {
        s.now.unit_id: s.state
        for s in look_at(room, pack, actor, now)
        if s.now.unit_id in out and not s.can_go and s.state is not DutyState.OFF
    }
    return tuple(BusyUnit(u, names[u], state) for u, state in sorted(found.items()))
