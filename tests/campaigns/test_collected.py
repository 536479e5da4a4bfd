"""A collected livelihood item is corrected by its unit until a leader has selected it."""

from __future__ import annotations

from flask import Flask

from app.models import LivelihoodItem
from tests.campaigns.test_livelihood import CHOSEN, ITEM, act, issued, ok
from tests.views.hands import Hands, fields, rows


def test_its_unit_corrects_a_collected_item_until_it_is_selected(app: Flask) -> None:
    hands = Hands(app)
    path = ok(hands.send("gaowan", "/livelihood/new", **ITEM))
    page = hands.get("gaowan", path).text
    assert f'href="{path}/edit"' in page
    assert f'href="{path}/edit"' not in hands.get("leader", path).text
    assert hands.get("leader", f"{path}/edit").status_code == 403
    stale = fields(hands.get("gaowan", f"{path}/edit").text)
    assert "sources" not in stale
    assert hands.send("gaowan", f"{path}/edit", title="").status_code == 422
    ok(hands.send("gaowan", f"{path}/edit", title="更换路灯", detail="13800138000 反映"))
    (row,) = rows(LivelihoodItem)
    assert (row.title, row.detail, row.state.value) == ("更换路灯", "138****8000 反映", "collected")
    clash = hands.post("gaowan", f"{path}/edit", {**stale, "title": "晚到的"})
    assert clash.status_code == 409
    assert "晚到的" in clash.text
    ok(hands.send("leader", f"{path}/select", **CHOSEN))
    assert hands.get("gaowan", f"{path}/edit").status_code in {403, 404}


def test_every_step_says_what_comes_next_and_from_whom(app: Flask) -> None:
    hands = Hands(app)
    path = ok(hands.send("gaowan", "/livelihood/new", **ITEM))
    assert "由领导选定" in hands.get("gaowan", path).text
    ok(hands.send("leader", f"{path}/select", **CHOSEN))
    assert "起草民生事项交办书" in hands.get("leader", path).text
    ok(act(hands, "intake", path, "letter"))
    assert "签发、印发" in hands.get("intake", path).text
    issued()
    assert "报完成" in hands.get("intake", path).text.partition("下一步")[2]
