"""Frozen months: which stand, which were signed, and what stands in them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from app import frozen
from app.enums import DocumentKind, DocumentState
from app.enums_scoring import SnapshotState
from app.errors import Missing
from app.models import Document, ReportSnapshot

COUNTY, SHOWN = "county", 36
OF_MONTH = (DocumentKind.MONTHLY_REPORT, DocumentKind.CIRCULAR)
LIGHT = defer(ReportSnapshot.members)


def standing(session: Session, period: str) -> ReportSnapshot | None:
    """Return the snapshot of a month that is not void, None where there is none."""
    query = sa.select(ReportSnapshot).where(
        ReportSnapshot.period == period,
        ReportSnapshot.scope == COUNTY,
        ReportSnapshot.state != SnapshotState.VOID,
    )
    return session.scalars(query).one_or_none()


def get(session: Session, snapshot_id: int) -> ReportSnapshot:
    """Return a visible snapshot; Missing otherwise."""
    query = sa.select(ReportSnapshot).where(ReportSnapshot.id == snapshot_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Missing()
    return found


def listed(session: Session) -> list[ReportSnapshot]:
    """Return the visible snapshots, the newest month first, with those that were made anew."""
    query = (
        sa.select(ReportSnapshot)
        .options(LIGHT, defer(ReportSnapshot.figures))
        .order_by(ReportSnapshot.period.desc(), ReportSnapshot.id.desc())
        .limit(SHOWN)
    )
    return list(session.scalars(query))


def signed(session: Session, first: str, before: str) -> list[ReportSnapshot]:
    """Return the signed months from one month on and before another, the oldest first."""
    query = (
        sa.select(ReportSnapshot)
        .where(
            ReportSnapshot.state == SnapshotState.SIGNED,
            ReportSnapshot.period >= first,
            ReportSnapshot.period < before,
        )
        .order_by(ReportSnapshot.period)
    )
    return list(session.scalars(query))


def of_document(session: Session, document_id: int) -> ReportSnapshot | None:
    """Return the snapshot that a paper was drafted from, a void one too."""
    query = (
        sa.select(ReportSnapshot)
        .options(LIGHT)
        .where(ReportSnapshot.document_id == document_id)
        .order_by(ReportSnapshot.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def papers(session: Session, period: str) -> list[Document]:
    """Return the visible reports and circulars of a month, void ones too, the newest first."""
    query = (
        sa.select(Document)
        .where(
            Document.kind.in_(OF_MONTH),
            Document.facts["period"].as_string() == period,
            sa.or_(Document.state != DocumentState.VOID, Document.number.is_not(None)),
        )
        .order_by(Document.id.desc())
        .limit(SHOWN)
    )
    return list(session.scalars(query))


def circular(session: Session, period: str) -> Document | None:
    """Return the newest visible circular of a month that stands, a draft too."""
    query = sa.select(Document).where(
        Document.kind == DocumentKind.CIRCULAR,
        Document.facts["period"].as_string() == period,
        Document.state != DocumentState.VOID,
    )
    return session.scalars(query.order_by(Document.id.desc()).limit(1)).first()


def members(row: ReportSnapshot) -> frozen.Members:
    """Return the frozen lists of row ids by metric; ValueError when they were changed."""
    return frozen.unpack(row.members, row.members_sha256)
