"""What the tables of migration 0001 share; frozen with it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def key() -> sa.Column[Any]:
    """Return the surrogate key of a table of the product."""
    return sa.Column("id", BIG_ID, nullable=False, comment="主键")


def kept(table: str, *, in_cycle: bool = False) -> list[Any]:
    """Return who and when, the version, and the keys that every table of the product has."""
    return [
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="建立时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True, comment="建立人"),
        sa.Column("updated_at", sa.DateTime(), nullable=True, comment="更新时间"),
        sa.Column("row_version", sa.Integer(), nullable=False, comment="版本号"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        points_to(table, "created_by_id", "ab_user.id", in_cycle=in_cycle),
    ]


def points_to(table: str, column: str, target: str, *, in_cycle: bool = False) -> Any:
    """Return a foreign key that refuses to lose its target.

    A key of the cycle account-unit-region is added after its tables on PostgreSQL;
    SQLite, which cannot add one, takes it with the table.
    """
    return sa.ForeignKeyConstraint(
        [column],
        [target],
        name=f"fk_{table}_{column}",
        ondelete="RESTRICT",
        use_alter=in_cycle,
    )
