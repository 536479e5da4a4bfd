-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE document_comment (
	id BIGSERIAL NOT NULL, 
	document_id BIGINT NOT NULL, 
	act VARCHAR(13) NOT NULL, 
	words VARCHAR(200), 
	account_id INTEGER, 
	at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	facts_sha256 VARCHAR(64) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_document_comment PRIMARY KEY (id), 
	CONSTRAINT ck_document_comment_returned_with_words CHECK (act <> 'returned' OR words IS NOT NULL), 
	CONSTRAINT fk_document_comment_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_document_comment_paperact CHECK (act IN ('sent', 'passed', 'returned', 'edited', 'signed', 'issued', 'withdrawn', 'voided')), 
	CONSTRAINT fk_document_comment_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_document_comment_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE document_comment IS '公文流转意见：送审、核稿、退回、签发各一条，只增不改'
--
COMMENT ON COLUMN document_comment.id IS '主键'
--
COMMENT ON COLUMN document_comment.document_id IS '公文'
--
COMMENT ON COLUMN document_comment.act IS '环节'
--
COMMENT ON COLUMN document_comment.words IS '意见'
--
COMMENT ON COLUMN document_comment.account_id IS '经办人'
--
COMMENT ON COLUMN document_comment.at IS '时间'
--
COMMENT ON COLUMN document_comment.facts_sha256 IS '文稿散列'
--
COMMENT ON COLUMN document_comment.created_at IS '建立时间'
--
COMMENT ON COLUMN document_comment.created_by_id IS '建立人'
--
COMMENT ON COLUMN document_comment.updated_at IS '更新时间'
--
COMMENT ON COLUMN document_comment.row_version IS '版本号'
--
CREATE INDEX ix_document_comment_document_id ON document_comment (document_id)
--
CREATE TABLE document_receipt (
	id BIGSERIAL NOT NULL, 
	document_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	problem_id BIGINT, 
	sent_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	due_on DATE, 
	read_at TIMESTAMP WITHOUT TIME ZONE, 
	read_by_id INTEGER, 
	signed_for_at TIMESTAMP WITHOUT TIME ZONE, 
	signed_for_by_id INTEGER, 
	returned_at TIMESTAMP WITHOUT TIME ZONE, 
	returned_by_id INTEGER, 
	reply VARCHAR(500), 
	file_name VARCHAR(200), 
	file_mime VARCHAR(100), 
	file_sha256 VARCHAR(64), 
	reminded_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE document_receipt IS '公文签收：一份公文对一个单位一条；打开、签收、回执各记一次'
--
COMMENT ON COLUMN document_receipt.id IS '主键'
--
COMMENT ON COLUMN document_receipt.document_id IS '公文'
--
COMMENT ON COLUMN document_receipt.unit_id IS '收文单位'
--
COMMENT ON COLUMN document_receipt.problem_id IS '台账事项'
--
COMMENT ON COLUMN document_receipt.sent_at IS '印发时间'
--
COMMENT ON COLUMN document_receipt.due_on IS '回执期限：不写：只要签收，不要回执'
--
COMMENT ON COLUMN document_receipt.read_at IS '首次打开'
--
COMMENT ON COLUMN document_receipt.read_by_id IS '打开人'
--
COMMENT ON COLUMN document_receipt.signed_for_at IS '签收时间'
--
COMMENT ON COLUMN document_receipt.signed_for_by_id IS '签收人'
--
COMMENT ON COLUMN document_receipt.returned_at IS '回执时间'
--
COMMENT ON COLUMN document_receipt.returned_by_id IS '回执人'
--
COMMENT ON COLUMN document_receipt.reply IS '回执内容'
--
COMMENT ON COLUMN document_receipt.file_name IS '回执附件'
--
COMMENT ON COLUMN document_receipt.file_mime IS '附件类型'
--
COMMENT ON COLUMN document_receipt.file_sha256 IS '附件散列'
--
COMMENT ON COLUMN document_receipt.reminded_at IS '催办时间：逾期后由定时任务提醒一次'
--
COMMENT ON COLUMN document_receipt.created_at IS '建立时间'
--
COMMENT ON COLUMN document_receipt.created_by_id IS '建立人'
--
COMMENT ON COLUMN document_receipt.updated_at IS '更新时间'
--
COMMENT ON COLUMN document_receipt.row_version IS '版本号'
--
CREATE INDEX ix_document_receipt_due_on ON document_receipt (returned_at, due_on)
--
CREATE INDEX ix_document_receipt_problem_id ON document_receipt (problem_id)
--
CREATE INDEX ix_document_receipt_unit_id ON document_receipt (unit_id, signed_for_at)
--
CREATE TRIGGER document_comment_no_delete BEFORE DELETE ON document_comment FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER document_comment_no_truncate BEFORE TRUNCATE ON document_comment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER document_comment_no_update BEFORE UPDATE ON document_comment FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER document_receipt_judged_once BEFORE UPDATE ON document_receipt FOR EACH ROW WHEN (OLD.returned_at IS NOT NULL AND (OLD.returned_at IS DISTINCT FROM NEW.returned_at OR OLD.returned_by_id IS DISTINCT FROM NEW.returned_by_id OR OLD.reply IS DISTINCT FROM NEW.reply OR OLD.file_sha256 IS DISTINCT FROM NEW.file_sha256)) EXECUTE FUNCTION refuse_change('judged once')
--
CREATE TRIGGER document_receipt_no_delete BEFORE DELETE ON document_receipt FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER document_receipt_no_truncate BEFORE TRUNCATE ON document_receipt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER document_receipt_no_update BEFORE UPDATE ON document_receipt FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.document_id IS DISTINCT FROM NEW.document_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.sent_at IS DISTINCT FROM NEW.sent_at OR OLD.due_on IS DISTINCT FROM NEW.due_on OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE document_comment ENABLE ROW LEVEL SECURITY
--
ALTER TABLE document_comment FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON document_comment USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM document AS seen_document WHERE seen_document.id = document_comment.document_id AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]') AND seen_document.drafted_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))))))
--
ALTER TABLE document_receipt ENABLE ROW LEVEL SECURITY
--
ALTER TABLE document_receipt FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON document_receipt USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[P]') AND document_receipt.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (document_receipt.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = document_receipt.problem_id))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = document_receipt.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]') AND document_receipt.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (document_receipt.problem_id IS NULL OR (document_receipt.problem_id NOT IN (SELECT barred_problems() AS barred_problems_2))))
