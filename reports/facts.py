"""Turns FACTS.json into a Paper, or refuses it with one Chinese line that names the fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from reports import readers
from reports.catalog import KIND_FORMATS, PaperFormat
from reports.errors import FactsError
from reports.fontset import FontSet
from reports.paper import Paper
from reports.readers import Reader
from reports.textin import one_line

COMMON: dict[str, Reader] = {
    "agency": readers.text,
    "mark": readers.optional_text,
    "number": readers.number,
    "secrecy": readers.one_of("绝密", "机密", "秘密"),
    "secrecy_term": readers.secrecy_term,
    "urgency": readers.one_of("特急", "加急"),
    "copy_no": readers.copy_number,
    "title": readers.text,
    "addressees": readers.texts,
    "body": readers.body,
    "tables": readers.tables,
    "attachments": readers.attachments,
    "sign": readers.text,
    "date": readers.iso_date,
    "seal": readers.one_of("none", "placeholder"),
    "note": readers.optional_text,
    "copy_to": readers.texts,
    "printed_by": readers.optional_text,
    "printed_on": readers.iso_date,
    "verify_url": readers.url,
}
REQUIRED = ("agency", "title", "sign", "date", "body")


def read_facts(
    kind: str, facts: object, extra: Mapping[str, Reader], required: frozenset[str]
) -> Paper:
    """Validate the facts of one paper.

    `extra` holds the readers of the kind's own keys and `required` those that must be there.
    Raises FactsError for an unknown or missing key, a wrong type or a wrong value.
    """
    if not isinstance(facts, Mapping):
        raise FactsError("公文的内容应当是一个 JSON 对象")
    for key in facts:
        if key not in COMMON and key not in extra:
            raise FactsError(f"不认识的键：{_safe(key)}")
    for key in (*REQUIRED, *sorted(required)):
        if facts.get(key) in (None, "", []):
            raise FactsError(f"缺少必填的键：{key}")
    common = {key: read(facts[key], key) for key, read in COMMON.items() if key in facts}
    own = {key: read(facts[key], key) for key, read in extra.items() if key in facts}
    common["mark"] = common.get("mark") or _default_mark(kind, common["agency"])
    common["printed_by"] = common.get("printed_by") or common["agency"]
    paper = Paper(kind=kind, extra=own, **common)
    _check_together(paper)
    return paper


def _safe(key: object) -> str:
    return one_line(str(key), "键名")[:40]


def _default_mark(kind: str, agency: str) -> str:
    """发文机关标志: the name, with 文件 only in the 文件 format (7.2.4, 10.1)."""
    return agency + ("文件" if KIND_FORMATS[kind][1] is PaperFormat.FILE else "")


def _check_together(paper: Paper) -> None:
    if paper.secrecy_term and not paper.secrecy:
        raise FactsError("有保密期限（secrecy_term）就要有密级（secrecy）")
    if paper.printed_on and paper.printed_on < paper.date:
        raise FactsError("印发日期（printed_on）不能早于成文日期（date）")
    for at, table in enumerate(paper.tables, 1):
        if table.after > len(paper.body):
            raise FactsError(f"tables第{at}个.after 超过了正文的段数（{len(paper.body)}）")


def check_characters(paper: Paper, fonts: FontSet) -> None:
    """Refuse a character no font has ink for, naming it and its place."""
    for where, text in walk(paper):
        index = fonts.missing(text)
        if index is not None:
            char = text[index]
            raise FactsError(f"{where}第{index + 1}个字“{char}”（U+{ord(char):04X}）没有字体可以印")


def walk(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of the facts with its place."""
    if isinstance(value, str):
        yield where, value
    elif is_dataclass(value):
        for item in fields(value):
            yield from walk(getattr(value, item.name), f"{where}.{item.name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk(item, f"{where}.{key}".lstrip("."))
    elif isinstance(value, tuple | list):
        for place, item in enumerate(value, 1):
            yield from walk(item, f"{where}第{place}项")
