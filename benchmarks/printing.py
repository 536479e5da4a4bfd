"""Papers: ours beside its floor, typst and WeasyPrint, in turns; CPU time, and memory a worker."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import config
from benchmarks import paper_engines, paper_facts, paper_floor

ROUNDS = {"notice": 60, "report": 10}
# WeasyPrint takes seconds for a report: a few rounds tell as much.
FEW = 3
ENGINES = ("floor", "drawing", "whole", "typst", "WeasyPrint")


@dataclass(frozen=True)
class Figure:
    """Median CPU milliseconds of one paper by one engine, and the peak memory of its process."""

    paper: str
    engine: str
    ms: float
    floor: float
    memory_mb: float

    @property
    def ratio(self) -> float:
        """Return how many times the floor it takes."""
        return self.ms / self.floor


def run() -> list[Figure]:
    """Measure both papers by every engine."""
    with tempfile.TemporaryDirectory() as folder:
        engines = {
            "drawing": paper_engines.drawing,
            "whole": paper_engines.whole,
            "typst": paper_engines.typst_engine(Path(folder)),
            "WeasyPrint": paper_engines.weasyprint_engine(Path(folder)),
        }
        memory = {name: peak(name) for name in engines}
        figures = []
        for paper in paper_facts.FACTS:
            figures += _measured(paper, engines, memory)
    for one in figures:
        print(f"{one.paper} {one.engine}: {one.ms:.2f} ms, {one.ratio:.2f} x the floor")
    return figures


def _measured(
    paper: str, engines: dict[str, paper_engines.Engine], memory: dict[str, float]
) -> list[Figure]:
    """Time one paper in turns; each round prints one that says something else."""
    kind, taken = paper_facts.KINDS[paper], {name: list[float]() for name in ENGINES}
    for number in range(1, ROUNDS[paper] + 2):
        facts = paper_facts.FACTS[paper](number)
        calls = paper_floor.recorded(kind, facts)
        works: dict[str, Callable[[], object]] = {"floor": partial(paper_floor.replay, calls)}
        for name, engine in engines.items():
            if name != "WeasyPrint" or paper == "notice" or number <= FEW + 1:
                works[name] = partial(engine, kind, facts)
        for name, work in works.items():
            gc.collect()
            started = time.process_time()
            work()
            # The first round loads fonts and fills caches.
            if number > 1:
                taken[name].append((time.process_time() - started) * 1000)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    return [
        Figure(paper, name, ms, medians["floor"], memory.get(name, 0.0))
        for name, ms in medians.items()
    ]


def peak(engine: str) -> float:
    """Return the peak memory, in MB, of a process that prints 20 notices and 2 reports."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.printing", engine],
        cwd=config.ROOT,
        capture_output=True,
        check=True,
    )
    return int(done.stdout.split()[-1]) / 1024


def _alone(name: str) -> None:
    """Print papers by one engine and say how much memory the process took."""
    with tempfile.TemporaryDirectory() as folder:
        makers: dict[str, Callable[[Path], paper_engines.Engine]] = {
            "drawing": lambda _: paper_engines.drawing,
            "whole": lambda _: paper_engines.whole,
            "typst": paper_engines.typst_engine,
            "WeasyPrint": paper_engines.weasyprint_engine,
        }
        engine = makers[name](Path(folder))
        for paper, count in (("notice", 20), ("report", 2)):
            for number in range(1, count + 1):
                engine(paper_facts.KINDS[paper], paper_facts.FACTS[paper](number))
    # Not getrusage: its peak is that of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def verdicts(figures: list[Figure]) -> list[str]:
    """Say of each aim whether it is met."""
    by = {(one.paper, one.engine): one for one in figures}
    lines = []
    for paper in paper_facts.FACTS:
        ours, typst = by[paper, "drawing"], by[paper, "typst"]
        lines += [
            f"{paper}: drawing {ours.ratio:.2f} x the floor (aim 1.3), "
            f"{ours.ms / typst.ms:.2f} x typst (aim below 1)"
        ]
    drawn, whole = by["notice", "drawing"], by["notice", "whole"]
    lines.append(
        f"notices a second and core: {1000 / drawn.ms:.0f} drawn (aim 100), "
        f"{1000 / whole.ms:.0f} tagged and PDF/A (aim 30)"
    )
    lines.append(f"memory of a paper worker: {whole.memory_mb:.0f} MB (aim 80)")
    return lines


if __name__ == "__main__":
    _alone(sys.argv[1])
