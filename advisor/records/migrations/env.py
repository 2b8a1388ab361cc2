"""Run by Alembic: migrates the connection that `Database.open` hands over."""

from __future__ import annotations

from alembic import context

from advisor.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
