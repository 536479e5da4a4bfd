"""Who is logged in, and the one guard that every route passes before it runs.

Deny by default: a route is public, asks for a login, names rights, or belongs
to a table of the generated admin; anything else is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import abort, current_app, g, redirect, request, url_for
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_login import UserMixin, current_user
from werkzeug.wrappers import Response

from app import clock, policies, recusals, store
from app.enums import AccountStatus, Role
from app.models import Account, Model, RoleAssignment, Unit, UserSession, table_of
from app.permissions import Right
from app.principal import PUBLIC, Principal

IDLE = timedelta(minutes=30)
TOUCH = timedelta(minutes=2)
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
    rows = session.execute(_session_query(token_hash(token))).all()
    if not rows:
        return None
    row, now = rows[0], clock.now()
    if row.last_seen_at < now - IDLE or row.ends_at < now:
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
        roles=frozenset(Role(r.role) for r in rows if r.role),
        must_change=bool(row.must_change),
        session_id=row.session_id,
        ip=ip,
        unbarred=not any(r.is_barred for r in rows),
    )


def _session_query(hashed: str) -> sa.Select[Any]:
    """Select a live session with its account, unit and present roles."""
    live = UserSession.__table__.c
    account, unit, role = Account.__table__.c, Unit.__table__.c, RoleAssignment.__table__.c
    today = clock.today()
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
            recusals.IS_BARRED,
        )
        .join_from(UserSession.__table__, Account.__table__, account.id == live.account_id)
        .outerjoin(Unit.__table__, unit.id == account.unit_id)
        .outerjoin(
            RoleAssignment.__table__,
            sa.and_(
                role.account_id == account.id,
                role.valid_from <= today,
                sa.or_(role.valid_to.is_(None), role.valid_to >= today),
            ),
        )
        .where(
            live.token_hash == hashed,
            live.ended_at.is_(None),
            live.epoch == account.epoch,
            account.status == AccountStatus.ACTIVE,
        )
    )


def me() -> Principal:
    """Return who makes the present request."""
    return getattr(current_user, "principal", PUBLIC)


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
        """Return the user of a session token."""
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
            g.menu_access = {
                name
                for name in menu_names or []
                if model_of(name) is None or self.has_access("can_list", name)
            }
        return g.menu_access  # type: ignore[no-any-return]  # g is untyped.


_BY_TABLE: dict[str, type[Model]] = {}


def model_of(table: str) -> type[Model] | None:
    """Return the class of a table name, None for an unknown one."""
    if table not in _BY_TABLE:
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
    if mark is None or not principal.is_person:
        return False
    if mark == "signed_in":
        return True
    if isinstance(mark[0], Right):
        return any(principal.has(right) for right in mark)
    return bool(current_app.appbuilder.sm.has_access(f"can_{mark[0]}", mark[1]))  # type: ignore[attr-defined]  # The framework adds it.


def guard() -> Response | None:
    """Refuse the request unless its route's declaration holds; name who asks."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    principal = me()
    store.name(store.current(), principal)
    mark = declared(current_app.view_functions[request.endpoint])
    if holds(principal, mark):
        return _change_first(principal, mark)
    if principal.is_person:
        abort(403)
    if request.path.startswith("/api/"):
        abort(401)
    return redirect(url_for("AccountView.login", next=request.full_path.rstrip("?")))


def _change_first(principal: Principal, mark: Any) -> Response | None:
    """Send an account with a first password to the page that changes it."""
    if principal.must_change and mark not in {"public", "signed_in"}:
        return redirect(url_for("AccountView.password"))
    return None


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
