"""The time line of a case: events, due dates, papers, feedback, supervision, in one order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import Flask, render_template

from app import clock, measures, policies, store
from app.enums import DocumentState
from app.enums_ledger import DeadlineCause, Rung
from app.formats import moment
from app.models import Deadline, Document, Feedback, ProblemEvent, Supervision
from app.permissions import Right
from app.queries import ledger, people, together
from app.security import me, needs
from views.common import ROW
from views.present import Page
from views.rows import unit_names

# More than these are folded away on the page of the item.
SHOWN = 20
# An event and the row that it wrote lie no further apart.
SAME = timedelta(seconds=5)
TOLD = frozenset({"F01", "T16"})
PRESSED = frozenset({"E02"})
# A reminder before the due date: nothing is late yet.
EARLY = Rung.YELLOW


@dataclass(frozen=True)
class Entry:
    """One line: when, what, in which words, by which unit and person."""

    at: datetime
    title: str
    text: str = ""
    unit: str = ""
    person: str = ""
    late: bool = False
    # A day without an hour.
    is_day: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the line as the pages draw it."""
        when = moment(self.at).rsplit(" ", 1)[0] if self.is_day else moment(self.at)
        who = " ".join(part for part in (self.unit, self.person) if part)
        return {
            "when": when,
            "title": self.title,
            "text": self.text,
            "unit": self.unit,
            "person": self.person,
            "sub": " · ".join(part for part in (when, who) if part),
            "late": self.late,
        }


def register(app: Flask) -> None:
    """Add the page that is printed."""
    app.add_url_rule(f"/problem/{ROW}/timeline", "timeline.show", show)


@needs(Right.SEE_PROBLEMS)
def show(row_id: int) -> Any:
    """Show the whole time line, the oldest first, as it is printed."""
    page = Page(store.current(), me(), row_id)
    lines = [entry.as_dict() for entry in Lines(page).entries()]
    return render_template("problem/timeline.html", page=page, lines=lines, today=clock.today())


def newest(found: Lines) -> dict[str, list[dict[str, Any]]]:
    """Return the time line for the item's page, the newest first, and what is folded away."""
    lines = [entry.as_dict() for entry in reversed(found.entries())]
    return {"shown": lines[:SHOWN], "folded": lines[SHOWN:]}


