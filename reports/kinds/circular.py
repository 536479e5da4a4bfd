"""通报: names units and facts, usually with a table of the late items."""

from __future__ import annotations

from reports.kinds.base import Kind

KIND = Kind("circular")
