"""A paper on its way: the turns before its signature, the units it went to and their answers."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_issuing import PaperAct
from app.models.base import Model, UtcDateTime, field, table_args


class DocumentComment(Model):
    """One turn of a paper with the words said at it; only ever added."""

    __tablename__ = "document_comment"
    __label__ = "公文流转意见"
    __fenced__ = True
    __display__ = "act"
    __table_args__ = table_args(
        "公文流转意见：送审、核稿、退回、签发各一条，只增不改",
        sa.CheckConstraint("act <> 'returned' OR words IS NOT NULL", name="returned_with_words"),
    )

    document_id: Mapped[int] = field(
        "公文", sa.BigInteger(), "show", refers_to="document.id", index=True
    )
    act: Mapped[PaperAct] = field("环节", PaperAct, "list show")
    words: Mapped[str | None] = field("意见", sa.String(200), "list show", null=True)
    account_id: Mapped[int | None] = field(
        "经办人", sa.Integer(), "list show", null=True, refers_to="ab_user.id"
    )
    at: Mapped[datetime] = field("时间", UtcDateTime(), "list show")
    facts_sha256: Mapped[str] = field("文稿散列", sa.String(64), "")


class DocumentProblem(Model):
    """An item that a paper is about: what keeps a person from it keeps him from the paper."""

    __tablename__ = "document_problem"
    __label__ = "公文事项"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "公文涉及的事项：起草时从事项来的、文稿里写了编号的，只增不改；看不到事项的看不到公文",
        sa.UniqueConstraint("document_id", "problem_id"),
    )

    document_id: Mapped[int] = field("公文", sa.BigInteger(), "show", refers_to="document.id")
    problem_id: Mapped[int] = field(
        "台账事项", sa.BigInteger(), "show", refers_to="problem.id", index=True
    )


class DocumentReceipt(Model):
    """A unit to which a paper was issued: when it read it, signed for it and answered."""

    __tablename__ = "document_receipt"
    __label__ = "公文签收"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "公文签收：一份公文对一个单位一条；打开、签收、回执各记一次",
        sa.UniqueConstraint("document_id", "unit_id"),
        sa.CheckConstraint(
            "returned_at IS NULL OR (signed_for_at IS NOT NULL AND reply IS NOT NULL)",
            name="returned_after_signing",
        ),
        sa.CheckConstraint(
            "(file_sha256 IS NULL) = (file_name IS NULL)"
            " AND (file_sha256 IS NULL) = (file_mime IS NULL)",
            name="whole_file",
        ),
        sa.Index("ix_document_receipt_unit_id", "unit_id", "signed_for_at"),
        sa.Index("ix_document_receipt_due_on", "returned_at", "due_on"),
    )

    document_id: Mapped[int] = field("公文", sa.BigInteger(), "list show", refers_to="document.id")
    unit_id: Mapped[int] = field("收文单位", sa.BigInteger(), "list show", refers_to="unit.id")
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "show", null=True, refers_to="problem.id", index=True
    )
    sent_at: Mapped[datetime] = field("印发时间", UtcDateTime(), "list show")
    due_on: Mapped[date | None] = field(
        "回执期限", sa.Date(), "list show", null=True, hint="不写：只要签收，不要回执"
    )
    read_at: Mapped[datetime | None] = field("首次打开", UtcDateTime(), "list show", null=True)
    read_by_id: Mapped[int | None] = field(
        "打开人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    signed_for_at: Mapped[datetime | None] = field(
        "签收时间", UtcDateTime(), "list show", null=True
    )
    signed_for_by_id: Mapped[int | None] = field(
        "签收人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    returned_at: Mapped[datetime | None] = field("回执时间", UtcDateTime(), "list show", null=True)
    returned_by_id: Mapped[int | None] = field(
        "回执人", sa.Integer(), "show", null=True, refers_to="ab_user.id"
    )
    reply: Mapped[str | None] = field("回执内容", sa.String(500), "show", null=True)
    file_name: Mapped[str | None] = field("回执附件", sa.String(200), "show", null=True)
    file_mime: Mapped[str | None] = field("附件类型", sa.String(100), "show", null=True)
    file_sha256: Mapped[str | None] = field("附件散列", sa.String(64), "", null=True)
    reminded_at: Mapped[datetime | None] = field(
        "催办时间", UtcDateTime(), "show", null=True, hint="逾期后由定时任务提醒一次"
    )
