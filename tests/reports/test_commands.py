"""The commands say one line, write nothing on bad facts, and know their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports import PaperError, commands
from reports.catalog import KIND_FORMATS
from tests.reports.samples import BUILT, EXAMPLES, example_pdf, make_facts

PAPERS = Path(__file__).parents[1] / "papers"


def test_kinds_lists_all_16_with_their_names() -> None:
    lines = commands.kinds_text().split("\n")
    assert [line.split("\t")[0] for line in lines] == list(KIND_FORMATS)
    assert len(lines) == 16


@pytest.mark.parametrize("kind", BUILT)
def test_render_writes_the_paper(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    message = commands.render_file(kind, EXAMPLES / f"{kind}.json", out)
    assert out.read_bytes() == example_pdf(kind)
    assert "out.pdf" in message
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "不是正确的JSON：第1行"),
        (b"\xff\xfe", "UTF-8"),
        (b'{"agency": "a", "agency": "b"}', "键写了两次：agency"),
        (b"[" * 100_000, "facts.json"),
        (b"1" * 5000, "facts.json"),
        (b"[]", "JSON 对象"),
        (json.dumps(make_facts(x=1)).encode(), "不认识的键：x"),
    ],
)
def test_bad_facts_give_one_line_and_no_file(tmp_path: Path, content: bytes, message: str) -> None:
    facts = tmp_path / "facts.json"
    facts.write_bytes(content)
    with pytest.raises(PaperError, match=message) as caught:
        commands.render_file("circular", facts, tmp_path / "out.pdf")
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["facts.json"]


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match=r"没有这个文件：none\.json"):
        commands.render_file("circular", tmp_path / "none.json", tmp_path / "out.pdf")
    with pytest.raises(PaperError, match=r"没有这个文件：none\.pdf"):
        commands.check_text(tmp_path / "none.pdf")
    with pytest.raises(PaperError, match=r"写不了文件 out\.pdf"):
        commands.render_file(
            "circular", EXAMPLES / "circular.json", tmp_path / "missing" / "out.pdf"
        )


def test_check_prints_37_lines_and_exits_0_on_a_good_paper(tmp_path: Path) -> None:
    path = tmp_path / "good.pdf"
    path.write_bytes(example_pdf("circular"))
    text, code = commands.check_text(path)
    assert code == 0
    assert len(text.split("\n")) == 37
    assert all(line.split("\t")[-1] in ("ok", "n/a") for line in text.split("\n"))


def test_check_exits_1_on_a_damaged_paper() -> None:
    text, code = commands.check_text(PAPERS / "item_13.pdf")
    assert code == 1
    assert next(line for line in text.split("\n") if line.endswith("FAIL")).startswith("13 ")


def test_fonts_prints_the_report() -> None:
    assert commands.fonts_text().startswith("字体报告")
