-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE calendar_batch (
	id BIGSERIAL NOT NULL, 
	year INTEGER NOT NULL, 
	status VARCHAR(15) NOT NULL, 
	notice_no VARCHAR(60) NOT NULL, 
	source VARCHAR(120) NOT NULL, 
	days_changed INTEGER NOT NULL, 
	dues_changed INTEGER NOT NULL, 
	loaded_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_calendar_batch PRIMARY KEY (id), 
	CONSTRAINT ck_calendar_batch_calendarstatus CHECK (status IN ('final', 'provisional')), 
	CONSTRAINT fk_calendar_batch_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE calendar_batch IS '日历导入记录，只增不改；最大的编号就是日历版本'
--
COMMENT ON COLUMN calendar_batch.id IS '主键'
--
COMMENT ON COLUMN calendar_batch.year IS '年度'
--
COMMENT ON COLUMN calendar_batch.status IS '状态'
--
COMMENT ON COLUMN calendar_batch.notice_no IS '通知文号'
--
COMMENT ON COLUMN calendar_batch.source IS '来源'
--
COMMENT ON COLUMN calendar_batch.days_changed IS '改动天数'
--
COMMENT ON COLUMN calendar_batch.dues_changed IS '改动期限'
--
COMMENT ON COLUMN calendar_batch.loaded_at IS '导入时间'
--
COMMENT ON COLUMN calendar_batch.created_at IS '建立时间'
--
COMMENT ON COLUMN calendar_batch.created_by_id IS '建立人'
--
COMMENT ON COLUMN calendar_batch.updated_at IS '更新时间'
--
COMMENT ON COLUMN calendar_batch.row_version IS '版本号'
--
CREATE INDEX ix_calendar_batch_year ON calendar_batch (year)
--
CREATE TABLE meeting (
	id BIGSERIAL NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	held_on DATE NOT NULL, 
	place VARCHAR(60) NOT NULL, 
	host_unit_id BIGINT NOT NULL, 
	unit_ids JSONB NOT NULL, 
	attendees TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_meeting PRIMARY KEY (id), 
	CONSTRAINT ck_meeting_meetingkind CHECK (kind IN ('push', 'onsite', 'forum')), 
	CONSTRAINT fk_meeting_host_unit_id FOREIGN KEY(host_unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_meeting_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE meeting IS '推进会、现场会、座谈会'
--
COMMENT ON COLUMN meeting.id IS '主键'
--
COMMENT ON COLUMN meeting.kind IS '会议类别'
--
COMMENT ON COLUMN meeting.title IS '名称'
--
COMMENT ON COLUMN meeting.held_on IS '日期'
--
COMMENT ON COLUMN meeting.place IS '地点'
--
COMMENT ON COLUMN meeting.host_unit_id IS '召集单位'
--
COMMENT ON COLUMN meeting.unit_ids IS '参加单位'
--
COMMENT ON COLUMN meeting.attendees IS '参加人'
--
COMMENT ON COLUMN meeting.decision IS '议定事项'
--
COMMENT ON COLUMN meeting.created_at IS '建立时间'
--
COMMENT ON COLUMN meeting.created_by_id IS '建立人'
--
COMMENT ON COLUMN meeting.updated_at IS '更新时间'
--
COMMENT ON COLUMN meeting.row_version IS '版本号'
--
CREATE INDEX ix_meeting_held_on ON meeting (held_on)
--
CREATE TABLE saved_filter (
	id BIGSERIAL NOT NULL, 
	account_id INTEGER NOT NULL, 
	table_name VARCHAR(40) NOT NULL, 
	name VARCHAR(30) NOT NULL, 
	query JSONB NOT NULL, 
	retired_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_saved_filter PRIMARY KEY (id), 
	CONSTRAINT uq_saved_filter_account_id_table_name_name UNIQUE (account_id, table_name, name), 
	CONSTRAINT fk_saved_filter_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_saved_filter_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE saved_filter IS '我的筛选'
--
COMMENT ON COLUMN saved_filter.id IS '主键'
--
COMMENT ON COLUMN saved_filter.account_id IS '账号'
--
COMMENT ON COLUMN saved_filter.table_name IS '列表'
--
COMMENT ON COLUMN saved_filter.name IS '名称'
--
COMMENT ON COLUMN saved_filter.query IS '条件'
--
COMMENT ON COLUMN saved_filter.retired_at IS '停用时间'
--
COMMENT ON COLUMN saved_filter.created_at IS '建立时间'
--
COMMENT ON COLUMN saved_filter.created_by_id IS '建立人'
--
COMMENT ON COLUMN saved_filter.updated_at IS '更新时间'
--
COMMENT ON COLUMN saved_filter.row_version IS '版本号'
--
CREATE TABLE unit_duty (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	duty_code VARCHAR(30) NOT NULL, 
	title VARCHAR(120) NOT NULL, 
	domain VARCHAR(40), 
	basis VARCHAR(200) NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_unit_duty PRIMARY KEY (id), 
	CONSTRAINT uq_unit_duty_unit_id_duty_code UNIQUE (unit_id, duty_code), 
	CONSTRAINT ck_unit_duty_validity CHECK (valid_to IS NULL OR valid_to >= valid_from), 
	CONSTRAINT fk_unit_duty_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_unit_duty_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE unit_duty IS '履职事项清单（国办函〔2025〕66号）：交办乡镇、村须有依据'
--
COMMENT ON COLUMN unit_duty.id IS '主键'
--
COMMENT ON COLUMN unit_duty.unit_id IS '单位'
--
COMMENT ON COLUMN unit_duty.duty_code IS '事项代码'
--
COMMENT ON COLUMN unit_duty.title IS '履职事项'
--
COMMENT ON COLUMN unit_duty.domain IS '问题领域'
--
COMMENT ON COLUMN unit_duty.basis IS '依据'
--
COMMENT ON COLUMN unit_duty.valid_from IS '启用日期'
--
COMMENT ON COLUMN unit_duty.valid_to IS '停用日期'
--
COMMENT ON COLUMN unit_duty.created_at IS '建立时间'
--
COMMENT ON COLUMN unit_duty.created_by_id IS '建立人'
--
COMMENT ON COLUMN unit_duty.updated_at IS '更新时间'
--
COMMENT ON COLUMN unit_duty.row_version IS '版本号'
--
CREATE INDEX ix_unit_duty_unit_id_domain ON unit_duty (unit_id, domain)
--
CREATE TABLE notice_read (
	id BIGSERIAL NOT NULL, 
	account_id INTEGER NOT NULL, 
	outbox_id BIGINT NOT NULL, 
	read_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_notice_read PRIMARY KEY (id), 
	CONSTRAINT uq_notice_read_account_id_outbox_id UNIQUE (account_id, outbox_id), 
	CONSTRAINT fk_notice_read_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_notice_read_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_notice_read_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE notice_read IS '站内消息的已读记录，只增不改'
--
COMMENT ON COLUMN notice_read.id IS '主键'
--
COMMENT ON COLUMN notice_read.account_id IS '账号'
--
COMMENT ON COLUMN notice_read.outbox_id IS '通知'
--
COMMENT ON COLUMN notice_read.read_at IS '阅读时间'
--
COMMENT ON COLUMN notice_read.created_at IS '建立时间'
--
COMMENT ON COLUMN notice_read.created_by_id IS '建立人'
--
COMMENT ON COLUMN notice_read.updated_at IS '更新时间'
--
COMMENT ON COLUMN notice_read.row_version IS '版本号'
--
CREATE INDEX ix_notice_read_outbox_id ON notice_read (outbox_id)
--
CREATE TABLE meeting_problem (
	id BIGSERIAL NOT NULL, 
	meeting_id BIGINT NOT NULL, 
	problem_id BIGINT NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_meeting_problem PRIMARY KEY (id), 
	CONSTRAINT uq_meeting_problem_meeting_id_problem_id UNIQUE (meeting_id, problem_id), 
	CONSTRAINT fk_meeting_problem_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_meeting_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_meeting_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE meeting_problem IS '会议研究的事项，只增不改'
--
COMMENT ON COLUMN meeting_problem.id IS '主键'
--
COMMENT ON COLUMN meeting_problem.meeting_id IS '会议'
--
COMMENT ON COLUMN meeting_problem.problem_id IS '台账事项'
--
COMMENT ON COLUMN meeting_problem.created_at IS '建立时间'
--
COMMENT ON COLUMN meeting_problem.created_by_id IS '建立人'
--
COMMENT ON COLUMN meeting_problem.updated_at IS '更新时间'
--
COMMENT ON COLUMN meeting_problem.row_version IS '版本号'
--
CREATE INDEX ix_meeting_problem_problem_id ON meeting_problem (problem_id)
--
CREATE TABLE problem_link (
	id BIGSERIAL NOT NULL, 
	problem_id BIGINT NOT NULL, 
	other_id BIGINT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	note VARCHAR(200) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_problem_link PRIMARY KEY (id), 
	CONSTRAINT uq_problem_link_problem_id_other_id_kind UNIQUE (problem_id, other_id, kind), 
	CONSTRAINT ck_problem_link_two_items CHECK (problem_id <> other_id), 
	CONSTRAINT fk_problem_link_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_problem_link_other_id FOREIGN KEY(other_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_problem_link_linkkind CHECK (kind IN ('same_fact', 'caused_by', 'three_checks', 'relapse')), 
	CONSTRAINT fk_problem_link_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE problem_link IS '事项关联：一案三查、反弹回潮等，只增不改'
--
COMMENT ON COLUMN problem_link.id IS '主键'
--
COMMENT ON COLUMN problem_link.problem_id IS '台账事项'
--
COMMENT ON COLUMN problem_link.other_id IS '关联事项'
--
COMMENT ON COLUMN problem_link.kind IS '关联'
--
COMMENT ON COLUMN problem_link.note IS '说明'
--
COMMENT ON COLUMN problem_link.created_at IS '建立时间'
--
COMMENT ON COLUMN problem_link.created_by_id IS '建立人'
--
COMMENT ON COLUMN problem_link.updated_at IS '更新时间'
--
COMMENT ON COLUMN problem_link.row_version IS '版本号'
--
CREATE INDEX ix_problem_link_other_id ON problem_link (other_id)
--
CREATE TABLE deadline (
	id BIGSERIAL NOT NULL, 
	problem_id BIGINT NOT NULL, 
	step_id BIGINT, 
	kind VARCHAR(16) NOT NULL, 
	cause VARCHAR(13) NOT NULL, 
	base_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	days INTEGER NOT NULL, 
	unit VARCHAR(12) NOT NULL, 
	due_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	calendar_status VARCHAR(15) NOT NULL, 
	calendar_version INTEGER NOT NULL, 
	rule_version INTEGER NOT NULL, 
	supersedes_id BIGINT, 
	superseded_at TIMESTAMP WITHOUT TIME ZONE, 
	met_at TIMESTAMP WITHOUT TIME ZONE, 
	late BOOLEAN, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_deadline PRIMARY KEY (id), 
	CONSTRAINT ck_deadline_judged CHECK ((met_at IS NULL) = (late IS NULL)), 
	CONSTRAINT ck_deadline_judged_current CHECK (met_at IS NULL OR superseded_at IS NULL), 
	CONSTRAINT fk_deadline_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_deadline_step_id FOREIGN KEY(step_id) REFERENCES problem_step (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_deadline_deadlinekind CHECK (kind IN ('triage', 'decide', 'sign', 'handle', 'verify', 'feedback', 'answer', 'track', 'legal_notice', 'legal')), 
	CONSTRAINT ck_deadline_deadlinecause CHECK (cause IN ('start', 'rework', 'extension', 'resume', 'calendar')), 
	CONSTRAINT ck_deadline_limitunit CHECK (unit IN ('workday', 'workhour', 'natural')), 
	CONSTRAINT ck_deadline_calendarstatus CHECK (calendar_status IN ('final', 'provisional')), 
	CONSTRAINT fk_deadline_supersedes_id FOREIGN KEY(supersedes_id) REFERENCES deadline (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_deadline_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE deadline IS '期限：每一次计算一行，只增不改；met_at 和 late 在环节结束时认定一次'
--
COMMENT ON COLUMN deadline.id IS '主键'
--
COMMENT ON COLUMN deadline.problem_id IS '台账事项'
--
COMMENT ON COLUMN deadline.step_id IS '办理环节'
--
COMMENT ON COLUMN deadline.kind IS '期限种类'
--
COMMENT ON COLUMN deadline.cause IS '由来'
--
COMMENT ON COLUMN deadline.base_at IS '起算时间'
--
COMMENT ON COLUMN deadline.days IS '长度'
--
COMMENT ON COLUMN deadline.unit IS '单位'
--
COMMENT ON COLUMN deadline.due_at IS '到期'
--
COMMENT ON COLUMN deadline.calendar_status IS '日历'
--
COMMENT ON COLUMN deadline.calendar_version IS '日历版本'
--
COMMENT ON COLUMN deadline.rule_version IS '时限规则版本'
--
COMMENT ON COLUMN deadline.supersedes_id IS '代替的期限'
--
COMMENT ON COLUMN deadline.superseded_at IS '被代替时间'
--
COMMENT ON COLUMN deadline.met_at IS '完成时间'
--
COMMENT ON COLUMN deadline.late IS '超期'
--
COMMENT ON COLUMN deadline.created_at IS '建立时间'
--
COMMENT ON COLUMN deadline.created_by_id IS '建立人'
--
COMMENT ON COLUMN deadline.updated_at IS '更新时间'
--
COMMENT ON COLUMN deadline.row_version IS '版本号'
--
CREATE INDEX ix_deadline_open ON deadline (calendar_status, problem_id) WHERE met_at IS NULL AND superseded_at IS NULL
--
CREATE INDEX ix_deadline_problem_id ON deadline (problem_id)
--
CREATE INDEX ix_deadline_step_id ON deadline (step_id)
--
CREATE TABLE extension (
	id BIGSERIAL NOT NULL, 
	problem_id BIGINT NOT NULL, 
	step_id BIGINT NOT NULL, 
	days INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	asked_by_id INTEGER NOT NULL, 
	asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	opinion TEXT, 
	opinion_by_id INTEGER, 
	opinion_at TIMESTAMP WITHOUT TIME ZONE, 
	decision TEXT, 
	decided_by_id INTEGER, 
	decided_at TIMESTAMP WITHOUT TIME ZONE, 
	due_before TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	due_after TIMESTAMP WITHOUT TIME ZONE, 
	told_at TIMESTAMP WITHOUT TIME ZONE, 
	told_way VARCHAR(10), 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_extension PRIMARY KEY (id), 
	CONSTRAINT ck_extension_some_days CHECK (days > 0), 
	CONSTRAINT ck_extension_two_levels CHECK (decided_by_id IS NULL OR opinion_by_id IS NULL OR decided_by_id <> opinion_by_id), 
	CONSTRAINT fk_extension_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_extension_step_id FOREIGN KEY(step_id) REFERENCES problem_step (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_extension_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_extension_askstate CHECK (state IN ('asked', 'agreed', 'approved', 'refused', 'lapsed')), 
	CONSTRAINT fk_extension_opinion_by_id FOREIGN KEY(opinion_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_extension_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_extension_feedbackway CHECK (told_way IN ('phone', 'visit', 'letter', 'online', 'none')), 
	CONSTRAINT fk_extension_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE extension IS '延期申请：到期前提出，两级审批，一件事项只批一次，并告知来访人'
--
COMMENT ON COLUMN extension.id IS '主键'
--
COMMENT ON COLUMN extension.problem_id IS '台账事项'
--
COMMENT ON COLUMN extension.step_id IS '办理环节'
--
COMMENT ON COLUMN extension.days IS '延期（工作日）'
--
COMMENT ON COLUMN extension.reason IS '理由'
--
COMMENT ON COLUMN extension.asked_by_id IS '申请人'
--
COMMENT ON COLUMN extension.asked_at IS '申请时间'
--
COMMENT ON COLUMN extension.state IS '状态'
--
COMMENT ON COLUMN extension.opinion IS '审核意见'
--
COMMENT ON COLUMN extension.opinion_by_id IS '审核人'
--
COMMENT ON COLUMN extension.opinion_at IS '审核时间'
--
COMMENT ON COLUMN extension.decision IS '批准意见'
--
COMMENT ON COLUMN extension.decided_by_id IS '批准人'
--
COMMENT ON COLUMN extension.decided_at IS '批准时间'
--
COMMENT ON COLUMN extension.due_before IS '原到期'
--
COMMENT ON COLUMN extension.due_after IS '新到期'
--
COMMENT ON COLUMN extension.told_at IS '告知来访人时间'
--
COMMENT ON COLUMN extension.told_way IS '告知方式'
--
COMMENT ON COLUMN extension.created_at IS '建立时间'
--
COMMENT ON COLUMN extension.created_by_id IS '建立人'
--
COMMENT ON COLUMN extension.updated_at IS '更新时间'
--
COMMENT ON COLUMN extension.row_version IS '版本号'
--
CREATE INDEX ix_extension_problem_id ON extension (problem_id)
--
CREATE UNIQUE INDEX uq_extension_approved ON extension (problem_id) WHERE state = 'approved'
--
CREATE UNIQUE INDEX uq_extension_pending ON extension (problem_id) WHERE state IN ('asked', 'agreed')
--
CREATE TABLE problem_transfer (
	id BIGSERIAL NOT NULL, 
	problem_id BIGINT NOT NULL, 
	target VARCHAR(100) NOT NULL, 
	letter_no VARCHAR(60) NOT NULL, 
	receipt VARCHAR(100) NOT NULL, 
	document_id BIGINT, 
	told_at TIMESTAMP WITHOUT TIME ZONE, 
	told_way VARCHAR(10) NOT NULL, 
	track_due TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	checks INTEGER NOT NULL, 
	returned_at TIMESTAMP WITHOUT TIME ZONE, 
	result TEXT, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_problem_transfer PRIMARY KEY (id), 
	CONSTRAINT fk_problem_transfer_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_problem_transfer_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_problem_transfer_feedbackway CHECK (told_way IN ('phone', 'visit', 'letter', 'online', 'none')), 
	CONSTRAINT fk_problem_transfer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE problem_transfer IS '转办：交给本系统以外的单位，按期跟踪到有结果为止'
--
COMMENT ON COLUMN problem_transfer.id IS '主键'
--
COMMENT ON COLUMN problem_transfer.problem_id IS '台账事项'
--
COMMENT ON COLUMN problem_transfer.target IS '转往单位'
--
COMMENT ON COLUMN problem_transfer.letter_no IS '转办文号'
--
COMMENT ON COLUMN problem_transfer.receipt IS '签收情况'
--
COMMENT ON COLUMN problem_transfer.document_id IS '转办函'
--
COMMENT ON COLUMN problem_transfer.told_at IS '告知来访人时间'
--
COMMENT ON COLUMN problem_transfer.told_way IS '告知方式'
--
COMMENT ON COLUMN problem_transfer.track_due IS '下次跟踪'
--
COMMENT ON COLUMN problem_transfer.checks IS '跟踪次数'
--
COMMENT ON COLUMN problem_transfer.returned_at IS '结果返回'
--
COMMENT ON COLUMN problem_transfer.result IS '办理结果'
--
COMMENT ON COLUMN problem_transfer.created_at IS '建立时间'
--
COMMENT ON COLUMN problem_transfer.created_by_id IS '建立人'
--
COMMENT ON COLUMN problem_transfer.updated_at IS '更新时间'
--
COMMENT ON COLUMN problem_transfer.row_version IS '版本号'
--
CREATE INDEX ix_problem_transfer_problem_id ON problem_transfer (problem_id)
--
CREATE INDEX ix_problem_transfer_track_due ON problem_transfer (returned_at, track_due)
--
CREATE TABLE suspension (
	id BIGSERIAL NOT NULL, 
	problem_id BIGINT NOT NULL, 
	step_id BIGINT NOT NULL, 
	ground VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	expected_on DATE NOT NULL, 
	asked_by_id INTEGER NOT NULL, 
	asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	opinion TEXT, 
	opinion_by_id INTEGER, 
	opinion_at TIMESTAMP WITHOUT TIME ZONE, 
	decision TEXT, 
	decided_by_id INTEGER, 
	decided_at TIMESTAMP WITHOUT TIME ZONE, 
	started_at TIMESTAMP WITHOUT TIME ZONE, 
	ended_at TIMESTAMP WITHOUT TIME ZONE, 
	due_before TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	due_after TIMESTAMP WITHOUT TIME ZONE, 
	time_left JSONB NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_suspension PRIMARY KEY (id), 
	CONSTRAINT ck_suspension_two_levels CHECK (decided_by_id IS NULL OR opinion_by_id IS NULL OR decided_by_id <> opinion_by_id), 
	CONSTRAINT ck_suspension_span CHECK (ended_at IS NULL OR (started_at IS NOT NULL AND ended_at >= started_at)), 
	CONSTRAINT fk_suspension_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_suspension_step_id FOREIGN KEY(step_id) REFERENCES problem_step (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_suspension_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_suspension_askstate CHECK (state IN ('asked', 'agreed', 'approved', 'refused', 'lapsed')), 
	CONSTRAINT fk_suspension_opinion_by_id FOREIGN KEY(opinion_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_suspension_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_suspension_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE suspension IS '中止申请：批准之时起本地时限停走，法定时限不停'
--
COMMENT ON COLUMN suspension.id IS '主键'
--
COMMENT ON COLUMN suspension.problem_id IS '台账事项'
--
COMMENT ON COLUMN suspension.step_id IS '办理环节'
--
COMMENT ON COLUMN suspension.ground IS '中止事由'
--
COMMENT ON COLUMN suspension.reason IS '说明'
--
COMMENT ON COLUMN suspension.expected_on IS '预计恢复'
--
COMMENT ON COLUMN suspension.asked_by_id IS '申请人'
--
COMMENT ON COLUMN suspension.asked_at IS '申请时间'
--
COMMENT ON COLUMN suspension.state IS '状态'
--
COMMENT ON COLUMN suspension.opinion IS '审核意见'
--
COMMENT ON COLUMN suspension.opinion_by_id IS '审核人'
--
COMMENT ON COLUMN suspension.opinion_at IS '审核时间'
--
COMMENT ON COLUMN suspension.decision IS '批准意见'
--
COMMENT ON COLUMN suspension.decided_by_id IS '批准人'
--
COMMENT ON COLUMN suspension.decided_at IS '批准时间'
--
COMMENT ON COLUMN suspension.started_at IS '中止时间'
--
COMMENT ON COLUMN suspension.ended_at IS '恢复时间'
--
COMMENT ON COLUMN suspension.due_before IS '原到期'
--
COMMENT ON COLUMN suspension.due_after IS '新到期'
--
COMMENT ON COLUMN suspension.time_left IS '剩余工时（秒）'
--
COMMENT ON COLUMN suspension.created_at IS '建立时间'
--
COMMENT ON COLUMN suspension.created_by_id IS '建立人'
--
COMMENT ON COLUMN suspension.updated_at IS '更新时间'
--
COMMENT ON COLUMN suspension.row_version IS '版本号'
--
CREATE INDEX ix_suspension_problem_id ON suspension (problem_id)
--
CREATE INDEX ix_suspension_running ON suspension (state, ended_at, expected_on)
--
CREATE UNIQUE INDEX uq_suspension_pending ON suspension (problem_id) WHERE state IN ('asked', 'agreed')
--
CREATE TABLE outcome_metric (
	id BIGSERIAL NOT NULL, 
	problem_id BIGINT NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	value BIGINT NOT NULL, 
	beneficiary VARCHAR(60) NOT NULL, 
	basis VARCHAR(200) NOT NULL, 
	attachment_id BIGINT, 
	verified_by_id INTEGER, 
	verified_at TIMESTAMP WITHOUT TIME ZONE, 
	void_reason VARCHAR(200), 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_outcome_metric PRIMARY KEY (id), 
	CONSTRAINT ck_outcome_metric_something CHECK (value > 0), 
	CONSTRAINT ck_outcome_metric_verified CHECK ((verified_by_id IS NULL) = (verified_at IS NULL)), 
	CONSTRAINT ck_outcome_metric_verified_by_another CHECK (verified_by_id IS NULL OR created_by_id IS NULL OR verified_by_id <> created_by_id), 
	CONSTRAINT fk_outcome_metric_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_outcome_metric_metrickind CHECK (kind IN ('households', 'people', 'amount_refunded', 'amount_saved', 'amount_paid', 'elapsed_workdays', 'length_m', 'policy_made', 'other')), 
	CONSTRAINT fk_outcome_metric_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_outcome_metric_verified_by_id FOREIGN KEY(verified_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_outcome_metric_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE outcome_metric IS '办理成效：户数、金额（分）等，经他人核实才计入；并案的只在主件上计一次'
--
COMMENT ON COLUMN outcome_metric.id IS '主键'
--
COMMENT ON COLUMN outcome_metric.problem_id IS '台账事项'
--
COMMENT ON COLUMN outcome_metric.kind IS '成效'
--
COMMENT ON COLUMN outcome_metric.value IS '数值：金额以分计'
--
COMMENT ON COLUMN outcome_metric.beneficiary IS '受益对象'
--
COMMENT ON COLUMN outcome_metric.basis IS '依据'
--
COMMENT ON COLUMN outcome_metric.attachment_id IS '证据'
--
COMMENT ON COLUMN outcome_metric.verified_by_id IS '核实人'
--
COMMENT ON COLUMN outcome_metric.verified_at IS '核实时间'
--
COMMENT ON COLUMN outcome_metric.void_reason IS '作废原因'
--
COMMENT ON COLUMN outcome_metric.created_at IS '建立时间'
--
COMMENT ON COLUMN outcome_metric.created_by_id IS '建立人'
--
COMMENT ON COLUMN outcome_metric.updated_at IS '更新时间'
--
COMMENT ON COLUMN outcome_metric.row_version IS '版本号'
--
CREATE INDEX ix_outcome_metric_problem_id ON outcome_metric (problem_id)
--
CREATE TABLE thanks (
	id BIGSERIAL NOT NULL, 
	problem_id BIGINT NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	given_on DATE NOT NULL, 
	words VARCHAR(200) NOT NULL, 
	attachment_id BIGINT, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_thanks PRIMARY KEY (id), 
	CONSTRAINT fk_thanks_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_thanks_thankskind CHECK (kind IN ('banner', 'letter', 'phone')), 
	CONSTRAINT fk_thanks_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_thanks_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE thanks IS '锦旗、感谢信、电话致谢，只增不改'
--
COMMENT ON COLUMN thanks.id IS '主键'
--
COMMENT ON COLUMN thanks.problem_id IS '台账事项'
--
COMMENT ON COLUMN thanks.kind IS '方式'
--
COMMENT ON COLUMN thanks.given_on IS '日期'
--
COMMENT ON COLUMN thanks.words IS '内容'
--
COMMENT ON COLUMN thanks.attachment_id IS '照片'
--
COMMENT ON COLUMN thanks.created_at IS '建立时间'
--
COMMENT ON COLUMN thanks.created_by_id IS '建立人'
--
COMMENT ON COLUMN thanks.updated_at IS '更新时间'
--
COMMENT ON COLUMN thanks.row_version IS '版本号'
--
CREATE INDEX ix_thanks_problem_id ON thanks (problem_id)
--
CREATE TRIGGER calendar_batch_no_delete BEFORE DELETE ON calendar_batch FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER calendar_batch_no_truncate BEFORE TRUNCATE ON calendar_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER calendar_batch_no_update BEFORE UPDATE ON calendar_batch FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER deadline_no_delete BEFORE DELETE ON deadline FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER deadline_no_truncate BEFORE TRUNCATE ON deadline FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER deadline_no_update BEFORE UPDATE ON deadline FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.step_id IS DISTINCT FROM NEW.step_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.cause IS DISTINCT FROM NEW.cause OR OLD.base_at IS DISTINCT FROM NEW.base_at OR OLD.days IS DISTINCT FROM NEW.days OR OLD.unit IS DISTINCT FROM NEW.unit OR OLD.due_at IS DISTINCT FROM NEW.due_at OR OLD.calendar_status IS DISTINCT FROM NEW.calendar_status OR OLD.calendar_version IS DISTINCT FROM NEW.calendar_version OR OLD.rule_version IS DISTINCT FROM NEW.rule_version OR OLD.supersedes_id IS DISTINCT FROM NEW.supersedes_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER meeting_problem_no_delete BEFORE DELETE ON meeting_problem FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER meeting_problem_no_truncate BEFORE TRUNCATE ON meeting_problem FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER meeting_problem_no_update BEFORE UPDATE ON meeting_problem FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER notice_read_no_delete BEFORE DELETE ON notice_read FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER notice_read_no_truncate BEFORE TRUNCATE ON notice_read FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER notice_read_no_update BEFORE UPDATE ON notice_read FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER outcome_metric_no_delete BEFORE DELETE ON outcome_metric FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER outcome_metric_no_truncate BEFORE TRUNCATE ON outcome_metric FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER outcome_metric_no_update BEFORE UPDATE ON outcome_metric FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.value IS DISTINCT FROM NEW.value OR OLD.beneficiary IS DISTINCT FROM NEW.beneficiary OR OLD.basis IS DISTINCT FROM NEW.basis OR OLD.attachment_id IS DISTINCT FROM NEW.attachment_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER problem_link_no_delete BEFORE DELETE ON problem_link FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER problem_link_no_truncate BEFORE TRUNCATE ON problem_link FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER problem_link_no_update BEFORE UPDATE ON problem_link FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER thanks_no_delete BEFORE DELETE ON thanks FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER thanks_no_truncate BEFORE TRUNCATE ON thanks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER thanks_no_update BEFORE UPDATE ON thanks FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE deadline ENABLE ROW LEVEL SECURITY
--
ALTER TABLE deadline FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON deadline USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AFPS]') OR deadline.kind != 'legal_notice') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (deadline.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = deadline.problem_id))))
--
ALTER TABLE extension ENABLE ROW LEVEL SECURITY
--
ALTER TABLE extension FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON extension USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (extension.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = extension.problem_id)))
--
CREATE FUNCTION barred_meetings() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_meeting.meeting_id FROM meeting_problem AS barred_meeting WHERE barred_meeting.problem_id IN (SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL);
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$
--
COMMENT ON FUNCTION barred_meetings() IS '因回避看不到的会议：供行级安全策略使用'
--
ALTER TABLE meeting ENABLE ROW LEVEL SECURITY
--
ALTER TABLE meeting FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON meeting USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR meeting.host_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR meeting.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM meeting_problem AS seen_meeting_problem WHERE seen_meeting_problem.meeting_id = meeting.id))) AND (meeting.id NOT IN (SELECT barred_meetings() AS barred_meetings_1)))
--
ALTER TABLE meeting_problem ENABLE ROW LEVEL SECURITY
--
ALTER TABLE meeting_problem FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON meeting_problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (meeting_problem.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = meeting_problem.problem_id)))
--
ALTER TABLE notice_read ENABLE ROW LEVEL SECURITY
--
ALTER TABLE notice_read FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON notice_read USING ((SELECT current_setting('vx.nature', true) = 'system') OR notice_read.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)))
--
ALTER TABLE outcome_metric ENABLE ROW LEVEL SECURITY
--
ALTER TABLE outcome_metric FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON outcome_metric USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (outcome_metric.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = outcome_metric.problem_id)))
--
ALTER TABLE problem_link ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem_link FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem_link USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_link.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_link.problem_id))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_link.other_id NOT IN (SELECT barred_problems() AS barred_problems_2)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_link.other_id))))
--
ALTER TABLE problem_transfer ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem_transfer FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem_transfer USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_transfer.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_transfer.problem_id)))
--
ALTER TABLE saved_filter ENABLE ROW LEVEL SECURITY
--
ALTER TABLE saved_filter FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON saved_filter USING ((SELECT current_setting('vx.nature', true) = 'system') OR saved_filter.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)))
--
ALTER TABLE suspension ENABLE ROW LEVEL SECURITY
--
ALTER TABLE suspension FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON suspension USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (suspension.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = suspension.problem_id)))
--
ALTER TABLE thanks ENABLE ROW LEVEL SECURITY
--
ALTER TABLE thanks FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON thanks USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (thanks.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = thanks.problem_id)))
