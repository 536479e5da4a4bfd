"""Which short Chinese texts say the same: pairs of characters, weighed by how rare they are.

Own code because the libraries of the trade (scikit-learn, jieba) weigh 100 MB for an offline
office, and an edit distance (rapidfuzz) takes shared common words for likeness.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.enums import EvalLevel
from app.textfold import bigrams, fold

# How alike two texts are (cosine, 0 to 1) that a person may want to see together.
LEAST = 0.45
LONGEST = 400
# A pair of characters in more than this part of the texts tells nothing of any of them.
COMMON, FEW = 0.3, 20
# A title says in few words what the text is about.
TITLE = 3.0
# The evaluation form's own words say how somebody rates, not what the matter is.
RATING = (*(one.label for one in EvalLevel), "满意度", "好评", "中评", "差评", "评价", "评分")
Vector = Mapping[str, float]
Text = tuple[str, str]


def groups(
    texts: Sequence[Text], places: Iterable[str] = (), least: float = LEAST
) -> list[list[int]]:
    """Return groups of at least two like texts (title, body) by their positions, largest first.

    The text that is like most others leads a group; each text stands in one group at most.
    Names of places and the words of a rating are left out: what is wrong counts, not where, nor
    how it was rated.
    """
    near = _neighbours(_vectors(texts, _left_out((*places, *RATING))), least)
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


def _left_out(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds words in a folded text, the longer first."""
    folded = {fold(one) for one in names}
    words = sorted({one for one in folded if len(one) > 1}, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


def _vectors(texts: Sequence[Text], names: re.Pattern[str]) -> list[Vector]:
    """Return the weighed pairs of each text, of length 1.

    A pair that no other text has makes nothing alike, but it counts in the length: else two texts
    that share a phrase of courtesy alone would be the same.
    """
    given = [_pairs(text, names) for text in texts]
    seen = Counter(pair for one in given for pair in one)
    most = max(FEW, COMMON * len(texts))
    vectors: list[Vector] = []
    for one in given:
        weights = {
            pair: weight * math.log(1 + len(texts) / max(seen[pair], 2))
            for pair, weight in one.items()
            if seen[pair] <= most
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        vectors.append({pair: w / length for pair, w in weights.items() if seen[pair] > 1})
    return vectors


def _pairs(text: Text, names: re.Pattern[str]) -> dict[str, float]:
    """Return the pairs of characters of a text, those of its title weighing more."""
    title, body = (bigrams(names.sub(" ", fold(part[:LONGEST]))) for part in text)
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
