"""The scoring rule: drafted by one, approved by another, never edited after, tried before."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import store
from app.models import Score, ScoringRule, table_of
from app.operations import figure_fold
from app.queries import scoring as reads
from tests import recused, support
from tests.reporting import month
from tests.views.hands import Hands, fields, fresh

BASE = "/statistics/scoring"
GOOD = {"valid_from": "2026-12", "note": "差评整改更重要"}


def drafted(hands: Hands, who: str = "intake", **changes: str) -> str:
    """Draft a version on its page and return its address."""
    answer = hands.send(who, f"{BASE}/new", **GOOD, **changes)
    assert answer.status_code == 302, answer.text[:3000]
    return str(answer.location)


def approve(hands: Hands, who: str, path: str) -> Any:
    """Approve a version as it stands."""
    version = reads.get(fresh(), int(path.rpartition("/")[2])).row_version
    sent = {"csrf_token": hands.token(who), "version": version}
    return hands.post(who, f"{path}/approve", sent)


def test_version_is_approved_by_another_and_then_stays(hands: Hands, session: Session) -> None:
    path = drafted(hands)
    assert approve(hands, "intake", path).status_code == 403
    answer = hands.send("intake", f"{path}/edit", weight_level="60", weight_rectified="30")
    assert answer.status_code == 302
    assert approve(hands, "leader", path).status_code == 302
    assert hands.get("intake", f"{path}/edit").status_code == 422
    session = fresh()
    row = reads.get(session, 1)
    assert reads.as_rule(row).weights["rectified"] == 30
    assert reads.in_force(session, "2026-11") is None
    assert reads.in_force(session, "2027-01") is row
    session.rollback()
    with pytest.raises(DatabaseError), store.write(month.TEST) as work:
        work.execute(sa.update(table_of(ScoringRule)).values(note="x"))


def test_leader_does_not_approve_what_he_corrected(hands: Hands) -> None:
    path = drafted(hands)
    assert hands.send("leader", f"{path}/edit", note="改了").status_code == 302
    page = hands.get("leader", path).text
    assert "由另一位委领导批准" in page
    assert f"{path}/approve" not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weight_level": "80"}, "合计应当是 100"),
        ({"point_good": "101"}, "0 到 100 之间"),
        ({"fault_overdue": "-1"}, "0 到 100 之间"),
        ({"least_unit": "0"}, "1 到 10000 之间的整数"),
        ({"valid_from": "下月"}, "2026-11 的样子"),
        ({"valid_from": "2026-10"}, "已经签发"),
    ],
)
def test_wrong_rule_is_named_beside_its_field_and_kept(
    hands: Hands, changes: dict[str, str], words: str
) -> None:
    if "签发" in words:
        month.signed()
    answer = hands.send("intake", f"{BASE}/new", **{**GOOD, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert all(f'value="{value}"' in answer.text for value in changes.values())


def test_two_people_who_edit_a_draft_see_both_texts(hands: Hands) -> None:
    path = drafted(hands)
    page = fields(hands.get("intake", f"{path}/edit").text)
    assert hands.send("leader", f"{path}/edit", note="先存的").status_code == 302
    answer = hands.post("intake", f"{path}/edit", {**page, "note": "后存的"})
    assert answer.status_code == 409
    assert "先存的" in answer.text
    assert "后存的" in answer.text


def test_draft_is_tried_on_an_old_month_and_nothing_is_kept(hands: Hands) -> None:
    month.approved(least_unit="3")
    closed = month.october()
    # What she may not read is late at Gaowan all the same.
    recused.declare("intake", closed + 1)
    figure_fold.fold()
    path = drafted(hands, least_unit="60", point_neutral="0")
    page = hands.get("intake", f"{BASE}/trial?version={path[-1]}&period=2026-10").text
    # By the old rule both have a score, by the new one neither has enough evaluations.
    assert "100.00" in page
    assert "93.52" in page
    assert page.count("样本不足") == 2
    assert hands.get("intake", f"{BASE}/trial?period=2020-01").status_code == 404
    assert hands.get("gaowan", f"{BASE}/trial").status_code == 403
    assert support.session().scalars(sa.select(Score.id)).all() == []
