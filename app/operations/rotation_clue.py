"""Moving every sealed row of the clue compartment to the newest CLUE_KEY while it is used."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import secrecy
from app.models import Accountability, Clue, ClueEvent, DisciplineRisk, InterferenceRecord
from app.operations import compartment
from app.operations.rotation import BATCH, Batch
from app.principal import Principal
from app.secrecy import Keyring, Tampered, UnknownKey

MODELS: tuple[Any, ...] = (Clue, ClueEvent, Accountability, InterferenceRecord, DisciplineRisk)


def waiting(session: Session, version: int) -> int:
    """Return how many rows are not under a key version."""
    return sum(
        session.execute(
            sa.select(sa.func.count(model.id)).where(model.key_version != version)
        ).scalar_one()
        for model in MODELS
    )


def rewrap_batch(
    session: Session, actor: Principal, ring: Keyring, model: Any, after_id: int
) -> Batch | None:
    """Redo the next rows of a table, None when there are no more after this id.

    A row that no key opens is left as it is and counted by its id.
    """
    query = sa.select(model).where(model.id > after_id, model.key_version != ring.version)
    rows = session.scalars(query.order_by(model.id).limit(BATCH).with_for_update()).all()
    if not rows:
        return None
    failed = tuple(row.id for row in rows if not _rewrap(ring, row))
    compartment.trace(session, actor, {"rotated": [row.uid for row in rows]})
    last_id = rows[-1].id
    session.flush()
    session.expunge_all()
    return Batch(len(rows) - len(failed), failed, last_id)


def _rewrap(ring: Keyring, row: Any) -> bool:
    """Seal one row anew; tell whether it could be opened."""
    try:
        sealed = secrecy.reseal(ring, row.uid, compartment.sealed_of(row))
    except (UnknownKey, Tampered):
        return False
    row.wrapped_key, row.key_version = sealed.wrapped_key, sealed.key_version
    for name, stored in sealed.ciphertexts.items():
        setattr(row, f"{name}{compartment.SUFFIX}", stored)
    return True


def unopened(session: Session, ring: Keyring) -> tuple[int, list[int]]:
    """Open every row with the newest key alone; return how many opened and the ids that did not."""
    newest = Keyring({ring.version: ring.key(ring.version)})
    opened, failed = 0, []
    for model in MODELS:
        query = sa.select(model).order_by(model.id).execution_options(yield_per=BATCH)
        for row in session.scalars(query):
            try:
                secrecy.open_sealed(newest, row.uid, compartment.sealed_of(row))
                opened += 1
            except (UnknownKey, Tampered):
                failed.append(row.id)
    return opened, failed
