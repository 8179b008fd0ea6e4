"""docs/how-to/city.md, step by step: a city of one's own from files, through the command line alone."""

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
ISLAND = ROOT / "examples" / "isle_of_wight"
HOW_TO = (ROOT / "docs" / "how-to" / "city.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.xdist_group("cli")


@pytest.fixture(scope="module")
def made(run, city_file, tmp_path_factory):
    """The Isle of Wight: what each step of the way answered, and the workspace."""
    folder = tmp_path_factory.mktemp("island") / "ws"
    steps = {
        "init": run("init", "--city", city_file, "--workspace", folder),
        "ingest": run("ingest", "stats19", ISLAND / "stats19_collisions_2018.gpkg", "-w", folder, "--json"),
        "roads": run("roads", ISLAND / "osm_main_highways_tagged.gpkg", "-w", folder, "--json"),
        "counts": run("ingest", "aadf", ISLAND / "dft_aadf_2018.csv", "-w", folder, "--json"),
        "loop": run("loop", "--as-of", "2019-01-01", "-w", folder, "--json"),
    }
    return folder, steps


@pytest.fixture
def island(made, tmp_path):
    """A copy of the island's workspace to write to."""
    return shutil.copytree(made[0], tmp_path / "ws")


def test_every_step_is_done(made):
    assert {name: said.code for name, said in made[1].items()} == dict.fromkeys(made[1], 0)


def test_crashes_roads_and_counts_are_all_read(made):
    _, steps = made
    (crashes,), roads, (counts,) = steps["ingest"].json(), steps["roads"].json(), steps["counts"].json()
    assert (crashes["rows_read"], crashes["rows_accepted"], crashes["records_added"]) == (289, 289, 289)
    assert (counts["rows_read"], counts["records_added"]) == (56, 56)
    assert (roads["links_read"], roads["refused"]) == (1405, 0)
    assert 300 < roads["length_km"] < 450


def test_the_loop_says_what_it_was_computed_from(made):
    run_made = made[1]["loop"].json()
    assert run_made["city"] == "isle-of-wight"
    assert run_made["as_of"] == "2019-01-01T00:00:00Z"
    assert set(run_made["inputs"]) == {"network", "crashes", "counts"}
    assert set(run_made["seconds"]) == {"sense", "assess", "warn", "act", "learn"}


def test_progress_goes_to_standard_error(made):
    assert "sense" in made[1]["loop"].err


def test_the_balance_holds(run, made):
    balance = run("check", "-w", made[0], "--json")
    assert balance.code == 0
    assert balance.json()["rows_read"] == 289 + 56
    assert balance.json()["placed"] == {"part": 289, "whole": 289}
    assert "holds 平衡" in run("check", "-w", made[0]).out


def test_one_year_is_too_short_for_a_scorecard_and_that_is_said(run, made):
    said = run("scorecard", "-w", made[0])
    assert said.code == 4
    assert "too few years" in said.complaint


@pytest.mark.parametrize(("lang", "words"), [("en", "Isle of Wight"), ("zh", "怀特岛")])
def test_a_bulletin_in_either_language(run, island, lang, words):
    from docx import Document

    assert run("bulletin", "2018-12", "--lang", lang, "-w", island).code == 0
    (written,) = (island / "exports").glob("*.docx")
    assert words in "\n".join(p.text for p in Document(str(written)).paragraphs)


def test_a_bulletin_of_a_month_that_is_not_there(run, made, tmp_path):
    said = run("bulletin", "1066-10", "-w", made[0], "--to", tmp_path / "b.docx")
    assert said.code == 4
    assert "2018-12" in said.complaint  # which there are
    assert not (tmp_path / "b.docx").exists()


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("--to", "b.txt"), ".docx or .pdf"),
        (("--lang", "fr"), "en or zh"),
    ],
)
def test_a_bulletin_that_there_cannot_be(run, made, words, about):
    said = run("bulletin", "2018-12", "-w", made[0], *words)
    assert said.code == 3
    assert about in said.complaint


def test_a_bulletin_is_not_written_where_a_folder_is(run, made, tmp_path):
    (tmp_path / "b.docx").mkdir()
    said = run("bulletin", "2018-12", "-w", made[0], "--to", tmp_path / "b.docx")
    assert said.code == 3
    assert "cannot be written" in said.complaint


def test_a_loop_as_of_before_anything_was_known(run, island):
    early = run("loop", "--as-of", "2001-01-01", "-w", island, "--json")
    assert early.code == 0
    assert early.json()["as_of"].startswith("2001")


@pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31"])
def test_a_loop_at_the_end_of_all_days(run, made, as_of):
    said = run("loop", "--as-of", as_of, "-w", made[0])
    assert said.code == 3
    assert "1900 to 2200" in said.complaint


def test_the_register_of_the_template_is_filled_and_read_by_the_citys_own_clock(run, island, tmp_path):
    book = tmp_path / "register.xlsx"
    assert run("template", book).code == 0
    filled = openpyxl.load_workbook(book)
    sheet = filled.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    row = {"事故编号": "R-1", "发生时间": "2018-07-01 08:30", "死亡": 0, "受伤": 2}
    row |= {"经度": -1.3, "纬度": 50.7, "坐标系": "WGS-84"}
    sea = row | {"事故编号": "R-2", "经度": -4.0, "纬度": 48.9}
    for one in (row, sea):
        sheet.append([one.get(h) for h in headings])
    filled.save(book)

    said = run("ingest", "register", book, "-w", island, "--json")
    assert said.code == 0
    (receipt,) = said.json()
    assert (receipt["rows_read"], receipt["rows_accepted"], receipt["rows_refused"]) == (2, 1, 1)
    (refusal,) = run("refusals", "-w", island, "--json").json()
    assert refusal["code"] == "place.outside"
    assert (
        read(island, "register:R-1").happened_at.isoformat() == "2018-07-01T07:30:00+00:00"
    )  # summer time on the island
    assert run("check", "-w", island).code == 0


def read(folder: Path, crash_id: str):
    """One crash as it is read."""
    from daoan.app.workspace import open_workspace
    from daoan.config import read_config

    workspace = open_workspace(read_config({"workspace": folder}, {}))
    try:
        return workspace.store.get_crash(crash_id, workspace.now).as_read
    finally:
        workspace.close()


def test_the_description_in_the_how_to_is_one(run, tmp_path):
    described = re.search(r"```toml\n(.*?)```", HOW_TO, re.DOTALL)
    assert described
    (tmp_path / "mycity.toml").write_text(described[1].replace("\n   ", "\n"), encoding="utf-8")
    said = run("init", "--city", tmp_path / "mycity.toml", "--workspace", tmp_path / "ws")
    assert said.code == 0
    assert "My City 我的城市" in said.out


def test_every_command_of_the_how_to_exists(run):
    commands = set(re.findall(r"`daoan (\w+)", HOW_TO))
    assert commands >= {"init", "template", "ingest", "refusals", "roads", "loop", "serve"}
    for command in commands:
        assert run(command, "--help").code == 0


WRONG_CITIES = {
    "no TOML": b"code = ",
    "no code": b'name_en = "A"\nname_zh = "B"\nzone = "UTC"\nbounds = [0, 0, 1, 1]\nareas = []',
    "no zone": b'code = "a"\nname_en = "A"\nname_zh = "B"\nzone = "Europe"\nbounds = [0, 0, 1, 1]\nareas = []',
    "bounds upside down": b'code = "a"\nname_en = "A"\nname_zh = "B"\nzone = "UTC"\nbounds = [1, 1, 0, 0]\nareas = []',
    "name is a number": b'code = "a"\nname_en = 1\nname_zh = "B"\nzone = "UTC"\nbounds = [0, 0, 1, 1]\nareas = []',
    "areas no tables": b'code = "a"\nname_en = "A"\nname_zh = "B"\nzone = "UTC"\nbounds = [0, 0, 1, 1]\nareas = [1]',
    "GBK": 'name_zh = "庆阳"'.encode("gbk"),
    "empty": b"",
    "no such country": b'code="a"\nname_en="A"\nname_zh="B"\nzone="UTC"\nbounds=[0,0,1,1]\nareas=[]\ncountry="XX"',
    "no such digit": b'code="a"\nname_en="A"\nname_zh="B"\nzone="UTC"\nbounds=[0,0,1,1]\nareas=[]\nmarkets=[[1,14]]',
    "markets no lists": b'code="a"\nname_en="A"\nname_zh="B"\nzone="UTC"\nbounds=[0,0,1,1]\nareas=[]\nmarkets=[1]',
}


@pytest.mark.parametrize("content", WRONG_CITIES.values(), ids=WRONG_CITIES)
def test_a_description_that_is_none(run, tmp_path, content):
    (tmp_path / "city.toml").write_bytes(content)
    said = run("init", "--city", tmp_path / "city.toml", "-w", tmp_path / "ws")
    assert said.code == 3
    assert "city.toml" in said.complaint
    assert not (tmp_path / "ws").exists()
