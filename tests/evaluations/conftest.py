"""A window with a code, and a citizen's browser at the public door of the same database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock, store
from app.enums import PointKind
from app.models import (
    Kiosk,
    PostAssignment,
    QrCode,
    ServiceItem,
    ServicePoint,
    ServiceWindow,
    Staff,
)
from app.queries import points
from tests import public_door, support
from tests.evaluations.hands import KEY, SINCE, TEST, TOKEN


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Hold the clock inside the loaded calendar."""
    with clock.fixed(support.NOW):
        yield


@pytest.fixture
def point(app: Flask) -> dict[str, int]:
    """Return a window with a code, one person on duty, one of another window, and an item."""
    with store.write(TEST) as work:
        unit = support.unit_id("MZ")
        windows = [ServiceWindow(unit_id=unit, no=str(n), name=f"婚姻登记{n}") for n in (1, 2)]
        people = [Staff(unit_id=unit, staff_no=f"03{n}", name=f"张丽{n}") for n in (1, 2)]
        work.add_all([*windows, *people])
        work.flush()
        row = ServicePoint(
            kind=PointKind.WINDOW,
            name="婚姻登记窗口",
            unit_id=unit,
            service_window_id=windows[0].id,
            region_code="130924000000",
        )
        work.add(row)
        work.flush()
        item = ServiceItem(
            impl_code="1", name="结婚登记", unit_id=unit, item_type="07", effective_from=SINCE
        )
        other = ServiceItem(
            impl_code="2",
            name="别家的事",
            unit_id=support.unit_id("ZJ"),
            item_type="07",
            effective_from=SINCE,
        )
        posts = [
            PostAssignment(staff_id=one.id, service_window_id=at.id, valid_from=SINCE)
            for one, at in zip(people, windows, strict=True)
        ]
        work.add(Kiosk(device_no="K01", service_point_id=row.id, key_hash=points.key_hash(KEY)))
        code = QrCode(token=TOKEN, service_point_id=row.id, issued_at=support.NOW)
        work.add_all([item, other, code, *posts])
        work.flush()
        return {
            "point": row.id,
            "here": people[0].id,
            "elsewhere": people[1].id,
            "item": item.id,
            "foreign": other.id,
        }


@pytest.fixture
def citizen(app: Flask, tmp_path: Path) -> Iterator[FlaskClient]:
    """Return a browser at the public door of the same database."""
    with public_door.browser(app, tmp_path) as client:
        yield client
