"""Pictures of page 1 of every example for docs/papers.md: `python -m tests.reports.pictures`."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from PIL import Image

from tests.reports.samples import BUILT, ROOT, example_pdf

FOLDER = ROOT / "docs" / "img" / "papers"
DPI = 60
_COLOURS = 16


def picture(kind: str) -> Image.Image:
    """Return page 1 of a kind's example at 60 dpi in few colours."""
    page = pypdfium2.PdfDocument(example_pdf(kind))[0]
    return page.render(scale=DPI / 72).to_pil().convert("RGB").quantize(_COLOURS)


def png(kind: str) -> bytes:
    """Return the picture as a PNG."""
    out = BytesIO()
    picture(kind).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Write the pictures of every kind."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in BUILT:
        (FOLDER / f"{kind}.png").write_bytes(png(kind))


if __name__ == "__main__":
    main()
