"""What stands on a placard: the code's address, its place, who serves there, the hotline."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.models import Parameter, QrCode
from app.queries import points, staff_photos
from app.queries.points import OnDuty, PointRead

TITLE = "民声直通车"
HOTLINE, NONE = "hotline_phone", "无"
# More numbers than a line holds help nobody; the page behind the code lists them all.
MOST_STAFF = 4


def address(token: str) -> str:
    """Return what a code leads to."""
    return f"{current_app.config['VX'].public_url}/e/{token}"


@dataclass(frozen=True)
class Placard:
    """What a placard prints, and the names of the photographs in it (staff_photo.name)."""

    facts: dict[str, Any]
    photos: tuple[str, ...]


def facts(session: Session, code_ids: Sequence[int]) -> dict[int, Placard]:
    """Return the placards of codes in use, by code; those stopped are left out."""
    query = sa.select(QrCode).where(QrCode.id.in_(code_ids), QrCode.revoked_at.is_(None))
    phone = hotline(session)
    found = {}
    for code in session.scalars(query):
        point = points.by_id(session, code.service_point_id)
        if point is not None:
            found[code.id] = _placard(session, code.token, point, phone)
    return found


def hotline(session: Session) -> str:
    """Return the telephone that a placard names, an empty text for none."""
    query = sa.select(Parameter.value).where(Parameter.key == HOTLINE)
    typed = session.execute(query).scalar() or NONE
    return "" if typed == NONE else typed


def _placard(session: Session, token: str, point: PointRead, phone: str) -> Placard:
    """Return one placard, its facts in the words of docs/papers.md."""
    seen = [one for one in point.on_duty if one.photo][:MOST_STAFF]
    pictures = staff_photos.shown(session, [one.photo for one in seen])
    seen = [one for one in seen if one.photo in pictures]
    people = [
        {"no": one.staff_no, "data": base64.b64encode(pictures[one.photo]).decode()} for one in seen
    ]
    rest = [one for one in point.on_duty if one not in seen]
    told = _facts(token, point, phone) | {"staff": _staff(rest)}
    return Placard(told | ({"people": people} if people else {}), tuple(o.photo for o in seen))


def _facts(token: str, point: PointRead, phone: str) -> dict[str, Any]:
    """Return what every placard says."""
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
        "hotline": phone,
    }


def _staff(people: Sequence[OnDuty]) -> str:
    """Return the numbers of who serves there today without a photograph."""
    numbers = [one.staff_no for one in people]
    more = "等" if len(numbers) > MOST_STAFF else ""
    return "、".join(numbers[:MOST_STAFF]) + more
