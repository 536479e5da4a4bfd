"""What stands between citizens and the office: codes, kiosks, the catalogue, enterprises."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums import RecordStatus
from app.enums_doors import ItemKind, PrintKind, PrintState
from app.models.base import Json, Model, Secrecy, UtcDateTime, field, table_args

OPEN, SEALED = Secrecy.OPEN, Secrecy.SEALED
IN_USE = sa.column("revoked_at").is_(None)
FORM = "list show search filter sort add edit export import"


class ServiceItem(Model):
    """One item of the catalogue of public services (政务服务事项), by version."""

    __tablename__ = "service_item"
    __label__ = "政务服务事项"
    __table_args__ = table_args(
        "政务服务事项目录（GB/T 39046-2020：基本编码不超过10位，实施编码不超过24位）",
        sa.UniqueConstraint("impl_code", "version"),
        sa.CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="span"),
        sa.Index("ix_service_item_unit_id", "unit_id", "status"),
    )

    basic_code: Mapped[str] = field(
        "基本编码", sa.String(10), "show add edit export import", default="", secrecy=OPEN
    )
    impl_code: Mapped[str] = field("实施编码", sa.String(24), FORM, secrecy=OPEN)
    name: Mapped[str] = field("事项名称", sa.String(100), FORM, secrecy=OPEN)
    pinyin_initials: Mapped[str] = field("拼音首字母", sa.String(60), "search", default="")
    unit_id: Mapped[int] = field(
        "实施单位", sa.BigInteger(), FORM, refers_to="unit.id", secrecy=OPEN
    )
    item_type: Mapped[str] = field(
        "事项类型",
        sa.String(40),
        "list show filter add edit export import",
        vocabulary="item_type",
        secrecy=OPEN,
    )
    kind: Mapped[ItemKind] = field(
        "办件类型",
        ItemKind,
        "list show filter add edit export import",
        default=ItemKind.PROMISED,
        secrecy=OPEN,
    )
    legal_basis: Mapped[str] = field(
        "设定依据", sa.Text(), "show add edit export import", default="", multiline=True
    )
    statutory_days: Mapped[int | None] = field(
        "法定时限（工作日）", sa.Integer(), "show add edit export import", null=True, secrecy=OPEN
    )
    promised_days: Mapped[int | None] = field(
        "承诺时限（工作日）",
        sa.Integer(),
        "list show filter sort add edit export import",
        null=True,
        secrecy=OPEN,
    )
    is_online: Mapped[bool] = field(
        "可网办", sa.Boolean(), "list show filter add edit export import", default=False
    )
    trips_max: Mapped[int | None] = field(
        "最多跑几趟", sa.Integer(), "show add edit export import", null=True, secrecy=OPEN
    )
    fee_basis: Mapped[str] = field(
        "收费依据", sa.String(200), "show add edit export import", default="", secrecy=OPEN
    )
    version: Mapped[int] = field("版本", sa.Integer(), "list show export", default=1)
    effective_from: Mapped[date] = field("生效日期", sa.Date(), "show add edit export import")
    effective_to: Mapped[date | None] = field("失效日期", sa.Date(), "show edit export", null=True)
    status: Mapped[RecordStatus] = field(
        "状态",
        RecordStatus,
        "list show filter add edit",
        default=RecordStatus.ACTIVE,
        secrecy=OPEN,
    )


class OneTimeNotice(Model):
    """What an applicant is told once and for all about an item; a change is a new version."""

    __tablename__ = "one_time_notice"
    __label__ = "一次性告知单"
    __display__ = "id"
    __table_args__ = table_args(
        "一次性告知单（优化营商环境条例第三十五条）：只增不改，改动另出一版",
        sa.UniqueConstraint("service_item_id", "version"),
    )

    service_item_id: Mapped[int] = field(
        "事项", sa.BigInteger(), "list show filter", refers_to="service_item.id", secrecy=OPEN
    )
    version: Mapped[int] = field("版本", sa.Integer(), "list show sort", secrecy=OPEN)
    materials: Mapped[list[str]] = field("所需材料", Json, "show", default=list, secrecy=OPEN)
    body: Mapped[str] = field(
        "办理说明", sa.Text(), "show", default="", multiline=True, secrecy=OPEN
    )
    published_at: Mapped[datetime] = field(
        "发布时间", UtcDateTime(), "list show sort", secrecy=OPEN
    )


class QrCode(Model):
    """A random token that opens the evaluation of one point; never a region's code."""

    __tablename__ = "qr_code"
    __label__ = "评价码"
    __display__ = "id"
    __table_args__ = table_args(
        "评价码：随机串，随点位走，不含区划代码",
        sa.Index("ix_qr_code_service_point_id", "service_point_id", "revoked_at"),
        sa.Index(
            "uq_qr_code_in_use",
            "service_point_id",
            unique=True,
            postgresql_where=IN_USE,
            sqlite_where=IN_USE,
        ),
        sa.CheckConstraint("replaced_by_id IS NULL OR replaced_by_id <> id", name="not_itself"),
        sa.CheckConstraint(
            "replaced_by_id IS NULL OR revoked_at IS NOT NULL", name="replaced_is_revoked"
        ),
    )

    token: Mapped[str] = field("随机串", sa.String(22), "", unique=True, secrecy=OPEN)
    service_point_id: Mapped[int] = field(
        "点位", sa.BigInteger(), "list show filter", refers_to="service_point.id", secrecy=OPEN
    )
    issued_at: Mapped[datetime] = field("生成时间", UtcDateTime(), "list show sort", secrecy=OPEN)
    print_job_id: Mapped[int | None] = field(
        "印制批次", sa.BigInteger(), "list show filter", null=True, refers_to="print_job.id"
    )
    revoked_at: Mapped[datetime | None] = field(
        "停用时间", UtcDateTime(), "list show filter", null=True, secrecy=OPEN
    )
    revoked_reason: Mapped[str | None] = field("停用原因", sa.String(200), "show", null=True)
    replaced_by_id: Mapped[int | None] = field(
        "换成", sa.BigInteger(), "show", null=True, refers_to="qr_code.id", secrecy=OPEN
    )


