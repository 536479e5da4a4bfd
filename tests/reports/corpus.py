"""Random but repeatable official Chinese with everything that makes line breaking hard."""

from __future__ import annotations

from random import Random

WORDS = (
    "群众反映",
    "办理",
    "情况",
    "责任单位",
    "高湾镇",
    "县民政局",
    "逾期",
    "整改",
    "落实",
    "监督检查室",
    "民声直通车",
    "结婚登记",
    "户口簿",
    "道路硬化",
    "排水沟",
    "自来水",
    "电费",
    "补贴",
    "公示",
    "核查",
    "约谈",
    "通报",
    "书面说明",
    "主要负责人",
    "依规依纪",
    "佐证材料",
    "回访",
    "满意率",
    "村民委员会",
    "孔庄子村",
    "工作日",
    "会商",
    "协办",
    "首次联系",
    "反映人",
    "登记档案",
    "是否",
    "已经",
    "应当",
    "不得",
    "并",
    "及",
    "的",
    "在",
    "由",
    "对",
    "将",
    "为",
)
_NUMBERS = ("2026年10月9日", "94.9%", "1,234.56元", "0317-6621234", "第12号", "3个", "37天")
_LATIN = (
    "ABC",
    "Wi-Fi",
    "COVID-19",
    "https://www.example.gov.cn/art/2026/10/9/art_1234_567890.html?id=12&page=3",
    "office@example.gov.cn",
    "PDF/A-2u",
    "GB/T 9704-2012",
)
_QUOTED = (
    "“{}”",
    "《{}》",
    "（{}）",
    "‘{}’",
    "【{}】",
    "〔{}〕",
    "《关于“{}”的通知》",
    "（以下简称“{}”）",
)
_MARKS = "，，，，；：、。？！"


def paragraph(random: Random, length: int = 120) -> str:
    """Return one paragraph of about `length` characters."""
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        parts.append(_phrase(random))
        if random.random() < 0.3:
            parts.append(random.choice(_MARKS))
    return "".join(parts).rstrip(_MARKS) + random.choice(("。", "。”", "……", "？", "！", "：", ""))


def _phrase(random: Random) -> str:
    draw = random.random()
    if draw < 0.12:
        return random.choice(_NUMBERS)
    if draw < 0.18:
        return random.choice(_LATIN)
    if draw < 0.3:
        return random.choice(_QUOTED).format(random.choice(WORDS))
    if draw < 0.34:
        return random.choice(("——", "……", "·"))
    return random.choice(WORDS)
