"""The tables of units on duty. They follow :mod:`daoan.store.sql.tables`. ``day``: UTC, in days since 1970."""

from sqlalchemy import Column, Index, Integer, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

#: Every report, for as long as it is kept.
unit_positions = Table(
    "unit_positions",
    metadata,
    Column("unit_id", Name, primary_key=True),
    Column("crew", Name, primary_key=True),
    Column("happened_at", Moment, primary_key=True, autoincrement=False),
    Column("source", Name, primary_key=True),
    Column("day", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "unit_id", "happened_at"),
    Index(None, "day", "unit_id"),
)

#: The latest of each crew, so that asking where units are reads one row each.
units_now = Table(
    "units_now",
    metadata,
    Column("unit_id", Name, primary_key=True),
    Column("crew", Name, primary_key=True),
    Column("payload", Text, nullable=False),
)
