"""A whole copy of a store while others work in it, and back: SQLite's online backup, PostgreSQL's own dump.

Both copy one state of the store: SQLite inside one read transaction, which in WAL mode stops nobody; ``pg_dump`` on the
snapshot of the transaction that has read the head of the audit log and the counts. So head and counts are of the copy.
"""

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, column, func, inspect, make_url, select, table

from daoan.store.sql import audit
from daoan.store.sql.engine import make_engine, reading, translated
from daoan.terms.errors import Fault, InputError
from daoan.terms.records.audited import AuditEntry

PAGES_A_STEP = 8192  # of SQLite, 4 KiB each by default: progress is told every 32 MB
SQLITE_PART, POSTGRES_PART = "store.sqlite", "store.pgdump"

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a copy can be compared by."""

    schema: str
    head: AuditEntry | None
    rows: Mapping[str, int]  # of each table


def copy_store(place: str, to: Path, progress: Progress) -> tuple[Path, StoreFacts]:
    """Copy the store at a place (path or address) into a folder; answers the file and what is in it.

    ``progress`` hears of pages done and of all, on SQLite. Raises :class:`InputError` where ``pg_dump`` is missing or
    fails, :class:`Fault` where the copy of SQLite is not whole.
    """
    return _dump_postgres(place, to / POSTGRES_PART) if "://" in place else _copy_sqlite(place, to, progress)


def read_facts(place: str) -> StoreFacts:
    """Schema, head of the audit log and rows of each table at a place; nothing is migrated."""
    address = place if "://" in place else URL.create("sqlite", database=place).render_as_string()
    engine = make_engine(address)
    try:
        with reading(engine) as connection:
            return _facts(connection)
    finally:
        engine.dispose()


def read_setting(place: str, name: str) -> object | None:
    """A setting of the store at a place, ``None`` without one; nothing is migrated."""
    address = place if "://" in place else URL.create("sqlite", database=place).render_as_string()
    engine = make_engine(address)
    try:
        with reading(engine) as connection:
            held = table("settings", column("name"), column("payload"))
            found = connection.execute(select(held.c.payload).where(held.c.name == name)).scalar_one_or_none()
            return None if found is None else json.loads(found)
    finally:
        engine.dispose()


def restore_postgres(part: Path, place: str) -> None:
    """Fill an empty database from a dump, whole or not at all.

    Raises :class:`InputError` where the database has tables already, or ``pg_restore`` is missing or fails.
    """
    engine = make_engine(place)
    try:
        _require_empty(engine)
    finally:
        engine.dispose()
    words = ["--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error", "--dbname"]
    _call("pg_restore", make_url(place), words, [str(part)])


def _copy_sqlite(place: str, folder: Path, progress: Progress) -> tuple[Path, StoreFacts]:
    to = folder / SQLITE_PART
    with closing(sqlite3.connect(place, isolation_level=None)) as source, closing(sqlite3.connect(to)) as copy:
        source.execute("BEGIN")  # one state for every step: without it each write of another process begins it anew
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=PAGES_A_STEP, progress=lambda _status, left, of: progress(of - left, of), sleep=0)
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise Fault(f"the copy of {place} is not whole: check the disk, and the store itself 数据库副本不完整")
    facts = read_facts(str(to))
    with to.open("rb") as file:
        os.fsync(file.fileno())
    return to, facts


def _dump_postgres(place: str, to: Path) -> tuple[Path, StoreFacts]:
    engine = make_engine(place)
    try:
        with reading(engine) as connection:
            facts = _facts(connection)
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            words = ["--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            _call("pg_dump", make_url(place), [*words, f"--file={to}", "--dbname"], [])
    finally:
        engine.dispose()
    return to, facts


@contextmanager
def spare_postgres(address: str) -> Iterator[str]:
    """Address of an empty database beside a city's, dropped at the end. Raises :class:`InputError` without leave."""
    engine = make_engine(address)
    name = f"{engine.url.database}_drill_{secrets.token_hex(4)}"
    quoted = engine.dialect.identifier_preparer.quote(name)

    def say(words: str) -> None:
        with translated(engine.url), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(words)

    try:
        say(f"CREATE DATABASE {quoted}")
        try:
            yield engine.url.set(database=name).render_as_string(hide_password=False)
        finally:
            say(f"DROP DATABASE {quoted} WITH (FORCE)")
    finally:
        engine.dispose()


def _facts(connection: Connection) -> StoreFacts:
    schema = MigrationContext.configure(connection).get_current_revision() or ""
    names = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    rows = {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}
    return StoreFacts(schema, audit.head(connection), rows)


def _require_empty(engine: Engine) -> None:
    with reading(engine) as connection:
        names = inspect(connection).get_table_names()
    if names:
        raise InputError(
            f"{engine.url.render_as_string(hide_password=True)} holds tables already ({', '.join(names[:3])}); "
            "restore into a database that is empty · 目标数据库不是空库"
        )


def _call(program: str, address: URL, options: list[str], last: list[str]) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, where other users do not see it."""
    path = shutil.which(program)
    if path is None:
        raise InputError(f"{program} is not installed here; install PostgreSQL's client programs · 缺少 {program}")
    environment = {**os.environ, **({"PGPASSWORD": str(address.password)} if address.password else {})}
    bare = address.set(drivername="postgresql", password=None).render_as_string()
    said = subprocess.run([path, *options, bare, *last], env=environment, capture_output=True, text=True, check=False)
    if said.returncode:
        reason = said.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise InputError(f"{program} did not finish: {reason[0]:.300} · {program} 未完成")
