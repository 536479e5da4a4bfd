"""How a problem reads on a page: only what the gate lets this person read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import url_for

from app import calendars, clock, endings, more_time, policies, recusals
from app.enums import (
    ProblemState,
    RevealPurpose,
    Role,
    StepRole,
    Track,
)
from app.enums_ledger import Rung
from app.formats import day, moment, show
from app.models import (
    Attachment,
    Feedback,
    ProblemEvent,
    ProblemStep,
)
from app.operations import answering, identity, identity_subject
from app.permissions import Right
from app.pictures import is_picture
from app.queries import board, ledger
from app.queries import identity as identities
from app.recusals import Level
from app.workdays import workdays_left
from views.about import About
from views.clocks import Clocks
from views.message_page import returned_rows
from views.rows import Rows

S = ProblemState
# The line of five stages: label, the states that stand there, the transition that ends it.
STAGES: tuple[tuple[str, frozenset[ProblemState], str], ...] = (
    ("登记受理", frozenset({S.REGISTERED}), "T02"),
    ("领导批办", frozenset({S.PENDING_DECISION}), "T06"),
    ("承办办理", frozenset({S.ASSIGNED, S.IN_PROGRESS, S.SUSPENDED}), "T13"),
    ("核查", frozenset({S.SUBMITTED}), "T15"),
    ("反馈办结", frozenset({S.PENDING_FEEDBACK}), "T16"),
)


class Page(Rows):
    """A problem's page: its heading, its line of stages, its time line and what belongs to it."""

    @cached_property
    def clocks(self) -> Clocks:
        """Return both due dates and the requests for more time."""
        return Clocks(self)

    def about(self) -> dict[str, Any]:
        """Return the request and its facts."""
        return About(self).as_dict()

    def actions(self) -> list[policies.Allowed]:
        """Return the actions that this person would look for."""
        return policies.allowed_actions(self.principal, self.problem, self.steps)

    def next_step(self, actions: Sequence[policies.Allowed]) -> policies.Allowed | None:
        """Return the one action that a person would take next."""
        wanted = self._after_callback()
        ready = [allowed for allowed in actions if allowed.open]
        named = [allowed for allowed in ready if allowed.transition.code == wanted]
        main = [one for one in ready if one.transition.main]
        return next(iter(named or main or self._to_reassign(ready)), None)

    def _to_reassign(self, ready: Sequence[policies.Allowed]) -> list[policies.Allowed]:
        """Return the reassigning that waits for a leader when the lead unit keeps away."""
        found = [one for one in ready if one.transition.code == "T10"]
        leads = found and Role.DC_LEAD in self.principal.roles
        is_out = leads and recusals.out(self.session, Level.HANDLER, self.problem.id)
        return found if is_out else []

    def _after_callback(self) -> str:
        """Return the transition that the last callback calls for, an empty text before it."""
        problem = self.problem
        if problem.state != S.PENDING_FEEDBACK or problem.submitted_at is None:
            return ""
        told = any(row.at >= problem.submitted_at for row in self.feedback_rows())
        if problem.contact_id is not None and not told:
            return "F01"
        return "T17" if endings.is_unhappy(self.session, problem) else "T16"

    def feedback_rows(self) -> Sequence[Feedback]:
        """Return what the reporter was told, the newest first."""
        return ledger.feedbacks(self.session, self.principal, self.problem.id)

    def unanswered(self) -> str:
        """Return which co-handlers have not answered, and what that asks of the lead unit."""
        open_parts = [s for s in self.steps if s.role == StepRole.CO and s.ended_at is None]
        names = "、".join(self.name(step.unit_id) for step in open_parts)
        return (
            f"协办单位{names}还没有答复：请等其答复，或在“协办未答复的说明”写明理由。"
            if names
            else ""
        )

    def lead_is_working(self) -> bool:
        """Tell whether the lead unit has an open step."""
        return any(step.role == StepRole.LEAD and step.ended_at is None for step in self.steps)

    def lead_is_late(self) -> bool:
        """Tell whether the lead unit's open step has passed its limit."""
        return any(
            step.role == StepRole.LEAD and step.ended_at is None and step.handle_due < clock.now()
            for step in self.steps
        )

    def heading(self) -> dict[str, Any]:
        """Return number, source and time, title and light."""
        problem = self.problem
        at = clock.local(problem.registered_at)
        when = f"{at.year}年{moment(problem.registered_at).split('年')[-1]}"
        return {
            "id": problem.id,
            "no": problem.problem_no,
            "small": f"{problem.problem_no} · {problem.channel.label} · {when}",
            "title": problem.title,
            "light": self.light,
            "due": self._remaining(),
            "track": self._track(),
        }

    def _track(self) -> str:
        """Return the mark of the commission's own items, which nobody outside is shown."""
        inside = self.problem.track == Track.DISCIPLINE and not self.kept_inside
        return "纪检监察轨道" if inside else ""

    def _remaining(self) -> str:
        """Return the due date of the present stage with the working days left."""
        if self.problem.state in calendars.ENDED:
            return ""
        if still := self.clocks.stands_still():
            return still
        text = f"{self._sign_by()}到期 {self.due(self.problem.due_at)}"
        if self.light["kind"] != "ok":
            return text
        left = workdays_left(self.calendar, clock.now(), self.problem.due_at)
        return f"{text}，还有 {left} 个工作日"

    def _last(self, code: str) -> datetime | None:
        """Return when a transition happened last."""
        return max((event.at for event in self.events if event.transition == code), default=None)

    def line(self) -> list[dict[str, str]]:
        """Return the five stages with who and when."""
        state = self.problem.state
        at = next((n for n, stage in enumerate(STAGES) if state in stage[1]), len(STAGES))
        who = ("", "", self.name(self.problem.lead_unit_id), self.verifier(), "回访群众")
        return [
            {
                "label": label,
                "who": who[n],
                "when": self._when(n, at, code),
                "state": self._stage(n, at, code),
            }
            for n, (label, _states, code) in enumerate(STAGES)
        ]

    def _stage(self, n: int, at: int, code: str) -> str:
        """Return whether a stage is done; an item that left the way did not pass the others."""
        left = self.problem.state in calendars.ENDED - {S.CLOSED, S.ARCHIVED}
        if left or (self.problem.state == S.ARCHIVED and self.problem.closed_at is None):
            return "done" if n == 0 or self._last(code) else "todo"
        return "done" if n < at else "now" if n == at else "todo"

    def waits_for(self) -> str:
        """Return what the item waits for, an empty text when it waits for nobody."""
        lead = self.name(self.problem.lead_unit_id)
        return {
            S.REGISTERED: "等待拟办",
            S.PENDING_DECISION: "等待领导批办",
            S.ASSIGNED: f"等待{lead}签收",
            S.IN_PROGRESS: f"{lead}正在办理",
            S.SUSPENDED: self.clocks.stands_still(),
            S.SUBMITTED: f"等待{self.verifier() or '监督检查室'}核查",
            S.PENDING_FEEDBACK: "等待回访和办结",
            S.TRANSFERRED_OUT: "已转出，按期跟踪到有结果为止",
            S.MERGED: "已并入主件，办结后单独答复",
        }.get(self.problem.state, "")

    def _when(self, n: int, at: int, code: str) -> str:
        """Return the day a stage ended, or the due date of the present one."""
        if n == 0:
            return day(self.problem.registered_at)
        if n == at and self.problem.state == S.SUSPENDED:
            return "已中止"
        if n == at and self.problem.state not in calendars.ENDED:
            return f"到期 {self.due(self.problem.due_at)}"
        done = self._last(code) if n < at else None
        return day(done) if done else ""

    def reveal(self) -> dict[str, Any] | None:
        """Return how the identity is opened: at once, by two persons, or through a caller."""
        problem, principal = self.problem, self.principal
        links = []
        if policies.may_reveal(principal, problem) and policies.needs_second(problem):
            where = url_for("identity.subject", kind="problem", row_id=problem.id)
            links.append({"url": where, "label": "申请查看身份"})
        if policies.may_relay(principal, problem, self.steps):
            where = url_for("identity.ask_relay", row_id=problem.id)
            links.append({"url": where, "label": "请人代问"})
        at_once = self._opens_at_once()
        if not at_once and not links:
            return None
        url = url_for("problem.reveal", row_id=problem.id) if at_once else ""
        return {
            "url": url,
            "purposes": RevealPurpose.choices(),
            "chosen": self._purpose(),
            "links": links,
        }

    def _purpose(self) -> str:
        """Return the purpose that is plain: a clerk whose callback is due; others choose."""
        due = self._after_callback() == "F01" or policies.is_merged_call(self.problem)
        if Role.CLERK not in self.principal.roles:
            return ""
        if due:
            return RevealPurpose.CALLBACK.value
        return RevealPurpose.NOTIFY.value if more_time.is_to_be_told(self.problem) else ""

    def _opens_at_once(self) -> bool:
        """Tell whether this person opens the identity with a purpose alone."""
        if policies.may_reveal(self.principal, self.problem):
            return not policies.needs_second(self.problem)
        released = identity_subject.is_released
        return released(self.session, self.principal, self.problem)

    def returned(self) -> list[dict[str, str]]:
        """Return what the reporter sent back with his query code."""
        return returned_rows(
            board.returned(self.session, problem_id=self.problem.id),
            lambda text: self.told(identity.without_reporter(text, self.problem)),
        )

    def relayed(self) -> list[dict[str, str]]:
        """Return what was asked of the reporter through a caller, and his answers."""
        calls = identities.of_problem(self.session, self.problem.id)
        return [
            {
                "head": f"{self.name(call.unit_id)} {day(call.asked_at)} {call.state.label}",
                "question": call.question,
                "answer": call.answer or "",
                "url": url_for("identity.relay", row_id=call.id)
                if self.principal.has(Right.REVEAL, "D")
                else "",
            }
            for call in calls
        ]

    def unit_rows(self) -> list[dict[str, Any]]:
        """Return each unit's step with its days; lateness stands in words."""
        return [
            {
                "unit": self.name(step.unit_id),
                "role": step.role.label,
                "handler": self._handler(step),
                "entered": day(step.entered_at),
                "signed": self._signed(step),
                "due": day(step.handle_due),
                "ended": self._ended(step),
                "light": self._step_light(step),
            }
            for step in self.steps
        ]

    def _signed(self, step: ProblemStep) -> str:
        """Return the day of the signature; before it, until when the lead unit signs."""
        waits = step.role == StepRole.LEAD and step.signed_at is None and step.ended_at is None
        return f"须在{moment(step.sign_due)}前" if waits else day(step.signed_at)

    def _sign_by(self) -> str:
        """Return until when the item is signed for, an empty text when nobody has to."""
        if self.problem.state != S.ASSIGNED:
            return ""
        parts = [s for s in self.steps if s.role == StepRole.LEAD and s.ended_at is None]
        return f"签收期限 {moment(parts[-1].sign_due)}，办理" if parts else ""

    def _ended(self, step: ProblemStep) -> str:
        """Return how a step ended: given back, closed without an answer, or the day."""
        if step.returned_at:
            return "已退单"
        passed = step.role == StepRole.CO and step.measures == answering.UNANSWERED
        return f"{day(step.ended_at)} {answering.UNANSWERED}" if passed else day(step.ended_at)

    def _handler(self, step: ProblemStep) -> str:
        """Return who works on a step; his number is for people of the offices."""
        return " ".join(x for x in (step.handler_name, step.handler_phone) if x)

    def _step_light(self, step: ProblemStep) -> dict[str, str] | None:
        """Return the light of an open step, and 超期 where an ended one was late."""
        if step.ended_at is None and step.returned_at is None:
            if self.problem.state == S.SUSPENDED:
                return {"kind": "still", "text": "已中止"}
            return calendars.lamp(self.calendar, step.handle_due)
        return {"kind": "late", "text": "超期"} if step.late else None

    def timeline(self) -> list[dict[str, Any]]:
        """Return what happened, the newest first."""
        return [
            {
                "title": event.action,
                "text": self.told(event.note, event.actor_unit_id),
                "sub": f"{moment(event.at)} · {self._actor(event)}",
                "late": event.transition == "E02" and event.action != Rung.YELLOW.label,
            }
            for event in reversed(self.events)
        ]

    def _actor(self, event: ProblemEvent) -> str:
        """Return unit and name of who acted."""
        unit = self.name(event.actor_unit_id)
        return " ".join(part for part in (unit, event.actor_name) if part)

    def files(self) -> list[dict[str, Any]]:
        """Return the evidence with its size."""
        rows: Sequence[Attachment] = ledger.attachments(
            self.session, self.principal, self.problem.id
        )
        return [
            {
                "name": row.filename,
                "size": row.size,
                "url": url_for("attachment.download", row_id=row.id),
                "picture": url_for("attachment.picture", row_id=row.id)
                if is_picture(row.mime)
                else "",
            }
            for row in rows
        ]

    def feedback(self) -> list[dict[str, str]]:
        """Return what the reporter was told and what he said."""
        if self.kept_inside:
            return []
        return [
            {
                "head": f"{day(row.at)} {row.way.label}，{row.callback_result.label}",
                "text": self.told(row.content),
            }
            for row in self.feedback_rows()
        ]

    def papers(self) -> list[dict[str, str]]:
        """Return the papers of this problem that the person may open."""
        if not self.principal.has(Right.SEE_PAPERS):
            return []
        rows = ledger.documents_of(self.session, self.principal, self.problem.id)
        return [
            {
                "url": url_for("paper.show", row_id=row.id),
                "text": row.number or row.title,
                "state": show(row.state),
            }
            for row in rows
        ]
