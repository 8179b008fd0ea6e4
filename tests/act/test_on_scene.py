"""Which leader must go to the scene: the rule as the domain notes tell it, and what an order does of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.act.on_scene.rule import Casualties, casualties_in, gravest_of, who_must_go
from daoan.terms.codes import Severity
from daoan.terms.records import Crash
from tests.act.workflow.work_makers import MONDAY, WORK, Desk, matter, ordered


@pytest.mark.parametrize(
    ("casualties", "level"),
    [
        (Casualties(), None),
        (Casualties(injured=2), None),
        (Casualties(deaths=1), "township"),
        (Casualties(life_threatening=1), "township"),
        (Casualties(injured=3), "county_deputy"),
        (Casualties(deaths=2), "county_deputy"),
        (Casualties(deaths=2, injured=4), "county_deputy"),
        (Casualties(injured=5), "county"),
        (Casualties(deaths=3), "county"),
        (Casualties(deaths=1, fatal_nearby_year=2), "township"),
        (Casualties(deaths=1, fatal_nearby_year=3), "county"),
        (Casualties(deaths=5), "city_deputy"),
        (Casualties(injured=10), "city_deputy"),
        (Casualties(deaths=9, injured=19), "city_deputy"),
        (Casualties(deaths=10), "city"),
        (Casualties(injured=20), "city"),
    ],
)
def test_the_rule_of_the_domain(casualties, level):
    must = who_must_go(casualties, MONDAY, WORK)
    assert (must.level if must else None) == level
    if must:
        assert must.by == MONDAY + timedelta(minutes=must.within_minutes)
        assert (must.status, bool(must.who.en), bool(must.who.zh)) == ("partial", True, True)


def test_a_kind_that_a_city_names_asks_for_one_level_more_but_not_beyond_the_last():
    pack = replace(
        WORK, values={**WORK.values, "on_scene": {**WORK.values["on_scene"], "raised_kinds": ["school_bus"]}}
    )
    bus = Casualties(deaths=1, kind="school_bus")
    assert who_must_go(bus, MONDAY, WORK).level == "township"
    assert who_must_go(bus, MONDAY, pack).level == "county_deputy"
    assert who_must_go(replace(bus, deaths=10), MONDAY, pack).level == "city"
    assert who_must_go(Casualties(kind="school_bus"), MONDAY, pack) is None


@pytest.mark.parametrize("value", [None, "three", 3, ["deaths"]])
def test_a_field_that_holds_no_casualties_sends_nobody(value):
    assert casualties_in(value) is None


def test_numbers_that_are_none_count_as_none():
    assert casualties_in({"deaths": "x", "injured": -3, "life_threatening": True}) == Casualties()


def crash(name: str, hours: float, lon: float = 107.0, **more) -> Crash:
    at = MONDAY - timedelta(hours=hours)
    return Crash(name, "f", name, at, at, Severity.FATAL, lon=lon, lat=36.0, **more)


def test_the_gravest_fresh_crash_counts_with_fatal_ones_near_it_in_the_year():
    near = [crash("old1", 24 * 100, deaths_7d=1), crash("old2", 24 * 200, lon=107.005, deaths_7d=1)]  # 450 m away
    far = [crash("far", 24 * 50, lon=107.02, deaths_7d=1), crash("ago", 24 * 366, deaths_7d=1)]
    here, other = crash("here", 2, deaths_7d=1), crash("other", 3, lon=108.0, deaths_7d=2)
    known = {c.crash_id: c for c in (*near, *far, here, other)}
    found = gravest_of(["here", "other", "old1", "unknown"], known, MONDAY, WORK)
    assert (found["crash"], found["fatal_nearby_year"], found["known_at"]) == ("here", 3, here.known_at.isoformat())
    assert gravest_of(["old1", "far"], known, MONDAY, WORK) is None
    assert (
        gravest_of(["other"], {"other": replace(other, happened_at=MONDAY + timedelta(hours=1))}, MONDAY, WORK) is None
    )


def sent() -> Desk:
    desk = Desk()
    ordered(desk, "a1", casualties={"deaths": 3}, who_must_go="a")
    return desk


def test_an_order_about_a_grave_crash_is_not_issued_before_it_says_who_goes():
    desk = Desk()
    values = {"targets": ["a1"], "rule": "all", "casualties": {"deaths": 3}}
    desk.begin(matter("order", issuer="city", holder="city", level="urgent", **values))
    assert desk.refused("order-1", "issue", "city") == "who_must_go"
    desk.do("order-1", "edit", "city", who_must_go="nowhere")
    assert desk.refused("order-1", "issue", "city") == "who_must_go"
    desk.do("order-1", "edit", "city", casualties={"deaths": 0})
    desk.do("order-1", "issue", "city")
    assert [m.kind for m in desk.matters.values()] == ["order", "order_node"]


def test_the_leader_has_a_clock_and_the_order_waits_for_them():
    desk = sent()
    scene = desk.matters["order-1.2"]
    assert (scene.kind, scene.holder, scene.due_at) == ("on_scene", "a", MONDAY + timedelta(minutes=90))
    for event, unit, number in (("sign", "a1", 1), ("feed_back", "a1", 1), ("first_pass", "a1", 2)):
        desk.do("order-1.1", event, unit, number)
    desk.do("order-1.1", "final_pass", "city", 3)
    assert desk.state("order-1") == "running"
    desk.later(minutes=90)
    assert "order-1.2" in desk.clocks()
    ahead = (desk.now + timedelta(minutes=1)).isoformat()
    assert desk.refused("order-1.2", "arrive", "a", leader="L", arrived_at=ahead) == "arrived_at"
    assert desk.refused("order-1.2", "arrive", "a", arrived_at=desk.now.isoformat()) == "values"
    desk.do("order-1.2", "arrive", "a", leader="L", arrived_at=desk.now.isoformat())
    assert desk.state("order-1") == "closed"


def test_withdrawn_or_lapsed_with_its_order_and_excused_by_who_sent_them():
    desk = sent()
    desk.do("order-1", "withdraw", "city")
    assert desk.state("order-1.2") == "withdrawn"
    lapsed = sent()
    lapsed.do("order-1.1", "withdraw", "city")
    assert (lapsed.state("order-1"), lapsed.state("order-1.2")) == ("withdrawn", "withdrawn")
    excused = sent()
    assert excused.refused("order-1.2", "excuse", "a") == "part"
    assert excused.do("order-1.2", "excuse", "city").state == "excused"
