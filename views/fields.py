"""Form fields that find a place or a unit as it is typed, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import wtforms
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from app import places, store
from app.identifiers import InvalidIdentifier, normalise_phone, whole
from app.models import Region, Unit
from app.textfold import BadText, clean_text, fold

WORDS = {
    "Not a valid integer value.": "请填写整数，例如 15。",
    "Not a valid date value.": "日期请按 2026-11-18 的样子填写。",
    "Not a valid choice.": "请从选项中选择一项。",
    "Invalid Choice: could not coerce.": "请从选项中选择一项。",
}


class Chinese:
    """The few texts that the form library says itself."""

    def gettext(self, text: str) -> str:
        """Return a text in Chinese; the library's other texts say the same of choices."""
        return WORDS.get(text, "填写的内容不在可选范围内。")

    def ngettext(self, one: str, many: str, _count: int) -> str:
        """Return the one form that Chinese has."""
        return self.gettext(one or many)


class OfficeForm(wtforms.Form):
    """A form whose field names are the names of the facts."""

    class Meta:
        """Say the library's messages in Chinese."""

        def get_translations(self, _form: Any) -> Chinese:
            """Return the messages."""
            return Chinese()

    def facts(self) -> dict[str, Any]:
        """Return what was typed, each fact in its own type; files travel apart."""
        return {f.name: f.data for f in self if not isinstance(f, wtforms.MultipleFileField)}

    def blame(self, errors: dict[str, str]) -> list[str]:
        """Put an operation's messages beside their fields; return those that have none."""
        loose = []
        for name, message in errors.items():
            if name in self._fields:
                self[name].errors = [*self[name].errors, message]
            else:
                loose.append(message)
        return loose


class Must:
    """Ask for a value; a fault that is already named is enough."""

    field_flags = {"required": True}  # noqa: RUF012 - The form library reads it as a class attribute.

    def __init__(self, message: str) -> None:
        """Keep the message."""
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse a value that is empty."""
        value = field.typed if isinstance(field, LookupField) else field.data
        # The number 0 is a value, and equals False.
        nothing = value is None or value is False or value == []
        empty = not value.strip() if isinstance(value, str) else nothing
        if empty and not field.errors:
            raise StopValidation(self.message)


class Clean:
    """Refuse text that cannot be kept, with the place of the fault."""

    def __init__(self, longest: int) -> None:
        """Keep the greatest number of characters."""
        self.longest = longest

    def __call__(self, _form: Any, field: Any) -> None:
        """Say what is wrong with the text; it stays as it was typed."""
        try:
            clean_text(field.data or "", self.longest, field.label.text)
        except BadText as error:
            raise StopValidation(str(error)) from error


class Within:
    """Refuse a number that is too small or too great, in the same round as every other fault."""

    def __init__(self, least: int, most: int) -> None:
        """Keep the two ends."""
        self.least, self.most = least, most

    def __call__(self, _form: Any, field: Any) -> None:
        """Say what the number may be."""
        if field.data is not None and not self.least <= field.data <= self.most:
            few, many = self.least - 1, self.most
            raise StopValidation(f"请填写大于 {few}、不超过 {many} 的整数，例如 5。")


class Telephone:
    """Refuse a number that nobody can dial; none is a matter for the operation."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Say what is wrong with the number."""
        if not (field.data or "").strip():
            return
        try:
            normalise_phone(field.data)
        except InvalidIdentifier as error:
            raise StopValidation(error.message_zh) from error


@dataclass(frozen=True)
class Hit:
    """One row that what was typed may mean."""

    key: Any
    text: str
    hint: str = ""


