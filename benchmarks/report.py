"""Writes the measured tables into docs/performance.md, between their marks."""

from __future__ import annotations

import platform

import config
from app import clock
from benchmarks.evaluating import Pace as Accepted
from benchmarks.figures import SHARE
from benchmarks.figures import Figure as FiguresFigure
from benchmarks.listing import Figure
from benchmarks.lookup import Figure as LookupFigure
from benchmarks.printing import Figure as PaperFigure
from benchmarks.ticking import Figure as TickFigure
from benchmarks.transition import Pace
from benchmarks.traps import Finding

PATH = config.ROOT / "docs" / "performance.md"
HEAD = "| case | database | rows | ours ms | worst ms | floor ms | ratio | SQL | page KB |"


def write_list(figures: list[Figure], verdicts: list[str]) -> None:
    """Replace the table of the ledger list."""
    rows = [
        f"| {f.case} | {f.backend} | {f.size:,} | {f.ours:.2f} | {f.worst:.2f} | {f.floor:.2f}"
        f" | {f.ratio:.2f} | {f.sql} | {f.page_kb:.1f} |"
        for f in figures
    ]
    head = [
        f"Measured {clock.today()} on {platform.machine()}, Python {platform.python_version()}."
    ]
    table = [HEAD, "|---|---|---|---|---|---|---|---|---|", *rows]
    replace("list", "\n".join([*head, "", *table, "", *(f"- {line}" for line in verdicts)]))


def write_transition(paces: list[Pace]) -> None:
    """Replace the table of the ledger's transitions."""
    rows = [
        f"| {p.backend} | {p.per_second:.1f} | {p.ours:.2f} | {1000 / p.floor:.1f} | {p.floor:.2f}"
        f" | {p.ratio:.2f} | {p.statements} |"
        for p in paces
    ]
    head = "| database | ours /s | ours ms | floor /s | floor ms | ratio | writes |"
    measured = f"Measured {clock.today()} on {platform.machine()}."
    replace("transition", "\n".join([measured, "", head, "|---|---|---|---|---|---|---|", *rows]))


def write_evaluate(paces: list[Accepted]) -> None:
    """Replace the table of accepted evaluations."""
    rows = [
        "| {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.0%} |".format(
            p.backend, *p.values(), p.share
        )
        for p in paces
    ]
    head = "| database | ours /s | ours p99 ms | floor /s | floor p99 ms | of the floor |"
    measured = f"Measured {clock.today()} on {platform.machine()}, two workers, eight clients."
    replace("evaluate", "\n".join([measured, "", head, "|---|---|---|---|---|---|", *rows]))


def write_traps(findings: list[Finding]) -> None:
    """Replace the table of the framework's traps."""
    rows = [f"| {f.trap} | {f.cure} | {f.measured} |" for f in findings]
    replace("traps", "\n".join(["| trap | cure | measured here |", "|---|---|---|", *rows]))


def write_tick(figures: list[TickFigure], verdicts: list[str]) -> None:
    """Replace the table of the supervision ladder."""
    rows = [
        f"| {f.case} | {f.backend} | {f.items:,} | {f.acted:,} | {f.seconds:.1f}"
        f" | {f.cpu:.1f} | {f.each:.3f} |"
        for f in figures
    ]
    head = f"Measured {clock.today()} on {platform.machine()}, Python {platform.python_version()}."
    table = [
        "| pass | database | open items | acted | s | s of CPU | ms an item |",
        "|---|---|---|---|---|---|---|",
    ]
    replace("tick", "\n".join([head, "", *table, *rows, "", *(f"- {line}" for line in verdicts)]))


def write_figures(figures: list[FiguresFigure], verdicts: list[str]) -> None:
    """Replace the table of the dashboards' figures."""
    rows = [
        f"| {f.case} | {f.backend} | {f.evaluations:,} | {f.ours:.2f} | {f.floor:.2f}"
        f" | {f.rows:.1f} | {f.sql} |"
        for f in figures
    ]
    share = "" if SHARE == 100 else f" With {SHARE} % of the rows."
    head = f"Measured {clock.today()} on {platform.machine()}.{share}"
    table = [
        "| case | database | evaluations | ours ms | bare rollup ms | GROUP BY ms | SQL |",
        "|---|---|---|---|---|---|---|",
    ]
    listed = (f"- {line}" for line in verdicts)
    replace("figures", "\n".join([head, "", *table, *rows, "", *listed]))


def write_lookup(figures: list[LookupFigure]) -> None:
    """Replace the table of the look-up by query code."""
    rows = [
        f"| {f.backend} | {f.known.median:.3f} | {f.unknown.median:.3f}"
        f" | {f.known.median / f.unknown.median:.2f} | {f.known_page.median:.2f}"
        f" | {f.unknown_page.median:.2f} |"
        for f in figures
    ]
    table = [
        "| database | reading, known ms | reading, unknown ms | ratio"
        " | page, known ms | page, unknown ms |",
        "|---|---|---|---|---|---|",
    ]
    replace("lookup", "\n".join([*table, *rows]))


def write_paper(figures: list[PaperFigure], verdicts: list[str]) -> None:
    """Replace the table of papers."""
    rows = [
        f"| {f.paper} | {f.engine} | {f.ms:.2f} | {f.ratio:.2f} |"
        f" {f'{f.memory_mb:.0f}' if f.memory_mb else ''} |"
        for f in figures
    ]
    measured = f"Measured {clock.today()} on {platform.machine()}."
    table = ["| paper | engine | CPU ms | of the floor | MB a process |", "|---|---|---|---|---|"]
    said = [f"- {line}" for line in verdicts]
    replace("paper", "\n".join([measured, "", *table, *rows, "", *said]))


def replace(name: str, text: str) -> None:
    """Put a text between the marks of a name; KeyError when the page has no such marks."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    page = PATH.read_text(encoding="utf-8")
    if start not in page or end not in page:
        raise KeyError(name)
    before, after = page.split(start)[0], page.split(end)[1]
    PATH.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")
