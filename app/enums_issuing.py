"""Words of a paper's way after its draft: the turns between drafter, checker and signer."""

from __future__ import annotations

from app.enums import Word


class PaperAct(Word):
    """One turn of a paper; who did it and his words stay on the paper's page."""

    SENT = ("sent", "送审")
    PASSED = ("passed", "核稿同意")
    RETURNED = ("returned", "退回修改")
    EDITED = ("edited", "改稿")
    SIGNED = ("signed", "签发")
    ISSUED = ("issued", "印发")
    WITHDRAWN = ("withdrawn", "撤销")
    VOIDED = ("voided", "作废")
