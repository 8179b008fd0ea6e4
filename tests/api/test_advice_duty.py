"""Presence at stations: by position, paper, text message; forged, guessed, replayed, strangers' codes refused."""

import json
from datetime import date, timedelta

import httpx
import pytest

from daoan.act.advice.codes import shift_code
from daoan.edge.tokens import station_secret
from daoan.edge.webhook import sign
from tests.api.advice_given import ADVICE, LAT, LON, kept, send, stand, uid, version
from tests.api.work_given import START, Office

SECRET = b"g" * 32
DAY = date(2026, 3, 4)  # 09:00 there: the morning runs


def code(shift: str = "morning", day: date = DAY, station: str = "QD001", sheet: int = 1) -> str:
    return shift_code(station_secret(b"s" * 32, station, sheet), day, shift)


def enter(office: Office, text: str, day: date = DAY, by: str = "north-town", **more):
    body = {"station": "QD001", "day": day.isoformat(), "code": text} | more
    return office.as_(by).post(f"{ADVICE}/codes", json=body)


def message(office: Office, text: str, name: str = "m1", sender: str = "13812345678", **headers: str) -> httpx.Response:
    office.work.desk.sms_secret = SECRET
    body = json.dumps({"id": name, "sender": sender, "text": text}).encode()
    at = int(office.work.desk.gate.clock.now().timestamp())
    told = {"Daoan-Timestamp": str(at), "Daoan-Signature": sign(SECRET, at, body), "Content-Type": "application/json"}
    anybody = office.as_("reader")
    return anybody.request("POST", f"{ADVICE}/messages", content=body, headers=told | headers)


def days(office: Office, by: str = "north-lead") -> dict:
    return office.as_(by).get(f"{ADVICE}/days").json()


def check_in(name: str = "1", what: str = "in", lon: float | None = LON, **more) -> dict:
    return {
        "presence_id": uid(f"presence {name}"), "station": "QD001", "what": what, "phone_at": START.isoformat(),
        "lon": lon, "lat": LAT, "accuracy_m": 15,
    } | more  # fmt: skip


def test_a_check_in_near_the_station_is_attendance_and_counts_who_was_spoken_to(office: Office) -> None:
    stand(office)
    sent = send(office, version(outcome="police"), presence=[check_in(), check_in("2", "out", contacts=9)])
    assert [p["result"] for p in sent.json()["presence"]] == ["new", "new"]
    assert [p["result"] for p in send(office, presence=[check_in()]).json()["presence"]] == ["same"]
    far = send(office, presence=[check_in("3", lon=LON + 0.1)]).json()["presence"][0]
    assert (far["result"], far["code"], far["message"]["zh"]) == ("new", "far", "距劝导站过远")
    assert send(office, presence=[check_in("4", "shift"), {"x": 1}]).json()["presence"][0]["result"] == "refused"
    (day,) = days(office)["days"]
    assert (day["shifts_attended"], day["contacts"], day["handed_over"], day["wardens"]) == (1, 9, 1, 1)
    assert [p["proved"] for p in days(office)["presence"]].count(False) == 1
    assert days(office, "south-lead") == {"days": [], "names": {}, "presence": []}


def test_a_code_from_paper_counts_once_and_for_its_own_day_only(office: Office) -> None:
    stand(office)
    told = enter(office, code("midday", DAY - timedelta(days=3)), DAY - timedelta(days=3), contacts=14).json()
    assert (told["proved"], told["shift"], told["day"]) == (True, "midday", "2026-03-01")
    assert enter(office, code("midday", DAY - timedelta(days=3)), DAY - timedelta(days=3)).json()["why"] == "already"
    assert enter(office, code("midday", DAY - timedelta(days=3)), DAY).json()["why"] == "wrong", (
        "replayed on another day"
    )
    assert enter(office, code(station="QD002")).json()["why"] == "wrong", "another station's"
    slip = code()[:-1] + str((int(code()[-1]) + 1) % 10)
    assert enter(office, slip).json()["why"] == "mistyped"
    (day,) = days(office)["days"]
    assert (day["day"], day["shifts_attended"], day["contacts"]) == ("2026-03-01", 1, 14)
    assert enter(office, code("evening")).json()["why"] == "not_now", "it has not begun"
    for wrong in (DAY + timedelta(days=1), DAY - timedelta(days=60)):
        assert enter(office, code(day=wrong), wrong).status_code == 422
    assert enter(office, code(), by="north-warden").status_code == 403, "a warden enters no codes"
    assert enter(office, code(), by="south-lead").status_code == 404


def test_guesses_are_counted_and_end_for_the_day(office: Office) -> None:
    stand(office)
    from daoan.act.advice.codes import check_digit

    guesses = [f"{k:07d}{check_digit(f'{k:07d}')}" for k in range(25)]
    answers = [enter(office, g).json()["why"] for g in guesses]
    assert answers == ["wrong"] * 20 + ["locked"] * 5
    assert enter(office, code()).json()["why"] == "locked", "the right one, too"
    office.clock.pass_(days=1)
    assert enter(office, code()).json()["proved"]
    by_phone = [message(office, f"QD001 {g}", f"g{k}", "13900000000").json()["why"] for k, g in enumerate(guesses[:7])]
    assert by_phone == ["wrong"] * 5 + ["locked"] * 2
    tomorrow = DAY + timedelta(days=1)
    assert message(office, f"QD001 {code(day=tomorrow)}", "other", "13911111111").json()["proved"]


