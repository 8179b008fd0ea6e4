"""Tables of closed months of company ratings. They follow :mod:`daoan.store.sql.roster_tables`."""

from sqlalchemy import Column, Index, Integer, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

company_months = Table(
    "company_months",
    metadata,
    Column("month", Name, primary_key=True),
    Column("scheme", Name, primary_key=True),
    Column("name", Name, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "as_of", "name"),
)

company_ratings = Table(
    "company_ratings",
    metadata,
    Column("month", Name, primary_key=True),
    Column("scheme", Name, primary_key=True),
    Column("company_id", Name, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
    Index(None, "company_id"),
)
