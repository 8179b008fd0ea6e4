"""Opening a store: what cannot be used is said, and nothing that is there is lost."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from daoan.store.memory import MemoryStore
from daoan.store.open import open_store
from daoan.store.sql.store import SqlStore
from daoan.terms.errors import InputError
from tests.store.store_given import LATE, batch, crash, day

OPEN_AND_WRITE = """
import sys
from daoan.store.open import open_store
from tests.store.store_given import batch, crash, day
print("ready", flush=True)
sys.stdin.readline()
store = open_store(sys.argv[1])
store.receive_crashes(batch(crash(sys.argv[2]), sha=sys.argv[2]), day(1))
store.close()
"""


def test_memory_is_a_place():
    assert isinstance(open_store("memory:"), MemoryStore)


def test_what_is_kept_is_there_when_opened_again(lasting_place: str):
    store = open_store(lasting_place)
    store.receive_crashes(batch(crash(1)), day(1))
    store.close()
    again = open_store(lasting_place)
    assert again.list_crashes(LATE) == [crash(1)]
    again.close()


def test_a_folder_a_file_and_an_address_name_the_same_store(tmp_path: Path):
    folder = tmp_path / "庆阳 100%?#" / "workspace"
    store = open_store(folder)
    store.put_setting("city", "qingyang")
    store.close()
    for place in (folder, str(folder), folder / "daoan.sqlite"):
        again = open_store(place)
        assert again.find_setting("city") == "qingyang"
        again.close()
    assert [p.name for p in folder.iterdir()] == ["daoan.sqlite"]


def test_the_file_is_logged_ahead_synced_and_checked(tmp_path: Path):
    store = open_store(tmp_path)
    assert isinstance(store, SqlStore)
    with store.engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    store.close()


@pytest.mark.parametrize(
    "content", [b"crash_id,date\n1,2019\n" * 50, b"PK\x03\x04" + bytes(9_000), b"SQLite format 3\0zz"]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes):
    file = tmp_path / "crashes.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"not a Daoan store|damaged"):
        open_store(file)
    assert file.read_bytes() == content


def test_a_damaged_store_is_refused(tmp_path: Path):
    file = tmp_path / "daoan.sqlite"
    store = open_store(file)
    store.receive_crashes(batch(*(crash(i) for i in range(500))), day(1))
    store.close()
    content = bytearray(file.read_bytes())
    content[100:4_096] = bytes(3_996)
    file.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        open_store(file)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path):
    file = tmp_path / "photos.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()
    with pytest.raises(InputError, match="another program"):
        open_store(file)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("photos",)]
    connection.close()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(lasting_place: str):
    store = open_store(lasting_place)
    assert isinstance(store, SqlStore)
    store.receive_crashes(batch(crash(1)), day(1))
    with store.engine.begin() as connection:
        own = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(InputError, match="newer version"):
            open_store(lasting_place)
        assert store.list_crashes(LATE) == [crash(1)]
    finally:
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{own}'")
        store.close()


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Without the rights of root, whom no permission stops."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter and only its owner may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_a_folder_without_write_permission_is_said(open_folder: Path, unprivileged: None):
    with pytest.raises(InputError, match=str(open_folder)):
        open_store(open_folder)
    with pytest.raises(InputError, match="cannot be made"):
        open_store(open_folder / "deeper" / "workspace")
    assert list(open_folder.iterdir()) == []


def test_a_file_that_may_not_be_written_is_said(tmp_path: Path):
    folder = Path(tempfile.mkdtemp())
    store = open_store(folder)
    store.receive_crashes(batch(crash(1)), day(1))
    store.close()
    (folder / "daoan.sqlite").chmod(0o444)
    folder.chmod(0o555)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(InputError, match=r"may not be written|cannot be opened"):
            open_store(folder).receive_crashes(batch(crash(2), sha="b"), day(2))
    finally:
        os.seteuid(before)
        folder.chmod(0o755)
    (folder / "daoan.sqlite").chmod(0o644)
    again = open_store(folder)
    assert again.list_crashes(LATE) == [crash(1)]
    again.close()


def test_a_file_where_a_folder_should_be_is_said(tmp_path: Path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(InputError):
        open_store(tmp_path / "taken" / "workspace")
    with pytest.raises(InputError):
        open_store(tmp_path / "taken" / "daoan.sqlite")


@pytest.mark.parametrize("address", ["mysql://x/y", "://", "http://example.org", "postgresql://[::1/x"])
def test_an_address_of_no_store_is_said(address: str):
    with pytest.raises(InputError):
        open_store(address)


def test_a_server_that_does_not_answer_is_said_without_its_password(tmp_path: Path):
    with pytest.raises(InputError, match="does not answer") as caught:
        open_store(f"postgresql://daoan:secret@/daoan?host={tmp_path}")
    assert "secret" not in str(caught.value)


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_said(postgres_server: str):
    with pytest.raises(InputError):
        open_store(make_url(postgres_server).set(database="no_such_city").render_as_string(hide_password=False))


def open_at_once(place: str, processes: int) -> None:
    """Open a store from several processes at one moment, each writing something."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_WRITE, place, str(n)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for n in range(processes)
    ]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        _, complaint = process.communicate(timeout=60)
        assert process.returncode == 0, complaint


def test_processes_that_open_a_fresh_store_at_once_do_not_break_it(tmp_path: Path):
    open_at_once(str(tmp_path / "daoan.sqlite"), 3)
    store = open_store(tmp_path)
    assert len(store.list_crashes(LATE)) == 3
    store.close()


@pytest.mark.postgres
def test_processes_that_open_a_fresh_database_at_once_do_not_break_it(postgres_places):
    place = postgres_places("at_once")
    open_at_once(place, 3)
    store = open_store(place)
    assert len(store.list_crashes(LATE)) == 3
    store.close()
