"""The audit chain, signing keys, and the salt with which words are hashed."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import rfc8785
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from advisor.records.chain import FIRST, Kind, hash_of, instant
from advisor.records.contents import words_hash
from advisor.records.tables import ChainRecord, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPINIONS = sa.table(
    "opinions",
    sa.column("id", sa.String),
    sa.column("tenant", sa.String),
    sa.column("created", Instant),
    sa.column("request", sa.Text),
    sa.column("answer", sa.Text),
    sa.column("verdict", sa.String),
    sa.column("as_of", sa.Date),
    sa.column("salt", sa.String),
)


def upgrade() -> None:
    """Make the chain, and take in the opinions that were there before it."""
    op.create_table(
        "chain",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("chain_by_subject", "chain", ["kind", "subject"])
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.String(64), primary_key=True),
        sa.Column("public", sa.String(64), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("retired", INSTANT),
    )
    op.add_column("opinions", sa.Column("salt", sa.String(64)))
    op.add_column("opinions", sa.Column("erased", INSTANT))
    _adopt()


def downgrade() -> None:
    """Drop the chain."""
    op.drop_column("opinions", "erased")
    op.drop_column("opinions", "salt")
    op.drop_table("signing_keys")
    op.drop_index("chain_by_subject")
    op.drop_table("chain")


def _adopt() -> None:
    """Chain the opinions that are there, oldest first, as they stand now."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(OPINIONS).order_by(OPINIONS.c.id)).all()
    previous = FIRST
    with Session(bind=connection) as session:
        for seq, row in enumerate(rows, start=1):
            salt = secrets.token_hex(32)
            connection.execute(sa.update(OPINIONS).where(OPINIONS.c.id == row.id).values(salt=salt))
            body = {
                "verdict": row.verdict,
                "as_of": row.as_of.isoformat(),
                "given": instant(row.created),
                "words": words_hash(salt, row.request, row.answer),
            }
            record = ChainRecord(
                seq=seq,
                kind=Kind.OPINION,
                tenant=row.tenant,
                subject=row.id,
                created=datetime.now(UTC),
                body=rfc8785.dumps({**body}).decode(),
                previous=previous,
            )
            record.hash = previous = hash_of(record)
            session.add(record)
        session.flush()
