"""A unit is called away: the past stays, few things change, and the mended plan passes the checker; mixtures too."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoan.act.deployment.mixing import drawn, plan_mixed
from daoan.act.deployment.planning import plan_deployment
from daoan.act.deployment.replanning import replan
from daoan.kernels.optimise.mixing import Watched, exploitability, mixture
from daoan.terms.errors import InputError, PlanImpossible
from daoan.terms.records.deploying import Away, MustDo, Pin

from .deployment_given import MONDAY, pack, town

QUICK = pack(
    solver__quick_rounds=5,
    solver__rounds=10,
    solver__steps=3,
    solver__whole_columns=0,
    replan__rounds=10,
    replan__steps=2,
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 999), st.integers(0, 45), st.integers(0, 3), st.none() | st.integers(1, 40), st.booleans())
def test_a_mended_plan_keeps_the_past_and_every_rule(
    seed: int, hour: int, who: int, back: int | None, duty: bool
) -> None:
    request = town(seed, places=4, units=4, number=6, duties=(MustDo("d", "p0", "s4"),) if duty else ())
    plan = plan_deployment(request, QUICK)
    at = MONDAY + timedelta(hours=hour)
    away = Away(f"u{who}", at, None if back is None else at + timedelta(hours=back))
    try:
        mended = replan(request, plan, [away], at, QUICK)  # checks itself: a broken rule is a Fault
    except PlanImpossible:
        if not duty:  # only a duty can stand in the way of an absence
            raise
        return
    over = {s.key for s in request.shifts if s.ends_at <= at}
    assert {p for p in plan.placements if p.shift in over} == {p for p in mended.placements if p.shift in over}
    until = away.back_at or request.shifts[-1].ends_at
    assert not [p for p in mended.placements if p.unit_id == away.unit_id and p.starts_at < until and p.ends_at > at]
    again = replan(request, mended, [away], at, QUICK)
    assert {(p.unit_id, p.shift, p.place_id) for p in again.placements} >= {
        (p.unit_id, p.shift, p.place_id) for p in mended.placements if p.starts_at >= at and again.changes == 0
    }


def test_a_dear_change_is_not_made_and_a_cheap_one_is() -> None:
    request = town(7, places=8, units=6, number=12)
    plan = plan_deployment(request, pack())
    first = next(p for p in plan.placements if p.shift == "s3")
    at = MONDAY + timedelta(hours=25)
    dear = replan(request, plan, [Away(first.unit_id, at)], at, pack(replan__change_cost=100.0))
    cheap = replan(request, plan, [Away(first.unit_id, at)], at, pack(replan__change_cost=0.0))
    lost = sum(p.unit_id == first.unit_id and p.ends_at > at for p in plan.placements)
    assert dear.changes == lost
    assert cheap.changes >= dear.changes
    assert cheap.prevented.value >= dear.prevented.value - 1e-12


PINS = (Pin("u0", "s0"), Pin("u1", "s0"))


def test_a_duty_of_the_one_called_away_goes_to_another_on_the_road_or_nobody_can() -> None:
    base = town(2, places=4, units=4, number=6, duties=(MustDo("d", "p0", "s0"),), pins=PINS)
    plan = plan_deployment(base, pack())
    one = next(p for p in plan.placements if p.duty_id == "d")
    at = MONDAY + timedelta(hours=2)
    others = [p for p in plan.placements if p.shift == "s0" and p.unit_id != one.unit_id]
    assert others
    mended = replan(base, plan, [Away(one.unit_id, at)], at, pack())
    now = [p for p in mended.placements if p.duty_id == "d" and p.ends_at == base.shifts[0].ends_at]
    assert now
    assert now[0].unit_id != one.unit_id
    with pytest.raises(PlanImpossible, match="duty d"):
        replan(base, plan, [Away(p.unit_id, at) for p in (one, *others)], at, pack())


def test_after_the_last_shift_there_is_nothing_to_mend() -> None:
    request = town(1, number=3)
    with pytest.raises(InputError, match="over"):
        replan(request, plan_deployment(request, QUICK), [], MONDAY + timedelta(days=9), QUICK)


def test_a_mixture_is_near_best_and_harder_to_learn() -> None:
    request = town(11, places=10, units=4, number=9, km=20)
    mixed = plan_mixed(request, pack(mixed__plans=6), seed=1)
    best = plan_deployment(request, pack()).prevented.value
    assert sum(mixed.probabilities) == pytest.approx(1.0)
    assert all(p.prevented.value >= 0.95 * best - 1e-9 for p in mixed.plans)
    assert 0.0 <= mixed.exploitability <= mixed.exploitability_of_best <= 1.0
    assert mixed == plan_mixed(request, pack(mixed__plans=6), seed=1)
    assert drawn(mixed, 5) in mixed.plans


def test_watching_a_single_answer_tells_all_and_even_odds_tell_nothing() -> None:
    covers = np.array([[1.0, 0.0], [0.0, 1.0]])
    watched = Watched(np.array([1.0, 1.0]), np.array([0, 2, 4]), np.array([0, 1, 0, 1]))
    assert exploitability(covers[:1], np.ones(1), watched, 4, 1, 0) == 1.0
    p = mixture(covers, watched, 200)
    assert p == pytest.approx([0.5, 0.5], abs=0.02)
    assert exploitability(covers, np.array([0.5, 0.5]), watched, 4, 400, 0) == pytest.approx(0.0, abs=1e-9)
    assert exploitability(covers, np.array([0.9, 0.1]), watched, 400, 50, 0) == pytest.approx(0.8, abs=0.01)


def test_a_request_is_not_changed_by_planning() -> None:
    request = town(1)
    copy = replace(request)
    plan_deployment(request, QUICK)
    assert request == copy
