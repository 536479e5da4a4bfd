"""The query code: random, shown once, stored as a keyed hash; what it opens and nothing else."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import secrecy
from app.models import PublicStatus
from app.secrecy import Keyring

# Letters and digits that are not mistaken for one another; 16 of 32 signs are 80 bits.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 16, 4
PURPOSE = "query_code"


def new_code() -> str:
    """Return a fresh code in four groups of four signs."""
    return _grouped("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))


def code_of(key: str, purpose: str) -> str:
    """Return the code that belongs to a form's one submission.

    It is made from the form's random key, so that who sends a form twice, because the first
    answer never reached him, is told it again; the key of the hashes lies with the office.
    """
    found = bytes.fromhex(secrecy.blind_index(_ring(), key, purpose))
    return _grouped("".join(SIGNS[byte % len(SIGNS)] for byte in found[:LENGTH]))


def _grouped(signs: str) -> str:
    """Return signs in groups."""
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def _plain(code: str) -> str:
    """Return a code as it is hashed, however it was typed."""
    return "".join(sign for sign in code.upper() if sign in SIGNS)


def _ring() -> Keyring:
    """Return the keys of the hash."""
    return Keyring.parse(current_app.config["VX"].index_key, "index")


def stored(code: str) -> str:
    """Return the hash to store of a code."""
    return secrecy.blind_index(_ring(), _plain(code), PURPOSE)


def by_code(session: Session, code: str) -> PublicStatus | None:
    """Return what a code opens, None for any that is wrong."""
    hashes = secrecy.blind_indexes(_ring(), _plain(code[:100]), PURPOSE)
    query = sa.select(PublicStatus).where(PublicStatus.code_hash.in_(hashes))
    return session.scalars(query).one_or_none()
