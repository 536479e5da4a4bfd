"""The blind indexes of a person: finding a number or name that is stored nowhere in the clear."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


# A run of Chinese characters, the dot of minority names included.
RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,}")
NAME = "name"
SHORTEST, LONGEST = 2, 6


def stored_name(name: str) -> str:
    """Return the hash to store of a name."""
    return secrecy.blind_index(_ring(), name.strip(), NAME)


def names_in(text: str, *hashed: str) -> set[str]:
    """Return the parts of a text that are a hashed name; a name of up to six characters."""
    ring, wanted = _ring(), frozenset(hashed)
    return {
        part
        for part in set(_parts(text))
        if not wanted.isdisjoint(secrecy.blind_indexes(ring, part, NAME))
    }


def _parts(text: str) -> Iterator[str]:
    """Yield every part of a text that could be a name."""
    for run in RUN.findall(text):
        for size in range(SHORTEST, LONGEST + 1):
            yield from (run[at : at + size] for at in range(len(run) - size + 1))
