"""A caller's evaluation, written down by the clerk: a citizen's row, and a trace of who helped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, store
from app.enums import Channel
from app.errors import Forbidden
from app.models import Evaluation
from app.operations import submission, tail
from app.permissions import Right
from app.principal import Principal


def record(session: Session, actor: Principal, facts: Mapping[str, Any], once: str) -> str:
    """Keep what a caller says of a service point and return its number; a repeated key keeps one.

    The caller's row is like any other: it keeps the hour alone, and no number of a telephone
    that he did not leave.
    """
    if not actor.has(Right.CLOSE):
        raise Forbidden("您没有记录电话评价的权限。")
    given = {name: value for name, value in facts.items() if name in submission.OF_EVALUATION}
    given |= {"channel": Channel.PHONE.value, "assisted_by_id": actor.account_id}
    # A citizen's row is the product's to write; nobody at the desk reads it back.
    with store.acting(session, tail.KEEPER):
        receipt = submission.evaluate(session, given, once)
        query = sa.select(Evaluation.id).where(Evaluation.eval_no == receipt.number)
        row_id = session.execute(query).scalar_one()
    audit.record(session, actor, "evaluation.assist", "evaluation", row_id)
    return receipt.number
