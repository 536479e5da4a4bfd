"""Where a drafter arrives: at his draft, or at the list of several, and who does not get them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, url_for
from sqlalchemy.orm import Session

from app.models import Document
from app.operations import idempotency
from app.operations.composing import Begun
from app.principal import Principal
from views.common import arrive, where_to
from views.forms import once_key

LEFT_OUT = "没有列入收文单位，也不印在公文上：{}。它们不在系统里收文，或者不能收这份公文。"
BY_POST = "{}不在系统里收文，请用别的方式送达。"


@dataclass(frozen=True)
class Made:
    """Where the drafts are shown, and the units that do not get them here."""

    location: str
    found: Begun | None = None

    def arrive(self, said: str, *, edit: bool = False) -> Any:
        """Lead there, or to the form of a single draft; say what was done and who is left out."""
        location, found = self.location, self.found
        for words, names in (
            (LEFT_OUT, found.left_out if found else ()),
            (BY_POST, found.by_post if found else ()),
        ):
            if names:
                flash(words.format("、".join(names)), "warning")
        if found and len(found.papers) > 1:
            said = f"已按主办单位分别起草，共 {len(found.papers)} 份，请逐份核对、送审。"
        is_one = location.removeprefix("/paper/").isdigit()
        return arrive(f"{location}/edit" if edit and is_one else location, said)


def begun(session: Session, actor: Principal, make: Callable[[], Begun]) -> Made:
    """Make drafts once, and return where they are shown."""
    done = idempotency.claim(session, once_key(actor))
    if done:
        return Made(done)
    found = make()
    first = found.papers[0]
    if len(found.papers) > 1:
        location = url_for("paper.index", kind=first.kind.value, state=first.state.value)
    else:
        location = where_to(session, Document, first.id)
    idempotency.remember(session, once_key(actor), location)
    return Made(location, found)
