"""``daoan audit``: check, anchor, read, change the key."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CITY, Run


@pytest.fixture(scope="module")
def made(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three lines in its log and nobody who signs in; `daoan init` would add an administrator."""
    from daoan.app.cities import find_city_plan
    from daoan.app.workspace import create_workspace
    from daoan.config import read_config

    folder = tmp_path_factory.mktemp("audit")
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    place = folder / "work" / "island"
    create_workspace(read_config({"workspace": place}, {}), find_city_plan(str(folder / "city.toml")).city).close()
    for _ in range(3):
        assert run("audit", "show", "--by", "wang", "--why", "monthly review", "-w", place).code == 0
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "work" / "island"))


def sql(place: Path, statement: str) -> None:
    with closing(sqlite3.connect(place / "daoan.db")) as connection, connection:
        connection.execute(statement)


def verify(run: Run, place: Path, *more: Any) -> tuple[int, Any]:
    said = run("audit", "verify", "--json", "-w", place, *more)
    return said.code, said.json()


def test_a_fresh_log_holds_and_says_what_no_anchor_covers(run: Run, place: Path) -> None:
    code, report = verify(run, place)
    assert (code, report["holds"], report["lines"], report["unanchored"]) == (0, True, 3, 3)
    said = run("audit", "verify", "-w", place)
    assert "no anchor covers the last 3 lines" in " ".join(said.out.split())
    assert "尚无锚点" in said.out


def test_reading_the_log_writes_a_line_into_it(run: Run, place: Path) -> None:
    lines = run("audit", "show", "--by", "li", "--why", "complaint", "--json", "-w", place).json()
    assert [line["number"] for line in lines] == [1, 2, 3]
    lines = run("audit", "show", "--by", "li", "--why", "x", "--after", 3, "--json", "-w", place).json()
    note = lines[0]["note"]
    assert (note["person_id"], note["action"], note["subject"], note["purpose"]) == (
        "li", "audit.read", "1-3", "complaint",
    )  # fmt: skip


def test_who_reads_must_say_why(run: Run, place: Path) -> None:
    assert run("audit", "show", "--by", "li", "-w", place).code == 2


def test_a_cut_tail_shows_against_the_anchor(run: Run, place: Path) -> None:
    assert run("audit", "anchor", "--by", "li", "-w", place).code == 0
    assert (place.parent / "anchors" / "island.jsonl").exists()
    code, report = verify(run, place)
    assert (code, report["anchored"], report["unanchored"]) == (0, 4, 0)
    sql(place, "DELETE FROM audit_chain WHERE number > 2")
    code, report = verify(run, place)
    assert (code, [(b["kind"], b["number"], b["last"]) for b in report["breaks"]]) == (1, [("cut_off", 3, 4)])


def test_a_table_tells_in_both_languages(run: Run, place: Path) -> None:
    sql(place, "UPDATE audit_chain SET payload = replace(payload, 'wang', 'zhao') WHERE number = 2")
    said = run("audit", "verify", "-w", place)
    assert said.code == 1
    assert "altered 被改动" in said.out


def test_an_anchor_from_paper(run: Run, place: Path, tmp_path: Path) -> None:
    letter = run("audit", "anchor", "--by", "li", "--mail", "--qr", tmp_path / "a.png", "-w", place).out
    assert "审计日志" in letter
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    (place.parent / "anchors" / "island.jsonl").unlink()  # whoever cuts the log takes the file too
    sql(place, "DELETE FROM audit_chain WHERE number > 2")
    assert verify(run, place)[0] == 0
    code, report = verify(run, place, "--anchor", letter)
    assert (code, report["breaks"][0]["kind"]) == (1, "cut_off")
    assert run("audit", "verify", "-w", place, "--anchor", letter.replace(" 4 ", " 5 ")).code == 3


def test_further_files_of_anchors(run: Run, place: Path, tmp_path: Path) -> None:
    other = tmp_path / "usb" / "anchors.jsonl"
    assert run("audit", "anchor", "--by", "li", "--to", other, "-w", place).code == 0
    assert verify(run, place, "--anchors", other)[1]["anchored"] == 4
    assert run("audit", "verify", "-w", place, "--anchors", tmp_path / "none").code == 4
    assert run("audit", "anchor", "--by", "li", "--to", place / "a.jsonl", "-w", place).code == 3


def test_a_changed_key_goes_on_with_the_chain(run: Run, place: Path) -> None:
    assert run("audit", "rotate", "--by", "li", "--why", "yearly", "-w", place).code == 0
    run("audit", "show", "--by", "li", "--why", "x", "-w", place)
    assert verify(run, place)[0] == 0
    lines = run("audit", "show", "--by", "li", "--why", "x", "--json", "-w", place).json()
    assert [line["key_id"][0] for line in lines] == ["1", "1", "1", "1", "2"]


def test_a_lost_key_is_told_and_not_replaced(run: Run, place: Path) -> None:
    keys = place / "keys" / "audit.json"
    keys.rename(keys.with_name("away.json"))
    code, report = verify(run, place)
    assert (code, report["breaks"][0]["kind"]) == (1, "unknown_key")
    assert run("audit", "show", "--by", "li", "--why", "x", "-w", place).code == 1
    assert run("audit", "rotate", "--by", "li", "--why", "x", "-w", place).code == 4
    assert not keys.exists()


def test_an_exchanged_key_is_told(run: Run, place: Path) -> None:
    keys = place / "keys" / "audit.json"
    ring = json.loads(keys.read_text())
    ring["keys"][0]["key"] = "ab" * 32
    keys.write_text(json.dumps(ring))
    code, report = verify(run, place)
    assert (code, report["breaks"][0]["kind"]) == (1, "wrong_key")
    assert "not the one it was" in run("audit", "show", "--by", "li", "--why", "x", "-w", place).complaint


def test_keys_and_anchors_where_the_settings_say(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAOAN_ANCHORS", str(tmp_path / "far" / "a.jsonl"))
    monkeypatch.setenv("DAOAN_KEYS", str(tmp_path / "safe"))
    (place / "keys").rename(tmp_path / "safe")
    assert run("audit", "anchor", "--by", "li", "-w", place).code == 0
    assert (tmp_path / "far" / "a.jsonl").exists()
    assert verify(run, place)[1]["anchored"] == 4
