"""A plan mended after an interruption: only what is still to come, and few changes.

Shifts that are over stay as they were worked and become each unit's past. Those on the road at the moment stay on the
road, at the same place or another; nobody who is off is called in mid-shift. From the next shift on all may change, but
each unit-shift that differs from the plan before must prevent more than ``replan.change_cost`` of an average
placement. A unit called away counts as at work to the end of its shift, and is fit for duty from the moment it is back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.deployment.building import Built, taken_of
from daoan.act.deployment.checking import breaches
from daoan.act.deployment.conflicts import conflict_in
from daoan.act.deployment.horizon import build_charged
from daoan.act.deployment.options import Locks, Spot
from daoan.act.deployment.planning import Draft, Told, composed, effort_of
from daoan.act.deployment.vetting import vet
from daoan.act.deployment.windows import Window, windows_of
from daoan.kernels.optimise.roster import Ints, Rostered
from daoan.kernels.optimise.roster_solve import NoAnswer, solve_roster
from daoan.terms.errors import Fault, InputError
from daoan.terms.records.deploying import (
    Away,
    Deployment,
    DeploymentRequest,
    DeploymentUnit,
    Forbid,
    UnitPlacement,
)
from daoan.terms.rulepacks import RulePack


def replan(
    request: DeploymentRequest, plan: Deployment, aways: Sequence[Away], at: datetime, pack: RulePack
) -> Deployment:
    """The plan from ``at`` on, after placements that stay; its value, bound and gap are those of what is to come.

    Raises :class:`PlanImpossible` where what must be done no longer can be, :class:`InputError` after the last shift.
    """
    vet(request, pack)
    plan = _of_known_duties(plan, request)
    rest, locks = remainder(request, plan, aways, at, pack)
    built = build_charged(rest, pack, locks)
    effort = replace(
        effort_of(pack, settle=False), quick_rounds=int(pack.get("replan.rounds")), steps=int(pack.get("replan.steps"))
    )
    try:
        found = solve_roster(built.roster, effort, start=taken_of(rest, built, locks.before or {}))
    except NoAnswer as none:
        raise conflict_in(rest, pack, locks) from none
    saved = built.roster.saved(found.taken)
    room = max(0.0, found.bound - found.value)  # what better plans could gain, changes paid for
    found = Rostered(found.taken, saved, saved + room)
    changes = changed(rest, built, found.taken, locks)
    mended = composed(Draft(rest, built, found), pack, Told(changes, locks))
    whole = _joined(request, plan, mended, aways, at)
    wrong = breaches(_still_asked(request, rest, at), whole, pack)
    if wrong:
        raise Fault(f"the planner mended a plan so that the checker refuses it: {'; '.join(t.en for t in wrong[:5])}")
    return whole


def remainder(
    request: DeploymentRequest, plan: Deployment, aways: Sequence[Away], at: datetime, pack: RulePack
) -> tuple[DeploymentRequest, Locks]:
    """What is still to be planned at a moment, with pasts that hold what was worked, and what is held fixed."""
    windows = windows_of(request.shifts, request.zone, pack)
    left = [h for h, w in enumerate(windows) if w.shift.ends_at > at]
    if not left:
        raise InputError("the plan is over: there is nothing left to mend. 方案已结束，无可调整。")
    keys = {windows[h].shift.key for h in left}
    now = {windows[h].shift.key for h in left if windows[h].shift.starts_at < at}
    before = spots_of(plan)
    gone = _gone(request, aways, at, keys)
    worked_now = {(u, s) for (u, s) in before if s in now}
    units = tuple(_with_past(unit, windows, windows[left[0]], before, at, gone) for unit in request.units)
    forbids = {(f.unit_id, f.shift, f.place_id): f for f in request.forbids if f.shift in keys} | {
        (u, s, None): Forbid(u, s) for u, s in gone
    }
    rest = replace(
        request,
        shifts=tuple(windows[h].shift for h in left),
        units=units,
        demands=tuple(replace(d, expected=tuple(d.expected[h] for h in left)) for d in request.demands),
        duties=tuple(d for d in request.duties if d.shift in keys),
        pins=tuple(p for p in request.pins if p.shift in keys and (p.unit_id, p.shift) not in gone),
        forbids=tuple(forbids.values()),
        held=tuple(c for c in request.held if c.shift in keys),
    )
    average = plan.prevented.value / max(1, len(plan.placements))
    parts = {
        w.shift.key: (w.shift.ends_at - at) / (w.shift.ends_at - w.shift.starts_at)
        for w in windows
        if w.shift.key in now
    }
    locks = Locks(
        fixed={(u.unit_id, s): None for u in units for s in now if (u.unit_id, s) not in worked_now},
        on_duty=frozenset(worked_now - gone),
        before={k: v for k, v in before.items() if k[1] in keys},
        change_cost=float(pack.get("replan.change_cost")) * average,
        parts=parts,
    )
    return rest, locks


def changed(request: DeploymentRequest, built: Built, taken: Ints, locks: Locks) -> int:
    """Unit-shifts that differ from the plan before."""
    count = 0
    for u, unit in enumerate(request.units):
        for h, shift in enumerate(request.shifts):
            spot: Spot = built.spot(request, int(taken[u, h])) if taken[u, h] >= 0 else None
            count += spot != (locks.before or {}).get((unit.unit_id, shift.key))
    return count


def spots_of(plan: Deployment) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Where each unit is in each shift that it works; the last place where it moved within one."""
    ordered = sorted(plan.placements, key=lambda p: p.starts_at)
    return {(p.unit_id, p.shift): (p.place_id, p.duty_id) for p in ordered}


