"""A campaign and its tasks are corrected by their office, until a return is accepted."""

from __future__ import annotations

from typing import Any

from app.models import AuditLog, Campaign, CampaignReturn, CampaignTask
from tests import support
from tests.campaigns.test_campaigns import CAMPAIGN, TASK, hands, ok, returned
from tests.views.hands import Hands, rows

__all__ = ["hands"]
FRAME, ONE = "/campaigns/1/edit", "/campaigns/task/1/edit"
ASKS: dict[str, Any] = {name: TASK[name] for name in ("measure", "target_n", "target_unit")}


def test_office_of_a_campaign_corrects_its_frame_and_its_tasks(hands: Hands) -> None:
    late = {**CAMPAIGN, "from_on": "2026-11-20"}
    refused = hands.send("intake", FRAME, **late)
    assert refused.status_code == 422
    assert "开始日期不能再晚" in refused.text
    ok(hands.send("intake", FRAME, **{**CAMPAIGN, "title": "百日攻坚", "until_on": "2027-02-28"}))
    assert {str(row.until_on) for row in rows(Campaign)} == {"2027-02-28"}
    assert rows(Campaign)[0].title == "百日攻坚"
    before = [row.id for row in rows(CampaignReturn)]
    early = hands.send("intake", ONE, **ASKS, due_on="2026-12-31")
    assert early.status_code == 422
    assert "晚于已经排定的填报日期" in early.text
    ok(
        hands.send(
            "intake", ONE, **{**ASKS, "measure": "修灯", "target_n": "7"}, due_on="2027-02-20"
        )
    )
    task = rows(CampaignTask)[0]
    assert (task.measure, task.target_n, str(task.due_on)) == ("修灯", 7, "2027-02-20")
    owed = [str(row.due_on) for row in rows(CampaignReturn) if row.task_id == task.id]
    assert owed == ["2026-11-30", "2026-12-31", "2027-02-20"]
    assert [row.id for row in rows(CampaignReturn)] == before
    assert "改了给您单位的任务" in hands.get("gaowan", "/inbox/").text
    told = {row.action: row.detail for row in rows(AuditLog) if row.action.endswith("edit")}
    assert told["campaign.edit"] == {"fields": "title until_on"}
    assert told["campaign.task_edit"]["fields"] == "measure target_n due_on"
    for path, typed in ((FRAME, CAMPAIGN), (ONE, {**ASKS, "due_on": "2027-02-20"})):
        clash = hands.send("intake", path, **typed, version="1")
        assert clash.status_code == 409
        assert "百日攻坚" in clash.text or "修灯" in clash.text


def test_others_and_what_an_accepted_return_counts_towards_change_nothing(hands: Hands) -> None:
    for who in ("leader", "bureau_lead", "gaowan"):
        assert hands.get(who, FRAME).status_code == 403, who
        assert hands.get(who, ONE).status_code in {403, 404}, who
    first = next(row.id for row in rows(CampaignReturn) if row.unit_id == support.unit_id("GW"))
    task = next(row for row in rows(CampaignTask) if row.unit_id == support.unit_id("GW"))
    other = next(row for row in rows(CampaignTask) if row.id != task.id)
    ok(returned(hands, "gaowan", first, "send", done_n="4", text="修了四处"))
    ok(returned(hands, "intake", first, "accept"))
    assert hands.get("intake", FRAME).status_code == 403
    assert hands.get("intake", f"/campaigns/task/{task.id}/edit").status_code == 403
    assert hands.get("intake", f"/campaigns/task/{other.id}/edit").status_code == 200
    page = hands.get("intake", "/campaigns/1").text
    assert "修改专项" not in page
    assert page.count("修改任务") == 1
