-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE document_problem (
	id BIGSERIAL NOT NULL, 
	document_id BIGINT NOT NULL, 
	problem_id BIGINT NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_document_problem PRIMARY KEY (id), 
	CONSTRAINT uq_document_problem_document_id_problem_id UNIQUE (document_id, problem_id), 
	CONSTRAINT fk_document_problem_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE document_problem IS '公文涉及的事项：起草时从事项来的、文稿里写了编号的，只增不改；看不到事项的看不到公文'
--
COMMENT ON COLUMN document_problem.id IS '主键'
--
COMMENT ON COLUMN document_problem.document_id IS '公文'
--
COMMENT ON COLUMN document_problem.problem_id IS '台账事项'
--
COMMENT ON COLUMN document_problem.created_at IS '建立时间'
--
COMMENT ON COLUMN document_problem.created_by_id IS '建立人'
--
COMMENT ON COLUMN document_problem.updated_at IS '更新时间'
--
COMMENT ON COLUMN document_problem.row_version IS '版本号'
--
CREATE INDEX ix_document_problem_problem_id ON document_problem (problem_id)
--
CREATE TRIGGER document_problem_no_delete BEFORE DELETE ON document_problem FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER document_problem_no_truncate BEFORE TRUNCATE ON document_problem FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER document_problem_no_update BEFORE UPDATE ON document_problem FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE document_problem ENABLE ROW LEVEL SECURITY
--
ALTER TABLE document_problem FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON document_problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (document_problem.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = document_problem.problem_id)))
