"""Breaks Chinese text into lines by the typesetters' rules (禁则), which Paragraph does not keep.

It knows nothing of fonts: it takes one advance a character and returns where runs start.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

NO_START = frozenset("，。、；：？！）》」』】〕〉”’…—％‰℃·～,.;:?!)]}%'")
NO_END = frozenset("（《「『【〔〈“‘￥＄№([{$")
BLANK_RIGHT = frozenset("，。、；：）》」』】〕〉”’")
BLANK_LEFT = frozenset("（《「『【〔〈“‘")
_HALF_BLANK = BLANK_LEFT | BLANK_RIGHT

_NARROW = r"!-~\u00a1-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff"
_TOKEN = re.compile(rf"——|……|[０-９．]+| +|[{_NARROW}]+|.", re.DOTALL)
_LONG = 12
# An item number is read as one; only a place narrower than it breaks it.
_CODE = re.compile(r"[A-Z]{2,6}-\d{4}-\d+")
_BREAK_AFTER = frozenset("/.-_?&=#:;,+~%@|)]}")
_EDGE = 1e-6
# A gap wider than this share of a character looks torn: the line stays ragged.
_MAX_SPREAD = 0.4
_SQUEEZE = 0.5


@dataclass(frozen=True)
class Run:
    """Place `text[start:end]` at `x`, with `spacing` added after each character.

    A word (letters, digits, spaces) is never spaced; Chinese characters may be.
    """

    x: float
    start: int
    end: int
    spacing: float
    is_word: bool


@dataclass(frozen=True)
class Line:
    """One broken line: its characters, its runs and the width of its boxes."""

    start: int
    end: int
    runs: tuple[Run, ...]
    width: float


@dataclass(slots=True)
class _Atom:
    """A piece that no line end may cut; `taken` is what squeezing took from its blank half."""

    start: int
    end: int
    width: float
    is_word: bool
    squeeze: float = 0.0
    is_opener: bool = False
    taken: float = 0.0


def break_lines(
    text: str,
    advances: Sequence[float],
    widths: tuple[float, float],
    *,
    justify: bool = True,
) -> list[Line]:
    """Break text into lines; `advances` holds one width a character.

    `widths` is the room of the first line and of every later one.
    """
    atoms = _atoms(text, advances, min(widths))
    lines: list[Line] = []
    index = 0
    while index < len(atoms):
        room = widths[1 if lines else 0]
        stop, used = _fill(text, atoms, index, room)
        lines.append(_place(text, atoms[index:stop], room, used, justify and stop < len(atoms)))
        index = _skip_spaces(atoms, stop, text)
    return lines


def _skip_spaces(atoms: list[_Atom], index: int, text: str) -> int:
    while index < len(atoms) and text[atoms[index].start] == " ":
        index += 1
    return index


def _atoms(text: str, advances: Sequence[float], room: float) -> list[_Atom]:
    atoms: list[_Atom] = []
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if end - start == 1:
            atoms.append(_single(text[start], start, advances[start]))
        else:
            atoms.extend(_word(text, start, end, advances, room))
    return atoms


def _single(char: str, start: int, width: float) -> _Atom:
    atom = _Atom(start, start + 1, width, char.isascii())
    if char in _HALF_BLANK:
        atom.squeeze = width * _SQUEEZE
        atom.is_opener = char in BLANK_LEFT
    return atom


def _word(text: str, start: int, end: int, advances: Sequence[float], room: float) -> list[_Atom]:
    """Return a run of digits or letters as one atom, or as pieces where a long one may break."""
    is_long = end - start > _LONG and any(c.isalpha() for c in text[start:end])
    may_break = is_long and not _CODE.fullmatch(text, start, end)
    pieces: list[_Atom] = []
    begin, width = start, 0.0
    for at in range(start, end):
        full = width + advances[at] > room and at > begin
        if full or (may_break and at > begin and _break_before(text, at)):
            pieces.append(_Atom(begin, at, width, is_word=True))
            begin, width = at, 0.0
        width += advances[at]
    pieces.append(_Atom(begin, end, width, is_word=True))
    return pieces


def _break_before(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before not in _BREAK_AFTER or after in _BREAK_AFTER or after in NO_START:
        return False
    around_digit = at > 1 and text[at - 2].isdigit() and after.isdigit()
    return not (around_digit and before in ".,:-/%")


def _may_break(text: str, left: _Atom, right: _Atom) -> bool:
    return text[left.end - 1] not in NO_END and text[right.start] not in NO_START


def _fill(text: str, atoms: list[_Atom], index: int, room: float) -> tuple[int, float]:
    """Return the atom after the line's last one, and the width of the boxes so far."""
    used, stop = 0.0, index
    while stop < len(atoms) and used + atoms[stop].width <= room + _EDGE:
        used += atoms[stop].width
        stop += 1
    if stop >= len(atoms) or text[atoms[stop].start] == " ":
        return stop, used
    if stop == index:
        return index + 1, atoms[index].width
    if _may_break(text, atoms[stop - 1], atoms[stop]):
        return stop, used
    return _pull(text, atoms, (index, stop), used, room) or _push(text, atoms, index, stop)


