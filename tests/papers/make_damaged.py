"""Makes one damaged PDF for each checkable item: run `python -m tests.papers.make_damaged`.

Each is a good paper with one fault: facts that validation would refuse, a part of
the renderer replaced, or a text or a rule moved in the finished PDF.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from unittest import mock

import pikepdf

from reports import blocks, breaker, heads, page, signing
from reports.catalog import PaperFormat
from reports.check.reading import MM, read_pdf
from reports.grid import CELL, LEFT, PAGE_HEIGHT
from reports.paper import Attachment, Column, Number, Paper, Paragraph, Parts, Table, chinese_date
from reports.pen import Pen
from reports.render import draw
from reports.settings import PaperSettings

FOLDER = Path(__file__).parent
CELL_MM = CELL / MM
_TM = re.compile(r"1 0 0 1 (\S+) (\S+) Tm")
_RULE = re.compile(r"(\S+) w (\S+) (\S+) m (\S+) (\S+) l S")

_LONG = "群众反映事项办理情况" * 5 + "，有关单位事项办结。"
CIRCULAR = Paper(
    kind="circular",
    agency="海兴县纪委监委",
    mark="海兴县纪委监委文件",
    number=Number("海纪通", 2026, 3),
    copy_no="000012",
    secrecy="秘密",
    secrecy_term="1年",
    urgency="加急",
    title="关于群众反映事项逾期|有关单位办理情况的通报",
    addressees=("有关单位",),
    body=(
        Paragraph(0, _LONG),
        Paragraph(1, "办理情况"),
        Paragraph(2, "事项"),
        Paragraph(0, _LONG),
        Paragraph(3, "有关单位办理；"),
        Paragraph(4, "群众反映。"),
        Paragraph(0, "群众反映事项办理情况群众反映事项办理情况群众反映的2026年事项。"),
        Paragraph(0, "特此通报。"),
    ),
    tables=(
        Table((Column("单位"), Column("事项")), (("县纪委", "办理"), ("单位", "通报")), after=4),
    ),
    attachments=(Attachment("事项办理情况", (Paragraph(0, _LONG),)), Attachment("反映情况")),
    sign="海兴县纪委监委",
    date=date(2026, 3, 5),
    seal="placeholder",
    note="此件公开",
    copy_to=("有关单位", "群众"),
    printed_by="海兴县纪委监委",
)
LETTER = replace(
    CIRCULAR,
    kind="supervision_letter",
    mark="海兴县纪委监委",
    tables=(),
    attachments=(),
    seal="none",
)
# Two agencies, two issuers: a joint paper that goes upwards.
JOINT = replace(
    CIRCULAR,
    kind="monthly_report",
    mark="",
    joint=("海兴县行政审批局",),
    signer=("周某", "吴某"),
    title="关于群众反映事项|办理情况的报告",
)
MINUTES = replace(
    CIRCULAR,
    kind="minutes",
    mark="海兴县会议纪要",
    title="关于群众反映事项|办理情况的会议纪要",
    addressees=(),
    attachments=(),
    copy_no="",
    secrecy="",
    secrecy_term="",
    urgency="",
    note="",
)
LISTS = (("出席", ("县纪委监委群众", "县行政审批局单位") * 3), ("列席", ("有关单位",)))
_CELLS = tuple((str(at), "事项", "办理情况", "单位") for at in range(1, 31))
LEDGER = Paper(
    kind="ledger_sheet",
    agency="海兴县纪委监委",
    title="群众反映事项台账",
    date=date(2026, 3, 5),
    tables=(Table((Column("序号"), Column("事项"), Column("情况"), Column("单位")), _CELLS),),
)


def drawn(paper: Paper) -> bytes:
    """Return a paper drawn without validation."""
    lists = LISTS if paper.kind == "minutes" else ()
    return draw(paper, Parts(tables=paper.tables, lists=lists), PaperSettings())


@cache
def good(paper: Paper) -> bytes:
    """Return the undamaged paper."""
    return drawn(paper)


def edited(data: bytes, page: int, change: Callable[[str], str]) -> bytes:
    """Return the PDF with one page's content changed line by line."""
    with pikepdf.open(BytesIO(data)) as document:
        contents = document.pages[page].Contents
        lines = contents.read_bytes().decode("latin-1").split("\n")
        contents.write("\n".join(change(line) for line in lines).encode("latin-1"))
        return _saved(document)


