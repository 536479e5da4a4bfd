"""Drafting over HTTP: kinds offered, a draft edited with its preview, clashes and refusals."""

from __future__ import annotations

import base64
import io
import re
import time
from datetime import timedelta
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask
from PIL import Image

from app import store
from app.enums import DocumentState
from app.models import Document
from app.operations.composing_kinds import ALL
from app.principal import system
from reports.render import render
from tests import makers, support
from tests.composing.hands import FITTING, REPORT, met, stored
from tests.turns import waiting
from tests.views.hands import NAME, PHONE, Hands, fields, fresh, made

# Seconds of CPU on the server.
AIM = 0.3
ASK = {"Accept": "application/json"}


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


@pytest.fixture
def item(hands: Hands) -> int:
    """Make an item that is being handled."""
    return made("in_progress")


def draft(hands: Hands, code: str, item: int = 0, who: str = "intake") -> int:
    """Draft a paper by its pages and return its id."""
    if item:
        page = hands.get(who, f"/paper/draft?item={item}").text
        answer = hands.post(who, f"/paper/new/{code}", {**fields(page), "problem_id": item})
    else:
        answer = hands.send(who, f"/paper/draft/{code}")
    assert answer.status_code == 302, answer.text[:3000]
    return int(answer.location.split("/")[2])


def typed(hands: Hands, paper: int, who: str = "intake") -> dict[str, Any]:
    """Return what the form of a draft would send."""
    return dict(fields(hands.get(who, f"/paper/{paper}/edit").text))


def drawn(hands: Hands, paper: int, who: str = "intake", **changes: Any) -> dict[str, Any]:
    """Return what the script gets for a form."""
    data = {**typed(hands, paper, who), **changes}
    client = hands.client(who)
    answer = hands.alone(
        lambda: client.post(f"/paper/{paper}/preview", data=data, headers=ASK, buffered=True)
    )
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


def test_papers_page_leads_to_every_kind(hands: Hands) -> None:
    assert 'href="/paper/draft"' in hands.get("intake", "/paper/").text
    page = hands.get("intake", "/paper/draft").text
    assert [one.code for one in ALL if f'href="/paper/draft/{one.code}"' not in page] == []
    assert hands.get("gaowan", "/paper/draft").status_code == 403


def test_item_offers_what_fits_it_and_says_why_the_rest_does_not(hands: Hands, item: int) -> None:
    page = hands.get("intake", f"/paper/draft?item={item}").text
    for code in ("assignment_letter", "acceptance_notice", "rectification_notice"):
        assert f"/paper/new/{code}" in page
    for code in ("reply", "publicity", "rejection_notice", "extension_notice"):
        assert f"/paper/new/{code}" not in page
    assert "事项没有已批准的延期" in page
    assert f'href="/paper/draft?item={item}"' in hands.get("intake", f"/problem/{item}").text
    assert hands.get("intake", "/paper/draft?item=99999").status_code == 404


def test_approved_extension_offers_its_notice_on_the_page(hands: Hands) -> None:
    row_id = FITTING["extension_notice"]()
    fresh()
    page = hands.get("intake", f"/problem/{row_id}").text
    assert "起草延期告知书" in page
    paper = draft(hands, "extension_notice", row_id)
    shown = hands.get("intake", f"/paper/{paper}").text
    for words in ("延长至", "2026年12月4日", "档案在市里"):
        assert words in shown


@pytest.mark.parametrize("code", [one.code for one in ALL])
def test_blank_sheet_opens_as_a_form_with_a_preview(hands: Hands, code: str) -> None:
    paper = draft(hands, code)
    page = hands.get("intake", f"/paper/{paper}/edit").text
    assert "还没有填写：" in page
    assert "data:image/png;base64," in page
    saved = hands.send("intake", f"/paper/{paper}/edit", title="关于核查的公文")
    assert saved.status_code == 302
    assert stored(paper).title == "关于核查的公文"
    assert "填好以后才能签发" in hands.get("intake", f"/paper/{paper}").text


