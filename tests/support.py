"""The small cast that tests share: a template database, applications, principals and logins."""

from __future__ import annotations

import atexit
import contextlib
import contextvars
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask.globals import _cv_app
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session

import config
from app import create_app, ddl, grants, migrating, passwords, store, throttle
from app.enums import Role, UnitKind
from app.extensions import db
from app.models import Account, RoleAssignment, SupervisedBy, Unit, UnitDuty
from app.operations import accounts
from app.principal import Principal, system
from app.seeding import load_base
from tests.kept_databases import Lender
from views.account import visitor

# A Wednesday morning inside the loaded calendar; tests hold the clock here.
NOW = datetime(2026, 11, 18, 1, 30, tzinfo=UTC)
PASSWORD = "民声直通车-Test-2026"
# How the product hashes a password; conftest.py makes it cheap.
METHOD = passwords.METHOD
KEYS = {name: f"test-{name.lower()}-0123456789abcdef0123456789abcdef" for name in config.KEY_NAMES}
# code: (name, kind, region)
UNITS: dict[str, tuple[str, UnitKind, str]] = {
    "JW": ("县纪委监委", UnitKind.DISCIPLINE_COMMISSION, "130924000000"),
    "RX": ("民声热线话务组", UnitKind.DISCIPLINE_OFFICE, "130924000000"),
    "DF": ("党风政风监督室", UnitKind.DISCIPLINE_OFFICE, "130924000000"),
    "JD1": ("第一监督检查室", UnitKind.DISCIPLINE_OFFICE, "130924000000"),
    "SP": ("县行政审批局", UnitKind.APPROVAL_BUREAU, "130924000000"),
    "GW": ("高湾镇人民政府", UnitKind.TOWNSHIP_GOV, "130924102000"),
    "XJ": ("辛集镇人民政府", UnitKind.TOWNSHIP_GOV, "130924101000"),
    "KZZ": ("高湾镇孔庄子村综合服务站", UnitKind.VILLAGE_STATION, "130924102225"),
    "MZ": ("县民政局（示例）", UnitKind.LAW_ENFORCEMENT, "130924000000"),
    "ZJ": ("县住建局（示例）", UnitKind.LAW_ENFORCEMENT, "130924000000"),
    "AQ": ("信息中心", UnitKind.DISCIPLINE_OFFICE, "130924000000"),
}
# username: (name, unit, role)
PEOPLE: dict[str, tuple[str, str, Role]] = {
    "clerk": ("李芳（示例）", "RX", Role.CLERK),
    "clerk2": ("周敏（示例）", "RX", Role.CLERK),
    "bureau": ("孙强（示例）", "SP", Role.AB_OFF),
    "bureau_lead": ("吴局（示例）", "SP", Role.AB_LEAD),
    "intake": ("赵明（示例）", "DF", Role.DC_INTAKE),
    "casekeeper": ("钱进（示例）", "JW", Role.DC_CASE),
    "leader": ("郑书记（示例）", "JW", Role.DC_LEAD),
    "inspector": ("冯涛（示例）", "JD1", Role.DC_INSP),
    "gaowan": ("王海（示例）", "GW", Role.TWN),
    "xinji": ("陈刚（示例）", "XJ", Role.TWN),
    "village": ("孔祥（示例）", "KZZ", Role.VIL),
    "minzheng": ("褚兰（示例）", "MZ", Role.DEPT),
    "zhujian": ("卫东（示例）", "ZJ", Role.DEPT),
    "auditor": ("蒋审（示例）", "AQ", Role.AUDIT),
    "secadmin": ("沈安（示例）", "AQ", Role.SEC),
    "sysadmin": ("韩系（示例）", "AQ", Role.SYS),
}
INITIALS = {"GW": "gwz", "XJ": "xjz", "KZZ": "kzzc", "MZ": "xmzj", "ZJ": "xzjj", "SP": "xxzspj"}


