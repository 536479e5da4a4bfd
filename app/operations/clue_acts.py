"""The moves of a clue, played: load, check, move, event and audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app import clock, store
from app.clue_moves import ALL, BY_CODE, HANDED, KEEPER, LEADER, Move
from app.enums import UnitKind
from app.enums_clue import ClueDisposal, CluePurpose, ClueState, NoticeKind, NoticeWay
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import Clue, ClueAccess, ClueEvent, ReporterNotice, Unit
from app.operations import clues, compartment
from app.operations import facts as checked
from app.operations.facts import Reader
from app.permissions import Right
from app.principal import Principal
from app.queries import clues as reads

OPEN_FOR = timedelta(minutes=10)
OFFICES = frozenset({UnitKind.DISCIPLINE_OFFICE, UnitKind.DISPATCHED_GROUP})
SITTING = frozenset({ClueDisposal.SHELVED, ClueDisposal.CONCLUDED})


@dataclass
class Hand:
    """One clue in the hands of one actor, with the checked facts."""

    session: Session
    actor: Principal
    clue: Clue
    facts: dict[str, Any]
    now: datetime


def parts(actor: Principal, clue: Clue) -> set[str]:
    """Return what an actor is to a visible clue."""
    found = set()
    if actor.has(Right.CLUES, "A") and clue.keeper_id == actor.account_id:
        found.add(KEEPER)
    if actor.has(Right.CLUES, "1") and clue.handed_unit_id == actor.unit_id:
        found.add(HANDED)
    if actor.has(Right.CLUE_DISPOSAL, "2"):
        found.add(LEADER)
    return found


def open_moves(actor: Principal, clue: Clue) -> list[Move]:
    """Return the moves that an actor may make now."""
    mine = parts(actor, clue)
    return [
        move
        for move in ALL
        if clue.state in move.sources and mine & move.who and not _closed(actor, clue, move)
    ]


def _closed(actor: Principal, clue: Clue, move: Move) -> str:
    """Return why a move is closed to somebody who has the part, or an empty string."""
    sits = clue.disposal in SITTING
    if move.code in {"approve", "send_back"} and clue.proposed_by_id == actor.account_id:
        return "提出人不能批准自己的处置意见，请由另一位领导批准。"
    if move.code == "finish" and clue.state == ClueState.APPROVED and not sits:
        return "谈话函询、初步核实要先交监督检查室办理。"
    if move.code == "hand" and clue.state == ClueState.APPROVED and sits:
        return "暂存待查、予以了结不用交办，请直接“处置完毕”。"
    if move.code == "reopen" and clue.disposal != ClueDisposal.SHELVED:
        return "只有“暂存待查”的线索可以重新启用。"
    return ""


def check(actor: Principal, clue: Clue, move: Move) -> None:
    """Raise Forbidden or Refused unless an actor may make a move now."""
    if not parts(actor, clue) & move.who:
        raise Forbidden(f"您不能对这件线索“{move.label}”。")
    if clue.state not in move.sources:
        raise Refused(f"线索现在是“{clue.state.label}”，不能“{move.label}”。")
    reason = _closed(actor, clue, move)
    if reason:
        raise Refused(reason)


def perform(
    session: Session,
    actor: Principal,
    clue_id: int,
    version: int,
    code: str,
    facts: Mapping[str, Any],
) -> Clue:
    """Make one move of app/clue_moves.py.

    Raises Missing outside the scope, Conflict for a stale version, Forbidden, Refused or
    Invalid.
    """
    move = BY_CODE.get(code)
    if move is None:
        raise Missing()
    clue = _load(session, clue_id)
    if clue.row_version != int(version):
        raise Conflict()
    check(actor, clue, move)
    with store.acting(session, compartment.KEEPER), session.no_autoflush:
        hand = Hand(session, actor, clue, checked.read(session, move, facts), clock.now())
        before = clue.state
        text = ACTS[code](hand)
        if move.target is not None:
            clue.state = move.target
        _touch(clue)
        clues.happened(session, actor, clue, code, before, text)
    return clue


def _load(session: Session, clue_id: int) -> Clue:
    """Return a clue inside the actor's scope, its row locked until the commit."""
    query = sa.select(Clue).where(Clue.id == clue_id).with_for_update()
    clue = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if clue is None:
        raise Missing()
    return clue


