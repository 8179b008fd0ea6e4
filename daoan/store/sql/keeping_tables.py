"""The tables of records that end: holds, the log of purges, requests for a second person's approval."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("hold_id", Name, primary_key=True),
    Column("payload", Text, nullable=False),
)

#: What was purged, by batch. Rows are added, never changed.
purge_log = Table(
    "purge_log",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
)

look_up_requests = Table(
    "look_up_requests",
    metadata,
    Column("request_id", Name, primary_key=True),
    Column("asked_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "asked_at", "request_id"),
)
