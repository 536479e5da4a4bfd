"""The flask commands; each group stands in its own file under app/commands."""

from __future__ import annotations

from flask import Flask

from app.commands import (
    audit,
    backup,
    evaluations,
    figures,
    keys,
    ledger,
    paper,
    roles,
    schema,
    seed,
    setup,
    token,
    unbuilt,
    user,
    work,
)


def register(app: Flask) -> None:
    """Give the application its commands."""
    for part in (setup, seed, schema, work, user, audit, paper, backup, keys, unbuilt):
        part.register(app)
    for keeper in (roles, token, ledger, evaluations, figures):
        keeper.register(app)
