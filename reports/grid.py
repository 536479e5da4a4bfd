"""The page of GB/T 9704-2012 as numbers in points, measured downwards from the page's top left."""

from __future__ import annotations

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
# The last half line of a page lies below the 版心: a table may not use it.
TABLE_UNITS = PAGE_UNITS - 1
# The em box of a Chinese face: 0.88 em above the baseline, 0.12 em below.
RISE = 0.88

SMALL = 14.0
TITLE_SIZE = 22.0
