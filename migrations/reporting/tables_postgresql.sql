-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE scoring_rule (
	id BIGSERIAL NOT NULL, 
	version INTEGER NOT NULL, 
	valid_from DATE NOT NULL, 
	level_points JSONB NOT NULL, 
	weights JSONB NOT NULL, 
	min_sample JSONB NOT NULL, 
	deductions JSONB NOT NULL, 
	note VARCHAR(200) NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	drafted_by_id INTEGER NOT NULL, 
	approved_by_id INTEGER, 
	approved_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_scoring_rule PRIMARY KEY (id), 
	CONSTRAINT ck_scoring_rule_version CHECK (version > 0), 
	CONSTRAINT ck_scoring_rule_second_person CHECK (approved_by_id <> drafted_by_id), 
	CONSTRAINT ck_scoring_rule_approved CHECK ((state = 'approved') = (approved_at IS NOT NULL) AND (approved_by_id IS NULL) = (approved_at IS NULL)), 
	CONSTRAINT uq_scoring_rule_version UNIQUE (version), 
	CONSTRAINT ck_scoring_rule_rulestate CHECK (state IN ('draft', 'approved')), 
	CONSTRAINT fk_scoring_rule_drafted_by_id FOREIGN KEY(drafted_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_scoring_rule_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_scoring_rule_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE scoring_rule IS '评分办法：一版一行，批准后不再修改，改动另起一版'
--
COMMENT ON COLUMN scoring_rule.id IS '主键'
--
COMMENT ON COLUMN scoring_rule.version IS '版本'
--
COMMENT ON COLUMN scoring_rule.valid_from IS '从哪个月起：月份的第一天；以前的月份仍按原来的版本'
--
COMMENT ON COLUMN scoring_rule.level_points IS '各档分值'
--
COMMENT ON COLUMN scoring_rule.weights IS '各部分权重：合计 100'
--
COMMENT ON COLUMN scoring_rule.min_sample IS '最少评价数：不足的不排名'
--
COMMENT ON COLUMN scoring_rule.deductions IS '每次扣分'
--
COMMENT ON COLUMN scoring_rule.note IS '修改说明'
--
COMMENT ON COLUMN scoring_rule.state IS '状态'
--
COMMENT ON COLUMN scoring_rule.drafted_by_id IS '起草人'
--
COMMENT ON COLUMN scoring_rule.approved_by_id IS '批准人'
--
COMMENT ON COLUMN scoring_rule.approved_at IS '批准时间'
--
COMMENT ON COLUMN scoring_rule.created_at IS '建立时间'
--
COMMENT ON COLUMN scoring_rule.created_by_id IS '建立人'
--
COMMENT ON COLUMN scoring_rule.updated_at IS '更新时间'
--
COMMENT ON COLUMN scoring_rule.row_version IS '版本号'
--
CREATE TABLE report_snapshot (
	id BIGSERIAL NOT NULL, 
	period VARCHAR(7) NOT NULL, 
	scope VARCHAR(20) NOT NULL, 
	metric_version VARCHAR(20) NOT NULL, 
	rule_version INTEGER, 
	cut_off_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	figures JSONB NOT NULL, 
	members BYTEA NOT NULL, 
	members_sha256 VARCHAR(64) NOT NULL, 
	state VARCHAR(11) NOT NULL, 
	document_id BIGINT, 
	signed_at TIMESTAMP WITHOUT TIME ZONE, 
	void_reason VARCHAR(200), 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_report_snapshot PRIMARY KEY (id), 
	CONSTRAINT ck_report_snapshot_signed CHECK ((state = 'signed') = (signed_at IS NOT NULL)), 
	CONSTRAINT ck_report_snapshot_void_with_reason CHECK (state <> 'void' OR void_reason IS NOT NULL), 
	CONSTRAINT ck_report_snapshot_snapshotstate CHECK (state IN ('draft', 'checked', 'signed', 'void')), 
	CONSTRAINT fk_report_snapshot_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_report_snapshot_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE report_snapshot IS '月度数据：截止时刻的数字和成员名单；只增不改，重做另起一行，签发后不再变'
--
COMMENT ON COLUMN report_snapshot.id IS '主键'
--
COMMENT ON COLUMN report_snapshot.period IS '月份'
--
COMMENT ON COLUMN report_snapshot.scope IS '范围'
--
COMMENT ON COLUMN report_snapshot.metric_version IS '指标版本'
--
COMMENT ON COLUMN report_snapshot.rule_version IS '评分办法版本'
--
COMMENT ON COLUMN report_snapshot.cut_off_at IS '数据截止'
--
COMMENT ON COLUMN report_snapshot.figures IS '数字'
--
COMMENT ON COLUMN report_snapshot.members IS '成员名单：按指标列出的行编号，压缩存放'
--
COMMENT ON COLUMN report_snapshot.members_sha256 IS '名单散列'
--
COMMENT ON COLUMN report_snapshot.state IS '状态'
--
COMMENT ON COLUMN report_snapshot.document_id IS '月度报告'
--
COMMENT ON COLUMN report_snapshot.signed_at IS '签发时间'
--
COMMENT ON COLUMN report_snapshot.void_reason IS '作废原因'
--
COMMENT ON COLUMN report_snapshot.created_at IS '建立时间'
--
COMMENT ON COLUMN report_snapshot.created_by_id IS '建立人'
--
COMMENT ON COLUMN report_snapshot.updated_at IS '更新时间'
--
COMMENT ON COLUMN report_snapshot.row_version IS '版本号'
--
CREATE INDEX ix_report_snapshot_document_id ON report_snapshot (document_id)
--
CREATE UNIQUE INDEX ix_report_snapshot_standing ON report_snapshot (period, scope) WHERE state != 'void'
--
CREATE TABLE score (
	id BIGSERIAL NOT NULL, 
	snapshot_id BIGINT NOT NULL, 
	period VARCHAR(7) NOT NULL, 
	object_kind VARCHAR(10) NOT NULL, 
	object_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	rule_version INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	score NUMERIC(7, 2), 
	detail JSONB NOT NULL, 
	published_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_score PRIMARY KEY (id), 
	CONSTRAINT uq_score_snapshot_id_object_kind_object_id UNIQUE (snapshot_id, object_kind, object_id), 
	CONSTRAINT fk_score_snapshot_id FOREIGN KEY(snapshot_id) REFERENCES report_snapshot (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_score_scoredkind CHECK (object_kind IN ('unit', 'window')), 
	CONSTRAINT fk_score_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_score_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE score IS '评分：一次月度数据里一个单位一行，只增不改；样本不足的没有分'
--
COMMENT ON COLUMN score.id IS '主键'
--
COMMENT ON COLUMN score.snapshot_id IS '月度数据'
--
COMMENT ON COLUMN score.period IS '月份'
--
COMMENT ON COLUMN score.object_kind IS '对象'
--
COMMENT ON COLUMN score.object_id IS '对象编号'
--
COMMENT ON COLUMN score.unit_id IS '单位'
--
COMMENT ON COLUMN score.rule_version IS '评分办法版本'
--
COMMENT ON COLUMN score.n IS '评价数'
--
COMMENT ON COLUMN score.score IS '得分'
--
COMMENT ON COLUMN score.detail IS '明细'
--
COMMENT ON COLUMN score.published_at IS '公布时间：月度报告签发时'
--
COMMENT ON COLUMN score.created_at IS '建立时间'
--
COMMENT ON COLUMN score.created_by_id IS '建立人'
--
COMMENT ON COLUMN score.updated_at IS '更新时间'
--
COMMENT ON COLUMN score.row_version IS '版本号'
--
CREATE INDEX ix_score_object ON score (object_kind, object_id, period)
--
CREATE TRIGGER report_snapshot_judged_once BEFORE UPDATE ON report_snapshot FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.document_id IS DISTINCT FROM NEW.document_id OR OLD.signed_at IS DISTINCT FROM NEW.signed_at OR OLD.void_reason IS DISTINCT FROM NEW.void_reason)) EXECUTE FUNCTION refuse_change('judged once')
--
CREATE TRIGGER report_snapshot_no_delete BEFORE DELETE ON report_snapshot FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER report_snapshot_no_truncate BEFORE TRUNCATE ON report_snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER report_snapshot_no_update BEFORE UPDATE ON report_snapshot FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.period IS DISTINCT FROM NEW.period OR OLD.scope IS DISTINCT FROM NEW.scope OR OLD.metric_version IS DISTINCT FROM NEW.metric_version OR OLD.rule_version IS DISTINCT FROM NEW.rule_version OR OLD.cut_off_at IS DISTINCT FROM NEW.cut_off_at OR OLD.figures IS DISTINCT FROM NEW.figures OR OLD.members IS DISTINCT FROM NEW.members OR OLD.members_sha256 IS DISTINCT FROM NEW.members_sha256 OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER score_no_delete BEFORE DELETE ON score FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER score_no_truncate BEFORE TRUNCATE ON score FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER score_no_update BEFORE UPDATE ON score FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.snapshot_id IS DISTINCT FROM NEW.snapshot_id OR OLD.period IS DISTINCT FROM NEW.period OR OLD.object_kind IS DISTINCT FROM NEW.object_kind OR OLD.object_id IS DISTINCT FROM NEW.object_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.rule_version IS DISTINCT FROM NEW.rule_version OR OLD.n IS DISTINCT FROM NEW.n OR OLD.score IS DISTINCT FROM NEW.score OR OLD.detail IS DISTINCT FROM NEW.detail OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER scoring_rule_judged_once BEFORE UPDATE ON scoring_rule FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL AND (OLD.approved_at IS DISTINCT FROM NEW.approved_at OR OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id OR OLD.deductions IS DISTINCT FROM NEW.deductions OR OLD.drafted_by_id IS DISTINCT FROM NEW.drafted_by_id OR OLD.level_points IS DISTINCT FROM NEW.level_points OR OLD.min_sample IS DISTINCT FROM NEW.min_sample OR OLD.note IS DISTINCT FROM NEW.note OR OLD.state IS DISTINCT FROM NEW.state OR OLD.valid_from IS DISTINCT FROM NEW.valid_from OR OLD.weights IS DISTINCT FROM NEW.weights)) EXECUTE FUNCTION refuse_change('judged once')
--
CREATE TRIGGER scoring_rule_no_delete BEFORE DELETE ON scoring_rule FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER scoring_rule_no_truncate BEFORE TRUNCATE ON scoring_rule FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER scoring_rule_no_update BEFORE UPDATE ON scoring_rule FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.version IS DISTINCT FROM NEW.version OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE report_snapshot ENABLE ROW LEVEL SECURITY
--
ALTER TABLE report_snapshot FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON report_snapshot USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DRAFT_REPORT:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' STATISTICS:[A-Za-z0-9]*[A]') AND report_snapshot.state = 'signed')
--
ALTER TABLE score ENABLE ROW LEVEL SECURITY
--
ALTER TABLE score FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON score USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DRAFT_REPORT:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' STATISTICS:[A-Za-z0-9]*[A]') AND score.published_at IS NOT NULL OR (SELECT current_setting('vx.letters', true) ~ ' STATISTICS:[A-Za-z0-9]*[O]') AND score.published_at IS NOT NULL AND score.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
