"""Every hostile text in every place of every kind: printed as it is, or refused with a reason."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
from typing import Any

import pikepdf
import pypdfium2
import pytest

from reports import PaperError, render
from reports.textin import clean
from tests.reports.hostile import CODES, HOSTILE, Place, is_printed, places, planted
from tests.reports.samples import BUILT, ROOT, example, make_facts, text_of

# An ordinary run takes each 37th pair of place and text; 37 and the 26 texts share no divisor.
STEP = 37
LONG = "县" * 100_000
# What a clerk waits for at most, on a busy machine; alone it is a second.
SLOWEST = 10.0


def refusal(kind: str, facts: dict[str, Any]) -> tuple[bytes | None, str]:
    """Return the paper, or None and the one Chinese line with which it is refused."""
    try:
        return render(kind, facts), ""
    except PaperError as error:
        said = str(error)
    assert re.search("[一-鿿]", said), said
    assert "\n" not in said
    return None, said


def tried(kind: str, text: str, at: Place) -> bytes | None:
    """Return the paper with a text in one place, None when it is refused."""
    return refusal(kind, planted(kind, at, text))[0]


def sound(pdf: bytes) -> None:
    """Fail unless a file is whole and its XMP is XML that says the same as its information."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        with document.open_metadata(
            set_pikepdf_as_editor=False, update_docinfo=False, strict=True
        ) as meta:
            assert meta["dc:title"] == str(document.docinfo["/Title"])


def quick_text(pdf: bytes) -> str:
    """Return the text of a file without blanks, in little time."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join("".join(texts).split())


def prints(pdf: bytes, text: str) -> bool:
    """Tell whether a text is in a file, each of its lines; what a quick look misses is read again.

    The lines of a paragraph become paragraphs, and a table may stand between them.
    """
    lines = clean(text, "").replace(" ", "").replace("|", "").split("\n")
    found = (look(pdf).replace("|", "") for look in (quick_text, text_of))
    return any(all(line in printed for line in lines) for printed in found)


@pytest.mark.parametrize("kind", BUILT)
def test_every_hostile_text_prints_literally_or_is_refused(kind: str, soak: bool) -> None:
    pairs = [(name, at) for at in places(kind) for name in HOSTILE]
    outcome = {"printed": 0, "refused": 0}
    for name, at in pairs[:: 1 if soak else STEP]:
        text = HOSTILE[name]
        pdf = tried(kind, text, at)
        outcome["refused" if pdf is None else "printed"] += 1
        if pdf is None:
            continue
        sound(pdf)
        if is_printed(kind, at) and not CODES.intersection(map(str, at)):
            assert prints(pdf, text), (name, at)
    assert outcome["printed"]
    assert outcome["refused"]


@pytest.mark.parametrize("name", ["private use", "private plane", "surrogate", "no character"])
@pytest.mark.parametrize("kind", BUILT)
def test_what_no_font_has_is_refused_in_the_title_of_every_kind(kind: str, name: str) -> None:
    assert tried(kind, HOSTILE[name], ("title",)) is None


@pytest.mark.parametrize("kind", BUILT)
def test_100_000_characters_without_a_space_end_soon_everywhere(kind: str, soak: bool) -> None:
    every = places(kind)
    for at in every if soak else [every[7 * BUILT.index(kind) % len(every)]]:
        began = time.process_time()
        pdf = tried(kind, LONG, at)
        assert time.process_time() - began < SLOWEST, at
        if pdf is not None and is_printed(kind, at):
            assert quick_text(pdf).count("县") >= len(LONG), at


@pytest.mark.parametrize("kind", BUILT)
def test_200_addressees_print_or_are_refused(kind: str) -> None:
    names = [f"第{at}局" for at in range(200)]
    pdf, said = refusal(kind, {**example(kind), "addressees": names})
    if pdf is None:
        assert re.search("统称|没有这一项|版记|放不下", said), said
    else:
        printed = quick_text(pdf)
        assert [name for name in names if name not in printed] == []


@pytest.mark.parametrize("body", [[], [{"text": ""}], [{"text": "\u200b "}], "", None, [{}]])
@pytest.mark.parametrize("kind", BUILT)
def test_an_empty_body_is_refused_or_left_out(kind: str, body: object) -> None:
    pdf, _ = refusal(kind, {**example(kind), "body": body})
    if pdf is not None:
        sound(pdf)
        assert kind in {"handling_sheet", "ledger_sheet", "qr_placard"}


WATCH = """
import json, sys
from reports import PaperError, render
from tests.reports.hostile import HOSTILE, places, planted
from tests.reports.samples import BUILT, example
papers = []
# Every face is open before the watch begins: the office's process opens them once.
rare = "喆镕垚𬱖䶮" * 3
render("circular", {**example("circular"), "body": [{"level": n, "text": rare} for n in range(5)]})
for kind in BUILT:
    render(kind, example(kind))
    for number, at in enumerate(places(kind)[::2]):
        papers.append((kind, planted(kind, at, list(HOSTILE.values())[number % len(HOSTILE)])))
# The first refusal and the first of each kind have loaded what Python loads once.
for kind, facts in papers[:20]:
    try:
        render(kind, facts)
    except PaperError:
        pass
seen = []
def hook(event, arguments):
    if event in {"open", "exec", "import"} or event.split(".")[0] in {
        "socket", "subprocess", "os", "shutil", "urllib", "http", "ctypes", "tempfile",
    }:
        seen.append([event, str(arguments)[:200]])
sys.addaudithook(hook)
count = 0
for kind, facts in papers:
    try:
        render(kind, facts)
    except PaperError:
        pass
    count += 1
print(json.dumps([count, seen]))
"""


def test_nothing_is_opened_started_or_imported_for_hostile_facts() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCH], cwd=ROOT, capture_output=True, text=True, check=True
    )
    count, seen = json.loads(done.stdout)
    assert count > 100
    assert seen == []


def test_the_first_paper_of_a_process_opens_its_fonts_and_nothing_else() -> None:
    code = (
        "import json, sys\nfrom reports import render\nfacts = json.loads(sys.argv[1])\nseen = []\n"
        "sys.addaudithook(lambda event, given: seen.append([event, str(given[0])])"
        " if event == 'open' or event.startswith('socket') else None)\n"
        "render('circular', facts)\nprint(json.dumps(seen))"
    )
    facts = json.dumps(make_facts(body=[{"text": HOSTILE["local picture"]}]))
    done = subprocess.run(
        [sys.executable, "-c", code, facts], cwd=ROOT, capture_output=True, text=True, check=True
    )
    opened = [path for event, path in json.loads(done.stdout) if event == "open"]
    sockets = [event for event, _ in json.loads(done.stdout) if event != "open"]
    foreign = [
        path
        for path in opened
        if not re.search(r"reports/fonts/|\.pyc?$|site-packages|lib/python|\.dist-info", path)
    ]
    assert (sockets, foreign) == ([], [])
