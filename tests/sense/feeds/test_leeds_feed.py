"""The eleven casualty files of Leeds, as they are and as they might come: reordered, re-encoded, rows gone wrong."""

import csv
import io
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.feeds.leeds_layouts import LAYOUTS
from daoan.terms.codes import Precision, Role, Severity, VehicleKind
from daoan.terms.errors import FileUnreadable, LayoutUnknown

FOLDER = Path(__file__).parents[3] / "examples" / "leeds" / "collisions_raw"
YEARS = range(2009, 2020)
AS_OF = datetime(2020, 1, 1, tzinfo=UTC)

# year, layout, encoding, casualty rows, collisions, and people killed, seriously and slightly injured
TOTALS = """
2009 leeds-2009 cp1252 3057 2186 22 299 2736
2010 leeds-2009 cp1252 2765 1955 19 285 2461
2011 leeds-2009 cp1252 2686 1934 26 271 2389
2012 leeds-2009 cp1252 2748 1932 15 288 2445
2013 leeds-2013 cp1252 2433 1789 15 279 2139
2014 leeds-2014 cp1252 2533 1936 23 313 2197
2015 leeds-2015 cp1252 2664 1979 16 322 2326
2016 leeds-2016 cp1252 2549 1926 9 322 2218
2017 leeds-2017 utf-8 2203 1711 15 309 1879
2018 leeds-2018 utf-8 1995 1548 26 311 1658
2019 leeds-2019 utf-8 1907 1450 22 334 1551
"""

# One crash of each file: its time in UTC, what the row says of it, and who was hurt.
GOLDENS = """
2009-3309 2009-01-01T00:55 -1.5595 53.8218 1v local - dark_lit fine dry pedestrian/slight/male/44/car
2010-10BA0000011 2010-01-01T16:50 -1.5395 53.8289 2v local - dark_lit snow wet driver/slight/female/62/car
2011-110000115 2011-01-01T02:00 -1.6475 53.7843 1v local - dark_lit fine wet passenger/slight/female/20/car
2012-120033394 2012-01-22T02:55 -1.5379 53.7936 1v local - dark_unknown fine dry pedestrian/serious/female/28/car
2013-130021591 2013-01-15T15:45 -1.5918 53.7965 3v local - day fine dry driver/slight/male/42/car
2014-1112091 2014-01-01T18:40 -1.5587 53.7827 2v local - dark_lit rain wet driver/slight/male/58/car
2015-21G0539 2015-01-16T12:05 -1.5801 53.7319 5v primary - day snow snow driver/slight/male/36/light_goods
2016-2181280 2016-01-08T19:05 -1.7240 53.8770 2v primary - dark_lit fine dry driver/serious/male/38/motorcycle
2017-3AP0313 2017-03-17T08:15 -1.6020 53.7518 1v primary A643 day other dry pedestrian/serious/female/61/car
2018-51B0230 2018-01-11T07:00 -1.4868 53.7551 1v local - dark_lit fine dry pedestrian/slight/female/87/car
2019-58F1730 2019-08-15T17:12 -1.4526 53.8097 2v primary A6120 day fine dry passenger/slight/female/6/bus
"""


def data_of(year: int) -> bytes:
    return (FOLDER / f"leeds_{year}.csv").read_bytes()


def rows_of(year: int) -> list[list[str]]:
    text = data_of(year).decode("utf-8" if year >= 2017 else "cp1252")
    return list(csv.reader(io.StringIO(text, newline="")))


