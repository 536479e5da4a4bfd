"""The form of a draft, derived from its kind, and the facts that it gives back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import wtforms
from wtforms.validators import Optional

from reports import KINDS, FactsError, Kind
from reports.facts import COMMON
from reports.readers import tables as read_tables
from views import paper_text
from views.fields import Clean, Must, OfficeForm
from views.paper_boxes import LONGEST_BODY, LONGEST_LINE, PLAIN, Box, box
from views.paper_words import LABELS, label

# Above the kind's own boxes, and below them.
FIRST = ("title", "addressees", "body")
LAST = ("attachments", "note", "copy_to", "printed_by", "urgency", "secrecy", "secrecy_term")
HEAD = ("agency", "joint", "signer", "mark", "sign", "seal", "copy_no")
MOST_TABLES = 9
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
KEY = re.compile(r"（[a-z_.]+）")
NAMES = re.compile(r"\b(?:" + "|".join(sorted(LABELS, key=len, reverse=True)) + r")\b")


class DraftForm(OfficeForm):
    """A form whose boxes belong to one kind; made by make()."""

    kind: Kind
    boxes: tuple[Box, ...]
    stored: Mapping[str, Any]

    def parts(self) -> list[tuple[str, list[Any]]]:
        """Return the fields in groups, each with its heading."""
        own = [one.key for one in self.boxes if one.key in self.kind.extra]
        known = [one.name for one in self]
        groups = (
            ("", [*FIRST, *own]),
            ("表格", [name for name in known if name.startswith("table_") and name not in own]),
            ("附件、附注和版记", list(LAST)),
            ("版头和署名", list(HEAD)),
        )
        found = [(title, [self[n] for n in names if n in known]) for title, names in groups]
        return [(title, fields) for title, fields in found if fields]

    def kept(self) -> list[str]:
        """Return what the paper holds that this form does not change."""
        held = [label(self.kind.code, "charts")] if self.stored.get("charts") else []
        bound = [one for one in self.stored.get("attachments", ()) if not isinstance(one, str)]
        return held + [f"附件“{one['title']}”的内容" for one in bound]

    def read(self) -> dict[str, Any]:
        """Return the facts as typed; faults stand beside their fields, see has_faults."""
        facts = dict(self.stored)
        for one in self.boxes:
            try:
                value = one.taken(without_control(self[one.key].data))
            except FactsError as error:
                self._blame(one.key, error)
                continue
            facts.pop(one.key, None)
            if value not in (None, "", []):
                facts[one.key] = value
        self._keep_bound(facts)
        self._read_tables(facts)
        return facts

    def _blame(self, name: str, error: FactsError) -> None:
        """Put a fault beside its field."""
        self[name].errors = [*self[name].errors, f"{plain(self.kind.code, str(error))}。"]

    def _keep_bound(self, facts: dict[str, Any]) -> None:
        """Give the names of attachments that are bound in their pages back."""
        held = self.stored.get("attachments", ())
        bound = {one["title"]: one for one in held if not isinstance(one, str)}
        if "attachments" in facts:
            facts["attachments"] = [bound.get(name, name) for name in facts["attachments"]]

    def _read_tables(self, facts: dict[str, Any]) -> None:
        """Put the typed tables in place of the stored ones; forms stay as they are."""
        found: list[Any] = []
        for at, table in enumerate([*facts.pop("tables", ()), None], 1):
            if table is not None and table.get("form"):
                found.append(table)
            elif f"table_{at}_rows" in self:
                try:
                    found += self._table(at, table)
                except FactsError as error:
                    self._blame(f"table_{at}_rows", error)
        if found:
            facts["tables"] = found

    def _table(self, at: int, stored: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """Return a typed table as a list of one, of none when its rows are empty."""
        rows = paper_text.rows(without_control(self[f"table_{at}_rows"].data) or "")
        if not rows:
            return []
        known = {_named(column): column for column in (stored or {}).get("columns", ())}
        table = {key: (stored or {})[key] for key in ("source",) if key in (stored or {})}
        title, after = (
            without_control(self[f"table_{at}_title"].data),
            self[f"table_{at}_after"].data,
        )
        table |= {"title": title.strip()} if title and title.strip() else {}
        table |= {"after": after} if after is not None else {}
        table |= {"columns": [known.get(name, name) for name in rows[0]], "rows": rows[1:]}
        read_tables([table], "表格")
        return [table]

    @property
    def has_faults(self) -> bool:
        """Tell whether anything typed cannot be kept."""
        return any(field.errors for field in self)


def without_control(typed: Any) -> Any:
    """Return a typed text without what no database keeps and no paper prints."""
    return CONTROL.sub("", typed) if isinstance(typed, str) else typed


def _named(column: Any) -> str:
    """Return the label of a stored column."""
    return column if isinstance(column, str) else str(column["label"])


def make(kind_code: str, facts: Mapping[str, Any], formdata: Any = None) -> DraftForm:
    """Return the form of a draft with its stored facts, or with what was typed."""
    kind = KINDS[kind_code]
    declared = {**COMMON, **kind.extra}
    order = [*FIRST, *kind.extra, *LAST, *HEAD]
    wanted = [key for key in order if key in declared and key not in kind.refused]
    boxes = tuple(made for key in wanted if (made := box(kind_code, key, declared[key])))
    fields = {one.key: one.field for one in boxes}
    fields["title"] = wtforms.StringField(
        label(kind_code, "title"),
        [Must("请填写标题。"), Clean(200)],
        id="fact-title",
        description=fields["title"].kwargs["description"],
        render_kw=PLAIN,
    )
    values = {one.key: one.shown(facts.get(one.key)) for one in boxes}
    for at, table in enumerate([*facts.get("tables", ()), None][:MOST_TABLES], 1):
        if table is None or not table.get("form"):
            fields |= _table_fields(at, is_new=table is None)
            values |= _table_values(at, table or {})
    form_class = type("DraftForm", (DraftForm,), fields)
    form: DraftForm = form_class(formdata, data=values)
    form.kind, form.boxes, form.stored = kind, boxes, facts
    return form


def _table_fields(at: int, *, is_new: bool) -> dict[str, Any]:
    """Return the three boxes of a table."""
    name = "新表格" if is_new else f"表格{at}"
    return {
        f"table_{at}_title": wtforms.StringField(
            f"{name}的标题", [Clean(LONGEST_LINE)], render_kw=PLAIN
        ),
        f"table_{at}_after": wtforms.IntegerField(
            f"{name}排在正文第几段之后", [Optional()], render_kw={"min": 0, "max": 999}
        ),
        f"table_{at}_rows": wtforms.TextAreaField(
            name,
            [Clean(LONGEST_BODY)],
            description="第一行是表头，一行一条，用竖线隔开；可以从电子表格里复制粘贴，清空就去掉表格",
            render_kw={"rows": 4},
        ),
    }


def _table_values(at: int, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the boxes of a stored table hold."""
    columns = [_named(column) for column in table.get("columns", ())]
    rows = [columns, *table.get("rows", ())] if columns else []
    return {
        f"table_{at}_title": table.get("title", ""),
        f"table_{at}_after": table.get("after"),
        f"table_{at}_rows": paper_text.rows_text(rows),
    }


def missing(kind_code: str, facts: Mapping[str, Any]) -> list[str]:
    """Return what a draft still lacks before it can be printed, as the form calls it."""
    kind = KINDS[kind_code]
    needed = [key for key in (*kind.base, *sorted(kind.required)) if key != "date"]
    return [label(kind_code, key) for key in needed if facts.get(key) in (None, "", [])]


def plain(kind_code: str, message: str) -> str:
    """Return a refusal of the renderer with the form's words in place of its keys."""
    return NAMES.sub(lambda found: label(kind_code, found[0]), KEY.sub("", message))
