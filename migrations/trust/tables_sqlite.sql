-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE public_document (
	id INTEGER NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	state VARCHAR(11) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_public_document PRIMARY KEY (id), 
	CONSTRAINT uq_public_document_code_hash UNIQUE (code_hash), 
	CONSTRAINT ck_public_document_publicstanding CHECK (state IN ('genuine', 'void')), 
	CONSTRAINT fk_public_document_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE seal_use (
	id INTEGER NOT NULL, 
	document_id BIGINT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	asked_by_id INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	decided_by_id INTEGER, 
	decided_at DATETIME, 
	refusal VARCHAR(200), 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_seal_use PRIMARY KEY (id), 
	CONSTRAINT ck_seal_use_second_person CHECK (decided_by_id <> asked_by_id), 
	CONSTRAINT ck_seal_use_decided CHECK ((state = 'asked') = (decided_by_id IS NULL) AND (decided_by_id IS NULL) = (decided_at IS NULL)), 
	CONSTRAINT fk_seal_use_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_seal_use_sealusestate CHECK (state IN ('asked', 'approved', 'refused')), 
	CONSTRAINT fk_seal_use_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_seal_use_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_seal_use_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_seal_use_document_id ON seal_use (document_id, id)
--
CREATE TRIGGER public_document_no_delete BEFORE DELETE ON public_document FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'public_document: rows are kept'); END
--
CREATE TRIGGER public_document_no_replace BEFORE INSERT ON public_document FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM public_document WHERE (code_hash = NEW.code_hash) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'public_document: append-only'); END
--
CREATE TRIGGER public_document_no_update BEFORE UPDATE ON public_document FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.code_hash IS NOT NEW.code_hash OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'public_document: append-only'); END
--
CREATE TRIGGER seal_use_judged_once BEFORE UPDATE ON seal_use FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL AND (OLD.state IS NOT NEW.state OR OLD.decided_by_id IS NOT NEW.decided_by_id OR OLD.decided_at IS NOT NEW.decided_at OR OLD.refusal IS NOT NEW.refusal)) BEGIN SELECT RAISE(ABORT, 'seal_use: judged once'); END
--
CREATE TRIGGER seal_use_no_delete BEFORE DELETE ON seal_use FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'seal_use: rows are kept'); END
--
CREATE TRIGGER seal_use_no_replace BEFORE INSERT ON seal_use FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM seal_use WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'seal_use: append-only'); END
--
CREATE TRIGGER seal_use_no_update BEFORE UPDATE ON seal_use FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.document_id IS NOT NEW.document_id OR OLD.asked_by_id IS NOT NEW.asked_by_id OR OLD.asked_at IS NOT NEW.asked_at OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'seal_use: append-only'); END
