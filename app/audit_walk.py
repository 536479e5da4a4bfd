"""Walking the audit chain: every row against its seal, the whole against its anchors."""

from __future__ import annotations

import hmac
import re
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, store
from app.models import AuditAnchor, AuditLog

# Sixteen hex digits (64 bits) of a hash are enough on paper; nobody makes a second row with them.
SHORTEST_HASH = 16
AT_ONCE = 2_000


class Fault(Enum):
    """What is wrong with the first row that does not hold."""

    ALTERED = "第 {bad} 行的内容被改过，或被换成了别的行。"
    MISSING = "第 {bad} 行被删掉了。"
    SWAPPED = "第 {bad} 行与锚点记下的末行散列不同。"
    CUT = "尾部被截掉：只剩到第 {held} 行，锚点记着 {expected} 行，缺第 {bad} 行起的各行。"
    ANCHOR = "锚点表被改过：记着末行 {bad} 的锚点不成立。"


@dataclass(frozen=True)
class Anchor:
    """A count and the (beginning of the) hash of the last row, from the table or from paper."""

    total: int
    last_hash: str
    day: date | None = None


@dataclass(frozen=True)
class Verdict:
    """How far the chain holds, and the first row that does not."""

    held: int
    bad: int | None = None
    fault: Fault | None = None
    expected: int | None = None
    anchored: Anchor | None = None

    @property
    def message(self) -> str:
        """Return the result in words."""
        if self.fault is None:
            return f"审计链完好，共 {self.held} 行。"
        words = self.fault.value.format(bad=self.bad, held=self.held, expected=self.expected)
        return f"审计链在第 {self.bad} 行不成立（前 {self.held} 行完好）。{words}"

    @property
    def anchor_message(self) -> str:
        """Return how much of the chain anchors hold."""
        if self.anchored is None:
            return "还没有锚点，尾部被截掉时发现不了；请运行 flask audit anchor。"
        day = f"{self.anchored.day.isoformat()} 的" if self.anchored.day else "纸上的"
        return f"对照的最近锚点：{day} {self.anchored.total} 行。"


def line(anchor: AuditAnchor) -> str:
    """Return what a person writes down: the count and the first sixteen digits of the hash."""
    short = anchor.last_hash[:SHORTEST_HASH]
    grouped = " ".join(short[at : at + 4] for at in range(0, len(short), 4))
    return f"{anchor.last_seq} {grouped}"


class BadAnchor(ValueError):
    """What was typed from paper is no anchor."""


def typed(text: str) -> Anchor:
    """Read "count hash" as it stands on paper; spaces inside the hash do not matter."""
    found = re.fullmatch(r"\s*(\d{1,15})[\s,，]+([0-9A-Fa-f\s]+)", text)
    hashed = "".join(found.group(2).split()).lower() if found else ""
    if found is None or not SHORTEST_HASH <= len(hashed) <= len(audit.FIRST):
        raise BadAnchor(
            "锚点应写成“行数 末行散列”，散列至少写前 16 位，例如 1234 0a1b2c3d4e5f6789。"
        )
    return Anchor(int(found.group(1)), hashed)


def walk(session: Session, *extra: Anchor) -> Verdict:
    """Walk the chain and hold it against the stored anchors and those typed from paper."""
    stored, broken = _anchors(session)
    points = [*stored, *extra]
    latest = max(points, key=lambda point: point.total, default=None)
    verdict = _walk(session, points, latest)
    if verdict.fault is None and broken is not None:
        return Verdict(verdict.held, broken, Fault.ANCHOR, anchored=latest)
    return verdict


def _walk(session: Session, points: Iterable[Anchor], latest: Anchor | None) -> Verdict:
    """Walk the rows in order; the first fault ends it."""
    ends: dict[int, list[str]] = {}
    for point in points:
        ends.setdefault(point.total, []).append(point.last_hash)
    keys, previous, held = audit.keys(), audit.FIRST, 0
    with closing(_rows(session)) as rows:
        for row in rows:
            fault = _fault(row, held + 1, previous, keys, ends)
            if fault is not None:
                return Verdict(held, held + 1, fault, anchored=latest)
            previous, held = row.hash, held + 1
    if latest is not None and latest.total > held:
        return Verdict(held, held + 1, Fault.CUT, latest.total, latest)
    return Verdict(held, anchored=latest)


def _fault(
    row: Any, expected: int, previous: str, keys: list[bytes], ends: dict[int, list[str]]
) -> Fault | None:
    """Return what is wrong with a row, None when it holds."""
    if row.seq > expected:
        return Fault.MISSING
    text = audit.chained_text(row[:-1])
    sealed = any(hmac.compare_digest(audit.mac_with(key, text), row.hash) for key in keys)
    if row.seq != expected or row.prev_hash != previous or not sealed:
        return Fault.ALTERED
    if any(not row.hash.startswith(end) for end in ends.get(expected, ())):
        return Fault.SWAPPED
    return None


def _rows(session: Session) -> Generator[Any]:
    """Yield the chain in order, some thousand rows at a time."""
    columns = [getattr(AuditLog, name) for name in (*audit.CHAINED, "hash")]
    with store.acting(session, audit.KEEPER):
        query = sa.select(*columns).order_by(AuditLog.seq)
        with session.execute(query.execution_options(yield_per=AT_ONCE)) as found:
            yield from found


def _anchors(session: Session) -> tuple[list[Anchor], int | None]:
    """Return the stored anchors that hold, and the end of the first one that does not.

    A backup from before migration 0006 has no such table.
    """
    if not sa.inspect(session.connection()).has_table(AuditAnchor.__tablename__):
        return [], None
    keys, before, broken = audit.keys(), "", None
    held: list[Anchor] = []
    with store.acting(session, audit.KEEPER):
        found = session.scalars(sa.select(AuditAnchor).order_by(AuditAnchor.id)).all()
    for row in found:
        text = audit.sealed_text(*sealed_facts(row, before))
        if any(hmac.compare_digest(audit.mac_with(key, text), row.mac) for key in keys):
            held.append(Anchor(row.last_seq, row.last_hash, row.day))
        elif broken is None:
            broken = row.last_seq
        before = row.mac
    return held, broken


def sealed_facts(row: AuditAnchor, before: str) -> tuple[Any, ...]:
    """Return what an anchor's seal covers: its facts and the seal of the anchor before."""
    return (row.day.isoformat(), row.total, row.last_seq, row.last_hash, before)
