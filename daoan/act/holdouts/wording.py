"""What a design says of itself: what is drawn, what it costs, what is never touched, how it will be judged."""

from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

NAME = {
    "hold_out": Text("hold-out: of two places in one shift, one has a unit", "留空对照：同班次两个点位中抽一个上勤"),
    "switch_back": Text("switch-back: of two days, one place has a unit on one", "轮换对照：同一点位两天中抽一天上勤"),
}


def design_notes(
    design: str, pairs: int, mean: float, most: float, prevented: float, pack: RulePack
) -> tuple[Text, ...]:
    """Notes on a design of some pairs; losses and ``prevented`` in weighted injuries."""
    name = NAME[design]
    share, dearest = (x / prevented if prevented > 0 else 0.0 for x in (mean, most))
    floor, ceiling = float(pack.get("holdout.floor_share")), float(pack.get("holdout.ceiling_injuries"))
    weeks = ", ".join(str(w) for w in pack.get("holdout.weeks"))
    return (
        Text(
            f"{name.en}. {pairs} pairs, each drawn by a fair coin whose seed is kept.",
            f"{name.zh}。共{pairs}对，每对等概率抽取，随机种子留存备查。",
        ),
        Text(
            f"Price, a scenario: {mean:.2g} weighted injuries no longer prevented on average over the draws "
            f"({share:.2%} of what the plan prevents), {most:.2g} in the dearest ({dearest:.2%}).",
            f"代价（情景测算）：平均少减少加权伤亡{mean:.2g}（占方案可减少量的{share:.2%}），最贵抽取为{most:.2g}（{dearest:.2%}）。",
        ),
        Text(
            f"Never drawn: duties, pins, the {floor:.1%} of stretches with most expected in a shift, and places with "
            f"a stretch where over {ceiling:g} weighted injuries are expected in a shift at the upper end.",
            f"从不抽取：必须执行的任务、指定上勤、含有每班预期伤亡最高{floor:.1%}路段、或加权伤亡上限超过{ceiling:g}的路段的点位。",
        ),
        Text(
            f"A verdict is spoken after {weeks} weeks of such plans and at no other time, so that looking often does "
            "not make chance look like an effect.",
            f"仅在累计{weeks}周时下结论，避免反复查看把偶然当作效果。",
        ),
    )
