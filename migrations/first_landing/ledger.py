"""The problem ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import JSON, kept, key, points_to


def problem() -> None:
    """Make problem."""
    op.create_table(
        "problem",
        key(),
        sa.Column("problem_no", sa.String(20), nullable=False, comment="编号"),
        sa.Column("title", sa.String(100), nullable=False, comment="标题"),
        sa.Column("content", sa.Text(), nullable=False, comment="诉求原文"),
        sa.Column("content_redacted", sa.Text(), nullable=False, comment="诉求内容"),
        sa.Column("channel", sa.String(21), nullable=False, comment="来源"),
        sa.Column("request_type", sa.String(16), nullable=False, comment="诉求类型"),
        sa.Column("identity_mode", sa.String(22), nullable=False, comment="署名方式"),
        sa.Column("region_code", sa.String(12), nullable=False, comment="发生地"),
        sa.Column("occurred_on", sa.Date(), nullable=True, comment="发生日期"),
        sa.Column("domain", sa.String(40), nullable=True, comment="问题领域"),
        sa.Column("petition_class", sa.String(14), nullable=True, comment="信访类别"),
        sa.Column("conduct_nature", sa.String(16), nullable=False, comment="作风性质"),
        sa.Column("urgency", sa.String(12), nullable=False, comment="紧急程度"),
        sa.Column("unit_complained_id", sa.BigInteger(), nullable=True, comment="被反映单位"),
        sa.Column("contact_id", sa.BigInteger(), nullable=True, comment="来访人"),
        sa.Column("contact_phone_hash", sa.String(64), nullable=True, comment="电话索引"),
        sa.Column("contact_name_hash", sa.String(64), nullable=True, comment="姓名索引"),
        sa.Column("state", sa.String(20), nullable=False, comment="状态"),
        sa.Column("track", sa.String(14), nullable=False, comment="办理轨道"),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False, comment="含敏感事项"),
        sa.Column("lead_unit_id", sa.BigInteger(), nullable=True, comment="主办单位"),
        sa.Column("proposed_unit_id", sa.BigInteger(), nullable=True, comment="拟办单位"),
        sa.Column("supervisor_unit_id", sa.BigInteger(), nullable=True, comment="监督单位"),
        sa.Column("triage_opinion", sa.Text(), nullable=True, comment="拟办意见"),
        sa.Column("instruction", sa.Text(), nullable=True, comment="批办意见"),
        sa.Column("days_limit", sa.Integer(), nullable=True, comment="办理时限（工作日）"),
        sa.Column("registered_at", sa.DateTime(), nullable=False, comment="登记时间"),
        sa.Column("accepted_at", sa.DateTime(), nullable=True, comment="受理时间"),
        sa.Column("due_at", sa.DateTime(), nullable=False, comment="到期"),
        sa.Column("due_provisional", sa.Boolean(), nullable=False, comment="日期暂定"),
        sa.Column("handle_due_at", sa.DateTime(), nullable=True, comment="办理期限"),
        sa.Column("submitted_at", sa.DateTime(), nullable=True, comment="上报时间"),
        sa.Column("closed_at", sa.DateTime(), nullable=True, comment="办结时间"),
        sa.Column("outcome_kind", sa.String(21), nullable=True, comment="办理结果"),
        sa.Column("outcome_text", sa.Text(), nullable=True, comment="办理情况"),
        sa.Column("policy_basis", sa.Text(), nullable=True, comment="政策依据"),
        sa.Column("rework_count", sa.Integer(), nullable=False, comment="重办次数"),
        sa.Column("reopen_count", sa.Integer(), nullable=False, comment="重启次数"),
        sa.Column("supervision_count", sa.Integer(), nullable=False, comment="督办次数"),
        sa.Column("tags", JSON, nullable=False, comment="标签"),
        *kept("problem"),
        points_to("problem", "contact_id", "contact.id"),
        points_to("problem", "lead_unit_id", "unit.id"),
        points_to("problem", "proposed_unit_id", "unit.id"),
        points_to("problem", "region_code", "region.code"),
        points_to("problem", "supervisor_unit_id", "unit.id"),
        points_to("problem", "unit_complained_id", "unit.id"),
        sa.UniqueConstraint("problem_no", name="uq_problem_problem_no"),
        sa.CheckConstraint(
            "channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', "
            "'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', "
            "'inspection', 'hotline_12345', 'superior', 'media', 'import')",
            name="ck_problem_channel",
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR (outcome_kind IS NOT NULL AND closed_at IS NOT NULL)",
            name="ck_problem_closed_has_outcome",
        ),
        sa.CheckConstraint(
            "conduct_nature IN ('none', 'inaction', 'slow_action', 'wrong_action', 'extortion')",
            name="ck_problem_conductnature",
        ),
        sa.CheckConstraint(
            "outcome_kind IS NULL OR outcome_kind <> 'explained' OR policy_basis IS NOT NULL",
            name="ck_problem_explained_has_basis",
        ),
        sa.CheckConstraint(
            "identity_mode IN ('anonymous', 'named', 'named_confidential')",
            name="ck_problem_identitymode",
        ),
        sa.CheckConstraint(
            "lead_unit_id IS NULL OR unit_complained_id IS NULL OR lead_unit_id <> "
            "unit_complained_id OR NOT is_sensitive",
            name="ck_problem_lead_is_not_accused",
        ),
        sa.CheckConstraint(
            "outcome_kind IN ('resolved', 'partly_resolved', 'explained', 'planned', "
            "'not_substantiated', 'no_jurisdiction')",
            name="ck_problem_outcomekind",
        ),
        sa.CheckConstraint(
            "petition_class IN ('suggestion', 'accusation', 'claim')",
            name="ck_problem_petitionclass",
        ),
        sa.CheckConstraint(
            "state IN ('registered', 'pending_decision', 'assigned', 'in_progress', "
            "'suspended', 'submitted', 'pending_feedback', 'closed', 'archived', "
            "'rejected', 'transferred_out', 'merged', 'withdrawn')",
            name="ck_problem_problemstate",
        ),
        sa.CheckConstraint(
            "request_type IN ('consultation', 'help', 'complaint', 'report', 'suggestion', "
            "'praise')",
            name="ck_problem_requesttype",
        ),
        sa.CheckConstraint("track IN ('service', 'discipline')", name="ck_problem_track"),
        sa.CheckConstraint(
            "urgency IN ('normal', 'urgent', 'critical')", name="ck_problem_urgency"
        ),
        comment="问题台账",
    )
    op.create_index("ix_problem_contact_id", "problem", ["contact_id"])
    op.create_index("ix_problem_contact_phone_hash", "problem", ["contact_phone_hash"])
    op.create_index("ix_problem_created_by_id_due_at", "problem", ["created_by_id", "due_at", "id"])
    op.create_index("ix_problem_due_at", "problem", ["due_at", "id"])
    op.create_index("ix_problem_lead_unit_id", "problem", ["lead_unit_id", "due_at"])
    op.create_index(
        "ix_problem_region_code_registered_at", "problem", ["region_code", "registered_at"]
    )
    op.create_index("ix_problem_state_due_at", "problem", ["state", "due_at", "id"])
    op.create_index("ix_problem_track_due_at", "problem", ["track", "due_at", "id"])


def feedback() -> None:
    """Make feedback."""
    op.create_table(
        "feedback",
        key(),
        sa.Column("problem_id", sa.BigInteger(), nullable=False, comment="台账事项"),
        sa.Column("way", sa.String(10), nullable=False, comment="方式"),
        sa.Column("content", sa.Text(), nullable=False, comment="反馈内容"),
        sa.Column("callback_result", sa.String(18), nullable=False, comment="回访结果"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="拨打次数"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("by_id", sa.Integer(), nullable=False, comment="回访人"),
        *kept("feedback"),
        points_to("feedback", "by_id", "ab_user.id"),
        points_to("feedback", "problem_id", "problem.id"),
        sa.CheckConstraint(
            "callback_result IN ('satisfied', 'neutral', 'dissatisfied', 'unreachable', "
            "'declined', 'not_applicable')",
            name="ck_feedback_callbackresult",
        ),
        sa.CheckConstraint(
            "way IN ('phone', 'visit', 'letter', 'online', 'none')", name="ck_feedback_feedbackway"
        ),
        comment="反馈与回访",
    )
    op.create_index("ix_feedback_problem_id", "feedback", ["problem_id"])


def problem_event() -> None:
    """Make problem_event."""
    op.create_table(
        "problem_event",
        key(),
        sa.Column("problem_id", sa.BigInteger(), nullable=False, comment="台账事项"),
        sa.Column("seq", sa.Integer(), nullable=False, comment="序号"),
        sa.Column("transition", sa.String(4), nullable=False, comment="流转"),
        sa.Column("action", sa.String(30), nullable=False, comment="动作"),
        sa.Column("from_state", sa.String(20), nullable=True, comment="原状态"),
        sa.Column("to_state", sa.String(20), nullable=False, comment="现状态"),
        sa.Column("actor_id", sa.Integer(), nullable=True, comment="经办人"),
        sa.Column("actor_name", sa.String(40), nullable=False, comment="经办人姓名"),
        sa.Column("actor_unit_id", sa.BigInteger(), nullable=True, comment="经办单位"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("note", sa.Text(), nullable=False, comment="内容"),
        sa.Column("data", JSON, nullable=False, comment="数据"),
        sa.Column("visibility", sa.String(16), nullable=False, comment="可见范围"),
        *kept("problem_event"),
        points_to("problem_event", "actor_id", "ab_user.id"),
        points_to("problem_event", "actor_unit_id", "unit.id"),
        points_to("problem_event", "problem_id", "problem.id"),
        sa.UniqueConstraint("problem_id", "seq", name="uq_problem_event_problem_id_seq"),
        sa.CheckConstraint(
            "visibility IN ('all_handlers', 'discipline')", name="ck_problem_event_eventvisibility"
        ),
        comment="办理经过，只增不改",
    )


def problem_scope() -> None:
    """Make problem_scope."""
    op.create_table(
        "problem_scope",
        key(),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("due_at", sa.DateTime(), nullable=False, comment="到期"),
        sa.Column("problem_id", sa.BigInteger(), nullable=False, comment="台账事项"),
        *kept("problem_scope"),
        points_to("problem_scope", "problem_id", "problem.id"),
        points_to("problem_scope", "unit_id", "unit.id"),
        sa.UniqueConstraint("unit_id", "problem_id", name="uq_problem_scope_unit_id_problem_id"),
        comment="台账可见范围：单位—事项，由办理操作维护",
    )
    op.create_index("ix_problem_scope_problem_id", "problem_scope", ["problem_id"])
    op.create_index(
        "ix_problem_scope_unit_id_due_at", "problem_scope", ["unit_id", "due_at", "problem_id"]
    )


def problem_step() -> None:
    """Make problem_step."""
    op.create_table(
        "problem_step",
        key(),
        sa.Column("problem_id", sa.BigInteger(), nullable=False, comment="台账事项"),
        sa.Column("role", sa.String(8), nullable=False, comment="角色"),
        sa.Column("from_unit_id", sa.BigInteger(), nullable=True, comment="来自单位"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="承办单位"),
        sa.Column("handler_name", sa.String(40), nullable=True, comment="经办人"),
        sa.Column("handler_phone", sa.String(30), nullable=True, comment="经办电话"),
        sa.Column("entered_at", sa.DateTime(), nullable=False, comment="交办时间"),
        sa.Column("sign_due", sa.DateTime(), nullable=False, comment="签收期限"),
        sa.Column("signed_at", sa.DateTime(), nullable=True, comment="签收时间"),
        sa.Column("handle_due", sa.DateTime(), nullable=False, comment="办理期限"),
        sa.Column("extended_days", sa.Integer(), nullable=False, comment="延期天数"),
        sa.Column("returned_at", sa.DateTime(), nullable=True, comment="退单时间"),
        sa.Column("return_reason", sa.Text(), nullable=True, comment="退单理由"),
        sa.Column("ended_at", sa.DateTime(), nullable=True, comment="结束时间"),
        sa.Column("late", sa.Boolean(), nullable=True, comment="超期：环节结束时认定，之后不变"),
        sa.Column("measures", sa.Text(), nullable=True, comment="办理措施"),
        sa.Column("leader_name", sa.String(40), nullable=True, comment="单位负责人"),
        sa.Column("leader_opinion", sa.Text(), nullable=True, comment="负责人意见"),
        *kept("problem_step"),
        points_to("problem_step", "from_unit_id", "unit.id"),
        points_to("problem_step", "problem_id", "problem.id"),
        points_to("problem_step", "unit_id", "unit.id"),
        sa.CheckConstraint("role IN ('lead', 'co')", name="ck_problem_step_steprole"),
        comment="办理环节：每个承办单位一行",
    )
    op.create_index("ix_problem_step_problem_id", "problem_step", ["problem_id"])
    op.create_index(
        "ix_problem_step_unit_id", "problem_step", ["unit_id", "ended_at", "handle_due"]
    )


def supervision() -> None:
    """Make supervision."""
    op.create_table(
        "supervision",
        key(),
        sa.Column("problem_id", sa.BigInteger(), nullable=False, comment="台账事项"),
        sa.Column("kind", sa.String(13), nullable=False, comment="方式"),
        sa.Column("level", sa.Integer(), nullable=False, comment="次序"),
        sa.Column("unit_id", sa.BigInteger(), nullable=True, comment="被督办单位"),
        sa.Column("issued_by_id", sa.Integer(), nullable=False, comment="督办人"),
        sa.Column("issued_at", sa.DateTime(), nullable=False, comment="督办时间"),
        sa.Column("content", sa.Text(), nullable=False, comment="督办要求"),
        sa.Column("reply_due", sa.DateTime(), nullable=True, comment="回复期限"),
        sa.Column("document_id", sa.BigInteger(), nullable=True, comment="督办函"),
        *kept("supervision"),
        points_to("supervision", "document_id", "document.id"),
        points_to("supervision", "issued_by_id", "ab_user.id"),
        points_to("supervision", "problem_id", "problem.id"),
        points_to("supervision", "unit_id", "unit.id"),
        sa.UniqueConstraint("problem_id", "level", name="uq_supervision_problem_id_level"),
        sa.CheckConstraint(
            "kind IN ('reminder', 'letter', 'meeting', 'onsite', 'listed', 'interview')",
            name="ck_supervision_supervisionkind",
        ),
        comment="督办记录",
    )
