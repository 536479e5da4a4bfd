"""Pictures of a paper's pages: what a preview shows without a PDF reader in the browser."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import pypdfium2

from reports.chart_picture import DRAWING

# Dots per point: 714 wide, sharp enough to read 仿宋 in half a screen.
SCALE = 1.2
MOST_PAGES = 4
COLOURS = 16


@dataclass(frozen=True)
class Pictures:
    """The first pages as data: addresses, and how many pages there are."""

    pages: list[str]
    total: int


def pictures(content: bytes) -> Pictures:
    """Return the first pages of a PDF as PNG pictures of few colours."""
    with DRAWING:
        document = pypdfium2.PdfDocument(content)
        try:
            total = len(document)
            images = [document[at].render(scale=SCALE).to_pil() for at in range(_shown(total))]
        finally:
            document.close()
    return Pictures([_address(image) for image in images], total)


def _shown(total: int) -> int:
    """Return how many pages are shown."""
    return min(total, MOST_PAGES)


def _address(image: object) -> str:
    """Return a picture as an address that needs no second request."""
    out = io.BytesIO()
    image.quantize(COLOURS, method=2).save(out, "PNG", compress_level=4)  # type: ignore[attr-defined]  # The library is untyped.
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
