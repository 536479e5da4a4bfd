"""ReportLab's TrueType font with the three cures a Chinese paper needs, each in one place.

Cures: the file is mapped and glyphs are read from it in place of copies of file and `glyf` table,
ToUnicode holds UTF-16BE in blocks of at most 100 and no zero, subsets carry only what is printed.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, chain
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts

from reports.known import Known
from reports.objects import OUTLINES, Written, add, stream

_COPIED = ("name", "OS/2", "cvt ", "fpgm", "prep")
_PADDING = (b"", bytes(3), bytes(2), bytes(1))
# A glyph's first number counts its contours; a negative one says that other glyphs make it up.
_MADE_OF_OTHERS = b"\x80"


def _set_word(table: bytes, at: int, value: int) -> bytes:
    """Return a table with the 16-bit number at this place."""
    return table[:at] + value.to_bytes(2, "big") + table[at + 2 :]


class _GlyphTable:
    """Answer slices of `glyf` from the file's bytes: the table itself is up to 9 MB."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _Pairs:
    """The advance and the left bearing of each glyph, as ReportLab's list of pairs has them."""

    def __init__(self, pairs: list[tuple[int, int]]) -> None:
        self._numbers = array("H", map(int, chain.from_iterable(pairs)))

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        return self._numbers[2 * glyph], self._numbers[2 * glyph + 1]


