"""What comboboxes ask: places by characters or initials, units and service points by name."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, jsonify, request

from app import places, store
from app.permissions import Right
from app.security import needs
from views.fields import place_hits, unit_hit
from views.fields_desk import point_hits

pages = Blueprint("lookup", __name__, url_prefix="/problem/lookup")


def register(app: Flask) -> None:
    """Add the look-ups."""
    app.register_blueprint(pages)


def asked() -> str:
    """Return what was typed, cut to what a name can be."""
    return request.args.get("q", "")[:40]


@pages.get("/place")
@needs(Right.REGISTER_ITEM)
def place() -> Any:
    """Answer places of the county; without a hit, those written almost like it."""
    hits, near = place_hits(asked())
    items = [{"id": hit.key, "text": hit.text, "hint": ""} for hit in hits]
    names = "、".join(hit.text for hit in near)
    return jsonify({"items": items, **({"suggest": f"没有找到，是不是：{names}"} if near else {})})


@pages.get("/unit")
@needs(Right.REGISTER_ITEM, Right.TRIAGE, Right.INSTRUCT, Right.RETURN, Right.MANAGE_USERS)
def unit() -> Any:
    """Answer units in use."""
    found = [unit_hit(row) for row in places.find_units(store.current(), asked())]
    items = [{"id": hit.key, "text": hit.text, "hint": hit.hint.split()[-1]} for hit in found]
    return jsonify({"items": items})


@pages.get("/point")
@needs(Right.CLOSE)
def point() -> Any:
    """Answer the service points in use."""
    items = [{"id": hit.key, "text": hit.text, "hint": hit.hint} for hit in point_hits(asked())]
    return jsonify({"items": items})
