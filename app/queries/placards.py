"""What stands on a placard: the code's address, its place, who serves there, the hotline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.models import Parameter, QrCode
from app.queries import points
from app.queries.points import PointRead

TITLE = "民声直通车"
HOTLINE, NONE = "hotline_phone", "无"
# More numbers than a line holds help nobody; the page behind the code lists them all.
MOST_STAFF = 4


def address(token: str) -> str:
    """Return what a code leads to."""
    return f"{current_app.config['VX'].public_url}/e/{token}"


def facts(session: Session, code_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the facts of the placards of codes in use, by code; those stopped are left out."""
    query = sa.select(QrCode).where(QrCode.id.in_(code_ids), QrCode.revoked_at.is_(None))
    phone = hotline(session)
    found = {}
    for code in session.scalars(query):
        point = points.by_id(session, code.service_point_id)
        if point is not None:
            found[code.id] = _facts(code.token, point, phone)
    return found


def hotline(session: Session) -> str:
    """Return the telephone that a placard names, an empty text for none."""
    query = sa.select(Parameter.value).where(Parameter.key == HOTLINE)
    typed = session.execute(query).scalar() or NONE
    return "" if typed == NONE else typed


def _facts(token: str, point: PointRead, phone: str) -> dict[str, Any]:
    """Return the facts of one placard, in the words of docs/papers.md."""
    name, number = point.name, ""
    if point.service_window_id is not None:
        name = f"{point.unit_name}　{point.window_name}"
        number = point.window_no if point.window_no.endswith("号") else f"{point.window_no}号窗口"
    return {
        "agency": current_app.config["VX"].agency.name,
        "title": TITLE,
        "verify_url": address(token),
        "point": name,
        "point_no": number,
        "staff": _staff(point),
        "hotline": phone,
    }


def _staff(point: PointRead) -> str:
    """Return the numbers of who serves there today."""
    numbers = [one.staff_no for one in point.on_duty]
    more = "等" if len(numbers) > MOST_STAFF else ""
    return "、".join(numbers[:MOST_STAFF]) + more
