"""The province's examination over HTTP: our sheet, its result taken in whole or not at all, versions, who sees what."""

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import Workbook, load_workbook

from daoan.terms.city import Area
from daoan.terms.estimates import Text
from daoan.terms.rural import StationDay

from .test_registers import put
from .test_rural import village  # noqa: F401
from .work_given import CITY

PROVINCE = "/api/v1/rural/province"
MONTH = "2026-03"
HEADINGS = ["月份", "县区", "考核项目", "完成数", "应完成数", "满分", "得分", "扣分原因"]
VANS = ["2026-03", "全市", "面包车建档（一车一档）", 1, 6, 20, 3, "抽查：发现，补录"]


@pytest.fixture
def city(village, monkeypatch):  # noqa: F811
    """March is over; stations did something, counties have names."""
    areas = (Area("A1", Text("North county", "北县")), Area("A2", Text("South county", "南县")))
    monkeypatch.setattr(village.work.desk, "city", replace(CITY, areas=areas))
    village.clock.pass_(days=30)
    rows = [StationDay("S-V1", date(2026, 3, d), shifts_attended=1, contacts=2, handed_over=1) for d in (4, 7)]
    village.work.rural_activity = lambda as_of, first, last: [r for r in rows if first <= r.day <= last]
    return village


def book(*rows, merged: str = "") -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if merged:
        made.active.merge_cells(merged)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def send(office, data: bytes, by: str = "commander", name: str = "result.xlsx", **asked):
    params = {"month": MONTH, "source": "省道安办通报〔2026〕3号"} | asked
    return office.as_(by).post(f"{PROVINCE}/files", params=params, files={"file": (name, data)})


def kept(office, data: bytes, **asked):
    seen = send(office, data).json()["preview"]
    assert seen["counts"] == [], seen
    return send(office, data, digest=seen["digest"], **asked)


def told(office, data: bytes) -> list[tuple]:
    return [(p["row"], p["column"]["zh"], p["code"]) for p in send(office, data).json()["preview"]["problems"]]


