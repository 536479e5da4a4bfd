"""A small October with everything a report tells, and the turns of its papers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from app import clock, store
from app.enums import Channel, EvalLevel, EvalState, PointKind
from app.models import (
    Document,
    Evaluation,
    EvaluationReason,
    ReportSnapshot,
    ScoringRule,
    ServicePoint,
)
from app.operations import composing, documents, month_papers, scoring_rules, snapshots, thanks
from app.operations.month_text import TO_WRITE
from app.principal import system
from app.queries import papers
from app.queries import snapshots as reads
from tests import makers, support

TEST = system("test")
OCTOBER, NOVEMBER = "2026-10", "2026-11"
IN_OCTOBER = datetime(2026, 10, 14, 2, 0, tzinfo=UTC)
# The first working day of November, an hour before and after the data close.
BEFORE, AFTER = (datetime(2026, 11, 2, hour, 0, tzinfo=UTC) for hour in (0, 2))
IN_DECEMBER = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
L = EvalLevel


def evaluated(
    code: str, levels: dict[EvalLevel, int], on: date = date(2026, 10, 14), **facts: Any
) -> list[int]:
    """Add evaluations of a unit, in October unless said, and return their ids."""
    with store.write(TEST) as work:
        unit, region = support.unit_id(code), support.UNITS[code][2]
        kind, name = PointKind.UNIT, f"{code}点位"
        point = ServicePoint(kind=kind, name=name, unit_id=unit, region_code=region)
        work.add(point)
        work.flush()
        rows = [
            Evaluation(
                eval_no=f"{code}{on:%m}-{level.value[:6]}-{number}",
                service_point_id=point.id,
                unit_id=unit,
                region_code=region,
                channel=Channel.QR,
                level=level,
                is_bad=level is L.DISSATISFIED,
                happened_on=on,
                submitted_at=IN_OCTOBER,
                **facts,
            )
            for level, count in levels.items()
            for number in range(count)
        ]
        work.add_all(rows)
        work.flush()
        work.add_all(
            EvaluationReason(evaluation_id=row.id, reason="slow") for row in rows if row.is_bad
        )
        return [row.id for row in rows]


def approved(**changes: str) -> ScoringRule:
    """Let one draft the rule and another approve it, from September on."""
    drafter, leader = support.person("intake"), support.person("leader")
    with store.write(drafter) as work:
        typed = {**scoring_rules.typed_of(None), "valid_from": "2026-09", **changes}
        version = scoring_rules.draft(work, drafter, typed).version
    with store.write(leader) as work:
        return scoring_rules.approve(work, leader, version, 1)


def october() -> int:
    """Make a month: two units with evaluations, a closed item, a late one, and a secret one."""
    evaluated("GW", {L.SATISFIED: 45, L.NEUTRAL: 3, L.DISSATISFIED: 2})
    evaluated("XJ", {L.SATISFIED: 3})
    with clock.fixed(IN_OCTOBER):
        closed = makers.problem_in("closed")
        makers.problem_in("in_progress", title="路灯不亮")
        makers.registered(request_type="report", unit_complained_id=support.unit_id("XJ"))
    return closed


def frozen(period: str = OCTOBER, reason: str = "", who: str = "intake") -> ReportSnapshot:
    """Freeze a month and return it."""
    support.session().rollback()
    actor = support.person(who)
    store.name(support.session(), actor)
    row_id = snapshots.freeze(actor, period, reason)
    return stored(row_id)


def stored(row_id: int) -> ReportSnapshot:
    """Return a frozen month as it is stored now."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, TEST)
    return session.get_one(ReportSnapshot, row_id)


def standing(period: str = OCTOBER) -> ReportSnapshot | None:
    """Return the month that is not void."""
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, TEST)
    return reads.standing(session, period)


def reported(row_id: int, *, advice: bool = True) -> int:
    """Draft the report of a frozen month, write its advice, and return the paper's id."""
    actor = support.person("intake")
    with store.write(actor) as work:
        paper = month_papers.draft_report(work, actor, row_id)
        if not advice:
            return paper.id
        facts = {**paper.facts, "body": advised(paper.facts["body"])}
        return composing.edit(work, actor, paper.id, paper.row_version, facts).id


def advised(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a body with the advice written."""
    return [{**one, "text": "加强值班。"} if one["text"] == TO_WRITE else one for one in body]


def turn(who: str, act: Any, paper: int) -> Document:
    """Take one turn of a paper at its present version."""
    actor = support.person(who)
    with store.write(actor) as work:
        seen = papers.get(work, actor, paper).row_version
        found: Document = act(work, actor, paper, seen)
        return found


def signed(period: str = OCTOBER) -> ReportSnapshot:
    """Freeze a month, and let its report be drafted, checked and signed."""
    row = frozen(period)
    paper = reported(row.id)
    turn("intake", documents.send, paper)
    turn("leader", documents.sign, paper)
    return stored(row.id)


def voided(evaluation_id: int) -> None:
    """Take an evaluation out of the figures, as an upheld appeal does."""
    with store.write(TEST) as work:
        query = sa.update(Evaluation).where(Evaluation.id == evaluation_id)
        work.execute(
            query.values(state=EvalState.VOID).execution_options(synchronize_session=False)
        )


def signed_standing(period: str) -> ReportSnapshot:
    """Let the report of the month that stands be drafted and signed."""
    row = standing(period)
    assert row is not None
    paper = reported(row.id)
    turn("intake", documents.send, paper)
    turn("leader", documents.sign, paper)
    return stored(row.id)


def thanked(problem_id: int) -> None:
    """Let the reporter thank for an item."""
    actor = support.person("intake")
    with clock.fixed(IN_OCTOBER), store.write(actor) as work:
        thanks.record(work, actor, problem_id, {"kind": "banner", "given_on": "2026-10-14"})


def told(row: ReportSnapshot) -> dict[str, Any]:
    """Return the facts of the report of a frozen month as it would be drafted now."""
    session = support.session()
    store.name(session, support.person("intake"))
    return month_papers.facts_of(session, row)
