"""Campaigns: a tree with tasks, returns that somebody else checks, and a look-back that raises."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import clock, jobs, store
from app.enums_campaign import ReturnState
from app.models import (
    Campaign,
    CampaignLookBack,
    CampaignReturn,
    CampaignTask,
    Outbox,
    ProblemLink,
)
from app.principal import system
from app.queries import month_themes
from tests import support
from tests.views.hands import Hands, fields, newest, rows

CAMPAIGN: dict[str, Any] = {
    "kind": "hundred_days",
    "title": "百日解百难",
    "from_on": "2026-11-01",
    "until_on": "2027-02-08",
    "basis": "县委办〔2026〕1号",
    "target_n": "100",
    "target_unit": "件",
}
TASK: dict[str, Any] = {
    "unit_ids": ["高湾镇", "县民政局（示例）"],
    "measure": "解决群众急难愁盼问题",
    "target_n": "10",
    "target_unit": "件",
    "due_on": "2027-01-31",
    "cadence": "monthly",
}


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return the people with a campaign that has a theme, an item, a phase and tasks."""
    found = Hands(app)
    base = ok(found.send("intake", "/campaigns/new", **CAMPAIGN))
    assert base == "/campaigns/1"
    ok(found.send("intake", f"{base}/node", title="城建"))
    ok(found.send("intake", f"{base}/node", title="路灯", parent_id="2"))
    phase = {"kind": "rectify", "from_on": "2026-11-10", "until_on": "2026-12-31"}
    ok(found.send("intake", f"{base}/phase", **phase))
    ok(found.send("intake", f"{base}/task", **TASK))
    return found


def ok(answer: Any) -> str:
    """Return where an answer leads."""
    assert answer.status_code == 302, answer.text.partition("<main")[2][:2000]
    return str(answer.location)


def returned(hands: Hands, who: str, row_id: int, act: str, **facts: Any) -> Any:
    """Do one act with a return, from its page."""
    path = f"/campaign/{row_id}"
    page = hands.get(who, path)
    assert page.status_code == 200, page.text[:500]
    return hands.post(who, f"{path}/{act}", {**fields(page.text, "version"), **facts})