def page(office, by: str = "commander", **asked) -> dict:
    answer = office.as_(by).get(PROVINCE, params={"month": MONTH} | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def line(board: dict, code: str) -> dict:
    return next(x for x in board["lines"] if x["ours"] and x["ours"]["code"] == code)


def test_the_city_adds_its_counties_up_and_says_what_it_does_not_know(city) -> None:
    board = page(city)
    vans = line(board, "vans_filed")["ours"]
    assert (vans["share"], vans["points"]) == ({"part": 1, "whole": 6}, pytest.approx(20 / 6))
    assert {p["area"]: p["share"] for p in vans["parts"]} == {
        "A1": {"part": 1, "whole": 4},
        "A2": {"part": 0, "whole": 2},
    }
    assert line(board, "on_site")["ours"]["points"] is None
    assert (board["result"], board["totals"], board["may_take_in"]) == (None, None, True)


def test_a_result_stands_beside_ours_and_a_second_one_keeps_the_first(city) -> None:
    total = ["2026-03", "", "总 分", None, None, None, 3.5, None]
    data = book(
        ["省考市结果"], HEADINGS, VANS, ["2026年3月", "北县", "面包车建档（一车一档）", 1, 3, None, 2, None], total
    )
    looked = send(city, data).json()
    assert looked["kept"] is None
    assert looked["preview"]["notices"][0]["zh"] == "总分为3.5，各项相加为3"
    assert page(city)["versions"] == []  # looking keeps nothing
    assert send(city, data, digest="0" * 64).status_code == 409
    made = kept(city, data, issued_on="2026-04-02").json()["kept"]
    assert (made["version"], made["source"], made["issued_on"]) == (1, "省道安办通报〔2026〕3号", "2026-04-02")
    assert len(made["sha256"]) == 64
    vans = line(page(city), "vans_filed")
    assert vans["theirs"]["reason"] == "抽查：发现，补录"
    assert vans["difference"]["points"] == pytest.approx(3 - 20 / 6)
    assert vans["difference"]["counted"] == pytest.approx(0)
    assert vans["counties"][0]["whole"] == 3
    city.clock.pass_(minutes=1)
    assert kept(city, data).status_code == 409  # the very same
    made = kept(city, book(HEADINGS, [*VANS[:6], 4, "复核"])).json()["kept"]
    assert made["version"] == 2
    board = page(city)
    assert ([v["version"] for v in board["versions"]], board["months"]) == ([2, 1], [MONTH])
    assert line(board, "vans_filed")["theirs"]["points"] == 4
    assert line(page(city, version=1), "vans_filed")["theirs"]["points"] == 3
    assert city.as_("commander").get(PROVINCE, params={"month": MONTH, "version": 9}).status_code == 404
    sheet = load_workbook(BytesIO(city.as_("commander").get(f"{PROVINCE}/xlsx", params={"month": MONTH}).content))
    rows = [[c.value for c in row] for row in sheet.active]
    assert next(r for r in rows if r[2] == "省级实地检查")[6] == "不详"
    assert next(r for r in rows if r[2] == VANS[2])[11:13] == [4, 0.67]


def test_every_wrong_row_is_told_and_nothing_is_kept(city) -> None:
    data = book(
        HEADINGS,
        VANS,
        ["2026-02", *VANS[1:]],
        ["2026-03", "西县", *VANS[2:]],
        ["2026-03", "北县", VANS[2], 1, 3, 20, 21, None],
        ["2026-03", "全市", "建党", 1, 3, 20, 2, None],
        VANS,
        ["2026-03", "全市", "省级实地检查", None, None, None, 5, None],
        ["2026-03", "全市", "应开启日无人值守的劝导站", 3, None, None, -11, None],
        ["2026-03", "南县", VANS[2], 4, 3, 20, 2, None],
        ["2026-03", "全市", "省级加分扣分", None, None, 5, -5, "扣分"],
        ["2026-03", "全市", "30天内有劝导记录的村", None, None, None, "优秀", None],
        ["三月", *VANS[1:]],
        ["2026-03", "全市", "台账审核通过", 1, 3, 10, None, None],
        ["2026-03", "南县", "台账审核通过", 1, 3, 10, None, "只有计数"],
    )
    assert told(city, data) == [
        (3, "月份", "other_month"), (4, "县区", "no_county"), (5, "得分", "beyond"), (6, "考核项目", "no_line"),
        (7, "考核项目", "twice"), (8, "满分", "no_full_marks"), (9, "得分", "beyond"), (10, "完成数", "more_than_all"),
        (12, "得分", "no_amount"), (13, "月份", "no_month"),
        (14, "得分", "empty"),
    ]  # fmt: skip
    seen = send(city, data).json()["preview"]
    assert send(city, data, digest=seen["digest"]).json()["kept"] is None
    assert page(city)["versions"] == []


def test_merged_headings_are_read_through_and_what_they_hide_is_named(city) -> None:
    upper = ["考核月份", "县区", "考核项目", "数量", None, "分值", "得分", "原因"]
    lower = [None, None, None, "完成数", "应完成数", None, None, None]
    assert told(city, book(["省考市"], upper, lower, VANS, merged="D2:E2")) == []
    lost = ["考核月份", "县区", "考核结果", None, None, None, None, None]
    answer = send(city, book(lost, VANS, merged="C1:H1"))
    assert answer.status_code == 422
    assert "考核项目、得分" in answer.json()["detail"]
    assert send(city, b"PK\x03\x04 no workbook").status_code == 422


def test_csv_as_the_template_has_it_is_taken_and_needs_its_source(city) -> None:
    template = city.as_("commander").get(f"{PROVINCE}/template", params={"month": MONTH}).content
    rows = [[c.value for c in row] for row in load_workbook(BytesIO(template)).active]
    assert rows[0] == HEADINGS
    text = StringIO()
    filled = [[*row[:5], row[5] if row[5] is not None else 10, 0, row[7]] for row in rows[1:]]
    csv.writer(text).writerows([rows[0], *filled])
    data = text.getvalue().encode("gb18030")
    assert kept(city, data, source="  ").status_code == 422
    assert kept(city, data).json()["kept"]["version"] == 1
    assert all(x["theirs"]["points"] == 0 for x in page(city)["lines"])


def test_a_county_sees_its_own_part_and_nothing_of_what_the_province_says(city) -> None:
    kept(city, book(HEADINGS, VANS))
    board = page(city, "north-lead")
    assert [p["area"] for p in line(board, "vans_filed")["ours"]["parts"]] == ["A1"]
    assert line(board, "vans_filed")["theirs"] is None
    assert (board["versions"], board["months"], board["whole"], board["may_take_in"]) == ([], [], False, False)
    assert send(city, book(HEADINGS, VANS), by="north-lead").status_code == 403
    assert send(city, book(HEADINGS, VANS), by="department").status_code == 403
    assert city.as_("reader").get(PROVINCE).status_code == 403


def test_a_line_changed_by_hand_in_the_register_says_so(city) -> None:
    kept(city, book(HEADINGS, VANS))
    entry = city.as_("commander").get("/api/v1/registers/province_result").json()["rows"][0]
    city.clock.pass_(minutes=1)
    values = entry["values"] | {"lines": [entry["values"]["lines"][0] | {"points": 5}]}
    assert put(city, "commander", values, entry, "province_result").status_code == 200
    assert [v["by_hand"] for v in page(city)["versions"]] == [True, False]
