-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE call_script (
	id BIGSERIAL NOT NULL, 
	request_type VARCHAR(16) NOT NULL, 
	title VARCHAR(60) NOT NULL, 
	body TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	status VARCHAR(11) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_call_script PRIMARY KEY (id), 
	CONSTRAINT ck_call_script_requesttype CHECK (request_type IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')), 
	CONSTRAINT ck_call_script_recordstatus CHECK (status IN ('active', 'retired')), 
	CONSTRAINT fk_call_script_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE call_script IS '热线话术：按诉求类型写好的问话和答话，接线时显示在登记表旁边'
--
COMMENT ON COLUMN call_script.id IS '主键'
--
COMMENT ON COLUMN call_script.request_type IS '诉求类型'
--
COMMENT ON COLUMN call_script.title IS '标题'
--
COMMENT ON COLUMN call_script.body IS '话术'
--
COMMENT ON COLUMN call_script.position IS '顺序'
--
COMMENT ON COLUMN call_script.status IS '状态'
--
COMMENT ON COLUMN call_script.created_at IS '建立时间'
--
COMMENT ON COLUMN call_script.created_by_id IS '建立人'
--
COMMENT ON COLUMN call_script.updated_at IS '更新时间'
--
COMMENT ON COLUMN call_script.row_version IS '版本号'
--
CREATE INDEX ix_call_script_request_type ON call_script (request_type, position)
--
CREATE TABLE duty_roster (
	id BIGSERIAL NOT NULL, 
	duty_on DATE NOT NULL, 
	kind VARCHAR(17) NOT NULL, 
	shift VARCHAR(13) NOT NULL, 
	account_id INTEGER NOT NULL, 
	status VARCHAR(11) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_duty_roster PRIMARY KEY (id), 
	CONSTRAINT uq_duty_roster_duty_on_kind_shift_account_id UNIQUE (duty_on, kind, shift, account_id), 
	CONSTRAINT ck_duty_roster_dutykind CHECK (kind IN ('hotline', 'message_board')), 
	CONSTRAINT ck_duty_roster_shift CHECK (shift IN ('day', 'morning', 'afternoon', 'night')), 
	CONSTRAINT fk_duty_roster_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_duty_roster_recordstatus CHECK (status IN ('active', 'retired')), 
	CONSTRAINT fk_duty_roster_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE duty_roster IS '值班表：热线和留言板每天由谁值班'
--
COMMENT ON COLUMN duty_roster.id IS '主键'
--
COMMENT ON COLUMN duty_roster.duty_on IS '值班日期'
--
COMMENT ON COLUMN duty_roster.kind IS '值班岗位'
--
COMMENT ON COLUMN duty_roster.shift IS '班次'
--
COMMENT ON COLUMN duty_roster.account_id IS '值班人'
--
COMMENT ON COLUMN duty_roster.status IS '状态'
--
COMMENT ON COLUMN duty_roster.created_at IS '建立时间'
--
COMMENT ON COLUMN duty_roster.created_by_id IS '建立人'
--
COMMENT ON COLUMN duty_roster.updated_at IS '更新时间'
--
COMMENT ON COLUMN duty_roster.row_version IS '版本号'
--
CREATE INDEX ix_duty_roster_account_id ON duty_roster (account_id)
--
CREATE TABLE handover_note (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	duty_on DATE NOT NULL, 
	shift VARCHAR(13) NOT NULL, 
	text TEXT NOT NULL, 
	problem_ids JSONB NOT NULL, 
	open_calls INTEGER NOT NULL, 
	open_questions INTEGER NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_handover_note PRIMARY KEY (id), 
	CONSTRAINT fk_handover_note_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_handover_note_shift CHECK (shift IN ('day', 'morning', 'afternoon', 'night')), 
	CONSTRAINT fk_handover_note_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE handover_note IS '交接班记录，只增不改'
--
COMMENT ON COLUMN handover_note.id IS '主键'
--
COMMENT ON COLUMN handover_note.unit_id IS '单位'
--
COMMENT ON COLUMN handover_note.duty_on IS '日期'
--
COMMENT ON COLUMN handover_note.shift IS '班次'
--
COMMENT ON COLUMN handover_note.text IS '交接事项'
--
COMMENT ON COLUMN handover_note.problem_ids IS '待回访事项'
--
COMMENT ON COLUMN handover_note.open_calls IS '待回访件数'
--
COMMENT ON COLUMN handover_note.open_questions IS '待代问件数'
--
COMMENT ON COLUMN handover_note.created_at IS '建立时间'
--
COMMENT ON COLUMN handover_note.created_by_id IS '建立人'
--
COMMENT ON COLUMN handover_note.updated_at IS '更新时间'
--
COMMENT ON COLUMN handover_note.row_version IS '版本号'
--
CREATE INDEX ix_handover_note_unit_id ON handover_note (unit_id, id)
--
CREATE TABLE survey (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	frame VARCHAR(200) NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_survey PRIMARY KEY (id), 
	CONSTRAINT ck_survey_span CHECK (until_on >= from_on), 
	CONSTRAINT fk_survey_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_survey_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE survey IS '问卷：题目、调查范围、起止日期'
--
COMMENT ON COLUMN survey.id IS '主键'
--
COMMENT ON COLUMN survey.unit_id IS '组织单位'
--
COMMENT ON COLUMN survey.title IS '名称'
--
COMMENT ON COLUMN survey.frame IS '调查范围'
--
COMMENT ON COLUMN survey.from_on IS '开始日期'
--
COMMENT ON COLUMN survey.until_on IS '结束日期'
--
COMMENT ON COLUMN survey.created_at IS '建立时间'
--
COMMENT ON COLUMN survey.created_by_id IS '建立人'
--
COMMENT ON COLUMN survey.updated_at IS '更新时间'
--
COMMENT ON COLUMN survey.row_version IS '版本号'
--
CREATE INDEX ix_survey_unit_id ON survey (unit_id, from_on)
--
CREATE TABLE handover_read (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	handover_note_id BIGINT NOT NULL, 
	account_id INTEGER NOT NULL, 
	read_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_handover_read PRIMARY KEY (id), 
	CONSTRAINT uq_handover_read_handover_note_id_account_id UNIQUE (handover_note_id, account_id), 
	CONSTRAINT fk_handover_read_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_handover_read_handover_note_id FOREIGN KEY(handover_note_id) REFERENCES handover_note (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_handover_read_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_handover_read_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE handover_read IS '交接班签收，只增不改'
--
COMMENT ON COLUMN handover_read.id IS '主键'
--
COMMENT ON COLUMN handover_read.unit_id IS '单位'
--
COMMENT ON COLUMN handover_read.handover_note_id IS '交接班记录'
--
COMMENT ON COLUMN handover_read.account_id IS '签收人'
--
COMMENT ON COLUMN handover_read.read_at IS '签收时间'
--
COMMENT ON COLUMN handover_read.created_at IS '建立时间'
--
COMMENT ON COLUMN handover_read.created_by_id IS '建立人'
--
COMMENT ON COLUMN handover_read.updated_at IS '更新时间'
--
COMMENT ON COLUMN handover_read.row_version IS '版本号'
--
CREATE TABLE commitment (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	inspection_unit_id BIGINT, 
	title VARCHAR(100) NOT NULL, 
	target VARCHAR(200) NOT NULL, 
	measures TEXT NOT NULL, 
	due_on DATE NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	published_at TIMESTAMP WITHOUT TIME ZONE, 
	predecessor_unit VARCHAR(60) NOT NULL, 
	enterprise_id BIGINT, 
	amount BIGINT, 
	evidence TEXT NOT NULL, 
	kept_on DATE, 
	broken_at TIMESTAMP WITHOUT TIME ZONE, 
	claimed_by_id INTEGER, 
	audited_by_id INTEGER, 
	refusal VARCHAR(200), 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_commitment PRIMARY KEY (id), 
	CONSTRAINT ck_commitment_amount CHECK (amount IS NULL OR amount > 0), 
	CONSTRAINT ck_commitment_amount_to_whom CHECK (amount IS NULL OR enterprise_id IS NOT NULL), 
	CONSTRAINT ck_commitment_published CHECK (state IN ('asked', 'returned') OR published_at IS NOT NULL), 
	CONSTRAINT ck_commitment_kept_has_evidence CHECK (state <> 'kept' OR evidence <> ''), 
	CONSTRAINT fk_commitment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_commitment_inspection_unit_id FOREIGN KEY(inspection_unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_commitment_promisestate CHECK (state IN ('asked', 'returned', 'published', 'claimed', 'kept', 'broken')), 
	CONSTRAINT fk_commitment_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_commitment_claimed_by_id FOREIGN KEY(claimed_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_commitment_audited_by_id FOREIGN KEY(audited_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_commitment_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE commitment IS '公开承诺：目标、措施、时限；对企业的承诺记金额，到期没有兑现的就是失信违诺'
--
COMMENT ON COLUMN commitment.id IS '主键'
--
COMMENT ON COLUMN commitment.unit_id IS '承诺单位'
--
COMMENT ON COLUMN commitment.inspection_unit_id IS '监督单位'
--
COMMENT ON COLUMN commitment.title IS '承诺事项'
--
COMMENT ON COLUMN commitment.target IS '目标'
--
COMMENT ON COLUMN commitment.measures IS '措施'
--
COMMENT ON COLUMN commitment.due_on IS '完成时限'
--
COMMENT ON COLUMN commitment.state IS '状态'
--
COMMENT ON COLUMN commitment.published_at IS '公布时间'
--
COMMENT ON COLUMN commitment.predecessor_unit IS '原承诺单位或任期：新官不理旧账的，写是谁作的承诺'
--
COMMENT ON COLUMN commitment.enterprise_id IS '对哪家企业'
--
COMMENT ON COLUMN commitment.amount IS '金额（分）：拖欠或承诺兑付的金额'
--
COMMENT ON COLUMN commitment.evidence IS '兑现情况'
--
COMMENT ON COLUMN commitment.kept_on IS '兑现日期'
--
COMMENT ON COLUMN commitment.broken_at IS '违诺时间'
--
COMMENT ON COLUMN commitment.claimed_by_id IS '申报兑现人'
--
COMMENT ON COLUMN commitment.audited_by_id IS '审核人'
--
COMMENT ON COLUMN commitment.refusal IS '退回原因'
--
COMMENT ON COLUMN commitment.created_at IS '建立时间'
--
COMMENT ON COLUMN commitment.created_by_id IS '建立人'
--
COMMENT ON COLUMN commitment.updated_at IS '更新时间'
--
COMMENT ON COLUMN commitment.row_version IS '版本号'
--
CREATE INDEX ix_commitment_enterprise_id ON commitment (enterprise_id)
--
CREATE INDEX ix_commitment_state ON commitment (state, due_on)
--
CREATE INDEX ix_commitment_unit_id ON commitment (unit_id, due_on)
--
CREATE TABLE field_visit (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	kind VARCHAR(14) NOT NULL, 
	held_on DATE NOT NULL, 
	region_code VARCHAR(12) NOT NULL, 
	place VARCHAR(60) NOT NULL, 
	visited_unit_id BIGINT, 
	visitors VARCHAR(100) NOT NULL, 
	finding TEXT NOT NULL, 
	problem_id BIGINT, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_field_visit PRIMARY KEY (id), 
	CONSTRAINT fk_field_visit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_field_visit_visitkind CHECK (kind IN ('visit', 'window', 'inspection')), 
	CONSTRAINT fk_field_visit_region_code FOREIGN KEY(region_code) REFERENCES region (code) ON DELETE RESTRICT, 
	CONSTRAINT fk_field_visit_visited_unit_id FOREIGN KEY(visited_unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_field_visit_problem_id UNIQUE (problem_id), 
	CONSTRAINT fk_field_visit_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_field_visit_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE field_visit IS '走访、领导坐窗口、明察暗访：一条记录写一个情况，可以登记为台账事项；不记身份证号'
--
COMMENT ON COLUMN field_visit.id IS '主键'
--
COMMENT ON COLUMN field_visit.unit_id IS '记录单位'
--
COMMENT ON COLUMN field_visit.kind IS '类别'
--
COMMENT ON COLUMN field_visit.held_on IS '日期'
--
COMMENT ON COLUMN field_visit.region_code IS '地点'
--
COMMENT ON COLUMN field_visit.place IS '具体地点'
--
COMMENT ON COLUMN field_visit.visited_unit_id IS '到访单位'
--
COMMENT ON COLUMN field_visit.visitors IS '走访检查人'
--
COMMENT ON COLUMN field_visit.finding IS '发现的情况'
--
COMMENT ON COLUMN field_visit.problem_id IS '台账事项'
--
COMMENT ON COLUMN field_visit.created_at IS '建立时间'
--
COMMENT ON COLUMN field_visit.created_by_id IS '建立人'
--
COMMENT ON COLUMN field_visit.updated_at IS '更新时间'
--
COMMENT ON COLUMN field_visit.row_version IS '版本号'
--
CREATE INDEX ix_field_visit_unit_id ON field_visit (unit_id, held_on)
--
CREATE TABLE survey_question (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	survey_id BIGINT NOT NULL, 
	position INTEGER NOT NULL, 
	text VARCHAR(100) NOT NULL, 
	answers JSONB NOT NULL, 
	low_answers JSONB NOT NULL, 
	problem_id BIGINT, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_survey_question PRIMARY KEY (id), 
	CONSTRAINT uq_survey_question_survey_id_position UNIQUE (survey_id, position), 
	CONSTRAINT fk_survey_question_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_survey_question_survey_id FOREIGN KEY(survey_id) REFERENCES survey (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_survey_question_problem_id UNIQUE (problem_id), 
	CONSTRAINT fk_survey_question_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_survey_question_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE survey_question IS '问卷题目和可选的答案'
--
COMMENT ON COLUMN survey_question.id IS '主键'
--
COMMENT ON COLUMN survey_question.unit_id IS '组织单位'
--
COMMENT ON COLUMN survey_question.survey_id IS '问卷'
--
COMMENT ON COLUMN survey_question.position IS '题号'
--
COMMENT ON COLUMN survey_question.text IS '题目'
--
COMMENT ON COLUMN survey_question.answers IS '答案'
--
COMMENT ON COLUMN survey_question.low_answers IS '偏低的答案'
--
COMMENT ON COLUMN survey_question.problem_id IS '台账事项'
--
COMMENT ON COLUMN survey_question.created_at IS '建立时间'
--
COMMENT ON COLUMN survey_question.created_by_id IS '建立人'
--
COMMENT ON COLUMN survey_question.updated_at IS '更新时间'
--
COMMENT ON COLUMN survey_question.row_version IS '版本号'
--
CREATE TABLE survey_answer (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	survey_question_id BIGINT NOT NULL, 
	answer VARCHAR(40) NOT NULL, 
	sheets INTEGER NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_survey_answer PRIMARY KEY (id), 
	CONSTRAINT ck_survey_answer_something CHECK (sheets <> 0), 
	CONSTRAINT fk_survey_answer_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_survey_answer_survey_question_id FOREIGN KEY(survey_question_id) REFERENCES survey_question (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_survey_answer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE survey_answer IS '问卷答案的份数，每次录入一行，只增不改'
--
COMMENT ON COLUMN survey_answer.id IS '主键'
--
COMMENT ON COLUMN survey_answer.unit_id IS '组织单位'
--
COMMENT ON COLUMN survey_answer.survey_question_id IS '题目'
--
COMMENT ON COLUMN survey_answer.answer IS '答案'
--
COMMENT ON COLUMN survey_answer.sheets IS '份数：更正的用负数'
--
COMMENT ON COLUMN survey_answer.created_at IS '建立时间'
--
COMMENT ON COLUMN survey_answer.created_by_id IS '建立人'
--
COMMENT ON COLUMN survey_answer.updated_at IS '更新时间'
--
COMMENT ON COLUMN survey_answer.row_version IS '版本号'
--
CREATE INDEX ix_survey_answer_survey_question_id ON survey_answer (survey_question_id)
--
CREATE TRIGGER handover_note_no_delete BEFORE DELETE ON handover_note FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER handover_note_no_truncate BEFORE TRUNCATE ON handover_note FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER handover_note_no_update BEFORE UPDATE ON handover_note FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER handover_read_no_delete BEFORE DELETE ON handover_read FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER handover_read_no_truncate BEFORE TRUNCATE ON handover_read FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER handover_read_no_update BEFORE UPDATE ON handover_read FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER survey_answer_no_delete BEFORE DELETE ON survey_answer FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER survey_answer_no_truncate BEFORE TRUNCATE ON survey_answer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER survey_answer_no_update BEFORE UPDATE ON survey_answer FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE commitment ENABLE ROW LEVEL SECURITY
--
ALTER TABLE commitment FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON commitment USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' COMMITMENTS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' COMMITMENTS:[A-Za-z0-9]*[S]') AND commitment.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' COMMITMENTS:[A-Za-z0-9]*[O]') AND commitment.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.nature', true) != '') AND commitment.published_at IS NOT NULL AND commitment.enterprise_id IS NULL)
--
ALTER TABLE field_visit ENABLE ROW LEVEL SECURITY
--
ALTER TABLE field_visit FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON field_visit USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR field_visit.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE handover_note ENABLE ROW LEVEL SECURITY
--
ALTER TABLE handover_note FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON handover_note USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR handover_note.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE handover_read ENABLE ROW LEVEL SECURITY
--
ALTER TABLE handover_read FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON handover_read USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR handover_read.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE survey ENABLE ROW LEVEL SECURITY
--
ALTER TABLE survey FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON survey USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR survey.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE survey_answer ENABLE ROW LEVEL SECURITY
--
ALTER TABLE survey_answer FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON survey_answer USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR survey_answer.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE survey_question ENABLE ROW LEVEL SECURITY
--
ALTER TABLE survey_question FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON survey_question USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR survey_question.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
