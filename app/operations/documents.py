"""Papers: drafted, signed with a number, issued once as bytes, voided but never renumbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, filestore, numbers, policies, store
from app.enums import DocumentState
from app.enums_issuing import PaperAct
from app.errors import Forbidden, Missing, Refused
from app.models import Document, Supervision
from app.operations import (
    drafts,
    livelihood,
    overtaken,
    paper_press,
    paper_turns,
    receipts,
    seal,
    supervision,
    verification,
)
from app.operations.drafting import draft_assignment, draft_circular, draft_supervision
from app.operations.drafts import draft
from app.operations.paper_turns import (
    check_version,
    held_draft,
    hold,
    note,
    pass_on,
    send,
    send_back,
    words_of,
)
from app.permissions import Right
from app.principal import Principal, system
from app.queries import papers

__all__ = [
    "draft",
    "draft_assignment",
    "draft_circular",
    "draft_supervision",
    "issue",
    "pass_on",
    "reprint",
    "send",
    "send_back",
    "sign",
    "stored",
    "submit",
    "void",
    "withdraw",
]
KEEPER = system("公文")
Render = Callable[[str, Mapping[str, Any]], bytes]
TAKEN_BACK = "拟稿人撤销"
DROPPED = "核对以后不发"
UNSENT = "这份公文还没有送审，拟稿人送审以后才能签发。"
LONGEST_SEQ = 9999


def sign(session: Session, actor: Principal, document_id: int, version: int) -> Document:
    """Sign a draft: the next number of its mark, gap-free, and today's date become facts."""
    document = hold(session, document_id)
    check_version(document, version)
    if document.state not in paper_turns.UNSIGNED:
        raise Refused(f"这份公文现在是“{document.state.label}”，不能再签发。")
    if document.state == DocumentState.DRAFT and actor.has(Right.SIGN_PAPER, "A"):
        raise Refused(UNSENT)
    if not policies.may_sign(actor, document):
        raise Forbidden("您不能签发这份公文；自己起草的，请由另一位领导签发。")
    paper_turns.check_signable(session, actor, document)
    supervision.check_fits(session, document)
    receipts.check_again(session, document)
    today = clock.today()
    with store.acting(session, KEEPER):
        dated = supervision.dated(session, document)
        seq, number = numbers.document_number(session, document.agency_mark, today.year)
        document.year, document.seq, document.number = today.year, seq, number
        facts = {**document.facts, **_given(document, today, seq), **dated}
        document.facts = verification.with_code(session, document, facts)
        document.state = DocumentState.SIGNED
        document.signed_by_id, document.signed_at = actor.account_id, clock.now()
        session.flush()
        note(session, actor, document, PaperAct.SIGNED)
        # What is issued in the same breath is told once, as issued.
        if seal.waits(session, document):
            paper_turns.tell(session, document, "paper.signed")
        drafts.record(session, actor, document, "sign")
    return document


def foreseen(session: Session, document: Document) -> dict[str, Any]:
    """Return the facts that signing a draft today would print, under the longest number.

    They are rendered before a number is given: a number that no file can follow is lost.
    """
    with store.acting(session, KEEPER):
        dated = supervision.foreseen(session, document)
    facts = {**document.facts, **_given(document, clock.today(), LONGEST_SEQ), **dated}
    return seal.on_draft(session, document, verification.on_draft(session, document, facts))


def _given(document: Document, today: date, seq: int) -> dict[str, Any]:
    """Return what a paper's facts get with its number."""
    code = {"code": document.agency_mark, "year": today.year, "seq": seq}
    given: dict[str, Any] = {"number": code, "date": today.isoformat()}
    if document.facts.get("printed_by"):
        given["printed_on"] = today.isoformat()
    return given


def issue(session: Session, actor: Principal, document_id: int, render: Render) -> bytes:
    """Print a signed paper once and keep its bytes; every later call returns the same ones.

    Runs in a write transaction of its own, after the signature's commit.
    render is reports.render with the office's settings: operations import no reports.
    """
    check_issuer(actor)
    document = hold(session, document_id)
    if document.pdf_sha256 is not None:
        return stored(document)
    if document.state != DocumentState.SIGNED:
        raise Refused(f"这份公文现在是“{document.state.label}”，签发以后才能印发。")
    supervision.check_fits(session, document)
    receipts.check_again(session, document)
    data = paper_press.file_of(session, document, render)
    root = current_app.config["VX"].files_dir
    with store.acting(session, KEEPER):
        document.pdf_sha256 = filestore.keep(root, data)
        document.state, document.issued_at = DocumentState.ISSUED, clock.now()
        session.flush()
        receipts.send(session, document)
        supervision.issued(session, actor, document)
        livelihood.issued(session, document)
        verification.issued(session, document)
        note(session, actor, document, PaperAct.ISSUED)
        paper_turns.tell(session, document, "paper.issued")
        drafts.record(session, actor, document, "issue")
    return stored(document)


