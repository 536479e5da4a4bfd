"""Words of recusal: why somebody keeps away, who said so, and what was decided."""

from __future__ import annotations

from app.enums import Word


class RecusalGround(Word):
    """Why a person or unit must keep away (监察法 art. 67, 信访工作条例 art. 28)."""

    PARTY = ("party", "本人（本单位）就是当事人")
    RELATIVE = ("relative", "与当事人是近亲属")
    WITNESS = ("witness", "担任过证人")
    INTEREST = ("interest", "有利害关系")
    OTHER = ("other", "其他可能影响公正的情形")


class RecusalSource(Word):
    """Who said that somebody must keep away."""

    SELF = ("self", "本人申请")
    SYSTEM = ("system", "按规定自动回避")
    REPORTER = ("reporter", "来访人要求")


class RecusalState(Word):
    """Where a recusal stands; the person is off the item until it is refused."""

    ASKED = ("asked", "待决定")
    GRANTED = ("granted", "已回避")
    REFUSED = ("refused", "未同意")
