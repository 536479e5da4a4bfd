"""Livelihood items: selected by a leader, given out by letter, done, and checked by another."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import store
from app.enums import DocumentState
from app.models import Commitment, Document, LivelihoodItem, LivelihoodSource, Milestone
from app.operations import documents, paper_turns
from app.principal import system
from tests import campaign_rows, files, support
from tests.views.hands import Hands, fields, rows
from views.livelihood import _cells

ITEM: dict[str, Any] = {
    "title": "更换老旧路灯",
    "detail": "更换全县老旧路灯三百盏（13800138000 反映）",
    "level": "county",
    "year": "2026",
    "sources": "",
}
CHOSEN: dict[str, Any] = {
    "reason": "反映最多",
    "leader_owner": "分管副县长（示例）",
    "lead_unit_id": "高湾镇",
    "due_on": "2026-12-31",
}


def ok(answer: Any) -> str:
    """Return where an answer leads."""
    assert answer.status_code == 302, answer.text.partition("<main")[2][:3000]
    return str(answer.location)


def act(hands: Hands, who: str, path: str, step: str, **facts: Any) -> Any:
    """Take one step with an item at its present version."""
    token = {"csrf_token": hands.token(who), "version": rows(LivelihoodItem)[-1].row_version}
    return hands.post(who, f"{path}/{step}", {**token, **facts})


def act_on(hands: Hands, who: str, path: str, step: str) -> Any:
    """Take one step with the newest promise at its present version."""
    token = {"csrf_token": hands.token(who), "version": rows(Commitment)[-1].row_version}
    return hands.post(who, f"{path}/{step}", token)


def photo(name: str = "现场.jpg") -> Any:
    """Return a photograph as a browser sends it."""
    return io.BytesIO(files.photo()), name


def issued() -> None:
    """Send the letter, sign and issue it, as any paper; no timed work runs."""
    row, leader, drafter = rows(Document)[-1], support.person("leader"), support.person("intake")
    with store.write(drafter) as work:
        paper_turns.send(work, drafter, row.id, row.row_version)
    row = rows(Document)[-1]
    with store.write(leader) as work:
        documents.sign(work, leader, row.id, row.row_version)
    with store.write(leader) as work:
        documents.issue(work, leader, row.id, lambda _kind, _facts: b"%PDF-1.7\n")


def shows_nothing_new(hands: Hands, path: str) -> None:
    """Hold that what was handed in before an item was sent back is not enough, nor sent again."""
    for old in ({}, {"files": photo()}):
        stale = hands.send("gaowan", f"{path}/claim", text="三百盏已换", **old)
        assert stale.status_code == 422
        assert "退回以后没有新的佐证材料" in stale.text


def sheet_tells_years(hands: Hands) -> None:
    """The printed list names years: a date of the next one may stand below one of this."""
    sheet = hands.get("intake", "/livelihood/sheet.pdf?year=2026&level=county&state=done")
    assert sheet.data.startswith(b"%PDF")
    item = rows(LivelihoodItem)[0]
    assert "2026年12月31日" in _cells(1, {"row": item, "level": "", "unit": ""})


def test_an_item_goes_from_its_collection_to_its_check(app: Flask) -> None:
    hands = Hands(app)
    number = hands.register()
    with store.write(system("test")) as work:
        work.add(campaign_rows.message(1))
    named = "HXZT-2026-00001，LY-000001"
    assert hands.send("gaowan", "/livelihood/new", **{**ITEM, "sources": named}).status_code == 422
    path = ok(hands.send("intake", "/livelihood/new", **{**ITEM, "sources": named}))
    assert [(row.kind.value, row.source_id) for row in rows(LivelihoodSource)] == [
        ("problem", number),
        ("message", 1),
    ]
    assert "138****8000" in hands.get("intake", path).text
    assert hands.get("intake", f"{path}/select").status_code == 403
    assert hands.get("gaowan", path).status_code == 404
    assert hands.send("leader", f"{path}/select", **{**CHOSEN, "reason": ""}).status_code == 422
    ok(hands.send("leader", f"{path}/select", **CHOSEN))
    assert "/paper/" in ok(act(hands, "intake", path, "letter"))
    letter = rows(Document)[-1].facts
    assert letter["reason"] == CHOSEN["reason"]
    assert "instruction" not in letter
    assert act(hands, "intake", path, "letter").status_code == 422
    assert hands.get("gaowan", path).status_code == 404
    issued()
    page = hands.get("gaowan", path).text
    assert "已交办" in page
    assert rows(Document)[-1].number in page
    assert "还没有签收" in page
    step = {"_once": "a", "title": "招标", "due_on": "2026-11-01"}
    ok(hands.post("gaowan", f"{path}/milestones", {**step, "csrf_token": hands.token("gaowan")}))
    assert "1 个节点超期" in hands.get("intake", "/livelihood/").text
    end = {"csrf_token": hands.token("gaowan"), "version": "1", "note": ""}
    assert hands.post("gaowan", "/livelihood/milestone/1/end", end).status_code == 422
    ok(hands.post("gaowan", "/livelihood/milestone/1/end", {**end, "note": "已定标"}))
    assert (
        hands.post("gaowan", "/livelihood/milestone/1/end", {**end, "note": "x"}).status_code == 409
    )
    done = {"text": "三百盏已换"}
    bare = hands.send("gaowan", f"{path}/claim", **done)
    assert (bare.status_code, "三百盏已换" in bare.text) == (422, True)
    assert "没有佐证材料，不能算完成" in bare.text
    assert hands.send("gaowan", f"{path}/claim", **done, taken_on="2026-12-01").status_code == 422
    ok(hands.send("gaowan", f"{path}/claim", text="三百盏已换", files=photo()))
    for who in ("gaowan", "bureau_lead", "inspector"):
        assert act(hands, who, path, "confirm").status_code == 403, who
    ok(act(hands, "inspector", path, "back", text="请补夜里的照片"))
    assert "请补夜里的照片" in hands.get("gaowan", path).text
    shows_nothing_new(hands, path)
    newer = (io.BytesIO(files.photo(form="PNG")), "夜景.png")
    ok(hands.send("gaowan", f"{path}/claim", text="三百盏已换", files=newer))
    file = hands.get("gaowan", path).text.partition("/livelihood/evidence/")[2].partition('"')[0]
    assert hands.get("intake", f"/livelihood/evidence/{file}").status_code == 200
    assert hands.get("xinji", f"/livelihood/evidence/{file}").status_code == 404
    ok(act(hands, "intake", path, "confirm"))
    assert rows(LivelihoodItem)[0].state.label == "已完成"
    sheet_tells_years(hands)


def test_an_item_is_not_done_while_a_milestone_is_open(app: Flask) -> None:
    hands = Hands(app)
    path = ok(hands.send("intake", "/livelihood/new", **ITEM))
    ok(hands.send("leader", f"{path}/select", **CHOSEN))
    ok(act(hands, "intake", path, "letter"))
    issued()
    step = {"csrf_token": hands.token("gaowan"), "title": "招标", "due_on": "2026-12-01"}
    for once, title in enumerate(("招标", "安装")):
        ok(hands.post("gaowan", f"{path}/milestones", {**step, "_once": str(once), "title": title}))
    end = {"csrf_token": hands.token("gaowan"), "version": "1", "note": "已定标"}
    ok(hands.post("gaowan", "/livelihood/milestone/1/end", end))
    early = hands.send("gaowan", f"{path}/claim", text="三百盏已换", files=photo())
    assert early.status_code == 422
    assert "还有 1 个时间节点没有完成：安装" in early.text
    drop = {**end, "give_up": "1"}
    nothing = hands.post("gaowan", "/livelihood/milestone/2/end", {**drop, "note": ""})
    assert nothing.status_code == 422
    assert "请填写不再做的原因" in nothing.text
    ok(hands.post("gaowan", "/livelihood/milestone/2/end", {**drop, "note": "并入明年工程"}))
    page = hands.get("gaowan", path).text
    assert "已完成节点：1 / 1" in page
    assert "不再做：并入明年工程" in page
    ok(hands.send("gaowan", f"{path}/claim", text="三百盏已换", files=photo()))
    with support.owner() as connection:
        opened = "UPDATE milestone SET done_on = NULL, note = '' WHERE id = 2"
        connection.execute(sa.text(opened))
        connection.commit()
    assert "还有 1 个时间节点没有完成" in act(hands, "intake", path, "confirm").text
    assert rows(LivelihoodItem)[0].state.label == "已报完成，等核验"


def test_what_its_own_lead_unit_gave_out_is_confirmed_by_another(app: Flask) -> None:
    hands = Hands(app)
    path = ok(hands.send("gaowan", "/livelihood/new", **ITEM))
    own = support.person("intake").unit_name
    ok(hands.send("leader", f"{path}/select", **{**CHOSEN, "lead_unit_id": own}))
    ok(act(hands, "intake", path, "letter"))
    issued()
    ok(hands.send("intake", f"{path}/claim", text="三百盏已换", files=photo()))
    assert act(hands, "intake", path, "confirm").status_code == 403
    ok(act(hands, "bureau_lead", path, "confirm"))
    assert rows(LivelihoodItem)[0].state.label == "已完成"


def test_an_item_that_is_left_out_keeps_the_reason(app: Flask) -> None:
    hands = Hands(app)
    path = ok(hands.send("gaowan", "/livelihood/new", **ITEM))
    assert act(hands, "leader", path, "drop", text="").status_code == 422
    ok(act(hands, "leader", path, "drop", text="已列入去年清单"))
    assert "已列入去年清单" in hands.get("gaowan", path).text
    assert hands.get("xinji", path).status_code == 404
    assert hands.get("village", "/livelihood/").status_code == 403
    ok(hands.send("bureau_lead", f"{path}/select", **CHOSEN))
    assert rows(Document) == []


def test_a_void_letter_is_written_anew(app: Flask) -> None:
    hands = Hands(app)
    path = ok(hands.send("intake", "/livelihood/new", **ITEM))
    ok(hands.send("leader", f"{path}/select", **CHOSEN))
    ok(act(hands, "intake", path, "letter"))
    intake, row = support.person("intake"), rows(Document)[-1]
    with store.write(intake) as work:
        documents.withdraw(work, intake, row.id, row.row_version)
    assert rows(Document)[-1].state == DocumentState.VOID
    ok(act(hands, "intake", path, "letter"))
    assert rows(LivelihoodItem)[0].document_id == rows(Document)[-1].id


@pytest.mark.parametrize(("who", "code"), [("gaowan", 302), ("xinji", 404), ("inspector", 403)])
def test_milestones_of_a_promise_are_kept_by_its_unit(app: Flask, who: str, code: int) -> None:
    hands = Hands(app)
    with store.write(system("test")) as work:
        run = campaign_rows.run_of(work)
        root = campaign_rows.campaign_of(work)
        listed, node = str(run.id), str(root.id + 1)
    promise = {
        "title": "修好路灯",
        "target": "全部亮",
        "measures": "逐盏检修",
        "due_on": "2026-12-31",
        "predecessor_unit": "上一届班子",
        "campaign_id": node,
        "cluster_id": listed,
    }
    path = ok(hands.send("gaowan", "/promises/new", **promise))
    (row,) = rows(Commitment)
    assert (str(row.campaign_id), str(row.cluster_id)) == (node, listed)
    page = hands.get("gaowan", path).text
    assert "新官不理旧账" in page
    assert "村里路灯不亮" in page
    held = fields(hands.get("gaowan", f"{path}/edit").text, "version")
    assert held["cluster_id"] == [listed]
    step = {"csrf_token": hands.token(who), "_once": "a", "title": "招标", "due_on": "2026-11-30"}
    assert hands.post(who, f"{path}/milestones", step).status_code == code
    assert len(rows(Milestone)) == (code == 302)
    if code == 302:
        assert act_on(hands, "gaowan", path, "publish").status_code == 403
        ok(act_on(hands, "intake", path, "publish"))
        late = {**step, "_once": "b", "title": "私下加的"}
        assert hands.post(who, f"{path}/milestones", late).status_code == 403
        assert "添加节点" not in hands.get(who, path).text
        assert "填写进展" in hands.get(who, path).text
        assert len(rows(Milestone)) == 1
    forged = {**promise, "cluster_id": listed, "title": "别的"}
    assert hands.send("xinji", "/promises/new", **forged).status_code == 422
