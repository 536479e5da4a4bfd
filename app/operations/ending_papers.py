"""Drafts of the two papers that go with an end: 不予受理告知书 and 转办函."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, secrecy
from app.enums import DocumentKind, DocumentState
from app.models import Document, Problem
from app.operations import documents
from app.operations.drafts import draft
from app.principal import Principal

LONGEST_MATTER, LONGEST_CELL = 60, 300
TAKEN_UP = "复核改正，事项重新办理"
REMEDY = "对本决定有不同意见的，可以自收到本告知书之日起5个工作日内提出，由另外指定的人员复核。"


def _day(on: date) -> str:
    """Return 2026年11月18日."""
    return f"{on.year}年{on.month}月{on.day}日"


def _line(text: str, longest: int) -> str:
    """Return a masked text on one line, cut where a cell ends."""
    line = " ".join(secrecy.redact(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def draft_rejection(
    session: Session, actor: Principal, problem: Problem, *, reason: str, basis: str, route: str
) -> Document:
    """Draft the notice to the reporter; it names the item and never the person."""
    agency = current_app.config["VX"].agency
    received = clock.local(problem.registered_at).date()
    facts = {
        "agency": agency.name,
        "title": "不予受理告知书",
        "addressees": ["反映人"],
        "body": [
            {
                "level": 0,
                "text": f"您于{_day(received)}反映的事项（编号{problem.problem_no}）收悉。"
                "经审查，现决定不予受理。具体情况如下：",
            },
            {"level": 0, "text": REMEDY},
            {"level": 0, "text": "特此告知。"},
        ],
        "no": problem.problem_no,
        "received": received.isoformat(),
        "matter": _line(problem.content_redacted, LONGEST_CELL),
        "reason": reason,
        "basis": _line(basis, LONGEST_CELL),
        "route": _line(route, LONGEST_CELL),
        "contact": agency.office,
        "sign": agency.name,
        "seal": "none",
    }
    kind = DocumentKind.REJECTION_NOTICE
    return draft(session, actor, kind, facts, problem_id=problem.id)


def give_up_rejection(session: Session, actor: Principal, problem_id: int) -> None:
    """Void the notices that nobody has signed yet: the item is accepted after all."""
    query = (
        sa.select(Document)
        .where(
            Document.problem_id == problem_id,
            Document.kind == DocumentKind.REJECTION_NOTICE,
            Document.state.in_([DocumentState.DRAFT, DocumentState.CHECKING]),
        )
        .order_by(Document.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for document in session.scalars(query).all():
        documents.give_up(session, actor, document, TAKEN_UP)


def draft_transfer(
    session: Session, actor: Principal, problem: Problem, *, target: str, due: date
) -> Document:
    """Draft the letter to an office outside; the reporter is not named in it."""
    agency = current_app.config["VX"].agency
    received = clock.local(problem.registered_at).date()
    facts = {
        "agency": agency.name,
        "title": "关于转办群众反映事项的函",
        "addressees": [target],
        "body": [
            {
                "level": 0,
                "text": f"{_day(received)}，“民声直通车”收到群众反映的下列事项，"
                "按照职责分工属于你单位办理范围，现转请办理：",
            },
            {
                "level": 0,
                "text": "请在反馈期限前将办理结果函告我们。"
                "认为不属于本单位职责的，请说明理由和依据退回，不得自行转送其他单位。",
            },
            {"level": 0, "text": "特此函告。"},
        ],
        "items": [
            {
                "no": problem.problem_no,
                "matter": _line(problem.title, LONGEST_MATTER),
                "source": problem.channel.label.split("/")[0],
                "reporter": "不公开",
                "due": due.isoformat(),
            }
        ],
        "receipt": True,
        "sign": agency.name,
        "seal": "none",
    }
    kind = DocumentKind.TRANSFER_LETTER
    return draft(session, actor, kind, facts, problem_id=problem.id)
