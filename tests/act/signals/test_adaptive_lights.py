"""Lights that decide: the fuller road goes, who is on the way counts, who has waited too long is served."""

from dataclasses import replace

from daoan.act.signals.adaptive import lookahead_of
from daoan.terms.signals import View, Waiting
from tests.act.signals.lights_given import PACK, junction

DECIDE = lookahead_of(junction(), PACK, 10)


def waiting(link, count, distance_m=5.0, speed_kmh=0.0, waited_s=5.0):
    return [Waiting(f"lane{link}", link, distance_m + 7 * k, speed_kmh, 50.0, waited_s) for k in range(count)]


def view(phase, *groups):
    vehicles = tuple(sorted((v for group in groups for v in group), key=lambda v: v.distance_m))
    return View("J", 0.0, phase, vehicles, {}, {})


def test_nobody_there_keeps_what_is_shown():
    assert DECIDE(view(1)) == 1


def test_the_fuller_road_goes_next():
    assert DECIDE(view(0, waiting(0, 1), waiting(2, 8))) == 1
    assert DECIDE(view(1, waiting(0, 8), waiting(2, 1))) == 0


def test_a_queue_that_is_served_is_not_cut_for_one_vehicle():
    assert DECIDE(view(0, waiting(0, 6), waiting(2, 1))) == 0


def test_a_platoon_on_its_way_counts():
    platoon = waiting(2, 8, distance_m=40.0, speed_kmh=50.0, waited_s=0.0)
    assert DECIDE(view(0, platoon)) == 1


def test_who_has_waited_too_long_is_served():
    crowd = waiting(0, 12)
    assert DECIDE(view(0, crowd, waiting(2, 1))) == 0
    assert DECIDE(view(0, crowd, waiting(2, 1, waited_s=PACK.get("adaptive.most_wait_s")))) == 1
    late = replace(DECIDE, most_wait_s=1e9)
    assert late(view(0, crowd, waiting(2, 1, waited_s=300.0))) == 0