@dataclass
class Template:
    """A prepared database that each test copies."""

    backend: str
    url: str
    lender: Lender | None = None

    def copy(self, folder: Path) -> str:
        """Return the address of a fresh copy."""
        if self.backend == "sqlite":
            target = folder / "voice.db"
            shutil.copyfile(self.url.removeprefix("sqlite:///"), target)
            return f"sqlite:///{target}"
        return _clone_postgres(self.url)

    def drop(self, url: str) -> None:
        """Remove a copy that is not a file of the test's folder."""
        if self.backend == "postgres":
            _admin(f'DROP DATABASE "{sa.make_url(url).database}" WITH (FORCE)')

    def lend(self, folder: Path) -> str:
        """Return the address of a database that is as a fresh copy, to be given to take_back()."""
        if self.backend == "sqlite":
            return self.copy(folder)
        if self.lender is None:
            self.lender = Lender(lambda: _clone_postgres(self.url), self.drop)
        return self.lender.lend()


def _server() -> str:
    """Return the PostgreSQL server of the tests."""
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        raise RuntimeError("TEST_DATABASE_URL is not set: run the tests through make test")
    return url


@cache
def _admin_engine() -> sa.Engine:
    """Return the connection that makes and drops databases, kept for the whole run."""
    engine = sa.create_engine(_server(), isolation_level="AUTOCOMMIT")
    atexit.register(engine.dispose)
    return engine


def _admin(statement: str) -> None:
    """Run one statement outside a transaction on the server's own database."""
    with _admin_engine().connect() as connection:
        connection.exec_driver_sql(statement)


def _clone_postgres(source: str) -> str:
    """Return the address of a copy made by CREATE DATABASE … TEMPLATE.

    The files are copied as they are, at half the cost: writing the copy into the log of a
    server that is thrown away protects nothing.
    """
    name, template = f"t{uuid.uuid4().hex[:16]}", sa.make_url(source).database
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    return sa.make_url(_server()).set(database=name).render_as_string(hide_password=False)


def new_postgres() -> str:
    """Return the address of an empty PostgreSQL database."""
    return _clone_postgres("postgresql:///template0")


# The compartment's role is one for the whole server; several runs may make it at once.
CLUE_ROLE = """DO $$ BEGIN
    PERFORM pg_advisory_xact_lock(7301999);
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'voice_clue') THEN
        CREATE ROLE voice_clue NOLOGIN;
    END IF;
    GRANT voice_clue TO {};
END $$"""


@cache
def app_role() -> tuple[str, str]:
    """Return name and password of the application's role; it owns nothing and is no superuser."""
    name, password = f"vx_test_app_{os.getpid()}", uuid.uuid4().hex
    _admin(f"CREATE ROLE {name} LOGIN NOINHERIT PASSWORD '{password}'")
    _admin(CLUE_ROLE.format(name))
    atexit.register(_drop_role, name)
    return name, password


def _drop_role(name: str) -> None:
    """Remove the role; one whose databases another run still copies stays behind."""
    with contextlib.suppress(sa.exc.SQLAlchemyError):
        _admin(f"DROP ROLE IF EXISTS {name}")


def as_app(database: str) -> str:
    """Return the address under which the application works: on PostgreSQL with its own role."""
    address = sa.make_url(database)
    if address.get_backend_name() == "sqlite":
        return database
    name, password = app_role()
    return address.set(username=name, password=password).render_as_string(hide_password=False)


@contextmanager
def owner(database: str = "") -> Iterator[sa.Connection]:
    """Yield a connection of the tables' owner, as a person with a database shell has.

    Without an address it is the database of the present application.
    """
    url = database or current_app.config["VX"].migrate_database_url
    if sa.make_url(url).get_backend_name() == "sqlite" and not database:
        with db.engine.connect().execution_options(vx_write=True) as connection:
            yield connection
        return
    sqlite = sa.make_url(url).get_backend_name() == "sqlite"
    arguments = {} if sqlite else {"options": "-c vx.nature=system"}
    engine = sa.create_engine(url, connect_args=arguments)
    try:
        with engine.connect().execution_options(vx_write=True) as connection:
            yield connection
    finally:
        engine.dispose()


