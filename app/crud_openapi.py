"""The OpenAPI 3 document of the generated API, cut to what its reader may use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies
from app.crud_lists import choices
from app.models import Model, table_of
from app.operations.values import is_required
from app.principal import Principal

KINDS: tuple[tuple[type[Any], dict[str, str]], ...] = (
    (sa.Boolean, {"type": "boolean"}),
    (sa.Integer, {"type": "integer"}),
    (sa.DateTime, {"type": "string", "format": "date-time"}),
    (sa.Date, {"type": "string", "format": "date"}),
    (sa.Time, {"type": "string", "format": "time"}),
    (sa.JSON, {}),
)


def document(session: Session, principal: Principal, apis: Iterable[Any]) -> dict[str, Any]:
    """Return the document of these tables."""
    paths: dict[str, Any] = {}
    for api in apis:
        paths.update(_paths(session, principal, api.model, bool(api.view.add_url)))
    return {
        "openapi": "3.0.3",
        "info": {"title": "民声直通车", "version": "1"},
        "components": {
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "vx_office"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
            }
        },
        "security": [{"session": []}],
        "paths": paths,
    }


def _paths(
    session: Session, principal: Principal, model: type[Model], elsewhere: bool
) -> dict[str, Any]:
    """Return the two paths of a table with the methods the caller has."""
    base, label = f"/api/v1/{model.__tablename__}/", model.__label__
    many: dict[str, Any] = {"get": _listing(session, principal, model)}
    one: dict[str, Any] = {
        "get": _operation(f"查看{label}", _schema(session, principal, model, "show")),
        "parameters": [_parameter("pk", "path", {"type": "integer"})],
    }
    if policies.writable(principal, model, "add") and not elsewhere:
        many["post"] = _write(session, principal, model, "add")
    if policies.writable(principal, model, "edit"):
        one["put"] = _write(session, principal, model, "edit")
    return {base: many, base + "{pk}": one}


def _listing(session: Session, principal: Principal, model: type[Model]) -> dict[str, Any]:
    """Return the list operation with its parameters."""
    text = {"type": "string"}
    sorts = policies.readable(principal, model, "sort")
    both = [*sorts, *(f"-{name}" for name in sorts)]
    parameters = [
        _parameter("q", "query", text),
        _parameter("page", "query", {"type": "integer", "minimum": 1}),
        *([_parameter("sort", "query", {**text, "enum": both})] if both else []),
        *(
            _parameter(name, "query", _kind(session, model, name), model.about(name).label)
            for name in policies.readable(principal, model, "filter")
        ),
    ]
    found = _operation(f"{model.__label__}列表", _schema(session, principal, model, "list"))
    return {**found, "parameters": parameters}


def _write(session: Session, principal: Principal, model: type[Model], verb: str) -> dict[str, Any]:
    """Return a write operation with its body."""
    names = policies.writable(principal, model, verb)
    properties = {name: _property(session, model, name) for name in names}
    required = [name for name in names if verb == "add" and is_required(model, name)]
    if verb == "edit":
        properties["row_version"] = {"type": "integer"}
        required = ["row_version"]
    schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    word = "新增" if verb == "add" else "修改"
    return {
        **_operation(word + model.__label__, {"type": "object"}),
        "security": [{"session": [], "csrf": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
    }


def _operation(summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return an operation with its good answer."""
    content = {"application/json": {"schema": schema}}
    return {"summary": summary, "responses": {"200": {"description": "成功", "content": content}}}


def _schema(session: Session, principal: Principal, model: type[Model], use: str) -> dict[str, Any]:
    """Return the schema of a row's readable columns."""
    names = policies.readable(principal, model, use)
    own = {"id": {"type": "integer"}, "row_version": {"type": "integer"}}
    shown = {name: _property(session, model, name) for name in names}
    return {"type": "object", "properties": {**own, **shown}}


def _parameter(name: str, place: str, schema: dict[str, Any], text: str = "") -> dict[str, Any]:
    """Return one parameter."""
    facts: dict[str, Any] = {"name": name, "in": place, "schema": schema}
    if place == "path":
        facts["required"] = True
    return {**facts, "description": text} if text else facts


def _property(session: Session, model: type[Model], name: str) -> dict[str, Any]:
    """Return the schema of one column with its Chinese name."""
    schema = {**_kind(session, model, name), "title": model.about(name).label}
    return {**schema, "nullable": True} if table_of(model).c[name].nullable else schema


def _kind(session: Session, model: type[Model], name: str) -> dict[str, Any]:
    """Return the schema of a column's values."""
    about, type_ = model.about(name), table_of(model).c[name].type
    if about.enum is not None or about.vocabulary:
        return {"type": "string", "enum": list(choices(session, model, name))}
    plain = getattr(type_, "impl", type_)
    for kind, schema in KINDS:
        if isinstance(type_, kind) or isinstance(plain, kind):
            return dict(schema)
    longest = {"maxLength": about.max_length} if about.max_length else {}
    return {"type": "string", **longest}
