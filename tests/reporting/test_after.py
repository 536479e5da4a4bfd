"""After the end of a month: its paper voided, its late items finished, its records corrected."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app import clock, scoring, store
from app.models import Document
from app.operations import documents, month_papers, refreshing
from tests import makers, support
from tests.reporting import month
from tests.views.hands import Hands, fields

BASE = "/statistics/reports"


def test_page_of_a_month_tells_that_its_paper_was_voided_and_offers_another(hands: Hands) -> None:
    month.october()
    row = month.signed()
    leader = support.person("leader")
    with store.write(leader) as work:
        paper = work.get_one(Document, row.document_id)
        number = paper.number
        documents.void(work, leader, paper.id, paper.row_version, "盖错了章")
    page = hands.get("intake", f"{BASE}/{row.id}").text
    assert f"月度报告{number}的原件已作废（盖错了章），可按同一份数据重新起草、签发。" in page
    assert "重新起草月度报告" in page
    assert "原件已作废" in hands.get("intake", f"{BASE}/").text
    month.reported(row.id)
    page = hands.get("intake", f"{BASE}/{row.id}").text
    assert "重新起草的还没有签发" in page
    assert "重新起草月度报告" not in page


def test_circular_says_as_of_when_and_who_has_finished_since(session: Session) -> None:
    month.october()
    intake, towns = support.person("intake"), support.UNITS
    row = month.frozen()
    makers.act("minzheng", row.figures["late"][0]["id"], "answer")
    with store.write(intake) as work:
        paper_id = month_papers.draft_circular(work, intake, row.id).id
    paper = session.get_one(Document, paper_id)
    rows = {line[2]: line[-1] for line in paper.facts["tables"][-1]["rows"]}
    assert rows == {towns["GW"][0]: "未办结", towns["MZ"][0]: "11月18日上报结果"}
    said = "".join(one["text"] for one in paper.facts["body"])
    assert "截至10月31日24时，超期未办结1件" in said
    assert "办结）" not in said
    assert "到本通报印发时仍未办结的单位" in said
    makers.act("gaowan", row.figures["late"][0]["id"], "submit")
    store.name(session, intake)
    paper = session.get_one(Document, paper_id)
    assert refreshing.stale(session, intake, paper).keys == ("tables",)
    fresh = "".join(one["text"] for one in refreshing.anew(session, intake, paper)["body"])
    assert "其中1件已于通报前上报结果，等待核查、反馈（见下表，核对到11月18日" in fresh
    assert "仍未办结的单位" not in fresh


def test_circular_names_the_day_of_closing_and_not_that_of_the_report(session: Session) -> None:
    month.october()
    row = month.frozen()
    late = row.figures["late"]
    steps = (("minzheng", "answer"), ("gaowan", "submit"), ("inspector", "verify"))
    for who, act in steps:
        makers.act(who, late[0]["id"], act)
    with clock.fixed(support.NOW + timedelta(days=1)):
        for act in ("callback", "close"):
            makers.act("intake", late[0]["id"], act)
        facts = month_papers.circular_facts(session, month.stored(row.id))
    assert {line[-1] for line in facts["tables"][-1]["rows"]} == {"11月19日办结"}
    said = "".join(one["text"] for one in facts["body"])
    assert said.count("办结") - said.count("未办结") == 1
    assert "其中1件已于通报前办结（见下表" in said


def test_circular_goes_to_every_township_that_it_addresses(session: Session) -> None:
    month.evaluated("GW", {month.L.SATISFIED: 3})
    row, intake = month.frozen(), support.person("intake")
    with store.write(intake) as work:
        paper = month_papers.draft_circular(work, intake, row.id)
        # Xinji was neither evaluated nor late, and no department is named.
        assert paper.facts["addressees"] == ["各乡镇人民政府"]
        assert set(paper.unit_ids or ()) == {support.unit_id(code) for code in ("GW", "XJ")}


def test_second_circular_of_a_month_waits_until_the_first_is_void(hands: Hands) -> None:
    month.october()
    row, intake = month.frozen(), support.person("intake")
    with store.write(intake) as work:
        paper = month_papers.draft_circular(work, intake, row.id).id
    assert "本月的通报已经起草" in hands.get("intake", f"{BASE}/{row.id}").text
    month.turn("intake", documents.send, paper)
    issued = month.turn("leader", documents.sign, paper)
    told = f"本月已发通报{issued.number}；要重发先作废它。"
    page = hands.get("intake", f"{BASE}/{row.id}").text
    assert told in page
    assert "起草通报" not in page
    asked = {"csrf_token": hands.token("intake"), "_once": "second circular"}
    answer = hands.post("intake", f"{BASE}/{row.id}/circular", asked)
    assert (answer.status_code, told in answer.text) == (422, True)
    leader = support.person("leader")
    with store.write(leader) as work:
        documents.void(work, leader, paper, issued.row_version, "数字错了")
    assert "起草通报" in hands.get("intake", f"{BASE}/{row.id}").text


def test_untrue_evaluation_of_a_signed_month_is_voided_and_told_next_month(hands: Hands) -> None:
    ids = month.evaluated("GW", {month.L.SATISFIED: 3})
    month.signed()
    at = f"/evaluations/{ids[0]}"
    page = hands.get("intake", at).text
    assert "作废这条评价" in page
    # The row's own page, where a list leads, leads on to it.
    own = hands.get("intake", f"/admin/evaluation/{ids[0]}").text
    assert f'href="{at}"' in own
    assert "2026年10月的月度报告已经签发" in page
    for who in ("bureau_lead", "gaowan", "leader"):
        told = hands.get(who, at).text
        assert "不真实的评价由党风政风监督室核实作废。" in told
        assert "作废这条评价" not in told
    version = fields(page, "version")
    asked = {**fields(hands.get("bureau_lead", at).text, "csrf_token"), "version": "1"}
    assert hands.post("bureau_lead", f"{at}/void", asked).status_code == 403
    assert hands.post("intake", f"{at}/void", {**version, "note": ""}).status_code == 422
    done = hands.post("intake", f"{at}/void", {**version, "note": "调看监控，是13800138000按的"})
    assert done.status_code == 302
    page = hands.get("intake", at).text
    assert "调看监控，是138****8000按的" in page
    assert "作废这条评价" not in page
    row = month.frozen(month.NOVEMBER)
    facts = month.told(row)
    assert ["2026年10月", "评价总数", "3条", "2条"] in facts["tables"][-1]["rows"]
    annex = facts["attachments"][-1]
    assert annex["title"] == "以前月份的更正明细表"
    why = {line[1]: line[-1] for line in annex["tables"][0]["rows"]}["评价总数"]
    assert why == "减少评价1条（GW10-satisf-0）：核实作废1条"


def test_one_least_sample_rules_statistics_report_and_circular(hands: Hands) -> None:
    month.approved(least_unit="5")
    month.evaluated("GW", {month.L.SATISFIED: 7, month.L.DISSATISFIED: 1})
    month.evaluated("XJ", {month.L.SATISFIED: 4})
    row = month.frozen()
    page = hands.get("intake", "/statistics/county?month=2026-10").text
    assert "评价少于5条的是样本不足（同月度报告的排名，见评分办法）" in page
    compared = page[page.index("各单位的满意率") :]
    assert "87.5%" in compared
    assert "样本不足" in compared
    units = {one["id"]: one["good"]["text"] for one in row.figures["units"]}
    assert units == {support.unit_id("GW"): "87.5%", support.unit_id("XJ"): "样本不足"}
    told = "".join(one["text"] for one in month.told(row)["body"])
    assert "达到最少评价数（5条）的单位1个" in told
    assert "评价少于5条的样本不足，不排名。" in hands.get("intake", f"{BASE}/{row.id}").text


def test_page_of_a_month_compares_with_the_same_numbers_as_the_report(hands: Hands) -> None:
    days = {"XJ": date(2025, 10, 14), "MZ": date(2026, 9, 14), "GW": date(2026, 10, 14)}
    for (unit, on), good in zip(days.items(), (2, 3, 7), strict=True):
        month.evaluated(unit, {month.L.SATISFIED: good, month.L.DISSATISFIED: 1}, on)
    month.approved(least_unit="3")
    row = month.frozen()
    table = {one[0]: one[1:] for one in month.told(row)["tables"][0]["rows"]}
    assert table["评价总数"] == ["8条", "4条", "+4", "3条", "+5", "12条"]
    # A share among texts and tables has the form of every metric: 87.5% and 100%, never 100.0%.
    assert [scoring.share(*one) for one in ((7, 8), (5, 6), (3, 3))] == ["87.5%", "83.33%", "100%"]
    kinds = month_papers.facts_of(support.session(), row)["tables"][1]["rows"]
    assert [one[-1] for one in kinds] == ["87.5%"]
    assert table["满意率"][:5] == ["87.5%", "75%", "+12.5", "66.67%", "+20.83"]
    page = re.sub(r"<[^>]+>|\s", "|", hands.get("intake", f"{BASE}/{row.id}").text)
    for cells in (table["评价总数"], table["满意率"]):
        assert "||".join(cells) in re.sub(r"\|{2,}", "||", page)
