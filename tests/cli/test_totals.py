"""``daoan ingest --dry-run --totals``: held against the city's own totals row by row, and nothing is written."""

import json

import openpyxl
import pytest

from daoan.app.workspace import open_workspace
from daoan.config import read_config
from tests.cli.conftest import Run

pytestmark = pytest.mark.xdist_group("cli")

CITY = """\
code = "twin"
name_en = "Twin"
name_zh = "双县"
zone = "Asia/Shanghai"
bounds = [107.0, 35.0, 108.0, 36.0]
[[areas]]
code = "1"
name_en = "West"
name_zh = "西县"
[[areas]]
code = "2"
name_en = "East"
name_zh = "东县"
"""
HEAD = "事故编号,行政区划,发生时间,事故类型,死亡,受伤,经度,纬度,坐标系\n"
ROWS = [
    "A1,1,2024-01-31 23:30,死亡,1,0,107.2,35.5,WGS-84",
    "A2,西县,2024-01-05 08:00,伤人,0,2,107.3,35.5,WGS-84",
    "A2,西县,2024-01-05 08:00,伤人,0,2,107.3,35.5,WGS-84",  # the same row again
    "A3,,2024-01-07 08:00,伤人,0,1,107.8,35.5,WGS-84",  # its place tells the county
    "A4,2,2024-02-01 08:00,伤人,0,1,117.8,35.5,WGS-84",  # far outside
    "A5,2,31/31/2024,伤人,0,3,107.8,35.5,WGS-84",  # no day
]
BOX = "{{'type': 'Polygon', 'coordinates': [[[{0}, 35], [{1}, 35], [{1}, 36], [{0}, 36], [{0}, 35]]]}}"


@pytest.fixture
def twin(run: Run, tmp_path):
    """Two counties with outlines, no record yet, and a register of six rows."""
    (tmp_path / "twin.toml").write_text(CITY, encoding="utf-8")
    assert run("init", "--city", tmp_path / "twin.toml", "-w", tmp_path / "ws").code == 0
    shapes = {"1": BOX.format(107, 107.5), "2": BOX.format(107.5, 108)}
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": json.loads(shape.replace("'", '"'))}
        for code, shape in shapes.items()
    ]
    collection = {"type": "FeatureCollection", "features": features}
    (tmp_path / "ws" / "counties.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (tmp_path / "register.csv").write_text(HEAD + "\n".join(ROWS) + "\n", encoding="utf-8")
    return tmp_path


def held(run: Run, folder, totals: str, *words: object):
    (folder / "totals.csv").write_text(totals, encoding="utf-8")
    files = ("register", folder / "register.csv", "--totals", folder / "totals.csv", "-w", folder / "ws")
    return run("ingest", *files, *words)


def test_totals_that_agree_are_0_and_nothing_is_written(run: Run, twin) -> None:
    said = held(run, twin, "年,月,县区,起数,死亡,受伤\n2024,1,西县,2,1,2\n2024,1,2,1,0,1\n2024,,,3,1,3\n", "--json")
    assert said.code == 0, said.out
    assert all(set(line["differences"].values()) == {0} for line in said.json()["totals"]["lines"])
    workspace = open_workspace(read_config({"workspace": twin / "ws"}, {}))
    assert not workspace.store.list_receipts()
    workspace.close()


def test_one_row_that_differs_is_5_and_the_rows_that_explain_it_are_named(run: Run, twin) -> None:
    said = held(run, twin, "year,month,county,crashes\n2024,1,1,3\n2024,1,2,1\n2024,2,2,2\n", "--json")
    assert said.code == 5
    west, east, later = said.json()["totals"]["lines"]
    assert east["differences"] == {"crashes": 0}
    assert east["reasons"] == []  # a line that agrees needs no reason
    told = {(r["effect"], r["code"]): r["rows"] for r in west["reasons"]}
    assert told == {("missing", "reference.repeated.same"): ["register.csv:3"]}
    assert west["unexplained"] == {"crashes": 0}
    told = {(r["effect"], r["code"]): r["rows"] for r in later["reasons"]}
    assert told == {
        ("missing", "place.outside"): ["register.csv:5"],
        ("possible", "date.impossible"): ["register.csv:6"],
    }
    assert (later["differences"], later["unexplained"]) == ({"crashes": -2}, {"crashes": -1})


def test_severity_and_crashes_in_no_county_and_doubles_are_told(run: Run, twin) -> None:
    with (twin / "register.csv").open("a", encoding="utf-8") as file:
        file.write("A6,,2024-03-01 08:00,伤人,0,1,,,WGS-84\n")
        file.write("A7,1,2024-01-05 08:00,伤人,0,2,107.3,35.5,WGS-84\n")  # as A2, another number
    table = "year,month,county,severity,crashes\n2024,3,1,伤人,1\n2024,1,1,伤人,1\n2024,1,1,死亡,1\n"
    said = held(run, twin, table, "--json")
    none, double, fatal = said.json()["totals"]["lines"]
    assert [(r["effect"], r["code"]) for r in none["reasons"]][-1] == ("possible", "no_county")
    assert ("surplus", "crash.repeated") in {(r["effect"], r["code"]) for r in double["reasons"]}
    assert double["differences"] == {"crashes": 1}
    assert fatal["differences"] == {"crashes": 0}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_table_is_exported_and_printed(run: Run, twin, ending: str) -> None:
    to = twin / f"held{ending}"
    said = held(run, twin, "year,county,crashes\n2024,1,3\n2024,2,1\n", "--to", to)
    assert said.code == 5
    assert "1 of 2" in said.out
    if ending == ".xlsx":
        sheet = openpyxl.load_workbook(to).worksheets[0]
        first = [cell.value for cell in sheet[2]]
    else:
        first = to.read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    assert str(first[5]) == "3"
    assert str(first[6]) == "2"
    assert str(first[7]) == "-1"


@pytest.mark.parametrize(
    ("totals", "about"),
    [
        ("month,crashes\n1,2\n", "need a column year"),
        ("year,county,crashes\n2024,nowhere,2\n", "row 1"),
        ("year,crashes\n2024,2\n2024,3\n", "about the same"),
        ("year,crashes\n2024,two\n", "row 1"),
        ("year,crashes\n", "no totals"),
    ],
)
def test_totals_that_cannot_be_read_are_not_guessed(run: Run, twin, totals: str, about: str) -> None:
    said = held(run, twin, totals)
    assert said.code == 3
    assert about in said.complaint
