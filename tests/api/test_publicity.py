"""Publicity over HTTP: segment, plan, like places, delivery and receipt, effect; nothing about fewer than ten
people."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from stdnum.cn import ric

from daoan.app.messages import WebhookSender
from daoan.jobs.education.sending import content_of
from daoan.jobs.sending import send_due
from daoan.terms.records.companies import KeyDriver
from daoan.terms.records.messaging import Channel, Delivery
from tests.api.companies_given import FIRM, FIRMS, take, with_roster
from tests.api.publicity_given import BASE, FIRST, PLACES, count, delivering, message, planned, post, put


def segments(office, by: str = "commander", **asked) -> dict:
    answer = office.as_(by).get(f"{BASE}/segments", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_roster_of_two_drivers_is_told_of_to_nobody_and_a_strange_trait_is_refused(office) -> None:
    with_roster(office)
    office.clock.pass_(days=32)
    found = segments(office, register="drivers")
    assert (found["total"], found["blocks"], found["fewest"]) == (0, [], 10)
    answer = office.as_("commander").get(f"{BASE}/segments", params={"age_band": "37"})
    assert answer.status_code == 422
    assert office.as_("commander").get(f"{BASE}/segments", params={"register": "patients"}).status_code == 404


def test_drivers_are_told_by_age_band_of_ten_and_more_and_nothing_of_their_birth_is_kept(office) -> None:
    take(office, "companies", FIRMS)
    years = [1990] * 12 + [1970] * 11 + [1950] * 3 + [2015]  # a child's number is no driver's age
    rows = [[born_in(year, n), "张三丰", "A2", FIRM] for n, year in enumerate(years)]
    take(office, "drivers", [["身份证号", "姓名", "准驾车型", "企业名称"], *rows])
    kept = office.store.list_roster(KeyDriver, office.clock.now())
    assert Counter(d.age_band for d in kept) == {"30_44": 12, "45_59": 11, "60_over": 3, "": 1}
    assert not any(str(year) in repr(replace(d, driver_id="", sealed="")) for d in kept for year in set(years))
    office.clock.pass_(days=32)
    whole = segments(office, register="drivers")
    assert whole["total"] == 27
    assert all(block["people"] >= 10 for block in whole["blocks"])
    assert segments(office, register="drivers", age_band="30_44")["people"] >= 10
    assert segments(office, register="drivers", age_band="60_over")["people"] == 0, "three are told of to nobody"


def born_in(year: int, n: int) -> str:
    """A citizen's number of somebody born in a year."""
    body = f"621000{year}0105{n:03d}"
    return body + ric.calc_check_digit(body + "0")


def test_villages_are_told_by_place_and_children_only_as_numbers_of_ten_and_more(office) -> None:
    for code, area, people in (("v1", "A1", 420), ("v2", "A1", 300), ("v3", "A2", 6)):
        put(office, "village", {"code": code, "name": code, "area": area, "people": people, "unit": "north"})
    school = {
        "code": "s1",
        "name": "小学",
        "kind": "school",
        "area": "A1",
        "people": 90,
        "children": 88,
        "unit": "north",
    }
    put(office, "publicity_place", school)
    office.clock.pass_(days=32)
    found = segments(office, register="villages", village="v1")
    assert (found["total"], found["people"], found["exact"]) == (726, 420, True)
    assert segments(office, register="villages", village="v3")["people"] == 0
    pupils = segments(office, register="schools")
    assert [b["people"] for b in pupils["blocks"]] == [90]  # two who are 14 and over stay with the others


