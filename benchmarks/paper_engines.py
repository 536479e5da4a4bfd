"""The same papers by other engines, and ours without tags: each takes facts and gives bytes."""

from __future__ import annotations

import html
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import reports
from reports.facts import check_characters, read_facts
from reports.fontset import FOLDER, font_set
from reports.kinds import KINDS
from reports.pen import Pen
from reports.settings import PaperSettings

Facts = dict[str, Any]
Engine = Callable[[str, Facts], bytes]
NUMBERS = "一二三四五六七八九十"


def drawn(kind: str, facts: Facts, pen_of: type[Pen] = Pen) -> Pen:
    """Return a pen that has drawn a paper; nothing is tagged, archived or saved yet."""
    found, settings = KINDS[kind], PaperSettings()
    paper = read_facts(found, facts)
    check_characters(paper, font_set(settings))
    pen = pen_of(font_set(settings), settings)
    pen.stamp(paper.date, kind)
    found.compose(pen, paper, found.parts(paper))
    return pen


def drawing(kind: str, facts: Facts) -> bytes:
    """Return a paper of ours as a plain PDF."""
    pen = drawn(kind, facts)
    pen.canvas.save()
    return pen.buffer.getvalue()


def whole(kind: str, facts: Facts) -> bytes:
    """Return a paper of ours as it is issued: tagged PDF/A-2u."""
    return reports.render(kind, facts)


def headed(facts: Facts) -> str:
    """Return the number as it prints."""
    given = facts["number"]
    return f"{given['code']}〔{given['year']}〕{given['seq']}号"


def paragraphs(facts: Facts) -> list[tuple[int, str]]:
    """Return level and text of the body, its headings numbered."""
    count, found = 0, []
    for one in facts["body"]:
        text = one["text"]
        if one["level"] == 1:
            text, count = f"{NUMBERS[count]}、{text}", count + 1
        found.append((one["level"], text))
    return found


def pairs(facts: Facts) -> list[tuple[str, str]]:
    """Return the form of a notice."""
    labels = {"no": "受理编号", "matter": "反映事项", "due": "办结期限", "unit": "承办单位"}
    return [(label, facts[key]) for key, label in labels.items() if key in facts]


# --- typst ---------------------------------------------------------------------------------------

TYPST = """#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  footer: context align(center, text(14pt)[— #counter(page).display() —]))
#set text(font: ("FandolFang", "Noto Serif SC Subset"), size: 16pt, lang: "zh")
#set par(justify: true, leading: 13.6pt, spacing: 13.6pt,
  first-line-indent: (amount: 2em, all: true))
#let plain(it) = par(first-line-indent: 0pt, it)
#v(35mm)
#align(center, text(font: "Noto Serif SC Black Subset", fill: red, 40pt)[AGENCY])
#v(20pt)
#align(center)[NUMBER]
#line(length: 100%, stroke: 1.5pt + red)
#v(20pt)
#align(center, text(font: "Noto Serif SC Black Subset", 22pt)[TITLE])
#plain[ADDRESSEES：]
BODY
#align(right)[SIGN #h(2em)]
#align(right)[DATE #h(2em)]
"""
TYPST_CELL = "text(14pt)[{}]"


def _typst(text: str) -> str:
    for sign in "\\#[]*_`$<>@~/=-+":
        text = text.replace(sign, f"\\{sign}")
    return text


def _typst_table(facts: Facts) -> str:
    parts = []
    for table in facts.get("tables", ()):
        labels = [column["label"] for column in table["columns"]]
        cells = [f"[{_typst(cell)}]" for row in table["rows"] for cell in row]
        header = ", ".join(f"[{label}]" for label in labels)
        parts.append(
            "#text(size: 10.5pt)[#set par(first-line-indent: 0pt)\n"
            "#table(inset: (y: 8.5pt), columns: (auto, auto, 1fr,"
            f" auto, auto), table.header({header}), {', '.join(cells)})]"
        )
    for form in [pairs(facts)]:
        if form:
            cells = [f"[{_typst(label)}], [{_typst(value)}]" for label, value in form]
            parts.append(
                "#[#set par(first-line-indent: 0pt)\n"
                f"#table(columns: (5em, 1fr), {', '.join(cells)})]"
            )
    for chart in facts.get("charts", ()):
        bars = []
        for at in range(len(chart["labels"])):
            two = ", ".join(
                f"rect(width: 12pt, height: {series['values'][at]}pt, fill: luma({60 + 100 * n}))"
                for n, series in enumerate(chart["series"])
            )
            bars.append(f"stack(dir: ltr, {two})")
        labels = ", ".join(f"[{label}]" for label in chart["labels"])
        parts.append(
            "#text(size: 9pt)[#set par(first-line-indent: 0pt)\n"
            f"#grid(columns: 12, align: bottom, gutter: 4pt, {', '.join(bars)}, {labels})]"
        )
    return "\n".join(parts)


