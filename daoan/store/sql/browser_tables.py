"""The table of browsers that people asked to be told by. It follows :mod:`daoan.store.sql.tables`."""

from sqlalchemy import Column, Index, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

browsers = Table(
    "browsers",
    metadata,
    Column("browser_id", Name, primary_key=True),
    Column("person_id", Name, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "person_id"),
)
