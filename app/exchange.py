"""Excel files of a list: Chinese headers, the list's rows and filters, text cells only."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import xlsxwriter
from flask import Response
from sqlalchemy.orm import Session

from app import audit, clock, crud_pages, policies
from app.models import Model, Secrecy
from app.principal import Principal
from app.queries import listing

MOST = 10_000
PLAIN = (Secrecy.OPEN, Secrecy.INTERNAL)
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Formulas and links stay text, and no name of a person stands in the file's properties.
OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def columns(principal: Principal, model: type[Model]) -> tuple[str, ...]:
    """Return the list's columns and the others declared for export, none of them personal.

    A table that declares no export has no file.
    """
    declared = policies.readable(principal, model, "export")
    if not declared:
        return ()
    names = dict.fromkeys((*policies.readable(principal, model, "list"), *declared))
    return tuple(name for name in names if model.about(name).secrecy in PLAIN)


def workbook(session: Session, principal: Principal, model: type[Model], ask: listing.Ask) -> bytes:
    """Return the file, and append its audit row to the caller's transaction."""
    names = columns(principal, model)
    first = listing.Ask(ask.words, ask.filters, ask.sort, ask.down)
    page = listing.page(session, principal, model, first, names, size=MOST, most=MOST + 1)
    audit.record(
        session,
        principal,
        "export",
        model.__tablename__,
        detail={
            "rows": len(page.rows),
            "filters": sorted(chosen.column_name for chosen, _value in ask.filters),
            "search": bool(ask.words),
            "fields": list(names),
        },
    )
    return _written(model, names, page)


def _written(model: type[Model], names: tuple[str, ...], page: listing.Page) -> bytes:
    """Write one sheet, row by row."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"author": "", "company": "", "title": model.__label__})
    sheet = book.add_worksheet(model.__label__[:31])
    head = book.add_format({"bold": True})
    at = 0
    if page.capped:
        sheet.write_string(at, 0, f"数据较多，只导出前 {MOST} 条，请缩小筛选范围后分批导出。", head)
        at += 1
    for column, name in enumerate(names):
        sheet.write_string(at, column, model.about(name).label, head)
    for number, row in enumerate(page.rows, start=at + 1):
        for column, name in enumerate(names):
            sheet.write_string(number, column, cell(row, name))
    book.close()
    return target.getvalue()


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a file of one sheet with a head and rows of plain texts."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"author": "", "company": "", "title": title})
    sheet, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    return target.getvalue()


def cell(row: listing.Row, name: str) -> str:
    """Return a value as text, empty for nothing; instants in Chinese local time."""
    value = row.values[name]
    if value is None:
        return ""
    if hasattr(value, "tzinfo") and hasattr(value, "date"):
        return clock.local(value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if hasattr(value, "isoformat") else crud_pages.text(row, name)


def answer(content: bytes, label: str) -> Response:
    """Return the file under its Chinese name."""
    name = quote(f"{label}-{clock.today():%Y%m%d}.xlsx")
    disposition = f"attachment; filename=\"export.xlsx\"; filename*=UTF-8''{name}"
    return Response(content, mimetype=TYPE, headers={"Content-Disposition": disposition})
