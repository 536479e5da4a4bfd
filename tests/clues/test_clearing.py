"""线索清仓 and the risk list: inside the compartment alone, each change traced without a word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from app.models import AuditLog, ClueClearing, DisciplineRisk
from tests import support
from tests.clues import making
from tests.views.hands import Hands

RISK: dict[str, Any] = {
    "unit_id": "县民政局（示例）",
    "risk": "低保评定一人经办，没有复核",
    "measure": "分岗经办，按月抽查",
    "owner_unit_id": "第一监督检查室",
    "due_on": "2026-12-31",
}


def test_keeper_sets_the_day_by_which_aged_clues_are_cleared(app: Flask) -> None:
    clue_id = str(making.entered())
    hands = Hands(app, support.NOW + timedelta(days=100))
    page = hands.get("casekeeper", "/clue/aged?days=90&below=180").text
    assert "90—179 天（1）" in page
    assert "未定" in page
    facts = {"csrf_token": hands.token("casekeeper"), "pk": [clue_id], "_once": "a"}
    past = hands.post("casekeeper", "/clue/aged", {**facts, "target_on": "2026-01-01"})
    assert past.status_code == 422
    assert (
        hands.post("casekeeper", "/clue/aged", {**facts, "pk": [], "_once": "b"}).status_code == 422
    )
    later = {**facts, "target_on": "2027-04-01", "_once": "c"}
    assert hands.post("casekeeper", "/clue/aged", later).status_code == 302
    assert "4月1日" in hands.get("leader", "/clue/aged").text
    for who in ("gaowan", "intake", "inspector", "sysadmin"):
        strange = {**later, "csrf_token": hands.token(who), "_once": f"x-{who}"}
        assert hands.post(who, "/clue/aged", strange).status_code == 404, who
    assert len(making.rows(ClueClearing)) == 1


def test_risk_is_read_by_its_office_after_a_trace_and_by_nobody_else(app: Flask) -> None:
    hands = Hands(app)
    wrong = hands.send("casekeeper", "/clue/risks/new", **{**RISK, "owner_unit_id": "高湾镇"})
    assert wrong.status_code == 422
    assert hands.send("casekeeper", "/clue/risks/new", **RISK).status_code == 302
    (row,) = making.rows(DisciplineRisk)
    assert RISK["risk"].encode() not in row.risk_sealed
    before = len(making.rows(AuditLog))
    assert RISK["risk"] not in hands.get("inspector", "/clue/risks").text
    opened = hands.post("inspector", "/clue/risks", {"csrf_token": hands.token("inspector")})
    assert RISK["risk"] in opened.text
    acts = making.rows(AuditLog)[before:]
    assert [act.action for act in acts].count("sealed.read") == 1
    assert not any(RISK["risk"] in str(act.detail) for act in acts)
    change = {"version": "1", "state": "resolved"}
    for who, code in (("gaowan", 404), ("intake", 404), ("inspector", 302), ("leader", 409)):
        token = {"csrf_token": hands.token(who)}
        answer = hands.post(who, f"/clue/risks/{row.id}", {**change, **token})
        assert answer.status_code == code, who
    again = {"version": "2", "state": "open", "csrf_token": hands.token("leader")}
    assert hands.post("leader", f"/clue/risks/{row.id}", again).status_code == 422
    assert hands.post("leader", "/clue/risks/987654", again).status_code == 404
