"""`python -m benchmarks [ITEM …]`: run the named items, or all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable

from benchmarks import (
    evaluating,
    figures,
    listing,
    lookup,
    printing,
    report,
    ticking,
    transition,
    traps,
)


def run_list() -> None:
    """Measure the ledger list and write its table."""
    figures = listing.run()
    lines = listing.verdicts(figures)
    print("\n".join(lines))
    report.write_list(figures, lines)


def run_traps() -> None:
    """Measure the framework's traps and write their table."""
    report.write_traps(traps.run())


def run_tick() -> None:
    """Measure a pass of the supervision ladder and write its table."""
    figures = ticking.run()
    lines = ticking.verdicts(figures)
    print("\n".join(lines))
    report.write_tick(figures, lines)


def run_transition() -> None:
    """Measure the ledger's transitions and write their table."""
    report.write_transition(transition.run())


def run_lookup() -> None:
    """Measure the look-up of known and unknown codes and write its table."""
    report.write_lookup(lookup.run())


def run_evaluate() -> None:
    """Measure accepted evaluations and write their table."""
    report.write_evaluate(evaluating.run())


def run_paper() -> None:
    """Measure papers beside other engines and write their table."""
    figures = printing.run()
    lines = printing.verdicts(figures)
    print("\n".join(lines))
    report.write_paper(figures, lines)


def run_figures() -> None:
    """Measure the figures of dashboards and write their table."""
    found = figures.run()
    lines = figures.verdicts(found)
    print("\n".join(lines))
    report.write_figures(found, lines)


ITEMS: dict[str, Callable[[], None]] = {
    "list": run_list,
    "traps": run_traps,
    "tick": run_tick,
    "transition": run_transition,
    "lookup": run_lookup,
    "evaluate": run_evaluate,
    "paper": run_paper,
    "figures": run_figures,
}


def main(names: list[str]) -> int:
    """Run the items; 2 for a name that is none."""
    unknown = [name for name in names if name not in ITEMS]
    if unknown:
        print(f"no such item: {', '.join(unknown)}; there are {', '.join(ITEMS)}", file=sys.stderr)
        return 2
    for name in names or ITEMS:
        ITEMS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
