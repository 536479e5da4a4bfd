"""Big databases for the benchmarks, made once for each state of the models and seeds."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

import config
from app import create_app, ddl, demo, scale, store
from app.extensions import db
from app.operations import planner_statistics
from app.principal import system
from app.scale.county import SPAN
from app.seeding import load_base

FOLDER = config.ROOT / "var" / "bench"
PASSWORD = "Bench-民声-2026"  # noqa: S105  # Opens nothing but the bench databases.
LOADER = system("测速")
SOURCES = ("app/models", "app/scale", "app/demo", "seeds", "app/ddl.py")


def backends() -> list[str]:
    """Return the databases that can be measured here."""
    return ["sqlite", "postgres"] if os.environ.get("TEST_DATABASE_URL") else ["sqlite"]


def fingerprint() -> str:
    """Return what tells one state of models and seeds from another."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = config.ROOT / source
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            if "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def make_app(url: str) -> Flask:
    """Return the office application over a database."""
    environ = {"VAR_DIR": str(FOLDER), "DATABASE_URL": url, "DEMO_PASSWORD": PASSWORD}
    return create_app(config.load(environ))


def engine_of(app: Flask) -> sa.Engine:
    """Return the engine of an application."""
    with app.app_context():
        engine: sa.Engine = db.engine
        return engine


@contextmanager
def county(backend: str, count: int, evaluations: int = 0, days: int = SPAN) -> Iterator[Flask]:
    """Yield the application over a county with that many problems, made when it is not there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"{count}_{evaluations}" if evaluations else f"{count}"
    name += f"_{days}" if days != SPAN else ""
    url, is_new = _place(backend, f"{name}_{fingerprint()}")
    app = make_app(url)
    try:
        if is_new:
            with app.app_context():
                _fill(count, evaluations, days)
        # Outside the context: each request must get one of its own, as a server gives it.
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _place(backend: str, name: str) -> tuple[str, bool]:
    """Return the address of a database and whether it is still to be filled; old ones go."""
    if backend == "sqlite":
        path = FOLDER / f"bench_{name}.db"
        _sweep_files(path)
        return f"sqlite:///{path}", not path.exists()
    return _place_postgres(f"vx_bench_{name}")


def _sweep_files(wanted: Path) -> None:
    """Remove the files of an older state, and of a filling that did not end."""
    same = wanted.name.rsplit("_", 1)[0]
    unfinished = wanted.with_suffix(".db.filling")
    for path in FOLDER.glob(f"{same}_*.db*"):
        if not path.name.startswith(wanted.name) or unfinished.exists():
            path.unlink()


def _place_postgres(name: str) -> tuple[str, bool]:
    """Make the database unless it is there with its mark of completeness."""
    server = sa.make_url(os.environ["TEST_DATABASE_URL"])
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    same = name.rsplit("_", 1)[0]
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        ).all()
        whole = {row[0] for row in found if row[1] == "filled"}
        for other in (row[0] for row in found if row[0].startswith(f"{same}_")):
            if other != name or other not in whole:
                connection.exec_driver_sql(f'DROP DATABASE "{other}" WITH (FORCE)')
        if name not in whole:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False), name not in whole


def _fill(count: int, evaluations: int, days: int) -> None:
    """Make tables, the sample county and the big one, then mark the database as complete."""
    started = time.perf_counter()
    engine = db.engine
    path = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite":
        path.with_suffix(".db.filling").touch()
    with engine.begin() as connection:
        ddl.create_on(connection)
    with store.write(LOADER) as work:
        load_base(work)
    settings = config.load({"VAR_DIR": str(FOLDER), "DEMO_PASSWORD": PASSWORD})
    with store.write(LOADER) as work:
        demo.load(work, LOADER, settings)
    with store.write(LOADER) as work:
        scale.load(work, count, evaluations, days)
    with store.write(LOADER) as work:
        # As every night does it.
        planner_statistics.look(work)
    _finish(engine, path)
    print(f"  made {engine.dialect.name} {count:,} in {time.perf_counter() - started:.0f} s")


def _finish(engine: sa.Engine, path: Path) -> None:
    """Leave the database as a running one is: vacuumed, its log folded in."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql(f"COMMENT ON DATABASE \"{path.name}\" IS 'filled'")
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            path.with_suffix(".db.filling").unlink()
