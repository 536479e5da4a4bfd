"""Alembic's entry: the caller gives the connection and owns the transaction."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    if connection.dialect.name == "postgresql":
        # An owner is cut by the second fence too: unnamed, it would change no row of before.
        connection.exec_driver_sql("SELECT set_config('vx.nature', 'system', true)")
    context.run_migrations()
