"""Joint and upward papers, 纪要, forms, turned tables, placards, charts and marks on paper."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
import pytest
import segno

from reports import FactsError, render
from reports.check import Finding, check_pdf
from reports.grid import MM
from tests.reports.samples import PAPERS, example, example_pdf, lines_of, make_facts, text_of


def findings(pdf: bytes) -> dict[int, Finding]:
    return {finding.item: finding for finding in check_pdf(pdf)}


def failed(pdf: bytes) -> list[str]:
    return [str(item) for item in check_pdf(pdf) if item.verdict == "FAIL"]


def line_of(pdf: bytes, text: str, page: int = 0) -> dict[str, Any]:
    """Return the first line of a page that holds the text, with its place in points."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        lines = document.pages[page].extract_text_lines()
        return next(line for line in lines if text in line["text"].replace(" ", ""))


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("seal", ["none", "placeholder"])
@pytest.mark.parametrize("kind", ["circular", "proposal"])
def test_joint_papers_hold_every_item(kind: str, seal: str, count: int) -> None:
    names = ["海兴县行政审批局", "县公安局", "海兴县民政局"][:count]
    facts = {key: value for key, value in example(kind).items() if key != "mark"}
    pdf = render(kind, {**facts, "joint": names, "seal": seal})
    assert failed(pdf) == []
    assert findings(pdf)[10].measured.startswith(f"{count + 1}个机关：{facts['agency']}")
    assert all(text_of(pdf).count(name) >= 2 for name in names)


def test_a_joint_letter_bears_the_mark_of_the_first_agency_alone() -> None:
    facts = {**example("supervision_letter"), "joint": ["海兴县行政审批局"], "verify_url": None}
    pdf = render("supervision_letter", {k: v for k, v in facts.items() if v is not None})
    assert failed(pdf) == []
    assert findings(pdf)[10].measured == "1个机关：海兴县纪律检查委员会"


def test_a_joint_paper_may_bear_one_mark_that_the_facts_give() -> None:
    pdf = render("circular", make_facts(joint=["县公安局"], mark="海兴县纪委监委文件"))
    assert findings(pdf)[10].measured == "1个机关：海兴县纪委监委文件"
    assert failed(pdf) == []


def test_joint_signatures_leave_the_code_its_place() -> None:
    names = ["海兴县行政审批服务局", "海兴县公安局交警大队"]
    facts = make_facts(joint=names, seal="placeholder", verify_url="https://example.gov.cn/v/1")
    pdf = render("circular", facts)
    assert failed(pdf) == []
    # Nor does a first name much longer than the last leave the page.
    assert (
        failed(render("circular", {**facts, "sign": "海兴县人民政府行政审批服务和数据管理局"}))
        == []
    )
    with pdfplumber.open(BytesIO(pdf)) as document:
        (code,) = (page for page in document.pages if len(page.rects) > 100)
        right = max(rect["x1"] for rect in code.rects)
        top = min(rect["top"] for rect in code.rects)
        beside = [char for char in code.chars if char["top"] > top and char["size"] == 16]
        assert min(char["x0"] for char in beside) > right


@pytest.mark.parametrize(
    "names", [["周某"], ["周某某", "吴某"], ["周某", "吴某", "郑某某", "冯某"]]
)
def test_issuers_stand_right_of_the_number_of_an_upward_paper(names: list[str]) -> None:
    pdf = render("monthly_report", make_facts(signer=names))
    assert failed(pdf) == []
    found = findings(pdf)
    assert "左 33.6" in found[11].measured
    assert found[12].measured.startswith("签发人：" + "".join(names[:2]))
    assert f"{(len(names) + 1) // 2}行" in found[12].measured


def test_one_issuer_may_be_written_without_a_list() -> None:
    one = render("monthly_report", make_facts(signer="周某"))
    assert text_of(one) == text_of(render("monthly_report", make_facts(signer=["周某"])))


