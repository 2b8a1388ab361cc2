"""Keys, sign-ins, sessions and opinions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("revoked", INSTANT),
    )
    op.create_table(
        "sign_ins",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
        sa.Column("used", INSTANT),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("key_id", sa.String(26), sa.ForeignKey("api_keys.id")),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
    )
    op.create_table(
        "opinions",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
    )
    op.create_index("opinions_by_tenant", "opinions", ["tenant", "id"])
    op.create_table(
        "opinion_instruments",
        sa.Column("opinion_id", sa.String(26), sa.ForeignKey("opinions.id"), primary_key=True),
        sa.Column("instrument", sa.String(64), primary_key=True),
    )


def downgrade() -> None:
    """Drop the first tables."""
    op.drop_table("opinion_instruments")
    op.drop_index("opinions_by_tenant")
    for table in ("opinions", "sessions", "sign_ins", "api_keys"):
        op.drop_table(table)
