"""Accountability outcomes and interference: recorded, sealed, never decided here."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_clue import (
    KINDS,
    ActionGroup,
    ActionKind,
    FourForm,
    InterferenceKind,
    InterferenceWay,
)
from app.models.base import Model, Secrecy, field, table_args

SEALED = Secrecy.SEALED


def _kind_fits_group() -> str:
    """Return the condition that the kind of an outcome belongs to its group."""
    parts = (
        f"(action_group = '{group.value}' AND action_kind IN ("
        + ", ".join(f"'{kind.value}'" for kind in kinds)
        + "))"
        for group, kinds in KINDS.items()
    )
    return " OR ".join(parts)


class Accountability(Model):
    """One outcome for one person or unit, as another body decided it."""

    __tablename__ = "accountability"
    __label__ = "追责结果"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "id"
    __table_args__ = table_args(
        "追责结果：只记录，不作决定；姓名加密",
        sa.CheckConstraint(
            "action_group <> 'administrative' OR is_public_official", name="official"
        ),
        sa.CheckConstraint("action_group <> 'party' OR is_party_member", name="party_member"),
        sa.CheckConstraint(_kind_fits_group(), name="kind_of_group"),
        sa.CheckConstraint("(action_group = 'unit') = (name_sealed IS NULL)", name="person"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > effective_on", name="ends_later"),
        sa.Index("ix_accountability_unit_id", "unit_id", "effective_on"),
        sa.Index("ix_accountability_effective_on", "effective_on", "id"),
    )

    uid: Mapped[str] = field("随机标识", sa.String(32), "", secrecy=SEALED, unique=True)
    key_version: Mapped[int] = field("密钥版本", sa.Integer(), "", secrecy=SEALED)
    wrapped_key: Mapped[bytes] = field("行密钥（已加密）", sa.LargeBinary(), "", secrecy=SEALED)
    name_sealed: Mapped[bytes | None] = field(
        "姓名（密文）", sa.LargeBinary(), "", secrecy=SEALED, null=True
    )
    name_mask: Mapped[str] = field("姓名", sa.String(40), "", secrecy=SEALED, default="")
    unit_id: Mapped[int] = field("单位", sa.BigInteger(), "", secrecy=SEALED, refers_to="unit.id")
    post: Mapped[str] = field("职务", sa.String(80), "", secrecy=SEALED, default="")
    is_public_official: Mapped[bool] = field(
        "公职人员", sa.Boolean(), "", secrecy=SEALED, default=False
    )
    is_party_member: Mapped[bool] = field(
        "中共党员", sa.Boolean(), "", secrecy=SEALED, default=False
    )
    action_group: Mapped[ActionGroup] = field("类别", ActionGroup, "", secrecy=SEALED)
    action_kind: Mapped[ActionKind] = field("处理方式", ActionKind, "", secrecy=SEALED)
    form: Mapped[FourForm | None] = field("形态", FourForm, "", secrecy=SEALED, null=True)
    decided_by_body: Mapped[str] = field("决定机关", sa.String(80), "", secrecy=SEALED)
    decided_on: Mapped[date] = field("决定日期", sa.Date(), "", secrecy=SEALED)
    effective_on: Mapped[date] = field("生效日期", sa.Date(), "", secrecy=SEALED)
    ends_on: Mapped[date | None] = field(
        "处分期满", sa.Date(), "", secrecy=SEALED, null=True, hint="政务处分按期限自动计算"
    )
    problem_id: Mapped[int | None] = field(
        "台账事项", sa.BigInteger(), "", secrecy=SEALED, null=True, refers_to="problem.id"
    )
    clue_id: Mapped[int | None] = field(
        "线索", sa.BigInteger(), "", secrecy=SEALED, null=True, refers_to="clue.id"
    )
    document_id: Mapped[int | None] = field(
        "通报等公文", sa.BigInteger(), "", secrecy=SEALED, null=True, refers_to="document.id"
    )
    public_text: Mapped[str | None] = field(
        "公开文字", sa.Text(), "", secrecy=SEALED, null=True, hint="对外公布的话，不写全名"
    )


class InterferenceRecord(Model):
    """Somebody asked about a case or put in a word (监察法 art. 66); append-only."""

    __tablename__ = "interference_record"
    __label__ = "打听说情记录"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "id"
    __table_args__ = table_args("打听案情、说情干预记录：密件，只增不改")

    uid: Mapped[str] = field("随机标识", sa.String(32), "", secrecy=SEALED, unique=True)
    key_version: Mapped[int] = field("密钥版本", sa.Integer(), "", secrecy=SEALED)
    wrapped_key: Mapped[bytes] = field("行密钥（已加密）", sa.LargeBinary(), "", secrecy=SEALED)
    asker_sealed: Mapped[bytes] = field("何人（密文）", sa.LargeBinary(), "", secrecy=SEALED)
    item_sealed: Mapped[bytes] = field("何事（密文）", sa.LargeBinary(), "", secrecy=SEALED)
    content_sealed: Mapped[bytes] = field("经过（密文）", sa.LargeBinary(), "", secrecy=SEALED)
    kind: Mapped[InterferenceKind] = field("情形", InterferenceKind, "", secrecy=SEALED)
    way: Mapped[InterferenceWay] = field("方式", InterferenceWay, "", secrecy=SEALED)
    happened_on: Mapped[date] = field("日期", sa.Date(), "", secrecy=SEALED)
    recorded_by_id: Mapped[int] = field(
        "记录人", sa.Integer(), "", secrecy=SEALED, refers_to="ab_user.id"
    )
