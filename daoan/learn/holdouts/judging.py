"""Pairs judged by their own draw; a verdict only at the weeks that were fixed beforehand."""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

import numpy as np

from daoan.kernels.experiments.paired import PairedEffect, paired_effect
from daoan.learn.holdouts.wording import result_words
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records.holdouts import HoldoutResult, HoldoutRow
from daoan.terms.rulepacks import RulePack

DAY_S = 86_400.0


def judge_pairs(
    outcome: str, rows: Sequence[HoldoutRow], spans: Sequence[tuple[str, float]], pack: RulePack
) -> HoldoutResult:
    """What pairs have shown of an outcome ("crashes", "violations", "speeds"; less is better in each).

    ``rows``: pairs both cells of which are over. ``spans``: deployments in order with the days of each that are over.
    """
    level = float(pack.get("holdout.level"))
    effect = _effect(rows, level, pack)
    days = sum(d for _, d in spans)
    spoken, verdict = _verdict(rows, spans, pack)
    followed = Share(float(sum((not r.present_held) + r.present_patrolled for r in rows)), float(2 * len(rows)))
    found = HoldoutResult(
        outcome=outcome, pairs=len(rows), informative=effect.informative, weeks=int(days // 7), spoken_at=spoken,
        verdict=verdict, effect=_estimate(effect, level, pack), p_value=effect.p_value if rows else None,
        where_present=_where_present(rows, effect, level, pack), ring=_ring(rows, level, pack),
        counted_held=sum(r.held for r in rows), counted_patrolled=sum(r.patrolled for r in rows),
        expected_held=sum(r.expected_held for r in rows), expected_patrolled=sum(r.expected_patrolled for r in rows),
        followed=followed, by_position=sum(r.by_position for r in rows), words=(), rule_pack=pack.stamp,
    )  # fmt: skip
    fewest = int(pack.get("holdout.fewest_pairs")), int(pack.get("holdout.fewest_informative"))
    words: tuple[Text, ...] = result_words(found, *fewest, pack.get("holdout.weeks"))
    return replace(found, words=words)


def verdict_weeks(days: float, weeks: Sequence[int]) -> int | None:
    """The last of the fixed weeks that is over; None before the first."""
    return max((w for w in weeks if 7 * w <= days), default=None)


def _verdict(rows: Sequence[HoldoutRow], spans: Sequence[tuple[str, float]], pack: RulePack) -> tuple[int | None, str]:
    """Weeks at which a verdict was spoken last, and the verdict of the deployments that were over by then."""
    weeks = [int(w) for w in pack.get("holdout.weeks")]
    spoken = verdict_weeks(sum(d for _, d in spans), weeks)
    if spoken is None:
        return None, "not_yet"
    then, days = set(), 0.0
    for source, length in spans:
        if days >= 7 * spoken:
            break
        then.add(source)
        days += length
    seen = [r for r in rows if r.source in then]
    if len(seen) < int(pack.get("holdout.fewest_pairs")):
        return spoken, "not_yet"
    each = 1.0 - (1.0 - float(pack.get("holdout.level"))) / len(weeks)
    effect = _effect(seen, each, pack)
    return spoken, "works" if effect.high < 0 else "harms" if effect.low > 0 else "not_yet"


def _effect(rows: Sequence[HoldoutRow], level: float, pack: RulePack) -> PairedEffect:
    each = [(r.patrolled, r.held, r.expected_patrolled, r.expected_held) for r in rows]
    return _paired(each, level, pack)


def _ring(rows: Sequence[HoldoutRow], level: float, pack: RulePack) -> Estimate | None:
    """The same around the cells, on pairs whose rings are known."""
    each = [
        (r.ring_patrolled, r.ring_held, r.expected_ring_patrolled, r.expected_ring_held)
        for r in rows
        if r.ring_held is not None and r.ring_patrolled is not None
        and r.expected_ring_held > 0 and r.expected_ring_patrolled > 0
    ]  # fmt: skip
    return _estimate(_paired(each, level, pack), level, pack) if each else None


def _paired(each: Sequence[tuple[float | None, ...]], level: float, pack: RulePack) -> PairedEffect:
    columns = np.array(each, dtype=np.float64).reshape(-1, 4).T
    return paired_effect(*columns, level=level, draws=int(pack.get("holdout.draws")))


def _where_present(rows: Sequence[HoldoutRow], effect: PairedEffect, level: float, pack: RulePack) -> Estimate | None:
    """The effect of presence where it followed the draw: divided by how far it did (Wald); the draw acts through
    presence alone, and the uncertainty of the divisor is left out."""
    if not rows:
        return None
    there = sum(float(r.present_patrolled) - float(r.present_held) for r in rows) / len(rows)
    if there <= 0:
        return None
    return _estimate(
        replace(effect, value=effect.value / there, low=effect.low / there, high=effect.high / there), level, pack
    )


def _estimate(effect: PairedEffect, level: float, pack: RulePack) -> Estimate | None:
    """The effect with its interval; None where too few pairs differ: turning coins over cells where nothing happened
    would call the rest known."""
    if effect.informative < int(pack.get("holdout.fewest_informative")):
        return None
    whole = all(isfinite(x) for x in (effect.value, effect.low, effect.high))
    return Estimate(effect.value, effect.low, effect.high, level) if whole else None
