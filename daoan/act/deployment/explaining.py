"""Why each unit stands where it stands, what moving it would cost, and why the others are off."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from daoan.act.deployment.building import Built
from daoan.act.deployment.checking import RULE, rest_breaches
from daoan.kernels.optimise.roster import Floats, Ints
from daoan.terms.estimates import Text
from daoan.terms.records.deploying import DeploymentRequest, UnitOff
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Explained:
    """By unit and shift: what a placement adds and what moving it would cost (injuries prevented), and the reason."""

    adds: Floats
    cost: Floats
    why: Mapping[tuple[int, int], Text]


def explain(request: DeploymentRequest, built: Built, taken: Ints) -> Explained:
    """Reasons for all placements of an answer."""
    roster = built.roster
    x = roster.presence(taken)
    adds, cost = np.zeros(taken.shape), np.zeros(taken.shape)
    why: dict[tuple[int, int], Text] = {}
    steps = np.concatenate([roster.step, np.zeros((roster.periods, 1))], axis=1)
    most = roster.step.shape[1]
    for u, h in np.argwhere(taken >= 0).tolist():
        place = int(roster.place[taken[u, h]])
        without = x[:, h].copy()
        without[roster.cells(place)] -= 1
        slope = roster.weight[:, h] * steps[h, np.minimum(without, most)]
        sums = np.r_[0.0, np.cumsum(slope[roster.cell])]
        gain = sums[roster.place_ptr[1:]] - sums[roster.place_ptr[:-1]]
        options = roster.options(int(roster.kind[u]), h)
        there = built.place_of[place]
        free = np.array([o for o in options if roster.task[o] < 0], dtype=np.int64)
        elsewhere = free[built.place_of[roster.place[free]] != there]
        adds[u, h] = gain[place] / built.scale
        best = elsewhere[int(np.argmax(gain[roster.place[elsewhere]]))] if len(elsewhere) else -1
        other = float(gain[roster.place[best]]) / built.scale if best >= 0 else 0.0
        cost[u, h] = adds[u, h] - other
        why[u, h] = _why(request, built, taken, x[:, h], u, h, float(adds[u, h]), int(best), other)
    return Explained(adds, cost, why)


def _why(
    request: DeploymentRequest, built: Built, taken: Ints, x: Ints, u: int, h: int, adds: float, best: int, other: float
) -> Text:
    spot, duty = built.spot(request, int(taken[u, h]))
    with_it = int(x[built.roster.cells(int(built.roster.place[taken[u, h]]))].max(initial=1)) - 1
    way = float(built.minutes[u, [p.place_id for p in request.places].index(spot)])
    if duty is not None:
        must = next(d for d in request.duties if d.duty_id == duty)
        if must.drawn:
            return Text(
                f"Drawn by chance to be patrolled, while its pair is held out, so that the plan learns what presence "
                f"does. Prevents {adds:.2g} weighted injuries; {way:.0f} min from the station.",
                f"随机抽取为上勤点，配对点位同时留空，用于检验在场效果。可减少加权伤亡{adds:.2g}；距驻地{way:.0f}分钟。",
            )
        able = f" with {must.ability}" if must.ability else ""
        return Text(
            f"The duty {duty} must be done here by {must.number}{able}; {way:.0f} min from the station. It also "
            f"prevents {adds:.2g} weighted injuries.",
            f"必须执行的任务{duty}（{must.number}组{must.ability or ''}）；距驻地{way:.0f}分钟；"
            f"同时可减少加权伤亡{adds:.2g}。",
        )
    pinned = any((p.unit_id, p.shift) == (request.units[u].unit_id, request.shifts[h].key) for p in request.pins)
    asked = Text("Pinned. ", "指定上勤。") if pinned else Text("", "")
    if best >= 0:
        second = built.spot(request, best)[0]
        moving = Text(f"the next best place, {second}, would prevent {other:.2g}", f"次优地点{second}可减少{other:.2g}")
    else:
        moving = Text("no other place is in its reach", "无其他可达地点")
    return Text(
        f"{asked.en}Prevents {adds:.2g} weighted injuries beside {with_it} other units near; {way:.0f} min from the "
        f"station; {moving.en}.",
        f"{asked.zh}周边另有{with_it}组，本组可再减少加权伤亡{adds:.2g}；距驻地{way:.0f}分钟；{moving.zh}。",
    )


def off_reasons(request: DeploymentRequest, built: Built, taken: Ints, pack: RulePack) -> tuple[UnitOff, ...]:
    """Every unit and shift without a placement, and the rule that keeps it off."""
    standby = bool(pack.get(f"level.{request.level}.standby"))
    windows, off = built.windows, []
    banned = {(f.unit_id, f.shift) for f in request.forbids if f.place_id is None}
    for u, unit in enumerate(request.units):
        worked = taken[u] >= 0
        for h in np.flatnonzero(~worked).tolist():
            marks = worked.copy()
            marks[h] = True
            key = request.shifts[h].key
            if (unit.unit_id, key) in banned:
                why, rest = Text("Forbidden for this unit.", "该组禁派。"), True
            elif not built.roster.graph.allows(int(built.roster.root[u]), marks):
                mine = [w for w, mark in zip(windows, marks.tolist(), strict=True) if mark]
                rules = sorted({rule for rule, _ in rest_breaches(unit, windows[0], mine, request.level, pack)})
                why, rest = _kept_off(rules), "hours_between" in rules
            elif h in built.unfinished:
                why, rest = (
                    Text("Kept for the rest of the week, which this plan leaves open.", "留待本周尚未编排的时段。"),
                    False,
                )
            else:
                why, rest = Text("Adds nothing that is not covered already.", "该班次已无新增效果。"), False
            off.append(UnitOff(unit.unit_id, key, standby and not rest, why))
    return tuple(off)


def _kept_off(rules: list[str]) -> Text:
    en, zh = ", ".join(RULE[r].en for r in rules), "、".join(RULE[r].zh for r in rules)
    return Text(f"With its other shifts it would break: {en}.", f"与其他班次合计将超出：{zh}。")
