"""A browser at the public door: on PostgreSQL it works with the door's own role."""

from __future__ import annotations

import atexit
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import config
from app import create_app, grants
from tests import support


@cache
def role() -> tuple[str, str]:
    """Return name and password of the public door's role."""
    name, password = f"vx_test_public_{os.getpid()}", uuid.uuid4().hex
    support._admin(f"CREATE ROLE {name} LOGIN NOINHERIT PASSWORD '{password}'")
    atexit.register(support._drop_role, name)
    return name, password


def as_public(database: str) -> str:
    """Return the address under which the public door works, with its grants given."""
    address = sa.make_url(database)
    if address.get_backend_name() == "sqlite":
        return database
    name, password = role()
    with support.owner(database) as connection:
        for statement in grants.public(name):
            connection.exec_driver_sql(statement)
        connection.commit()
    return address.set(username=name, password=password).render_as_string(hide_password=False)


def make(database: str, folder: Path) -> Flask:
    """Return the public application over a database."""
    environ = {
        **support.KEYS,
        "DATABASE_URL": support.as_app(database),
        "MIGRATE_DATABASE_URL": database,
        "PUBLIC_DATABASE_URL": as_public(database),
        "VAR_DIR": str(folder),
        "ENV": "trial",
    }
    application = create_app(config.load(environ), "public")
    application.test_client_class = support.Client
    application.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    return application


@contextmanager
def browser(office: Flask, folder: Path) -> Iterator[FlaskClient]:
    """Yield a browser at the public door of an office's database."""
    application = make(office.config["VX"].migrate_database_url, folder)
    yield application.test_client()
    support.close(application)
