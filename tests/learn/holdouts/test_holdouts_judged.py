"""Hold-outs judged: chance is not called an effect, a planted one is recovered, verdicts have their weeks."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from daoan.learn.holdouts.judging import judge_pairs, verdict_weeks
from daoan.terms.records.holdouts import HoldoutRow
from daoan.town.course import draw_course
from tests.learn.holdouts.holdout_towns import PACK, START, beat_of, judged, measure, truth


def rows(pairs: int, held: float, patrolled: float, source: str = "w0") -> list[HoldoutRow]:
    rng = np.random.default_rng(1)
    return [
        HoldoutRow(
            source, f"{source} {k}", START, START + timedelta(hours=8), float(rng.poisson(held)),
            float(rng.poisson(patrolled)), 5.0, 5.0, False, True, ring_held=8.0 + k % 2, ring_patrolled=9.0 - k % 2,
            expected_ring_held=8.5, expected_ring_patrolled=8.5,
        )
        for k in range(pairs)
    ]  # fmt: skip


def test_a_town_with_an_effect_of_zero_and_one_with_a_planted_effect() -> None:
    beat = beat_of(draw_course(401))
    nothing, half = judged(beat, 1.0, 0.8, 1), judged(beat, 0.5, 0.8, 1)
    assert nothing.verdict == "not_yet"
    assert nothing.effect is not None
    assert nothing.effect.low <= 0 <= nothing.effect.high
    assert half.effect is not None
    assert half.effect.low <= truth(beat, 0.5, 0.8) <= half.effect.high
    assert half.effect.value < nothing.effect.value
    assert half.where_present is not None
    assert half.where_present.value == pytest.approx(half.effect.value / 0.8, rel=0.05)


@pytest.mark.slow
def test_over_twenty_towns_chance_is_no_effect_and_intervals_hold_the_planted_one() -> None:
    found = measure(range(401, 421), 5, (1.0, 0.5))
    nothing, half = found[1.0], found[0.5]
    assert nothing.held >= 0.9 * nothing.draws
    assert nothing.works <= 0.05 * nothing.draws
    assert nothing.harms <= 0.05 * nothing.draws
    assert half.held >= 0.9 * half.draws
    assert half.harms == 0


def test_a_verdict_is_spoken_at_its_weeks_alone_and_of_what_was_over_then() -> None:
    assert [verdict_weeks(d, [4, 13]) for d in (27.9, 28, 90, 91, 400)] == [None, 4, 4, 13, 13]
    early = judge_pairs("violations", rows(60, 5.0, 2.0), [("w0", 7.0)], PACK)
    assert (early.verdict, early.spoken_at) == ("not_yet", None)
    assert early.effect is not None
    assert early.effect.high < 0, "the estimate is shown, no verdict is drawn from it"
    assert "1 of the first 4 weeks" in early.words[0].en
    said = judge_pairs("violations", rows(60, 5.0, 2.0), [("w0", 28.0)], PACK)
    assert (said.verdict, said.spoken_at) == ("works", 4)
    later = [*rows(60, 5.0, 2.0), *rows(60, 5.0, 20.0, "w1")]
    still = judge_pairs("violations", later, [("w0", 28.0), ("w1", 7.0)], PACK)
    assert still.verdict == "works", "what came after week 4 waits for week 13"
    assert judge_pairs("violations", later, [("w0", 28.0), ("w1", 70.0)], PACK).verdict == "harms"


def test_few_pairs_and_none_are_not_yet_able_to_tell() -> None:
    few = judge_pairs("crashes", rows(10, 9.0, 0.1), [("w0", 28.0)], PACK)
    assert few.verdict == "not_yet"
    assert "at least 20" in few.words[0].en
    none = judge_pairs("crashes", [], [], PACK)
    assert (none.verdict, none.effect, none.p_value, none.ring) == ("not_yet", None, None, None)
    assert none.words[0].zh.startswith("尚不能判断")


def test_presence_and_the_ring_are_told_apart() -> None:
    half = [replace(r, present_patrolled=k % 2 == 0, by_position=2 * (k < 6)) for k, r in enumerate(rows(40, 5.0, 3.0))]
    found = judge_pairs("crashes", half, [("w0", 28.0)], PACK)
    assert found.effect is not None
    assert found.where_present is not None
    assert found.where_present.value == pytest.approx(2 * found.effect.value)
    assert (found.followed.part, found.followed.whole, found.by_position) == (60.0, 80.0, 12)
    assert found.ring is not None
    assert found.ring.value == pytest.approx(0.0)
    assert any("spill-over" in w.en for w in found.words)
    never = [replace(r, present_patrolled=False) for r in half]
    assert judge_pairs("crashes", never, [("w0", 28.0)], PACK).where_present is None


def test_rare_events_are_not_told_as_surely_nothing() -> None:
    nothing = judge_pairs("crashes", rows(40, 0.0, 0.0), [("w0", 28.0)], PACK)
    assert (nothing.informative, nothing.effect, nothing.where_present) == (0, None, None)
    assert "0 of 40 pairs differ" in nothing.words[1].en
    some = judge_pairs("crashes", rows(40, 1.0, 1.0), [("w0", 28.0)], PACK)
    assert some.informative >= 10
    assert some.effect is not None