def _touch(clue: Clue) -> None:
    """Count every act as a change, so that a form opened before it is held against it."""
    clue.updated_at = clock.now()
    flag_modified(clue, "updated_at")


def _register(hand: Hand) -> str:
    """Give the number; acceptance begins the clock of the first notice."""
    hand.clue.repeat_of_id = clues.read_original(hand.session, hand.actor, hand.facts)
    clues.registered(hand.session, hand.clue)
    return f"重复件，原件 {hand.facts['repeat_no']}" if hand.clue.repeat_of_id else ""


def _propose(hand: Hand) -> str:
    """Propose a disposal; whether it came late is frozen here."""
    clue, facts = hand.clue, hand.facts
    if facts["studied_on"] > clock.today() or facts["studied_on"] < clue.received_on:
        raise Invalid({"studied_on": "集体研究日期应在收到日期之后、今天之前。"})
    clue.disposal, clue.studied_on = facts["disposal"], facts["studied_on"]
    clue.proposed_by_id, clue.proposed_at = hand.actor.account_id, hand.now
    clue.proposed_late = hand.now > clue.proposal_due
    return f"{facts['disposal'].label}：{facts['opinion']}"


def _approve(hand: Hand) -> str:
    """Approve with the meeting's reference."""
    clue = hand.clue
    clue.approved_by_id, clue.approved_at = hand.actor.account_id, hand.now
    clue.minutes_ref = hand.facts["minutes_ref"]
    return "；".join(part for part in (clue.minutes_ref, hand.facts["opinion"]) if part)


def _send_back(hand: Hand) -> str:
    """Send a proposal back; the clock of the proposal never restarts."""
    clue = hand.clue
    clue.disposal = clue.studied_on = clue.proposed_by_id = None
    clue.proposed_at = clue.proposed_late = None
    return str(hand.facts["opinion"])


def _hand(hand: Hand) -> str:
    """Hand a clue to an inspection office, which sees it from now on."""
    unit = hand.session.get_one(Unit, hand.facts["unit_id"])
    if unit.kind not in OFFICES:
        raise Invalid({"unit_id": "只能交监督检查室或派驻纪检监察组。"})
    if unit.id == hand.clue.accused_unit_id:
        raise Invalid({"unit_id": "反映的就是该单位，不能交给它，请另选单位。"})
    hand.clue.handed_unit_id = unit.id
    if hand.clue.state == ClueState.APPROVED:
        hand.clue.state = ClueState.UNDER_DISPOSAL
    return f"交{unit.short_name}：{hand.facts['text']}"


def _finish(hand: Hand) -> str:
    """End the disposal; a named reporter is to be told the result."""
    hand.clue.disposed_at = hand.now
    if hand.clue.is_named:
        clues.to_tell(hand.session, hand.clue, NoticeKind.RESULT)
    return str(hand.facts["text"])


def _move_out(hand: Hand) -> str:
    """Note where a clue went and the receipt."""
    hand.clue.moved_out_at, hand.clue.receipt_no = hand.now, hand.facts["receipt_no"]
    facts = hand.facts
    return f"移交{facts['receiver']}，回执 {facts['receipt_no']}。{facts['text']}"


def _reopen(hand: Hand) -> str:
    """Take a shelved clue up again, with a new month and without the old decision."""
    clue = hand.clue
    clue.approved_by_id = clue.approved_at = clue.minutes_ref = clue.disposed_at = None
    clue.disposal = clue.studied_on = clue.proposed_by_id = None
    clue.proposed_at = clue.proposed_late = None
    clue.proposal_due = clues.month_from(hand.session, clock.today())
    return str(hand.facts["text"])


def _keeper(hand: Hand) -> str:
    """Give a clue another keeper; the former one sees it no more."""
    hand.clue.keeper_id = clues.keeper_named(hand.session, hand.facts["keeper"], hand.clue)
    return str(hand.facts["text"])


