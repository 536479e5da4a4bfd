"""The kinds that can be printed: a new kind is one file here and one line in this list."""

from __future__ import annotations

from reports.kinds import (
    acceptance_notice,
    assignment_letter,
    circular,
    extension_notice,
    handling_sheet,
    ledger_sheet,
    minutes,
    monthly_report,
    proposal,
    publicity,
    qr_placard,
    rectification_notice,
    rejection_notice,
    reply,
    supervision_letter,
    transfer_letter,
)
from reports.kinds.base import Kind

KINDS: dict[str, Kind] = {
    module.KIND.code: module.KIND
    for module in (
        circular,
        assignment_letter,
        supervision_letter,
        transfer_letter,
        rectification_notice,
        acceptance_notice,
        rejection_notice,
        reply,
        extension_notice,
        proposal,
        minutes,
        monthly_report,
        publicity,
        handling_sheet,
        ledger_sheet,
        qr_placard,
    )
}
