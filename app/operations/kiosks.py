"""Kiosks of the halls: registered with a key that is shown once, given a new one, revoked."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import audit, clock, constraints
from app.enums import RecordStatus
from app.errors import Conflict, Invalid, Missing, Refused
from app.models import Kiosk
from app.operations import codes
from app.principal import Principal
from app.queries import kiosks as reads
from app.queries.points import NUMBER, key_hash

KEY_BYTES = 32


def add(session: Session, actor: Principal, device_no: str, point_id: int) -> tuple[Kiosk, str]:
    """Register a kiosk at a point of the actor's; return it and its key, which is shown once."""
    number = device_no.strip().upper()
    if not NUMBER.fullmatch(number):
        raise Invalid({"device_no": "终端编号用 2 到 20 个字母、数字和短横线，例如 HALL-01。"})
    try:
        point = codes.held(session, actor, point_id)
    except Missing as error:
        raise Invalid({"service_point_id": "请选择一个点位。"}) from error
    if point.status != RecordStatus.ACTIVE:
        raise Invalid({"service_point_id": "这个点位已停用，请选别的点位。"})
    row = Kiosk(device_no=number, service_point_id=point.id, created_by_id=actor.account_id)
    key = _give_key(row)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Invalid(constraints.explain(error)) from error
    audit.record(session, actor, "kiosk.add", "kiosk", row.id, detail={"point": point.id})
    return row, key


def new_key(session: Session, actor: Principal, kiosk_id: int, version: int) -> str:
    """Give a kiosk a new key in place of the old one, which opens nothing any more."""
    row = _held(session, actor, kiosk_id, version)
    if row.revoked_at is not None:
        raise Refused("这台一体机已停用，不能换密钥；要再用的，请用新编号登记。")
    key = _give_key(row)
    session.flush()
    audit.record(session, actor, "kiosk.key", "kiosk", row.id)
    return key


def revoke(session: Session, actor: Principal, kiosk_id: int, version: int) -> None:
    """Stop a kiosk for good; evaluations that it still holds are not taken."""
    row = _held(session, actor, kiosk_id, version)
    if row.revoked_at is not None:
        raise Refused("这台一体机已经停用。")
    row.revoked_at = clock.now()
    session.flush()
    audit.record(session, actor, "kiosk.revoke", "kiosk", row.id)


def _give_key(row: Kiosk) -> str:
    """Set the hash of a fresh key and return the key."""
    key = secrets.token_urlsafe(KEY_BYTES)
    row.key_hash = key_hash(key)
    return key


def _held(session: Session, actor: Principal, kiosk_id: int, version: int) -> Kiosk:
    """Return a kiosk at a point of the actor's, held until the commit."""
    found = reads.one(session, actor, kiosk_id)
    if found is None:
        raise Missing
    query = sa.select(Kiosk).where(Kiosk.id == kiosk_id).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one()
    if row.row_version != version:
        raise Conflict("别人刚换过密钥或停用了这台一体机，请刷新页面核对。")
    return row
