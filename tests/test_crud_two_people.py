"""Tables of two persons: nothing changes until the second one approves."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import constraints, policies, store
from app.enums import PendingState
from app.errors import Invalid, Refused
from app.models import AuditLog, Model, Parameter, PendingChange, Unit, VocabularyTerm, WorkHours
from app.operations import registry
from tests import crud_support as crud
from tests import support


@pytest.fixture
def unit(app: Flask) -> int:
    """Return the unit that the tests change."""
    return support.unit_id("GW")


def propose(app: Flask, unit: int, **values: Any) -> int:
    """Propose a change of a unit as the system administrator; return the proposal's id."""
    client = crud.logged(app, "sysadmin")
    answer = crud.post(client, f"/admin/unit/{unit}/edit", **values)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def decide(client: FlaskClient, change: int, verb: str, **values: Any) -> Any:
    """Press one of the second person's buttons."""
    token = support.token(client.get("/admin/pending_change/").text)
    data = {"csrf_token": token, **values}
    return client.post(f"/admin/pending_change/{change}/{verb}", data=data)


def test_save_becomes_a_proposal_and_nothing_changes(app: Flask, unit: int) -> None:
    change = propose(app, unit, leader_name="新镇长", phone="0317-6620000")
    row = crud.stored(PendingChange, change)
    assert row.values == {"leader_name": "新镇长", "phone": "0317-6620000"}
    assert row.before == {"leader_name": "", "phone": ""}
    assert crud.stored(Unit, unit).leader_name == ""


def test_second_person_sees_before_and_after_and_approves(app: Flask, unit: int) -> None:
    change = propose(app, unit, leader_name="新镇长")
    leader = crud.logged(app, "leader")
    page = leader.get(f"/admin/pending_change/{change}").text
    assert "负责人" in page
    assert "新镇长" in page
    assert "（空）" in page
    assert decide(leader, change, "approve").status_code == 302
    assert crud.stored(Unit, unit).leader_name == "新镇长"
    row = crud.stored(PendingChange, change)
    assert row.state == PendingState.APPROVED
    assert row.approved_by_id == support.person("leader").account_id
    assert row.applied_at is not None


def test_each_step_is_audited(app: Flask, unit: int) -> None:
    change = propose(app, unit, leader_name="新镇长")
    decide(crud.logged(app, "leader"), change, "approve")
    session = crud.fresh()
    actions = session.scalars(sa.select(AuditLog.action).order_by(AuditLog.seq)).all()
    assert [a for a in actions if a in {"propose", "edit", "approve"}] == [
        "propose",
        "edit",
        "approve",
    ]


@pytest.mark.parametrize("who", ["sysadmin", "intake"])
def test_proposer_and_other_first_persons_may_not_approve(app: Flask, unit: int, who: str) -> None:
    change = propose(app, unit, leader_name="新镇长")
    assert decide(crud.logged(app, who), change, "approve").status_code == 422
    assert crud.stored(Unit, unit).leader_name == ""
    assert crud.stored(PendingChange, change).state == PendingState.PROPOSED


def test_proposer_who_holds_both_letters_may_not_approve(app: Flask, unit: int) -> None:
    change = propose(app, unit, leader_name="新镇长")
    both = support.person("sysadmin")
    both = type(both)(**{**vars(both), "roles": both.roles | support.person("leader").roles})
    with pytest.raises(Refused, match="提出人不能批准"), store.write(both) as work:
        registry.approve(work, both, change)


@pytest.mark.parametrize("who", ["gaowan", "clerk", "auditor"])
def test_others_do_not_reach_the_page(app: Flask, unit: int, who: str) -> None:
    change = propose(app, unit, leader_name="新镇长")
    client = crud.logged(app, who)
    assert client.get(f"/admin/pending_change/{change}").status_code == 403


def test_refusal_needs_a_reason(app: Flask, unit: int) -> None:
    change = propose(app, unit, leader_name="新镇长")
    leader = crud.logged(app, "leader")
    assert decide(leader, change, "refuse", reason=" ").status_code == 422
    assert decide(leader, change, "refuse", reason="姓名有误").status_code == 302
    row = crud.stored(PendingChange, change)
    assert (row.state, row.refusal) == (PendingState.REFUSED, "姓名有误")
    assert decide(leader, change, "approve").status_code == 422


def test_second_proposal_of_an_old_version_goes_stale(app: Flask, unit: int) -> None:
    first = propose(app, unit, leader_name="甲")
    second = propose(app, unit, leader_name="乙")
    leader = crud.logged(app, "leader")
    assert decide(leader, first, "approve").status_code == 302
    answer = decide(leader, second, "approve")
    assert answer.status_code == 409
    assert "又有了新的变化" in answer.text
    assert crud.stored(Unit, unit).leader_name == "甲"
    assert crud.stored(PendingChange, second).state == PendingState.STALE


def test_same_form_five_times_makes_one_proposal(app: Flask, unit: int) -> None:
    client = crud.logged(app, "sysadmin")
    url = f"/admin/unit/{unit}/edit"
    data = {**crud.form_of(client.get(url).text), "leader_name": "新镇长"}
    assert {client.post(url, data=data).status_code for _ in range(5)} == {302}
    assert crud.count(PendingChange) == 1


def test_proposal_that_changes_nothing_is_refused(app: Flask, unit: int) -> None:
    client = crud.logged(app, "sysadmin")
    answer = crud.post(client, f"/admin/unit/{unit}/edit", leader_name="")
    assert answer.status_code == 422
    assert "内容没有变化" in answer.text


