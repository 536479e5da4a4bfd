"""Parts of a month's page: its papers, and what follows when the signed one was voided."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from app.enums import DocumentKind, DocumentState
from app.enums_scoring import SnapshotState
from app.models import Document, ReportSnapshot
from views.present_paper import kind_label, state_light

UNCHANGED = "本月的数字和名单不变，更正仍写进下月报告。"


def is_void(paper: Document) -> bool:
    """Tell whether a paper was voided."""
    return paper.state == DocumentState.VOID


def papers(found: Sequence[Document]) -> list[dict[str, str]]:
    """Return the papers of a month as lines, each with its state."""
    return [
        {
            "url": url_for("paper.show", row_id=one.id),
            "label": "：".join(x for x in (kind_label(one), one.number) if x),
            "state": state_light(one)["text"],
        }
        for one in found
    ]


def voided(row: ReportSnapshot, paper: Document | None, known: Sequence[Document]) -> str:
    """Return what is told of a signed month whose report was voided, as far as it is seen."""
    if row.state != SnapshotState.SIGNED or paper is None:
        return ""
    if paper.state == DocumentState.VOID:
        last = f"月度报告{paper.number}的原件" if paper.number else "月度报告的原件"
        why = f"（{paper.void_reason}）" if paper.number and paper.void_reason else ""
        return f"{last}已作废{why}，可按同一份数据重新起草、签发。{UNCHANGED}"
    if paper.state in {DocumentState.DRAFT, DocumentState.CHECKING}:
        return f"原件已作废，按同一份数据重新起草的还没有签发。{UNCHANGED}"
    gone = [one.number for one in known if _was(one, paper)]
    return f"原件{'、'.join(map(str, gone))}已作废，现行的是{paper.number}。" if gone else ""


def _was(one: Document, paper: Document) -> bool:
    """Tell whether a paper is a void report before the one that stands."""
    is_report = one.kind == DocumentKind.MONTHLY_REPORT
    return is_report and one.state == DocumentState.VOID and one.id < paper.id
