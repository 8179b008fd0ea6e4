"""Tables of passkeys and of links to a directory."""

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from daoan.store.sql.tables import Name, metadata

passkeys = Table(
    "passkeys",
    metadata,
    Column("passkey_id", Name, primary_key=True),
    Column("credential_id", Name, nullable=False),
    Column("person_id", Name, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("credential_id"),
    Index(None, "person_id"),
)

directory_links = Table(
    "directory_links",
    metadata,
    Column("person_id", Name, primary_key=True),
    Column("issuer", Name, nullable=False),
    Column("subject", Name, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("issuer", "subject"),
)
