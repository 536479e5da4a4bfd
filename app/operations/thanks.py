"""Thanks of citizens, and links between items: recorded once, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies_together, store
from app.enums_ledger import LinkKind, ThanksKind
from app.errors import Forbidden, Invalid
from app.models import Problem, ProblemLink, Thanks
from app.operations import evidence, identity, tail
from app.operations.facts import Reader
from app.operations.metrics import steps_of
from app.principal import Principal
from app.queries import ledger

LONGEST = 200
# Kinds that say the same from both ends.
MUTUAL = frozenset({LinkKind.SAME_FACT, LinkKind.THREE_CHECKS})


def record(
    session: Session,
    actor: Principal,
    problem_id: int,
    facts: Mapping[str, Any],
    files: Sequence[evidence.Upload] = (),
) -> Thanks:
    """Record thanks with their day, words and a photograph."""
    problem = ledger.get(session, actor, problem_id)
    if not policies_together.may_thank(actor, steps_of(session, problem_id)):
        raise Forbidden("致谢由承办单位、回访人员或者监督室记录。")
    with store.acting(session, tail.KEEPER), session.no_autoflush:
        reader = Reader(session, facts)
        kind = reader.word("kind", "方式", ThanksKind)
        on = reader.day("given_on", "日期")
        words = reader.text("words", "内容", LONGEST, required=False)
        registered = clock.local(problem.registered_at).date()
        if on is not None and not registered <= on <= clock.today():
            reader.blame("given_on", "日期不能早于登记，也不能晚于今天。")
        reader.finish()
        kept = evidence.keep(session, actor, problem, files, evidence.ORIGIN) if files else []
        session.flush()
        row = Thanks(
            problem_id=problem_id,
            kind=kind,
            given_on=on,
            words=identity.without_reporter(words, problem),
            attachment_id=kept[0].id if kept else None,
            created_by_id=actor.account_id,
        )
        session.add(row)
        session.flush()
    detail = {"problem_id": problem_id, "kind": row.kind}
    audit.record(session, actor, "thanks.add", "thanks", row.id, detail=detail)
    return row


def link(
    session: Session, actor: Principal, problem_id: int, facts: Mapping[str, Any]
) -> ProblemLink:
    """Link an item to another by its number; the actor must see both."""
    problem = ledger.get(session, actor, problem_id)
    if not policies_together.may_link(actor):
        raise Forbidden("事项关联由监督室、审批局、监督检查室或者领导添加。")
    number = str(facts.get("number") or "").strip().upper()
    other = session.scalars(sa.select(Problem).where(Problem.problem_no == number)).one_or_none()
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        kind = reader.word("kind", "关联", LinkKind)
        note = reader.text("note", "说明", LONGEST, required=False, line=True)
        if kind == LinkKind.GATHERED:
            reader.blame("kind", "问题清单的归并由系统自动关联。")
        if other is None:
            reader.blame("number", "没有找到这个编号，请核对。")
        elif other.id == problem.id:
            reader.blame("number", "不能关联事项自己。")
        reader.finish()
        row = _linked(session, actor, problem, cast(Problem, other), cast(LinkKind, kind), note)
    detail = {"problem_ids": [row.problem_id, row.other_id], "kind": row.kind}
    audit.record(session, actor, "link.add", "problem_link", row.id, detail=detail)
    return row


def _linked(
    session: Session, actor: Principal, one: Problem, other: Problem, kind: LinkKind, note: str
) -> ProblemLink:
    """Add a link whose facts hold; neither reporter is named in its note."""
    _check_new(session, one.id, other.id, kind)
    for item in (one, other):
        note = identity.without_reporter(note, item)
    row = ProblemLink(
        problem_id=one.id,
        other_id=other.id,
        kind=kind,
        note=note,
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    return row


def _check_new(session: Session, one: int, other: int, kind: LinkKind) -> None:
    """Refuse a link that stands already; one that says the same from both ends counts once."""
    pairs = [(one, other), (other, one)] if kind in MUTUAL else [(one, other)]
    for left, right in pairs:
        query = sa.select(ProblemLink.id).where(
            ProblemLink.problem_id == left,
            ProblemLink.other_id == right,
            ProblemLink.kind == kind,
        )
        if session.execute(query).first() is not None:
            raise Invalid({"number": f"这两件事项已经是“{kind.label}”关联。"})
