"""Reviews, precedents and idempotency keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "opinion_states",
        sa.Column("opinion_id", sa.String(26), sa.ForeignKey("opinions.id"), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(200)),
        sa.Column("due", INSTANT),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("opinion_id", sa.String(26), sa.ForeignKey("opinions.id"), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("withdrawn_by", sa.String(26)),
    )
    op.create_index("ix_reviews_opinion_id", "reviews", ["opinion_id"])
    op.create_table(
        "precedents",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("opinion_id", sa.String(26), sa.ForeignKey("opinions.id"), nullable=False),
        sa.Column("expires", INSTANT),
        sa.Column("withdrawn", INSTANT),
        sa.Column("suspended", INSTANT),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_precedents_tenant", "precedents", ["tenant"])
    op.create_index("ix_precedents_opinion_id", "precedents", ["opinion_id"])
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant", sa.String(100), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("opinion_id", sa.String(26), sa.ForeignKey("opinions.id"), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("idempotency_keys", "precedents", "reviews", "opinion_states"):
        op.drop_table(table)
