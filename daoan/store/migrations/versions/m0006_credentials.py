"""Passkeys, and which entry of a directory is which person."""

import sqlalchemy as sa
from alembic import op

revision = "0006_credentials"
down_revision = "0005_registers"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "passkeys",
        sa.Column("passkey_id", NAME, nullable=False),
        sa.Column("credential_id", NAME, nullable=False),
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("passkey_id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_person_id"), "passkeys", ["person_id"])
    op.create_table(
        "directory_links",
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("issuer", NAME, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_directory_links")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_directory_links_issuer_subject")),
    )
