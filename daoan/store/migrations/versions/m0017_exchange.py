"""Acts, bundles and copies that are carried between two networks by files."""

import sqlalchemy as sa
from alembic import op

revision = "0017_exchange"
down_revision = "0016_company_months"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "exchange_acts",
        sa.Column("act_id", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_exchange_acts")),
    )
    op.create_index(op.f("ix_exchange_acts_number"), "exchange_acts", ["number"])
    op.create_index(op.f("ix_exchange_acts_state_number"), "exchange_acts", ["state", "number"])
    op.create_index(op.f("ix_exchange_acts_person_id_number"), "exchange_acts", ["person_id", "number"])
    op.create_table(
        "exchange_bundles",
        sa.Column("way", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("way", "number", name=op.f("pk_exchange_bundles")),
    )
    op.create_table(
        "exchange_copies",
        sa.Column("name", NAME, nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_exchange_copies")),
    )
    op.create_index(op.f("ix_exchange_copies_settled_name"), "exchange_copies", ["settled", "name"])
