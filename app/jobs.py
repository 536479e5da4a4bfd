"""Timed work: each pass is idempotent, so that a second worker or a repeated pass harms nothing."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app import clock, daily_salt, printer, safelog, sender, store
from app.models import UserSession, table_of
from app.operations import (
    anchors,
    archive,
    board_work,
    campaign_returns,
    deferrals,
    digest,
    figure_fold,
    handling,
    ladder,
    ledger_check,
    livelihood,
    month_end,
    planner_statistics,
    promises,
    receipts,
    retention,
    sending,
    staff_photos,
    stops,
    stuffing,
    suspensions,
)
from app.operations.walking import Report
from app.principal import system
from app.printer import Press
from app.security import IDLE
from views import binding, printing

log = logging.getLogger("voice.jobs")
TICK_SECONDS = 60.0
# How long a stopping worker waits for a message that is on its way; its lease covers the rest.
LAST_SECONDS = 10.0
WORKER = system("定时任务")
PRESS = Press(printing.render_apart, printing.joined, binding.BINDERS)


def end_stale_sessions(session: Session) -> int:
    """End the logins that were idle or lasted too long; return how many."""
    table, now = table_of(UserSession), clock.now()
    stale = sa.or_(table.c.ends_at < now, table.c.last_seen_at < now - IDLE)
    done = session.execute(
        sa.update(table).where(table.c.ended_at.is_(None), stale).values(ended_at=now)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0


# What is done in one short transaction each: a name, and a function that returns how many.
PARTS: Mapping[str, Callable[[Session], int]] = {
    "结束过期会话": end_stale_sessions,
    "算出身份保存期": retention.keep_until,
    "清除到期的身份": lambda session: retention.purge_due(session, WORKER),
    "覆盖昨天的去重盐": lambda _: int(daily_salt.sweep(current_app.config["VX"].var_dir)),
    "审计锚点": anchors.keep_daily,
    "没有网关的短信": sending.stand_by,
    "径送提示的次数": stops.move,
    "容缺材料提醒": deferrals.remind,
    "逾期回执提醒": receipts.remind,
    "逾期专项填报提醒": campaign_returns.remind,
    "交办书已印发的民生实事": livelihood.follow,
    "到期没有兑现的承诺": lambda session: promises.lapse(session, WORKER),
    "停用人员的照片": lambda session: staff_photos.forget(session, WORKER),
}
# What reads much and writes little, in a transaction of its own.
READS: Mapping[str, Callable[[Session], int]] = {
    "批量制作": lambda _: printer.make_due(PRESS),
    "每日汇总": digest.send,
    "台账状态不一致": ledger_check.nightly,
    "统计数字": lambda _: figure_fold.fold(),
    "查询统计": planner_statistics.nightly,
    "月度数据": lambda _: month_end.freeze_due(WORKER),
}
# What walks through many items, each page in a transaction of its own.
WALKS: Mapping[str, Callable[[], Report]] = {
    "群众留言和补充": lambda: board_work.take(WORKER),
    "恢复到期的中止": lambda: suspensions.resume_due(WORKER),
    "督办阶梯": lambda: ladder.climb(WORKER),
    "差评整改": lambda: handling.take_up(WORKER),
    "异常评价": lambda: stuffing.look(WORKER),
    "留言督办": lambda: ladder.press_messages(WORKER),
    "归档办结事项": lambda: archive.archive_due(WORKER),
}


NAMES = (*PARTS, *WALKS, *READS)
FAILED = "没有做完，见日志"


class Unfinished(Exception):
    """Parts of a whole pass failed; the others were done."""

    def __init__(self, names: list[str]) -> None:
        """Say which parts failed."""
        super().__init__(f"定时任务有 {len(names)} 项没有做完：{'、'.join(names)}。")


def tick(session: Session) -> dict[str, int]:
    """Do the short parts inside the caller's write transaction; return what was done, by name."""
    return {name: work(session) for name, work in PARTS.items()}


def whole() -> Iterator[str]:
    """Do one whole pass and yield a line for each part; raise Unfinished when any failed."""
    # A database that is away, or not made yet, is no part's fault: the caller is told at once.
    store.current().execute(sa.select(sa.func.count()).select_from(table_of(UserSession)))
    failed = []
    for name in NAMES:
        done = _attempt(name)
        if done is None:
            failed.append(name)
            store.current().rollback()
        yield f"{name}：{FAILED if done is None else done}"
    if failed:
        raise Unfinished(failed)


def _attempt(name: str) -> str | None:
    """Do one part and return what came of it, None when it failed."""
    try:
        return _part(name)
    except Exception as error:
        # One part's fault, whatever it is, must hold up neither the others nor the worker.
        log.error("a part of the pass failed: %s %s", name, safelog.kind(error))
        return None


def _part(name: str) -> str:
    """Do one part and return what came of it."""
    if name in WALKS:
        return WALKS[name]().line()
    if name in READS:
        return str(READS[name](store.current()))
    with store.write(WORKER) as session:
        return str(PARTS[name](session))


def run(app: Flask) -> None:
    """Pass after pass until a signal comes or the process that started this one is gone."""
    stop, parent = threading.Event(), os.getppid()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda _number, _frame: stop.set())
    sending_too = threading.Thread(target=sender.loop, args=(app, stop), daemon=True)
    sending_too.start()
    printing_too = threading.Thread(target=printer.loop, args=(app, stop, PRESS), daemon=True)
    printing_too.start()
    waited = TICK_SECONDS
    while not stop.is_set() and os.getppid() == parent:
        if waited >= TICK_SECONDS:
            one_pass(app)
            waited = 0.0
        stop.wait(1.0)
        waited += 1.0
    stop.set()
    sending_too.join(timeout=LAST_SECONDS)
    printing_too.join(timeout=LAST_SECONDS)


def one_pass(app: Flask) -> None:
    """Do one pass, every part on its own; what failed is met again at the next one."""
    for name in NAMES:
        with app.app_context():
            _attempt(name)
