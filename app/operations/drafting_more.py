"""Facts of the papers that are drafted from a meeting, from a month, or from nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import DocumentKind
from app.errors import Invalid, Refused
from app.models import Meeting, MeetingProblem, Problem
from app.operations.draft_words import (
    LONGEST_MATTER,
    Filled,
    common,
    day_of,
    office,
    paragraph,
    short,
    unit_names,
)
from app.principal import system
from app.queries import together

KEPT = (
    "会议研究的事项里有检举控告、敏感或监督执纪事项，不能从会议记录起草纪要；"
    "只研究一件事项的会议除外。"
)
KEEPER = system("公文")
MOST_NAMES = 60
LONGEST_LINE = 600
STUDIED = (
    {"label": "序号", "width": 2.4},
    {"label": "编号", "width": 7.0},
    {"label": "研究的事项", "width": 12.0, "align": "left"},
    {"label": "主办单位", "width": 6.6},
)


def blank(kind: DocumentKind, title: str = "") -> Filled:
    """Return the facts of an empty sheet: the office's own names and a title to be written."""
    label = kind.label.split("/")[0]
    facts = {**common(title or f"关于××××的{label}", []), "body": []}
    if kind is DocumentKind.MINUTES:
        facts = {key: value for key, value in facts.items() if key != "seal"}
    return Filled(facts)


def minutes(session: Session, meeting: Meeting) -> tuple[Filled, Problem | None]:
    """Return the facts of a 纪要 and the one item that it is about, if it is only one.

    A paper about a single item follows that item's own rules of sight; one about several can
    not, so that what is kept closely has no minutes then.
    """
    items = together.items_of(session, meeting.id)
    units = _told(meeting, items)
    if together.confidential(session, [meeting.id]) and _count(session, meeting) != 1:
        raise Refused(KEPT)
    lines = [short(line, LONGEST_LINE) for line in meeting.decision.splitlines() if line.strip()]
    facts = {
        **blank(DocumentKind.MINUTES, f"{short(meeting.title, 60)}纪要").facts,
        "body": [
            paragraph(_opening(session, meeting, len(items))),
            *([paragraph("会议议定以下事项：")] if lines else []),
            *(paragraph(line, 3) for line in lines),
        ],
        "attendees": _present(session, meeting),
        "printed_by": office(),
    }
    if items:
        facts["tables"] = [_studied(session, items)]
    filled = Filled(facts, unit_ids=tuple(units), told="copy_to")
    return filled, items[0] if len(items) == 1 else None


def _told(meeting: Meeting, items: list[Problem]) -> list[int]:
    """Return who gets the minutes: the units that were there, and those that answer for items."""
    lead = [item.lead_unit_id for item in items if item.lead_unit_id is not None]
    return list(dict.fromkeys([*meeting.unit_ids, *lead]))


def _count(session: Session, meeting: Meeting) -> int:
    """Return how many items a meeting was about, whoever sees them."""
    query = sa.select(sa.func.count(MeetingProblem.id)).where(
        MeetingProblem.meeting_id == meeting.id
    )
    with store.acting(session, KEEPER):
        return int(session.execute(query).scalar_one())


def _opening(session: Session, meeting: Meeting, count: int) -> str:
    """Return when, where and about what a meeting was held."""
    host, place = unit_names(session, [meeting.host_unit_id])[0], short(meeting.place, 60)
    where = f"在{place}" if place else ""
    about = f"，研究“民声直通车”{count}件事项" if count else ""
    return f"{day_of(meeting.held_on)}，{host}{where}召开会议{about}。纪要如下："


def _present(session: Session, meeting: Meeting) -> list[str]:
    """Return who attended: the names as they were noted, or the units."""
    typed = [part.strip() for part in re.split(r"[、，,;；\n]+", meeting.attendees)]
    found = [short(part, 40) for part in typed if part][:MOST_NAMES]
    return found or unit_names(session, meeting.unit_ids)


def _studied(session: Session, items: list[Problem]) -> dict[str, Any]:
    """Return the table of the items that a meeting was about."""
    ids = {item.lead_unit_id for item in items if item.lead_unit_id is not None}
    known = dict(zip(sorted(ids), unit_names(session, sorted(ids)), strict=True))
    rows = [
        [
            str(place),
            item.problem_no,
            short(item.title, LONGEST_MATTER),
            known.get(item.lead_unit_id or 0, ""),
        ]
        for place, item in enumerate(items, 1)
    ]
    return {"after": 1, "columns": [dict(column) for column in STUDIED], "rows": rows}


def first_of(typed: str) -> date:
    """Return the first day of a month written as 2026-11; Invalid for another text or a later one.

    A year before 2000 is a slip of the pen.
    """
    try:
        found = date.fromisoformat(f"{typed.strip()}-01")
    except ValueError:
        raise Invalid({"period": "月份请按 2026-11 的样子填写。"}) from None
    if not date(2000, 1, 1) <= found <= clock.today():
        raise Invalid({"period": "月份不能晚于本月，也请核对年份。"})
    return found
