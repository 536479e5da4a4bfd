"""A batch of 400 letters: one PDF and one zip from the stored prints, each in a process alone."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

import config
from app.enums_doors import PrintKind
from benchmarks import paper_engines, paper_facts

LETTERS = 400
CASES = {"one PDF": PrintKind.PAPERS, "zip": PrintKind.PAPER_FILES}
FLOOR = " (floor)"


@dataclass(frozen=True)
class BatchFigure:
    """What one file of many letters takes; memory is what it adds to its process at the peak."""

    case: str
    seconds: float
    cpu: float
    added_mb: float
    size_mb: float


def run() -> list[BatchFigure]:
    """Print 400 different letters, then bind them each way."""
    with tempfile.TemporaryDirectory() as folder:
        kind = paper_facts.KINDS["notice"]
        for number in range(1, LETTERS + 1):
            letter = paper_engines.whole(kind, paper_facts.notice(number))
            (Path(folder) / f"{number:03}.pdf").write_bytes(letter)
        cases = [name + end for name in CASES for end in ("", FLOOR)]
        figures = [_measured(name, folder) for name in cases]
    for one in figures:
        print(f"{one.case}: {one.seconds:.2f} s, {one.cpu:.2f} s of CPU, {one.size_mb:.0f} MB")
    return figures


def _measured(case: str, folder: str) -> BatchFigure:
    """Bind in a process of its own, so that its memory is known."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.batching", case, folder],
        cwd=config.ROOT,
        capture_output=True,
        check=True,
    )
    return BatchFigure(case, *map(float, done.stdout.split()[-4:]))


def _bound(case: str, files: list[Path]) -> bytes:
    """Bind as the printer does: read a few, add them, give one file."""
    # Imported here: the floors need nothing of the office's pages.
    from views.binding import BINDERS

    binder = BINDERS[CASES[case]]()
    for file in files:
        binder.add(file.name, file.read_bytes())
    return binder.data()


def _merged(files: list[Path]) -> bytes:
    """Put the pages behind one another and save: the least that one PDF takes."""
    out, stream = pikepdf.Pdf.new(), io.BytesIO()
    for file in files:
        with pikepdf.Pdf.open(file) as one:
            out.pages.extend(one.pages)
    out.save(stream)
    return stream.getvalue()


def _stored(files: list[Path]) -> bytes:
    """Put the files into a zip as they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as out:
        for file in files:
            out.write(file, file.name)
    return stream.getvalue()


def _peak() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _alone(case: str, folder: str) -> None:
    """Bind and print seconds, seconds of CPU, MB added and MB of the file."""
    files = sorted(Path(folder).glob("*.pdf"))
    floors: dict[str, Callable[[], bytes]] = {
        f"one PDF{FLOOR}": lambda: _merged(files),
        f"zip{FLOOR}": lambda: _stored(files),
    }
    work = floors.get(case) or (lambda: _bound(case, files))
    if case in CASES:
        _bound(case, files[:1])
    before, started, cpu = _peak(), time.perf_counter(), time.process_time()
    size = len(work()) / 1024 / 1024
    taken, used = time.perf_counter() - started, time.process_time() - cpu
    print(taken, used, _peak() - before, size)


if __name__ == "__main__":
    _alone(*sys.argv[1:])