def typst_source(facts: Facts) -> str:
    """Return a paper in typst's language."""
    body = "\n\n".join(
        f'#text(font: "Noto Sans SC Medium Subset")[{_typst(text)}]' if level else _typst(text)
        for level, text in paragraphs(facts)
    )
    values = {
        "AGENCY": facts["agency"],
        "NUMBER": headed(facts),
        "TITLE": facts["title"],
        "ADDRESSEES": "、".join(facts["addressees"]),
        "BODY": f"{body}\n\n{_typst_table(facts)}",
        "SIGN": facts["sign"],
        "DATE": facts["date"],
    }
    source = TYPST
    for name, value in values.items():
        source = source.replace(name, value if name == "BODY" else _typst(value))
    return source


def typst_engine(folder: Path) -> Engine:
    """Return typst with the project's fonts, loaded once, as a program would keep it."""
    # Imported here: another engine's memory is not ours.
    import typst

    main = folder / "main.typ"
    main.write_text("", encoding="utf-8")
    compiler = typst.Compiler(str(main), font_paths=[str(FOLDER)], ignore_system_fonts=True)

    def make(_kind: str, facts: Facts) -> bytes:
        made: bytes = compiler.compile(typst_source(facts).encode())
        return made

    return make


# --- WeasyPrint ----------------------------------------------------------------------------------

STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center { content: "— " counter(page) " —" } }
body { font: 16pt/29.6pt "ve-fangsong"; text-align: justify; margin: 0 }
h1 { font: 22pt "ve-title"; text-align: center }
.mark { font: 40pt "ve-title"; color: red; text-align: center; padding-top: 35mm }
.no { text-align: center; border-bottom: 1.5pt solid red }
p { text-indent: 2em; margin: 0 } p.to, td p { text-indent: 0 }
h2 { font: 16pt "ve-hei"; text-indent: 2em; margin: 0 }
table { border-collapse: collapse; width: 100%; font-size: 10.5pt; line-height: 20pt }
td, th { border: .5pt solid black; padding: 4.5pt 2pt } .end { text-align: right }
"""


def _html_table(facts: Facts) -> str:
    parts = []
    for label, value in pairs(facts):
        parts.append(f"<tr><th>{html.escape(label)}</th><td>{html.escape(value)}</td></tr>")
    parts = [f"<table>{''.join(parts)}</table>"] if parts else []
    for chart in facts.get("charts", ()):
        bars = "".join(
            f'<rect x="{at * 34 + n * 13}" y="{160 - value}" width="12" height="{value}"'
            f' fill="{"#333" if n else "#999"}"/>'
            for n, series in enumerate(chart["series"])
            for at, value in enumerate(series["values"])
        )
        parts.append(f'<svg width="420" height="170" viewBox="0 0 420 170">{bars}</svg>')
    for table in facts.get("tables", ()):
        head = "".join(f"<th>{html.escape(one['label'])}</th>" for one in table["columns"])
        rows = "".join(
            f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>"
            for row in table["rows"]
        )
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    return "".join(parts)


def html_source(facts: Facts) -> str:
    """Return a paper as a page."""
    body = "".join(
        f"<h2>{html.escape(text)}</h2>" if level else f"<p>{html.escape(text)}</p>"
        for level, text in paragraphs(facts)
    )
    told = {name: html.escape(facts[name]) for name in ("agency", "title", "sign", "date")}
    to = html.escape("、".join(facts["addressees"]))
    return (
        f'<!doctype html><html lang="zh"><body><div class="mark">{told["agency"]}</div>'
        f'<div class="no">{html.escape(headed(facts))}</div><h1>{told["title"]}</h1>'
        f'<p class="to">{to}：</p>{body}{_html_table(facts)}'
        f'<p class="end">{told["sign"]}</p><p class="end">{told["date"]}</p>'
    )


def weasyprint_engine(_folder: Path) -> Engine:
    """Return WeasyPrint with the project's fonts; the style is read once."""
    os.environ.setdefault("G_MESSAGES_DEBUG", "")
    # Imported here: another engine's memory is not ours.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    names = {"ve-fangsong": "fangsong", "ve-title": "xiaobiaosong", "ve-hei": "hei"}
    faces = "".join(
        f'@font-face {{ font-family: "{name}"; src: url("{(FOLDER / file).as_uri()}.ttf") }}'
        for name, file in names.items()
    )
    fonts = FontConfiguration()
    style = CSS(string=faces + STYLE, font_config=fonts)

    def make(_kind: str, facts: Facts) -> bytes:
        page = HTML(string=html_source(facts))
        made: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
        return made

    return make
