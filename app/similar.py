"""Which short Chinese texts say the same: pairs of characters, weighed by how rare they are.

Own code because the libraries of the trade (scikit-learn, jieba) weigh 100 MB for an offline
office, and an edit distance (rapidfuzz) takes shared common words for likeness.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.textfold import bigrams

# How alike two texts are (cosine, 0 to 1) that a person may want to see together.
LEAST = 0.5
LONGEST = 400
# A pair of characters in more than this part of the texts tells nothing of any of them.
COMMON, FEW = 0.3, 20
# A title says in few words what the text is about.
TITLE = 3.0
Vector = Mapping[str, float]
Text = tuple[str, str]


def groups(
    texts: Sequence[Text], places: Iterable[str] = (), least: float = LEAST
) -> list[list[int]]:
    """Return groups of at least two like texts (title, body) by their positions, largest first.

    The text that is like most others leads a group; each text stands in one group at most.
    Names of places are left out: what is wrong counts, not where.
    """
    near = _neighbours(_vectors(texts, _names(places)), least)
    order = sorted(range(len(texts)), key=lambda at: (-len(near[at]), at))
    taken: set[int] = set()
    found = []
    for lead in order:
        if lead in taken:
            continue
        group = [lead, *(one for one in near[lead] if one not in taken)]
        if len(group) > 1:
            taken.update(group)
            found.append(group)
    return sorted(found, key=lambda group: -len(group))


def _names(places: Iterable[str]) -> re.Pattern[str]:
    """Return what finds the names of places, the longer first."""
    words = sorted({one for one in places if len(one) > 1}, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


def _vectors(texts: Sequence[Text], names: re.Pattern[str]) -> list[Vector]:
    """Return the weighed pairs of each text, of length 1."""
    given = [_pairs(text, names) for text in texts]
    seen = Counter(pair for one in given for pair in one)
    most = max(FEW, COMMON * len(texts))
    vectors: list[Vector] = []
    for one in given:
        weights = {
            pair: weight * math.log(1 + len(texts) / seen[pair])
            for pair, weight in one.items()
            if 1 < seen[pair] <= most
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        vectors.append({pair: weight / length for pair, weight in weights.items()})
    return vectors


def _pairs(text: Text, names: re.Pattern[str]) -> dict[str, float]:
    """Return the pairs of characters of a text, those of its title weighing more."""
    title, body = (bigrams(names.sub(" ", part[:LONGEST])) for part in text)
    return dict.fromkeys(body, 1.0) | dict.fromkeys(title, TITLE)


def _neighbours(vectors: Sequence[Vector], least: float) -> list[list[int]]:
    """Return for each text those that are like it, by an index from pair to texts."""
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    near: list[list[int]] = [[] for _ in vectors]
    for at, vector in enumerate(vectors):
        likeness: dict[int, float] = defaultdict(float)
        for pair, weight in vector.items():
            for other, theirs in index[pair]:
                likeness[other] += weight * theirs
            index[pair].append((at, weight))
        for other, value in likeness.items():
            if value >= least:
                near[at].append(other)
                near[other].append(at)
    return near
