"""The font chain: for every role and character the face that has ink for it.

A glyph that is missing prints as a silent blank, so nothing is drawn that this
module has not found an outline for. Faces load on first use, once a process.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFError

from reports.errors import FontError
from reports.known import Known
from reports.settings import PaperSettings
from reports.ttf import PaperFont

FOLDER = Path(__file__).with_name("fonts")
ROLE_LABELS = {
    "fangsong": "仿宋",
    "kai": "楷体",
    "hei": "黑体",
    "xiaobiaosong": "小标宋",
    "song": "宋体",
}
FILES = {role: f"{role}.ttf" for role in (*ROLE_LABELS, "fangsong-extra")}
# Every chain ends with all faces that fill gaps, so each role prints the same characters.
CHAINS = {
    "fangsong": ("fangsong", "fangsong-extra", "song"),
    "kai": ("kai", "song", "fangsong", "fangsong-extra"),
    "hei": ("hei", "song", "fangsong", "fangsong-extra"),
    "xiaobiaosong": ("xiaobiaosong", "song", "fangsong", "fangsong-extra"),
    "song": ("song", "fangsong", "fangsong-extra"),
}
# Some faces draw these as narrow Latin marks; in Chinese text each fills a cell.
FULL_CELL = frozenset("“”‘’—…·")
# What ReportLab's parser raises on a file that is no font, or a broken one.
_UNREADABLE = (OSError, TTFError, struct.error, LookupError, ValueError, AssertionError)
BLANKS = frozenset(" \u3000")
SAMPLE = (
    "海兴县纪委监委办公室关于群众反映问题办理情况的通报一二三四五六七八九十，。（）〔〕0123456789"
)
RARE = "䶮㛃喆堃𬱖玥骉淼垚镕珺玗"


class FontSet:
    """The faces of one office's settings and the choice of a face for each character."""

    def __init__(self, settings: PaperSettings) -> None:
        self._paths = {role: (str(FOLDER / name), 0) for role, name in FILES.items()}
        self._own = dict(settings.fonts)
        self._fonts: dict[str, PaperFont] = {}
        self._chosen = {role: Known(partial(self._search, role)) for role in CHAINS}
        self._widths = {role: Known(partial(self._width, role)) for role in CHAINS}
        self._advances: dict[tuple[str, float, float], Known[str, float]] = {}

    def font(self, key: str) -> PaperFont:
        """Return the loaded font of `role`, `fangsong-extra` or `own:<role>`."""
        if key not in self._fonts:
            path, index = self._location(key)
            self._fonts[key] = _load(path, index)
        return self._fonts[key]

    def _location(self, key: str) -> tuple[str, int]:
        if not key.startswith("own:"):
            return self._paths[key]
        path, _, index = self._own[key[4:]].partition("#")
        return path, int(index) if index.isdigit() else 0

    def keys(self, role: str) -> tuple[str, ...]:
        """Return the chain of a role, the office's own face first."""
        own = (f"own:{role}",) if role in self._own else ()
        return own + CHAINS[role]

    def choose(self, role: str, char: str) -> PaperFont | None:
        """Return the face that prints the character in this role, or None."""
        return self._chosen[role][char]

    def _search(self, role: str, char: str) -> PaperFont | None:
        for key in self.keys(role):
            font = self.font(key)
            if char in BLANKS and ord(char) in font.face.charToGlyph:
                return font
            if font.face.has_ink(ord(char)) and _fills_cell(font, char):
                return font
        return None

    def missing(self, text: str) -> int | None:
        """Return the index of the first character outside the chain, or None."""
        faces = list(map(self._chosen["fangsong"].__getitem__, text))
        return faces.index(None) if None in faces else None

    def widths(self, role: str) -> Known[str, float]:
        """Return the advance of each character as a share of the em."""
        return self._widths[role]

    def width(self, role: str, char: str) -> float:
        """Return the advance as a share of the em."""
        return self._widths[role][char]

    def _width(self, role: str, char: str) -> float:
        font = self.choose(role, char)
        return font.face.getCharWidth(ord(char)) / 1000 if font else 1.0

    def advances(self, role: str, size: float, tracking: float) -> Known[str, float]:
        """Return the room of each character in points; a narrow one takes half the tracking."""
        key = (role, size, tracking)
        if key not in self._advances:
            widths = self._widths[role]
            self._advances[key] = Known(
                lambda char: widths[char] * size + (tracking / 2 if char.isascii() else tracking)
            )
        return self._advances[key]

    def pieces(self, role: str, text: str) -> Iterator[tuple[PaperFont, str]]:
        """Split text into runs of one font; raise FontError where no face has ink."""
        choose = self._chosen[role].__getitem__
        if len(set(map(choose, text))) == 1 and (face := choose(text[0])) is not None:
            yield face, text
            return
        for font, chars in groupby(text, choose):
            run = "".join(chars)
            if font is None:
                raise FontError(f"字库里没有“{run[0]}”（U+{ord(run[0]):04X}）")
            yield font, run

    def ink(self, role: str, text: str) -> tuple[float, float]:
        """Return the lowest and the highest ink of a text as shares of the em."""
        inked = "".join(char for char in text if char not in BLANKS)
        boxes = [font.face.ink_box(ord(c)) for font, run in self.pieces(role, inked) for c in run]
        return min(box[1] for box in boxes), max(box[3] for box in boxes)

    def report(self) -> str:
        """Return the one-page font report: file, glyphs, rights, empty outlines, rare names."""
        lines = ["字体报告", "用途\t文件\t字形数\t空字形\t可嵌入\t缺少的样字"]
        for role, label in ROLE_LABELS.items():
            key = self.keys(role)[0]
            after = " → ".join(self._name(key) for key in self.keys(role)[1:])
            lines.append(f"{label}\t{self._describe(key)}")
            lines.append(f"\t缺字时依次用 {after}")
        lines.append(f"补字\t{self._describe('fangsong-extra')}")
        absent = {char for char in SAMPLE + RARE for role in CHAINS if not self.choose(role, char)}
        lines.append(f"人名用字 {RARE}：{'缺 ' + ''.join(absent) if absent else '全部可印'}")
        return "\n".join(lines)

    def _name(self, key: str) -> str:
        return Path(self._location(key)[0]).name

    def _describe(self, key: str) -> str:
        face = self.font(key).face
        codes = [code for code in face.charToGlyph if code >= 0x3400]
        empty = sum(not face.has_ink(code) for code in codes)
        lacks = "".join(char for char in RARE if not face.has_ink(ord(char))) or "无"
        return f"{self._name(key)}\t{len(face.charToGlyph)}\t{empty}\t是\t{lacks}"


def _fills_cell(font: PaperFont, char: str) -> bool:
    return char not in FULL_CELL or font.face.getCharWidth(ord(char)) == 1000


@cache
def _load(path: str, index: int) -> PaperFont:
    """Load one face after its checks; two settings that name one file share it."""
    name = "VE" + hashlib.sha256(f"{path}#{index}".encode()).hexdigest()[:12]
    short = Path(path).name
    try:
        font = PaperFont(name, path, index)
    except _UNREADABLE as error:
        reason = "读不出来，或者不是 TrueType 轮廓（没有 glyf 表），不能嵌入"
        raise FontError(f"字体 {short} {reason}") from error
    if font.face.embedding_rights & 2:
        raise FontError(f"字体 {short} 的许可不允许嵌入（fsType）")
    return font


@cache
def font_set(settings: PaperSettings) -> FontSet:
    """Return the process's one FontSet of these settings, with the office's faces examined."""
    fonts = FontSet(settings)
    for role, _ in settings.fonts:
        fonts.font(f"own:{role}")
    return fonts
