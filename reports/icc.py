"""An sRGB colour profile (ICC.1:2001), built here so that its bytes never change with a library."""

from __future__ import annotations

import struct
from functools import cache

# IEC 61966-2-1 with its primaries adapted to the D50 of the profile connection space.
_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_STEPS = 64
_TEXT = b"sRGB IEC61966-2.1"
_HEADER = 128
_ENTRY = 12


@cache
def srgb_profile() -> bytes:
    """Return the profile: a matrix and one tone curve for the three channels."""
    curve = _curve()
    tags = [(b"desc", _description()), (b"cprt", b"text" + bytes(4) + b"public domain\0")]
    tags += [(b"wtpt", _xyz(_WHITE)), *((name, _xyz(xyz)) for name, xyz in _PRIMARIES.items())]
    shared = [b"rTRC", b"gTRC", b"bTRC"]
    place = _HEADER + 4 + _ENTRY * (len(tags) + len(shared))
    table, data = b"", b""
    for name, content in [*tags, (b"", curve)]:
        padded = content + bytes(-len(content) % 4)
        for tag in [name] if name else shared:
            table += tag + struct.pack(">II", place + len(data), len(content))
        data += padded
    body = struct.pack(">I", len(tags) + len(shared)) + table + data
    return _header(_HEADER + len(body)) + body


def _header(size: int) -> bytes:
    """Return the 128 bytes of the header: version 2.1, a display, RGB to XYZ."""
    date = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    start = struct.pack(">I4sI", size, bytes(4), 0x02100000) + b"mntrRGB XYZ " + date
    white = b"".join(_fixed(value) for value in _WHITE)
    found = start + b"acsp" + bytes(28) + white
    return found + bytes(_HEADER - len(found))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(_fixed(value) for value in values)


def _description() -> bytes:
    text = _TEXT + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)


def _curve() -> bytes:
    """Return the tone curve at 64 steps; readers interpolate between them."""
    values = [_linear(step / (_STEPS - 1)) for step in range(_STEPS)]
    numbers = struct.pack(f">{_STEPS}H", *(round(value * 65535) for value in values))
    return b"curv" + bytes(4) + struct.pack(">I", _STEPS) + numbers


def _linear(value: float) -> float:
    if value <= 0.04045:
        return value / 12.92
    return float(((value + 0.055) / 1.055) ** 2.4)