def _pull(
    text: str, atoms: list[_Atom], span: tuple[int, int], used: float, room: float
) -> tuple[int, float] | None:
    """Take closing marks onto the line when squeezing its blank halves makes the room."""
    index, stop = span
    line = enumerate(atoms[index:stop])
    blank = sum(_blank(atom, is_first=not at) for at, atom in line)
    for end in range(stop, min(stop + 3, len(atoms))):
        used += atoms[end].width
        blank += atoms[end].squeeze
        if used - blank > room + _EDGE:
            return None
        if end + 1 == len(atoms) or _may_break(text, atoms[end], atoms[end + 1]):
            return end + 1, used
    return None


def _blank(atom: _Atom, *, is_first: bool) -> float:
    """Return what an atom can give: an opener that begins a line stays at the margin."""
    return 0.0 if is_first and atom.is_opener else atom.squeeze


def _push(text: str, atoms: list[_Atom], index: int, stop: int) -> tuple[int, float]:
    """Send characters to the next line until the break is allowed."""
    end = stop - 1
    while end > index and not _may_break(text, atoms[end - 1], atoms[end]):
        end -= 1
    end = end if end > index else stop
    return end, sum(atom.width for atom in atoms[index:end])


def _place(text: str, atoms: list[_Atom], room: float, used: float, justify: bool) -> Line:
    while len(atoms) > 1 and text[atoms[-1].start] == " ":
        used -= atoms[-1].width
        atoms = atoms[:-1]
    if used > room + _EDGE:
        _squeeze(atoms, used - room)
        return _runs(atoms, 0.0)
    gaps = sum(_is_gap(left, right) for left, right in pairwise(atoms))
    if not (justify and gaps):
        return _runs(atoms, 0.0)
    spread = (room - used) / gaps
    widest = max(atom.width for atom in atoms if not atom.is_word)
    return _runs(atoms, spread if spread <= widest * _MAX_SPREAD else 0.0)


def _is_gap(left: _Atom, right: _Atom) -> bool:
    return not (left.is_word and right.is_word)


def _squeeze(atoms: list[_Atom], need: float) -> None:
    """Shorten the marks: the last one first, because its blank half lies at the margin."""
    last = atoms[-1]
    if not last.is_opener:
        last.taken = min(need, last.squeeze)
        need -= last.taken
    marks = [atom for at, atom in enumerate(atoms[:-1]) if _blank(atom, is_first=not at)]
    whole = sum(mark.squeeze for mark in marks)
    for mark in marks:
        mark.taken = min(need * mark.squeeze / whole, mark.squeeze)


def _runs(atoms: list[_Atom], spread: float) -> Line:
    """Join neighbours that share one spacing into runs."""
    runs: list[Run] = []
    x = run_x = 0.0
    first = atoms[0]
    for before, atom in zip([None, *atoms], atoms, strict=False):
        if before is not None:
            x += before.width - before.taken + (spread if _is_gap(before, atom) else 0.0)
            if before.taken or (atom.taken and atom.is_opener) or before.is_word != atom.is_word:
                runs.append(_run(run_x, first, before, spread))
                first, run_x = atom, x - (atom.taken if atom.is_opener else 0.0)
    last = atoms[-1]
    runs.append(_run(run_x, first, last, spread))
    return Line(atoms[0].start, last.end, tuple(runs), x + last.width - last.taken)


def _run(x: float, first: _Atom, last: _Atom, spread: float) -> Run:
    return Run(x, first.start, last.end, 0.0 if first.is_word else spread, first.is_word)
