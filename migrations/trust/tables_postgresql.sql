-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE public_document (
	id BIGSERIAL NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	state VARCHAR(11) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_public_document PRIMARY KEY (id), 
	CONSTRAINT uq_public_document_code_hash UNIQUE (code_hash), 
	CONSTRAINT ck_public_document_publicstanding CHECK (state IN ('genuine', 'void')), 
	CONSTRAINT fk_public_document_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE public_document IS '公文核验：公众端唯一可读的公文状态，只凭纸上的核验码查到'
--
COMMENT ON COLUMN public_document.id IS '主键'
--
COMMENT ON COLUMN public_document.code_hash IS '核验码散列'
--
COMMENT ON COLUMN public_document.state IS '状态'
--
COMMENT ON COLUMN public_document.created_at IS '建立时间'
--
COMMENT ON COLUMN public_document.created_by_id IS '建立人'
--
COMMENT ON COLUMN public_document.updated_at IS '更新时间'
--
COMMENT ON COLUMN public_document.row_version IS '版本号'
--
CREATE TABLE seal_use (
	id BIGSERIAL NOT NULL, 
	document_id BIGINT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	asked_by_id INTEGER NOT NULL, 
	asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	decided_by_id INTEGER, 
	decided_at TIMESTAMP WITHOUT TIME ZONE, 
	refusal VARCHAR(200), 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE seal_use IS '用印审批：没有同意的记录，公文上不印印章'
--
COMMENT ON COLUMN seal_use.id IS '主键'
--
COMMENT ON COLUMN seal_use.document_id IS '公文'
--
COMMENT ON COLUMN seal_use.state IS '状态'
--
COMMENT ON COLUMN seal_use.asked_by_id IS '申请人'
--
COMMENT ON COLUMN seal_use.asked_at IS '申请时间'
--
COMMENT ON COLUMN seal_use.decided_by_id IS '审批人'
--
COMMENT ON COLUMN seal_use.decided_at IS '审批时间'
--
COMMENT ON COLUMN seal_use.refusal IS '不同意的理由'
--
COMMENT ON COLUMN seal_use.created_at IS '建立时间'
--
COMMENT ON COLUMN seal_use.created_by_id IS '建立人'
--
COMMENT ON COLUMN seal_use.updated_at IS '更新时间'
--
COMMENT ON COLUMN seal_use.row_version IS '版本号'
--
CREATE INDEX ix_seal_use_document_id ON seal_use (document_id, id)
--
CREATE TRIGGER public_document_no_delete BEFORE DELETE ON public_document FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER public_document_no_truncate BEFORE TRUNCATE ON public_document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER public_document_no_update BEFORE UPDATE ON public_document FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.code_hash IS DISTINCT FROM NEW.code_hash OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER seal_use_judged_once BEFORE UPDATE ON seal_use FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.decided_by_id IS DISTINCT FROM NEW.decided_by_id OR OLD.decided_at IS DISTINCT FROM NEW.decided_at OR OLD.refusal IS DISTINCT FROM NEW.refusal)) EXECUTE FUNCTION refuse_change('judged once')
--
CREATE TRIGGER seal_use_no_delete BEFORE DELETE ON seal_use FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER seal_use_no_truncate BEFORE TRUNCATE ON seal_use FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER seal_use_no_update BEFORE UPDATE ON seal_use FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.document_id IS DISTINCT FROM NEW.document_id OR OLD.asked_by_id IS DISTINCT FROM NEW.asked_by_id OR OLD.asked_at IS DISTINCT FROM NEW.asked_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE seal_use ENABLE ROW LEVEL SECURITY
--
ALTER TABLE seal_use FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON seal_use USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM document AS seen_document WHERE seen_document.id = seal_use.document_id)))
