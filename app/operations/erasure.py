"""Erasing an identity: its key, ciphertexts, hashes and masks go; ledger, counters, audit stay.

A file of PostgreSQL or SQLite may keep what was overwritten until its next cleaning, and a
backup until it is removed; the record says by which day the last backup is gone.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, policies, store
from app.enums import MessageState, ProblemState
from app.enums_identity import ErasureAsker, ErasureGround
from app.errors import Forbidden, Invalid, Refused
from app.models import Contact, ErasureRecord, Evaluation, Message, Problem, table_of
from app.operations import identity_subject
from app.operations.identity_subject import KEEPER
from app.principal import Principal
from app.queries import parameters

ENDED = frozenset(
    {
        ProblemState.CLOSED,
        ProblemState.ARCHIVED,
        ProblemState.REJECTED,
        ProblemState.TRANSFERRED_OUT,
        ProblemState.WITHDRAWN,
    }
)
MESSAGE_ENDED = frozenset({MessageState.REPLIED, MessageState.CLOSED, MessageState.TRANSFERRED})
EMPTIED = (
    "wrapped_key",
    "name_sealed",
    "phone_sealed",
    "guardian_sealed",
    "firm_sealed",
    "uscc_sealed",
    "phone_hash",
    "name_mask",
    "phone_mask",
)
STILL_OPEN = "事项还在办理，处理目的尚未实现，办结后才能清除（个人信息保护法第四十七条）。"


def erase(
    session: Session, actor: Principal, kind: str, row_id: int, asker: ErasureAsker | str
) -> ErasureRecord:
    """Erase at the demand of the person; Refused while an item is open or when it was done."""
    if not policies.may_erase(actor):
        raise Forbidden("您没有清除来访人身份的权限。")
    if asker not in {word.value for word in ErasureAsker if word != ErasureAsker.OFFICE}:
        raise Invalid({"asker": "请选择由谁提出。"})
    row = row_of(session, kind, row_id)
    if row.contact_id is None:
        raise Refused(identity_subject.NONE_LEFT)
    if policies.is_about(actor, row):
        raise Forbidden("反映的是本单位，不能由本单位清除。")
    contact_id = row.contact_id
    with store.acting(session, KEEPER):
        if is_open(session, contact_id):
            raise Refused(STILL_OPEN)
        record = purge(session, actor, contact_id, ErasureGround.REQUEST, ErasureAsker(asker))
    if record is None:
        raise Refused("来访人的姓名和电话已经清除过。")
    return record


def row_of(session: Session, kind: str, row_id: int) -> Problem | Message | Evaluation:
    """Return a visible row; Missing otherwise."""
    if kind == "message":
        return identity_subject.seen(session, Message, row_id)
    if kind == "evaluation":
        return identity_subject.seen(session, Evaluation, row_id)
    return identity_subject.seen(session, Problem, row_id)


def still_handled() -> sa.ColumnElement[bool]:
    """Return the criterion of items not ended; a merged one ends with its closing day."""
    merged = sa.and_(Problem.state == ProblemState.MERGED, Problem.closed_at.is_not(None))
    return sa.not_(sa.or_(Problem.state.in_(ENDED), merged))


def is_open(session: Session, contact_id: int) -> bool:
    """Tell whether anything that a reporter brought is still being handled."""
    item = sa.select(Problem.id).where(Problem.contact_id == contact_id, still_handled())
    message = sa.select(Message.id).where(
        Message.contact_id == contact_id, Message.state.not_in(MESSAGE_ENDED)
    )
    became = (
        sa.select(Problem.id)
        .join(Evaluation, Evaluation.problem_id == Problem.id)
        .where(Evaluation.contact_id == contact_id, still_handled())
    )
    return any(session.execute(query).first() is not None for query in (item, message, became))


def purge(
    session: Session,
    actor: Principal,
    contact_id: int,
    ground: ErasureGround,
    asker: ErasureAsker,
) -> ErasureRecord | None:
    """Null what identifies and write the record; None when it was done before.

    The hashes that an item copied go by a plain statement: no form shows them, so the item's
    version, which a person's form is held against, stays.
    """
    query = sa.select(Contact).where(Contact.id == contact_id).with_for_update()
    contact = session.scalars(query).one()
    if contact.purged_at is not None:
        return None
    today = clock.today()
    for name in EMPTIED:
        setattr(contact, name, None)
    contact.purged_at, contact.purge_after = clock.now(), today
    items = table_of(Problem)
    session.execute(
        sa.update(items)
        .where(items.c.contact_id == contact_id)
        .values(contact_phone_hash=None, contact_name_hash=None)
    )
    keep = parameters.integer(session, "backup_keep_days")
    record = ErasureRecord(
        contact_id=contact_id,
        ground=ground,
        asker=asker,
        by_id=actor.account_id,
        at=clock.now(),
        backups_until=today + timedelta(days=keep),
        created_by_id=actor.account_id,
    )
    session.add(record)
    session.flush()
    detail = {"ground": ground.value, "asker": asker.value}
    audit.record(session, actor, "identity.erase", "contact", contact_id, detail=detail)
    return record
