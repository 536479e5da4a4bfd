-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE call_script (
	id INTEGER NOT NULL, 
	request_type VARCHAR(16) NOT NULL, 
	title VARCHAR(60) NOT NULL, 
	body TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	status VARCHAR(11) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_call_script PRIMARY KEY (id), 
	CONSTRAINT ck_call_script_requesttype CHECK (request_type IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')), 
	CONSTRAINT ck_call_script_recordstatus CHECK (status IN ('active', 'retired')), 
	CONSTRAINT fk_call_script_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_call_script_request_type ON call_script (request_type, position)
--
CREATE TABLE duty_roster (
	id INTEGER NOT NULL, 
	duty_on DATE NOT NULL, 
	kind VARCHAR(17) NOT NULL, 
	shift VARCHAR(13) NOT NULL, 
	account_id INTEGER NOT NULL, 
	status VARCHAR(11) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
CREATE INDEX ix_duty_roster_account_id ON duty_roster (account_id)
--
CREATE TABLE handover_note (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	duty_on DATE NOT NULL, 
	shift VARCHAR(13) NOT NULL, 
	text TEXT NOT NULL, 
	problem_ids JSON NOT NULL, 
	open_calls INTEGER NOT NULL, 
	open_questions INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_handover_note PRIMARY KEY (id), 
	CONSTRAINT fk_handover_note_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_handover_note_shift CHECK (shift IN ('day', 'morning', 'afternoon', 'night')), 
	CONSTRAINT fk_handover_note_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_handover_note_unit_id ON handover_note (unit_id, id)
--
CREATE TABLE survey (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	frame VARCHAR(200) NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_survey PRIMARY KEY (id), 
	CONSTRAINT ck_survey_span CHECK (until_on >= from_on), 
	CONSTRAINT fk_survey_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_survey_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_survey_unit_id ON survey (unit_id, from_on)
--
CREATE TABLE handover_read (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	handover_note_id BIGINT NOT NULL, 
	account_id INTEGER NOT NULL, 
	read_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_handover_read PRIMARY KEY (id), 
	CONSTRAINT uq_handover_read_handover_note_id_account_id UNIQUE (handover_note_id, account_id), 
	CONSTRAINT fk_handover_read_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_handover_read_handover_note_id FOREIGN KEY(handover_note_id) REFERENCES handover_note (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_handover_read_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_handover_read_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE commitment (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	inspection_unit_id BIGINT, 
	title VARCHAR(100) NOT NULL, 
	target VARCHAR(200) NOT NULL, 
	measures TEXT NOT NULL, 
	due_on DATE NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	published_at DATETIME, 
	predecessor_unit VARCHAR(60) NOT NULL, 
	enterprise_id BIGINT, 
	amount BIGINT, 
	evidence TEXT NOT NULL, 
	kept_on DATE, 
	broken_at DATETIME, 
	claimed_by_id INTEGER, 
	audited_by_id INTEGER, 
	refusal VARCHAR(200), 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
CREATE INDEX ix_commitment_enterprise_id ON commitment (enterprise_id)
--
CREATE INDEX ix_commitment_state ON commitment (state, due_on)
--
CREATE INDEX ix_commitment_unit_id ON commitment (unit_id, due_on)
--
CREATE TABLE field_visit (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	kind VARCHAR(14) NOT NULL, 
	held_on DATE NOT NULL, 
	region_code VARCHAR(12) NOT NULL, 
	place VARCHAR(60) NOT NULL, 
	visited_unit_id BIGINT, 
	visitors VARCHAR(100) NOT NULL, 
	finding TEXT NOT NULL, 
	problem_id BIGINT, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
CREATE INDEX ix_field_visit_unit_id ON field_visit (unit_id, held_on)
--
CREATE TABLE survey_question (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	survey_id BIGINT NOT NULL, 
	position INTEGER NOT NULL, 
	text VARCHAR(100) NOT NULL, 
	answers JSON NOT NULL, 
	low_answers JSON NOT NULL, 
	problem_id BIGINT, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
CREATE TABLE survey_answer (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	survey_question_id BIGINT NOT NULL, 
	answer VARCHAR(40) NOT NULL, 
	sheets INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_survey_answer PRIMARY KEY (id), 
	CONSTRAINT ck_survey_answer_something CHECK (sheets <> 0), 
	CONSTRAINT fk_survey_answer_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_survey_answer_survey_question_id FOREIGN KEY(survey_question_id) REFERENCES survey_question (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_survey_answer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_survey_answer_survey_question_id ON survey_answer (survey_question_id)
--
CREATE TRIGGER handover_note_no_delete BEFORE DELETE ON handover_note FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'handover_note: rows are kept'); END
--
CREATE TRIGGER handover_note_no_replace BEFORE INSERT ON handover_note FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM handover_note WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'handover_note: append-only'); END
--
CREATE TRIGGER handover_note_no_update BEFORE UPDATE ON handover_note FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'handover_note: append-only'); END
--
CREATE TRIGGER handover_read_no_delete BEFORE DELETE ON handover_read FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'handover_read: rows are kept'); END
--
CREATE TRIGGER handover_read_no_replace BEFORE INSERT ON handover_read FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM handover_read WHERE (handover_note_id = NEW.handover_note_id AND account_id = NEW.account_id) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'handover_read: append-only'); END
--
CREATE TRIGGER handover_read_no_update BEFORE UPDATE ON handover_read FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'handover_read: append-only'); END
--
CREATE TRIGGER survey_answer_no_delete BEFORE DELETE ON survey_answer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'survey_answer: rows are kept'); END
--
CREATE TRIGGER survey_answer_no_replace BEFORE INSERT ON survey_answer FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM survey_answer WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'survey_answer: append-only'); END
--
CREATE TRIGGER survey_answer_no_update BEFORE UPDATE ON survey_answer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'survey_answer: append-only'); END