def tile(hands: Hands, who: str, address: str) -> str:
    """Return what a home page says in the tile that leads to an address."""
    page = hands.get(who, "/").text
    found = re.search(rf'class="card tile[^>]*href="{address}"[^>]*>(.*?)</a>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split()) if found else ""


def test_returns_that_wait_stand_on_the_home_page_of_who_checks_them(hands: Hands) -> None:
    first, link = rows(CampaignReturn)[0].id, "/campaigns/#check"
    assert tile(hands, "intake", link) == ""
    ok(returned(hands, "gaowan", first, "send", done_n="4", text="修了四处"))
    assert tile(hands, "intake", link) == tile(hands, "leader", link) == "1 待审核填报"
    assert tile(hands, "gaowan", link) == ""
    waiting = hands.get("intake", "/campaigns/").text.partition('id="check"')[2]
    assert f'href="/campaign/{first}"' in waiting
    ok(returned(hands, "intake", first, "accept"))
    assert tile(hands, "intake", link) == ""
    assert 'id="check"' not in hands.get("intake", "/campaigns/").text


def test_a_unit_fills_in_what_it_owes_and_only_accepted_returns_count(hands: Hands) -> None:
    owed = [row for row in rows(CampaignReturn) if row.unit_id == support.unit_id("GW")]
    assert [str(row.due_on) for row in owed] == ["2026-11-30", "2026-12-31", "2027-01-31"]
    first = owed[0].id
    assert "解决群众急难愁盼问题" in hands.get("gaowan", "/campaign/owed").text
    assert tile(hands, "gaowan", "/campaign/owed") == "1 本单位待填报"
    assert tile(hands, "xinji", "/campaign/owed") == ""
    now, _title, later = hands.get("gaowan", "/campaign/owed").text.partition("以后要报的")
    assert [part.count('<td class="wide">') for part in (now, later)] == [1, 2]
    assert "本单位待填报（1）" in hands.get("gaowan", "/campaigns/").text
    wrong = returned(hands, "gaowan", first, "send", done_n="三件", text="修了灯")
    assert wrong.status_code == 422
    assert "三件" in wrong.text
    assert "请填写整数" in wrong.text
    ok(returned(hands, "gaowan", first, "keep", done_n="", text="先存着"))
    ok(returned(hands, "gaowan", first, "send", done_n="4", text="修了四处（13800138000）"))
    assert "138****8000" in rows(CampaignReturn)[0].text
    assert returned(hands, "leader", first, "back", why="").status_code == 422
    ok(returned(hands, "leader", first, "back", why="请附清单"))
    assert "请附清单" in hands.get("gaowan", f"/campaign/{first}").text
    stale = {**fields(hands.get("gaowan", f"/campaign/{first}").text, "version"), "version": "1"}
    clash = hands.post("gaowan", f"/campaign/{first}/send", {**stale, "done_n": "9", "text": "x"})
    assert clash.status_code == 409
    ok(returned(hands, "gaowan", first, "send", done_n="4", text="修了四处，附清单"))
    assert "0 / 100 件" in hands.get("intake", "/campaigns/").text
    ok(returned(hands, "intake", first, "accept"))
    assert "4 / 100 件" in hands.get("intake", "/campaigns/").text
    assert "第 18 天 / 共 100 天" in hands.get("gaowan", "/campaigns/").text
    token = {
        "csrf_token": hands.token("gaowan"),
        "version": str(rows(CampaignReturn)[0].row_version),
    }
    assert hands.post("gaowan", f"/campaign/{first}/send", token).status_code == 403
    again = {"csrf_token": hands.token("gaowan"), "_once": "k"}
    more = ok(hands.post("gaowan", "/campaign/task/1/again", again))
    ok(returned(hands, "gaowan", int(more.rsplit("/", 1)[1]), "send", done_n="-1", text="多报一件"))
    ok(returned(hands, "intake", int(more.rsplit("/", 1)[1]), "accept"))
    assert "3 / 100 件" in hands.get("intake", "/campaigns/").text
    assert hands.get("intake", "/campaigns/1/tasks.xlsx").status_code == 200


def test_monthly_report_tells_how_a_campaign_stands(hands: Hands) -> None:
    first = rows(CampaignReturn)[0].id
    ok(returned(hands, "gaowan", first, "send", done_n="4", text="修了四处"))
    ok(returned(hands, "intake", first, "accept"))
    line = "“百日解百难”（党风政风监督室牵头）到月末第30天，任务2项，累计完成4件，"
    line += "总目标100件，到期没有上报的填报{}份。"
    support.session().rollback()
    with store.acting(support.session(), system("test")):
        told = month_themes.campaigns(support.session(), "2026-11")
        assert told == [line.format(0)]
        with clock.fixed(support.NOW + timedelta(days=30)):
            assert month_themes.campaigns(support.session(), "2026-11") == [line.format(1)]
        assert month_themes.campaigns(support.session(), "2026-10") == []


def test_database_keeps_an_accepted_return_as_it_is(hands: Hands) -> None:
    first = rows(CampaignReturn)[0].id
    ok(returned(hands, "gaowan", first, "send", done_n="4", text="修了四处"))
    ok(returned(hands, "intake", first, "accept"))
    with support.owner() as connection, pytest.raises(IntegrityError):
        connection.execute(sa.text("UPDATE campaign_return SET done_n = 40 WHERE done_n = 4"))


def test_nobody_checks_what_his_own_hand_sent(hands: Hands) -> None:
    task = {**TASK, "unit_ids": ["党风政风监督室"]}
    ok(hands.send("leader", "/campaigns/1/task", **task))
    own = rows(CampaignReturn)[-1].id
    ok(returned(hands, "intake", own, "send", done_n="1", text="办了一件"))
    page = hands.get("intake", f"/campaign/{own}").text
    assert "采用</button>" not in page
    version = rows(CampaignReturn)[-1].row_version
    token = {"csrf_token": hands.token("intake"), "version": str(version)}
    assert hands.post("intake", f"/campaign/{own}/accept", token).status_code == 403
    ok(returned(hands, "leader", own, "accept"))


def test_a_unit_sees_its_own_tasks_and_the_frame_alone(hands: Hands) -> None:
    ids = {row.unit_id: row.id for row in rows(CampaignReturn)}
    gaowan, minzheng = ids[support.unit_id("GW")], ids[support.unit_id("MZ")]
    page = hands.get("gaowan", "/campaigns/1")
    assert page.status_code == 200
    assert "路灯" in page.text
    assert "县民政局" not in page.text
    seen = {
        who: [hands.get(who, f"/campaign/{row}").status_code for row in (gaowan, minzheng)]
        for who in ("gaowan", "minzheng", "xinji", "inspector", "bureau_lead")
    }
    assert seen == {
        "gaowan": [200, 404],
        "minzheng": [404, 200],
        "xinji": [404, 404],
        "inspector": [200, 200],
        "bureau_lead": [200, 200],
    }
    assert hands.get("gaowan", "/campaigns/1/task").status_code == 403
    assert hands.get("intake", "/campaigns/1/phase").status_code == 403
    assert "安排阶段" not in hands.get("intake", "/campaigns/1").text
    assert hands.get("gaowan", "/campaigns/2").status_code == 404
    assert hands.get("village", "/campaigns/").status_code == 403


def test_overdue_returns_are_told_once(hands: Hands) -> None:
    def late() -> list[Any]:
        return [row for row in rows(Outbox) if row.template == "campaign.late"]

    for _ in range(2):
        with (
            clock.fixed(support.NOW + timedelta(days=14)),
            store.write(system("test")) as work,
        ):
            jobs.tick(work)
    assert sorted(row.unit_id for row in late()) == sorted(
        [support.unit_id("GW"), support.unit_id("MZ")]
    )
    later = Hands(hands.app, support.NOW + timedelta(days=14))
    assert "逾期填报 2 份" in later.get("intake", "/campaigns/").text
    assert "逾期填报 1 份" in later.get("gaowan", "/campaigns/").text


def test_a_relapse_raises_an_item_that_is_linked_to_the_old_one(hands: Hands) -> None:
    old = hands.register()
    number = newest().problem_no
    link = {"csrf_token": hands.token("intake"), "number": number, "node_id": "3"}
    assert hands.post("intake", "/campaigns/1/link", {**link, "node_id": "77"}).status_code == 422
    ok(hands.post("intake", "/campaigns/1/link", link))
    ok(hands.post("intake", "/campaigns/1/link", {**link, "node_id": "2"}))
    assert hands.get("intake", "/campaigns/1").text.count(number) == 1
    look = {"result": "relapsed", "number": number, "text": "路灯又坏了"}
    task = rows(CampaignTask)[0].id
    assert hands.get("gaowan", f"/campaign/task/{task}/look-back").status_code == 403
    ok(hands.send("inspector", f"/campaign/task/{task}/look-back", **{**look, "number": ""}))
    ok(hands.send("intake", f"/campaign/task/{task}/look-back", **look))
    back = rows(CampaignLookBack)[-1].id
    ok(hands.send("intake", f"/campaign/relapse/{back}", region_code="孔庄子"))
    raised = newest()
    assert rows(CampaignLookBack)[-1].raised_problem_id == raised.id
    (tie,) = rows(ProblemLink)
    assert (tie.problem_id, tie.other_id, tie.kind.value) == (raised.id, old, "relapse")
    assert (
        hands.send("intake", f"/campaign/relapse/{back}", region_code="孔庄子").status_code == 422
    )


def test_a_number_above_the_target_is_asked_about_and_shown_as_it_is(hands: Hands) -> None:
    first = rows(CampaignReturn)[0].id
    many = {"done_n": "25", "text": "修了四处"}
    asked = returned(hands, "gaowan", first, "send", **many)
    assert asked.status_code == 422
    assert "超过目标 10 件" in asked.text
    assert 'name="above"' in asked.text
    assert 'name="above"' not in hands.get("gaowan", f"/campaign/{first}").text
    ok(returned(hands, "gaowan", first, "send", **many, above="1"))
    assert "采用以后共 25 件，超过目标 10 件" in hands.get("intake", f"/campaign/{first}").text
    ok(returned(hands, "intake", first, "accept"))
    page = hands.get("intake", "/campaigns/1").text
    assert "已完成：25 / 100 件" in page
    assert "已完成：25 / 10 件" in page
    assert "已完成：0 / 10 件" in page


def test_a_task_that_relapsed_is_not_called_done(hands: Hands) -> None:
    first, task = rows(CampaignReturn)[0].id, rows(CampaignTask)[0].id
    ok(returned(hands, "gaowan", first, "send", done_n="10", text="都修了"))
    ok(returned(hands, "intake", first, "accept"))
    done, relapsed = 'light ok">已完成<', 'light late">反弹回潮<'
    assert done in hands.get("intake", "/campaigns/1").text
    for result, says in (("relapsed", (False, True)), ("kept", (True, False))):
        look = {"result": result, "text": "又去看了", "looked_on": "2026-11-18"}
        ok(hands.send("inspector", f"/campaign/task/{task}/look-back", **look))
        page = hands.get("gaowan", "/campaigns/1").text
        assert (done in page, relapsed in page) == says, result


def test_its_page_and_its_notices_lead_a_unit_to_the_return_that_it_owes(hands: Hands) -> None:
    first, gw = rows(CampaignReturn)[0].id, support.unit_id("GW")
    link = f'href="/campaign/{first}"'
    page = hands.get("gaowan", "/campaigns/1").text
    assert page.count(link) == 1
    assert "填报 11月30日 的" in page
    assert link not in hands.get("minzheng", "/campaigns/1").text
    told = next(row.id for row in rows(Outbox) if row.unit_id == gw)
    token = {"csrf_token": hands.token("gaowan")}
    assert hands.post("gaowan", f"/inbox/{told}", token).location == f"/campaign/{first}"
    for days, light in ((11, "还有 1 天"), (12, "今天应报"), (13, "逾期 1 天")):
        later = Hands(hands.app, support.NOW + timedelta(days=days))
        assert light in later.get("gaowan", "/campaign/owed").text
        assert light in later.get("gaowan", "/campaigns/1").text
    missing = later.get("intake", "/campaigns/1").text.partition("过期没有报的")[2]
    assert "高湾镇" in missing
    assert "逾期 1 天" in missing


def test_a_campaign_with_returns_to_check_is_not_ended(hands: Hands) -> None:
    first = rows(CampaignReturn)[0].id
    ok(returned(hands, "gaowan", first, "send", done_n="4", text="修了四处"))
    version = rows(Campaign)[0].row_version
    token = {"csrf_token": hands.token("intake"), "version": str(version)}
    assert hands.post("intake", "/campaigns/1/end", token).status_code == 422
    ok(returned(hands, "intake", first, "accept"))
    ok(hands.post("intake", "/campaigns/1/end", token))
    assert hands.get("intake", "/campaigns/1/task").status_code == 403
    assert rows(CampaignReturn)[0].state == ReturnState.ACCEPTED
