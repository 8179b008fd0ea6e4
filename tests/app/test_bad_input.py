"""Whatever comes in, in whatever state: a clear line or counted refusals, and nothing stored before is touched.

Each case is a file as it reaches a duty room, and what Daoan must answer: how many rows it accepts and refuses, or a
word of the one line that says why the file cannot be read at all.
"""

import random
import shutil
import sqlite3
from pathlib import Path

import msgspec
import numpy as np
import pyogrio
import pytest
import shapely

from daoan.app.check import balance_of
from daoan.app.ingest import ingest, ingest_bytes
from daoan.app.roads import import_roads
from daoan.jobs.turn import NETWORK
from daoan.terms.errors import DaoanError

EXAMPLES = Path(__file__).parents[2] / "examples"
NETWORK_FILES = EXAMPLES / "leeds" / "network"
YEAR_2018 = b"".join(
    (EXAMPLES / "leeds" / "collisions_raw" / "leeds_2018.csv").read_bytes().splitlines(keepends=True)[:41]
)  # heading and forty casualties
TEXT = YEAR_2018.decode("cp1252")
HEADING, *ROWS = TEXT.splitlines()
ONE = ROWS[0]

pytestmark = pytest.mark.xdist_group("bad input")


def table(*rows: str, heading: str = HEADING, end: str = "\r\n") -> bytes:
    return (end.join([heading, *rows]) + end).encode("utf-8")


def cell(column: str, value: str, row: str = ONE) -> str:
    """A row with another value in one column."""
    cells = row.split(",")
    cells[HEADING.split(",").index(column)] = value
    return ",".join(cells)


def columns_turned_round() -> bytes:
    return table(*(",".join(reversed(row.split(","))) for row in ROWS), heading=",".join(reversed(HEADING.split(","))))


def rows_shuffled() -> bytes:
    return table(*random.Random(7).sample(ROWS, len(ROWS)))


REF = "Accident Fields_Reference Number"
SEVERITY = "Casualty Severity"

#: name: (bytes, rows accepted and refused | part of the complaint)
LEEDS_FILES = {
    "as it should be": (YEAR_2018, (40, 0)),
    "with a UTF-8 mark": (b"\xef\xbb\xbf" + YEAR_2018, (40, 0)),
    "UTF-16 with its mark": (TEXT.encode("utf-16"), (40, 0)),
    "UTF-16, big end first, without a mark": (TEXT.encode("utf-16-be"), (40, 0)),
    "UTF-32": (TEXT.encode("utf-32"), (40, 0)),
    "line ends of an old Mac": (TEXT.replace("\r\n", "\n").replace("\n", "\r").encode(), (40, 0)),
    "columns turned round": (columns_turned_round(), (40, 0)),
    "rows shuffled": (rows_shuffled(), (40, 0)),
    "in itself twice": (table(*ROWS, *ROWS), (80, 0)),
    "one heading and nothing else": (table(), (0, 0)),
    "GBK with a Chinese word": (table(cell("Local Authority", "利兹市")).decode().encode("gbk"), (1, 0)),
    "empty": (b"", "is empty"),
    "only blank lines": (b"\r\n \r\n\t\r\n", "is empty"),
    "cut in its heading": (YEAR_2018[:40], "of no layout of the Leeds casualty files"),
    "cut before the last cells": (YEAR_2018[: YEAR_2018.rindex(b",1,") + 1], (39, 1)),
    "of another feed": (b"collision_index,date\n1,01/01/2018\n", "of no layout of the Leeds casualty files"),
    "random bytes": (random.Random(3).randbytes(4000), ""),
    "zeros": (b"\x00" * 4000, ""),
    "a workbook under a false name": (b"PK\x03\x04" + b"\x00" * 500, "workbook"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, ""),
    "zeros in a cell": (table(ROWS[1], cell(REF, "51\x00B")), (1, 1)),
    "ten megabytes in a cell": (table(ROWS[1], cell(REF, "x" * 10_000_000)), (1, 1)),
    "a million commas in a row": (table(ROWS[1], "," * 1_000_000 + "x"), (1, 1)),
    "a million commas for a heading": (table(ROWS[1], heading="," * 1_000_000 + "x"), "heading"),
    "a quote left open": (table(ROWS[1], '"' + ROWS[5], ROWS[6]), (2, 1)),
    "formulas in cells": (table(cell("Age of Casualty", '"=HYPERLINK(""http://x"")"'), cell(REF, "+1+1")), (2, 0)),
    "in the sea": (table(cell("Grid Ref: Easting", "700000")), (0, 1)),
    "on no grid, so without a place": (table(cell("Grid Ref: Northing", "-5e307")), (1, 0)),
    "in February, on the 31st": (table(cell("Accident Date", "31/02/2018")), (0, 1)),
    "tomorrow": (table(cell("Accident Date", "02/01/2020")), (0, 1)),
    "without a number": (table(cell(REF, "")), (0, 1)),
}

