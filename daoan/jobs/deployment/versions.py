"""Versions: how a further one is made of an earlier one, who may see and make them, and what differs between two."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.deployment.conflicts import is_drawn
from daoan.act.deployment.replanning import spots_of
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.deployed import DeploymentBody, DeploymentHead, DeploymentState, DeploymentVersion
from daoan.terms.records.deploying import Deployment
from daoan.terms.records.people import Actor

#: Where a unit stands in a shift: place and duty.
Spots = Mapping[tuple[str, str], tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, when, to which version they saw, why; ``key``: of the request, "" for none."""

    actor: Actor
    at: datetime
    seen: int
    why: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit in a shift whose place is another than before; None: off."""

    unit_id: str
    shift: str
    before: str | None
    after: str | None


def seen_deployment(room: Workroom, actor: Actor, deployment_id: str, version: int | None = None) -> DeploymentVersion:
    """A version that somebody may see: of their own unit or below. Raises :class:`NotFound`."""
    found = room.store.get_deployment(deployment_id, version) if deployment_id.isprintable() else None
    if found is None or found.head.unit_id not in scope_of(actor, room.units()):
        raise NotFound(f"no deployment {deployment_id!r:.80} at or below your own unit")
    return found


def done_before(room: Workroom, deployment_id: str, key: str) -> DeploymentHead | None:
    """The version that the request of a key made; None where there is none."""
    return next((h for h in room.store.list_deployment_versions(deployment_id) if key and h.key == key), None)


def to_change(room: Workroom, act: Act, deployment_id: str) -> DeploymentVersion:
    """The latest version, which must be the one that was seen and not withdrawn."""
    found = seen_deployment(room, act.actor, deployment_id)
    if found.head.version != act.seen:
        raise Conflict(f"somebody has made version {found.head.version} meanwhile · 已有新版本，请刷新后再改")
    if found.head.state is DeploymentState.WITHDRAWN:
        raise InputError("this deployment has been withdrawn · 该部署已撤销")
    return found


def following(
    before: DeploymentVersion, body: DeploymentBody, act: Act, did: str, why: Text, state: DeploymentState
) -> DeploymentVersion:
    """The version after one, with the numbers of its own plan."""
    plan = body.plan
    head = replace(
        before.head, version=before.head.version + 1, state=state, made_at=act.at, by=act.actor.person_id, did=did,
        why=why, level=plan.level, placements=len(plan.placements),
        changes=len(differences(before.body.plan, plan)), prevented=plan.prevented, covered=plan.covered,
        gap_pct=plan.gap_pct, key=act.key,
    )  # fmt: skip
    return DeploymentVersion(head, body)


def note_of(version: DeploymentVersion, act: Act, detail: str = "") -> AuditNote:
    """The line of the audit chain for a version."""
    head = version.head
    words = "; ".join(w for w in (f"version {head.version}", detail) if w)
    return AuditNote(
        act.at, act.actor.person_id, act.actor.unit_id, f"deployment.{head.did}", head.deployment_id, detail=words
    )


def spots(plan: Deployment) -> Spots:
    """Where each unit is in each shift; the last place where it moved within one. Being drawn is no other duty."""
    return {key: (place, None if is_drawn(duty) else duty) for key, (place, duty) in spots_of(plan).items()}


def differences(before: Deployment, after: Deployment) -> tuple[Difference, ...]:
    """Units and shifts that differ between two plans, by shift, then unit."""
    old, new = spots(before), spots(after)
    return tuple(
        Difference(u, s, old[u, s][0] if (u, s) in old else None, new[u, s][0] if (u, s) in new else None)
        for s, u in sorted((s, u) for u, s in {*old, *new} if old.get((u, s)) != new.get((u, s)))
    )
