"""Who may do what: the whole role matrix on one screen.

Letters: A all; O own unit; S units it supervises; P service track only; V own
village; M masked; D full after a stated purpose, logged; R released per case;
N non-sensitive; F own entries and open call-back tasks; c may only push in;
1 proposes, 2 approves (two persons); - nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from app.enums import Role


class Right(Enum):
    """A capability: its Chinese name and one letter for each Role, in the order of Role."""

    # fmt: off
    #                      CL AO AL DI DC DL DN TW VI DE AU SE SY
    REGISTER_ITEM       = ("A  A  -  A  -  -  A  O  V  -  -  -  -", "登记诉求")
    SEE_EVALUATIONS     = ("-  N  N  A  -  A  S  O  O  O  -  -  -", "查看评价")
    SEE_EVALUATION_TEXT = ("-  N  N  A  -  A  S  O  -  O  -  -  -", "查看文字评价")
    SEE_EVALUATOR       = ("M  M  -  M  -  M  M  -  -  -  -  -  -", "查看评价人电话")
    REVEAL              = ("D  D  -  D  -  D  D  -  -  -  -  -  -", "查看来访人身份")
    APPEAL_EVALUATION   = ("-  O  O  -  -  -  -  O  -  O  -  -  -", "申诉差评")
    DECIDE_APPEAL       = ("-  -  A  A  -  -  -  -  -  -  -  -  -", "裁定申诉")
    TRIAGE              = ("-  P  -  A  -  -  -  -  -  -  -  -  -", "拟办")
    INSTRUCT            = ("-  -  P  -  -  A  -  -  -  -  -  -  -", "批办")
    ASSIGN              = ("-  -  P  -  -  A  -  -  -  -  -  -  -", "交办改派")
    WORK                = ("-  O  O  -  -  -  -  O  -  O  -  -  -", "签收办理")
    SUBMIT              = ("-  O  O  -  -  -  -  O  -  O  -  -  -", "上报结果")
    ASK_EXTENSION       = ("-  O  O  -  -  -  -  O  -  O  -  -  -", "申请延期中止")
    APPROVE_EXTENSION   = ("-  -  -  1  -  2  -  -  -  -  -  -  -", "审批延期中止")
    RETURN              = ("-  O  O  -  -  -  -  O  -  O  -  -  -", "退单")
    VERIFY              = ("-  P  -  -  -  -  S  -  -  -  -  -  -", "核查")
    CLOSE               = ("F  -  -  A  -  -  -  -  -  -  -  -  -", "反馈办结")
    REOPEN              = ("-  -  -  1  -  2  -  -  -  -  -  -  -", "重启")
    SEE_PROBLEMS        = ("F  P  P  A  -  A  S  O  V  O  -  -  -", "查看台账")
    SEE_REPORTER        = ("M  M  -  D  -  D  D  R  -  R  -  -  -", "查看来访人")
    SEE_SUPERVISION     = ("-  P  P  A  -  A  S  O  -  O  -  -  -", "查看督办")
    SUPERVISE           = ("-  -  -  A  -  A  S  -  -  -  -  -  -", "督办")
    CLUES               = ("c  -  -  c  A  2  1  -  -  -  -  -  -", "线索")
    CLUE_DISPOSAL       = ("-  -  -  -  1  2  1  -  -  -  -  -  -", "线索处置")
    ACCOUNTABILITY      = ("-  -  -  A  A  A  S  -  -  -  -  -  -", "追责结果")
    DRAFT_REPORT        = ("-  P  -  A  -  A  -  -  -  -  -  -  -", "起草公文")
    SIGN_PAPER          = ("-  -  P  -  -  A  -  -  -  -  -  -  -", "签发公文")
    COMMITMENTS         = ("-  O  A  A  -  A  S  O  -  O  -  -  -", "公开承诺")
    CAMPAIGNS           = ("-  O  A  A  -  A  S  O  -  O  -  -  -", "专项整治")
    REGISTRY            = ("-  A  A  -  -  -  -  O  V  O  -  -  -", "窗口人员维护")
    STATISTICS          = ("-  A  A  A  -  A  A  O  V  O  -  -  -", "统计")
    EXPORT_PERSONAL     = ("-  -  -  1  -  2  -  -  -  -  -  -  -", "导出个人信息")
    RECUSAL             = ("O  O  O  O  O  A  O  O  O  O  -  -  -", "回避")
    MANAGE_USERS        = ("-  -  -  -  -  -  -  -  -  -  -  2  1", "账号参数")
    GRANT_DISCIPLINE    = ("-  -  -  -  -  2  -  -  -  -  -  2  1", "授予纪检角色")
    AUDIT               = ("-  -  -  -  -  -  -  -  -  -  A  -  -", "审计")
    BACKUP              = ("-  -  -  -  -  -  -  -  -  -  -  -  A", "备份与导入")
    MESSAGES            = ("F  P  P  A  -  A  S  O  -  O  -  -  -", "留言")
    SEE_PAPERS          = ("-  P  P  A  -  A  S  O  -  O  -  -  -", "查看公文")
    MANAGE_UNITS        = ("-  -  -  -  -  2  -  -  -  -  -  -  1", "单位维护")
    MANAGE_LISTS        = ("-  -  -  1  -  2  -  -  -  -  -  -  1", "词表与时限")
    UNLOCK              = ("-  -  -  -  -  -  -  -  -  -  -  A  -", "解锁账号")
    # fmt: on

    @property
    def label(self) -> str:
        """Return the Chinese name of the capability."""
        return self.value[1]

    def letter(self, role: Role) -> str:
        """Return the letter of one role, "-" when it has nothing."""
        return LETTERS[self][role]

    def of(self, roles: Iterable[Role]) -> frozenset[str]:
        """Return the letters that any of these roles has."""
        return frozenset(LETTERS[self][role] for role in roles) - {"-"}


LETTERS: dict[Right, dict[Role, str]] = {
    right: dict(zip(Role, right.value[0].split(), strict=True)) for right in Right
}
