"""Runs the steps on the connection that :mod:`daoan.store.sql.migrate` hands over, inside its transaction."""

from alembic import context

from daoan.store.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
