"""用印审批: without a recorded approval by another person no path prints the seal."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import audit, store
from app.enums import DocumentState
from app.enums_trust import SealUseState
from app.errors import Conflict, Forbidden, Invalid, Missing, Refused
from app.models import AuditLog, SealUse
from app.operations import composing, documents, paper_press, seal
from app.queries import seals
from config import ROOT, PaperTrust
from reports.check import check_pdf
from tests import support
from tests.trust import papers
from tests.trust import seals as pictures
from views import binding, printing

Change = Callable[..., PaperTrust]


@pytest.fixture(autouse=True)
def configured(trust: Change, tmp_path: Path) -> None:
    """Give the office an image of its seal."""
    path = tmp_path / "seal.png"
    path.write_bytes(pictures.picture())
    trust(seal_image=str(path))


def ask(document_id: int, who: str = "intake") -> int:
    """Ask for the seal and return the request's id."""
    actor = support.person(who)
    with store.write(actor) as work:
        return seal.ask(work, actor, document_id).id


def decide(document_id: int, who: str = "leader", *, agreed: bool = True, reason: str = "") -> None:
    """Decide the newest request."""
    actor = support.person(who)
    with store.write(actor) as work:
        last = seals.last(work, document_id)
        seal.decide(work, actor, document_id, last.id if last else 0, agreed=agreed, reason=reason)


def issued(document_id: int) -> bytes:
    """Issue a paper with the office's renderer."""
    return papers.issued(document_id, printing.render)


def has_seal(pdf: bytes) -> bool:
    """Tell whether any picture stands in a file."""
    document = pikepdf.open(io.BytesIO(pdf))
    return any(
        isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        for thing in document.objects
    )


def test_allowed_seal_is_printed_and_measures(session: Session) -> None:
    document_id = papers.ready()
    ask(document_id)
    decide(document_id)
    pdf = issued(document_id)
    assert has_seal(pdf)
    found = {item.item: item for item in check_pdf(pdf)}
    assert [str(item) for item in found.values() if item.verdict == "FAIL"] == []
    assert "印章 42" in found[20].measured


def test_paper_that_was_asked_for_waits_for_the_decision(session: Session) -> None:
    document_id = papers.drafted()
    ask(document_id)
    papers.signed(document_id)
    with pytest.raises(Refused, match="用印审批"):
        issued(document_id)
    assert papers.stored(document_id).state is DocumentState.SIGNED
    decide(document_id, agreed=False, reason="不用印")
    assert not has_seal(issued(document_id))


def made_before(document_id: int) -> bytes:
    """Issue a paper whose file is made before the transaction."""
    made = printing.ready(papers.stored(document_id))
    return papers.issued(document_id, made)


def binding_book(pdf: bytes) -> bytes:
    """Bind one paper."""
    book = binding.Book()
    book.add("公文", pdf)
    return book.data()


Ways = Mapping[str, Callable[[int], bytes]]
WAYS: Ways = {
    "issued": issued,
    "made before": made_before,
    "rendered": lambda row_id: printing.render(
        "circular", seal.without_image(papers.stored(row_id).facts)
    ),
    "previewed": lambda row_id: printing.preview(papers.stored(row_id)),
    "printed together": lambda row_id: binding_book(issued(row_id)),
}


def approved_then_nothing(document_id: int) -> None:
    """Leave no request."""


def refused(document_id: int) -> None:
    """Have the seal refused."""
    ask(document_id)
    decide(document_id, agreed=False, reason="不用印")


@pytest.mark.parametrize("before", [approved_then_nothing, refused])
@pytest.mark.parametrize("way", WAYS)
def test_no_approval_no_image_whatever_the_facts_say(
    session: Session, way: str, before: Callable[[int], None]
) -> None:
    document_id = papers.ready(seal="image")
    before(document_id)
    assert not has_seal(WAYS[way](document_id))


