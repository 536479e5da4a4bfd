-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE document_comment (
	id INTEGER NOT NULL, 
	document_id BIGINT NOT NULL, 
	act VARCHAR(13) NOT NULL, 
	words VARCHAR(200), 
	account_id INTEGER, 
	at DATETIME NOT NULL, 
	facts_sha256 VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_document_comment PRIMARY KEY (id), 
	CONSTRAINT ck_document_comment_returned_with_words CHECK (act <> 'returned' OR words IS NOT NULL), 
	CONSTRAINT fk_document_comment_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_document_comment_paperact CHECK (act IN ('sent', 'passed', 'returned', 'edited', 'signed', 'issued', 'withdrawn', 'voided')), 
	CONSTRAINT fk_document_comment_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_comment_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_document_comment_document_id ON document_comment (document_id)
--
CREATE TABLE document_receipt (
	id INTEGER NOT NULL, 
	document_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	problem_id BIGINT, 
	sent_at DATETIME NOT NULL, 
	due_on DATE, 
	read_at DATETIME, 
	read_by_id INTEGER, 
	signed_for_at DATETIME, 
	signed_for_by_id INTEGER, 
	returned_at DATETIME, 
	returned_by_id INTEGER, 
	reply VARCHAR(500), 
	file_name VARCHAR(200), 
	file_mime VARCHAR(100), 
	file_sha256 VARCHAR(64), 
	reminded_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_document_receipt PRIMARY KEY (id), 
	CONSTRAINT uq_document_receipt_document_id_unit_id UNIQUE (document_id, unit_id), 
	CONSTRAINT ck_document_receipt_returned_after_signing CHECK (returned_at IS NULL OR (signed_for_at IS NOT NULL AND reply IS NOT NULL)), 
	CONSTRAINT ck_document_receipt_whole_file CHECK ((file_sha256 IS NULL) = (file_name IS NULL) AND (file_sha256 IS NULL) = (file_mime IS NULL)), 
	CONSTRAINT fk_document_receipt_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_receipt_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_receipt_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_receipt_read_by_id FOREIGN KEY(read_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_receipt_signed_for_by_id FOREIGN KEY(signed_for_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_receipt_returned_by_id FOREIGN KEY(returned_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_receipt_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_document_receipt_due_on ON document_receipt (returned_at, due_on)
--
CREATE INDEX ix_document_receipt_problem_id ON document_receipt (problem_id)
--
CREATE INDEX ix_document_receipt_unit_id ON document_receipt (unit_id, signed_for_at)
--
CREATE TRIGGER document_comment_no_delete BEFORE DELETE ON document_comment FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'document_comment: rows are kept'); END
--
CREATE TRIGGER document_comment_no_replace BEFORE INSERT ON document_comment FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM document_comment WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'document_comment: append-only'); END
--
CREATE TRIGGER document_comment_no_update BEFORE UPDATE ON document_comment FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'document_comment: append-only'); END
--
CREATE TRIGGER document_receipt_judged_once BEFORE UPDATE ON document_receipt FOR EACH ROW WHEN (OLD.returned_at IS NOT NULL AND (OLD.returned_at IS NOT NEW.returned_at OR OLD.returned_by_id IS NOT NEW.returned_by_id OR OLD.reply IS NOT NEW.reply OR OLD.file_sha256 IS NOT NEW.file_sha256)) BEGIN SELECT RAISE(ABORT, 'document_receipt: judged once'); END
--
CREATE TRIGGER document_receipt_no_delete BEFORE DELETE ON document_receipt FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'document_receipt: rows are kept'); END
--
CREATE TRIGGER document_receipt_no_replace BEFORE INSERT ON document_receipt FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM document_receipt WHERE (document_id = NEW.document_id AND unit_id = NEW.unit_id) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'document_receipt: append-only'); END
--
CREATE TRIGGER document_receipt_no_update BEFORE UPDATE ON document_receipt FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.document_id IS NOT NEW.document_id OR OLD.unit_id IS NOT NEW.unit_id OR OLD.problem_id IS NOT NEW.problem_id OR OLD.sent_at IS NOT NEW.sent_at OR OLD.due_on IS NOT NEW.due_on OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'document_receipt: append-only'); END
