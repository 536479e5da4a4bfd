"""Moving the secrets of one-time codes to the newest FIELD_KEY; they are few, so at once."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, secrecy
from app.models import SecondFactor
from app.operations.second_factor import SEALED
from app.principal import Principal
from app.secrecy import Keyring, Sealed, Tampered, UnknownKey


def rewrap(session: Session, actor: Principal, ring: Keyring) -> tuple[int, list[int]]:
    """Seal every secret anew; return how many, and the ids that no key opens."""
    query = sa.select(SecondFactor).where(
        SecondFactor.secret_sealed.is_not(None), SecondFactor.key_version != ring.version
    )
    rows = session.scalars(query.order_by(SecondFactor.id).with_for_update()).all()
    failed = [row.id for row in rows if not _rewrap(ring, row)]
    done = len(rows) - len(failed)
    if done:
        audit.record(session, actor, "keys.rotate", "second_factor", detail={"rows": done})
    return done, failed


def _rewrap(ring: Keyring, row: SecondFactor) -> bool:
    """Seal one secret anew; tell whether it could be opened."""
    stored = Sealed(row.wrapped_key or b"", row.key_version, {SEALED: row.secret_sealed or b""})
    try:
        sealed = secrecy.reseal(ring, row.uid, stored)
    except (UnknownKey, Tampered):
        return False
    row.wrapped_key, row.key_version = sealed.wrapped_key, sealed.key_version
    row.secret_sealed = sealed.ciphertexts[SEALED]
    return True
