"""Tables of what is carried between two networks. They follow :mod:`daoan.store.sql.tables`."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from daoan.store.sql.tables import Name, metadata

#: ``body``: as it was sealed; NULL where there was none, or it was let go.
exchange_acts = Table(
    "exchange_acts",
    metadata,
    Column("act_id", Name, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("person_id", Name, nullable=False),
    Column("state", Name, nullable=False),
    Column("payload", Text, nullable=False),
    Column("body", LargeBinary, nullable=True),
    Index(None, "number"),
    Index(None, "state", "number"),
    Index(None, "person_id", "number"),
)

exchange_bundles = Table(
    "exchange_bundles",
    metadata,
    Column("way", Name, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
)

exchange_copies = Table(
    "exchange_copies",
    metadata,
    Column("name", Name, primary_key=True),
    Column("settled", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "settled", "name"),
)
