"""The Chinese heads and words of a list of holidays, beside the English ones that are stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

HEADS = {"日期": "date", "是否上班": "is_workday", "类别": "kind", "名称": "name", "状态": "status"}
WORDS: dict[str, dict[str, str]] = {
    "is_workday": {"是": "1", "否": "0"},
    "kind": {"放假": "holiday", "调休上班": "makeup_workday"},
    "status": {"正式": "final", "暂定": "provisional"},
}
# A day as Excel writes it when it saves a list.
SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
# What a person downloads to write a list of his own; the days are those of a real notice.
SAMPLE = "\r\n".join(
    [
        ",".join(HEADS),
        "2026-01-01,否,放假,元旦,正式",
        "2026-01-02,否,放假,元旦,正式",
        "2026-01-03,否,放假,元旦,正式",
        "2026-01-04,是,调休上班,元旦,正式",
        "",
    ]
)


def has_dates(heads: Sequence[str]) -> bool:
    """Tell whether a first row names the column of dates, without which it is no list."""
    return "date" in {_name(head) for head in heads}


def row(given: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return a row under the stored names, with the stored words; an unknown word stays."""
    found: dict[str, str | None] = {}
    for head, cell in given.items():
        name = _name(head or "")
        text = cell.strip() if isinstance(cell, str) else ""
        found[name] = _iso(text) if name == "date" else WORDS.get(name, {}).get(text, text)
    return found


def _name(head: str) -> str:
    """Return the stored name of a head."""
    plain = head.strip()
    return HEADS.get(plain, plain)


def _iso(text: str) -> str:
    """Return a day with dashes and two digits each."""
    match = SLASHED.fullmatch(text)
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}" if match else text
