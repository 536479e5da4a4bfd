-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE campaign (
	id INTEGER NOT NULL, 
	root_id BIGINT, 
	parent_id BIGINT, 
	kind VARCHAR(16), 
	title VARCHAR(100) NOT NULL, 
	unit_id BIGINT NOT NULL, 
	basis TEXT NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	target_n INTEGER, 
	target_unit VARCHAR(10) NOT NULL, 
	ended_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign PRIMARY KEY (id), 
	CONSTRAINT uq_campaign_id_root_id UNIQUE (id, root_id), 
	CONSTRAINT ck_campaign_span CHECK (until_on >= from_on), 
	CONSTRAINT ck_campaign_rooted CHECK ((root_id IS NULL) = (parent_id IS NULL)), 
	CONSTRAINT ck_campaign_kind_of_root CHECK ((root_id IS NULL) = (kind IS NOT NULL)), 
	CONSTRAINT ck_campaign_target CHECK (target_n IS NULL OR target_n > 0), 
	CONSTRAINT ck_campaign_target_unit CHECK ((target_n IS NULL) = (target_unit = '')), 
	CONSTRAINT fk_campaign_root_id FOREIGN KEY(root_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_parent_id FOREIGN KEY(parent_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_campaign_campaignkind CHECK (kind IN ('special', 'promises', 'livelihood', 'hundred_days', 'drive', 'inspection')), 
	CONSTRAINT fk_campaign_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_campaign_parent_id ON campaign (parent_id)
--
CREATE INDEX ix_campaign_root_id ON campaign (root_id)
--
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
CREATE TABLE discipline_risk (
	id INTEGER NOT NULL, 
	uid VARCHAR(32) NOT NULL, 
	key_version INTEGER NOT NULL, 
	wrapped_key BLOB NOT NULL, 
	risk_sealed BLOB NOT NULL, 
	measure_sealed BLOB NOT NULL, 
	unit_id BIGINT NOT NULL, 
	owner_unit_id BIGINT NOT NULL, 
	due_on DATE NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_discipline_risk PRIMARY KEY (id), 
	CONSTRAINT uq_discipline_risk_uid UNIQUE (uid), 
	CONSTRAINT fk_discipline_risk_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_discipline_risk_owner_unit_id FOREIGN KEY(owner_unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_discipline_risk_riskstate CHECK (state IN ('open', 'watched', 'resolved')), 
	CONSTRAINT fk_discipline_risk_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_discipline_risk_owner_unit_id ON discipline_risk (owner_unit_id, due_on)
--
CREATE TABLE campaign_phase (
	id INTEGER NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	kind VARCHAR(14) NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign_phase PRIMARY KEY (id), 
	CONSTRAINT uq_campaign_phase_campaign_id_kind UNIQUE (campaign_id, kind), 
	CONSTRAINT ck_campaign_phase_span CHECK (until_on >= from_on), 
	CONSTRAINT fk_campaign_phase_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_campaign_phase_phasekind CHECK (kind IN ('mobilise', 'self_check', 'rectify', 'accept', 'look_back')), 
	CONSTRAINT fk_campaign_phase_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE campaign_task (
	id INTEGER NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	node_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	measure VARCHAR(200) NOT NULL, 
	target_n INTEGER NOT NULL, 
	target_unit VARCHAR(10) NOT NULL, 
	due_on DATE NOT NULL, 
	cadence VARCHAR(14) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign_task PRIMARY KEY (id), 
	CONSTRAINT ck_campaign_task_target CHECK (target_n > 0), 
	CONSTRAINT fk_campaign_task_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_task_node_id FOREIGN KEY(node_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_task_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_campaign_task_cadence CHECK (cadence IN ('once', 'weekly', 'monthly', 'two_months')), 
	CONSTRAINT fk_campaign_task_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_campaign_task_campaign_id ON campaign_task (campaign_id, unit_id)
--
CREATE INDEX ix_campaign_task_node_id ON campaign_task (node_id)
--
CREATE INDEX ix_campaign_task_unit_id ON campaign_task (unit_id, due_on)
--
CREATE TABLE campaign_return (
	id INTEGER NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	task_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	due_on DATE NOT NULL, 
	done_n INTEGER, 
	text TEXT NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	submitted_at DATETIME, 
	submitted_by_id INTEGER, 
	accepted_at DATETIME, 
	decided_by_id INTEGER, 
	refusal VARCHAR(200), 
	reminded_at DATETIME, 
	file_name VARCHAR(120), 
	file_mime VARCHAR(100), 
	file_sha256 VARCHAR(64), 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign_return PRIMARY KEY (id), 
	CONSTRAINT ck_campaign_return_submitted CHECK (state NOT IN ('submitted', 'accepted') OR (submitted_at IS NOT NULL AND done_n IS NOT NULL)), 
	CONSTRAINT ck_campaign_return_accepted CHECK ((state = 'accepted') = (accepted_at IS NOT NULL)), 
	CONSTRAINT ck_campaign_return_two_people CHECK (accepted_at IS NULL OR decided_by_id IS NULL OR submitted_by_id IS NULL OR decided_by_id <> submitted_by_id), 
	CONSTRAINT fk_campaign_return_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_return_task_id FOREIGN KEY(task_id) REFERENCES campaign_task (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_return_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_campaign_return_returnstate CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')), 
	CONSTRAINT fk_campaign_return_submitted_by_id FOREIGN KEY(submitted_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_return_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_return_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_campaign_return_campaign_id ON campaign_return (campaign_id, state, due_on)
--
CREATE INDEX ix_campaign_return_task_id ON campaign_return (task_id, due_on)
--
CREATE INDEX ix_campaign_return_unit_id ON campaign_return (unit_id, state, due_on)
--
CREATE TABLE campaign_look_back (
	id INTEGER NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	task_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	problem_id BIGINT, 
	looked_on DATE NOT NULL, 
	result VARCHAR(12) NOT NULL, 
	text TEXT NOT NULL, 
	raised_problem_id BIGINT, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign_look_back PRIMARY KEY (id), 
	CONSTRAINT ck_campaign_look_back_only_a_relapse_raises CHECK (raised_problem_id IS NULL OR result = 'relapsed'), 
	CONSTRAINT fk_campaign_look_back_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_look_back_task_id FOREIGN KEY(task_id) REFERENCES campaign_task (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_look_back_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_look_back_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_campaign_look_back_lookbackresult CHECK (result IN ('kept', 'relapsed')), 
	CONSTRAINT uq_campaign_look_back_raised_problem_id UNIQUE (raised_problem_id), 
	CONSTRAINT fk_campaign_look_back_raised_problem_id FOREIGN KEY(raised_problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_look_back_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_campaign_look_back_campaign_id ON campaign_look_back (campaign_id, looked_on)
--
CREATE INDEX ix_campaign_look_back_problem_id ON campaign_look_back (problem_id)
--
CREATE INDEX ix_campaign_look_back_task_id ON campaign_look_back (task_id)
--
CREATE TABLE campaign_problem (
	id INTEGER NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	node_id BIGINT NOT NULL, 
	problem_id BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign_problem PRIMARY KEY (id), 
	CONSTRAINT uq_campaign_problem_campaign_id_problem_id UNIQUE (campaign_id, problem_id), 
	CONSTRAINT fk_campaign_problem_node_id_campaign_id FOREIGN KEY(node_id, campaign_id) REFERENCES campaign (id, root_id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_problem_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_campaign_problem_node_id ON campaign_problem (node_id)
--
CREATE INDEX ix_campaign_problem_problem_id ON campaign_problem (problem_id)
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
	campaign_id BIGINT, 
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
	CONSTRAINT fk_cluster_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_cluster_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_cluster_campaign_id ON cluster (campaign_id)
--
CREATE INDEX ix_cluster_owner_unit_id ON cluster (owner_unit_id, due_on)
--
CREATE INDEX ix_cluster_run_id ON cluster (run_id, state)
--
CREATE TABLE clue_clearing (
	id INTEGER NOT NULL, 
	clue_id BIGINT NOT NULL, 
	target_on DATE NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_clue_clearing PRIMARY KEY (id), 
	CONSTRAINT fk_clue_clearing_clue_id FOREIGN KEY(clue_id) REFERENCES clue (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_clue_clearing_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_clue_clearing_clue_id ON clue_clearing (clue_id, id)
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
CREATE TABLE livelihood_item (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	year INTEGER NOT NULL, 
	level VARCHAR(12) NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	detail TEXT NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	reason VARCHAR(200) NOT NULL, 
	selected_at DATETIME, 
	selected_by_id INTEGER, 
	lead_unit_id BIGINT, 
	leader_owner VARCHAR(40) NOT NULL, 
	due_on DATE, 
	document_id BIGINT, 
	evidence TEXT NOT NULL, 
	claimed_by_id INTEGER, 
	checked_at DATETIME, 
	checked_by_id INTEGER, 
	refusal VARCHAR(200), 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_livelihood_item PRIMARY KEY (id), 
	CONSTRAINT ck_livelihood_item_year CHECK (year BETWEEN 2000 AND 2099), 
	CONSTRAINT ck_livelihood_item_selected CHECK (state IN ('collected', 'dropped') OR (selected_at IS NOT NULL AND reason <> '' AND lead_unit_id IS NOT NULL AND leader_owner <> '' AND due_on IS NOT NULL)), 
	CONSTRAINT ck_livelihood_item_assigned_by_letter CHECK (state NOT IN ('assigned', 'claimed', 'done') OR document_id IS NOT NULL), 
	CONSTRAINT ck_livelihood_item_evidence CHECK (state NOT IN ('claimed', 'done') OR evidence <> ''), 
	CONSTRAINT ck_livelihood_item_checked CHECK ((state = 'done') = (checked_at IS NOT NULL) AND (checked_at IS NULL) = (checked_by_id IS NULL)), 
	CONSTRAINT ck_livelihood_item_two_people CHECK (checked_by_id IS NULL OR claimed_by_id IS NULL OR checked_by_id <> claimed_by_id), 
	CONSTRAINT fk_livelihood_item_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_livelihood_item_livelihoodlevel CHECK (level IN ('province', 'city', 'county', 'township')), 
	CONSTRAINT ck_livelihood_item_livelihoodstate CHECK (state IN ('collected', 'dropped', 'selected', 'assigned', 'claimed', 'done')), 
	CONSTRAINT fk_livelihood_item_selected_by_id FOREIGN KEY(selected_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_livelihood_item_lead_unit_id FOREIGN KEY(lead_unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_livelihood_item_document_id UNIQUE (document_id), 
	CONSTRAINT fk_livelihood_item_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_livelihood_item_claimed_by_id FOREIGN KEY(claimed_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_livelihood_item_checked_by_id FOREIGN KEY(checked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_livelihood_item_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_livelihood_item_lead_unit_id ON livelihood_item (lead_unit_id, due_on)
--
CREATE INDEX ix_livelihood_item_unit_id ON livelihood_item (unit_id)
--
CREATE INDEX ix_livelihood_item_year ON livelihood_item (year, level, state)
--
CREATE TABLE livelihood_source (
	id INTEGER NOT NULL, 
	livelihood_item_id BIGINT NOT NULL, 
	kind VARCHAR(14) NOT NULL, 
	source_id BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_livelihood_source PRIMARY KEY (id), 
	CONSTRAINT uq_livelihood_source_livelihood_item_id_kind_source_id UNIQUE (livelihood_item_id, kind, source_id), 
	CONSTRAINT fk_livelihood_source_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_livelihood_source_rawkind CHECK (kind IN ('problem', 'message', 'evaluation', 'visit')), 
	CONSTRAINT fk_livelihood_source_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE milestone (
	id INTEGER NOT NULL, 
	commitment_id BIGINT, 
	livelihood_item_id BIGINT, 
	title VARCHAR(100) NOT NULL, 
	due_on DATE NOT NULL, 
	done_on DATE, 
	note VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_milestone PRIMARY KEY (id), 
	CONSTRAINT ck_milestone_of_one CHECK ((commitment_id IS NULL) <> (livelihood_item_id IS NULL)), 
	CONSTRAINT ck_milestone_done_says_how CHECK ((done_on IS NULL) = (note = '')), 
	CONSTRAINT fk_milestone_commitment_id FOREIGN KEY(commitment_id) REFERENCES commitment (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_milestone_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_milestone_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_milestone_commitment_id ON milestone (commitment_id, due_on)
--
CREATE INDEX ix_milestone_livelihood_item_id ON milestone (livelihood_item_id, due_on)
--
CREATE TRIGGER campaign_look_back_no_delete BEFORE DELETE ON campaign_look_back FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'campaign_look_back: rows are kept'); END
--
CREATE TRIGGER campaign_look_back_no_replace BEFORE INSERT ON campaign_look_back FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM campaign_look_back WHERE (id = NEW.id) OR (raised_problem_id = NEW.raised_problem_id))) BEGIN SELECT RAISE(ABORT, 'campaign_look_back: append-only'); END
--
CREATE TRIGGER campaign_look_back_no_update BEFORE UPDATE ON campaign_look_back FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.campaign_id IS NOT NEW.campaign_id OR OLD.task_id IS NOT NEW.task_id OR OLD.unit_id IS NOT NEW.unit_id OR OLD.problem_id IS NOT NEW.problem_id OR OLD.looked_on IS NOT NEW.looked_on OR OLD.result IS NOT NEW.result OR OLD.text IS NOT NEW.text OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'campaign_look_back: append-only'); END
--
CREATE TRIGGER campaign_return_judged_once BEFORE UPDATE ON campaign_return FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL AND (OLD.state IS NOT NEW.state OR OLD.accepted_at IS NOT NEW.accepted_at OR OLD.done_n IS NOT NEW.done_n OR OLD.text IS NOT NEW.text OR OLD.file_sha256 IS NOT NEW.file_sha256)) BEGIN SELECT RAISE(ABORT, 'campaign_return: judged once'); END
--
CREATE TRIGGER clue_clearing_no_delete BEFORE DELETE ON clue_clearing FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'clue_clearing: rows are kept'); END
--
CREATE TRIGGER clue_clearing_no_replace BEFORE INSERT ON clue_clearing FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM clue_clearing WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'clue_clearing: append-only'); END
--
CREATE TRIGGER clue_clearing_no_update BEFORE UPDATE ON clue_clearing FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'clue_clearing: append-only'); END
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
--
CREATE TRIGGER discipline_risk_no_delete BEFORE DELETE ON discipline_risk FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'discipline_risk: rows are kept'); END
--
CREATE TRIGGER discipline_risk_no_replace BEFORE INSERT ON discipline_risk FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM discipline_risk WHERE (id = NEW.id) OR (uid = NEW.uid))) BEGIN SELECT RAISE(ABORT, 'discipline_risk: append-only'); END
--
CREATE TRIGGER discipline_risk_no_update BEFORE UPDATE ON discipline_risk FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.uid IS NOT NEW.uid OR OLD.unit_id IS NOT NEW.unit_id OR OLD.owner_unit_id IS NOT NEW.owner_unit_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'discipline_risk: append-only'); END
--
CREATE TRIGGER livelihood_source_no_delete BEFORE DELETE ON livelihood_source FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'livelihood_source: rows are kept'); END
--
CREATE TRIGGER livelihood_source_no_replace BEFORE INSERT ON livelihood_source FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM livelihood_source WHERE (id = NEW.id) OR (livelihood_item_id = NEW.livelihood_item_id AND kind = NEW.kind AND source_id = NEW.source_id))) BEGIN SELECT RAISE(ABORT, 'livelihood_source: append-only'); END
--
CREATE TRIGGER livelihood_source_no_update BEFORE UPDATE ON livelihood_source FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'livelihood_source: append-only'); END
