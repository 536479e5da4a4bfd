-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE clustering_run (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	title VARCHAR(60) NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	kinds JSON NOT NULL, 
	named JSON NOT NULL, 
	total INTEGER NOT NULL, 
	frozen_at DATETIME, 
	suggested_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_clustering_run PRIMARY KEY (id), 
	CONSTRAINT ck_clustering_run_span CHECK (until_on >= from_on), 
	CONSTRAINT ck_clustering_run_total CHECK (total >= 0), 
	CONSTRAINT fk_clustering_run_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_clustering_run_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_clustering_run_unit_id ON clustering_run (unit_id, from_on)
--
CREATE TABLE cluster (
	id INTEGER NOT NULL, 
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
	listed_at DATETIME, 
	problem_id BIGINT, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
CREATE INDEX ix_cluster_owner_unit_id ON cluster (owner_unit_id, due_on)
--
CREATE INDEX ix_cluster_run_id ON cluster (run_id, state)
--
CREATE TABLE cluster_member (
	id INTEGER NOT NULL, 
	run_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	kind VARCHAR(14) NOT NULL, 
	source_id BIGINT NOT NULL, 
	channel VARCHAR(21) NOT NULL, 
	cluster_id BIGINT, 
	suggested INTEGER, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
CREATE INDEX ix_cluster_member_cluster_id ON cluster_member (run_id, cluster_id)
--
CREATE INDEX ix_cluster_member_suggested ON cluster_member (run_id, suggested)
--
CREATE TRIGGER cluster_member_frozen BEFORE INSERT ON cluster_member FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM clustering_run r WHERE r.id = NEW.run_id AND r.frozen_at IS NOT NULL)) BEGIN SELECT RAISE(ABORT, 'cluster_member: the list is frozen'); END
--
CREATE TRIGGER cluster_member_no_delete BEFORE DELETE ON cluster_member FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'cluster_member: rows are kept'); END
--
CREATE TRIGGER cluster_member_no_replace BEFORE INSERT ON cluster_member FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM cluster_member WHERE (id = NEW.id) OR (run_id = NEW.run_id AND kind = NEW.kind AND source_id = NEW.source_id))) BEGIN SELECT RAISE(ABORT, 'cluster_member: append-only'); END
--
CREATE TRIGGER cluster_member_no_update BEFORE UPDATE ON cluster_member FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.run_id IS NOT NEW.run_id OR OLD.unit_id IS NOT NEW.unit_id OR OLD.kind IS NOT NEW.kind OR OLD.source_id IS NOT NEW.source_id OR OLD.channel IS NOT NEW.channel OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'cluster_member: append-only'); END
--
CREATE TRIGGER clustering_run_begins_open BEFORE INSERT ON clustering_run FOR EACH ROW WHEN (NEW.frozen_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'clustering_run: the list is frozen'); END
--
CREATE TRIGGER clustering_run_counted BEFORE UPDATE ON clustering_run FOR EACH ROW WHEN (OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL AND NEW.total <> (SELECT count(*) FROM cluster_member m WHERE m.run_id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'clustering_run: the total is not the number of rows'); END
--
CREATE TRIGGER clustering_run_judged_once BEFORE UPDATE ON clustering_run FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL AND (OLD.frozen_at IS NOT NEW.frozen_at OR OLD.total IS NOT NEW.total OR OLD.from_on IS NOT NEW.from_on OR OLD.until_on IS NOT NEW.until_on OR OLD.kinds IS NOT NEW.kinds)) BEGIN SELECT RAISE(ABORT, 'clustering_run: judged once'); END
