"""What was said at a forum: many items at once, each its own row of the ledger, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app import policies_together
from app.enums import Channel, IdentityMode, Urgency
from app.enums_ledger import MeetingKind
from app.errors import Forbidden, Invalid, Refused
from app.models import Problem
from app.operations import enterprises, intake, meetings
from app.principal import Principal
from app.queries import together

MOST = 60
LONGEST_ENTERPRISE = 60
Row = Mapping[str, Any]


class FaultyRows(Invalid):
    """Rows that do not hold, with one message a field a row."""

    def __init__(self, rows: Mapping[int, Mapping[str, str]]) -> None:
        """Keep the faults by the row's place from 1."""
        self.rows = {place: dict(faults) for place, faults in rows.items()}
        words = [f"第 {place} 行：{'；'.join(said.values())}" for place, said in rows.items()]
        super().__init__({"": "一件也没有登记。" + "".join(words[:10])})


def register(
    session: Session, actor: Principal, meeting_id: int, shared: Row, rows: Sequence[Row]
) -> list[Problem]:
    """Register every row of a forum's table; FaultyRows names each fault, and then none is kept.

    shared has the place, the kind of request and the day for all rows.
    """
    meeting = together.meeting(session, meeting_id)
    if not (policies_together.may_hold_forum(actor) and meetings.may_add(actor, meeting)):
        raise Forbidden("您没有登记座谈会问题的权限。")
    if meeting.kind != MeetingKind.FORUM:
        raise Refused("只有座谈会可以成批登记问题。")
    if not 0 < len(rows) <= MOST:
        raise Invalid({"": f"请填写 1 至 {MOST} 行问题。"})
    given = [_linked(session, facts_of(row, shared, meeting.held_on), row) for row in rows]
    faults = {
        place: said
        for place, (row, facts) in enumerate(zip(rows, given, strict=True), 1)
        if (said := {**intake.faults(session, actor, facts), **_enterprise_fault(row)})
    }
    if faults:
        raise FaultyRows(faults)
    made = [intake.register(session, actor, facts) for facts in given]
    meetings.attach_rows(session, actor, meeting, made)
    return made


def _linked(session: Session, facts: dict[str, Any], row: Row) -> dict[str, Any]:
    """Return the facts with the enterprise that a row names by its code or its whole name."""
    return {**facts, "enterprise_id": enterprises.named(session, row.get("enterprise"))}


def _enterprise_fault(row: Row) -> dict[str, str]:
    """Return the fault of an enterprise's name that is too long."""
    name = str(row.get("enterprise") or "").strip()
    if len(name) <= LONGEST_ENTERPRISE:
        return {}
    return {"enterprise": f"企业名称最多 {LONGEST_ENTERPRISE} 字。"}


def facts_of(row: Row, shared: Row, held_on: Any) -> dict[str, Any]:
    """Return the facts of one registration; the enterprise stands in the text as it was said."""
    enterprise = " ".join(str(row.get("enterprise") or "").split())
    content = str(row.get("content") or "").strip()
    # Text with only an enterprise in front of it would hide that nothing was said.
    told = f"反映企业：{enterprise}\n{content}" if enterprise and content else content
    return {
        "channel": Channel.FORUM.value,
        "request_type": shared.get("request_type"),
        "identity_mode": IdentityMode.ANONYMOUS.value,
        "urgency": Urgency.NORMAL.value,
        "title": row.get("title"),
        "content": told,
        "domain": row.get("domain") or None,
        "region_code": shared.get("region_code"),
        "occurred_on": held_on,
        "proposed_unit_id": row.get("proposed_unit_id"),
        "tags": ["enterprise"] if enterprise else [],
    }
