-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE clustering_run (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	title VARCHAR(60) NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	kinds JSONB NOT NULL, 
	named JSONB NOT NULL, 
	total INTEGER NOT NULL, 
	frozen_at TIMESTAMP WITHOUT TIME ZONE, 
	suggested_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_clustering_run PRIMARY KEY (id), 
	CONSTRAINT ck_clustering_run_span CHECK (until_on >= from_on), 
	CONSTRAINT ck_clustering_run_total CHECK (total >= 0), 
	CONSTRAINT fk_clustering_run_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_clustering_run_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE clustering_run IS '问题聚类：一段时间的原始意见，清单冻结后总数不变；归并的加没归并的总等于总数'
--
COMMENT ON COLUMN clustering_run.id IS '主键'
--
COMMENT ON COLUMN clustering_run.unit_id IS '整理单位'
--
COMMENT ON COLUMN clustering_run.title IS '名称'
--
COMMENT ON COLUMN clustering_run.from_on IS '开始日期'
--
COMMENT ON COLUMN clustering_run.until_on IS '结束日期'
--
COMMENT ON COLUMN clustering_run.kinds IS '范围'
--
COMMENT ON COLUMN clustering_run.named IS '单列的来源'
--
COMMENT ON COLUMN clustering_run.total IS '原始条数'
--
COMMENT ON COLUMN clustering_run.frozen_at IS '冻结时间'
--
COMMENT ON COLUMN clustering_run.suggested_at IS '上次建议'
--
COMMENT ON COLUMN clustering_run.created_at IS '建立时间'
--
COMMENT ON COLUMN clustering_run.created_by_id IS '建立人'
--
COMMENT ON COLUMN clustering_run.updated_at IS '更新时间'
--
COMMENT ON COLUMN clustering_run.row_version IS '版本号'
--
CREATE INDEX ix_clustering_run_unit_id ON clustering_run (unit_id, from_on)
--
CREATE TABLE cluster (
	id BIGSERIAL NOT NULL, 
	run_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	theme VARCHAR(40) NOT NULL, 
	domain VARCHAR(40), 
	state VARCHAR(10) NOT NULL, 
	merged_into_id BIGINT, 
	owner_unit_id BIGINT, 
	measures TEXT, 
	due_on DATE, 
	supports INTEGER, 
	listed_at TIMESTAMP WITHOUT TIME ZONE, 
	problem_id BIGINT, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_cluster PRIMARY KEY (id), 
	CONSTRAINT uq_cluster_id_run_id UNIQUE (id, run_id), 
	CONSTRAINT ck_cluster_listed_has_owner CHECK (state <> 'listed' OR (owner_unit_id IS NOT NULL AND measures IS NOT NULL AND due_on IS NOT NULL AND supports IS NOT NULL)), 
	CONSTRAINT ck_cluster_merged CHECK ((state = 'merged') = (merged_into_id IS NOT NULL)), 
	CONSTRAINT fk_cluster_run_id FOREIGN KEY(run_id) REFERENCES clustering_run (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_cluster_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_cluster_clusterstate CHECK (state IN ('sorted', 'listed', 'merged')), 
	CONSTRAINT fk_cluster_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES cluster (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_cluster_owner_unit_id FOREIGN KEY(owner_unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_cluster_problem_id UNIQUE (problem_id), 
	CONSTRAINT fk_cluster_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_cluster_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE cluster IS '归并的问题：列入问题清单的有牵头单位、措施和时限，可以登记为台账事项'
--
COMMENT ON COLUMN cluster.id IS '主键'
--
COMMENT ON COLUMN cluster.run_id IS '问题聚类'
--
COMMENT ON COLUMN cluster.unit_id IS '整理单位'
--
COMMENT ON COLUMN cluster.title IS '问题'
--
COMMENT ON COLUMN cluster.theme IS '组别'
--
COMMENT ON COLUMN cluster.domain IS '问题领域'
--
COMMENT ON COLUMN cluster.state IS '状态'
--
COMMENT ON COLUMN cluster.merged_into_id IS '并入'
--
COMMENT ON COLUMN cluster.owner_unit_id IS '牵头单位'
--
COMMENT ON COLUMN cluster.measures IS '措施'
--
COMMENT ON COLUMN cluster.due_on IS '完成时限'
--
COMMENT ON COLUMN cluster.supports IS '列入时的反映条数：列入清单那一刻的条数'
--
COMMENT ON COLUMN cluster.listed_at IS '列入时间'
--
COMMENT ON COLUMN cluster.problem_id IS '台账事项'
--
COMMENT ON COLUMN cluster.created_at IS '建立时间'
--
COMMENT ON COLUMN cluster.created_by_id IS '建立人'
--
COMMENT ON COLUMN cluster.updated_at IS '更新时间'
--
COMMENT ON COLUMN cluster.row_version IS '版本号'
--
CREATE INDEX ix_cluster_owner_unit_id ON cluster (owner_unit_id, due_on)
--
CREATE INDEX ix_cluster_run_id ON cluster (run_id, state)
--
CREATE TABLE cluster_member (
	id BIGSERIAL NOT NULL, 
	run_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	kind VARCHAR(14) NOT NULL, 
	source_id BIGINT NOT NULL, 
	channel VARCHAR(21) NOT NULL, 
	cluster_id BIGINT, 
	suggested INTEGER, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_cluster_member PRIMARY KEY (id), 
	CONSTRAINT uq_cluster_member_run_id_kind_source_id UNIQUE (run_id, kind, source_id), 
	CONSTRAINT fk_cluster_member_cluster_id_run_id FOREIGN KEY(cluster_id, run_id) REFERENCES cluster (id, run_id) ON DELETE RESTRICT, 
	CONSTRAINT fk_cluster_member_run_id FOREIGN KEY(run_id) REFERENCES clustering_run (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_cluster_member_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_cluster_member_rawkind CHECK (kind IN ('problem', 'message', 'evaluation', 'visit')), 
	CONSTRAINT ck_cluster_member_channel CHECK (channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', 'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', 'inspection', 'hotline_12345', 'superior', 'media', 'import')), 
	CONSTRAINT fk_cluster_member_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE cluster_member IS '原始意见：只记是哪一条，不抄内容；行数就是总数，冻结后不能再加，任何时候不能删'
--
COMMENT ON COLUMN cluster_member.id IS '主键'
--
COMMENT ON COLUMN cluster_member.run_id IS '问题聚类'
--
COMMENT ON COLUMN cluster_member.unit_id IS '整理单位'
--
COMMENT ON COLUMN cluster_member.kind IS '类别'
--
COMMENT ON COLUMN cluster_member.source_id IS '原始记录'
--
COMMENT ON COLUMN cluster_member.channel IS '来源'
--
COMMENT ON COLUMN cluster_member.cluster_id IS '归并到'
--
COMMENT ON COLUMN cluster_member.suggested IS '建议的组'
--
COMMENT ON COLUMN cluster_member.created_at IS '建立时间'
--
COMMENT ON COLUMN cluster_member.created_by_id IS '建立人'
--
COMMENT ON COLUMN cluster_member.updated_at IS '更新时间'
--
COMMENT ON COLUMN cluster_member.row_version IS '版本号'
--
CREATE INDEX ix_cluster_member_cluster_id ON cluster_member (run_id, cluster_id)
--
CREATE INDEX ix_cluster_member_suggested ON cluster_member (run_id, suggested)
--
CREATE FUNCTION cluster_member_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM clustering_run r WHERE r.id = NEW.run_id AND r.frozen_at IS NOT NULL)) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': the list is frozen';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION cluster_member_frozen() IS '拒绝修改：聚类清单的条数'
--
CREATE TRIGGER cluster_member_frozen BEFORE INSERT ON cluster_member FOR EACH ROW EXECUTE FUNCTION cluster_member_frozen()
--
CREATE TRIGGER cluster_member_no_delete BEFORE DELETE ON cluster_member FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER cluster_member_no_truncate BEFORE TRUNCATE ON cluster_member FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER cluster_member_no_update BEFORE UPDATE ON cluster_member FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.run_id IS DISTINCT FROM NEW.run_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.source_id IS DISTINCT FROM NEW.source_id OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE FUNCTION clustering_run_begins_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.frozen_at IS NOT NULL) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': the list is frozen';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION clustering_run_begins_open() IS '拒绝修改：聚类清单的条数'
--
CREATE TRIGGER clustering_run_begins_open BEFORE INSERT ON clustering_run FOR EACH ROW EXECUTE FUNCTION clustering_run_begins_open()
--
CREATE FUNCTION clustering_run_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL AND NEW.total <> (SELECT count(*) FROM cluster_member m WHERE m.run_id = NEW.id)) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': the total is not the number of rows';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION clustering_run_counted() IS '拒绝修改：聚类清单的条数'
--
CREATE TRIGGER clustering_run_counted BEFORE UPDATE ON clustering_run FOR EACH ROW EXECUTE FUNCTION clustering_run_counted()
--
CREATE TRIGGER clustering_run_judged_once BEFORE UPDATE ON clustering_run FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL AND (OLD.frozen_at IS DISTINCT FROM NEW.frozen_at OR OLD.total IS DISTINCT FROM NEW.total OR OLD.from_on IS DISTINCT FROM NEW.from_on OR OLD.until_on IS DISTINCT FROM NEW.until_on OR OLD.kinds IS DISTINCT FROM NEW.kinds)) EXECUTE FUNCTION refuse_change('judged once')
--
ALTER TABLE cluster ENABLE ROW LEVEL SECURITY
--
ALTER TABLE cluster FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON cluster USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR cluster.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND cluster.state = 'listed' AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = cluster.owner_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[AOS]') AND cluster.state = 'listed' AND cluster.owner_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE cluster_member ENABLE ROW LEVEL SECURITY
--
ALTER TABLE cluster_member FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON cluster_member USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR cluster_member.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))))
--
ALTER TABLE clustering_run ENABLE ROW LEVEL SECURITY
--
ALTER TABLE clustering_run FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON clustering_run USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR clustering_run.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))))
