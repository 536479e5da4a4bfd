"""The clue compartment: clues, their events, openings and notices, outcomes, interference."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from migrations.first_landing.common import kept, key, points_to

revision = "0004"
down_revision = "0003"
GUARDS = Path(__file__).resolve().parent / "clues"


def upgrade() -> None:
    """Make the tables, parents first, and the refusals of edits and deletes."""
    superior_handover_count()
    interference_record()
    clue()
    clue_access()
    clue_event()
    reporter_notice()
    accountability()
    guard()


def superior_handover_count() -> None:
    """Make superior_handover_count."""
    op.create_table(
        "superior_handover_count",
        key(),
        sa.Column("on", sa.Date(), nullable=False, comment="日期"),
        sa.Column("n", sa.Integer(), nullable=False, comment="件数"),
        *kept("superior_handover_count"),
        sa.UniqueConstraint("on", name="uq_superior_handover_count_on"),
        sa.CheckConstraint("n > 0", name="ck_superior_handover_count_positive"),
        comment="涉上级管理干部、线下径送的件数：每天一个数，别的都不存",
    )


def interference_record() -> None:
    """Make interference_record."""
    op.create_table(
        "interference_record",
        key(),
        sa.Column("uid", sa.String(32), nullable=False, comment="随机标识"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="密钥版本"),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False, comment="行密钥（已加密）"),
        sa.Column("asker_sealed", sa.LargeBinary(), nullable=False, comment="何人（密文）"),
        sa.Column("item_sealed", sa.LargeBinary(), nullable=False, comment="何事（密文）"),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False, comment="经过（密文）"),
        sa.Column("kind", sa.String(12), nullable=False, comment="情形"),
        sa.Column("way", sa.String(11), nullable=False, comment="方式"),
        sa.Column("happened_on", sa.Date(), nullable=False, comment="日期"),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False, comment="记录人"),
        *kept("interference_record"),
        points_to("interference_record", "recorded_by_id", "ab_user.id"),
        sa.UniqueConstraint("uid", name="uq_interference_record_uid"),
        sa.CheckConstraint(
            "kind IN ('inquiry', 'plea', 'pressure')",
            name="ck_interference_record_interferencekind",
        ),
        sa.CheckConstraint(
            "way IN ('face', 'phone', 'message', 'others', 'paper')",
            name="ck_interference_record_interferenceway",
        ),
        comment="打听案情、说情干预记录：密件，只增不改",
    )


def clue() -> None:
    """Make clue."""
    op.create_table(
        "clue",
        key(),
        sa.Column("clue_no", sa.String(40), nullable=True, comment="线索编号"),
        sa.Column("uid", sa.String(32), nullable=False, comment="随机标识"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="密钥版本"),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False, comment="行密钥（已加密）"),
        sa.Column("summary_sealed", sa.LargeBinary(), nullable=False, comment="内容（密文）"),
        sa.Column("accused_sealed", sa.LargeBinary(), nullable=False, comment="被反映人（密文）"),
        sa.Column(
            "reporter_name_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="检举控告人姓名（密文）",
        ),
        sa.Column(
            "reporter_phone_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="检举控告人电话（密文）",
        ),
        sa.Column("channel", sa.String(21), nullable=False, comment="来源"),
        sa.Column("received_on", sa.Date(), nullable=False, comment="收到日期"),
        sa.Column("managed_level", sa.String(10), nullable=False, comment="干部管理权限"),
        sa.Column("is_named", sa.Boolean(), nullable=False, comment="实名"),
        sa.Column("source_problem_id", sa.BigInteger(), nullable=True, comment="来源事项"),
        sa.Column("pushed_by_id", sa.Integer(), nullable=True, comment="移送人"),
        sa.Column("accused_unit_id", sa.BigInteger(), nullable=True, comment="被反映人单位"),
        sa.Column("repeat_of_id", sa.BigInteger(), nullable=True, comment="重复件的原件"),
        sa.Column("keeper_id", sa.Integer(), nullable=True, comment="保管人"),
        sa.Column("handed_unit_id", sa.BigInteger(), nullable=True, comment="承办的监督检查室"),
        sa.Column("state", sa.String(18), nullable=False, comment="状态"),
        sa.Column("proposal_due", sa.DateTime(), nullable=False, comment="处置意见期限"),
        sa.Column("disposal", sa.String(28), nullable=True, comment="处置方式"),
        sa.Column("studied_on", sa.Date(), nullable=True, comment="集体研究日期"),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True, comment="提出人"),
        sa.Column("proposed_at", sa.DateTime(), nullable=True, comment="提出时间"),
        sa.Column(
            "proposed_late", sa.Boolean(), nullable=True, comment="超期提出：提出时认定，之后不变"
        ),
        sa.Column("approved_by_id", sa.Integer(), nullable=True, comment="批准人"),
        sa.Column("approved_at", sa.DateTime(), nullable=True, comment="批准时间"),
        sa.Column("minutes_ref", sa.String(80), nullable=True, comment="会议纪要文号"),
        sa.Column("disposed_at", sa.DateTime(), nullable=True, comment="处置完毕时间"),
        sa.Column("moved_out_at", sa.DateTime(), nullable=True, comment="移出时间"),
        sa.Column("receipt_no", sa.String(80), nullable=True, comment="移交回执"),
        *kept("clue"),
        points_to("clue", "accused_unit_id", "unit.id"),
        points_to("clue", "approved_by_id", "ab_user.id"),
        points_to("clue", "handed_unit_id", "unit.id"),
        points_to("clue", "keeper_id", "ab_user.id"),
        points_to("clue", "proposed_by_id", "ab_user.id"),
        points_to("clue", "pushed_by_id", "ab_user.id"),
        points_to("clue", "repeat_of_id", "clue.id"),
        points_to("clue", "source_problem_id", "problem.id"),
        sa.UniqueConstraint("clue_no", name="uq_clue_clue_no"),
        sa.UniqueConstraint("uid", name="uq_clue_uid"),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (minutes_ref IS NULL)", name="ck_clue_approval_has_meeting"
        ),
        sa.CheckConstraint(
            "channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', "
            "'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter',"
            " 'inspection', 'hotline_12345', 'superior', 'media', 'import')",
            name="ck_clue_channel",
        ),
        sa.CheckConstraint(
            "disposal IN ('talk_inquiry', 'preliminary_verification', 'shelved', 'concluded')",
            name="ck_clue_cluedisposal",
        ),
        sa.CheckConstraint(
            "state IN ('received', 'registered', 'proposed', 'approved', "
            "'under_disposal', 'disposed', 'filed_case', 'returned')",
            name="ck_clue_cluestate",
        ),
        sa.CheckConstraint("managed_level IN ('county', 'above')", name="ck_clue_managedlevel"),
        sa.CheckConstraint("managed_level = 'county'", name="ck_clue_not_managed_above"),
        sa.CheckConstraint(
            "state = 'received' OR state = 'returned' OR clue_no IS NOT NULL",
            name="ck_clue_numbered",
        ),
        sa.CheckConstraint(
            "state <> 'filed_case' OR receipt_no IS NOT NULL", name="ck_clue_receipt"
        ),
        sa.CheckConstraint("repeat_of_id <> id", name="ck_clue_repeat_of_another"),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="ck_clue_two_people"
        ),
        comment="问题线索：密件，内容加密",
    )
    op.create_index("ix_clue_handed_unit_id", "clue", ["handed_unit_id"])
    op.create_index("ix_clue_keeper_id", "clue", ["keeper_id", "state", "proposal_due"])
    op.create_index("ix_clue_source_problem_id", "clue", ["source_problem_id"])


def clue_access() -> None:
    """Make clue_access."""
    op.create_table(
        "clue_access",
        key(),
        sa.Column("clue_id", sa.BigInteger(), nullable=False, comment="线索"),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="查阅人"),
        sa.Column("purpose", sa.String(12), nullable=False, comment="用途"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        *kept("clue_access"),
        points_to("clue_access", "account_id", "ab_user.id"),
        points_to("clue_access", "clue_id", "clue.id"),
        sa.CheckConstraint(
            "purpose IN ('register', 'study', 'approve', 'dispose', 'notify', 'check', 'custody')",
            name="ck_clue_access_cluepurpose",
        ),
        comment="线索查阅记录，只增不改",
    )
    op.create_index("ix_clue_access_clue_id", "clue_access", ["clue_id", "at"])


def clue_event() -> None:
    """Make clue_event."""
    op.create_table(
        "clue_event",
        key(),
        sa.Column("clue_id", sa.BigInteger(), nullable=False, comment="线索"),
        sa.Column("seq", sa.Integer(), nullable=False, comment="序号"),
        sa.Column("move", sa.String(20), nullable=False, comment="动作"),
        sa.Column("from_state", sa.String(20), nullable=True, comment="原状态"),
        sa.Column("to_state", sa.String(20), nullable=False, comment="现状态"),
        sa.Column("actor_id", sa.Integer(), nullable=True, comment="经办人"),
        sa.Column("actor_name", sa.String(40), nullable=False, comment="经办人姓名"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("uid", sa.String(32), nullable=False, comment="随机标识"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="密钥版本"),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False, comment="行密钥（已加密）"),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False, comment="说明（密文）"),
        *kept("clue_event"),
        points_to("clue_event", "actor_id", "ab_user.id"),
        points_to("clue_event", "clue_id", "clue.id"),
        sa.UniqueConstraint("clue_id", "seq", name="uq_clue_event_clue_id_seq"),
        sa.UniqueConstraint("uid", name="uq_clue_event_uid"),
        comment="线索办理经过：密件，只增不改",
    )


def reporter_notice() -> None:
    """Make reporter_notice."""
    op.create_table(
        "reporter_notice",
        key(),
        sa.Column("clue_id", sa.BigInteger(), nullable=False, comment="线索"),
        sa.Column("kind", sa.String(10), nullable=False, comment="事项"),
        sa.Column("due_at", sa.DateTime(), nullable=False, comment="期限"),
        sa.Column("done_at", sa.DateTime(), nullable=True, comment="告知时间"),
        sa.Column("way", sa.String(15), nullable=True, comment="方式"),
        sa.Column("late", sa.Boolean(), nullable=True, comment="超期"),
        sa.Column("has_dissent", sa.Boolean(), nullable=False, comment="有异议"),
        sa.Column("has_new_evidence", sa.Boolean(), nullable=False, comment="提供新证据"),
        *kept("reporter_notice"),
        points_to("reporter_notice", "clue_id", "clue.id"),
        sa.CheckConstraint(
            "(done_at IS NULL) = (way IS NULL)", name="ck_reporter_notice_done_has_way"
        ),
        sa.CheckConstraint("kind IN ('accept', 'result')", name="ck_reporter_notice_noticekind"),
        sa.CheckConstraint(
            "way IN ('phone', 'face', 'letter', 'unreachable')", name="ck_reporter_notice_noticeway"
        ),
        comment="实名检举控告人告知：受理、结果各 15 个工作日",
    )
    op.create_index("ix_reporter_notice_clue_id", "reporter_notice", ["clue_id"])
    op.create_index("ix_reporter_notice_done_at", "reporter_notice", ["done_at", "due_at"])


def accountability() -> None:
    """Make accountability."""
    op.create_table(
        "accountability",
        key(),
        sa.Column("uid", sa.String(32), nullable=False, comment="随机标识"),
        sa.Column("key_version", sa.Integer(), nullable=False, comment="密钥版本"),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False, comment="行密钥（已加密）"),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True, comment="姓名（密文）"),
        sa.Column("name_mask", sa.String(40), nullable=False, comment="姓名"),
        sa.Column("unit_id", sa.BigInteger(), nullable=False, comment="单位"),
        sa.Column("post", sa.String(80), nullable=False, comment="职务"),
        sa.Column("is_public_official", sa.Boolean(), nullable=False, comment="公职人员"),
        sa.Column("is_party_member", sa.Boolean(), nullable=False, comment="中共党员"),
        sa.Column("action_group", sa.String(18), nullable=False, comment="类别"),
        sa.Column("action_kind", sa.String(25), nullable=False, comment="处理方式"),
        sa.Column("form", sa.String(5), nullable=True, comment="形态"),
        sa.Column("decided_by_body", sa.String(80), nullable=False, comment="决定机关"),
        sa.Column("decided_on", sa.Date(), nullable=False, comment="决定日期"),
        sa.Column("effective_on", sa.Date(), nullable=False, comment="生效日期"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="处分期满：政务处分按期限自动计算"),
        sa.Column("problem_id", sa.BigInteger(), nullable=True, comment="台账事项"),
        sa.Column("clue_id", sa.BigInteger(), nullable=True, comment="线索"),
        sa.Column("document_id", sa.BigInteger(), nullable=True, comment="通报等公文"),
        sa.Column(
            "public_text", sa.Text(), nullable=True, comment="公开文字：对外公布的话，不写全名"
        ),
        *kept("accountability"),
        points_to("accountability", "clue_id", "clue.id"),
        points_to("accountability", "document_id", "document.id"),
        points_to("accountability", "problem_id", "problem.id"),
        points_to("accountability", "unit_id", "unit.id"),
        sa.UniqueConstraint("uid", name="uq_accountability_uid"),
        sa.CheckConstraint(
            "action_group IN ('education', 'organizational', 'administrative', "
            "'party', 'unit', 'judicial')",
            name="ck_accountability_actiongroup",
        ),
        sa.CheckConstraint(
            "action_kind IN ('talk_reminder', 'interview', 'criticism_education', "
            "'ordered_inspection', 'admonition', 'circulated_criticism', "
            "'suspension', 'position_adjustment', 'ordered_resignation', 'removal',"
            " 'demotion', 'warning', 'demerit', 'major_demerit', 'downgrade', "
            "'dismissal_from_post', 'expulsion', 'party_warning', "
            "'party_serious_warning', 'party_post_removal', 'party_probation', "
            "'party_expulsion', 'unit_rectification', 'unit_circular', "
            "'supervision_proposal', 'judicial_transfer')",
            name="ck_accountability_actionkind",
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > effective_on", name="ck_accountability_ends_later"
        ),
        sa.CheckConstraint("form IN ('1', '2', '3', '4')", name="ck_accountability_fourform"),
        sa.CheckConstraint(
            "(action_group = 'education' AND action_kind IN ('talk_reminder', "
            "'interview', 'criticism_education', 'ordered_inspection', "
            "'admonition', 'circulated_criticism')) OR (action_group = "
            "'organizational' AND action_kind IN ('suspension', "
            "'position_adjustment', 'ordered_resignation', 'removal', 'demotion')) "
            "OR (action_group = 'administrative' AND action_kind IN ('warning', "
            "'demerit', 'major_demerit', 'downgrade', 'dismissal_from_post', "
            "'expulsion')) OR (action_group = 'party' AND action_kind IN "
            "('party_warning', 'party_serious_warning', 'party_post_removal', "
            "'party_probation', 'party_expulsion')) OR (action_group = 'unit' AND "
            "action_kind IN ('unit_rectification', 'unit_circular', "
            "'supervision_proposal')) OR (action_group = 'judicial' AND action_kind"
            " IN ('judicial_transfer'))",
            name="ck_accountability_kind_of_group",
        ),
        sa.CheckConstraint(
            "action_group <> 'administrative' OR is_public_official",
            name="ck_accountability_official",
        ),
        sa.CheckConstraint(
            "action_group <> 'party' OR is_party_member", name="ck_accountability_party_member"
        ),
        sa.CheckConstraint(
            "(action_group = 'unit') = (name_sealed IS NULL)", name="ck_accountability_person"
        ),
        comment="追责结果：只记录，不作决定；姓名加密",
    )
    op.create_index("ix_accountability_effective_on", "accountability", ["effective_on", "id"])
    op.create_index("ix_accountability_unit_id", "accountability", ["unit_id", "effective_on"])


def guard() -> None:
    """Make the refusals of edits and deletes."""
    connection = op.get_bind()
    text = (GUARDS / f"guards_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in text.split("\n", 1)[1].split("\n--\n"):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: rows of the compartment are never dropped."""
    raise RuntimeError("0004 不能退回，问题线索不能删除；请用备份恢复。")