def test_second_press_begins_one_paper(hands: Hands) -> None:
    sent = fields(hands.get("intake", "/paper/draft/proposal").text)
    places = {hands.post("intake", "/paper/draft/proposal", sent).location for _ in "12"}
    assert len(places) == 1


def test_minutes_print_who_gets_them_alone_and_say_who_was_left_out(hands: Hands) -> None:
    secret = makers.problem_in("in_progress", **REPORT)
    town, other = "高湾镇人民政府", "辛集镇人民政府"
    for ids, told in (
        ([support.unit_id("GW"), support.unit_id("XJ")], [town]),
        ([support.unit_id("XJ")], [town]),
    ):
        meeting = met(secret, unit_ids=ids)
        answer = hands.send("intake", f"/paper/draft/minutes?meeting={meeting}")
        paper = stored(int(answer.location.split("/")[2]))
        assert paper.facts.get("copy_to") == told
        assert paper.unit_ids == [support.unit_id("GW")]
        page = hands.get("intake", str(answer.location)).text
        assert f"没有列入收文单位，也不印在公文上：{other}" in page
    # Nobody is left: nobody is printed, and that is said too.
    alone = makers.registered()
    lone = met(alone, unit_ids=[support.unit_id("KZZ")])
    answer = hands.send("intake", f"/paper/draft/minutes?meeting={lone}")
    paper = stored(int(answer.location.split("/")[2]))
    assert (paper.facts.get("copy_to"), paper.unit_ids) == ([], None)
    assert "没有列入收文单位" in hands.get("intake", str(answer.location)).text
    assert render("minutes", {**paper.facts, "date": "2026-11-20"}).startswith(b"%PDF-")


def test_meeting_leads_to_its_minutes(hands: Hands, item: int) -> None:
    meeting = met(item)
    fresh()
    page = hands.get("intake", f"/meeting/{meeting}").text
    assert f"/paper/draft/minutes?meeting={meeting}" in page
    answer = hands.send("intake", f"/paper/draft/minutes?meeting={meeting}")
    assert "周书记（示例）" in hands.get("intake", answer.location).text


