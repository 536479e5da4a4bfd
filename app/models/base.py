"""One declaration per column: type, label, uses and who may see it.

Forms, lists, filters, the API, Excel headers, audit masking and the comments
of schema.sql are derived from what field() records here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.enums import Word

if TYPE_CHECKING:
    from sqlalchemy.orm import DeclarativeBase

    class FrameworkModel(DeclarativeBase):
        """Typed stand-in for the framework's untyped declarative base."""
else:
    from flask_appbuilder import Model as FrameworkModel

FrameworkModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


class Secrecy(StrEnum):
    """Who may see a column of a row that is already visible."""

    OPEN = "open"  # Anyone who sees the row.
    INTERNAL = "internal"  # Offices that see the row, never the public pages.
    ORIGINAL = "original"  # A citizen's own words: only roles that read originals.
    PERSONAL = "personal"  # Masks and personal data: only roles of the matrix.
    SEALED = "sealed"  # Never in a list, form, export, API or log.


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant, stored as UTC without a zone on both databases."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive instant and store the aware one in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the stored instant with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Field:
    """What field() recorded about a column."""

    label: str
    uses: frozenset[str]
    secrecy: Secrecy
    enum: type[Word] | None
    vocabulary: str | None
    refers_to: str | None
    multiline: bool
    hint: str
    max_length: int | None


USES = frozenset({"list", "show", "search", "filter", "sort", "add", "edit", "import", "export"})


def words(enum: type[Word], name: str | None = None) -> sa.Enum:
    """Return the column type of a state word, with its CHECK constraint."""
    return sa.Enum(
        enum,
        name=name or enum.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=max(len(word.value) for word in enum) + 4,
        values_callable=lambda kind: [word.value for word in kind],
        validate_strings=True,
    )


def field(
    label: str,
    type_: Any,
    uses: str = "list show",
    *,
    secrecy: Secrecy = Secrecy.INTERNAL,
    null: bool = False,
    default: Any = None,
    refers_to: str | None = None,
    vocabulary: str | None = None,
    multiline: bool = False,
    hint: str = "",
    unique: bool = False,
    index: bool = False,
) -> Any:
    """Declare a column once.

    label is Chinese. uses names what the column may be used for (USES); an
    undeclared use is a refusal. type_ is an SQLAlchemy type or a Word class.
    refers_to is "table.column". vocabulary names an office-owned list.
    """
    chosen = frozenset(uses.split())
    if chosen - USES:
        raise ValueError(f"unknown use of {label}: {sorted(chosen - USES)}")
    enum = type_ if isinstance(type_, type) and issubclass(type_, Word) else None
    sql_type = words(enum) if enum else type_
    keys = [sa.ForeignKey(refers_to, ondelete="RESTRICT")] if refers_to else []
    about = Field(
        label=label,
        uses=chosen,
        secrecy=secrecy,
        enum=enum,
        vocabulary=vocabulary,
        refers_to=refers_to,
        multiline=multiline,
        hint=hint,
        max_length=getattr(sql_type, "length", None) if enum is None else None,
    )
    return mapped_column(
        sql_type,
        *keys,
        nullable=null,
        default=default,
        unique=unique or None,
        index=index or None,
        comment=label if not hint else f"{label}：{hint}",
        info={"field": about},
    )


class Model(FrameworkModel):
    """Base of every table: surrogate key, who and when, and the version for 409."""

    __abstract__ = True
    __label__: ClassVar[str]
    # Rows of a fenced table are refused unless the session names who asks.
    __fenced__: ClassVar[bool] = False
    # Rows of a compartment have a schema and a role of their own on PostgreSQL.
    __compartment__: ClassVar[bool] = False
    # What a person calls a row of this table, used wherever a foreign key is shown.
    __display__: ClassVar[str] = "name"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, comment="主键", sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=lambda: datetime.now(UTC), comment="建立时间", sort_order=90
    )
    created_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("ab_user.id", ondelete="RESTRICT"), comment="建立人", sort_order=91
    )
    updated_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="更新时间", sort_order=92
    )
    row_version: Mapped[int] = mapped_column(sa.Integer, default=1, comment="版本号", sort_order=93)

    @classmethod
    def fields(cls, use: str | None = None) -> Iterator[tuple[str, Field]]:
        """Yield (name, Field) of the declared columns, in order, for one use."""
        for column in cls.__table__.columns:
            about = column.info.get("field")
            if about is not None and (use is None or use in about.uses):
                yield column.key, about

    @classmethod
    def about(cls, name: str) -> Field:
        """Return the declaration of a column; KeyError when it has none."""
        about = cls.__table__.columns[name].info.get("field")
        if about is None:
            raise KeyError(name)
        return about  # type: ignore[no-any-return]  # column.info is an untyped dict.


def table_args(comment: str, *items: Any) -> tuple[Any, ...]:
    """Return __table_args__ with the table's comment; two classes may not share a table."""
    return (*items, {"comment": comment, "extend_existing": False})


def table_of(model: type[Any]) -> sa.Table:
    """Return the table of a class, for Core statements in reviewed modules."""
    return cast(sa.Table, model.__table__)
