"""The duty plan is the best that the rules allow, says why, and is never behind the usual way."""

from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.act.duty import plan_duty
from daoan.act.duty.moving import costs_of_moving
from daoan.act.duty.slots import month_slots, night_slots
from daoan.act.duty.table import duty_table
from daoan.act.duty.usual import allocate_as_usual
from daoan.kernels.optimise.greedy import allocate_greedily
from daoan.kernels.optimise.solve import solve
from daoan.terms.errors import InputError
from tests.act.duty_makers import AS_OF, DUTY, LONDON, flat_week, pack_with, stretch

EXACT = pack_with(visit={"most_visits": 2}, solver={"rel_gap": 1e-9, "max_nodes": 10_000})


def city(seed: int, n: int, far: float = 0.05):
    rng = np.random.default_rng(seed)
    return [
        stretch(f"s{i}", float(rng.gamma(0.7, 3.0)), -1.5 + far * rng.integers(0, 3), 53.8, rank=i + 1)
        for i in range(n)
    ]


def plan(estimates, hours, kind="night", pack=DUTY, starts_at=AS_OF, last_year=None):
    counts = {e.segment_id: 1 for e in estimates} if last_year is None else last_year
    return plan_duty(estimates, flat_week(), counts, starts_at, hours, AS_OF, LONDON, pack, kind)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.4, 2.5))
def test_a_small_night_is_as_good_as_trying_everything(seed, hours):
    slots = night_slots(AS_OF, LONDON, EXACT)[:2]
    problem = duty_table(city(seed, 3), slots, flat_week(), hours, 1, EXACT).problem
    tries = (np.array(units) for units in product(range(3), repeat=6))
    best = max(problem.worth(units) for units in tries if problem.allows(units))
    found = solve(problem, rel_gap=1e-9, max_nodes=10_000)
    assert found.value == pytest.approx(best)
    assert found.bound >= best - 1e-9


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.floats(0, 30))
def test_a_plan_keeps_to_its_hours_and_beats_greedy_and_the_usual_way(seed, hours):
    estimates = city(seed, 25)
    found = plan(estimates, hours)
    problem = duty_table(estimates, night_slots(AS_OF, LONDON, DUTY), flat_week(), hours, 1, DUTY).problem
    assert sum(p.hours for p in found.placements) <= hours + 1e-9
    assert found.covered.part >= problem.worth(allocate_greedily(problem)) - 1e-12
    assert found.covered.part >= found.covered_as_usual.part - 1e-12
    assert 0 <= found.gap_pct <= 1
    assert found.covered.part <= found.covered.whole + 1e-12


def test_the_expected_injuries_of_a_night_are_its_share_of_the_year():
    found = plan([stretch("s", 52.17857142857143 * 168)], 24.0)
    evening = next(p for p in found.placements if p.shift == "evening")
    assert evening.expected_injuries.value == pytest.approx(4.0)
    assert (evening.expected_injuries.low, evening.expected_injuries.high) == pytest.approx((2.0, 8.0))
    assert found.covered.whole == pytest.approx(10.0)
    # Two visits of 45 minutes' reach in four hours.
    q = 0.75 / 4
    problem = duty_table([stretch("s", 1.0)], night_slots(AS_OF, LONDON, DUTY), flat_week(), 24.0, 1, DUTY).problem
    assert problem.worth(np.array([2, 0, 0])) == pytest.approx((1 - (1 - q) ** 2) * 4 / 168 / (365.25 / 7))


def test_further_visits_bring_less_so_hours_are_spread():
    far_apart = [stretch(f"s{i}", 5.0) for i in range(8)]
    found = plan(far_apart, 3.5)
    assert len({p.segment_id for p in found.placements}) >= 5


def test_a_beat_costs_its_travel_once():
    near = [stretch("a", 5.0), stretch("b", 5.0)]
    apart = [stretch("a", 5.0), stretch("b", 5.0, lon=-1.2)]
    once = pack_with(visit={"most_visits": 1})
    hours = 0.9  # 54 minutes: 10 on the way and two visits of 20, but not two ways
    assert len(plan(near, hours, pack=once).placements) == 2
    assert len(plan(apart, hours, pack=once).placements) == 1


