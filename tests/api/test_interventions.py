"""Measures of an alert over HTTP: due by level, begun once, begun anew when withdrawn, standing as their orders do."""

from dataclasses import replace

import pytest

from daoan.terms.codes import Level
from daoan.terms.records import Alert
from tests.api.work_given import START
from tests.store.store_given import alert, turn


@pytest.fixture
def with_alerts(office):
    made = replace(alert("spot", Level.RED), rule="new_black_spot", area="A1", raised_at=START)
    data = replace(alert("silent", Level.RED), rule="silent_feed")
    office.store.save_turn(replace(turn(), alerts=(made, data)))
    return office


def rows(office, by: str = "commander", alert_id: str = "spot") -> dict[str, dict]:
    answer = office.as_(by).get(f"/api/v1/alerts/{alert_id}/measures")
    assert answer.status_code == 200, answer.text
    return {r["measure"]["code"]: r for r in answer.json()["rows"]}


def begin(office, *codes: str, by: str = "commander"):
    return office.as_(by).post("/api/v1/alerts/spot/measures", json={"measures": codes})


def test_measures_are_told_with_who_and_by_when(with_alerts) -> None:
    told = rows(with_alerts)
    assert list(told) == ["road_patrol", "road_tell", "road_control", "road_check"]
    patrol = told["road_patrol"]
    assert ([t["en"] for t in patrol["takers"]], patrol["within_minutes"], patrol["state"]) == (
        ["north squad"], 120, "not_started",
    )  # fmt: skip
    assert rows(with_alerts, alert_id="silent") == {}
    with_alerts.clock.pass_(hours=3)
    assert {code for code, r in rows(with_alerts).items() if r["late"]} == {"road_patrol"}


def test_a_measure_is_begun_once_whoever_presses_and_anew_when_withdrawn(with_alerts) -> None:
    office = with_alerts
    answer = begin(office, "road_patrol", "road_check")
    assert answer.status_code == 201, answer.text
    told = {r["measure"]["code"]: r for r in answer.json()["rows"]}
    assert [told[c]["state"] for c in told] == ["under_way", "not_started", "not_started", "under_way"]
    begin(office, "road_patrol")
    begin(office, "road_patrol", by="auditing")
    orders = office.as_("commander").get("/api/v1/work", params={"kind": "order"}).json()
    assert orders["total"] == 2
    order = office.see("commander", told["road_patrol"]["order_id"])["matter"]
    assert next((e["kind"], e["ref"]) for e in order["evidence"]) == ("alert", "spot")
    office.act("commander", order, "withdraw", note="fog")
    assert rows(office)["road_patrol"]["state"] == "lapsed"
    begin(office, "road_patrol")
    again = rows(office)["road_patrol"]
    assert again["state"] == "under_way"
    assert again["order_id"] != order["matter_id"]
    node = next(m for m in office.see("commander", again["order_id"])["family"] if m["kind"] == "order_node")
    office.act("north-officer", node, "sign")
    assert rows(office, "south-lead")["road_patrol"]["order_id"] is None  # not theirs to open
    assert rows(office, "north-officer")["road_patrol"]["order_id"] == again["order_id"]


def test_what_is_not_due_falls_to_nobody_or_is_not_theirs_is_refused_whole(with_alerts) -> None:
    office = with_alerts
    assert begin(office, "road_watch").status_code == 422
    assert begin(office).status_code == 422
    nobody = begin(office, "road_check", "road_tell", by="north-lead")  # the city is not below a brigade
    assert (nobody.status_code, nobody.json()["code"]) == (422, "targets")
    assert begin(office, "road_check", by="north-officer").status_code == 403
    assert office.as_("commander").get("/api/v1/work").json()["total"] == 0
    assert office.as_("commander").get("/api/v1/alerts/none/measures").status_code == 404


def test_the_table_is_read_by_whoever_sees_risk_or_work(office) -> None:
    table = office.as_("reader").get("/api/v1/interventions").json()
    assert [r["kind"] for r in table["table"]["risks"]][:2] == ["road", "area"]
    assert table["unit_kinds"]["squad"]["zh"] == "中队"
    assert isinstance(alert(), Alert)
