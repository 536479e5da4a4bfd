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
