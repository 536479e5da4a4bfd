"""Readers of single facts: each takes a JSON value and its place, and returns typed data.

Every refusal is a FactsError with one Chinese line that names the key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.errors import FactsError
from reports.paper import TO_FILL, Attachment, Chart, Column, Number, Paragraph, Series, Table
from reports.textin import clean, one_line

Reader = Callable[[Any, str], Any]

# Stands for a date that nobody has entered: only a draft prints it, as a blank place.
OPEN_DATE = "____-__-__"
_MARK_ENDS = "，；。"
_AGENCY_CODE = re.compile(r"[\u4e00-\u9fff]{1,12}")
_TERM = re.compile(r"长期|\d{1,2}年|\d{1,2}个月|[\u4e00-\u9fff\d]{2,12}")


def text(value: Any, where: str) -> str:
    """Read a text of one line that is not empty."""
    if not isinstance(value, str):
        raise FactsError(f"{where}应当是文字")
    cleaned = one_line(value, where)
    if not cleaned:
        raise FactsError(f"{where}不能为空")
    return cleaned


def optional_text(value: Any, where: str) -> str:
    """Read a text of one line; empty stands for absent."""
    return text(value, where) if value not in ("", None) else ""


def items(value: Any, where: str) -> list[Any]:
    """Read a list."""
    if not isinstance(value, list):
        raise FactsError(f"{where}应当是列表（写成 [ … ]）")
    return value


def texts(value: Any, where: str) -> tuple[str, ...]:
    """Read a list of texts."""
    found = enumerate(items(value, where), 1)
    return tuple(text(item, f"{where}第{place}项") for place, item in found)


def one_or_more(value: Any, where: str) -> tuple[str, ...]:
    """Read one text or a list of texts."""
    return texts(value, where) if isinstance(value, list) else (text(value, where),)


def flag(value: Any, where: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise FactsError(f"{where}应当是 true 或 false")
    return value


def whole(value: Any, where: str, low: int = 0, high: int = 10**9) -> int:
    """Read a whole number within limits."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise FactsError(f"{where}应当是{low}到{high}之间的整数")
    return value


def count(value: Any, where: str) -> int:
    """Read a whole number from 0."""
    return whole(value, where)


def month(value: Any, where: str) -> str:
    """Return a month as 2026年9月 prints it; raise FactsError for another text."""
    if not isinstance(value, str) or not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", value):
        raise FactsError(f"{where}应当是月份，写成 2026-09 的样子")
    year, number = value.split("-")
    return f"{year}年{int(number)}月"


def kept_month(value: Any, where: str) -> str:
    """Return a month that a form keeps as it is."""
    return month(value, where)


def iso_date(value: Any, where: str) -> date:
    """Read a date written as 2026-03-05, or the mark of one that a draft leaves open."""
    if value == OPEN_DATE:
        return TO_FILL
    try:
        if isinstance(value, str) and len(value) == 10 and value != TO_FILL.isoformat():
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise FactsError(f"{where}应当是日期，写成 2026-03-05 的样子")


@dataclass(frozen=True)
class OneOf:
    """Reads one of some words, or empty for absent; a form asks it for the words."""

    words: tuple[str, ...]

    def __call__(self, value: Any, where: str) -> str:
        """Return the word; raise FactsError for another."""
        if value in ("", None):
            return ""
        if value not in self.words:
            raise FactsError(f"{where}只能是：{'、'.join(self.words)}")
        return str(value)


def one_of(*words: str) -> OneOf:
    """Return a reader that takes one of the words, or empty for absent."""
    return OneOf(words)


