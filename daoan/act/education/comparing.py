"""Like places for a campaign, chosen before the outcome is seen; who is reached is drawn; what can be seen is told
first.

Places are put in order of what is expected of them (own past, drawn towards all by how little it says: Marshall 1991)
and neighbours in that order make a pair, within a county where it has two. With windows w = 1..W of the past and the
residuals of each pair as if a coin had been thrown in them::

    d_iw = y_iw − y'_iw − b_w (e_i − e'_i)      b_w = Σ_i (y_iw + y'_iw) / Σ_i (e_i + e'_i)      g_i = (e_i + e'_i) / 2
    se² = (W + 1) / (W − 1) · mean_w Σ_i d_iw² / (Σ_i g_i)²

    symbol  meaning
    y, y'   counts of the two places of a pair; e, e' what is expected of them in a window
    se      standard error of the change that :mod:`daoan.kernels.experiments.paired_ratio` will estimate

(W + 1)/(W − 1) takes account of e being the mean of the same windows. The power of a change τ is Φ(|τ| / se − t), with
t of Student's distribution with one degree less than pairs.
"""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from daoan.kernels.experiments.drawing import keyed_uniforms
from daoan.kernels.stats.shrinkage import shrink_counts
from daoan.terms.education import Comparison, LikePair, PlaceSeries, Power
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

MOST_PLACES = 2_000
LONGEST_SEED, SHORTEST_SEED = 128, 8


def draw_comparison(
    outcome: str, series: Sequence[PlaceSeries], strata: Mapping[str, str], seed: str, pack: RulePack, *,
    hoped: float | None = None, most_pairs: int | None = None,
) -> Comparison:  # fmt: skip
    """Pairs of like places, a coin for each of them. ``strata``: the county of each place.

    The same places, counts and seed give the same pairs. Raises :class:`InputError` where they are too few to say
    anything, or windows differ.
    """
    if not SHORTEST_SEED <= len(seed) <= LONGEST_SEED:
        raise InputError(f"a seed has {SHORTEST_SEED} to {LONGEST_SEED} letters 种子长度不符")
    able, left, expected = _able(series, pack)
    couples = _couples(able, expected, strata)[: most_pairs or len(able)]
    if len(couples) < int(pack.get("effect.fewest_pairs")):
        raise InputError(
            f"only {len(couples)} pairs of like places: at least {pack.get('effect.fewest_pairs')} are needed "
            "可配对的相似地点不足"
        )
    coins = keyed_uniforms(seed, [f"{a}|{b}" for a, b in couples])
    chosen = [(a, b) if coin < 0.5 else (b, a) for (a, b), coin in zip(couples, coins, strict=True)]
    return _comparison(outcome, able, expected, chosen, left, seed, pack, hoped, drawn=True)


def chosen_comparison(
    outcome: str, series: Sequence[PlaceSeries], strata: Mapping[str, str], reached: Sequence[str], pack: RulePack, *,
    hoped: float | None = None,
) -> Comparison:  # fmt: skip
    """For places that somebody chose: beside each the likest that is not reached. What it shows may be due to the
    choice.

    Raises as :func:`draw_comparison`.
    """
    able, left, expected = _able(series, pack)
    free = [p for p in able if p not in reached]
    chosen = []
    for place in sorted((p for p in able if p in reached), key=lambda p: (-expected[p], p)):
        if free:
            near = min(free, key=lambda p: (strata.get(p) != strata.get(place), abs(expected[p] - expected[place]), p))
            free.remove(near)
            chosen.append((place, near))
    if len(chosen) < int(pack.get("effect.fewest_pairs")):
        raise InputError(
            f"only {len(chosen)} of the places have a like one beside: at least {pack.get('effect.fewest_pairs')} "
            "可对照的地点不足"
        )
    return _comparison(outcome, able, expected, chosen, left, "", pack, hoped, drawn=False)


def power_of(residuals: np.ndarray, weights: float, hoped: float, pack: RulePack) -> Power:
    """What pairs can show. ``residuals``: (windows, pairs) d of the head; ``weights``: Σ g."""
    windows, pairs = residuals.shape
    level, asked = float(pack.get("effect.level")), float(pack.get("effect.power"))
    variance = (windows + 1) / (windows - 1) * float((residuals**2).sum(axis=1).mean())
    error = max(sqrt(variance) / weights, 1e-9)
    edge = float(student.ppf(0.5 + level / 2, pairs - 1))
    spill = float(pack.get("effect.spill"))

    def seen(change: float) -> float:
        return float(norm.cdf(abs(change) / error - edge) + norm.cdf(-abs(change) / error - edge))

    smallest = -(edge + float(norm.ppf(asked))) * error
    return Power(hoped, seen(hoped), edge * error, smallest, asked, spill, seen((1 - spill) * hoped))


