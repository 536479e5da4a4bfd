"""Reads of who asked for an identity: what waits for a decision, what was opened, calls to make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import policies
from app.enums import Role, Track
from app.enums_identity import IdentityRequestState, RelayState
from app.errors import Missing
from app.models import Account, IdentityRequest, IdentityReveal, Problem, RelayCall
from app.permissions import Right
from app.principal import Principal

MOST = 50


def waiting(session: Session, principal: Principal) -> list[IdentityRequest]:
    """Return the requests that wait for this person's decision, the oldest first."""
    if not principal.has(Right.EXPORT_PERSONAL, "1", "2"):
        return []
    query = sa.select(IdentityRequest).where(
        IdentityRequest.state == IdentityRequestState.PROPOSED,
        IdentityRequest.asked_by_id != principal.account_id,
    )
    rows = session.scalars(query.order_by(IdentityRequest.asked_at).limit(MOST))
    return [row for row in rows if policies.may_decide_request(principal, row)]


def own(session: Session, principal: Principal) -> Sequence[IdentityRequest]:
    """Return this person's newest requests."""
    query = sa.select(IdentityRequest).where(IdentityRequest.asked_by_id == principal.account_id)
    return session.scalars(query.order_by(IdentityRequest.id.desc()).limit(MOST)).all()


def of_object(
    session: Session, principal: Principal, kind: str, row_id: int
) -> IdentityRequest | None:
    """Return this person's newest request about a row."""
    query = sa.select(IdentityRequest).where(
        IdentityRequest.object_kind == kind,
        IdentityRequest.object_id == row_id,
        IdentityRequest.asked_by_id == principal.account_id,
    )
    return session.scalars(query.order_by(IdentityRequest.id.desc()).limit(1)).first()


def request(session: Session, request_id: int) -> IdentityRequest:
    """Return a visible request; Missing otherwise."""
    query = sa.select(IdentityRequest).where(IdentityRequest.id == request_id)
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing
    return row


def numbers(session: Session, ids: Sequence[int]) -> list[Any]:
    """Return id and number of the visible items of a list."""
    query = sa.select(Problem.id, Problem.problem_no).where(Problem.id.in_(ids))
    return list(session.execute(query.order_by(Problem.id)))


def openings(session: Session, kind: str, row_id: int) -> Sequence[IdentityReveal]:
    """Return who opened an identity, as far as this person may know, the newest first."""
    query = sa.select(IdentityReveal).where(
        IdentityReveal.object_kind == kind, IdentityReveal.object_id == row_id
    )
    return session.scalars(query.order_by(IdentityReveal.id.desc()).limit(MOST)).all()


def names(session: Session, ids: set[int | None]) -> dict[int | None, str]:
    """Return what people are called."""
    query = sa.select(Account.id, Account.last_name).where(Account.id.in_(ids - {None}))
    return {row.id: row.last_name for row in session.execute(query)}


def calls(session: Session, principal: Principal) -> list[RelayCall]:
    """Return the open questions that this person puts to reporters, the oldest first.

    The hotline has those of the service track, the intake office the others.
    """
    query = sa.select(RelayCall).where(RelayCall.state == RelayState.OPEN)
    if Role.CLERK not in principal.roles:
        if not principal.has(Right.TRIAGE, "A"):
            return []
        inner = sa.or_(Problem.track == Track.DISCIPLINE, Problem.is_sensitive)
        query = query.join(Problem, Problem.id == RelayCall.problem_id).where(inner)
    return list(session.scalars(query.order_by(RelayCall.asked_at).limit(MOST)))


def relay(session: Session, call_id: int) -> RelayCall:
    """Return a visible question; Missing otherwise."""
    row = session.scalars(sa.select(RelayCall).where(RelayCall.id == call_id)).one_or_none()
    if row is None:
        raise Missing
    return row


def of_problem(session: Session, problem_id: int) -> Sequence[RelayCall]:
    """Return the visible questions of an item, the newest first."""
    query = sa.select(RelayCall).where(RelayCall.problem_id == problem_id)
    return session.scalars(query.order_by(RelayCall.id.desc()).limit(MOST)).all()