def copy_number(value: Any, where: str) -> str:
    """Read 份号: six digits (7.2.1)."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{6}", value):
        raise FactsError(f"{where}应当是6位数字的文字，如 000001")
    return value


def secrecy_term(value: Any, where: str) -> str:
    """Read 保密期限 as it stands after the star: 1年, 6个月, 长期."""
    found = optional_text(value, where)
    if found and not _TERM.fullmatch(found):
        raise FactsError(f"{where}应当写成 1年、6个月 或 长期")
    return found


def url(value: Any, where: str) -> str:
    """Read the address behind the verification code."""
    found = text(value, where)
    if not re.fullmatch(r"https?://[!-~]{4,300}", found):
        raise FactsError(f"{where}应当是 http:// 或 https:// 开头的网址，不超过300个字符")
    return found


def mapping(value: Any, where: str, keys: Mapping[str, Reader], required: set[str]) -> Any:
    """Read an object: every key known, none of the required missing."""
    if not isinstance(value, Mapping):
        raise FactsError(f"{where}应当是对象（写成 {{ … }}）")
    for key in value:
        if key not in keys:
            raise FactsError(f"{where}里有不认识的键：{one_line(str(key), where)[:40]}")
    for key in keys:
        if key in required and key not in value:
            raise FactsError(f"{where}缺少必填的键：{key}")
    return {key: read(value[key], f"{where}.{key}") for key, read in keys.items() if key in value}


def number(value: Any, where: str) -> Number:
    """Read 发文字号 (7.2.5): the code in Chinese characters, a full year, no leading zero."""
    readers: dict[str, Reader] = {
        "code": text,
        "year": lambda item, place: whole(item, place, 1900, 2099),
        "seq": lambda item, place: whole(item, place, 1, 999_999),
    }
    found = mapping(value, where, readers, set(readers))
    if not _AGENCY_CODE.fullmatch(found["code"]):
        raise FactsError(f"{where}.code 应当是1到12个汉字的机关代字")
    return Number(**found)


def body(value: Any, where: str) -> tuple[Paragraph, ...]:
    """Read 正文; a newline inside an item begins a new paragraph of the same level."""
    found: list[Paragraph] = []
    for place, item in enumerate(items(value, where), 1):
        readers: dict[str, Reader] = {"level": _level, "text": _lines}
        read = mapping(item, f"{where}第{place}项", readers, {"text"})
        level = read.get("level", 0)
        found.extend(Paragraph(level, line) for line in read["text"])
    if not found:
        raise FactsError(f"{where}不能为空：至少要有一段正文")
    return tuple(found)


def _level(value: Any, where: str) -> int:
    return whole(value, where, 0, 4)


def _lines(value: Any, where: str) -> list[str]:
    if not isinstance(value, str):
        raise FactsError(f"{where}应当是文字")
    lines = [line.strip() for line in clean(value, where).split("\n")]
    if not any(lines):
        raise FactsError(f"{where}不能为空")
    return [line for line in lines if line]


def _cell(value: Any, where: str) -> str:
    if isinstance(value, str):
        return one_line(value, where)
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        raise FactsError(f"{where}应当是文字或数字")
    return one_line("" if value is None else str(value), where)


def _column(value: Any, where: str) -> Column:
    if isinstance(value, str):
        return Column(text(value, where))
    align = one_of("left", "center", "right")
    readers: dict[str, Reader] = {"label": text, "width": _width, "align": align}
    return Column(**mapping(value, where, readers, {"label"}))


def _width(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 40:
        raise FactsError(f"{where}应当是1到40之间的数（单位：字）")
    return float(value)


def table(value: Any, where: str) -> Table:
    """Read a table: every row has one cell a column, or in a form an even number of cells."""
    readers: dict[str, Reader] = {
        "title": optional_text,
        "columns": _columns,
        "rows": items,
        "after": count,
        "source": optional_text,
        "form": flag,
    }
    found = mapping(value, where, readers, {"columns", "rows"})
    is_form, rows = found.pop("form", False), found.pop("rows")
    wide = len(found["columns"])
    if is_form:
        return _form(found, rows, wide, where)
    cells = tuple(_row(row, f"{where}.rows第{at}行") for at, row in enumerate(rows, 1))
    for at, row in enumerate(cells, 1):
        if len(row) != wide:
            raise FactsError(f"{where}.rows第{at}行有{len(row)}格，应当是{wide}格")
    return Table(**found, rows=cells)


def _form(found: dict[str, Any], rows: list[Any], wide: int, where: str) -> Table:
    """Read a form: a row is its cells, or an object with its least height and its foot."""
    readers: dict[str, Reader] = {
        "cells": _row,
        "lines": lambda item, place: whole(item, place, 1, 30),
        "foot": optional_text,
    }
    read = []
    for at, row in enumerate(rows, 1):
        place = f"{where}.rows第{at}行"
        whole_row = row if isinstance(row, Mapping) else {"cells": row}
        read.append(mapping(whole_row, place, readers, {"cells"}))
        count_ = len(read[-1]["cells"])
        if wide % 2 or count_ % 2 or not 2 <= count_ <= wide:
            raise FactsError(f"{place}应当是成对的格（项目、内容），不超过{wide}格")
    return Table(
        **found,
        rows=tuple(row["cells"] for row in read),
        is_form=True,
        lines=tuple(row.get("lines", 1) for row in read),
        feet=tuple(row.get("foot", "") for row in read),
    )


def _columns(value: Any, where: str) -> tuple[Column, ...]:
    found = tuple(
        _column(item, f"{where}第{at}列") for at, item in enumerate(items(value, where), 1)
    )
    if not 1 <= len(found) <= 12:
        raise FactsError(f"{where}应当有1到12列")
    return found


def _row(value: Any, where: str) -> tuple[str, ...]:
    return tuple(_cell(cell, f"{where}第{at}格") for at, cell in enumerate(items(value, where), 1))


def tables(value: Any, where: str) -> tuple[Table, ...]:
    """Read a list of tables."""
    return tuple(table(item, f"{where}第{at}个") for at, item in enumerate(items(value, where), 1))


def attachments(value: Any, where: str) -> tuple[Attachment, ...]:
    """Read attachments: a name alone, or a name with the pages that are bound in."""
    found = enumerate(items(value, where), 1)
    return tuple(_attachment(item, f"{where}第{place}项") for place, item in found)


def _attachment(value: Any, where: str) -> Attachment:
    if isinstance(value, str):
        return Attachment(text(value, where).rstrip(_MARK_ENDS))
    readers: dict[str, Reader] = {"title": text, "body": body, "tables": tables, "landscape": flag}
    found = mapping(value, where, readers, {"title"})
    is_turned = found.pop("landscape", False)
    if is_turned and (found.get("body") or not found.get("tables")):
        raise FactsError(f"{where}横排时（landscape）只能有表格")
    return Attachment(**found, is_turned=is_turned)


def charts(value: Any, where: str) -> tuple[Chart, ...]:
    """Read a list of bar charts."""
    return tuple(_chart(item, f"{where}第{at}个") for at, item in enumerate(items(value, where), 1))


def _chart(value: Any, where: str) -> Chart:
    readers: dict[str, Reader] = {
        "title": text,
        "labels": texts,
        "series": _series,
        "after": count,
        "unit": optional_text,
    }
    found = mapping(value, where, readers, {"title", "labels", "series"})
    if not 1 <= len(found["labels"]) <= 12:
        raise FactsError(f"{where}.labels应当有1到12项")
    for series in found["series"]:
        if len(series.values) != len(found["labels"]):
            raise FactsError(f"{where}的“{series.name}”有{len(series.values)}个数，与labels不一致")
    return Chart(**found)


def _series(value: Any, where: str) -> tuple[Series, ...]:
    readers: dict[str, Reader] = {"name": text, "values": _values}
    found = []
    for at, item in enumerate(items(value, where), 1):
        found.append(Series(**mapping(item, f"{where}第{at}项", readers, set(readers))))
    if not 1 <= len(found) <= 3:
        raise FactsError(f"{where}应当有1到3组")
    return tuple(found)


def _values(value: Any, where: str) -> tuple[float, ...]:
    for at, item in enumerate(items(value, where), 1):
        is_number = isinstance(item, int | float) and not isinstance(item, bool)
        if not is_number or not 0 <= item <= 10**9:
            raise FactsError(f"{where}第{at}个应当是0到10亿之间的数")
    return tuple(value)
