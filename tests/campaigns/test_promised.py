"""What is promised for a campaign names it: to everybody where the campaign is announced."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.models import Commitment
from tests import public_door
from tests.campaigns.test_campaigns import CAMPAIGN, ok
from tests.campaigns.test_livelihood import act_on
from tests.views.hands import Hands, rows

PROMISE = {
    "title": "修好路灯",
    "target": "全部亮",
    "measures": "逐盏检修",
    "due_on": "2026-12-31",
    "campaign_id": "2",
}


@pytest.mark.parametrize(("kind", "is_public"), [("hundred_days", True), ("special", False)])
def test_a_promise_names_its_campaign(
    app: Flask, tmp_path: Path, kind: str, is_public: bool
) -> None:
    hands = Hands(app)
    base = ok(hands.send("intake", "/campaigns/new", **{**CAMPAIGN, "kind": kind}))
    ok(hands.send("intake", f"{base}/node", title="城建"))
    path = ok(hands.send("gaowan", "/promises/new", **PROMISE))
    assert f'<a href="{base}">百日解百难：城建</a>' in hands.get("gaowan", path).text
    step = {"csrf_token": hands.token("gaowan"), "_once": "a", "due_on": "2026-12-01"}
    ok(hands.post("gaowan", f"{path}/milestones", {**step, "title": "招标"}))
    ok(act_on(hands, "intake", path, "publish"))
    with public_door.browser(app, tmp_path) as citizen:
        page = hands.alone(lambda: citizen.get("/commitments")).get_data(as_text=True)
    assert ("百日解百难：城建" in page) is is_public
    assert "招标" in page
    steps = rows(Commitment)[0].steps or []
    assert len(steps) == 1 + is_public
