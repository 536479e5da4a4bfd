"""Transactions and the fence: who asks is named, rows are cut to what they may see.

The fence stands below the gate (policies.py, rows.py). It adds the row criteria of the
named principal to every select of a fenced table, and checks every flush. A
session that names nobody is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app, has_app_context
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session
from sqlalchemy.sql import ColumnElement, visitors
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.util import LRUCache

from app import asking, clock, compartment, plans, rls, rows, turns
from app.extensions import db
from app.models import Model, table_of
from app.principal import Principal, system

PRINCIPAL = "principal"
WRITING = "writing"
KEEPER = system("围栏")
# Set by the application of the public pages.
DOOR = "vx_door"


class NobodyNamed(RuntimeError):
    """A fenced table was read or written without a named principal."""


class FenceBroken(RuntimeError):
    """A row outside the principal's scope, or an append-only row, was about to be written."""


def current() -> Session:
    """Return the session of the present request, job or command."""
    return cast(Session, db.session())


def name(session: Session, principal: Principal) -> None:
    """Say on whose behalf this session reads and writes from now on."""
    session.info[PRINCIPAL] = principal


def principal_of(session: Session) -> Principal:
    """Return who is named; raise NobodyNamed when nobody is."""
    principal = session.info.get(PRINCIPAL)
    if principal is None:
        raise NobodyNamed("no principal is named for this session")
    return cast(Principal, principal)


@contextmanager
def acting(session: Session, principal: Principal) -> Iterator[Session]:
    """Let another principal act inside the block.

    Only audit.py, numbers.py, the operations and commands call it (a test
    holds the list): it is how an operation reads what its actor may not.
    """
    before = session.info.get(PRINCIPAL)
    session.flush()
    session.info[PRINCIPAL] = principal
    try:
        yield session
        session.flush()
    finally:
        session.info[PRINCIPAL] = before


def read_past(session: Session, query: Any, values: dict[str, Any]) -> list[Any]:
    """Read columns past the fence without a flush, in the middle of an operation.

    Only operations that hide what they found call it (a test holds the list).
    """
    principal = principal_of(session)
    _admit(session, KEEPER, [])
    found = list(session.connection().execute(query, values))
    _admit(session, principal, [])
    return found


def run(session: Session, statement: Any, values: dict[str, Any]) -> Any:
    """Execute a kept statement over tables without a fence, past the unit of work.

    Raise FenceBroken for one that touches a fenced table, whoever asks.
    """
    if not _is_open(statement):
        raise FenceBroken("a fenced table is read past its class, where no criterion cuts it")
    return session.connection().execute(statement, values)


@lru_cache(maxsize=256)
def _is_open(statement: Any) -> bool:
    """Tell, once for each kept statement, whether no table of it is fenced."""
    return not (_walked(statement) & _fenced().keys())


def add_row(session: Session, model: type[Model], values: dict[str, Any]) -> int:
    """Add one row past the unit of work, which costs much; return its id.

    What a flush holds is held here: a write transaction, somebody named, the date of the one
    clock, and at the door an id drawn first. Only submission.py calls it (a test holds the list).
    """
    principal_of(session)
    if not session.info.get(WRITING) or model.__compartment__:
        raise FenceBroken(f"{model.__tablename__} is written outside a write transaction")
    rls.tell(session, KEEPER)
    given = {"created_at": clock.now(), **values}
    if given.get("id") is None:
        given.pop("id", None)
        if is_door(session):
            given["id"] = session.connection().execute(sa.select(next_id(model))).scalar_one()
    done = session.connection().execute(_addition(model), given)
    key: Any = done.inserted_primary_key
    return int(given.get("id") or key[0])


@lru_cache(maxsize=16)
def _addition(model: type[Model]) -> Any:
    """Return the statement that adds a row."""
    return sa.insert(table_of(model))


