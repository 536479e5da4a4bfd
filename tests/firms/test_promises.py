"""Promises: made by a unit, audited by another, kept with evidence, broken when overdue, public."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import clock, jobs, store
from app.models import Commitment, Enterprise, Milestone, Outbox
from app.operations import milestones, promises
from app.principal import system
from tests import public_door, support
from tests.views.hands import Hands, fields, rows

TITLE = "群众办事窗口中午不断岗"


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def make(hands: Hands, who: str = "gaowan", **changes: Any) -> TestResponse:
    """Enter a promise."""
    typed = {
        "title": TITLE,
        "target": "11 月底前中午有人值守",
        "measures": "两人一班，领导带班。",
        "due_on": "2026-11-30",
        **changes,
    }
    return hands.send(who, "/promises/new", **typed)


def made(hands: Hands, who: str = "gaowan", **changes: Any) -> Commitment:
    """Enter a promise and return it."""
    answer = make(hands, who, **changes)
    assert answer.status_code == 302, answer.text[:3000]
    found: Commitment = rows(Commitment)[-1]
    return found


def step(hands: Hands, who: str, row_id: int, name: str, text: str = "") -> TestResponse:
    """Take a step from the page as it stands."""
    page = fields(hands.get(who, f"/promises/{row_id}").text, "version")
    return hands.post(who, f"/promises/{row_id}/{name}", {**page, "text": text})


def state() -> str:
    """Return where the one promise stands."""
    (row,) = rows(Commitment)
    return str(row.state)


def pass_day(days: int) -> int:
    """Let the timed work see a later day."""
    with clock.fixed(support.NOW + timedelta(days=days)), store.write(jobs.WORKER) as work:
        return promises.lapse(work, jobs.WORKER)


def test_a_promise_is_published_after_somebody_else_audits_it(hands: Hands) -> None:
    row = made(hands)
    assert row.unit_id == support.unit_id("GW")
    assert state() == "asked"
    assert "承诺待您审核" in hands.get("leader", "/").text
    assert hands.get("xinji", f"/promises/{row.id}").status_code == 404
    assert step(hands, "leader", row.id, "publish").status_code == 302
    assert state() == "published"
    assert TITLE in hands.get("xinji", f"/promises/{row.id}").text


def test_nobody_audits_what_he_entered(hands: Hands) -> None:
    row = made(hands, "intake", unit_id="高湾镇")
    sent = {"csrf_token": hands.token("intake"), "version": row.row_version}
    assert hands.post("intake", f"/promises/{row.id}/publish", sent).status_code == 403
    assert state() == "asked"


def test_nobody_publishes_words_of_his_own(hands: Hands) -> None:
    """A corrector's wording is published by another, however often it was corrected since."""
    row = made(hands)
    for who in ("intake", "leader"):
        assert hands.send(who, f"/promises/{row.id}/edit", target=f"{who}改的").status_code == 302
    for who in ("intake", "leader"):
        (row,) = rows(Commitment)
        sent = {"csrf_token": hands.token(who), "version": row.row_version}
        assert hands.post(who, f"/promises/{row.id}/publish", sent).status_code == 403
        assert "由另一位审核公布" in hands.get(who, f"/promises/{row.id}").text
        assert "承诺待您审核" not in hands.get(who, "/").text
    assert state() == "asked"


def test_who_worded_a_promise_confirms_that_another_kept_it(hands: Hands) -> None:
    row = made(hands)
    hands.send("intake", f"/promises/{row.id}/edit", target="每天 12 至 14 时")
    step(hands, "leader", row.id, "publish")
    step(hands, "gaowan", row.id, "claim", "已做到")
    assert step(hands, "intake", row.id, "publish").status_code == 302
    assert state() == "kept"


def test_a_promise_that_is_sent_back_is_corrected_and_asked_again(hands: Hands) -> None:
    row = made(hands)
    assert step(hands, "leader", row.id, "return").status_code == 422
    assert step(hands, "leader", row.id, "return", "目标写不清").status_code == 302
    assert "目标写不清" in hands.get("gaowan", f"/promises/{row.id}").text
    assert (
        hands.send("gaowan", f"/promises/{row.id}/edit", target="每天 12 至 14 时").status_code
        == 302
    )
    assert state() == "asked"
    step(hands, "leader", row.id, "publish")
    assert hands.get("gaowan", f"/promises/{row.id}/edit").status_code == 403


def test_overdue_and_unkept_is_broken_once_and_the_unit_is_told(hands: Hands) -> None:
    row = made(hands)
    step(hands, "leader", row.id, "publish")
    assert pass_day(12) == 0
    assert [pass_day(13), pass_day(14)] == [1, 0]
    assert state() == "broken"
    told = [one for one in rows(Outbox) if one.template == "promise.broken"]
    assert [one.unit_id for one in told] == [support.unit_id("GW")]


