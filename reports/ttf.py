"""ReportLab's TrueType font with the three cures a Chinese paper needs, each in one place.

Cures: the file is mapped and glyphs are read from it in place of copies of file and `glyf` table,
ToUnicode holds UTF-16BE in blocks of at most 100 and no zero, subsets carry only what is printed.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts


class _GlyphTable:
    """Answer slices of `glyf` from the file's bytes: the table itself is up to 9 MB."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class PaperFace(ttfonts.TTFontFace):
    """A face that can tell whether a character leaves ink, and where."""

    def readFile(self, f: str) -> None:  # noqa: N802 - ReportLab's name.
        """Map the file: what no glyph needs stays on the disk, processes share the rest."""
        if not hasattr(self, "_ttf_data"):
            with Path(f).open("rb") as file:
                self._ttf_data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self.filename = f
        self._pos = 0

    def get_table(self, tag: str) -> bytes | _GlyphTable:
        """Return a table's bytes; `glyf` as a view that is sliced glyph by glyph."""
        if tag == "glyf":
            return _GlyphTable(self._ttf_data, self.get_table_pos("glyf")[0])
        table: bytes = super().get_table(tag)
        return table

    def has_ink(self, code: int) -> bool:
        """Tell whether the character's outline is not empty: a cmap entry is no proof."""
        glyph = self.charToGlyph.get(code, 0)
        return bool(glyph) and self.glyphPos[glyph + 1] > self.glyphPos[glyph]

    @property
    def embedding_rights(self) -> int:
        """Return OS/2 fsType; bit 1 forbids embedding."""
        return int(struct.unpack(">H", self.get_table("OS/2")[8:10])[0])

    def ink_box(self, code: int) -> tuple[float, float, float, float]:
        """Return x0, y0, x1, y1 of the outline as shares of the em."""
        start = self.get_table_pos("glyf")[0] + self.glyphPos[self.charToGlyph[code]]
        box = struct.unpack(">4h", self._ttf_data[start + 2 : start + 10])
        x0, y0, x1, y1 = (value / self.unitsPerEm for value in box)
        return x0, y0, x1, y1


class PaperFont(ttfonts.TTFont):
    """A font whose face is a PaperFace; TTFont itself names its face class in its code."""

    def __init__(self, name: str, path: str, index: int = 0) -> None:
        self.fontName = name
        self.face = PaperFace(path, subfontIndex=index)
        self.encoding = ttfonts.TTEncoding()
        self.state: WeakKeyDictionary[object, ttfonts.TTFont.State] = WeakKeyDictionary()
        # A readable first subset would embed the whole of ASCII in every paper.
        self._asciiReadable = False
        self.shapable = False
        pdfmetrics.registerFont(self)

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802 - ReportLab's name.
        """Add the subsets of a paper, their widths written at once and not number by number."""
        count = len(self.state[doc].subsets) if doc in self.state else 0
        names = [self.getSubsetInternalName(at, doc)[1:] for at in range(count)]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name in names:
            widths = fonts[name].Widths.sequence
            fonts[name].Widths = f"[ {' '.join(map(str, widths))} ]"


def to_unicode_cmap(font_name: str, subset: list[int]) -> str:
    """Return a ToUnicode CMap (PDF 32000-1, 9.10.3) that is right beyond the BMP too."""
    entries = [
        f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>"
        for code, char in enumerate(subset)
        if char
    ]
    blocks = [entries[at : at + 100] for at in range(0, len(entries), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(line for block in blocks for line in _bfchar(block)),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def _bfchar(block: list[str]) -> list[str]:
    return [f"{len(block)} beginbfchar", *block, "endbfchar"]


# ReportLab 5.1 writes U+2C5C5 as five hex digits, which readers take for U+2C5C and a half.
ttfonts.makeToUnicodeCMap = to_unicode_cmap
