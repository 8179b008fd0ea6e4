"""``daoan backup``, ``restore``, ``drill``: the same city comes back, or nothing does."""

import json
import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PHRASE = "a long enough passphrase"


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    path = tmp_path / "phrase"
    path.write_text(PHRASE + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("suite", "digits"), [("aes", "sha256"), ("sm", "sm3")])
def test_a_city_comes_back_with_its_head_keys_and_files(
    run: Run, leeds_ws: Path, tmp_path: Path, phrase: Path, suite: str, digits: str
) -> None:
    (leeds_ws / "lake").mkdir()
    (leeds_ws / "lake" / "day.parquet").write_bytes(b"passes")
    to, into = tmp_path / "disk" / "monday", tmp_path / "elsewhere" / "leeds"
    made = run("backup", to, "--by", "wang", "--passphrase-file", phrase, "--suite", suite, "--json", "-w", leeds_ws)
    assert made.code == 0, made.err
    manifest = made.json()
    assert manifest["rows"]["audit_chain"] == manifest["head"] == 1
    assert "files/lake/day.parquet" in manifest["parts"]
    assert not [name for name in manifest["parts"] if "keys/" in name or "daoan.db" in name]

    said = run("restore", to, "--into", into, "--passphrase-file", phrase, "--json")
    found = said.json()
    assert (said.code, found["chain_holds"], found["same_head"], found["differing"]) == (0, True, True, {})
    assert (found["head"], found["seal"]) == (manifest["head"], manifest["seal"])
    assert (into / "lake" / "day.parquet").read_bytes() == b"passes"
    assert (into / "keys" / "audit.json").stat().st_mode & 0o077 == 0
    assert run("audit", "verify", "-w", into).code == 0
    assert run("check", "--json", "-w", into).json() == run("check", "--json", "-w", leeds_ws).json()


