"""Look-up fields of the desk: a service point as a caller names it."""

from __future__ import annotations

from typing import Any

from app import store
from app.identifiers import whole
from app.models import ServicePoint
from app.queries import point_search
from views.fields import Hit, LookupField


def point_hit(point: ServicePoint, unit: str) -> Hit:
    """Return a point as a hit; its unit tells it from the next."""
    return Hit(point.id, point.name, unit if unit != point.name else point.kind.label)


def point_hits(text: str) -> list[Hit]:
    """Return the points of a text."""
    return [point_hit(*found) for found in point_search.find(store.current(), text)]


class PointField(LookupField):
    """A service point; the value is its id."""

    remote = "/problem/lookup/point"

    def find(self, text: str) -> tuple[list[Hit], str]:
        """Return the points of a text."""
        return point_hits(text), f"没有找到“{text[:20]}”这个窗口、单位或村站，请核对名称。"

    def known(self, key: Any) -> Hit | None:
        """Return the point of an id."""
        row_id = whole(str(key))
        found = point_search.get(store.current(), row_id) if row_id is not None else None
        return point_hit(*found) if found else None
