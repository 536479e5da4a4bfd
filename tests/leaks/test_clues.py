"""What a clue leaves behind: no stored byte in the clear, no line of a log, no step more."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from app import store
from app.extensions import db
from app.models import AuditLog, Idempotency, Outbox, Problem, ProblemEvent
from app.principal import system
from tests import support
from tests.leaks import sealed, walk
from tests.leaks.conftest import Site
from tests.leaks.test_secrets import forms_of, stored_bytes
from tests.leaks.walk import MISSING

STRANGERS = ("intake", "clerk", "gaowan", "auditor", "sysadmin")


def secrets(site: Site) -> list[str]:
    """Return the words that stand nowhere but in sealed columns."""
    return [word for word, readers in site.world.readers.items() if not readers]


def test_no_stored_byte_holds_a_word_of_a_clue(site: Site) -> None:
    content, words = stored_bytes(site), secrets(site)
    assert len(words) > 12
    for word in words:
        for form in forms_of(word):
            assert form not in content, (word, form)


def test_no_line_of_a_log_and_no_file_holds_a_word_of_a_clue(site: Site) -> None:
    for who in ("casekeeper", "leader", "inspector", *STRANGERS):
        for row_id in site.world.ids["clue"].values():
            visitor = site.visitor(who)
            given = {"purpose": "study"}
            visitor.open(f"/clue/{row_id}/open", "POST", data=given, headers=visitor.token())
    said = "\n".join(site.log)
    files = site.app.config["VX"].files_dir.rglob("*")
    kept = b"".join(path.read_bytes() for path in files if path.is_file())
    words = secrets(site)
    assert not [word for word in words if word in said or word.encode() in kept]


def test_opened_clue_is_shown_to_its_readers_alone(site: Site) -> None:
    for who in support.PEOPLE:
        visitor = site.visitor(who)
        for key, readers in sealed.SEEN.items():
            path, given = f"/clue/{site.world.ids['clue'][key]}/open", {"purpose": "study"}
            answer = visitor.open(path, "POST", data=given, headers=visitor.token())
            met = [word for word in secrets(site) if word in walk.read(answer)]
            assert answer.status_code == (200 if who in readers else 404), (who, key)
            assert bool(met) == (who in readers), (who, key)


def rows(model: type[Any], *where: Any) -> list[Any]:
    """Return rows as a task of the tests."""
    session = store.current()
    session.rollback()
    store.name(session, system("test"))
    return list(session.scalars(sa.select(model).where(*where)))


def test_ledger_notices_and_keys_of_forms_tell_of_no_clue(site: Site) -> None:
    pushed = site.world.ids["problem"]["report"]
    (problem,) = rows(Problem, Problem.id == pushed)
    assert problem.row_version == 1
    assert [
        event.transition for event in rows(ProblemEvent, ProblemEvent.problem_id == pushed)
    ] == ["T01"]
    assert not [row for row in rows(Outbox) if "clue" in row.template + repr(row.payload)]
    assert not [r for r in rows(Idempotency) if r.location.startswith("/clue/") and r.location[6:]]


@pytest.mark.parametrize("address", ["/admin/audit_log/", "/api/v1/audit_log/"])
def test_auditor_reads_that_somebody_acted_and_not_on_what(site: Site, address: str) -> None:
    answer = site.visitor("auditor").open(address)
    body = answer.get_json(silent=True)
    text = json.dumps(body, ensure_ascii=False) if body else walk.read(answer)
    assert "密件" in text
    assert not [word for word in ("线索", "海纪线", *secrets(site)) if word in text]
    acts = rows(AuditLog, AuditLog.object_kind == "sealed")
    assert acts
    assert {(row.object_id, row.detail == {}) for row in acts} == {(None, True)}


@pytest.mark.parametrize("who", ["inspector", *STRANGERS])
def test_foreign_clue_takes_the_same_steps_as_a_missing_one(site: Site, who: str) -> None:
    visitor, taken = site.visitor(who), []
    for row_id in (site.world.ids["clue"]["kept"], MISSING):
        said: list[str] = []

        def note(_c: Any, _cur: Any, statement: str, *_rest: Any, kept: list[str] = said) -> None:
            kept.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        visitor.open(f"/clue/{row_id}")
        sa.event.remove(db.engine, "before_cursor_execute", note)
        taken.append(said)
    assert taken[0] == taken[1]
    assert taken[0]
