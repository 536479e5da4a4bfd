"""What is done with many ticked papers at once: read as one file, sent, passed, printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session

from app import clock, readings, store
from app.enums import DocumentState
from app.errors import Refused
from app.identifiers import whole
from app.models import Document
from app.operations import documents
from app.permissions import Right
from app.queries import papers
from app.responses import respond_file
from app.security import me, needs
from views import paper_form, printing
from views.binding import Book
from views.common import watch
from views.seal import why

pages = Blueprint("paper_bulk", __name__, url_prefix="/paper")
watch(pages, "document")
MOST = 100
# The names of the boxes in the groups of the list: one box for all ticks those of one group.
GROUPS = ("pk", "passed", "own", "timed")
# What a form sends for paper that is printed on one side.
ONE_SIDED = "one"
NUMBER = re.compile(r"(.{1,14}〔[0-9]{4}〕)([1-9][0-9]{0,5})号")
Act = Callable[[Session, Document, int], object]


def ticked(name: str = "pk") -> list[tuple[int, int]]:
    """Return id and version of the ticked rows, each once."""
    sent = dict.fromkeys(request.form.getlist(name))
    pairs = [one.partition(":") for one in list(sent)[:MOST]]
    numbers = [(whole(row_id), whole(seen)) for row_id, _, seen in pairs]
    return [(row_id, seen) for row_id, seen in numbers if row_id is not None and seen is not None]


def _of_group() -> list[tuple[int, int]]:
    """Return what is ticked in the one group of the list whose form was sent."""
    return [pair for name in GROUPS for pair in ticked(name)][:MOST]


def one_sided() -> bool:
    """Tell whether the printer prints on one side, so that no blank page is wanted."""
    return request.form.get("sides") == ONE_SIDED


def in_ranges(numbers: Iterable[str]) -> str:
    """Return numbers of papers in order, those that follow one another as from and to."""
    found = [match for match in map(NUMBER.fullmatch, numbers) if match]
    pairs = sorted({(match[1], int(match[2])) for match in found})
    said = []
    for (head, _), run in groupby(enumerate(pairs), lambda one: (one[1][0], one[1][1] - one[0])):
        seqs = [seq for _, (_, seq) in run]
        last = f"至{seqs[-1]}号" if len(seqs) > 1 else ""
        said.append(f"{head}{seqs[0]}号{last}")
    return "、".join(said)


@pages.post("/send")
@needs(Right.DRAFT_REPORT)
def send() -> Any:
    """Send the ticked drafts to be checked and signed, those of the timed work too."""

    def act(session: Session, document: Document, seen: int) -> None:
        # Who sends a draft of the timed work becomes its drafter.
        is_timed = document.drafted_by_id is None
        sent = documents.submit if is_timed else documents.send
        sent(session, me(), document.id, seen)

    return _each(act, "送审", "领导在“公文”页里签发。")


@pages.post("/pass")
@needs(Right.DRAFT_REPORT, Right.SIGN_PAPER)
def pass_on() -> Any:
    """Pass the ticked papers that others drafted."""

    def act(session: Session, document: Document, seen: int) -> None:
        documents.pass_on(session, me(), document.id, seen)

    return _each(act, "核稿", "等领导签发。")


def _each(act: Act, word: str, then: str) -> Any:
    """Do one thing with every ticked paper; what fails is named and holds up no other."""
    chosen, done = _of_group(), 0
    for row_id, seen in chosen:
        title = "有一份"
        try:
            document = papers.get(store.current(), me(), row_id)
            title = f"《{document.title}》"
            lacks = paper_form.missing(document.kind.value, document.facts)
            if lacks:
                raise Refused(f"还没有填写：{'、'.join(lacks)}。")
            with store.write(me()) as session:
                act(session, document, seen)
            done += 1
        except Exception as failure:
            # Whatever one paper meets, the others have their turn.
            store.current().rollback()
            flash(f"{title}没有{word}：{why(failure)}", "warning")
    if done:
        flash(f"已{word} {done} 份，{then}", "success")
    elif not chosen:
        flash(f"请先勾选要{word}的公文。", "warning")
    return redirect(url_for("paper.index"))


@pages.post("/proof")
@needs(Right.DRAFT_REPORT, Right.SIGN_PAPER)
def proof() -> Any:
    """Send the ticked drafts as one file to read, each with its bookmark."""
    session, actor, book = store.current(), me(), Book(one_sided=True)
    for row_id, _ in _of_group():
        document = papers.get(session, actor, row_id)
        if document.state not in printing.DRAFTS:
            raise Refused(f"《{document.title}》已经不是草稿，请刷新本页。")
        readings.saw(document)
        try:
            book.add(document.title, printing.preview(document))
        except Refused as failure:
            raise Refused(f"《{document.title}》：{why(failure)}") from failure
    if not book.count:
        raise Refused("请先勾选要核对的公文。")
    name, plain = f"草稿{book.count}份 {clock.today():%Y-%m-%d}.pdf", "papers-drafts.pdf"
    return respond_file(book.data(), name, "application/pdf", inline=True, plain=plain)


def printed(chosen: Iterable[Document]) -> tuple[bytes, list[Document]]:
    """Return the issued ones among papers as one file in the order of their numbers."""
    issued = [document for document in chosen if document.state == DocumentState.ISSUED]
    if not issued:
        raise Refused("请先勾选要打印的公文；没有印发的不能打印。")
    issued.sort(key=lambda one: (one.agency_mark, one.year or 0, one.seq or 0))
    book = Book(one_sided=one_sided())
    for document in issued:
        readings.saw(document)
        book.add(f"{document.number} {document.title}", documents.stored(document))
    return book.data(), issued
