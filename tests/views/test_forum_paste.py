"""A pasted table of a forum: what is not used is named, and what was typed stays."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app import tabular
from tests.views.hands import Hands
from tests.views.test_meetings import forum, previewed
from views.forum import COLUMNS


@pytest.fixture
def hands(app: Flask) -> Hands:
    """Return browsers."""
    return Hands(app)


def test_heads_of_offices_name_title_and_content() -> None:
    cells = tabular.parse("序号\t问题\t说明\n1\t电价\t没有兑现")
    assert tabular.named(cells, COLUMNS) == [{"title": "电价", "content": "没有兑现"}]
    assert tabular.unused(cells, COLUMNS) == ["序号"]


def test_the_first_of_two_columns_for_one_field_counts() -> None:
    cells = tabular.parse("标题\t内容\t说明\n电价\t没有兑现\t见附件")
    assert tabular.named(cells, COLUMNS) == [{"title": "电价", "content": "没有兑现"}]
    assert tabular.unused(cells, COLUMNS) == ["说明"]


def test_a_table_without_heads_has_none_that_is_unused() -> None:
    assert tabular.unused(tabular.parse("示例厂\t电价\t没有兑现"), COLUMNS) == []


def test_unknown_column_and_domain_are_named_and_typed_rows_stay(hands: Hands) -> None:
    text = "企业\t标题\t内容\t领域\t联系方式\n示例厂\t电价\t没有兑现\t水电气\t无"
    path = forum(hands)
    typed = {"r3-title": "路灯不亮", "r3-content": "厂门口路灯不亮"}
    page = previewed(hands, path, pasted=text, **typed).text
    assert "没有用到的列：联系方式" in page
    assert "接在已填的 1 行后面" in page
    (first,) = re.findall(r'<input[^>]*name="r1-title"[^>]*>', page)
    assert 'value="路灯不亮"' in first
    assert "第 2 行：没有“水电气”这个领域" in page
    assert 'id="r2-domain-error"' in page


def test_a_table_that_cannot_be_read_keeps_every_typed_row(hands: Hands) -> None:
    path = forum(hands)
    typed = {"count": "9", "r9-title": "路灯不亮", "pasted": ""}
    page = previewed(hands, path, **typed)
    assert page.status_code == 422
    assert 'value="路灯不亮"' in page.text
