"""A draft's turns between people: sent, passed by a checker, sent back to be mended."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, policies, store
from app.enums import DocumentState
from app.enums_issuing import PaperAct
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import Document, DocumentComment
from app.operations import drafts, notices, snapshots, supervision
from app.principal import Principal, system
from app.queries import papers

KEEPER = system("公文")
LONGEST_REASON = 200
EDITED = "改过文稿，请拟稿人核对后再送审。"
UNSIGNED = frozenset({DocumentState.DRAFT, DocumentState.CHECKING})


def hold(session: Session, document_id: int) -> Document:
    """Return a visible paper, locked until the commit after what it presses for."""
    supervision.hold(session, document_id)
    query = (
        sa.select(Document)
        .where(Document.id == document_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    document = session.scalars(query).one_or_none()
    if document is None:
        raise Missing()
    return document


def check_version(document: Document, version: int) -> None:
    """Raise Conflict when somebody saved first."""
    if document.row_version != int(version):
        current = {"title": document.title, "state": document.state, "number": document.number}
        raise Conflict(current=current)


def held_draft(session: Session, document_id: int, version: int) -> Document:
    """Return a paper that still is a draft, held until the commit."""
    document = hold(session, document_id)
    check_version(document, version)
    if document.state not in UNSIGNED:
        raise Refused(f"这份公文现在是“{document.state.label}”，不再是草稿。")
    return document


def words_of(reason: str, what: str) -> str:
    """Return a reason that can be kept; Invalid otherwise."""
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        raise Invalid({"reason": f"请写明{what}的原因，最多 {LONGEST_REASON} 字。"})
    return words


def note(
    session: Session,
    actor: Principal,
    document: Document,
    act: PaperAct,
    words: str | None = None,
) -> None:
    """Keep one turn on the paper's page, with the hash of the text that it was about."""
    snapshots.follow(session, document, act)
    session.add(
        DocumentComment(
            document_id=document.id,
            act=act,
            words=words,
            account_id=actor.account_id,
            at=clock.now(),
            facts_sha256=text_hash(document),
            created_by_id=actor.account_id,
        )
    )
    session.flush()


