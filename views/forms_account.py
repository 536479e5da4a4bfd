"""The forms of the pages around accounts: an account, a grant, a stand-in."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms.validators import Optional

from app import clock
from app.enums import Role
from app.enums_account import CONTROL, DISCIPLINE
from app.operations import tokens
from views.fields import Clean, Must, OfficeForm, UnitField, Within

OFF = {"autocomplete": "off"}


class AccountForm(OfficeForm):
    """Who works where."""

    name = wtforms.StringField("姓名", [Must("请填写姓名。"), Clean(40)], render_kw=OFF)
    unit_id = UnitField(
        "单位", [Must("请填写单位。")], description="输入单位名称或拼音，从列表中选"
    )
    title = wtforms.StringField(
        "职务", [Clean(40)], description="例如 高湾镇民声专干", render_kw=OFF
    )


class NewAccountForm(AccountForm):
    """A new account."""

    username = wtforms.StringField(
        "账号名",
        [Must("请填写账号名。"), Clean(30)],
        description="登录时输入的名字：小写字母开头，只用小写字母、数字和 _ . -，建立以后不能改",
        render_kw={**OFF, "autofocus": True},
    )


class GrantForm(OfficeForm):
    """A role for a time."""

    role = wtforms.SelectField("岗位", choices={"": "请选择", **{r.value: r.label for r in Role}})
    valid_from = wtforms.DateField("起始日期", [Must("请填写起始日期。")])
    valid_to = wtforms.DateField(
        "截止日期", [Optional()], description="长期的不填；临时的填最后一天"
    )

    def __init__(self, formdata: Any = None) -> None:
        """Begin today."""
        super().__init__(formdata, valid_from=clock.today())


class StandInForm(OfficeForm):
    """Who acts for me, in what, until when, and why."""

    role = wtforms.SelectField("代理哪个岗位")
    to_account_id = wtforms.SelectField("由谁代理", description="只能是本单位的人")
    valid_from = wtforms.DateField("起始日期", [Must("请填写起始日期。")])
    valid_to = wtforms.DateField("截止日期", [Must("请填写截止日期。")])
    reason = wtforms.StringField(
        "事由",
        [Must("请写明事由。"), Clean(100)],
        description="例如 外出培训；不写群众的姓名和诉求",
        render_kw=OFF,
    )

    def __init__(
        self, formdata: Any, roles: dict[str, str], people: list[tuple[int, str]], most: int
    ) -> None:
        """Offer the own roles and the colleagues."""
        super().__init__(formdata, valid_from=clock.today(), valid_to=clock.today())
        self.role.choices = roles
        self.to_account_id.choices = {
            "": "请选择",
            **{str(account_id): name for account_id, name in people},
        }
        self.valid_to.description = f"最后一天；一次最多 {most} 天"


class TokenForm(OfficeForm):
    """Which system reads what, in whose name, and for how long."""

    name = wtforms.StringField(
        "系统名称",
        [Must("请写明系统名称。"), Clean(40)],
        description="对方系统叫什么，例如 大数据平台",
        render_kw={**OFF, "autofocus": True},
    )
    unit_id = UnitField(
        "单位", [Must("请填写单位。")], description="令牌只看得到这个单位看得到的；输入名称或拼音"
    )
    role = wtforms.SelectField(
        "岗位",
        [Must("请选择岗位。")],
        choices={
            "": "请选择",
            **{r.value: r.label for r in Role if r not in CONTROL | DISCIPLINE},
        },
        description="按这个岗位的权限给数据；纪检岗位的令牌只能在服务器上建立",
    )
    scopes = wtforms.SelectMultipleField(
        "范围", [Must("请至少选一项。")], description="没有选的表，对方打不开"
    )
    days = wtforms.IntegerField(
        "有效期（天）",
        [Must("请填写有效期。"), Within(1, tokens.LONGEST_DAYS)],
        description=f"最长 {tokens.LONGEST_DAYS} 天，到期自动失效",
    )

    def __init__(self, formdata: Any = None) -> None:
        """Offer every scope; a quarter of a year is the rule."""
        super().__init__(formdata, days=90)
        self.scopes.choices = tokens.offered()
