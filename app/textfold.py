"""Folding of Chinese text for search, place look-up, and cleaning of what people type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# C0 and C1 controls, bidi controls, zero-width characters, the soft hyphen, noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# As the county's places read them; the dictionary gives another reading first.
_PLACE_READINGS = str.maketrans({"翟": "z", "晟": "s"})
_WHOLE_READINGS = str.maketrans({"翟": "zhai", "晟": "sheng"})
_LETTERS = re.compile("[a-z]+")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")
_UNSHOWABLE = re.compile("[\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]")


class BadText(ValueError):
    """Typed text that cannot be kept; the message is for the person who typed it."""


def clean_text(text: str, max_length: int, label: str = "内容") -> str:
    """Return NFC text without invisible characters and outer blanks, lines ended by \\n.

    Raise BadText for a character outside the standard (naming its place) and for too much text.
    """
    plain = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    plain = unicodedata.normalize("NFC", plain)
    odd = _UNSHOWABLE.search(plain)
    if odd:
        raise BadText(
            f"{label}第{odd.start() + 1}个字（U+{ord(odd[0]):04X}）是自造字，别的电脑显示不出来，"
            "请改用标准字，或者用文字写明，例如“左王右韦”。"
        )
    kept = plain.strip()
    if len(kept) > max_length:
        raise BadText(f"{label}最多{max_length}字，您输入了{len(kept)}字，请删减后再提交。")
    return kept


def clean_line(text: str, max_length: int, label: str = "内容") -> str:
    """Clean a text of one line: line ends become spaces."""
    return clean_text(_LINE_ENDS.sub(" ", text).replace("\n", " "), max_length, label)


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Return zhconv's single-character table, read on first use.

    Phrases are left out: a part of a folded text must be the folded part, or search misses it.
    """
    import zhconv.zhconv as tables

    tables.loaddict(str(Path(tables.__file__).with_name("zhcdict.json")))
    pairs = tables.getdict("zh-hans").items()
    return {ord(old): new for old, new in pairs if len(old) == len(new) == 1}


def fold(text: str) -> str:
    """Return text for comparison: half-width, simplified, lower-case, without blanks."""
    plain = unicodedata.normalize("NFKC", text)
    if _HAN.search(plain):
        plain = plain.translate(_simplified())
    return "".join(_INVISIBLE.sub("", plain).lower().split())


def initials(text: str) -> str:
    """Return the first letter of each syllable, for seeds and new places (slow to load)."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(fold(text).translate(_PLACE_READINGS), style=Style.FIRST_LETTER))


@lru_cache(maxsize=4096)
def syllables(text: str) -> str:
    """Return the whole pinyin without tones (slow to load)."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(fold(text).translate(_WHOLE_READINGS)))


def bigrams(text: str) -> list[str]:
    """Return the two-character pieces of each folded run of letters, for the search index."""
    pieces: dict[str, None] = {}
    for run in re.findall(r"\w+", unicodedata.normalize("NFKC", text)):
        folded = fold(run)
        pieces.update(dict.fromkeys(folded[n : n + 2] for n in range(max(1, len(folded) - 1))))
    return list(pieces)


class PlaceRow(Protocol):
    """What the index reads of a region row, current or closed."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def pinyin_initials(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def parent_code(self) -> str | None: ...
    @property
    def successor_code(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place found; `label` is how to show it: a village with its township before it."""

    code: str
    label: str
    short_name: str
    level: str


_LEVELS = ("province", "city", "county", "township", "village")
_EXACT, _PREFIX, _CONTAINS, _NONE = range(4)


def code_prefix(code: str) -> str:
    """Return the digits that every place below this one begins with (GB/T 2260: 2-4-6-9-12)."""
    for length in (2, 4, 6, 9):
        if not code[length:].strip("0"):
            return code[:length]
    return code


def _stem(short_name: str) -> str:
    return short_name[:-1] if len(short_name) > 2 and short_name[-1] in "村镇乡" else short_name


def _rank(query: str, keys: Iterable[str]) -> int:
    best = _NONE
    for key in keys:
        if key.startswith(query):
            if len(key) == len(query):
                return _EXACT
            best = _PREFIX
        elif best == _NONE and query in key:
            best = _CONTAINS
    return best


def _distance(a: str, b: str) -> int:
    previous = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        current = [i]
        for j, right in enumerate(b, start=1):
            change = previous[j - 1] + (left != right)
            current.append(min(previous[j] + 1, current[-1] + 1, change))
        previous = current
    return previous[-1]


