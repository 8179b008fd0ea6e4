"""Gatherings over HTTP: written as people write them, laid out by day, and as files."""

import csv
import io

from .test_registers import put

MARKET = {"name": "驿马集", "kind": "market", "when": "逢3、6、9", "place": "驿马镇", "people": 3000, "area": "A1"}


def calendar(office, by: str = "commander", **asked) -> dict:
    answer = office.as_(by).get("/api/v1/gatherings", params={"first": "2026-03-01", "days": 31} | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_market_stands_on_each_of_its_days(office) -> None:
    made = put(office, "commander", MARKET, kind="mass_event").json()
    assert made["values"]["when"] == "农历逢三六九"
    found = calendar(office)
    held = [h for h in found["held"] if not h["usual"]]
    assert [h["day"][-2:] for h in held] == ["01", "04", "07", "11", "14", "17", "21", "24", "27", "31"]
    assert held[0]["rule"] == {"en": "lunar days ending in 3, 6, 9", "zh": "农历逢三六九"}
    assert len(found["days"]) == 31
    assert [h for h in calendar(office, area="A2")["held"] if not h["usual"]] == []


def test_neither_rule_nor_day_and_a_rule_that_is_none_are_told(office) -> None:
    empty = {"name": "集", "kind": "market"}
    answer = put(office, "commander", empty, kind="mass_event")
    assert answer.status_code == 422
    assert answer.json()["wrong"][0] == {
        "field": "when", "message": {"en": "fill in: when it comes again or from", "zh": "请填写：周期或开始日期"},
    }  # fmt: skip
    answer = put(office, "commander", empty | {"when": "逢甲"}, kind="mass_event")
    assert "农历逢三六九" in answer.json()["wrong"][0]["message"]["zh"]


def test_a_rule_is_shown_with_its_next_days_before_it_is_kept(office) -> None:
    told = office.as_("commander").get("/api/v1/gatherings/rule", params={"text": "every Sunday"}).json()
    assert told["rule"]["zh"] == "每周日"
    assert len(told["days"]) == 12
    wrong = office.as_("commander").get("/api/v1/gatherings/rule", params={"text": "now and then"})
    assert wrong.status_code == 422
    assert "农历逢三六九" in wrong.json()["detail"]


def test_files_for_spreadsheets_and_phones(office) -> None:
    put(office, "commander", MARKET | {"name": "=cmd, 集;", "duty": "x" * 120 + "集"}, kind="mass_event")
    asked = {"first": "2026-03-01", "days": 5}
    text = office.as_("commander").get("/api/v1/gatherings/calendar.csv", params=asked).text
    rows = [r for r in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))) if not r["usual"]]
    assert [(r["day"], r["name_zh"]) for r in rows] == [("2026-03-01", "'=cmd, 集;"), ("2026-03-04", "'=cmd, 集;")]
    ics = office.as_("commander").get("/api/v1/gatherings/calendar.ics", params=asked).content
    lines = ics.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    whole = ics.replace(b"\r\n ", b"").decode()
    assert whole.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:=cmd\\, 集\\;\r\n" in whole
    assert "x" * 120 + "集\r\n" in whole


def test_too_many_days_are_refused_and_nobody_outside_sees_it(office) -> None:
    assert office.as_("commander").get("/api/v1/gatherings", params={"days": 5000}).status_code == 422
