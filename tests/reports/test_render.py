"""Every kind prints: right text, right bytes, right metadata."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from reports import KINDS, PaperSettings, render
from reports.catalog import KIND_FORMATS
from reports.check import check_pdf
from tests.reports.samples import (
    BUILT,
    ROOT,
    example,
    example_pdf,
    lines_of,
    make_facts,
    text_of,
)

RARE = "𬱖䶮㛃喆堃玥镕珺玗骉淼垚"


@pytest.mark.parametrize("kind", BUILT)
def test_every_item_of_an_example_holds(kind: str) -> None:
    faults = [str(item) for item in check_pdf(example_pdf(kind)) if item.verdict == "FAIL"]
    assert faults == []


def test_a_circular_has_at_most_8_items_that_do_not_apply() -> None:
    for pdf in (example_pdf("circular"), render("circular", make_facts(number=None))):
        assert sum(item.verdict == "n/a" for item in check_pdf(pdf)) <= 8


@pytest.mark.parametrize("kind", BUILT)
def test_every_text_of_the_facts_reads_back_exactly(kind: str) -> None:
    text = text_of(example_pdf(kind))
    for item in example(kind).get("body", []):
        assert item["text"].replace(" ", "").removesuffix("。") in text
    assert example(kind)["title"].replace("|", "") in text


def test_rare_characters_of_names_read_back_exactly() -> None:
    levels = [{"level": level, "text": f"{RARE}同志"} for level in range(5)]
    pdf = render("circular", make_facts(title=f"{RARE}的通报", agency=f"{RARE[:3]}局", body=levels))
    assert text_of(pdf).count(RARE) == 6


def test_rare_characters_leave_ink() -> None:
    pdf = render("circular", make_facts(body=[{"text": RARE}]))
    with pdfplumber.open(BytesIO(pdf)) as document:
        chars = [char for char in document.pages[0].chars if char["text"] in RARE]
        picture = document.pages[0].to_image(resolution=72).original.convert("L")
        for char in chars:
            box = (char["x0"], char["top"], char["x1"], char["bottom"])
            assert picture.crop(tuple(map(int, box))).getextrema()[0] < 160, char["text"]


@pytest.mark.parametrize("kind", BUILT)
def test_the_same_facts_give_the_same_bytes(kind: str) -> None:
    assert render(kind, example(kind)) == example_pdf(kind)


def test_another_process_another_day_gives_the_same_bytes() -> None:
    code = (
        "import json, sys, hashlib; from reports import render; "
        "facts = json.load(open(sys.argv[1], encoding='utf-8')); "
        "print(hashlib.sha256(render('circular', facts)).hexdigest())"
    )
    path = str(ROOT / "seeds/demo/papers/circular.json")
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    environment["SOURCE_DATE_EPOCH"] = "1000000000"
    found = subprocess.run(
        [sys.executable, "-c", code, path],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == hashlib.sha256(example_pdf("circular")).hexdigest()


def test_a_changed_word_changes_the_identity_of_the_file() -> None:
    first = pikepdf.open(BytesIO(render("circular", make_facts())))
    second = pikepdf.open(BytesIO(render("circular", make_facts(note="此件公开"))))
    assert bytes(first.trailer.ID[0]) != bytes(second.trailer.ID[0])


@pytest.mark.parametrize("kind", BUILT)
def test_metadata_names_agency_kind_and_title(kind: str) -> None:
    document = pikepdf.open(BytesIO(example_pdf(kind)))
    assert str(document.docinfo["/Author"]) == example(kind)["agency"]
    assert str(document.docinfo["/Subject"]) == KIND_FORMATS[kind][0]
    assert str(document.docinfo["/Title"]) == example(kind)["title"].replace("|", "")
    day = example(kind).get("date", "2000-01-01").replace("-", "")
    assert str(document.docinfo["/CreationDate"]).startswith(f"D:{day}")
    with document.open_metadata() as meta:
        assert list(meta["dc:type"]) == [kind]


@pytest.mark.parametrize("kind", BUILT)
def test_every_font_is_embedded_and_none_is_helvetica(kind: str) -> None:
    for page in pikepdf.open(BytesIO(example_pdf(kind))).pages:
        for font in page.Resources.Font.values():
            assert "/FontFile2" in font.FontDescriptor
            assert "Helvetica" not in str(font.BaseFont)


def test_the_file_names_no_path_of_the_machine() -> None:
    assert str(ROOT).encode() not in example_pdf("circular")
    assert b".ttf" not in example_pdf("circular")


def test_tagged_text_gives_whole_paragraphs() -> None:
    document = pikepdf.open(BytesIO(example_pdf("circular")))
    tags = [str(kid.S) for kid in document.Root.StructTreeRoot.K.K]
    assert tags.count("/H1") == 1
    assert tags.count("/Table") == 1
    assert tags.count("/P") >= len(example("circular")["body"]) - 3


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    with pdfplumber.open(BytesIO(example_pdf("circular"))) as document:
        sides = []
        for page in document.pages:
            low = [char for char in page.chars if char["top"] > 750]
            sides.append(low[0]["x0"] < 300)
    assert sides == [False, True, False, True][: len(sides)]


def test_a_letter_shows_no_number_on_its_first_page() -> None:
    lines = lines_of(example_pdf("supervision_letter"))
    assert "—1—" not in [line.replace(" ", "") for line in lines]
    assert "—2—" in [line.replace(" ", "") for line in lines]


def test_a_long_table_repeats_its_header_on_every_page() -> None:
    rows = [[str(number), "事项", "高湾镇"] for number in range(1, 121)]
    table = {"columns": ["序号", "反映事项", "责任单位"], "rows": rows}
    pdf = render("circular", make_facts(tables=[table]))
    with pdfplumber.open(BytesIO(pdf)) as document:
        pages = [page.extract_text() for page in document.pages]
    with_rows = [text for text in pages if "高湾镇" in text]
    assert len(with_rows) > 3
    assert all("反映事项" in text for text in with_rows)
    assert [item.item for item in check_pdf(pdf) if item.verdict == "FAIL"] == []


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for count in range(1, 26):
        body = [{"text": "情况。"}] * count
        body += [{"level": 1, "text": "工作要求"}, {"text": "限期办结。"}, {"text": "特此通报。"}]
        with pdfplumber.open(BytesIO(render("circular", make_facts(body=body)))) as document:
            for page in document.pages:
                lines = [line for line in page.extract_text().split("\n") if "—" not in line]
                assert not lines[-1].startswith("一、")


def test_text_and_signature_are_never_parted_by_a_page() -> None:
    for count in range(1, 30):
        body = [{"text": f"第{number}项情况属实。"} for number in range(count)]
        with pdfplumber.open(BytesIO(render("circular", make_facts(body=body)))) as document:
            page = next(p for p in document.pages if "2026年3月5日\n" in p.extract_text() + "\n")
            assert f"第{count - 1}项" in page.extract_text()


def test_recipients_that_would_fill_page_1_move_to_the_imprint() -> None:
    names = [f"第{number}示例单位" for number in range(60)]
    text = text_of(render("circular", make_facts(addressees=names)))
    assert "主送：" in text
    assert text.index("现将有关情况") < text.index("主送：")


def test_printing_ink_is_y80_m80() -> None:
    pdf = render("circular", make_facts(), PaperSettings(ink="print"))
    with pikepdf.open(BytesIO(pdf)) as document:
        assert b"0 .8 .8 0 k" in document.pages[0].Contents.read_bytes()
    assert [item.item for item in check_pdf(pdf) if item.verdict == "FAIL"] == []


def test_an_even_imprint_page_carries_no_number() -> None:
    pdf = render("circular", make_facts(), PaperSettings(imprint_page="even"))
    with pdfplumber.open(BytesIO(pdf)) as document:
        assert len(document.pages) == 2
        assert "—" not in (document.pages[1].extract_text() or "")
        assert "印发" in document.pages[1].extract_text()


def test_every_kind_of_the_catalogue_can_be_printed() -> None:
    assert list(KINDS) == list(KIND_FORMATS)


@pytest.mark.parametrize("kind", BUILT)
def test_example_people_are_marked_as_examples(kind: str) -> None:
    text = json.dumps(example(kind), ensure_ascii=False)
    for name in ("杨某", "李某", "王某", "张某", "刘某", "孙某", "赵某", "周某（", "吴某（"):
        start = 0
        while (start := text.find(name, start)) >= 0:
            assert "示例" in text[max(0, start - 4) : start + len(name) + 5]
            start += 1


def test_reports_import_nothing_of_the_application_and_check_nothing_of_the_renderer() -> None:
    for path in (ROOT / "reports").rglob("*.py"):
        names = _imports(path)
        assert not [name for name in names if name.split(".")[0] in ("app", "views", "flask")], path
        if path.parent.name == "check":
            own = [name for name in names if name.startswith("reports.")]
            # The dictionary of words is knowledge of the language, not of how papers are drawn.
            allowed = ("reports.check", "reports.catalog", "reports.errors", "reports.words")
            assert all(name.startswith(allowed) for name in own), path


def _imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    plain = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    return found + [alias.name for node in plain for alias in node.names]
