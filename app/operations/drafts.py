"""A draft of a paper: facts without number and date, and without the reporter's telephone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import audit
from app.enums import DocumentKind
from app.errors import Forbidden, Invalid, Missing
from app.models import Document, Problem
from app.operations import paper_items, reporters
from app.permissions import Right
from app.principal import Principal

LONGEST_TITLE = 200
# Given at signing; a draft carries neither.
GIVEN = frozenset({"number", "date", "printed_on"})


# The setting that holds the agency mark of each kind; both notices share one series.
MARKS = {
    DocumentKind.CIRCULAR: "circular",
    DocumentKind.ASSIGNMENT_LETTER: "assignment",
    DocumentKind.SUPERVISION_LETTER: "supervision",
    DocumentKind.TRANSFER_LETTER: "transfer",
    DocumentKind.RECTIFICATION_NOTICE: "rectification",
    DocumentKind.ACCEPTANCE_NOTICE: "notice",
    DocumentKind.REJECTION_NOTICE: "rejection",
    DocumentKind.REPLY: "reply",
    DocumentKind.EXTENSION_NOTICE: "notice",
    DocumentKind.PROPOSAL: "proposal",
    DocumentKind.MINUTES: "minutes",
    DocumentKind.MONTHLY_REPORT: "report",
    DocumentKind.PUBLICITY: "publicity",
}


def mark_of(kind: DocumentKind, series: str = "") -> str:
    """Return the agency mark under which a kind, or a series of its own, is numbered."""
    return str(getattr(current_app.config["VX"].agency, f"mark_{series or MARKS[kind]}"))


def draft(
    session: Session,
    actor: Principal,
    kind: DocumentKind | str,
    facts: Mapping[str, Any],
    *,
    problem_id: int | None = None,
    about: Sequence[int] = (),
    unit_id: int | None = None,
    series: str = "",
) -> Document:
    """Keep a draft with the facts of its paper; number and date come at signing.

    What the timed work drafts has no drafter: who sends it to be checked becomes that. about
    are the items of a paper that is not of one alone.
    """
    if not (actor.is_system or actor.has(Right.DRAFT_REPORT)):
        raise Forbidden("您没有起草公文的权限。")
    found = DocumentKind(kind)
    mark = mark_of(found, series)
    problem = _about(session, problem_id)
    title = str(facts.get("title") or "").strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Invalid({"title": f"请填写标题，最多 {LONGEST_TITLE} 字。"})
    document = Document(
        kind=found,
        title=title,
        agency_mark=mark,
        facts=clean({key: facts[key] for key in facts if key not in GIVEN}, problem),
        problem_id=problem_id,
        unit_id=unit_id,
        drafted_by_id=actor.account_id,
        created_by_id=actor.account_id,
    )
    session.add(document)
    session.flush()
    paper_items.link(session, document, [*about, *([] if problem_id is None else [problem_id])])
    record(session, actor, document, "draft")
    return document


def _about(session: Session, problem_id: int | None) -> Problem | None:
    """Return the problem a paper is about; Missing outside the scope."""
    if problem_id is None:
        return None
    query = sa.select(Problem).where(Problem.id == problem_id)
    problem = session.scalars(query).one_or_none()
    if problem is None:
        raise Missing()
    return problem


def clean(value: Any, problem: Problem | None) -> Any:
    """Return facts without the reporter, wherever he stands in them."""
    return hidden(value, reporters.of(problem))


def hidden(value: Any, named: reporters.Reporters) -> Any:
    """Mask some people in every text of a value."""
    if isinstance(value, str):
        return named.hide(value)
    if isinstance(value, Mapping):
        return {str(key): hidden(item, named) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(item, named) for item in value]
    return value


def act_of(document: Document, act: str) -> audit.Act:
    """Return what the audit log says of an act on a paper: kind, number and the facts' hash."""
    detail = {"kind": document.kind, "number": document.number, "state": document.state}
    facts = {"facts": json.dumps(document.facts, sort_keys=True, ensure_ascii=False)}
    return audit.Act(f"document.{act}", "document", document.id, detail, after=facts)


def record(session: Session, actor: Principal, document: Document, act: str) -> None:
    """Audit an act on a paper."""
    audit.record_all(session, actor, [act_of(document, act)])
