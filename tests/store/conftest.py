"""Stores of every make, empty, one for each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url

from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.store.sql.tables import metadata
from tests.sqlite_given import file_with
from tests.store.work_given import SEALER

MISSING = (
    "no PostgreSQL: set DAOAN_TEST_POSTGRES to the address of a server where databases may be made, e.g."
    " DAOAN_TEST_POSTGRES=$(bash scripts/postgres.sh start)"
)


def _make_database(server: str, name: str) -> None:
    """A database whose own order of text is not ours, so that a forgotten collation shows."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        try:
            connection.execute(
                f"CREATE DATABASE {name} ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0"
            )
        except psycopg.Error:  # before PostgreSQL 15, or built without ICU
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Address of a PostgreSQL server, or a loud skip."""
    server = os.environ.get("DAOAN_TEST_POSTGRES")
    if not server:
        pytest.skip(MISSING)
    return server


@pytest.fixture(scope="session")
def postgres_places(postgres_server: str) -> Iterator[Callable[[str], str]]:
    """Makes databases by name; they go when the session ends."""
    made: list[str] = []

    def make(purpose: str) -> str:
        name = f"daoan_test_{os.getpid()}_{purpose}"
        _make_database(postgres_server, name)
        made.append(name)
        return make_url(postgres_server).set(database=name).render_as_string(hide_password=False)

    yield make
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_place(postgres_places: Callable[[str], str]) -> str:
    """One database that is emptied before each test."""
    place = postgres_places("contract")
    open_store(place).close()
    return place


def _emptied(place: str) -> str:
    engine = create_engine(make_url(place).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {', '.join(metadata.tables)}")
    engine.dispose()
    return place


KINDS = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store is."""
    if request.param == "memory":
        return "memory:"
    if request.param == "sqlite":
        return str(tmp_path / "daoan.sqlite")
    return _emptied(request.getfixturevalue("postgres_place"))


@pytest.fixture(params=KINDS[1:])
def lasting_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store is that outlives the process."""
    if request.param == "sqlite":
        return str(tmp_path / "daoan.sqlite")
    return _emptied(request.getfixturevalue("postgres_place"))


def _begun(place: str) -> str:
    if place.endswith(".sqlite"):
        Path(place).write_bytes(file_with())
    return place


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(_begun(place))
    yield opened
    opened.close()


@pytest.fixture
def sealed(place: str) -> Iterator[Store]:
    """An empty store that may write the audit chain."""
    opened = open_store(_begun(place), SEALER)
    yield opened
    opened.close()
