"""Breaks titles at word meaning into a trapezoid or a rhomb (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from reports.breaker import NO_END, NO_START
from reports.words import joints, office_words

_CLOSE = re.compile(r"[的、和与及暨》”）]$")
_OPEN = re.compile(r"^(关于|对|和|与|及|的)")
_MAX_LINES = 5


def break_title(title: str, widths: list[float], room: float, words: Iterable[str]) -> list[str]:
    """Return the lines of a title; a manual `|` is honoured.

    `widths` holds one advance for each character of the title without its bars,
    `room` is the width of a line; a title no balanced form holds is filled line by line.
    """
    bare = title.replace("|", "")
    if "|" in title:
        return [part.strip() for part in title.split("|") if part.strip()]
    total = sum(widths)
    if total <= room:
        return [bare]
    costs = _costs(bare, [*office_words(), *words])
    fewest = int(-(-total // room))
    best: tuple[float, list[str]] | None = None
    for count in range(fewest, min(fewest + 2, _MAX_LINES + 1)):
        for cuts in _cuts(costs, widths, room, count):
            cost = _cost(cuts, costs, widths) + 40 * (count - fewest)
            if best is None or cost < best[0]:
                best = (cost, _parts(bare, cuts))
    return best[1] if best else []


def _costs(title: str, words: list[str]) -> list[float]:
    """Return what a break before each character costs; infinity where rules forbid it."""
    costs = [30.0] * (len(title) + 1)
    places = [(word, at) for word in words for at in _places(title, word)]
    for word, at in places:
        costs[at] = costs[at + len(word)] = 12.0
    for word, at in places:
        for inside in range(at + 1, at + len(word)):
            costs[inside] = 300.0 + 20 * len(word)
    for at in set(range(1, len(title))) - joints(title):
        costs[at] = max(costs[at], 340.0)
    for at in range(1, len(title)):
        costs[at] = _mark_cost(title, at, costs[at])
    return costs


def _places(title: str, word: str) -> list[int]:
    """Return where a word of more than one character stands in a title."""
    places: list[int] = []
    at = title.find(word) if len(word) > 1 else -1
    while at >= 0:
        places.append(at)
        at = title.find(word, at + len(word))
    return places


def _mark_cost(title: str, at: int, cost: float) -> float:
    before, after = title[at - 1], title[at]
    if after in NO_START or before in NO_END or (before.isascii() and after.isascii()):
        return float("inf")
    if cost >= 300:
        return cost
    if after in "的和与及、":
        return 200.0
    if _OPEN.match(title[at:]) or _CLOSE.search(title[:at]):
        return 3.0
    return cost


def _cuts(
    costs: list[float], widths: list[float], room: float, count: int
) -> Iterator[tuple[int, ...]]:
    """Yield ways to cut into `count` lines, each inside the room and near the even length."""
    even = sum(widths) / count
    places = [list(_near(costs, widths, even * step)) for step in range(1, count)]
    for cuts in _product(places):
        edges = (0, *cuts, len(widths))
        lines = [sum(widths[a:b]) for a, b in pairwise(edges)]
        if max(lines) <= room + 1e-6:
            yield cuts


def _product(places: list[list[int]]) -> Iterator[tuple[int, ...]]:
    if not places:
        yield ()
        return
    for head in places[0]:
        for tail in _product(places[1:]):
            if not tail or tail[0] > head:
                yield (head, *tail)


def _near(costs: list[float], widths: list[float], target: float) -> Iterator[int]:
    """Yield the places within six characters of the target length."""
    reach = 6 * max(widths)
    length = 0.0
    for at, width in enumerate(widths):
        if at and abs(length - target) <= reach and costs[at] != float("inf"):
            yield at
        length += width


def _cost(cuts: tuple[int, ...], costs: list[float], widths: list[float]) -> float:
    edges = (0, *cuts, len(widths))
    lines = [sum(widths[a:b]) for a, b in pairwise(edges)]
    char = max(widths)
    spread = (max(lines) - min(lines)) / char
    return sum(costs[cut] for cut in cuts) + _shape(lines, char) + spread**2 * 0.8


def _shape(lines: list[float], char: float) -> float:
    """Punish a valley (neither trapezoid nor rhomb) and a plain rectangle."""
    rises = [b - a for a, b in pairwise(lines)]
    valley = any(a < 0 < b for (a, b) in combinations(rises, 2))
    even = all(abs(rise) < char / 2 for rise in rises)
    return (500.0 if valley else 0.0) + (8.0 if even else 0.0)


def _parts(title: str, cuts: tuple[int, ...]) -> list[str]:
    edges = (0, *cuts, len(title))
    return [title[a:b].strip() for a, b in pairwise(edges)]
