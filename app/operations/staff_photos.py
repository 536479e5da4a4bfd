"""The photograph of a person on duty: shown with that person's consent, gone when it ends.

PIPL art. 13 and 15: the unit ticks that the person agreed; taking the photograph down deletes it.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, filestore, pictures, policies, store
from app.enums import RecordStatus
from app.errors import Conflict, Forbidden, Invalid, Missing
from app.filestore import FileRefused
from app.models import Staff, StaffPhoto
from app.models.staff_photo import MOST_BYTES
from app.operations import print_jobs, tail
from app.operations.facts import Reader
from app.principal import Principal

MEGABYTE = 1024 * 1024
MOST_UPLOAD = 10 * MEGABYTE
NEEDED = f"请选择一张照片（jpg、png、webp），不超过 {MOST_UPLOAD // MEGABYTE} MB。"


def prepare(uploads: Sequence[tuple[BinaryIO, str]]) -> bytes:
    """Return the chosen photograph small and without traces of its maker, before the write."""
    if len(uploads) != 1:
        raise Invalid({"files": NEEDED})
    stream, filename = uploads[0]
    data = stream.read(MOST_UPLOAD + 1)
    if not data or len(data) > MOST_UPLOAD:
        raise Invalid({"files": NEEDED})
    try:
        kind = filestore.sniff(io.BytesIO(data), filestore.safe_name(filename))
        if not pictures.is_picture(kind.mime):
            raise Invalid({"files": NEEDED})
        clean = filestore.strip_metadata(kind.mime, data)
    except FileRefused as error:
        raise Invalid({"files": str(error)}) from error
    small = pictures.portrait(clean, MOST_BYTES)
    if small is None:
        raise Invalid({"files": "这张照片不能缩小保存，请换一张清楚的正面照片。"})
    return small


def member(session: Session, actor: Principal, staff_id: int) -> Staff:
    """Return a person on duty whom the actor keeps the record of; Missing for any other."""
    if not policies.may(actor, Staff, "edit"):
        raise Missing()
    query = policies.visible(actor, Staff).where(Staff.id == staff_id)
    found: Staff | None = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def show(
    session: Session,
    actor: Principal,
    staff_id: int,
    version: int,
    picture: bytes,
    facts: Mapping[str, Any],
) -> StaffPhoto:
    """Show a photograph in place of any other; version is that of the one the form was made from.

    Its name in the address is drawn anew, so that nothing keeps the former one.
    """
    person = member(session, actor, staff_id)
    if person.status != RecordStatus.ACTIVE:
        raise Forbidden("已停用的工作人员不展示照片。")
    reader = Reader(session, facts)
    if not reader.tick("agrees", "本人同意", required=False):
        reader.blame("agrees", "本人没有同意的，不能展示照片。")
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row = _held(session, staff_id, version) or StaffPhoto(
            staff_id=staff_id, created_by_id=actor.account_id
        )
        if row.name:
            print_jobs.let_go(session, row.name)
        row.name, row.picture = secrets.token_urlsafe(16), picture
        row.agreed_on, row.withdrawn_on = clock.today(), None
        session.add(row)
        session.flush()
    audit.record(session, actor, "staff.photo_show", "staff", staff_id)
    return row


def take_down(session: Session, actor: Principal, staff_id: int, version: int) -> None:
    """Delete a photograph; that somebody once agreed stays."""
    member(session, actor, staff_id)
    with store.acting(session, tail.KEEPER):
        row = _held(session, staff_id, version)
        if row is None or row.picture is None:
            raise Missing()
        _empty(session, row)
        session.flush()
    audit.record(session, actor, "staff.photo_remove", "staff", staff_id)


def _empty(session: Session, row: StaffPhoto) -> None:
    """Delete a picture, the name of its address, and the files of placards that show it."""
    print_jobs.let_go(session, row.name)
    row.picture, row.withdrawn_on = None, clock.today()
    row.name = secrets.token_urlsafe(16)


def forget(session: Session, worker: Principal) -> int:
    """Delete the photographs of people who serve no more; return how many."""
    query = (
        sa.select(StaffPhoto)
        .join(Staff, Staff.id == StaffPhoto.staff_id)
        .where(StaffPhoto.picture.is_not(None), Staff.status != RecordStatus.ACTIVE)
        .order_by(StaffPhoto.id)
        .with_for_update(of=StaffPhoto)
    )
    rows = list(session.scalars(query))
    for row in rows:
        _empty(session, row)
        session.flush()
        audit.record(session, worker, "staff.photo_remove", "staff", row.staff_id)
    return len(rows)


def _held(session: Session, staff_id: int, version: int) -> StaffPhoto | None:
    """Return the row of a person, held until the commit; Conflict for an older version."""
    query = sa.select(StaffPhoto).where(StaffPhoto.staff_id == staff_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if (row.row_version if row is not None else 0) != version:
        raise Conflict("别人刚刚换过或撤下了这张照片，请核对后再提交。")
    return row
