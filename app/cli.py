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
    report,
    roles,
    schema,
    seed,
    setup,
    token,
    user,
    work,
)


def register(app: Flask) -> None:
    """Give the application its commands."""
    for part in (setup, seed, schema, work, user, audit, paper, backup, keys):
        part.register(app)
    for keeper in (roles, token, ledger, evaluations, figures, report):
        keeper.register(app)
