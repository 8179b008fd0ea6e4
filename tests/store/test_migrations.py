"""The steps of the migrations lead exactly to the tables that the code speaks of."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from daoan.store.open import open_store
from daoan.store.sql.engine import make_engine
from daoan.store.sql.store import SqlStore
from daoan.store.sql.tables import metadata


def described(engine: Engine) -> dict[str, object]:
    """Every table as the database itself describes it: types with their collations, keys, indexes."""
    look = inspect(engine)
    return {
        table: {
            "columns": [(c["name"], repr(c["type"]), c["nullable"], c["default"]) for c in look.get_columns(table)],
            "primary": look.get_pk_constraint(table),
            "foreign": look.get_foreign_keys(table),
            "unique": sorted(look.get_unique_constraints(table), key=str),
            "indexes": sorted(look.get_indexes(table), key=str),
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def check(migrated: str, bare: str) -> None:
    store = open_store(migrated)
    assert isinstance(store, SqlStore)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    direct = make_engine(bare)
    metadata.create_all(direct)
    assert described(store.engine) == described(direct)
    assert set(described(direct)) == set(metadata.tables)
    direct.dispose()
    store.close()


def test_the_steps_lead_to_the_tables_on_sqlite(tmp_path: Path):
    check(str(tmp_path / "migrated.sqlite"), f"sqlite:///{tmp_path / 'bare.sqlite'}")


@pytest.mark.postgres
def test_the_steps_lead_to_the_tables_on_postgresql(postgres_places: Callable[[str], str]):
    check(postgres_places("migrated"), postgres_places("bare"))


@pytest.mark.postgres
def test_names_sort_by_code_point_on_postgresql(postgres_places: Callable[[str], str]):
    store = open_store(postgres_places("collated"))
    assert isinstance(store, SqlStore)
    with store.engine.connect() as connection:
        loose = connection.exec_driver_sql(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'character varying' AND collation_name IS DISTINCT FROM 'C' "
            "AND table_name <> 'alembic_version'"
        ).all()
    assert loose == []
    store.close()


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Broken(Exception):
        pass

    made = 0
    create = op.create_table

    def create_some(*args, **options):
        nonlocal made
        made += 1
        if made == 5:
            raise Broken
        return create(*args, **options)

    monkeypatch.setattr(op, "create_table", create_some)
    with pytest.raises(Broken):
        open_store(tmp_path)
    engine = make_engine(f"sqlite:///{tmp_path / 'daoan.sqlite'}")
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    monkeypatch.undo()
    open_store(tmp_path).close()
