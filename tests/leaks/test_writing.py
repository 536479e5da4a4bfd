"""Every address that writes: no token, a foreign row, fields that nobody may set, a stale form."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from app import clock, store
from app.models import Model, Problem, ServiceWindow
from app.principal import system
from app.security import Hidden, declared
from app.transitions import BY_ACTION
from tests import makers, support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.walk import MISSING, Tally, Visitor
from tests.views import hands

ONCE = "leaks-once-0123456789"
# Traces of the attempts themselves: they are written on purpose.
TRACES = {"audit_log", "user_session", "idempotency"}
# What a write on a row that is not one's own may answer.
REFUSED = {302, 401, 403, 404}


def fingerprint() -> dict[str, str]:
    """Return a hash of the rows of every table that an attack must not change."""
    found = {}
    with support.owner() as link:
        for table in Model.metadata.tables.values():
            if table.name not in TRACES and not table.name.startswith("ab_"):
                rows = link.execute(sa.select(table).order_by(*table.primary_key)).all()
                found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    assert len(found) > 25
    return found


def writing(site: Site) -> list[tuple[str, Rule]]:
    """Return method and route of everything that writes."""
    return [(m, rule) for m in ("POST", "PUT") for rule in walk.rules(site.app, m)]


@pytest.mark.matrix
def test_write_without_a_token_is_refused_everywhere(site: Site) -> None:
    before, wrong = fingerprint(), []
    few = ["", "clerk", "gaowan", "leader"]
    for who in site.people() if site.deep else few:
        for method, rule in writing(site):
            path = next(walk.filled(rule, site.world))
            answer = site.visitor(who).open(path, method, data={"confirmed": "1"})
            # A page of the compartment does not exist for a stranger, with or without a token.
            hidden = isinstance(declared(site.app.view_functions[rule.endpoint]), Hidden)
            if answer.status_code not in ({400, 404} if hidden and who else {400}):
                wrong.append(f"{who} {method} {path} {answer.status_code}")
    assert wrong == []
    assert fingerprint() == before


def body(path: str, row_id: int) -> dict[str, Any]:
    """Return a body that would do the act if the row were one's own."""
    action = path.rsplit("/", 1)[-1]
    given = makers.facts(action) if action in BY_ACTION else {}
    typed = {name: "y" if value is True else value for name, value in given.items()}
    own = {"name": "改掉的名字", "status": "retired", "purpose": "callback", "reason": "试探"}
    form = {**own, **typed, "version": "1", "row_version": "1", "_once": ONCE, "confirmed": "1"}
    return {**form, "pk": f"{row_id}", "action": "retire", "problem_id": f"{row_id}"}


def attempt(visitor: Visitor, token: dict[str, str], method: str, path: str, row_id: int) -> Any:
    """Send one write with everything it needs."""
    if "/api/" in path:
        headers = {**token, "Idempotency-Key": ONCE}
        given = {"row_version": 1, "name": "改掉的名字", "status": "retired"}
        return visitor.open(path, method, json=given, headers=headers)
    return visitor.open(path, method, data=body(path, row_id), headers=token)


@pytest.mark.matrix
def test_write_on_a_foreign_row_changes_nothing(site: Site) -> None:
    tally, wrong = Tally(), []
    for who in [one for one in site.people() if one]:
        visitor, before = site.visitor(who), fingerprint()
        token = visitor.token()
        for method, rule in [one for one in writing(site) if "<int" in one[1].rule]:
            rows = site.world.rows.get(walk.kind_at(rule.rule), {})
            foreign = [row_id for row_id, readers in rows.items() if who not in readers]
            for row_id in [*foreign[: 3 if site.deep else 1], MISSING]:
                for path in walk.filled(rule, site.world, [row_id], deep=site.deep):
                    answer = attempt(visitor, token, method, path, row_id)
                    walk.judge(site.world, tally, who, path, answer)
                    if answer.status_code not in REFUSED and "/paper/" not in path:
                        wrong.append(f"{who} {method} {path} {answer.status_code}")
                    if answer.status_code == 403 and "/problem/" not in path:
                        break
        assert fingerprint() == before, who
    print(f"foreign writes {site.backend}: {tally.requests} requests")
    assert (wrong, tally.leaks, tally.broken) == ([], [], [])


@pytest.mark.parametrize("address", ["/admin/{0}/action_post", "/paper/print", "/paper/sign"])
def test_bulk_act_on_own_and_foreign_rows_does_nothing(site: Site, address: str) -> None:
    before, tally = fingerprint(), Tally()
    for who, kind in (("gaowan", "service_window"), ("xinji", "staff"), ("bureau_lead", "paper")):
        visitor, path = site.visitor(who), address.format(kind)
        ids = [str(row_id) for row_id in site.world.rows[kind]]
        sent = {"pk": [*ids, *(f"{one}:1" for one in ids)], "item": [f"{one}:1" for one in ids]}
        form = {**sent, "action": "retire", "confirmed": "1"}
        answer = visitor.open(path, "POST", data=form, headers=visitor.token())
        walk.judge(site.world, tally, who, path, answer)
        assert answer.status_code in {302, 403, 404}
    assert (tally.leaks, tally.broken) == ([], [])
    assert fingerprint() == before


