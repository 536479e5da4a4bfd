-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE livelihood_evidence (
	id INTEGER NOT NULL, 
	livelihood_item_id BIGINT NOT NULL, 
	taken_on DATE NOT NULL, 
	file_name VARCHAR(120) NOT NULL, 
	file_mime VARCHAR(100) NOT NULL, 
	file_sha256 VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_livelihood_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_livelihood_evidence_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_livelihood_evidence_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_livelihood_evidence_file_sha256 ON livelihood_evidence (file_sha256)
--
CREATE INDEX ix_livelihood_evidence_livelihood_item_id ON livelihood_evidence (livelihood_item_id, id)
--
CREATE TRIGGER livelihood_evidence_no_delete BEFORE DELETE ON livelihood_evidence FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'livelihood_evidence: rows are kept'); END
--
CREATE TRIGGER livelihood_evidence_no_replace BEFORE INSERT ON livelihood_evidence FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM livelihood_evidence WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'livelihood_evidence: append-only'); END
--
CREATE TRIGGER livelihood_evidence_no_update BEFORE UPDATE ON livelihood_evidence FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'livelihood_evidence: append-only'); END
