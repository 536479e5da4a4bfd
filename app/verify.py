"""The code on a paper: what it is made of, and what it tells whoever holds the paper.

It is the paper's number in the database and 80 bits of a keyed hash of its facts: who does not
hold the paper cannot make it, and who reads the database's public table cannot either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import secrecy
from app.enums_trust import PublicStanding
from app.models import PublicDocument
from app.secrecy import Keyring

# Letters and digits that are not mistaken for one another; 16 of 32 signs are 80 bits.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 16
LONGEST = 40
PURPOSE = "paper_code"
KEY = "verify_url"
# A draft carries a code of the same length, so that it looks as it will; it opens nothing.
BLANK = "0" * LENGTH


def code_of(document_id: int, facts: Mapping[str, Any]) -> str:
    """Return the code of a paper with these facts."""
    content = {key: value for key, value in facts.items() if key != KEY}
    text = json.dumps([document_id, content], sort_keys=True, ensure_ascii=False)
    ring = Keyring.parse(current_app.config["VX"].index_key, "index")
    found = bytes.fromhex(secrecy.blind_index(ring, text, PURPOSE))
    return f"{document_id}-" + "".join(SIGNS[byte % len(SIGNS)] for byte in found[:LENGTH])


def address(code: str) -> str:
    """Return the address that the printed code leads to."""
    return f"{current_app.config['VX'].public_url}/verify/{code}"


def blank_address(document_id: int) -> str:
    """Return the address on a draft."""
    return address(f"{document_id}-{BLANK}")


def stored(code: str) -> str:
    """Return the hash to store of a code; its 80 secret bits need no key."""
    return hashlib.sha256(code[:LONGEST].strip().upper().encode()).hexdigest()


def stored_of(facts: Mapping[str, Any]) -> str:
    """Return the hash of the code that a paper's facts carry."""
    return stored(str(facts.get(KEY, "")).rpartition("/")[2])


def standing(session: Session, code: str) -> PublicStanding | None:
    """Return what a code opens, None for any that is wrong; one statement for any code."""
    query = sa.select(PublicDocument.state).where(PublicDocument.code_hash == stored(code))
    return session.execute(query).scalar_one_or_none()
