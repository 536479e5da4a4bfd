"""The font chain prints every name, refuses unfit faces and reports in one page."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from reports import FontError, PaperSettings, render, settings_from
from reports.check import check_pdf
from reports.fontset import CHAINS, FOLDER, FontSet, font_set
from reports.ttf import to_unicode_cmap
from tests.reports.samples import make_facts, text_of

RARE = "䶮㛃喆堃𬱖玥骉淼垚镕珺玗"


@pytest.mark.parametrize("role", CHAINS)
def test_every_role_prints_gb2312_and_the_rare_names(role: str) -> None:
    fonts = font_set(PaperSettings())
    rows = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    chars = "".join(row.decode("gb2312", "ignore") for row in rows) + RARE
    assert len(chars) > 6700
    assert [char for char in chars if fonts.choose(role, char) is None] == []


def test_gbk_prints_in_the_body() -> None:
    rows = (bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    chars = {row.decode("gbk", "ignore") for row in rows}
    han = [char for char in chars if len(char) == 1 and "一" <= char <= "\u9fa5"]
    fonts = font_set(PaperSettings())
    assert len(han) == 20902
    assert [char for char in han if fonts.choose("fangsong", char) is None] == []


@pytest.mark.parametrize("role", CHAINS)
@pytest.mark.parametrize("mark", "“”‘’—…·，。（）")
def test_chinese_marks_fill_a_cell_in_every_role(role: str, mark: str) -> None:
    assert font_set(PaperSettings()).width(role, mark) == 1


def test_digits_of_the_body_are_half_a_cell() -> None:
    fonts = font_set(PaperSettings())
    assert {fonts.width("fangsong", digit) for digit in "0123456789"} == {0.5}


def test_a_cmap_entry_with_an_empty_outline_falls_back(tmp_path: Path) -> None:
    font = TTFont(FOLDER / "fangsong-extra.ttf")
    font["glyf"][font.getBestCmap()[ord("镕")]] = Glyph()
    font.save(tmp_path / "hollow.ttf")
    settings = PaperSettings(fonts=(("fangsong", str(tmp_path / "hollow.ttf")),))
    fonts = font_set(settings)
    assert fonts.choose("fangsong", "镕") is fonts.font("fangsong-extra")
    assert fonts.choose("fangsong", "堃") is fonts.font("own:fangsong")


def test_an_offices_own_font_prints_and_is_checked() -> None:
    settings = settings_from({"FONT_FANGSONG": str(FOLDER / "kai.ttf")})
    pdf = render("circular", make_facts(), settings)
    assert b"ZhitongKai" in pdf
    assert text_of(pdf) == text_of(render("circular", make_facts()))
    assert "kai.ttf" in font_set(settings).report()


def test_a_font_that_forbids_embedding_is_refused(tmp_path: Path) -> None:
    font = TTFont(FOLDER / "fangsong-extra.ttf")
    font["OS/2"].fsType = 2
    font.save(tmp_path / "closed.ttf")
    with pytest.raises(FontError, match=r"closed\.ttf 的许可不允许嵌入"):
        font_set(PaperSettings(fonts=(("kai", str(tmp_path / "closed.ttf")),)))


def test_a_font_without_truetype_outlines_is_refused(tmp_path: Path) -> None:
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.font.save(tmp_path / "cff.otf")
    with pytest.raises(FontError, match="glyf"):
        font_set(PaperSettings(fonts=(("hei", str(tmp_path / "cff.otf")),)))


@pytest.mark.parametrize("content", [b"", b"not a font", None])
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FontError, match=r"字体 bad\.ttf"):
        font_set(PaperSettings(fonts=(("song", str(path)),)))


def test_the_font_report_names_every_role_on_one_page() -> None:
    lines = font_set(PaperSettings()).report().split("\n")
    assert len(lines) <= 50
    for label in ("仿宋", "楷体", "黑体", "小标宋", "宋体"):
        assert any(line.startswith(label) for line in lines)
    assert "全部可印" in lines[-1]


def test_to_unicode_is_utf16_and_in_blocks_of_100() -> None:
    cmap = to_unicode_cmap("F1", [0, 32, 0x2C856, *range(0x4E00, 0x4E00 + 150)])
    assert "<02> <D872DC56>" in cmap
    assert max(int(line.split()[0]) for line in cmap.split("\n") if "beginbfchar" in line) <= 100


def test_faces_load_only_when_a_character_needs_them() -> None:
    fonts = FontSet(PaperSettings())
    fonts.choose("fangsong", "海")
    assert list(fonts._fonts) == ["fangsong"]


def test_a_heading_in_an_own_face_still_passes_the_check() -> None:
    body = [{"level": 1, "text": "镕堃喆"}, {"level": 2, "text": "玥玗"}, {"text": "特此通报。"}]
    pdf = render("circular", make_facts(body=body))
    assert [item.item for item in check_pdf(pdf) if item.verdict == "FAIL"] == []