def test_a_message_counts_while_its_shift_runs_and_tells_whether_the_telephone_is_known(office: Office) -> None:
    stand(office)
    warden = {
        "code": "W1",
        "name": "张三",
        "phone": "138 1234 5678",
        "kind": "warden",
        "station": "QD001",
        "unit": "north-1",
    }
    entry = {"values": warden, "unit_id": "north-1"}
    assert office.as_("commander").post("/api/v1/registers/warden", json=entry).status_code == 201
    early = message(office, f"QD001 {code('evening')}").json()
    assert (early["proved"], early["why"]) == (False, "not_now")
    told = message(office, f"qd001 {code()[:4]} {code()[4:]} 6", "m2").json()
    assert (told["proved"], told["reply"]["zh"]) == (True, "已登记，谢谢")
    assert message(office, f"QD001 {code()} 6", "m3").json()["why"] == "already"
    assert enter(office, code()).json()["why"] == "already"
    shown = days(office)
    assert (shown["days"][0]["shifts_attended"], shown["days"][0]["contacts"]) == (1, 6)
    proved = next(p for p in shown["presence"] if p["proved"])
    assert (proved["way"], proved["sender_known"]) == ("sms", True)
    assert "13812345678" not in json.dumps(shown)
    assert message(office, "what?", "m4").json()["why"] == "not_understood"
    assert message(office, f"QD404 {code()}", "m5").json()["why"] == "no_station"


@pytest.mark.parametrize("wrong", ["signature", "old", "none", "off", "body"])
def test_a_call_that_the_gateway_did_not_sign_is_nobodys(office: Office, wrong: str) -> None:
    stand(office)
    old = {"Daoan-Timestamp": "1700000000"}
    headers = {"signature": {"Daoan-Signature": "v1=00"}, "old": old, "none": {"Daoan-Signature": ""}}.get(wrong, {})
    if wrong == "off":
        message(office, "x")
        office.work.desk.sms_secret = b""
        answer = office.as_("reader").request("POST", f"{ADVICE}/messages", content=b"{}")
    elif wrong == "body":
        office.work.desk.sms_secret = SECRET
        at = int(office.work.desk.gate.clock.now().timestamp())
        signed = {"Daoan-Timestamp": str(at), "Daoan-Signature": sign(SECRET, at, b"{}")}
        answer = office.as_("reader").request("POST", f"{ADVICE}/messages", content=b'{"id":1}', headers=signed)
    else:
        answer = message(office, f"QD001 {code()}", **headers)
    assert answer.status_code == 403, answer.text
    assert days(office)["days"] == []


def test_a_lost_sheet_is_made_anew_and_what_is_printed_is_written_down(office: Office) -> None:
    stand(office)
    town = office.as_("north-town")
    path = f"{ADVICE}/stations/QD001/codes"
    assert town.get(f"{path}/2026-13.pdf").status_code == 422
    assert office.as_("north-warden").get(f"{path}/2026-03.pdf").status_code == 403
    assert office.as_("south-lead").post(path).status_code == 404
    assert town.post(path).json() == {"station": "QD001", "number": 2}
    assert enter(office, code()).json()["why"] == "wrong"
    assert enter(office, code(sheet=2)).json()["proved"]
    actions = [line.note.action for line in office.store.list_audit()]
    assert "advice.sheets_renewed" in actions


def test_the_sheet_holds_every_code_of_the_month(office: Office) -> None:
    from daoan.edge.documents.pdf import typst_of
    from daoan.jobs.advice.sheets import month_sheet
    from daoan.terms.records.people import Actor
    from daoan.terms.roles import Role

    stand(office)
    actor = Actor("north-town", "north", frozenset({Role.TOWNSHIP}))
    sheet = month_sheet(office.work.advice, actor, "QD001", "2026-02", START, 1, simulated=True)
    (table,) = sheet.sections[0].tables
    assert len(table.rows) == 28
    assert table.rows[3][2].zh.replace(" ", "") == code("midday", date(2026, 2, 4))
    assert "模拟数据" in typst_of(sheet, "zh", office.work.desk.press.layout)


def test_figures_stand_beside_the_shifts_attended(office: Office) -> None:
    stand(office)
    kept(office, version(1), version(2, record=2), presence=[check_in()])
    figures = office.as_("north-town").get(f"{ADVICE}/figures").json()["figures"]
    assert figures["per_shift"] == {"part": 2, "whole": 1}
    assert figures["active_stations"] == {"part": 1, "whole": 1}
    assert [(r["group"], r["stopped"]) for r in figures["by_month"]] == [("2026-03", 2)]