def test_a_promise_is_overdue_from_the_midnight_after_its_day_in_china(
    hands: Hands, citizen: FlaskClient
) -> None:
    row = made(hands)
    step(hands, "leader", row.id, "publish")
    midnight = datetime(2026, 11, 30, 16, tzinfo=UTC)

    def at(moment: datetime) -> tuple[str, bool]:
        """Return what the public and the office read before the worker has passed."""
        with clock.fixed(moment):
            page = citizen.get("/commitments").get_data(as_text=True)
        state = re.search(r'<span class="pill \w+">(.*?)</span>', page)
        assert state is not None
        return state[1], TITLE in Hands(hands.app, moment).get("leader", "/promises/broken").text

    assert at(midnight - timedelta(seconds=1)) == ("正在兑现", False)
    assert at(midnight) == ("到期没有兑现", True)
    with clock.fixed(midnight - timedelta(seconds=1)), store.write(jobs.WORKER) as work:
        assert promises.lapse(work, jobs.WORKER) == 0
    with clock.fixed(midnight), store.write(jobs.WORKER) as work:
        assert promises.lapse(work, jobs.WORKER) == 1
    assert at(midnight) == ("失信违诺", True)
    later = Hands(hands.app, midnight + timedelta(days=1))
    step(later, "gaowan", row.id, "claim", "已做到")
    step(later, "leader", row.id, "publish")
    assert at(midnight + timedelta(days=1)) == ("逾期兑现", False)
    (kept,) = rows(Commitment)
    assert (kept.broken_at, str(kept.kept_on)) == (midnight, "2026-12-02")
    assert "列入违诺" in later.get("gaowan", f"/promises/{row.id}").text


def test_what_was_kept_late_leaves_the_list_and_says_so(hands: Hands) -> None:
    row = made(hands)
    step(hands, "leader", row.id, "publish")
    pass_day(13)
    later = Hands(hands.app, support.NOW + timedelta(days=14))
    assert TITLE in later.get("leader", "/promises/broken").text
    assert step(later, "gaowan", row.id, "claim").status_code == 422
    step(later, "gaowan", row.id, "claim", "12 月 2 日起中午两人值守，见值班表")
    assert TITLE in later.get("leader", "/promises/broken").text
    step(later, "leader", row.id, "publish")
    assert state() == "kept"
    assert "逾期兑现" in later.get("leader", f"/promises/{row.id}").text
    assert TITLE not in later.get("leader", "/promises/broken").text


def test_a_report_that_does_not_hold_leaves_the_promise_broken(hands: Hands) -> None:
    row = made(hands)
    step(hands, "leader", row.id, "publish")
    pass_day(13)
    step(hands, "gaowan", row.id, "claim", "已做到")
    step(hands, "leader", row.id, "return", "现场没有人")
    assert state() == "broken"


def test_nobody_confirms_what_he_reported_himself(hands: Hands) -> None:
    row = made(hands)
    step(hands, "leader", row.id, "publish")
    step(hands, "intake", row.id, "claim", "已去现场看过")
    (stored,) = rows(Commitment)
    sent = {"csrf_token": hands.token("intake"), "version": stored.row_version}
    assert hands.post("intake", f"/promises/{row.id}/publish", sent).status_code == 403
    assert step(hands, "leader", row.id, "publish").status_code == 302
    assert state() == "kept"


def test_two_auditors_at_once_are_one_audit(hands: Hands) -> None:
    row = made(hands)
    page = fields(hands.get("intake", f"/promises/{row.id}").text, "version")
    step(hands, "leader", row.id, "publish")
    answer = hands.post("intake", f"/promises/{row.id}/return", {**page, "text": "不同意"})
    assert answer.status_code == 409
    assert state() == "published"


def firm(hands: Hands) -> Enterprise:
    """Add an enterprise."""
    typed = {"uscc": "91130924MA0000015H", "name": "海兴示例机械厂", "region_code": "高湾镇"}
    hands.send("intake", "/enterprises/new", **typed)
    found: Enterprise = rows(Enterprise)[-1]
    return found


