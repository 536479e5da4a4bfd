"""The sample county: invented people, real places, problems made by the real operations.

It is never loaded in production, and loading it again changes nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import calendars
from app.demo import (
    clues,
    county,
    desk,
    doors,
    drives,
    firms,
    plans,
    playing,
    promised,
    scored,
    source,
    visited,
    voices,
)
from app.errors import Refused
from app.models import (
    Account,
    Document,
    Evaluation,
    Message,
    Model,
    Problem,
    Rectification,
    ServicePoint,
    ServiceWindow,
    Staff,
    Unit,
)
from app.principal import Principal
from config import Settings

COUNTED: tuple[type[Model], ...] = (
    Unit,
    ServiceWindow,
    Staff,
    ServicePoint,
    Evaluation,
    Rectification,
    Message,
    Problem,
    Document,
)


def is_loaded(session: Session) -> bool:
    """Tell whether there are demo accounts."""
    query = sa.select(Account.id).where(Account.is_demo.is_(True)).limit(1)
    return session.execute(query).first() is not None


def load(session: Session, actor: Principal, settings: Settings) -> dict[str, int]:
    """Load the sample county in the caller's write transaction; return rows by table.

    The actor is a system task. Nothing happens when it is there already.
    Refused in production, and without a password for the accounts.
    """
    if settings.production:
        raise Refused("正式环境不能导入演示数据。")
    if not is_loaded(session):
        if not settings.demo_password:
            raise Refused("请先设置 DEMO_PASSWORD（演示账号的密码）。")
        _load(session, actor, settings)
    return counts(session)


def _load(session: Session, actor: Principal, settings: Settings) -> None:
    """Load units and accounts, then what citizens said, then the ledger."""
    county.load(session, settings.demo_password)
    doors.load(session)
    told = source.document("problems.json")
    acts = plans.acts(calendars.load(session), told)
    became = voices.load_evaluations(session, plans.registered(acts))
    voices.load_messages(session, actor, settings)
    playing.play(session, actor, acts, told, became)
    clues.load(session, actor)
    persons = playing.people(session)
    desk.load(session, actor, persons)
    visited.load(session, actor, persons)
    scored.load(session, actor, persons)
    promised.load(session, actor, persons, firms.load(session, actor, persons))
    drives.load(session, actor, persons)


def counts(session: Session) -> dict[str, int]:
    """Return how many rows each subject of the county has."""
    return {
        model.__label__: session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
        for model in COUNTED
    }
