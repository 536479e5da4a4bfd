"""How supervision and moved due dates read on a page."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app import clock, policies
from app.enums_ledger import Rung, SupervisionState
from app.formats import moment
from app.models import Supervision
from app.permissions import Right
from app.queries import deadlines, ledger
from views.present import Page

LIGHTS = {
    SupervisionState.DRAFTED: "warn",
    SupervisionState.ISSUED: "late",
    SupervisionState.REPLIED: "ok",
    SupervisionState.DROPPED: "still",
}


def title(row: Supervision) -> str:
    """Return what a supervision is called: its rung, or how a person pressed."""
    if row.rung is Rung.SUMMON and row.state in {SupervisionState.ISSUED, SupervisionState.REPLIED}:
        return "通报" if row.document_id else row.kind.label
    return row.rung.label if row.rung else row.kind.label


def light(row: Supervision) -> dict[str, str]:
    """Return the state as a light; a reminder that asks for no answer is simply sent."""
    if row.state == SupervisionState.ISSUED and row.reply_due is None:
        return {"kind": "still", "text": "已提醒"}
    if row.state == SupervisionState.ISSUED:
        over = row.reply_due is not None and row.reply_due < clock.now()
        return {"kind": "late" if over else "warn", "text": "逾期未回复" if over else "待回复"}
    return {"kind": LIGHTS[row.state], "text": row.state.label}


def rows(page: Page) -> list[dict[str, Any]]:
    """Return the supervisions of an item that this person may see, the newest first."""
    if not page.principal.has(Right.SEE_SUPERVISION):
        return []
    found = ledger.supervisions(page.session, page.principal, page.problem.id)
    return [
        {
            "title": title(row),
            "light": light(row),
            "sub": _sub(page, row),
            "content": page.told(row.content),
            "reply": page.told(row.reply, row.unit_id),
            "reply_sub": moment(row.replied_at),
            "dropped": row.dropped_reason or "",
            "paper": url_for("paper.show", row_id=row.document_id)
            if row.document_id and page.principal.has(Right.SEE_PAPERS)
            else "",
            "links": links(page.principal, row),
        }
        for row in found
    ]


def _sub(page: Page, row: Supervision) -> str:
    """Return when, whom, the score and until when to answer."""
    unit = page.name(row.unit_id)
    score = f"计 {row.score} 分" if row.score else ""
    asked = row.reply_due is not None and row.state == SupervisionState.ISSUED
    until = f"{moment(row.reply_due)}前回复" if asked else ""
    return " · ".join(x for x in (moment(row.issued_at), unit, score, until) if x)


def links(principal: Any, row: Supervision) -> list[dict[str, str]]:
    """Return what this person may do with a supervision."""
    found = []
    if row.state == SupervisionState.DRAFTED:
        if policies.may_send(principal):
            found.append({"label": "核对发出", "url": url_for("supervision.send", row_id=row.id)})
        if policies.may_drop(principal):
            found.append({"label": "不再督办", "url": url_for("supervision.drop", row_id=row.id)})
    if policies.may_reply(principal, row):
        found.append({"label": "回复", "url": url_for("supervision.reply", row_id=row.id)})
    return found


def dates(page: Page) -> list[dict[str, str]]:
    """Return the due dates that were computed anew, with the old value."""
    return [
        {
            "kind": f"{one.new.kind.label}期限",
            "old": moment(one.old.due_at),
            "new": moment(one.new.due_at),
            "why": one.new.cause.label,
            "at": moment(one.old.superseded_at),
        }
        for one in deadlines.moved(page.session, page.problem.id)
    ]
