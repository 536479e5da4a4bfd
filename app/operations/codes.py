"""Codes of service points: issued at random, revoked with a reason, replaced by a new one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies
from app.enums import RecordStatus
from app.errors import Conflict, Missing, Refused
from app.models import QrCode, ServicePoint
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import listing

# 128 random bits are 22 signs of the URL-safe alphabet; nothing of the point stands in them.
RANDOM_BYTES = 16
LONGEST_REASON = 200


def held(session: Session, actor: Principal, point_id: int) -> ServicePoint:
    """Return a point that the actor keeps, held until the commit; raise Missing otherwise."""
    if not policies.may(actor, ServicePoint, "edit") or point_id > listing.BIGGEST:
        raise Missing
    query = policies.visible(actor, ServicePoint).where(ServicePoint.id == point_id)
    point: ServicePoint | None = session.execute(query.with_for_update()).scalar()
    if point is None:
        raise Missing
    return point


def in_use(session: Session, point_id: int) -> QrCode | None:
    """Return the code of a point that is in use."""
    query = sa.select(QrCode).where(
        QrCode.service_point_id == point_id, QrCode.revoked_at.is_(None)
    )
    return session.scalars(query).one_or_none()


def issue(session: Session, actor: Principal, point_id: int) -> QrCode:
    """Give a point its code; raise Refused when it has one or is out of use."""
    point = held(session, actor, point_id)
    if in_use(session, point.id) is not None:
        raise Refused("这个点位已有在用的码；要换新的，请用“换码”。")
    return _new(session, actor, point)


def issue_missing(session: Session, actor: Principal, point_ids: Sequence[int]) -> list[QrCode]:
    """Return the codes of many points in their order; one that has none is given one.

    A point out of use that has no code is passed over.
    """
    found = []
    for point_id in point_ids:
        point = held(session, actor, point_id)
        code = in_use(session, point.id)
        if code is None and point.status == RecordStatus.ACTIVE:
            code = _new(session, actor, point)
        if code is not None:
            found.append(code)
    return found


def revoke(
    session: Session, actor: Principal, point_id: int, reason: str, *, code_id: int
) -> QrCode:
    """Stop the code of a point; whoever scans it is told so.

    code_id is the code that the actor saw; raise Conflict when it is not the one in use.
    """
    code = _held_code(session, actor, point_id, code_id)
    _end(session, code, _reason(session, reason))
    audit.record(session, actor, "qr_code.revoke", "qr_code", code.id)
    return code


def replace(
    session: Session, actor: Principal, point_id: int, reason: str, *, code_id: int
) -> QrCode:
    """Give a point a new code in place of the old one, which goes on to open the point.

    code_id is the code that the actor saw; raise Conflict when it is not the one in use.
    """
    old = _held_code(session, actor, point_id, code_id)
    _end(session, old, _reason(session, reason))
    new = _new(session, actor, held(session, actor, point_id))
    old.replaced_by_id = new.id
    session.flush()
    audit.record(session, actor, "qr_code.replace", "qr_code", old.id, detail={"by": new.id})
    return new


def _held_code(session: Session, actor: Principal, point_id: int, code_id: int) -> QrCode:
    """Return the code in use of a point that is held."""
    code = in_use(session, held(session, actor, point_id).id)
    if code is None or code.id != code_id:
        raise Conflict("别人刚停用或换过这个点位的码，请刷新页面核对。")
    return code


def _end(session: Session, code: QrCode, reason: str) -> None:
    """Stop a code before another one of its point is written."""
    code.revoked_at, code.revoked_reason = clock.now(), reason
    session.flush()


def _new(session: Session, actor: Principal, point: ServicePoint) -> QrCode:
    """Add a code of a held point."""
    if point.status != RecordStatus.ACTIVE:
        raise Refused("这个点位已停用，不能发码；请先在点位表里启用。")
    code = QrCode(
        token=secrets.token_urlsafe(RANDOM_BYTES),
        service_point_id=point.id,
        issued_at=clock.now(),
        created_by_id=actor.account_id,
    )
    session.add(code)
    session.flush()
    audit.record(session, actor, "qr_code.issue", "qr_code", code.id, detail={"point": point.id})
    return code


def _reason(session: Session, typed: str) -> str:
    """Return the reason; raise Invalid without one."""
    reader = Reader(session, {"reason": typed})
    text = reader.text("reason", "换码或停用的原因", LONGEST_REASON, line=True)
    reader.finish()
    return text
