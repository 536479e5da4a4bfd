"""核验公文: the code on a paper says genuine, void or unknown, and nothing else to anybody."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import store, throttle, verify
from app.enums import DocumentKind, PetitionClass
from app.errors import Invalid
from app.extensions import db
from app.models import Parameter, Problem, PublicDocument
from app.operations import documents, verification
from app.principal import system
from app.throttle import FAILURES
from reports.check import check_pdf
from tests import makers, support
from tests.trust import papers
from tests.trust.papers import ask

TEST = system("test")
CODE = re.compile(r"\d+-[2-9A-HJ-NP-Z]{16}")


def heading(page: Any) -> str:
    """Return the one word that a page says."""
    return re.sub(r"<[^>]*>", "", re.findall(r"<h1.*?</h1>", page.text)[0])


def told(session: Session) -> list[str]:
    """Return the states in the public table."""
    session.rollback()
    return [row.state.value for row in session.scalars(sa.select(PublicDocument))]


def test_issued_paper_is_genuine_and_shows_no_content(street: FlaskClient) -> None:
    document_id = papers.held()
    page = ask(street, papers.code(document_id))
    assert (page.status_code, heading(page)) == (200, "真实有效")
    document = papers.stored(document_id)
    for secret in (document.title, document.number, "请开展自查", "各乡镇人民政府"):
        assert secret not in page.text
    assert "<script" not in page.text.split("<body")[1]


def test_code_in_small_letters_is_the_same(street: FlaskClient) -> None:
    assert ask(street, papers.code(papers.held()).lower()).status_code == 200


def test_void_paper_says_so(street: FlaskClient) -> None:
    document_id = papers.held()
    papers.voided(document_id)
    assert heading(ask(street, papers.code(document_id))) == "已作废"


def test_signed_paper_without_a_file_is_unknown_even_when_void(street: FlaskClient) -> None:
    document_id = papers.ready()
    code = papers.code(document_id)
    assert heading(ask(street, code)) == "查无此件"
    papers.voided(document_id)
    assert heading(ask(street, code)) == "查无此件"


WRONG = (
    "{id}",
    "{id}-",
    "{id}-0000000000000000",
    "{id}-{other}",
    "{next}-{mine}",
    "{mine}",
    "{id}-{mine}x",
    " ",
    "%00",
    "..",
    "9" * 400,
    "真实有效",
)


def test_neighbours_and_nonsense_tell_nothing(street: FlaskClient) -> None:
    first, second = papers.held(), papers.held()
    mine, other = (papers.code(row_id).partition("-")[2] for row_id in (first, second))
    missing = ask(street, f"{second + 50}-{mine}").text.split("<body")[1]
    told = []
    for wrong in WRONG:
        page = ask(street, wrong.format(id=first, next=second, mine=mine, other=other))
        same = page.text.split("<body")[1] == missing or "查无" not in page.text
        if page.status_code != 404 or not same:
            told.append((wrong, page.status_code))
    assert told == []


@contextmanager
def statements(public: Flask) -> Iterator[list[str]]:
    """Collect the statements of the public door."""
    seen: list[str] = []

    def keep(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with public.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", keep)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", keep)


def test_known_and_unknown_codes_run_the_same_statements(
    public: Flask, street: FlaskClient
) -> None:
    document_id = papers.held()
    runs = []
    for code in (papers.code(document_id), f"{document_id}-{'2' * 16}", "无"):
        with statements(public) as seen:
            ask(street, code)
        runs.append(seen)
    assert runs[0] == runs[1] == runs[2]
    assert sum("public_document" in one for one in runs[0]) == 1


def test_guessing_is_slowed_down_for_right_codes_too(street: FlaskClient) -> None:
    code = papers.code(papers.held())
    for at in range(FAILURES.amount):
        assert ask(street, f"{at}-{'Z' * 16}").status_code == 404
    page = ask(street, code)
    assert (page.status_code, heading(page)) == (429, "请稍后再查")


def test_right_codes_are_never_slowed_down(public: Flask, street: FlaskClient) -> None:
    throttle.register(public)
    code = papers.code(papers.held())
    codes = {ask(street, code).status_code for _ in range(FAILURES.amount + 2)}
    assert codes == {200}


def test_code_is_made_of_the_facts_and_of_the_offices_key(session: Session) -> None:
    document = papers.stored(papers.held())
    code = papers.code(document.id)
    assert CODE.fullmatch(code)
    assert verify.code_of(document.id, document.facts) == code
    assert verify.code_of(document.id + 1, document.facts) != code
    changed = {**document.facts, "title": "关于开展自查的通报（改）"}
    assert verify.code_of(document.id, changed) != code


def test_public_table_leads_to_no_paper(session: Session) -> None:
    document_id = papers.held()
    session.rollback()
    (row,) = session.scalars(sa.select(PublicDocument))
    assert {column.key for column in PublicDocument.__table__.columns} == {
        "id",
        "code_hash",
        "state",
        "created_at",
        "created_by_id",
        "updated_at",
        "row_version",
    }
    assert row.code_hash == verify.stored(papers.code(document_id))
    assert row.created_by_id is None


def test_printed_code_is_twenty_millimetres_and_the_paper_still_measures(
    session: Session,
) -> None:
    document_id = papers.ready()
    data = papers.issued(document_id)
    assert [item for item in check_pdf(data) if item.verdict == "FAIL"] == []
    file = pypdfium2.PdfDocument(io.BytesIO(data))
    last = file[len(file) - 1]
    left, bottom, right, top = max(
        (one.get_bounds() for one in last.get_objects() if one.type == 2),
        key=lambda box: min(box[2] - box[0], box[3] - box[1]),
    )
    assert (right - left, top - bottom) == pytest.approx((56.7, 56.7), abs=0.3)


def confidential(what: str) -> dict[str, Any]:
    """Return facts or an item that the public must not learn of."""
    if what == "secret":
        return {"secrecy": "秘密", "secrecy_term": "1年"}
    problem_id = makers.problem_in("assigned")
    change = {
        "sensitive": {"is_sensitive": True},
        "discipline": {"track": "discipline"},
        "accusation": {"petition_class": PetitionClass.ACCUSATION},
    }[what]
    with store.write(TEST) as work:
        work.execute(sa.update(Problem).where(Problem.id == problem_id).values(**change))
    return {"problem_id": problem_id}


@pytest.mark.parametrize("what", ["secret", "sensitive", "discipline", "accusation"])
def test_confidential_paper_carries_no_code_and_is_as_unknown_as_any(
    session: Session, street: FlaskClient, what: str
) -> None:
    facts = confidential(what)
    actor = support.person("intake")
    with store.write(actor) as work:
        given = {**papers.FACTS, "verify_url": "https://example.com/", **facts}
        problem_id = given.pop("problem_id", None)
        document_id = documents.draft(work, actor, "circular", given, problem_id=problem_id).id
    papers.signed(document_id)
    papers.issued(document_id)
    document = papers.stored(document_id)
    assert "verify_url" not in document.facts
    assert told(session) == []
    code = verify.code_of(document_id, document.facts)
    assert heading(ask(street, code)) == "查无此件"


def test_address_that_somebody_typed_into_a_draft_is_not_printed(session: Session) -> None:
    document_id = papers.ready(verify_url="https://example.com/pay")
    assert papers.stored(document_id).facts["verify_url"].startswith("http://127.0.0.1")


def test_kind_is_switched_off_by_the_parameter(session: Session) -> None:
    with store.write(TEST) as work:
        change = sa.update(Parameter).where(Parameter.key == verification.OFF)
        work.execute(change.values(value="minutes,circular"))
    document_id = papers.held()
    assert papers.code(document_id) == ""
    assert told(session) == []


def test_parameter_takes_only_kinds() -> None:
    assert verification.named("无") == frozenset()
    assert verification.named("minutes, reply") == {DocumentKind.MINUTES, DocumentKind.REPLY}
    with pytest.raises(Invalid):
        verification.named("会议纪要")


def test_draft_shows_a_code_that_opens_nothing(app: Flask, street: FlaskClient) -> None:
    document_id = papers.drafted()
    document = papers.stored(document_id)
    facts = verification.on_draft(support.session(), document, document.facts)
    assert len(facts["verify_url"]) == len(verify.address(f"{document_id}-{'2' * 16}"))
    assert heading(ask(street, facts["verify_url"].rpartition("/")[2])) == "查无此件"
