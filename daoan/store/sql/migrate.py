"""Brings a database to the shape that this version of Daoan knows, when it is opened.

The look and the change happen in one write transaction, so of two processes that open a fresh store at once the second
waits and then finds the work done; and a change that fails leaves the database as it was.
"""

import warnings
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from daoan.store.sql import engine as transactions
from daoan.store.sql.tables import metadata
from daoan.terms.errors import InputError

_SCRIPTS = Path(__file__).parent.parent / "migrations"


def migrate(engine: Engine) -> None:
    """Bring the database up to date.

    Raises :class:`InputError` where the database was made by a newer version, or belongs to another program.
    """
    config = _config()
    newest = newest_shape()
    with transactions.reading(engine) as connection:
        if _revision(connection) == newest:
            return
    with transactions.writing(engine) as connection:
        present = _revision(connection)
        if present == newest:
            return
        _require_ours(config, connection, present)
        config.attributes["connection"] = connection
        with warnings.catch_warnings():
            command.upgrade(config, "head")


def newest_shape() -> str | None:
    """The shape that this version brings a database to."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _require_ours(config: Config, connection: Connection, present: str | None) -> None:
    where = connection.engine.url.render_as_string(hide_password=True)
    if present is None:
        tables = set(inspect(connection).get_table_names())
        strangers = tables if connection.dialect.name == "sqlite" else tables & set(metadata.tables)
        if strangers - {"alembic_version"}:
            raise InputError(
                f"{where}: this database belongs to another program (it holds {', '.join(sorted(strangers)[:3])}); "
                "give Daoan one of its own"
            )
    elif present not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise InputError(
            f"{where}: this store was made by a newer version of Daoan (it has shape {present!r}, which this version "
            "does not know); install that version or newer. Nothing was changed"
        )