def test_minutes_carry_agency_and_date_in_the_head_and_no_signature() -> None:
    pdf = example_pdf("minutes")
    head = line_of(pdf, "县民声直通车工作专班办公室")
    assert head["text"].endswith("2026年10月12日")
    assert text_of(pdf).count("2026年10月12日") == 2
    found = findings(pdf)
    assert [found[item].verdict for item in (9, 20, 21, 35)] == ["n/a"] * 4
    assert [found[item].verdict for item in (11, 13, 23, 27, 37)] == ["ok"] * 5
    assert "出席、请假、列席" in found[37].measured


def test_a_rectification_notice_brings_its_slip_and_its_proof_of_service() -> None:
    lines = [line.replace(" ", "") for line in lines_of(example_pdf("rectification_notice"))]
    assert any(line.startswith("签收单位") for line in lines)
    assert "送达回证" in lines
    with pdfplumber.open(BytesIO(example_pdf("rectification_notice"))) as document:
        last = document.pages[-1].extract_text()
    assert last.startswith("送达回证")
    assert "印发" in last


def test_a_transfer_letter_has_a_receipt_only_when_asked() -> None:
    facts = example("transfer_letter")
    assert "签收单位" in text_of(render("transfer_letter", facts))
    del facts["receipt"]
    assert "签收单位" not in text_of(render("transfer_letter", facts))


def test_a_ledger_is_a_sheet_turned_counter_clockwise_that_a_screen_shows_upright() -> None:
    document = pikepdf.open(BytesIO(example_pdf("ledger_sheet")))
    for page in document.pages:
        box = [float(value) / MM for value in page.MediaBox]
        assert box == pytest.approx([0, 0, 210, 297], abs=0.1)
        assert int(page.Rotate) == 90
        assert b"q 0 1 -1 0" in page.Contents.read_bytes()
    with pdfplumber.open(BytesIO(example_pdf("ledger_sheet"))) as shown:
        assert shown.pages[0].width > shown.pages[0].height
        tops = [page.extract_text().split("\n")[0] for page in shown.pages]
    assert len(tops) > 2
    assert all(top.startswith("序号 编号") for top in tops[1:])
    assert findings(example_pdf("ledger_sheet"))[34].verdict == "ok"


def test_page_numbers_of_a_turned_page_stand_as_on_upright_pages() -> None:
    assert findings(example_pdf("ledger_sheet"))[31].measured.startswith("有页码的页 1、2、3")


def test_a_wide_attachment_is_turned_and_the_imprint_stays_upright() -> None:
    pages = pikepdf.open(BytesIO(example_pdf("monthly_report"))).pages
    assert [int(page.get("/Rotate", 0)) for page in pages][-2:] == [90, 0]


def test_a_wide_attachment_holds_tables_only() -> None:
    wide = {"title": "情况表", "landscape": True, "body": [{"text": "文字。"}]}
    with pytest.raises(FactsError, match="横排"):
        render("circular", make_facts(attachments=[wide]))


def test_columns_wider_than_their_area_are_refused() -> None:
    columns = [{"label": "甲", "width": 20}, {"label": "乙", "width": 12}]
    table = {"columns": columns, "rows": [["1", "2"]]}
    sheet = {"agency": "海兴县纪委监委", "title": "台账", "tables": [table]}
    render("ledger_sheet", sheet)
    with pytest.raises(FactsError, match="不能超过28字"):
        render("handling_sheet", sheet)


def test_a_long_note_below_a_table_runs_on_over_pages() -> None:
    table = {"columns": ["甲"], "rows": [["1"]], "source": "注：" + "数据说明" * 1000}
    pdf = render("circular", make_facts(tables=[table]))
    assert failed(pdf) == []
    assert text_of(pdf).count("数据说明") == 1000


def test_the_last_cell_of_a_short_form_row_spans_the_rest() -> None:
    with pdfplumber.open(BytesIO(example_pdf("handling_sheet"))) as document:
        (table,) = document.pages[0].find_tables()
        counts = [sum(cell is not None for cell in row.cells) for row in table.rows]
    assert set(counts) == {2, 4}