class PaperFace(ttfonts.TTFontFace):
    """A face that can tell whether a character leaves ink, and where."""

    def __init__(self, filename: str, validate: int = 0, subfontIndex: int = 0) -> None:  # noqa: N803 - ReportLab's name.
        super().__init__(filename, validate=validate, subfontIndex=subfontIndex)
        # Lists of numbers take ten times the room, and each search for garbage walks them.
        self.glyphPos: Sequence[int] = array("I", self.glyphPos)
        self.hmetrics: Any = _Pairs(self.hmetrics)

    def readFile(self, f: str) -> None:  # noqa: N802 - ReportLab's name.
        """Map the file: what no glyph needs stays on the disk, processes share the rest."""
        if not hasattr(self, "_ttf_data"):
            with Path(f).open("rb") as file:
                self._ttf_data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self.filename = f
        self._pos = 0

    def get_table(self, tag: str) -> Any:
        """Return a table's bytes; `glyf` as a view that is sliced glyph by glyph."""
        if tag == "glyf":
            return _GlyphTable(self._ttf_data, self.get_table_pos("glyf")[0])
        return super().get_table(tag)

    def has_ink(self, code: int) -> bool:
        """Tell whether the character's outline is not empty: a cmap entry is no proof."""
        glyph = self.charToGlyph.get(code, 0)
        return bool(glyph) and self.glyphPos[glyph + 1] > self.glyphPos[glyph]

    @cached_property
    def widths(self) -> Known[int, str]:
        """Return the width of each character as it stands in the file."""
        return Known(lambda code: str(fp_str(self.getCharWidth(code))))

    @cached_property
    def ps_name(self) -> str:
        """Return the PostScript name as it stands in the file after its slash."""
        return str(pdfdoc.PDFName((self.name + self.subfontNameX).decode("pdfdoc")))[1:]

    @cached_property
    def descriptor(self) -> str:
        """Return the font descriptor (PDF 32000-1, 9.8) up to the keys of a subset."""
        flags = self.flags & ~ttfonts.FF_NONSYMBOLIC | ttfonts.FF_SYMBOLIC
        box = fp_str(*self.bbox)
        return (
            f"<</Type /FontDescriptor /Ascent {fp_str(self.ascent)} /Descent {fp_str(self.descent)}"
            f" /CapHeight {fp_str(self.capHeight)} /Flags {flags} /FontBBox [{box}]"
            f" /ItalicAngle {fp_str(self.italicAngle)} /StemV {fp_str(self.stemV)}"
            f" /MissingWidth {fp_str(self.defaultWidth)}"
        )

    def makeSubset(self, subset: list[int]) -> bytes:  # noqa: N802 - ReportLab's name.
        """Return a font file of these characters; a glyph made of others takes ReportLab's way."""
        old = [self.charToGlyph.get(code, 0) for code in subset]
        order = list(dict.fromkeys([0, *old]))
        start, ends = self._glyf_start, self.glyphPos
        glyphs = [self._ttf_data[start + ends[at] : start + ends[at + 1]] for at in order]
        if any(glyph[:1] >= _MADE_OF_OTHERS for glyph in glyphs):
            made: bytes = super().makeSubset(subset)
            return made
        new = {glyph: place for place, glyph in enumerate(order)}
        glyphs = [glyph + _PADDING[len(glyph) % 4] for glyph in glyphs]
        places = list(accumulate(map(len, glyphs), initial=0))
        is_long = places[-1] // 2 > 0xFFFF
        words = [0, 1, 1, 0, 0, 12, 6, 10 + 2 * len(old), 0, 0, len(old), *map(new.get, old)]
        metrics = chain.from_iterable(map(self.hmetrics.__getitem__, order))
        tables = {
            **self._fixed_tables,
            "hmtx": struct.pack(f">{2 * len(order)}H", *metrics),
            "hhea": _set_word(self.get_table("hhea"), 34, len(order)),
            "maxp": _set_word(self.get_table("maxp"), 4, len(order)),
            "cmap": struct.pack(f">{len(words)}H", *words),
            "glyf": b"".join(glyphs),
            "loca": struct.pack(f">{len(places)}L", *places)
            if is_long
            else struct.pack(f">{len(places)}H", *(place // 2 for place in places)),
            "head": _set_word(self.get_table("head"), 50, int(is_long)),
        }
        maker = ttfonts.TTFontMaker()
        for tag, data in tables.items():
            maker.add(tag, data)
        file: bytes = maker.makeStream()
        return file

    @cached_property
    def _glyf_start(self) -> int:
        return int(self.get_table_pos("glyf")[0])

    @cached_property
    def _fixed_tables(self) -> dict[str, bytes]:
        """Return the tables that every subset has alike; a font may lack those of hinting."""
        found = {tag: self.get_table(tag) for tag in _COPIED if tag in self.table}
        post = self.get_table("post")[4:16]
        return {**found, "post": b"\x00\x03\x00\x00" + post + bytes(16)}

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

    def assign(self, char: str, state: ttfonts.TTFont.State) -> int:
        """Return subset (times 256) and code of a character, as `splitString` gives them."""
        code = ord(char)
        found: int | None = state.assignments.get(code)
        if found is not None:
            return found
        at: int = state.nextCode
        if not at & 0xFF:
            # Code 0 of each subset is the missing glyph.
            state.subsets.append([0])
            at += 1
        elif at & 0xFF == 32:
            # Code 32 is a blank in each subset; the first one has it already.
            if at > 32:
                state.subsets[at >> 8].append(32)
            at += 1
        if at > 32:
            state.subsets[at >> 8].append(code)
        else:
            state.subsets[0][at] = code
        state.nextCode = at + 1
        state.assignments[code] = at
        return at

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802 - ReportLab's name.
        """Add the subsets of a paper."""
        state = self._assignState(doc)
        state.frozen = 1
        fonts = doc.idToObject["BasicFonts"].dict
        for at, subset in enumerate(state.subsets):
            name = self.getSubsetInternalName(at, doc)[1:]
            fonts[name] = doc.Reference(self._subset(doc, at, name, subset))
        del self.state[doc]

    def _subset(self, doc: pdfdoc.PDFDocument, at: int, name: str, subset: list[int]) -> Written:
        """Write one subset's file and what belongs to it; return the font's own object."""
        base = f"{ttfonts.SUBSETN(at).decode()}+{self.face.ps_name}"
        data = self.face.makeSubset(subset)
        file = add(doc, stream(data, f" /Length1 {len(data)}", OUTLINES))
        described = Written(
            f"{self.face.descriptor} /FontName /{base} /FontFile2 {file}>>".encode()
        )
        unicode = stream(to_unicode_cmap(base, subset).encode())
        parts = [
            f"<</Type /Font /Subtype /TrueType /Name /{name} /BaseFont /{base}",
            f"/FirstChar 0 /LastChar {len(subset) - 1}",
            f"/Widths [{' '.join(map(self.face.widths.__getitem__, subset))}]",
            f"/FontDescriptor {add(doc, described)} /ToUnicode {add(doc, unicode)}>>",
        ]
        return Written(" ".join(parts).encode())


def to_unicode_cmap(font_name: str, subset: list[int]) -> str:
    """Return a ToUnicode CMap (PDF 32000-1, 9.10.3) that is right beyond the BMP too."""
    entries = [
        f"<{code:02X}> <{char:04X}>" if char < 0x10000 else f"<{code:02X}> <{_pair(char)}>"
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


def _pair(char: int) -> str:
    """Return a character beyond the BMP as UTF-16BE."""
    return chr(char).encode("utf-16-be").hex().upper()


def _bfchar(block: list[str]) -> list[str]:
    return [f"{len(block)} beginbfchar", *block, "endbfchar"]


# ReportLab 5.1 writes U+2C5C5 as five hex digits, which readers take for U+2C5C and a half.
ttfonts.makeToUnicodeCMap = to_unicode_cmap
