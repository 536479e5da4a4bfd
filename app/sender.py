"""The sender of short messages: a loop beside the timed work, which no slow gateway delays."""

from __future__ import annotations

import logging
import threading

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app import clock, gateway, safelog, store
from app.extensions import db
from app.operations import sending
from app.principal import system

log = logging.getLogger("voice.sender")
SENDER = system("发送短信")
AT_ONCE = 50
IDLE, LONGEST = 2.0, 60.0


def loop(app: Flask, stop: threading.Event) -> None:
    """Send until the worker stops; while the gateway is away, ask it ever more rarely."""
    wait = IDLE
    while not stop.wait(wait):
        wait = IDLE if one_pass(app) else min(wait * 2, LONGEST)


def one_pass(app: Flask) -> bool:
    """Send what is due; False when the gateway or the database is away."""
    with app.app_context():
        try:
            return send_due()
        except SQLAlchemyError as error:
            log.error("the outbox was not read: %s", type(error).__name__)
            return False
        except Exception as error:
            # A sender that died of one bad row would go unnoticed.
            log.error("the sender stumbled: %s", safelog.kind(error))
            return False
        finally:
            db.session.remove()


def send_due(most: int = AT_ONCE) -> bool:
    """Send at most so many messages; stop at the first that the gateway did not take in."""
    if not current_app.config["VX"].sms_webhook_url:
        return True
    for _ in range(most):
        answer = send_one()
        if answer is None:
            return True
        if answer.is_away:
            return False
    return True


def send_one() -> gateway.Answer | None:
    """Send the message that waits longest; None when there is none to send."""
    settings, session = current_app.config["VX"], store.current()
    store.name(session, SENDER)
    row_id = sending.next_id(session, clock.now())
    session.rollback()
    if row_id is None:
        return None
    with store.write(SENDER) as work:
        held = sending.claim(work, row_id, clock.now())
    if held is None:
        return gateway.Answer(True)
    answer = gateway.post(
        settings.sms_webhook_url, settings.sms_webhook_key, held.message(), clock.now()
    )
    with store.write(SENDER) as work:
        sending.mark(work, held, answer, clock.now())
    return answer
