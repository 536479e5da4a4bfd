"""The scoring rule of the sample county: drafted by one, approved by another, before its months.

A small county of examples has few evaluations, so that its least samples are small too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock, months, store
from app.operations import scoring_rules
from app.principal import Principal

AGO = timedelta(days=75)
CHANGED = {
    "least_unit": "5",
    "least_window": "3",
    "note": "示例数据少，最少评价数调低；正式使用建议单位 50、窗口 20",
}


def load(session: Session, loader: Principal, persons: Mapping[str, Principal]) -> None:
    """Draft and approve the first version, from the first of the sample months on."""
    try:
        with clock.fixed(clock.now() - AGO):
            begins = months.of(clock.today())
            drafter, leader = persons["intake"], persons["leader"]
            store.name(session, drafter)
            typed = {**scoring_rules.typed_of(None), **CHANGED, "valid_from": begins}
            row = scoring_rules.draft(session, drafter, typed)
            store.name(session, leader)
            scoring_rules.approve(session, leader, row.version, row.row_version)
    finally:
        store.name(session, loader)