def tell_stuck(session: Session, document_id: int) -> None:
    """Tell the drafter once that his signed paper has no file yet, whatever the reason was."""
    document = hold(session, document_id)
    if document.state == DocumentState.SIGNED:
        with store.acting(session, KEEPER):
            paper_turns.tell(session, document, "paper.stuck")


def check_issuer(actor: Principal) -> None:
    """Refuse who may not issue papers, before anything is rendered or sealed for him."""
    if not actor.has(Right.SIGN_PAPER, "A"):
        raise Forbidden("公文由能签发的领导印发。")


def stored(document: Document) -> bytes:
    """Return the bytes that were issued: a reprint is that file."""
    if document.pdf_sha256 is None:
        raise Missing()
    root = current_app.config["VX"].files_dir
    with filestore.open_stored(root, document.pdf_sha256) as file:
        return file.read()


def reprint(session: Session, actor: Principal, document_id: int) -> bytes:
    """Return the issued bytes of a paper inside the actor's scope; Missing before it is issued."""
    return stored(papers.get(session, actor, document_id))


def void(
    session: Session, actor: Principal, document_id: int, version: int, reason: str
) -> Document:
    """Void a numbered paper with a reason; its number is never given again."""
    document = hold(session, document_id)
    check_version(document, version)
    if not actor.has(Right.SIGN_PAPER, "A"):
        raise Forbidden("公文由签发的领导作废。")
    if document.state not in {DocumentState.SIGNED, DocumentState.ISSUED}:
        raise Refused(f"这份公文现在是“{document.state.label}”，没有编号的不用作废。")
    words = words_of(reason, "作废")
    with store.acting(session, KEEPER):
        document.state, document.void_reason = DocumentState.VOID, words
        session.flush()
        supervision.voided(session, actor, document)
        receipts.tell_void(session, document)
        verification.voided(session, document)
        note(session, actor, document, PaperAct.VOIDED, words)
        paper_turns.tell(session, document, "paper.void")
        drafts.record(session, actor, document, "void")
    return document


def withdraw(session: Session, actor: Principal, document_id: int, version: int) -> Document:
    """Take back one's own draft; it never had a number and is not signed any more."""
    document = held_draft(session, document_id, version)
    if not policies.may_withdraw(actor, document):
        raise Forbidden("草稿由拟稿人撤销。")
    words = TAKEN_BACK if document.drafted_by_id is not None else DROPPED
    return give_up(session, actor, document, words)


def submit(session: Session, actor: Principal, document_id: int, version: int) -> Document:
    """Send a draft of the timed work to be signed; who sends it becomes its drafter."""
    document = held_draft(session, document_id, version)
    if not policies.may_check(actor, document):
        raise Forbidden("定时任务拟的草稿由党风政风监督室核对送审。")
    supervision.check_fits(session, document)
    with store.acting(session, KEEPER):
        supervision.sent(session, actor, document)
        check(session, actor, document)
    return document


def check(session: Session, actor: Principal, document: Document) -> None:
    """Let a draft wait for its signature under the name of who sends it."""
    document.drafted_by_id = actor.account_id
    paper_turns.wait(document)
    session.flush()
    note(session, actor, document, PaperAct.SENT)
    drafts.record(session, actor, document, "check")


def give_up(session: Session, actor: Principal, document: Document, words: str) -> Document:
    """Void a draft, and free the supervision that it was written for."""
    with store.acting(session, KEEPER):
        document.state, document.void_reason = DocumentState.VOID, words
        session.execute(
            sa.update(Supervision)
            .where(Supervision.document_id == document.id)
            .values(document_id=None)
            .execution_options(synchronize_session=False)
        )
        session.flush()
        note(session, actor, document, PaperAct.WITHDRAWN, words)
        if document.drafted_by_id != actor.account_id:
            overtaken.tell_dropped(session, document)
            session.flush()
        drafts.record(session, actor, document, "void")
    return document
