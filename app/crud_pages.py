"""Facts of the generated pages for their templates: headers, cells, filter boxes, chips, pager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars, formats, policies
from app.crud_lists import DUE_WORDS, Asked, Shape, choices
from app.models import Model, table_of
from app.principal import Principal
from app.queries import listing
from app.workdays import Calendar


def text(row: listing.Row, name: str) -> str:
    """Return a value as a person reads it."""
    if name in row.names:
        shown = row.names[name]
        return shown if shown is not None else formats.show(row.values[name])
    value = row.values[name]
    if isinstance(value, dict):
        return "；".join(f"{key}：{formats.show(item)}" for key, item in value.items())
    return formats.show(value)


@dataclass(frozen=True)
class Lamps:
    """The light under a due date."""

    column: str
    calendar: Calendar | None

    def of(self, row: listing.Row) -> dict[str, str] | None:
        """Return the light of a row, None where the table has none."""
        if not self.column or self.column not in row.values or self.calendar is None:
            return None
        return calendars.lamp(self.calendar, row.values[self.column], row.values.get("state"))


def lamps(session: Session, shape: Shape) -> Lamps:
    """Return the lights of a table."""
    return Lamps(shape.light, calendars.load(session) if shape.light else None)


def cells(
    model: type[Model],
    columns: Sequence[str],
    shape: Shape,
    rows: Sequence[listing.Row],
    lit: Lamps,
) -> list[dict[str, Any]]:
    """Return the rows of a list page."""
    title = title_column(model, columns, shape)
    plain = [name for name in columns if name != title and name not in shape.sub]
    labels = {name: model.about(name).label for name in plain}
    return [
        {
            "id": row.id,
            "title": text(row, title),
            "sub": " · ".join(text(row, name) for name in shape.sub if name in columns),
            "cells": [_cell(row, name, labels[name], lit) for name in plain],
        }
        for row in rows
    ]


def title_column(model: type[Model], columns: Sequence[str], shape: Shape) -> str:
    """Return the column that links to the row."""
    for name in (shape.title, model.__display__):
        if name in columns:
            return name
    return columns[0]


def _cell(row: listing.Row, name: str, label: str, lit: Lamps) -> dict[str, Any]:
    """Return one cell; a due date carries its light."""
    value = row.values[name]
    if name == lit.column:
        return {"label": label, "text": formats.day(value), "light": lit.of(row), "num": True}
    number = isinstance(value, int | date | datetime) and name not in row.names
    return {"label": label, "text": text(row, name), "num": number}


def headers(
    principal: Principal, model: type[Model], columns: Sequence[str], shape: Shape, asked: Asked
) -> list[dict[str, Any]]:
    """Return the column heads; a sortable one links to its other direction."""
    title = title_column(model, columns, shape)
    sortable = policies.readable(principal, model, "sort")
    shown = [title, *(n for n in columns if n != title and n not in shape.sub)]
    return [
        {
            "label": model.about(name).label,
            "url": _turned(asked, name) if name in sortable else None,
            "state": _state(asked, name),
        }
        for name in shown
    ]


def _turned(asked: Asked, name: str) -> str:
    """Return the link that sorts by a column, or turns its direction."""
    up = asked.ask.sort == name and not asked.ask.down
    return asked.link(sort=f"-{name}" if up else name)


def _state(asked: Asked, name: str) -> str:
    """Return the value of aria-sort."""
    if asked.ask.sort != name:
        return ""
    return "descending" if asked.ask.down else "ascending"


def filters(
    session: Session, principal: Principal, model: type[Model], asked: Asked, base: str
) -> list[dict[str, Any]]:
    """Return the filter boxes; a column that is searched needs none."""
    searched = policies.readable(principal, model, "search")
    names = [n for n in policies.readable(principal, model, "filter") if n not in searched]
    return [_box(session, model, name, asked, base) for name in names]


def search_hint(principal: Principal, model: type[Model]) -> str:
    """Return what the search box looks through."""
    names = policies.readable(principal, model, "search")
    labels = [model.about(name).label for name in names]
    return "、".join([*labels, "村名"] if "region_code" in dict(model.fields("filter")) else labels)


def _box(
    session: Session, model: type[Model], name: str, asked: Asked, base: str
) -> dict[str, Any]:
    """Return one filter box."""
    about, column = model.about(name), table_of(model).c[name]
    values = asked.chosen.get(name, [])
    box: dict[str, Any] = {"name": name, "label": about.label, "value": values[0] if values else ""}
    if about.refers_to:
        return {**box, "kind": "remote", "text": asked.texts.get(name, ""), "url": base + name}
    if about.enum is not None or about.vocabulary:
        return {**box, "kind": "select", "choices": choices(session, model, name)}
    if isinstance(column.type, sa.Boolean):
        return {**box, "kind": "select", "choices": {"1": "是", "0": "否"}}
    if name == "due_at" and "state" in table_of(model).c:
        return {**box, "kind": "select", "choices": DUE_WORDS}
    if isinstance(column.type, sa.Date) or isinstance(
        getattr(column.type, "impl", None), sa.DateTime
    ):
        days = "..".join(values).split("..") if values else ["", ""]
        return {**box, "kind": "days", "from": days[0], "to": days[-1]}
    return {**box, "kind": "text"}


def chips(model: type[Model], asked: Asked, shape: Shape) -> list[dict[str, Any]]:
    """Return the filters in force, each a link that takes it away, and the two of a due date."""
    found = [
        {
            "label": f"{model.about(name).label}：{words}",
            "url": asked.link(**{name: None}),
            "active": True,
            "removable": True,
        }
        for name, words in asked.texts.items()
    ]
    if asked.q:
        found.insert(
            0,
            {
                "label": f"查找：{asked.q}",
                "url": asked.link(q=None),
                "active": True,
                "removable": True,
            },
        )
    if shape.light and shape.light not in asked.chosen:
        found += [
            {"label": words, "url": asked.link(**{shape.light: code}), "active": False}
            for code, words in DUE_WORDS.items()
        ]
    return found


@dataclass(frozen=True)
class Pager:
    """The pager's facts."""

    page: listing.Page
    asked: Asked

    @property
    def number(self) -> int:
        """Return the number of this page."""
        return self.page.number

    @property
    def has_prev(self) -> bool:
        """Tell whether there is a page before."""
        return self.page.number > 1

    @property
    def has_next(self) -> bool:
        """Tell whether there is a page after, within the count's cap."""
        return self.page.number < self.page.pages

    @property
    def total_text(self) -> str:
        """Return the count in words."""
        return f"{self.page.total} 条以上" if self.page.capped else f"共 {self.page.total} 条"

    def url_for(self, number: int) -> str:
        """Return the address of another page."""
        return self.asked.link(page=number)


def facts(model: type[Model], columns: Sequence[str], row: listing.Row) -> list[tuple[str, str]]:
    """Return (label, value) of the filled columns of a show page that are no long texts."""
    return [
        (model.about(name).label, text(row, name))
        for name in columns
        if not model.about(name).multiline and not _is_empty(row, name)
    ]


def blanks(model: type[Model], columns: Sequence[str], row: listing.Row) -> str:
    """Return the names of the columns that hold nothing."""
    return "、".join(model.about(name).label for name in columns if _is_empty(row, name))


def _is_empty(row: listing.Row, name: str) -> bool:
    """Tell whether a column holds nothing; 0 and no are something."""
    return row.values[name] in (None, "", [], {}) and row.values[name] is not False


def passages(model: type[Model], columns: Sequence[str], row: listing.Row) -> list[tuple[str, str]]:
    """Return (label, text) of the long texts that are filled."""
    return [
        (model.about(name).label, str(row.values[name]))
        for name in columns
        if model.about(name).multiline and row.values[name]
    ]
