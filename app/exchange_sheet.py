"""The ledger's list as a 台账 on A4 landscape: the same rows and filters as the screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import audit, clock, crud_pages, exchange, secrecy
from app.crud_lists import Asked
from app.errors import Refused
from app.models import Problem
from app.principal import Principal
from app.queries import listing

MOST = 500
LONGEST = 60
# Widths in characters of the 40 that a line of the turned page holds; the title takes the rest.
COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("problem_no", "编号", 7.0),
    ("registered_at", "收到日期", 4.2),
    ("channel", "来源", 4.4),
    ("title", "反映事项", 0),
    ("lead_unit_id", "责任单位", 5.0),
    ("due_at", "到期日", 4.2),
    ("state", "状态", 3.6),
)


def facts(session: Session, principal: Principal, asked: Asked) -> dict[str, Any]:
    """Return the facts of the sheet, and append its audit row to the caller's transaction.

    The words that were searched are not printed: they may be a person's name.
    """
    known = exchange.columns(principal, Problem)
    columns = [one for one in COLUMNS if one[0] in known]
    names = [name for name, _label, _width in columns]
    ask = listing.Ask(asked.ask.words, asked.ask.filters, asked.ask.sort, asked.ask.down)
    page = listing.page(session, principal, Problem, ask, names, size=MOST + 1, most=MOST + 2)
    if len(page.rows) > MOST:
        raise Refused(f"一次最多打印 {MOST} 件，请先筛选，或者导出 Excel。")
    audit.record(
        session,
        principal,
        "export",
        "problem",
        detail={
            "rows": len(page.rows),
            "filters": sorted(chosen.column_name for chosen, _value in ask.filters),
            "search": bool(ask.words),
            "fields": names,
        },
    )
    rows = [[str(at), *(_cell(row, name) for name in names)] for at, row in enumerate(page.rows, 1)]
    table = {"columns": [{"label": "序号", "width": 2.4}, *map(_column, columns)], "rows": rows}
    return {
        "agency": current_app.config["VX"].agency.office,
        "title": "民声直通车问题台账",
        "date": clock.today().isoformat(),
        "tables": [{**table, "source": _source(asked, len(rows))}],
    }


def _column(one: tuple[str, str, float]) -> dict[str, Any]:
    """Return the head of a column."""
    name, label, width = one
    about: dict[str, Any] = {"label": label, "align": "left" if name == "title" else "center"}
    return {**about, "width": width} if width else about


def _cell(row: listing.Row, name: str) -> str:
    """Return a cell: a day by month and day, a word by its first name, a title without numbers."""
    value = row.values[name]
    if isinstance(value, datetime):
        at = clock.local(value)
        return f"{at.month}月{at.day}日"
    text = " ".join(crud_pages.text(row, name).split())
    if name == "title":
        return secrecy.redact(text)[:LONGEST]
    return text.split("/")[0] if name in {"channel", "state"} else text.strip("—")


def _source(asked: Asked, count: int) -> str:
    """Return the note below the table: the filter, how many rows, and what is left out."""
    chosen = "；".join(text for text in asked.texts.values() if text)
    words = f"筛选：{chosen}；" if chosen else ""
    return f"注：{words}共{count}件；反映人信息不在台账中列出。"