def _text(hand: Hand) -> str:
    """Return the words of a move that changes nothing else."""
    return str(hand.facts["text"])


ACTS: Mapping[str, Callable[[Hand], str]] = {
    "register": _register,
    "propose": _propose,
    "approve": _approve,
    "send_back": _send_back,
    "hand": _hand,
    "finish": _finish,
    "move_out": _move_out,
    "return": _text,
    "reopen": _reopen,
    "note": _text,
    "keeper": _keeper,
}


def tell(session: Session, actor: Principal, notice_id: int, facts: Mapping[str, Any]) -> Clue:
    """Record that a named reporter was told; raises Missing, Forbidden, Refused or Invalid."""
    notice = reads.notice(session, notice_id)
    clue = _load(session, notice.clue_id)
    if not parts(actor, clue) & {KEEPER, HANDED}:
        raise Forbidden("只有保管人和承办的监督检查室记录告知情况。")
    if notice.done_at is not None:
        raise Refused("已经记录过告知情况。")
    with store.acting(session, compartment.KEEPER), session.no_autoflush:
        reader = Reader(session, facts)
        way = reader.word("way", "告知方式", NoticeWay)
        text = reader.text("text", "告知情况", 1000)
        dissent = reader.tick("has_dissent", "有异议", required=False)
        evidence = reader.tick("has_new_evidence", "提供新证据", required=False)
        reader.finish()
        _told(notice, way, dissent=dissent, evidence=evidence)
        _touch(clue)
        clues.happened(session, actor, clue, "told", clue.state, f"{notice.kind.label}：{text}")
    return clue


def _told(notice: ReporterNotice, way: NoticeWay | None, *, dissent: bool, evidence: bool) -> None:
    """Note when and how; whether it came late is frozen here."""
    notice.done_at, notice.way = clock.now(), way
    notice.late = notice.done_at > notice.due_at
    notice.has_dissent, notice.has_new_evidence = dissent, evidence


def log_access(session: Session, actor: Principal, clue_id: int, purpose: str) -> None:
    """Write who opens a clue and why, to be committed before open_texts()."""
    clue = reads.get(session, clue_id)
    if purpose not in {word.value for word in CluePurpose if word is not CluePurpose.CUSTODY}:
        raise Invalid({"purpose": "请选择查阅的用途。"})
    session.add(
        ClueAccess(
            clue_id=clue.id,
            account_id=actor.account_id,
            purpose=CluePurpose(purpose),
            at=clock.now(),
            created_by_id=actor.account_id,
        )
    )
    session.flush()
    facts = {"clue": clue.uid, "purpose": purpose, "at": clock.now().isoformat()}
    compartment.trace_read(session, actor, facts)


@dataclass(frozen=True)
class Texts:
    """What was sealed, opened once for one page."""

    summary: str
    accused: str
    reporter_name: str
    reporter_phone: str
    notes: dict[int, str]

    def __repr__(self) -> str:
        """Keep it out of logs and error pages."""
        return "Texts(…)"


def open_texts(session: Session, actor: Principal, clue_id: int) -> Texts:
    """Open a clue whose trace of this actor is committed and younger than ten minutes."""
    if session.info.get(store.WRITING):
        raise RuntimeError("the trace must be committed before a clue is opened")
    clue = reads.get(session, clue_id)
    trace = sa.select(ClueAccess.id).where(
        ClueAccess.clue_id == clue_id,
        ClueAccess.account_id == actor.account_id,
        ClueAccess.at >= clock.now() - OPEN_FOR,
    )
    if session.execute(trace.limit(1)).first() is None:
        raise Forbidden("查阅线索须先写明用途。")
    texts = compartment.opened(clue)
    events = session.scalars(sa.select(ClueEvent).where(ClueEvent.clue_id == clue_id))
    return Texts(
        texts["summary"],
        texts["accused"],
        texts.get("reporter_name", ""),
        texts.get("reporter_phone", ""),
        {event.seq: compartment.opened(event)["note"] for event in events},
    )
