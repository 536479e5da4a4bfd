"""What the pages of the compartment show of a clue before and after it is opened."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import calendars, clock
from app.clue_moves import BOTH, EVENTS
from app.enums_clue import ClueState
from app.formats import day, moment, show
from app.models import Clue, ReporterNotice
from app.operations import clue_acts
from app.principal import Principal
from app.queries import clues as reads
from app.workdays import Calendar
from views.rows import unit_names

# The one next step that the list names, by state.
NEXT = {
    ClueState.RECEIVED: "登记编号",
    ClueState.REGISTERED: "提出处置意见",
    ClueState.PROPOSED: "等领导批准",
    ClueState.APPROVED: "执行处置",
    ClueState.UNDER_DISPOSAL: "等处置结果",
}


def title(clue: Clue) -> str:
    """Return what a clue is called: its number, or the day it came."""
    return clue.clue_no or f"未编号（{day(clue.received_on)}收到）"


def light(calendar: Calendar, clue: Clue) -> dict[str, str]:
    """Return the light of the proposal's clock, which ends with the proposal."""
    if clue.state in reads.BEFORE_PROPOSAL:
        return calendars.lamp(calendar, clue.proposal_due)
    if clue.proposed_late:
        return {"kind": "late", "text": "意见超期提出"}
    return {"kind": "still", "text": "意见已提出" if clue.proposed_at else clue.state.label}


def due(calendar: Calendar, clue: Clue) -> str:
    """Return the due of the proposal; one in a provisional year says so."""
    if clue.state not in reads.BEFORE_PROPOSAL:
        return ""
    year = clock.local(clue.proposal_due).year
    mark = "（暂定）" if year in calendar.provisional_years else ""
    return day(clue.proposal_due) + mark


def row(calendar: Calendar, clue: Clue) -> dict[str, Any]:
    """Return one line of a list; no name and no word of the content is in it."""
    return {
        "title": title(clue),
        "url": url_for("clue.show", row_id=clue.id),
        "named": "实名" if clue.is_named else "匿名",
        "channel": clue.channel.label,
        "received": day(clue.received_on),
        "age": (clock.today() - clue.received_on).days,
        "state": clue.state.label,
        "disposal": show(clue.disposal),
        "due": due(calendar, clue),
        "light": light(calendar, clue),
        "next": NEXT.get(clue.state, ""),
    }


def notice_row(calendar: Calendar, found: reads.Due) -> dict[str, Any]:
    """Return one line of what a named reporter waits for."""
    return {
        "title": found.clue_no or "",
        "url": url_for("clue.show", row_id=found.clue_id),
        "kind": found.kind.label,
        "due": day(found.due_at),
        "light": calendars.lamp(calendar, found.due_at),
        "act": url_for("clue.notice", row_id=found.notice_id),
    }


class CluePage:
    """One clue read once for one person; the sealed texts come from elsewhere."""

    def __init__(self, session: Session, principal: Principal, row_id: int) -> None:
        """Read the rows; Missing when the clue lies outside the scope."""
        self.session, self.principal = session, principal
        self.clue = reads.get(session, row_id)
        self.calendar = calendars.load(session)
        self.events = reads.events(session, row_id)
        ids = (self.clue.accused_unit_id, self.clue.handed_unit_id)
        self.units = unit_names(session, ids)

    @property
    def title(self) -> str:
        """Return what the clue is called."""
        return title(self.clue)

    @property
    def light(self) -> dict[str, str]:
        """Return the light of the proposal's clock."""
        return light(self.calendar, self.clue)

    @property
    def may_tell(self) -> bool:
        """Tell whether this person records what the reporter was told."""
        return bool(clue_acts.parts(self.principal, self.clue) & BOTH)

    def facts(self) -> list[tuple[str, str]]:
        """Return the facts that are not sealed, those that are there."""
        clue = self.clue
        known = reads.names(
            self.session, (clue.keeper_id, clue.proposed_by_id, clue.approved_by_id)
        )
        late = "（超期）" if clue.proposed_late else ""
        found = [
            ("状态", clue.state.label),
            ("来源", clue.channel.label),
            ("收到日期", day(clue.received_on)),
            ("署名", "实名" if clue.is_named else "匿名"),
            ("重复件", "是" if clue.repeat_of_id else ""),
            ("被反映人单位", self.units.get(clue.accused_unit_id, "")),
            ("保管人", known.get(clue.keeper_id, "未指定")),
            ("承办的监督检查室", self.units.get(clue.handed_unit_id, "")),
            ("处置意见期限", due(self.calendar, clue)),
            ("处置方式", clue.disposal.label if clue.disposal else ""),
            ("集体研究日期", day(clue.studied_on) if clue.studied_on else ""),
            ("提出人", known.get(clue.proposed_by_id, "")),
            ("提出时间", moment(clue.proposed_at) + late if clue.proposed_at else ""),
            ("批准人", known.get(clue.approved_by_id, "")),
            ("会议纪要文号", clue.minutes_ref or ""),
            ("处置完毕", day(clue.disposed_at) if clue.disposed_at else ""),
            ("移交回执", clue.receipt_no or ""),
        ]
        return [(label, text) for label, text in found if text]

    def bar(self) -> list[dict[str, Any]]:
        """Return the buttons of the moves that are open, the first one the main one."""
        moves = clue_acts.open_moves(self.principal, self.clue)
        return [
            {
                "label": move.label,
                "url": url_for("clue.act", row_id=self.clue.id, code=move.code),
                "main": number == 0 and move.target is not None,
            }
            for number, move in enumerate(moves)
        ]

    def timeline(self, notes: dict[int, str] | None = None) -> list[dict[str, str]]:
        """Return what happened; the words only after they were opened."""
        return [
            {
                "title": EVENTS.get(event.move, event.move),
                "sub": f"{moment(event.at)} · {event.actor_name}",
                "text": (notes or {}).get(event.seq, ""),
            }
            for event in self.events
        ]

    def notices(self) -> list[dict[str, Any]]:
        """Return what the reporter must be told, and whether he was."""
        return [self._notice(one) for one in reads.notices(self.session, self.clue.id)]

    def _notice(self, one: ReporterNotice) -> dict[str, Any]:
        """Return one notice as text."""
        if one.done_at is None:
            lamp = calendars.lamp(self.calendar, one.due_at)
            act = url_for("clue.notice", row_id=one.id) if self.may_tell else ""
            return {
                "kind": one.kind.label,
                "text": f"{day(one.due_at)}前",
                "light": lamp,
                "act": act,
            }
        marks = [f"{day(one.done_at)}{one.way.label if one.way else ''}"]
        marks += ["有异议"] if one.has_dissent else []
        marks += ["提供新证据"] if one.has_new_evidence else []
        kind = "late" if one.late else "still"
        lamp = {"kind": kind, "text": "超期告知" if one.late else "已告知"}
        return {"kind": one.kind.label, "text": "，".join(marks), "light": lamp, "act": ""}

    def openings(self) -> list[dict[str, str]]:
        """Return who opened the clue, when and why."""
        return [
            {"title": f"{one.name}：{one.purpose.label}", "sub": moment(one.at), "text": ""}
            for one in reads.openings(self.session, self.clue.id)
        ]
