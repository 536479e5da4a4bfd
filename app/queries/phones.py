"""The blind index of telephones: how a number is found that is stored nowhere in the clear."""

from __future__ import annotations

from flask import current_app

from app import secrecy
from app.identifiers import InvalidIdentifier, normalise_phone
from app.secrecy import Keyring


def _ring() -> Keyring:
    """Return the keys of the blind index."""
    return Keyring.parse(current_app.config["VX"].index_key, "index")


def stored(phone: str) -> str:
    """Return the hash to store of a telephone in its normal form."""
    return secrecy.blind_index(_ring(), phone)


def all_of(phone: str) -> list[str]:
    """Return every hash under which a telephone in its normal form may be stored."""
    return secrecy.blind_indexes(_ring(), phone)


def typed(phone: str | None) -> list[str]:
    """Return the hashes of what is typed, none while it is not a telephone yet."""
    try:
        return all_of(normalise_phone(phone or ""))
    except InvalidIdentifier:
        return []
