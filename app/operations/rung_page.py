"""One page of the ladder: what is read for all items at once, and the rows each rung leaves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock
from app.enums import (
    DocumentKind,
    EventVisibility,
    ProblemState,
    Role,
    StepRole,
    SupervisionKind,
)
from app.enums_ledger import Rung, SupervisionState
from app.errors import Invalid
from app.models import (
    Document,
    Problem,
    ProblemEvent,
    ProblemStep,
    Recusal,
    Supervision,
    Unit,
)
from app.operations import drafting, drafts, limits, notices, paper_items, recusal_rules
from app.operations.overtaken import HANDLED
from app.operations.walking import Report
from app.principal import Principal
from app.queries import parameters, rungs
from app.queries.rungs import Key, Reach
from app.recusals import ACTIVE
from app.transitions import OPEN_STATES

S = ProblemState
WAITS = {
    S.REGISTERED: "还没有拟办",
    S.PENDING_DECISION: "还没有批办",
    S.SUBMITTED: "还没有核查",
    S.PENDING_FEEDBACK: "还没有反馈办结",
}
PAPERS = frozenset({Rung.LETTER, Rung.SUMMON})
MOVED_ON = "已办理或期限已变"


@dataclass
class Page:
    """What a page of items shares: read once, after their rows are held."""

    session: Session
    worker: Principal
    now: datetime
    scores: dict[Rung, int]
    reply_days: int
    reply_due: datetime | None
    late_days: dict[Rung, int]
    seqs: dict[int, int]
    levels: dict[int, int]
    keys: set[str]
    steps: dict[int, list[ProblemStep]]
    recused: set[int]
    names: dict[int, str]
    holders: dict[tuple[Role, ...], set[int]] = field(default_factory=dict)
    acts: list[audit.Act] = field(default_factory=list)

    def units_of(self, *roles: Role) -> set[int]:
        """Return the units of some roles, asked once a page."""
        if roles not in self.holders:
            self.holders[roles] = notices.units_of(self.session, *roles)
        return self.holders[roles]


def key_of(problem_id: int, due_at: datetime, rung: Rung) -> str:
    """Return the key under which a rung of a due date is climbed once."""
    return f"{problem_id}:{due_at:%Y%m%dT%H%M%S.%f}:{rung.value}"


def press(session: Session, worker: Principal, reach: Reach, keys: Sequence[Key]) -> Report:
    """Climb every rung that the items of a page have reached and not got."""
    report, due = Report(), {row_id: due_at for due_at, row_id in keys}
    held = _hold(session, list(due))
    page = _read(session, worker, held)
    made: list[Supervision] = []
    for problem in sorted(held, key=lambda one: (one.due_at, one.id)):
        stays = problem.due_at == due[problem.id]
        fresh = _fresh(page, reach, problem) if stays else []
        made += [_climb(page, problem, rung) for rung in fresh]
        report.acted += bool(fresh)
        report.done.update(rung.label for rung in fresh)
        if not fresh:
            report.skipped[MOVED_ON] += 1
    gone = len(due) - len(held)
    report.skipped += Counter({MOVED_ON: gone})
    _count(session, made)
    session.flush()
    audit.record_all(session, worker, page.acts)
    return report


def _hold(session: Session, ids: list[int]) -> list[Problem]:
    """Return the items that still may be pressed, all held before the first audit row."""
    query = (
        sa.select(Problem)
        .where(Problem.id.in_(ids), *rungs.pressable())
        .order_by(Problem.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _read(session: Session, worker: Principal, held: Sequence[Problem]) -> Page:
    """Read what the page shares."""
    number, ids = parameters.integer, [problem.id for problem in held]
    steps: dict[int, list[ProblemStep]] = defaultdict(list)
    found = sa.select(ProblemStep).where(
        ProblemStep.problem_id.in_(ids), ProblemStep.ended_at.is_(None)
    )
    for step in session.scalars(found.order_by(ProblemStep.id)):
        steps[step.problem_id].append(step)
    recused = sa.select(Recusal.problem_id).where(
        Recusal.problem_id.in_(ids), Recusal.state.in_(ACTIVE)
    )
    masters = sa.select(Problem.master_problem_id).where(Problem.master_problem_id.in_(ids))
    known = sa.select(Supervision.rung_key).where(
        Supervision.problem_id.in_(ids), Supervision.rung_key.is_not(None)
    )
    units = {problem.lead_unit_id for problem in held}
    named = sa.select(Unit.id, Unit.name).where(Unit.id.in_(units))
    return Page(
        session=session,
        worker=worker,
        now=clock.now(),
        scores={rung: number(session, f"supervision_score_{rung.value}") for rung in Rung},
        reply_days=number(session, "supervision_reply_days"),
        reply_due=_reply_due(session),
        late_days={
            Rung.LETTER: number(session, "supervision_letter_after_days"),
            Rung.SUMMON: number(session, "supervision_circular_after_days"),
        },
        seqs=_most(session, ProblemEvent.problem_id, ProblemEvent.seq, ids),
        levels=_most(session, Supervision.problem_id, Supervision.level, ids),
        keys={key for key in session.scalars(known) if key},
        steps=steps,
        recused={one for one in session.scalars(sa.union(recused, masters)) if one is not None},
        names={row.id: row.name for row in session.execute(named)},
    )


def _most(session: Session, owner: Any, number: Any, ids: list[int]) -> dict[int, int]:
    """Return the highest number that each item has."""
    query = sa.select(owner, sa.func.max(number)).where(owner.in_(ids)).group_by(owner)
    return {row[0]: row[1] for row in session.execute(query)}


def _reply_due(session: Session) -> datetime | None:
    """Return until when a letter of today is answered, None where no calendar tells."""
    try:
        return limits.after(session, parameters.integer(session, "supervision_reply_days")).at
    except Invalid:
        return None


def _fresh(page: Page, reach: Reach, problem: Problem) -> list[Rung]:
    """Return the rungs that an item has reached and not got."""
    if problem.state not in OPEN_STATES:
        return []
    due_at = problem.due_at
    reached = reach.rungs(due_at)
    if page.reply_due is None:
        # Nobody can say until when a letter is to be answered: reminders alone go out.
        reached = [rung for rung in reached if rung not in PAPERS]
    return [r for r in reached if key_of(problem.id, due_at, r) not in page.keys]


def _climb(page: Page, problem: Problem, rung: Rung) -> Supervision:
    """Write one rung: the supervision, its event, its notices and what the audit row says."""
    page.levels[problem.id] = page.levels.get(problem.id, 0) + 1
    handled = problem.state in HANDLED
    drafted = handled and rung in PAPERS
    pressed = _pressed(page, problem)
    row = Supervision(
        problem_id=problem.id,
        kind=_kind(rung, handled),
        level=page.levels[problem.id],
        unit_id=min(pressed, default=None),
        issued_at=page.now,
        content=_content(page, problem, rung),
        reply_days=page.reply_days if drafted else None,
        reply_due=page.reply_due if drafted else None,
        rung=rung,
        rung_key=key_of(problem.id, problem.due_at, rung),
        due_at=problem.due_at,
        score=page.scores[rung],
        state=SupervisionState.DRAFTED if drafted else SupervisionState.ISSUED,
    )
    if drafted and rung is Rung.LETTER:
        row.document_id = _paper(page, problem, row)
    page.session.add(row)
    event = _event(page, problem, row, hidden=drafted)
    page.session.add(event)
    _tell(page, problem, row, pressed)
    detail = {"transition": "E02", "rung": rung.value, "level": row.level, "score": row.score}
    page.acts.append(audit.Act("problem.E02", "problem", problem.id, detail))
    return row


def _kind(rung: Rung, handled: bool) -> SupervisionKind:
    """Return how a rung presses; an office of our own gets no letter from itself."""
    if not handled or rung not in PAPERS:
        return SupervisionKind.REMINDER
    return SupervisionKind.LETTER if rung is Rung.LETTER else SupervisionKind.INTERVIEW


def _pressed(page: Page, problem: Problem) -> set[int]:
    """Return the units that have to move now, without those that are kept from the item."""
    word = notices.waits_for(problem)
    if word == "lead":
        found = {step.unit_id for step in page.steps[problem.id] if step.role == StepRole.LEAD}
        found = found or {problem.lead_unit_id or 0}
    elif word == "supervisor":
        found = {problem.supervisor_unit_id or 0}
    else:
        found = page.units_of(*notices.roles(problem, word))
    left = found - _off(page, problem) - {0}
    return left or page.units_of(Role.DC_LEAD)


def _off(page: Page, problem: Problem) -> set[int]:
    """Return the units that are not told of an item."""
    off = {problem.unit_complained_id or 0}
    told = (problem.unit_complained_id, problem.parent_problem_id)
    if problem.id in page.recused or told != (None, None):
        off |= recusal_rules.units_off(page.session, problem)
    return off


def _content(page: Page, problem: Problem, rung: Rung) -> str:
    """Return what the pressed unit reads."""
    at = clock.local(problem.due_at)
    until = f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02}分"
    what = "法定期限" if problem.state == S.SUSPENDED else "期限"
    waits = WAITS.get(problem.state, "还没有上报办理结果")
    if rung is Rung.YELLOW:
        return f"{what}{until}到期，{waits}。请抓紧，按期完成。"
    if rung is Rung.RED:
        return f"{what}{until}已到，{waits}。请立即办理，并说明超期原因。"
    days = page.late_days[rung]
    if problem.state not in HANDLED:
        return f"{what}{until}已过 {days} 个工作日，{waits}。报县纪委领导。"
    if rung is Rung.LETTER:
        return "请立即办理，书面说明超期原因和整改措施。"
    return f"{what}{until}已过 {days} 个工作日，{waits}。建议约谈单位负责人，或者通报。"


def _paper(page: Page, problem: Problem, row: Supervision) -> int | None:
    """Draft the 督办函 without a drafter; None where the item has no unit that could get it."""
    if row.unit_id is None:
        return None
    name = page.names.get(row.unit_id)
    if name is None:
        return None
    facts = drafting.supervision_facts(page.session, problem, name, problem.due_at, row)
    document = Document(
        kind=DocumentKind.SUPERVISION_LETTER,
        title=facts["title"],
        agency_mark=drafts.mark_of(DocumentKind.SUPERVISION_LETTER),
        facts=drafts.clean(facts, problem),
        problem_id=problem.id,
        unit_id=row.unit_id,
    )
    page.session.add(document)
    page.session.flush()
    paper_items.link(page.session, document, [problem.id])
    page.acts.append(drafts.act_of(document, "draft"))
    return document.id


def _event(page: Page, problem: Problem, row: Supervision, *, hidden: bool) -> ProblemEvent:
    """Return the event of a rung; what is only drafted stays with the commission."""
    page.seqs[problem.id] = page.seqs.get(problem.id, 0) + 1
    rung = row.rung or Rung.RED
    text = f"{row.content}（待核对发出）" if hidden else row.content
    return ProblemEvent(
        problem_id=problem.id,
        seq=page.seqs[problem.id],
        transition="E02",
        action=rung.label,
        from_state=problem.state,
        to_state=problem.state,
        actor_name=page.worker.name,
        at=page.now,
        note=text,
        data={"kind": row.kind, "level": row.level, "rung": rung.value},
        visibility=EventVisibility.DISCIPLINE if hidden else EventVisibility.ALL_HANDLERS,
    )


def _tell(page: Page, problem: Problem, row: Supervision, pressed: set[int]) -> None:
    """Write the notices of a rung: the pressed units, and above them from the letter on."""
    told, template = set(pressed), "problem.E02"
    if row.state == SupervisionState.DRAFTED:
        told, template = page.units_of(Role.DC_INTAKE), "supervision.drafted"
        told = told | (page.units_of(Role.DC_LEAD) if row.rung is Rung.SUMMON else set())
    elif row.rung in PAPERS:
        told |= page.units_of(Role.DC_LEAD)
    elif problem.state in HANDLED:
        told |= {step.unit_id for step in page.steps[problem.id]}
    for unit_id in sorted(told - _off(page, problem)):
        notices.notice(
            page.session,
            template,
            unit_id,
            {"problem_id": problem.id},
            f"rung:{row.rung_key}:{unit_id}",
        )


def _count(session: Session, made: Sequence[Supervision]) -> None:
    """Count the supervisions on their items; a reminder makes no open form stale."""
    counted = Counter(row.problem_id for row in made)
    for number in sorted(set(counted.values())):
        ids = [problem_id for problem_id, count in counted.items() if count == number]
        session.execute(
            sa.update(Problem)
            .where(Problem.id.in_(ids))
            .values(supervision_count=Problem.supervision_count + number)
            .execution_options(synchronize_session=False)
        )
