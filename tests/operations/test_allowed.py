"""Role × state × action: the whole table, asked of the gate and tried by performing it.

python -m tests.operations.test_allowed writes tests/data/actions.csv anew, to be reviewed.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import clock, policies, store
from app.enums import ProblemState, Track
from app.models import Problem, ProblemStep, table_of
from app.operations import archive, ledger
from app.principal import system
from app.queries import ledger as reads
from app.transitions import BY_ACTION
from tests import makers, support

TABLE = Path(__file__).parent.parent / "data" / "actions.csv"
CODES = {403, 404, 422}
# Facts that let an allowed action through wherever it starts.
CHANGES = {"submit": {"co_reason": "等不到协办答复，先行上报。"}}


class Undo(Exception):
    """Takes a successful try back."""


def force(problem_id: int, **values: object) -> None:
    """Set columns as no operation would."""
    table = table_of(Problem)
    with store.write(system("test")) as work:
        work.execute(sa.update(table).where(table.c.id == problem_id).values(**values))


def _suspended() -> int:
    """Return a suspended item."""
    problem_id = makers.problem_in("in_progress")
    makers.act("gaowan", problem_id, "suspend")
    makers.act("intake", problem_id, "agree_suspension")
    makers.act("leader", problem_id, "approve_suspension")
    return problem_id


def _ended(action: str) -> Callable[[], int]:
    """Return the maker of an item that left the way by an action."""

    def make() -> int:
        problem_id = makers.registered()
        makers.act("intake", problem_id, action)
        return problem_id

    return make


def _merged() -> int:
    """Return a merged item whose master has a result."""
    return makers.merged_into(makers.problem_in("pending_feedback"))


def _asked() -> int:
    """Return a closed item that somebody proposed to reopen."""
    problem_id = makers.problem_in("closed")
    makers.act("intake", problem_id, "ask_reopen")
    return problem_id


def _archived() -> int:
    """Return an item that the timer put away."""
    problem_id = makers.problem_in("closed")
    with clock.fixed(clock.now() + timedelta(days=31)):
        archive.archive_due(system("定时任务"))
    return problem_id


CASES: dict[str, Callable[[], int]] = {
    **{state: lambda state=state: makers.problem_in(state) for state in makers.STATES},
    "closed+ask": _asked,
    "suspended": _suspended,
    "rejected": _ended("reject"),
    "transferred_out": _ended("transfer"),
    "merged": _merged,
    "withdrawn": _ended("withdraw"),
    "archived": _archived,
}


def gate(who: str, problem_id: int) -> str:
    """Return the actions that the gate opens to a person, none for an item he does not see."""
    actor = support.person(who)
    session = support.session()
    session.rollback()
    session.expire_all()
    store.name(session, actor)
    try:
        problem = reads.get(session, actor, problem_id)
        steps = session.scalars(
            sa.select(ProblemStep).where(ProblemStep.problem_id == problem_id)
        ).all()
        allowed = policies.allowed_actions(actor, problem, steps)
        return " ".join(sorted(one.transition.action for one in allowed if one.open))
    except HTTPException:
        return "404"
    finally:
        store.name(session, system("test"))


def rows(case: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield track, case, person and open actions; the item is put on either track."""
    problem_id = CASES[case]()
    for track in Track:
        force(problem_id, track=track)
        for who in support.PEOPLE:
            yield track.value, case, who, gate(who, problem_id)
    force(problem_id, track=Track.SERVICE)


def committed(case: str) -> list[tuple[str, str, str, str]]:
    """Return the committed rows of a case."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            (row["track"], row["case"], row["who"], row["actions"])
            for row in csv.DictReader(file)
            if row["case"] == case
        ]


@pytest.mark.parametrize("case", CASES)
def test_gate_opens_what_the_committed_table_says(session: Session, case: str) -> None:
    assert list(rows(case)) == committed(case), (
        "rights changed: review, then python -m tests.operations.test_allowed"
    )


def outcome(who: str, problem_id: int, action: str) -> int:
    """Try an action and take it back; return 200 or the code of the refusal."""
    actor = support.person(who)
    changes = CHANGES.get(action, {})
    if action == "merge":
        changes = {"master_no": makers.stored(problem_id - 1).problem_no}
    facts = makers.facts(action, **changes)
    version = makers.stored(problem_id).row_version
    try:
        with store.write(actor) as work:
            ledger.perform(work, actor, problem_id, version, action, facts)
            raise Undo
    except Undo:
        return 200
    except HTTPException as error:
        return error.code or 500


def tried(case: str) -> Iterator[tuple[str, str]]:
    """Yield who tries what: everybody what starts in the state, one the rest."""
    state = ProblemState(case.split("+", maxsplit=1)[0])
    for who in support.PEOPLE:
        for action, transition in BY_ACTION.items():
            if state in transition.sources or who == "leader":
                yield who, action


@pytest.mark.matrix
@pytest.mark.parametrize("case", CASES)
def test_only_the_table_s_people_may_act_in_a_state(session: Session, case: str) -> None:
    makers.registered()
    problem_id = CASES[case]()
    wanted = {
        (who, action)
        for track, _case, who, actions in committed(case)
        for action in actions.split()
        if track == Track.SERVICE.value and action != "404"
    }
    found = set()
    for who, action in tried(case):
        code = outcome(who, problem_id, action)
        assert code in CODES | {200}, (who, action)
        if code == 200:
            found.add((who, action))
    # What the gate opens may still be refused by a guard, which has tests of its own.
    assert found <= wanted
    assert {action for _who, action in wanted} - {action for _who, action in found} <= GUARDED


# Open to its people, and refused by a guard in a world as small as this one.
GUARDED = {"callback", "close", "dissatisfied", "merge"}


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


@pytest.mark.parametrize("action", ["archive", "register", "split", "fly"])
def test_action_without_an_act_of_the_ledger_is_refused(session: Session, action: str) -> None:
    problem_id = makers.registered()
    actor = support.person("leader")
    with pytest.raises(HTTPException) as refused, store.write(actor) as work:
        ledger.perform(work, actor, problem_id, 1, action, {})
    assert refused.value.code == 422


def written() -> str:
    """Return the whole table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["track", "case", "who", "actions"])
    for case in CASES:
        writer.writerows(rows(case))
    return out.getvalue()


def _write() -> None:
    """Play every case in a fresh database and write the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = support.make_template("sqlite", folder)
        application = support.make_app(template.copy(folder), folder)
        with application.app_context(), clock.fixed(support.NOW):
            TABLE.write_text(written(), encoding="utf-8")
        support.close(application)


if __name__ == "__main__":
    _write()
