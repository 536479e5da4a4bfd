"""Timed work: each pass is idempotent, so that a second worker or a repeated pass harms nothing."""

from __future__ import annotations

import logging
import os
import signal
import threading

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock, daily_salt, sender, store
from app.models import UserSession, table_of
from app.operations import anchors, digest, ledger_check, retention, sending
from app.principal import system
from app.security import IDLE

log = logging.getLogger("voice.jobs")
TICK_SECONDS = 60.0
# How long a stopping worker waits for a message that is on its way; its lease covers the rest.
LAST_SECONDS = 10.0
WORKER = system("定时任务")


def tick(session: Session) -> dict[str, int]:
    """Do one pass inside the caller's write transaction; return what was done, by name."""
    return {
        "结束过期会话": end_stale_sessions(session),
        "算出身份保存期": retention.keep_until(session),
        "清除到期的身份": retention.purge_due(session, WORKER),
        "覆盖昨天的去重盐": int(daily_salt.sweep(current_app.config["VX"].var_dir)),
        "审计锚点": anchors.keep_daily(session),
        "没有网关的短信": sending.stand_by(session),
    }


def daily(session: Session) -> dict[str, int]:
    """Do what reads much and writes little, outside any write transaction of the caller."""
    return {
        "每日汇总": digest.send(session),
        "台账状态不一致": ledger_check.nightly(session),
    }


def end_stale_sessions(session: Session) -> int:
    """End the logins that were idle or lasted too long; return how many."""
    table, now = table_of(UserSession), clock.now()
    stale = sa.or_(table.c.ends_at < now, table.c.last_seen_at < now - IDLE)
    done = session.execute(
        sa.update(table).where(table.c.ended_at.is_(None), stale).values(ended_at=now)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0


def run(app: Flask) -> None:
    """Pass after pass until a signal comes or the process that started this one is gone."""
    stop, parent = threading.Event(), os.getppid()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda _number, _frame: stop.set())
    sending_too = threading.Thread(target=sender.loop, args=(app, stop), daemon=True)
    sending_too.start()
    waited = TICK_SECONDS
    while not stop.is_set() and os.getppid() == parent:
        if waited >= TICK_SECONDS:
            one_pass(app)
            waited = 0.0
        stop.wait(1.0)
        waited += 1.0
    stop.set()
    sending_too.join(timeout=LAST_SECONDS)


def one_pass(app: Flask) -> None:
    """Do one pass; a database that is away is met again at the next one."""
    with app.app_context():
        try:
            with store.write(WORKER) as session:
                tick(session)
            daily(store.current())
        except SQLAlchemyError as error:
            log.error("a pass failed: %s", type(error).__name__)
