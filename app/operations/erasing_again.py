"""Restoring a backup brings erased identities back; what the replaced database knew goes again."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enums_identity import ErasureAsker, ErasureGround
from app.models import Contact, ErasureRecord
from app.operations import database_copy, erasure
from app.principal import Principal

KNOWN = (
    sa.select(Contact.uid, ErasureRecord.ground, ErasureRecord.asker)
    .join_from(ErasureRecord, Contact, Contact.id == ErasureRecord.contact_id)
    .order_by(ErasureRecord.id)
)


@dataclass(frozen=True)
class Erased:
    """One erasure as its record tells it; uid is the contact's random name, the same everywhere."""

    uid: str
    ground: ErasureGround
    asker: ErasureAsker


def known(url: str) -> list[Erased]:
    """Return the erasures that a database tells of, before a backup takes its place.

    None where it is empty, of before 0003, or too damaged to be asked.
    """
    try:
        if not database_copy.holds_tables(url):
            return []
        with database_copy.opened(url) as engine, engine.connect() as connection:
            rows = connection.execute(KNOWN).all()
    except sa.exc.DBAPIError:
        return []
    return [Erased(uid, ground, asker) for uid, ground, asker in rows]


def repeat(session: Session, actor: Principal, erased: list[Erased]) -> int:
    """Erase again what the restored database still holds; return how many there were.

    An item that was open when the backup was made does not keep its reporter: he was erased.
    """
    done = 0
    for one in erased:
        query = sa.select(Contact.id).where(Contact.uid == one.uid, Contact.purged_at.is_(None))
        contact_id = session.execute(query).scalar()
        if contact_id is not None:
            again = erasure.purge(session, actor, contact_id, one.ground, one.asker)
            done += again is not None
    return done
