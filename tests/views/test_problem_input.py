"""Bad input: each fault has its message beside the field, and what was typed stays."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.models import Attachment, Problem
from tests import support
from tests.views.hands import CALL, LEADER, Hands, fields, fresh, newest

LONG = "长" * 100_000


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


BAD_CALLS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown place": ({"region_code": "高河镇"}, "没有“高河镇”这个地方，是不是“高湾镇”？"),
    "place like nothing": ({"region_code": "火星基地"}, "没有“火星基地”这个地方"),
    "phone of ten digits": ({"phone": "1380013800"}, "手机号应为11位数字，您输入了10位"),
    "landline without area code": ({"phone": "6628300"}, "带区号"),
    "named without a name": ({"name": ""}, "实名的请填写来访人姓名"),
    "anonymous with a phone": ({"identity_mode": "anonymous", "name": ""}, "匿名的不能填写电话"),
    "empty text": ({"content": "  \n "}, "请填写诉求内容。"),
    "empty title": ({"title": ""}, "请填写标题"),
    "text of 100,000 characters": ({"content": LONG}, "诉求内容最多5000字，您输入了100000字"),
    "private-use character": ({"content": "村民\ue123某反映"}, "第3个字（U+E123）是自造字"),
    "future day": ({"occurred_on": "2026-12-31"}, "发生日期不能晚于今天"),
    "no day at all": ({"occurred_on": "前天"}, "日期请按 2026-11-18 的样子填写"),
    "day of long ago": ({"occurred_on": "1999-12-31"}, "发生日期早于 2000 年，请核对年份"),
    "unknown domain": ({"domain": "stars"}, "请从选项中选择"),
    "unknown type": ({"request_type": "order"}, "请从选项中选择"),
    "unknown unit": ({"unit_complained_id": "龙宫"}, "没有找到“龙宫”这个单位"),
}


@pytest.mark.parametrize("fault", BAD_CALLS)
def test_bad_call_is_refused_with_its_message_and_keeps_the_text(hands: Hands, fault: str) -> None:
    changes, message = BAD_CALLS[fault]
    answer = hands.send("clerk", "/problem/new", **{**CALL, **changes})
    assert answer.status_code == 422
    assert message in answer.text
    assert 'class="errors"' in answer.text
    kept = fields(answer.text)
    sent = {**CALL, **changes}
    for name in ("content", "title", "name", "phone", "occurred_on"):
        assert kept[name] == [sent[name]], name
    assert fresh().scalar(sa.select(sa.func.count()).select_from(Problem)) == 0


def test_every_fault_is_named_at_once(hands: Hands) -> None:
    wrong = {"phone": "1380013800", "region_code": "高河镇", "content": "", "title": ""}
    answer = hands.send("clerk", "/problem/new", **{**CALL, **wrong})
    assert "还有 4 处需要改正" in answer.text


def test_empty_call_names_what_a_named_caller_lacks_in_the_first_round(hands: Hands) -> None:
    page = hands.get("clerk", "/problem/new").text
    answer = hands.post("clerk", "/problem/new", fields(page))
    assert answer.status_code == 422
    lacking = ("请填写标题", "请填写诉求内容", "请填写来访人姓名", "请填写电话号码")
    for message in lacking:
        assert message in answer.text
    assert answer.text.count("请填写发生地") == 2  # Once in the summary, once beside its field.
    assert page.count("实名必填") == 2


def test_year_that_is_not_loaded_is_a_clear_message(app: Flask) -> None:
    hands = Hands(app, datetime(2029, 3, 1, 2, 0, tzinfo=UTC))
    answer = hands.send("clerk", "/problem/new", **{**CALL, "occurred_on": "2029-02-28"})
    assert answer.status_code == 422
    assert "2029" in answer.text.split("</h1>")[1].split("<form")[0]
    assert fields(answer.text)["title"] == [CALL["title"]]


@pytest.fixture
def started(hands: Hands) -> int:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    return row_id


UPLOADS = {
    "no byte": (b"", "情况.pdf", "文件是空的"),
    "renamed program": (b"MZ\x90\x00" + b"\0" * 400, "照片.jpg", "不能上传这种文件"),
    "page in disguise": (b"<html><script>1</script></html>", "说明.txt", "不能上传这种文件"),
}


@pytest.mark.parametrize("fault", UPLOADS)
def test_bad_upload_is_refused_and_the_text_stays(hands: Hands, started: int, fault: str) -> None:
    content, name, message = UPLOADS[fault]
    files = [(io.BytesIO(content), name)]
    path = f"/problem/{started}/progress"
    answer = hands.send("gaowan", path, text="已到现场查看", files=files)
    assert answer.status_code == 422
    assert message in answer.text
    assert "刚才选的文件没有保存" in answer.text
    assert fields(answer.text)["text"] == ["已到现场查看"]
    assert fresh().scalars(sa.select(Attachment)).all() == []


def test_nothing_is_said_of_files_when_none_was_chosen(hands: Hands, started: int) -> None:
    answer = hands.send("gaowan", f"/problem/{started}/progress", text="")
    assert answer.status_code == 422
    assert "刚才选的文件没有保存" not in answer.text


def body(hands: Hands, path: str, *megabytes: int) -> bytes:
    """Return a progress form with text files of so many megabytes, as a browser sends it."""
    page = hands.get("gaowan", path).text
    typed = {**{name: values[0] for name, values in fields(page).items()}, "text": "已到现场"}
    head = "--x\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in typed.items()]
    for at, size in enumerate(megabytes):
        start = f'{head}"files"; filename="{at}.txt"\r\nContent-Type: text/plain\r\n\r\n{at}\n'
        parts.append(start.encode() + b"a\n" * (size * 512 * 1024) + b"\r\n")
    return b"".join(parts) + b"--x--\r\n"


def uploaded(hands: Hands, row_id: int, *megabytes: int) -> TestResponse:
    """Send a progress with files of so many megabytes."""
    path = f"/problem/{row_id}/progress"
    sent, client = body(hands, path, *megabytes), hands.client("gaowan")
    kind = "multipart/form-data; boundary=x"
    return hands.alone(
        lambda: client.post(
            path, input_stream=io.BytesIO(sent), content_length=len(sent), content_type=kind
        )
    )


def test_two_files_of_30_mb_are_kept_in_one_submission(hands: Hands, started: int) -> None:
    answer = uploaded(hands, started, 30, 30)
    assert answer.status_code == 302, answer.text[:3000]
    assert len(fresh().scalars(sa.select(Attachment)).all()) == 2


def test_one_file_of_60_mb_is_refused_beside_the_field(hands: Hands, started: int) -> None:
    answer = uploaded(hands, started, 60)
    assert answer.status_code == 422
    assert "50 MB" in answer.text
    assert fields(answer.text)["text"] == ["已到现场"]
    assert fresh().scalars(sa.select(Attachment)).all() == []


def announced(hands: Hands, who: str, path: str, megabytes: int) -> TestResponse:
    """Announce a body of so many megabytes; a refusal needs none of it."""
    client = hands.client(who) if who else hands.app.test_client()
    return hands.alone(
        lambda: client.post(
            path,
            environ_overrides={"CONTENT_LENGTH": str(megabytes * 1024 * 1024)},
            content_type="multipart/form-data; boundary=x",
        )
    )


def test_more_than_eight_files_together_is_refused_in_words(hands: Hands, started: int) -> None:
    answer = announced(hands, "gaowan", f"/problem/{started}/progress", 402)
    assert answer.status_code == 413
    assert "合计不能超过 400 MB" in answer.text
    assert "单个不能超过 50 MB" in answer.text


def test_a_stranger_may_not_send_more_than_one_file(hands: Hands) -> None:
    answer = announced(hands, "", "/login/", 60)
    assert answer.status_code == 413
    assert "合计不能超过 50 MB" in answer.text


BAD_ACTS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "no text": ("gaowan", "progress", {"text": ""}, "请填写进展情况。"),
    "explained without basis": (
        "gaowan",
        "submit",
        {"outcome_kind": "explained", "measures": "已解释", **LEADER},
        "请写明政策依据",
    ),
    "no outcome": ("gaowan", "submit", {"measures": "已办"}, "请从选项中选择一项。"),
    "reply days in words": (
        "intake",
        "supervise",
        {"content": "请抓紧", "reply_days": "三天"},
        "请填写整数",
    ),
    "no reply days": ("intake", "supervise", {"content": "抓紧", "reply_days": "0"}, "大于 0"),
    "private-use character": ("gaowan", "progress", {"text": "已\ue000办"}, "是自造字"),
}


@pytest.mark.parametrize("fault", BAD_ACTS)
def test_bad_fact_of_an_action_is_named_and_the_text_stays(
    hands: Hands, started: int, fault: str
) -> None:
    who, action, changes, message = BAD_ACTS[fault]
    answer = hands.send(who, f"/problem/{started}/{action}", **changes)
    assert answer.status_code == 422
    assert message in answer.text
    kept = fields(answer.text)
    texts = {name: [text] for name, text in changes.items() if name != "outcome_kind"}
    assert {name: kept[name] for name in texts} == texts


@pytest.mark.parametrize("days", ["400", "0", "-1", "15.5", "十五", ""])
def test_a_wrong_limit_is_refused_beside_the_field_and_stays(hands: Hands, days: str) -> None:
    row_id = hands.register()
    changes = {"proposed_unit_id": "高湾镇", "opinion": "拟由高湾镇办", "recusal_checked": "y"}
    answer = hands.send("intake", f"/problem/{row_id}/triage", **{**changes, "days": days})
    assert answer.status_code == 422
    assert 'id="days-error"' in answer.text
    assert fields(answer.text)["days"] == [days]


def test_lead_unit_that_is_also_co_unit_is_refused_beside_its_field(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage")
    changes = {"instruction": "办", "co_unit_ids": ["高湾镇", "县民政局"]}
    answer = hands.send("leader", f"/problem/{row_id}/instruct", **changes)
    assert answer.status_code == 422
    assert "主办单位不能同时是协办单位" in answer.text
    assert fields(answer.text)["co_unit_ids"][:2] == ["高湾镇人民政府", "县民政局（示例）"]


NOT_ALLOWED = [
    ("gaowan", "close", 409),
    ("gaowan", "supervise", 403),
    ("minzheng", "submit", 403),
    ("inspector", "submit", 403),
    ("intake", "instruct", 409),
    ("leader", "verify", 409),
]


@pytest.mark.parametrize(("who", "action", "code"), NOT_ALLOWED)
def test_action_that_is_not_allowed_says_so(
    hands: Hands, started: int, who: str, action: str, code: int
) -> None:
    shown = 422 if code == 409 else code
    for answer, wanted in (
        (hands.get(who, f"/problem/{started}/{action}"), shown),
        (_forced(hands, who, started, action), code),
    ):
        assert answer.status_code == wanted, answer.text
        assert "不能" in answer.text or "没有" in answer.text
        assert newest().problem_no in answer.text
    assert newest().state == "in_progress"


def _forced(hands: Hands, who: str, row_id: int, action: str) -> Any:
    """Send an action's form that no page offered, with every fact filled in."""
    facts = {
        "text": "办",
        "content": "办",
        "kind": "reminder",
        "reply_days": "3",
        "outcome_kind": "resolved",
        "measures": "办",
        "leader_name": "刘",
        "leader_opinion": "同意",
        "instruction": "办",
        "lead_unit_id": "高湾镇",
        "days": "3",
        "method": "phone",
        "finding": "属实",
    }
    sent = {"csrf_token": hands.token(who), "_once": f"forced-{action}", "version": "4", **facts}
    return hands.post(who, f"/problem/{row_id}/{action}", sent)


def test_unknown_action_is_missing(hands: Hands, started: int) -> None:
    assert hands.get("leader", f"/problem/{started}/erase").status_code == 404


@pytest.mark.parametrize("path", ["/problem/99999999999999999999", "/attachment/9" + "9" * 19])
def test_number_beyond_every_id_is_missing(hands: Hands, path: str) -> None:
    assert hands.get("leader", path).status_code == 404


def test_form_without_its_key_is_refused(hands: Hands) -> None:
    sent = {**CALL, "csrf_token": hands.token("clerk")}
    answer = hands.post("clerk", "/problem/new", sent)
    assert answer.status_code == 422
    assert "刷新" in answer.text
    assert support.token(answer.text)


def test_several_units_of_one_word_are_named(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage")
    changes = {"instruction": "办", "co_unit_ids": ["民政"]}
    answer = hands.send("leader", f"/problem/{row_id}/instruct", **changes)
    assert answer.status_code == 422
    assert "请选一个或写全称" in answer.text
    assert "县民政局（示例）" in answer.text
    assert fields(answer.text)["co_unit_ids"][0] == "民政"