def test_facts_alone_are_refused_by_the_renderer(session: Session) -> None:
    document_id = papers.ready(seal="image")
    with pytest.raises(Refused, match="经批准"):
        printing.render("circular", papers.stored(document_id).facts)


def test_the_renderer_is_told_of_the_seal_in_one_place() -> None:
    found = set()
    for folder in ("app", "views", "reports"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for words in (
                "sealed=True",
                "replace(settings, seal=",
                "agency_seal(",
                "PaperSettings(seal",
            ):
                found |= {(path.relative_to(ROOT).as_posix(), words)} if words in text else set()
    assert found == {
        ("app/operations/paper_press.py", "sealed=True"),
        ("views/printing.py", "replace(settings, seal="),
        ("views/printing.py", "agency_seal("),
        ("app/commands/paper_trust.py", "agency_seal("),
    }


def test_file_made_before_an_approval_came_is_not_taken(session: Session) -> None:
    document_id = papers.ready()
    made = printing.ready(papers.stored(document_id))
    ask(document_id)
    decide(document_id)
    with pytest.raises(Conflict, match="再点一次"):
        papers.issued(document_id, made)
    assert has_seal(made_before(document_id))


@pytest.mark.parametrize("who", ["intake", "clerk", "gaowan", "bureau_lead"])
def test_only_another_leader_decides(session: Session, who: str) -> None:
    document_id = papers.ready()
    ask(document_id)
    with pytest.raises((Forbidden, Missing)):
        decide(document_id, who)
    assert not seal.is_allowed(support.session(), papers.stored(document_id))


def test_who_asks_does_not_decide(session: Session) -> None:
    document_id = papers.ready()
    ask(document_id, "leader")
    with pytest.raises(Forbidden):
        decide(document_id, "leader")


def change(use_id: int, **values: Any) -> None:
    """Write a request as somebody with a shell of the database does."""
    with support.owner() as bare:
        if bare.dialect.name == "postgresql":
            bare.execute(sa.text("SET vx.nature = 'system'"))
        bare.execute(sa.update(SealUse).where(SealUse.id == use_id).values(**values))


def test_the_database_refuses_one_person_for_both(session: Session) -> None:
    document_id = papers.ready()
    use_id = ask(document_id)
    session.rollback()
    by = support.person("intake").account_id
    with pytest.raises(IntegrityError):
        change(use_id, state="approved", decided_by_id=by, decided_at=support.NOW)


def test_decision_is_made_once(session: Session) -> None:
    document_id = papers.ready()
    use_id = ask(document_id)
    decide(document_id)
    session.rollback()
    with pytest.raises(IntegrityError, match="judged once"):
        change(use_id, state="refused")


def test_unsigned_paper_is_not_decided(session: Session) -> None:
    document_id = papers.drafted()
    ask(document_id)
    with pytest.raises(Refused, match="签发以后"):
        decide(document_id)


def test_one_request_waits_at_a_time_and_a_refused_one_may_be_asked_again(
    session: Session,
) -> None:
    document_id = papers.ready()
    ask(document_id)
    with pytest.raises(Refused, match="已经申请"):
        ask(document_id)
    with pytest.raises(Invalid):
        decide(document_id, agreed=False)
    decide(document_id, agreed=False, reason="先核对附件")
    ask(document_id)
    decide(document_id)
    assert has_seal(issued(document_id))


def test_request_that_was_not_seen_is_not_decided(session: Session) -> None:
    document_id, leader = papers.ready(), support.person("leader")
    use_id = ask(document_id)
    with pytest.raises(Conflict), store.write(leader) as work:
        seal.decide(work, leader, document_id, use_id + 1, agreed=True)


@pytest.mark.parametrize("facts", [{"joint": ["海兴县行政审批局"]}])
def test_joint_paper_takes_no_single_seal(session: Session, facts: dict[str, Any]) -> None:
    document_id = papers.ready(**facts)
    with pytest.raises(Forbidden):
        ask(document_id)


def made_joint(document_id: int) -> None:
    """Edit a draft so that another office signs with us."""
    actor, found = support.person("intake"), papers.stored(document_id)
    facts, version = {**found.facts, "joint": ["海兴县行政审批局"]}, found.row_version
    with store.write(actor) as work:
        composing.edit(work, actor, document_id, version, facts)


def test_paper_made_joint_after_asking_waits_for_nobody(session: Session) -> None:
    document_id = papers.drafted()
    ask(document_id)
    made_joint(document_id)
    papers.signed(document_id)
    with pytest.raises(Refused, match="联合行文"):
        decide(document_id)
    own, leader = support.session(), support.person("leader")
    own.rollback()
    store.name(own, leader)
    assert seals.to_decide(own, leader) == []
    assert not has_seal(issued(document_id))
    assert papers.stored(document_id).state is DocumentState.ISSUED


def test_approval_of_a_joint_paper_prints_no_image(session: Session) -> None:
    document_id = papers.ready(joint=["海兴县行政审批局"])
    session.rollback()
    by = {who: support.person(who).account_id for who in ("intake", "leader")}
    with store.write(audit.KEEPER) as work:
        use = SealUse(
            document_id=document_id,
            state=SealUseState.APPROVED,
            asked_by_id=by["intake"],
            asked_at=support.NOW,
            decided_by_id=by["leader"],
            decided_at=support.NOW,
        )
        work.add(use)
    assert not has_seal(issued(document_id))


def test_issued_paper_is_sealed_no_more(session: Session) -> None:
    document_id = papers.held()
    with pytest.raises(Forbidden):
        ask(document_id)


def test_without_an_image_nothing_is_asked(session: Session, trust: Change) -> None:
    trust(seal_image="")
    with pytest.raises(Refused, match="AGENCY_SEAL"):
        ask(papers.ready())


def test_image_that_is_gone_issues_nothing(session: Session, trust: Change) -> None:
    document_id = papers.ready()
    ask(document_id)
    decide(document_id)
    trust(seal_image="/nowhere/seal.png")
    with pytest.raises(Refused, match="AGENCY_SEAL"):
        issued(document_id)
    assert papers.stored(document_id).state is DocumentState.SIGNED


def test_draft_keeps_the_seals_place_free(session: Session) -> None:
    document_id = papers.drafted()
    ask(document_id)
    document = papers.stored(document_id)
    assert seal.on_draft(support.session(), document, document.facts)["seal"] == "placeholder"


def test_each_act_is_audited_with_the_hash_of_what_is_sealed(session: Session) -> None:
    document_id = papers.ready()
    ask(document_id)
    decide(document_id)
    document = papers.stored(document_id)
    session.rollback()
    store.name(session, audit.KEEPER)
    query = sa.select(AuditLog).where(AuditLog.object_kind == "seal_use").order_by(AuditLog.seq)
    rows = session.scalars(query).all()
    assert [row.action for row in rows] == ["seal.ask", "seal.allow"]
    assert [row.detail["number"] for row in rows] == [document.number] * 2
    facts = {"facts": json.dumps(document.facts, sort_keys=True, ensure_ascii=False)}
    assert {row.after_hash for row in rows} == {audit.digest(facts)}
    (use,) = session.scalars(sa.select(SealUse))
    assert (use.state, use.decided_at) == (SealUseState.APPROVED, support.NOW)


def test_press_and_documents_agree_on_what_is_printed(session: Session) -> None:
    document_id = papers.ready(seal="placeholder")
    facts, sealed = seal.to_print(support.session(), papers.stored(document_id))
    assert (facts["seal"], sealed) == ("placeholder", False)
    assert paper_press.file_of(
        support.session(), papers.stored(document_id), printing.render
    ) == printing.render("circular", facts)
    assert documents.stored(papers.stored(papers.held())).startswith(b"%PDF-")
