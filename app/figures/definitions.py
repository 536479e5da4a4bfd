"""Which definition of a metric counts now, so that a signed month is not corrected by another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FIRST = 1


@dataclass(frozen=True)
class Changed:
    """The number of the definition that counts, and the month from which it does."""

    version: int
    since: str


# Raise the number with every change of what a metric counts: months that were signed under an
# older one are then not held against the new.
CHANGED: dict[str, Changed] = {
    # Whose lead unit ended its share late is not on time, however quickly it was fed back.
    "on_time_rate": Changed(2, "2026-11"),
}


def version(code: str) -> int:
    """Return the number of the definition of a metric that counts now."""
    return CHANGED[code].version if code in CHANGED else FIRST


def versions(codes: Iterable[str]) -> dict[str, int]:
    """Return the definitions of some metrics, for freezing them."""
    return {code: version(code) for code in codes}
