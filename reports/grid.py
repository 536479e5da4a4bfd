"""The page of GB/T 9704-2012 as numbers in points, measured downwards from the page's top left."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4
PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM

# 版心 (5.2.1): 156 mm x 225 mm, 37 mm from the top, 28 mm from the binding edge.
LEFT = 28 * MM
TOP = 37 * MM
WIDTH = 156 * MM
RIGHT = LEFT + WIDTH
BOTTOM = 262 * MM

# The grid (5.2.2): 22 lines of 28 characters that fill the 版心.
COLUMNS = 28
LINES = 22
SIZE = 16.0
CELL = WIDTH / COLUMNS
TRACKING = CELL - SIZE
PITCH = (BOTTOM - TOP - SIZE) / (LINES - 1)
# Tables stand on half lines, so that text after a table is on the grid again.
UNIT = PITCH / 2
PAGE_UNITS = 2 * LINES
# The em box of a Chinese face: 0.88 em above the baseline, 0.12 em below.
RISE = 0.88

SMALL = 14.0
TITLE_SIZE = 22.0


@dataclass(frozen=True)
class Area:
    """The part of a page that text may fill; `is_turned` is a page read from its right side."""

    left: float
    top: float
    width: float
    bottom: float
    is_turned: bool = False

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + self.width

    @property
    def table_units(self) -> int:
        """Return the half lines a table may fill: the last one lies below the area."""
        return 2 * (int((self.bottom - SIZE - self.top + 0.01) // PITCH) + 1) - 1


UPRIGHT = Area(LEFT, TOP, WIDTH, BOTTOM)
# A wide table is turned counter-clockwise (7.6): the foot of the sheet becomes its left, the
# binding edge its top, so the same margins of 35, 37 and 28 mm lie around it.
TURNED = Area(35 * MM, 28 * MM, 225 * MM, 184 * MM, is_turned=True)
