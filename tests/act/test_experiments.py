"""A plan as an experiment: drawn again the same, within its limits, nothing dangerous held out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.act.experiments.draw import draw_experiment, seed_of
from daoan.terms.errors import InputError
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import DutyPlacement, DutyPlan, Experiment
from daoan.terms.rulepacks import RulePack, read_rule_pack
from daoan.terms.times import utc_to_local

ROOT = Path(__file__).parents[2]
PACK = read_rule_pack((ROOT / "rulepacks" / "experiments.toml").read_text("utf-8"), "experiments")
ZONE = "Europe/London"
MONTH = datetime(2020, 3, 1, tzinfo=UTC)
WORDS = Text("a", "甲")


def pack_with(**draw) -> RulePack:
    return replace(PACK, values={**PACK.values, "draw": {**PACK.values["draw"], **draw}})


def placement(k: int, weekday: int = 0, expected: float = 0.01, cost: float | None = None) -> DutyPlacement:
    starts = MONTH + timedelta(days=weekday, hours=20)
    return DutyPlacement(
        k + 1, f"s{k}", "A660", -1.5, 53.8, f"{weekday + 1}-evening", starts, starts + timedelta(hours=6), 4.0,
        Estimate(4 * expected, 2 * expected, 8 * expected), WORDS, float(k) if cost is None else cost,
    )  # fmt: skip


def plan_of(placements: list[DutyPlacement], kind: str = "month") -> DutyPlan:
    ends = MONTH + timedelta(days=31 if kind == "month" else 1) - timedelta(hours=1)
    return DutyPlan(
        f"duty-{kind}-2020-03-01", kind, WORDS, MONTH, ends, 4.0 * len(placements), tuple(placements), Share(1, 2),
        Share(1, 3), 0.0, (), "duty@1",
    )  # fmt: skip


def draw(plan: DutyPlan, pack: RulePack = PACK, city: str = "leeds") -> Experiment:
    return draw_experiment(plan, MONTH, ZONE, city, pack)


MANY = plan_of([placement(k, k % 7) for k in range(80)])
NIGHT = plan_of([placement(k, 0, expected=0.002) for k in range(80)], "night")


def test_the_same_seed_draws_the_same_arms_and_another_city_others() -> None:
    assert draw(MANY) == draw(MANY)
    arms = [a.arm for a in draw(MANY).assignments]
    assert arms != [a.arm for a in draw(MANY, city="york").assignments]
    assert arms != [a.arm for a in draw(MANY, pack_with(key="secret")).assignments]
    assert seed_of("leeds", "p", "k") != seed_of("leeds", "p", "K")


@pytest.mark.parametrize("plan", [MANY, NIGHT], ids=["month", "night"])
def test_no_more_is_held_out_than_the_pack_allows(plan: DutyPlan) -> None:
    for most in (0.0, 0.05, 0.1, 0.3):
        held = draw(plan, pack_with(most_held_share=most)).held_hours
        rounding = 1 / 80 * 4 if plan is NIGHT else 0.0  # strata are rounded up or down by chance
        assert held.value <= most + rounding + 1e-9
        assert (held.part > 0) == (most > 0)


@pytest.mark.parametrize("plan", [MANY, NIGHT], ids=["month", "night"])
def test_only_near_best_placements_below_the_ceiling_are_held_out(plan: DutyPlan) -> None:
    dangerous = [
        replace(p, expected_injuries=Estimate(1.0, 0.5, 2.0)) if p.rank % 3 == 0 else p for p in plan.placements
    ]
    trial = draw(replace(plan, placements=tuple(dangerous)), pack_with(most_held_share=0.5))
    held = {a.segment_id for a in trial.assignments if a.arm == "hold_out"}
    near = {p.segment_id for p in dangerous if p.cost_of_moving < 40}
    safe = {p.segment_id for p in dangerous if p.rank % 3}
    assert held
    assert held <= near & safe
    assert trial.guarded == len(near - safe)
    assert all(a.chance == 1.0 and not a.counts for a in trial.assignments if a.segment_id not in near & safe)


def test_a_switch_back_holds_out_one_week_of_each_pair() -> None:
    pairs: dict[str, list] = {}
    for a in draw(MANY, pack_with(most_held_share=1.0)).assignments:
        if a.counts:
            pairs.setdefault(a.pair, []).append(a)
    assert len(pairs) == 40 * 2
    assert all(sorted(a.arm for a in pair) == ["hold_out", "treat"] for pair in pairs.values())
    assert all(pair[1].starts_at - pair[0].starts_at >= timedelta(days=6) for pair in pairs.values())
    assert {a.chance for pair in pairs.values() for a in pair} == {0.5}


def test_times_keep_the_citys_clock_when_it_changes() -> None:
    """British summer time began on 29 March 2020; 20:00 stays 20:00."""
    of_sunday = draw(plan_of([placement(0, 0)])).assignments
    assert {utc_to_local(a.starts_at, ZONE).hour for a in of_sunday} == {20}
    assert len({a.starts_at.hour for a in of_sunday}) == 2
    assert len(of_sunday) == 5


def test_assignments_share_what_the_placement_expects() -> None:
    trial = draw(MANY)
    for p in MANY.placements:
        mine = [a for a in trial.assignments if a.segment_id == p.segment_id]
        assert sum(a.expected_injuries.value for a in mine) == pytest.approx(p.expected_injuries.value)
    assert trial.held_hours.whole == pytest.approx(320.0)


def test_too_soon_after_the_other_arm_does_not_count() -> None:
    trial = draw(MANY, pack_with(washout_days=8, most_held_share=1.0))
    by_unit: dict[str, list] = {}
    for a in trial.assignments:
        by_unit.setdefault(a.unit, []).append(a)
    for rows in by_unit.values():
        for before, after in pairwise(rows):
            if before.arm != after.arm:
                assert not after.counts


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.sampled_from(["month", "night"]), st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.2))
def test_any_plan_can_be_drawn(n: int, kind: str, near: float, most: float, ceiling: float) -> None:
    pack = pack_with(near_best_share=near, most_held_share=most, ceiling_injuries=ceiling)
    trial = draw(plan_of([placement(k, k % 7 if kind == "month" else 0) for k in range(n)], kind), pack)
    assert all(a.expected_injuries.high <= ceiling for a in trial.assignments if a.arm == "hold_out")
    assert all(a.chance == 1.0 for a in trial.assignments if not a.counts and a.arm == "treat" and kind == "night")


@pytest.mark.parametrize("wrong", [{"near_best_share": 1.2}, {"most_held_share": -0.1}])
def test_shares_that_are_none_are_refused(wrong: dict) -> None:
    with pytest.raises(InputError, match="shares between 0 and 1"):
        draw(MANY, pack_with(**wrong))
