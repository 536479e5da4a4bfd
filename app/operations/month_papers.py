"""The papers of a frozen month: its report and its circular, from the same figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app import clock, months, policies_report, store
from app.enums import DocumentKind, DocumentState
from app.enums_scoring import SnapshotState
from app.errors import Forbidden, Refused
from app.models import Document, ReportSnapshot
from app.operations import (
    drafts,
    month_circular,
    month_since,
    month_text,
    month_told,
    paper_items,
    receiving,
)
from app.operations.draft_words import common, office
from app.operations.snapshots import KEEPER, RUNNING, is_early, keep, settled
from app.permissions import Right
from app.principal import Principal
from app.queries import snapshots

STANDS = "这个月的报告已经起草，请在公文页修改、送审；要重新起草，先撤销那份稿。"


def begin(session: Session, actor: Principal, period: str) -> Document:
    """Draft the report of a month from what is frozen of it, frozen now where nothing is.

    Who drafts for the service track alone freezes nothing: the same figures, as they are now.
    """
    if not policies_report.may_freeze(actor):
        found = settled(session, actor, period)
        facts = report_facts(period, found.cut_off_at, found.figures)
        return drafts.draft(session, actor, DocumentKind.MONTHLY_REPORT, facts)
    row = snapshots.standing(session, period)
    if row is None:
        row = keep(session, actor, settled(session, actor, period))
    return draft_report(session, actor, row.id)


def draft_report(session: Session, actor: Principal, snapshot_id: int) -> Document:
    """Draft the monthly report of a frozen month, which then goes the way of its paper.

    A signed month stays signed: where its paper was voided, another is made of the same figures.
    """
    row = _drafting(session, actor, snapshot_id)
    with store.acting(session, KEEPER):
        if row.document_id is not None:
            old = session.get(Document, row.document_id)
            if old is not None and old.state != DocumentState.VOID:
                raise Refused(STANDS)
    facts = facts_of(session, row)
    document = drafts.draft(session, actor, DocumentKind.MONTHLY_REPORT, facts)
    with store.acting(session, KEEPER):
        row.document_id = document.id
        if row.state != SnapshotState.SIGNED:
            row.state = SnapshotState.DRAFT
        session.flush()
    return document


def facts_of(session: Session, row: ReportSnapshot) -> dict[str, Any]:
    """Return the facts of the report of a frozen month, as they may be told now."""
    return report_facts(row.period, row.cut_off_at, month_told.told(session, row.figures))


def facts_again(session: Session, document: Document) -> dict[str, Any] | None:
    """Return what the frozen month of a report gives it; None for one without such a month."""
    with store.acting(session, KEEPER):
        row = session.scalar(
            sa.select(ReportSnapshot).where(ReportSnapshot.document_id == document.id)
        )
    return None if row is None else facts_of(session, row)


def report_facts(period: str, cut_off_at: datetime, figures: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a monthly report, dated as they stand until it is signed."""
    name, county = months.said(period), current_app.config["VX"].agency.county
    return {
        **common(f"关于{name}“民声直通车”运行情况的报告", [f"{county}委", f"{county}人民政府"]),
        "date": clock.today().isoformat(),
        "period": period,
        "cut_off": clock.local(cut_off_at).date().isoformat(),
        **month_text.report(figures),
        "printed_by": office(),
    }


def draft_circular(session: Session, actor: Principal, snapshot_id: int) -> Document:
    """Draft the circular of a frozen month to the units that it ranks or names as late."""
    row = _drafting(session, actor, snapshot_id)
    if is_early(row):
        raise Refused(RUNNING)
    if words := circulated(session, row.period):
        raise Refused(words)
    if not row.figures["units"] and not row.figures["late"]:
        raise Refused("这个月没有评价，也没有超期事项，不用通报。")
    figures = month_told.told(session, row.figures)
    facts = _circular(session, row.period, figures)
    document = drafts.draft(session, actor, DocumentKind.CIRCULAR, facts)
    document.unit_ids = _units(session, document, _named(figures)) or None
    session.flush()
    return document


def circulated(session: Session, period: str) -> str:
    """Return why no circular of a month is drafted: one stands; an empty text where none does."""
    with store.acting(session, KEEPER):
        stands = snapshots.circular(session, period)
    if stands is None:
        return ""
    if stands.number:
        return f"本月已发通报{stands.number}；要重发先作废它。"
    return "本月的通报已经起草，请在公文页修改、送审；要重新起草，先撤销那份稿。"


def circular_facts(session: Session, row: ReportSnapshot) -> dict[str, Any]:
    """Return the facts of the circular of a frozen month, with what became of it since."""
    return _circular(session, row.period, month_told.told(session, row.figures))


def _circular(session: Session, period: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a circular from what its figures may tell now."""
    name = months.said(period)
    with store.acting(session, KEEPER):
        since = month_since.since(session, figures["late"])
    facts = {
        **common(
            f"关于{name}“民声直通车”运行情况的通报", receiving.addressees(session, _named(figures))
        ),
        "period": period,
        **month_circular.circular(figures, since),
        "printed_by": office(),
    }
    facts.pop("charts", None)
    return facts


def circular_again(session: Session, document: Document) -> dict[str, Any] | None:
    """Return what the frozen month of a circular gives it by now; None for another circular."""
    period = document.facts.get("period")
    if not period:
        return None
    with store.acting(session, KEEPER):
        row = snapshots.standing(session, str(period))
    return None if row is None else circular_facts(session, row)


def _named(figures: dict[str, Any]) -> list[int]:
    """Return the units that a circular ranks or names as late."""
    named = [one["id"] for one in figures["units"]] + [one["unit_id"] for one in figures["late"]]
    return list(dict.fromkeys(named))


def _units(session: Session, document: Document, named: list[int]) -> list[int]:
    """Return the addressed units that read their papers here and may get this one."""
    off = paper_items.kept_off(session, paper_items.of(session, document))
    return [unit_id for unit_id in receiving.units(session, named) if unit_id not in off]


def _drafting(session: Session, actor: Principal, snapshot_id: int) -> ReportSnapshot:
    """Return a frozen month that this person may draft from."""
    if not (actor.is_system or actor.has(Right.DRAFT_REPORT, "A")):
        raise Forbidden("月度报告由党风政风监督室起草。")
    row = snapshots.get(session, snapshot_id)
    if row.state == SnapshotState.VOID:
        raise Refused("这份数据已经重做，请从新的数据起草。")
    return row
