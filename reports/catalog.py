"""The kinds of paper and their formats as plain data: the renderer and the checker both read it."""

from __future__ import annotations

from enum import StrEnum


class PaperFormat(StrEnum):
    """Layouts of GB/T 9704-2012, and the office's own sheets without a head."""

    FILE = "文件格式"
    LETTER = "信函格式"
    MINUTES = "纪要格式"
    SHEET = "无版头"


KIND_FORMATS: dict[str, tuple[str, PaperFormat]] = {
    "circular": ("通报", PaperFormat.FILE),
    "assignment_letter": ("交办单", PaperFormat.LETTER),
    "supervision_letter": ("督办函", PaperFormat.LETTER),
    "transfer_letter": ("转办函", PaperFormat.LETTER),
    "rectification_notice": ("限期整改通知书", PaperFormat.FILE),
    "acceptance_notice": ("受理告知书", PaperFormat.LETTER),
    "rejection_notice": ("不予受理告知书", PaperFormat.LETTER),
    "reply": ("答复意见书", PaperFormat.LETTER),
    "extension_notice": ("延期告知书", PaperFormat.LETTER),
    "proposal": ("建议书", PaperFormat.FILE),
    "minutes": ("会议纪要", PaperFormat.MINUTES),
    "monthly_report": ("月度运行报告", PaperFormat.FILE),
    "publicity": ("公示", PaperFormat.FILE),
    "handling_sheet": ("办理单", PaperFormat.SHEET),
    "ledger_sheet": ("台账", PaperFormat.SHEET),
    "qr_placard": ("评价码牌", PaperFormat.SHEET),
}
