"""线索与追责 of a month: a paper of its own for who keeps the clues and who approves them.

It is made when it is asked for and kept nowhere, so that no list of papers tells that it exists.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import audit, clock, months
from app.enums_clue import ClueState
from app.errors import Missing
from app.models import Accountability, Clue
from app.operations.draft_words import common, office, paragraph
from app.permissions import Right
from app.principal import Principal

NOTE = "限批准人员阅读，不随月度报告印发，不留存电子副本"
ENDED = (ClueState.DISPOSED, ClueState.FILED_CASE, ClueState.RETURNED)


def may_see(principal: Principal) -> bool:
    """Tell whether a principal reads the annex: the keeper of the register, and who approves."""
    return principal.has(Right.CLUES, "A", "2") and principal.has(Right.ACCOUNTABILITY, "A")


def facts(session: Session, actor: Principal, period: str) -> dict[str, Any]:
    """Return the facts of the annex, and append its audit row to the caller's transaction."""
    if not may_see(actor):
        raise Missing()
    first, last = months.first_day(period), months.last_day(period)
    audit.record(session, actor, "report_annex.read", "report_annex", detail={"period": period})
    received = _count(session, Clue.received_on.between(first, last))
    open_now = _by(session, Clue.state, Clue.id, Clue.state.not_in(ENDED))
    decided = Accountability.decided_on.between(first, last)
    kinds = _by(session, Accountability.action_kind, Accountability.id, decided)
    forms = _by(session, Accountability.form, Accountability.id, decided)
    name = months.said(period)
    county = current_app.config["VX"].agency.county
    return {
        **common(f"{name}问题线索与追责情况", [f"{county}纪委主要负责同志"]),
        "date": clock.today().isoformat(),
        "body": [
            paragraph("问题线索", 1),
            paragraph(
                f"本月收到问题线索{received}件。现在没有了结的{sum(open_now.values())}件"
                f"{_listed(open_now, '件')}。"
            ),
            paragraph("追责", 1),
            paragraph(
                f"本月决定追责{sum(kinds.values())}人次（单位）{_listed(kinds, '')}。"
                + (f"按四种形态分{_listed(forms, '')}。" if any(forms) else "")
            ),
        ],
        "note": NOTE,
        "printed_by": office(),
    }


def _count(session: Session, *criteria: Any) -> int:
    """Return how many clues this person sees meet criteria."""
    query = sa.select(sa.func.count(Clue.id)).where(*criteria)
    return int(session.execute(query).scalar_one())


def _by(session: Session, column: Any, key: Any, *criteria: Any) -> dict[Any, int]:
    """Return how many visible rows there are of each word."""
    query = sa.select(column, sa.func.count(key)).where(*criteria).group_by(column)
    return {row[0]: int(row[1]) for row in session.execute(query)}


def _listed(found: dict[Any, int], unit: str) -> str:
    """Return words and counts behind a colon, nothing where there are none."""
    said = [
        f"{word.label}{count}{unit}"
        for word, count in sorted(found.items(), key=lambda one: (-one[1], str(one[0])))
        if word is not None
    ]
    return f"：{'、'.join(said)}" if said else ""
