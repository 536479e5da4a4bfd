"""Linking an enterprise that wrote to the board with the register: by registering it, or by choice.

Until its message is accepted the code alone links the two, so that a message never holds
which enterprise wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, policies, policies_board, store
from app.enums import Channel, RecordStatus
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.identifiers import whole
from app.models import Contact, Enterprise, Message, Problem
from app.operations import enterprises, identity, message_triage, tail
from app.principal import Principal
from app.queries import enterprises as reads

ALREADY = "这条留言已经对上企业名册，不用再登记。"
OTHER_CODE = "和来信里写的代码不一样；要对上另一个代码的，请先受理，再回到这里。"


def may_link(actor: Principal, message: Message) -> bool:
    """Tell whether somebody links what an enterprise wrote: who decides, keeps and may open it."""
    written = message.channel == Channel.ENTERPRISE_PORTAL and message.contact_id is not None
    keeps = written and reads.may_keep(actor) and policies_board.decides(actor, message)
    return keeps and policies.may_reveal_other(actor, message)


def is_loose(session: Session, message: Message) -> bool:
    """Tell whether a message, or the item it became, still has to be linked."""
    if message.problem_id is None:
        waits = policies_board.is_open(message)
        return waits and enterprises.in_register(session, message) is False
    with store.acting(session, tail.KEEPER):
        query = sa.select(Problem.enterprise_id).where(Problem.id == message.problem_id)
        return session.execute(query).scalar() is None


def check(session: Session, actor: Principal, message: Message) -> None:
    """Raise Forbidden for who may not link, Refused where nothing is to be linked."""
    if not may_link(actor, message):
        raise Forbidden("您没有登记这家企业的权限。")
    if not is_loose(session, message):
        raise Refused(ALREADY)


def register(
    session: Session, actor: Principal, message_id: int, facts: Mapping[str, Any]
) -> Enterprise:
    """Add the enterprise that wrote to the register and link it."""
    message = message_triage.held(session, actor, message_id)
    check(session, actor, message)
    row = enterprises.keep(session, actor, facts)
    _link(session, actor, message, row)
    return row


def choose(session: Session, actor: Principal, message_id: int, facts: Mapping[str, Any]) -> None:
    """Link an enterprise of the register."""
    message = message_triage.held(session, actor, message_id)
    check(session, actor, message)
    row_id = whole(str(facts.get("enterprise_id") or ""))
    query = sa.select(Enterprise).where(
        Enterprise.id == row_id, Enterprise.status == RecordStatus.ACTIVE
    )
    row = session.scalars(query).one_or_none() if row_id else None
    if row is None:
        raise Invalid({"enterprise_id": "没有找到这家企业，请从列表中选择。"})
    _link(session, actor, message, row)


def _link(session: Session, actor: Principal, message: Message, row: Enterprise) -> None:
    """Set the enterprise of the item; an open message is linked by its code when accepted."""
    with store.acting(session, tail.KEEPER):
        if message.problem_id is None:
            contact = session.get(Contact, message.contact_id)
            if contact is None or identity.unsealed(contact)["uscc"] != row.uscc:
                raise Invalid({"uscc": OTHER_CODE, "enterprise_id": OTHER_CODE})
        else:
            query = sa.select(Problem).where(Problem.id == message.problem_id).with_for_update()
            problem = session.scalars(query.execution_options(populate_existing=True)).one()
            if problem.enterprise_id is not None:
                raise Conflict(ALREADY)
            problem.enterprise_id = row.id
            session.flush()
    linked = {"enterprise_id": row.id, "problem_id": message.problem_id}
    audit.record(session, actor, "message.firm_link", "message", message.id, detail=linked)
