"""The same tampering, done to the database file behind the store's back."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from daoan.app.audit import check_log
from daoan.app.audit_scan import PAGE
from daoan.store.open import open_store
from daoan.terms.audit_break import BreakKind as K
from daoan.terms.errors import DaoanError
from tests.audit.chains import LENGTH, NEW, OLD, ROTATED_AT, TAMPERINGS, Tampering, chain_of, scene

#: Lines are read by number: where they lie in the file tells nothing.
BY_PLACE = {"neighbours_swapped", "line_moved_to_the_end", "whole_log_turned_round"}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's file with the chain of the scene, written by the store."""
    path = tmp_path_factory.mktemp("chain") / "daoan.db"
    entries = chain_of()
    for sealer, part in ((OLD, entries[:ROTATED_AT]), (NEW, entries[ROTATED_AT:])):
        with closing(open_store(path, sealer)) as store:
            assert [store.append_audit(e.note) for e in part] == part
    return path


@pytest.fixture
def file(untouched: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copy(untouched, tmp_path / "daoan.db"))


def found(file: Path, keys: dict[str, bytes] | None = None) -> list[tuple[K, int, int]]:
    """Breaks of the file against the scene's keys and anchors."""
    s = scene()
    with closing(open_store(file)) as store:
        report = check_log(store, s.keys if keys is None else keys, s.anchors)
    assert report.holds == (not report.breaks)
    return [(b.kind, b.number, b.last) for b in report.breaks]


def sql(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


#: The table without its key, so that anything can be written into it.
LOOSE = (
    "CREATE TABLE loose AS SELECT * FROM audit_chain",
    "DROP TABLE audit_chain",
    "ALTER TABLE loose RENAME TO audit_chain",
)


def test_an_untouched_file_holds(file: Path) -> None:
    assert found(file) == []


@pytest.mark.parametrize("done", [t for t in TAMPERINGS if t.name not in BY_PLACE], ids=lambda t: t.name)
def test_tampering_in_the_file_is_found(done: Tampering, file: Path) -> None:
    s = scene()
    done.do(s)
    sql(file, *LOOSE, "DELETE FROM audit_chain")
    rows = [(e.number, e.seal, e.key_id, msgspec.json.encode(e.note).decode()) for e in s.entries]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany("INSERT INTO audit_chain (number, seal, key_id, payload) VALUES (?, ?, ?, ?)", rows)
    with closing(open_store(file)) as store:
        report = check_log(store, s.keys, s.anchors)
    assert [b for b in report.breaks if b.number <= done.number <= b.last], report.breaks


STATEMENTS = {
    "one_word": ("UPDATE audit_chain SET payload = replace(payload, 'p2', 'p3') WHERE number = 7", K.ALTERED, 7),
    "json_set": (
        "UPDATE audit_chain SET payload = json_set(payload, '$.case', 'OR-1') WHERE number = 7",
        K.ALTERED,
        7,
    ),
    "every_line": (
        "UPDATE audit_chain SET payload = json_set(payload, '$.unit_id', 'x')",
        K.WRONG_KEY,  # no line is left that bears out either key
        1,
    ),
    "no_json": ("UPDATE audit_chain SET payload = '{' WHERE number = 7", K.UNREADABLE, 7),
    "no_text": ("UPDATE audit_chain SET payload = x'ff00' WHERE number = 7", K.UNREADABLE, 7),
    "emptied": ("UPDATE audit_chain SET payload = '' WHERE number = 1", K.UNREADABLE, 1),
    "seal_as_bytes": ("UPDATE audit_chain SET seal = x'00' WHERE number = 7", K.ALTERED, 7),
    "number_moved_up": ("UPDATE audit_chain SET number = 99 WHERE number = 7", K.MISSING, 7),
    "number_below_one": ("UPDATE audit_chain SET number = -7 WHERE number = 7", K.MISSING, 7),
    "number_as_text": ("UPDATE audit_chain SET number = 'seven' WHERE number = 7", K.MISSING, 7),
    "number_as_fraction": ("UPDATE audit_chain SET number = 7.5 WHERE number = 7", K.MISSING, 7),
    "deleted_by_person": ("DELETE FROM audit_chain WHERE json_extract(payload, '$.person_id') = 'p2'", K.MISSING, 7),
    "tail": ("DELETE FROM audit_chain WHERE number > 30", K.CUT_OFF, 31),
    "all": ("DELETE FROM audit_chain", K.CUT_OFF, 1),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_is_found(name: str, file: Path) -> None:
    statement, kind, number = STATEMENTS[name]
    sql(file, statement)
    assert [b for b in found(file) if b[0] is kind and b[1] <= number <= b[2]], found(file)


def test_lines_behind_an_unreadable_one_are_still_checked(file: Path) -> None:
    sql(
        file,
        "UPDATE audit_chain SET payload = '{' WHERE number IN (7, 8)",
        "UPDATE audit_chain SET payload = replace(payload, 'p0', 'p9') WHERE number = 20",
    )
    assert (K.UNREADABLE, 7) in [(kind, number) for kind, number, _ in found(file)]
    assert (K.ALTERED, 20, 20) in found(file)


def test_a_line_doubled_where_a_page_ends_is_found(tmp_path: Path) -> None:
    path = tmp_path / "long.db"
    entries = chain_of(PAGE + 20, None)
    with closing(open_store(path, OLD)) as store:
        store.append_audit(entries[0].note)
    rows = [(e.number, e.seal, e.key_id, msgspec.json.encode(e.note).decode()) for e in entries[1:]]
    rows.append(rows[PAGE - 2])
    assert rows[-1][0] == PAGE
    sql(path, *LOOSE)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO audit_chain (number, seal, key_id, payload) VALUES (?, ?, ?, ?)", rows)
    with closing(open_store(path)) as store:
        report = check_log(store, {OLD.key_id: OLD.key}, [])
    assert [(b.kind, b.number) for b in report.breaks] == [(K.DOUBLED, PAGE)]


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:8192])


def _scramble(file: Path) -> None:
    content = bytearray(file.read_bytes())
    at = content.find(b"OR-2026-0007")
    content[at : at + 12] = b"OR-2026-0008"
    file.write_bytes(content)


def _drop(file: Path) -> None:
    sql(file, "DROP TABLE audit_chain")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _remove(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("do", [_truncate, _scramble, _drop, _empty, _remove])
def test_what_is_done_to_the_file_itself_is_found(do: Callable[[Path], None], file: Path) -> None:
    do(file)
    try:
        breaks = found(file)
    except DaoanError:
        return  # the store refuses it
    assert breaks


def test_an_old_copy_of_the_file_is_found(untouched: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with closing(open_store(old, OLD)) as store:
        for entry in chain_of()[:20]:
            store.append_audit(entry.note)
    assert found(old) == [(K.CUT_OFF, 21, LENGTH)]
    with closing(open_store(old, OLD)) as store:  # and continued as if nothing had been
        for entry in chain_of()[20:]:
            store.append_audit(entry.note)
    assert (K.ROLLED_BACK, LENGTH, LENGTH) in found(old)