@contextmanager
def write(principal: Principal, other: Session | None = None) -> Iterator[Session]:
    """Open the one write transaction of a request: commit at the end, roll back on error.

    other is a session on a connection of its own, such as the owner's.

    On SQLite the read transaction ends first and BEGIN IMMEDIATE opens the
    write one before its first read, so that it never has to upgrade.
    """
    session = other or current()
    session.rollback()
    session.info[PRINCIPAL] = principal
    session.info[WRITING] = True
    with _in_turn(session):
        try:
            session.connection(execution_options={"vx_write": True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info[WRITING] = False


@contextmanager
def steady(principal: Principal) -> Iterator[Session]:
    """Open a transaction that reads everything as of one instant, whoever writes meanwhile."""
    session = current()
    session.rollback()
    session.info[PRINCIPAL] = principal
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def _in_turn(session: Session) -> Iterator[None]:
    """Let writers queue for SQLite's one place to write; PostgreSQL has many."""
    bind = session.get_bind()
    if bind.dialect.name != "sqlite":
        yield
        return
    with turns.taken(bind.engine.url.database):
        yield


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    """Set what durability and references need on SQLite, where to look on PostgreSQL."""
    if type(connection).__module__.startswith("psycopg"):
        # The door's few statements name one row each: any plan of them is the right one.
        if not (has_app_context() and DOOR in current_app.extensions):
            plans.keep(connection)
        connection.execute(f"SET search_path TO {compartment.PATH}")
        # Compiling a plan takes longer than all that is asked here, and policies make it look dear.
        connection.execute("SET jit TO off")
        connection.commit()
        return
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout = 10000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        # What is erased is overwritten in the file, not only unlinked.
        "secure_delete = ON",
        "cache_size = -32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    """Open a writer with BEGIN IMMEDIATE, a reader with BEGIN."""
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("vx_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def fenced_models() -> dict[str, type[Model]]:
    """Return the fenced classes by table name."""
    return {
        mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]  # Every table has a name.
        for mapper in Model.registry.mappers
        if getattr(mapper.class_, "__fenced__", False)
        or getattr(mapper.class_, "__compartment__", False)
    }


_FENCED: dict[str, type[Model]] = {}


def _fenced() -> dict[str, type[Model]]:
    """Return the fenced classes, looked up once."""
    if not _FENCED:
        _FENCED.update(fenced_models())
    return _FENCED


# Which tables a statement touches, by its shape. Statements of one shape are compiled to one
# SQL text by the library itself, so they touch the same tables.
_SHAPES: LRUCache[Any, set[str]] = LRUCache(2000)


def _tables(statement: Any) -> set[str]:
    """Return the names of the tables a statement touches, subqueries included."""
    shape = statement._generate_cache_key()
    if shape is None:
        return _walked(statement)
    found: set[str] | None = _SHAPES.get(shape.key)
    if found is None:
        found = _SHAPES[shape.key] = _walked(statement)
    return found


def _walked(statement: Any) -> set[str]:
    """Return the names of the tables that any part of a statement stands in."""
    found: set[str] = set()
    for element in visitors.iterate(statement):
        source = element if isinstance(element, sa.FromClause) else getattr(element, "table", None)
        while source is not None and not isinstance(source, sa.Table):
            source = getattr(source, "element", None)
        if source is not None:
            found.add(source.name)
    return found


class _Cut(LoaderCriteriaOption):
    """A criterion that follows the alias it cuts; the library's own forgets it in a join."""

    inherit_cache = True
    _cache_key_traversal = LoaderCriteriaOption._traverse_internals

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        """Return the criterion over the alias' own columns."""
        found = super()._resolve_where_criteria(ext_info)
        if not ext_info.is_aliased_class:
            return found
        return ClauseAdapter(ext_info.selectable).traverse(found)


@event.listens_for(Session, "do_orm_execute")
def _fence_reads(state: ORMExecuteState) -> None:
    """Cut every read and bulk write of a fenced table to the principal's rows."""
    again = state.is_column_load or state.is_relationship_load
    if again and not rls.cuts(state.session):
        return
    fenced = [_fenced()[table] for table in _tables(state.statement) if table in _fenced()]
    if not fenced:
        return
    # A row that was fetched through the fence is read again by its key.
    principal = KEEPER if again else principal_of(state.session)
    _admit(state.session, principal, fenced)
    if again:
        return
    if not (state.is_orm_statement or principal.is_system):
        raise FenceBroken("a fenced table is read past its class, where no criterion cuts it")
    today = clock.today()
    cuts = (_cut(principal, model, rows.ROWS.get(model), today) for model in fenced)
    options = [cut for cut in cuts if cut is not None]
    if options:
        state.statement = state.statement.options(*options)


@lru_cache(maxsize=1024)
def _cut(
    principal: Principal, model: type[Model], _rule: asking.Rule | None, _today: date
) -> _Cut | None:
    """Return what cuts a table to a principal's rows, None for all of it.

    A rule knows who asks and the day, and nothing else (app/asking.py), so that it is made once
    for them: making it anew for every statement was a tenth of a request.
    """
    criteria = rows.row_criteria(principal, model)
    return None if criteria is None else _Cut(model, criteria, include_aliases=True)


def _admit(session: Session, principal: Principal, touched: list[type[Model]]) -> None:
    """Tell the database who asks, and open the clue compartment to who may enter it."""
    if any(model.__compartment__ for model in touched):
        compartment.enter(session, principal)
    else:
        compartment.leave(session, principal)
    rls.tell(session, principal)


@event.listens_for(Session, "before_flush")
def _fence_writes(session: Session, _context: Any, _instances: Any) -> None:
    """Refuse deletes, edits of append-only rows and writes outside the scope."""
    if any(isinstance(row, Model) for row in session.deleted):
        raise FenceBroken("rows are never deleted")
    changed = [row for row in session.dirty if session.is_modified(row)]
    written = [row for row in (*session.new, *changed) if isinstance(row, Model)]
    fenced = [row for row in written if row.__fenced__ or row.__compartment__]
    if fenced:
        principal = principal_of(session)
        with session.no_autoflush:
            for row in fenced:
                _check_write(session, principal, row, is_new=row in session.new)
        # Each row was just looked up in its writer's name, through both fences; what follows
        # is the operation's own writing, which may move a row out of the writer's sight.
        if any(row.__compartment__ for row in fenced):
            compartment.enter(session, principal)
        rls.tell(session, KEEPER)
        if is_door(session):
            _number(session, [row for row in fenced if row in session.new and row.id is None])
    _stamp(session, changed)


def is_door(session: Session) -> bool:
    """Tell whether this is the public door on PostgreSQL, whose role reads nothing back."""
    return DOOR in current_app.extensions and rls.cuts(session)


def next_id(model: type[Model]) -> Any:
    """Return in SQL the next id of a table, drawn before its row is written."""
    return sa.func.nextval(f"{model.__tablename__}_id_seq")


def _number(session: Session, rows_: list[Any]) -> None:
    """Draw the ids of new rows: an INSERT that returns one would have to read its row."""
    if rows_:
        drawn = session.connection().execute(sa.select(*(next_id(type(row)) for row in rows_)))
        for row, number in zip(rows_, drawn.one(), strict=True):
            row.id = number


def _check_write(session: Session, principal: Principal, row: Model, *, is_new: bool) -> None:
    """Raise FenceBroken unless this principal may write this row."""
    if not session.info.get(WRITING):
        raise FenceBroken(f"{row.__tablename__} is written outside a write transaction")
    if not is_new and rows.is_append_only(row):
        raise FenceBroken(f"{row.__tablename__} is append-only")
    if principal.is_system:
        return
    if not is_new and not _sees(session, principal, row):
        raise FenceBroken(f"{row.__tablename__} {row.id} is outside the scope")


def _sees(session: Session, principal: Principal, row: Model) -> bool:
    """Tell whether the stored row lies inside the principal's scope."""
    model = type(row)
    query = sa.select(model.id).where(model.id == row.id)
    return session.execute(query).first() is not None


def _stamp(session: Session, changed: list[Any]) -> None:
    """Date new rows by the one clock; count the version that a stale form is held against."""
    for row in session.new:
        if isinstance(row, Model) and row.created_at is None:
            row.created_at = clock.now()
    for row in changed:
        if isinstance(row, Model):
            row.row_version += 1
            row.updated_at = clock.now()


def scalar(session: Session, statement: Any) -> Any:
    """Return the first column of the first row, or None."""
    return session.execute(statement).scalar()
