"""The table of hits of outside lists. It follows :mod:`daoan.store.sql.tables`."""

from sqlalchemy import Column, Index, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

outside_hits = Table(
    "outside_hits",
    metadata,
    Column("hit_id", Name, primary_key=True),
    Column("list_id", Name, nullable=False),
    Column("keeper", Name, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=True),
    Column("payload", Text, nullable=False),
    Index(None, "list_id", "keeper", "told_at", "hit_id"),
    Index(None, "happened_at", "hit_id"),
)