def test_proposal_that_cannot_be_kept_is_told_at_once(app: Flask, unit: int) -> None:
    client = crud.logged(app, "sysadmin")
    answer = crud.post(client, f"/admin/unit/{unit}/edit", code="XJ", leader_name="我打的字")
    assert answer.status_code == 422
    assert "已有这个单位代码" in answer.text
    assert "我打的字" in answer.text
    assert crud.count(PendingChange) == 0


def test_end_before_begin_is_told_beside_its_field(app: Flask, unit: int) -> None:
    client = crud.logged(app, "sysadmin")
    answer = crud.post(client, f"/admin/unit/{unit}/edit", valid_to="2000-01-01")
    assert answer.status_code == 422
    assert 'id="valid_to-error" role="alert">停用日期不能早于启用日期' in answer.text


@pytest.mark.parametrize(
    ("value", "message"),
    [("2026-13-01", "日期不对"), ("abc", "日期不对"), ("0001-01-01", "年份不对")],
)
def test_bad_date_is_told_and_kept(app: Flask, unit: int, value: str, message: str) -> None:
    client = crud.logged(app, "sysadmin")
    answer = crud.post(client, f"/admin/unit/{unit}/edit", valid_to=value)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'value="{value}"' in answer.text


def test_new_row_is_proposed_and_made_at_approval(app: Flask) -> None:
    client = crud.logged(app, "sysadmin")
    answer = crud.post(
        client,
        "/admin/vocabulary_term/new",
        list="tag",
        code="test_tag",
        label="测试标签",
        valid_from="2026-01-01",
    )
    assert answer.status_code == 302, answer.text
    before = crud.count(VocabularyTerm)
    change = int(answer.location.rsplit("/", 1)[1])
    decide(crud.logged(app, "leader"), change, "approve")
    assert crud.count(VocabularyTerm) == before + 1
    row_id = crud.stored(PendingChange, change).row_id
    assert crud.stored(VocabularyTerm, row_id).label == "测试标签"


def test_new_unit_gets_its_initials(app: Flask) -> None:
    client = crud.logged(app, "sysadmin")
    answer = crud.post(
        client,
        "/admin/unit/new",
        code="T1",
        name="苏基镇人民政府",
        short_name="苏基镇",
        kind="township_gov",
        region_code="130924100000",
        region_code_text="苏基镇",
        valid_from="2026-01-01",
    )
    assert answer.status_code == 302, answer.text
    change = int(answer.location.rsplit("/", 1)[1])
    decide(crud.logged(app, "leader"), change, "approve")
    row_id = crud.stored(PendingChange, change).row_id
    assert crud.stored(Unit, row_id).pinyin_initials == "sjz"


def test_times_of_work_hours_survive_the_way_through_json(app: Flask) -> None:
    session = support.session()
    row = session.scalars(sa.select(WorkHours).order_by(WorkHours.id)).first()
    assert row is not None
    client = crud.logged(app, "sysadmin")
    answer = crud.post(client, f"/admin/work_hours/{row.id}/edit", am_start="9:00")
    change = int(answer.location.rsplit("/", 1)[1])
    decide(crud.logged(app, "leader"), change, "approve")
    assert crud.stored(WorkHours, row.id).am_start.hour == 9


def test_direct_save_of_a_two_person_table_is_refused(app: Flask, unit: int) -> None:
    actor = support.person("sysadmin")
    with pytest.raises(Refused), store.write(actor) as work:
        registry.save(work, actor, Unit, unit, {"leader_name": "甲"}, version=1)


def test_parameter_has_no_new_row(app: Flask) -> None:
    assert crud.logged(app, "sysadmin").get("/admin/parameter/new").status_code == 403


def test_uscc_is_checked(app: Flask, unit: int) -> None:
    actor = support.person("sysadmin")
    with pytest.raises(Invalid, match="统一社会信用代码"), store.write(actor) as work:
        registry.propose(work, actor, Unit, unit, {"uscc": "123"}, version=1)


def written_models() -> list[type[Model]]:
    """Return the tables that a form may write."""
    return [
        model
        for model, rule in policies.TABLES.items()
        if (rule.add or rule.edit) and model.__tablename__ != "problem"
    ]


@pytest.mark.parametrize("model", written_models())
def test_every_constraint_a_form_may_break_has_its_message(model: type[Model]) -> None:
    words = {
        column.type.name for column in model.__table__.columns if isinstance(column.type, sa.Enum)
    }
    for item in model.__table__.constraints:  # type: ignore[attr-defined]  # A table's own set.
        if isinstance(item, sa.UniqueConstraint):
            assert constraints._name(item) in constraints.MESSAGES
        if isinstance(item, sa.CheckConstraint) and not words & {str(item.name).rsplit("_")[-1]}:
            assert str(item.name) in constraints.MESSAGES


def test_parameter_is_changed_by_two(app: Flask) -> None:
    session = support.session()
    key = session.scalars(sa.select(Parameter).order_by(Parameter.id)).first()
    assert key is not None
    answer = crud.post(crud.logged(app, "intake"), f"/admin/parameter/{key.id}/edit", value="9")
    change = int(answer.location.rsplit("/", 1)[1])
    assert decide(crud.logged(app, "leader"), change, "approve").status_code == 302
    assert crud.stored(Parameter, key.id).value == "9"
