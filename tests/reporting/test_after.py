"""After the end of a month: its paper voided, its late items finished, its records corrected."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import store
from app.models import Document
from app.operations import documents, month_papers, refreshing
from tests import makers, support
from tests.reporting import month
from tests.views.hands import Hands

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
    assert rows == {towns["GW"][0]: "未办结", towns["MZ"][0]: "11月18日办结"}
    said = "".join(one["text"] for one in paper.facts["body"])
    assert "截至10月31日24时，超期未办结1件" in said
    assert f"{towns['MZ'][0]}1件（已办结）" in said
    assert "到本通报印发时仍未办结的单位" in said
    makers.act("gaowan", row.figures["late"][0]["id"], "submit")
    store.name(session, intake)
    paper = session.get_one(Document, paper_id)
    assert refreshing.stale(session, intake, paper).keys == ("tables",)
    fresh = "".join(one["text"] for one in refreshing.anew(session, intake, paper)["body"])
    assert "其中1件已于通报前办结（见下表，核对到11月18日" in fresh
    assert "仍未办结的单位" not in fresh