def test_a_placards_code_is_the_address_square_by_square() -> None:
    address = example("qr_placard")["verify_url"]
    wanted = [bytes(row) for row in segno.make_qr(address, error="m").matrix]
    picture = pypdfium2.PdfDocument(example_pdf("qr_placard"))[0].render(scale=4).to_pil()
    grey = picture.convert("L")
    side = 100 * MM * 4 / len(wanted)
    left, top = (210 - 100) / 2 * MM * 4, 90 * MM * 4
    for row, cells in enumerate(wanted):
        for column, cell in enumerate(cells):
            spot = (int(left + (column + 0.5) * side), int(top + (row + 0.5) * side))
            assert (grey.getpixel(spot) < 128) == bool(cell)


def test_a_placard_shows_place_and_hotline_large() -> None:
    line = line_of(example_pdf("qr_placard"), "监督电话")
    assert "0317-0000000" in line["text"]
    assert line["chars"][0]["size"] == 24


def test_bars_are_as_high_as_their_figures() -> None:
    chart = {"title": "图", "labels": ["甲", "乙"], "series": [{"name": "数", "values": [10, 40]}]}
    pdf = render("monthly_report", make_facts(charts=[chart]))
    with pdfplumber.open(BytesIO(pdf)) as document:
        rects = [rect for page in document.pages for rect in page.rects]
    heights = sorted(rect["height"] for rect in rects if rect["stroke"])
    assert heights[1] / heights[0] == pytest.approx(4, rel=0.01)


def test_a_chart_of_zeros_and_one_of_long_names_print() -> None:
    names = ["很长的单位名称"] * 12
    series = [{"name": "数", "values": [0] * 12}]
    chart = {"title": "图", "labels": names, "series": series, "unit": "件"}
    assert failed(render("monthly_report", make_facts(charts=[chart]))) == []


def test_names_below_bars_are_written_out_over_several_lines() -> None:
    long = ("城市（乡）建设管理", "农村集体“三资”管理", "营商环境、惠企政策")
    names = [*long, "教育", "医疗", "住房"]
    chart = {"title": "图", "labels": names, "series": [{"name": "数", "values": [3] * 6}]}
    with pdfplumber.open(BytesIO(render("monthly_report", make_facts(charts=[chart])))) as pdf:
        rows = [words["text"] for page in pdf.pages for words in page.extract_words()]
    for half in ("城市（乡）", "建设管理", "农村集体", "“三资”管理", "营商环境、", "惠企政策"):
        assert half in rows


@pytest.mark.parametrize("kind", ["circular", "reply", "minutes", "ledger_sheet", "qr_placard"])
def test_copy_and_void_marks_are_red_and_leave_the_paper_measurable(kind: str) -> None:
    plain = example_pdf(kind)
    pdf = render(kind, {**example(kind), "copy_mark": True, "void_mark": True})
    assert failed(pdf) == []
    with pdfplumber.open(BytesIO(pdf)) as document:
        for page in document.pages:
            extra = "".join(char["text"] for char in page.chars if char["text"] in "副本作废")
            assert "副本" in extra
            assert "作废" in extra
    with pdfplumber.open(BytesIO(pdf)) as marked, pdfplumber.open(BytesIO(plain)) as unmarked:
        for page, before in zip(marked.pages, unmarked.pages, strict=True):
            assert len(page.chars) == len(before.chars) + 4
            new = page.chars[-4:]
            assert {char["non_stroking_color"] for char in new} == {(1, 0, 0)}


@pytest.mark.parametrize("kind", PAPERS)
def test_a_draft_has_the_pages_of_the_paper_and_says_on_each_that_it_is_one(kind: str) -> None:
    pdf = render(kind, {**example(kind), "draft_mark": True})
    assert failed(pdf) == []
    with (
        pdfplumber.open(BytesIO(pdf)) as marked,
        pdfplumber.open(BytesIO(example_pdf(kind))) as one,
    ):
        for page, before in zip(marked.pages, one.pages, strict=True):
            assert len(page.chars) == len(before.chars) + len("草稿，尚未签发")


@pytest.mark.parametrize("kind", PAPERS)
def test_the_date_is_the_one_of_the_facts(kind: str) -> None:
    assert findings(example_pdf(kind))[23].measured == "2026年10月12日"
