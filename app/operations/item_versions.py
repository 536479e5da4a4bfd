"""Versions of a service item: what applicants were told stays; a change is a new row.

The version in force is closed on the day before. What was added or changed today is still
put right in place, for nobody has relied on it yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, textfold
from app.enums import RecordStatus
from app.errors import Invalid
from app.models import Model, ServiceItem
from app.principal import Principal

OWN = frozenset({"status", "effective_from", "effective_to", "version", "pinyin_initials"})
CONTENT = tuple(name for name, _ in ServiceItem.fields() if name not in OWN)


def prepare(
    session: Session, actor: Principal, row: Model, kept: Mapping[str, Any]
) -> tuple[Model, dict[str, Any]]:
    """Return the row to write and its values: for changed content of an item a new version.

    Other tables' rows pass as they are. Raise Invalid for a closed version or another code.
    """
    if not isinstance(row, ServiceItem):
        return row, dict(kept)
    values = {**kept, **_initials(row, kept)}
    changed = {name for name in CONTENT if name in kept and kept[name] != getattr(row, name)}
    if row.id is None or not changed:
        return row, values
    if row.effective_to is not None:
        raise Invalid({"": "这是旧版本，不能改；请打开现行的版本修改。"})
    if "impl_code" in changed:
        raise Invalid({"impl_code": "实施编码不能改；编码变了的，请停用本条，另外新增一条。"})
    if row.effective_from >= clock.today():
        return row, values
    return _next(session, actor, row, values)


def _next(
    session: Session, actor: Principal, row: ServiceItem, values: dict[str, Any]
) -> tuple[ServiceItem, dict[str, Any]]:
    """Close a version and return the new one with all its values."""
    today = clock.today()
    query = sa.select(sa.func.max(ServiceItem.version)).where(
        ServiceItem.impl_code == row.impl_code
    )
    content = {name: getattr(row, name) for name in (*CONTENT, "pinyin_initials")}
    version = int(session.execute(query).scalar_one()) + 1
    new = {
        **content,
        **values,
        "version": version,
        "effective_from": today,
        "effective_to": None,
        "status": values.get("status", RecordStatus.ACTIVE),
    }
    row.effective_to, row.status = today - timedelta(days=1), RecordStatus.RETIRED
    session.flush()
    audit.record(
        session, actor, "service_item.close", "service_item", row.id, detail={"next": version}
    )
    return ServiceItem(created_by_id=actor.account_id or None), new


def _initials(row: ServiceItem, kept: Mapping[str, Any]) -> dict[str, str]:
    """Return the pinyin initials of a name that changed."""
    name = kept.get("name")
    if not isinstance(name, str) or name == row.name:
        return {}
    return {"pinyin_initials": textfold.initials(name)[:60]}