@pytest.mark.parametrize(
    ("code", "changes", "words"),
    [
        ("proposal", {"items": "HXZT-2026-09999"}, "没有找到编号 HXZT-2026-09999"),
        ("monthly_report", {"period": "上个月"}, "月份请按 2026-11 的样子填写"),
    ],
)
def test_wrong_source_is_named_and_kept(
    hands: Hands, code: str, changes: dict[str, str], words: str
) -> None:
    answer = hands.send("intake", f"/paper/draft/{code}", **changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert all(value in answer.text for value in changes.values())


def test_a_letter_of_its_own_series_has_one_name_on_every_page(hands: Hands, item: int) -> None:
    paper = draft(hands, "livelihood_letter", item)
    assert "<h1>修改民生事项交办书</h1>" in hands.get("intake", f"/paper/{paper}/edit").text
    page = hands.get("intake", f"/paper/{paper}").text
    assert "民生事项交办书" in page.partition("</title>")[0]
    for path in (f"/paper/{paper}", "/paper/?kind=livelihood_letter"):
        page = hands.get("intake", path).text
        assert "民生事项交办书 · " in page or "· 民生事项交办书" in page, path
    assert "已有民生事项交办书（草稿）" in hands.get("intake", f"/problem/{item}").text


def test_edited_facts_are_kept_and_shown(hands: Hands, item: int) -> None:
    paper = draft(hands, "rectification_notice", item)
    body = "经查，存在以下问题：\n# 一、总的要求\n## （一）抓紧整改。限期完成。"
    answer = hands.send(
        "intake",
        f"/paper/{paper}/edit",
        body=body,
        items="窗口午间无人 | 值班制度 | 安排值班\n没有一次性告知 | | 统一告知单",
        addressees="县示例局\n高湾镇人民政府",
        deadline="2026-12-01",
        urgency="加急",
        joint="海兴县行政审批局",
    )
    assert answer.status_code == 302, answer.text[:3000]
    facts = stored(paper).facts
    assert [piece["level"] for piece in facts["body"]] == [0, 1, 2]
    assert facts["items"] == [
        {"problem": "窗口午间无人", "basis": "值班制度", "measure": "安排值班"},
        {"problem": "没有一次性告知", "measure": "统一告知单"},
    ]
    assert (facts["joint"], facts["urgency"]) == (["海兴县行政审批局"], "加急")
    page = hands.get("intake", f"/paper/{paper}").text
    for words in ("窗口午间无人", "统一告知单", "2026年12月1日", "总的要求"):
        assert words in page


def test_unchanged_form_changes_no_fact(hands: Hands) -> None:
    for code, make in FITTING.items():
        row_id = make()
        fresh()
        hands.now += timedelta(days=14 if code == "supervision_letter" else 0)
        hands.clients.clear()
        paper = draft(hands, code, row_id)
        before = stored(paper).facts
        assert hands.send("intake", f"/paper/{paper}/edit").status_code == 302
        after = stored(paper).facts
        empty = {key: value for key, value in before.items() if value not in ("", [], None)}
        assert after == empty, code


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "请填写标题"),
        ({"deadline": "下周"}, "日期请按 2026-11-18 的样子填写"),
        ({"items": "只有问题"}, "第1行的整改要求没有填写"),
        ({"items": "a | b | c | d"}, "第1行有4格，最多3格"),
        ({"secrecy": "秘密", "secrecy_term": "!"}, "保密期限应当写成 1年"),
        ({"body": "自造字\ue000"}, "自造字"),
        ({"table_1_rows": "甲 | 乙\n一"}, "有1格，应当是2格"),
    ],
)
def test_wrong_field_is_named_beside_it_and_everything_typed_is_kept(
    hands: Hands, item: int, changes: dict[str, str], words: str
) -> None:
    paper = draft(hands, "rectification_notice", item)
    before = stored(paper).facts
    answer = hands.send("intake", f"/paper/{paper}/edit", remark="请速办", **changes)
    assert answer.status_code == 422
    assert words in answer.text
    back = fields(answer.text)
    assert back["remark"] == ["请速办"]
    assert {name: back[name][0] for name in changes} == changes
    assert stored(paper).facts == before


def test_control_characters_are_left_out(hands: Hands) -> None:
    paper = draft(hands, "proposal")
    bad = "甲\x00乙\x1b丙"
    answer = hands.send(
        "intake", f"/paper/{paper}/edit", body=bad, items=f"{bad}|{bad}", table_1_rows=f"{bad}|丁"
    )
    assert answer.status_code == 302
    assert "\\x" not in repr(stored(paper).facts)
    assert hands.send("intake", "/paper/draft/proposal", items=bad).status_code == 422


def test_clash_answers_with_both_texts_and_keeps_what_was_typed(hands: Hands, item: int) -> None:
    paper = draft(hands, "proposal", item)
    mine = typed(hands, paper)
    assert hands.send("intake", f"/paper/{paper}/edit", note="联系人：甲").status_code == 302
    answer = hands.post("intake", f"/paper/{paper}/edit", {**mine, "note": "联系人：乙"})
    assert answer.status_code == 409
    for words in ("联系人：甲", "联系人：乙", "别人改过这条记录"):
        assert words in answer.text
    again = fields(answer.text)
    assert hands.post("intake", f"/paper/{paper}/edit", again).status_code == 302
    assert stored(paper).facts["note"] == "联系人：乙"


