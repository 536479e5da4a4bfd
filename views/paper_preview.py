"""A draft as it would print now: pictures of its pages, and what is still wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.errors import Refused
from reports import KINDS, readers
from reports.facts import COMMON
from reports.kinds.base import ListReader
from views import paper_form, printing
from views.paper_picture import MOST_PAGES, pictures
from views.paper_words import label

BLANK = "××××"


def _lacking(kind: str, facts: Mapping[str, Any], lacks: list[str]) -> str:
    """Return what is missing and how it prints; a date is a blank place, never a sample."""
    declared = {**COMMON, **KINDS[kind].extra}
    dates = [
        label(kind, key)
        for key in sorted(KINDS[kind].required)
        if declared[key] is readers.iso_date and not facts.get(key)
    ]
    known = f"还没有填写：{'、'.join(lacks)}，预览里印作“{BLANK}”"
    return f"{known}；{'、'.join(dates)}空着，印成“　年　月　日”。" if dates else f"{known}。"


@dataclass(frozen=True)
class Preview:
    """The pictures of the first pages, and one line about them."""

    pages: list[str] = field(default_factory=list)
    said: str = ""
    # What is wrong, by the id of the box that it stands beside.
    faults: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what the script asks for."""
        return {"pages": self.pages, "said": self.said, "faults": dict(self.faults)}


def preview(kind: str, facts: Mapping[str, Any]) -> Preview:
    """Return how facts look as a paper of today; what is missing prints as crosses."""
    lacks = paper_form.missing(kind, facts)
    words = [_lacking(kind, facts, lacks)] if lacks else []
    try:
        found = pictures(printing.render(kind, _whole(kind, facts)))
    except Refused as refusal:
        refused = str(refusal.description)
        return Preview([], refused, faulty(kind, refused))
    count = f"共 {found.total} 页" + (
        f"，这里是前 {MOST_PAGES} 页" if found.total > MOST_PAGES else ""
    )
    return Preview(found.pages, "".join([*words, f"{count}。"]))


def faulty(kind: str, words: str) -> dict[str, str]:
    """Return the box of which a refusal speaks by its label, with the refusal."""
    declared = {**COMMON, **KINDS[kind].extra}
    named = (key for key in declared if words.startswith(f"公文不能生成：{label(kind, key)}"))
    return {f"fact-{key}": words for key in list(named)[:1]}


def _whole(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with a date, the mark of a draft, and crosses where they lack."""
    today = clock.today()
    declared = {**COMMON, **KINDS[kind].extra}
    needed = [key for key in (*KINDS[kind].base, *sorted(KINDS[kind].required)) if key != "date"]
    whole = {**facts, "date": today.isoformat(), "draft_mark": True}
    for key in needed:
        if whole.get(key) in (None, "", []):
            whole[key] = _crosses(declared[key])
    return whole


def _crosses(reader: Any) -> Any:
    """Return what stands for a missing fact."""
    if isinstance(reader, ListReader):
        return [{key: _crosses(reader.keys[key]) for key in reader.required}]
    made = {
        readers.iso_date: readers.OPEN_DATE,
        readers.body: [{"level": 0, "text": BLANK}],
        readers.texts: [BLANK],
        readers.count: 0,
    }
    return made.get(reader, BLANK)
