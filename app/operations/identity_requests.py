"""Two persons: one asks to open an identity and says why, another decides; it is used once."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies, secrecy
from app.enums import RevealPurpose, Role
from app.enums_identity import IdentityRequestKind, IdentityRequestState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import IdentityRequest
from app.operations import identity_subject, notices
from app.operations.facts import Reader
from app.operations.identity_subject import Subject
from app.principal import Principal
from app.queries import parameters, persons

State = IdentityRequestState
LONGEST_REASON = 200
ASK_FIRST = "这件事项的来访人身份须先写明理由申请，由另一人批准后查看一次。"
HOURS = {
    IdentityRequestKind.REVEAL: "reveal_open_hours",
    IdentityRequestKind.EXPORT: "export_open_hours",
}


def purpose_of(purpose: RevealPurpose | str) -> RevealPurpose:
    """Return a purpose by its code; Invalid without one."""
    if purpose not in {word.value for word in RevealPurpose}:
        raise Invalid({"purpose": "请选择查看来访人身份的用途。"})
    return RevealPurpose(purpose)


def ask(
    session: Session, actor: Principal, kind: str, row_id: int, purpose: str, reason: str
) -> IdentityRequest:
    """File a request to open one identity; Refused where one waits or none is needed."""
    subject = identity_subject.resolve(session, actor, kind, row_id)
    if not subject.needs_second:
        raise Refused("这件事项不用申请，写明用途就可以查看。")
    if _pending(session, actor, subject) is not None:
        raise Refused("您已经申请过，请等待批准，或先使用已批准的那一次。")
    request = IdentityRequest(
        kind=IdentityRequestKind.REVEAL,
        object_kind=kind,
        object_id=row_id,
        items=[],
        purpose=purpose_of(purpose),
        reason=read_reason(session, reason, subject.name_hash),
        asked_by_id=actor.account_id,
        asked_at=clock.now(),
        created_by_id=actor.account_id,
    )
    session.add(request)
    session.flush()
    tell_deciders(session, request, {subject.unit_complained_id})
    detail = {"purpose": request.purpose.value, "request_id": request.id}
    audit.record(session, actor, "identity.ask", kind, row_id, detail=detail)
    return request


def read_reason(session: Session, typed: str, name_hash: str | None = None) -> str:
    """Return why, without numbers and the reporter's name: a request opens no identity."""
    reader = Reader(session, {"reason": typed})
    reason = reader.text("reason", "申请理由", LONGEST_REASON)
    reader.finish()
    return secrecy.redact(reason, persons.names_in(reason, name_hash) if name_hash else ())


def tell_deciders(session: Session, request: IdentityRequest, complained: set[int | None]) -> None:
    """Write a notice to the units of those who decide, never to a unit complained of."""
    is_export = request.kind == IdentityRequestKind.EXPORT
    roles = (Role.DC_LEAD,) if is_export else (Role.DC_INTAKE, Role.DC_LEAD)
    for unit_id in sorted(notices.units_of(session, *roles) - complained):
        key = f"identity_request:{request.id}:{unit_id}"
        notices.notice(session, "identity.asked", unit_id, {"request_id": request.id}, key)


def _of_actor(actor: Principal, subject: Subject) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the criteria of the actor's requests about a subject."""
    return (
        IdentityRequest.kind == IdentityRequestKind.REVEAL,
        IdentityRequest.object_kind == subject.kind,
        IdentityRequest.object_id == subject.row_id,
        IdentityRequest.asked_by_id == actor.account_id,
    )


def _pending(session: Session, actor: Principal, subject: Subject) -> IdentityRequest | None:
    """Return the actor's request that waits or may be used, None when there is none."""
    usable = sa.and_(
        IdentityRequest.state == State.APPROVED, IdentityRequest.expires_at > clock.now()
    )
    alive = sa.or_(IdentityRequest.state == State.PROPOSED, usable)
    query = sa.select(IdentityRequest).where(*_of_actor(actor, subject), alive)
    return session.scalars(query.limit(1)).first()