def csv_of(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def batches():
    return {year: read_leeds(data_of(year), f"leeds_{year}.csv", AS_OF) for year in YEARS}


def test_every_row_of_every_file_is_read_and_none_is_lost(batches):
    lines = []
    for year, batch in batches.items():
        people = Counter(party.severity.value for crash in batch.records for party in crash.parties)
        hurt = (people["fatal"], people["serious"], people["slight"])
        lines.append(
            " ".join(map(str, (year, batch.layout, batch.encoding, batch.rows_read, len(batch.records), *hurt)))
        )
        assert batch.rows_accepted + len(batch.refusals) == batch.rows_read
    assert lines == TOTALS.split("\n")[1:-1]
    assert sum(b.rows_read for b in batches.values()) == sum(b.rows_accepted for b in batches.values()) == 27_540
    assert sum(len(b.records) for b in batches.values()) == 20_346
    assert len({crash.crash_id for b in batches.values() for crash in b.records}) == 20_346


@pytest.mark.parametrize("year", YEARS)
def test_counts_agree_with_counting_the_file_by_hand(batches, year):
    heading, *rows = rows_of(year)
    reference = heading.index("Accident Fields_Reference Number" if year == 2018 else "Reference Number")
    severity = heading.index("Casualty Severity")
    fatal = {"1", "Fatal"}
    assert len(batches[year].records) == len({row[reference] for row in rows})
    assert sum(crash.deaths_30d for crash in batches[year].records) == sum(row[severity] in fatal for row in rows)
    by_reference = Counter(row[reference] for row in rows)
    assert {c.source_ref.split("-", 1)[1]: len(c.parties) for c in batches[year].records} == by_reference


@pytest.mark.parametrize("golden", GOLDENS.split("\n")[1:-1])
def test_a_crash_of_each_layout_reads_as_a_person_would_read_it(batches, golden):
    reference = golden.split()[0]
    crash = next(c for c in batches[int(reference[:4])].records if c.source_ref == reference)
    party = crash.parties[0]
    shown = (
        crash.source_ref,
        crash.happened_at.strftime("%Y-%m-%dT%H:%M"),
        f"{crash.lon:.4f}",
        f"{crash.lat:.4f}",
        f"{crash.vehicles}v",
        crash.road_class,
        crash.road_name or "-",
        crash.light,
        crash.weather,
        crash.surface,
        "/".join(map(str, (party.role, party.severity, party.sex, party.age_years, party.vehicle))),
    )
    assert " ".join(shown) == golden


def test_summer_time_is_taken_off(batches):
    crash = next(c for c in batches[2019].records if c.source_ref == "2019-58F1730")
    assert crash.happened_at == datetime(2019, 8, 15, 17, 12, tzinfo=UTC)  # the file says 1812 on 15/08/2019


def test_what_leeds_does_not_record_stays_not_recorded(batches):
    for crash in batches[2019].records:
        assert (crash.form, crash.cause, crash.loss_yuan, crash.deaths_7d) == (None, None, None, None)
        assert crash.known_at_assumed
        assert crash.known_at == crash.happened_at
        assert crash.area == "E08000035"


def test_a_crash_is_as_severe_as_its_worst_injury(batches):
    for crash in batches[2014].records:
        worst = min((p.severity for p in crash.parties), key=(Severity.FATAL, Severity.SERIOUS, Severity.SLIGHT).index)
        assert crash.severity is worst
        assert crash.injured == crash.serious + crash.slight == len(crash.parties) - crash.deaths_30d


def test_exact_repeats_are_flagged_and_counted(batches):
    repeated = [n for b in batches.values() for n in b.notices if n.code == "casualty.repeated"]
    assert sum(n.rows for n in repeated) == 187
    assert all("casualty.repeated" not in c.flags for b in batches.values() for c in b.records if len(c.parties) == 1)


def test_damaged_references_and_unknown_codes_are_flagged(batches):
    flags = Counter(flag for b in batches.values() for c in b.records for flag in c.flags)
    assert flags == {"code.repaired": 318, "casualty.repeated": 169, "reference.damaged": 13, "code.unknown": 4}


def test_vehicle_labels_destroyed_in_2017_are_restored(batches):
    """Shares of each kind in 2017 must lie where the years around it put them; unrepaired, buses alone fall to 0."""

    def share(year: int, kind: VehicleKind) -> float:
        people = [party for crash in batches[year].records for party in crash.parties]
        return sum(party.vehicle is kind for party in people) / len(people)

    for kind in (VehicleKind.BUS, VehicleKind.LIGHT_GOODS, VehicleKind.MOTORCYCLE, VehicleKind.HEAVY_GOODS):
        around = sorted(share(year, kind) for year in (2014, 2015, 2016, 2018, 2019))
        assert around[0] - 0.015 <= share(2017, kind) <= around[-1] + 0.015, kind
    assert all(party.vehicle is not None for crash in batches[2017].records for party in crash.parties)


@pytest.mark.parametrize("year", [2009, 2013, 2014, 2015, 2016, 2017, 2018, 2019])
def test_columns_may_come_in_any_order(batches, year):
    rows = rows_of(year)
    order = list(range(len(rows[0])))
    random.Random(year).shuffle(order)
    batch = read_leeds(csv_of([[row[i] for i in order] for row in rows]), "shuffled.csv", AS_OF)
    assert batch.records == batches[year].records
    assert batch.layout == batches[year].layout


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_make_no_difference(batches, codec):
    text = data_of(2009).decode("cp1252")
    assert read_leeds(text.encode(codec), "recoded.csv", AS_OF).records == batches[2009].records


def test_line_ends_and_delimiters_make_no_difference(batches):
    data = data_of(2019)
    assert read_leeds(data.replace(b"\r\n", b"\n"), "lf.csv", AS_OF).records == batches[2019].records
    assert read_leeds(data.replace(b"\r\n", b"\r"), "cr.csv", AS_OF).records == batches[2019].records
    assert read_leeds(data.replace(b",", b"\t"), "tabs.csv", AS_OF).records == batches[2019].records


def test_a_table_that_came_twice_does_not_double_the_injured(batches):
    heading, *rows = rows_of(2019)
    batch = read_leeds(csv_of([heading, *rows, *rows]), "twice.csv", AS_OF)
    assert len(batch.records) == len(batches[2019].records)
    assert {refusal.code for refusal in batch.refusals} == {"rows.doubled"}
    assert batch.rows_accepted + len(batch.refusals) == batch.rows_read == 2 * 1907
    assert sum(len(crash.parties) for crash in batch.records) == 1907 - 9  # true repeats cannot be told apart any more


def test_there_are_eight_layouts_and_every_file_has_one(batches):
    assert len(LAYOUTS) == 8
    assert {batch.layout for batch in batches.values()} == {layout.name for layout in LAYOUTS}


def test_a_file_of_another_kind_names_what_is_missing():
    with pytest.raises(LayoutUnknown, match="Reference Number"):
        read_leeds(b"a,b\n1,2\n", "other.csv", AS_OF)
    with pytest.raises(LayoutUnknown, match="guidance"):
        read_leeds((FOLDER / "guidance_codes.csv").read_bytes(), "guidance_codes.csv", AS_OF)
    with pytest.raises(FileUnreadable, match="empty"):
        read_leeds(b"", "empty.csv", AS_OF)


HEADING = rows_of(2019)[0]
ROW = rows_of(2019)[1]


def read_changed(*changes: dict[str, str], as_of: datetime = AS_OF):
    rows = [HEADING]
    for change in changes:
        rows.append([change.get(heading, cell) for heading, cell in zip(HEADING, ROW, strict=True)])
    batch = read_leeds(csv_of(rows), "changed.csv", as_of)
    assert batch.rows_accepted + len(batch.refusals) == batch.rows_read == len(changes)
    return batch


REFUSED = [
    ({"Reference Number": ""}, "reference.missing", "Reference Number"),
    ({"Accident Date": "31/02/2019"}, "date.impossible", "Accident Date"),
    ({"Accident Date": "08/15/2019"}, "date.impossible", "Accident Date"),
    ({"Accident Date": "15/08/0019"}, "date.impossible", "Accident Date"),
    ({"Accident Date": ""}, "date.impossible", "Accident Date"),
    ({"Accident Date": "15/08/2020"}, "date.future", "Accident Date"),
    (
        {"Grid Ref: Easting": "550000", "Grid Ref: Northing": "480000"},
        "place.outside",
        "Grid Ref: Easting",
    ),  # North Sea
]


@pytest.mark.parametrize(("change", "code", "column"), REFUSED)
def test_what_cannot_be_used_is_refused_with_its_reason(change, code, column):
    batch = read_changed(change)
    (refusal,) = batch.refusals
    assert (refusal.code, refusal.column, refusal.row, refusal.file) == (code, column, 1, "changed.csv")
    assert refusal.raw == dict(zip(HEADING, ROW, strict=True)) | change
    assert refusal.message.en != refusal.message.zh
    assert refusal.refused_at == AS_OF
    assert not batch.records


FLAGGED = [
    ({"Grid Ref: Easting": "", "Grid Ref: Northing": ""}, "place.missing", {"lon": None, "lat": None}),
    ({"Grid Ref: Easting": "0", "Grid Ref: Northing": "0"}, "place.impossible", {"lon": None, "lat": None}),
    ({"Grid Ref: Easting": "abc"}, "place.impossible", {"lon": None, "lat": None}),
    ({"Grid Ref: Easting": "1e400"}, "place.impossible", {"lon": None, "lat": None}),
    ({"Grid Ref: Easting": "449600"}, "place.outside", {}),
    ({"Time (24hr)": "2460"}, "time.missing", {"precision": Precision.DAY}),
    ({"Time (24hr)": ""}, "time.missing", {"precision": Precision.DAY}),
    ({"Number of Vehicles": "0"}, "counts.disagree", {"vehicles": 0}),
    ({"Number of Vehicles": "1"}, "counts.disagree", {"vehicles": 1}),  # the casualty was in vehicle 2
    ({"Weather Conditions": "77"}, "code.unknown", {"weather": None}),
    ({"Number of Vehicles": "two"}, "code.unknown", {"vehicles": None}),
]


@pytest.mark.parametrize(("change", "code", "fields"), FLAGGED)
def test_what_can_be_doubted_is_kept_and_flagged(change, code, fields):
    (crash,) = read_changed(change).records
    assert crash.flags == (code,)
    assert {name: getattr(crash, name) for name in fields} == fields


def test_an_unknown_severity_is_an_injury_of_unknown_degree():
    (crash,) = read_changed({"Casualty Severity": "?"}).records
    assert (crash.severity, crash.injured, crash.flags) == (Severity.INJURED, 1, ("code.unknown",))


def test_a_pedestrian_and_one_vehicle_is_as_it_should_be():
    change = {"Casualty Class": "3", "Number of Vehicles": "1", "Vehicle Number": "1"}
    (crash,) = read_changed(change).records
    assert crash.flags == ()
    assert crash.parties[0].role is Role.PEDESTRIAN


def test_a_row_without_a_day_counts_its_person_where_a_sibling_tells_the_day():
    batch = read_changed({"Accident Date": "?", "Age of Casualty": "5"}, {})
    (crash,) = batch.records
    assert [party.age_years for party in crash.parties] == [5, 6]
    assert not batch.refusals


def test_rows_of_one_crash_that_differ_are_flagged():
    (crash,) = read_changed({}, {"Number of Vehicles": "3"}).records
    assert crash.vehicles == 2
    assert "rows.disagree" in crash.flags


def test_a_refusal_has_the_same_id_when_the_file_is_read_again_later():
    first = read_changed({"Accident Date": "?"})
    again = read_changed({"Accident Date": "?"}, as_of=datetime(2021, 1, 1, tzinfo=UTC))
    assert first.refusals[0].refusal_id == again.refusals[0].refusal_id


def test_two_equal_rows_refused_are_two_refusals():
    batch = read_changed({"Accident Date": "?"}, {"Accident Date": "?"})
    assert len({refusal.refusal_id for refusal in batch.refusals}) == 2
