"""Where words of Chinese meet: a line of a title may end there and nowhere else.

The words are the common ones of jieba's dictionary (MIT) and the office's own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILES = ("commonwords.txt", "titlewords.txt")
_LONGEST = 6


@cache
def office_words() -> tuple[str, ...]:
    """Return the words of official titles."""
    return tuple(_read("titlewords.txt"))


@cache
def _lexicon() -> frozenset[str]:
    return frozenset(word for name in _FILES for word in _read(name))


def _read(name: str) -> list[str]:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").split()


def joints(text: str) -> set[int]:
    """Return the places between two words, as reading from the left or from the right finds them.

    Where the two readings differ both count: "研究生命" may be 研究生／命 or 研究／生命.
    """
    known = _lexicon()
    found = {0, len(text)}
    start = 0
    while start < len(text):
        longest = range(min(_LONGEST, len(text) - start), 1, -1)
        start += next((n for n in longest if text[start : start + n] in known), 1)
        found.add(start)
    end = len(text)
    while end > 0:
        longest = range(min(_LONGEST, end), 1, -1)
        end -= next((n for n in longest if text[end - n : end] in known), 1)
        found.add(end)
    return found
