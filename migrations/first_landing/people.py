"""Accounts' rights, sessions, reporters and their messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import kept, key, points_to


def contact() -> None:
    """Make contact."""
    op.create_table(
        "contact",
        key(),
        sa.Column("uid", sa.String(32), nullable=False, comment="随机标识"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="密钥版本"),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True, comment="行密钥（已加密）"),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True, comment="姓名（密文）"),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True, comment="电话（密文）"),
        sa.Column("phone_hash", sa.String(64), nullable=True, comment="电话索引"),
        sa.Column("name_mask", sa.String(40), nullable=True, comment="来访人"),
        sa.Column("phone_mask", sa.String(40), nullable=True, comment="电话"),
        sa.Column("identity_mode", sa.String(22), nullable=False, comment="署名方式"),
        sa.Column("allow_unit_contact", sa.Boolean(), nullable=False, comment="同意承办单位联系"),
        sa.Column("purge_after", sa.Date(), nullable=True, comment="保存至"),
        sa.Column("purged_at", sa.DateTime(), nullable=True, comment="已清除"),
        *kept("contact"),
        sa.UniqueConstraint("uid", name="uq_contact_uid"),
        sa.CheckConstraint(
            "identity_mode IN ('anonymous', 'named', 'named_confidential')",
            name="ck_contact_identitymode",
        ),
        comment="来访人身份：加密保存，只有“查看身份”操作能打开并留痕",
    )
    op.create_index("ix_contact_phone_hash", "contact", ["phone_hash"])


def role_assignment() -> None:
    """Make role_assignment."""
    op.create_table(
        "role_assignment",
        key(),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="账号"),
        sa.Column("role", sa.String(13), nullable=False, comment="角色"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="起始日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="截止日期"),
        *kept("role_assignment"),
        points_to("role_assignment", "account_id", "ab_user.id"),
        points_to("role_assignment", "unit_id", "unit.id"),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "unit_id",
            "valid_from",
            name="uq_role_assignment_account_id_role_unit_id_valid_from",
        ),
        sa.CheckConstraint(
            "role IN ('CLERK', 'AB_OFF', 'AB_LEAD', 'DC_INTAKE', 'DC_CASE', 'DC_LEAD', "
            "'DC_INSP', 'TWN', 'VIL', 'DEPT', 'AUDIT', 'SEC', 'SYS')",
            name="ck_role_assignment_role",
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name="ck_role_assignment_validity"
        ),
        comment="账号的角色授予",
    )
    op.create_index("ix_role_assignment_account_id", "role_assignment", ["account_id"])


def user_session() -> None:
    """Make user_session."""
    op.create_table(
        "user_session",
        key(),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="账号"),
        sa.Column("token_hash", sa.String(64), nullable=False, comment="令牌散列"),
        sa.Column("epoch", sa.Integer(), nullable=False, comment="会话代次"),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False, comment="最近活动"),
        sa.Column("ends_at", sa.DateTime(), nullable=False, comment="最迟失效"),
        sa.Column("ended_at", sa.DateTime(), nullable=True, comment="已结束"),
        *kept("user_session"),
        points_to("user_session", "account_id", "ab_user.id"),
        sa.UniqueConstraint("token_hash", name="uq_user_session_token_hash"),
        comment="登录会话（仅存令牌的散列值）",
    )
    op.create_index("ix_user_session_account_id", "user_session", ["account_id"])


def identity_reveal() -> None:
    """Make identity_reveal."""
    op.create_table(
        "identity_reveal",
        key(),
        sa.Column("contact_id", sa.BigInteger(), nullable=False, comment="来访人"),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="查看人"),
        sa.Column("purpose", sa.String(12), nullable=False, comment="用途"),
        sa.Column("object_kind", sa.String(20), nullable=False, comment="对象"),
        sa.Column("object_id", sa.BigInteger(), nullable=False, comment="对象编号"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        *kept("identity_reveal"),
        points_to("identity_reveal", "account_id", "ab_user.id"),
        points_to("identity_reveal", "contact_id", "contact.id"),
        sa.CheckConstraint(
            "purpose IN ('callback', 'verify', 'notify', 'law')",
            name="ck_identity_reveal_revealpurpose",
        ),
        comment="身份查看记录，只增不改",
    )
    op.create_index("ix_identity_reveal_contact_id", "identity_reveal", ["contact_id"])


def message() -> None:
    """Make message."""
    op.create_table(
        "message",
        key(),
        sa.Column("message_no", sa.String(20), nullable=False, comment="留言编号"),
        sa.Column("query_code_hash", sa.String(64), nullable=False, comment="查询码散列"),
        sa.Column("channel", sa.String(21), nullable=False, comment="来源"),
        sa.Column("request_type", sa.String(16), nullable=False, comment="诉求类型"),
        sa.Column("track", sa.String(14), nullable=False, comment="办理轨道"),
        sa.Column("subject", sa.String(100), nullable=False, comment="标题"),
        sa.Column("body", sa.Text(), nullable=False, comment="留言内容"),
        sa.Column("region_code", sa.String(12), nullable=True, comment="发生地"),
        sa.Column("unit_hint", sa.String(80), nullable=False, comment="反映的单位（群众填写）"),
        sa.Column("assigned_unit_id", sa.BigInteger(), nullable=True, comment="承办单位"),
        sa.Column("unit_complained_id", sa.BigInteger(), nullable=True, comment="被反映单位"),
        sa.Column("identity_mode", sa.String(22), nullable=False, comment="署名方式"),
        sa.Column("contact_id", sa.BigInteger(), nullable=True, comment="来访人"),
        sa.Column("state", sa.String(15), nullable=False, comment="状态"),
        sa.Column("scope_decision", sa.String(21), nullable=True, comment="范围判定"),
        sa.Column("decided_by_id", sa.Integer(), nullable=True, comment="判定人"),
        sa.Column("decided_at", sa.DateTime(), nullable=True, comment="判定时间"),
        sa.Column("problem_id", sa.BigInteger(), nullable=True, comment="台账事项"),
        sa.Column("reply", sa.Text(), nullable=True, comment="答复"),
        sa.Column("replied_at", sa.DateTime(), nullable=True, comment="答复时间"),
        sa.Column("submitted_at", sa.DateTime(), nullable=False, comment="提交时间"),
        *kept("message"),
        points_to("message", "assigned_unit_id", "unit.id"),
        points_to("message", "contact_id", "contact.id"),
        points_to("message", "decided_by_id", "ab_user.id"),
        points_to("message", "problem_id", "problem.id"),
        points_to("message", "region_code", "region.code"),
        points_to("message", "unit_complained_id", "unit.id"),
        sa.UniqueConstraint("message_no", name="uq_message_message_no"),
        sa.UniqueConstraint("query_code_hash", name="uq_message_query_code_hash"),
        sa.CheckConstraint(
            "channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', "
            "'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', "
            "'inspection', 'hotline_12345', 'superior', 'media', 'import')",
            name="ck_message_channel",
        ),
        sa.CheckConstraint(
            "identity_mode IN ('anonymous', 'named', 'named_confidential')",
            name="ck_message_identitymode",
        ),
        sa.CheckConstraint(
            "state IN ('received', 'accepted', 'transferred', 'replied', 'closed')",
            name="ck_message_messagestate",
        ),
        sa.CheckConstraint(
            "request_type IN ('consultation', 'help', 'complaint', 'report', 'suggestion', "
            "'praise')",
            name="ck_message_requesttype",
        ),
        sa.CheckConstraint(
            "scope_decision IN ('in_scope', 'to_department', 'to_12345', 'to_petition', "
            "'to_judicial', 'to_discipline', 'to_emergency', 'superior_handover', "
            "'invalid')",
            name="ck_message_scopedecision",
        ),
        sa.CheckConstraint("track IN ('service', 'discipline')", name="ck_message_track"),
        comment="群众留言",
    )
    op.create_index("ix_message_assigned_unit_id", "message", ["assigned_unit_id", "submitted_at"])
    op.create_index("ix_message_region_code", "message", ["region_code"])
    op.create_index("ix_message_track_submitted_at", "message", ["track", "submitted_at", "id"])
