"""Bad input: the smallest conflict in both languages, never an empty plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from daoan.act.deployment.planning import plan_deployment
from daoan.kernels.optimise.conflict import smallest_conflict
from daoan.terms.errors import PlanImpossible
from daoan.terms.records.deploying import DeploymentRequest, Forbid, MustDo, Pin, Place, ShiftWindow, UnitPast

from .deployment_given import MONDAY, pack, shifts, town


def with_demand(request: DeploymentRequest, value: float) -> DeploymentRequest:
    first = replace(request.demands[0], expected=(value,) * len(request.shifts))
    return replace(request, demands=(first, *request.demands[1:]))


BASE = town(number=6)
ZERO = ShiftWindow("s6", MONDAY + timedelta(hours=48), MONDAY + timedelta(hours=48))
CASES = {
    "no units": (replace(BASE, units=()), ["without units"]),
    "no shifts": (replace(BASE, shifts=(), demands=()), ["without shifts"]),
    "no places": (replace(BASE, places=()), ["without places"]),
    "negative demand": (with_demand(BASE, -1.0), ["g0 expects less than nothing"]),
    "no number": (with_demand(BASE, np.nan), ["g0 expects less than nothing"]),
    "a shift of no length": (replace(BASE, shifts=(*BASE.shifts[:5], ZERO)), ["s6 has no length"]),
    "shifts out of order": (replace(BASE, shifts=BASE.shifts[::-1]), ["order"]),
    "a place far away": (replace(BASE, places=(*BASE.places, Place("far", 120.0, 36.0))), ["far: no unit can reach"]),
    "no way to a place": (
        replace(BASE, travel_minutes={s: {f"p{i}": 5.0 for i in range(5)} for s in ("st0", "st1")}),
        ["p5: no unit can reach it (no way"],
    ),
    "the same unit twice": (replace(BASE, units=BASE.units * 2), ["u0 is given 2 times"]),
    "an unknown unit": (replace(BASE, pins=(Pin("ghost", "s0"),)), ["ghost"]),
    "an unknown level": (replace(BASE, level="four"), ["level 'four'"]),
    "an unknown zone": (replace(BASE, zone="Asia/Nowhere"), ["zone 'Asia/Nowhere'"]),
    "a way of less than no time": (replace(BASE, travel_minutes={"st0": {"p0": -1.0}}), ["way from st0"]),
    "two pins in one day": (
        replace(BASE, pins=(Pin("u0", "s0"), Pin("u1", "s3"), Pin("u0", "s1"))),
        ["u0 to s0", "u0 to s1", "rest of u0"],
    ),
    "pin against ban": (
        replace(BASE, pins=(Pin("u0", "s0"),), forbids=(Forbid("u0", "s0"),)),
        ["pin of u0", "ban of u0"],
    ),
    "pin against ban of the only unit": (  # no options at all: a programme without columns
        town(units=1, places=1, number=4, pins=(Pin("u0", "s0"),), forbids=(Forbid("u0", "s0"),)),
        ["pin of u0", "ban of u0"],
    ),
    "a skill that nobody has": (
        replace(BASE, duties=(MustDo("dog", "p0", "s1", 1, "dog"),)),
        ["duty dog: 1 units with dog at p0 in s1 (0 have"],
    ),
    "two duties, one able unit": (
        replace(
            BASE, units=BASE.units[:3],
            duties=(MustDo("a", "p0", "s1", 1, "breath"), MustDo("b", "p1", "s1", 1, "breath"),
                    MustDo("c", "p1", "s4")),
        ),
        ["duty a", "duty b"],
    ),
    "a pin too soon after the last shift": (
        replace(
            BASE, pins=(Pin("u0", "s0"),),
            units=(replace(BASE.units[0], past=UnitPast(ended_at=MONDAY - timedelta(hours=2))), *BASE.units[1:]),
        ),
        ["pin of u0", "hours between"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_planned_says_the_fewest_things_in_the_way(name: str) -> None:
    request, words = CASES[name]
    with pytest.raises(PlanImpossible) as no:
        plan_deployment(request, pack())
    found = no.value.conflict
    assert len(found) == len(words)
    for word in words:
        assert any(word in en for en, _ in found), (word, found)
    assert all(any("一" <= c <= "鿿" for c in zh) for _, zh in found)


@pytest.mark.parametrize("seed", range(30))
def test_a_conflict_is_impossible_and_possible_without_any_one_of_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clashes = [set(rng.choice(12, int(rng.integers(1, 5)), replace=False).tolist()) for _ in range(3)]

    def possible(kept: Sequence[int]) -> bool:
        return not any(c <= set(kept) for c in clashes)

    found = smallest_conflict(list(range(12)), possible)
    assert not possible(found)
    assert all(possible([f for f in found if f != gone]) for gone in found)


def test_no_conflict_where_all_is_possible() -> None:
    assert smallest_conflict([1, 2, 3], lambda kept: True) == []
    assert shifts(1)[0].key == "s0"
