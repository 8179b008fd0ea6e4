"""What people really hand in: each fault is explained where it stands, and nothing is guessed in silence."""

from datetime import date

import pytest

from daoan.sense.roster.columns import LAYOUTS
from daoan.sense.roster.reading import read_roster
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from tests.sense.roster.sheets_given import DRIVER_HEADINGS, credit_code, drivers, number, workbook

DRIVERS, VEHICLES, COMPANIES = LAYOUTS["drivers"], LAYOUTS["vehicles"], LAYOUTS["companies"]


def told(read):
    return [(p.row, p.column.zh, p.code) for p in read.problems.told]


def test_a_title_and_merged_headings_above_the_columns_are_seen_through():
    rows = [
        ["某某公司驾驶人台账", None, None, None, None, None],
        ["人员", None, None, "期限", None, "累积记分"],
        [*DRIVER_HEADINGS, None],
        *([*row, 3] for row in drivers(2)),
    ]
    read = read_roster(workbook(rows, ["A1:F1", "A2:C2", "D2:E2", "F2:F3"]), "x.xlsx", DRIVERS)
    assert read.heading.rows == 3
    assert told(read) == []
    assert [(r.number, r.values["number"], r.values["points"]) for r in read.rows] == [
        (4, number(0), 3),
        (5, number(1), 3),
    ]


@pytest.mark.parametrize("cell", [45678, "45678", "2025-01-21", "2025年1月21日", "20250121", "2025/1/21", 20250121])
def test_days_are_read_however_they_are_written(cell):
    rows = [DRIVER_HEADINGS, [number(1), "张三", "A2", cell, None]]
    read = read_roster(workbook(rows), "x.xlsx", DRIVERS)
    assert read.rows[0].values["change_by"] == date(2025, 1, 21)
    assert bool(read.notices) == (str(cell) == "45678")


@pytest.mark.parametrize("cell", ["01/21/2025", "25-1-21", "2025-02-30", "明年", 7])
def test_what_is_no_day_is_told(cell):
    rows = [DRIVER_HEADINGS, [number(1), "张三", "A2", cell, None]]
    read = read_roster(workbook(rows), "x.xlsx", DRIVERS)
    assert read.rows == ()
    assert [p.column.zh for p in read.problems.told] == ["驾驶证有效期止"]


def test_a_wrong_check_digit_a_cut_number_and_a_number_twice_are_told():
    wrong = number(1)[:-1] + ("1" if number(1)[-1] != "1" else "2")
    first = drivers(1)[0]
    rows = [DRIVER_HEADINGS, *drivers(2), [wrong, *first[1:]], [6.21002190001e17, *first[1:]], first]
    read = read_roster(workbook(rows), "x.xlsx", DRIVERS)
    assert told(read) == [(4, "身份证号", "check_digit"), (5, "身份证号", "digits_lost"), (6, "身份证号", "twice")]
    assert len(read.rows) == 2
    assert not any(number(n) in repr(read.problems.told) for n in range(3))


def test_a_wrong_credit_code_is_told():
    code = credit_code(7)
    bad = code[:-1] + ("A" if code[-1] != "A" else "B")
    rows = [["统一社会信用代码", "企业名称", "企业类型"], [code, "甲运输", "普通货运"], [bad, "乙运输", "普通货运"]]
    assert told(read_roster(workbook(rows), "x.xlsx", COMPANIES)) == [(3, "统一社会信用代码", "check_digit")]


def test_exchanged_columns_are_recognised_by_what_they_hold():
    rows = [["身份证号", "姓名", "准驾车型"], *([r[1], r[0], r[2]] for r in drivers())]
    read = read_roster(workbook(rows), "x.xlsx", DRIVERS)
    assert [set(e.fields) for e in read.exchanged] == [{"number", "name"}]
    assert read.rows == ()
    masked = {number(i)[:6] + "*" * 8 + number(i)[-4:] for i in range(6)}
    assert {p.shown for p in read.problems.told} == masked | {"张*"}
    mended = read_roster(workbook(rows), "x.xlsx", DRIVERS, exchange=True)
    assert [r.values["number"] for r in mended.rows] == [number(i) for i in range(6)]
    assert told(mended) == []


def test_days_the_wrong_way_round_are_recognised_by_their_order():
    rows = [["号牌号码", "车辆类型", "检验有效期止", "强制报废期止"]]
    rows += [[f"甘M0000{i}", "重中型货车", date(2036, 1, 1), date(2026, 1, 1)] for i in range(6)]
    read = read_roster(workbook(rows), "x.xlsx", VEHICLES)
    assert [e.fields for e in read.exchanged] == [("inspect_by", "scrap_by")]
    mended = read_roster(workbook(rows), "x.xlsx", VEHICLES, exchange=True)
    assert {r.values["inspect_by"] for r in mended.rows} == {date(2026, 1, 1)}


def test_a_right_sheet_has_nothing_exchanged():
    assert read_roster(workbook([DRIVER_HEADINGS, *drivers()]), "x.xlsx", DRIVERS).exchanged == ()


def test_missing_columns_and_files_that_are_none_are_refused():
    with pytest.raises(LayoutUnknown, match="准驾车型"):
        read_roster(workbook([["身份证号", "姓名"], [number(1), "张三"]]), "x.xlsx", DRIVERS)
    with pytest.raises(LayoutUnknown, match="没有数据"):
        read_roster(workbook([DRIVER_HEADINGS]), "x.xlsx", DRIVERS)
    for data in (b"", b"PK\x03\x04 broken", workbook([])):
        with pytest.raises((FileUnreadable, LayoutUnknown)):
            read_roster(data, "x.xlsx", DRIVERS)


def test_empty_cells_that_are_needed_and_empty_rows():
    rows = [DRIVER_HEADINGS, drivers(1)[0], [None] * 5, [number(5), None, "C1", None, None]]
    read = read_roster(workbook(rows), "x.xlsx", DRIVERS)
    assert told(read) == [(4, "准驾车型", "not_key"), (4, "姓名", "empty")]
    assert "1" in read.notices[0].zh


def test_csv_in_the_encoding_of_chinese_excel():
    text = "号牌号码,车辆类型,状态\n甘M12345,危化品运输,正常\n甘M 1234 5,校车,停运\n"
    read = read_roster(text.encode("gb18030"), "x.csv", VEHICLES)
    assert told(read) == [(3, "号牌号码", "twice")]
    assert read.rows[0].values == {"plate": "甘M12345", "kind": "hazmat", "standing": "valid"}
