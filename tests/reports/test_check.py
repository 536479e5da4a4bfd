"""The check finds each fault alone: one damaged paper an item fails exactly that item."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from app.operations.drafting import COLUMNS
from reports import CheckError, render
from reports.check import check_pdf
from tests.papers.make_damaged import (
    CIRCULAR,
    DAMAGES,
    JOINT,
    LEDGER,
    LETTER,
    MINUTES,
    drawn,
)
from tests.reports.corpus import paragraph
from tests.reports.samples import example, example_pdf, make_facts

FOLDER = Path(__file__).parents[1] / "papers"
# 22 签名章 and 36 命令 belong to kinds this office does not issue, 33 to the printer.
UNCHECKED = {22, 33, 36}
GOOD = {
    "circular": CIRCULAR,
    "letter": LETTER,
    "joint": JOINT,
    "minutes": MINUTES,
    "ledger": LEDGER,
}


def failed(pdf: bytes) -> list[int]:
    return [item.item for item in check_pdf(pdf) if item.verdict == "FAIL"]


def test_there_is_a_damaged_paper_for_every_item_that_applies() -> None:
    assert {int(name[:2]) for name in DAMAGES} == set(range(1, 38)) - UNCHECKED


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_a_damaged_paper_fails_exactly_its_item(name: str) -> None:
    assert failed((FOLDER / f"item_{name}.pdf").read_bytes()) == [int(name[:2])]


@pytest.mark.parametrize("name", GOOD)
def test_the_paper_that_is_damaged_was_good(name: str) -> None:
    assert failed(drawn(GOOD[name])) == []


def test_a_check_names_all_37_items_in_order() -> None:
    assert [item.item for item in check_pdf(example_pdf("circular"))] == list(range(1, 38))


def test_the_kind_comes_from_the_xmp() -> None:
    circular = {item.item: item.verdict for item in check_pdf(example_pdf("circular"))}
    letter = {item.item: item.verdict for item in check_pdf(example_pdf("assignment_letter"))}
    assert (circular[13], circular[35]) == ("ok", "n/a")
    assert (letter[13], letter[35]) == ("n/a", "ok")


def test_a_pdf_without_xmp_needs_a_kind(tmp_path: Path) -> None:
    path = tmp_path / "bare.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(path)
    with pytest.raises(CheckError, match="--kind"):
        check_pdf(path.read_bytes())
    assert 1 in failed_of_kind(path.read_bytes(), "circular")


def failed_of_kind(pdf: bytes, kind: str) -> list[int]:
    return [item.item for item in check_pdf(pdf, kind) if item.verdict == "FAIL"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x89PNG", b"%PDF-1.4\n%%EOF" * 9])
def test_bytes_that_are_no_pdf_are_an_error(data: bytes) -> None:
    with pytest.raises(CheckError, match="PDF"):
        check_pdf(data)


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(CheckError, match="没有这种公文"):
        check_pdf(example_pdf("circular"), "nothing")


NUMBER = "HXZT-2026-00018"


def test_the_drafted_papers_keep_an_item_number_whole() -> None:
    row = ["1", NUMBER, "路灯不亮", "高湾镇人民政府", "2026年11月18日", "12"]
    table = {"columns": [dict(column) for column in COLUMNS], "rows": [row], "after": 1}
    assert failed(render("circular", make_facts(tables=[table]))) == []
    letter = example("supervision_letter")
    letter["items"] = [{**letter["items"][0], "no": NUMBER}]
    assert failed(render("supervision_letter", letter)) == []


@pytest.mark.parametrize("lead", range(24))
def test_a_line_of_the_text_never_ends_inside_an_item_number(lead: int) -> None:
    text = f"{'群' * (lead + 2)}（编号{NUMBER}）的事项。"
    pdf = render("circular", make_facts(body=[{"level": 0, "text": text}]))
    assert [str(item) for item in check_pdf(pdf) if item.item == 18 and item.verdict != "ok"] == []


def test_random_papers_hold_every_item(soak: bool) -> None:
    from random import Random

    for seed in range(60 if soak else 3):
        random = Random(seed)
        body = [
            {"level": random.choice((0, 0, 0, 3, 4)), "text": paragraph(random, 150)}
            for _ in range(random.randint(1, 12))
        ]
        rows = [[str(at), paragraph(random, 30)] for at in range(random.randint(1, 30))]
        facts = make_facts(
            body=body,
            addressees=["各乡镇", "县直各部门"],
            seal=random.choice(("none", "placeholder")),
            attachments=["反馈表"] * random.randint(0, 3),
            tables=[{"columns": ["序号", "事项"], "rows": rows, "after": 1}],
            copy_to=["县委办公室"] * random.randint(0, 12),
            note="此件公开发布",
        )
        pdf = render("circular", facts)
        faults = [str(item) for item in check_pdf(pdf) if item.verdict == "FAIL"]
        assert faults == [], seed
