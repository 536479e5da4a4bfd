"""What citizens meet at the county's doors: codes of every point, items with their notices."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo import source
from app.demo.county import SINCE, ids
from app.enums_doors import ItemKind
from app.models import Kiosk, OneTimeNotice, QrCode, ServiceItem, ServicePoint
from app.textfold import initials

SIGNS = string.ascii_letters + string.digits
OPENED = datetime(2021, 9, 1, 1, 0, tzinfo=UTC)
KIOSK = "HALL-01"


def load(session: Session) -> None:
    """Add a code for each point, a kiosk that waits for its key, and the items."""
    _load_codes(session)
    _load_items(session)


def _load_codes(session: Session) -> None:
    """Add codes that are the same at every loading; a real one is drawn at random."""
    dice = source.dice("评价码")
    points = session.scalars(sa.select(ServicePoint).order_by(ServicePoint.id)).all()
    for point in points:
        token = "".join(dice.choices(SIGNS, k=22))
        session.add(QrCode(token=token, service_point_id=point.id, issued_at=OPENED))
    session.add(Kiosk(device_no=KIOSK, service_point_id=points[0].id))
    session.flush()


def _load_items(session: Session) -> None:
    """Add the items and every version of their notices."""
    units = ids(session)
    for told in source.document("service_items.json"):
        item = ServiceItem(
            impl_code=told["code"],
            name=told["name"],
            pinyin_initials=initials(told["name"])[:60],
            unit_id=units[told["unit"]],
            item_type=told["type"],
            kind=ItemKind(told["kind"]),
            statutory_days=told["statutory"],
            promised_days=told["promised"],
            trips_max=told["trips"],
            is_online=told["online"],
            legal_basis=told["basis"],
            fee_basis=told["fee"],
            effective_from=SINCE,
        )
        session.add(item)
        session.flush()
        for version, notice in enumerate(told["notices"], 1):
            at = OPENED + timedelta(days=365 * (version - 1))
            row = OneTimeNotice(
                service_item_id=item.id,
                version=version,
                materials=notice["materials"],
                body=notice["body"],
                published_at=at,
            )
            session.add(row)
    session.flush()
