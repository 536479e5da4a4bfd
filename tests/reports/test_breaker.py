"""The line breaker keeps the typesetters' rules on every line, whatever the text."""

from __future__ import annotations

from random import Random

import pytest

from reports.breaker import NO_END, NO_START, Line, break_lines
from reports.fontset import font_set
from reports.grid import CELL, WIDTH
from reports.settings import PaperSettings
from tests.reports.corpus import paragraph
from tests.steps import steps_of

MARGINS = (WIDTH - 2 * CELL, WIDTH)


def broken(text: str, widths: tuple[float, float] = MARGINS) -> list[Line]:
    fonts = font_set(PaperSettings())
    advances = [fonts.width("fangsong", char) * CELL for char in text]
    return break_lines(text, advances, widths)


def texts(text: str, widths: tuple[float, float] = MARGINS) -> list[str]:
    return [text[line.start : line.end] for line in broken(text, widths)]


@pytest.fixture(scope="module")
def corpus(soak: bool) -> list[str]:
    random = Random(9704)
    return [paragraph(random, random.randint(20, 400)) for _ in range(5000 if soak else 500)]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(corpus: list[str]) -> None:
    faults = []
    for text in corpus:
        lines = texts(text)
        faults += [line for line in lines[1:] if line[0] in NO_START]
        faults += [line for line in lines[:-1] if line[-1] in NO_END]
    assert faults == []


def test_no_number_is_split_over_two_lines(corpus: list[str]) -> None:
    faults = []
    for text in corpus:
        lines = broken(text)
        for line in lines[:-1]:
            before, after = text[line.end - 1], text[line.end : line.end + 1]
            joint = text[line.end - 2 : line.end + 1]
            if before.isdigit() and after.isdigit():
                faults.append(joint)
            if before in ".," and after.isdigit() and joint[0].isdigit():
                faults.append(joint)
    assert faults == []


def test_no_character_is_lost_but_spaces_at_line_ends(corpus: list[str]) -> None:
    for text in corpus:
        assert "".join(texts(text)).replace(" ", "") == text.replace(" ", "")


def test_no_line_is_wider_than_its_room(corpus: list[str]) -> None:
    for text in corpus:
        lines = broken(text)
        assert all(
            line.width <= room + 0.01
            for line, room in zip(lines, [MARGINS[0]] + [MARGINS[1]] * len(lines), strict=False)
        )


def test_a_full_line_of_han_holds_28_characters() -> None:
    assert [len(line) for line in texts("海" * 80)] == [26, 28, 26]


def test_a_closing_mark_is_pulled_in_by_squeezing_blank_halves() -> None:
    text = "海" * 10 + "，" + "海" * 15 + "。" + "海" * 5
    assert texts(text)[0].endswith("。")


def test_a_character_goes_down_with_its_mark_where_nothing_can_be_squeezed() -> None:
    assert texts("海" * 26 + "？" + "海" * 3) == ["海" * 25, "海？海海海"]


@pytest.mark.parametrize("token", ["2026", "1,234.56", "0317-6621234", "COVID-19", "——", "……"])
def test_a_token_is_not_broken(token: str) -> None:
    for count in range(18, 28):
        assert any(token in line for line in texts("海" * count + token + "海" * 20))


def test_a_long_address_breaks_after_its_marks() -> None:
    lines = texts("见" + "https://www.example.gov.cn/art/2026/10/9/art_1234_567890.html" + "。")
    assert lines[0].endswith(("/", ".", "_", "-"))


@pytest.mark.parametrize("char", ["a", "海", "，", "1", "（"])
def test_a_text_of_100_000_characters_without_a_space_breaks_in_linear_time(char: str) -> None:
    small, large = char * 10_000, char * 100_000
    broken(small)
    lines = broken(large)
    assert sum(line.end - line.start for line in lines) == 100_000
    assert steps_of(lambda: broken(large)) < 11 * steps_of(lambda: broken(small))


def test_an_opening_mark_at_the_margin_is_not_squeezed_out_of_it() -> None:
    text = "（" + "海" * 24 + "，海。" + "海" * 4
    assert min(run.x for line in broken(text, (WIDTH, WIDTH)) for run in line.runs) >= 0


def test_empty_text_has_no_lines() -> None:
    assert broken("") == []
