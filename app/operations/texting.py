"""Short messages beside the notices: written only where a gateway is set and the office asks."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from app import clock, policies
from app.enums import OutboxChannel
from app.models import Outbox, Problem
from app.notice_words import DIGEST
from app.queries import parameters
from app.transitions import BY_CODE

EVENTS = "sms_events"
NONE = "无"
# T01 is an operation of its own (intake.py) and stands in no table.
KNOWN = frozenset({"T01", DIGEST, *BY_CODE})


class UnknownEvent(ValueError):
    """A code that no event has."""


def is_on() -> bool:
    """Tell whether a gateway is set."""
    return bool(current_app.config["VX"].sms_webhook_url)


def named(text: str) -> frozenset[str]:
    """Return the events of a list of codes; UnknownEvent names a wrong one."""
    codes = _split(text)
    for code in sorted(codes):
        if code not in KNOWN:
            raise UnknownEvent(code)
    return codes


def _split(text: str) -> frozenset[str]:
    """Return the codes of a list as they were typed."""
    codes = text.replace("，", ",").replace("、", ",").split(",")
    return frozenset(code.strip() for code in codes) - {"", NONE}


def events(session: Session) -> frozenset[str]:
    """Return the events that also send a short message; none where there is no gateway.

    A code that no event has any more stops nobody's work.
    """
    return _split(parameters.text(session, EVENTS)) & KNOWN if is_on() else frozenset()


def also(session: Session, problem: Problem, code: str, unit_id: int, key: str) -> None:
    """Write a short message beside a notice, never about an item that is kept secret."""
    if is_on() and not policies.is_confidential(problem) and code in events(session):
        write(session, f"problem.{code}", key, {"problem_id": problem.id}, unit_id=unit_id)


def write(
    session: Session,
    template: str,
    key: str,
    payload: dict[str, int],
    *,
    unit_id: int | None = None,
    account_id: int | None = None,
) -> None:
    """Write a short message that the sender takes from here."""
    session.add(
        Outbox(
            channel=OutboxChannel.SMS,
            template=template,
            unit_id=unit_id,
            account_id=account_id,
            payload=payload,
            next_try_at=clock.now(),
            dedupe_key=f"{key}:sms",
        )
    )
