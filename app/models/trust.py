"""What stands behind a paper: its standing for who holds it, and who allowed the seal."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_trust import PublicStanding, SealUseState
from app.models.base import Model, Secrecy, UtcDateTime, field, table_args


class PublicDocument(Model):
    """What the public look-up may read about a paper: that it holds or is void, nothing else.

    No column leads to the paper: it is found by the code that is printed on it.
    """

    __tablename__ = "public_document"
    __label__ = "公文核验"
    __display__ = "id"
    __table_args__ = table_args("公文核验：公众端唯一可读的公文状态，只凭纸上的核验码查到")

    code_hash: Mapped[str] = field(
        "核验码散列", sa.String(64), "", secrecy=Secrecy.SEALED, unique=True
    )
    state: Mapped[PublicStanding] = field(
        "状态", PublicStanding, "show", secrecy=Secrecy.OPEN, default=PublicStanding.GENUINE
    )


class SealUse(Model):
    """One request to put the seal's image on a signed paper, and who decided it."""

    __tablename__ = "seal_use"
    __label__ = "用印审批"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "用印审批：没有同意的记录，公文上不印印章",
        sa.CheckConstraint("decided_by_id <> asked_by_id", name="second_person"),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by_id IS NULL)"
            " AND (decided_by_id IS NULL) = (decided_at IS NULL)",
            name="decided",
        ),
        sa.Index("ix_seal_use_document_id", "document_id", "id"),
    )

    document_id: Mapped[int] = field("公文", sa.BigInteger(), "list show", refers_to="document.id")
    state: Mapped[SealUseState] = field(
        "状态", SealUseState, "list show", default=SealUseState.ASKED
    )
    asked_by_id: Mapped[int] = field("申请人", sa.Integer(), "list show", refers_to="ab_user.id")
    asked_at: Mapped[datetime] = field("申请时间", UtcDateTime(), "list show")
    decided_by_id: Mapped[int | None] = field(
        "审批人", sa.Integer(), "list show", null=True, refers_to="ab_user.id"
    )
    decided_at: Mapped[datetime | None] = field("审批时间", UtcDateTime(), "list show", null=True)
    refusal: Mapped[str | None] = field("不同意的理由", sa.String(200), "show", null=True)