REGISTER_HEADING = "事故编号,发生时间,死亡,受伤,经度,纬度,坐标系"
REGISTER_ROW = "R-{n},2019-06-01 08:30,0,1,-1.55,53.80,WGS-84"
REGISTER = "\r\n".join([REGISTER_HEADING, *(REGISTER_ROW.format(n=n) for n in range(5))]) + "\r\n"


def register(row: str) -> bytes:
    return f"{REGISTER_HEADING}\n{REGISTER_ROW.format(n=99)}\n{row}\n".encode()


REGISTER_FILES = {
    "as it should be": (REGISTER.encode("utf-8-sig"), (5, 0)),
    "GBK": (REGISTER.encode("gb18030"), (5, 0)),
    "UTF-16": (REGISTER.encode("utf-16"), (5, 0)),
    "shift-JIS, which it is not": (REGISTER.encode("shift-jis", "replace"), ""),
    "no coordinates' system": (REGISTER.replace("坐标系", "备注").encode(), "坐标系"),
    "no headings": ("\n".join(REGISTER.splitlines()[1:]).encode(), "事故编号"),
    "in the sea": (register("R-1,2019-06-01 08:30,0,1,2.5,54.5,WGS-84"), (1, 1)),
    "on the wrong side of the Earth": (register("R-1,2019-06-01 08:30,0,1,107.6,35.7,GCJ-02"), (1, 1)),
    "longitude and latitude swapped": (register("R-1,2019-06-01 08:30,0,1,53.80,-1.55,WGS-84"), (1, 1)),
    "formula for a number": (register("=1+1,2019-06-01 08:30,0,1,-1.55,53.80,WGS-84"), (2, 0)),
    "minus one dead": (register("R-1,2019-06-01 08:30,-1,1,-1.55,53.80,WGS-84"), None),
    "a number used twice": (register("R-99,2019-06-02 08:30,0,2,-1.55,53.80,WGS-84"), (1, 1)),
    "a workbook cut in half": ("half a workbook", "workbook"),
}


def kept(workspace) -> tuple[dict[str, bytes], list[bytes], tuple[object, int]]:
    """All that is stored: crashes with their layers, receipts (both as bytes), the network in use and its length."""
    store = workspace.store
    crashes = store.list_crashes(workspace.now)
    layers = {c.crash_id: msgspec.json.encode((c, store.get_crash(c.crash_id, workspace.now))) for c in crashes}
    receipts = [msgspec.json.encode(r) for r in store.list_receipts()]
    return layers, receipts, (store.find_setting(NETWORK), len(store.get_network()))


def assert_nothing_lost(before, workspace) -> None:
    """Every crash with all its layers and every receipt is there as it was; the balance holds."""
    crashes, receipts, network = kept(workspace)
    assert {name: crashes.get(name) for name in before[0]} == before[0]
    assert receipts[: len(before[1])] == before[1]
    assert network == before[2]
    assert balance_of(workspace).holds


def answer_of(workspace, feed: str, data: bytes, name: str):
    """Rows accepted and refused, or the complaint; anything else is a fault that surfaces here."""
    try:
        (receipt,) = ingest_bytes(workspace, feed, [(name, data)])
    except DaoanError as problem:
        return str(problem)
    assert receipt.rows_read == receipt.rows_accepted + receipt.rows_refused
    assert len(workspace.store.page_refusals(limit=200).rows) >= receipt.rows_refused
    return receipt.rows_accepted, receipt.rows_refused


def assert_answer(said, wanted) -> None:
    if isinstance(wanted, tuple):
        assert said == wanted
    elif wanted is None:
        assert isinstance(said, tuple)
        assert sum(said)
    else:
        assert isinstance(said, str), said
        assert "\n" not in said
        assert len(said) < 600
        assert wanted in said


@pytest.mark.parametrize(("data", "wanted"), LEEDS_FILES.values(), ids=LEEDS_FILES)
def test_casualty_files(good, data, wanted):
    before = kept(good)
    said = answer_of(good, "leeds", data, "leeds_2018.csv")
    assert_answer(said, wanted)
    assert_nothing_lost(before, good)