def _of_known_duties(plan: Deployment, request: DeploymentRequest) -> Deployment:
    """The plan without duties that its request no longer holds: the draw of a pair that was let go."""
    known = {None, *(d.duty_id for d in request.duties)}
    placements = tuple(p if p.duty_id in known else replace(p, duty_id=None) for p in plan.placements)
    return replace(plan, placements=placements)


def _gone(request: DeploymentRequest, aways: Sequence[Away], at: datetime, keys: set[str]) -> set[tuple[str, str]]:
    """Unit and shift pairs that cannot be: the unit is away in some part of what is left of the shift."""
    return {
        (a.unit_id, s.key)
        for a in aways
        for s in request.shifts
        if s.key in keys and s.ends_at > a.from_at and (a.back_at is None or max(s.starts_at, at) < a.back_at)
    }


def _with_past(
    unit: DeploymentUnit, windows: Sequence[Window], first: Window, before: Mapping[tuple[str, str], Spot],
    at: datetime, gone: set[tuple[str, str]],
) -> DeploymentUnit:  # fmt: skip
    """A unit whose past holds what it worked before ``first``, and the shift it was called away from."""
    worked = [
        w for w in windows
        if (unit.unit_id, w.shift.key) in before
        and (w.shift.ends_at <= at or (w.shift.starts_at < at and (unit.unit_id, w.shift.key) in gone))
    ]  # fmt: skip
    if not worked and first.day == windows[0].day:
        return unit
    past, start = unit.past, windows[0]
    nights = sorted({w.night for w in worked if w.night is not None})
    last, row = past.last_night, past.nights_in_row
    for night in nights:
        if night != last:
            row = row + 1 if last is not None and (night - last).days == 1 else 1
        last = night
    this_week = [w for w in worked if w.monday == first.monday]
    same_week, same_day = first.monday == start.monday, first.day == start.day
    fresh = {w.night for w in this_week if w.night is not None}
    if same_week and past.nights_this_week:
        fresh -= {past.last_night}
    return replace(
        unit,
        past=replace(
            past,
            ended_at=max([w.shift.ends_at for w in worked] + ([past.ended_at] if past.ended_at else []), default=None),
            hours_today=sum(w.minutes for w in worked if w.day == first.day) / 60
            + (past.hours_today if same_day else 0),
            hours_this_week=sum(w.minutes for w in this_week) / 60 + (past.hours_this_week if same_week else 0),
            nights_this_week=len(fresh) + (past.nights_this_week if same_week else 0),
            nights_in_row=row,
            last_night=last,
        ),
    )


def _joined(
    request: DeploymentRequest, plan: Deployment, mended: Deployment, aways: Sequence[Away], at: datetime
) -> Deployment:
    """What was worked before the moment, cut there where a unit left, and what comes after."""
    ends = {s.key: s.ends_at for s in request.shifts}
    gone_at = {a.unit_id: a.from_at for a in aways}
    new = {(p.unit_id, p.shift): p for p in mended.placements}
    earlier: list[UnitPlacement] = []
    for p in plan.placements:
        if p.starts_at >= at:
            continue
        if ends[p.shift] <= at or p.ends_at <= at:
            earlier.append(p)
            continue
        after = new.get((p.unit_id, p.shift))
        if after is not None and (after.place_id, after.duty_id) == (p.place_id, p.duty_id):
            new[p.unit_id, p.shift] = replace(after, starts_at=p.starts_at, stops=p.stops)
            continue
        cut = at if after is not None else min(gone_at.get(p.unit_id, at), p.ends_at)
        if cut > p.starts_at:
            earlier.append(replace(p, ends_at=cut, stops=tuple(s for s in p.stops if s.leaves_at <= cut)))
    # Someone called away in the first minute of a shift leaves no placement: the shift is off, and the past says why.
    kept = (*earlier, *new.values())
    placed = {(p.unit_id, p.shift) for p in kept}
    off = [o for o in plan.off if ends[o.shift] <= at] + [o for o in mended.off if (o.unit_id, o.shift) not in placed]
    return replace(mended, plan_id=plan.plan_id, starts_at=plan.starts_at, placements=tuple(kept), off=tuple(off))


def _still_asked(request: DeploymentRequest, rest: DeploymentRequest, at: datetime) -> DeploymentRequest:
    """The request that the whole mended plan is held against: all but what an absence has made void."""
    ended = {s.key for s in request.shifts if s.ends_at <= at}
    now = {s.key for s in request.shifts if s.starts_at < at < s.ends_at}
    pins = tuple(p for p in request.pins if p.shift in ended) + tuple(p for p in rest.pins if p.shift not in now)
    bans = tuple(f for f in request.forbids if f.shift in ended) + tuple(f for f in rest.forbids if f.shift not in now)
    held = tuple(c for c in request.held if c.shift in ended) + rest.held
    return replace(request, pins=pins, forbids=bans, held=held)
