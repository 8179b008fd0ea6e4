"""The tables of messages that leave the page, and of shifts. They follow :mod:`daoan.store.sql.tables`."""

from sqlalchemy import Column, Index, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

messages = Table(
    "messages",
    metadata,
    Column("message_id", Name, primary_key=True),
    Column("channel", Name, nullable=False),
    Column("state", Name, nullable=False),
    Column("unit_id", Name, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=True),
    Column("sent_at", Moment, nullable=True),
    Column("payload", Text, nullable=False),
    Index(None, "state", "next_at", "message_id"),
    Index(None, "state", "made_at", "message_id"),
    Index(None, "channel", "state"),
    Index(None, "channel", "sent_at"),
)

#: How far the news were made into messages: one row.
news_cursor = Table(
    "news_cursor",
    metadata,
    Column("name", Name, primary_key=True),
    Column("payload", Text, nullable=False),
)

shifts = Table(
    "shifts",
    metadata,
    Column("shift_id", Name, primary_key=True),
    Column("person_id", Name, nullable=False),
    Column("unit_id", Name, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "ends_at", "starts_at"),
    Index(None, "person_id", "ends_at"),
)
