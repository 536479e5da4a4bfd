"""Words of the public doors: codes, kiosks, the service catalogue, work in the background."""

from __future__ import annotations

from app.enums import Word


class ItemKind(Word):
    """How soon a service item is done (GB/T 39046: 1 即办, 2 承诺)."""

    INSTANT = ("instant", "即办件")
    PROMISED = ("promised", "承诺件")


class PrintKind(Word):
    """What a piece of work in the background makes."""

    PLACARDS = ("placards", "评价码牌")
    PAPERS = ("papers", "公文合订本")
    PAPER_FILES = ("paper_files", "公文压缩包")
    DRAFTS = ("drafts", "批量起草")


class PrintState(Word):
    """State of a piece of work in the background."""

    WAITING = ("waiting", "排队中")
    RUNNING = ("running", "正在制作")
    DONE = ("done", "已完成")
    CANCELLED = ("cancelled", "已取消")
    FAILED = ("failed", "没有做成")
