"""线索清仓 and the risk list: by which day an aged clue is cleared; which risks stand, sealed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.enums_clue import RiskState
from app.models.base import Model, Secrecy, field, table_args

SEALED = Secrecy.SEALED


class ClueClearing(Model):
    """By which day a clue is to be disposed of; the newest row of a clue counts; append-only."""

    __tablename__ = "clue_clearing"
    __label__ = "线索清仓期限"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "id"
    __table_args__ = table_args(
        "线索清仓期限：密件，只增不改，最后一条算数",
        sa.Index("ix_clue_clearing_clue_id", "clue_id", "id"),
    )

    clue_id: Mapped[int] = field("线索", sa.BigInteger(), "", secrecy=SEALED, refers_to="clue.id")
    target_on: Mapped[date] = field("清仓期限", sa.Date(), "", secrecy=SEALED)


class DisciplineRisk(Model):
    """A risk of discipline at a unit, who answers for it and by when; its words are sealed."""

    __tablename__ = "discipline_risk"
    __label__ = "廉政风险"
    __fenced__ = True
    __compartment__: ClassVar[bool] = True
    __display__ = "id"
    __table_args__ = table_args(
        "廉政风险清单：密件，风险和措施加密",
        sa.Index("ix_discipline_risk_owner_unit_id", "owner_unit_id", "due_on"),
    )

    uid: Mapped[str] = field("随机标识", sa.String(32), "", secrecy=SEALED, unique=True)
    key_version: Mapped[int] = field("密钥版本", sa.Integer(), "", secrecy=SEALED)
    wrapped_key: Mapped[bytes] = field("行密钥（已加密）", sa.LargeBinary(), "", secrecy=SEALED)
    risk_sealed: Mapped[bytes] = field("风险（密文）", sa.LargeBinary(), "", secrecy=SEALED)
    measure_sealed: Mapped[bytes] = field("措施（密文）", sa.LargeBinary(), "", secrecy=SEALED)
    unit_id: Mapped[int] = field(
        "存在风险的单位", sa.BigInteger(), "", secrecy=SEALED, refers_to="unit.id"
    )
    owner_unit_id: Mapped[int] = field(
        "责任室", sa.BigInteger(), "", secrecy=SEALED, refers_to="unit.id"
    )
    due_on: Mapped[date] = field("化解期限", sa.Date(), "", secrecy=SEALED)
    state: Mapped[RiskState] = field("状态", RiskState, "", secrecy=SEALED, default=RiskState.OPEN)
