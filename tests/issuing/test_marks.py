"""副本 and 作废 are drawn over the stored pages; the first print stays byte for byte."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from flask import Flask

from reports.check import check_pdf
from reports.render import render
from tests.reports.samples import example
from tests.views.hands import Hands
from tests.views.test_paper_drafts import item
from tests.views.test_paper_pages import draft, sign
from views import printing

__all__ = ["item"]


def words(content: bytes) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(content) as file:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in file]


def red(content: bytes, page: int = 0) -> int:
    """Return how many dots of a page are red."""
    with pypdfium2.PdfDocument(content) as file:
        image = file[page].render(scale=1).to_pil().convert("RGB")
    dots = image.tobytes()
    triples = zip(dots[::3], dots[1::3], dots[2::3], strict=True)
    return sum(1 for r, g, b in triples if r > 200 and g < 180 and b < 180)


def test_copy_says_so_on_every_page_and_keeps_the_text(app: Flask) -> None:
    first = render("ledger_sheet", example("ledger_sheet"))
    for content in (first, render("circular", example("circular"))):
        copied = printing.marked(content, is_copy=True, is_void=False)
        for before, after in zip(words(content), words(copied), strict=True):
            assert "副本" not in before
            assert after.replace("副本", "") == before


def test_void_mark_lies_across_every_page(app: Flask) -> None:
    content = render("circular", example("circular"))
    void = printing.marked(content, is_copy=False, is_void=True)
    last = len(words(content)) - 1
    assert red(void, last) > red(content, last) + 100
    assert all("作废" in text for text in words(void))


def test_marks_of_equal_files_are_equal(app: Flask) -> None:
    content = render("circular", example("circular"))
    twice = [printing.marked(content, is_copy=True, is_void=False) for _ in "12"]
    assert twice[0] == twice[1]


@pytest.mark.parametrize("kind", ["circular", "assignment_letter", "minutes", "ledger_sheet"])
def test_marked_paper_still_holds_the_standard(app: Flask, kind: str) -> None:
    content = printing.marked(render(kind, example(kind)), is_copy=True, is_void=False)
    failed = [line for line in check_pdf(content, kind) if line.verdict == "FAIL"]
    assert failed == []


def test_marked_paper_carries_no_signature_field(app: Flask) -> None:
    content = render("circular", example("circular"))
    with pikepdf.Pdf.open(io.BytesIO(content)) as file:
        field = file.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget)
        )
        file.Root.AcroForm = file.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([field])))
        file.pages[0].obj.Annots = pikepdf.Array([field])
        signed = io.BytesIO()
        file.save(signed)
    marked = printing.marked(signed.getvalue(), is_copy=True, is_void=False)
    with pikepdf.Pdf.open(io.BytesIO(marked)) as file:
        assert "/AcroForm" not in file.Root
        assert list(file.pages[0].obj.Annots) == []


def fetch(hands: Hands, who: str, path: str) -> tuple[bytes, Any]:
    """Return a file and the name that it is offered under."""
    answer = hands.get(who, path)
    assert answer.mimetype == "application/pdf", answer.text[:500]
    return answer.data, answer.headers["Content-Disposition"]


def test_copy_of_an_issued_paper_never_replaces_it(hands: Hands, item: int) -> None:
    paper = draft(hands, item)
    sign(hands, paper)
    first, _ = fetch(hands, "leader", f"/paper/{paper}.pdf")
    copied, name = fetch(hands, "gaowan", f"/paper/{paper}.pdf?mark=copy")
    assert "副本" in words(copied)[0]
    assert "%E5%89%AF%E6%9C%AC" in name
    assert fetch(hands, "leader", f"/paper/{paper}.pdf")[0] == first


def test_voided_paper_says_so_and_its_first_print_is_kept(hands: Hands, item: int) -> None:
    paper = draft(hands, item)
    sign(hands, paper)
    first, _ = fetch(hands, "leader", f"/paper/{paper}.pdf")
    hands.send("leader", f"/paper/{paper}/void", reason="主送单位有误")
    for who in ("leader", "gaowan"):
        assert "作废" in words(fetch(hands, who, f"/paper/{paper}.pdf")[0])[0]
    assert "这份公文已作废" in hands.get("gaowan", f"/paper/{paper}").text
    assert fetch(hands, "leader", f"/paper/{paper}.pdf?mark=first")[0] == first
    assert "作废" in words(fetch(hands, "gaowan", f"/paper/{paper}.pdf?mark=first")[0])[0]
