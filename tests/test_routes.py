"""Deny by default: every route declares who may open it, and the table is committed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import TemplateNotFound

from app.enums import Role
from app.principal import PUBLIC, Principal
from app.security import declared, holds
from tests import support

TABLE = Path(__file__).parent / "data" / "routes.csv"
# The second step of a login stands before any session, like the first.
PUBLIC_ROUTES = {"/login/", "/login/code", "/login/enrol", "/login/enrol.svg", "/healthz"}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Return (address, method, endpoint) of every route but static files."""
    return sorted(
        (rule.rule, method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    )


def who(app: Flask, endpoint: str) -> str:
    """Return who may open an endpoint: "public" or the roles, by asking the guard's rule."""
    mark = declared(app.view_functions[endpoint])
    if holds(PUBLIC, mark):
        return "public"
    with app.test_request_context():
        return " ".join(role.value for role in Role if _opens(app, role, mark))


def _opens(app: Flask, role: Role, mark: object) -> bool:
    """Tell whether a bare holder of one role passes."""
    from flask_login import login_user

    from app.security import SessionUser

    principal = Principal(name="x", account_id=1, unit_id=1, roles=frozenset({role}))
    login_user(SessionUser(principal, "x"))
    return holds(principal, mark)


def written(app: Flask) -> str:
    """Return the role × route × method table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["route", "method", "open to"])
    for rule, method, endpoint in routes(app):
        writer.writerow([rule, method, who(app, endpoint)])
    return out.getvalue()


def test_every_route_declares_who_may_open_it(app: Flask) -> None:
    silent = [
        rule for rule, _m, endpoint in routes(app) if declared(app.view_functions[endpoint]) is None
    ]
    assert silent == [], "mark these routes with @needs, @signed_in or @public (app/security.py)"


def test_public_routes_stand_in_a_short_list(app: Flask) -> None:
    open_to_all = {
        rule
        for rule, _m, endpoint in routes(app)
        if declared(app.view_functions[endpoint]) == "public"
    }
    assert open_to_all == PUBLIC_ROUTES


def test_role_route_method_table_is_the_committed_one(app: Flask) -> None:
    assert written(app) == TABLE.read_text(encoding="utf-8"), (
        "routes or rights changed: review, then python -m tests.test_routes"
    )


def test_anonymous_visitor_is_sent_to_login_or_refused(app: Flask) -> None:
    client = app.test_client()
    for rule, method, endpoint in routes(app):
        if rule in PUBLIC_ROUTES or method != "GET":
            continue
        path = rule.replace("<int:pk>", "1").replace("<int:problem_id>", "1")
        if "<" in path:
            continue
        answer = client.get(path)
        expected = 401 if path.startswith("/api/") else 302
        assert answer.status_code == expected, (path, endpoint)


def test_framework_templates_are_unreachable(app: Flask) -> None:
    for name in ("appbuilder/base.html", "appbuilder/general/model/list.html"):
        with pytest.raises(TemplateNotFound):
            app.jinja_env.get_template(name)


def test_framework_pages_are_not_registered(app: Flask) -> None:
    client = app.test_client()
    for path in (
        "/users/list/",
        "/roles/list/",
        "/back",
        "/lang/zh",
        "/api/v1/security/login",
        "/static/appbuilder/js/jquery-latest.js",
        "/swagger/v1",
        "/userinfoeditview/form",
    ):
        assert client.get(path).status_code == 404, path


def main() -> None:
    """Write the table anew from a throw-away database."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        application = support.make_app(f"sqlite:///{folder}/x.db", Path(folder))
        with application.app_context():
            TABLE.write_text(written(application), encoding="utf-8")
        support.close(application)


if __name__ == "__main__":
    main()