def text_hash(document: Document) -> str:
    """Return the hash of a paper's text, by which a later change of it is seen."""
    text = json.dumps([document.title, document.facts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def send(
    session: Session, actor: Principal, document_id: int, version: int, words: str = ""
) -> Document:
    """Send one's own draft to be checked, with a word to the checker if there is one."""
    document = held_draft(session, document_id, version)
    if not policies.may_send_draft(actor, document):
        raise Forbidden("草稿由拟稿人送审。")
    supervision.check_fits(session, document)
    with store.acting(session, KEEPER):
        wait(document)
        session.flush()
        note(session, actor, document, PaperAct.SENT, _optional(words))
        drafts.record(session, actor, document, "send")
    return document


def wait(document: Document) -> None:
    """Let a draft wait for its checker and signer; what was said of an older text falls away."""
    document.state, document.returned_at = DocumentState.CHECKING, None
    document.checked_by_id, document.checked_at = None, None


def pass_on(
    session: Session, actor: Principal, document_id: int, version: int, words: str = ""
) -> Document:
    """Pass a draft as its checker, so that it may be signed."""
    document = held_draft(session, document_id, version)
    if document.state != DocumentState.CHECKING:
        raise Refused("这份草稿还没有送审。")
    if not policies.may_pass(actor, document):
        raise Forbidden("您不能核这份稿；自己起草的，请由别人核稿。")
    if wrote(session, actor, document):
        raise Refused("现在的文稿是您改的，请由别人核稿。")
    supervision.check_fits(session, document)
    with store.acting(session, KEEPER):
        document.checked_by_id, document.checked_at = actor.account_id, clock.now()
        session.flush()
        note(session, actor, document, PaperAct.PASSED, _optional(words))
        drafts.record(session, actor, document, "pass")
    return document


def send_back(
    session: Session, actor: Principal, document_id: int, version: int, reason: str
) -> Document:
    """Send a draft back to its drafter, who mends it and sends it again."""
    document = held_draft(session, document_id, version)
    if not policies.may_send_back(actor, document):
        raise Forbidden("草稿由核稿人或能签发它的领导退回。")
    words = words_of(reason, "退回")
    with store.acting(session, KEEPER):
        document.state, document.returned_at = DocumentState.DRAFT, clock.now()
        document.checked_by_id, document.checked_at = None, None
        session.flush()
        note(session, actor, document, PaperAct.RETURNED, words)
        _tell_drafter(session, document, PaperAct.RETURNED)
        drafts.record(session, actor, document, "return")
    return document


def edited(session: Session, actor: Principal, document: Document) -> None:
    """Keep a turn of a change of the text, unless it is its drafter's who showed it to nobody.

    What another one wrote waits for the drafter, so that nothing is signed that he has not seen.
    """
    is_own = document.drafted_by_id == actor.account_id
    if is_own and not _turns(session, document):
        return
    if is_own or document.drafted_by_id is None:
        note(session, actor, document, PaperAct.EDITED)
        return
    document.returned_at = clock.now()
    session.flush()
    note(session, actor, document, PaperAct.EDITED, EDITED)
    _tell_drafter(session, document, PaperAct.EDITED)


def _turns(session: Session, document: Document, *criteria: sa.ColumnElement[bool]) -> int:
    """Count the turns of a paper that meet criteria."""
    found = (DocumentComment.document_id == document.id, *criteria)
    return session.execute(sa.select(sa.func.count(DocumentComment.id)).where(*found)).scalar_one()


def wrote(session: Session, actor: Principal, document: Document) -> bool:
    """Tell whether the text stands as this person changed it."""
    return (
        _turns(
            session,
            document,
            DocumentComment.act == PaperAct.EDITED,
            DocumentComment.account_id == actor.account_id,
            DocumentComment.facts_sha256 == text_hash(document),
        )
        > 0
    )


def was_edited(session: Session, document: Document) -> bool:
    """Tell whether somebody wrote the text of a paper anew after it was drafted."""
    return _turns(session, document, DocumentComment.act == PaperAct.EDITED) > 0


def _tell_drafter(session: Session, document: Document, act: PaperAct) -> None:
    """Tell the drafter that his paper came back, or that another one changed it."""
    turn = _turns(session, document, DocumentComment.act == act)
    tell(session, document, f"document.{act}", str(turn))


def tell(session: Session, document: Document, event: str, key: str = "") -> None:
    """Tell the drafter of a paper once what became of it; the timed work hears of nothing.

    The words of an event are the units' where it begins with document, his where with paper.
    """
    if document.drafted_by_id is None:
        return
    name = event.partition(".")[2] if event.startswith("document.") else event
    notices.notice(
        session,
        event,
        None,
        {"document_id": document.id},
        ":".join(part for part in ("document", str(document.id), name, key) if part),
        account_id=document.drafted_by_id,
    )
    session.flush()


def _optional(words: str) -> str | None:
    """Return a word that may be left out; Invalid for one that is too long."""
    found = words.strip()
    if len(found) > LONGEST_REASON:
        raise Invalid({"reason": f"意见最多 {LONGEST_REASON} 字。"})
    return found or None


def check_signable(session: Session, actor: Principal, document: Document) -> None:
    """Refuse a paper that its drafter is mending, or that nobody checked where the office asks."""
    if document.returned_at is not None:
        raise Refused("这份公文已退回修改，等拟稿人改好再送审。")
    if document.receipt_due_on is not None and document.receipt_due_on < clock.today():
        raise Refused("回执期限已经过了，请退回拟稿人改期限。")
    if not papers.needs_check(session):
        return
    if not is_checked(session, document):
        raise Refused("这份公文还没有核稿，或者核稿以后改过；请先由第三人核稿。")
    if document.checked_by_id == actor.account_id:
        raise Refused("这份公文是您核的稿，请由另一位领导签发。")


def is_checked(session: Session, document: Document) -> bool:
    """Tell whether a checker passed the very text that the paper now has."""
    if document.checked_at is None:
        return False
    query = (
        sa.select(DocumentComment.facts_sha256)
        .where(DocumentComment.document_id == document.id, DocumentComment.act == PaperAct.PASSED)
        .order_by(DocumentComment.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar() == text_hash(document)