def test_like_places_are_drawn_before_and_the_effect_is_looked_at_once_its_window_is_over(office) -> None:
    count(office, range(-5, 0))
    one, _ = planned(office)
    answer = post(office, one, "comparison", version=one["version"], outcome="helmet", window_days=14, seed="seed-1234")
    assert answer.status_code == 200, answer.text
    fixed = answer.json()["comparison"]
    assert len(fixed["pairs"]) == 8
    assert 0 < fixed["power"]["power"] < 1
    assert fixed["words"][0]["zh"]
    one = office.act("commander", answer.json()["campaign"], "submit")["matter"]
    one = office.act("auditing", one, "approve")["matter"]
    reached = {p["reached"] for p in fixed["pairs"]}
    assert len(reached) == 8
    count(office, range(1), dict.fromkeys(reached, 0.4))
    one = office.act("commander", office.act("commander", one, "end")["matter"], "receive", values={"summary": "s"})[
        "matter"
    ]
    early = office.as_("commander").get(f"{BASE}/campaigns/{one['matter_id']}").json()
    assert early["effect"] is None
    office.clock.at = office.clock.at.replace(month=3, day=20)
    assert office.clock.at.date() < FIRST + timedelta(14)
    assert post(office, one, "judge", version=one["version"]).status_code in (409, 422)
    office.clock.pass_(days=60)
    answer = post(office, one, "judge", version=one["version"])
    assert answer.status_code == 200, answer.text
    effect = answer.json()["effect"]
    assert effect["verdict"] == "works"
    assert effect["effect"]["low"] < -0.6 < effect["effect"]["high"]
    assert answer.json()["campaign"]["state"] == "adjusting"
    board = office.as_("commander").get(BASE).json()
    assert board["campaigns"][0]["verdict_name"]["zh"] == "有效"


def test_chosen_places_get_no_verdict_and_too_few_are_refused(office) -> None:
    count(office, range(-4, 0))
    one, _ = planned(office)
    few = post(office, one, "comparison", version=one["version"], outcome="helmet", window_days=14, places=PLACES[:2])
    assert few.status_code == 422
    assert few.json()["detail"]
    chosen = {"outcome": "helmet", "window_days": 14, "places": PLACES[:7]}
    answer = post(office, one, "comparison", version=one["version"], **chosen)
    assert answer.json()["comparison"]["drawn"] is False


def test_deliveries_come_with_receipts_and_reach_is_told_in_bounds(office) -> None:
    one, told = delivering(office)
    event = {"number": "1", "channel": "village", "day": "2026-04-01", "present": 200, "unit": "north", "place": "广场"}
    assert post(office, one, "deliveries", values=event).status_code == 200
    sent = {
        "number": "2",
        "channel": "push",
        "day": "2026-04-02",
        "sent": 400,
        "unit": "north",
        "message": told["matter_id"],
    }
    answer = post(office, one, "deliveries", values=sent)
    assert answer.json()["reach"]["untold"] == 1
    line = answer.json()["deliveries"][1]
    wrong = post(office, one, "deliveries", values=sent | {"received": 500}, entry_id=line["entry_id"], version=1)
    assert wrong.status_code == 422
    mended = {"values": sent | {"received": 300}, "entry_id": line["entry_id"], "version": 1}
    reach = post(office, one, "deliveries", **mended).json()["reach"]
    assert (reach["coverage_least"]["part"], reach["coverage_most"]["part"]) == (300, 420)
    assert (reach["depth_least"]["part"], reach["depth_most"]["part"]) == (80, 200)


class Gateway:
    """Keeps what it is handed."""

    needs_one = False

    def __init__(self) -> None:
        self.got = []

    def send(self, message, person, now) -> Delivery:
        self.got.append(message)
        return Delivery()


def test_the_gateway_gets_what_is_approved_and_not_at_night(office) -> None:
    one, told = delivering(office)
    values = {
        "number": "1",
        "channel": "push",
        "day": "2026-04-05",
        "sent": 400,
        "unit": "city",
        "message": told["matter_id"],
    }
    line = post(office, one, "deliveries", values=values).json()["deliveries"][0]
    off = post(office, one, "send", entry_id=line["entry_id"])
    assert off.json()["code"] == "channel"
    gateway = Gateway()
    office.work.senders = {Channel.WEBHOOK: gateway}
    office.work.__dict__.pop("post", None)
    office.clock.at = office.clock.at.replace(hour=15)  # 23 there
    assert post(office, one, "send", entry_id=line["entry_id"]).status_code == 200
    assert post(office, one, "send", entry_id=line["entry_id"]).status_code == 200  # the same, once
    assert list(send_due(office.work.post, office.clock.now)) == []
    office.clock.pass_(hours=9)
    assert len(list(send_due(office.work.post, office.clock.now))) == 1
    content = content_of(office.store, gateway.got[0])
    assert content["text"] == {"en": "Wear a helmet", "zh": "骑车戴头盔"}
    assert content["people"] == 420
    assert "v1" not in str(msgspec.json.encode(gateway.got[0]))
    office.act("auditing", office.see("auditing", told["matter_id"])["matter"], "retire", note="n")
    assert content_of(office.store, gateway.got[0]) == {}
    assert WebhookSender(None, None).send(gateway.got[0], None, office.clock.now()).fault == "withdrawn"


