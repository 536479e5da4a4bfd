"""通报: names units and facts, usually with a table of the late items."""

from __future__ import annotations

from reports import readers
from reports.kinds.base import Kind

# The month of a circular about one does not print: its text says it.
KIND = Kind("circular", extra={"period": readers.kept_month})
