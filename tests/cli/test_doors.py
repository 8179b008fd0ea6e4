"""What a person does wrong at the command line is answered with one line and the exit code that is promised."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NETWORK = ROOT / "examples" / "leeds" / "network"

pytestmark = pytest.mark.xdist_group("cli")


@pytest.mark.parametrize(
    "words",
    [("dance",), ("ingest",), ("ingest", "leeds"), ("check", "--colour"), ("loop", "--as-of", "soon"), ("replay", "x")],
)
def test_wrong_use_is_2(run, words):
    said = run(*words)
    assert said.code == 2
    assert "Usage" in said.err
    assert "Traceback" not in said.err


def test_without_a_word_the_help_is_shown(run):
    said = run()
    assert "Usage" in said.out + said.err
    assert said.code in (0, 2)


@pytest.mark.parametrize("command", ["check", "refusals", "loop", "scorecard", "outlook"])
def test_without_a_workspace_it_is_said_how_to_make_one(run, tmp_path, command):
    said = run(command, "-w", tmp_path / "ws")
    assert said.code == 4
    assert "daoan init" in said.complaint
    assert not (tmp_path / "ws").exists()


def test_without_roads_it_is_said_how_to_get_them(run, leeds_ws):
    said = run("loop", "-w", leeds_ws)
    assert said.code == 4
    assert "daoan roads" in said.complaint


@pytest.mark.parametrize("words", [("scorecard",), ("outlook",), ("bulletin", "2019-12")])
def test_before_the_first_loop_there_is_nothing_to_show(run, leeds_ws, words):
    said = run(*words, "-w", leeds_ws)
    assert said.code == 4
    assert said.complaint


def test_a_feed_that_there_is_not(run, leeds_ws, leeds_file):
    said = run("ingest", "guess", leeds_file, "-w", leeds_ws)
    assert said.code == 3
    assert "leeds, stats19, register, aadf" in said.complaint


def test_files_that_are_none(run, leeds_ws, tmp_path):
    assert "does not exist" in run("ingest", "leeds", tmp_path / "none.csv", "-w", leeds_ws).complaint
    assert "is a folder" in run("ingest", "leeds", tmp_path, "-w", leeds_ws).complaint
    assert run("ingest", "leeds", tmp_path, "-w", leeds_ws).code == 3


@pytest.mark.parametrize("name", ["none.osm.pbf", "none.gpkg", "none.parquet", "none.shp", "folder.gpkg", "folder.osm"])
def test_roads_that_are_none(run, leeds_ws, tmp_path, name):
    if name.startswith("folder"):
        (tmp_path / name).mkdir()
    said = run("roads", tmp_path / name, "-w", leeds_ws)
    assert said.code == 3
    assert name in said.complaint


@pytest.mark.parametrize("stretch_m", ["0", "-5", "nan"])
def test_a_length_that_is_none(run, leeds_ws, stretch_m):
    said = run("roads", NETWORK / "its-example.osm.pbf", "--stretch-m", stretch_m, "-w", leeds_ws)
    assert said.code == 3
    assert said.complaint


@pytest.mark.parametrize("file", ["its-example.osm.pbf", "osm_leeds_centre_tagged_small.gpkg"])
def test_roads_of_either_format(run, leeds_ws, file):
    facts = run("roads", NETWORK / file, "-w", leeds_ws, "--json")
    assert facts.code == 0
    assert facts.json()["segments"] > 20
    assert "→" in facts.err


@pytest.mark.parametrize("port", ["-1", "65536", "http", "²", "9" * 5000])
def test_a_port_that_is_none(run, leeds_ws, port, monkeypatch):
    monkeypatch.setenv("DAOAN_PORT", port)
    said = run("check", "-w", leeds_ws)
    assert said.code == 3
    assert "port" in said.complaint


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org", "::", ""])
def test_only_loopback_is_served(run, leeds_ws, host, monkeypatch):
    served = []
    monkeypatch.setattr("uvicorn.Server.run", lambda *a, **k: served.append(k))
    said = run("serve", "--host", host, "-w", leeds_ws)
    assert said.code == 3
    assert "loopback only" in said.complaint
    assert not served


def test_the_address_is_said_before_serving(run, leeds_ws, monkeypatch):
    monkeypatch.setattr("uvicorn.Server.run", lambda *a, **k: None)
    said = run("serve", "--port", "8123", "-w", leeds_ws)
    assert said.code == 0
    assert "http://127.0.0.1:8123" in said.out


def test_a_workspace_is_about_one_city(run, leeds_ws, city_file):
    said = run("init", "--city", city_file, "-w", leeds_ws)
    assert said.code == 3
    assert "is about leeds" in said.complaint.casefold()
    assert run("init", "--city", "leeds", "-w", leeds_ws).code == 0  # the same one again is no harm


def test_a_workspace_whose_city_cannot_be_read(run, leeds_ws):
    """As after another version of Daoan described it; making it anew keeps the records."""
    from daoan.app.workspace import CITY
    from daoan.store.open import open_store

    store = open_store(leeds_ws / "daoan.db")
    store.put_setting(CITY, {"code": "leeds", "zone": "Europe/London"})
    store.close()
    said = run("check", "-w", leeds_ws)
    assert said.code == 3
    assert "daoan init" in said.complaint
    assert run("init", "--city", "leeds", "-w", leeds_ws).code == 0
    assert run("check", "-w", leeds_ws, "--json").json()["rows_read"] == 40


def test_a_workspace_that_is_no_folder(run, tmp_path):
    (tmp_path / "ws").write_text("a note")
    assert run("init", "-w", tmp_path / "ws").code == 3
    assert run("check", "-w", tmp_path / "ws").code == 4
    assert (tmp_path / "ws").read_text() == "a note"


def test_a_damaged_database_is_named(run, leeds_ws):
    (file,) = leeds_ws.glob("*.db")
    file.write_bytes(b"\x00" * 4096)
    said = run("check", "-w", leeds_ws)
    assert said.code == 3
    assert file.name in said.complaint


def test_an_unknown_city(run, tmp_path):
    assert "qingyang" in run("init", "--city", "atlantis", "-w", tmp_path / "ws").complaint
    assert "does not exist" in run("init", "--city", tmp_path / "no.toml", "-w", tmp_path / "ws").complaint


@pytest.mark.parametrize("words", [("--state", "lost"), ("--limit", "0"), ("--limit", "100000")])
def test_refusals_that_cannot_be_listed(run, leeds_ws, words):
    assert run("refusals", *words, "-w", leeds_ws).code == 3


def test_the_template_is_not_written_over(run, tmp_path):
    file = tmp_path / "register.xlsx"
    assert run("template", file).code == 0
    content = file.read_bytes()
    assert "not overwritten" in run("template", file).complaint
    assert file.read_bytes() == content
    assert ".xlsx" in run("template", tmp_path / "register.csv").complaint
    assert run("template", tmp_path / "new" / "register.xlsx").code == 0


def test_an_untouched_template_is_no_crash(run, leeds_ws, tmp_path):
    run("template", tmp_path / "register.xlsx")
    (receipt,) = run("ingest", "register", tmp_path / "register.xlsx", "-w", leeds_ws, "--json").json()
    assert (receipt["rows_read"], receipt["records"]) == (0, 0)


def test_docs_check_writes_nothing(run):
    folder = ROOT / "docs" / "reference"
    before = {path: path.read_bytes() for path in folder.glob("*.md")}
    said = run("docs", "--check")
    assert said.code == (1 if "stale" in said.out else 0)
    assert {path: path.read_bytes() for path in folder.glob("*.md")} == before


def test_a_name_with_brackets_is_a_name(run, tmp_path):
    said = run("init", "--city", "leeds", "-w", tmp_path / "[bold]x[/]")
    assert said.code == 0
    assert "[bold]x[/]" in said.out
    assert "[/red].csv" in run("ingest", "leeds", tmp_path / "[/red].csv", "-w", tmp_path / "[bold]x[/]").complaint


def test_as_its_own_process(leeds_ws, tmp_path):
    """As a person starts it: one JSON document on standard output, what was wrong on the other, the code outside."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DAOAN_")} | {"COLUMNS": "40"}

    def daoan(*words):
        return subprocess.run(
            [sys.executable, "-m", "daoan.cli", *map(str, words)],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    good = daoan("check", "-w", leeds_ws, "--json")
    assert good.returncode == 0
    assert json.loads(good.stdout)["holds"] is True
    bad = daoan("check", "-w", tmp_path / "nowhere")
    assert (bad.returncode, bad.stdout) == (4, "")
    assert len(bad.stderr.splitlines()) == 1
