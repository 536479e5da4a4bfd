"""The 办理单 of a case as a PDF: what this person reads on the page, on the office's form."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

from app import clock, store
from app.enums import IdentityMode, OutcomeKind, StepRole
from app.models import ProblemEvent
from app.permissions import Right
from app.queries import lookups
from app.responses import respond_file
from app.security import me, needs
from views import printing
from views.about import About
from views.common import ROW
from views.fields import region_label
from views.present import Page

LONGEST, LONGEST_WORDS = 280, 200
BLANK_DAY = "　　年　　月　　日"
COLUMNS = [{"label": "项目", "width": 4.6}, "内容", {"label": "项目", "width": 4.6}, "内容"]


def register(app: Flask) -> None:
    """Add the file."""
    app.add_url_rule(f"/problem/{ROW}/sheet.pdf", "sheet.show", show)


@needs(Right.SEE_PROBLEMS)
def show(row_id: int) -> Any:
    """Send the sheet; it has no number of its own, for it is no paper of the registry."""
    page = Page(store.current(), me(), row_id)
    content = printing.render("handling_sheet", facts(page))
    name = f"{page.problem.problem_no} 办理单.pdf"
    return respond_file(content, name, "application/pdf", inline=True)


def facts(page: Page) -> dict[str, Any]:
    """Return the facts of the sheet from what the gate lets this person read."""
    return {
        "agency": current_app.config["VX"].agency.office,
        "title": "群众反映事项办理单",
        "date": clock.today().isoformat(),
        "tables": [{"form": True, "columns": COLUMNS, "rows": Sheet(page).rows()}],
    }


def day_of(at: Any) -> str:
    """Return 2026年11月18日."""
    on = clock.local(at).date() if at is not None else None
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def _cut(text: str, longest: int = LONGEST_WORDS) -> str:
    """Return a text on one paragraph, as long as its cell holds."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 9]}……（全文见系统）"


class Sheet:
    """The rows of the form."""

    def __init__(self, page: Page) -> None:
        """Keep the page's rows and facts."""
        self.page, self.problem = page, page.problem
        self.about = About(page)

    def rows(self) -> list[Any]:
        """Return the form from the number to the striking off."""
        content = _cut(self.problem.content_redacted, LONGEST)
        return [
            *self._head(),
            {"cells": ["反映内容", content], "lines": 4},
            self._signed("拟办意见", self.about.proposal(), "T02", "承办人"),
            self._signed("领导批示", self.page.told(self.problem.instruction), "T06", "签　名"),
            ["主办单位", self.page.name(self.problem.lead_unit_id), "协办单位", self._co()],
            self._signed("办理结果", self._result(), "T13", "承办单位（章）"),
            self._signed("回访情况", self._told(), "F01", "回访人"),
            self._signed("审核销号", self._closed(), "T16", "审核人"),
        ]

    def _head(self) -> list[list[str]]:
        """Return number, source, hours, reporter and place."""
        problem, reporter = self.problem, self.about.reporter()
        at = clock.local(problem.registered_at)
        domain = lookups.terms(self.page.session, "problem_domain").get(problem.domain or "", "")
        known = problem.contact_id is not None
        return [
            ["编　　号", problem.problem_no, "来　　源", problem.channel.label],
            [
                "收到时间",
                f"{day_of(problem.registered_at)}{at.hour}时{at.minute:02}分",
                "办理时限",
                day_of(problem.handle_due_at) or "尚未批办",
            ],
            [
                "反 映 人",
                reporter["mask"].split(" ")[0] or reporter["mode"],
                "联系电话",
                "已登记（保密）" if known else IdentityMode.ANONYMOUS.label,
            ],
            [
                "事 发 地",
                region_label(problem.region_code),
                "问题类别",
                "、".join(part for part in (problem.request_type.label, domain) if part),
            ],
        ]

    def _last(self, code: str) -> ProblemEvent | None:
        """Return the last event of a transition that this person sees."""
        found = [event for event in self.page.events if event.transition == code]
        return found[-1] if found else None

    def _signed(self, label: str, text: str, code: str, who: str) -> dict[str, Any]:
        """Return a row with who answered for it and when; blank for a pen when nobody has."""
        event = self._last(code) if text else None
        named = self.page.name(event.actor_unit_id) if event and code == "T13" else ""
        name = named or (event.actor_name if event else "　　　　　　")
        foot = f"{who}：{name}　　{day_of(event.at) if event else BLANK_DAY}"
        return {"cells": [label, _cut(text)], "lines": 3, "foot": foot}

    def _co(self) -> str:
        """Return the co-handling units."""
        parts = [s for s in self.page.steps if s.role == StepRole.CO and s.returned_at is None]
        names = "、".join(dict.fromkeys(self.page.name(step.unit_id) for step in parts))
        return names or ("无" if self.problem.lead_unit_id else "")

    def _result(self) -> str:
        """Return outcome, measures and the basis of an explanation."""
        problem, told = self.problem, self.page.told
        basis = told(problem.policy_basis, problem.lead_unit_id)
        parts = (
            OutcomeKind.label_of(problem.outcome_kind) if problem.outcome_kind else "",
            told(problem.outcome_text, problem.lead_unit_id),
            f"政策依据：{basis}" if basis else "",
        )
        return "。".join(part.rstrip("。") for part in parts if part)

    def _told(self) -> str:
        """Return the last feedback, an empty text where it is kept inside."""
        rows = [] if self.page.kept_inside else self.page.feedback_rows()
        if not rows:
            return ""
        last = rows[0]
        return f"{last.way.label}，{last.callback_result.label}：{self.page.told(last.content)}"

    def _closed(self) -> str:
        """Return that the item is closed."""
        return "已办结，销号。" if self.problem.closed_at is not None else ""
