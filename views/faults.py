"""What was wrong with one of the small forms of a page: beside which field, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import request

from app.errors import Conflict, Invalid, Refused

BESIDE = "没有保存，请改正标出的地方。"


@dataclass(frozen=True)
class Fault:
    """A refused form of a page, by the name that the page gives it."""

    asked: str = ""
    wrong: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def on(self, asked: str) -> Fault:
        """Return this for the form that was sent, and nothing for the others."""
        return replace(self, wrong="") if self.asked == asked else NONE


NONE = Fault()


def of(refusal: Refused | Conflict, asked: str) -> Fault:
    """Return what a refusal says of the form that was just sent."""
    errors = refusal.errors if isinstance(refusal, Invalid) else {}
    wrong = BESIDE if errors else str(refusal.description)
    return Fault(asked, wrong, errors, request.form.to_dict())