class Lines:
    """Reads the rows of one item and turns each into a line."""

    def __init__(self, page: Page) -> None:
        """Read what stands beside the events."""
        self.page, session, row_id = page, page.session, page.problem.id
        self.deadlines = together.deadlines(session, row_id)
        self.meetings = together.meetings_of(session, row_id)
        ids = [row.id for row in self.meetings] if policies.masks_numbers(page.principal) else []
        # Of a meeting about what is kept closely a unit reads the title and the day alone.
        self.untold = together.confidential(session, ids)
        self.metrics = together.metrics(session, row_id)
        # What a reporter says is the commission's own to hear on its track.
        self.thanks = [] if page.kept_inside else together.thanks(session, row_id)
        self.feedbacks = [] if page.kept_inside else page.feedback_rows()
        self.supervisions = ledger.supervisions(session, page.principal, row_id)
        sees = page.principal.has(Right.SEE_PAPERS)
        self.papers = ledger.documents_of(session, page.principal, row_id) if sees else []
        self.units = {**page.names, **unit_names(session, self._unit_ids())}
        self.people = people.names(session, self._people_ids())

    def _unit_ids(self) -> Iterable[int | None]:
        """Yield the units that the item's own rows do not name."""
        yield from (row.unit_id for row in self.papers)
        yield from (row.host_unit_id for row in self.meetings)
        yield from (row.unit_id for row in self.supervisions)

    def _people_ids(self) -> Iterable[int | None]:
        """Yield the people whose names are not written beside their act."""
        yield from (row.by_id for row in self.feedbacks)
        yield from (row.issued_by_id for row in self.supervisions)
        for paper in self.papers:
            yield from (paper.signed_by_id, paper.drafted_by_id)
        for row in (*self.metrics, *self.thanks, *self.meetings):
            yield row.created_by_id
        yield from (metric.verified_by_id for metric in self.metrics)

    def entries(self) -> list[Entry]:
        """Return everything that this person may see, the oldest first."""
        return sorted(self._all(), key=lambda entry: entry.at)

    def _all(self) -> Iterable[Entry]:
        """Yield every line."""
        yield from map(self._event, self.page.events)
        yield from map(self._deadline, self.deadlines)
        yield from map(self._paper, self.papers)
        yield from (self._feedback(row) for row in self.feedbacks if not self._told_of(row))
        yield from (self._pressed(row) for row in self.supervisions if not self._sent_with(row))
        yield from self._others()

    def _event(self, event: ProblemEvent) -> Entry:
        """Return what somebody did, with what its own row adds."""
        text = self.page.told(event.note, event.actor_unit_id)
        more = [self._way(row) for row in self.feedbacks if self._told_of(row) is event]
        more += [self._asked(row) for row in self.supervisions if self._sent_with(row) is event]
        return Entry(
            event.at,
            event.action,
            "\n".join(part for part in (text, *more) if part),
            self.page.name(event.actor_unit_id),
            event.actor_name,
            late=event.transition in PRESSED and event.action != EARLY.label,
        )

    def _near(
        self, at: datetime, codes: frozenset[str], events: Iterable[ProblemEvent]
    ) -> ProblemEvent | None:
        """Return the event that wrote a row, None when nobody sees one."""
        near = (e for e in events if e.transition in codes and abs(e.at - at) < SAME)
        return next(near, None)

    def _told_of(self, row: Feedback) -> ProblemEvent | None:
        """Return the event of a feedback."""
        return self._near(row.at, TOLD, self.page.events)

    def _sent_with(self, row: Supervision) -> ProblemEvent | None:
        """Return the event of a supervision; one pass of the timed work may write several."""
        events = (e for e in self.page.events if e.data.get("level") == row.level)
        return self._near(row.issued_at, PRESSED, events)

    def _way(self, row: Feedback) -> str:
        """Return how the reporter was reached."""
        times = f"，拨打 {row.attempts} 次" if row.attempts else ""
        return f"方式：{row.way.label}{times}"

    def _asked(self, row: Supervision) -> str:
        """Return until when a unit answers, and whether it has."""
        due = f"{moment(row.reply_due)} 前回复" if row.reply_due else ""
        done = f"{moment(row.replied_at)} 已回复" if row.replied_at else ""
        return "，".join(part for part in (due, done) if part)

    def _feedback(self, row: Feedback) -> Entry:
        """Return what the reporter was told."""
        text = f"{row.callback_result.label}：{self.page.told(row.content)}\n{self._way(row)}"
        return Entry(row.at, "回访反馈", text, person=self.people.get(row.by_id, ""))

    def _pressed(self, row: Supervision) -> Entry:
        """Return a supervision that the timed work wrote."""
        what = row.rung.label if row.rung else row.kind.label
        text = "\n".join(part for part in (self.page.told(row.content), self._asked(row)) if part)
        unit = self.units.get(row.unit_id, "")
        person = self.people.get(row.issued_by_id, "系统定时")
        return Entry(row.issued_at, f"督办：{what}", text, unit, person, late=row.rung is not EARLY)

    def _deadline(self, row: Deadline) -> Entry:
        """Return a due date as it was computed, the superseded ones too."""
        cause = "" if row.cause == DeadlineCause.START else f"（{row.cause.label}）"
        steps = {step.id: step.unit_id for step in self.page.steps}
        parts = [f"{row.unit.counted(row.days)}，到期 {moment(row.due_at)}"]
        if row.calendar_status == "provisional":
            parts.append("按暂定日历")
        if row.superseded_at is not None:
            parts.append(f"{moment(row.superseded_at)} 起不再适用")
        if row.met_at is not None:
            parts.append(f"{moment(row.met_at)} 完成，{'超期' if row.late else '未超期'}")
        return Entry(
            row.created_at,
            f"{row.kind.label}期限{cause}",
            "；".join(parts),
            self.page.name(steps.get(row.step_id or 0)),
            late=bool(row.late),
        )

    def _paper(self, row: Document) -> Entry:
        """Return how far a paper has come."""
        drafter, signer = self.people.get(row.drafted_by_id), self.people.get(row.signed_by_id)
        at = row.issued_at or row.signed_at or row.created_at
        done = {DocumentState.ISSUED: "印发", DocumentState.SIGNED: "签发"}.get(row.state, "起草")
        state = "（已作废）" if row.state == DocumentState.VOID else ""
        name = " ".join(part for part in (row.number, row.title) if part)
        title = f"{done}{row.kind.label}{state}"
        return Entry(at, title, name, self.units.get(row.unit_id, ""), signer or drafter or "")

    def _others(self) -> Iterable[Entry]:
        """Yield meetings, outcomes and thanks."""
        told, people_of = self.page.told, self.people
        for row in self.meetings:
            if row.id in self.untold:
                yield Entry(_noon(row.held_on), row.kind.label, row.title, "", "", is_day=True)
                continue
            text = "：".join(part for part in (row.title, told(row.decision)) if part)
            host, person = self.units.get(row.host_unit_id, ""), people_of.get(row.created_by_id)
            yield Entry(_noon(row.held_on), row.kind.label, text, host, person or "", is_day=True)
        for metric in self.metrics:
            text = f"{metric.kind.label} {measures.words(metric.kind, metric.value)}"
            state = _standing(metric)
            person = people_of.get(metric.created_by_id)
            yield Entry(metric.created_at, "记录成效", f"{text}（{state}）", "", person or "")
        for one in self.thanks:
            person = people_of.get(one.created_by_id)
            title = f"群众致谢：{one.kind.label}"
            yield Entry(_noon(one.given_on), title, told(one.words), "", person or "", is_day=True)


def _noon(on: Any) -> datetime:
    """Return the instant at which a day without an hour is sorted."""
    return datetime.combine(on, time(12), clock.CHINA)


def _standing(metric: Any) -> str:
    """Return whether an outcome counts."""
    if metric.void_reason:
        return "已作废"
    return "已核实" if metric.verified_by_id else "待核实"
