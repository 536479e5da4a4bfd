"""Typed values from what a form or the API sent, held against the declaration of each column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock, identifiers
from app.enums import Word
from app.errors import Invalid
from app.models import Field, Model, table_of
from app.principal import Principal
from app.queries import lookups
from app.textfold import BadText, clean_line, clean_text, fold

LONGEST = 5000
SMALL, BIG = 2**31 - 1, 2**63 - 1
CHOOSE = "请从列表中选择。"
EMPTY = "不能为空。"
FIRST_YEAR, LAST_YEAR = 1900, 2999
# Numbers with a check of their own, by column name.
NUMBERS: dict[str, Callable[[str], str]] = {"uscc": identifiers.check_uscc}


class Wrong(ValueError):
    """A value that cannot be kept; the text is for the person who typed it."""


def is_required(model: type[Model], name: str) -> bool:
    """Tell whether a column needs a value: NOT NULL, no default, and no tick box."""
    column = table_of(model).c[name]
    return not column.nullable and column.default is None and not _is(column, sa.Boolean)


def checked(
    session: Session, actor: Principal, model: type[Model], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return typed values by column; raise Invalid with one message per wrong field."""
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in given.items():
        try:
            kept[name] = _typed(session, actor, model, name, value)
        except (Wrong, BadText, identifiers.InvalidIdentifier) as error:
            wrong[name] = str(error)
    if wrong:
        raise Invalid(wrong)
    return kept


def unticked(model: type[Model], names: tuple[str, ...]) -> dict[str, bool]:
    """Return "no" for each tick box of a new row that has no default."""
    columns = table_of(model).c
    plain_no = (n for n in names if _is(columns[n], sa.Boolean) and not columns[n].nullable)
    return {name: False for name in plain_no if columns[name].default is None}


def missing(model: type[Model], names: tuple[str, ...], given: Mapping[str, Any]) -> dict[str, str]:
    """Return a message for each required column that a new row lacks."""
    return {name: EMPTY for name in names if name not in given and is_required(model, name)}


def plain(value: Any) -> Any:
    """Return a typed value as JSON keeps it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _is(column: sa.Column[Any], kind: type[Any]) -> bool:
    """Tell whether a column is of a type, wrapped ones included."""
    return isinstance(column.type, kind) or isinstance(getattr(column.type, "impl", None), kind)


def _typed(session: Session, actor: Principal, model: type[Model], name: str, value: Any) -> Any:
    """Return the value of one column."""
    column, about = table_of(model).c[name], model.about(name)
    if _is(column, sa.Boolean):
        return _truth(value, null=bool(column.nullable))
    if value is None or (isinstance(value, str) and not fold(value)):
        return _blank(model, name, column)
    if about.refers_to:
        return _key(session, actor, model, name, value)
    if about.enum is not None:
        return _word(about.enum, value)
    if about.vocabulary:
        return _term(session, about.vocabulary, value)
    return _scalar(column, about, value)


def _blank(model: type[Model], name: str, column: sa.Column[Any]) -> Any:
    """Return what an empty field means: nothing, an empty text, or the column's default."""
    if is_required(model, name):
        raise Wrong(EMPTY)
    if column.nullable:
        return None
    default = column.default
    return default.arg if isinstance(default, sa.ColumnDefault) and default.is_scalar else None


def _truth(value: Any, *, null: bool) -> bool | None:
    """Return a truth value; an unticked box sends nothing and means no."""
    if isinstance(value, bool):
        return value
    if value in (None, ""):
        return None if null else False
    if value in ("y", "on", "1", "true"):
        return True
    if value in ("n", "0", "false"):
        return False
    raise Wrong("请选择“是”或“否”。")


def _word(words: type[Word], value: Any) -> Word:
    """Return a state word."""
    try:
        return words(value)
    except ValueError as error:
        raise Wrong(CHOOSE) from error


def _term(session: Session, vocabulary: str, value: Any) -> str:
    """Return the code of a valid word of a list."""
    if not isinstance(value, str) or value not in lookups.terms(session, vocabulary):
        raise Wrong(CHOOSE)
    return value


def _key(session: Session, actor: Principal, model: type[Model], name: str, value: Any) -> Any:
    """Return the key of a visible row that a foreign key may name."""
    column = table_of(model).c[name]
    try:
        most = BIG if _is(column, sa.BigInteger) else SMALL
        key: Any = _integer(value, most) if _is(column, sa.Integer) else _line(value, 40, "")
    except (Wrong, BadText):
        raise Wrong(CHOOSE) from None
    if lookups.name_of(session, actor, model, name, key) is None:
        raise Wrong(CHOOSE)
    return key


def _scalar(column: sa.Column[Any], about: Field, value: Any) -> Any:
    """Return a number, date, time or text."""
    if _is(column, sa.Integer):
        return _integer(value, BIG if _is(column, sa.BigInteger) else SMALL)
    if _is(column, sa.DateTime):
        return _instant(value)
    if _is(column, sa.Date):
        return _day(value)
    if _is(column, sa.Time):
        return _clock(value)
    return _text(column, about, value)


def _text(column: sa.Column[Any], about: Field, value: Any) -> str:
    """Return a cleaned text."""
    longest = about.max_length or LONGEST
    if not isinstance(value, str):
        raise Wrong("请填写文字。")
    clean = clean_text if about.multiline else clean_line
    text = clean(value, longest, about.label)
    check = NUMBERS.get(column.key)
    return check(text) if check else text


def _line(value: Any, longest: int, label: str) -> str:
    """Return a cleaned text of one line."""
    return clean_line(str(value), longest, label)


def _integer(value: Any, most: int) -> int:
    """Return a whole number that the column can hold."""
    try:
        number = int(value) if isinstance(value, int | str) else None
    except ValueError:
        number = None
    if number is None or isinstance(value, bool) or abs(number) > most:
        raise Wrong("请填写整数。")
    return number


def _day(value: Any) -> date:
    """Return a date written as 2026-11-18."""
    try:
        on = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError as error:
        raise Wrong("日期不对，请按“2026-11-18”的样子填写。") from error
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise Wrong("年份不对，请检查。")
    return on


def _clock(value: Any) -> time:
    """Return a time written as 8:30."""
    try:
        hour, minute = str(value).replace("：", ":").split(":")[:2]
        return time(int(hour), int(minute))
    except ValueError as error:
        raise Wrong("时间不对，请按“8:30”的样子填写。") from error


def _instant(value: Any) -> datetime:
    """Return an instant; one without a zone is Chinese local time."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    except ValueError as error:
        raise Wrong("时间不对，请按“2026-11-18 9:30”的样子填写。") from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Wrong("年份不对，请检查。")
    return at if at.tzinfo else at.replace(tzinfo=clock.CHINA)
