"""A caller's evaluation, written down by the clerk: a citizen's row, and a trace of who helped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, store
from app.enums import Channel
from app.errors import Forbidden
from app.models import Evaluation
from app.operations import submission, tail
from app.operations.submission import Receipt
from app.permissions import Right
from app.principal import Principal


def record(session: Session, actor: Principal, facts: Mapping[str, Any], once: str) -> Receipt:
    """Keep what a caller says of a service point; the same form sent again keeps one.

    The caller's row is like any other: it keeps the hour alone, and no number of a telephone
    that he did not leave. The receipt of a bad one has his code, to be read aloud and not kept.
    """
    if not actor.has(Right.CLOSE):
        raise Forbidden("您没有记录电话评价的权限。")
    given = {name: value for name, value in facts.items() if name in submission.OF_EVALUATION}
    given |= {"channel": Channel.PHONE.value, "assisted_by_id": actor.account_id}
    # A citizen's row is the product's to write; nobody at the desk reads it back.
    with store.acting(session, tail.KEEPER):
        receipt = submission.evaluate(session, given, once)
        query = sa.select(Evaluation.id, Evaluation.is_bad)
        row = session.execute(query.where(Evaluation.eval_no == receipt.number)).one()
    if receipt.is_new:
        audit.record(session, actor, "evaluation.assist", "evaluation", row.id)
    return replace(receipt, is_bad=row.is_bad, code=receipt.code if row.is_bad else "")
