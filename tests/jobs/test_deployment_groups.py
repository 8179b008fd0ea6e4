"""A city's plan looks at all that is expected, stretches joined to those around them, and not at the worst alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from daoan.jobs.deployment.ground import StopSpot
from daoan.jobs.deployment.places import grouped, places_around
from daoan.terms.rulepacks import read_rule_pack
from tests.act.improvement_makers import estimate, roads

TEXT = (Path(__file__).parents[2] / "rulepacks" / "deployment.toml").read_text("utf-8")
PACK = read_rule_pack(TEXT, "deployment")
KM = 1 / 111.19  # in degrees of latitude
NETWORK = roads([(i, i + 1, "primary", 900.0, "A") for i in range(60)])
#: Stretches on a line to the north, each 400 m from the next; the first is the worst.
STRETCHES = tuple(replace(estimate(i, NETWORK, 60.0 - i), lat=35.0 + 0.4 * i * KM) for i in range(60))


def weight(estimates) -> float:
    return sum(e.injury_weight_per_year.value for e in estimates)


def pack(old: str, new: str):
    assert old in TEXT
    return read_rule_pack(TEXT.replace(old, new), "deployment")


def test_all_that_is_expected_is_planned_for_where_the_share_is_all():
    groups = grouped(reversed(STRETCHES), pack("share = 0.9", "share = 1.0"))
    assert weight(groups) == pytest.approx(weight(STRETCHES))
    assert len(groups) < len(STRETCHES) / 2
    assert [weight([g]) for g in groups] == sorted((weight([g]) for g in groups), reverse=True)


def test_no_more_groups_than_hold_the_share():
    groups = grouped(STRETCHES, PACK)
    assert weight(groups) >= 0.9 * weight(STRETCHES) > weight(groups[:-1])


def test_a_group_is_its_worst_stretch_with_the_errors_of_all_as_independent():
    first = grouped(STRETCHES[:4], PACK)[0]  # 1.5 km hold four of them
    assert (first.segment_id, weight([first])) == ("s0", 60 + 59 + 58 + 57)
    half = (1.6 - 0.5) / 2 * (60**2 + 59**2 + 58**2 + 57**2) ** 0.5
    assert first.injury_weight_per_year.high - first.injury_weight_per_year.value == pytest.approx(half)


def test_nothing_expected_makes_no_group():
    assert (
        grouped([replace(STRETCHES[0], injury_weight_per_year=estimate(0, NETWORK, 0.0).crashes_per_year)], PACK) == ()
    )


def test_places_have_every_group_once_and_stand_where_one_can_stand():
    groups = grouped(STRETCHES, PACK)
    stop = StopSpot(groups[0].lon, groups[0].lat + 0.5 * KM)
    places = places_around(groups, (stop,), PACK)
    named = [s for p in places for s in p.segments]
    assert sorted(named) == sorted(g.segment_id for g in groups)
    assert (places[0].lon, places[0].lat) == (stop.lon, stop.lat)
    assert len(places_around(groups, (), pack("places = 150", "places = 2"))) == 2