def test_a_message_that_nobody_approved_is_not_delivered(office) -> None:
    one, _ = delivering(office)
    body = {"kind": "publicity_message", "title": "x", "values": {"zh": "x", "en": "x"}}
    draft = office.as_("commander").post("/api/v1/work", json=body).json()["matter"]
    values = {"number": "1", "channel": "push", "day": "2026-04-05", "unit": "city", "message": draft["matter_id"]}
    assert post(office, one, "deliveries", values=values).json()["code"] == "message"


@pytest.mark.parametrize("by", ["reader", "north-company"])
def test_who_may_not_plan_is_refused(office, by) -> None:
    one, _ = planned(office)
    assert post(office, one, "segment", by, version=1, source="villages", wanted={}).status_code in (403, 404)
    message(office, "系安全带", "Wear a belt")


def test_riders_get_lights_and_a_company_may_object_once_within_its_days(office) -> None:
    for n in range(6):
        row = {"company": f"c{n}", "month": "2026-02", "riders": 120, "violations": 5 + n, "crashes": 0, "killed": 0}
        put(office, "rider_month", row | {"unit": "north"} | ({"killed": 1, "crashes": 1} if n == 5 else {}))
    found = office.as_("commander").get(f"{BASE}/riders").json()
    assert (found["rows"][0]["company"], found["rows"][0]["light"]) == ("c5", "red")
    assert found["rows"][0]["reasons"][0]["code"] == "killed"
    entry = found["rows"][0]["entry_id"]
    path = f"{BASE}/riders/{entry}/appeal"
    assert office.as_("south-lead").post(path, json={"reason": "x"}).status_code == 404
    first = office.as_("commander").post(path, json={"reason": "无责"})
    again = office.as_("commander").post(path, json={"reason": "无责"})
    assert first.json()["matter"]["matter_id"] == again.json()["matter"]["matter_id"]
    now = {r["company"]: r["light"] for r in office.as_("commander").get(f"{BASE}/riders").json()["rows"]}
    assert now["c5"] == "appealed"
    same = office.try_("commander", first.json()["matter"], "grant", values={"result": "r"})
    assert same.json()["code"] == "same_person"
    office.act("auditing", first.json()["matter"], "grant", values={"result": "r"})
    assert "granted" in {r["light"] for r in office.as_("commander").get(f"{BASE}/riders").json()["rows"]}
    office.clock.pass_(days=9)
    late = office.as_("commander").post(f"{BASE}/riders/{found['rows'][1]['entry_id']}/appeal", json={"reason": "x"})
    assert late.json()["code"] == "late"


def test_an_exposure_goes_onto_paper_once_three_people_have_seen_it(office) -> None:
    items = [{"kind": "case", "text": "67岁老人被撞", "place": "village", "people": 300, "facts": ["day"]}]
    told = office.as_("commander").post(f"{BASE}/exposures/check", json={"items": items}).json()
    assert told["problems"][0]["code"] == "identifiable"
    assert told["candidates"][0] < 1
    body = {"kind": "exposure", "title": "曝光", "values": {"items": [{"kind": "stretch", "text": "G309 K12"}]}}
    one = office.as_("commander").post("/api/v1/work", json=body).json()["matter"]
    paper = f"{BASE}/exposures/{one['matter_id']}/document.docx"
    assert office.as_("commander").get(paper).status_code == 409
    for by, event in (("commander", "submit"), ("auditing", "pass_check"), ("leader", "approve")):
        one = office.act(by, one, event)["matter"]
    answer = office.as_("commander").get(paper)
    assert answer.content[:2] == b"PK"