def test_usual_goes_by_last_years_counts_and_ignores_the_rest():
    estimates = [stretch("quiet", 50.0), stretch("busy", 1.0)]
    table = duty_table(estimates, night_slots(AS_OF, LONDON, DUTY), flat_week(), 4.0, 1, DUTY)
    units = allocate_as_usual(table, {"busy": 3}, flat_week())
    assert units[:3].sum() == 0
    assert units[3:].sum() > 0
    assert table.problem.allows(units)


@pytest.mark.parametrize("seed", range(5))
def test_cost_of_moving_against_trying_every_other_place(seed):
    table = duty_table(city(seed, 12), night_slots(AS_OF, LONDON, DUTY), flat_week(), 6.0, 1, DUTY)
    problem = table.problem
    units = solve(problem, rel_gap=1e-9, max_nodes=5_000).units
    costs = costs_of_moving(table, units)
    for row in np.flatnonzero(units):
        without = units.copy()
        without[row] = 0
        spare = problem.spent(units)[row % 3] - problem.spent(without)[row % 3]
        best = problem.worth(without)
        for other in range(row % 3, len(units), 3):
            for visits in range(1, problem.gain.shape[1] - without[other] + 1):
                moved = without.copy()
                moved[other] += visits
                extra = problem.spent(moved)[row % 3] - problem.spent(without)[row % 3]
                if other != row and extra <= spare + 1e-9:
                    best = max(best, problem.worth(moved))
        assert costs[row] == pytest.approx(problem.worth(units) - best, abs=1e-12)


def test_every_placement_says_why_and_when():
    found = plan(city(1, 20), 12.0)
    assert [p.rank for p in found.placements] == list(range(1, len(found.placements) + 1))
    for placement in found.placements:
        assert "rank" in placement.why.en
        assert "风险排名第" in placement.why.zh
        assert placement.ends_at > placement.starts_at
        assert placement.cost_of_moving >= -1e-9
    assert found.starts_at == datetime(2020, 1, 1, 20, tzinfo=UTC)
    assert found.ends_at == datetime(2020, 1, 2, 6, tzinfo=UTC)
    assert any("Scenario, no promise" in n.en for n in found.notes)


def test_a_month_counts_its_weekdays_and_spends_no_more_than_it_has():
    found = plan(city(2, 15), 100.0, kind="month")
    assert sum(p.hours for p in found.placements) <= 100.0
    fridays = [s for s in month_slots(AS_OF, LONDON, DUTY) if s.key.startswith("5-")]
    assert {s.times for s in fridays} == {5}
    assert sum(s.times for s in month_slots(AS_OF, LONDON, DUTY)) == 31 * 3
    assert found.ends_at == datetime(2020, 2, 1, tzinfo=UTC)


def test_shifts_follow_the_local_clock_over_a_change_to_summer_time():
    evening, midnight, _ = night_slots(datetime(2019, 3, 30, 12, tzinfo=UTC), LONDON, DUTY)
    assert evening.starts_at == datetime(2019, 3, 30, 20, tzinfo=UTC)
    assert midnight.ends_at == datetime(2019, 3, 31, 2, tzinfo=UTC)
    assert evening.hours_of_week.tolist() == [140, 141, 142, 143]
    assert night_slots(AS_OF, "Asia/Shanghai", DUTY)[0].starts_at == datetime(2020, 1, 1, 12, tzinfo=UTC)


def test_nothing_to_plan_gives_an_empty_plan():
    assert plan([], 24.0).placements == ()
    assert plan([], 24.0).covered.value is None
    assert plan(city(1, 5), 0.0).placements == ()


def test_the_same_inputs_give_the_same_plan():
    assert plan(city(3, 40), 20.0) == plan(city(3, 40), 20.0)


@pytest.mark.parametrize("wrong", [{"kind": "week"}, {"hours": -1.0}, {"starts_at": AS_OF - timedelta(days=3)}])
def test_what_cannot_be_planned_is_said(wrong):
    with pytest.raises(InputError, match="duty plan"):
        plan(city(1, 3), **{"hours": 4.0, **wrong})
