"""A deployment becomes shifts of people, all of them or none; and how that is taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.shifts.planning import POST_LENGTH, plan_shift
from daoan.act.workflow.table import Refused
from daoan.jobs.deployment.versions import Act, done_before, following, note_of, seen_deployment, to_change
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.deployed import DeploymentState, DeploymentVersion
from daoan.terms.records.shifts import Shift
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

MOST_TOLD = 5


def issue(room: Workroom, act: Act, deployment_id: str, packs: Mapping[str, RulePack]) -> DeploymentVersion:
    """Write the shifts of a version and take back those of the version issued before, as far as they have not begun.

    Raises :class:`Conflict` where somebody has another shift then, with who and when.
    """
    seen_deployment(room, act.actor, deployment_id)
    if earlier := done_before(room, deployment_id, act.key):
        return room.store.get_deployment(deployment_id, earlier.version)
    before = to_change(room, act, deployment_id)
    if before.head.state is DeploymentState.ISSUED:
        raise InputError("this version has been issued already · 该版本已下达")
    old = _issued(room, before)
    wanted = shifts_of(room, before, act.at, packs["messages"])
    begun = {(s.person_id, s.starts_at, s.ends_at): s for s in old if s.starts_at <= act.at}
    given = [s for s in wanted if (s.person_id, s.starts_at, s.ends_at) not in begun]
    if not given and not begun:
        raise InputError("no shift of this plan is still to come · 方案中没有尚未开始的班次")
    keep = {s.shift_id for s in given}
    taken = [s.shift_id for s in old if s.starts_at > act.at and s.shift_id not in keep]
    gone = {*taken, *(s.shift_id for s in old)}
    _require_free(room, given, gone)
    ids = tuple(sorted({*keep, *(s.shift_id for s in begun.values())}))
    after = following(before, replace(before.body, shift_ids=ids), act, "issue", _said(act.why), DeploymentState.ISSUED)
    after = replace(after, head=replace(after.head, issued=after.head.version, changes=before.head.changes))
    room.store.keep_deployment(after, note_of(after, act, f"{len(given)} shifts"), given, taken)
    return after


def withdraw(room: Workroom, act: Act, deployment_id: str) -> DeploymentVersion:
    """Take a deployment back, and with it those of its shifts that have not begun. It says why."""
    seen_deployment(room, act.actor, deployment_id)
    if earlier := done_before(room, deployment_id, act.key):
        return room.store.get_deployment(deployment_id, earlier.version)
    if not act.why.strip():
        raise InputError("say why the deployment is withdrawn · 请说明撤销原因")
    before = to_change(room, act, deployment_id)
    taken = [s.shift_id for s in _issued(room, before) if s.starts_at > act.at]
    body = replace(before.body, shift_ids=())
    after = following(before, body, act, "withdraw", _said(act.why), DeploymentState.WITHDRAWN)
    after = replace(after, head=replace(after.head, issued=0))
    room.store.keep_deployment(after, note_of(after, act, f"{len(taken)} shifts taken back"), (), taken)
    return after


def shifts_of(room: Workroom, version: DeploymentVersion, at: datetime, pack: RulePack) -> tuple[Shift, ...]:
    """Shifts of people that a version means, those that are over left out. ``pack``: the rule pack ``messages``."""
    body = version.body
    windows = {s.key: s for s in body.request.shifts}
    names = {p.place_id: p.name or p.place_id for p in body.request.places}
    people = {p.person_id: p for p in room.store.list_people()}
    crews = {c.unit_id: c for c in body.crews}
    placed = {(p.unit_id, p.shift): p for p in sorted(body.plan.placements, key=lambda p: p.starts_at)}
    found = []
    for (unit_id, key), placement in sorted(placed.items()):
        window = windows[key]
        if window.ends_at <= at:
            continue
        post = f"勤务部署 {names[placement.place_id]}"[:POST_LENGTH]
        for person_id in crews[unit_id].people:
            if person_id not in people:
                raise InputError(
                    f"somebody of {unit_id} is no longer here: plan anew · {unit_id}人员已变动，请重新部署"
                )
            shift = plan_shift(people[person_id], window.starts_at, window.ends_at, post, pack, unit_id)
            if isinstance(shift, Refused):
                name = people[person_id].name
                raise InputError(f"{name}: {shift.message.en} · {name}：{shift.message.zh}")
            found.append(shift)
    return tuple(found)


def _issued(room: Workroom, version: DeploymentVersion) -> Sequence[Shift]:
    """Shifts of the version that people hold, those that somebody deleted left out."""
    if not version.head.issued:
        return ()
    found = []
    for shift_id in room.store.get_deployment(version.head.deployment_id, version.head.issued).body.shift_ids:
        try:
            found.append(room.store.get_shift(shift_id))
        except NotFound:
            continue
    return found


def _require_free(room: Workroom, given: Sequence[Shift], gone: set[str]) -> None:
    """Raises :class:`Conflict` where somebody has another shift at the time of a given one, with who and when."""
    if not given:
        return
    kept = room.store.list_shifts(min(s.starts_at for s in given), max(s.ends_at for s in given))
    of: dict[str, list[Shift]] = {}
    for one in kept:
        if one.shift_id not in gone:
            of.setdefault(one.person_id, []).append(one)
    clashing = {o.shift_id: o for s in given for o in of.get(s.person_id, []) if s.clashes(o)}
    if not clashing:
        return
    told = [_told(room, s) for s in sorted(clashing.values(), key=lambda s: (s.starts_at, s.person_id))]
    more = len(told) - MOST_TOLD
    words = ", ".join(told[:MOST_TOLD])
    raise Conflict(
        f"these people have another shift then: {words}{f', and {more} more' if more > 0 else ''} · "
        f"以下人员在该时段已有其他班次：{words}{f' 等{len(told)}条' if more > 0 else ''}"
    )


def _told(room: Workroom, shift: Shift) -> str:
    start, end = utc_to_local(shift.starts_at, room.zone), utc_to_local(shift.ends_at, room.zone)
    return f"{room.name_of(shift.person_id) or shift.person_id} {start:%m-%d %H:%M}–{end:%H:%M}"


def _said(why: str) -> Text:
    return Text(why, why)
