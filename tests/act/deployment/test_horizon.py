"""A plan that ends inside a week keeps some of that week's hours for its other days."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from daoan.act.deployment.building import build
from daoan.act.deployment.habit import habit_of
from daoan.act.deployment.horizon import added_by_each, charged
from daoan.act.deployment.planning import draft_of, plan_deployment

from .deployment_given import MONDAY, pack, shifts, town
from .every_way import every_way

#: A week of eight hours from Monday 00:00 local, and the shift after it, which belongs to the next week.
WEEK_AND_ONE = shifts(22, 8, MONDAY - timedelta(hours=6))


def crowded(number: int, **more):
    return town(3, places=4, units=8, number=number, km=6.0, **more)


def test_the_shift_after_a_whole_week_is_charged_and_a_whole_week_is_not() -> None:
    request = crowded(22, shifts=WEEK_AND_ONE)
    built = build(request, pack())
    dear = charged(request, built, pack())
    assert dear.unfinished == {21}
    change = dear.roster.bonus - built.roster.bonus
    last = [o for k in range(dear.roster.option_ptr.size // 22) for o in dear.roster.options(k, 21)]
    price = np.mean(added_by_each(built.roster, habit_of(request, built)))
    assert set(np.flatnonzero(change).tolist()) == set(last)
    assert change[last] == pytest.approx(-price)
    whole = crowded(21, shifts=WEEK_AND_ONE[:21])
    assert charged(whole, build(whole, pack()), pack()).unfinished == frozenset()


def test_fewer_units_are_spent_on_a_week_that_goes_on() -> None:
    request = crowded(22, shifts=WEEK_AND_ONE)

    def late(charge: float) -> int:
        plan = plan_deployment(request, pack(horizon__charge=charge), settle=False)
        return sum(p.shift == "s21" for p in plan.placements)

    assert late(1.0) < late(0.0)


@pytest.mark.parametrize("seed", range(4))
def test_a_tiny_plan_is_the_best_of_all_with_its_charges(seed: int) -> None:
    """Four shifts of a week that goes on: every way to work and stand, each shift worked with what it is charged."""
    request = town(seed, places=2, units=2, number=4)
    draft = draft_of(request, pack(solver__rel_gap=0.0))
    assert draft.built.unfinished == {0, 1, 2, 3}
    best = max(draft.built.roster.worth(taken) for taken in every_way(request, draft.built))
    assert draft.built.roster.worth(draft.found.taken) == pytest.approx(best, rel=1e-6)


def test_what_each_placement_adds_is_what_is_lost_without_it() -> None:
    request = crowded(21)
    built = build(request, pack())
    taken = habit_of(request, built)
    adds = added_by_each(built.roster, taken)
    for k, (u, h) in enumerate(np.argwhere(taken >= 0).tolist()):
        without = taken.copy()
        without[u, h] = -1
        assert adds[k] == pytest.approx(built.roster.saved(taken) - built.roster.saved(without))


def test_who_is_kept_off_for_the_rest_of_the_week_is_told_so() -> None:
    request = replace(crowded(22, shifts=WEEK_AND_ONE), level="one")
    plan = plan_deployment(request, pack(horizon__charge=100.0), settle=False)
    assert not any(p.shift == "s21" for p in plan.placements)
    assert any("rest of the week" in o.why.en for o in plan.off if o.shift == "s21")
