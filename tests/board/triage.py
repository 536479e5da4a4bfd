"""Hands for the triage tests: a message left at the public door, taken up in the office."""

from __future__ import annotations

import io
from typing import Any

import sqlalchemy as sa

from app import store
from app.models import Message
from app.principal import system
from tests import files
from tests.board.door import Citizen
from tests.views.hands import Hands, fields

TEST = system("test")
ACCEPT = {"request_type": "help", "region_code": "孔庄子", "domain": "livelihood"}


def only() -> Message:
    """Return the only message."""
    session = store.current()
    session.rollback()
    session.expire_all()
    store.name(session, TEST)
    return session.scalars(sa.select(Message)).one()


def with_photo(citizen: Citizen, **changes: Any) -> str:
    """Leave a message with a photograph and return its code."""
    return citizen.code(files=[(io.BytesIO(files.photo()), "a.jpg")], **changes)


def act(hands: Hands, who: str, name: str, **facts: Any) -> Any:
    """Open the form of an act on the only message and send it."""
    path = f"/messages/{only().id}/{name}"
    page = hands.get(who, path)
    assert page.status_code == 200, page.status_code
    sent = {**fields(page.text), **facts}
    return hands.post(who, path, sent)
