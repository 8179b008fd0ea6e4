"""What people change in a deployment, and units that are called away: the rest solved anew, the next version kept.

A change of one unit holds all others where they are unless moving them is worth it (``replan``); another duty level, or
"resolve", plans everything anew. Shifts that have begun are never planned anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.deployment.checking import breaches
from daoan.act.deployment.planning import plan_deployment
from daoan.act.deployment.replanning import replan
from daoan.act.holdouts.keeping import deviated, solved_keeping
from daoan.jobs.deployment.versions import Act, done_before, following, note_of, seen_deployment, to_change
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError, NotFound, PlanImpossible
from daoan.terms.estimates import Text
from daoan.terms.records.deployed import DeploymentBody, DeploymentState, DeploymentVersion
from daoan.terms.records.deploying import Away, DeploymentRequest, Forbid, Pin
from daoan.terms.rulepacks import RulePack

#: What can be done to a unit in a shift, and to a plan as a whole.
CHANGES = ("pin", "unpin", "forbid", "allow", "move", "level", "resolve", "back")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``to_shift``: where a move goes to another shift; ``version``: that "back" goes back to."""

    did: str
    unit_id: str = ""
    shift: str = ""
    place_id: str = ""
    to_shift: str = ""
    level: str = ""
    version: int = 0


def change(
    room: Workroom, act: Act, deployment_id: str, wanted: Change, packs: Mapping[str, RulePack]
) -> DeploymentVersion:
    """The next version, a draft. Raises :class:`Conflict` where it was not the latest, :class:`PlanImpossible`."""
    seen_deployment(room, act.actor, deployment_id)
    if earlier := done_before(room, deployment_id, act.key):
        return room.store.get_deployment(deployment_id, earlier.version)
    before = to_change(room, act, deployment_id)
    pack = packs["deployment"]
    if wanted.did == "back":
        body = room.store.get_deployment(deployment_id, wanted.version).body
        body = replace(body, shift_ids=())
        _require_kept(body, pack)
    else:
        body = _solved(before.body, wanted, act.at, pack)
    why = _words(wanted, act.why)
    body = _noted(body, before, act.at, why)
    after = following(before, body, act, wanted.did, why, DeploymentState.DRAFT)
    room.store.keep_deployment(after, note_of(after, act, f"{wanted.unit_id} {wanted.shift} {wanted.place_id}".strip()))
    return after


def called_away(
    room: Workroom, act: Act, deployment_id: str, aways: Sequence[Away], packs: Mapping[str, RulePack]
) -> DeploymentVersion:
    """The plan mended after units are called away, as the next version. Raises as :func:`change` does."""
    seen_deployment(room, act.actor, deployment_id)
    if earlier := done_before(room, deployment_id, act.key):
        return room.store.get_deployment(deployment_id, earlier.version)
    before = to_change(room, act, deployment_id)
    known = {u.unit_id for u in before.body.request.units}
    for one in aways:
        if one.unit_id not in known:
            raise NotFound(f"no unit {one.unit_id!r:.80} in this plan · 方案中无此警组")
        if one.back_at is not None and one.back_at <= one.from_at:
            raise InputError("a unit comes back after it is called away · 返回时间须晚于离开时间")
    gone = {a.unit_id for a in aways}
    all_away = (*(a for a in before.body.aways if a.unit_id not in gone), *aways)
    request, plan = solved_keeping(
        before.body.request, lambda r: replan(r, before.body.plan, all_away, act.at, packs["deployment"])
    )
    body = replace(before.body, request=request, plan=plan, aways=all_away, shift_ids=())
    names = {c.unit_id: c.name for c in before.body.crews}
    why = Text(
        f"called away: {', '.join(names[a.unit_id].en for a in aways)}. {act.why}".strip(),
        f"临时调离：{'、'.join(names[a.unit_id].zh for a in aways)}。{act.why}",
    )
    after = following(before, _noted(body, before, act.at, why), act, "away", why, DeploymentState.DRAFT)
    room.store.keep_deployment(after, note_of(after, act, ", ".join(sorted(gone))))
    return after


def _solved(body: DeploymentBody, wanted: Change, at: datetime, pack: RulePack) -> DeploymentBody:
    request = changed_request(body, wanted, at)
    begun = at >= min(s.starts_at for s in request.shifts)
    if wanted.did in ("level", "resolve") and not begun and not body.aways:
        request, plan = solved_keeping(request, lambda r: plan_deployment(r, pack, settle=False))
    else:
        request, plan = solved_keeping(request, lambda r: replan(r, body.plan, body.aways, at, pack))
    return replace(body, request=request, plan=plan, shift_ids=())


