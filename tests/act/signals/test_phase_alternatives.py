"""Other phases: what is made of a junction, what a checker that knows nothing of the making says, who is refused."""

from dataclasses import replace

import pytest

from daoan.act.signals.alternatives import Candidate, candidates, judge
from daoan.act.signals.phase_checking import phase_breaches, shortest_gap_s, shortest_yellow_s
from daoan.act.signals.phases import variants
from daoan.terms.errors import Fault, InputError
from daoan.terms.signals import Link, Phase, Programme, Roads, SignalJunction, Simulated
from tests.act.signals.lights_given import PACK

#: Link 0 and 1: through from north and south; 2: left from north, 3: from south; 4: through from the west.
LINKS = (
    Link(0, "n", "s", foes=frozenset({3, 4})),
    Link(1, "s", "n", foes=frozenset({2, 4})),
    Link(2, "n", "e", crosses=True, foes=frozenset({1, 4}), yields_to=frozenset({1, 4})),
    Link(3, "s", "w", crosses=True, foes=frozenset({0, 4}), yields_to=frozenset({0, 4})),
    Link(4, "w", "e", foes=frozenset({0, 1, 2, 3}), yields_to=frozenset({0, 1})),
)


def junction(*phases):
    return SignalJunction(Programme("J", tuple(Phase(float(s), state) for s, state in phases)), LINKS)


THROUGH_LEFT_SIDE = junction(
    (30, "GGggr"), (4, "yyggr"), (8, "rrGGr"), (4, "rryyr"), (2, "rrrrr"), (20, "rrrrG"), (4, "rrrry"), (2, "rrrrr")
)
ALL_RED_LEFTS = junction((30, "GGrrr"), (4, "yyrrr"), (8, "rrGGr"), (4, "rryyr"), (20, "rrrrG"), (4, "rrrry"))
PERMITTED_ONLY = junction((30, "GGggr"), (4, "yyyyr"), (20, "rrrrG"), (4, "rrrry"))


def made(of, kind):
    return [v.programme for v in variants(of, PACK) if v.kind == kind]


def states(programme):
    return [p.state for p in programme.phases]


def test_the_other_order_of_three_greens_has_a_yellow_between_all_of_them():
    (other,) = made(THROUGH_LEFT_SIDE, "order")
    assert [s for s in states(other) if "G" in s and "y" not in s] == ["GGggr", "rrrrG", "rrGGr"]
    assert not phase_breaches(THROUGH_LEFT_SIDE, replace(THROUGH_LEFT_SIDE, programme=other), other, PACK)
    assert shortest_yellow_s(other, 4) == 4
    assert shortest_gap_s(other, 4, 2) >= 6


@pytest.mark.parametrize("of", [THROUGH_LEFT_SIDE, ALL_RED_LEFTS])
def test_permitted_turns_lose_their_own_green_and_give_way_in_their_roads(of):
    (programme,) = made(of, "permitted")
    assert "rrGGr" not in states(programme)
    assert states(programme)[0] == "GGggr"


def test_a_turn_that_does_not_yield_is_never_permitted():
    bold = tuple(replace(link, yields_to=frozenset()) if link.index == 2 else link for link in LINKS)
    assert not made(replace(ALL_RED_LEFTS, links=bold), "permitted")


def test_protected_turns_stand_while_their_road_goes_and_get_a_green_where_they_had_none():
    assert states(made(THROUGH_LEFT_SIDE, "protected")[0])[0] == "GGrrr"
    assert [s for s in states(made(PERMITTED_ONLY, "protected")[0]) if "y" not in s] == ["GGrrr", "rrGGr", "rrrrG"]


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        (((30, "GGrrG"), (4, "yyrry"), (8, "rrGGr"), (4, "rryyr"), (2, "rrrrr")), "both green"),
        (((30, "GGrrr"), (2, "yyrrr"), (8, "rrGGr"), (4, "rryyr"), (20, "rrrrG"), (4, "rrrry")), "yellow of 2 s"),
        (((30, "GGggr"), (4, "yyyyr"), (20, "rrrrr"), (4, "rrrrr")), "no green any more"),
        (((30, "GGrrr"), (8, "rrGGr"), (4, "rryyr"), (20, "rrrrG"), (4, "rrrry")), "0 s between the greens"),
    ],
)
def test_the_checker_finds_what_is_unsafe(phases, said):
    proposed = junction(*phases)
    found = [text.en for text in phase_breaches(ALL_RED_LEFTS, proposed, proposed.programme, PACK)]
    assert any(said in text for text in found), found


def run(seed, conflicts, delay_s=20.0):
    return Simulated(seed, delay_s, 100, 0, 0, 30.0, conflicts, {"ttc": conflicts})


def judged(after, asked=False):
    roads = Roads((THROUGH_LEFT_SIDE,), {})
    candidate = next(c for c in candidates(roads, PACK) if c.kind == "order")
    programmes = [candidate.roads.junctions[0].programme]
    before = [run(seed, 40 + seed) for seed in range(3)]
    return judge(roads, candidate, programmes, before, after, 9, PACK, asked)


def test_fewer_conflicts_are_allowed_more_are_refused_unless_a_person_asks():
    assert judged([run(seed, 30 + seed, 15.0) for seed in range(3)]).verdict == "allowed"
    worse = [run(seed, 60 + seed, 15.0) for seed in range(3)]
    assert judged(worse).verdict == "refused"
    assert judged(worse, asked=True).verdict == "asked_for"
    assert judged(worse).rise.value == pytest.approx(20 / 41)


def test_a_rise_that_cannot_be_told_from_nothing_is_refused_too():
    assert judged([run(0, 20), run(1, 41), run(2, 62)]).verdict == "refused"


def test_phases_are_not_compared_without_conflicts_and_unsafe_ones_are_a_fault():
    with pytest.raises(InputError, match="conflicts"):
        judged([replace(run(seed, 1), conflicts=None) for seed in range(3)])
    roads, bad = Roads((ALL_RED_LEFTS,), {}), junction((40, "GGrrG"), (4, "yyrry"), (8, "rrGGr"), (4, "rryyr"))
    runs = [run(1, 1)]
    with pytest.raises(Fault, match="breaks a rule"):
        judge(roads, Candidate("order", 0, Roads((bad,), {}), ()), [bad.programme], runs, runs, 1, PACK, False)
