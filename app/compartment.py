"""The clue compartment on PostgreSQL: a schema and a role of its own.

Models with __compartment__ live in the schema; the application's role has no right there. It may
become the compartment's role, and does so only in a transaction whose principal holds the right,
from the first statement that touches the compartment. Where one role owns everything (a trial),
and on SQLite, nothing is switched; who may not enter is refused there too.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.errors import Missing
from app.models import Model
from app.permissions import Right
from app.principal import Principal

SCHEMA = "clue"
ROLE = "voice_clue"
PATH = f"public, {SCHEMA}"
INSIDE = "compartment"
# Whether the application's role has to become another one, by address of the database.
_SWITCHES: dict[str, bool] = {}


class Closed(Missing):
    """Somebody without the right touched the compartment; to him it does not exist."""


def tables() -> frozenset[str]:
    """Return the names of the compartment's tables."""
    return frozenset(
        mapper.class_.__tablename__
        for mapper in Model.registry.mappers
        if getattr(mapper.class_, "__compartment__", False)
    )


def may_enter(principal: Principal) -> bool:
    """Tell whether a principal may be given the compartment's role."""
    return principal.is_system or principal.has(Right.CLUES)


def enter(session: Session, principal: Principal) -> None:
    """Become the compartment's role for the rest of the transaction; Closed for who may not."""
    if not may_enter(principal):
        raise Closed("the clue compartment is closed to this principal")
    if session.info.get(INSIDE) or not _switches(session):
        return
    connection = session.connection()
    connection.execute(_becomes(ROLE))
    session.info[INSIDE] = True


def leave(session: Session, principal: Principal) -> None:
    """Give the role back when somebody without the right reads on in the same transaction."""
    if session.info.get(INSIDE) and not may_enter(principal):
        session.connection().execute(_becomes("none"))
        session.info.pop(INSIDE)


def _becomes(role: str) -> sa.Select[tuple[str, str]]:
    """Return SET LOCAL ROLE, and the search path that a pooler may have lost."""
    return sa.select(
        sa.func.set_config("role", role, sa.true()),
        sa.func.set_config("search_path", PATH, sa.true()),
    )


def _switches(session: Session) -> bool:
    """Tell whether this database has the role and the connected one has to become it."""
    bind = session.get_bind()
    if bind.dialect.name != "postgresql":
        return False
    key = str(bind.engine.url)
    if key not in _SWITCHES:
        _SWITCHES[key] = needs_role(session.connection())
    return _SWITCHES[key]


def needs_role(connection: sa.Connection) -> bool:
    """Ask whether the connected role may not enter by itself and there is one that may."""
    return has_role(connection) and not enters_alone(connection)


def has_role(connection: sa.Connection) -> bool:
    """Ask whether the server has the compartment's role."""
    roles = sa.table("pg_roles", sa.column("rolname"))
    query = sa.select(sa.literal(1)).select_from(roles).where(roles.c.rolname == ROLE)
    return connection.execute(query).first() is not None


def enters_alone(connection: sa.Connection) -> bool:
    """Ask whether the connected role may use the schema without becoming another one."""
    spaces = sa.table("pg_namespace", sa.column("nspname"))
    query = sa.select(
        sa.func.has_schema_privilege(sa.func.session_user(), spaces.c.nspname, "USAGE")
    ).where(spaces.c.nspname == SCHEMA)
    return bool(connection.execute(query).scalar())


@event.listens_for(Session, "after_transaction_end")
def _outside(session: Session, transaction: SessionTransaction) -> None:
    """Stand outside again; the database gives the role back at the end of a transaction."""
    if transaction.parent is None or transaction.nested:
        session.info.pop(INSIDE, None)
