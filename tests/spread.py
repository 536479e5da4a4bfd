"""Where tests run: which pages one database is enough for, and how the work is dealt out.

Every operation, row rule, trigger, lock, migration, limit and attack runs on both databases. What
stands here looks at pages alone: their words, forms and layout come from what the operations'
own tests hold on both. The full counts (`make soak`) run them on both all the same.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

# Folders end with a slash.
PAGES = (
    "tests/browser/",
    "tests/composing/test_pages.py",
    "tests/issuing/test_pages.py",
    "tests/ladder/test_pages.py",
    "tests/views/test_paper_pages.py",
    "tests/views/test_points_pages.py",
    "tests/views/test_problem_hints.py",
    "tests/views/test_problem_look.py",
    "tests/views/test_purposes.py",
    "tests/views/test_register_form.py",
    "tests/views/test_sheet.py",
    "tests/views/test_timeline.py",
)
# Files that take long for the number of their tests, the longest first.
LONG = (
    "tests/leaks/test_matrix.py",
    "tests/leaks/test_generated.py",
    "tests/leaks/test_reading.py",
    "tests/leaks/test_oracles.py",
    "tests/test_migrations.py",
    "tests/test_serve.py",
    "tests/browser/",
    "tests/leaks/",
    "tests/test_demo.py",
    "tests/views/",
)
MUCH = 10_000


def is_page(path: str) -> bool:
    """Tell whether one database is enough for a file of tests."""
    return path.startswith(tuple(one for one in PAGES if one.endswith("/"))) or path in PAGES


class Spread(LoadScopeScheduling):  # type: ignore[misc]  # Untyped upstream.
    """Deals out files, one database after the other, the long ones first.

    A file stays whole, so that what its tests share is made once; a worker makes the template of
    each database once; and the small files at the end keep both cores busy.
    """

    def _split_scope(self, nodeid: str) -> str:
        """Return the unit of work of a test: its file on one database."""
        path, _, rest = nodeid.partition("::")
        return f"{path} postgres" if "postgres" in rest.partition("[")[2] else path

    def _assign_work_unit(self, node: Any) -> None:
        """Give a worker the next unit."""
        self.workqueue.move_to_end(min(self.workqueue, key=self._rank), last=False)
        super()._assign_work_unit(node)

    def _rank(self, unit: str) -> tuple[bool, float]:
        """Return the place of a unit."""
        place = next((n for n, path in enumerate(LONG) if unit.startswith(path)), MUCH)
        return unit.endswith(" postgres"), place - len(self.workqueue[unit]) / MUCH
