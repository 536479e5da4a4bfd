"""Moving every sealed identity to the newest FIELD_KEY while others read and write.

A batch is one short write transaction; what is done is seen by its key version, so that a
run that was broken off goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, secrecy
from app.models import Contact
from app.principal import Principal
from app.secrecy import Keyring, Sealed, Tampered, UnknownKey

BATCH = 200
# Column by the name of the sealed field.
FIELDS = {
    "name": "name_sealed",
    "phone": "phone_sealed",
    "guardian": "guardian_sealed",
    "firm": "firm_sealed",
    "uscc": "uscc_sealed",
}


@dataclass(frozen=True)
class Batch:
    """What one batch did: rows redone, ids that no key opens, and the id to go on after."""

    done: int
    failed: tuple[int, ...]
    last_id: int


def sealed_of(contact: Contact) -> Sealed:
    """Return what is stored of an identity that was not purged."""
    stored = {name: getattr(contact, column) for name, column in FIELDS.items()}
    texts = {name: text for name, text in stored.items() if text is not None}
    return Sealed(contact.wrapped_key or b"", contact.key_version, texts)


def waiting(session: Session, version: int) -> int:
    """Return how many rows are not under a key version; purged rows need no key."""
    count = sa.select(sa.func.count(Contact.id)).where(*_old(version))
    return int(session.execute(count).scalar_one())


def _old(version: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the criteria of rows sealed under another key version."""
    return Contact.wrapped_key.is_not(None), Contact.key_version != version


def rewrap_batch(session: Session, actor: Principal, ring: Keyring, after_id: int) -> Batch | None:
    """Redo the next rows under the newest key, None when there are no more after this id.

    A row that no key opens is left as it is and named by its id.
    """
    query = sa.select(Contact).where(Contact.id > after_id, *_old(ring.version))
    # The lock keeps an erasure from being undone by the row's older reading.
    contacts = session.scalars(query.order_by(Contact.id).limit(BATCH).with_for_update()).all()
    if not contacts:
        return None
    failed = tuple(contact.id for contact in contacts if not _rewrap(ring, contact))
    done = len(contacts) - len(failed)
    if done:
        audit.record(session, actor, "keys.rotate", "contact", detail={"rows": done})
    last_id = contacts[-1].id
    session.flush()
    session.expunge_all()
    return Batch(done, failed, last_id)


def _rewrap(ring: Keyring, contact: Contact) -> bool:
    """Seal one row anew; tell whether it could be opened."""
    try:
        sealed = secrecy.reseal(ring, contact.uid, sealed_of(contact))
    except (UnknownKey, Tampered):
        return False
    contact.wrapped_key, contact.key_version = sealed.wrapped_key, sealed.key_version
    for name, text in sealed.ciphertexts.items():
        setattr(contact, FIELDS[name], text)
    return True


def unopened(session: Session, ring: Keyring) -> tuple[int, list[int]]:
    """Open every row with the newest key alone; return how many opened and the ids that did not."""
    newest = Keyring({ring.version: ring.key(ring.version)})
    opened, failed = 0, []
    sealed = sa.select(Contact).where(Contact.wrapped_key.is_not(None)).order_by(Contact.id)
    for contact in session.scalars(sealed.execution_options(yield_per=BATCH)):
        try:
            secrecy.open_sealed(newest, contact.uid, sealed_of(contact))
            opened += 1
        except (UnknownKey, Tampered):
            failed.append(contact.id)
    return opened, failed


def finish(session: Session, actor: Principal, opened: int) -> None:
    """Write that no row needs an older key any more."""
    audit.record(session, actor, "keys.rotated", "contact", detail={"rows": opened})
