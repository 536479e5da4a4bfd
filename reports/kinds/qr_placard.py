"""评价码牌: a large code with its place and the hotline, to stand on a counter."""

from __future__ import annotations

from typing import Any

from reports import photos, placard, readers
from reports.errors import FactsError
from reports.kinds.base import Kind
from reports.paper import Photo
from reports.readers import Reader

_PERSON: dict[str, Reader] = {"no": readers.text, "data": photos.decoded}


def _people(value: Any, where: str) -> tuple[Photo, ...]:
    """Read the photographs of who serves there, each with the person's number."""
    given = readers.items(value, where)
    if len(given) > placard.MOST_PEOPLE:
        raise FactsError(f"{where}最多{placard.MOST_PEOPLE}人")
    found = [
        readers.mapping(item, f"{where}第{at}人", _PERSON, set(_PERSON))
        for at, item in enumerate(given, 1)
    ]
    return tuple(Photo(one["no"], *one["data"]) for one in found)


KIND = Kind(
    "qr_placard",
    extra={
        "point": readers.optional_text,
        "point_no": readers.optional_text,
        "staff": readers.optional_text,
        "people": _people,
        "hint": readers.optional_text,
        "hotline": readers.optional_text,
    },
    base=("title", "verify_url"),
    compose=placard.compose,
    also_refused=frozenset({"body", "tables", "number"}),
)
