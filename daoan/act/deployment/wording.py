"""What a deployment plan says of itself: assumptions, scenario, proof."""

from daoan.kernels.optimise.roster import Rostered
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.rulepacks import RulePack

LEVEL = {
    "one": Text("level one: all on duty, those off the road on standby", "一级勤务：全员在岗，未上路者备勤"),
    "two": Text("level two: all on the road as far as rest allows", "二级勤务：在休息规定内全员上路"),
    "three": Text("level three: normal", "三级勤务：常态"),
}


def plan_notes(
    request: DeploymentRequest,
    prevented: Estimate,
    covered: Share,
    found: Rostered,
    changes: int,
    pack: RulePack,
) -> tuple[Text, ...]:
    """What the plan assumes, proves and does not promise."""
    low, high = float(pack.get("effect.low")), float(pack.get("effect.high"))
    level = LEVEL[request.level]
    working = int((found.taken >= 0).sum())
    notes = [
        Text(
            f"{level.en[0].upper()}{level.en[1:]}. {working} unit-shifts of {len(request.units)} units in "
            f"{len(request.shifts)} shifts.",
            f"{level.zh}。{len(request.units)}个警组、{len(request.shifts)}个班次，共安排{working}组次。",
        ),
        Text(
            f"Scenario, no promise: {prevented.value:.2g} weighted injuries prevented ({prevented.low:.2g} to "
            f"{prevented.high:.2g}), if presence prevents {low:.0%} to {high:.0%} of what it covers, as drink-driving "
            f"patrols did elsewhere; {100 * (covered.value or 0.0):.1f} % of what is expected is under cover.",
            f"情景测算（非承诺）：可减少加权伤亡{prevented.value:.2g}（{prevented.low:.2g}—{prevented.high:.2g}），"
            f"假定在场可减少所覆盖伤亡的{low:.0%}—{high:.0%}（参照国外酒驾巡逻研究）；"
            f"预期伤亡的{100 * (covered.value or 0.0):.1f}%处于覆盖之下。",
        ),
        Text(
            f"Proven: as the model counts, no plan under the same rules prevents over {100 * found.gap:.2f} % more.",
            f"已证明：按本模型，同样规则下任何方案的改进余地不超过{100 * found.gap:.2f}%。",
        ),
        Text(
            "Rest rules, busy parts and reach are the rule pack's, not an official standard.",
            "休息规则、占用率与覆盖距离为规则包设定，非官方标准。",
        ),
    ]
    if changes:
        notes.append(
            Text(f"{changes} unit-shifts differ from the plan before.", f"与原方案相比，{changes}组次有变动。")
        )
    return tuple(notes)
