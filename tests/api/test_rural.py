"""The rural desk over HTTP: plans are confirmed as they were seen, coverage and examination follow, ledgers go up."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from daoan.terms.rural import StationDay

from .deployments_given import with_risk
from .test_registers import put

RURAL = "/api/v1/rural"
TODAY = date(2026, 3, 4)  # 正月十六
MARKET = {
    "name": "驿马集", "kind": "market", "when": "农历逢三六九", "area": "A1", "lon": 107.0, "lat": 35.0, "people": 3000,
    "from_hour": 8, "until_hour": 12,
}  # fmt: skip


@pytest.fixture
def village(office):
    """Two stations of the north near a market, one warden each; one of the south; vans."""
    with_risk(office)
    put(office, "north-lead", MARKET, kind="mass_event")
    for code, by, lon in (("V1", "north-lead", 107.0), ("V2", "north-lead", 107.01), ("V3", "south-lead", 107.9)):
        area, town = ("A1", "驿马镇") if by == "north-lead" else ("A2", "桐川镇")
        told = {"code": code, "name": f"{code}村", "township": town, "area": area, "lon": lon, "lat": 35.0, "vans": 2}
        assert put(office, by, told, kind="village").status_code == 201
        unit = by.removesuffix("-lead")
        station = {"code": f"S-{code}", "name": f"{code}站", "village": code, "state": "open", "unit": unit}
        assert put(office, by, station, kind="advice_station").status_code == 201
        person = {"code": f"W-{code}", "name": "张三丰", "kind": "warden", "station": f"S-{code}", "unit": unit}
        assert put(office, by, person, kind="warden").status_code == 201
    van = {"number": "F1", "plate": "甘M12345", "village": "V1", "unit": "north", "visited_on": "2026-03-01"}
    assert put(office, "north-lead", van, kind="rural_van").status_code == 201
    return office


def plan(office, by: str = "north-lead", **asked) -> dict:
    answer = office.as_(by).get(f"{RURAL}/plan", params={"days": 4} | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def confirm(office, seen: dict, by: str = "north-lead", **asked):
    body = {"first": seen["first"], "days": len(seen["days"]), "digest": seen["digest"]} | asked
    return office.as_(by).post(f"{RURAL}/plan", json=body)


def owed(office) -> dict[tuple[str, str], int]:
    days = office.as_("north-lead").get("/api/v1/advice/days", params={"since": "2026-03-04", "until": "2026-03-07"})
    return {(d["station"], d["day"]): d["shifts_due"] for d in days.json()["days"]}


def test_a_plan_is_kept_as_it_was_seen_and_can_be_taken_back(village) -> None:
    seen = plan(village)
    must = [o for o in seen["openings"] if o["grade"] == "must"]
    assert [(o["station"], o["day"], o["from_hour"], o["until_hour"], o["needed"]) for o in must] == [
        ("S-V1", "2026-03-04", 6, 13, 2),
        ("S-V2", "2026-03-04", 7, 13, 2),
        ("S-V1", "2026-03-07", 6, 13, 2),
        ("S-V2", "2026-03-07", 7, 13, 2),
    ]  # fmt: skip; the first's worst hours of any day begin at 6
    assert must[0]["wardens"] == ["W-V1"]
    assert must[0]["left"] == 1
    assert "每" not in must[0]["why_left"]["zh"]
    assert must[0]["expected"]["value"] > 0
    assert {o["station"] for o in seen["openings"]} == {"S-V1", "S-V2"}  # the south's is not the north's
    kept = confirm(village, seen).json()
    assert kept == {"new": len(seen["openings"]), "changed": 0, "ended": 0}
    again = plan(village)
    assert all(o["kept"] for o in again["openings"])
    assert confirm(village, again).json() == {"new": 0, "changed": 0, "ended": 0}
    page = village.as_("south-lead").get("/api/v1/registers/station_opening").json()
    assert page["total"] == kept["new"]
    assert owed(village)["S-V1", "2026-03-07"] == 2  # 6 to 13 o'clock: morning and midday
    back = village.as_("north-lead").post(f"{RURAL}/plan/withdrawal", json={"first": seen["first"], "days": 4})
    assert back.json()["ended"] == kept["new"]
    assert owed(village) == {}
    assert plan(village)["kept"] == 0


def test_one_day_of_a_plan_is_told_with_every_day_in_numbers(village) -> None:
    whole = plan(village)
    for asked, day in (("2026-03-07", "2026-03-07"), ("first", whole["days"][0]), ("2026-04-01", whole["days"][0])):
        told = plan(village, day=asked)
        assert told["openings"] == [o for o in whole["openings"] if o["day"] == day]
        assert told | {"openings": whole["openings"]} == whole  # all else is the whole plan's, its digest too
    for line in whole["each"]:
        own = [o for o in whole["openings"] if o["day"] == line["day"]]
        assert line["openings"] == {g: sum(o["grade"] == g for o in own) for g in ("must", "should", "may")}
        assert line["left"] == sum(o["left"] for o in own)
        assert not line["kept"]
    assert whole["most"] == max(o["expected"]["high"] for o in whole["openings"])
    confirm(village, whole)
    assert [line["kept"] for line in plan(village)["each"]] == [
        bool(sum(d["openings"].values())) for d in whole["each"]
    ]


def test_a_plan_that_changed_since_is_not_kept_and_what_it_no_longer_asks_for_ends(village) -> None:
    seen = plan(village)
    confirm(village, seen)
    entry = village.as_("north-lead").get("/api/v1/registers/mass_event").json()["rows"][0]
    village.clock.pass_(minutes=1)
    assert put(village, "north-lead", entry["values"], entry, "mass_event", ended=True).status_code == 200
    assert confirm(village, seen).status_code == 409
    changed = confirm(village, plan(village)).json()
    assert changed == {"new": 0, "changed": 2, "ended": 2}  # the riskier of the two opens for its worst hours only


def test_readers_see_no_plan_and_wardens_confirm_none(village) -> None:
    assert village.as_("north-warden").get(f"{RURAL}/plan").status_code == 403
    assert village.as_("leader").get(f"{RURAL}/plan", params={"days": 15}).status_code == 422
    assert village.as_("reader").get(RURAL).status_code == 403
    for far in ("0001-01-01", "9999-12-31"):
        assert village.as_("leader").get(f"{RURAL}/plan", params={"first": far}).status_code == 422
        assert village.as_("leader").get(f"{RURAL}/coverage", params={"last": far}).status_code == 422
        assert village.as_("leader").get(f"{RURAL}/loudspeaker", params={"day": far}).status_code == 422


def active(office, *days: int, station: str = "S-V1") -> None:
    rows = [StationDay(station, TODAY + timedelta(days=d), shifts_attended=1, contacts=3, handed_over=1) for d in days]
    office.work.rural_activity = lambda as_of, first, last: [r for r in rows if first <= r.day <= last]


def test_coverage_counts_market_days_contacts_and_vans(village) -> None:
    village.work.rural_activity = lambda as_of, first, last: [StationDay("S-V1", TODAY, shifts_due=2)]
    found = village.as_("north-lead").get(f"{RURAL}/coverage").json()
    assert found["recorded"] is False  # a promise is no record
    village.clock.pass_(days=26)  # 30 March; market days: 4, 7, 11, 14, 17, 21, 24, 27 March
    active(village, 0, 3, 7, 10, 13, 17, 20)
    found = village.as_("north-lead").get(f"{RURAL}/coverage").json()
    assert [(s["station"], s["crowd_days"]) for s in found["silent"]] == [("S-V2", 9)]  # the 1st was one, too: 十三
    city = found["groups"][0]
    assert city["opened"] == {"part": 7, "whole": 18}
    assert city["contact"] == {"part": 1, "whole": 2}
    assert city["vans_filed"] == {"part": 1, "whole": 4}
    assert [v["code"] for v in found["quiet"]] == ["V2"]
    assert {g["township"] for g in found["groups"]} == {"", "驿马镇"}
    book = load_workbook(BytesIO(village.as_("north-lead").get(f"{RURAL}/coverage.xlsx").content)).active
    assert book is not None
    assert book.max_row == 4


def test_a_month_is_examined_and_a_notice_goes_to_who_answers_for_it_once(village) -> None:
    village.clock.pass_(days=26)
    active(village, 0, 3)
    board = village.as_("commander").get(f"{RURAL}/examination").json()
    assert board["month"] == "2026-03"
    rows = {(r["level"], r["township"] or r["area"]): r for r in board["rows"]}
    assert {("county", "A1"), ("county", "A2"), ("township", "驿马镇"), ("township", "桐川镇")} == set(rows)
    assert [r["township"] for r in village.as_("south-lead").get(f"{RURAL}/examination").json()["rows"]] == [
        "",
        "桐川镇",
    ]
    asked = {"area": "A1", "township": "驿马镇"}
    assert village.as_("north-lead").post(f"{RURAL}/examination/notice", json=asked).status_code == 403
    sent = village.as_("commander").post(f"{RURAL}/examination/notice", json=asked)
    assert (sent.status_code, sent.json()["state"]) == (201, "issued")
    village.as_("auditing").post(f"{RURAL}/examination/notice", json=asked)
    matters = village.as_("north-lead").get("/api/v1/work", params={"kind": "supervision"}).json()["rows"]
    assert len(matters) == 1
    told = village.see("north-lead", matters[0]["matter_id"])["matter"]["values"]["text"]["zh"]
    assert "驿马镇2026-03考核" in told
    assert "面包车建档（一车一档）1/4" in told
    village.act("north-lead", matters[0], "sign")
    rows = village.as_("commander").get(f"{RURAL}/examination").json()["rows"]
    notice = next(r["notice"] for r in rows if r["township"] == "驿马镇")
    assert notice["state"] == "signed"


def ledger(office, by: str, register: str = "village") -> dict:
    return next(x for x in office.as_(by).get(f"{RURAL}/ledgers").json() if x["register"] == register)


def test_a_ledger_is_handed_in_returned_put_right_and_approved_by_somebody_else(village) -> None:
    assert ledger(village, "north-lead")["entries"]["entered"] == 2
    (handed,) = village.as_("north-lead").post(f"{RURAL}/ledgers/village").json()
    assert handed["entries"] == 2
    assert village.as_("north-lead").post(f"{RURAL}/ledgers/village").status_code == 409
    matter = village.see("commander", handed["matter_id"])["matter"]
    matter = village.act("commander", matter, "return", note="check V2")["matter"]
    assert ledger(village, "north-lead")["entries"]["returned"] == 2
    entry = village.as_("north-lead").get("/api/v1/registers/village", params={"text": "v2"}).json()["rows"][0]
    village.clock.pass_(minutes=1)
    assert put(village, "north-lead", entry["values"] | {"vans": 3}, entry, "village").status_code == 200
    assert ledger(village, "north-lead")["entries"] == {"entered": 1, "handed_in": 0, "returned": 1, "approved": 0}
    again = village.as_("north-lead").post(f"{RURAL}/hand-ins/{handed['matter_id']}")
    assert again.status_code == 200, again.text
    matter = village.see("commander", handed["matter_id"])["matter"]
    assert village.act("commander", matter, "approve")["matter"]["state"] == "approved"
    assert ledger(village, "north-lead")["entries"]["approved"] == 2
    assert village.as_("south-lead").post(f"{RURAL}/hand-ins/{handed['matter_id']}").status_code == 404
    assert village.as_("north-lead").post(f"{RURAL}/ledgers/permit").status_code == 422


def test_who_handed_it_in_does_not_approve_it_nor_count_hand_ins_of_strangers(village) -> None:
    (handed,) = village.as_("commander").post(f"{RURAL}/ledgers/warden").json()  # the city hands in to itself
    matter = village.see("commander", handed["matter_id"])["matter"]
    refused = village.try_("commander", matter, "approve")
    assert (refused.status_code, refused.json()["code"]) == (422, "same_person")
    assert village.act("auditing", matter, "approve")["matter"]["state"] == "approved"
    entry = village.as_("north-lead").get("/api/v1/registers/village").json()["rows"][0]
    body = {
        "kind": "rural_ledger", "title": "x", "holder": "city",
        "values": {"register": "village", "entries": [f"{entry['entry_id']}@1"]},
    }  # fmt: skip
    strange = village.as_("south-lead").post("/api/v1/work", json=body).json()["matter"]
    village.act("commander", strange, "approve")
    assert ledger(village, "north-lead")["entries"]["approved"] == 0


def test_the_loudspeaker_speaks_of_the_market_the_hours_and_the_weather(village) -> None:
    asked = {"area": "A1", "township": "驿马镇", "weather": "rain"}
    texts = village.as_("north-warden").get(f"{RURAL}/loudspeaker", params=asked).json()
    assert [t["village"] for t in texts] == ["", "V1", "V2"]
    zh = texts[1]["text"]["zh"]
    assert zh.startswith("V1村的乡亲们，大家早上好！")
    assert "今天驿马集，早上8点到中午12点人多车多" in zh
    assert "今天有雨" in zh
    assert max(texts[1]["seconds"]) <= 60
    evening = village.as_("north-lead").get(f"{RURAL}/loudspeaker", params=asked | {"edition": "evening"}).json()
    assert "驿马集" not in evening[1]["text"]["zh"]
    assert evening[1]["day"] == "2026-03-05"
    assert village.as_("north-lead").get(f"{RURAL}/loudspeaker", params={"weather": "frogs"}).status_code == 422


def test_the_desk_tells_what_it_stands_on(village) -> None:
    desk = village.as_("north-lead").get(RURAL).json()
    assert (desk["villages"], desk["stations"], desk["wardens"], desk["vans"]) == (2, 2, 2, 1)
    assert {(t["township"], t["own"]) for t in desk["townships"]} == {("驿马镇", True), ("桐川镇", False)}
    assert desk["recorded"] is False