def test_what_another_process_writes_meanwhile_is_not_in_the_copy_and_does_not_wait_for_it(
    leeds_ws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from daoan.store.sql import copying

    monkeypatch.setattr(copying, "PAGES_A_STEP", 8)
    with closing(sqlite3.connect(leeds_ws / "daoan.db", isolation_level=None)) as writer:
        before = writer.execute("SELECT count(*) FROM settings").fetchone()[0]

        names = iter(["during-1", "during-2", "during-3"])  # not without end: a copy that began anew must end too

        def write(_done: int, _of: int) -> None:
            if name := next(names, None):
                writer.execute("INSERT INTO settings SELECT ?, payload FROM settings LIMIT 1", (name,))

        _, facts = copying.copy_store(str(leeds_ws / "daoan.db"), tmp_path, write)
        assert writer.execute("SELECT count(*) FROM settings").fetchone()[0] > before
    assert facts.rows["settings"] == before


def test_a_part_that_was_changed_or_lost_restores_nothing(run: Run, leeds_ws: Path, tmp_path: Path) -> None:
    to, into = tmp_path / "monday", tmp_path / "new"
    (leeds_ws / "note.csv").write_bytes(b"a,b")
    assert run("backup", to, "--by", "wang", "-w", leeds_ws).code == 0
    (to / "files" / "note.csv").write_bytes(b"a,c")
    said = run("restore", to, "--into", into)
    assert (said.code, "not what the manifest says" in said.complaint) == (3, True)
    (to / "files" / "note.csv").unlink()
    assert "missing from the backup" in run("restore", to, "--into", into).complaint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["monday", "ws"]


def test_a_manifest_that_names_other_places_is_refused(run: Run, leeds_ws: Path, tmp_path: Path) -> None:
    to = tmp_path / "monday"
    assert run("backup", to, "--by", "wang", "-w", leeds_ws).code == 0
    manifest = json.loads((to / "manifest.json").read_text())
    manifest["parts"]["files/../../../outside"] = "0"
    (to / "manifest.json").write_text(json.dumps(manifest))
    assert "leads out of the folder" in run("restore", to, "--into", tmp_path / "new").complaint


def test_neither_overwrites_anything(run: Run, leeds_ws: Path, tmp_path: Path) -> None:
    to = tmp_path / "monday"
    assert run("backup", to, "--by", "wang", "-w", leeds_ws).code == 0
    assert "is there already" in run("backup", to, "--by", "wang", "-w", leeds_ws).complaint
    assert "would be lost with it" in run("backup", leeds_ws / "b", "--by", "wang", "-w", leeds_ws).complaint
    assert "is not empty" in run("restore", to, "--into", leeds_ws).complaint


def test_another_passphrase_opens_nothing_and_without_one_the_log_is_said_to_be_unchecked(
    run: Run, leeds_ws: Path, tmp_path: Path, phrase: Path
) -> None:
    to, into = tmp_path / "monday", tmp_path / "new"
    assert run("backup", to, "--by", "wang", "--passphrase-file", phrase, "-w", leeds_ws).code == 0
    assert PHRASE not in (to / "manifest.json").read_text()
    phrase.write_text("another passphrase altogether")
    assert "do not open" in run("restore", to, "--into", into, "--passphrase-file", phrase).complaint
    assert not into.exists()
    said = run("restore", to, "--into", into, "--json")
    assert (said.code, said.json()["chain_holds"], said.json()["keys"]) == (0, None, False)


def test_an_altered_line_of_the_log_shows_in_the_restore(
    run: Run, leeds_ws: Path, tmp_path: Path, phrase: Path
) -> None:
    for _ in range(2):
        assert run("audit", "show", "--by", "li", "--why", "review", "-w", leeds_ws).code == 0
    with closing(sqlite3.connect(leeds_ws / "daoan.db")) as connection, connection:
        connection.execute("UPDATE audit_chain SET seal = ? WHERE number = 1", ("0" * 64,))
    assert run("backup", tmp_path / "b", "--by", "wang", "--passphrase-file", phrase, "-w", leeds_ws).code == 0
    said = run("restore", tmp_path / "b", "--into", tmp_path / "n", "--passphrase-file", phrase, "--json")
    assert (said.code, said.json()["chain_holds"]) == (5, False)


def test_a_drill_compares_and_leaves_nothing_behind(run: Run, leeds_ws: Path, tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    said = run("drill", "--by", "wang", "--folder", room, "--json", "-w", leeds_ws)
    restored = said.json()["restored"]
    assert (said.code, restored["same_head"], restored["chain_holds"], restored["differing"]) == (0, True, True, {})
    assert list(room.iterdir()) == []


@pytest.mark.skipif("DAOAN_TEST_POSTGRES" not in os.environ, reason="no PostgreSQL: set DAOAN_TEST_POSTGRES")
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="no pg_dump")
def test_a_city_on_postgresql_comes_back_into_an_empty_database(
    run: Run, city_file: Path, tmp_path: Path, phrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import create_engine, make_url, text

    server = make_url(os.environ["DAOAN_TEST_POSTGRES"]).set(drivername="postgresql+psycopg")
    names = [f"backup_{secrets.token_hex(4)}" for _ in range(2)]
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    urls = [server.set(drivername="postgresql", database=n).render_as_string(hide_password=False) for n in names]
    with engine.connect() as admin:
        for name in names:
            admin.execute(text(f"CREATE DATABASE {name}"))
    try:
        monkeypatch.setenv("DAOAN_DATABASE", urls[0])
        ws, to = tmp_path / "ws", tmp_path / "monday"
        assert run("init", "--city", city_file, "-w", ws).code == 0
        made = run("backup", to, "--by", "wang", "--passphrase-file", phrase, "--json", "-w", ws)
        assert made.code == 0, made.err
        held = run("drill", "--by", "wang", "--folder", tmp_path, "--json", "-w", ws)
        assert held.code == 0, held.err
        assert held.json()["restored"]["chain_holds"]
        with engine.connect() as admin:
            left = admin.execute(text(f"SELECT count(*) FROM pg_database WHERE datname LIKE '{names[0]}_drill%'"))
            assert left.scalar_one() == 0
        words = ("--into", tmp_path / "new", "--passphrase-file", phrase)
        monkeypatch.delenv("DAOAN_DATABASE")
        assert "name an empty one" in run("restore", to, *words).complaint
        assert "holds tables already" in run("restore", to, *words, "--database", urls[0]).complaint
        said = run("restore", to, *words, "--database", urls[1], "--json")
        assert (said.code, said.json()["chain_holds"], said.json()["seal"]) == (0, True, made.json()["seal"])
    finally:
        with engine.connect() as admin:
            for name in names:
                admin.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
