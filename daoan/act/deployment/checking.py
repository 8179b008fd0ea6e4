"""The independent checker: every rule that a deployment must keep, read from the request and the rule pack alone.

It shares with the planner what a night and a way are (``windows``, ``travel``), and nothing of how a plan is found. A
shift counts with its full length as soon as a unit works any part of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from daoan.act.deployment.travel import minutes_between
from daoan.act.deployment.windows import Window, windows_of
from daoan.terms.estimates import Text
from daoan.terms.records.deploying import Deployment, DeploymentRequest, DeploymentUnit, UnitPlacement
from daoan.terms.rulepacks import RulePack

#: Hours that rounding may cost.
SLACK_H = 1e-6


def breaches(request: DeploymentRequest, plan: Deployment, pack: RulePack) -> list[Text]:
    """Every rule that a plan breaks, in words; empty for a plan that may be handed out."""
    windows = {w.shift.key: w for w in windows_of(request.shifts, request.zone, pack)}
    unknown = list(_unknown(request, plan, windows))
    if unknown:
        return unknown
    by_unit: dict[str, list[UnitPlacement]] = defaultdict(list)
    for placement in plan.placements:
        by_unit[placement.unit_id].append(placement)
    found = [
        *_places(request, plan, windows, pack),
        *_off(request, plan),
        *_asked(request, by_unit),
        *_held(request, plan),
    ]
    for unit in request.units:
        mine = by_unit.get(unit.unit_id, [])
        found += _at_once(unit, mine)
        worked = [w for w in windows.values() if any(p.shift == w.shift.key for p in mine)]
        first = next(iter(windows.values()))
        found += [text for _, text in rest_breaches(unit, first, worked, request.level, pack)]
    return found + list(_duties(request, plan, windows))


def rest_breaches(
    unit: DeploymentUnit, first: Window, worked: Sequence[Window], level: str, pack: RulePack
) -> Iterator[tuple[str, Text]]:
    """Rest rules that a unit breaks with the shifts it works; ``first``: the plan's first shift, to which the unit's
    hours of today and of this week belong. Each rule by its name in the rule pack."""
    limit = {r: float(pack.get(f"level.{level}.{r}")) for r in (
        "hours_a_day", "hours_a_week", "hours_between", "nights_in_row", "nights_a_week")}  # fmt: skip
    if unit.hours_a_day is not None:
        limit["hours_a_day"] = min(limit["hours_a_day"], unit.hours_a_day)
    if unit.hours_a_week is not None:
        limit["hours_a_week"] = min(limit["hours_a_week"], unit.hours_a_week)
    for rule, used, day in _used(unit, first, worked):
        wrong = used < limit[rule] - SLACK_H if rule == "hours_between" else used > limit[rule] + SLACK_H
        if wrong:
            yield (
                rule,
                Text(
                    f"{unit.unit_id} on {day}: {RULE[rule].en} {used:g}, limit {limit[rule]:g}",
                    f"{unit.unit_id} {day}：{RULE[rule].zh}{used:g}，限{limit[rule]:g}",
                ),
            )


RULE = {
    "hours_a_day": Text("hours a day", "日工时"),
    "hours_a_week": Text("hours a week", "周工时"),
    "hours_between": Text("hours between two shifts", "两班间隔小时数"),
    "nights_in_row": Text("nights in a row", "连续夜班数"),
    "nights_a_week": Text("nights a week", "周夜班数"),
}


def _used(unit: DeploymentUnit, first: Window, worked: Sequence[Window]) -> Iterator[tuple[str, float, date]]:
    """What a unit's shifts use of each rule, where this plan adds to it."""
    past = unit.past
    hours: dict[date, float] = defaultdict(float)
    weeks: dict[date, float] = defaultdict(float)
    nights: dict[date, set[date]] = defaultdict(set)
    before: datetime | None = past.ended_at
    for window in sorted(worked, key=lambda w: w.shift.starts_at):
        if before is not None:
            yield "hours_between", (window.shift.starts_at - before).total_seconds() / 3600, window.day
        before = window.shift.ends_at
        hours[window.day] += window.minutes / 60
        weeks[window.monday] += window.minutes / 60
        if window.night is not None:
            nights[window.monday].add(window.night)
    for day, used in hours.items():
        yield "hours_a_day", used + (past.hours_today if day == first.day else 0.0), day
    for monday, used in weeks.items():
        yield "hours_a_week", used + (past.hours_this_week if monday == first.monday else 0.0), monday
    for monday, found in nights.items():
        fresh = len(found - ({past.last_night} if past.nights_this_week and monday == first.monday else set()))
        if fresh:
            yield "nights_a_week", fresh + (past.nights_this_week if monday == first.monday else 0), monday
    yield from _rows(past.last_night, past.nights_in_row, sorted(set().union(*nights.values())))


def _rows(last: date | None, row: int, nights: Iterable[date]) -> Iterator[tuple[str, float, date]]:
    for night in nights:
        if night != last:
            row = row + 1 if last is not None and night - last == timedelta(days=1) else 1
        last = night
        yield "nights_in_row", float(row), night


