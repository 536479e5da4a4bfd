"""Lists of row ids, kept small: which rows a frozen number rests on, and what was changed since."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

Members = dict[str, list[int]]


def pack(members: Mapping[str, Iterable[int]]) -> tuple[bytes, str]:
    """Return the lists compressed, and the hash of what is stored.

    Ids are written as the steps between them, which are short and alike.
    """
    steps = {code: _steps(ids) for code, ids in sorted(members.items())}
    data = zlib.compress(json.dumps(steps, separators=(",", ":")).encode(), 9)
    return data, hashlib.sha256(data).hexdigest()


def _steps(ids: Iterable[int]) -> list[int]:
    """Return sorted ids as the first of them and the steps to the next."""
    ordered = sorted(ids)
    return [*ordered[:1], *(after - before for before, after in pairwise(ordered))]


def unpack(data: bytes, sha256: str) -> Members:
    """Return the lists; ValueError when what is stored is not what was frozen."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("the frozen list of members was changed")
    found: dict[str, list[int]] = json.loads(zlib.decompress(data))
    return {code: list(accumulate(steps)) for code, steps in found.items()}


@dataclass(frozen=True)
class Change:
    """What became of a list: the ids that came to it, and those that left it."""

    added: tuple[int, ...]
    removed: tuple[int, ...]


def change(before: Iterable[int], now: Iterable[int]) -> Change:
    """Return what came and what left; a row counted twice is two."""
    rest, added = _counted(before), []
    for one in now:
        if rest.get(one, 0):
            rest[one] -= 1
        else:
            added.append(one)
    removed = [one for one, count in rest.items() for _ in range(count)]
    return Change(tuple(sorted(added)), tuple(sorted(removed)))


def changes(before: Mapping[str, list[int]], now: Mapping[str, list[int]]) -> dict[str, Change]:
    """Return what became of several lists, of those alone that changed."""
    found = {key: change(before.get(key, []), now.get(key, [])) for key in {*before, *now}}
    return {key: one for key, one in sorted(found.items()) if one.added or one.removed}


def _counted(ids: Iterable[int]) -> dict[int, int]:
    """Return how often each id stands in a list."""
    found: dict[int, int] = {}
    for one in ids:
        found[one] = found.get(one, 0) + 1
    return found
