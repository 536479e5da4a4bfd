"""The framework's tables; their cascades are its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import points_to


def ab_group() -> None:
    """Make ab_group."""
    op.create_table(
        "ab_group",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("name", sa.String(100), nullable=False, comment="名称"),
        sa.Column("label", sa.String(150), nullable=True, comment="显示名称"),
        sa.Column("description", sa.String(512), nullable=True, comment="说明"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_group"),
        sa.UniqueConstraint("name", name="uq_ab_group_name"),
        comment="框架：用户组（未启用）",
    )


def ab_permission() -> None:
    """Make ab_permission."""
    op.create_table(
        "ab_permission",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("name", sa.String(100), nullable=False, comment="名称"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_permission"),
        sa.UniqueConstraint("name", name="uq_ab_permission_name"),
        comment="框架：权限名（未启用，权限见 app/permissions.py）",
    )


def ab_register_user() -> None:
    """Make ab_register_user."""
    op.create_table(
        "ab_register_user",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column(
            "first_name", sa.String(64), nullable=False, comment="名（未使用，姓名存于 last_name）"
        ),
        sa.Column("last_name", sa.String(64), nullable=False, comment="姓名"),
        sa.Column("username", sa.String(128), nullable=False, comment="登录名"),
        sa.Column("password", sa.String(256), nullable=True, comment="密码散列"),
        sa.Column("email", sa.String(320), nullable=False, comment="电子邮箱（内部占位）"),
        sa.Column("registration_date", sa.DateTime(), nullable=True, comment="注册时间"),
        sa.Column("registration_hash", sa.String(256), nullable=True, comment="注册凭据散列"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_register_user"),
        sa.UniqueConstraint("email", name="uq_ab_register_user_email"),
        sa.UniqueConstraint("username", name="uq_ab_register_user_username"),
        comment="框架：自助注册（未启用）",
    )


def ab_role() -> None:
    """Make ab_role."""
    op.create_table(
        "ab_role",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("name", sa.String(64), nullable=False, comment="名称"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_role"),
        sa.UniqueConstraint("name", name="uq_ab_role_name"),
        comment="框架：角色（未启用，角色见 role_assignment）",
    )


def ab_user() -> None:
    """Make ab_user."""
    op.create_table(
        "ab_user",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column(
            "first_name", sa.String(64), nullable=False, comment="名（未使用，姓名存于 last_name）"
        ),
        sa.Column("last_name", sa.String(64), nullable=False, comment="姓名"),
        sa.Column("username", sa.String(128), nullable=False, comment="登录名"),
        sa.Column("password", sa.String(256), nullable=True, comment="密码散列"),
        sa.Column("active", sa.Boolean(), nullable=True, comment="启用"),
        sa.Column("email", sa.String(320), nullable=False, comment="电子邮箱（内部占位）"),
        sa.Column("last_login", sa.DateTime(), nullable=True, comment="最近登录"),
        sa.Column("login_count", sa.Integer(), nullable=True, comment="登录次数"),
        sa.Column(
            "fail_login_count",
            sa.Integer(),
            nullable=True,
            comment="框架的失败次数（未使用，见 failed_count）",
        ),
        sa.Column("created_on", sa.DateTime(), nullable=True, comment="建立时间"),
        sa.Column("changed_on", sa.DateTime(), nullable=True, comment="修改时间"),
        sa.Column("created_by_fk", sa.Integer(), nullable=True, comment="建立人"),
        sa.Column("changed_by_fk", sa.Integer(), nullable=True, comment="修改人"),
        sa.Column("unit_id", sa.BigInteger(), nullable=True, comment="单位"),
        sa.Column("title", sa.String(40), nullable=False, comment="职务"),
        sa.Column("status", sa.String(12), nullable=False, comment="状态"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="会话代次"),
        sa.Column("must_change", sa.Boolean(), nullable=False, comment="须改密码"),
        sa.Column("failed_count", sa.Integer(), nullable=False, comment="连续失败次数"),
        sa.Column("locked_until", sa.DateTime(), nullable=True, comment="锁定至"),
        sa.Column("is_demo", sa.Boolean(), nullable=False, comment="演示账号"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_user"),
        sa.ForeignKeyConstraint(
            ["changed_by_fk"], ["ab_user.id"], name="fk_ab_user_changed_by_fk", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["created_by_fk"], ["ab_user.id"], name="fk_ab_user_created_by_fk", use_alter=True
        ),
        points_to("ab_user", "unit_id", "unit.id", in_cycle=True),
        sa.UniqueConstraint("email", name="uq_ab_user_email"),
        sa.UniqueConstraint("username", name="uq_ab_user_username"),
        sa.CheckConstraint("status IN ('active', 'disabled')", name="ck_ab_user_accountstatus"),
        comment="账号",
    )


def ab_view_menu() -> None:
    """Make ab_view_menu."""
    op.create_table(
        "ab_view_menu",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("name", sa.String(250), nullable=False, comment="名称"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_view_menu"),
        sa.UniqueConstraint("name", name="uq_ab_view_menu_name"),
        comment="框架：页面与菜单（未启用）",
    )


def ab_api_key() -> None:
    """Make ab_api_key."""
    op.create_table(
        "ab_api_key",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("uuid", sa.String(36), nullable=False, comment="唯一标识"),
        sa.Column("name", sa.String(256), nullable=False, comment="名称"),
        sa.Column("key_hash", sa.String(256), nullable=False, comment="密钥散列"),
        sa.Column("lookup_hash", sa.String(256), nullable=True, comment="查找用散列"),
        sa.Column("key_prefix", sa.String(16), nullable=False, comment="密钥前缀"),
        sa.Column("user_id", sa.Integer(), nullable=False, comment="用户"),
        sa.Column("scopes", sa.Text(), nullable=True, comment="范围"),
        sa.Column("active", sa.Boolean(), nullable=False, comment="启用"),
        sa.Column("created_on", sa.DateTime(), nullable=True, comment="建立时间"),
        sa.Column("expires_on", sa.DateTime(), nullable=True, comment="失效时间"),
        sa.Column("revoked_on", sa.DateTime(), nullable=True, comment="撤销时间"),
        sa.Column("last_used_on", sa.DateTime(), nullable=True, comment="最近使用"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_api_key"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name="fk_ab_api_key_user_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("lookup_hash", name="uq_ab_api_key_lookup_hash"),
        sa.UniqueConstraint("uuid", name="uq_ab_api_key_uuid"),
        comment="框架：接口密钥（未启用）",
    )
    op.create_index("idx_api_key_lookup_hash", "ab_api_key", ["lookup_hash"], unique=True)
    op.create_index("idx_api_key_prefix", "ab_api_key", ["key_prefix"])
    op.create_index("idx_api_key_user_id", "ab_api_key", ["user_id"])


def ab_group_role() -> None:
    """Make ab_group_role."""
    op.create_table(
        "ab_group_role",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("group_id", sa.Integer(), nullable=True, comment="用户组"),
        sa.Column("role_id", sa.Integer(), nullable=True, comment="角色"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_group_role"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["ab_group.id"], name="fk_ab_group_role_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["ab_role.id"], name="fk_ab_group_role_role_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("group_id", "role_id", name="uq_ab_group_role_group_id_role_id"),
        comment="框架：用户组的角色（未启用）",
    )
    op.create_index("idx_group_id", "ab_group_role", ["group_id"])
    op.create_index("idx_group_role_id", "ab_group_role", ["role_id"])


def ab_permission_view() -> None:
    """Make ab_permission_view."""
    op.create_table(
        "ab_permission_view",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("permission_id", sa.Integer(), nullable=False, comment="权限"),
        sa.Column("view_menu_id", sa.Integer(), nullable=False, comment="页面"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_permission_view"),
        sa.ForeignKeyConstraint(
            ["permission_id"], ["ab_permission.id"], name="fk_ab_permission_view_permission_id"
        ),
        sa.ForeignKeyConstraint(
            ["view_menu_id"], ["ab_view_menu.id"], name="fk_ab_permission_view_view_menu_id"
        ),
        sa.UniqueConstraint(
            "permission_id", "view_menu_id", name="uq_ab_permission_view_permission_id_view_menu_id"
        ),
        comment="框架：权限与页面（未启用）",
    )
    op.create_index("idx_permission_id", "ab_permission_view", ["permission_id"])
    op.create_index("idx_view_menu_id", "ab_permission_view", ["view_menu_id"])


def ab_user_group() -> None:
    """Make ab_user_group."""
    op.create_table(
        "ab_user_group",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("user_id", sa.Integer(), nullable=True, comment="用户"),
        sa.Column("group_id", sa.Integer(), nullable=True, comment="用户组"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_user_group"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["ab_group.id"], name="fk_ab_user_group_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name="fk_ab_user_group_user_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("user_id", "group_id", name="uq_ab_user_group_user_id_group_id"),
        comment="框架：用户所属组（未启用）",
    )
    op.create_index("idx_user_group_id", "ab_user_group", ["group_id"])
    op.create_index("idx_user_id", "ab_user_group", ["user_id"])


def ab_user_role() -> None:
    """Make ab_user_role."""
    op.create_table(
        "ab_user_role",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("user_id", sa.Integer(), nullable=True, comment="用户"),
        sa.Column("role_id", sa.Integer(), nullable=True, comment="角色"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_user_role"),
        sa.ForeignKeyConstraint(
            ["role_id"], ["ab_role.id"], name="fk_ab_user_role_role_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name="fk_ab_user_role_user_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("user_id", "role_id", name="uq_ab_user_role_user_id_role_id"),
        comment="框架：用户的角色（未启用，角色见 role_assignment）",
    )


def ab_permission_view_role() -> None:
    """Make ab_permission_view_role."""
    op.create_table(
        "ab_permission_view_role",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False, comment="主键"),
        sa.Column("permission_view_id", sa.Integer(), nullable=True, comment="页面权限"),
        sa.Column("role_id", sa.Integer(), nullable=True, comment="角色"),
        sa.PrimaryKeyConstraint("id", name="pk_ab_permission_view_role"),
        sa.ForeignKeyConstraint(
            ["permission_view_id"],
            ["ab_permission_view.id"],
            name="fk_ab_permission_view_role_permission_view_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["ab_role.id"],
            name="fk_ab_permission_view_role_role_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "permission_view_id",
            "role_id",
            name="uq_ab_permission_view_role_permission_view_id_role_id",
        ),
        comment="框架：角色的权限（未启用）",
    )
    op.create_index("idx_permission_view_id", "ab_permission_view_role", ["permission_view_id"])
    op.create_index("idx_role_id", "ab_permission_view_role", ["role_id"])
