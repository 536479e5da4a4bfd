"""The sample county's seed files, and the random numbers that are the same at every loading."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent.parent / "seeds" / "demo"


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a demo CSV."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(name: str) -> Any:
    """Return the content of a demo JSON file."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def dice(part: str) -> Random:
    """Return the random numbers of one part, which no other part disturbs."""
    return Random(f"海兴示例 {part}")


class People:
    """Invented names and telephones, none of them twice."""

    def __init__(self, part: str, pool: str = "given") -> None:
        """Begin the list of one part; reporters have given names that no officer has."""
        words = document("names.json")
        self._dice = dice(part)
        self._names = [f"{a}{b}" for a in words["surnames"] for b in words[pool]]
        self._dice.shuffle(self._names)
        self._phones = self._dice.sample(range(10**8), len(self._names))

    def name(self) -> str:
        """Return the next name, not yet marked as an example."""
        return self._names.pop()

    def phone(self) -> str:
        """Return the next mobile number."""
        return f"138{self._phones.pop():08d}"
