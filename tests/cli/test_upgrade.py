"""``daoan upgrade``: backed up, migrated, compared; or nothing was changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from daoan.edge.serving import serving
from daoan.store.sql import migrate
from tests.cli.conftest import Run

pytestmark = pytest.mark.xdist_group("cli")
BEFORE = "0016_company_months"  # the shape before the latest


@pytest.fixture
def older(leeds_ws: Path) -> Path:
    """A workspace of the shape before the latest."""
    with closing(sqlite3.connect(leeds_ws / "daoan.db")) as store, store:
        store.executescript("DROP TABLE exchange_acts; DROP TABLE exchange_bundles; DROP TABLE exchange_copies;")
        store.execute("UPDATE alembic_version SET version_num = ?", (BEFORE,))
    return leeds_ws


def shape(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "daoan.db")) as store:
        return str(store.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_it_backs_up_migrates_and_loses_nothing(run: Run, older: Path, tmp_path: Path) -> None:
    said = run("upgrade", older, "--by", "wang", "--backup", tmp_path / "before", "--json")
    assert said.code == 0, said.err
    found = said.json()
    assert (found["before"], found["after"]) == (BEFORE, migrate.newest_shape())
    assert (found["same_head"], found["differing"], found["chain_holds"]) == (True, {}, True)
    assert run("audit", "verify", "-w", older).code == 0
    with closing(sqlite3.connect(tmp_path / "before" / "store.sqlite")) as copy:  # the backup has the old shape
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone()[0] == BEFORE
    back = run("restore", tmp_path / "before", "--into", tmp_path / "again", "--json")
    assert (back.code, back.json()["upgraded_from"]) == (0, BEFORE)


def test_where_there_is_nothing_to_do_nothing_is_done(run: Run, leeds_ws: Path, tmp_path: Path) -> None:
    said = run("upgrade", leeds_ws, "--backup", tmp_path / "before")
    assert (said.code, "nothing to do" in said.out) == (0, True)
    assert not (tmp_path / "before").exists()


def test_it_is_refused_while_a_server_runs_and_a_server_while_it_runs(run: Run, older: Path, tmp_path: Path) -> None:
    with serving(older):
        assert "a server runs on it" in run("upgrade", older, "--backup", tmp_path / "before").complaint
    assert shape(older) == BEFORE
    assert not (tmp_path / "before").exists()
    assert run("upgrade", older, "--backup", tmp_path / "before").code == 0


def test_a_migration_that_fails_leaves_the_store_and_names_the_way_back(
    run: Run, older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(migrate.command, "upgrade", fails)
    said = run("upgrade", older, "--backup", tmp_path / "before")
    assert said.code == 1
    assert "daoan restore" in said.complaint
    assert shape(older) == BEFORE
    assert (tmp_path / "before" / "manifest.json").exists()
