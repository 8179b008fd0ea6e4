"""The list of measures: both languages, kept or refused with a reason, never lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.sense.feeds.measures import read_measures
from daoan.terms.errors import DaoanError, LayoutUnknown

AS_OF = datetime(2020, 1, 1, tzinfo=UTC)
ENGLISH = "measure_id,kind,title,starts,works_from,segments,road,area,cost,state,source,known_at\n"
GOOD = 'm1,cycling,Cycle track,2016-06-30,2014-11-01,s1;s2;s1,A647,,"1,000",done,news,\n'


def read(text: str, zone: str = "Europe/London"):
    return read_measures(text.encode(), "measures.csv", AS_OF, zone)


def test_a_row_becomes_a_measure():
    (m,) = read(ENGLISH + GOOD).records
    assert (m.measure_id, m.kind, m.title, m.segment_ids) == ("m1", "cycling", "Cycle track", ("s1", "s2"))
    assert m.starts == datetime(2016, 6, 29, 23, tzinfo=UTC)  # local midnight, summer time
    assert (m.cost_yuan, m.planned, m.known_at_assumed) == (1000.0, False, True)
    assert m.known_at == m.works_from == datetime(2014, 11, 1, tzinfo=UTC)


def test_chinese_headings_and_words_are_read():
    text = (
        "措施编号,措施类型,启用日期,道路名称,行政区划,状态,登记日期\nC-1,测速,2024年3月1日,G309,621021,计划,2019/12/1\n"
    )
    batch = read(text, "Asia/Shanghai")
    (m,) = batch.records
    assert (batch.layout, m.road_name, m.area, m.planned) == ("measures-zh", "G309", "621021", True)
    assert m.known_at == datetime(2019, 11, 30, 16, tzinfo=UTC)
    assert m.starts == datetime(2024, 2, 29, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("m1,camera,,,,s1,,,,,,", "starts"),
        ("m1,camera,,31/31/2016,,s1,,,,,,", "starts"),
        ("m1,camera,,2021-01-01,,s1,,,,,,", "starts"),  # ahead, and not marked as planned
        ("m1,camera,,2016-01-01,2016-02-01,s1,,,,,,", "works_from"),
        ("m1,camera,,2016-01-01,,,,,,,,", "segments"),
        (",camera,,2016-01-01,,s1,,,,,,", "measure_id"),
        ("m1,,,2016-01-01,,s1,,,,,,", "kind"),
        ("m1,camera,,2016-01-01,,s1,,,lots,,,", "cost"),
        ("m1,camera,,2016-01-01,,s1,,,-5,,,", "cost"),
        ("m1,camera,,2016-01-01,,s1,,,,perhaps,,", "state"),
        ("m1,camera,,2021-01-01,,s1,,,,planned,,", "known_at"),
    ],
)
def test_an_unusable_row_is_refused_with_its_column(row, column):
    batch = read(ENGLISH + row + "\n")
    (refusal,) = batch.refusals
    assert (refusal.code, refusal.column, batch.rows_accepted, batch.records) == ("measure.unusable", column, 0, ())
    assert "{" not in refusal.message.en + refusal.message.zh


def test_one_number_means_one_measure():
    other = GOOD.replace("2016-06-30", "2016-07-30")
    batch = read(ENGLISH + GOOD + GOOD + other)
    assert (len(batch.records), batch.rows_read, batch.rows_accepted) == (1, 3, 2)
    assert [r.code for r in batch.refusals] == ["reference.repeated"]


def test_another_table_is_no_list_of_measures():
    with pytest.raises(LayoutUnknown, match="no list of measures"):
        read("a,b\n1,2\n")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_whatever_stands_in_a_row_no_line_is_lost(text):
    try:
        batch = read(ENGLISH + text + "\n")
    except DaoanError:
        return
    assert batch.rows_read == batch.rows_accepted + len(batch.refusals)