class PrintJob(Model):
    """Many papers made in the background into one file, with progress; it may be cancelled."""

    __tablename__ = "print_job"
    __label__ = "批量制作"
    __fenced__ = True
    __display__ = "title"
    __table_args__ = table_args(
        "批量制作：后台生成，有进度，可取消",
        sa.CheckConstraint("done >= 0 AND done <= total", name="progress"),
        sa.CheckConstraint("state <> 'done' OR sha256 IS NOT NULL", name="done_has_file"),
        sa.Index("ix_print_job_state", "state", "id"),
    )

    kind: Mapped[PrintKind] = field("类别", PrintKind, "list show filter")
    title: Mapped[str] = field("名称", sa.String(100), "list show")
    account_id: Mapped[int] = field("制作人", sa.Integer(), "list show", refers_to="ab_user.id")
    facts: Mapped[dict[str, Any]] = field("内容", Json, "", default=dict)
    total: Mapped[int] = field("总数", sa.Integer(), "list show")
    done: Mapped[int] = field("已完成", sa.Integer(), "list show", default=0)
    state: Mapped[PrintState] = field(
        "状态", PrintState, "list show filter", default=PrintState.WAITING
    )
    lease_until: Mapped[datetime | None] = field("占用至", UtcDateTime(), "", null=True)
    sha256: Mapped[str | None] = field("内容散列", sa.String(64), "show", null=True)
    ended_at: Mapped[datetime | None] = field("结束时间", UtcDateTime(), "show", null=True)
    # Counts the claims: a worker that comes back late writes nothing over another one's work.
    tries: Mapped[int | None] = field("制作次数", sa.Integer(), "", null=True)
    note: Mapped[str | None] = field(
        "说明", sa.String(200), "show", null=True, hint="没有做成的原因，或没有印上的码"
    )


