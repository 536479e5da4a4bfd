"""How the items that hang together with an item read on its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from app.formats import day
from app.models import Document, ProblemTransfer
from app.queries import family
from app.queries.family import Relative
from views.rows import Rows


def groups(page: Rows) -> list[dict[str, Any]]:
    """Return the groups of related items that this person sees, without the empty ones."""
    session, problem = page.session, page.problem
    whole = family.above(session, problem)
    found = (
        ("上级事项", whole),
        ("下级事项", family.below(session, problem.id)),
        ("并入的主件", family.master(session, problem)),
        ("并入本件的事项", family.merged(session, problem.id)),
    )
    return [{"label": label, "rows": _rows(rows)} for label, rows in found if rows]


def _rows(rows: Iterable[Relative]) -> list[dict[str, Any]]:
    """Return each item with its address, state and depth in the tree."""
    return [
        {
            "no": row.problem_no,
            "title": row.title,
            "state": row.state.label,
            "url": url_for("problem.show", row_id=row.row_id),
            "mark": "└ " * row.depth,
        }
        for row in rows
    ]


def transfers(page: Rows) -> list[dict[str, str]]:
    """Return to whom the item was handed, how often it was asked after and what came back."""
    rows = family.transfers(page.session, page.problem.id)
    return [
        {
            "head": f"{row.target} · {_number(page, row)}",
            "receipt": row.receipt,
            "state": _state(row),
            "result": page.told(row.result),
        }
        for row in rows
    ]


def _number(page: Rows, row: ProblemTransfer) -> str:
    """Return the letter's number; a letter of the house shows where it stands."""
    paper = page.session.get(Document, row.document_id) if row.document_id else None
    return row.letter_no or (paper.number if paper and paper.number else "转办函待签发")


def _state(row: ProblemTransfer) -> str:
    """Return whether the result is back, or when it is asked for next."""
    if row.returned_at is not None:
        return f"{day(row.returned_at)} 结果返回"
    return f"已跟踪 {row.checks} 次，下次 {day(row.track_due)} 前"