@pytest.fixture
def people(app: Flask) -> hands.Hands:
    """Return browsers over a fresh database."""
    return hands.Hands(app)


FORGED: dict[str, Any] = {
    "state": "closed",
    "track": "discipline",
    "is_sensitive": "y",
    "lead_unit_id": "1",
    "supervisor_unit_id": "1",
    "problem_no": "HXZT-2026-99999",
    "created_by_id": "1",
    "contact_id": "1",
    "outcome_kind": "resolved",
    "registered_at": "2020-01-01",
    "due_at": "2030-01-01",
    "row_version": "77",
    "id": "4242",
}


def test_registration_ignores_fields_that_it_does_not_offer(people: hands.Hands) -> None:
    row_id = people.register(**FORGED)
    row = makers.stored(row_id)
    assert row_id != 4242
    assert (row.state, row.track, row.is_sensitive) == ("registered", "service", False)
    assert (row.lead_unit_id, row.supervisor_unit_id, row.outcome_kind) == (None, None, None)
    assert row.problem_no != FORGED["problem_no"]
    assert row.created_by_id == support.person("clerk").account_id
    assert row.due_at.year == 2026
    assert row.row_version == 1


def test_transition_ignores_fields_that_it_does_not_offer(people: hands.Hands) -> None:
    row_id = people.register()
    forged = {name: value for name, value in FORGED.items() if name != "row_version"}
    people.walk(row_id, "triage", triage=forged)
    row = makers.stored(row_id)
    assert (row.state, row.track, row.is_sensitive) == ("pending_decision", "service", False)
    assert (row.lead_unit_id, row.outcome_kind, row.row_version) == (None, None, 2)


@pytest.mark.parametrize("way", ["form", "api"])
def test_new_window_stays_in_the_own_unit(people: hands.Hands, way: str) -> None:
    foreign = support.unit_id("XJ")
    forged = {"unit_id": foreign, "id": 4242, "created_by_id": 1, "row_version": 77}
    given = {"no": "88", "name": "新窗口", **forged}
    if way == "form":
        assert people.send("gaowan", "/admin/service_window/new", **given).status_code == 302
    else:
        visitor = Visitor(people.app, "gaowan")
        headers = {**visitor.token(), "Idempotency-Key": ONCE}
        answer = visitor.open("/api/v1/service_window/", "POST", json=given, headers=headers)
        assert answer.status_code == 201
    row = hands.fresh().scalars(sa.select(ServiceWindow)).one()
    assert row.unit_id == support.unit_id("GW")
    assert row.id != 4242
    assert row.row_version == 1
    assert row.created_by_id == support.person("gaowan").account_id


def make_window() -> int:
    """Add a window of Gaowan."""
    with store.write(system("test")) as work:
        row = ServiceWindow(unit_id=support.unit_id("GW"), no="1", name="一号窗口")
        work.add(row)
        work.flush()
        return row.id


def test_second_officer_with_a_stale_row_form_loses_nothing(people: hands.Hands) -> None:
    path = f"/admin/service_window/{make_window()}/edit"
    forms = {
        who: hands.fields(people.get(who, path).text, "row_version") for who in ("gaowan", "bureau")
    }
    first = people.post("gaowan", path, {**forms["gaowan"], "name": "先存的名字"})
    second = people.post(
        "bureau", path, {**forms["bureau"], "name": "后存的名字", "open_schedule": "周六上午"}
    )
    assert (first.status_code, second.status_code) == (302, 409)
    for text in ("先存的名字", "后存的名字", "周六上午"):
        assert text in second.text
    assert hands.fresh().scalars(sa.select(ServiceWindow.name)).one() == "先存的名字"


def test_second_officer_with_a_stale_action_loses_nothing(people: hands.Hands) -> None:
    row_id = people.register()
    people.walk(row_id, "triage", "instruct", "sign")
    path = f"/problem/{row_id}/progress"
    forms = [hands.fields(people.get("gaowan", path).text) for _ in range(2)]
    first = people.post("gaowan", path, {**forms[0], "text": "先记下的进展"})
    second = people.post("gaowan", path, {**forms[1], "text": "后写的很长的进展"})
    assert (first.status_code, second.status_code) == (302, 409)
    assert "先记下的进展" in second.text
    assert "后写的很长的进展" in second.text
    again = people.post("gaowan", path, hands.fields(second.text))
    assert again.status_code == 302
    notes = people.get("gaowan", f"/problem/{row_id}").text
    assert "先记下的进展" in notes
    assert "后写的很长的进展" in notes


def test_stale_decision_never_overwrites_the_first(people: hands.Hands) -> None:
    row_id = people.register()
    path = f"/problem/{row_id}/triage"
    forms = {who: hands.fields(people.get(who, path).text) for who in ("intake", "bureau")}
    typed = hands.STEPS["triage"][1]
    assert people.post("intake", path, {**forms["intake"], **typed}).status_code == 302
    late = people.post("bureau", path, {**forms["bureau"], **typed, "opinion": "另一种拟办意见"})
    assert late.status_code == 409
    assert "另一种拟办意见" in late.text
    with clock.fixed(support.NOW):
        stored = hands.fresh().get_one(Problem, row_id)
    assert stored.triage_opinion == typed["opinion"]
