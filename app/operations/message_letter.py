"""The letter that goes with a message to another office; it names the matter, never the writer."""

from __future__ import annotations

from datetime import date

from flask import current_app
from sqlalchemy.orm import Session

from app import clock, secrecy
from app.enums import DocumentKind
from app.models import Document, Message
from app.operations.drafts import draft
from app.principal import Principal

LONGEST_MATTER, LONGEST_WORDS = 60, 600


def _day(on: date) -> str:
    """Return 2026年11月18日."""
    return f"{on.year}年{on.month}月{on.day}日"


def _line(text: str, longest: int) -> str:
    """Return a masked text on one line, cut where it must end."""
    line = " ".join(secrecy.redact(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def draft_letter(
    session: Session,
    actor: Principal,
    message: Message,
    *,
    target: str,
    brief: str,
    unit_id: int | None,
    due: date,
) -> Document:
    """Draft the 转办函 of a message, to be signed like any paper."""
    agency = current_app.config["VX"].agency
    received = _day(clock.local(message.submitted_at).date())
    facts = {
        "agency": agency.name,
        "title": "关于转办群众留言的函",
        "addressees": [target],
        "body": [
            {
                "level": 0,
                "text": f"{received}，“民声直通车”收到下列群众留言，"
                "按照职责分工属于你单位办理范围，现转请办理：",
            },
            {"level": 0, "text": f"主要内容：{_line(brief, LONGEST_WORDS)}"},
            {
                "level": 0,
                "text": "请在反馈期限前将办理结果函告我们。"
                "认为不属于本单位职责的，请说明理由和依据退回，不得自行转送其他单位。",
            },
            {"level": 0, "text": "特此函告。"},
        ],
        "items": [
            {
                "no": message.message_no,
                "matter": _line(message.subject, LONGEST_MATTER),
                "source": "群众留言",
                "reporter": "不公开",
                "due": due.isoformat(),
            }
        ],
        "receipt": True,
        "sign": agency.name,
        "seal": "none",
    }
    return draft(session, actor, DocumentKind.TRANSFER_LETTER, facts, unit_id=unit_id)