class PlaceIndex:
    """Places by name, township and name, pinyin initials and code; built once from the rows.

    A closed row lends its names and code to its successor and is never found itself.
    """

    def __init__(self, rows: Iterable[PlaceRow]) -> None:
        """Fold every way of writing each place."""
        by_code = {row.code: row for row in rows}
        self._hits: dict[str, PlaceHit] = {}
        self._keys: dict[str, set[str]] = {}
        self._rows = list(by_code.values())
        self._towns = {
            row.code: by_code.get(row.parent_code or "") if row.level == "village" else None
            for row in self._rows
        }
        self._spelled: dict[str, set[str]] | None = None
        for row in by_code.values():
            town = self._towns[row.code]
            target = row.successor_code or row.code
            self._keys.setdefault(target, set()).update(_ways(row, town))
            if target == row.code:
                label = (town.short_name if town else "") + row.short_name
                self._hits[row.code] = PlaceHit(row.code, label, row.short_name, row.level)
        self._above = [fold(r.name) for r in by_code.values() if r.level in _LEVELS[:3]]

    def search(self, q: str, limit: int = 10, under: str | None = None) -> list[PlaceHit]:
        """Return places best first: exact, then beginning with, then containing what was typed.

        Letters that are nobody's initials are read as whole pinyin: kongzhuangzi, or its beginning.
        """
        for query in self._readings(q):
            found = self._ranked(query, self._keys, under)
            if not found and _LETTERS.fullmatch(query):
                found = self._ranked(query, self._spellings(), under)
            if found:
                return [self._hits[code] for _, _, code in sorted(found)[:limit]]
        return []

    def _ranked(
        self, query: str, keys: Mapping[str, set[str]], under: str | None
    ) -> list[tuple[int, int, str]]:
        """Return rank, level and code of the places whose keys hold a query."""
        return [
            (rank, _LEVELS.index(hit.level), hit.code)
            for hit in self._within(under)
            if (rank := _rank(query, keys[hit.code])) < _NONE
        ]

    def _spellings(self) -> dict[str, set[str]]:
        """Return the whole pinyin of every place, made when it is first asked for."""
        if self._spelled is None:
            spelled: dict[str, set[str]] = {code: set() for code in self._keys}
            for row in self._rows:
                names = {row.short_name, _stem(row.short_name)}
                town = self._towns[row.code]
                towns = {town.short_name, _stem(town.short_name)} if town else set()
                ways = names | {t + n for t in towns for n in names}
                spelled[row.successor_code or row.code] |= {syllables(way) for way in ways}
            self._spelled = spelled
        return self._spelled

    def suggest(self, q: str, limit: int = 3, under: str | None = None) -> list[PlaceHit]:
        """Return places written almost like what was typed, nearest first."""
        for query in self._readings(q):
            allowed = 1 if len(query) <= 4 else 2
            near = sorted(
                (distance, _LEVELS.index(hit.level), hit.code)
                for hit in self._within(under)
                if (distance := self._nearest(query, hit.code, allowed)) <= allowed
            )
            if near:
                return [self._hits[code] for _, _, code in near[:limit]]
        return []

    def _readings(self, q: str) -> Iterator[str]:
        query = fold(q)
        if query:
            yield query
        rest = query
        for name in self._above:
            rest = rest.removeprefix(name)
        if rest and rest != query:
            yield rest

    def _within(self, under: str | None) -> Iterator[PlaceHit]:
        prefix = code_prefix(under) if under else ""
        return (hit for code, hit in self._hits.items() if code.startswith(prefix))

    def _nearest(self, query: str, code: str, allowed: int) -> int:
        keys = (k for k in self._keys[code] if abs(len(k) - len(query)) <= allowed and len(k) > 1)
        return min((_distance(query, k) for k in keys if _HAN.match(k)), default=len(query))


def _ways(row: PlaceRow, town: PlaceRow | None) -> set[str]:
    names = {row.short_name, _stem(row.short_name)}
    letters = {row.pinyin_initials}
    ways = names | letters | {row.name, row.code}
    if town:
        towns = {town.short_name, _stem(town.short_name)}
        ways |= {t + n for t in towns for n in names}
        ways |= {t + n for t in {town.pinyin_initials, town.pinyin_initials[:-1]} for n in letters}
    return {fold(way) for way in ways}
