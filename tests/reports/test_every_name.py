"""Every standard character and all of GBK prints with ink and comes back exactly from the PDF."""

from __future__ import annotations

import io
import re
import subprocess
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from reports import PaperSettings, render
from reports.fontset import CHAINS, FOLDER, font_set
from tests.reports.samples import make_facts

# 通用规范汉字表 (2013) has 8,105 characters, 196 of them beyond the basic plane; kai.ttf was cut
# to them and GB 2312, so that its characters are the list that the repository holds.
STANDARD, BEYOND = 8105, 196


def is_han(code: int) -> bool:
    """Tell whether a code point is a Chinese character."""
    return 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF


@cache
def standard() -> str:
    """Return the characters of the table and of GB 2312."""
    codes = TTFont(FOLDER / "kai.ttf").getBestCmap()
    return "".join(chr(code) for code in sorted(codes) if is_han(code))


@cache
def gbk() -> str:
    """Return the 20,902 characters of GBK that Unicode had in 1993."""
    return "".join(chr(code) for code in range(0x4E00, 0x9FA6))


def test_list_is_as_long_as_the_table() -> None:
    found = standard()
    assert sum(ord(char) > 0xFFFF for char in found) == BEYOND
    rows = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    older = {row.decode("gb2312", "ignore") for row in rows} - {""}
    assert older <= set(found)
    assert STANDARD <= len(found) <= STANDARD + len(older)
    assert all(char.encode("gbk") for char in gbk())


@pytest.mark.parametrize("role", CHAINS)
def test_every_role_has_ink_for_every_standard_character(role: str) -> None:
    fonts = font_set(PaperSettings())
    assert [char for char in standard() if fonts.choose(role, char) is None] == []


@cache
def printed(step: int) -> tuple[bytes, str, str]:
    """Return a paper that prints GBK in 仿宋 and the table in 仿宋, 黑体 and 楷体, and both texts.

    An ordinary run takes each tenth character, one under soak every one.
    """
    wide, table = gbk()[::step], standard()[::step]
    body = [{"level": 0, "text": wide + table}]
    body += [{"level": level, "text": table} for level in (1, 2)]
    return render("circular", make_facts(body=body)), wide, table


def test_text_comes_back_exactly_by_pdftotext(tmp_path: Path, soak: bool) -> None:
    path = tmp_path / "names.pdf"
    pdf, wide, table = printed(1 if soak else 10)
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    # Page numbers stand between the lines; every other sign that is not Chinese is the paper's.
    text = "".join(char for char in done.stdout.decode() if is_han(ord(char)))
    assert wide + table in text
    assert text.count(table) == 3


def test_no_glyph_that_is_shown_is_blank(soak: bool) -> None:
    pdf, wide, table = printed(1 if soak else 10)
    document = pikepdf.open(io.BytesIO(pdf))
    # ReportLab names every font of the file on every page.
    files = {str(font.BaseFont): font for font in document.pages[0].Resources.Font.values()}
    shown = 0
    for font in files.values():
        face = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
        (cmap,) = face["cmap"].tables
        text = font.ToUnicode.read_bytes().decode()
        means = {
            int(code, 16): bytes.fromhex(value).decode("utf-16-be")
            for code, value in re.findall(r"<(\w\w)> <(\w{4,})>", text)
        }
        for code, name in cmap.cmap.items():
            if len(means.get(code, "")) and is_han(ord(means[code][0])):
                assert face["glyf"][name].numberOfContours, (means[code], font.BaseFont)
                shown += 1
    assert shown >= len(wide) + 2 * len(table)


@pytest.mark.parametrize("char", "𬱖䶮㛃喆堃玥骉淼垚镕珺玗")
def test_rare_name_is_searched_and_copied_as_it_is_written(char: str, tmp_path: Path) -> None:
    path = tmp_path / "name.pdf"
    path.write_bytes(render("reply", {**make_facts(), "matter": f"{char}某反映", "result": "已办"}))
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    assert f"{char}某反映" in done.stdout.decode()