def test_broken_promises_are_listed_by_enterprise_with_their_amounts(hands: Hands) -> None:
    company = firm(hands)
    row = made(
        hands,
        "intake",
        unit_id="高湾镇",
        title="兑付道路工程款",
        enterprise_id="海兴示例机械厂",
        amount="14万元",
        predecessor_unit="上一届镇政府",
    )
    assert row.amount == 14_000_000
    step(hands, "leader", row.id, "publish")
    pass_day(13)
    page = hands.get("intake", "/promises/broken").text
    for said in ("海兴示例机械厂", "14", "上一届镇政府"):
        assert said in page
    assert "兑付道路工程款" in hands.get("intake", f"/enterprises/{company.id}").text
    sheet = openpyxl.load_workbook(io.BytesIO(hands.get("intake", "/promises/broken.xlsx").data))
    cells = [[cell.value for cell in line] for line in sheet.active.iter_rows()]
    assert cells[1][:6] == [
        "海兴示例机械厂",
        "91130924MA0000015H",
        "高湾镇人民政府",
        "兑付道路工程款",
        "140000.00",
        "2026-11-30",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "很多"}, "金额"),
        ({"amount": "14万元"}, "填了金额的，请写明是对哪家企业的承诺。"),
        ({"due_on": "月底"}, "日期请按"),
        ({"target": ""}, "请填写目标。"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    hands: Hands, typed: dict[str, Any], said: str
) -> None:
    answer = make(hands, "intake", unit_id="高湾镇", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert rows(Commitment) == []


def test_an_inspection_office_sees_the_promises_of_the_units_it_covers(hands: Hands) -> None:
    covered, other = made(hands), made(hands, "xinji", title="辛集镇的承诺")
    assert hands.get("inspector", f"/promises/{covered.id}").status_code == 200
    assert hands.get("inspector", f"/promises/{other.id}").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "village", "auditor", "sysadmin"])
def test_who_has_nothing_to_do_with_promises_has_no_page(hands: Hands, who: str) -> None:
    assert hands.get(who, "/promises/").status_code == 403


@pytest.fixture
def citizen(app: Flask, tmp_path: Path) -> Iterator[FlaskClient]:
    """Yield a citizen's browser at the public door, on PostgreSQL with the door's own role."""
    with public_door.browser(app, tmp_path) as browser:
        yield browser


def test_everybody_reads_published_promises_and_nothing_else(
    hands: Hands, citizen: FlaskClient
) -> None:
    firm(hands)
    row = made(hands)
    made(hands, title="还没有审核的")
    paid = made(
        hands, "intake", unit_id="高湾镇", title="兑付工程款", enterprise_id="海兴示例机械厂"
    )
    for one in (row, paid):
        step(hands, "leader", one.id, "publish")
    page = hands.alone(lambda: citizen.get("/commitments")).get_data(as_text=True)
    assert TITLE in page
    assert "高湾镇人民政府" in page
    assert "正在兑现" in page
    for hidden in ("还没有审核的", "兑付工程款", "海兴示例机械厂"):
        assert hidden not in page


def test_the_public_page_says_so_when_nothing_is_promised(citizen: FlaskClient) -> None:
    assert "现在还没有公布的承诺" in citizen.get("/commitments").get_data(as_text=True)


def test_the_fence_shows_the_public_only_what_is_published(hands: Hands) -> None:
    made(hands)
    from app.principal import PUBLIC
    from app.queries.promises import published

    session = support.session()
    session.rollback()
    store.name(session, PUBLIC)
    assert list(published(session)) == []
    store.name(session, system("test"))


def test_public_page_tells_kept_overdue_and_broken_apart_with_milestones(
    hands: Hands, citizen: FlaskClient
) -> None:
    broken = made(hands, title="两个月内装好路灯")
    hidden = made(hands, title="还没有审核的")
    late = made(hands, title="十一月底前退清押金")
    kept = made(hands, title="窗口装好叫号机")
    for row, title, due_on in (
        (broken, "路灯装好一半", "2026-11-20"),
        (broken, "路灯全部装好", "2026-11-29"),
        (hidden, "没有审核的节点", "2026-11-20"),
    ):
        typed = {"csrf_token": hands.token("gaowan"), "title": title, "due_on": due_on}
        where = f"/promises/{row.id}/milestones"
        assert hands.post("gaowan", where, {**typed, "_once": title}).status_code == 302
    reached = rows(Milestone)[0]
    with clock.fixed(support.NOW), store.write(support.person("gaowan")) as work:
        note = {"note": "装了十盏"}
        milestones.end(work, support.person("gaowan"), reached.id, reached.row_version, note)
    for row in (broken, late, kept):
        step(hands, "leader", row.id, "publish")
    for row in (kept, late):
        step(hands, "gaowan", row.id, "claim", "已做到")
    step(hands, "leader", kept.id, "publish")
    assert pass_day(13) == 1
    with clock.fixed(support.NOW + timedelta(days=13)):
        page = citizen.get("/commitments").get_data(as_text=True)
    said = dict(re.findall(r"<h3>(.*?)</h3>\s*<p><span class=\"pill \w+\">(.*?)</span>", page))
    assert said == {
        broken.title: "失信违诺",
        late.title: "到期没有兑现",
        kept.title: "已兑现",
    }
    steps = re.findall(r"<li>(.*?)：<span.*?</span> <span class=\"pill (\w+)\">(.*?)</span>", page)
    assert [one[:2] for one in steps] == [("路灯装好一半", "ok"), ("路灯全部装好", "late")]
    assert steps[0][2].endswith("完成")
    assert steps[1][2] == "到期没有完成"
