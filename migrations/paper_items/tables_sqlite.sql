-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE document_problem (
	id INTEGER NOT NULL, 
	document_id BIGINT NOT NULL, 
	problem_id BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_document_problem PRIMARY KEY (id), 
	CONSTRAINT uq_document_problem_document_id_problem_id UNIQUE (document_id, problem_id), 
	CONSTRAINT fk_document_problem_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_document_problem_problem_id ON document_problem (problem_id)
--
CREATE TRIGGER document_problem_no_delete BEFORE DELETE ON document_problem FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'document_problem: rows are kept'); END
--
CREATE TRIGGER document_problem_no_replace BEFORE INSERT ON document_problem FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM document_problem WHERE (document_id = NEW.document_id AND problem_id = NEW.problem_id) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'document_problem: append-only'); END
--
CREATE TRIGGER document_problem_no_update BEFORE UPDATE ON document_problem FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'document_problem: append-only'); END