def make_template(backend: str, folder: Path) -> Template:
    """Make tables, base seeds and the cast once; the application works with its own role."""
    url = f"sqlite:///{folder / 'template.db'}" if backend == "sqlite" else new_postgres()
    application = make_app(url, folder)
    with application.app_context():
        create_tables()
        with store.write(system("test")) as work:
            load_base(work)
            make_cast(work)
        _COMPILED.setdefault(db.engine.name, db.engine)
    close(application)
    if backend == "sqlite":
        flatten(folder / "template.db")
    return Template(backend, url)


def flatten(path: Path) -> None:
    """Fold the write-ahead log into the file, so that the file alone is the database."""
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def create_tables() -> None:
    """Make every table with its triggers, as the owner, and let the application's role work."""
    with owner() as connection:
        ddl.create_on(connection)
        if connection.dialect.name == "postgresql":
            migrating.command.stamp(migrating.configuration(connection), "head")
            role = app_role()[0]
            for statement in (*grants.app(role), *grants.clue(role)):
                connection.exec_driver_sql(statement)
        connection.commit()


def make_cast(work: Session) -> None:
    """Add the units, people, roles and the coverage of the first inspection office."""
    since = date(2021, 9, 1)
    for code, (name, kind, region) in UNITS.items():
        work.add(
            Unit(
                code=code,
                name=name,
                short_name=name.removesuffix("人民政府"),
                kind=kind,
                region_code=region,
                pinyin_initials=INITIALS.get(code, ""),
                valid_from=since,
            )
        )
    work.flush()
    units = {unit.code: unit for unit in work.scalars(sa.select(Unit))}
    units["KZZ"].parent_id = units["GW"].id
    for code in ("GW", "MZ", "SP", "KZZ"):
        work.add(
            SupervisedBy(
                unit_id=units[code].id, inspection_unit_id=units["JD1"].id, valid_from=since
            )
        )
    for code in ("GW", "XJ"):
        work.add(
            UnitDuty(
                unit_id=units[code].id,
                duty_code="XZ-01",
                title="村民证明和民政事务的核查",
                domain="livelihood",
                basis="乡镇履职事项清单（示例）",
                valid_from=since,
            )
        )
    from werkzeug.security import generate_password_hash

    hashed = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
    for username, (name, unit, _role) in PEOPLE.items():
        work.add(
            Account(
                username=username,
                first_name="",
                last_name=name,
                email=f"{username}@example.cn",
                password=hashed,
                active=True,
                unit_id=units[unit].id,
                is_demo=True,
            )
        )
    work.flush()
    for account in work.scalars(sa.select(Account)):
        _name, unit, role = PEOPLE[account.username]
        work.add(
            RoleAssignment(
                account_id=account.id, role=role, unit_id=units[unit].id, valid_from=since
            )
        )


def settings(database: str, folder: Path, **overrides: Any) -> config.Settings:
    """Return trial settings over a database, with everything else in a folder."""
    environ = {
        **KEYS,
        "DATABASE_URL": as_app(database),
        "MIGRATE_DATABASE_URL": database,
        "VAR_DIR": str(folder),
        "ENV": "trial",
    }
    return config.load(environ, **overrides)


@cache
def compiled_templates() -> str:
    """Return a folder of this process for compiled templates; it goes with the process."""
    folder = tempfile.mkdtemp(prefix="voice-templates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class Client(FlaskClient):
    """A client whose requests run as on a server: in an application context of their own."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request outside the context that the test holds."""
        return contextvars.copy_context().run(self._alone, *args, **kwargs)

    def _alone(self, *args: Any, **kwargs: Any) -> Any:
        """Leave the test's context, inside a copy that ends with the request."""
        _cv_app.set(None)  # type: ignore[arg-type]  # Flask reads None as "no context".
        return super().open(*args, **kwargs)


def make_app(database: str, folder: Path, audience: str = "office") -> Flask:
    """Return an application over a database."""
    application = create_app(settings(database, folder), audience)
    application.test_client_class = Client
    # Compiled templates are shared by the run's applications, as a server's workers share theirs.
    application.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled_templates())
    application.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    with application.app_context():
        share_compiled(db.engine)
    return application


# What one engine of each kind of database has compiled, see share_compiled().
_COMPILED: dict[str, sa.Engine] = {}


