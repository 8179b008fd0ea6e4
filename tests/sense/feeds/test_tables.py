"""Delimited text as it comes: encodings, damage, and the promise that no line is lost and damage stays where it is."""

import pytest

from daoan.sense.feeds.table import read_table
from daoan.sense.feeds.text import decode
from daoan.terms.errors import FileUnreadable

CHINESE = "事故编号,天气\n1,晴\n2,阴\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-bom"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_chinese_in_every_common_encoding(codec, name):
    text = CHINESE if codec not in ("utf-16-le", "utf-16-be") else "number,weather\n1,晴\n2,阴\n"
    decoded = decode(text.encode(codec), "x.csv")
    assert (decoded.text, decoded.encoding) == (text, name)


def test_windows_dashes_are_not_taken_for_chinese():
    decoded = decode("10,Minibus (8 – 16 passenger seats)\n".encode("cp1252"), "codes.csv")
    assert (decoded.text, decoded.encoding) == ("10,Minibus (8 – 16 passenger seats)\n", "cp1252")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\xef\xbb\xbf", "no heading"),
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (b"\n\n,,,\n", "no heading"),
        (b"\xff\xfe\x00", "no heading"),
        (b"a" * 200_000, "no heading"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(data, says):
    with pytest.raises(FileUnreadable, match=says):
        read_table(data, "x.csv")


def test_a_character_cut_at_the_end_costs_only_itself():
    table = read_table("a,b\n1,晴".encode()[:-1], "cut.csv")
    assert table.unfinished
    assert [dict(row.cells) for row in table.rows] == [{"a": "1", "b": ""}]


def test_damage_stays_in_its_own_line():
    table = read_table(b'a,b\n1,2\n3,"open\n5,6\n7\n8,9,10\n11,12\x00\n13,14\n', "x.csv")
    assert [(row.number, row.cells["a"]) for row in table.rows] == [(1, "1"), (3, "5"), (7, "13")]
    assert [(one.number, one.reason.en.split(" ", 2)[2]) for one in table.broken] == [
        (2, "mark is left open"),
        (4, "1 columns of 2"),
        (5, "3 columns, 1 too many"),
        (6, "binary zeros"),
    ]
    assert table.rows_read == 7


def test_a_quoted_cell_may_hold_line_ends_delimiters_and_quotes():
    table = read_table(b'a,b\r\n1,"two\r\nlines, and ""quotes"""\r\n2,x\r\n', "x.csv")
    assert [row.cells["b"] for row in table.rows] == ['two\nlines, and "quotes"', "x"]


def test_a_giant_row_is_broken_and_the_next_is_read():
    table = read_table(b"a,b\n" + b"x" * 300_000 + b",1\n2,3\n", "x.csv")
    assert "300002 characters" in table.broken[0].reason.en
    assert table.rows[0].cells == {"a": "2", "b": "3"}


def test_headings_are_unique_and_blank_lines_are_told():
    table = read_table(b"\n a , ,a,\n1,2,3,4\n\n,,,\n5,6,7,8\n", "x.csv")
    assert table.headings == ("a", "(column 2)", "a (2)", "(column 4)")
    assert table.blank_rows == 2
    assert [row.number for row in table.rows] == [1, 2]


def test_empty_cells_beyond_the_last_heading_do_no_harm():
    table = read_table(b"a,b\n1,2,,\n", "x.csv")
    assert table.rows[0].cells["b"] == "2"
    assert not table.broken


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    table = read_table(f"a{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n".encode(), "x.csv")
    assert table.rows[0].cells == {"a": "1", "b": "2", "c": "3"}


def test_a_file_that_stops_in_the_middle_of_a_line_is_told():
    assert read_table(b"a,b\n1,2", "x.csv").unfinished
    assert not read_table(b"a,b\n1,2\n", "x.csv").unfinished
