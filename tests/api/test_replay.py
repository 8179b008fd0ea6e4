"""A day replayed: as it was known then, in the reader's own county, without names, and no day that has not come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daoan.jobs.clocks import run_clocks
from daoan.terms.codes import Severity
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.shifts import Shift
from tests.api.deployments_given import begun, do, with_risk
from tests.api.planted_given import ALL, NEEDLES
from tests.api.test_registers import put
from tests.api.work_given import START
from tests.store.store_given import batch, crash, network, turn

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)  # in Shanghai
MIDNIGHT = NOON - timedelta(hours=12)


def day_of(office, by: str = "commander", day: str | None = "2026-03-03") -> dict:
    answer = office.as_(by).get("/api/v1/replay", params={"day": day} if day else {})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()


def happened(name: str, hour: float, known_h: float = 0.5, area: str = "A1", **more):
    moment = MIDNIGHT + timedelta(hours=hour)
    known = moment + timedelta(hours=known_h)
    return replace(crash(name), happened_at=moment, known_at=known, area=area, road_name=f"Road of {ALL}", **more)


def receive(office, *crashes, file: str = "f") -> None:
    office.store.receive_crashes(batch(*crashes, sha=file), START)


def test_a_crash_that_was_known_later_is_there_and_says_so(office):
    receive(office, happened("early", 1), happened("late", 2, known_h=20), happened("later", 3, known_h=30))
    receive(office, happened("early", 1, known_h=28, severity=Severity.FATAL), file="g")  # again, graded anew
    found = day_of(office)
    told = {c["crash_id"]: c for c in found["crashes"]}
    assert [c["happened_at"] for c in found["crashes"]] == sorted(c["happened_at"] for c in found["crashes"])
    known = {name: datetime.fromisoformat(c["known_at"]) - MIDNIGHT for name, c in told.items()}
    names = list(told)
    assert [known[n] for n in names] == [timedelta(hours=h) for h in (1.5, 22, 33)]
    assert [c["severity_then"] is None for c in told.values()] == [False, False, True]
    assert told[names[0]]["severity"] == "fatal" != told[names[0]]["severity_then"]
    assert found["last_day"] == "2026-03-03"


def test_a_day_begins_and_ends_at_local_midnight_and_the_last_with_records_comes_by_itself(office):
    receive(office, happened("before", -0.01), happened("first", 0), happened("after", 24, known_h=0.1))
    found = day_of(office)
    assert [datetime.fromisoformat(c["happened_at"]) for c in found["crashes"]] == [MIDNIGHT]
    assert day_of(office, day=None)["day"] == "2026-03-04"
    assert datetime.fromisoformat(day_of(office, day="2026-03-04")["known_by"]) == START
    assert day_of(office, day="2026-03-02")["crashes"] != []
    assert day_of(office, day="2020-03-02")["crashes"] == []


@pytest.mark.parametrize("day", ["2026-03-05", "9999-12-31", "0001-01-01"])
def test_a_day_that_has_not_come_or_that_no_calendar_has_is_refused_in_both_languages(office, day):
    answer = office.as_("commander").get("/api/v1/replay", params={"day": day})
    assert answer.status_code == 422
    assert "·" in answer.json()["detail"]


def test_single_crashes_are_for_who_may_see_them_and_of_their_own_county(office):
    receive(office, happened("a1", 1), happened("a2", 2, area="A2"))
    seen = {
        by: [c["area"] for c in day_of(office, by)["crashes"]] for by in ("commander", "north-officer", "south-lead")
    }
    assert seen == {"commander": ["A1", "A2"], "north-officer": ["A1"], "south-lead": ["A2"]}
    assert day_of(office, "north-officer")["area"] == "A1"
    for by in ("reader", "north-town", "north-warden", "department"):
        found = day_of(office, by)
        assert (found["crashes"], found["sees_crashes"]) == ([], False)
    assert office.as_("north-company").get("/api/v1/replay").json()["crashes"] == []


def test_matters_are_told_as_they_were_at_the_time_within_the_own_unit_and_masked(office):
    office.clock.at = NOON
    order, node = office.issued(title=f"Stop {ALL}")
    office.clock.pass_(hours=20)
    office.act("north-lead", node, "sign")
    office.clock.at = START + timedelta(days=2)
    told = {m["matter_id"]: m for m in day_of(office)["matters"]}
    assert datetime.fromisoformat(told[order["matter_id"]]["opened_at"]) == NOON
    assert order["matter_id"] not in {m["matter_id"] for m in day_of(office, "south-lead")["matters"]}
    assert node["matter_id"] in {m["matter_id"] for m in day_of(office, "north-lead")["matters"]}
    assert day_of(office, "reader")["matters"] == []
    text = office.as_("commander").get("/api/v1/replay", params={"day": "2026-03-03"}).text
    assert not [needle for needle in NEEDLES if needle in text]


def test_a_hazard_is_open_until_the_day_that_closed_it_and_late_from_its_deadline_on(office):
    office.clock.at = NOON
    body = {"kind": "hazard", "title": "Broken rail", "lon": 107.5, "lat": 35.5}
    made = office.as_("north-officer").post("/api/v1/work", json=body)
    assert made.status_code == 201, made.text
    hazard = made.json()["matter"]["matter_id"]
    office.clock.at = NOON + timedelta(days=30)
    assert run_clocks(office.work.room, office.clock.now()).overdue > 0
    told = {
        day: {m["matter_id"]: m["late"] for m in day_of(office, day=day)["matters"]}
        for day in ("2026-03-02", "2026-03-03", "2026-03-20", "2026-04-02")
    }
    late = [[office.clock.now().isoformat().replace("+00:00", "Z"), None]]
    assert [found.get(hazard) for found in told.values()] == [None, [], [], late]


def test_gatherings_entered_later_are_marked_and_duty_is_counted_without_names(office):
    market = {"name": "驿马集", "kind": "market", "when": "逢3、6、9", "place": "驿马镇", "people": 3000, "area": "A1"}
    office.clock.at = NOON - timedelta(days=9)
    put(office, "commander", market | {"lon": 107.5, "lat": 35.6}, kind="mass_event")
    office.clock.at = START + timedelta(days=10)
    put(office, "commander", market | {"name": "后集", "when": "每天"}, kind="mass_event")
    starts = MIDNIGHT + timedelta(hours=8)
    shifts = [Shift(f"sh{k}", f"p{k}", "north", starts, starts + timedelta(hours=8)) for k in range(3)]
    office.store.save_shifts(shifts, AuditNote(START, "p", "city", "shift.add"))
    held = {g["name"]["zh"]: g for g in day_of(office, day="2026-03-04")["gatherings"] if not g["usual"]}
    assert (held["驿马集"]["known"], held["驿马集"]["lon"], held["后集"]["known"]) == (True, 107.5, False)
    found = day_of(office)
    assert [(p["unit_id"], p["people"]) for p in found["presence"]] == [("north", 3)]
    assert day_of(office, "south-lead")["presence"] == []


def test_alerts_and_patrols_are_those_of_the_turn_that_was_the_latest(office):
    run = turn("r1", START - timedelta(hours=20))
    net = network()
    office.store.save_network(net, START)
    office.store.save_turn(run)
    found = day_of(office)
    assert [datetime.fromisoformat(t) for t in found["turns"]] == [run.run.as_of]
    assert {a["alert_id"] for a in found["alerts"]} == {a.alert_id for a in run.alerts if a.state == "open"}
    assert day_of(office, day="2026-03-02")["turns"] == []
    assert day_of(office, "north-warden")["turns"] == []


def test_posts_are_those_of_the_version_whose_shifts_people_held_and_of_the_own_side(office):
    with_risk(office)
    plan = begun(office)  # made on 4 March for two days from the 5th
    assert do(office, plan, "issue").status_code == 200
    office.clock.at = START + timedelta(days=1, hours=12)
    stands = day_of(office, day="2026-03-05")["stands"]
    deployment = plan["head"]["deployment_id"]
    assert stands
    assert {s["deployment_id"] for s in stands} == {deployment}
    office.clock.at += timedelta(hours=1)
    issued = office.as_("commander").get(f"/api/v1/deployments/{deployment}").json()
    assert do(office, issued, "withdraw", why="storm").status_code == 200
    after = day_of(office, day="2026-03-05")["stands"]
    withdrawn = office.clock.now()
    assert all(datetime.fromisoformat(s["until"]) <= withdrawn for s in after)
    assert {s["unit_id"] for s in after} <= {s["unit_id"] for s in stands}
    assert day_of(office, "south-lead", day="2026-03-05")["stands"] == []
    assert day_of(office, "reader", day="2026-03-05")["stands"] == []
