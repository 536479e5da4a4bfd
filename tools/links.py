"""Check that every relative link in the documents leads to a file of the repository."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def documents() -> list[Path]:
    """Return the documents in order."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def broken() -> list[str]:
    """Return one line for each link that leads nowhere."""
    return [
        f"{page.relative_to(ROOT)}: {target}"
        for page in documents()
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]


if __name__ == "__main__":
    faults = broken()
    print("\n".join(faults) or f"{len(documents())} documents, every link leads somewhere")
    sys.exit(bool(faults))
