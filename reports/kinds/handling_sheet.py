"""办理单: the form that travels with a matter through the office."""

from __future__ import annotations

from reports import sheets
from reports.kinds.base import Kind

KIND = Kind("handling_sheet", base=("agency", "title", "tables"), compose=sheets.compose_form)
