"""The tables. Times are microseconds since 1970 UTC; payloads are records as JSON (:mod:`daoan.store.serial`).

``seq`` is the order of arrival. Writers take turns (see ``engine.py``), so each counts on from the largest it finds,
and the order is the same on every engine. Text sorts by code point everywhere: PostgreSQL is told so (collation "C").
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

Name = String().with_variant(String(collation="C"), "postgresql")
Moment = BigInteger


def _seq() -> Column[int]:
    return Column("seq", BigInteger, primary_key=True, autoincrement=False)


#: Layer one: every version of every crash as received. Rows are added, never changed.
crash_versions = Table(
    "crash_versions",
    metadata,
    _seq(),
    Column("crash_id", Name, nullable=False),
    Column("content_hash", Name, nullable=False),
    Column("feed", Name, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("crash_id", "content_hash"),
)

#: Layer two: what people corrected. Rows are added, never changed.
crash_corrections = Table(
    "crash_corrections",
    metadata,
    _seq(),
    Column("crash_id", Name, nullable=False),
    Column("corrected_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "crash_id"),
)

#: Layer three, worked out from the two above whenever one of them grows: what is read of a crash for every ``as_of``
#: from ``visible_from`` until just before ``visible_until`` (NULL: until further notice).
crash_readings = Table(
    "crash_readings",
    metadata,
    Column("crash_id", Name, primary_key=True),
    Column("visible_from", Moment, primary_key=True),
    Column("visible_until", Moment, nullable=True),
    Column("happened_at", Moment, nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("area", Name, nullable=True),
    Column("severity", Name, nullable=False),
    Column("feed", Name, nullable=False),
    Column("lon", Float(53), nullable=True),
    Column("lat", Float(53), nullable=True),
    Column("payload", Text, nullable=False),
    Index(None, "happened_at", "crash_id"),
    Index(None, "area", "happened_at"),
)

refusals = Table(
    "refusals",
    metadata,
    _seq(),
    Column("refusal_id", Name, nullable=False),
    Column("feed", Name, nullable=False),
    Column("code", Name, nullable=False),
    Column("state", Name, nullable=False),
    Column("refused_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    Column("closed_by", Text, nullable=True),
    Column("closed_why", Text, nullable=True),
    Column("payload", Text, nullable=False),
    UniqueConstraint("refusal_id"),
    Index(None, "state", "seq"),
    Index(None, "feed", "code", "state"),
)

receipts = Table(
    "receipts",
    metadata,
    _seq(),
    Column("feed", Name, nullable=False),
    Column("sha256", Name, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("feed", "sha256"),
)

networks = Table(
    "networks",
    metadata,
    Column("network_id", Name, primary_key=True),
    Column("source", Text, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("block", LargeBinary, nullable=False),
)

#: Which network was saved when; the last row is the network in use.
network_saves = Table(
    "network_saves",
    metadata,
    _seq(),
    Column("network_id", Name, ForeignKey("networks.network_id"), nullable=False),
    Column("known_at", Moment, nullable=False),
)

count_versions = Table(
    "count_versions",
    metadata,
    _seq(),
    Column("count_id", Name, nullable=False),
    Column("content_hash", Name, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("count_id", "content_hash"),
)

#: Measures as received; of those known at a moment, the one known last is read.
measure_versions = Table(
    "measure_versions",
    metadata,
    _seq(),
    Column("measure_id", Name, nullable=False),
    Column("content_hash", Name, nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("measure_id", "content_hash"),
)

runs = Table(
    "runs",
    metadata,
    _seq(),
    Column("run_id", Name, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("run_id"),
    Index(None, "as_of", "seq"),
)

#: Results of a run, whole: ``kind`` is the field of ``Turn``, ``place`` the position in it, ``key`` its own id.
results = Table(
    "results",
    metadata,
    Column("run_seq", BigInteger, ForeignKey("runs.seq", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("kind", Name, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("key", Name, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "run_seq", "kind", "key"),
)

settings = Table(
    "settings",
    metadata,
    Column("name", Name, primary_key=True),
    Column("payload", Text, nullable=False),
)
