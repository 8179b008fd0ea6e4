"""Deployment plans: never a broken rule, the best of all on tiny cases, bounds that hold, the same again."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoan.act.deployment.building import build
from daoan.act.deployment.checking import breaches, rest_breaches
from daoan.act.deployment.planning import draft_of, plan_deployment
from daoan.act.deployment.windows import windows_of
from daoan.kernels.optimise.roster import Roster
from daoan.kernels.optimise.roster_bound import bound_of
from daoan.kernels.optimise.roster_climb import climb
from daoan.terms.errors import PlanImpossible
from daoan.terms.records.deploying import DeploymentRequest, Forbid, HeldPlace, MustDo, Pin, UnitPast

from .deployment_given import MONDAY, pack, shifts, town
from .every_way import every_way

QUICK = pack(solver__quick_rounds=5, solver__rounds=10, solver__steps=5, solver__whole_columns=0)


@st.composite
def requests(draw: st.DrawFn) -> DeploymentRequest:
    """Small requests with pasts, pins, forbids and duties, possible or not."""
    number, hours = draw(st.sampled_from([(4, 8), (7, 8), (9, 8), (5, 12), (8, 6)]))
    base = town(draw(st.integers(0, 999)), draw(st.integers(1, 5)), draw(st.integers(1, 5)), number)
    keys = [f"s{i}" for i in range(number)]
    unit, key = st.sampled_from([u.unit_id for u in base.units]), st.sampled_from(keys)
    place = st.sampled_from([p.place_id for p in base.places])
    past = st.builds(
        UnitPast,
        ended_at=st.one_of(st.none(), st.integers(-30, 12).map(lambda h: MONDAY + timedelta(hours=h))),
        hours_today=st.sampled_from([0.0, 4.0]),
        hours_this_week=st.sampled_from([0.0, 20.0, 40.0]),
        nights_this_week=st.integers(0, 3),
        nights_in_row=st.integers(0, 2),
        last_night=st.sampled_from([None, MONDAY.date(), MONDAY.date() - timedelta(days=1)]),
    )
    at = st.integers(0, 3 if draw(st.booleans()) else 0)
    return replace(
        base,
        shifts=shifts(number, hours),
        level=draw(st.sampled_from(["one", "two", "three"])),
        units=tuple(replace(u, past=draw(past)) for u in base.units),
        pins=tuple(Pin(draw(unit), draw(key), draw(st.none() | place)) for _ in range(draw(at))),
        forbids=tuple(Forbid(draw(unit), draw(key), draw(st.none() | place)) for _ in range(draw(at))),
        duties=tuple(
            MustDo(f"d{i}", draw(place), draw(key), draw(st.integers(1, 2)), draw(st.sampled_from([None, "breath"])))
            for i in range(draw(at))
        )
        + tuple(MustDo(f"hold-out q{i}", draw(place), draw(key), drawn=True) for i in range(draw(at))),
        held=tuple(HeldPlace(draw(place), draw(key), "hold-out", f"q{i}") for i in range(draw(at))),
    )


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(requests())
def test_no_plan_breaks_a_rule_and_no_refusal_lacks_a_reason(request_: DeploymentRequest) -> None:
    if not any_plan(request_):
        with pytest.raises(PlanImpossible) as no:
            plan_deployment(request_, QUICK)
        assert no.value.conflict
        assert all(en and zh for en, zh in no.value.conflict)
        return
    plan = plan_deployment(request_, QUICK)
    assert breaches(request_, plan, QUICK) == []
    assert plan.bound >= plan.prevented.value - 1e-12


@pytest.mark.slow
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(requests())
def test_thousands_of_plans_break_no_rule(request_: DeploymentRequest) -> None:
    try:
        plan = plan_deployment(request_, QUICK)
    except PlanImpossible:
        return
    assert breaches(request_, plan, QUICK) == []


def any_plan(request: DeploymentRequest) -> bool:
    """Whether units can be put to pins and duties, by trying all ways of working the shifts that hold any."""
    if not request.pins and not request.duties:
        return True
    windows = windows_of(request.shifts, request.zone, QUICK)
    needed = [h for h, w in enumerate(windows) if any(r.shift == w.shift.key for r in (*request.pins, *request.duties))]
    rows = [[r for r in product([False, True], repeat=len(needed)) if _may(request, windows, u, needed, r)]
            for u in range(len(request.units))]  # fmt: skip
    return any(all(_filled(request, windows[h].shift.key, [row[i] for row in chosen])
                   for i, h in enumerate(needed)) for chosen in product(*rows))  # fmt: skip


def _may(request: DeploymentRequest, windows: list, u: int, needed: list[int], row: tuple[bool, ...]) -> bool:  # type: ignore[type-arg]
    unit = request.units[u]
    keys = {windows[h].shift.key for h, mark in zip(needed, row, strict=True) if mark}
    pinned = {p.shift for p in request.pins if p.unit_id == unit.unit_id}
    banned = {f.shift for f in request.forbids if f.unit_id == unit.unit_id and f.place_id is None}
    worked = [w for w in windows if w.shift.key in keys]
    return pinned <= keys and not banned & keys and not list(
        rest_breaches(unit, windows[0], worked, request.level, QUICK)
    )  # fmt: skip


def _filled(request: DeploymentRequest, shift: str, on: list[bool]) -> bool:
    """Whether those who work a shift can be at places that pins, forbids and duties allow, by trying all."""
    duties = [d for d in request.duties if d.shift == shift]
    held = {c.place_id for c in request.held if c.shift == shift}
    ways = []
    for unit, works in zip(request.units, on, strict=True):
        if not works:
            continue
        pins = {p.place_id for p in request.pins if (p.unit_id, p.shift) == (unit.unit_id, shift)} - {None}
        bans = held | {f.place_id for f in request.forbids if (f.unit_id, f.shift) == (unit.unit_id, shift)}
        places = [p.place_id for p in request.places if p.place_id not in bans and pins <= {p.place_id}]
        if not places:
            return False
        able = [d.duty_id for d in duties if d.place_id in places
                and (d.ability is None or d.ability in (*unit.skills, unit.vehicle))]  # fmt: skip
        ways.append([None, *able])
    return any(all(sum(w == d.duty_id for w in way) >= d.number for d in duties) for way in product(*ways))


def best_of_all(request: DeploymentRequest) -> float:
    """What the best of all ways to work and stand prevents (tiny cases), rest rules by the checker."""
    built = build(request, QUICK)
    return max(built.roster.saved(taken) for taken in every_way(request, built)) / built.scale


@pytest.mark.parametrize("seed", range(8))
def test_a_tiny_plan_is_the_best_of_all(seed: int) -> None:
    request = town(seed, places=2, units=2, number=4)
    plan = plan_deployment(request, pack(solver__rel_gap=0.0, horizon__charge=0.0))
    best = best_of_all(request)
    assert plan.prevented.value == pytest.approx(best, rel=1e-6)
    assert plan.bound == pytest.approx(best, rel=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_no_bound_lies_under_the_best(seed: int) -> None:
    request = town(seed, places=2, units=2, number=4)
    built = build(request, QUICK)
    best = best_of_all(request) * built.scale
    for start in (climb(built.roster, rounds=0), np.full((2, 4), -1)):
        for steps in (0, 1, 20):
            assert bound_of(built.roster, start, steps=steps) >= best - 1e-6


def test_the_same_request_gives_the_same_plan() -> None:
    request = town(3, places=8, units=6, number=9)
    assert plan_deployment(request, pack()) == plan_deployment(request, pack())


def test_a_larger_case_is_proven_near_the_best() -> None:
    assert draft_of(town(5, places=25, units=10, number=21, km=30), pack()).found.gap < 0.02


def test_nights_go_first_to_those_who_had_few() -> None:
    base = town(1, places=5, units=4, number=6)
    station = base.units[0]
    units = tuple(
        replace(station, unit_id=f"u{i}", skills=(), past=UnitPast(nights_remembered=9 * (i % 2))) for i in range(4)
    )
    plan = plan_deployment(replace(base, units=units), pack(horizon__charge=0.0))
    windows = {w.shift.key: w for w in windows_of(base.shifts, base.zone, pack())}
    nights = [p.unit_id for p in plan.placements if windows[p.shift].night is not None]
    assert len(nights) >= 2
    assert sum(u in ("u0", "u2") for u in nights) >= sum(u in ("u1", "u3") for u in nights)


def test_every_placement_and_every_shift_off_has_its_reason_in_both_languages() -> None:
    plan = plan_deployment(town(2, number=6, duties=(MustDo("d", "p0", "s1", 1, "breath"),)), pack())
    assert all(p.why.en and p.why.zh for p in (*plan.placements, *plan.off))
    assert any(p.duty_id == "d" and "must be done" in p.why.en for p in plan.placements)
    assert all(s.arrives_at >= p.starts_at and s.leaves_at <= p.ends_at for p in plan.placements for s in p.stops)


def test_level_one_keeps_those_off_the_road_on_standby() -> None:
    base = town(2, number=6)
    short = replace(base, units=tuple(replace(u, hours_a_week=8.0) for u in base.units))
    plan = plan_deployment(replace(short, level="one"), pack())
    assert any(o.standby for o in plan.off)
    ends = {(p.unit_id, p.ends_at) for p in plan.placements}
    starts = {s.key: s.starts_at for s in base.shifts}
    assert not any(o.standby for o in plan.off if (o.unit_id, starts[o.shift]) in ends)  # they rest
    assert not any(o.standby for o in plan_deployment(short, pack()).off)


def test_a_placement_is_worth_what_taking_it_away_would_lose() -> None:
    request = town(4, number=5)
    draft = draft_of(request, pack())
    plan = plan_deployment(request, pack())
    roster: Roster = draft.built.roster
    for placement in plan.placements[:5]:
        u = [x.unit_id for x in request.units].index(placement.unit_id)
        h = [s.key for s in request.shifts].index(placement.shift)
        without = draft.found.taken.copy()
        without[u, h] = -1
        lost = (roster.saved(draft.found.taken) - roster.saved(without)) / draft.built.scale
        assert placement.adds == pytest.approx(lost)
