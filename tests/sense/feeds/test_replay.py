"""Refused rows, corrected and read again."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daoan.sense.feeds.aadf import read_aadf
from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.feeds.register import read_register
from daoan.sense.feeds.replay import READERS, replay, siblings_of
from daoan.terms.errors import InputError, NotFound

FOLDER = Path(__file__).parents[3] / "examples" / "leeds" / "collisions_raw"
AS_OF = datetime(2020, 1, 1, tzinfo=UTC)


def text_of(year: int) -> str:
    return (FOLDER / f"leeds_{year}.csv").read_bytes().decode("utf-8" if year >= 2017 else "cp1252")


@pytest.mark.parametrize(("year", "date"), [(2009, "01-Jan-09"), (2013, "15-Jan-13"), (2019, "15/08/2019")])
def test_a_crash_refused_and_corrected_is_the_crash_that_should_have_been(year, date):
    """The first crash of the file, all its rows with a day that is none, comes back whole from one corrected row."""
    good = read_leeds(text_of(year).encode(), "leeds.csv", AS_OF).records[0]
    heading, *rows = csv.reader(io.StringIO(text_of(year), newline=""))
    wrong = io.StringIO()
    own = good.source_ref.split("-", 1)[1]
    csv.writer(wrong).writerows([heading] + [[c.replace(date, "99") if r[0] == own else c for c in r] for r in rows])
    batch = read_leeds(wrong.getvalue().encode(), "leeds.csv", AS_OF)
    assert len(batch.refusals) == len(good.parties)
    first = batch.refusals[0]
    siblings = siblings_of(first, batch.refusals)
    again = replay(first, {**first.raw, "Accident Date": date}, AS_OF, siblings=siblings)
    assert again.records == (good,)
    assert again.rows_read == again.rows_accepted == len(good.parties)


def test_a_row_still_wrong_is_refused_under_its_own_number():
    head = (
        "Reference Number,Grid Ref: Easting"
        + text_of(2019).splitlines()[0][len("Reference Number,Grid Ref: Easting") :]
    )
    rows = text_of(2019).splitlines()[1:3]
    data = "\n".join([head, rows[0], rows[1].replace("15/08/2019", "x").replace("58F1730", "other")]) + "\n"
    (refusal,) = read_leeds(data.encode(), "leeds.csv", AS_OF).refusals
    again = replay(refusal, refusal.raw, AS_OF)
    assert [(r.row, r.code) for r in again.refusals] == [(2, "date.impossible")]


def test_a_broken_row_joins_the_people_already_stored():
    head, first, second = text_of(2019).splitlines()[:3]
    batch = read_leeds("\n".join([head, first, second.rsplit(",", 2)[0]]).encode() + b"\n", "leeds.csv", AS_OF)
    (stored,), (refusal,) = batch.records, batch.refusals
    whole = dict(zip(head.split(","), second.split(","), strict=True))
    (crash,) = replay(refusal, whole, AS_OF, known=stored).records
    assert len(stored.parties) == 1
    assert [party.age_years for party in crash.parties] == [6, 9]
    assert (crash.slight, crash.injured) == (2, 2)


def test_registers_and_counts_are_replayed_too():
    (refusal,) = read_register("事故编号,发生时间,死亡\nA,2019-02-30,1\n".encode(), "r.csv", AS_OF).refusals
    assert replay(refusal, {**refusal.raw, "发生时间": "2019-02-28"}, AS_OF).records[0].deaths_7d == 1
    counts = b"count_point_id,year,longitude,latitude,all_motor_vehicles\n1,2019,-1.5,53.8,x\n"
    (refusal,) = read_aadf(counts, "a.csv", AS_OF).refusals
    assert replay(refusal, {**refusal.raw, "all_motor_vehicles": "100"}, AS_OF).records[0].vehicles_per_day == 100


def test_a_second_crash_under_one_number_needs_a_number_of_its_own():
    data = "事故编号,发生时间,死亡\nA,2019-02-01,1\nA,2019-03-01,2\n".encode()
    batch = read_register(data, "r.csv", AS_OF)
    (stored,), (refusal,) = batch.records, batch.refusals
    with pytest.raises(InputError, match="number of its own"):
        replay(refusal, refusal.raw, AS_OF, known=stored)
    assert replay(refusal, {**refusal.raw, "事故编号": "B"}, AS_OF, known=stored).records[0].crash_id == "register:B"


def test_what_cannot_be_replayed_is_said():
    (refusal,) = read_register("事故编号,发生时间,死亡\nA,x,1\n".encode(), "r.csv", AS_OF, feed="qingyang").refusals
    with pytest.raises(NotFound, match="qingyang"):
        replay(refusal, refusal.raw, AS_OF)
    assert replay(refusal, {**refusal.raw, "发生时间": "2019-02-28"}, AS_OF, reader=READERS["register"]).records
    with pytest.raises(InputError):
        replay(refusal, {}, AS_OF, reader=READERS["register"])
