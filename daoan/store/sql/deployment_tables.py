"""The table of deployments. It follows :mod:`daoan.store.sql.tables`. Rows are added, never changed."""

from sqlalchemy import Column, Index, Integer, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

deployments = Table(
    "deployments",
    metadata,
    Column("deployment_id", Name, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("unit_id", Name, nullable=False),
    Column("state", Name, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("head", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "unit_id", "made_at"),
)
