"""How values read on a page: dates as 11月18日, words by their label, empty as a dash."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from app import clock
from app.enums import Word

DASH = "—"
WEEKDAYS = "一二三四五六日"


def day(value: date | datetime | None) -> str:
    """Return 11月18日, with the year only where it differs from the present one."""
    if value is None:
        return DASH
    on = clock.local(value).date() if isinstance(value, datetime) else value
    text = f"{on.month}月{on.day}日"
    return text if on.year == clock.today().year else f"{on.year}年{text}"


def moment(value: datetime | None) -> str:
    """Return 11月18日 9:14."""
    if value is None:
        return DASH
    at = clock.local(value)
    return f"{day(value)} {at.hour}:{at.minute:02d}"


def lasted(since: datetime, until: datetime) -> str:
    """Return how long something lasted: 45 分钟, 1 小时 25 分, 3 天 2 小时."""
    minutes = max(int((until - since).total_seconds()) // 60, 0)
    hours, days = minutes // 60, minutes // 1440
    if not hours:
        return f"{minutes} 分钟"
    return f"{days} 天 {hours % 24} 小时" if days else f"{hours} 小时 {minutes % 60} 分"


def long_day(value: date) -> str:
    """Return 2026年11月20日 星期五."""
    return f"{value.year}年{value.month}月{value.day}日 星期{WEEKDAYS[value.weekday()]}"


def show(value: Any) -> str:
    """Return any stored value as people read it."""
    if value is None or value in ("", []):
        return DASH
    if isinstance(value, Word):
        return value.label
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}"
    if isinstance(value, list | tuple):
        return "、".join(show(item) for item in value)
    return str(value)


def size(value: int) -> str:
    """Return a file size in KB or MB."""
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} KB"
    return f"{value / 1024 / 1024:.1f} MB"


@lru_cache(maxsize=256)
def _stamp(path: str, _mtime: float) -> str:
    """Return a short content hash of a static file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]


def version_static(endpoint: str, values: dict[str, Any]) -> None:
    """Put the content's hash into a static file's address, so that it may be cached for a year."""
    if endpoint != "static" or "v" in values:
        return
    # Every page asks this some four times, so it is one question to the system.
    path = f"{current_app.static_folder}/{values.get('filename')}"
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return
    if stat.S_ISREG(found.st_mode):
        values["v"] = _stamp(path, found.st_mtime)


def register(app: Flask) -> None:
    """Give the templates the filters."""
    app.jinja_env.filters.update(day=day, moment=moment, long_day=long_day, show=show, size=size)
