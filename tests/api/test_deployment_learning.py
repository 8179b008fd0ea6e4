"""A deployment asked to learn over HTTP: price and power first, then the draw, then what came of it."""

from datetime import datetime, timedelta

import pytest

from daoan.terms.records.patrols import PositionSource, UnitPosition
from tests.api.deployments_given import DEPLOYMENTS, begun, changed, do, with_risk
from tests.api.work_given import Office


@pytest.fixture
def city(office) -> Office:
    """A city whose rule pack lets a small plan learn: a floor of none, and a large budget."""
    rules = office.work.desk.packs["deployment"].values["holdout"]
    kept = dict(rules)
    rules |= {"floor_share": 0.0, "ceiling_injuries": 9.0, "match_ratio": 20.0, "indifferent": 0.95, "apart_km": 2.0}
    yield with_risk(office)
    rules |= kept


def address(plan: dict) -> str:
    return f"{DEPLOYMENTS}/{plan['head']['deployment_id']}/learning"


def learned(office: Office, plan: dict, **body) -> dict:
    answer = do(office, plan, "learning", **{"budget": 0.05} | body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_price_and_power_are_told_before_and_nothing_is_drawn(city) -> None:
    plan = begun(city, days=7)
    found = city.as_("commander").get(address(plan), params={"budget": 0.05}).json()
    assert found["pairs"]
    assert found["seed"] == ""
    price, most = found["mean_price"], found["most_price"]
    assert price["part"] <= most["part"] <= 0.05 * most["whole"]
    assert {p["outcome"] for p in found["power"]} == {"crashes", "violations", "speeds"}
    assert all(n["en"] and n["zh"] for n in found["notes"])
    assert city.as_("commander").get(f"{DEPLOYMENTS}/{plan['head']['deployment_id']}").json()["head"]["version"] == 1


def test_it_is_drawn_into_a_version_kept_through_changes_and_taken_back(city) -> None:
    plan = begun(city, days=7)
    assert plan["may_learn"]
    one = learned(city, plan, why="call 13912345678")
    assert (one["head"]["version"], one["head"]["did"]) == (2, "learn")
    assert "13912345678" not in str(one)
    design = one["learning"]
    assert len(design["seed"]) == 32
    at = {(p["place_id"], p["shift"]) for p in one["placements"]}
    for pair in design["pairs"]:
        held, sent = (pair["first"], pair["second"]) if pair["held_first"] else (pair["second"], pair["first"])
        assert (held["place_id"], held["shift"]) not in at
        assert (sent["place_id"], sent["shift"]) in at
    assert do(city, one, "learning").status_code == 422, "it learns already"
    resolved = changed(city, one, "resolve")
    assert resolved["learning"]["deviations"] == []
    back = learned(city, resolved, on=False)
    assert back["learning"] is None
    again = learned(city, changed(city, back, "back", back_to=1))
    assert again["learning"]["pairs"] == design["pairs"], "nobody draws until it suits"
    assert city.store.last_audit().note.action == "deployment.learn"


def test_a_person_who_breaks_the_draw_is_obeyed_and_it_is_written_down(city) -> None:
    one = learned(city, begun(city, days=7))
    pair = one["learning"]["pairs"][0]
    held = pair["first"] if pair["held_first"] else pair["second"]
    unit = next(u["unit_id"] for u in one["units"] if u["unit_id"] == "north")
    moved = changed(city, one, "pin", unit_id=unit, shift=held["shift"], place_id=held["place_id"], why="a festival")
    assert (held["place_id"], held["shift"]) in {(p["place_id"], p["shift"]) for p in moved["placements"]}
    told = [d for d in moved["learning"]["deviations"] if d["kind"] == "manned"]
    assert [d["pair_id"] for d in told] == [pair["pair_id"]]
    assert told[0]["version"] == 3
    assert "festival" in told[0]["why"]["zh"]


def test_what_came_of_it_is_told_by_intention_to_treat_and_not_before_its_time(city) -> None:
    none = city.as_("commander").get(f"{DEPLOYMENTS}/learned").json()
    assert (none["deployments"], [r["verdict"] for r in none["results"]]) == ([], ["not_yet"])
    one = learned(city, begun(city, days=7))
    assert city.as_("commander").get(f"{DEPLOYMENTS}/learned").json()["deployments"] == [], "only what was issued"
    issued = do(city, one, "issue").json()
    (line,) = city.as_("commander").get(f"{DEPLOYMENTS}/learned").json()["deployments"]
    assert (line["pairs"], line["over"]) == (len(one["learning"]["pairs"]), 0)
    assert do(city, issued, "learning", on=False).status_code == 200, "it has not begun"
    assert city.as_("south-lead").get(f"{DEPLOYMENTS}/learned").json()["deployments"] == []
    city.clock.at = datetime.fromisoformat(one["head"]["starts_at"]) + timedelta(hours=1)
    latest = city.as_("commander").get(f"{DEPLOYMENTS}/{one['head']['deployment_id']}").json()
    assert not latest["may_learn"]
    assert do(city, latest, "learning").status_code == 422
    text = city.as_("commander").get(f"{DEPLOYMENTS}/learned/csv")
    assert text.status_code == 200


def test_presence_is_by_position_where_a_crew_told_any(city) -> None:
    from daoan.jobs.deployment.learned import Crashes, learned_of
    from daoan.terms.records.people import Actor
    from daoan.terms.roles import Role

    one = learned(city, begun(city, days=7))
    do(city, one, "issue")
    pair = one["learning"]["pairs"][0]
    held, sent = (pair["first"], pair["second"]) if pair["held_first"] else (pair["second"], pair["first"])
    unit = next(
        p["unit_id"] for p in one["placements"] if (p["place_id"], p["shift"]) == (sent["place_id"], sent["shift"])
    )
    place = next(p for p in one["places"] if p["place_id"] == held["place_id"])
    begins = datetime.fromisoformat(held["starts_at"])

    def heard(*minutes: int) -> list[UnitPosition]:
        moments = [begins + timedelta(minutes=m) for m in minutes]
        return [UnitPosition(unit, "c", m, m, PositionSource.PHONE, place["lon"], place["lat"]) for m in moments]

    actor = Actor("commander", "city", frozenset({Role.COMMANDER}))
    ended = Crashes({}, {}, datetime.fromisoformat(one["head"]["ends_at"]) + timedelta(days=1))
    rules = city.work.desk.packs
    before = learned_of(city.work.room, actor, ended, rules)
    city.store.keep_positions(heard(60, 90))
    twice = learned_of(city.work.room, actor, ended, rules)
    city.store.keep_positions(heard(*range(200, 217, 4)))
    after = learned_of(city.work.room, actor, ended, rules)
    rows = [next(r for r in found.rows if r.pair_id == pair["pair_id"]) for found in (before, twice, after)]
    seen = [(r.present_held, r.present_patrolled) for r in rows]
    assert seen == [(False, True), (False, False), (True, False)], "who passes by twice was not there for a dwell"
    assert (before.results[0].by_position, after.results[0].by_position >= 1) == (0, True)
    assert rows[0].expected_held > 0


def test_what_devices_measured_stands_beside_crashes(city, tmp_path) -> None:
    from daoan.jobs.deployment.cell_speeds import Measured, MeasuredPair
    from daoan.jobs.deployment.measuring import MeasuredPairs

    one = learned(city, begun(city, days=7))
    do(city, one, "issue")
    name, pairs = one["head"]["deployment_id"], one["learning"]["pairs"]
    city.work.measured = MeasuredPairs(tmp_path)
    slow, fast = Measured(-5.0, 3.0, 10.0), Measured(1.0, 12.0, 10.0)
    some = {p["pair_id"]: MeasuredPair(fast, slow) for p in pairs[1:]}
    city.work.measured.add(name, some | {pairs[0]["pair_id"]: MeasuredPair(fast, Measured(-5.0, 0.0, 0.0))})
    from daoan.api.deployment_learning import learned_now
    from daoan.terms.records.people import Actor
    from daoan.terms.roles import Role

    actor = Actor("commander", "city", frozenset({Role.COMMANDER}))
    crashes, none = learned_now(city.work, actor)
    assert [r.outcome for r in none.results] == ["crashes"], "no pair is over yet"
    crashes.as_of = datetime.fromisoformat(one["head"]["ends_at"]) + timedelta(days=1)
    shown = city.as_("commander").get(f"{DEPLOYMENTS}/learned").json()["results"]
    by = {r["outcome"]: r for r in shown}
    assert list(by) == ["crashes", "speeds", "violations"]
    assert by["speeds"]["effect"]["value"] == pytest.approx(-6.0)
    assert "km/h" in by["speeds"]["words"][1]["en"]
    assert (by["speeds"]["pairs"], by["violations"]["pairs"]) == (len(pairs), len(pairs) - 1)
    assert by["speeds"]["ring"] is None
    assert by["violations"]["counted_held"] == 12.0 * (len(pairs) - 1)
    text = city.as_("commander").get(f"{DEPLOYMENTS}/learned/csv").text
    assert "speeds" in text


def test_who_may_ask(city) -> None:
    plan = begun(city, unit_id="north")
    assert city.as_("north-officer").get(address(plan)).status_code == 403
    assert city.as_("south-lead").get(address(plan)).status_code == 404
    assert do(city, plan, "learning", by="north-officer").status_code == 403
    for wrong in ({"budget": 2}, {"budget": 0.5}, {"design": "other"}):
        assert do(city, plan, "learning", **wrong).status_code == 422
