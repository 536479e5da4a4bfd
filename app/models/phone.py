"""The telephone desk: who is on duty, what is said to callers, what one shift leaves the next."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import RecordStatus, RequestType
from app.enums_phone import DutyKind, Shift
from app.models.base import Json, Model, UtcDateTime, field, table_args

FORM = "list show search filter sort add edit export"


class DutyRoster(Model):
    """Who is on duty on a day; a row that does not hold any more is retired, never deleted."""

    __tablename__ = "duty_roster"
    __label__ = "值班表"
    __display__ = "duty_on"
    __table_args__ = table_args(
        "值班表：热线和留言板每天由谁值班",
        sa.UniqueConstraint("duty_on", "kind", "shift", "account_id"),
    )

    duty_on: Mapped[date] = field("值班日期", sa.Date(), "list show sort")
    kind: Mapped[DutyKind] = field("值班岗位", DutyKind, "list show filter")
    shift: Mapped[Shift] = field("班次", Shift, "list show filter", default=Shift.DAY)
    account_id: Mapped[int] = field(
        "值班人", sa.Integer(), "list show", refers_to="ab_user.id", index=True
    )
    status: Mapped[RecordStatus] = field(
        "状态", RecordStatus, "list show filter", default=RecordStatus.ACTIVE
    )


class CallScript(Model):
    """What the desk says to a caller, by kind of request; the office's own text."""

    __tablename__ = "call_script"
    __label__ = "热线话术"
    __display__ = "title"
    __table_args__ = table_args(
        "热线话术：按诉求类型写好的问话和答话，接线时显示在登记表旁边",
        sa.Index("ix_call_script_request_type", "request_type", "position"),
    )

    request_type: Mapped[RequestType] = field("诉求类型", RequestType, FORM)
    title: Mapped[str] = field("标题", sa.String(60), FORM)
    body: Mapped[str] = field("话术", sa.Text(), "show add edit export", multiline=True)
    position: Mapped[int] = field("顺序", sa.Integer(), "list show sort add edit", default=0)
    status: Mapped[RecordStatus] = field(
        "状态", RecordStatus, "list show filter add edit", default=RecordStatus.ACTIVE
    )


class HandoverNote(Model):
    """What one shift leaves the next; append-only."""

    __tablename__ = "handover_note"
    __label__ = "交接班记录"
    __fenced__ = True
    __display__ = "duty_on"
    __table_args__ = table_args(
        "交接班记录，只增不改", sa.Index("ix_handover_note_unit_id", "unit_id", "id")
    )

    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "show", refers_to="unit.id")
    duty_on: Mapped[date] = field("日期", sa.Date(), "list show")
    shift: Mapped[Shift] = field("班次", Shift, "list show")
    text: Mapped[str] = field("交接事项", sa.Text(), "list show", multiline=True)
    # What was open when the shift ended; who reads it sees only what his own rows allow.
    problem_ids: Mapped[list[int]] = field("待回访事项", Json, "", default=list)
    open_calls: Mapped[int] = field("待回访件数", sa.Integer(), "list show", default=0)
    open_questions: Mapped[int] = field("待代问件数", sa.Integer(), "list show", default=0)


class HandoverRead(Model):
    """A colleague has read what was left; append-only."""

    __tablename__ = "handover_read"
    __label__ = "交接班签收"
    __fenced__ = True
    __display__ = "id"
    __table_args__ = table_args(
        "交接班签收，只增不改", sa.UniqueConstraint("handover_note_id", "account_id")
    )

    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "show", refers_to="unit.id")
    handover_note_id: Mapped[int] = field(
        "交接班记录", sa.BigInteger(), "show", refers_to="handover_note.id"
    )
    account_id: Mapped[int] = field("签收人", sa.Integer(), "show", refers_to="ab_user.id")
    read_at: Mapped[datetime] = field("签收时间", UtcDateTime(), "show")
