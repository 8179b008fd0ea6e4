"""What a search may propose: never a rule broken whatever it tries; the planted best found; judged on other seeds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.act.signals.checking import breaches, longest_red_s
from daoan.act.signals.limits import limits_of
from daoan.act.signals.proposal import propose
from daoan.act.signals.seeking import Effort, effort_of, seek
from daoan.act.signals.space import space_of
from daoan.act.signals.starting import count_demand, webster
from daoan.terms.errors import Fault, InputError
from daoan.terms.signals import Link, Phase, Programme, SignalJunction, Simulated
from tests.act.signals.lights_given import PACK, formula, journeys, junction, roads_of

EFFORT = Effort(generations=12, per_generation=2, finalists=4, draws=tuple(range(100, 108)), moves=6)


@st.composite
def any_junction(draw):
    """Two to five greens, each with its own yellow and perhaps all-red, limits that the network states or not."""
    greens = draw(st.integers(2, 5))
    phases = []
    for k in range(greens):
        state = "".join("G" if i == k else "r" for i in range(greens))
        least = draw(st.none() | st.integers(1, 12))
        most = draw(st.none() | st.integers(20, 60))
        phases.append(Phase(float(draw(st.integers(5, 60))), state, least, most))
        phases.append(Phase(float(draw(st.integers(2, 5))), state.replace("G", "y")))
        if draw(st.booleans()):
            phases.append(Phase(float(draw(st.integers(1, 3))), "r" * greens))
    crossing = draw(st.none() | st.floats(3, 14))
    links = tuple(Link(i, f"a{i}", f"b{i}", 0, 0, crossing if i == 0 else None) for i in range(greens))
    return SignalJunction(Programme(f"J{draw(st.integers(0, 9))}", tuple(phases)), links)


@settings(max_examples=150, deadline=None)
@given(st.lists(any_junction(), min_size=1, max_size=3), st.booleans(), st.integers(0, 2**32 - 1), st.floats(0.1, 40))
def test_no_point_of_the_space_breaks_a_rule(junctions, common, seed, far):
    junctions = [replace(j, programme=replace(j.programme, junction_id=f"J{k}")) for k, j in enumerate(junctions)]
    try:
        limits = [limits_of(j, PACK) for j in junctions]
        space = space_of(junctions, limits, common, tied=False)
        start = space.encode({j.junction_id: j.programme for j in junctions})
        rng = np.random.default_rng(seed)
        made = [space.decode(start + far * rng.standard_normal(len(start))) for _ in range(5)]
    except InputError as conflict:
        assert "J" in str(conflict)  # noqa: PT017  (which lights cannot keep the limits is said)
        return
    for programmes in made:
        for lights, programme in zip(junctions, programmes, strict=True):
            assert breaches(lights, programme, PACK) == ()


def test_the_checker_finds_each_breach():
    lights = junction(crossing_m=12.0)
    good = lights.programme
    cases = {
        "clearance": good.timed({1: 2.0}),
        "whole": good.timed({0: 30.5}),
        "allowed 5 to 90": good.timed({3: 4.0}),
        "pedestrians": good.timed({0: 12.0}),
        "cycle of 130": good.timed({0: 60.0, 3: 60.0}),
        "offset": good.timed({}, 70.0),
        "order": replace(good, phases=good.phases[3:] + good.phases[:3]),
        "for K": replace(good, junction_id="K"),
    }
    assert breaches(lights, good, PACK) == ()
    for word, programme in cases.items():
        found = breaches(lights, programme, PACK)
        assert any(word in text.en for text in found), (word, found)
        assert all(text.zh for text in found)


def test_a_red_over_the_limit_is_a_breach_and_its_length_wraps_around():
    lights = junction(seconds=(5, 3, 2, 80, 3, 2))
    assert longest_red_s([p.state for p in lights.programme.phases], [5, 3, 2, 80, 3, 2], 0) == 90
    assert longest_red_s(["rG", "Gr"], [10, 20], 1) == 20
    tight = replace(PACK, values={**PACK.values, "limits": {**PACK.get("limits"), "most_red_s": 80}})
    assert any("red for 90 s" in text.en for text in breaches(lights, lights.programme, tight))


def test_limits_that_contradict_name_the_smallest_conflict():
    with pytest.raises(InputError, match="phase 0: needs at least 44 s, may last 20 s"):
        limits_of(junction(crossing_m=39.0, most=20.0), PACK)
    with pytest.raises(InputError, match="exceed the longest cycle, 120 s"):
        limits_of(junction(seconds=(60, 3, 2, 60, 3, 2), least=60.0), PACK)
    blank = SignalJunction(Programme("J", (Phase(30.0, "rr"), Phase(3.0, "yy"))), ())
    with pytest.raises(InputError, match="no phase whose length may change"):
        limits_of(blank, PACK)


def test_webster_gives_the_fuller_road_more():
    lights = junction()
    demand = count_demand(roads_of(lights), journeys(lights), 3600.0)
    made = webster(lights, limits_of(lights, PACK), demand, PACK, 60.0)
    assert made.cycle_s == 60
    assert made.phases[3].duration_s > 2 * made.phases[0].duration_s
    assert [p.duration_s for k, p in enumerate(made.phases) if k not in (0, 3)] == [3, 2, 3, 2]


def test_the_search_finds_the_planted_best_and_the_same_one_again():
    lights = junction()
    demand = count_demand(roads_of(lights), journeys(lights), 3600.0)
    found = [seek(roads_of(lights), demand, formula(), EFFORT, PACK) for _ in range(2)]
    assert found[0] == found[1]
    (programme,) = found[0].programmes
    first, second = programme.phases[0].duration_s, programme.phases[3].duration_s
    assert abs(second / (first + second) - 0.7) < 0.06
    assert 44 <= programme.cycle_s <= 57


def test_two_junctions_may_share_a_cycle_or_not():
    lights = junction("A"), junction("B")
    demand = count_demand(roads_of(*lights), journeys(lights[0]) + journeys(lights[1]), 3600.0)
    found = seek(roads_of(*lights), demand, formula(), EFFORT, PACK)
    assert len(found.programmes) == 2
    cost = float(formula(scatter=0.0)([found.programmes], [1])[0, 0])
    assert cost < 21.0


def test_the_search_never_meets_a_seed_that_judges():
    effort = effort_of(PACK, [7001, 7003])
    assert not set(effort.draws) & {7001, 7003}
    assert len(effort.draws) == PACK.get("search.draws")


def ran(seed, delay_s):
    return Simulated(seed, delay_s, 100, 0, 0, 10.0)


def test_a_proposal_says_before_and_after_and_refuses_what_breaks_a_rule():
    lights = junction()
    better = lights.programme.timed({0: 20.0, 3: 40.0})
    before, after = [ran(s, 40.0 + s) for s in (1, 2, 3)], [ran(s, 30.0 + 1.1 * s) for s in (1, 2, 3)]
    found = propose("x", roads_of(lights), [better], before, after, (7,), 9, PACK)
    assert found.better
    assert found.less.value == pytest.approx(9.8)
    assert found.less.low < 9.8 < found.less.high
    with pytest.raises(Fault, match="clearance"):
        propose("x", roads_of(lights), [better.timed({1: 1.0})], before, after, (7,), 9, PACK)
    with pytest.raises(InputError, match="cannot judge"):
        propose("x", roads_of(lights), [better], before, after, (2,), 9, PACK)
    worse = propose("x", roads_of(lights), [better], before, [ran(s, 40.0 - 2 * s) for s in (1, 2, 3)], (7,), 9, PACK)
    assert worse.less.low < 0
    assert not worse.better
