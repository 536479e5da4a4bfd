"""One box of a draft's form for each key of its kind: drawn, filled, and read back.

What box a key gets follows from the reader that the kind declares for it, so that a new key of
a kind has its box without a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import wtforms
from wtforms.validators import Optional

from reports import FactsError, readers
from reports.kinds.base import ListReader
from reports.readers import Reader
from views import paper_text
from views.fields import Clean
from views.paper_words import HINTS, LONG, SEALS, item_label, label

LONGEST_LINE, LONGEST_TEXT, LONGEST_BODY = 300, 2000, 50_000
PLAIN = {"autocomplete": "off"}


@dataclass(frozen=True)
class Box:
    """How one key stands in the form.

    shown turns the stored value into what the field holds, taken turns it back; taken raises
    FactsError in Chinese, which stands beside the field.
    """

    key: str
    field: Any
    shown: Callable[[Any], Any]
    taken: Callable[[Any], Any]


def box(kind: str, key: str, reader: Reader) -> Box | None:
    """Return the box of a key, None for what a form does not change."""
    if isinstance(reader, ListReader):
        return _list(kind, key, reader)
    if isinstance(reader, readers.OneOf):
        return _choice(kind, key, reader)
    make = MAKERS.get(reader, _line)
    return make(kind, key, reader) if make is not None else None


def _about(kind: str, key: str, **more: Any) -> dict[str, Any]:
    """Return label and hint of a field."""
    # The page has an id "body" of its own.
    about = {"label": label(kind, key), "description": HINTS.get(key, ""), "id": f"fact-{key}"}
    return {**about, **more}


def _read(kind: str, key: str, reader: Reader, value: Any) -> Any:
    """Return a value that its reader takes; nothing typed is no value."""
    if value not in (None, "", []):
        reader(value, label(kind, key))
    return value


def _line(kind: str, key: str, reader: Reader) -> Box:
    """Return the box of a text."""
    if key in LONG:
        field = wtforms.TextAreaField(
            validators=[Clean(LONGEST_TEXT)], render_kw={"rows": 3}, **_about(kind, key)
        )
    else:
        field = wtforms.StringField(
            validators=[Clean(LONGEST_LINE)], render_kw=PLAIN, **_about(kind, key)
        )
    return Box(
        key,
        field,
        lambda value: value or "",
        lambda typed: _read(kind, key, reader, paper_text.one_line(typed or "")),
    )


def _lines(kind: str, key: str, reader: Reader) -> Box:
    """Return the box of a list of texts, one a line."""
    field = wtforms.TextAreaField(
        validators=[Clean(LONGEST_TEXT * 5)], render_kw={"rows": 2}, **_about(kind, key)
    )

    def shown(value: Any) -> str:
        return value if isinstance(value, str) else "\n".join(value or ())

    return Box(
        key, field, shown, lambda typed: _read(kind, key, reader, paper_text.lines(typed or ""))
    )


def _body(kind: str, key: str, reader: Reader) -> Box:
    """Return the box of the text with its headings."""
    field = wtforms.TextAreaField(
        validators=[Clean(LONGEST_BODY)], render_kw={"rows": 16}, **_about(kind, key)
    )
    return Box(
        key,
        field,
        lambda value: paper_text.typed(value or ()),
        lambda typed: _read(kind, key, reader, paper_text.body(typed or "")),
    )


def _day(kind: str, key: str, reader: Reader) -> Box:
    """Return the box of a date."""
    field = wtforms.DateField(validators=[Optional()], **_about(kind, key))
    return Box(
        key,
        field,
        lambda value: date.fromisoformat(value) if value else None,
        lambda typed: typed.isoformat() if typed else None,
    )


def _tick(kind: str, key: str, reader: Reader) -> Box:
    """Return the box of yes or no."""
    return Box(key, wtforms.BooleanField(**_about(kind, key)), bool, lambda typed: typed or None)


def _count(kind: str, key: str, reader: Reader) -> Box:
    """Return the box of a whole number."""
    field = wtforms.IntegerField(
        validators=[Optional()], render_kw={"min": 0, "max": 999}, **_about(kind, key)
    )
    return Box(key, field, lambda value: value, lambda typed: _read(kind, key, reader, typed))


def _choice(kind: str, key: str, reader: readers.OneOf) -> Box:
    """Return the box of one word of a few."""
    found = SEALS if key == "seal" else {"": "无", **{word: word for word in reader.words}}
    field = wtforms.SelectField(choices=dict(found), **_about(kind, key))
    return Box(key, field, lambda value: value or next(iter(found)), lambda typed: typed)


def _attachments(kind: str, key: str, reader: Reader) -> Box:
    """Return the box of the attachments' names; what is bound in stays with its name."""
    inner = _lines(kind, key, lambda value, where: value)

    def shown(value: Any) -> str:
        return "\n".join(one if isinstance(one, str) else one["title"] for one in value or ())

    return Box(key, inner.field, shown, inner.taken)


def _list(kind: str, key: str, reader: ListReader) -> Box:
    """Return the box of a list of objects: one a line, its cells parted by bars."""
    names = {name: item_label(kind, name) for name in reader.keys}
    order = " | ".join(
        text if name in reader.required else f"{text}（可不填）" for name, text in names.items()
    )
    about = _about(kind, key, description=f"一行一项，用竖线隔开：{order}")
    field = wtforms.TextAreaField(validators=[Clean(LONGEST_BODY)], render_kw={"rows": 4}, **about)

    def shown(value: Any) -> str:
        return paper_text.rows_text([item.get(name, "") for name in names] for item in value or ())

    def taken(typed: Any) -> list[dict[str, Any]]:
        rows = enumerate(paper_text.rows(typed or ""), 1)
        return [_item(reader, names, row, f"第{at}行") for at, row in rows]

    return Box(key, field, shown, taken)


def _item(
    reader: ListReader, names: Mapping[str, str], row: list[str], where: str
) -> dict[str, Any]:
    """Return one object of a typed line; FactsError names the line and the cell."""
    if len(row) > len(names):
        raise FactsError(
            f"{where}有{len(row)}格，最多{len(names)}格（{'、'.join(names.values())}）"
        )
    cells = dict(zip(names, [*row, *[""] * (len(names) - len(row))], strict=True))
    found: dict[str, Any] = {}
    for name, cell in cells.items():
        place = f"{where}的{names[name]}"
        if not cell and name not in reader.required:
            continue
        if not cell:
            raise FactsError(f"{place}没有填写")
        is_number = reader.keys[name] is readers.count and cell.isascii() and cell.isdecimal()
        value: Any = int(cell[:9]) if is_number else cell
        reader.keys[name](value, place)
        found[name] = value
    return found


Maker = Callable[[str, str, Any], Box]
MAKERS: Mapping[Any, Maker | None] = {
    readers.texts: _lines,
    readers.one_or_more: _lines,
    readers.iso_date: _day,
    readers.flag: _tick,
    readers.count: _count,
    readers.body: _body,
    readers.attachments: _attachments,
    # Drawn apart, or kept as they are.
    readers.tables: None,
    readers.charts: None,
    readers.kept_month: None,
    readers.number: None,
    readers.url: None,
    readers.copy_number: _line,
}