def test_reporter_typed_into_a_paper_is_hidden(hands: Hands, item: int) -> None:
    number = hands.get("intake", f"/problem/{item}").text.split("HXZT-2026-")[1][:5]
    for paper, about in ((draft(hands, "proposal", item), ""), (draft(hands, "proposal"), number)):
        body = (
            f"HXZT-2026-{about}：{NAME}（{PHONE}）反映。" if about else f"{NAME}（{PHONE}）反映。"
        )
        assert hands.send("intake", f"/paper/{paper}/edit", body=body).status_code == 302
        facts = str(stored(paper).facts)
        assert NAME not in facts
        assert PHONE not in facts


def test_edited_draft_is_checked_again(hands: Hands, item: int) -> None:
    paper = draft(hands, "proposal", item)
    _state(paper, DocumentState.CHECKING)
    assert "重新送审" in hands.get("intake", f"/paper/{paper}/edit").text
    assert hands.send("intake", f"/paper/{paper}/edit", note="改").status_code == 302
    assert stored(paper).state == DocumentState.DRAFT


def _state(paper: int, state: DocumentState) -> None:
    """Put a paper into a state."""
    with store.write(system("test")) as work:
        work.get_one(Document, paper).state = state


def test_preview_draws_what_is_typed_and_keeps_nothing(hands: Hands, item: int) -> None:
    paper = draft(hands, "acceptance_notice", item)
    first, second = drawn(hands, paper), drawn(hands, paper, matter="另一件事")
    assert first["said"].endswith("页。")
    assert first["pages"] != second["pages"]
    picture = Image.open(io.BytesIO(base64.b64decode(second["pages"][0].partition(",")[2])))
    assert picture.size == (715, 1011)
    assert "另一件事" not in str(stored(paper).facts)


def test_preview_says_what_is_wrong_in_the_words_of_the_form(hands: Hands, item: int) -> None:
    paper = draft(hands, "extension_notice")
    found = drawn(hands, paper, new_due="2026-11-01", due="2026-11-18")
    assert found["pages"] == []
    assert "延长后的期限应当晚于原办结期限" in found["said"]
    assert "请填写标题" in drawn(hands, paper, title="")["said"]


def test_preview_of_one_page_takes_less_than_its_aim(hands: Hands, item: int) -> None:
    paper = draft(hands, "acceptance_notice", item)
    data, took = typed(hands, paper), []
    for at in range(3):
        begun = time.process_time()
        answer = hands.post("intake", f"/paper/{paper}/preview", {**data, "note": str(at)})
        took.append(time.process_time() - begun)
        assert answer.status_code == 200
    assert min(took) < AIM


def test_preview_works_without_a_script(hands: Hands, item: int) -> None:
    paper = draft(hands, "proposal", item)
    sent = {**typed(hands, paper), "note": "只在预览里"}
    answer = hands.post("intake", f"/paper/{paper}/preview", sent)
    assert answer.status_code == 200
    assert "data:image/png;base64," in answer.text
    assert fields(answer.text)["note"] == ["只在预览里"]
    assert "只在预览里" not in str(stored(paper).facts)


def test_long_table_pasted_from_a_spreadsheet_is_read(hands: Hands) -> None:
    paper = draft(hands, "circular")
    rows = ["单位\t件数", *(f"单位{n}\t{n}" for n in range(1500))]
    answer = hands.send(
        "intake", f"/paper/{paper}/edit", body="见下表。", table_1_rows="\n".join(rows)
    )
    assert answer.status_code == 302
    (table,) = stored(paper).facts["tables"]
    assert table["columns"] == ["单位", "件数"]
    assert len(table["rows"]) == 1500


def test_only_the_drafter_and_the_checking_office_edit(hands: Hands, item: int) -> None:
    paper = draft(hands, "proposal", item, who="leader")
    for who, code in (("intake", 403), ("gaowan", 403), ("clerk", 403), ("bureau", 404)):
        assert hands.get(who, f"/paper/{paper}/edit").status_code == code, who
        sent = {"csrf_token": hands.token(who), "title": "x"}
        for path in ("edit", "preview"):
            assert hands.post(who, f"/paper/{paper}/{path}", sent).status_code == code, who
    assert f"/paper/{paper}/edit" not in hands.get("intake", f"/paper/{paper}").text
    _state(paper, DocumentState.CHECKING)
    assert hands.get("intake", f"/paper/{paper}/edit").status_code == 200


