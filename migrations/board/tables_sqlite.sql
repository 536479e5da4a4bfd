-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE stop_count (
	id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	n INTEGER NOT NULL, 
	moved INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_stop_count PRIMARY KEY (id), 
	CONSTRAINT ck_stop_count_moved CHECK (n >= moved), 
	CONSTRAINT uq_stop_count_day UNIQUE (day), 
	CONSTRAINT fk_stop_count_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE message_transfer (
	id INTEGER NOT NULL, 
	message_id BIGINT NOT NULL, 
	decision VARCHAR(21) NOT NULL, 
	target VARCHAR(80) NOT NULL, 
	unit_id BIGINT, 
	reason VARCHAR(300) NOT NULL, 
	brief TEXT NOT NULL, 
	document_id BIGINT, 
	track_due DATETIME NOT NULL, 
	checks INTEGER NOT NULL, 
	answer TEXT, 
	answered_at DATETIME, 
	answered_by_id INTEGER, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_message_transfer PRIMARY KEY (id), 
	CONSTRAINT ck_message_transfer_answered CHECK ((answer IS NULL) = (answered_at IS NULL)), 
	CONSTRAINT uq_message_transfer_message_id UNIQUE (message_id), 
	CONSTRAINT fk_message_transfer_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_message_transfer_scopedecision CHECK (decision IN ('in_scope', 'to_department', 'to_12345', 'to_petition', 'to_judicial', 'to_discipline', 'to_emergency', 'superior_handover', 'invalid')), 
	CONSTRAINT fk_message_transfer_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_message_transfer_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_message_transfer_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_message_transfer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_message_transfer_track_due ON message_transfer (track_due)
--
CREATE INDEX ix_message_transfer_unit_id ON message_transfer (unit_id)
--
CREATE TABLE public_feedback (
	id INTEGER NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	rating_key VARCHAR(64), 
	level VARCHAR(23), 
	text TEXT NOT NULL, 
	submitted_at DATETIME NOT NULL, 
	message_id BIGINT, 
	problem_id BIGINT, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_public_feedback PRIMARY KEY (id), 
	CONSTRAINT ck_public_feedback_level_of_rating CHECK ((kind = 'rating') = (level IS NOT NULL)), 
	CONSTRAINT ck_public_feedback_key_of_rating CHECK ((kind = 'rating') = (rating_key IS NOT NULL)), 
	CONSTRAINT ck_public_feedback_returnkind CHECK (kind IN ('answer', 'rating')), 
	CONSTRAINT uq_public_feedback_rating_key UNIQUE (rating_key), 
	CONSTRAINT ck_public_feedback_evallevel CHECK (level IN ('very_satisfied', 'satisfied', 'basically_satisfied', 'neutral', 'dissatisfied', 'very_dissatisfied')), 
	CONSTRAINT fk_public_feedback_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_public_feedback_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_public_feedback_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_public_feedback_message_id ON public_feedback (message_id, id)
--
CREATE INDEX ix_public_feedback_problem_id ON public_feedback (problem_id, id)
--
CREATE TABLE publication (
	id INTEGER NOT NULL, 
	message_id BIGINT NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	text TEXT NOT NULL, 
	published_on DATE NOT NULL, 
	by_id INTEGER NOT NULL, 
	withdrawn_on DATE, 
	withdrawn_by_id INTEGER, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_publication PRIMARY KEY (id), 
	CONSTRAINT uq_publication_message_id UNIQUE (message_id), 
	CONSTRAINT fk_publication_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_publication_by_id FOREIGN KEY(by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_publication_withdrawn_by_id FOREIGN KEY(withdrawn_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_publication_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_publication_published_on ON publication (published_on)
--
CREATE TRIGGER public_feedback_no_delete BEFORE DELETE ON public_feedback FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'public_feedback: rows are kept'); END
--
CREATE TRIGGER public_feedback_no_replace BEFORE INSERT ON public_feedback FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM public_feedback WHERE (id = NEW.id) OR (rating_key = NEW.rating_key))) BEGIN SELECT RAISE(ABORT, 'public_feedback: append-only'); END
--
CREATE TRIGGER public_feedback_no_update BEFORE UPDATE ON public_feedback FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.code_hash IS NOT NEW.code_hash OR OLD.kind IS NOT NEW.kind OR OLD.rating_key IS NOT NEW.rating_key OR OLD.level IS NOT NEW.level OR OLD.text IS NOT NEW.text OR OLD.submitted_at IS NOT NEW.submitted_at OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'public_feedback: append-only'); END
