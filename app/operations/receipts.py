"""A paper at its units: chosen in the draft, sent with the issue, read, signed for, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, filestore, policies, store
from app.enums import DocumentKind, DocumentState
from app.enums_ledger import SupervisionState
from app.errors import Forbidden, Invalid, Missing, Refused
from app.models import Document, DocumentReceipt, Supervision
from app.operations import (
    drafts,
    evidence,
    notices,
    paper_items,
    paper_turns,
    recusal_rules,
    reporters,
)
from app.operations.paper_turns import KEEPER, held_draft
from app.principal import Principal
from app.queries import paper_receipts

LONGEST_REPLY = 500
MOST_UNITS = 200
PAGE = 200
RUNG = "这份督办函由督办阶梯拟稿，发给被督办的单位，不能改发；不用再督办的请在“督办”页处理。"
Upload = tuple[BinaryIO, str]


def address(
    session: Session,
    actor: Principal,
    document_id: int,
    version: int,
    unit_ids: Sequence[int],
    due_on: date | None,
) -> Document:
    """Say which units a draft goes to, and until when they answer; None asks for no answer."""
    document = held_draft(session, document_id, version)
    if not policies.may_mend(actor, document):
        raise Forbidden("收文单位由拟稿人在送审前确定。")
    chosen = list(dict.fromkeys(unit_ids))
    with store.acting(session, KEEPER):
        _check_pressed(session, document, chosen)
        _check_units(session, document, chosen)
        _check_due(due_on, chosen)
        document.unit_ids, document.receipt_due_on = chosen or None, due_on
        if document.unit_id is not None or len(chosen) == 1:
            document.unit_id = chosen[0] if chosen else None
        session.flush()
        drafts.record(session, actor, document, "address")
    return document


def _check_pressed(session: Session, document: Document, chosen: list[int]) -> None:
    """Refuse to send the paper of a drafted rung past the unit that it presses."""
    query = sa.select(Supervision.unit_id).where(
        Supervision.document_id == document.id,
        Supervision.state == SupervisionState.DRAFTED,
        Supervision.rung.is_not(None),
    )
    pressed = set(session.scalars(query))
    if pressed and document.kind == DocumentKind.SUPERVISION_LETTER:
        raise Refused(RUNG)
    served = {unit.id for unit in paper_receipts.addressable(session)}
    if not pressed & served <= set(chosen):
        raise Invalid({"unit_ids": "这份公文是督办用的，收文单位里不能少了被督办的单位。"})


def check_again(session: Session, document: Document) -> None:
    """Refuse a paper whose units were fit when they were chosen, and are not any more."""
    with store.acting(session, KEEPER):
        try:
            if document.unit_ids:
                _check_units(session, document, document.unit_ids)
            elif document.unit_id is not None:
                _check_kept(session, document, document.unit_id)
        except Invalid as refusal:
            numbered = document.number is not None
            then = "这份公文请作废" if numbered else "请退回拟稿人改收文单位"
            raise Refused(f"{refusal.description}{then}。") from refusal


def _check_kept(session: Session, document: Document, unit_id: int) -> None:
    """Refuse the unit that a paper was drafted for when it must be kept from an item now.

    It need not be one that reads its papers here: its letter may go by post.
    """
    about = paper_items.of(session, document)
    if any(unit_id in recusal_rules.units_off(session, problem) for problem in about):
        raise Invalid({"unit_ids": "收文单位须回避，不能收这份公文。"})


def _check_units(session: Session, document: Document, chosen: list[int]) -> None:
    """Refuse units that get no papers, or that must not hear of what the paper is about."""
    if len(chosen) > MOST_UNITS:
        raise Invalid({"unit_ids": f"一份公文最多发给 {MOST_UNITS} 个单位。"})
    known = {unit.id for unit in paper_receipts.addressable(session)}
    if not set(chosen) <= known:
        raise Invalid({"unit_ids": "有的单位已停用，或者不在系统里收文，请重新选择。"})
    about = paper_items.of(session, document) if chosen else []
    if paper_items.kept_off(session, about) & set(chosen):
        raise Invalid({"unit_ids": "有的单位被反映或须回避，不能收这份公文。"})
    closely = [problem for problem in about if policies.is_confidential(problem)]
    if any(not set(chosen) <= paper_items.parts(session, problem) for problem in closely):
        raise Invalid({"unit_ids": "公文涉及须保密的事项，只发给承办它的单位。"})


def _check_due(due_on: date | None, chosen: list[int]) -> None:
    """Ask for a day that is still to come, and for units that can keep it."""
    if due_on is None:
        return
    if due_on < clock.today():
        raise Invalid({"due_on": "回执期限不能早于今天。"})
    if not chosen:
        raise Invalid({"due_on": "要回执的，请先选收文单位。"})


def send(session: Session, document: Document) -> None:
    """Make one receipt for each unit with the issue of a paper, and tell the unit."""
    due_on, now = document.receipt_due_on, clock.now()
    units = document.unit_ids or ([document.unit_id] if document.unit_id is not None else [])
    for unit_id in units:
        session.add(
            DocumentReceipt(
                document_id=document.id,
                unit_id=unit_id,
                problem_id=document.problem_id,
                sent_at=now,
                due_on=due_on,
            )
        )
        _tell(session, document, unit_id, "issued")
    session.flush()


def tell_void(session: Session, document: Document) -> None:
    """Tell every unit that has a paper that it does not hold any more."""
    query = sa.select(DocumentReceipt.unit_id).where(DocumentReceipt.document_id == document.id)
    for unit_id in session.scalars(query).all():
        _tell(session, document, unit_id, "void")
    session.flush()


def _tell(session: Session, document: Document, unit_id: int, what: str) -> None:
    """Write one notice of a paper to a unit."""
    key = f"document:{document.id}:{what}:{unit_id}"
    payload = {"document_id": document.id}
    notices.notice(session, f"document.{what}", unit_id, payload, key)


def _own(session: Session, actor: Principal, document_id: int) -> DocumentReceipt:
    """Return the receipt of the actor's unit, held until the commit; Missing when it has none."""
    query = (
        sa.select(DocumentReceipt)
        .where(DocumentReceipt.document_id == document_id, DocumentReceipt.unit_id == actor.unit_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing
    return row


def opened(session: Session, actor: Principal, document_id: int) -> None:
    """Note once that a unit has opened a paper, and who did."""
    row = _own(session, actor, document_id)
    if row.read_at is not None:
        return
    with store.acting(session, KEEPER):
        row.read_at, row.read_by_id = clock.now(), actor.account_id
        session.flush()
        audit.record(session, actor, "document.open", "document", document_id)


def receive(session: Session, actor: Principal, document_id: int) -> DocumentReceipt:
    """Sign for a paper in the name of one's unit; a second press changes nothing."""
    row = _own(session, actor, document_id)
    _check_holds(session, row)
    if row.signed_for_at is not None:
        return row
    with store.acting(session, KEEPER):
        now = clock.now()
        if row.read_at is None:
            row.read_at, row.read_by_id = now, actor.account_id
        row.signed_for_at, row.signed_for_by_id = now, actor.account_id
        session.flush()
        _tell_received(session, row)
        audit.record(session, actor, "document.receive", "document", document_id)
    return row


def _tell_received(session: Session, row: DocumentReceipt) -> None:
    """Tell the drafter once, when the last unit has signed for his paper."""
    of_paper = DocumentReceipt.document_id == row.document_id
    query = sa.select(sa.func.count(DocumentReceipt.id)).where(
        of_paper, DocumentReceipt.signed_for_at.is_(None)
    )
    if session.execute(query).scalar_one() == 0:
        paper_turns.tell(session, session.get_one(Document, row.document_id), "paper.received")


def _check_holds(session: Session, row: DocumentReceipt) -> Document:
    """Return the paper of a receipt; Refused when it is void."""
    document = session.get_one(Document, row.document_id)
    if document.state == DocumentState.VOID:
        raise Refused("这份公文已作废，不用再签收或回执。")
    return document


def reply(
    session: Session,
    actor: Principal,
    document_id: int,
    words: str,
    upload: Upload | None = None,
) -> DocumentReceipt:
    """Answer a paper once with words and, if there is one, a file; what was answered stays."""
    row = _own(session, actor, document_id)
    document = _check_holds(session, row)
    if row.signed_for_at is None:
        raise Refused("请先签收，再报回执。")
    if row.returned_at is not None:
        raise Refused("您单位已经报过回执，不能再改；要补充的请联系发文机关。")
    text = words.strip()
    if not 0 < len(text) <= LONGEST_REPLY:
        raise Invalid({"words": f"请填写回执内容，最多 {LONGEST_REPLY} 字。"})
    with store.acting(session, KEEPER):
        named = paper_items.reporters_of(session, document)
        row.reply = drafts.hidden(text, named)
        if upload is not None:
            _keep_file(row, upload, named)
        row.returned_at, row.returned_by_id = clock.now(), actor.account_id
        session.flush()
        paper_turns.tell(session, document, "paper.replied", str(row.unit_id))
        audit.record(session, actor, "document.reply", "document", document_id)
    return row


def _keep_file(row: DocumentReceipt, upload: Upload, named: reporters.Reporters) -> None:
    """Keep the file of an answer; Invalid says why it is not kept."""
    kept = evidence.received_file(upload, "file")
    row.file_sha256, row.file_mime = kept.sha256, kept.mime
    row.file_name = filestore.safe_name(drafts.hidden(kept.filename, named))


def remind(session: Session) -> int:
    """Tell each unit once that its answer is overdue; return how many were told."""
    rows = session.scalars(
        paper_receipts.overdue(clock.today())
        .where(DocumentReceipt.reminded_at.is_(None))
        .limit(PAGE)
        .with_for_update(of=DocumentReceipt)
    ).all()
    for row in rows:
        row.reminded_at = clock.now()
        key = f"document:{row.document_id}:overdue:{row.unit_id}"
        payload = {"document_id": row.document_id}
        notices.notice(session, "document.overdue", row.unit_id, payload, key)
    session.flush()
    return len(rows)
