"""Turns FACTS.json into a Paper, or refuses it with one Chinese line that names the fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from reports import photos, readers
from reports.catalog import PaperFormat
from reports.errors import FactsError
from reports.fontset import FontSet
from reports.kinds.base import Kind
from reports.paper import TO_FILL, Paper
from reports.readers import Reader
from reports.textin import one_line

COMMON: dict[str, Reader] = {
    "agency": readers.text,
    "joint": readers.texts,
    "signer": readers.one_or_more,
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
    "photos": photos.photos,
    "sign": readers.text,
    "date": readers.iso_date,
    "seal": readers.one_of("none", "placeholder", "image"),
    "note": readers.optional_text,
    "copy_to": readers.texts,
    "printed_by": readers.optional_text,
    "printed_on": readers.iso_date,
    "verify_url": readers.url,
    "draft_mark": readers.flag,
    "copy_mark": readers.flag,
    "void_mark": readers.flag,
}
_MOST_JOINT = 3
_MOST_SIGNERS = 6


def read_facts(kind: Kind, facts: object) -> Paper:
    """Validate the facts of one paper.

    Raises FactsError for an unknown or missing key, a wrong type or a wrong value.
    """
    if not isinstance(facts, Mapping):
        raise FactsError("公文的内容应当是一个 JSON 对象")
    for key in facts:
        if key not in COMMON and key not in kind.extra:
            raise FactsError(f"不认识的键：{_safe(key)}")
        if key in kind.refused:
            raise FactsError(f"{kind.label}没有这一项：{key}")
    for key in (*kind.base, *sorted(kind.required)):
        if facts.get(key) in (None, "", []):
            raise FactsError(f"缺少必填的键：{key}")
    common = {key: read(facts[key], key) for key, read in COMMON.items() if key in facts}
    own = {key: read(facts[key], key) for key, read in kind.extra.items() if key in facts}
    agency = common.get("agency", "")
    common["mark"] = common.get("mark") or default_mark(kind.format, agency, common.get("joint"))
    common["attachments"] = (
        *common.get("attachments", ()),
        *photos.bound(common.pop("photos", ())),
    )
    common["printed_by"] = common.get("printed_by") or agency
    paper = Paper(kind=kind.code, extra=own, **common)
    _check_together(paper)
    if kind.check is not None:
        kind.check(paper)
    return paper


def _is_open(value: Any) -> bool:
    """Tell whether a date was left open anywhere."""
    if isinstance(value, Mapping):
        return _is_open(tuple(value.values()))
    return any(map(_is_open, value)) if isinstance(value, tuple) else bool(value == TO_FILL)


def _safe(key: object) -> str:
    return one_line(str(key), "键名")[:40]


def default_mark(form: PaperFormat, agency: str, joint: object) -> str:
    """发文机关标志: the name, with 文件 or 纪要 by the format (7.2.4, 10.1, 10.3).

    It is empty for a joint paper in 文件格式: there each agency has a line of its own.
    """
    if joint and form is PaperFormat.FILE:
        return ""
    return agency + {PaperFormat.FILE: "文件", PaperFormat.MINUTES: "会议纪要"}.get(form, "")


def _check_together(paper: Paper) -> None:
    if not paper.draft_mark and _is_open((paper.date, paper.printed_on, paper.extra)):
        raise FactsError("有日期还没有填写，只有草稿可以空着")
    if paper.secrecy_term and not paper.secrecy:
        raise FactsError("有保密期限（secrecy_term）就要有密级（secrecy）")
    if paper.printed_on and paper.printed_on < paper.date:
        raise FactsError("印发日期（printed_on）不能早于成文日期（date）")
    if len(paper.joint) > _MOST_JOINT:
        raise FactsError(f"joint（联合发文机关）最多{_MOST_JOINT}个")
    if len(paper.signer) > _MOST_SIGNERS:
        raise FactsError(f"signer（签发人）最多{_MOST_SIGNERS}人")
    for at, table in enumerate(paper.tables, 1):
        if table.after > len(paper.body):
            raise FactsError(f"tables第{at}个.after 超过了正文的段数（{len(paper.body)}）")


def check_characters(paper: Paper, fonts: FontSet) -> None:
    """Refuse a character no font has ink for, naming it and its place."""
    if fonts.missing("".join(set().union(*_texts(paper)))) is None:
        return
    for where, text in walk(paper):
        index = fonts.missing(text)
        if index is not None:
            char = text[index]
            raise FactsError(f"{where}第{index + 1}个字“{char}”（U+{ord(char):04X}）没有字体可以印")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of the facts, without its place: that is seldom asked for."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from (item,) if isinstance(item, str) else _texts(item)
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif is_dataclass(value):
        yield from _texts(tuple(vars(value).values()))


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
