"""Evaluations, papers, files, lists and the plumbing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import JSON, kept, key, points_to


def audit_log() -> None:
    """Make audit_log."""
    op.create_table(
        "audit_log",
        key(),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="序号"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("account_id", sa.Integer(), nullable=True, comment="账号"),
        sa.Column("role", sa.String(40), nullable=False, comment="角色"),
        sa.Column("unit_id", sa.BigInteger(), nullable=True, comment="单位"),
        sa.Column("ip", sa.String(45), nullable=True, comment="地址"),
        sa.Column("action", sa.String(40), nullable=False, comment="动作"),
        sa.Column("object_kind", sa.String(40), nullable=False, comment="对象"),
        sa.Column("object_id", sa.BigInteger(), nullable=True, comment="对象编号"),
        sa.Column("result", sa.String(20), nullable=False, comment="结果"),
        sa.Column("detail", JSON, nullable=False, comment="要素"),
        sa.Column("before_hash", sa.String(64), nullable=True, comment="前值散列"),
        sa.Column("after_hash", sa.String(64), nullable=True, comment="后值散列"),
        sa.Column("prev_hash", sa.String(64), nullable=False, comment="上一行散列"),
        sa.Column("hash", sa.String(64), nullable=False, comment="本行散列"),
        *kept("audit_log"),
        points_to("audit_log", "account_id", "ab_user.id"),
        points_to("audit_log", "unit_id", "unit.id"),
        sa.UniqueConstraint("seq", name="uq_audit_log_seq"),
        comment="审计日志：链式校验，只增不改；只存内容的散列值，不存内容",
    )
    op.create_index("ix_audit_log_object", "audit_log", ["object_kind", "object_id"])


def counter() -> None:
    """Make counter."""
    op.create_table(
        "counter",
        key(),
        sa.Column("series", sa.String(20), nullable=False, comment="序列"),
        sa.Column("year", sa.Integer(), nullable=False, comment="年份"),
        sa.Column("next", sa.Integer(), nullable=False, comment="下一个号"),
        *kept("counter"),
        sa.UniqueConstraint("series", "year", name="uq_counter_series_year"),
        comment="编号计数器",
    )


def idempotency() -> None:
    """Make idempotency."""
    op.create_table(
        "idempotency",
        key(),
        sa.Column("key", sa.String(64), nullable=False, comment="凭据"),
        sa.Column("location", sa.String(200), nullable=False, comment="结果地址"),
        *kept("idempotency"),
        sa.UniqueConstraint("key", name="uq_idempotency_key"),
        comment="提交凭据：同一次提交只生效一次",
    )


def outbox() -> None:
    """Make outbox."""
    op.create_table(
        "outbox",
        key(),
        sa.Column("channel", sa.String(13), nullable=False, comment="渠道"),
        sa.Column("template", sa.String(40), nullable=False, comment="模板"),
        sa.Column("unit_id", sa.BigInteger(), nullable=True, comment="接收单位"),
        sa.Column("account_id", sa.Integer(), nullable=True, comment="接收人"),
        sa.Column("payload", JSON, nullable=False, comment="内容"),
        sa.Column("state", sa.String(11), nullable=False, comment="状态"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="尝试次数"),
        sa.Column("next_try_at", sa.DateTime(), nullable=True, comment="下次发送"),
        sa.Column("dedupe_key", sa.String(120), nullable=False, comment="去重键"),
        *kept("outbox"),
        points_to("outbox", "account_id", "ab_user.id"),
        points_to("outbox", "unit_id", "unit.id"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
        sa.CheckConstraint(
            "channel IN ('in_app', 'sms', 'call_task')", name="ck_outbox_outboxchannel"
        ),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="ck_outbox_outboxstate"),
        comment="通知发件箱",
    )
    op.create_index("ix_outbox_state_next_try_at", "outbox", ["state", "next_try_at"])
    op.create_index("ix_outbox_unit_id", "outbox", ["unit_id", "created_at"])


def parameter() -> None:
    """Make parameter."""
    op.create_table(
        "parameter",
        key(),
        sa.Column("key", sa.String(60), nullable=False, comment="参数"),
        sa.Column("label", sa.String(120), nullable=False, comment="说明"),
        sa.Column("value", sa.String(200), nullable=False, comment="值"),
        sa.Column("unit", sa.String(20), nullable=False, comment="单位"),
        sa.Column("type", sa.String(11), nullable=False, comment="类型"),
        sa.Column("needs_approval", sa.Boolean(), nullable=False, comment="须领导批准"),
        *kept("parameter"),
        sa.UniqueConstraint("key", name="uq_parameter_key"),
        sa.CheckConstraint(
            "type IN ('integer', 'text', 'boolean')", name="ck_parameter_parametertype"
        ),
        comment="参数（办理时限等）",
    )


def pending_change() -> None:
    """Make pending_change."""
    op.create_table(
        "pending_change",
        key(),
        sa.Column("table_name", sa.String(40), nullable=False, comment="表"),
        sa.Column("row_id", sa.BigInteger(), nullable=True, comment="行"),
        sa.Column("values", JSON, nullable=False, comment="修改内容"),
        sa.Column("before", JSON, nullable=False, comment="原内容"),
        sa.Column("version", sa.Integer(), nullable=False, comment="依据版本"),
        sa.Column("state", sa.String(12), nullable=False, comment="状态"),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False, comment="提出人"),
        sa.Column("proposed_at", sa.DateTime(), nullable=False, comment="提出时间"),
        sa.Column("approved_by_id", sa.Integer(), nullable=True, comment="批准人"),
        sa.Column("applied_at", sa.DateTime(), nullable=True, comment="生效时间"),
        sa.Column("refusal", sa.String(200), nullable=True, comment="不同意的理由"),
        *kept("pending_change"),
        points_to("pending_change", "approved_by_id", "ab_user.id"),
        points_to("pending_change", "proposed_by_id", "ab_user.id"),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'stale')",
            name="ck_pending_change_pendingstate",
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id",
            name="ck_pending_change_two_people",
        ),
        comment="待批准的修改（双人）",
    )
    op.create_index("ix_pending_change_state", "pending_change", ["state", "proposed_at"])


def public_status() -> None:
    """Make public_status."""
    op.create_table(
        "public_status",
        key(),
        sa.Column("code_hash", sa.String(64), nullable=False, comment="查询码散列"),
        sa.Column("state", sa.String(20), nullable=False, comment="状态"),
        sa.Column("reply", sa.Text(), nullable=True, comment="答复"),
        *kept("public_status"),
        sa.UniqueConstraint("code_hash", name="uq_public_status_code_hash"),
        sa.CheckConstraint(
            "state IN ('registered', 'pending_decision', 'assigned', 'in_progress', "
            "'suspended', 'submitted', 'pending_feedback', 'closed', 'archived', "
            "'rejected', 'transferred_out', 'merged', 'withdrawn')",
            name="ck_public_status_problemstate",
        ),
        comment="公开进度：公众端唯一可读的办理状态",
    )


def vocabulary_term() -> None:
    """Make vocabulary_term."""
    op.create_table(
        "vocabulary_term",
        key(),
        sa.Column("list", sa.String(40), nullable=False, comment="词表"),
        sa.Column("code", sa.String(40), nullable=False, comment="代码"),
        sa.Column("label", sa.String(60), nullable=False, comment="名称"),
        sa.Column("sensitive", sa.Boolean(), nullable=False, comment="敏感"),
        sa.Column("position", sa.Integer(), nullable=False, comment="顺序"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="启用日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="停用日期"),
        *kept("vocabulary_term"),
        sa.UniqueConstraint("list", "code", name="uq_vocabulary_term_list_code"),
        comment="词表：单位自行维护的选项",
    )


def document() -> None:
    """Make document."""
    op.create_table(
        "document",
        key(),
        sa.Column("kind", sa.String(24), nullable=False, comment="文种"),
        sa.Column("title", sa.String(200), nullable=False, comment="标题"),
        sa.Column("agency_mark", sa.String(20), nullable=False, comment="机关代字"),
        sa.Column("year", sa.Integer(), nullable=True, comment="年份"),
        sa.Column("seq", sa.Integer(), nullable=True, comment="序号"),
        sa.Column("number", sa.String(40), nullable=True, comment="发文字号"),
        sa.Column("facts", JSON, nullable=False, comment="文稿要素"),
        sa.Column("state", sa.String(12), nullable=False, comment="状态"),
        sa.Column("problem_id", sa.BigInteger(), nullable=True, comment="台账事项"),
        sa.Column("unit_id", sa.BigInteger(), nullable=True, comment="主送单位"),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False, comment="拟稿人"),
        sa.Column("signed_by_id", sa.Integer(), nullable=True, comment="签发人"),
        sa.Column("signed_at", sa.DateTime(), nullable=True, comment="签发时间"),
        sa.Column("issued_at", sa.DateTime(), nullable=True, comment="印发时间"),
        sa.Column("pdf_sha256", sa.String(64), nullable=True, comment="文件散列"),
        sa.Column("void_reason", sa.String(200), nullable=True, comment="作废原因"),
        *kept("document"),
        points_to("document", "drafted_by_id", "ab_user.id"),
        points_to("document", "problem_id", "problem.id"),
        points_to("document", "signed_by_id", "ab_user.id"),
        points_to("document", "unit_id", "unit.id"),
        sa.UniqueConstraint("agency_mark", "year", "seq", name="uq_document_agency_mark_year_seq"),
        sa.UniqueConstraint("number", name="uq_document_number"),
        sa.CheckConstraint(
            "kind IN ('circular', 'assignment_letter', 'supervision_letter', "
            "'transfer_letter', 'rectification_notice', 'acceptance_notice', "
            "'rejection_notice', 'reply', 'extension_notice', 'proposal', 'minutes', "
            "'monthly_report', 'publicity')",
            name="ck_document_documentkind",
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'checking', 'signed', 'issued', 'void')",
            name="ck_document_documentstate",
        ),
        sa.CheckConstraint("(seq IS NULL) = (number IS NULL)", name="ck_document_number_with_seq"),
        sa.CheckConstraint(
            "state IN ('draft', 'checking') OR seq IS NOT NULL", name="ck_document_signed"
        ),
        comment="公文",
    )
    op.create_index("ix_document_problem_id", "document", ["problem_id"])
    op.create_index("ix_document_state_created_at", "document", ["state", "created_at"])
    op.create_index("ix_document_unit_id", "document", ["unit_id"])


def evaluation() -> None:
    """Make evaluation."""
    op.create_table(
        "evaluation",
        key(),
        sa.Column("eval_no", sa.String(24), nullable=False, comment="评价编号"),
        sa.Column("service_point_id", sa.BigInteger(), nullable=False, comment="服务点位"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("region_code", sa.String(12), nullable=False, comment="所在区划"),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="工作人员"),
        sa.Column("channel", sa.String(21), nullable=False, comment="来源"),
        sa.Column("scale", sa.String(9), nullable=False, comment="档位"),
        sa.Column("level", sa.String(23), nullable=False, comment="评价"),
        sa.Column("is_bad", sa.Boolean(), nullable=False, comment="差评"),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False, comment="含敏感原因"),
        sa.Column("round", sa.Integer(), nullable=False, comment="评价次序"),
        sa.Column("text", sa.Text(), nullable=True, comment="文字评价"),
        sa.Column("trips", sa.Integer(), nullable=True, comment="跑了几趟"),
        sa.Column("told_once", sa.Boolean(), nullable=True, comment="一次性告知"),
        sa.Column("happened_on", sa.Date(), nullable=False, comment="办事日期"),
        sa.Column("submitted_at", sa.DateTime(), nullable=False, comment="评价时间"),
        sa.Column("contact_id", sa.BigInteger(), nullable=True, comment="评价人"),
        sa.Column("state", sa.String(16), nullable=False, comment="状态"),
        sa.Column("problem_id", sa.BigInteger(), nullable=True, comment="台账事项"),
        *kept("evaluation"),
        points_to("evaluation", "contact_id", "contact.id"),
        points_to("evaluation", "problem_id", "problem.id"),
        points_to("evaluation", "region_code", "region.code"),
        points_to("evaluation", "service_point_id", "service_point.id"),
        points_to("evaluation", "staff_id", "staff.id"),
        points_to("evaluation", "unit_id", "unit.id"),
        sa.UniqueConstraint("eval_no", name="uq_evaluation_eval_no"),
        sa.CheckConstraint(
            "channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', "
            "'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', "
            "'inspection', 'hotline_12345', 'superior', 'media', 'import')",
            name="ck_evaluation_channel",
        ),
        sa.CheckConstraint(
            "level IN ('very_satisfied', 'satisfied', 'basically_satisfied', 'neutral', "
            "'dissatisfied', 'very_dissatisfied')",
            name="ck_evaluation_evallevel",
        ),
        sa.CheckConstraint("scale IN ('three', 'five')", name="ck_evaluation_evalscale"),
        sa.CheckConstraint(
            "state IN ('valid', 'under_appeal', 'void')", name="ck_evaluation_evalstate"
        ),
        sa.CheckConstraint(
            "is_bad = (level IN ('dissatisfied', 'very_dissatisfied'))", name="ck_evaluation_is_bad"
        ),
        comment="群众评价，提交后不得修改",
    )
    op.create_index("ix_evaluation_region_code", "evaluation", ["region_code", "submitted_at"])
    op.create_index("ix_evaluation_service_point_id", "evaluation", ["service_point_id"])
    op.create_index("ix_evaluation_submitted_at", "evaluation", ["submitted_at", "id"])
    op.create_index(
        "ix_evaluation_unit_id_submitted_at", "evaluation", ["unit_id", "submitted_at", "id"]
    )


def attachment() -> None:
    """Make attachment."""
    op.create_table(
        "attachment",
        key(),
        sa.Column("problem_id", sa.BigInteger(), nullable=True, comment="台账事项"),
        sa.Column("message_id", sa.BigInteger(), nullable=True, comment="留言"),
        sa.Column("purpose", sa.String(20), nullable=False, comment="用途"),
        sa.Column("filename", sa.String(200), nullable=False, comment="文件名"),
        sa.Column("mime", sa.String(100), nullable=False, comment="类型"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="大小（字节）"),
        sa.Column("sha256", sa.String(64), nullable=False, comment="内容散列"),
        *kept("attachment"),
        points_to("attachment", "message_id", "message.id"),
        points_to("attachment", "problem_id", "problem.id"),
        sa.CheckConstraint(
            "(problem_id IS NULL) <> (message_id IS NULL)", name="ck_attachment_one_owner"
        ),
        comment="附件：按内容散列存放，保留原文件名",
    )
    op.create_index("ix_attachment_message_id", "attachment", ["message_id"])
    op.create_index("ix_attachment_problem_id", "attachment", ["problem_id"])
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])


def evaluation_reason() -> None:
    """Make evaluation_reason."""
    op.create_table(
        "evaluation_reason",
        key(),
        sa.Column("evaluation_id", sa.BigInteger(), nullable=False, comment="评价"),
        sa.Column("reason", sa.String(40), nullable=False, comment="原因"),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False, comment="敏感"),
        sa.Column("other_text", sa.String(200), nullable=True, comment="其他原因"),
        *kept("evaluation_reason"),
        points_to("evaluation_reason", "evaluation_id", "evaluation.id"),
        sa.UniqueConstraint(
            "evaluation_id", "reason", name="uq_evaluation_reason_evaluation_id_reason"
        ),
        comment="差评原因",
    )


def rectification() -> None:
    """Make rectification."""
    op.create_table(
        "rectification",
        key(),
        sa.Column("evaluation_id", sa.BigInteger(), nullable=True, comment="评价"),
        sa.Column("problem_id", sa.BigInteger(), nullable=True, comment="台账事项"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="整改单位"),
        sa.Column("due_at", sa.DateTime(), nullable=False, comment="整改期限"),
        sa.Column("plan", sa.Text(), nullable=True, comment="整改措施"),
        sa.Column("done_at", sa.DateTime(), nullable=True, comment="完成时间"),
        sa.Column("result", sa.String(13), nullable=False, comment="结果"),
        *kept("rectification"),
        points_to("rectification", "evaluation_id", "evaluation.id"),
        points_to("rectification", "problem_id", "problem.id"),
        points_to("rectification", "unit_id", "unit.id"),
        sa.UniqueConstraint("evaluation_id", name="uq_rectification_evaluation_id"),
        sa.CheckConstraint(
            "result IN ('open', 'done', 'explained', 'overdue')",
            name="ck_rectification_rectificationresult",
        ),
        comment="差评限期整改",
    )
    op.create_index("ix_rectification_unit_id_due_at", "rectification", ["unit_id", "due_at", "id"])
