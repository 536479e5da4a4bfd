"""docs/papers.md shows every kind as it prints today, with all its keys."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat

from reports import KINDS
from reports.facts import COMMON
from tests.reports.pictures import FOLDER, picture
from tests.reports.samples import BUILT, ROOT

PAGE = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", BUILT)
def test_the_page_shows_the_kind_as_it_prints_today(kind: str) -> None:
    path = FOLDER / f"{kind}.png"
    assert f"(img/papers/{kind}.png)" in PAGE
    assert path.stat().st_size <= 40_000
    stored, drawn = Image.open(path).convert("L"), picture(kind).convert("L")
    assert stored.size == drawn.size
    difference = ImageStat.Stat(ImageChops.difference(stored, drawn)).mean[0]
    assert difference < 1, "python -m tests.reports.pictures"


@pytest.mark.parametrize("kind", BUILT)
def test_the_page_names_every_key_of_the_kind(kind: str) -> None:
    section = PAGE.split(f"### `{kind}`")[1].split("\n### ")[0]
    assert [key for key in KINDS[kind].extra if f"`{key}`" not in section] == []
    assert KINDS[kind].label in section


def test_the_page_names_every_common_key() -> None:
    assert [key for key in COMMON if f"`{key}`" not in PAGE] == []
