"""Where a drafter arrives: at his draft, or at the list of several, and who does not get them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash
from sqlalchemy.orm import Session

from app.models import Document
from app.operations import idempotency
from app.operations.composing import Begun
from app.principal import Principal
from views.common import arrive, where_to
from views.forms import once_key

LEFT_OUT = "没有列入收文单位，也不印在公文上：{}。它们不在系统里收文，或者不能收这份公文。"


@dataclass(frozen=True)
class Made:
    """Where the drafts are shown, and the units that were left out."""

    location: str
    left_out: tuple[str, ...] = ()

    @property
    def edit(self) -> str:
        """Return where a single draft is edited."""
        return f"{self.location}/edit" if self.location.startswith("/paper/") else self.location

    def arrive(self, said: str, *, edit: bool = False) -> Any:
        """Lead there and say what was done, and who was left out."""
        if self.left_out:
            flash(LEFT_OUT.format("、".join(self.left_out)), "warning")
        return arrive(self.edit if edit else self.location, said)


def begun(session: Session, actor: Principal, make: Callable[[], Begun]) -> Made:
    """Make drafts once, and return where they are shown."""
    done = idempotency.claim(session, once_key(actor))
    if done:
        return Made(done)
    found = make()
    location = where_to(session, Document, found.papers[0].id)
    idempotency.remember(session, once_key(actor), location)
    return Made(location, found.left_out)