def share_compiled(engine: sa.Engine) -> None:
    """Let an engine use what this process has compiled for the same kind of database.

    A server compiles a statement once for all its requests; with an engine of its own each test
    would compile every statement anew, which is a third of what it costs.
    """
    first = _COMPILED.get(engine.name)
    if first is not None:
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


_WARM: list[Flask] = []
_BOUND: set[str] = set()


def borrow(database: str, folder: Path) -> Flask:
    """Return this process' office application over another database, as if it had just started.

    Making one compiles two hundred routes, a tenth of a second, which most tests need not pay.
    """
    if not _WARM:
        application = make_app(database, folder)
        _BOUND.update(application.extensions)
        return application
    application = _WARM.pop()
    fresh = settings(database, folder).flask()
    application.config.update(fresh, TESTING=False, PROPAGATE_EXCEPTIONS=False)
    for name in set(application.extensions) - _BOUND:
        del application.extensions[name]
    throttle.register(application)
    options = {**fresh["SQLALCHEMY_ENGINE_OPTIONS"], "url": fresh["SQLALCHEMY_DATABASE_URI"]}
    engine = db._make_engine(None, options, application)
    share_compiled(engine)
    db._app_engines[application][None] = engine
    return application


def give_back(application: Flask) -> None:
    """Close an application that borrow() gave, and keep it for the next test."""
    close(application)
    _WARM.append(application)


@contextmanager
def serving(template: Template, folder: Path) -> Iterator[Flask]:
    """Yield an office application on what is as a fresh copy of a template, in its context."""
    database = template.lend(folder)
    application = borrow(database, folder)
    with application.app_context():
        if template.lender is not None:
            template.lender.join(database, db.engine)
        yield application
    if template.lender is None:
        give_back(application)
        return
    with application.app_context():
        db.session.remove()
        template.lender.take_back(database, db.engine)
    _WARM.append(application)


def close(application: Flask) -> None:
    """Give the database back."""
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


def session() -> Session:
    """Return the current session, reading in the name of the tests."""
    current = store.current()
    if current.info.get(store.PRINCIPAL) is None:
        store.name(current, system("test"))
    return current


# Asked thousands of times, so made once.
_UNIT_ID = sa.select(Unit.id).where(Unit.code == sa.bindparam("code"))
_PERSON = (
    sa.select(Account.id, Unit.id, Unit.name, Unit.region_code)
    .join(Unit, Unit.id == Account.unit_id)
    .where(Account.username == sa.bindparam("username"))
)


def unit_id(code: str) -> int:
    """Return the id of a unit of the cast."""
    return int(session().execute(_UNIT_ID, {"code": code}).scalar_one())


def person(username: str) -> Principal:
    """Return the principal of a person of the cast."""
    name, _code, role = PEOPLE[username]
    row = session().execute(_PERSON, {"username": username}).one()
    return Principal(
        name=name,
        account_id=row[0],
        username=username,
        unit_id=row[1],
        unit_name=row[2],
        region_code=row[3],
        roles=frozenset({role}),
    )


def login(client: FlaskClient, username: str, password: str = PASSWORD) -> FlaskClient:
    """Begin a session with the login page's own operation and cookie, without its two pages.

    The page itself is what test_accounts.py, test_login_attacks.py and tests/browser drive.
    """
    contextvars.copy_context().run(_begin, client, username, password)
    return client


def _begin(client: FlaskClient, username: str, password: str) -> None:
    """Log in outside the context that the test holds, inside a copy that ends here."""
    _cv_app.set(None)  # type: ignore[arg-type]  # Flask reads None as "no context".
    with client.application.test_request_context("/login/", method="POST"):
        caller = visitor()
        with store.write(caller) as work:
            answer = accounts.log_in(work, caller, username, password)
    assert answer.token, answer
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(_user_id=answer.token, _fresh=True)


def token(page: str) -> str:
    """Return the CSRF token of a page."""
    mark = 'name="csrf_token" value="'
    start = page.index(mark) + len(mark)
    return page[start : page.index('"', start)]


def run(*command: str, **kwargs: Any) -> subprocess.CompletedProcess[str]:
    """Run a program and return what it printed."""
    return subprocess.run(command, capture_output=True, text=True, check=False, **kwargs)