@pytest.mark.parametrize(("data", "wanted"), REGISTER_FILES.values(), ids=REGISTER_FILES)
def test_registers(good, data, wanted):
    if data == "half a workbook":
        from daoan.sense.feeds.register_write import register_template

        whole = register_template()
        data = whole[: len(whole) // 2]
    before = kept(good)
    said = answer_of(good, "register", data, "register.csv")
    assert_answer(said, wanted)
    assert_nothing_lost(before, good)


def test_the_good_file_again_under_another_name(good):
    before = kept(good)
    (file,) = [r for r in good.store.list_receipts() if r.feed == "leeds"]
    data = b"".join(
        (EXAMPLES / "leeds" / "collisions_raw" / "leeds_2019.csv").read_bytes().splitlines(keepends=True)[:121]
    )
    (receipt,) = ingest_bytes(good, "leeds", [("copy of leeds_2019.csv", data)])
    assert receipt.sha256 == file.sha256
    assert (receipt.records_added, receipt.records_changed) == (0, 0)
    assert kept(good) == before


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_the_good_file_again_cut_short(good, share):
    """A crash whose last rows are cut away is another version of it; what was received whole stays beneath."""
    before = {c.crash_id: good.store.get_crash(c.crash_id, good.now) for c in good.store.list_crashes(good.now)}
    data = b"".join(
        (EXAMPLES / "leeds" / "collisions_raw" / "leeds_2019.csv").read_bytes().splitlines(keepends=True)[:121]
    )
    (receipt,) = ingest_bytes(good, "leeds", [("leeds_2019.csv", data[: int(len(data) * share)])])
    assert receipt.records_changed <= 1
    assert any(notice.code == "file.unfinished" for notice in receipt.notices)
    for name, layers in before.items():
        after = good.store.get_crash(name, good.now)
        assert after.received[: len(layers.received)] == layers.received
        assert after.corrections == layers.corrections
    assert balance_of(good).holds


def test_a_file_that_cannot_be_read_leaves_the_good_ones_beside_it_unread(good, tmp_path):
    (tmp_path / "a.csv").write_bytes(YEAR_2018)
    (tmp_path / "b.csv").write_bytes(b"")
    before = kept(good)
    with pytest.raises(DaoanError, match=r"b\.csv is empty"):
        ingest(good, "leeds", [tmp_path / "a.csv", tmp_path / "b.csv"])
    assert kept(good) == before


def cut(source: str, share: float):
    """Writes the first part of a shipped road file."""

    def write(path: Path) -> None:
        data = (NETWORK_FILES / source).read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return write


def without_crs(path: Path) -> None:
    shutil.copy(NETWORK_FILES / "osm_leeds_centre_tagged_small.gpkg", path)
    with sqlite3.connect(path) as connection:
        connection.execute("update gpkg_geometry_columns set srs_id = -1")
        connection.execute("update gpkg_contents set srs_id = -1")
    connection.close()


def columns_of_no_road(path: Path) -> None:
    line = np.array([shapely.to_wkb(shapely.linestrings([(0.0, 0.0), (1.0, 1.0)]))], object)
    pyogrio.raw.write(path, line, [np.array(["x"], object)], ["note"], geometry_type="LineString", crs="EPSG:4326")


ROAD_FILES = {
    "empty.gpkg": (lambda path: path.write_bytes(b""), ""),
    "empty.osm.pbf": (lambda path: path.write_bytes(b""), ""),
    "empty.osm": (lambda path: path.write_bytes(b""), ""),
    "empty.parquet": (lambda path: path.write_bytes(b""), ""),
    "junk.gpkg": (lambda path: path.write_bytes(random.Random(1).randbytes(9000)), ""),
    "junk.osm.pbf": (lambda path: path.write_bytes(random.Random(2).randbytes(9000)), ""),
    "junk.parquet": (lambda path: path.write_bytes(b"PAR1" + random.Random(3).randbytes(9000) + b"PAR1"), ""),
    "casualties.gpkg": (lambda path: path.write_bytes(YEAR_2018), ""),
    "cut.gpkg": (cut("leeds_major_road_segments_exposure.gpkg", 0.4), ""),
    "cut.osm.pbf": (cut("its-example.osm.pbf", 0.7), ""),
    "cut.osm": (cut("osm2streets_leeds_cycleway.osm", 0.5), ""),
    "cut.parquet": (cut("os_open_roads_A_roads_2016.parquet", 0.8), ""),
    "no crs.gpkg": (without_crs, "EPSG"),
    "no roads.gpkg": (columns_of_no_road, "road table needs"),
    "roads.shp": (lambda path: path.write_bytes(b"\x00"), ".gpkg"),
}


@pytest.mark.parametrize(
    ("name", "make", "wanted"), [(name, *case) for name, case in ROAD_FILES.items()], ids=ROAD_FILES
)
def test_road_files(good, tmp_path, name, make, wanted):
    make(tmp_path / name)
    before = kept(good)
    with pytest.raises(DaoanError) as problem:
        import_roads(good, tmp_path / name, None, 200.0)
    assert_answer(str(problem.value), wanted)
    assert name in str(problem.value)
    assert_nothing_lost(before, good)


def test_roads_without_crs_are_read_once_it_is_stated(good, tmp_path):
    without_crs(tmp_path / "roads.gpkg")
    facts = import_roads(good, tmp_path / "roads.gpkg", "EPSG:4326", 200.0)
    assert facts.segments > 20
    assert balance_of(good).holds


def test_a_datum_that_there_is_not(good, tmp_path):
    without_crs(tmp_path / "roads.gpkg")
    before = kept(good)
    with pytest.raises(DaoanError, match="EPSG:1"):
        import_roads(good, tmp_path / "roads.gpkg", "EPSG:1", 200.0)
    assert_nothing_lost(before, good)
