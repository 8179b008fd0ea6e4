"""The tables of registers: entries as they are now, and every version that they had."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from daoan.store.sql.tables import Moment, Name, metadata

#: Entries as they are now. ``key``: no two of a register share one. ``words``: what lists are sorted and searched by.
entries = Table(
    "entries",
    metadata,
    Column("entry_id", Name, primary_key=True),
    Column("register", Name, nullable=False),
    Column("unit_id", Name, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ended", Integer, nullable=False),  # 1 where it no longer stands, else 0
    Column("key", Name, nullable=True),
    Column("words", Name, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("register", "key"),
    Index(None, "register", "ended", "words", "entry_id"),
)

#: Every version; rows are added, never changed.
entry_versions = Table(
    "entry_versions",
    metadata,
    Column("entry_id", Name, ForeignKey("entries.entry_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("changed_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
)