def _noted(body: DeploymentBody, before: DeploymentVersion, at: datetime, why: Text) -> DeploymentBody:
    """The body with what of a draw its plan does not keep to, and since which version."""
    if body.learning is None:
        return body
    return replace(body, learning=deviated(body.learning, body.plan, at, before.head.version + 1, why))


def changed_request(body: DeploymentBody, wanted: Change, at: datetime) -> DeploymentRequest:
    """The request with a change. Raises :class:`InputError` for what cannot be changed any more or never."""
    request = body.request
    if wanted.did == "resolve":
        return request
    if wanted.did == "level":
        return replace(request, level=wanted.level)
    if wanted.did not in CHANGES:
        raise InputError(f"a deployment knows no change {wanted.did!r:.40} · 不支持的调整")
    for key in (wanted.shift, *([wanted.to_shift] if wanted.to_shift else [])):
        window = next((s for s in request.shifts if s.key == key), None)
        if window is None or wanted.unit_id not in {u.unit_id for u in request.units}:
            raise NotFound(f"no shift {key!r:.40} of a unit {wanted.unit_id!r:.80} in this plan · 方案中无此警组或班次")
        if window.starts_at <= at:
            raise InputError("this shift has begun: who is on it is told by hand · 该班次已开始，不能再调整")
    place, shift = wanted.place_id or None, wanted.to_shift or wanted.shift
    if place is not None and place not in {p.place_id for p in request.places}:
        raise NotFound(f"no place {place!r:.40} in this plan · 方案中无此地点")
    here = (wanted.unit_id, wanted.shift)
    pins = tuple(p for p in request.pins if (p.unit_id, p.shift) not in {here, (wanted.unit_id, shift)})
    forbids = request.forbids
    if wanted.did in ("pin", "move"):
        _require_free(body, wanted.unit_id, shift)
        target = (wanted.unit_id, shift)
        forbids = tuple(f for f in forbids if (f.unit_id, f.shift) != target or f.place_id not in (None, place))
        pins = (*pins, Pin(wanted.unit_id, shift, place))
        if shift != wanted.shift:
            forbids = (*(f for f in forbids if (f.unit_id, f.shift) != here), Forbid(*here))
    elif wanted.did == "forbid":
        kept = tuple(f for f in forbids if (f.unit_id, f.shift, f.place_id) != (*here, place))
        forbids = (*kept, Forbid(*here, place))
    elif wanted.did == "allow":
        pins = request.pins
        forbids = tuple(
            f for f in forbids if (f.unit_id, f.shift) != here or (f.place_id is None and here in body.blocked)
        )
    return replace(request, pins=pins, forbids=forbids)


def _require_free(body: DeploymentBody, unit_id: str, shift: str) -> None:
    if (unit_id, shift) in body.blocked:
        raise PlanImpossible(
            (
                (f"the pin of {unit_id} to {shift}", f"指定{unit_id}于{shift}上勤"),
                (f"another shift that its people have then ({shift})", f"该组人员在{shift}已有其他班次"),
            )
        )


def _require_kept(body: DeploymentBody, pack: RulePack) -> None:
    wrong = breaches(body.request, body.plan, pack) if not body.aways else []
    if wrong:
        en, zh = "; ".join(t.en for t in wrong[:3]), "；".join(t.zh for t in wrong[:3])
        raise InputError(f"the rules have changed since that version: {en} · 规则已变，该版本不再合规：{zh}")


_WORDS = {
    "pin": Text("pinned", "指定"),
    "unpin": Text("pin taken away", "取消指定"),
    "forbid": Text("forbidden", "禁派"),
    "allow": Text("allowed again", "取消禁派"),
    "move": Text("moved", "调整"),
    "level": Text("duty level", "勤务等级"),
    "resolve": Text("solved anew", "重新求解"),
    "back": Text("back to version", "退回版本"),
}
LEVELS = {"one": Text("one", "一级"), "two": Text("two", "二级"), "three": Text("three", "三级")}


def _words(wanted: Change, why: str) -> Text:
    what = _WORDS[wanted.did]
    if wanted.did == "level":
        level = LEVELS[wanted.level]
        said = Text(f"{what.en} {level.en}", f"{what.zh}改为{level.zh}")
    elif wanted.did == "back":
        said = Text(f"{what.en} {wanted.version}", f"{what.zh}{wanted.version}")
    else:
        said = what
    return Text(f"{said.en}. {why}".strip() if why else said.en, f"{said.zh}。{why}" if why else said.zh)
