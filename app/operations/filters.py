"""A person's saved filters: kept under a name, taken off the list, never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, secrecy
from app.errors import Invalid, Missing
from app.models import SavedFilter
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import filters

LONGEST_NAME = 30
Query = Mapping[str, Sequence[str]]


def save(session: Session, actor: Principal, table: str, name: str, query: Query) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces what it stood for."""
    called = _name(session, name)
    _check_query(query)
    known = session.scalars(
        sa.select(SavedFilter).where(
            SavedFilter.account_id == actor.account_id,
            SavedFilter.table_name == table,
            SavedFilter.name == called,
        )
    ).one_or_none()
    if known is None or known.retired_at is not None:
        _check_room(session, actor, table)
    row = known or SavedFilter(
        account_id=actor.account_id,
        table_name=table,
        name=called,
        created_by_id=actor.account_id,
    )
    row.query = {key: list(values) for key, values in query.items()}
    row.retired_at = None
    session.add(row)
    session.flush()
    audit.record(session, actor, "filter.save", "saved_filter", row.id, detail={"table": table})
    return row


def _name(session: Session, typed: str) -> str:
    """Return a cleaned name in Chinese."""
    reader = Reader(session, {"name": typed})
    called = reader.text("name", "名称", LONGEST_NAME, line=True)
    reader.finish()
    if not any("\u4e00" <= char <= "\u9fff" for char in called):
        raise Invalid({"name": "名称请用中文，例如“本镇超期”。"})
    return called


def _check_query(query: Query) -> None:
    """Refuse an empty filter, and one that would keep a telephone or identity number."""
    if not query:
        raise Invalid({"": "现在没有筛选条件，请先筛选再存。"})
    words = " ".join(query.get("q", ()))
    if secrecy.redact(words) != words:
        raise Invalid({"": "查找的字里有电话或身份证号，不能存为常用筛选。"})


def _check_room(session: Session, actor: Principal, table: str) -> None:
    """Refuse one more than a list has room for."""
    if len(filters.own(session, actor, table)) >= filters.MOST:
        raise Invalid({"": f"常用筛选最多存 {filters.MOST} 个，请先移除不用的。"})


def remove(session: Session, actor: Principal, filter_id: int) -> SavedFilter:
    """Take a filter off its list; Missing for somebody else's."""
    query = sa.select(SavedFilter).where(
        SavedFilter.id == filter_id, SavedFilter.account_id == actor.account_id
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        raise Missing()
    if row.retired_at is None:
        row.retired_at = clock.now()
        session.flush()
        detail = {"table": row.table_name}
        audit.record(session, actor, "filter.remove", "saved_filter", row.id, detail=detail)
    return row
