"""用印审批: no seal is printed unless a second person allowed it on the signed paper."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import audit, clock, policies_seal
from app.enums import DocumentState
from app.enums_trust import SealUseState
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.models import Document, SealUse
from app.operations.paper_turns import hold
from app.principal import Principal
from app.queries import seals

LONGEST_REASON = 200
IMAGE, PLACEHOLDER = "image", "placeholder"
NO_SEAL = "联合行文和会议纪要不印一家的印章，这份公文不用审批用印，可以直接印发。"
WAITS = "这份公文在等用印审批，审批以后才印发。"


def is_configured() -> bool:
    """Tell whether the office has a seal here: its image, or a service outside that seals."""
    trust = current_app.config["VX"].paper_trust
    return bool(trust.seal_image or trust.seal_command)


def ask(session: Session, actor: Principal, document_id: int) -> SealUse:
    """Ask that the seal be printed on a paper; one request waits at a time."""
    document = hold(session, document_id)
    if not is_configured():
        raise Refused("没有设置印章（AGENCY_SEAL、PAPER_SEAL_COMMAND），请加盖实物印章。")
    if not policies_seal.may_ask_seal(actor, document):
        raise Forbidden("这份公文不能由您申请用印。")
    before = seals.last(session, document_id)
    if before is not None and before.state != SealUseState.REFUSED:
        raise Refused("这份公文已经申请过用印。")
    use = SealUse(
        document_id=document_id,
        asked_by_id=actor.account_id,
        asked_at=clock.now(),
        created_by_id=actor.account_id,
    )
    session.add(use)
    session.flush()
    _record(session, actor, document, use, "ask")
    return use


def decide(
    session: Session,
    actor: Principal,
    document_id: int,
    use_id: int,
    *,
    agreed: bool,
    reason: str = "",
) -> SealUse:
    """Allow or refuse the request that was seen, on a signed paper; a refusal says why."""
    document = hold(session, document_id)
    use = seals.last(session, document_id)
    if use is None or use.state != SealUseState.ASKED:
        raise Refused("没有等待审批的用印申请。")
    if use.id != use_id:
        raise Conflict(current={"state": use.state})
    if document.state != DocumentState.SIGNED:
        raise Refused("公文签发以后才能审批用印。")
    if not policies_seal.takes_seal(document):
        raise Refused(NO_SEAL)
    if not policies_seal.may_decide_seal(actor, document, use):
        raise Forbidden("用印由申请人和拟稿人以外的领导审批。")
    words = reason.strip()
    if not agreed and not 0 < len(words) <= LONGEST_REASON:
        raise Invalid({"reason": f"请写明不同意的理由，最多 {LONGEST_REASON} 字。"})
    use.state = SealUseState.APPROVED if agreed else SealUseState.REFUSED
    use.decided_by_id, use.decided_at = actor.account_id, clock.now()
    use.refusal = None if agreed else words
    session.flush()
    _record(session, actor, document, use, "allow" if agreed else "refuse")
    return use


def _record(session: Session, actor: Principal, document: Document, use: SealUse, act: str) -> None:
    """Audit an act on a request: the paper's number and the hash of what is to be sealed."""
    detail = {"document_id": document.id, "number": document.number, "state": use.state}
    facts = {"facts": json.dumps(document.facts, sort_keys=True, ensure_ascii=False)}
    done = audit.Act(f"seal.{act}", "seal_use", use.id, detail, after=facts)
    audit.record_all(session, actor, [done])


def waits(session: Session, document: Document) -> bool:
    """Tell whether a request for the seal holds a paper back.

    One that was made a joint paper after it was asked for takes no seal: the request is void.
    """
    use = seals.last(session, document.id)
    is_asked = use is not None and use.state == SealUseState.ASKED
    return is_asked and policies_seal.takes_seal(document)


def is_allowed(session: Session, document: Document) -> bool:
    """Tell whether the seal may be printed on a paper: the newest request was granted."""
    use = seals.last(session, document.id)
    if use is None or use.decided_by_id is None or not policies_seal.takes_seal(document):
        return False
    return use.state == SealUseState.APPROVED


def to_print(session: Session, document: Document) -> tuple[dict[str, Any], bool]:
    """Return the facts that are printed, and whether the paper is sealed: by image or outside.

    Raises Refused while a request waits. A draft that asks for the image by itself gets none.
    """
    if waits(session, document):
        raise Refused(WAITS)
    allowed = is_allowed(session, document)
    facts = without_image(document.facts)
    return ({**facts, "seal": _shown()} if allowed else facts), allowed


def _shown() -> str:
    """Return what stands at the seal's place: a service outside fills a place that is free."""
    trust = current_app.config["VX"].paper_trust
    return PLACEHOLDER if trust.seal_command and not trust.seal_image else IMAGE


def on_draft(session: Session, document: Document, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a draft: where the seal was asked for its place is kept free."""
    use = seals.last(session, document.id)
    is_open = use is not None and use.state != SealUseState.REFUSED
    if is_open and policies_seal.takes_seal(document):
        return {**facts, "seal": PLACEHOLDER}
    return without_image(facts)


def without_image(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts that print no image: where one was written, its place stays empty."""
    kept = dict(facts)
    if kept.get("seal") == IMAGE:
        kept["seal"] = PLACEHOLDER
    return kept
