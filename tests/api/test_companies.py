"""Files are looked at and then kept whole; risk, rates and overdue lists follow; the register ends clearing tasks."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from daoan.terms.records.companies import Company, KeyDriver, KeyVehicle
from tests.api.companies_given import COMPANIES, FIRM, FIRMS, OTHER, PLATES, drivers, look, take, vehicles, with_roster
from tests.api.work_given import Office
from tests.sense.roster.sheets_given import number, workbook

GROUNDS = {"purpose": "crash", "case": "OR-2026-0031"}


@pytest.fixture
def firms(office: Office) -> Office:
    return with_roster(office)


def test_a_preview_keeps_nothing_and_says_what_would_be_new(office: Office):
    seen = look(office, "companies", FIRMS).json()
    assert (seen["kept"], seen["preview"]["new"], seen["preview"]["counts"]) == (None, 2, [])
    assert office.store.list_roster(Company, office.clock.now()) == ()
    assert take(office, "companies", FIRMS)["kept"] == {"new": 2, "changed": 0, "same": 0}
    again = look(office, "companies", FIRMS).json()["preview"]
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)


def test_one_wrong_row_and_nothing_is_kept(firms: Office):
    wrong = [
        *vehicles(),
        ["甘M20001", "坦克", "岭上运输", None, None, None],
        ["甘M20002", "校车", "无名公司", None, None, None],
    ]
    rows = workbook(wrong)
    seen = look(firms, "vehicles", rows).json()["preview"]
    assert [(p["row"], p["code"]) for p in seen["problems"]] == [(5, "no_choice"), (6, "no_company")]
    answer = look(firms, "vehicles", rows, digest=seen["digest"])
    assert answer.json()["kept"] is None
    assert len(firms.store.list_roster(KeyVehicle, firms.clock.now())) == 3


def test_what_was_looked_at_is_what_is_kept(firms: Office):
    seen = look(firms, "vehicles", vehicles()).json()["preview"]
    other = look(firms, "vehicles", vehicles(date(2027, 1, 1)), digest=seen["digest"])
    assert other.status_code == 409


def test_exchanged_columns_stand_against_a_file_until_somebody_says_so(firms: Office):
    rows = [[r[1], r[0], *r[2:]] for r in drivers()[1:]]
    rows = workbook([drivers()[0], *rows])
    seen = look(firms, "drivers", rows).json()["preview"]
    assert seen["exchanged"]
    assert look(firms, "drivers", rows, digest=seen["digest"]).json()["kept"] is None
    mended = look(firms, "drivers", rows, exchange=True).json()["preview"]
    assert (mended["counts"], mended["same"]) == ([], 2)
    assert look(firms, "drivers", rows, exchange=True, digest=seen["digest"]).status_code == 409
    kept = look(firms, "drivers", rows, exchange=True, digest=mended["digest"]).json()["kept"]
    assert kept == {"new": 0, "changed": 0, "same": 2}


def test_a_whole_list_tells_what_it_lacks_and_ends_it_where_that_is_asked(firms: Office):
    rows = workbook(vehicles()[:3])  # the third lorry is not in it
    assert look(firms, "vehicles", rows).json()["preview"]["missing"] == 0
    seen = look(firms, "vehicles", rows, whole="named").json()["preview"]
    assert ([m["shown"] for m in seen["missing_rows"]], seen["ends"]) == (["甘M·10*03"], False)
    kept = look(firms, "vehicles", rows, whole="named", digest=seen["digest"]).json()["kept"]
    assert kept == {"new": 0, "changed": 0, "same": 2}  # told, and left
    asked = {"whole": "named", "end": True}
    assert look(firms, "vehicles", rows, digest=seen["digest"], **asked).status_code == 409  # not what was looked at
    ends = look(firms, "vehicles", rows, **asked).json()["preview"]
    assert look(firms, "vehicles", rows, digest=ends["digest"], **asked).json()["kept"]["changed"] == 1
    standing = {v.shown: v.standing for v in firms.store.list_roster(KeyVehicle, firms.clock.now())}
    assert standing == {"甘M·10*01": "valid", "甘M·10*02": "valid", "甘M·10*03": "left"}
    assert look(firms, "vehicles", rows, **asked).json()["preview"]["missing"] == 0


def test_a_whole_list_ends_nothing_of_another_unit_or_company(firms: Office):
    heading = vehicles()[0]
    take(firms, "vehicles", [heading, ["甘M20001", "公路客运", "川口客运", None, None, None]])
    file = workbook(vehicles()[:2])
    assert look(firms, "vehicles", file, "north-lead", whole="all").json()["preview"]["missing"] == 2
    assert look(firms, "vehicles", file, whole="named").json()["preview"]["missing"] == 2
    assert look(firms, "vehicles", file, whole="all").json()["preview"]["missing"] == 3
    assert look(firms, "companies", FIRMS[:2], whole="all").json()["preview"]["missing"] == 1
    assert look(firms, "companies", FIRMS[:2], whole="named").status_code == 422
    heading = ["编号", "企业名称", "事项", "发生日期"]
    assert look(firms, "events", [heading, ["e1", "岭上运输", "违法", "2026-01-02"]], whole="all").status_code == 422


def test_nobody_is_kept_in_the_clear(firms: Office):
    kept = [
        *firms.store.list_roster(KeyVehicle, firms.clock.now()),
        *firms.store.list_roster(KeyDriver, firms.clock.now()),
    ]
    assert len(kept) == 5
    assert not any(clear in repr(kept) for clear in (*PLATES, number(0), "张三丰", "13812345678"))


def test_a_brigade_keeps_its_own_and_nobody_elses(firms: Office):
    rows = [FIRMS[0], [OTHER, "川口客运", "公路客运", "北大队"]]
    seen = look(firms, "companies", rows, "north-lead").json()["preview"]
    assert [c["code"] for c in seen["counts"]] == ["others"]
    outside = look(firms, "companies", [FIRMS[0], FIRMS[2]], "north-lead").json()["preview"]
    assert [c["code"] for c in outside["counts"]] == ["no_unit"]
    assert look(firms, "companies", FIRMS, "north-officer").status_code == 403


def test_the_board_shows_ones_own_side_and_why(firms: Office):
    board = firms.as_("commander").get(COMPANIES, params={"scheme": "companies-gansu"}).json()
    assert [(c["name"], c["level"], c["by"]) for c in board["companies"]] == [("岭上运输", "high", "ground"),
                                                                       ("川口客运", "unrated", "")]  # fmt: skip
    own = firms.as_("south-lead").get(COMPANIES).json()
    assert [c["name"] for c in own["companies"]] == ["川口客运"]
    assert firms.as_("south-lead").get(f"{COMPANIES}/{FIRM}").status_code == 404
    detail = firms.as_("north-lead").get(f"{COMPANIES}/{FIRM}", params={"scheme": "companies-gansu"}).json()
    assert [(g["code"], g["number"], len(g["rows"])) for g in detail["grounds"]] == [("inspection", 2, 2)]
    assert sum(line["points"] for line in detail["lines"]) == pytest.approx(detail["company"]["score"]["value"])
    assert [v["overdue"] for v in detail["vehicles"]] == [["inspection"], ["inspection"], []]
    assert firms.as_("commander").get(COMPANIES, params={"scheme": "x"}).status_code == 404
    assert firms.as_("commander").get(COMPANIES, params={"month": "2026-13"}).status_code == 422


def test_a_month_that_is_over_is_rated_by_what_was_known_then(firms: Office):
    firms.clock.pass_(days=40)  # 13 April
    take(firms, "vehicles", vehicles(date(2028, 3, 1)))
    asked = {"scheme": "companies-gansu"}
    march = firms.as_("commander").get(COMPANIES, params={**asked, "month": "2026-03"}).json()
    now = firms.as_("commander").get(COMPANIES, params=asked).json()
    assert (march["day"], march["closed"], march["companies"][0]["level"]) == ("2026-04-01", True, "high")
    assert now["levels"].get("high") is None
    history = firms.as_("commander").get(f"{COMPANIES}/{FIRM}", params=asked).json()["history"]
    assert [(h["month"], h["level"]) for h in history] == [
        ("2026-03", "high"),
        ("2026-04", now["companies"][0]["level"]),
    ]


def test_rates_have_numerators_and_add_up_to_the_units_above(firms: Office):
    table = firms.as_("commander").get(f"{COMPANIES}/rates", params={"months": 1}).json()
    rows = {r["unit_id"]: {x["code"]: x for x in r["rates"]} for r in table["rows"]}
    assert rows["north"]["inspection"]["share"] == rows["city"]["inspection"]["share"] == {"part": 1, "whole": 3}
    assert rows["city"]["review"]["share"] == {"part": 2, "whole": 2}
    assert (rows["city"]["change"]["share"], rows["city"]["change"]["not_recorded"]) == ({"part": 0, "whole": 0}, 2)
    assert "south" not in rows


def test_a_clearing_task_is_asked_for_once_and_ends_with_the_register(firms: Office):
    ask = firms.as_("commander")
    (task,) = ask.post(f"{COMPANIES}/clearing", json={"due": "inspection"}).json()
    assert (task["items"], task["left"], task["state"]) == (2, 2, "open")
    assert ask.post(f"{COMPANIES}/clearing", json={"due": "inspection"}).json() == []
    one = vehicles()
    one[1][3] = date(2028, 1, 1)
    assert take(firms, "vehicles", one)["cleared"] == 0
    (seen,) = ask.get(f"{COMPANIES}/overdue/inspection").json()["tasks"]
    assert seen["left"] == 1
    assert take(firms, "vehicles", vehicles(date(2028, 1, 1)))["cleared"] == 1
    matter = firms.see("north-lead", task["matter_id"])["matter"]
    assert (matter["state"], matter["values"]["left"]) == ("cleared", 0)
    assert firms.as_("north-lead").get(f"{COMPANIES}/overdue/inspection").json()["total"] == 0


def test_the_clear_form_asks_for_a_purpose_and_is_written_down(firms: Office):
    lead, south = firms.as_("north-lead"), firms.as_("south-lead")
    row = lead.get(f"{COMPANIES}/overdue/inspection").json()["rows"][0]
    address = f"{COMPANIES}/items/vehicle/{row['item_id']}/clear"
    assert lead.post(address, json={"purpose": "", "case": ""}).status_code == 422
    assert south.post(address, json=GROUNDS).status_code == 404
    assert lead.post(address, json=GROUNDS).json()["plate"] in PLATES
    line = firms.store.last_audit().note
    assert (line.action, line.subject) == ("look_up.plate", row["item_id"])
    driver = lead.get(f"{COMPANIES}/{FIRM}").json()["drivers"][0]
    told = lead.post(f"{COMPANIES}/items/driver/{driver['item_id']}/clear", json=GROUNDS).json()
    assert (told["name"], told["phone"]) == ("张三丰", "13812345678")
    assert firms.as_("committee").post(address, json=GROUNDS).status_code == 403


def test_a_ban_for_life_is_registered_by_hand_kept_over_files_lifted_and_taken_back(firms: Office):
    lead = firms.as_("north-lead")

    def firm() -> dict:
        return lead.get(f"{COMPANIES}/{FIRM}").json()

    address = f"{COMPANIES}/items/driver/{firm()['drivers'][0]['item_id']}/ban"
    for wrong in (
        {"banned_on": "2026-03-05", "why": "no. 7"},  # to come
        {"banned_on": "2026-02-03", "lifted_on": "2026-02-02", "why": "no. 7"},
        {"lifted_on": "2026-02-02", "why": "no. 7"},
        {"banned_on": "2026-02-03", "why": " "},
    ):
        assert lead.post(address, json=wrong).status_code == 422, wrong
    ban = {"banned_on": "2026-02-03", "why": "决定书7号 13812345678"}
    assert firms.as_("south-lead").post(address, json=ban).status_code == 404
    assert firms.as_("committee").post(address, json=ban).status_code == 403
    answer = lead.post(address, json=ban)
    assert answer.status_code == 200, answer.text
    assert [(g["code"], g["number"]) for g in answer.json()["grounds"]] == [("banned", 1)]
    line = firms.store.last_audit().note
    assert (line.action, line.detail) == ("roster.ban", "from 2026-02-03; 决定书7号 138****5678")
    (ground,) = [g for g in firm()["grounds"] if g["code"] == "banned"]
    assert ground["rows"][0]["value"].endswith("· 2026-02-03")
    take(firms, "drivers", drivers())  # a file that says nothing of bans
    assert "banned" in [g["code"] for g in firm()["grounds"]]
    heading, *rows = drivers()
    lifted = [[*heading, "禁驾解除日期"], *([*row, date(2026, 3, 1)] for row in rows)]
    take(firms, "drivers", lifted)
    assert "banned" not in [g["code"] for g in firm()["grounds"]]
    assert lead.post(address, json=ban).json()["item"]["ban_lifted_on"] is None
    assert lead.post(address, json={"why": "another person"}).json()["item"]["banned_on"] is None
    assert "banned" not in [g["code"] for g in firm()["grounds"]]


def test_a_ban_comes_by_file_and_one_that_ends_before_it_begins_is_told(firms: Office):
    heading, first, second = drivers()
    days = [date(2020, 5, 1), None], [date(2020, 5, 1), date(2019, 5, 1)]
    heading = [*heading, "终身禁驾日期", "禁驾解除日期"]
    seen = look(firms, "drivers", [heading, [*first, *days[0]], [*second, *days[1]]]).json()["preview"]
    assert [(p["row"], p["code"]) for p in seen["problems"]] == [(3, "before_ban")]
    take(firms, "drivers", [heading, [*first, *days[0]]])
    grounds = firms.as_("north-lead").get(f"{COMPANIES}/{FIRM}").json()["grounds"]
    assert "banned" in [g["code"] for g in grounds]


@pytest.mark.parametrize("address", ["risk.xlsx", "rates.xlsx", "overdue/inspection/file.xlsx"])
def test_workbooks_are_masked(firms: Office, address: str):
    answer = firms.as_("commander").get(f"{COMPANIES}/{address}")
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(answer.content)).active
    cells = [str(c) for row in sheet.iter_rows(values_only=True) for c in row]
    assert len(cells) >= 18
    assert not any(plate in cell for plate in PLATES for cell in cells)


@pytest.mark.parametrize("kind", ["companies", "vehicles", "drivers", "events"])
def test_templates_are_read_back(office: Office, kind: str):
    content = office.as_("commander").get(f"{COMPANIES}/templates/{kind}.xlsx").content
    answer = office.as_("commander").post(f"{COMPANIES}/files/{kind}", files={"file": ("t.xlsx", content)})
    assert answer.status_code == 200, answer.text
    seen = answer.json()["preview"]
    assert (seen["rows"], seen["strangers"]) == (1, [])
    assert all(column["heading"] for column in seen["columns"])
    assert office.as_("commander").get(f"{COMPANIES}/templates/{kind}.csv").content.startswith(b"\xef\xbb\xbf")


def test_a_look_up_finds_a_plate_and_a_driver_in_the_roster(firms: Office):
    def found(by: str, kind: str, text: str) -> list[str]:
        asked = {"kind": kind, "text": text, **GROUNDS}
        sources = firms.as_(by).post("/api/v1/lookups", json=asked).json()["sources"]
        return [row["title"] for source in sources if source["source"] == "roster" for row in source["rows"]]

    assert found("north-lead", "plate", PLATES[0]) == ["岭上运输"]
    assert found("north-lead", "person", number(1)) == ["岭上运输"]
    assert found("south-lead", "plate", PLATES[0]) == []