def get(session: Session, request_id: int) -> IdentityRequest:
    """Return a request inside the actor's sight, locked; Missing otherwise."""
    query = sa.select(IdentityRequest).where(IdentityRequest.id == request_id)
    request = session.scalars(query.with_for_update()).one_or_none()
    if request is None:
        raise Missing
    return request


def decide(
    session: Session,
    actor: Principal,
    request_id: int,
    version: int,
    *,
    approve: bool,
    refusal: str = "",
) -> IdentityRequest:
    """Approve or refuse; the asker never decides, and a refusal says why."""
    request = get(session, request_id)
    if not policies.may_decide_request(actor, request):
        raise Forbidden(f"{why_not(actor, request)}。")
    if request.state != State.PROPOSED or request.row_version != version:
        raise Conflict(f"这件申请现在是“{request.state.label}”。", {"state": request.state})
    now = clock.now()
    if approve:
        _check_decider(session, actor, request)
        hours = parameters.integer(session, HOURS[request.kind])
        request.state, request.expires_at = State.APPROVED, now + timedelta(hours=hours)
    else:
        request.state, request.refusal = State.REFUSED, _read_refusal(session, refusal)
    request.decided_by_id, request.decided_at = actor.account_id, now
    session.flush()
    _tell_asker(session, request)
    action = "identity.approve" if approve else "identity.refuse"
    audit.record(session, actor, action, "identity_request", request.id, detail=_about(request))
    return request


def _check_decider(session: Session, actor: Principal, request: IdentityRequest) -> None:
    """Refuse an approver who might not open the identity himself."""
    if request.kind == IdentityRequestKind.REVEAL and request.object_id is not None:
        identity_subject.resolve(session, actor, request.object_kind, request.object_id)


def _read_refusal(session: Session, typed: str) -> str:
    """Return why not; a refusal without words helps nobody."""
    reader = Reader(session, {"refusal": typed})
    refusal = reader.text("refusal", "不同意的理由", LONGEST_REASON)
    reader.finish()
    return secrecy.redact(refusal)


def _about(request: IdentityRequest) -> dict[str, object]:
    """Return what the audit row says of a request."""
    about: dict[str, object] = {"purpose": request.purpose.value, "asked_by": request.asked_by_id}
    if request.object_id is not None:
        about |= {"object": request.object_kind, "object_id": request.object_id}
    return about


def _tell_asker(session: Session, request: IdentityRequest) -> None:
    """Write a notice of the decision to who asked."""
    notices.notice(
        session,
        f"identity.{request.state.value}",
        None,
        {"request_id": request.id},
        f"identity_request:{request.id}:{request.state.value}",
        account_id=request.asked_by_id,
    )


def why_not(actor: Principal, request: IdentityRequest) -> str:
    """Return why somebody may not decide a request that he sees."""
    if actor.account_id == request.asked_by_id:
        return "自己提出的申请，须由另一人批准"
    return "您不是这件申请的批准人"


def spend(session: Session, actor: Principal, subject: Subject) -> IdentityRequest:
    """Use up the actor's approved request about a subject; Refused when there is none."""
    query = (
        sa.select(IdentityRequest)
        .where(*_of_actor(actor, subject), IdentityRequest.state == State.APPROVED)
        .order_by(IdentityRequest.id.desc())
        .limit(1)
    )
    request = session.scalars(query.with_for_update()).first()
    if request is None:
        raise Refused(ASK_FIRST)
    return used(request)


def used(request: IdentityRequest) -> IdentityRequest:
    """Mark an approved request as used; Refused when its time is over."""
    now = clock.now()
    if request.expires_at is None or request.expires_at <= now:
        raise Refused("批准的时间已过，请重新申请。")
    request.state, request.used_at = State.USED, now
    return request
