"""Alarms and rates of fleets by company and unit; a track for a purpose only, and written down before it is shown."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from daoan.app.fleet import PACK
from daoan.jobs.positions.taking_up import Alarm, take_up
from daoan.terms.fleet_alarms import FleetAlarm
from tests.api.companies_given import FIRM, PLATES
from tests.api.fleet_given import token, with_fleet
from tests.api.test_company_months import closed  # noqa: F401
from tests.api.work_given import Office

FLEET = "/api/v1/fleet"
GROUNDS = {"purpose": "crash", "case": "OR-2026-0031"}


@pytest.fixture
def fleet(office: Office, tmp_path: Path) -> Office:
    return with_fleet(office, tmp_path / "positions")


def alarms(office: Office, by: str, **asked: str) -> list[dict]:
    answer = office.as_(by).get(f"{FLEET}/alarms", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_alarms_are_seen_where_the_company_is_and_a_strangers_at_the_top_alone(fleet: Office):
    assert [a["kind"] for a in alarms(fleet, "commander")] == ["offline", "fatigue", "speeding"]
    north = alarms(fleet, "north-lead")
    assert [(a["kind"], a["company"], a["vehicle"]) for a in north] == [
        ("fatigue", "岭上运输", "甘M·10*02"), ("speeding", "岭上运输", "甘M·10*01"),
    ]  # fmt: skip
    assert alarms(fleet, "south-lead") == []
    speeding = north[-1]["alarm_id"]
    assert fleet.as_("south-lead").get(f"{FLEET}/alarms/{speeding}").status_code == 404
    assert fleet.as_("north-lead").get(f"{FLEET}/alarms/{speeding}").json() == north[-1]
    assert fleet.as_("reader").get(f"{FLEET}/alarms").status_code == 403


def test_alarms_are_chosen_by_day_kind_and_company(fleet: Office):
    assert [a["kind"] for a in alarms(fleet, "commander", kind="fatigue")] == ["fatigue"]
    assert alarms(fleet, "commander", day="2026-03-03") == []
    assert len(alarms(fleet, "commander", day="2026-03-02", company=FIRM)) == 2
    assert fleet.as_("commander").get(f"{FLEET}/alarms", params={"kind": "flying"}).status_code == 422
    first = fleet.as_("commander").get(f"{FLEET}/alarms", params={"limit": 2}).json()
    assert (first["total"], first["next"], first["counts"]) == (3, "2", {"offline": 1, "fatigue": 1, "speeding": 1})
    rest = fleet.as_("commander").get(f"{FLEET}/alarms", params={"limit": 2, "after": first["next"]}).json()
    assert ([a["kind"] for a in rest["rows"]], rest["next"]) == (["speeding"], None)


def test_a_track_asks_for_a_purpose_and_is_written_down_first(fleet: Office):
    speeding = alarms(fleet, "north-lead", kind="speeding")[0]["alarm_id"]
    path = f"{FLEET}/alarms/{speeding}/track"
    assert fleet.as_("north-lead").post(path, json={"purpose": "", "case": ""}).status_code == 422
    assert fleet.store.last_audit().note.action == "refused.look_up.alarm_track"
    assert fleet.as_("south-lead").post(path, json=GROUNDS).status_code == 404
    assert fleet.as_("committee").post(path, json=GROUNDS).status_code == 403
    shown = fleet.as_("north-lead").post(path, json=GROUNDS).json()
    line = fleet.store.last_audit()
    assert (line.number, line.note.action, line.note.subject) == (
        shown["line"],
        "look_up.alarm_track",
        token(PLATES[0]),
    )
    assert [p["inside"] for p in shown["points"]] == [False] * 6 + [True] * 7 + [False] * 6  # a minute around it
    assert not any(plate in fleet.as_("north-lead").post(path, json=GROUNDS).text for plate in PLATES)


def test_rates_have_numerators_and_workbooks_are_masked(fleet: Office):
    table = fleet.as_("north-lead").get(f"{FLEET}/rates").json()
    assert (table["first"], table["last"]) == ("2026-03-02", "2026-03-02"), "of days before, nothing is known"
    table = fleet.as_("north-lead").get(f"{FLEET}/rates", params={"first": "2026-02-24"}).json()
    rows = {r["company_id"]: r for r in table["rows"]}
    assert rows[FIRM]["online"] == {"part": 1, "whole": 7}
    assert rows[FIRM]["valid"] == {"part": 8, "whole": 10}
    assert rows[FIRM]["complete"] == {"part": 1.5, "whole": 2.0}
    asked = {"first": "2026-03-02", "last": "2026-03-01"}
    assert fleet.as_("north-lead").get(f"{FLEET}/rates", params=asked).status_code == 422
    for name in ("rates.xlsx", "alarms.xlsx"):
        answer = fleet.as_("commander").get(f"{FLEET}/{name}")
        cells = [
            str(c) for row in load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True) for c in row
        ]
        assert len(cells) >= 20
        assert not any(plate in cell for plate in PLATES for cell in cells)


def test_without_positions_the_list_is_empty_and_says_so(office: Office):
    table = office.as_("commander").get(f"{FLEET}/alarms").json()
    assert (table["rows"], table["last_day"]) == ([], None)
    rates = office.as_("commander").get(f"{FLEET}/rates").json()
    assert (rates["rows"], rates["last_day"]) == ([], None)
    assert office.as_("commander").get(f"{FLEET}/rates.xlsx").status_code == 200
    assert office.as_("commander").get(f"{FLEET}/alarms/0a").status_code == 404


def test_a_confirmed_alarm_is_the_companys_turn_to_object(closed: Office):  # noqa: F811
    room, now = closed.work.room, closed.clock.now()
    tired = Alarm("0a", FleetAlarm.FATIGUE, token(PLATES[0]), "岭上运输", now, now, 4.9, 4.0, 107.5, 35.5, "A1")
    assert take_up(room, [tired], closed.work.desk.packs[PACK], now).raised == 1
    matter = closed.see("north-lead", "fleet-alarm-0a")["matter"]
    assert closed.as_("safety").get("/api/v1/work/fleet-alarm-0a").status_code == 404
    confirmed = closed.act("north-lead", matter, "confirm", note="tachograph agrees")["matter"]
    assert confirmed["holder"] == "firm"
    own = closed.as_("safety").get("/api/v1/my-company").json()
    assert [(task["kind"], task["held"]) for task in own["tasks"]] == [("fleet_alarm", True)]
    disputed = closed.act("safety", confirmed, "dispute", values={"reason": "two drivers"})["matter"]
    assert (disputed["state"], disputed["values"]["reason"]) == ("disputed", "two drivers")
    assert closed.act("commander", disputed, "give_way", note="the card shows it")["matter"]["state"] == "withdrawn"
