-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE eval_appeal (
	id INTEGER NOT NULL, 
	evaluation_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	ground VARCHAR(13) NOT NULL, 
	evidence TEXT NOT NULL, 
	asked_by_id INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	decide_due DATETIME NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	decision TEXT, 
	decided_by_id INTEGER, 
	decided_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_eval_appeal PRIMARY KEY (id), 
	CONSTRAINT ck_eval_appeal_decided CHECK ((state = 'asked') = (decided_at IS NULL)), 
	CONSTRAINT uq_eval_appeal_evaluation_id UNIQUE (evaluation_id), 
	CONSTRAINT fk_eval_appeal_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_eval_appeal_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_eval_appeal_appealground CHECK (ground IN ('mistaken', 'malicious', 'not_ours')), 
	CONSTRAINT fk_eval_appeal_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_eval_appeal_appealstate CHECK (state IN ('asked', 'upheld', 'rejected')), 
	CONSTRAINT fk_eval_appeal_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_eval_appeal_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_eval_appeal_state ON eval_appeal (state, decide_due)
--
CREATE TABLE evaluation_flag (
	id INTEGER NOT NULL, 
	evaluation_id BIGINT NOT NULL, 
	service_point_id BIGINT NOT NULL, 
	kind VARCHAR(15) NOT NULL, 
	flagged_on DATETIME NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	decided_by_id INTEGER, 
	decided_at DATETIME, 
	note VARCHAR(200), 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_evaluation_flag PRIMARY KEY (id), 
	CONSTRAINT uq_evaluation_flag_evaluation_id_kind UNIQUE (evaluation_id, kind), 
	CONSTRAINT fk_evaluation_flag_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_evaluation_flag_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_evaluation_flag_flagkind CHECK (kind IN ('token', 'burst', 'quick', 'after_hours')), 
	CONSTRAINT ck_evaluation_flag_flagstate CHECK (state IN ('open', 'confirmed', 'dismissed')), 
	CONSTRAINT fk_evaluation_flag_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_evaluation_flag_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_evaluation_flag_state ON evaluation_flag (state, service_point_id, kind, flagged_on)
--
CREATE TABLE follow_up (
	id INTEGER NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	evaluation_id BIGINT NOT NULL, 
	service_point_id BIGINT NOT NULL, 
	answer TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_follow_up PRIMARY KEY (id), 
	CONSTRAINT uq_follow_up_code_hash UNIQUE (code_hash), 
	CONSTRAINT uq_follow_up_evaluation_id UNIQUE (evaluation_id), 
	CONSTRAINT fk_follow_up_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_follow_up_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_follow_up_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TRIGGER evaluation_no_replace BEFORE INSERT ON evaluation FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM evaluation WHERE (eval_no = NEW.eval_no) OR (follows_id = NEW.follows_id) OR (id = NEW.id) OR (kiosk_no = NEW.kiosk_no AND kiosk_seq = NEW.kiosk_seq))) BEGIN SELECT RAISE(ABORT, 'evaluation: append-only'); END
--
CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.eval_no IS NOT NEW.eval_no OR OLD.service_point_id IS NOT NEW.service_point_id OR OLD.unit_id IS NOT NEW.unit_id OR OLD.region_code IS NOT NEW.region_code OR OLD.staff_id IS NOT NEW.staff_id OR OLD.channel IS NOT NEW.channel OR OLD.scale IS NOT NEW.scale OR OLD.level IS NOT NEW.level OR OLD.is_bad IS NOT NEW.is_bad OR OLD.is_sensitive IS NOT NEW.is_sensitive OR OLD.round IS NOT NEW.round OR OLD.text IS NOT NEW.text OR OLD.trips IS NOT NEW.trips OR OLD.told_once IS NOT NEW.told_once OR OLD.happened_on IS NOT NEW.happened_on OR OLD.submitted_at IS NOT NEW.submitted_at OR OLD.contact_id IS NOT NEW.contact_id OR OLD.client_token_hash IS NOT NEW.client_token_hash OR OLD.kiosk_no IS NOT NEW.kiosk_no OR OLD.kiosk_seq IS NOT NEW.kiosk_seq OR OLD.service_item_id IS NOT NEW.service_item_id OR OLD.asks_reply IS NOT NEW.asks_reply OR OLD.assisted_by_id IS NOT NEW.assisted_by_id OR OLD.happened_hour IS NOT NEW.happened_hour OR OLD.follow_code_hash IS NOT NEW.follow_code_hash OR OLD.follows_id IS NOT NEW.follows_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'evaluation: append-only'); END
