"""Voiding an evaluation, as its page says it: the form, or in a sentence why there is none."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import months
from app import policies_evaluations as rules
from app.enums import EvalState
from app.enums_evaluation import AppealState
from app.formats import moment
from app.models import EvalAppeal, Evaluation
from app.principal import Principal
from app.queries import evaluations as reads
from app.queries import people, snapshots

BY_OFFICE = "不真实的评价由党风政风监督室核实作废。"


def parts(
    session: Session, actor: Principal, row: Evaluation, appeal: EvalAppeal | None
) -> dict[str, Any]:
    """Return what the page needs: who found what, why it cannot be voided, and what follows."""
    may = rules.may_void(actor, row)
    return {
        "findings": _findings(session, row),
        "void_hint": "" if may else _why_not(actor, row, appeal),
        "signed_month": _signed(session, row) if may or row.state == EvalState.VOID else "",
    }


def _findings(session: Session, row: Evaluation) -> list[tuple[str, str]]:
    """Return label and value of what took an evaluation out of the score."""
    found = reads.confirmed(session, row.id)
    names = people.names(session, [one.decided_by_id for one in found])
    facts: list[tuple[str, str]] = []
    for one in found:
        who = names.get(one.decided_by_id, "")
        facts += [
            ("原因", one.kind.label),
            ("怎样核实的", one.note or ""),
            ("核实", f"{who} {moment(one.decided_at)}"),
        ]
    return facts


def _why_not(actor: Principal, row: Evaluation, appeal: EvalAppeal | None) -> str:
    """Return why this person does not void an evaluation, and who or what else helps."""
    if row.state == EvalState.VOID:
        return "已作废，不计入评价，记录保留。"
    if row.state == EvalState.UNDER_APPEAL:
        return "正在申诉：裁定申诉成立，就不计入评价。"
    if appeal is not None and appeal.state == AppealState.REJECTED and not rules.voids(actor):
        return f"申诉没有成立，评价有效。{BY_OFFICE}"
    if rules.voids(actor):
        return "本单位的评价由别的单位核实，您不能作废。"
    if rules.may_appeal(actor, row):
        return f"认为评价不实的，可以申诉；{BY_OFFICE}"
    return BY_OFFICE


def _signed(session: Session, row: Evaluation) -> str:
    """Return what follows where the month of an evaluation was signed."""
    period = months.of(row.happened_on)
    if not snapshots.signed(session, period, months.shift(period, 1)):
        return ""
    return (
        f"{months.said(period)}的月度报告已经签发，数字不再变；作废、申诉成立的，写进下一个月报告的"
        "“以前月份的更正”。"
    )
