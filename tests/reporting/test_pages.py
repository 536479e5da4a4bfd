"""The pages and files of a month: drafted from, read by whom, one number everywhere."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from flask import Flask

from app import clock, jobs, store
from app.enums import DocumentState
from app.enums_scoring import ScoredKind, SnapshotState
from app.models import Document
from app.operations import month_end
from app.operations.month_text import TO_WRITE
from app.queries import scoring as rules
from reports.check import check_pdf
from tests import makers, support
from tests.reporting import month
from tests.said import GAOWAN
from tests.views.hands import Hands, fields

BASE = "/statistics/reports"


def run(app: Flask, *words: str) -> Result:
    """Run the command."""
    answer = app.test_cli_runner().invoke(args=["report", "month", *words])
    support.session().rollback()
    support.session().expire_all()
    return answer


def made(hands: Hands, **typed: str) -> str:
    """Freeze October on its page and return the address of the month."""
    answer = hands.send("intake", f"{BASE}/new", **{"period": month.OCTOBER, **typed})
    assert answer.status_code == 302, answer.text[:3000]
    return str(answer.location)


def paper(hands: Hands, path: str, kind: str) -> Document:
    """Draft a paper with the button of a month's page and return it."""
    answer = hands.post("intake", f"{path}/{kind}", fields(hands.get("intake", path).text))
    assert answer.status_code == 302, answer.text[:3000]
    session = support.session()
    session.rollback()
    store.name(session, month.TEST)
    return session.get_one(Document, int(answer.location.split("/")[2]))


def test_month_is_frozen_drafted_and_circulated_from_its_page(hands: Hands) -> None:
    month.approved()
    month.october()
    path = made(hands)
    page = hands.get("intake", path).text
    assert "53条" in page
    assert "93.52" in page
    report = paper(hands, path, "report")
    heads = [one["text"] for one in report.facts["body"] if one["level"] == 1]
    assert heads == [
        "总体情况",
        "评价情况",
        "留言板",
        "纪企直通车",
        "问题台账",
        "督办情况",
        "专项整治与公开承诺",
        "典型案例",
        "问题聚类分析",
        "下步建议",
    ]
    again = hands.post("intake", f"{path}/report", fields(hands.get("intake", path).text))
    assert again.status_code == 422
    assert "已经起草" in again.text
    circular = paper(hands, path, "circular")
    ranked, late = (table["rows"] for table in circular.facts["tables"])
    assert ranked[0] == ["1", "高湾镇", "50", "90%", "—", "—", "93.52"]
    assert {row[2] for row in late} == {support.UNITS["GW"][0], support.UNITS["MZ"][0]}
    listed = hands.get("intake", "/paper/").text
    assert "月度运行报告 · 2026年10月运行情况" in listed
    assert "通报 · 2026年10月运行情况" in listed
    assert set(circular.unit_ids or ()) == {support.unit_id(c) for c in ("GW", "XJ", "MZ")}
    assert circular.facts["addressees"] == ["各乡镇人民政府", "县直各有关部门"]


def test_report_goes_its_way_on_its_pages_until_it_is_issued(hands: Hands) -> None:
    month.october()
    at = f"/paper/{paper(hands, made(hands), 'report').id}"
    body = fields(hands.get("intake", f"{at}/edit").text)["body"][0]
    advised = body.replace(TO_WRITE, "加强值班。")
    assert advised != body
    assert hands.send("intake", f"{at}/edit", body=advised).status_code == 302
    for who in ("intake", "leader"):
        shown = hands.get(who, at).text
        assert "53条" in shown
        assert ">2026-10<" not in shown
    # What the month gives is offered again beside what was written, to those who draft.
    assert "加强值班。" in hands.get("intake", f"{at}/refresh").text
    assert hands.get("leader", f"{at}/refresh").status_code == 403
    assert hands.send("intake", f"{at}/send", reason="").status_code == 302
    assert hands.send("leader", f"{at}/pass", reason="").status_code == 302
    form = fields(hands.get("leader", at).text, "version")
    assert hands.post("leader", f"{at}/sign", {**form, "confirmed": "1"}).status_code == 302
    assert hands.get("leader", f"{at}.pdf").data.startswith(b"%PDF-")
    row = month.standing()
    assert row is not None
    assert row.state == SnapshotState.SIGNED
    issued = support.session().get_one(Document, row.document_id)
    assert (issued.state, issued.checked_at is not None) == (DocumentState.ISSUED, True)


def test_report_without_advice_says_so_where_it_is_sent(hands: Hands) -> None:
    month.october()
    at = f"/paper/{paper(hands, made(hands), 'report').id}"
    answer = hands.send("intake", f"{at}/send", reason="请核")
    assert answer.status_code == 422
    assert "“下步建议”还没有填写" in answer.text
    assert "请核" in answer.text


def test_drafted_report_without_advice_leads_back_to_its_page(hands: Hands) -> None:
    month.october()
    with clock.fixed(month.AFTER):
        assert month_end.freeze_due(jobs.WORKER) == 1
    row = month.standing()
    assert row is not None
    at = f"/paper/{row.document_id}"
    sent = hands.post("intake", f"{at}/check", fields(hands.get("intake", at).text, "version"))
    assert sent.status_code == 302
    assert "“下步建议”还没有填写" in hands.get("intake", at).text


def test_redrafting_asks_for_a_reason_and_keeps_what_was_typed(hands: Hands) -> None:
    made(hands)
    answer = hands.send("intake", f"{BASE}/new", period=month.OCTOBER)
    assert answer.status_code == 422
    assert "请写明为什么重做" in answer.text
    made(hands, reason="补录")
    page = hands.get("intake", f"{BASE}/").text
    assert "补录" in page
    wrong = hands.send("intake", f"{BASE}/new", period="十月")
    assert wrong.status_code == 422
    assert "2026-11 的样子" in wrong.text


