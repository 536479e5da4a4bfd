"""Recusal: asked by the person or for a reporter, in force at once, decided by a leader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies, recusals, store
from app.enums_recusal import RecusalGround, RecusalSource, RecusalState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.identifiers import whole
from app.models import Message, Problem, Recusal
from app.operations import identity, ledger, notices, recusal_rules, tail
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import recusals as reads
from app.transitions import OPEN_STATES

LONGEST_WORDS = 500
ACCOUNT, UNIT = "account", "unit"


def declare(
    session: Session, actor: Principal, problem_id: int, facts: Mapping[str, Any]
) -> Recusal:
    """Take the actor off a problem at once, until a leader decides (监察法 art. 67)."""
    if not actor.has(Right.RECUSAL):
        raise Forbidden("您没有申请回避的权限。")
    problem = _open(session, problem_id)
    with store.acting(session, tail.KEEPER):
        ground, words = _words(session, facts, problem)
        row = Recusal(account_id=actor.account_id, problem_id=problem.id)
        _ask(session, actor, row, ground, words, RecusalSource.SELF)
        recusal_rules.check_somebody_left(session, problem.id)
        _tell(session, actor, row, "recusal.declare")
    return row


def declare_message(
    session: Session, actor: Principal, message_id: int, facts: Mapping[str, Any]
) -> Recusal:
    """Take the actor off a message at once, until a leader decides."""
    if not actor.has(Right.RECUSAL):
        raise Forbidden("您没有申请回避的权限。")
    message = session.scalars(sa.select(Message).where(Message.id == message_id)).one_or_none()
    if message is None:
        raise Missing()
    with store.acting(session, tail.KEEPER):
        ground, words = _words(session, facts, None)
        row = Recusal(account_id=actor.account_id, message_id=message.id)
        _ask(session, actor, row, ground, words, RecusalSource.SELF)
        recusal_rules.check_message_has_leader(session, message.id)
        _tell(session, actor, row, "recusal.declare")
    return row


def request(
    session: Session, actor: Principal, problem_id: int, facts: Mapping[str, Any]
) -> Recusal:
    """Take a person or a whole unit off a problem because its reporter asks for it.

    facts: who ("account:7" or "unit:7", one of queries.recusals.concerned), ground, words.
    """
    if not policies.may_ask_for_others(actor):
        raise Forbidden("来访人要求回避的，由党风政风监督室或领导登记。")
    problem = _open(session, problem_id)
    with store.acting(session, tail.KEEPER):
        row = _named(session, actor, problem, str(facts.get("who") or ""))
        ground, words = _words(session, facts, problem)
        _ask(session, actor, row, ground, words, RecusalSource.REPORTER)
        recusal_rules.check_somebody_left(session, problem.id)
        _tell(session, actor, row, "recusal.request")
    return row


def _open(session: Session, problem_id: int) -> Problem:
    """Return a problem of the actor's scope that is not finished, its row locked."""
    problem = ledger.load(session, problem_id)
    if problem.state not in OPEN_STATES:
        raise Refused(f"事项现在是“{problem.state.label}”，不用再回避。")
    return problem


def _words(
    session: Session, facts: Mapping[str, Any], problem: Problem | None
) -> tuple[RecusalGround, str]:
    """Read the ground and what is said of it, without the reporter's name and number."""
    reader = Reader(session, facts)
    ground = reader.word("ground", "回避理由", RecusalGround)
    words = reader.text("words", "情况说明", LONGEST_WORDS)
    reader.finish()
    return RecusalGround(ground or ""), identity.without_reporter(words, problem)


