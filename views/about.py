"""What a problem is about: request, facts and reporter, as this person may read them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import clock, policies
from app.enums import Channel, ConductNature, IdentityMode, OutcomeKind, ProblemState, StepRole
from app.formats import day, lasted
from app.models import Contact, Problem, Secrecy
from app.permissions import Right
from app.queries import enterprises, lookups
from app.workdays import local_day
from views.clocks import Clocks
from views.fields import region_label
from views.rows import Rows


class About:
    """The left side of a problem's page."""

    def __init__(self, rows: Rows) -> None:
        """Keep the rows."""
        self.rows = rows

    def as_dict(self) -> dict[str, Any]:
        """Return the request and its facts."""
        readable = policies.readable(self.rows.principal, Problem, "show")
        problem, terms = self.rows.problem, lookups.terms(self.rows.session, "tag")
        return {
            "content": problem.content if "content" in readable else problem.content_redacted,
            "tags": [terms.get(tag, tag) for tag in problem.tags or ()],
            "reporter": self.reporter(),
            "facts": self._facts(),
        }

    def _facts(self) -> list[tuple[str, str]]:
        """Return label and value of what is known, in reading order."""
        problem = self.rows.problem
        domain = lookups.terms(self.rows.session, "problem_domain").get(problem.domain or "", "")
        return [
            ("发生地", region_label(problem.region_code)),
            ("发生日期", day(problem.occurred_on) if problem.occurred_on else ""),
            ("诉求类型", "、".join(x for x in (problem.request_type.label, domain) if x)),
            ("紧急程度", problem.urgency.label),
            self._elapsed(),
            *self._guarded(),
            ("拟办意见", self.proposal()),
            ("批办意见", self.rows.told(problem.instruction)),
            ("主办／协办", self._units()),
            ("监督单位", self.rows.verifier()),
            ("办理期限", self._limit()),
            ("法定期限", self._legal()),
            ("办理结果", OutcomeKind.label_of(problem.outcome_kind)),
            ("办理情况", self.rows.told(problem.outcome_text, problem.lead_unit_id)),
            ("政策依据", self.rows.told(problem.policy_basis, problem.lead_unit_id)),
        ]

    def _guarded(self) -> list[tuple[str, str]]:
        """Return the facts that only some roles read."""
        if not self.rows.reads(Secrecy.ORIGINAL):
            return []
        problem = self.rows.problem
        nature = problem.conduct_nature
        return [
            ("企业", self._enterprise()),
            ("被反映单位", self.rows.name(problem.unit_complained_id)),
            ("作风性质", nature.label if nature != ConductNature.NONE else ""),
            ("办不成的原因", self._cause()),
        ]

    def _enterprise(self) -> str:
        """Return the enterprise that speaks; who complains is kept from the handling units."""
        shown = self.rows.principal.has(Right.SEE_PROBLEMS, *"APSF")
        row_id = self.rows.problem.enterprise_id if shown else None
        return enterprises.name_of(self.rows.session, row_id)

    def _cause(self) -> str:
        """Return why a window could not do it."""
        causes = lookups.terms(self.rows.session, "blocked_cause")
        return causes.get(self.rows.problem.blocked_cause or "", "")

    def _elapsed(self) -> tuple[str, str]:
        """Return how long what a window could not do has been open, or was."""
        problem = self.rows.problem
        if problem.channel != Channel.WINDOW:
            return "", ""
        label = "用时" if problem.closed_at else "登记以来"
        return label, lasted(problem.registered_at, problem.closed_at or clock.now())

    def proposal(self) -> str:
        """Return the triage opinion with the proposed unit; the commission keeps its own."""
        if self.rows.kept_inside:
            return ""
        unit = self.rows.name(self.rows.problem.proposed_unit_id)
        opinion = self.rows.told(self.rows.problem.triage_opinion)
        return f"{opinion}（拟由{unit}主办）" if opinion and unit else opinion

    def _units(self) -> str:
        """Return lead and co-units in one line."""
        co = [
            self.rows.name(step.unit_id)
            for step in self.rows.steps
            if step.role == StepRole.CO and step.returned_at is None
        ]
        lead = self.rows.name(self.rows.problem.lead_unit_id)
        return "／".join(part for part in (lead, "、".join(co)) if part)

    def _limit(self) -> str:
        """Return the overall handling due with its working days."""
        problem = self.rows.problem
        if problem.handle_due_at is None:
            return ""
        days = f"{problem.days_limit} 个工作日，{self._added()}" if problem.days_limit else ""
        if problem.state == ProblemState.SUSPENDED:
            return f"{days}已停走，恢复后接着走"
        on = local_day(problem.handle_due_at)
        mark = "（暂定）" if self.rows.calendar.is_provisional(on, on) else ""
        return f"{days}{day(on)}{mark}前办结"

    def _added(self) -> str:
        """Return by how many days the overall due was extended, an empty text for none."""
        due = self.rows.problem.handle_due_at
        moved = [
            s.extended_days for s in self.rows.steps if s.extended_days and s.handle_due == due
        ]
        return f"延期 {moved[0]} 个工作日，" if moved else ""

    def _legal(self) -> str:
        """Return the legal day, which nothing but an extension moves."""
        legal = Clocks(self.rows).legal()
        return f"{legal}前办结" if legal else ""

    def reporter(self) -> dict[str, str]:
        """Return the masks for roles that read them; others are told whom to ask."""
        problem = self.rows.problem
        if problem.contact_id is None:
            return {"mask": "", "mode": IdentityMode.ANONYMOUS.label, "hint": ""}
        row = None
        if policies.may_read(self.rows.principal, Contact, Secrecy.PERSONAL):
            query = sa.select(Contact.name_mask, Contact.phone_mask)
            row = self.rows.session.execute(query.where(Contact.id == problem.contact_id)).first()
        if row is None:
            return {"mask": "", "mode": "不公开", "hint": "需要联系时，请话务员转达"}
        mask = " ".join(part for part in row if part)
        return {"mask": mask, "mode": problem.identity_mode.label, "hint": ""}
