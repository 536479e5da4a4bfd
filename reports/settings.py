"""What an office may set for its papers; read from the environment only when a caller asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.seal import Seal

FONT_VARIABLES = {
    "fangsong": "FONT_FANGSONG",
    "kai": "FONT_KAI",
    "hei": "FONT_HEI",
    "xiaobiaosong": "FONT_XIAOBIAOSONG",
    "song": "FONT_SONG",
}


@dataclass(frozen=True)
class PaperSettings:
    """Hold the fonts and habits of one office.

    `fonts` pairs a role with `path` or `path#index` of a .ttc; `ink` is `screen`
    (RGB red) or `print` (CMYK Y80 M80); `imprint_page` is `last` or `even`
    (GB/T 9704-2012 7.4: the 版记 stands on the last, in duplex an even page);
    `seal` is the image that `"seal": "image"` of the facts prints.
    """

    fonts: tuple[tuple[str, str], ...] = ()
    ink: str = "screen"
    imprint_page: str = "last"
    creator: str = "民声直通车"
    # Only whoever may print the seal gives it; fonts do not depend on it.
    seal: Seal | None = field(default=None, compare=False)


def settings_from(environ: Mapping[str, str]) -> PaperSettings:
    """Read the FONT_* variables and PAPER_INK, PAPER_IMPRINT_PAGE from a mapping."""
    fonts = tuple(
        (role, environ[name]) for role, name in FONT_VARIABLES.items() if environ.get(name)
    )
    return PaperSettings(
        fonts=fonts,
        ink=environ.get("PAPER_INK", "screen"),
        imprint_page=environ.get("PAPER_IMPRINT_PAGE", "last"),
    )
