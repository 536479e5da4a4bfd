"""The kinds that can be printed: a new kind is one file here and one line in this list."""

from __future__ import annotations

from reports.kinds import assignment_letter, circular, supervision_letter
from reports.kinds.base import Kind

KINDS: dict[str, Kind] = {
    module.KIND.code: module.KIND for module in (circular, assignment_letter, supervision_letter)
}
