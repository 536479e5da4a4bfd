"""Who is logged in, and the one guard that every route passes before it runs.

Deny by default: a route is public, asks for a login, names rights, or belongs
to a table of the generated admin; anything else is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import abort, current_app, g, redirect, request, url_for
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_login import UserMixin, current_user
from werkzeug.wrappers import Response

from app import audit, clock, policies, recusals, rls, store
from app.enums import AccountStatus, Role
from app.models import (
    Account,
    Model,
    Parameter,
    RoleAssignment,
    StandIn,
    Unit,
    UserSession,
    table_of,
)
from app.permissions import Right
from app.principal import PUBLIC, Principal
from app.queries.login_rules import bounded

# The longest idle time; a parameter may only make it shorter.
IDLE = timedelta(minutes=30)
TOUCH = timedelta(minutes=2)
TODAY = sa.bindparam("today", type_=sa.Date())
API = "/api/v1/"
# What an account with a first password may open: the page that changes it, and the way out.
FIRST_STEPS = frozenset({"AccountView.password", "AccountView.logout"})
View = TypeVar("View", bound=Callable[..., Any])


class SessionUser(UserMixin):
    """What flask-login holds: the principal of one server-side session."""

    def __init__(self, principal: Principal, token: str) -> None:
        """Keep the principal and the cookie's token."""
        self.principal = principal
        self.token = token

    def get_id(self) -> str:
        """Return the random token that the cookie carries."""
        return self.token


def token_hash(token: str) -> str:
    """Return what is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_session(token: str, ip: str | None) -> Principal | None:
    """Return the principal of a live session in one statement, None when it has ended."""
    session = store.current()
    asked = {"hashed": token_hash(token), "today": clock.today()}
    rows = session.execute(_session_query(), asked).all()
    if not rows:
        return None
    row, now = rows[0], clock.now()
    idle = timedelta(minutes=bounded("session_idle_minutes", row.idle))
    if row.last_seen_at < now - idle or row.ends_at < now:
        return None
    if row.last_seen_at < now - TOUCH:
        g.stale_session = row.session_id
    return Principal(
        name=row.last_name,
        account_id=row.account_id,
        username=row.username,
        unit_id=row.unit_id,
        unit_name=row.unit_name or "",
        region_code=row.region_code or "",
        must_change=bool(row.must_change),
        session_id=row.session_id,
        ip=ip,
        **_roles(rows),
        # On PostgreSQL nobody is named yet, so that its own fence would hide what is asked.
        unbarred=not rls.cuts(session) and not any(r.is_barred for r in rows),
    )


def _roles(rows: Iterable[Any]) -> dict[str, Any]:
    """Return the roles of a session's rows, and which of them are only stood in for."""
    own = {Role(row.role) for row in rows if row.role}
    given = {(Role(row.given_role), row.given_by) for row in rows if row.given_role}
    return {
        "roles": frozenset(own | {role for role, _by in given}),
        "stands_for": tuple(sorted((role, by) for role, by in given if role not in own)),
    }


@cache
def _session_query() -> sa.Select[Any]:
    """Select a live session with its account, unit, present roles and those stood in for.

    Every request asks it, so it is made once; the session's hash and the day are given with it.
    """
    live = UserSession.__table__.c
    account, unit, role = Account.__table__.c, Unit.__table__.c, RoleAssignment.__table__.c
    given, parameter = StandIn.__table__.c, table_of(Parameter)
    idle = sa.select(parameter.c.value).where(parameter.c.key == "session_idle_minutes")
    return (
        sa.select(
            live.id.label("session_id"),
            live.last_seen_at,
            live.ends_at,
            account.id.label("account_id"),
            account.username,
            account.last_name,
            account.must_change,
            unit.id.label("unit_id"),
            unit.name.label("unit_name"),
            unit.region_code,
            role.role,
            given.role.label("given_role"),
            given.from_account_id.label("given_by"),
            idle.scalar_subquery().label("idle"),
            recusals.IS_BARRED,
        )
        .join_from(UserSession.__table__, Account.__table__, account.id == live.account_id)
        .outerjoin(Unit.__table__, unit.id == account.unit_id)
        .outerjoin(RoleAssignment.__table__, sa.and_(role.account_id == account.id, *_held(role)))
        .outerjoin(
            StandIn.__table__,
            sa.and_(given.to_account_id == account.id, *_held(given), _still_given(given, account)),
        )
        .where(
            live.token_hash == sa.bindparam("hashed"),
            live.ended_at.is_(None),
            live.epoch == account.epoch,
            account.status == AccountStatus.ACTIVE,
        )
    )


