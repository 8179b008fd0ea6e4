"""Transactions over SQLite and PostgreSQL: all that differs between the two.

Writers take turns: SQLite by ``BEGIN IMMEDIATE``, PostgreSQL by an advisory lock that lasts as long as the transaction.
Threads of one process wait for their turn before they take a connection, so that a crowd of writers does not keep all
connections waiting. A reader sees one state of the store from its first statement to its last. On SQLite a commit is
on the disk before it is answered (``synchronous=FULL``): NORMAL would survive a killed process too, but not a power
cut, and a register receives batches, so a sync for each costs little.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DBAPIError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from daoan.terms.errors import Conflict, Fault, InputError

BUSY_TIMEOUT_MS = 30_000
#: More than a server answers with at once: one beyond these is opened for a single request and closed behind it.
KEPT_CONNECTIONS = 12
_WRITER_LOCK = 0x0DA0A2  # any number that no other program in the database uses for its advisory locks
_SQLITE_HEADER = b"SQLite format 3\x00"

#: Words in an engine's complaint -> what to tell the person, in order of looking.
_COMPLAINTS = (
    ("file is not a database", "this is not a Daoan store, or it is damaged; give another path or restore a backup"),
    ("malformed", "the store is damaged; restore a backup"),
    ("disk is full", "there is no room left on the disk; nothing of this call was kept"),
    ("no space left", "there is no room left on the disk; nothing of this call was kept"),
    ("disk i/o error", "the disk cannot be written or read; nothing of this call was kept"),
    ("could not extend file", "there is no room left on the disk; nothing of this call was kept"),
    ("readonly", "the store may not be written by this user; see the permissions of the file and its folder"),
    ("permission denied", "the store may not be used by this user; see its permissions"),
    ("unable to open", "the store cannot be opened; see that its folder exists and may be written"),
)


def make_engine(url: str) -> Engine:
    """An engine for a ``sqlite:`` or ``postgresql:`` address; nothing is opened yet."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as problem:
        raise InputError("this is no address of a store; give a path, or postgresql://user@host/name") from problem
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address.set(drivername="sqlite+pysqlite"))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if address.get_backend_name() in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
        return create_engine(address, pool_pre_ping=True, pool_size=KEPT_CONNECTIONS)
    raise InputError(f"a store is SQLite or PostgreSQL, not {address.get_backend_name()}")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")  # what is purged leaves the file, whatever SQLite was built with
    _turn_to_wal(connection)


def _turn_to_wal(connection: Any) -> None:
    """Write-ahead logging, so that readers and the writer do not wait for one another; the file remembers it.

    The change needs the file for itself and does not wait for it as statements do, so two processes that open a fresh
    store at once would collide here: the second tries again.
    """
    for attempt in range(300):
        try:
            if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal":
                return
        except Exception as problem:
            if "locked" not in str(problem) or attempt == 299:
                raise
        time.sleep(0.1)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("daoan_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the store."""
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with translated(engine.url), engine.connect() as connection, connection.execution_options(**options).begin():
        yield connection


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """For one statement that reads: it sees one state by itself, which saves PostgreSQL a way there and back."""
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            yield connection
        return
    options = {"isolation_level": "AUTOCOMMIT"}
    with translated(engine.url), engine.connect() as connection:
        yield connection.execution_options(**options)


#: One lock an engine: whose turn it is among the writers of this process.
_turns: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that alone may write; kept whole when the block ends, dropped whole when it raises.

    Not to be begun inside another of the same thread.
    """
    with (
        translated(engine.url),
        _turns.setdefault(engine, threading.Lock()),
        engine.connect() as connection,
        connection.execution_options(daoan_writes=True).begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
        yield connection


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """An engine's complaints as our own errors, with what to do."""
    try:
        yield
    except (OperationalError, InterfaceError, DatabaseError, DBAPIError) as problem:
        raise _our_error(url, problem) from problem
    except PoolTimeout as problem:
        raise Conflict("too many are asking at once; try again") from problem
    except UnicodeEncodeError as problem:
        raise InputError("this text is not valid Unicode and cannot be looked up or kept") from problem


def _our_error(url: URL, problem: DBAPIError) -> Exception:
    where = url.render_as_string(hide_password=True)
    words = str(problem.orig)
    if isinstance(problem, DataError):
        return InputError(f"this value cannot be looked up or kept: {words}")
    if "locked" in words.lower():
        return Conflict(f"{where}: another process has been writing for long; try again")
    for sign, advice in _COMPLAINTS:
        if sign in words.lower():
            return InputError(f"{where}: {advice} ({words})")
    if isinstance(problem, OperationalError) and url.get_backend_name() == "postgresql":
        return InputError(f"{where}: the database does not answer; see its address and that it runs ({words})")
    return Fault(f"{where}: {words}")
