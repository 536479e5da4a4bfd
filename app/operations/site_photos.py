"""Photographs of a visit and of what a unit put right: kept with it, without place and device."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import audit, filestore, policies_evaluations, store
from app.errors import Forbidden, Invalid, Missing
from app.models import Attachment, FieldVisit, Rectification
from app.operations import message_files, tail
from app.operations.evidence import ORIGIN
from app.operations.message_files import Prepared
from app.principal import Principal
from app.queries import visits

prepare = message_files.prepare
ALLOWED = message_files.ALLOWED
# Of one visit, or of one task.
MOST = 12
TOO_MANY = f"一处最多 {MOST} 个照片和文件，已经有了的不算在这一次里。"


def may_add_to_visit(actor: Principal, row: FieldVisit) -> bool:
    """Tell whether somebody adds photographs: the unit that recorded it, until it is an item."""
    own = row.unit_id == actor.unit_id and visits.may_record(actor)
    return own and row.problem_id is None


def add_to_visit(
    session: Session, actor: Principal, row_id: int, files: Sequence[Prepared]
) -> None:
    """Add photographs to a visit of the own unit."""
    row = visits.get(session, row_id)
    if not may_add_to_visit(actor, row):
        raise Forbidden("照片由记录的单位添加；已登记为台账事项的，加在事项里。")
    kept = _keep(session, actor, files, Attachment.field_visit_id, row_id)
    detail = {"files": kept}
    audit.record(session, actor, "visit.photo", "field_visit", row_id, detail=detail)


def add_to_task(
    session: Session, actor: Principal, evaluation_id: int, files: Sequence[Prepared]
) -> None:
    """Add photographs to what a unit puts right, until it reports that it is done."""
    query = sa.select(Rectification).where(Rectification.evaluation_id == evaluation_id)
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise Missing()
    if not policies_evaluations.may_rectify(actor, row):
        raise Forbidden("整改照片由被评价的单位在报完成以前添加。")
    kept = _keep(session, actor, files, Attachment.rectification_id, row.id)
    detail = {"evaluation_id": evaluation_id, "files": kept}
    audit.record(session, actor, "rectification.photo", "rectification", row.id, detail=detail)


def _keep(
    session: Session,
    actor: Principal,
    files: Sequence[Prepared],
    owner: InstrumentedAttribute[int | None],
    owner_id: int,
) -> list[str]:
    """Keep files under their owner, numbered on; return their hashes."""
    if not files:
        raise Invalid({"files": "请选择照片。"})
    root = current_app.config["VX"].files_dir
    with store.acting(session, tail.KEEPER):
        count = sa.select(sa.func.count()).select_from(Attachment).where(owner == owner_id)
        before = int(session.execute(count).scalar_one())
        if before + len(files) > MOST:
            raise Invalid({"files": TOO_MANY})
        rows = [
            Attachment(
                filename=_name(one, place),
                mime=one.mime,
                size=len(one.data),
                sha256=filestore.keep(root, one.data),
                created_by_id=actor.account_id,
                **{owner.key: owner_id},
            )
            for place, one in enumerate(files, before + 1)
        ]
        session.add_all(rows)
        session.flush()
    return [row.sha256 for row in rows]


def _name(one: Prepared, place: int) -> str:
    """Return a file's name; the one on the telephone may name somebody."""
    word, ending = message_files.NAMES[one.mime]
    return f"{word}{place}.{ending}"


def lend(session: Session, visit_id: int, problem_id: int) -> None:
    """Show the photographs of a visit with the item that came of it.

    Units that handle it do not open them, like a citizen's own: they may show whose house it is.
    The caller acts as the ledger's keeper.
    """
    query = sa.select(Attachment).where(Attachment.field_visit_id == visit_id)
    for one in session.scalars(query.order_by(Attachment.id)).all():
        session.add(
            Attachment(
                problem_id=problem_id,
                purpose=ORIGIN,
                filename=one.filename,
                mime=one.mime,
                size=one.size,
                sha256=one.sha256,
                created_by_id=one.created_by_id,
            )
        )
