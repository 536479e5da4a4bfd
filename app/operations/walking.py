"""Walks through many items: page after page to the end, each page in a transaction of its own."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import safelog, store
from app.principal import Principal

log = logging.getLogger("voice.jobs")
K = TypeVar("K")
FAILED = "出错，见日志"


@dataclass
class Report:
    """What a walk looked at, did and left, with the reasons."""

    scanned: int = 0
    acted: int = 0
    done: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    note: str = ""

    def add(self, other: Report) -> None:
        """Take in what one page came to; how many were looked at is told once for the walk."""
        self.acted += other.acted
        self.done += other.done
        self.skipped += other.skipped

    def line(self) -> str:
        """Return the report in one line for whoever runs the command."""
        done = _told(self.done)
        left = _told(self.skipped)
        text = (
            f"查看 {self.scanned} 件，处理 {self.acted} 件{done}，"
            f"未处理 {sum(self.skipped.values())} 件{left}"
        )
        return f"{text}；{self.note}" if self.note else text


def _told(counted: Counter[str]) -> str:
    """Return counts in brackets, an empty text for none."""
    parts = "，".join(f"{name} {count}" for name, count in counted.items() if count)
    return f"（{parts}）" if parts else ""


def walk(
    principal: Principal,
    find: Callable[[Session, K | None], Sequence[K]],
    act: Callable[[Session, Sequence[K]], Report],
    report: Report,
    failed: Callable[[K, Exception], None] | None = None,
) -> Report:
    """Find the keys after the last one and act on them, until none are left.

    find reads outside a write transaction; act decides again under its locks. What fails is
    tried item by item, so that one bad row starves nobody; failed is told of it.
    """
    after: K | None = None
    while True:
        session = store.current()
        session.rollback()
        store.name(session, principal)
        keys = find(session, after)
        if not keys:
            session.rollback()
            return report
        report.add(_page(principal, keys, act, failed))
        after = keys[-1]


def _page(
    principal: Principal,
    keys: Sequence[K],
    act: Callable[[Session, Sequence[K]], Report],
    failed: Callable[[K, Exception], None] | None,
) -> Report:
    """Act on a page in one transaction; when it fails, on each of its items in one of its own."""
    try:
        with store.write(principal) as session:
            return act(session, keys)
    except OperationalError:
        # The database is away or busy: no item's fault, and none behind it would fare better.
        raise
    except Exception as error:
        if len(keys) > 1:
            found = Report()
            for key in keys:
                found.add(_page(principal, [key], act, failed))
            return found
        log.error("one item of a pass failed: %s %s", keys[0], safelog.kind(error))
        if failed is not None:
            failed(keys[0], error)
        return Report(skipped=Counter({FAILED: 1}))
