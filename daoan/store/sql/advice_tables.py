"""Tables of advice records, their photos and proofs of presence. They follow :mod:`daoan.store.sql.tables`."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from daoan.store.sql.tables import Moment, Name, metadata

advice_records = Table(
    "advice_records",
    metadata,
    Column("record_id", Name, primary_key=True),
    Column("place", Moment, nullable=False, unique=True),
    Column("begun_at", Moment, nullable=False),
    Column("unit_id", Name, nullable=False),
    Column("station", Name, nullable=False),
    Column("vehicle", Name, nullable=False),
    Column("behaviours", Name, nullable=False),
    Column("outcome", Name, nullable=False),
    Column("plate", Name, nullable=False),
    Column("conflict", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "begun_at", "record_id"),
    Index(None, "station", "place"),
)

advice_versions = Table(
    "advice_versions",
    metadata,
    Column("record_id", Name, primary_key=True),
    Column("version_id", Name, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("digest", Name, nullable=False),
    Column("payload", Text, nullable=False),
)

advice_photos = Table(
    "advice_photos",
    metadata,
    Column("photo_id", Name, primary_key=True),
    Column("record_id", Name, nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Column("content", LargeBinary, nullable=True),
    Index(None, "known_at", "photo_id"),
    Index(None, "record_id"),
)

advice_parts = Table(
    "advice_parts",
    metadata,
    Column("photo_id", Name, primary_key=True),
    Column("until", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

advice_presence = Table(
    "advice_presence",
    metadata,
    Column("presence_id", Name, primary_key=True),
    Column("station", Name, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "happened_at", "presence_id"),
)
