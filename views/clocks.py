"""How an item's clocks and its requests for more time read on a page."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from app import calendars, policies
from app.enums import CalendarStatus, ProblemState
from app.enums_ledger import AskState, DeadlineKind
from app.errors import Invalid
from app.formats import day, moment
from app.models import Deadline, Extension, Suspension
from app.operations import limits
from app.queries import clocks, lookups
from views.rows import Rows

LIGHTS = {
    AskState.ASKED: "warn",
    AskState.AGREED: "warn",
    AskState.APPROVED: "ok",
    AskState.REFUSED: "still",
    AskState.LAPSED: "still",
}
# Acts of the ones who decide, whose form shows what was asked.
DECIDING = frozenset(
    {
        "agree_extension",
        "approve_extension",
        "refuse_extension",
        "agree_suspension",
        "approve_suspension",
        "refuse_suspension",
    }
)


class Clocks:
    """Both due dates of an item, its limits, and who asked for more time."""

    def __init__(self, rows: Rows) -> None:
        """Keep the rows of the item."""
        self.rows, self.problem = rows, rows.problem

    @cached_property
    def extensions(self) -> list[Extension]:
        """Return the requests for more days, the newest first."""
        return clocks.extensions(self.rows.session, self.problem.id)

    @cached_property
    def suspensions(self) -> list[Suspension]:
        """Return the requests to stop the clock, the newest first."""
        return clocks.suspensions(self.rows.session, self.problem.id)

    @cached_property
    def limits(self) -> list[Deadline]:
        """Return the limits that stand, the newest first."""
        return clocks.limits(self.rows.session, self.problem.id)

    def stands_still(self) -> str:
        """Return until when a suspended item stands still, an empty text for a running one."""
        if self.problem.state != ProblemState.SUSPENDED or not self.suspensions:
            return ""
        return f"已中止，预计{day(self.suspensions[0].expected_on)}恢复"

    def legal(self) -> str:
        """Return the legal day, an empty text before the acceptance."""
        row = next((row for row in self.limits if row.kind == DeadlineKind.LEGAL), None)
        on = self.problem.legal_due_on
        return f"{day(on)}{self._mark(row)}" if on else ""

    @staticmethod
    def _mark(row: Deadline | None) -> str:
        """Return the word behind a date that may still move with the calendar."""
        provisional = row is not None and row.calendar_status == CalendarStatus.PROVISIONAL
        return "（暂定）" if provisional else ""

    def table(self) -> list[dict[str, Any]]:
        """Return every limit that stands: whose, how long, until when, kept or not."""
        # That there is one tells that the reporter gave his name.
        is_unit = policies.masks_numbers(self.rows.principal)
        units = {step.id: self.rows.name(step.unit_id) for step in self.rows.steps}
        return [
            {
                "kind": row.kind.label,
                "who": units.get(row.step_id or 0, ""),
                "length": self._length(row),
                "due": f"{moment(row.due_at)}{self._mark(row)}",
                "met": moment(row.met_at) if row.met_at else "",
                "light": self._light(row),
            }
            for row in self.limits
            if row.kind != DeadlineKind.LEGAL_NOTICE or not is_unit
        ]

    @staticmethod
    def _length(row: Deadline) -> str:
        """Return how long a limit is and why it is so."""
        cause = f"（{row.cause.label}）" if row.cause.value != "start" else ""
        return f"{row.unit.counted(row.days)}{cause}"

    def _light(self, row: Deadline) -> dict[str, str]:
        """Return the light of a running limit, and whether an ended one was kept."""
        if row.late is not None:
            kind, text = ("late", "超期") if row.late else ("ok", "按期")
            return {"kind": kind, "text": text}
        return calendars.lamp(self.rows.calendar, row.due_at)

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests with their way, the newest first."""
        found = [(row.asked_at, self._extension(row)) for row in self.extensions]
        found += [(row.asked_at, self._suspension(row)) for row in self.suspensions]
        return [shown for _at, shown in sorted(found, key=lambda one: one[0], reverse=True)]

    def _extension(self, row: Extension) -> dict[str, Any]:
        """Return a request for more days."""
        moved = f"，延至{day(row.due_after)}" if row.due_after else ""
        lines = [f"原到期 {day(row.due_before)}{moved}", f"理由：{self.rows.told(row.reason)}"]
        if row.told_at and row.told_way:
            lines.append(f"{day(row.told_at)}已{row.told_way.label}告知来访人")
        return self._shown(f"延期 {row.days} 个工作日", row, lines)

    def _suspension(self, row: Suspension) -> dict[str, Any]:
        """Return a request to stop the clock."""
        terms = lookups.terms(self.rows.session, "suspension_reason")
        lines = [
            f"{terms.get(row.ground, row.ground)}，预计{day(row.expected_on)}恢复",
            f"说明：{self.rows.told(row.reason)}",
        ]
        if row.started_at:
            until = f"至{moment(row.ended_at)}" if row.ended_at else "起停走"
            lines.append(f"{moment(row.started_at)}{until}")
        return self._shown("中止", row, lines)

    def _shown(self, title: str, row: Extension | Suspension, lines: list[str]) -> dict[str, Any]:
        """Return a request with what the two levels said; the first one's words may be inner."""
        said = [] if self.rows.kept_inside else [self._said("审核", row.opinion, row.opinion_at)]
        said.append(self._said("批准" if row.due_after else "决定", row.decision, row.decided_at))
        return {
            "title": title,
            "light": {"kind": LIGHTS[row.state], "text": row.state.label},
            "sub": f"{moment(row.asked_at)} 申请",
            "text": "\n".join([*lines, *(one for one in said if one)]),
        }

    def _said(self, what: str, text: str | None, at: datetime | None) -> str:
        """Return what one level said and when."""
        return f"{what}：{self.rows.told(text)}（{moment(at)}）" if text and at else ""

    def asked_for(self, action: str) -> str:
        """Return what the request says that an act decides on, for its form."""
        if action not in DECIDING:
            return ""
        rows: list[Any] = list(
            self.extensions if action.endswith("extension") else self.suspensions
        )
        if not rows:
            return ""
        is_extension = isinstance(rows[0], Extension)
        shown = self._extension(rows[0]) if is_extension else self._suspension(rows[0])
        told = f"申请{shown['title']}{self._until(rows[0])}。{shown['text']}"
        return told.replace("。\n", "；").replace("\n", "；")

    def _until(self, row: Any) -> str:
        """Return the day to which a pending request for more days would lead."""
        if not isinstance(row, Extension):
            return ""
        kind = DeadlineKind.HANDLE
        try:
            found = limits.longer(self.rows.session, kind, row.due_before, row.days)
        except Invalid:
            return ""
        return f"，批准后延至{day(found.at)}"
