"""A campaign judged once, at its end, by the coin that said who was reached.

Turning all coins again tests "it does nothing" exactly, whatever else went on in both places of each pair
(:mod:`daoan.kernels.experiments.paired_ratio`), so that a useless campaign is said to work in at most (1 − level) / 2
of cases.
"""

from collections.abc import Mapping
from math import isfinite

import numpy as np

from daoan.kernels.experiments.paired import PairedEffect
from daoan.kernels.experiments.paired_ratio import paired_ratio
from daoan.terms.education import CampaignEffect, Comparison
from daoan.terms.errors import InputError
from daoan.terms.estimates import Estimate, Text
from daoan.terms.rulepacks import RulePack

VERDICTS: Mapping[str, Text] = {
    "works": Text("it works", "有效"),
    "harms": Text("it does harm", "适得其反"),
    "no_use": Text("no use: what was hoped for is excluded", "未见作用：已排除预期效果"),
    "cannot_tell": Text("nothing seen; what was hoped for is not excluded", "未检出效果，但不能排除预期效果"),
    "not_drawn": Text("no verdict: places were chosen, not drawn", "不作结论：地点为选定而非抽取"),
}


def judge_campaign(comparison: Comparison, counts: Mapping[str, float], pack: RulePack) -> CampaignEffect:
    """The effect, from what was counted in each place in the campaign's window.

    Less is better: an outcome is a number of violations or people hurt. Raises :class:`InputError` where a place of a
    pair has no count: a place that stopped counting would read as a success.
    """
    missing = [p for pair in comparison.pairs for p in (pair.reached, pair.beside) if p not in counts]
    if missing:
        raise InputError(f"nothing was counted at {missing[0]!r:.60} and {len(missing) - 1} more 以下地点无统计数据")
    reached, beside = (
        np.array([float(counts[getattr(p, s)]) for p in comparison.pairs]) for s in ("reached", "beside")
    )
    e1, e2 = (np.array([getattr(p, f"expected_{s}") for p in comparison.pairs]) for s in ("reached", "beside"))
    level = float(pack.get("effect.level"))
    effect = paired_ratio(reached, beside, e1, e2, level=level, draws=int(pack.get("effect.draws")))
    verdict = _verdict(comparison, effect)
    whole = all(isfinite(x) for x in (effect.value, effect.low, effect.high))
    estimate = Estimate(effect.value, effect.low, effect.high, level) if whole else None
    return CampaignEffect(
        verdict, estimate, effect.p_value, len(comparison.pairs), float(reached.sum()), float(beside.sum()),
        float(e1.sum()), float(e2.sum()), comparison.power, _words(verdict, comparison, estimate), pack.stamp,
    )  # fmt: skip


def _verdict(comparison: Comparison, effect: PairedEffect) -> str:
    if not comparison.drawn:
        return "not_drawn"
    if effect.high < 0:
        return "works"
    if effect.low > 0:
        return "harms"
    return "no_use" if effect.low > comparison.power.hoped else "cannot_tell"


def _words(verdict: str, comparison: Comparison, estimate: Estimate | None) -> tuple[Text, ...]:
    hoped, power = f"{abs(comparison.power.hoped):.0%}", f"{comparison.power.power:.0%}"
    told = [VERDICTS[verdict]]
    if estimate is not None:
        between = f"{estimate.low:+.0%} … {estimate.high:+.0%}"
        told.append(Text(f"change {estimate.value:+.0%} ({between})", f"变化{estimate.value:+.0%}（{between}）"))
    if verdict == "cannot_tell":
        told.append(
            Text(
                f"Before it began, the chance to see a change of {hoped} was {power}.",
                f"活动前已说明：检出{hoped}变化的把握为{power}。",
            )
        )
    return tuple(told)