def _held(row: Any) -> tuple[Any, ...]:
    """Return the criteria that a grant or a stand-in holds today."""
    return (
        row.ended_at.is_(None),
        row.valid_from <= TODAY,
        sa.or_(row.valid_to.is_(None), row.valid_to >= TODAY),
    )


def _still_given(given: Any, account: Any) -> Any:
    """Tell whether who named a stand-in is still active, of the same unit and has the role."""
    giver = Account.__table__.alias("giver")
    grant = RoleAssignment.__table__.alias("given_grant")
    return (
        sa.select(sa.literal(1))
        .where(
            giver.c.id == given.from_account_id,
            giver.c.status == AccountStatus.ACTIVE,
            giver.c.unit_id == account.unit_id,
            grant.c.account_id == giver.c.id,
            grant.c.role == given.role,
            *_held(grant.c),
        )
        .exists()
    )


def me() -> Principal:
    """Return who makes the present request."""
    if "token_principal" in g:
        return g.token_principal  # type: ignore[no-any-return]  # g is untyped.
    return getattr(current_user, "principal", PUBLIC)


def bearer() -> str:
    """Return the key of another system, which counts at the API alone."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    # An empty key is a key that nobody has: the cookie beside it must not count.
    return key.strip() or "-" if kind.lower() == "bearer" and request.path.startswith(API) else ""


def client_ip() -> str | None:
    """Return the address of an office user; public submissions never ask for it."""
    return request.remote_addr


class OfficeSecurityManager(SecurityManager):
    """Answers the framework's permission questions from the gate; its own pages stay off."""

    user_model = Account

    def register_views(self) -> None:
        """Register none of the framework's user, role and login pages."""

    def create_db(self) -> None:
        """Leave the tables to the migrations."""

    def load_user(self, pk: str) -> SessionUser | None:
        """Return the user of a session token; a request with a system's key has no person."""
        if bearer():
            return None
        principal = load_session(pk, client_ip())
        return SessionUser(principal, pk) if principal else None

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Deny: public pages belong to the public application."""
        return False

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Ask the gate; view_name is the table's name, permission_name "can_<verb>"."""
        model = model_of(view_name)
        return model is not None and policies.may(me(), model, permission_name.removeprefix("can_"))

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """Return the menu entries a user may list; a name that is no table is a category.

        The framework asks for every level of the menu, so the answer is kept for the request.
        """
        if "menu_access" not in g:
            principal = me()
            tables = {name: model_of(name) for name in set(menu_names or [])}
            g.menu_access = {
                name
                for name, model in tables.items()
                if model is None or policies.may(principal, model, "list")
            }
        return g.menu_access  # type: ignore[no-any-return]  # g is untyped.


_BY_TABLE: dict[str, type[Model]] = {}


def model_of(table: str) -> type[Model] | None:
    """Return the class of a table name, None for an unknown one."""
    if table not in _BY_TABLE and table in Model.metadata.tables:
        for mapper in Model.registry.mappers:
            name = mapper.class_.__dict__.get("__tablename__")
            if name and issubclass(mapper.class_, Model):
                _BY_TABLE[name] = mapper.class_
    return _BY_TABLE.get(table)


def public(view: View) -> View:
    """Mark a route as open to everybody."""
    view.__needs__ = "public"  # type: ignore[attr-defined]  # A mark on a function.
    return view


def signed_in(view: View) -> View:
    """Mark a route as open to everybody who is logged in."""
    view.__needs__ = "signed_in"  # type: ignore[attr-defined]  # A mark on a function.
    return view


