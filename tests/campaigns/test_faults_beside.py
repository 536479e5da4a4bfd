"""What is wrong with a form of campaigns stands beside its field, and what was typed stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app import store
from app.models import Cluster, ClusterMember, Commitment, Milestone
from app.principal import system
from tests import campaign_rows
from tests.campaigns.test_campaigns import CAMPAIGN, ok
from tests.campaigns.test_livelihood import ITEM
from tests.views.hands import Hands, rows

PHASE = {"kind": "rectify", "from_on": "2026-11-10", "until_on": "2026-12-31"}


def beside(page: str) -> dict[str, str]:
    """Return the messages of a page by the name of the field that they stand beside."""
    found = re.findall(r'<div class="wrong" id="([\w-]+)-error"[^>]*>([^<]+)<', page)
    return {name: message.strip() for name, message in found}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"from_on": "2026-10-31"}, "from_on"),
        ({"until_on": "2027-02-09"}, "until_on"),
        ({"from_on": "2027-02-09", "until_on": "2027-02-10"}, "from_on until_on"),
        ({"until_on": "2026-11-09"}, "until_on"),
        ({"from_on": ""}, "from_on"),
    ],
)
def test_a_wrong_day_of_a_phase_is_marked_where_it_was_typed(
    app: Flask, typed: dict[str, str], field: str
) -> None:
    hands = Hands(app)
    base = ok(hands.send("intake", "/campaigns/new", **CAMPAIGN))
    answer = hands.send("intake", f"{base}/phase", **{**PHASE, **typed})
    assert answer.status_code == 422
    assert set(beside(answer.text)) == set(field.split())
    assert all(f'value="{day}"' in answer.text for day in {**PHASE, **typed}.values())


def test_a_campaign_that_leaves_its_phases_out_is_told_at_which_end(app: Flask) -> None:
    hands = Hands(app)
    base = ok(hands.send("intake", "/campaigns/new", **CAMPAIGN))
    ok(hands.send("intake", f"{base}/phase", **PHASE))
    for typed, field in (
        ({"from_on": "2026-11-11"}, "from_on"),
        ({"until_on": "2026-12-30"}, "until_on"),
    ):
        answer = hands.send("intake", f"{base}/edit", **typed)
        assert answer.status_code == 422
        assert set(beside(answer.text)) == {field}
        assert "集中整改" in answer.text


def sent(hands: Hands, who: str, path: str, **typed: Any) -> Any:
    """Send a small form of a page, and expect that it is refused."""
    answer = hands.post(who, path, {"csrf_token": hands.token(who), "_once": "k", **typed})
    assert answer.status_code == 422, answer.status_code
    return answer


def test_the_small_forms_of_the_pages_keep_what_was_typed(app: Flask) -> None:
    hands = Hands(app)
    base = ok(hands.send("intake", "/campaigns/new", **CAMPAIGN))
    ok(hands.send("intake", f"{base}/node", title="城建"))
    page = sent(hands, "intake", f"{base}/link", number="HXZT-2026-00009", node_id="2").text
    assert set(beside(page)) == {"number"}
    assert 'value="HXZT-2026-00009"' in page
    assert '<option value="2" selected>' in page
    number = hands.register()
    assert number
    page = sent(hands, "intake", f"{base}/link", number="HXZT-2026-00001").text
    assert set(beside(page)) == {"node_id"}

    item = ok(hands.send("gaowan", "/livelihood/new", **ITEM))
    page = sent(hands, "leader", f"{item}/drop", version="1", text="").text
    assert set(beside(page)) == {"text-drop"}

    with store.write(system("test")) as work:
        work.add_all(campaign_rows.message(n) for n in range(4))
    run = {"title": "意见", "from_on": "2026-11-01", "until_on": "2026-11-30", "kinds": ["message"]}
    base = ok(hands.send("intake", "/clusters/new", **run))
    pick = str(rows(ClusterMember)[0].id)
    page = sent(hands, "intake", f"{base}/make", pk=pick, title="", theme="城建").text
    assert set(beside(page)) == {"title"}
    assert 'value="城建"' in page
    assert re.search(rf'value="{pick}" checked', page)
    made = {"csrf_token": hands.token("intake"), "_once": "m", "pk": pick, "title": "路灯"}
    ok(hands.post("intake", f"{base}/make", made))
    assert set(beside(sent(hands, "intake", f"{base}/move", pk="2", to="").text)) == {"to"}
    ok(hands.post("intake", f"{base}/make", {**made, "_once": "n", "pk": "2", "title": "供热"}))
    one = rows(Cluster)[-1]
    page = sent(hands, "intake", f"/cluster/{one.id}/merge", version=one.row_version).text
    assert set(beside(page)) == {"target"}


def test_a_milestone_that_lacks_its_day_keeps_its_title(app: Flask) -> None:
    hands = Hands(app)
    promise = {"title": "修灯", "target": "全亮", "measures": "检修", "due_on": "2026-12-31"}
    path = ok(hands.send("gaowan", "/promises/new", **promise))
    page = sent(hands, "gaowan", f"{path}/milestones", title="招标", due_on="").text
    assert set(beside(page)) == {"due_on"}
    assert 'value="招标"' in page
    step = {"csrf_token": hands.token("gaowan"), "_once": "a", "due_on": "2026-11-30"}
    ok(hands.post("gaowan", f"{path}/milestones", {**step, "title": "招标"}))
    end = f"/livelihood/milestone/{rows(Milestone)[0].id}/end"
    page = sent(hands, "gaowan", end, version="1", note="长" * 201).text
    assert set(beside(page)) == {"note"}
    assert "长" * 201 in page
    back = sent(hands, "leader", f"{path}/return", version=rows(Commitment)[0].row_version).text
    assert set(beside(back)) == {"text-return"}