def _able(
    series: Sequence[PlaceSeries], pack: RulePack
) -> tuple[dict[str, np.ndarray], tuple[str, ...], dict[str, float]]:
    """Places in which enough is counted, those that are left out, and what is expected of each in a window."""
    if not series:
        raise InputError("nothing was counted in the windows before the campaign 活动前各时段无观测数据")
    names = [s.place_id for s in series]
    windows = {len(s.counts) for s in series}
    if len(windows) != 1 or len(set(names)) < len(names) or len(names) > MOST_PLACES:
        raise InputError("give every place once, with the same windows for all 各地点须唯一且时段一致")
    fewest = int(pack.get("effect.fewest_windows"))
    if min(windows) < fewest:
        raise InputError(f"count at least {fewest} windows before the campaign 活动前至少须有{fewest}个统计时段")
    counts = np.array([s.counts for s in series], dtype=np.float64)
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise InputError("counts are numbers, 0 or more 计数须为不小于0的数")
    exposure = np.full(len(counts), float(counts.shape[1]))
    believed = shrink_counts(counts.sum(axis=1), exposure, least_cv=float(pack.get("effect.least_cv")), floor=1e-6)
    least = float(pack.get("effect.fewest_counted"))
    able = {n: counts[i] for i, n in enumerate(names) if believed.mean[i] >= least}
    left = tuple(n for n in names if n not in able)
    return able, left, {n: float(believed.mean[i]) for i, n in enumerate(names)}


def _couples(
    able: Mapping[str, np.ndarray], expected: Mapping[str, float], strata: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Neighbours in the order of what is expected: within each county first, then those that are left over."""
    by: dict[str, list[str]] = {}
    for place in sorted(able, key=lambda p: (-expected[p], p)):
        by.setdefault(strata.get(place, ""), []).append(place)
    couples, rest = list[tuple[str, str]](), list[str]()
    for places in by.values():
        couples += list(zip(places[::2], places[1::2], strict=False))
        rest += places[len(places) // 2 * 2 :]
    rest.sort(key=lambda p: (-expected[p], p))
    couples += list(zip(rest[::2], rest[1::2], strict=False))
    return sorted(couples, key=lambda c: (-(expected[c[0]] + expected[c[1]]), c))


def _comparison(
    outcome: str, able: Mapping[str, np.ndarray], expected: Mapping[str, float], chosen: Sequence[tuple[str, str]],
    left: tuple[str, ...], seed: str, pack: RulePack, hoped: float | None, *, drawn: bool,
) -> Comparison:  # fmt: skip
    pairs = tuple(LikePair(f"p{n}", a, b, expected[a], expected[b]) for n, (a, b) in enumerate(chosen, start=1))
    first, second = (np.array([able[getattr(p, side)] for p in pairs]).T for side in ("reached", "beside"))
    e1, e2 = (np.array([getattr(p, f"expected_{side}") for p in pairs]) for side in ("reached", "beside"))
    rate = (first + second).sum(axis=1, keepdims=True) / float((e1 + e2).sum())
    residuals = first - second - rate * (e1 - e2)
    power = power_of(residuals, float((e1 + e2).sum()) / 2, pack.get("effect.hoped") if hoped is None else hoped, pack)
    paired = {p for pair in chosen for p in pair}
    out = (*left, *sorted(p for p in able if p not in paired))
    return Comparison(
        outcome, drawn, seed, len(first), pairs, out, power, _words(power, len(pairs), drawn=drawn), pack.stamp
    )


def _words(power: Power, pairs: int, *, drawn: bool) -> tuple[Text, ...]:
    hoped, smallest = f"{abs(power.hoped):.0%}", f"{abs(power.smallest):.0%}"
    told = [
        Text(
            f"{pairs} pairs of like places, fixed before the campaign. A change of {hoped} would be seen with "
            f"probability {power.power:.0%}; with {power.asked:.0%} only one of {smallest} or more. The interval will "
            f"be about ±{power.half_width:.0%}. If {power.spill:.0%} of the change reaches the places beside, it would "
            f"be seen with probability {power.if_spilled:.0%} only.",
            f"活动前固定{pairs}对相似地点。若真实变化为{hoped}，被检出的概率约{power.power:.0%}；以{power.asked:.0%}的把握"
            f"只能检出{smallest}及以上的变化。区间半宽约±{power.half_width:.0%}。若{power.spill:.0%}的变化外溢到对照地点，"
            f"检出概率仅约{power.if_spilled:.0%}。",
        )
    ]  # fmt: skip
    if abs(power.smallest) > abs(power.hoped):
        told.append(
            Text(
                "This is too weak for what is hoped for: take more places or more time, or expect no verdict.",
                "检出能力不足以支撑预期：请增加地点或延长时间，否则不应期待得出结论。",
            )
        )
    if not drawn:
        told.append(
            Text(
                "The places were chosen, not drawn: a difference may come from the choice, and no verdict is spoken.",
                "投放地点为人工选定而非抽取：差异可能来自选点，不作成效结论。",
            )
        )
    return tuple(told)
