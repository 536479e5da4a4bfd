"""Cleans text before it is measured: what a screen hides must not hide on paper either."""

from __future__ import annotations

import re
import unicodedata

from reports.errors import FactsError

_SPACE = "\u00a0\u2007\u202f\t"
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U000e0000-\U000e0fff"
)
_OWN = "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"
_SPACES, _INVISIBLE, _UNPRINTABLE = (re.compile(f"[{some}]") for some in (_SPACE, _HIDDEN, _OWN))
# Most texts hold none of them: one search tells.
_ODD = re.compile(f"[{_SPACE}{_HIDDEN}{_OWN}]")


def clean(text: str, where: str) -> str:
    """Return the text as it will print: NFC, one kind of space, nothing invisible.

    Newlines stay for the caller to split on. Raises FactsError with the 1-based
    position of a private-use character (old GBK systems store 自造字 there).
    """
    if _ODD.search(text):
        text = _without_odd(text, where)
    return unicodedata.normalize("NFC", text).strip()


def _without_odd(text: str, where: str) -> str:
    """Return the text with plain spaces and line ends, and nothing invisible."""
    found = _UNPRINTABLE.search(text)
    if found:
        raise FactsError(
            f"{where}第{found.start() + 1}个字是自造字（U+{ord(found.group()):04X}），请改用标准字"
        )
    text = _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _INVISIBLE.sub("", text)


def one_line(text: str, where: str) -> str:
    """Clean a text that stands on one logical line; its newlines are dropped."""
    cleaned = clean(text, where)
    return cleaned.replace("\n", "") if "\n" in cleaned else cleaned
