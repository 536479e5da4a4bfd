"""公开: the office's own text with the writer's consent; never his words, name or number."""

from __future__ import annotations

from typing import Any

import pytest

from app.models import AuditLog, Publication
from tests.board.door import NAMED, Citizen
from tests.board.test_message import rows
from tests.board.triage import act, only
from tests.views.hands import Hands

TEXT = {"title": "村口照明", "text": "有群众反映照明问题，已更换灯头。", "checked": "y"}


def answered(citizen: Citizen, hands: Hands, **changes: Any) -> str:
    """Leave a suggestion whose writer agrees, answer it, and return its page."""
    facts = {"request_type": "suggestion", "public_consent": "y", **NAMED, **changes}
    citizen.code(**facts)
    act(hands, "intake", "reply", reply="已更换。")
    return f"/messages/{only().id}/publish"


def test_text_is_published_and_taken_back(citizen: Citizen, hands: Hands) -> None:
    path = answered(citizen, hands)
    assert hands.send("intake", path, **TEXT).status_code == 302
    page = citizen.client.get("/published").text
    assert "已更换灯头" in page
    assert "村口的路灯半个月没亮了" not in page
    back = path.removesuffix("publish") + "unpublish"
    assert hands.post("intake", back, {"csrf_token": hands.token("intake")}).status_code == 302
    assert "已更换灯头" not in citizen.client.get("/published").text
    acts = [row.action for row in rows(AuditLog) if "publish" in row.action]
    assert acts == ["message.publish", "message.unpublish"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "钱小雀反映的照明问题已解决。"}, "姓名、电话"),
        ({"text": "请拨打13888880002咨询。"}, "姓名、电话"),
        ({"text": "群众说：村口的路灯半个月没亮了，晚上看不见路。已更换。"}, "原文相同"),
        ({"title": ""}, "请填写标题"),
        ({"checked": ""}, "请核对"),
    ],
)
def test_text_that_gives_the_writer_away_is_refused(
    citizen: Citizen, hands: Hands, changes: dict[str, str], said: str
) -> None:
    path = answered(citizen, hands)
    answer = hands.send("intake", path, **{**TEXT, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert rows(Publication) == []


@pytest.mark.parametrize("changes", [{"public_consent": ""}, {"request_type": "consultation"}])
def test_nothing_is_published_without_consent(
    citizen: Citizen, hands: Hands, changes: dict[str, str]
) -> None:
    path = answered(citizen, hands, **{"public_consent": "", **changes})
    assert hands.get("intake", path).status_code == 403
    sent = {"csrf_token": hands.token("intake"), "_once": "x", **TEXT}
    assert hands.post("intake", path, sent).status_code == 403
    assert rows(Publication) == []


def test_report_is_never_published(citizen: Citizen, hands: Hands) -> None:
    citizen.code(request_type="report", public_consent="y")
    act(hands, "intake", "pass", decision="invalid", reason="重复")
    path = f"/messages/{only().id}/publish"
    assert hands.get("intake", path).status_code == 403


def test_message_that_nobody_decided_is_not_published(citizen: Citizen, hands: Hands) -> None:
    citizen.code(request_type="suggestion", public_consent="y")
    assert hands.get("intake", f"/messages/{only().id}/publish").status_code == 403