def _saved(document: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    document.save(out, static_id=True)
    return out.getvalue()


def moved(data: bytes, start: str, dx: float = 0.0, dy: float = 0.0, skip: int = 0) -> bytes:
    """Return the PDF with the line that begins with `start` moved, in mm right and down."""
    found = [line for line in read_pdf(data).lines if line.text.startswith(start)][skip]

    def change(content: str) -> str:
        first = _TM.search(content)
        if first is None or not _on_line(found, first):
            return content
        return _TM.sub(lambda tm: _placed(tm, dx, dy), content)

    return edited(data, found.page, change)


def _on_line(found: object, place: re.Match[str]) -> bool:
    x, y = float(place[1]) / MM, (PAGE_HEIGHT - float(place[2])) / MM
    return abs(y - found.baseline) < 0.1 and found.x0 - 0.2 <= x <= found.x1  # type: ignore[attr-defined] # TextLine


def _placed(tm: re.Match[str], dx: float, dy: float) -> str:
    x, y = float(tm[1]) + dx * MM, float(tm[2]) - dy * MM
    return f"1 0 0 1 {x:.4f} {y:.4f} Tm"


def rule_moved(data: bytes, page: int, height: float, dy: float) -> bytes:
    """Return the PDF with the rule at a height moved down, in mm."""

    def change(content: str) -> str:
        rule = _RULE.search(content)
        if rule is None or abs((PAGE_HEIGHT - float(rule[3])) / MM - height) > 0.2:
            return content
        y = float(rule[3]) - dy * MM
        return f"{rule[1]} w {rule[2]} {y:.4f} m {rule[4]} {y:.4f} l S"

    return edited(data, page, change)


def taller_page() -> bytes:
    """Return a circular whose first page is 8 mm too long."""
    with pikepdf.open(BytesIO(good(CIRCULAR))) as document:
        box = document.pages[0].MediaBox
        document.pages[0].MediaBox = pikepdf.Array([0, -8 * MM, box[2], box[3]])
        return _saved(document)


def lower_page() -> bytes:
    """Return a circular whose second page, which begins with a table, lies 3 mm too low."""
    data = good(CIRCULAR)
    for rule in read_pdf(data).pages[1].rules:
        data = rule_moved(data, 1, rule.y, 3.0)

    def change(content: str) -> str:
        return _TM.sub(lambda tm: _placed(tm, 0, 3 if float(tm[2]) > 200 else 0), content)

    return edited(data, 1, change)


def smaller_line() -> bytes:
    """Return a circular with one line of 正文 in 15 pt."""
    line = next(line for line in read_pdf(good(CIRCULAR)).lines if line.text == "特此通报。")
    height = f"{PAGE_HEIGHT - line.baseline * MM:.2f}"

    def change(content: str) -> str:
        return content.replace(" 16 Tf", " 15 Tf") if f" {height}" in content else content

    return edited(good(CIRCULAR), line.page, change)


def with_issuer() -> bytes:
    """Return a circular that names an issuer, as only upward papers do."""
    inner = heads.file_head

    def head(pen: Pen, paper: Paper) -> float:
        top = inner(pen, paper)
        pen.text("签发人：", LEFT + 22 * CELL, top - 30 * MM)
        return top

    with mock.patch.dict(page._HEADS, {PaperFormat.FILE: head}):
        return drawn(CIRCULAR)


def plain_heading() -> bytes:
    """Return a circular whose first level of headings is 仿宋."""
    roles = {1: "fangsong", 2: "kai", 3: "fangsong", 4: "fangsong"}
    with mock.patch.object(blocks, "_HEADING_ROLES", roles):
        return drawn(CIRCULAR)


def split_number() -> bytes:
    """Return a circular in which a line end cuts a year in two."""
    text = "群众反映事项办理情况群众反映事项办理情况群众反映事2026年事项。"
    with mock.patch.object(breaker, "_TOKEN", re.compile(".", re.DOTALL)):
        return drawn(replace(CIRCULAR, body=(Paragraph(0, text), *CIRCULAR.body[1:])))


def split_item_number() -> bytes:
    """Return a circular whose table is too narrow for an item number."""
    columns = (Column("编号", 5.0), Column("事项"))
    table = Table(columns, (("HXZT-2026-00018", "办理"),), after=4)
    return drawn(replace(CIRCULAR, tables=(table,)))


def padded_date() -> bytes:
    """Return a circular whose date has padded zeros."""
    with mock.patch.object(signing, "chinese_date", lambda day: f"{day:%Y年%m月%d日}"):
        return drawn(CIRCULAR)


def extra_page() -> bytes:
    """Return a circular with an empty page after its 版记."""
    with pikepdf.open(BytesIO(good(CIRCULAR))) as document:
        document.add_blank_page(page_size=(210 * MM, 297 * MM))
        return _saved(document)


def purple_rule() -> bytes:
    """Return a circular whose red rule is purple."""
    seen: list[str] = []

    def change(content: str) -> str:
        if not content.startswith("q 1 0 0 rg"):
            return content
        seen.append(content)
        return content if len(seen) == 1 else "q .5 0 .5 rg .5 0 .5 RG"

    return edited(good(CIRCULAR), 0, change)


def other_agency_first() -> bytes:
    """Return a joint paper whose mark names the 主办机关 last."""
    inner = heads._joint_mark
    with mock.patch.object(
        heads, "_joint_mark", lambda pen, names, *a: inner(pen, names[::-1], *a)
    ):
        return drawn(JOINT)


def clockwise() -> bytes:
    """Return a ledger whose second page is turned the wrong way."""

    def change(content: str) -> str:
        return re.sub("^q 0 1 -1 0 .* cm$", f"q 0 -1 1 0 -246 {PAGE_HEIGHT} cm", content)

    return edited(good(LEDGER), 1, change)


def _but(**changes: object) -> Callable[[], bytes]:
    return lambda: drawn(replace(CIRCULAR, **changes))  # type: ignore[arg-type] # any field


def _moved(start: str, **place: float) -> Callable[[], bytes]:
    return lambda: moved(good(CIRCULAR), start, **place)  # type: ignore[arg-type] # skip is an int


_BAD_NUMBER = Number("海纪通", 2026, "03")  # type: ignore[arg-type] # the fault itself
_BAD_NAME = (Attachment("事项办理情况。"), Attachment("反映情况"))
_EMPTY = (*CIRCULAR.body[:-1], Paragraph(0, "（此页无正文）"))
DAMAGES: dict[str, Callable[[], bytes]] = {
    "01": taller_page,
    "02": lower_page,
    "03": _moved("通报", dx=32.0),
    "04": _moved("办理情况群众", dy=-1.0),
    "05": smaller_line,
    "06": _but(copy_no="00012"),
    "07": _but(secrecy="秘密1年", secrecy_term=""),
    "08": _but(urgency="紧急"),
    "09": _moved("海兴县纪委监委文件", dy=3.0),
    "10": _but(mark="文件海兴县纪委监委"),
    "11": _but(number=_BAD_NUMBER),
    "12": with_issuer,
    "13": lambda: rule_moved(good(CIRCULAR), 0, 120.56, 3.0),
    "14": _moved("有关单位办理情况的通报", dx=5.0),
    "15": _moved("有关单位：", dx=CELL_MM),
    "16": _moved("特此通报。", dx=CELL_MM),
    "17": plain_heading,
    "18": split_number,
    "18_cell": split_item_number,
    "14_word": _but(title="关于群众反映事项逾|期有关单位办理情况的通报"),
    "19": _but(attachments=_BAD_NAME),
    "20": _moved("2026年3月5日", dx=CELL_MM / 2),
    "21": lambda: moved(good(replace(CIRCULAR, seal="none")), "2026年3月5日", dx=CELL_MM / 2),
    "23": padded_date,
    "24": _but(body=_EMPTY),
    "25": _moved("（此件公开）", dx=-2 * CELL_MM),
    "26": _moved("附件1", dx=CELL_MM),
    "27": lambda: rule_moved(good(CIRCULAR), 2, 262.0, -1.5),
    "28": _moved("抄送", dx=-14 / MM),
    "29": _moved(f"{chinese_date(CIRCULAR.date)}印发", dx=3.0),
    "30": extra_page,
    "31": _moved("—1—", dx=-100.0),
    "32": purple_rule,
    "10_joint": other_agency_first,
    "12_upward": lambda: moved(good(JOINT), "签发人：", dx=-12.0),
    "20_joint": lambda: moved(good(JOINT), "海兴县纪委监委", dx=12.0, skip=1),
    "34": clockwise,
    "37": lambda: moved(good(MINUTES), "出席：", dx=-CELL_MM / 2),
    "35": lambda: rule_moved(good(LETTER), 0, 277.0, 5.0),
}


def main() -> None:
    """Write every damaged paper beside this script."""
    for name, make in DAMAGES.items():
        (FOLDER / f"item_{name}.pdf").write_bytes(make())


if __name__ == "__main__":
    main()
