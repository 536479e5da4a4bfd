"""T01: what is refused, which track an item takes, and what is kept of the reporter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, store
from app.enums import Track
from app.errors import Forbidden, Invalid
from app.models import Contact, Problem
from app.operations import identity
from app.principal import system
from tests import makers, support

ANONYMOUS = {"identity_mode": "anonymous", "name": "", "phone": ""}
# fact, what is typed, a part of the message
BAD: list[tuple[str, Any, str]] = [
    ("region_code", "130924999999", "没有找到这个地方"),
    ("region_code", "", "没有找到这个地方"),
    # The dead code of a village of 张会亭乡, which was recoded in 2023.
    ("region_code", "130924203200", "没有找到这个地方"),
    ("phone", "1380013800", "11位"),
    ("phone", "", "请填写电话号码"),
    ("phone", "12345", "手机号"),
    ("name", "", "请填写来访人姓名"),
    ("title", "", "请填写标题"),
    ("title", "长" * 101, "最多100字"),
    ("content", "", "请填写诉求内容"),
    ("content", "　 \n", "请填写诉求内容"),
    ("content", "字" * 100_000, "您输入了100000字"),
    ("content", "姓\ue001的人", "自造字"),
    ("occurred_on", date(2026, 11, 19), "不能晚于今天"),
    ("occurred_on", "11月18日", "2026-11-18"),
    ("channel", "fax", "请选择来源"),
    ("request_type", "", "请选择诉求类型"),
    ("identity_mode", None, "请选择署名方式"),
    ("urgency", "soon", "请选择紧急程度"),
    ("domain", "nothing", "请选择问题领域"),
    ("unit_complained_id", 999_999, "没有找到被反映单位"),
    ("unit_complained_id", "1' OR 1=1", "没有找到被反映单位"),
    ("tags", ["nothing"], "请选择标签"),
]


@pytest.mark.parametrize(("fact", "typed", "words"), BAD)
def test_bad_fact_is_refused_beside_its_field(
    session: Session, fact: str, typed: Any, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        makers.registered(**{fact: typed})
    assert list(refused.value.errors) == [fact]
    assert words in refused.value.errors[fact]


def test_every_fault_of_a_form_is_named_at_once(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        makers.registered(title="", content="", phone="138", region_code="x")
    assert set(refused.value.errors) == {"title", "content", "phone", "region_code"}


@pytest.mark.parametrize("fact", ["name", "phone"])
def test_anonymous_item_takes_no_identity(session: Session, fact: str) -> None:
    typed = {"name": makers.NAME, "phone": makers.PHONE}[fact]
    with pytest.raises(Invalid) as refused:
        makers.registered(**{**ANONYMOUS, fact: typed})
    assert list(refused.value.errors) == [fact]


def test_anonymous_item_has_no_contact(session: Session) -> None:
    problem = makers.stored(makers.registered(**ANONYMOUS, content="没有署名。", title="反映"))
    assert (problem.contact_id, problem.contact_phone_hash) == (None, None)
    assert session.scalars(sa.select(Contact)).all() == []


def test_year_that_is_not_loaded_is_a_clear_refusal(session: Session) -> None:
    with (
        clock.fixed(datetime(2030, 3, 5, 2, tzinfo=UTC)),
        pytest.raises(Invalid, match="2030年日历尚未导入"),
    ):
        makers.registered()


def test_refused_registration_leaves_no_row_and_no_gap(session: Session) -> None:
    with pytest.raises(Invalid):
        makers.registered(title="")
    assert makers.stored(makers.registered()).problem_no == "HXZT-2026-00001"


@pytest.mark.parametrize(
    "who", ["bureau_lead", "casekeeper", "leader", "minzheng", "auditor", "sysadmin", "secadmin"]
)
def test_role_without_the_right_registers_nothing(session: Session, who: str) -> None:
    with pytest.raises(Forbidden):
        makers.registered(who)


@pytest.mark.parametrize(
    ("changes", "track", "sensitive"),
    [
        ({}, Track.SERVICE, False),
        ({"request_type": "complaint"}, Track.SERVICE, False),
        ({"request_type": "report"}, Track.DISCIPLINE, True),
        ({"channel": "inspection"}, Track.DISCIPLINE, False),
        ({"channel": "superior"}, Track.DISCIPLINE, False),
        ({"channel": "hotline_12345"}, Track.SERVICE, False),
        ({"unit_complained_id": "SP"}, Track.DISCIPLINE, True),
        ({"unit_complained_id": "DF"}, Track.DISCIPLINE, True),
        ({"unit_complained_id": "GW", "request_type": "complaint"}, Track.SERVICE, False),
    ],
)
def test_track_follows_the_rule_of_t01(
    session: Session, changes: dict[str, Any], track: Track, sensitive: bool
) -> None:
    if "unit_complained_id" in changes:
        changes = {**changes, "unit_complained_id": support.unit_id(changes["unit_complained_id"])}
    problem = makers.stored(makers.registered(**changes))
    assert (problem.track, problem.is_sensitive) == (track, sensitive)


def test_unit_does_not_register_a_complaint_about_itself(session: Session) -> None:
    with pytest.raises(Invalid, match="应当回避"):
        makers.registered("gaowan", unit_complained_id=support.unit_id("GW"))


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        # One working day: Thursday at closing time, 17:30 in China.
        ("normal", datetime(2026, 11, 19, 9, 30, tzinfo=UTC)),
        # Two working hours from 9:30: 11:30 in China.
        ("urgent", datetime(2026, 11, 18, 3, 30, tzinfo=UTC)),
        ("critical", datetime(2026, 11, 18, 3, 30, tzinfo=UTC)),
    ],
)
def test_first_due_is_the_triage_limit(session: Session, urgency: str, due: datetime) -> None:
    assert makers.stored(makers.registered(urgency=urgency)).due_at == due


def test_reporter_is_masked_in_title_and_texts(session: Session) -> None:
    problem = makers.stored(makers.registered())
    for text in (problem.title, problem.content, problem.content_redacted):
        assert makers.NAME not in text
        assert makers.PHONE not in text
    assert problem.title.startswith("杨某")
    assert "杨某（138****8000）" in problem.content


def test_other_numbers_stay_in_the_original_and_are_masked_in_the_redacted(
    session: Session,
) -> None:
    makers.registered(content="骗子的电话是13912345678，我的是１３８００１３８０００。")
    problem = makers.stored(1)
    assert "13912345678" in problem.content
    assert "139****5678" in problem.content_redacted
    assert "138****8000" in problem.content


def test_landline_told_without_its_area_code_is_masked_too(session: Session) -> None:
    makers.registered(phone="0317-6628300", content="请回电6628300。")
    assert "6628300" not in makers.stored(1).content


def test_contact_keeps_masks_and_a_hash_that_finds_duplicates(session: Session) -> None:
    makers.registered(phone="+86 138-0013-8000")
    makers.registered()
    makers.stored(1)
    contacts = session.scalars(sa.select(Contact)).all()
    assert {(c.name_mask, c.phone_mask) for c in contacts} == {("杨*", "138****8000")}
    assert len({c.phone_hash for c in contacts}) == 1
    hashes = session.scalars(sa.select(Problem.contact_phone_hash)).all()
    assert set(hashes) == {contacts[0].phone_hash}


def test_childs_number_is_refused_without_the_guardians_consent(session: Session) -> None:
    """Scenario 20: name and consent, or no number."""
    for given in ({}, {"guardian_name": "杨母"}, {"guardian_consent": True}):
        with pytest.raises(Invalid) as refused:
            makers.registered(is_minor=True, **given)
        assert set(refused.value.errors) == {"guardian_name"}
    problem_id = makers.registered(
        is_minor=True, guardian_name="杨母", guardian_consent=True, content="杨母说孩子被打。"
    )
    contact = session.get_one(Contact, makers.stored(problem_id).contact_id)
    assert contact.is_minor
    assert contact.guardian_sealed is not None
    assert "杨母" not in makers.stored(problem_id).content
    assert identity.reveal(store.current(), support.person("intake"), problem_id, "verify").guardian


def test_anonymous_child_is_registered_without_a_guardian(session: Session) -> None:
    problem_id = makers.registered(is_minor=True, **ANONYMOUS)
    assert makers.stored(problem_id).contact_id is None


def test_database_itself_refuses_a_childs_number_without_a_guardian(session: Session) -> None:
    with pytest.raises(IntegrityError), store.write(system("test")) as work:
        work.add(
            Contact(
                uid="m" * 32,
                key_version=1,
                identity_mode="named",
                phone_sealed=b"x",
                is_minor=True,
            )
        )
        work.flush()
