"""Hold-outs: never where risk is highest or something must be, within the budget, by coins that are kept."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from daoan.act.deployment.checking import breaches
from daoan.act.deployment.planning import plan_deployment
from daoan.act.deployment.replanning import replan
from daoan.act.holdouts.designing import design_of
from daoan.act.holdouts.drawing import drawn, plan_drawn, seed_of
from daoan.act.holdouts.keeping import deviated, solved_keeping, without
from daoan.act.holdouts.power import smallest_fall
from daoan.kernels.experiments.power import months_to_see
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records.deploying import Away, Deployment, DeploymentRequest, MustDo, Pin, UnitPlacement
from daoan.terms.records.holdouts import HoldoutDesign
from tests.act.deployment.deployment_given import MONDAY, pack, town

PACK = pack(holdout__budget=0.05, holdout__floor_share=0.1)
BEFORE = MONDAY - timedelta(hours=1)
WHY = Text("called away", "调离")


def planned(seed: int, **more: object) -> tuple[DeploymentRequest, Deployment]:
    request = town(seed, places=12, units=6, number=21, km=40, **more)
    return request, plan_deployment(request, PACK, settle=False)


def designed(seed: int, name: str = "hold_out", **more: object) -> tuple[DeploymentRequest, Deployment, HoldoutDesign]:
    request, plan = planned(seed, **more)
    return request, plan, design_of(request, plan, (name, None), BEFORE, PACK)


@pytest.mark.parametrize("name", ["hold_out", "switch_back"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_draw_keeps_its_bounds_and_the_plan_keeps_the_draw(name: str, seed: int) -> None:
    more = {"duties": (MustDo("gate", "p2", "s3"), MustDo("gate2", "p2", "s6")), "pins": (Pin("u1", "s9"),)}
    request, plan, design = designed(seed, name, **more)
    assert design.pairs
    assert 0 <= design.mean_price.part <= design.most_price.part <= 0.05 * plan.prevented.value
    one = drawn(design, "aa")
    assert one == drawn(design, "aa")
    asked, made = plan_drawn(request, plan, one, PACK)
    assert breaches(asked, made, PACK) == []
    assert made.prevented.value >= plan.prevented.value - design.most_price.part - 1e-9, "never dearer than was said"
    at = {(p.place_id, p.shift) for p in made.placements}
    for pair in one.pairs:
        assert (pair.held.place_id, pair.held.shift) not in at
        assert (pair.patrolled.place_id, pair.patrolled.shift) in at
    assert not deviated(one, made, BEFORE, 1, WHY).deviations
    assert {d.duty_id for d in asked.duties} > {"gate", "gate2"}
    assert any("Drawn by chance" in p.why.en and p.stops for p in made.placements), "it says why, and is patrolled"


def test_what_must_be_and_where_risk_is_highest_is_never_drawn() -> None:
    request, plan, free = designed(3)
    cells = {(c.place_id, c.shift) for p in free.pairs for c in (p.first, p.second)}
    place, shift = sorted(cells)[0]
    for asked in (
        replace(request, duties=(MustDo("gate", place, shift),)),
        replace(request, pins=(Pin(plan.placements[0].unit_id, shift, place),)),
    ):
        design = design_of(asked, plan_deployment(asked, PACK, settle=False), ("hold_out", None), BEFORE, PACK)
        assert (place, shift) not in {(c.place_id, c.shift) for p in design.pairs for c in (p.first, p.second)}
    for h, key in enumerate(s.key for s in request.shifts):
        worst = max(request.demands, key=lambda d: d.expected[h]).segment_id
        assert not [p for p in request.places if worst in p.segments and (p.place_id, key) in cells]
    ceiling = max(c.injuries for p in free.pairs for c in (p.first, p.second))
    low = pack(holdout__budget=0.05, holdout__floor_share=0.0, holdout__ceiling_injuries=ceiling / 2)
    try:
        below = design_of(request, plan, ("hold_out", None), BEFORE, low)
    except InputError:
        return
    assert all(c.injuries <= ceiling / 2 for p in below.pairs for c in (p.first, p.second))


def test_cells_of_a_shift_lie_apart_and_nobody_stands_near_or_shortly_before() -> None:
    request, plan, design = designed(2)
    asked, made = plan_drawn(request, plan, drawn(design, "bb"), PACK)
    at = {(p.place_id, p.shift) for p in made.placements}
    kinds = {c.why for c in asked.held}
    assert kinds >= {"hold-out", "washout"}
    assert not at & {(c.place_id, c.shift) for c in asked.held}
    for pair in design.pairs:
        assert pair.first.shift == pair.second.shift
        low, high = sorted((pair.first.injuries, pair.second.injuries))
        assert high <= 3 * low, "matched"


def test_coins_are_fair_named_and_not_to_be_drawn_until_they_suit() -> None:
    design = designed(2)[2]
    firsts = np.array([[p.held_first for p in drawn(design, f"{k:032x}").pairs] for k in range(400)])
    assert np.abs(firsts.mean(axis=0) - 0.5).max() < 0.1
    assert seed_of("city", "d1", "key") == seed_of("city", "d1", "key")
    assert len({seed_of("city", "d1", "key"), seed_of("city", "d2", "key"), seed_of("city", "d1", "other")}) == 3
    assert all(p.chance == 0.5 for p in design.pairs)


def test_a_switch_back_is_one_place_on_two_days() -> None:
    for pair in designed(3, "switch_back")[2].pairs:
        assert pair.first.place_id == pair.second.place_id
        apart = pair.second.starts_at - pair.first.starts_at
        assert apart >= timedelta(days=1)
        assert apart % timedelta(days=1) == timedelta(0), "the same hours"


def test_an_interruption_that_breaks_the_draw_is_written_down_and_the_rest_is_kept() -> None:
    request, plan, design = designed(2)
    one = drawn(design, "cc")
    asked, made = plan_drawn(request, plan, one, PACK)
    first = min(one.pairs, key=lambda p: p.patrolled.starts_at)
    at = first.patrolled.starts_at + timedelta(hours=1)
    on_road = [p.unit_id for p in made.placements if p.shift == first.patrolled.shift]
    aways = [Away(u, at) for u in on_road]
    after, mended = solved_keeping(asked, lambda r: replan(r, made, aways, at, PACK))
    found = deviated(one, mended, at, 2, WHY)
    assert len([d for d in after.duties if d.drawn]) < len([d for d in asked.duties if d.drawn])
    gone = {d.duty_id.removeprefix("hold-out ") for d in asked.duties} - {
        d.duty_id.removeprefix("hold-out ") for d in after.duties
    }
    broken = {d.pair_id for d in found.deviations}
    assert broken <= gone | {p.pair_id for p in one.pairs if p.patrolled.shift == first.patrolled.shift}
    assert len(found.pairs) == len(one.pairs), "what was drawn stays drawn"
    again = deviated(found, mended, at + timedelta(hours=1), 3, WHY)
    assert again.deviations == found.deviations, "a deviation keeps the moment it was first seen"


def test_a_person_who_sends_a_unit_to_a_held_place_goes_first() -> None:
    request, plan, design = designed(2)
    one = drawn(design, "dd")
    asked, made = plan_drawn(request, plan, one, PACK)
    held = one.pairs[0].held
    near = next(
        p.unit_id for p in plan.placements if (p.place_id, p.shift) == (one.pairs[0].first.place_id, held.shift)
    )
    pinned = replace(asked, pins=(*asked.pins, Pin(near, held.shift, held.place_id)))
    after, mended = solved_keeping(pinned, lambda r: plan_deployment(r, PACK, settle=False))
    assert (held.place_id, held.shift) in {(p.place_id, p.shift) for p in mended.placements}
    kinds = {(d.pair_id, d.kind) for d in deviated(one, mended, BEFORE, 2, WHY).deviations}
    assert (one.pairs[0].pair_id, "manned") in kinds
    assert made != mended
    assert without(after).held == ()
    assert without(after).duties == request.duties


def test_the_checker_refuses_a_plan_that_stands_where_nobody_may() -> None:
    request, plan, design = designed(2)
    asked, made = plan_drawn(request, plan, drawn(design, "ee"), PACK)
    held = next(c for c in asked.held if c.why == "hold-out")
    off = next(o for o in made.off if o.shift == held.shift)
    shift = next(s for s in request.shifts if s.key == held.shift)
    wrong = UnitPlacement(off.unit_id, held.shift, held.place_id, shift.starts_at, shift.ends_at)
    there = replace(made, placements=(*made.placements, wrong), off=tuple(o for o in made.off if o != off))
    assert any("held out" in t.en for t in breaches(asked, there, PACK))


@pytest.mark.parametrize("asked", [("hold_out", 0.0), ("hold_out", 0.2), ("other", None), ("hold_out", 1e-9)])
def test_what_cannot_be_asked_says_why(asked: tuple[str, float | None]) -> None:
    request, plan = planned(2)
    with pytest.raises(InputError, match="·"):
        design_of(request, plan, asked, BEFORE, PACK)


def test_power_is_that_of_two_arms_and_falls_with_weeks() -> None:
    fall = smallest_fall(400.0, 1.959964 + 0.841621)
    assert fall is not None
    assert months_to_see(1 - fall, 400.0, 400.0) == pytest.approx(1.0, rel=0.05)
    assert smallest_fall(1.0, 2.8) is None, "nobody sees anything in one crash"
    design = designed(2)[2]
    seen = [p.effect for p in design.power if p.outcome == "violations" and p.effect is not None]
    assert seen == sorted(seen, reverse=True)
    assert {p.outcome for p in design.power} == {"crashes", "violations", "speeds"}
