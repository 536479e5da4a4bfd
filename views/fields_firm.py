"""Look-up fields of 纪企直通车: an enterprise, and the officer who looks after one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import store
from app.enums import AccountStatus
from app.errors import Missing
from app.identifiers import whole
from app.models import Account, Enterprise
from app.queries import enterprises
from app.queries.listing import like
from views.fields import Hit, LookupField
from views.rows import unit_names

MOST = 20


def enterprise_hit(row: Enterprise) -> Hit:
    """Return an enterprise as a hit; its code tells it from the next."""
    return Hit(row.id, row.name, row.uscc)


class EnterpriseField(LookupField):
    """An enterprise; the value is its id."""

    remote = "/enterprises/lookup"

    def find(self, text: str) -> tuple[list[Hit], str]:
        """Return the enterprises of a text."""
        found = [enterprise_hit(row) for row in enterprises.find(store.current(), text)]
        return found, f"名册里没有“{text[:20]}”这家企业，请核对名称，或先到“纪企直通车”添加。"

    def known(self, key: Any) -> Hit | None:
        """Return the enterprise of an id."""
        row_id = whole(str(key))
        try:
            return enterprise_hit(enterprises.get(store.current(), row_id)) if row_id else None
        except Missing:
            return None


def officer_hits(text: str, row_id: int | None = None) -> list[Hit]:
    """Return the accounts in use whose name holds a text, or the one of an id."""
    session = store.current()
    query = sa.select(Account).where(Account.status == AccountStatus.ACTIVE)
    if row_id is not None:
        query = query.where(Account.id == row_id)
    else:
        query = query.where(like(Account.last_name, text.replace("\x00", "").strip()))
    rows = list(session.scalars(query.order_by(Account.last_name, Account.id).limit(MOST)))
    units = unit_names(session, [row.unit_id for row in rows])
    return [Hit(row.id, row.last_name, units.get(row.unit_id, "")) for row in rows]


class OfficerField(LookupField):
    """A colleague; the value is the account's id."""

    remote = "/enterprises/lookup/officer"

    def find(self, text: str) -> tuple[list[Hit], str]:
        """Return the colleagues of a text."""
        return officer_hits(text), f"没有找到“{text[:20]}”这位同事，请核对姓名。"

    def known(self, key: Any) -> Hit | None:
        """Return the colleague of an id."""
        row_id = whole(str(key))
        hits = officer_hits("", row_id) if row_id is not None else []
        return hits[0] if hits else None
