"""Role × state × action: the whole table, tried by performing every action as every person."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import store
from app.operations import ledger
from app.transitions import BY_ACTION
from tests import makers, support

# state: who: actions that go through. Nobody else may do anything.
ALLOWED: dict[str, dict[str, str]] = {
    "registered": {
        "bureau": "triage",
        "intake": "triage supervise",
        "leader": "supervise",
    },
    "pending_decision": {
        "bureau_lead": "send_back_triage",
        "intake": "supervise",
        "leader": "instruct send_back_triage supervise",
    },
    "assigned": {
        "bureau_lead": "reassign",
        "intake": "supervise",
        "leader": "reassign supervise",
        "inspector": "supervise",
        "gaowan": "sign return",
        "minzheng": "answer",
    },
    "in_progress": {
        "bureau_lead": "reassign",
        "intake": "supervise",
        "leader": "reassign supervise",
        "inspector": "supervise",
        "gaowan": "progress submit",
        "minzheng": "progress answer",
    },
    "submitted": {
        "bureau": "verify rework",
        "intake": "supervise",
        "leader": "supervise",
        "inspector": "verify rework supervise",
    },
    "pending_feedback": {
        "clerk": "callback",
        "clerk2": "callback",
        "intake": "callback supervise",
        "leader": "supervise",
        "inspector": "supervise",
    },
    "closed": {},
}
# Facts that let an allowed action through wherever it starts.
CHANGES = {"submit": {"co_reason": "等不到协办答复，先行上报。"}}
CODES = {403, 404, 422}


class Undo(Exception):
    """Takes a successful try back."""


def outcome(who: str, problem_id: int, action: str) -> int:
    """Try an action and take it back; return 200 or the code of the refusal."""
    actor = support.person(who)
    facts = makers.facts(action, **CHANGES.get(action, {}))
    version = makers.stored(problem_id).row_version
    try:
        with store.write(actor) as work:
            ledger.perform(work, actor, problem_id, version, action, facts)
            raise Undo
    except Undo:
        return 200
    except HTTPException as error:
        return error.code or 500


@pytest.mark.matrix
@pytest.mark.parametrize("state", ALLOWED)
def test_only_the_table_s_people_may_act_in_a_state(session: Session, state: str) -> None:
    problem_id = makers.problem_in(state)
    found: dict[str, str] = {}
    for who in support.PEOPLE:
        codes = {action: outcome(who, problem_id, action) for action in BY_ACTION}
        assert set(codes.values()) <= CODES | {200}, (who, codes)
        done = " ".join(action for action, code in codes.items() if code == 200)
        if done:
            found[who] = done
    expected = {who: sorted(row.split()) for who, row in ALLOWED[state].items()}
    assert {who: sorted(row.split()) for who, row in found.items()} == expected


@pytest.mark.parametrize("who", ["xinji", "zhujian", "village", "auditor", "sysadmin", "secadmin"])
def test_person_outside_the_scope_meets_the_404_of_a_missing_item(
    session: Session, who: str
) -> None:
    problem_id = makers.problem_in("in_progress")
    assert outcome(who, problem_id, "progress") == 404
    actor = support.person(who)
    with pytest.raises(HTTPException) as missing, store.write(actor) as work:
        ledger.perform(work, actor, 10_000, 1, "progress", {})
    assert missing.value.code == 404


def test_discipline_item_is_out_of_the_bureau_s_and_the_hotline_s_hands(session: Session) -> None:
    problem_id = makers.registered(request_type="report")
    assert outcome("bureau", problem_id, "triage") == 404
    assert outcome("intake", problem_id, "triage") == 200


def test_unknown_action_is_refused(session: Session) -> None:
    problem_id = makers.registered()
    actor = support.person("intake")
    with pytest.raises(HTTPException) as refused, store.write(actor) as work:
        ledger.perform(work, actor, problem_id, 1, "archive", {})
    assert refused.value.code == 422
