"""What the commission keeps to itself goes out by no look-back and by no list."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import store
from app.enums import RequestType, Track
from app.errors import Invalid, Refused
from app.models import CampaignLookBack, Cluster, ClusterMember, Message, Problem
from app.operations import campaigns
from app.operations import clusters as sorting
from app.principal import system
from tests import campaign_rows, makers, support
from tests.campaigns.test_campaigns import CAMPAIGN, TASK, ok
from tests.campaigns.test_clusters import begun
from tests.views.hands import Hands, rows

FOUND = "站长仍在收礼"
LISTED: dict[str, Any] = {
    "measures": "逐项整改",
    "due_on": "2026-12-31",
    "request_type": "complaint",
}


def test_look_back_at_an_item_is_told_to_who_sees_the_item(app: Flask) -> None:
    hands = Hands(app)
    base = ok(hands.send("intake", "/campaigns/new", **CAMPAIGN))
    ok(hands.send("intake", f"{base}/task", **TASK))
    ok(hands.send("intake", f"{base}/node", title="作风"))
    secret, leader = makers.registered(request_type="report", title="窗口收礼"), "leader"
    with store.write(support.person(leader)) as work:
        number = work.get_one(Problem, secret).problem_no
        facts = {"number": number, "node_id": "2"}
        campaigns.link_problem(work, support.person(leader), 1, facts)
    seen = {"looked_on": "2026-11-18", "result": "relapsed"}
    ok(hands.send(leader, "/campaign/task/1/look-back", number=number, text=FOUND, **seen))
    ok(hands.send(leader, "/campaign/task/1/look-back", text="站牌仍没有挂", **seen))
    told = {}
    for who in ("gaowan", "bureau_lead", "minzheng", "leader", "intake"):
        page = hands.get(who, base).text
        told[who] = (FOUND in page, "站牌仍没有挂" in page)
    assert told == {
        "gaowan": (False, True),
        "bureau_lead": (False, True),
        "minzheng": (False, False),
        "leader": (True, True),
        "intake": (True, True),
    }
    hidden = min(row.id for row in rows(CampaignLookBack))
    assert hands.get("bureau", f"/campaign/relapse/{hidden}").status_code == 404


def sorted_out(*messages: Message) -> tuple[Cluster, list[int]]:
    """Return a cluster of the first message, and the members that lie in none."""
    with store.write(system("test")) as work:
        work.add_all(messages)
    actor, run_id = support.person("intake"), begun(kinds=["message"]).id
    with store.write(actor) as work:
        first, *others = work.scalars(sa.select(ClusterMember.id).order_by(ClusterMember.id))
        made = sorting.make(work, actor, run_id, [first], {"title": "收费不明"})
    return made, others


def put(row_id: int, unit: str) -> None:
    """List a cluster with a unit that leads it."""
    actor = support.person("intake")
    with store.write(actor) as work:
        version = work.get_one(Cluster, row_id).row_version
        facts = {**LISTED, "owner_unit_id": support.unit_id(unit)}
        sorting.put_on_list(work, actor, row_id, version, facts)


@pytest.mark.parametrize(
    "secret", [{"track": Track.DISCIPLINE}, {"request_type": RequestType.REPORT}]
)
def test_inner_problem_is_led_by_an_office_that_it_does_not_complain_of(
    app: Flask, secret: dict[str, Any]
) -> None:
    about = {"unit_complained_id": support.unit_id("RX"), **secret}
    made, _others = sorted_out(campaign_rows.message(1, **about))
    for unit, why in (("GW", "纪检监察机关的部门牵头"), ("RX", "须回避")):
        with pytest.raises(Invalid) as refused:
            put(made.id, unit)
        assert why in refused.value.errors["owner_unit_id"]
    assert rows(Cluster)[0].owner_unit_id is None
    put(made.id, "DF")
    assert rows(Cluster)[0].owner_unit_id == support.unit_id("DF")


def test_listed_problem_takes_no_member_that_its_unit_must_not_hear_of(app: Flask) -> None:
    made, (second,) = sorted_out(
        campaign_rows.message(1, unit_complained_id=support.unit_id("MZ")),
        campaign_rows.message(2, track=Track.DISCIPLINE),
    )
    put(made.id, "MZ")
    actor = support.person("intake")
    with pytest.raises(Refused, match="纪检监察机关"), store.write(actor) as work:
        sorting.move(work, actor, made.run_id, [second], None, made.id)
    with store.write(actor) as work:
        other = sorting.make(work, actor, made.run_id, [second], {"title": "收礼"})
    with pytest.raises(Refused, match="纪检监察机关"), store.write(actor) as work:
        sorting.merge(work, actor, other.id, other.row_version, made.id)
