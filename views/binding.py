"""Binders of many papers: one PDF in which each begins on a front page, or a zip of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pikepdf

from app.enums_doors import PrintKind
from app.printer import Binder
from views.printing import A4, drop_fields

# A file of an archive carries no hour: equal papers give an equal archive.
DAY = (2000, 1, 1, 0, 0, 0)


class Book:
    """One PDF of many papers with a bookmark each.

    An odd one gets a blank page, so that each begins on a front; paper that is printed on one
    side wants none.
    """

    def __init__(self, *, one_sided: bool = False) -> None:
        """Begin with no page."""
        self.out, self.one_sided = pikepdf.Pdf.new(), one_sided
        self.marks: list[tuple[str, int]] = []

    @property
    def count(self) -> int:
        """Return how many papers there are."""
        return len(self.marks)

    def add(self, name: str, content: bytes) -> None:
        """Add the pages of a paper."""
        self.marks.append((name.removesuffix(".pdf"), len(self.out.pages)))
        with pikepdf.Pdf.open(io.BytesIO(content)) as one:
            for page in one.pages:
                drop_fields(page)
            self.out.pages.extend(one.pages)
            if len(one.pages) % 2 and not self.one_sided:
                self.out.add_blank_page(page_size=A4)

    def data(self) -> bytes:
        """Return the file; equal papers give equal bytes."""
        stream = io.BytesIO()
        with self.out.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(name, page) for name, page in self.marks)
        streams = pikepdf.ObjectStreamMode.generate
        self.out.save(stream, deterministic_id=True, object_stream_mode=streams)
        return stream.getvalue()


class Archive:
    """A zip of papers; names outside ASCII carry the UTF-8 flag, which zipfile sets itself."""

    def __init__(self, *, one_sided: bool = False) -> None:
        """Begin with no file; a PDF is compressed already, so it is only stored."""
        self.stream = io.BytesIO()
        self.out = zipfile.ZipFile(self.stream, "w", zipfile.ZIP_STORED)
        self.names: set[str] = set()

    def add(self, name: str, content: bytes) -> None:
        """Add a paper under its name; a second one of that name is counted."""
        stem, dot, suffix = name.rpartition(".")
        count = 2
        while name in self.names:
            name, count = f"{stem}（{count}）{dot}{suffix}", count + 1
        self.names.add(name)
        self.out.writestr(zipfile.ZipInfo(name, DAY), content)

    def data(self) -> bytes:
        """Return the archive."""
        self.out.close()
        return self.stream.getvalue()


BINDERS: Mapping[PrintKind, Callable[..., Binder]] = {
    PrintKind.PAPERS: Book,
    PrintKind.PAPER_FILES: Archive,
}
