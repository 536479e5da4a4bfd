"""The whole job over HTTP, without JavaScript, by the people who do it."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask

from app import filestore
from app.enums import ProblemState
from app.models import Attachment, AuditLog, Document, IdentityReveal
from tests import files, support
from tests.turns import waiting as sent_papers
from tests.views.hands import CALL, CORE, NAME, PHONE, Hands, fields, fresh, newest

LETTER = filestore.strip_metadata("application/pdf", files.pdf())


@pytest.fixture
def hands(app: Flask) -> Hands:
    return Hands(app)


def test_whole_job_ends_closed(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, *CORE)
    problem = newest()
    assert problem.state == ProblemState.CLOSED
    assert problem.region_code == "130924102225"
    assert problem.tags == ["circular_proof"]
    page = hands.get("leader", f"/problem/{row_id}").text
    for words in ("当天补办完成", "已电话告知结果", "当天会商", "办结"):
        assert words in page


@pytest.mark.parametrize("typed", ["孔庄子", "kzz", "孔莊子", "ｋｚｚ", "高湾镇孔庄子村"])
def test_place_is_found_as_it_is_typed(hands: Hands, typed: str) -> None:
    hands.register(region_code=typed)
    assert newest().region_code == "130924102225"
    found = hands.get("clerk", f"/problem/lookup/place?q={typed}").json
    assert found["items"][0] == {"id": "130924102225", "text": "高湾镇孔庄子村", "hint": ""}


def test_unknown_place_suggests_the_one_meant(hands: Hands) -> None:
    found = hands.get("clerk", "/problem/lookup/place?q=高河镇").json
    assert found["items"] == []
    assert "高湾镇" in found["suggest"]


def test_several_places_of_one_name_are_offered_and_the_picked_one_counts(hands: Hands) -> None:
    page = hands.send("clerk", "/problem/new", **_call(region_code="庄子"))
    assert page.status_code == 422
    code = page.text.split('name="region_code_pick" value="')[1].split('"')[0]
    sent = {**fields(page.text), "region_code_pick": code}
    assert hands.post("clerk", "/problem/new", sent).status_code == 302
    assert newest().region_code == code


def _call(**changes: str) -> dict[str, object]:
    return {**CALL, **changes}


def test_unit_is_found_by_its_initials(hands: Hands) -> None:
    found = hands.get("intake", "/problem/lookup/unit?q=gwz").json
    assert found["items"][0]["text"] == "高湾镇人民政府"


def test_similar_items_are_listed_by_phone_and_by_place_and_domain(hands: Hands) -> None:
    hands.register()
    number = newest().problem_no
    sent = {"csrf_token": hands.token("clerk2"), "phone": "１３８-0013-8000"}
    by_phone = hands.post("clerk2", "/problem/similar", sent).json["items"]
    assert by_phone == [{"no": number, "on": "11月18日", "place": "孔庄子村", "state": "已登记"}]
    sent = {"csrf_token": sent["csrf_token"], "region_code": "孔庄子", "domain": "livelihood"}
    assert hands.post("clerk2", "/problem/similar", sent).json["items"] == by_phone


def test_similar_items_are_never_of_the_discipline_track(hands: Hands) -> None:
    hands.register(request_type="report")
    sent = {"csrf_token": hands.token("clerk2"), "phone": PHONE}
    assert hands.post("clerk2", "/problem/similar", sent).json == {"items": []}


def test_similar_items_come_without_javascript_before_saving(hands: Hands) -> None:
    hands.register()
    number = newest().problem_no
    page = hands.send("clerk2", "/problem/new", **_call(similar="1", title="还没写完"))
    assert page.status_code == 200
    assert number in page.text
    assert 'value="还没写完"' in page.text


def test_similar_needs_the_token(hands: Hands) -> None:
    hands.client("clerk")
    assert hands.post("clerk", "/problem/similar", {"phone": PHONE}).status_code == 400


def test_every_page_shows_due_date_and_light(hands: Hands) -> None:
    row_id = hands.register()
    for step in CORE[:-1]:
        for path in (f"/problem/{row_id}", f"/problem/{row_id}/supervise"):
            page = hands.get("intake", path).text
            assert 'class="light' in page
            assert "到期 " in page
        hands.walk(row_id, step)


def test_evidence_keeps_its_chinese_name_and_is_a_download(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    sent = [(io.BytesIO(files.pdf()), "举报信.pdf")]
    answer = hands.send("gaowan", f"/problem/{row_id}/progress", text="已取得材料", files=sent)
    assert answer.status_code == 302
    kept = fresh().scalars(sa.select(Attachment)).one()
    assert kept.filename == "举报信.pdf"
    assert "举报信.pdf" in hands.get("leader", f"/problem/{row_id}").text
    file = hands.get("gaowan", f"/attachment/{kept.id}")
    assert file.data == LETTER
    disposition = file.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=UTF-8''%E4%B8%BE%E6%8A%A5%E4%BF%A1.pdf" in disposition
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "no-store"
    assert hands.get("xinji", f"/attachment/{kept.id}").status_code == 404


@pytest.mark.parametrize(
    ("who", "channel"),
    [("clerk", "phone"), ("bureau", "window"), ("gaowan", "visit"), ("village", "visit")],
)
def test_form_begins_with_the_usual_source(hands: Hands, who: str, channel: str) -> None:
    found = fields(hands.get(who, "/problem/new").text)
    assert found["channel"] == [channel]
    assert found["occurred_on"] == ["2026-11-18"]


def test_forms_begin_with_sensible_values(hands: Hands) -> None:
    row_id = hands.register(request_type="complaint")
    triage = fields(hands.get("intake", f"/problem/{row_id}/triage").text)
    assert triage["days"] == ["15"]
    assert triage["conduct_nature"] == ["none"]
    assert triage["petition_class"] == ["claim"]
    assert triage["domain"] == ["livelihood"]
    hands.walk(row_id, "triage")
    instruct = fields(hands.get("leader", f"/problem/{row_id}/instruct").text)
    assert instruct["lead_unit_id"] == ["高湾镇人民政府"]
    hands.walk(row_id, "instruct")
    sign = fields(hands.get("gaowan", f"/problem/{row_id}/sign").text)
    assert sign["handler_name"] == ["王海（示例）"]
    press = fields(hands.get("intake", f"/problem/{row_id}/supervise").text)
    assert press["reply_days"] == ["3"]


def test_the_next_call_is_one_step_away_after_a_registration(hands: Hands) -> None:
    row_id = hands.register()
    assert "再登记一件" in hands.get("clerk", f"/problem/{row_id}").text
    assert "再登记一件" not in hands.get("clerk", f"/problem/{row_id}").text


def test_reveal_is_audited_and_shows_the_person_once(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, *CORE[:-2])
    page = hands.get("clerk", f"/problem/{row_id}").text
    assert "杨* 138****8000" in page
    sent = {"csrf_token": support.token(page), "purpose": "callback"}
    answer = hands.post("clerk", f"/problem/{row_id}/reveal", sent)
    assert answer.status_code == 200
    assert NAME in answer.text
    assert PHONE in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    session = fresh()
    assert session.scalars(sa.select(IdentityReveal)).one().purpose == "callback"
    acts = session.scalars(sa.select(AuditLog.action)).all()
    assert "identity.reveal" in acts
    assert PHONE not in hands.get("clerk", f"/problem/{row_id}").text


def test_reveal_without_a_purpose_is_refused(hands: Hands) -> None:
    row_id = hands.register()
    sent = {"csrf_token": hands.token("intake"), "purpose": ""}
    answer = hands.post("intake", f"/problem/{row_id}/reveal", sent)
    assert answer.status_code == 422
    assert "请选择查看来访人身份的用途。" in answer.text
    assert f"/problem/{row_id}/reveal" in answer.text
    assert PHONE not in answer.text


def chosen_purpose(hands: Hands, who: str, path: str) -> str:
    """Return the purpose that a page has chosen beforehand."""
    return fields(hands.get(who, path).text, "purpose")["purpose"][0]


def test_the_purpose_is_chosen_beforehand_only_for_the_clerk_who_must_call(hands: Hands) -> None:
    row_id = hands.register()
    page = f"/problem/{row_id}"
    assert chosen_purpose(hands, "intake", page) == ""
    hands.walk(row_id, *CORE[:-2])
    assert chosen_purpose(hands, "clerk", page) == "callback"
    assert chosen_purpose(hands, "intake", page) == ""


def test_the_form_of_the_callback_opens_the_number(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, *CORE[:-2])
    page = f"/problem/{row_id}/callback"
    assert "查看号码" in hands.get("clerk", page).text
    assert chosen_purpose(hands, "clerk", page) == "callback"
    opened = hands.post(
        "clerk", f"/problem/{row_id}/reveal", fields(hands.get("clerk", page).text, "purpose")
    )
    assert PHONE in opened.text
    assert f'href="{page}"' in opened.text


def test_clerk_opens_no_number_before_the_callback(hands: Hands) -> None:
    row_id = hands.register()
    assert "查看号码" not in hands.get("clerk", f"/problem/{row_id}").text
    sent = {"csrf_token": hands.token("clerk"), "purpose": "callback"}
    assert hands.post("clerk", f"/problem/{row_id}/reveal", sent).status_code == 403


READERS = ("clerk", "intake", "leader", "inspector", "bureau", "gaowan", "minzheng")


def test_no_page_shows_the_person(hands: Hands) -> None:
    row_id = hands.register()
    seen = 0
    for step in (*CORE, ""):
        for who in READERS:
            paths = [f"/problem/{row_id}", f"/problem/{row_id}/{step}" if step else "/paper/"]
            for path in paths:
                page = hands.get(who, path)
                seen += page.status_code == 200
                assert NAME not in page.text, (who, path)
                assert PHONE not in page.text, (who, path)
        if step:
            hands.walk(row_id, step)
    assert seen > 40


def test_handlers_are_told_to_ask_the_hotline(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct")
    page = hands.get("gaowan", f"/problem/{row_id}").text
    assert "不公开" in page
    assert "请话务员转达" in page
    assert "138****8000）" not in page.split("来访人")[1][:200]


def test_commission_keeps_its_opinion_of_a_report_to_itself(hands: Hands) -> None:
    row_id = hands.register(request_type="report")
    opinion = {"opinion": "内部研判的意见"}
    hands.walk(row_id, "triage", "instruct", triage=opinion)
    assert "内部研判的意见" in hands.get("leader", f"/problem/{row_id}").text
    assert "内部研判的意见" not in hands.get("gaowan", f"/problem/{row_id}").text


def test_three_papers_are_printed_from_a_late_item(hands: Hands) -> None:
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    hands.now += timedelta(days=20)
    hands.clients.clear()
    page = hands.get("intake", f"/problem/{row_id}").text
    for kind in ("assignment_letter", "supervision_letter"):
        assert f"/paper/new/{kind}" in page
        sent = {**fields(hands.get("intake", f"/problem/{row_id}").text), "problem_id": row_id}
        assert hands.post("intake", f"/paper/new/{kind}", sent).status_code == 302
    assert hands.send("intake", "/paper/circular").status_code == 302
    sent_papers(1, 2, 3)
    waiting = hands.get("leader", "/paper/").text
    ticked = sorted(set(re.findall(r'name="pk" value="(\d+:\d+)"', waiting)))
    assert [one.partition(":")[0] for one in ticked] == ["1", "2", "3"]
    sent = {"csrf_token": support.token(waiting), "pk": ticked, "confirmed": "1"}
    assert hands.post("leader", "/paper/sign", sent).status_code == 302
    session = fresh()
    numbers = session.scalars(sa.select(Document.number).order_by(Document.id)).all()
    assert numbers == ["海纪交〔2026〕1号", "海纪督〔2026〕1号", "海纪通〔2026〕1号"]
    for n in (1, 2, 3):
        file = hands.get("leader", f"/paper/{n}.pdf")
        assert file.mimetype == "application/pdf"
        assert len(pikepdf.Pdf.open(io.BytesIO(file.data)).pages) >= 1
    assert "海纪交〔2026〕1号" in hands.get("gaowan", "/paper/").text
    assert "海纪交〔2026〕1号" in hands.get("gaowan", f"/problem/{row_id}").text
