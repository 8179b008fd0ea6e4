"""Begin a deployment: ask, plan, value the usual beside it, keep the first version as a draft."""

import secrets
from collections.abc import Mapping

from daoan.act.deployment.planning import plan_deployment
from daoan.jobs.deployment.asking import Wanted, request_of
from daoan.jobs.deployment.ground import Ground
from daoan.jobs.deployment.usual import as_usual
from daoan.jobs.deployment.versions import Act, note_of
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.deployed import DeploymentBody, DeploymentHead, DeploymentState, DeploymentVersion
from daoan.terms.rulepacks import RulePack


def begin(
    room: Workroom, act: Act, wanted: Wanted, ground: Ground, packs: Mapping[str, RulePack], *, simulated: bool = False
) -> DeploymentVersion:
    """Plan and keep a draft; the request of one key does it once.

    Raises :class:`NotFound` for a unit that is not theirs, :class:`InputError` where nothing can be asked,
    :class:`PlanImpossible`.
    """
    if wanted.unit_id not in scope_of(act.actor, room.units()):
        raise NotFound(f"no unit {wanted.unit_id!r:.80} at or below your own · 本单位及下级无此单位")
    name = f"deployment-{(act.key or secrets.token_hex(8))[:16]}"
    if act.key and (earlier := room.store.list_deployment_versions(name)):
        return room.store.get_deployment(name, earlier[0].version)
    pack = packs["deployment"]
    asked = request_of(room, wanted, ground, packs, at=act.at)
    plan = plan_deployment(asked.request, pack, settle=False)
    usual = as_usual(asked.request, asked.manned, asked.kept, pack)
    body = DeploymentBody(
        asked.request, plan, tuple(m.crew for m in asked.manned), asked.blocked, left_out=asked.left_out
    )
    head = DeploymentHead(
        deployment_id=name, version=1, unit_id=wanted.unit_id, state=DeploymentState.DRAFT, made_at=act.at,
        by=act.actor.person_id, did="begin", why=Text(act.why, act.why), level=plan.level, starts_at=plan.starts_at,
        ends_at=plan.ends_at, placements=len(plan.placements), changes=0, prevented=plan.prevented,
        covered=plan.covered, gap_pct=plan.gap_pct, usual=usual.prevented, usual_covered=usual.covered,
        basis=usual.basis, simulated=simulated, key=act.key,
    )  # fmt: skip
    version = DeploymentVersion(head, body)
    room.store.keep_deployment(version, note_of(version, act))
    return version
