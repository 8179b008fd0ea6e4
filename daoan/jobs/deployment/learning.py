"""A deployment is asked to learn: what that costs and could show, the draw, and taking it back before it begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from scipy.spatial import KDTree

from daoan.act.deployment.planning import plan_deployment
from daoan.act.holdouts.designing import design_of
from daoan.act.holdouts.drawing import drawn, plan_drawn, seed_of
from daoan.act.holdouts.ground import Around
from daoan.act.holdouts.keeping import without
from daoan.act.holdouts.wording import NAME
from daoan.jobs.deployment.versions import Act, done_before, following, note_of, seen_deployment, to_change
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.places import Plane
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.deployed import DeploymentBody, DeploymentState, DeploymentVersion
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.records.holdouts import HoldoutDesign
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Learning:
    """What a person asks: "hold_out", "switch_back" or "auto"; the share of what the plan prevents that may be given
    up, None: the rule pack's."""

    design: str = "auto"
    budget: float | None = None


def preview(
    room: Workroom, actor: Actor, deployment_id: str, asked: Learning, estimates: Sequence[SegmentEstimate],
    packs: Mapping[str, RulePack], *, at: datetime,
) -> HoldoutDesign:  # fmt: skip
    """What would be drawn of the latest version, its price and its power. Nothing is drawn, nothing kept.

    Raises :class:`InputError` where the plan has begun or learns already, or nothing may be drawn.
    """
    return _design(seen_deployment(room, actor, deployment_id).body, asked, estimates, packs["deployment"], at)


def learn(
    room: Workroom, act: Act, deployment_id: str, asked: Learning, estimates: Sequence[SegmentEstimate],
    packs: Mapping[str, RulePack], city: str,
) -> DeploymentVersion:  # fmt: skip
    """Draw, and plan anew within the draw; the next version, a draft. Asked again for the same plan it draws the same.

    Raises as :func:`preview` does, and :class:`Conflict` where it was not the latest version.
    """
    seen_deployment(room, act.actor, deployment_id)
    if earlier := done_before(room, deployment_id, act.key):
        return room.store.get_deployment(deployment_id, earlier.version)
    before, pack = to_change(room, act, deployment_id), packs["deployment"]
    design = _design(before.body, asked, estimates, pack, act.at)
    design = drawn(design, seed_of(city, deployment_id, str(pack.get("holdout.key"))))
    request, plan = plan_drawn(before.body.request, before.body.plan, design, pack)
    body = replace(before.body, request=request, plan=plan, learning=design, shift_ids=())
    name, share = NAME[design.design], design.budget
    why = Text(
        f"{name.en}; {len(design.pairs)} pairs, budget {share:.1%}. {act.why}".strip(),
        f"{name.zh}；{len(design.pairs)}对，预算{share:.1%}。{act.why}",
    )
    return _kept(room, act, before, body, "learn", why)


def unlearn(room: Workroom, act: Act, deployment_id: str, packs: Mapping[str, RulePack]) -> DeploymentVersion:
    """Plan anew without the draw, as the next version. Raises :class:`InputError` once it has begun: from then on
    what comes counts, whatever it is."""
    seen_deployment(room, act.actor, deployment_id)
    if earlier := done_before(room, deployment_id, act.key):
        return room.store.get_deployment(deployment_id, earlier.version)
    before = to_change(room, act, deployment_id)
    design = before.body.learning
    if design is None:
        raise InputError("this deployment was not asked to learn · 该部署未设置对照")
    _require_not_begun(before.body, act.at)
    request = without(before.body.request)
    plan = plan_deployment(request, packs["deployment"], settle=False)
    body = replace(before.body, request=request, plan=plan, learning=None, shift_ids=())
    why = Text(f"No longer learns. {act.why}".strip(), f"取消对照。{act.why}")
    return _kept(room, act, before, body, "unlearn", why)


def _kept(
    room: Workroom, act: Act, before: DeploymentVersion, body: DeploymentBody, did: str, why: Text
) -> DeploymentVersion:
    after = following(before, body, act, did, why, DeploymentState.DRAFT)
    room.store.keep_deployment(after, note_of(after, act, why.en))
    return after


def _design(
    body: DeploymentBody, asked: Learning, estimates: Sequence[SegmentEstimate], pack: RulePack, at: datetime
) -> HoldoutDesign:
    if body.learning is not None:
        raise InputError("this deployment learns already · 该部署已设置对照")
    _require_not_begun(body, at)
    around = around_of(body.request, estimates, pack)
    return design_of(body.request, body.plan, (asked.design, asked.budget), at, pack, around)


def _require_not_begun(body: DeploymentBody, at: datetime) -> None:
    if at >= min(s.starts_at for s in body.request.shifts):
        raise InputError("the deployment has begun: what is drawn must be drawn before · 部署已开始，须在开始前设置")
    if body.aways:
        raise InputError("units have been called away: plan anew first · 已有警组调离，请重新编制部署方案")


def around_of(request: DeploymentRequest, estimates: Sequence[SegmentEstimate], pack: RulePack) -> dict[str, Around]:
    """What outcomes of each place are counted on, of all stretches: its own are those nearest to one of its groups,
    within a group's width; its ring are the others within the rule pack's kilometres of the place."""
    if not request.demands or not estimates:
        return {}
    plane = Plane(request.demands[0].lon, request.demands[0].lat)
    place_of = {s: k for k, p in enumerate(request.places) for s in p.segments}
    tree = KDTree(_km(plane, request.demands))
    far, group = (np.asarray(found) for found in tree.query(_km(plane, estimates)))
    owner = np.array([place_of.get(request.demands[g].segment_id, -1) for g in group.tolist()])
    owner[far > float(pack.get("city.group_km"))] = -1
    yearly = np.array([e.crashes_per_year.value for e in estimates])
    near = KDTree(_km(plane, estimates)).query_ball_point(
        _km(plane, request.places), float(pack.get("holdout.ring_km"))
    )
    found = {}
    for k, place in enumerate(request.places):
        own = np.flatnonzero(owner == k)
        ring = np.array(sorted(set(near[k]) - set(own.tolist())), dtype=np.int64)
        whole = float(yearly[own].sum())
        part = float(yearly[ring].sum()) / whole if whole > 0 else 0.0
        found[place.place_id] = Around(_names(estimates, own), _names(estimates, ring), part)
    return found


def _names(estimates: Sequence[SegmentEstimate], rows: np.ndarray) -> tuple[str, ...]:
    return tuple(estimates[r].segment_id for r in rows.tolist())


def _km(plane: Plane, points: Sequence[object]) -> np.ndarray:
    lon, lat = np.array([(p.lon, p.lat) for p in points]).T  # type: ignore[attr-defined]
    return np.column_stack(plane.to_metres(lon, lat)) / 1000