def _named(session: Session, actor: Principal, problem: Problem, who: str) -> Recusal:
    """Return the recusal of the person or unit that was chosen among those concerned."""
    kind, _, text = who.partition(":")
    key = whole(text)
    if key is None or who not in {one.key for one in reads.concerned(session, problem)}:
        raise Invalid({"who": "请选择应当回避的人员或单位。"})
    if (kind, key) == (ACCOUNT, actor.account_id):
        raise Invalid({"who": "您本人需要回避的，请用“申请回避”。"})
    same = Recusal.account_id if kind == ACCOUNT else Recusal.unit_id
    query = sa.select(Recusal.id).where(
        Recusal.problem_id == problem.id, same == key, Recusal.state.in_(recusals.ACTIVE)
    )
    if session.execute(query).first() is not None:
        raise Invalid({"who": "这个人员或单位已经回避，不用再登记。"})
    if kind == ACCOUNT:
        return Recusal(account_id=key, problem_id=problem.id)
    return Recusal(unit_id=key, problem_id=problem.id)


def _ask(
    session: Session,
    actor: Principal,
    row: Recusal,
    ground: RecusalGround,
    words: str,
    source: RecusalSource,
) -> None:
    """Add a recusal that is in force from now on."""
    row.ground, row.words, row.source = ground, words, source
    row.state, row.created_by_id = RecusalState.ASKED, actor.account_id
    session.add(row)
    session.flush()


def _tell(session: Session, actor: Principal, row: Recusal, action: str) -> None:
    """Tell the leaders that a decision waits, and audit who is off what."""
    for unit_id in sorted(recusal_rules.leaders_units(session)):
        key = f"recusal:{row.id}:asked:{unit_id}"
        notices.notice(session, "recusal.asked", unit_id, {"recusal_id": row.id}, key)
    session.flush()
    audit.record(session, actor, action, "recusal", row.id, detail=_detail(row))


def _detail(row: Recusal) -> dict[str, Any]:
    """Return ids and words of state for the audit log; never what was written."""
    names = ("account_id", "unit_id", "problem_id", "message_id", "ground", "source", "state")
    return {name: getattr(row, name) for name in names if getattr(row, name) is not None}


def decide(
    session: Session,
    actor: Principal,
    recusal_id: int,
    version: int,
    facts: Mapping[str, Any],
) -> Recusal:
    """Grant a recusal or refuse it with a reason, which gives the item back."""
    query = sa.select(Recusal).where(Recusal.id == recusal_id).with_for_update(key_share=True)
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None or not actor.has(Right.RECUSAL, "A"):
        raise Missing()
    if row.row_version != int(version):
        raise Conflict(current={"state": row.state, "reason": row.reason})
    if not policies.may_decide(actor, row):
        raise Refused(f"这项回避现在是“{row.state.label}”，不能再决定。")
    with store.acting(session, tail.KEEPER):
        state, reason = _decision(session, facts)
        row.state, row.reason = state, reason or None
        row.decided_by_id, row.decided_at = actor.account_id, clock.now()
        session.flush()
        refused = state is RecusalState.REFUSED
        if refused:
            _give_back(session, row)
        action = "recusal.refuse" if refused else "recusal.grant"
        audit.record(session, actor, action, "recusal", row.id, detail=_detail(row))
    return row


def _decision(session: Session, facts: Mapping[str, Any]) -> tuple[RecusalState, str]:
    """Read the decision; who is refused is told why."""
    reader = Reader(session, facts)
    state = reader.word("decision", "决定", RecusalState)
    refused = state is RecusalState.REFUSED
    reason = reader.text("reason", "决定理由", LONGEST_WORDS, required=refused)
    if state is RecusalState.ASKED:
        reader.blame("decision", "请选择决定。")
    reader.finish()
    return RecusalState(state or ""), reason


def _give_back(session: Session, row: Recusal) -> None:
    """Tell the person, or the unit, that the item is theirs again; who stays off hears nothing."""
    notices.notice(
        session,
        "recusal.refused",
        row.unit_id,
        {"recusal_id": row.id},
        f"recusal:{row.id}:refused",
        account_id=row.account_id,
    )
    session.flush()
