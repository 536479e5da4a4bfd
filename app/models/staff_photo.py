"""The photograph of a person on duty, small, with the day on which that person agreed to it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.models.base import Model, field, table_args

# A photograph of 240 × 320 dots; the page of a code shows several (interface.md: 100 kB a page).
MOST_BYTES = 9_000


class StaffPhoto(Model):
    """What citizens see of a person on duty; its bytes lie here, so that they can be taken out."""

    __tablename__ = "staff_photo"
    __label__ = "工作人员照片"
    __display__ = "id"
    __table_args__ = table_args(
        "工作人员照片：本人同意才展示，撤回同意的当时删去",
        sa.CheckConstraint("(picture IS NULL) = (withdrawn_on IS NOT NULL)", name="kept"),
        sa.CheckConstraint(f"length(picture) <= {MOST_BYTES}", name="small"),
    )

    staff_id: Mapped[int] = field(
        "工作人员", sa.BigInteger(), "", refers_to="staff.id", unique=True
    )
    name: Mapped[str] = field(
        "网址中的名字", sa.String(22), "", unique=True, hint="随机，换一张就换一个"
    )
    picture: Mapped[bytes | None] = field("照片", sa.LargeBinary(), "", null=True)
    agreed_on: Mapped[date] = field("本人同意日期", sa.Date(), "")
    withdrawn_on: Mapped[date | None] = field("撤下日期", sa.Date(), "", null=True)