def test_score_is_explained_to_its_own_unit_after_the_signature(hands: Hands) -> None:
    month.approved(least_unit="3")
    month.october()
    row = month.signed()
    session = support.session()
    scores = rules.of_snapshot(session, row.id, ScoredKind.UNIT)
    own = next(one.id for one in scores if one.unit_id == support.unit_id("GW"))
    other = next(one.id for one in scores if one.unit_id == support.unit_id("XJ"))
    page = hands.get("gaowan", f"{BASE}/score/{own}").text
    assert "70 ×（满意 45×100 + 一般 3×60 + 不满意 2×0）÷ 50 ÷ 100" in page
    assert "/statistics/explain/good_rate?month=2026-10&amp;unit=GW" in page
    for at in (f"{BASE}/", f"/statistics/place/{GAOWAN}"):
        seen = hands.get("gaowan", at).text
        assert (f"{BASE}/score/{own}" in seen, f"{BASE}/score/{other}" in seen) == (True, False)
        assert "本单位的得分" in seen
    assert "本单位的得分" not in hands.get("minzheng", f"{BASE}/").text
    assert hands.get("gaowan", f"{BASE}/score/{other}").status_code == 404
    assert hands.get("gaowan", f"{BASE}/{row.id}").status_code == 404
    assert hands.get("bureau", f"{BASE}/{row.id}").status_code == 200


def test_who_may_open_the_reports_finds_them_in_the_menu(hands: Hands) -> None:
    link = f'<a href="{BASE}/">月度报告</a>'
    for who in ("leader", "intake", "bureau", "bureau_lead", "inspector", "gaowan", "minzheng"):
        assert link in hands.get(who, "/").text, who
    for who in ("auditor", "clerk", "casekeeper"):
        assert link not in hands.get(who, "/").text, who


def test_excel_holds_the_figures_and_only_the_rows_that_the_reader_sees(hands: Hands) -> None:
    month.october()
    row = month.signed()
    seen = {}
    for who in ("leader", "inspector"):
        answer = hands.get(who, f"{BASE}/{row.id}.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        seen[who] = {sheet.title: list(sheet.values) for sheet in book}
        assert ("评价总数", 53, "条") in [one[:3] for one in seen[who]["主要指标"]]
    assert len(seen["leader"]["评价明细"]) == 55
    assert "另有" in str(seen["inspector"]["评价明细"][0][0])
    assert len(seen["leader"]["登记明细"]) == 4
    assert makers.PHONE not in str(seen)
    assert seen["leader"]["单位"][2][2:4] == (50, 0.9)
    assert isinstance(seen["leader"]["超期事项"][2][3], datetime)
    dues = {row[3] for row in seen["leader"]["超期事项"][2:]}
    late = seen["leader"]["月末超期明细"]
    assert late[0][0] == "截至10月31日24时，共 2 项。"
    assert {row[late[1].index("到期日")] for row in late[2:]} == dues
    assert "状态" not in late[1]
    assert "数据截至 2026年11月18日 9:30；" in str(seen["leader"]["主要指标"][0])
    on = seen["leader"]["评价明细"][1].index("办事日期")
    assert isinstance(seen["leader"]["评价明细"][2][on], datetime)
    told = json.loads(hands.get("leader", f"{BASE}/{row.id}.json").data)
    assert told["figures"] == row.figures
    assert told["members_sha256"] == row.members_sha256


@pytest.mark.parametrize(
    ("who", "status"), [("leader", 200), ("casekeeper", 200), ("intake", 404), ("inspector", 404)]
)
def test_annex_is_for_the_keeper_and_who_approves(hands: Hands, who: str, status: int) -> None:
    answer = hands.get(who, f"{BASE}/annex/2026-10.pdf")
    assert answer.status_code == status
    assert answer.data.startswith(b"%PDF-") == (status == 200)
    if status == 200:
        assert hands.get(who, f"{BASE}/annex/2027-10.pdf").status_code == 404


def test_case_is_told_without_who_spoke(hands: Hands) -> None:
    closed = month.october()
    month.thanked(closed)
    told = str(month.frozen().figures["cases"])
    assert makers.NAME not in told
    assert makers.PHONE not in told
    assert "杨某" in told


def test_command_writes_three_files_of_one_month(app: Flask, tmp_path: Path) -> None:
    month.approved(least_unit="3")
    month.october()
    out = tmp_path / "reports" / "out"
    answer = run(app, month.OCTOBER, "--out", str(out))
    assert answer.exit_code == 0, answer.output
    names = sorted(path.name for path in out.iterdir())
    assert names == [f"report-2026-10.{end}" for end in ("json", "pdf", "xlsx")]
    row = month.standing()
    assert row is not None
    told = json.loads((out / names[0]).read_text(encoding="utf-8"))
    assert told["figures"] == row.figures
    faults = [one for one in check_pdf((out / names[1]).read_bytes()) if one.verdict == "FAIL"]
    assert faults == []
    assert "刚生成" not in run(app, month.OCTOBER, "--out", str(out)).output


def test_command_names_a_folder_that_cannot_be(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = run(app, month.OCTOBER, "--out", str(tmp_path / "file"))
    assert (answer.exit_code, answer.stderr.count("建不了文件夹 file")) == (2, 1)
    assert month.standing() is None


@pytest.mark.parametrize("period", ["2026-13", "十月", "2027-01"])
def test_command_refuses_in_one_line(app: Flask, period: str) -> None:
    answer = run(app, period)
    assert answer.exit_code == 2
    assert len(answer.stderr.splitlines()) == 1