def _unknown(request: DeploymentRequest, plan: Deployment, windows: dict[str, Window]) -> Iterator[Text]:
    units, places = {u.unit_id for u in request.units}, {p.place_id for p in request.places}
    for p in plan.placements:
        if p.unit_id not in units or p.place_id not in places or p.shift not in windows:
            yield Text(
                f"{p.unit_id}, {p.place_id} or {p.shift} is unknown", f"{p.unit_id}、{p.place_id}或{p.shift}不存在"
            )


def _places(request: DeploymentRequest, plan: Deployment, windows: dict[str, Window], pack: RulePack) -> Iterator[Text]:
    minutes = minutes_between(request, pack)
    row = {u.unit_id: i for i, u in enumerate(request.units)}
    column = {p.place_id: j for j, p in enumerate(request.places)}
    for p in plan.placements:
        shift = windows[p.shift].shift
        if not shift.starts_at <= p.starts_at < p.ends_at <= shift.ends_at:
            yield Text(f"{p.unit_id} is placed outside the shift {p.shift}", f"{p.unit_id}的安排超出班次{p.shift}")
        way = float(minutes[row[p.unit_id], column[p.place_id]])
        if way >= min(float(pack.get("reach.most_minutes")), windows[p.shift].minutes / 2):
            yield Text(
                f"{p.unit_id} cannot reach {p.place_id}: {way:.0f} min", f"{p.unit_id}到{p.place_id}需{way:.0f}分钟"
            )
        inside = all(p.starts_at <= s.arrives_at <= s.leaves_at <= p.ends_at for s in p.stops)
        if not inside or any(a.leaves_at > b.arrives_at for a, b in pairwise(p.stops)):
            yield Text(f"the round of {p.unit_id} does not fit {p.shift}", f"{p.unit_id}在{p.shift}的巡线超出班次")


def _off(request: DeploymentRequest, plan: Deployment) -> Iterator[Text]:
    """Each unit is either placed or off in each shift."""
    placed = {(p.unit_id, p.shift) for p in plan.placements}
    off = [(o.unit_id, o.shift) for o in plan.off]
    everyone = {(u.unit_id, s.key) for u in request.units for s in request.shifts}
    if placed & set(off) or len(set(off)) != len(off) or placed | set(off) != everyone:
        yield Text("some unit is neither placed nor off in a shift, or both", "有警组在某班次既未安排又未休息，或重复")


def _at_once(unit: DeploymentUnit, mine: list[UnitPlacement]) -> Iterator[Text]:
    ordered = sorted(mine, key=lambda p: p.starts_at)
    for a, b in pairwise(ordered):
        if b.starts_at < a.ends_at:
            yield Text(f"{unit.unit_id} is at two places at {b.starts_at}", f"{unit.unit_id}在{b.starts_at}同时在两地")


def _asked(request: DeploymentRequest, by_unit: dict[str, list[UnitPlacement]]) -> Iterator[Text]:
    for pin in request.pins:
        at = [p for p in by_unit.get(pin.unit_id, []) if p.shift == pin.shift]
        if not at or any(pin.place_id not in (None, p.place_id) for p in at):
            yield Text(f"the pin of {pin.unit_id} on {pin.shift} is broken", f"{pin.unit_id}在{pin.shift}的指定未满足")
    for ban in request.forbids:
        at = [p for p in by_unit.get(ban.unit_id, []) if p.shift == ban.shift]
        if any(ban.place_id in (None, p.place_id) for p in at):
            yield Text(f"{ban.unit_id} works {ban.shift} though forbidden", f"{ban.unit_id}在{ban.shift}违反禁派")


def _held(request: DeploymentRequest, plan: Deployment) -> Iterator[Text]:
    """Nobody stands where a hold-out's draw keeps units away."""
    held = {(c.place_id, c.shift) for c in request.held}
    for p in plan.placements:
        if (p.place_id, p.shift) in held:
            yield Text(
                f"{p.unit_id} stands at {p.place_id} in {p.shift}, which is held out",
                f"{p.unit_id}于{p.shift}在对照留空的{p.place_id}上勤",
            )


def _duties(request: DeploymentRequest, plan: Deployment, windows: dict[str, Window]) -> Iterator[Text]:
    units = {u.unit_id: u for u in request.units}
    asked = {d.duty_id: d for d in request.duties}
    on: dict[str, set[str]] = defaultdict(set)
    for p in plan.placements:
        if p.duty_id is None:
            continue
        duty = asked.get(p.duty_id)
        unit = units[p.unit_id]
        if duty is None or (duty.place_id, duty.shift) != (p.place_id, p.shift):
            yield Text(f"{p.unit_id} does {p.duty_id} where it is not", f"{p.unit_id}执行的{p.duty_id}地点或班次不符")
        elif duty.ability is not None and duty.ability not in (*unit.skills, unit.vehicle):
            yield Text(
                f"{p.unit_id} lacks {duty.ability} for {p.duty_id}", f"{p.unit_id}缺少{p.duty_id}所需{duty.ability}"
            )
        elif p.ends_at == windows[p.shift].shift.ends_at:
            on[p.duty_id].add(p.unit_id)
    for duty in request.duties:
        if len(on[duty.duty_id]) < duty.number:
            yield Text(
                f"{duty.duty_id} has {len(on[duty.duty_id])} of {duty.number} units",
                f"{duty.duty_id}仅有{len(on[duty.duty_id])}/{duty.number}个警组",
            )
