"""Two days that must follow one another, read once for every form that asks for both."""

from __future__ import annotations

from datetime import date

from app.operations.facts import Reader

ANY, LAST = date(2000, 1, 1), date(2100, 1, 1)


def span(
    reader: Reader,
    first: str = "from_on",
    last: str = "until_on",
    labels: tuple[str, str] = ("开始日期", "结束日期"),
) -> tuple[date, date]:
    """Read the first and the last day; a fault is kept by the reader until its finish()."""
    begins, ends = reader.day(first, labels[0]), reader.day(last, labels[1])
    if begins and ends and ends < begins:
        reader.blame(last, f"{labels[1]}不能早于{labels[0]}。")
    for name, day in ((first, begins), (last, ends)):
        if day and not ANY <= day < LAST:
            reader.blame(name, "请核对年份。")
    return begins or ANY, ends or ANY
