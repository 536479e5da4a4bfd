"""Ways round the gate that an attacker found once; each is closed for good."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app import clock, policies, store
from app.compartment import Closed
from app.errors import Missing, Refused
from app.models import Model, Problem, table_of
from app.operations import identity
from app.queries import ledger as reads
from tests import makers, support
from tests.leaks.conftest import Site
from tests.leaks.walk import Visitor

FORM_OF_A_WINDOW = {"kind": "normal", "status": "active"}
SAME_PLACE = {"region_code": makers.KONGZHUANGZI, "domain": "livelihood"}


@pytest.fixture(autouse=True)
def _held() -> Any:
    """Hold the clock."""
    with clock.fixed(support.NOW):
        yield


@pytest.mark.parametrize(
    ("who", "number"), [("clerk", 3), ("intake", 3), ("bureau", 3), ("gaowan", 0), ("village", 1)]
)
def test_similar_items_of_others_are_for_the_hotline_and_the_offices(
    site: Site, who: str, number: int
) -> None:
    """A township that typed its own village must not hear of the complaint about itself."""
    visitor = site.visitor(who)
    answer = visitor.open("/problem/similar", "POST", data=SAME_PLACE, headers=visitor.token())
    told = [item["no"] for item in answer.get_json()["items"]]
    seen = {
        "clerk": ("gw", "about_gw", "village"),
        "village": ("village",),
    }.get(who, ())
    assert len(told) == number or (who == "gaowan" and told == [number_of(site, "gw")])
    assert all(number_of(site, key) in told for key in seen)


def number_of(site: Site, key: str) -> str:
    """Return the number of an item of the world."""
    return makers.stored(site.world.ids["problem"][key]).problem_no


@pytest.mark.parametrize("address", ["/admin/problem/{}", "/api/v1/problem/{}", "/problem/{}"])
def test_triage_of_a_discipline_item_stays_in_the_commission(site: Site, address: str) -> None:
    page = site.visitor("minzheng").open(address.format(site.world.ids["problem"]["secret_mz"]))
    assert page.status_code == 200
    assert "雀拟secret_mz拟雀" not in page.get_data(as_text=True)


def read(who: str, problem_id: int) -> Problem:
    """Return an item as a person reads it."""
    session = store.current()
    session.rollback()
    session.expunge_all()
    store.name(session, support.person(who))
    return reads.get(session, support.person(who), problem_id)


def test_office_that_is_complained_of_never_opens_the_callers_identity(app: Any) -> None:
    problem_id = makers.registered("clerk", unit_complained_id=support.unit_id("DF"))
    actor = support.person("intake")
    assert not policies.may_reveal(actor, makers.stored(problem_id))
    with pytest.raises(Missing), store.write(actor) as work:
        identity.log_reveal(work, actor, problem_id, "verify")
    assert policies.may_reveal(support.person("leader"), read("leader", problem_id))


def test_item_that_a_unit_held_never_becomes_an_accusation_of_it(app: Any) -> None:
    problem_id = makers.problem_in("assigned", unit_complained_id=support.unit_id("GW"))
    makers.act("gaowan", problem_id, "return")
    makers.act("leader", problem_id, "send_back_triage")
    with pytest.raises(Refused, match="另行登记"):
        makers.act(
            "intake",
            problem_id,
            "triage",
            petition_class="accusation",
            proposed_unit_id=support.unit_id("MZ"),
        )
    assert read("gaowan", problem_id).petition_class == "claim"


def test_accusation_of_a_unit_is_never_seen_by_it(app: Any) -> None:
    problem_id = makers.registered("clerk", unit_complained_id=support.unit_id("GW"))
    makers.act(
        "intake",
        problem_id,
        "triage",
        petition_class="accusation",
        proposed_unit_id=support.unit_id("MZ"),
    )
    with pytest.raises(Missing):
        read("gaowan", problem_id)


def test_key_of_one_write_never_swallows_another(app: Any) -> None:
    """Long keys that begin alike, the key of a form, the same key at another table."""
    visitor = Visitor(app, "gaowan")
    token = visitor.token()
    form = {"_once": "api:" + "k" * 20, "no": "1", "name": "一号", **FORM_OF_A_WINDOW}
    path = "/admin/service_window/new"
    assert visitor.open(path, "POST", data=form, headers=token).status_code == 302
    for number, (table, key) in enumerate(
        (
            ("service_window", "k" * 20),
            ("service_window", "k" * 100 + "a"),
            ("service_window", "k" * 100 + "b"),
            ("staff", "k" * 20),
        ),
        2,
    ):
        given = {"no": f"{number}", "staff_no": f"{number}", "name": f"{number}号"}
        headers = {**token, "Idempotency-Key": key}
        answer = visitor.open(f"/api/v1/{table}/", "POST", json=given, headers=headers)
        assert (answer.status_code, answer.get_json().get("name")) == (201, f"{number}号")


FENCED = [model for _table, model in sorted(store.fenced_models().items())]


@pytest.mark.parametrize("model", FENCED, ids=lambda one: one.__name__)
def test_table_read_past_its_class_is_refused(app: Any, model: type[Model]) -> None:
    """Core statements take no criterion: the fence refuses them instead of letting all through."""
    session = store.current()
    store.name(session, support.person("gaowan"))
    table = table_of(model)
    for query in (sa.select(table.c.id), sa.select(sa.func.count()).select_from(table)):
        with pytest.raises((store.FenceBroken, Closed)):
            session.execute(query)
