"""The REST API, made from the same declaration, gate and operations as the pages.

Cookie session; every write needs X-CSRFToken, and a new row an Idempotency-Key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, jsonify, request
from flask_appbuilder import BaseView
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from app import crud_lists, crud_openapi, policies, readings, store
from app.crud_route import route
from app.errors import Conflict, Invalid, Missing, Refused
from app.models import Model, Problem, ProblemStep
from app.operations import idempotency, registry
from app.operations.values import plain
from app.principal import Principal
from app.queries import listing
from app.security import me, signed_in

Answer = Any
Extra = Callable[[Session, Principal, Sequence[int]], Mapping[int, Mapping[str, Any]]]


class OfficeApi(BaseView):
    """A table's API; office_api() makes one class per view."""

    model: type[Model]
    view: Any
    datamodel: Any
    added: Extra | None = None

    @route("/", "list")
    def list(self) -> Answer:
        """Answer one page of the visible rows."""
        session, principal = store.current(), me()
        readings.saw_list(self.model)
        columns = policies.readable(principal, self.model, "list")
        args = request.args
        # A programme that asks for nothing gets all rows; only a page opens near today.
        shape = replace(self.view.shape, around="")
        asked = crud_lists.read(session, principal, self.datamodel, shape, args)
        page = listing.page(session, principal, self.model, asked.ask, columns)
        return jsonify(
            {
                "items": self._bodies(session, principal, page.rows),
                "count": page.total,
                "count_capped": page.capped,
                "page": page.number,
                "pages": page.pages,
                "ignored": asked.ignored,
            }
        )

    @route("/<int:pk>", "show")
    def show(self, pk: int) -> Answer:
        """Answer one visible row."""
        return jsonify(self._one(pk))

    @route("/", "add", ("POST",))
    def add(self) -> Answer:
        """Make a row, or propose it where two persons are needed."""
        if self.view.add_url:
            return refusal(Refused(f"请在 {self.view.add_url} 登记。"))
        return self._answered(None)

    @route("/<int:pk>", "edit", ("PUT",))
    def edit(self, pk: int) -> Answer:
        """Change a row of the given row_version, or propose the change."""
        return self._answered(pk)

    def _one(self, pk: int) -> Any:
        """Return the body of one visible row; raise Missing."""
        session, principal = store.current(), me()
        columns = policies.readable(principal, self.model, "show")
        row = listing.one(session, principal, self.model, pk, columns)
        if row is None:
            raise Missing()
        readings.saw_stored(session, self.model, pk)
        return self._bodies(session, principal, (row,))[0]

    def _bodies(self, session: Session, principal: Principal, rows: Sequence[listing.Row]) -> Any:
        """Return the JSON bodies of rows with what the subject adds."""
        more = self.added(session, principal, [r.id for r in rows]) if self.added and rows else {}
        return [{**body(row), **more.get(row.id, {})} for row in rows]

    def _answered(self, pk: int | None) -> Answer:
        """Run a write; a refusal becomes JSON with one message per field."""
        try:
            sent = request.get_json(silent=True)
        except RecursionError:  # JSON that is nothing but brackets.
            sent = None
        if not isinstance(sent, dict):
            return refusal(Invalid({"": "请发送 JSON 对象。"}), 400)
        try:
            return self._written(pk, sent)
        except (Invalid, Refused, Conflict) as error:
            return refusal(error)

    def _written(self, pk: int | None, sent: dict[str, Any]) -> Answer:
        """Write once, and answer 201, 200, or 202 for a proposal."""
        principal, two = me(), policies.table_rule(self.model).two_people
        version = sent.get("row_version")
        number = version if isinstance(version, int) and not isinstance(version, bool) else 0
        operation = registry.propose if two else registry.save
        key = self._key(principal, pk, two=two)
        with store.write(principal) as work:
            before = idempotency.claim(work, key) if key else None
            if before:
                saved = int(before)
            else:
                saved = operation(work, principal, self.model, pk, sent, version=number)
                if key:
                    idempotency.remember(work, key, str(saved))
        if two:
            return jsonify({"proposal": saved, "message": "已提交，等待批准。"}), 202
        return jsonify(self._one(saved)), 201 if pk is None else 200

    def _key(self, principal: Principal, pk: int | None, *, two: bool) -> str:
        """Return the key of a POST that makes a row; a direct edit is held by its version."""
        if pk is not None and not two:
            return ""
        sent = request.headers.get("Idempotency-Key", "")
        if not sent:
            raise Invalid({"": "缺少 Idempotency-Key（每次提交一个新的随机值）。"})
        # Whole, and apart from the keys of forms and of other tables: a key that is taken for
        # another's would lose a write without a word.
        return f"{principal.account_id}/api/{self.model.__tablename__}/{sent}"


def body(row: listing.Row) -> dict[str, Any]:
    """Return a row as JSON: plain values, and labels for words and foreign keys."""
    labels = {name: text for name, text in row.names.items() if text is not None}
    for name, value in row.values.items():
        label = getattr(value, "label", None)
        if label is not None:
            labels[name] = label
    values = {name: plain(value) for name, value in row.values.items()}
    return {"id": row.id, "row_version": row.version, **values, "labels": labels}


def refusal(error: Invalid | Refused | Conflict, code: int | None = None) -> tuple[Response, int]:
    """Return a refusal as JSON."""
    number = code or error.code or 422
    fields: Any = getattr(error, "errors", None) or getattr(error, "current", {})
    facts = {"code": number, "message": error.description, "fields": fields}
    return jsonify({"error": facts}), number


def problem_actions(
    session: Session, principal: Principal, ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """Return the codes of the actions that are open to the caller, by problem."""
    query = policies.visible(principal, Problem).where(Problem.id.in_(ids))
    problems = session.scalars(query).all()
    steps: dict[int, list[ProblemStep]] = {}
    of_these = sa.select(ProblemStep).where(ProblemStep.problem_id.in_(ids))
    for step in session.scalars(of_these):
        steps.setdefault(step.problem_id, []).append(step)
    return {
        problem.id: {
            "actions": [
                allowed.transition.code
                for allowed in policies.allowed_actions(
                    principal, problem, steps.get(problem.id, [])
                )
                if allowed.open
            ]
        }
        for problem in problems
    }


EXTRAS: dict[type[Model], Extra] = {Problem: problem_actions}


def office_api(view: Any) -> type[OfficeApi]:
    """Return the API of a view made by office_view()."""
    table, added = view.model.__tablename__, EXTRAS.get(view.model)
    facts = {
        "__doc__": f"API of {table}.",
        "model": view.model,
        "view": view,
        "datamodel": view.datamodel,
        "added": staticmethod(added) if added else None,
        "route_base": f"/api/v1/{table}",
        "class_permission_name": table,
        "default_view": "list",
    }
    return type(f"{view.model.__name__}Api", (OfficeApi,), facts)


class DescriptionApi(BaseView):
    """What the caller may use of the API, and the token for its writes."""

    route_base = "/api/v1"
    default_view = "openapi"

    @route("/_openapi", None)
    @signed_in
    def openapi(self) -> Answer:
        """Answer the OpenAPI document of exactly what the caller may use."""
        principal = me()
        views = [view for view in self.appbuilder.baseviews if isinstance(view, OfficeApi)]
        held = [view for view in views if policies.may(principal, view.model, "list")]
        if not held:
            abort(404)
        return jsonify(crud_openapi.document(store.current(), principal, held))

    @route("/_csrf", None)
    @signed_in
    def csrf(self) -> Answer:
        """Answer the token that a write sends as X-CSRFToken."""
        return jsonify({"csrf_token": generate_csrf()})
