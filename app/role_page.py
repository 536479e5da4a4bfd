"""The page of the manual that tells the matrix of roles, written from permissions.py."""

from __future__ import annotations

from pathlib import Path

from app.enums import Role
from app.enums_account import CONTROL, DISCIPLINE
from app.permissions import LETTERS, Right

PATH = Path(__file__).resolve().parent.parent / "docs" / "manual" / "roles.md"
WORDS = {
    "A": "全部",
    "O": "本单位",
    "S": "所联系的单位",
    "P": "仅服务事项",
    "V": "本村",
    "M": "遮住的",
    "D": "看全，留痕",
    "R": "逐件放开",
    "N": "不敏感的",
    "F": "自己的和待回访的",
    "c": "只能转入",
    "1": "提出",
    "2": "批准",
}
MEANINGS = {
    "O": "本单位办理、办理过或登记的",
    "S": "按监督联系关系归这个室、组联系的单位的",
    "P": "服务轨道的，不含纪检监察事项",
    "M": "姓名、电话遮住一部分",
    "D": "先写明用途，再看姓名、电话；每次都留痕",
    "R": "平时看不到，逐件放开才看得到",
    "N": "不含标为敏感的",
    "F": "自己登记的，和等着回访的服务事项",
    "c": "只能转进去，转入以后看不到",
    "1": "提出以后，要由“批准”的人批准才生效",
    "2": "批准别人提出的，不能批准自己提出的",
}
HEAD = """\
# 岗位和权限
<!-- 由 flask roles write 从 app/permissions.py 写成，不要手改。 -->

十三个岗位各能做什么。登录以后看不到的按钮、打不开的页面，都是这张表决定的。

- 一个账号可以有几个岗位，权限相加；另有规定的除外。
- {control}互相排斥，也不能兼办业务，看不到群众的诉求；要换岗位的，另建账号。
- {discipline}只授予县纪委监委、内设室、派驻组的账号。
- 授予岗位要两个人：系统管理员提出，安全管理员批准；纪检岗位也可以由纪委领导批准。

表里的话（空格是没有这项权限）：
"""


def text() -> str:
    """Return the page; the same matrix gives the same bytes."""
    head = HEAD.format(control=_named(CONTROL), discipline=_named(DISCIPLINE))
    legend = "".join(f"- {WORDS[letter]}：{said}。\n" for letter, said in MEANINGS.items())
    parts = [head + legend, _overview(), *(_role(role) for role in Role)]
    return "\n".join(parts)


def _named(roles: frozenset[Role]) -> str:
    """Return roles in words, in their order."""
    return "、".join(role.label for role in Role if role in roles)


def _overview() -> str:
    """Return the whole matrix as one table."""
    head = "| 能做什么 | " + " | ".join(role.label for role in Role) + " |\n"
    line = "|---" * (len(Role) + 1) + "|\n"
    rows = (
        f"| {right.label} | " + " | ".join(_word(right, role) for role in Role) + " |\n"
        for right in Right
    )
    return "## 一张表\n" + head + line + "".join(rows)


def _word(right: Right, role: Role) -> str:
    """Return one cell in words."""
    return WORDS.get(LETTERS[right][role], "")


def _role(role: Role) -> str:
    """Return what one role may do, one line a right."""
    held = [right for right in Right if LETTERS[right][role] != "-"]
    lines = "".join(f"- {right.label}：{_word(right, role)}\n" for right in held)
    return f"## {role.label}（`{role.value}`）\n{lines}"
