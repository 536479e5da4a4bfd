"""Addresses of figures, and their months in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from urllib.parse import urlencode

from flask import request
from sqlalchemy.orm import Session

from app import clock, scoring
from app.errors import Refused
from app.figures import api, rights, timewords
from app.figures.shape import Scope, Value
from app.policies_statistics import Subject
from app.principal import Principal

# Why the commission's numbers are not those of others, nor the report's.
WITH_ALL = (
    "您看到的数含敏感事项和纪检监察办理的事项；月度报告、大屏和其他人的页面不含，同一个数会少。"
)
WITHOUT = "（不含敏感事项和纪检监察办理的事项。）"
EXPLAIN = "/statistics/explain/"
# Months that may be chosen, the present one among them.
CHOICES = 24


def present() -> str:
    """Return the present month."""
    return f"{clock.today():%Y-%m}"


def counted_until(session: Session) -> datetime:
    """Return until when the figures hold what was written."""
    return api.pending(session) or clock.now()


def asked_month() -> str:
    """Return the month that is asked for, the present one when none is; Refused for nonsense."""
    text = request.args.get("month", "").strip() or present()
    try:
        return timewords.known(text)
    except ValueError:
        raise Refused("月份的写法不对，或者这个月份还没有数据，请重新选择。") from None


def month_words(month: str) -> str:
    """Return a month in words."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def month_choices(month: str) -> list[tuple[str, str]]:
    """Return the months that may be chosen, the latest first, and the one that is shown."""
    found = [timewords.shifted(present(), -count) for count in range(CHOICES)]
    return [(one, month_words(one)) for one in sorted({*found, month}, reverse=True)]


def trend(month: str) -> list[str]:
    """Return the twelve months that end with one."""
    return [timewords.shifted(month, back) for back in range(-11, 1)]


def explain(
    code: str, month: str, scope: Scope, unit_code: str = "", kind: str = "", side: str = ""
) -> str:
    """Return the address of the rows behind a number; a unit is named by its code."""
    given = (
        ("unit", unit_code),
        ("place", scope.region_code),
        ("point", scope.point_id),
        ("kind", kind),
        ("side", side),
    )
    asked = {"month": month, **{name: str(value) for name, value in given if value}}
    return f"{EXPLAIN}{code}?{urlencode(asked)}"


def counted_for(actor: Principal) -> str:
    """Return what a person's numbers hold beside those of others, in words."""
    return WITH_ALL if rights.sees_secret(actor) else WITHOUT


def page_of(subject: Subject, month: str = "") -> str:
    """Return the address of a subject's own page."""
    path = "county"
    if subject.unit_id is not None:
        path = f"unit/{subject.unit_id}"
    elif subject.place:
        path = f"place/{subject.place.ljust(12, '0')}"
    return f"/statistics/{path}" + (f"?month={month}" if month else "")


def change(now: Value, before: Value | None) -> str:
    """Return what changed since another month, in words; a dash where one of them has no value."""
    if before is None or now.value is None or before.value is None:
        return "—"
    step = now.value - before.value
    sign = "▲" if step > 0 else "▼" if step < 0 else "持平"
    if not step:
        return sign
    points = f"{scoring.rounded(Fraction(abs(step)), 1)} 个百分点"
    size = points if now.metric.unit == "%" else f"{abs(step):f}"
    text = size.rstrip("0").rstrip(".") if "." in size and "点" not in size else size
    return f"{sign} {text}"


def best(values: Sequence[tuple[str, Value]]) -> tuple[str, Value] | None:
    """Return the largest of named values, None when none has one."""
    known = [one for one in values if one[1].value is not None]
    return max(known, key=lambda one: one[1].value or 0) if known else None
