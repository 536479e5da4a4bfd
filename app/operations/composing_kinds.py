"""Every kind of paper, from what it is drafted, who fills its facts, and under which mark.

One row a paper that an officer can begin: a page, a button and a test are drawn from the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from app.enums import DocumentKind as K
from app.errors import Refused
from app.models import Problem
from app.operations import drafting, drafting_items
from app.operations.draft_words import Filled

OfItem = Callable[[Session, Problem], Filled]
OfItems = Callable[[Session, list[Problem]], Filled]


class Source(StrEnum):
    """What a draft may be filled from; each can begin as a blank sheet too."""

    ITEM = "item"
    ITEMS = "items"
    UNITS = "units"
    MEETING = "meeting"
    MONTH = "month"


@dataclass(frozen=True)
class Draftable:
    """One paper that can be begun.

    of_item fills it from one item, of_items from several of one kind; series is the setting of
    an agency mark of its own. by_unit: items of several lead units give one paper a unit, for
    no unit reads another's items.
    """

    code: str
    kind: K
    label: str
    source: Source
    of_item: OfItem | None = None
    of_items: OfItems | None = None
    series: str = ""
    by_unit: bool = False

    def fill(self, session: Session, problems: list[Problem]) -> Filled:
        """Return the facts from one item or from several; Refused where they do not fit."""
        if self.of_items is not None:
            return self.of_items(session, problems)
        if self.of_item is None or len(problems) != 1:
            raise Refused(f"{self.label}一次从一件事项起草。")
        return self.of_item(session, problems[0])

    @property
    def takes_items(self) -> bool:
        """Tell whether it can be drafted from the ledger's items."""
        return self.of_item is not None or self.of_items is not None


ITEM, ITEMS = Source.ITEM, Source.ITEMS
ALL = (
    Draftable("circular", K.CIRCULAR, "通报", Source.UNITS),
    Draftable("assignment_letter", K.ASSIGNMENT_LETTER, "交办单", ITEM, drafting.assignment),
    Draftable(
        "livelihood_letter",
        K.ASSIGNMENT_LETTER,
        "民生事项交办书",
        ITEM,
        drafting.livelihood,
        series="livelihood",
    ),
    Draftable("supervision_letter", K.SUPERVISION_LETTER, "督办函", ITEM, drafting.supervision),
    Draftable("transfer_letter", K.TRANSFER_LETTER, "转办函", ITEM, drafting_items.transfer),
    Draftable(
        "rectification_notice",
        K.RECTIFICATION_NOTICE,
        "限期整改通知书",
        ITEMS,
        of_items=drafting_items.rectification,
    ),
    Draftable(
        "acceptance_notice", K.ACCEPTANCE_NOTICE, "受理告知书", ITEM, drafting_items.acceptance
    ),
    Draftable(
        "rejection_notice", K.REJECTION_NOTICE, "不予受理告知书", ITEM, drafting_items.rejection
    ),
    Draftable("reply", K.REPLY, "答复意见书", ITEM, drafting_items.reply),
    Draftable("extension_notice", K.EXTENSION_NOTICE, "延期告知书", ITEM, drafting_items.extension),
    Draftable(
        "proposal", K.PROPOSAL, "建议书", ITEMS, of_items=drafting_items.proposal, by_unit=True
    ),
    Draftable("minutes", K.MINUTES, "会议纪要", Source.MEETING),
    Draftable("monthly_report", K.MONTHLY_REPORT, "月度运行报告", Source.MONTH),
    Draftable("publicity", K.PUBLICITY, "公示", ITEMS, of_items=drafting_items.publicity),
)
DRAFTABLE: Mapping[str, Draftable] = {one.code: one for one in ALL}
