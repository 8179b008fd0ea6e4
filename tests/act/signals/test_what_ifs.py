"""Turn bans and tidal lanes: who drives around, who is cut off and why, who loses."""

import pytest

from daoan.act.signals.changes import Ban, Changes, Tidal, check_changes, drive_around
from daoan.act.signals.demand import fit_demand
from daoan.act.signals.whatif import Timed, compare
from daoan.terms.errors import InputError
from daoan.terms.signals import Simulated
from tests.act.signals.lights_given import PACK

#: From a to d over b, or longer over c; e only by way of b.
TURNS = {"a": ("b", "c"), "b": ("d", "e"), "c": ("d",)}
SECONDS = {"a": 10.0, "b": 10.0, "c": 30.0, "d": 10.0, "e": 10.0}
JOURNEYS = {"one": ("a", "b", "d"), "two": ("a", "c", "d"), "three": ("a", "b", "e")}


def test_only_who_drove_the_banned_turn_drives_around():
    assert drive_around(JOURNEYS, TURNS, SECONDS, [Ban("b", "d")]) == {"one": ("a", "c", "d")}


def test_who_is_cut_off_is_told_with_the_ban_to_lift():
    with pytest.raises(InputError, match=r"no way for 1 trips: a → e \(1\); lifting a → b would open it"):
        drive_around(JOURNEYS, TURNS, SECONDS, [Ban("b", "d"), Ban("a", "b")])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (Changes(), "nothing is declared"),
        (Changes((Ban("a", "d"),)), "no turn leads from a to d"),
        (Changes(tidal=(Tidal("a", "x", 0, 60),)), "no edge x"),
        (Changes(tidal=(Tidal("a", "b", 0, 60),)), "must keep one"),
        (Changes(tidal=(Tidal("b", "a", 60, 60),)), "are empty"),
    ],
)
def test_what_cannot_be_done_is_refused(changes, said):
    with pytest.raises(InputError, match=said):
        check_changes(changes, TURNS, {"a": 2, "b": 1})


def timed(seed, seconds):
    return Timed(Simulated(seed, 20.0, 3, 0, 0, 9.0, 3), seconds)


def test_losers_are_told_by_movement_and_a_detour_counts():
    before = [timed(s, {"one": 30.0 + s, "two": 50.0, "three": 30.0}) for s in range(3)]
    after = [timed(s, {"one": 50.0 + s, "two": 51.0 - s, "three": 30.0}) for s in range(3)]
    found = compare("x", Changes((Ban("b", "d"),)), JOURNEYS, {"one": ("a", "c", "d")}, before, after, (), PACK)
    worst = found.movements[0]
    assert (worst.from_edge, worst.to_edge, worst.trips, worst.rerouted) == ("a", "d", 2, 1)
    assert worst.more.value == pytest.approx(10.0)
    assert (found.verdict, found.losers, found.losing_trips) == ("slower", 1, 2)
    assert found.delay_more.value == 0
    assert not next(m for m in found.movements if m.to_edge == "e").loses


def test_runs_that_do_not_pair_are_refused():
    with pytest.raises(InputError, match="same seeds"):
        compare("x", Changes(), JOURNEYS, {}, [timed(1, {})], [timed(2, {})], (), PACK)


def test_flows_meet_the_counts_that_ways_can_meet_and_say_which_they_cannot():
    ways = [("a", "b", "d"), ("a", "c", "d"), ("a", "b", "e")]
    found = fit_demand(ways, {"a": 900.0, "c": 300.0, "d": 700.0, "x": 50.0}, PACK)
    flows = {flow.edges: flow.vehicles_h for flow in found.flows}
    assert flows[ways[1]] == pytest.approx(300, abs=2)
    assert flows[ways[0]] == pytest.approx(400, abs=2)
    assert flows[ways[2]] == pytest.approx(200, abs=2)
    assert (found.met.part, found.met.whole) == (3, 4)
    assert "no way passes x" in found.notes[-1].en


@pytest.mark.parametrize(
    ("counts", "said"), [({}, "no counts"), ({"a": -1.0}, "0 or more"), ({"x": 9.0}, "passes a counted edge")]
)
def test_counts_that_cannot_be_used_are_refused(counts, said):
    with pytest.raises(InputError, match=said):
        fit_demand([("a", "b", "d")], counts, PACK)