def needs(*rights: Right) -> Callable[[View], View]:
    """Mark a route as open to holders of any of these rights."""

    def mark(view: View) -> View:
        view.__needs__ = rights  # type: ignore[attr-defined]  # A mark on a function.
        return view

    return mark


@dataclass(frozen=True)
class Hidden:
    """What a page of the clue compartment asks for; to everybody else it does not exist."""

    right: Right
    letters: tuple[str, ...]


def hidden(right: Right, *letters: str) -> Callable[[View], View]:
    """Mark a route as open to holders of one of these letters, and as missing for the others."""

    def mark(view: View) -> View:
        view.__needs__ = Hidden(right, letters)  # type: ignore[attr-defined]  # A mark on a function.
        return view

    return mark


# Addresses under these answer strangers like any address that is not there.
COMPARTMENT = {
    "/clue": Hidden(Right.CLUES, ("A", "2", "1")),
    "/accountability": Hidden(Right.ACCOUNTABILITY, ("A", "S")),
}


def is_hidden() -> bool:
    """Tell whether the asked address must look missing to who asks, whatever the method."""
    if request.endpoint is not None:
        mark = declared(current_app.view_functions.get(request.endpoint))
        return isinstance(mark, Hidden) and me().is_person and not holds(me(), mark)
    return any(
        not holds(me(), mark)
        for prefix, mark in COMPARTMENT.items()
        if request.path == prefix or request.path.startswith(prefix + "/")
    )


def declared(view: Any) -> Any:
    """Return what a route declares: "public", "signed_in", rights, (verb, table) or None."""
    mark = getattr(view, "__needs__", None)
    if mark is not None:
        return mark
    owner, verb = getattr(view, "__self__", None), getattr(view, "_permission_name", None)
    if owner is not None and verb is not None:
        return (verb, owner.class_permission_name)
    return None


def holds(principal: Principal, mark: Any) -> bool:
    """Tell whether a principal satisfies what a route declares."""
    if mark == "public":
        return True
    if mark is None or not (principal.is_person or principal.is_token):
        return False
    if mark == "signed_in":
        return True
    if isinstance(mark, Hidden):
        return principal.has(mark.right, *mark.letters)
    if isinstance(mark[0], Right):
        return any(principal.has(right) for right in mark)
    return bool(current_app.appbuilder.sm.has_access(f"can_{mark[0]}", mark[1]))  # type: ignore[attr-defined]  # The framework adds it.


def guard() -> Response | None:
    """Refuse the request unless its route's declaration holds; name who asks."""
    if request.endpoint == "static":
        return None
    if request.endpoint is None:
        # A wrong method or a missing slash would tell that the address is known.
        return abort(404) if is_hidden() else None
    principal = me()
    store.name(store.current(), principal)
    mark = declared(current_app.view_functions[request.endpoint])
    if holds(principal, mark):
        return _change_first(principal, mark)
    if is_hidden():
        _note_stranger(principal)
        abort(404)
    if principal.is_person or principal.is_token:
        abort(403)
    if request.path.startswith("/api/"):
        abort(401)
    return redirect(url_for("AccountView.login", next=request.full_path.rstrip("?")))


def _note_stranger(principal: Principal) -> None:
    """Audit that somebody tried a page of the compartment; no row is looked up for it."""
    with store.write(principal) as session:
        audit.record(session, principal, "sealed.read", "sealed", result="refused")


def _change_first(principal: Principal, mark: Any) -> Response | None:
    """Send an account with a first password to the page that changes it, from everywhere."""
    if not principal.must_change or mark == "public" or request.endpoint in FIRST_STEPS:
        return None
    if request.path.startswith("/api/"):
        abort(403)
    return redirect(url_for("AccountView.password"))


def touch(response: Response) -> Response:
    """Note that a session was used, at most once in two minutes."""
    stale = g.pop("stale_session", None)
    if stale is not None and response.status_code < 500:
        with store.write(me()) as session:
            table = table_of(UserSession)
            session.execute(
                sa.update(table).where(table.c.id == stale).values(last_seen_at=clock.now())
            )
    return response


def roles_text(roles: Iterable[Role]) -> str:
    """Return the roles' names for a page."""
    return "、".join(role.label for role in Role if role in set(roles))
