"""Why a placement stands where it stands, and what a plan says of itself."""

import numpy as np

from daoan.act.duty.profile import WeekProfile
from daoan.act.duty.table import DutyTable
from daoan.kernels.optimise.problem import Ints
from daoan.terms.estimates import Share, Text
from daoan.terms.rulepacks import RulePack


def why(table: DutyTable, units: Ints, row: int, cost: float) -> Text:
    """The reason for one placement, in figures."""
    stretch, slot, visits = table.stretch_of(row), table.slot_of(row), int(units[row])
    expected = table.expected[row]
    usual = float(np.mean(table.expected[row % len(table.slots) :: len(table.slots)]))
    cover = float(table.problem.gain[row, :visits].sum()) / expected if expected > 0 else 0.0
    times = expected / usual if usual > 0 else 0.0
    lost = 100 * cost / (expected * cover) if expected * cover > 0 else 0.0
    again_en = f" each time, {slot.times} times" if slot.times > 1 else ""
    again_zh = f"每次{visits}趟，共{slot.times}次" if slot.times > 1 else f"{visits}趟"
    return Text(
        f"{visits} visits{again_en}: rank {stretch.rank} by risk, {stretch.crashes} crashes in {stretch.years:g} years "
        f"({stretch.ksi} with killed or seriously injured); {expected:.4f} weighted injuries expected in these hours, "
        f"{times:.0f} times an average stretch. The visits cover {cover:.0%} of them; moving them to the next best "
        f"place would give up {lost:.0f} % of that.",
        f"安排巡逻{again_zh}：风险排名第{stretch.rank}位，{stretch.years:g}年内事故{stretch.crashes}起"
        f"（死亡或重伤{stretch.ksi}起）；该时段预期加权伤亡{expected:.4f}，为平均路段的{times:.0f}倍。"
        f"上述巡逻可覆盖其中{cover:.0%}；改派至次优路段将损失覆盖量的{lost:.0f}%。",
    )


def plan_notes(
    table: DutyTable, units: Ints, covered: Share, usual: Share, profile: WeekProfile, pack: RulePack
) -> tuple[Text, ...]:
    """What the plan assumes and does not promise."""
    travel = float(table.problem.setup[table.problem.opened(units)].sum())
    spent = float(table.problem.spent(units).sum())
    low, middle, high = (float(pack.get(f"effect.{k}")) for k in ("low", "middle", "high"))
    return (
        Text(
            "Covered: expected while a patrol is there or its effect lasts. It is not a number of crashes prevented.",
            "“覆盖”指预期伤亡发生时巡逻在场或其震慑仍在持续，不等于可避免的事故数。",
        ),
        Text(
            f"Scenario, no promise: if patrols prevent {low:.0%} to {high:.0%} (middle {middle:.0%}) of what they "
            f"cover, as drink-driving patrols did elsewhere, the plan prevents {middle * covered.part:.2g} weighted "
            f"injuries ({low * covered.part:.2g}–{high * covered.part:.2g}).",
            f"情景测算（非承诺）：若巡逻可减少所覆盖伤亡的{low:.0%}—{high:.0%}（中值{middle:.0%}，参照国外酒驾巡逻研究），"
            f"本方案可减少加权伤亡{middle * covered.part:.2g}（{low * covered.part:.2g}—{high * covered.part:.2g}）。",
        ),
        Text(
            f"Of {table.problem.budget:g} hours {spent:.1f} are planned, {travel:.1f} of them on the way to the beats.",
            f"可用{table.problem.budget:g}小时，已安排{spent:.1f}小时，其中前往巡区途中{travel:.1f}小时。",
        ),
        Text(
            f"As usual (in proportion to last year's counts, same hours and limits) {_pct(usual)} would be covered, "
            f"with the plan {_pct(covered)}. Both are valued by the same estimates that the plan was made from.",
            f"若按上年事故数比例分配同样警力，可覆盖{_pct(usual)}；本方案可覆盖{_pct(covered)}。"
            "两者均按编制方案所用的同一风险估计计算。",
        ),
        Text(
            f"Time of week from {profile.crashes} crashes, {_leaning(profile).en}; "
            "the intervals carry the uncertainty of the stretch, not of the hour.",
            f"时段分布由{profile.crashes}起事故估计，{_leaning(profile).zh}；"
            "区间仅反映路段风险的不确定性，不含时段分布的不确定性。",
        ),
    )


def _leaning(profile: WeekProfile) -> Text:
    """How far road classes have hours of their own; a weight beyond all crashes means that no difference shows."""
    if profile.prior_class > profile.crashes:
        return Text("road classes cannot be told apart", "各道路等级之间看不出差别")
    return Text(
        f"road classes leaning on the city with the weight of {profile.prior_class:.0f} crashes",
        f"各道路等级向全市收缩（权重相当于{profile.prior_class:.0f}起）",
    )


def _pct(share: Share) -> str:
    return f"{100 * (share.value or 0.0):.2f}%"
