"""What commands share: one clear line and exit 2 for bad input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from app import store
from app.principal import Principal, system
from config import Settings


def fail(message: str, code: int = 2) -> None:
    """Print one line on standard error and leave with a code."""
    click.echo(message, err=True)
    sys.exit(code)


def one_line(*errors: type[Exception]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Turn these errors of a command into one line and exit 2."""

    def wrap(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return command(*args, **kwargs)
            except (OperationalError, ProgrammingError) as error:
                fail(_without_database(error))
            except errors as error:
                fail(" ".join(str(error).split()))

        return run

    return wrap


def _without_database(error: OperationalError | ProgrammingError) -> str:
    """Return what to do about a database that is away, locked or not made yet."""
    told = str(error.orig)
    if "no such table" in told or "does not exist" in told:
        return "数据库还没有建好，请先运行 flask init。"
    if "locked" in told:
        return "数据库正忙，请稍后再试。"
    return f"数据库用不了：{' '.join(told.split())}"


@contextmanager
def writing(task: str) -> Iterator[tuple[Session, Principal]]:
    """Open a write transaction in the name of a task."""
    principal = system(task)
    with store.write(principal) as session:
        yield session, principal


def reading(task: str) -> Session:
    """Return a session that reads in the name of a task."""
    session = store.current()
    store.name(session, system(task))
    return session


@contextmanager
def owning(task: str) -> Iterator[tuple[Session, Principal]]:
    """Open a write transaction with the owner's role, for what the application's may not do."""
    settings: Settings = current_app.config["VX"]
    if settings.migrate_database_url == settings.database_url:
        with writing(task) as pair:
            yield pair
        return
    principal = system(task)
    engine = sa.create_engine(settings.migrate_database_url, hide_parameters=True)
    try:
        with Session(engine) as own, store.write(principal, own) as session:
            yield session, principal
    finally:
        engine.dispose()
