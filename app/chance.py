"""How far a share may lie from the truth by chance alone."""

from __future__ import annotations

from math import sqrt

# Of a hundred such spans, ninety-five hold the true share.
Z = 1.959963984540054


def wilson(part: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of part of n as two shares from 0 to 1 (Wilson, no correction).

    Raise ValueError when n is no number of cases or part no part of it.
    """
    if n <= 0 or not 0 <= part <= n:
        raise ValueError(f"{part} of {n} is no share")
    share, square = part / n, Z * Z / n
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    # At the ends the arithmetic of fractions leaves a trace below 0 or above 1.
    return max(middle - half, 0.0), min(middle + half, 1.0)