class Kiosk(Model):
    """A touch screen of the hall; its key is stored hashed, its number is a place."""

    __tablename__ = "kiosk"
    __label__ = "一体机"
    __display__ = "device_no"
    __table_args__ = table_args("一体机自助终端")

    device_no: Mapped[str] = field(
        "终端编号", sa.String(20), "list show search sort", unique=True, secrecy=OPEN
    )
    service_point_id: Mapped[int] = field(
        "点位",
        sa.BigInteger(),
        "list show filter",
        refers_to="service_point.id",
        index=True,
        secrecy=OPEN,
    )
    key_hash: Mapped[str | None] = field(
        "设备密钥散列", sa.String(64), "", null=True, secrecy=SEALED
    )
    last_seen: Mapped[datetime | None] = field(
        "最近联系", UtcDateTime(), "list show sort", null=True
    )
    waiting: Mapped[int | None] = field(
        "未传的评价", sa.Integer(), "list show", null=True, hint="终端最近一次报告的条数"
    )
    revoked_at: Mapped[datetime | None] = field(
        "停用时间", UtcDateTime(), "list show filter", null=True, secrecy=OPEN
    )


class DeferredMaterial(Model):
    """A paper that a window took on trust (容缺受理), to be handed in by a promised day."""

    __tablename__ = "deferred_material"
    __label__ = "容缺承诺"
    __fenced__ = True
    __display__ = "material"
    __table_args__ = table_args(
        "容缺受理的承诺：先办事，材料按承诺的日期补交",
        sa.Index("ix_deferred_material_unit_id", "unit_id", "supplied_at", "promise_due"),
        sa.Index("ix_deferred_material_promise_due", "supplied_at", "promise_due"),
    )

    unit_id: Mapped[int] = field("受理单位", sa.BigInteger(), "list show", refers_to="unit.id")
    service_item_id: Mapped[int] = field(
        "事项", sa.BigInteger(), "list show", refers_to="service_item.id", index=True
    )
    case_no: Mapped[str] = field("办件编号", sa.String(40), "list show search")
    material: Mapped[str] = field("缺的材料", sa.String(120), "list show")
    promise_due: Mapped[date] = field("承诺补交日期", sa.Date(), "list show sort")
    supplied_at: Mapped[datetime | None] = field("补交时间", UtcDateTime(), "list show", null=True)
    near_told_at: Mapped[datetime | None] = field("到期前提醒", UtcDateTime(), "show", null=True)
    late_told_at: Mapped[datetime | None] = field("逾期提醒", UtcDateTime(), "show", null=True)


class Enterprise(Model):
    """An enterprise of 纪企直通车, by its unified social credit code (GB 32100-2015)."""

    __tablename__ = "enterprise"
    __label__ = "企业"
    __fenced__ = True
    __table_args__ = table_args(
        "纪企直通车联系的企业",
        sa.CheckConstraint("length(uscc) = 18", name="uscc_length"),
        sa.Index("ix_enterprise_officer_id", "officer_id"),
    )

    KEPT: ClassVar[str] = "list show search sort export"
    uscc: Mapped[str] = field("统一社会信用代码", sa.String(18), KEPT, unique=True)
    name: Mapped[str] = field("企业名称", sa.String(100), KEPT)
    pinyin_initials: Mapped[str] = field("拼音首字母", sa.String(60), "search", default="")
    region_code: Mapped[str] = field(
        "所在区划", sa.String(12), "list show filter export", refers_to="region.code", index=True
    )
    industry: Mapped[str] = field("行业", sa.String(40), "show search export", default="")
    contact_id: Mapped[int | None] = field(
        "联系人", sa.BigInteger(), "", null=True, refers_to="contact.id", secrecy=SEALED
    )
    officer_id: Mapped[int | None] = field(
        "联系专员", sa.Integer(), "list show filter", null=True, refers_to="ab_user.id"
    )
    verified_at: Mapped[datetime | None] = field("核实时间", UtcDateTime(), "show", null=True)
    status: Mapped[RecordStatus] = field(
        "状态", RecordStatus, "list show filter", default=RecordStatus.ACTIVE
    )
