"""Comments of the framework's own tables, so that nothing in the database is unexplained."""

from __future__ import annotations

import sqlalchemy as sa

# The framework declares these tables; the product uses only ab_user of them.
TABLES = {
    "ab_api_key": "框架：接口密钥（未启用）",
    "ab_group": "框架：用户组（未启用）",
    "ab_group_role": "框架：用户组的角色（未启用）",
    "ab_permission": "框架：权限名（未启用，权限见 app/permissions.py）",
    "ab_permission_view": "框架：权限与页面（未启用）",
    "ab_permission_view_role": "框架：角色的权限（未启用）",
    "ab_register_user": "框架：自助注册（未启用）",
    "ab_role": "框架：角色（未启用，角色见 role_assignment）",
    "ab_user": "账号",
    "ab_user_group": "框架：用户所属组（未启用）",
    "ab_user_role": "框架：用户的角色（未启用，角色见 role_assignment）",
    "ab_view_menu": "框架：页面与菜单（未启用）",
}
COLUMNS = {
    "active": "启用",
    "changed_by_fk": "修改人",
    "changed_on": "修改时间",
    "created_by_fk": "建立人",
    "created_on": "建立时间",
    "description": "说明",
    "email": "电子邮箱（内部占位）",
    "expires_on": "失效时间",
    "fail_login_count": "框架的失败次数（未使用，见 failed_count）",
    "first_name": "名（未使用，姓名存于 last_name）",
    "group_id": "用户组",
    "id": "主键",
    "key_hash": "密钥散列",
    "key_prefix": "密钥前缀",
    "label": "显示名称",
    "last_login": "最近登录",
    "last_name": "姓名",
    "last_used_on": "最近使用",
    "login_count": "登录次数",
    "lookup_hash": "查找用散列",
    "name": "名称",
    "password": "密码散列",
    "permission_id": "权限",
    "permission_view_id": "页面权限",
    "registration_date": "注册时间",
    "registration_hash": "注册凭据散列",
    "revoked_on": "撤销时间",
    "role_id": "角色",
    "scopes": "范围",
    "user_id": "用户",
    "username": "登录名",
    "uuid": "唯一标识",
    "view_menu_id": "页面",
}


def explain(metadata: sa.MetaData) -> None:
    """Give the framework's tables and columns their comments; KeyError for a new one."""
    for name, table in metadata.tables.items():
        if not name.startswith("ab_"):
            continue
        table.comment = TABLES[name]
        for column in table.columns:
            column.comment = column.comment or COLUMNS[column.name]
