"""The words of a reporter's identity: who asks to open or erase it, and what became of that."""

from __future__ import annotations

from app.enums import Word


class IdentityRequestKind(Word):
    """What a second person is asked to approve."""

    REVEAL = ("reveal", "查看身份")
    EXPORT = ("export", "导出个人信息")


class IdentityRequestState(Word):
    """Where a request stands; an approved one is used once."""

    PROPOSED = ("proposed", "待批准")
    APPROVED = ("approved", "已批准")
    REFUSED = ("refused", "不同意")
    USED = ("used", "已使用")


class ErasureGround(Word):
    """Why an identity is erased (PIPL art. 47)."""

    REQUEST = ("request", "本人要求")
    EXPIRED = ("expired", "保存期满")


class ErasureAsker(Word):
    """Who asks for an erasure (PIPL art. 45, 47, 49)."""

    SUBJECT = ("subject", "来访人本人")
    GUARDIAN = ("guardian", "监护人")
    AGENT = ("agent", "受委托的人")
    HEIR = ("heir", "已故来访人的近亲属")
    OFFICE = ("office", "本机关")


class RelayState(Word):
    """Where a question to the reporter stands."""

    OPEN = ("open", "待联系")
    ANSWERED = ("answered", "已答复")
