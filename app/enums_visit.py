"""Words of visits: why somebody went there."""

from __future__ import annotations

from app.enums import Channel, Word


class VisitKind(Word):
    """What kind of visit it was."""

    VISIT = ("visit", "走访")
    WINDOW = ("window", "领导坐窗口")
    INSPECTION = ("inspection", "明察暗访")


# Where an item comes in that a visit found.
CHANNELS = {
    VisitKind.VISIT: Channel.VISIT,
    VisitKind.WINDOW: Channel.WINDOW,
    VisitKind.INSPECTION: Channel.INSPECTION,
}
