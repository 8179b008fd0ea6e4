"""The table of the roster: every version of every record. It follows :mod:`daoan.store.sql.tables`.

``replaced_at`` is when the next version became known, :data:`NEVER` for the one that holds: what was known at a moment
is one condition, and what holds now is found by index.
"""

from sqlalchemy import Column, Index, Integer, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

NEVER = 2**62

roster = Table(
    "roster",
    metadata,
    Column("kind", Name, primary_key=True),
    Column("item_id", Name, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("changed_at", Moment, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    Column("unit_id", Name, nullable=False),
    Column("company_id", Name, nullable=False),
    Column("words", Name, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "kind", "replaced_at", "words", "item_id"),
    Index(None, "company_id", "kind"),
)