class LookupField(wtforms.StringField):
    """A row by its key or as typed: an exact or single hit counts, several are offered.

    The script sends the key under the field's name and the text under
    name_text; without it the text comes under the name, and name_pick holds
    the choice among several.
    """

    remote = ""
    data: Any
    render_kw: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin without anything typed."""
        kwargs["render_kw"] = {
            "data-remote": self.remote,
            "data-free": True,
            "autocomplete": "off",
            **(kwargs.get("render_kw") or {}),
        }
        super().__init__(*args, **kwargs)
        self.typed = ""
        self.hits: list[Hit] = []

    def find(self, text: str) -> tuple[list[Hit], str]:
        """Return the hits of a text and, without any, a word about near ones."""
        raise NotImplementedError

    def known(self, key: Any) -> Hit | None:
        """Return the row of a key, None for an unknown one."""
        raise NotImplementedError

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read key, text and pick; the printed text is the row's own."""
        super().process(formdata, data, extra_filters)
        if formdata is not None and self.name in formdata:
            key, pick = formdata.get(self.name, ""), formdata.get(f"{self.name}_pick", "")
            self.data = None
            self._take(key, formdata.get(f"{self.name}_text", "") or key, pick)
        elif self.data:
            hit = self.known(self.data)
            self._keep(hit)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Leave the value to process, which sees the three names together."""

    def _take(self, key: str, typed: str, pick: str) -> None:
        """Find what was meant, or say why it is not clear."""
        self.typed = typed.strip()
        if not self.typed:
            return
        hit = self.known(key) if key else None
        if hit is not None and self.typed in {str(hit.key), hit.text}:
            self._keep(hit)
            return
        hits, word = self.find(self.typed)
        exact = [one for one in hits if fold(self.typed) in same(one)]
        chosen = [one for one in hits if pick and str(one.key) == pick]
        clear = chosen or (exact if len(exact) == 1 else hits if len(hits) == 1 else [])
        if clear:
            self._keep(clear[0])
            return
        self.hits = hits
        self.process_errors.append(many_word(self.typed, hits) if hits else word)

    def _keep(self, hit: Hit | None) -> None:
        """Hold a row as the value."""
        if hit is not None:
            self.data, self.typed = hit.key, hit.text
            self.render_kw = {**self.render_kw, "data-value": hit.key}

    def _value(self) -> str:
        """Return the text for the box."""
        return self.typed


def many_word(text: str, hits: Sequence[Hit]) -> str:
    """Return the message of a text that means several rows."""
    names = "、".join(hit.text for hit in hits[:5])
    return f"“{text[:20]}”有 {len(hits)} 个，请选一个或写全称：{names}。"


def same(hit: Hit) -> set[str]:
    """Return the folded texts that mean exactly this row."""
    short = hit.hint.split(" ", maxsplit=1)[0] if hit.hint else ""
    texts = {hit.text, short}
    return {fold(text) for text in texts | {text.rstrip("村镇乡") for text in texts}} - {""}


def place_hits(text: str) -> tuple[list[Hit], list[Hit]]:
    """Return the places of a text and, without any, those written almost like it."""
    hits, near = places.find(store.current(), text)
    return (
        [Hit(hit.code, hit.label, hit.short_name) for hit in hits],
        [Hit(hit.code, hit.label, hit.short_name) for hit in near],
    )


def near_word(text: str, near: Iterable[Hit]) -> str:
    """Return the message of an unknown place, with what may have been meant."""
    names = "、".join(hit.text for hit in near)
    return f"没有“{text[:20]}”这个地方，" + (f"是不是“{names}”？" if names else "请核对后再填。")


class PlaceField(LookupField):
    """A place of the county; the value is its code."""

    remote = "/problem/lookup/place"

    def find(self, text: str) -> tuple[list[Hit], str]:
        """Return the hits of a text, or a word with suggestions."""
        hits, near = place_hits(text)
        return hits, near_word(text, near)

    def known(self, key: Any) -> Hit | None:
        """Return the place of a code."""
        hits, _near = place_hits(str(key)) if str(key).isdigit() else ([], [])
        return next((hit for hit in hits if hit.key == str(key)), None)


def unit_hit(unit: Unit) -> Hit:
    """Return a unit as a hit: its short name first in the hint."""
    kind = unit.kind.label.split("（")[0]
    return Hit(unit.id, unit.name, f"{unit.short_name} {kind}")


class UnitField(LookupField):
    """A unit; the value is its id."""

    remote = "/problem/lookup/unit"

    def find(self, text: str) -> tuple[list[Hit], str]:
        """Return the units of a text."""
        hits = [unit_hit(unit) for unit in places.find_units(store.current(), text)]
        return hits, f"没有找到“{text[:20]}”这个单位，请核对名称。"

    def known(self, key: Any) -> Hit | None:
        """Return the unit of an id."""
        row_id = whole(str(key))
        unit = store.current().get(Unit, row_id) if row_id is not None else None
        return unit_hit(unit) if unit else None


MOST_BOXES = 20


class _Box(OfficeForm):
    """The form of one box."""

    box = UnitField("单位")


class UnitsField(UnitField):
    """Several units, each in its own box; the value is a list of ids."""

    boxes = 6

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the boxes in order, each like a unit of its own."""
        wtforms.Field.process(self, None, data, extra_filters)
        texts = formdata.getlist(f"{self.name}_text") if formdata is not None else []
        keys = formdata.getlist(self.name) if formdata is not None else []
        given = [str(key) for key in self.data or []] if formdata is None else keys[:MOST_BOXES]
        self.rows = [
            self._row(key, texts[at] if at < len(texts) else "") for at, key in enumerate(given)
        ]
        self.rows += [self._row("", "") for _ in range(len(self.rows), self.boxes)]
        self.data = [row.data for row in self.rows if row.data]
        self.process_errors = [error for row in self.rows for error in row.process_errors]

    def _row(self, key: str, text: str) -> UnitField:
        """Return one box as a field of its own."""
        row: UnitField = _Box().box
        row._take(key, text or key, "")
        return row


def region_label(code: str | None) -> str:
    """Return a place as people read it; a closed code keeps its own name."""
    if not code:
        return ""
    hit = next((h for h in places.index(store.current()).search(code) if h.code == code), None)
    if hit is not None:
        return hit.label
    name = store.current().execute(sa.select(Region.name).where(Region.code == code)).scalar()
    return name or code
