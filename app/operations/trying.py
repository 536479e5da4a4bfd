"""A draft rule tried on an old month, on the county's items and not on those of who tries it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import policies_report, store
from app.errors import Forbidden
from app.models import ScoringRule
from app.operations.snapshots import KEEPER
from app.principal import Principal
from app.queries import trials
from app.queries.trials import Tried


def tried(
    session: Session, actor: Principal, draft: ScoringRule, period: str
) -> tuple[int | None, list[Tried]]:
    """Return what a month would be by a draft, as its frozen figures would say it."""
    if not policies_report.may_try_rule(actor):
        raise Forbidden("试算由起草和批准评分办法的人使用。")
    with store.acting(session, KEEPER):
        return trials.trial(session, KEEPER, draft, period)
