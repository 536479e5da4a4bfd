-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE scoring_rule (
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	valid_from DATE NOT NULL, 
	level_points JSON NOT NULL, 
	weights JSON NOT NULL, 
	min_sample JSON NOT NULL, 
	deductions JSON NOT NULL, 
	note VARCHAR(200) NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	drafted_by_id INTEGER NOT NULL, 
	approved_by_id INTEGER, 
	approved_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
CREATE TABLE report_snapshot (
	id INTEGER NOT NULL, 
	period VARCHAR(7) NOT NULL, 
	scope VARCHAR(20) NOT NULL, 
	metric_version VARCHAR(20) NOT NULL, 
	rule_version INTEGER, 
	cut_off_at DATETIME NOT NULL, 
	figures JSON NOT NULL, 
	members BLOB NOT NULL, 
	members_sha256 VARCHAR(64) NOT NULL, 
	state VARCHAR(11) NOT NULL, 
	document_id BIGINT, 
	signed_at DATETIME, 
	void_reason VARCHAR(200), 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_report_snapshot PRIMARY KEY (id), 
	CONSTRAINT ck_report_snapshot_signed CHECK ((state = 'signed') = (signed_at IS NOT NULL)), 
	CONSTRAINT ck_report_snapshot_void_with_reason CHECK (state <> 'void' OR void_reason IS NOT NULL), 
	CONSTRAINT ck_report_snapshot_snapshotstate CHECK (state IN ('draft', 'checked', 'signed', 'void')), 
	CONSTRAINT fk_report_snapshot_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_report_snapshot_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_report_snapshot_document_id ON report_snapshot (document_id)
--
CREATE UNIQUE INDEX ix_report_snapshot_standing ON report_snapshot (period, scope) WHERE state != 'void'
--
CREATE TABLE score (
	id INTEGER NOT NULL, 
	snapshot_id BIGINT NOT NULL, 
	period VARCHAR(7) NOT NULL, 
	object_kind VARCHAR(10) NOT NULL, 
	object_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	rule_version INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	score NUMERIC(7, 2), 
	detail JSON NOT NULL, 
	published_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_score PRIMARY KEY (id), 
	CONSTRAINT uq_score_snapshot_id_object_kind_object_id UNIQUE (snapshot_id, object_kind, object_id), 
	CONSTRAINT fk_score_snapshot_id FOREIGN KEY(snapshot_id) REFERENCES report_snapshot (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_score_scoredkind CHECK (object_kind IN ('unit', 'window')), 
	CONSTRAINT fk_score_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_score_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_score_object ON score (object_kind, object_id, period)
--
CREATE TRIGGER report_snapshot_judged_once BEFORE UPDATE ON report_snapshot FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL AND (OLD.state IS NOT NEW.state OR OLD.document_id IS NOT NEW.document_id OR OLD.signed_at IS NOT NEW.signed_at OR OLD.void_reason IS NOT NEW.void_reason)) BEGIN SELECT RAISE(ABORT, 'report_snapshot: judged once'); END
--
CREATE TRIGGER report_snapshot_no_delete BEFORE DELETE ON report_snapshot FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'report_snapshot: rows are kept'); END
--
CREATE TRIGGER report_snapshot_no_replace BEFORE INSERT ON report_snapshot FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM report_snapshot WHERE (id = NEW.id) OR (period = NEW.period AND scope = NEW.scope AND state != 'void'))) BEGIN SELECT RAISE(ABORT, 'report_snapshot: append-only'); END
--
CREATE TRIGGER report_snapshot_no_update BEFORE UPDATE ON report_snapshot FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.period IS NOT NEW.period OR OLD.scope IS NOT NEW.scope OR OLD.metric_version IS NOT NEW.metric_version OR OLD.rule_version IS NOT NEW.rule_version OR OLD.cut_off_at IS NOT NEW.cut_off_at OR OLD.figures IS NOT NEW.figures OR OLD.members IS NOT NEW.members OR OLD.members_sha256 IS NOT NEW.members_sha256 OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'report_snapshot: append-only'); END
--
CREATE TRIGGER score_no_delete BEFORE DELETE ON score FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'score: rows are kept'); END
--
CREATE TRIGGER score_no_replace BEFORE INSERT ON score FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM score WHERE (id = NEW.id) OR (snapshot_id = NEW.snapshot_id AND object_kind = NEW.object_kind AND object_id = NEW.object_id))) BEGIN SELECT RAISE(ABORT, 'score: append-only'); END
--
CREATE TRIGGER score_no_update BEFORE UPDATE ON score FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.snapshot_id IS NOT NEW.snapshot_id OR OLD.period IS NOT NEW.period OR OLD.object_kind IS NOT NEW.object_kind OR OLD.object_id IS NOT NEW.object_id OR OLD.unit_id IS NOT NEW.unit_id OR OLD.rule_version IS NOT NEW.rule_version OR OLD.n IS NOT NEW.n OR OLD.score IS NOT NEW.score OR OLD.detail IS NOT NEW.detail OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'score: append-only'); END
--
CREATE TRIGGER scoring_rule_judged_once BEFORE UPDATE ON scoring_rule FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL AND (OLD.approved_at IS NOT NEW.approved_at OR OLD.approved_by_id IS NOT NEW.approved_by_id OR OLD.deductions IS NOT NEW.deductions OR OLD.drafted_by_id IS NOT NEW.drafted_by_id OR OLD.level_points IS NOT NEW.level_points OR OLD.min_sample IS NOT NEW.min_sample OR OLD.note IS NOT NEW.note OR OLD.state IS NOT NEW.state OR OLD.valid_from IS NOT NEW.valid_from OR OLD.weights IS NOT NEW.weights)) BEGIN SELECT RAISE(ABORT, 'scoring_rule: judged once'); END
--
CREATE TRIGGER scoring_rule_no_delete BEFORE DELETE ON scoring_rule FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'scoring_rule: rows are kept'); END
--
CREATE TRIGGER scoring_rule_no_replace BEFORE INSERT ON scoring_rule FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM scoring_rule WHERE (id = NEW.id) OR (version = NEW.version))) BEGIN SELECT RAISE(ABORT, 'scoring_rule: append-only'); END
--
CREATE TRIGGER scoring_rule_no_update BEFORE UPDATE ON scoring_rule FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.version IS NOT NEW.version OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'scoring_rule: append-only'); END