def test_leader_never_edits_what_he_may_sign(hands: Hands, item: int) -> None:
    paper = draft(hands, "proposal", item)
    _state(paper, DocumentState.CHECKING)
    assert hands.get("leader", f"/paper/{paper}/edit").status_code == 403


def test_signed_paper_is_no_form_any_more(hands: Hands, item: int) -> None:
    paper = draft(hands, "assignment_letter", item)
    sent = {"csrf_token": hands.token("leader"), "pk": [f"{paper}:1"], "confirmed": "1"}
    form = typed(hands, paper)
    waiting(paper)
    assert hands.post("leader", "/paper/sign", sent).status_code == 302
    assert hands.get("intake", f"/paper/{paper}/edit").status_code == 422
    assert hands.post("intake", f"/paper/{paper}/edit", form).status_code == 422


def test_blank_paper_cannot_be_signed(hands: Hands) -> None:
    paper = draft(hands, "proposal")
    waiting(paper)
    sent = {"csrf_token": hands.token("leader"), "version": "1", "confirmed": "1"}
    assert hands.post("leader", f"/paper/{paper}/sign", sent).status_code == 422
    assert stored(paper).number is None


def test_draft_is_taken_as_a_document_that_names_no_reporter(hands: Hands, item: int) -> None:
    paper = draft(hands, "acceptance_notice", item)
    assert f'href="/paper/{paper}.docx"' in hands.get("intake", f"/paper/{paper}").text
    answer = hands.get("intake", f"/paper/{paper}.docx")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    document = docx.Document(io.BytesIO(answer.data))
    text = "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
    assert "受理告知书" in text
    for secret in (NAME, PHONE):
        assert secret not in text


def test_document_of_an_unfinished_or_void_or_foreign_paper_is_refused(
    hands: Hands, item: int
) -> None:
    blank = draft(hands, "proposal")
    answer = hands.get("intake", f"/paper/{blank}.docx")
    assert answer.status_code == 422
    assert "还没有填写：正文、建议事项" in answer.text
    paper = draft(hands, "acceptance_notice", item)
    for who, code in (("gaowan", 403), ("bureau", 404), ("clerk", 403)):
        assert hands.get(who, f"/paper/{paper}.docx").status_code == code, who
    _state(paper, DocumentState.VOID)
    assert hands.get("intake", f"/paper/{paper}.docx").status_code == 422


def test_unfinished_draft_is_not_sent_and_says_what_it_lacks(hands: Hands) -> None:
    blank = draft(hands, "proposal")
    answer = hands.get("intake", f"/paper/{blank}/send")
    assert answer.status_code == 302
    assert answer.location.endswith(f"/paper/{blank}")
    assert (
        "还没有填写：正文、建议事项。填好以后再送审。"
        in hands.get("intake", f"/paper/{blank}").text
    )


def test_list_tells_what_each_paper_is_about(hands: Hands, item: int) -> None:
    draft(hands, "acceptance_notice", item)
    page = hands.get("intake", "/paper/").text
    problem = makers.stored(item)
    assert f"受理告知书 · {problem.problem_no} {problem.title}" in page


def test_unfinished_draft_tells_its_signer_in_words_what_it_lacks(hands: Hands) -> None:
    blank = draft(hands, "proposal")
    waiting(blank)
    page = hands.get("leader", "/paper/").text
    ticked = re.findall(rf'value="({blank}:\d+)"', page)
    sent = {"csrf_token": support.token(page), "pk": ticked[:1], "confirmed": "1"}
    answer = hands.post("leader", "/paper/sign", sent)
    assert answer.status_code == 422
    assert "公文不能生成：缺少必填" in answer.text
    assert "正文" in answer.text
    assert "：body" not in answer.text
