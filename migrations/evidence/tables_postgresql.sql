-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE livelihood_evidence (
	id BIGSERIAL NOT NULL, 
	livelihood_item_id BIGINT NOT NULL, 
	taken_on DATE NOT NULL, 
	file_name VARCHAR(120) NOT NULL, 
	file_mime VARCHAR(100) NOT NULL, 
	file_sha256 VARCHAR(64) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_livelihood_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_livelihood_evidence_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_livelihood_evidence_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE livelihood_evidence IS '民生实事佐证材料：照片或文件，写明是哪一天的，只增不改；没有材料的不能报完成'
--
COMMENT ON COLUMN livelihood_evidence.id IS '主键'
--
COMMENT ON COLUMN livelihood_evidence.livelihood_item_id IS '民生实事'
--
COMMENT ON COLUMN livelihood_evidence.taken_on IS '材料日期'
--
COMMENT ON COLUMN livelihood_evidence.file_name IS '文件名'
--
COMMENT ON COLUMN livelihood_evidence.file_mime IS '类型'
--
COMMENT ON COLUMN livelihood_evidence.file_sha256 IS '内容散列'
--
COMMENT ON COLUMN livelihood_evidence.created_at IS '建立时间'
--
COMMENT ON COLUMN livelihood_evidence.created_by_id IS '建立人'
--
COMMENT ON COLUMN livelihood_evidence.updated_at IS '更新时间'
--
COMMENT ON COLUMN livelihood_evidence.row_version IS '版本号'
--
CREATE INDEX ix_livelihood_evidence_file_sha256 ON livelihood_evidence (file_sha256)
--
CREATE INDEX ix_livelihood_evidence_livelihood_item_id ON livelihood_evidence (livelihood_item_id, id)
--
CREATE TRIGGER livelihood_evidence_no_delete BEFORE DELETE ON livelihood_evidence FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER livelihood_evidence_no_truncate BEFORE TRUNCATE ON livelihood_evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER livelihood_evidence_no_update BEFORE UPDATE ON livelihood_evidence FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE livelihood_evidence ENABLE ROW LEVEL SECURITY
--
ALTER TABLE livelihood_evidence FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON livelihood_evidence USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM livelihood_item AS seen_livelihood_item WHERE seen_livelihood_item.id = livelihood_evidence.livelihood_item_id)))
