"""Photographs of an item inside its paper: only evidence, without a name, resolved when printed."""

from __future__ import annotations

import io
from typing import Any

import docx
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import store
from app.errors import Forbidden, Invalid, Refused
from app.models import Attachment, Document
from app.operations import documents, evidence, paper_photos
from app.principal import system
from app.queries import ledger
from tests import makers, support
from tests.files import photo
from tests.issuing.making import drafted, signed, stored, turn
from tests.operations.test_documents import made
from tests.views.hands import Hands, fields
from views import printing

TEST = system("test")


def letter() -> int:
    """Draft the letter of an assigned item."""
    return made("draft_assignment", makers.problem_in("assigned"))


def attached(document_id: int, purpose: str = "evidence", name: str = "现场.jpg") -> int:
    """Add a photograph to the item of a paper."""
    problem_id = stored(document_id).problem_id
    with store.write(TEST) as work:
        problem = ledger.get(work, TEST, problem_id or 0)
        content = photo() if name.endswith("jpg") else b"text"
        (row,) = evidence.keep(work, TEST, problem, [(io.BytesIO(content), name)], purpose)
        work.flush()
        return row.id


def choose(document_id: int, captions: dict[int, str], who: str = "intake") -> Any:
    """Choose photographs."""
    return turn(who, paper_photos.choose, document_id, captions)  # type: ignore[arg-type]


def text_of(content: bytes) -> str:
    """Return the text of a PDF."""
    with pypdfium2.PdfDocument(content) as file:
        return "".join(page.get_textpage().get_text_bounded() for page in file)


def test_chosen_photograph_is_printed_and_the_database_holds_its_hash(session: Session) -> None:
    document_id = letter()
    row_id = attached(document_id)
    choose(document_id, {row_id: "村委会大门"})
    facts = stored(document_id).facts["photos"]
    sha256 = session.get_one(Attachment, row_id).sha256
    assert facts == [{"caption": "村委会大门", "sha256": sha256}]
    signed(document_id)
    leader = support.person("leader")
    with store.write(leader) as work:
        first = documents.issue(work, leader, document_id, printing.render)
    assert "图1　村委会大门" in text_of(first).replace(" ", "　") or "村委会大门" in text_of(first)
    again = printing.render("assignment_letter", stored(document_id).facts)
    assert again == first


def test_caption_names_no_reporter(session: Session) -> None:
    document_id = letter()
    choose(document_id, {attached(document_id): f"{makers.NAME}家门口"})
    assert makers.NAME not in str(stored(document_id).facts["photos"])


def test_choosing_none_takes_them_out_again(session: Session) -> None:
    document_id = letter()
    choose(document_id, {attached(document_id): "门口"})
    choose(document_id, {})
    assert "photos" not in stored(document_id).facts


@pytest.mark.parametrize("caption", ["", " ", "长" * 25])
def test_caption_that_does_not_fit_is_refused(session: Session, caption: str) -> None:
    document_id = letter()
    with pytest.raises(Invalid, match="最多 24 字"):
        choose(document_id, {attached(document_id): caption})


def test_what_a_citizen_brought_or_no_picture_is_not_offered(session: Session) -> None:
    document_id = letter()
    for row_id in (attached(document_id, "origin"), attached(document_id, name="说明.txt"), 999):
        with pytest.raises(Invalid, match="列出的照片"):
            choose(document_id, {row_id: "说明"})


def test_photograph_of_another_item_is_not_taken(session: Session) -> None:
    document_id, other = letter(), letter()
    with pytest.raises(Invalid, match="列出的照片"):
        choose(document_id, {attached(other): "说明"})


def test_only_the_drafter_chooses_before_it_is_sent(session: Session) -> None:
    document_id = letter()
    row_id = attached(document_id)
    with pytest.raises(Forbidden):
        choose(document_id, {row_id: "说明"}, "leader")
    turn("intake", documents.send, document_id)
    with pytest.raises(Forbidden):
        choose(document_id, {row_id: "说明"})


def test_photograph_whose_file_is_gone_is_named(app: Flask) -> None:
    facts = {"photos": [{"caption": "门口", "sha256": "a" * 64}]}
    with pytest.raises(Refused, match="门口"):
        paper_photos.resolved(app.config["VX"].files_dir, facts)


def test_paper_without_an_item_offers_no_photograph(session: Session) -> None:
    assert paper_photos.offered(session, session.get_one(Document, drafted())) == []


def test_page_keeps_what_was_typed_and_shows_what_was_chosen(app: Flask) -> None:
    hands = Hands(app)
    row_id = hands.register()
    hands.walk(row_id, "triage", "instruct", "sign")
    page = hands.get("intake", f"/problem/{row_id}").text
    sent = {**fields(page), "problem_id": row_id}
    paper = int(hands.post("intake", "/paper/new/assignment_letter", sent).location.split("/")[-1])
    assert "没有可以选的照片" in hands.get("intake", f"/paper/{paper}/photos").text
    picture = attached(paper)
    support.session().rollback()
    path = f"/paper/{paper}/photos"
    typed = {"photo": str(picture), f"caption-{picture}": ""}
    wrong = hands.send("intake", path, **typed)
    assert wrong.status_code == 422
    assert "请写说明" in wrong.text
    typed[f"caption-{picture}"] = "路面塌陷处"
    assert hands.send("intake", path, **typed).status_code == 302
    assert "路面塌陷处" in hands.get("intake", f"/paper/{paper}").text
    assert fields(hands.get("intake", path).text)[f"caption-{picture}"] == ["路面塌陷处"]
    assert "路面塌陷处" in text_of(hands.get("intake", f"/paper/{paper}.pdf").data)
    assert hands.get("leader", path).status_code == 403
    assert hands.get("gaowan", path).status_code == 403


def test_photographs_stay_when_the_text_is_edited_and_go_along_in_the_document(
    app: Flask,
) -> None:
    hands, document_id = Hands(app), letter()
    choose(document_id, {attached(document_id): "村委会大门"})
    address = f"/paper/{document_id}"
    assert hands.send("intake", f"{address}/edit", title="改过的交办单").status_code == 302
    assert stored(document_id).title == "改过的交办单"
    assert stored(document_id).facts["photos"][0]["caption"] == "村委会大门"
    answer = hands.get("intake", f"{address}.docx")
    assert len(docx.Document(io.BytesIO(answer.data)).inline_shapes) == 1
