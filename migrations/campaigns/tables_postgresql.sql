-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE campaign (
	id BIGSERIAL NOT NULL, 
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
	ended_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE campaign IS '专项行动：专项整治、百日行动等，下面是主题，再下面是项目'
--
COMMENT ON COLUMN campaign.id IS '主键'
--
COMMENT ON COLUMN campaign.root_id IS '专项行动'
--
COMMENT ON COLUMN campaign.parent_id IS '上级'
--
COMMENT ON COLUMN campaign.kind IS '类别'
--
COMMENT ON COLUMN campaign.title IS '名称'
--
COMMENT ON COLUMN campaign.unit_id IS '牵头单位'
--
COMMENT ON COLUMN campaign.basis IS '依据文件'
--
COMMENT ON COLUMN campaign.from_on IS '开始日期'
--
COMMENT ON COLUMN campaign.until_on IS '结束日期'
--
COMMENT ON COLUMN campaign.target_n IS '总目标'
--
COMMENT ON COLUMN campaign.target_unit IS '计量单位'
--
COMMENT ON COLUMN campaign.ended_at IS '结束时间'
--
COMMENT ON COLUMN campaign.created_at IS '建立时间'
--
COMMENT ON COLUMN campaign.created_by_id IS '建立人'
--
COMMENT ON COLUMN campaign.updated_at IS '更新时间'
--
COMMENT ON COLUMN campaign.row_version IS '版本号'
--
CREATE INDEX ix_campaign_parent_id ON campaign (parent_id)
--
CREATE INDEX ix_campaign_root_id ON campaign (root_id)
--
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
CREATE TABLE discipline_risk (
	id BIGSERIAL NOT NULL, 
	uid VARCHAR(32) NOT NULL, 
	key_version INTEGER NOT NULL, 
	wrapped_key BYTEA NOT NULL, 
	risk_sealed BYTEA NOT NULL, 
	measure_sealed BYTEA NOT NULL, 
	unit_id BIGINT NOT NULL, 
	owner_unit_id BIGINT NOT NULL, 
	due_on DATE NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_discipline_risk PRIMARY KEY (id), 
	CONSTRAINT uq_discipline_risk_uid UNIQUE (uid), 
	CONSTRAINT fk_discipline_risk_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_discipline_risk_owner_unit_id FOREIGN KEY(owner_unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_discipline_risk_riskstate CHECK (state IN ('open', 'watched', 'resolved')), 
	CONSTRAINT fk_discipline_risk_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE discipline_risk IS '廉政风险清单：密件，风险和措施加密'
--
COMMENT ON COLUMN discipline_risk.id IS '主键'
--
COMMENT ON COLUMN discipline_risk.uid IS '随机标识'
--
COMMENT ON COLUMN discipline_risk.key_version IS '密钥版本'
--
COMMENT ON COLUMN discipline_risk.wrapped_key IS '行密钥（已加密）'
--
COMMENT ON COLUMN discipline_risk.risk_sealed IS '风险（密文）'
--
COMMENT ON COLUMN discipline_risk.measure_sealed IS '措施（密文）'
--
COMMENT ON COLUMN discipline_risk.unit_id IS '存在风险的单位'
--
COMMENT ON COLUMN discipline_risk.owner_unit_id IS '责任室'
--
COMMENT ON COLUMN discipline_risk.due_on IS '化解期限'
--
COMMENT ON COLUMN discipline_risk.state IS '状态'
--
COMMENT ON COLUMN discipline_risk.created_at IS '建立时间'
--
COMMENT ON COLUMN discipline_risk.created_by_id IS '建立人'
--
COMMENT ON COLUMN discipline_risk.updated_at IS '更新时间'
--
COMMENT ON COLUMN discipline_risk.row_version IS '版本号'
--
CREATE INDEX ix_discipline_risk_owner_unit_id ON discipline_risk (owner_unit_id, due_on)
--
CREATE TABLE campaign_phase (
	id BIGSERIAL NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	kind VARCHAR(14) NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign_phase PRIMARY KEY (id), 
	CONSTRAINT uq_campaign_phase_campaign_id_kind UNIQUE (campaign_id, kind), 
	CONSTRAINT ck_campaign_phase_span CHECK (until_on >= from_on), 
	CONSTRAINT fk_campaign_phase_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_campaign_phase_phasekind CHECK (kind IN ('mobilise', 'self_check', 'rectify', 'accept', 'look_back')), 
	CONSTRAINT fk_campaign_phase_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE campaign_phase IS '专项阶段和起止日期'
--
COMMENT ON COLUMN campaign_phase.id IS '主键'
--
COMMENT ON COLUMN campaign_phase.campaign_id IS '专项行动'
--
COMMENT ON COLUMN campaign_phase.kind IS '阶段'
--
COMMENT ON COLUMN campaign_phase.from_on IS '开始日期'
--
COMMENT ON COLUMN campaign_phase.until_on IS '结束日期'
--
COMMENT ON COLUMN campaign_phase.created_at IS '建立时间'
--
COMMENT ON COLUMN campaign_phase.created_by_id IS '建立人'
--
COMMENT ON COLUMN campaign_phase.updated_at IS '更新时间'
--
COMMENT ON COLUMN campaign_phase.row_version IS '版本号'
--
CREATE TABLE campaign_task (
	id BIGSERIAL NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	node_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	measure VARCHAR(200) NOT NULL, 
	target_n INTEGER NOT NULL, 
	target_unit VARCHAR(10) NOT NULL, 
	due_on DATE NOT NULL, 
	cadence VARCHAR(14) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE campaign_task IS '专项任务：单位、措施、数量目标；完成数只从采用的填报里来'
--
COMMENT ON COLUMN campaign_task.id IS '主键'
--
COMMENT ON COLUMN campaign_task.campaign_id IS '专项行动'
--
COMMENT ON COLUMN campaign_task.node_id IS '项目'
--
COMMENT ON COLUMN campaign_task.unit_id IS '责任单位'
--
COMMENT ON COLUMN campaign_task.measure IS '措施'
--
COMMENT ON COLUMN campaign_task.target_n IS '目标'
--
COMMENT ON COLUMN campaign_task.target_unit IS '计量单位'
--
COMMENT ON COLUMN campaign_task.due_on IS '完成时限'
--
COMMENT ON COLUMN campaign_task.cadence IS '填报周期'
--
COMMENT ON COLUMN campaign_task.created_at IS '建立时间'
--
COMMENT ON COLUMN campaign_task.created_by_id IS '建立人'
--
COMMENT ON COLUMN campaign_task.updated_at IS '更新时间'
--
COMMENT ON COLUMN campaign_task.row_version IS '版本号'
--
CREATE INDEX ix_campaign_task_campaign_id ON campaign_task (campaign_id, unit_id)
--
CREATE INDEX ix_campaign_task_node_id ON campaign_task (node_id)
--
CREATE INDEX ix_campaign_task_unit_id ON campaign_task (unit_id, due_on)
--
CREATE TABLE campaign_return (
	id BIGSERIAL NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	task_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	due_on DATE NOT NULL, 
	done_n INTEGER, 
	text TEXT NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	submitted_at TIMESTAMP WITHOUT TIME ZONE, 
	submitted_by_id INTEGER, 
	accepted_at TIMESTAMP WITHOUT TIME ZONE, 
	decided_by_id INTEGER, 
	refusal VARCHAR(200), 
	reminded_at TIMESTAMP WITHOUT TIME ZONE, 
	file_name VARCHAR(120), 
	file_mime VARCHAR(100), 
	file_sha256 VARCHAR(64), 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE campaign_return IS '专项填报：单位按期报数和情况，牵头单位审核；采用后不能再改，更正另报一份'
--
COMMENT ON COLUMN campaign_return.id IS '主键'
--
COMMENT ON COLUMN campaign_return.campaign_id IS '专项行动'
--
COMMENT ON COLUMN campaign_return.task_id IS '专项任务'
--
COMMENT ON COLUMN campaign_return.unit_id IS '填报单位'
--
COMMENT ON COLUMN campaign_return.due_on IS '应报日期'
--
COMMENT ON COLUMN campaign_return.done_n IS '本期完成'
--
COMMENT ON COLUMN campaign_return.text IS '情况'
--
COMMENT ON COLUMN campaign_return.state IS '状态'
--
COMMENT ON COLUMN campaign_return.submitted_at IS '上报时间'
--
COMMENT ON COLUMN campaign_return.submitted_by_id IS '上报人'
--
COMMENT ON COLUMN campaign_return.accepted_at IS '采用时间'
--
COMMENT ON COLUMN campaign_return.decided_by_id IS '审核人'
--
COMMENT ON COLUMN campaign_return.refusal IS '退回原因'
--
COMMENT ON COLUMN campaign_return.reminded_at IS '提醒时间'
--
COMMENT ON COLUMN campaign_return.file_name IS '附件'
--
COMMENT ON COLUMN campaign_return.file_mime IS '附件类型'
--
COMMENT ON COLUMN campaign_return.file_sha256 IS '附件散列'
--
COMMENT ON COLUMN campaign_return.created_at IS '建立时间'
--
COMMENT ON COLUMN campaign_return.created_by_id IS '建立人'
--
COMMENT ON COLUMN campaign_return.updated_at IS '更新时间'
--
COMMENT ON COLUMN campaign_return.row_version IS '版本号'
--
CREATE INDEX ix_campaign_return_campaign_id ON campaign_return (campaign_id, state, due_on)
--
CREATE INDEX ix_campaign_return_task_id ON campaign_return (task_id, due_on)
--
CREATE INDEX ix_campaign_return_unit_id ON campaign_return (unit_id, state, due_on)
--
CREATE TABLE campaign_look_back (
	id BIGSERIAL NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	task_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	problem_id BIGINT, 
	looked_on DATE NOT NULL, 
	result VARCHAR(12) NOT NULL, 
	text TEXT NOT NULL, 
	raised_problem_id BIGINT, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE campaign_look_back IS '回头看：只增不改；反弹的可以登记为新的台账事项'
--
COMMENT ON COLUMN campaign_look_back.id IS '主键'
--
COMMENT ON COLUMN campaign_look_back.campaign_id IS '专项行动'
--
COMMENT ON COLUMN campaign_look_back.task_id IS '专项任务'
--
COMMENT ON COLUMN campaign_look_back.unit_id IS '责任单位'
--
COMMENT ON COLUMN campaign_look_back.problem_id IS '查看的台账事项'
--
COMMENT ON COLUMN campaign_look_back.looked_on IS '日期'
--
COMMENT ON COLUMN campaign_look_back.result IS '结果'
--
COMMENT ON COLUMN campaign_look_back.text IS '情况'
--
COMMENT ON COLUMN campaign_look_back.raised_problem_id IS '登记的台账事项'
--
COMMENT ON COLUMN campaign_look_back.created_at IS '建立时间'
--
COMMENT ON COLUMN campaign_look_back.created_by_id IS '建立人'
--
COMMENT ON COLUMN campaign_look_back.updated_at IS '更新时间'
--
COMMENT ON COLUMN campaign_look_back.row_version IS '版本号'
--
CREATE INDEX ix_campaign_look_back_campaign_id ON campaign_look_back (campaign_id, looked_on)
--
CREATE INDEX ix_campaign_look_back_problem_id ON campaign_look_back (problem_id)
--
CREATE INDEX ix_campaign_look_back_task_id ON campaign_look_back (task_id)
--
CREATE TABLE campaign_problem (
	id BIGSERIAL NOT NULL, 
	campaign_id BIGINT NOT NULL, 
	node_id BIGINT NOT NULL, 
	problem_id BIGINT NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_campaign_problem PRIMARY KEY (id), 
	CONSTRAINT uq_campaign_problem_campaign_id_problem_id UNIQUE (campaign_id, problem_id), 
	CONSTRAINT fk_campaign_problem_node_id_campaign_id FOREIGN KEY(node_id, campaign_id) REFERENCES campaign (id, root_id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_problem_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_campaign_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE campaign_problem IS '专项问题：台账事项挂在专项的哪个项目下，一个专项里只挂一处'
--
COMMENT ON COLUMN campaign_problem.id IS '主键'
--
COMMENT ON COLUMN campaign_problem.campaign_id IS '专项行动'
--
COMMENT ON COLUMN campaign_problem.node_id IS '项目'
--
COMMENT ON COLUMN campaign_problem.problem_id IS '台账事项'
--
COMMENT ON COLUMN campaign_problem.created_at IS '建立时间'
--
COMMENT ON COLUMN campaign_problem.created_by_id IS '建立人'
--
COMMENT ON COLUMN campaign_problem.updated_at IS '更新时间'
--
COMMENT ON COLUMN campaign_problem.row_version IS '版本号'
--
CREATE INDEX ix_campaign_problem_node_id ON campaign_problem (node_id)
--
CREATE INDEX ix_campaign_problem_problem_id ON campaign_problem (problem_id)
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
	campaign_id BIGINT, 
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
	CONSTRAINT fk_cluster_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT, 
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
COMMENT ON COLUMN cluster.campaign_id IS '专项项目'
--
COMMENT ON COLUMN cluster.created_at IS '建立时间'
--
COMMENT ON COLUMN cluster.created_by_id IS '建立人'
--
COMMENT ON COLUMN cluster.updated_at IS '更新时间'
--
COMMENT ON COLUMN cluster.row_version IS '版本号'
--
CREATE INDEX ix_cluster_campaign_id ON cluster (campaign_id)
--
CREATE INDEX ix_cluster_owner_unit_id ON cluster (owner_unit_id, due_on)
--
CREATE INDEX ix_cluster_run_id ON cluster (run_id, state)
--
CREATE TABLE clue_clearing (
	id BIGSERIAL NOT NULL, 
	clue_id BIGINT NOT NULL, 
	target_on DATE NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_clue_clearing PRIMARY KEY (id), 
	CONSTRAINT fk_clue_clearing_clue_id FOREIGN KEY(clue_id) REFERENCES clue (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_clue_clearing_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE clue_clearing IS '线索清仓期限：密件，只增不改，最后一条算数'
--
COMMENT ON COLUMN clue_clearing.id IS '主键'
--
COMMENT ON COLUMN clue_clearing.clue_id IS '线索'
--
COMMENT ON COLUMN clue_clearing.target_on IS '清仓期限'
--
COMMENT ON COLUMN clue_clearing.created_at IS '建立时间'
--
COMMENT ON COLUMN clue_clearing.created_by_id IS '建立人'
--
COMMENT ON COLUMN clue_clearing.updated_at IS '更新时间'
--
COMMENT ON COLUMN clue_clearing.row_version IS '版本号'
--
CREATE INDEX ix_clue_clearing_clue_id ON clue_clearing (clue_id, id)
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
CREATE TABLE livelihood_item (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	year INTEGER NOT NULL, 
	level VARCHAR(12) NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	detail TEXT NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	reason VARCHAR(200) NOT NULL, 
	selected_at TIMESTAMP WITHOUT TIME ZONE, 
	selected_by_id INTEGER, 
	lead_unit_id BIGINT, 
	leader_owner VARCHAR(40) NOT NULL, 
	due_on DATE, 
	document_id BIGINT, 
	evidence TEXT NOT NULL, 
	claimed_by_id INTEGER, 
	checked_at TIMESTAMP WITHOUT TIME ZONE, 
	checked_by_id INTEGER, 
	refusal VARCHAR(200), 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE livelihood_item IS '民生实事：征集、选定、交办、完成、核验；按省市县乡分级列清单'
--
COMMENT ON COLUMN livelihood_item.id IS '主键'
--
COMMENT ON COLUMN livelihood_item.unit_id IS '征集单位'
--
COMMENT ON COLUMN livelihood_item.year IS '年度'
--
COMMENT ON COLUMN livelihood_item.level IS '级别'
--
COMMENT ON COLUMN livelihood_item.title IS '事项'
--
COMMENT ON COLUMN livelihood_item.detail IS '内容'
--
COMMENT ON COLUMN livelihood_item.state IS '状态'
--
COMMENT ON COLUMN livelihood_item.reason IS '选定或没有选入的理由'
--
COMMENT ON COLUMN livelihood_item.selected_at IS '选定时间'
--
COMMENT ON COLUMN livelihood_item.selected_by_id IS '选定人'
--
COMMENT ON COLUMN livelihood_item.lead_unit_id IS '牵头单位'
--
COMMENT ON COLUMN livelihood_item.leader_owner IS '领办领导'
--
COMMENT ON COLUMN livelihood_item.due_on IS '完成时限'
--
COMMENT ON COLUMN livelihood_item.document_id IS '民生事项交办书'
--
COMMENT ON COLUMN livelihood_item.evidence IS '完成情况'
--
COMMENT ON COLUMN livelihood_item.claimed_by_id IS '报完成的人'
--
COMMENT ON COLUMN livelihood_item.checked_at IS '核验时间'
--
COMMENT ON COLUMN livelihood_item.checked_by_id IS '核验人'
--
COMMENT ON COLUMN livelihood_item.refusal IS '退回原因'
--
COMMENT ON COLUMN livelihood_item.created_at IS '建立时间'
--
COMMENT ON COLUMN livelihood_item.created_by_id IS '建立人'
--
COMMENT ON COLUMN livelihood_item.updated_at IS '更新时间'
--
COMMENT ON COLUMN livelihood_item.row_version IS '版本号'
--
CREATE INDEX ix_livelihood_item_lead_unit_id ON livelihood_item (lead_unit_id, due_on)
--
CREATE INDEX ix_livelihood_item_unit_id ON livelihood_item (unit_id)
--
CREATE INDEX ix_livelihood_item_year ON livelihood_item (year, level, state)
--
CREATE TABLE livelihood_source (
	id BIGSERIAL NOT NULL, 
	livelihood_item_id BIGINT NOT NULL, 
	kind VARCHAR(14) NOT NULL, 
	source_id BIGINT NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_livelihood_source PRIMARY KEY (id), 
	CONSTRAINT uq_livelihood_source_livelihood_item_id_kind_source_id UNIQUE (livelihood_item_id, kind, source_id), 
	CONSTRAINT fk_livelihood_source_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_livelihood_source_rawkind CHECK (kind IN ('problem', 'message', 'evaluation', 'visit')), 
	CONSTRAINT fk_livelihood_source_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE livelihood_source IS '民生实事从哪些留言、事项、走访、评价意见里来，只增不改'
--
COMMENT ON COLUMN livelihood_source.id IS '主键'
--
COMMENT ON COLUMN livelihood_source.livelihood_item_id IS '民生实事'
--
COMMENT ON COLUMN livelihood_source.kind IS '类别'
--
COMMENT ON COLUMN livelihood_source.source_id IS '原始记录'
--
COMMENT ON COLUMN livelihood_source.created_at IS '建立时间'
--
COMMENT ON COLUMN livelihood_source.created_by_id IS '建立人'
--
COMMENT ON COLUMN livelihood_source.updated_at IS '更新时间'
--
COMMENT ON COLUMN livelihood_source.row_version IS '版本号'
--
CREATE TABLE milestone (
	id BIGSERIAL NOT NULL, 
	commitment_id BIGINT, 
	livelihood_item_id BIGINT, 
	title VARCHAR(100) NOT NULL, 
	due_on DATE NOT NULL, 
	done_on DATE, 
	note VARCHAR(200) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_milestone PRIMARY KEY (id), 
	CONSTRAINT ck_milestone_of_one CHECK ((commitment_id IS NULL) <> (livelihood_item_id IS NULL)), 
	CONSTRAINT ck_milestone_done_says_how CHECK ((done_on IS NULL) = (note = '')), 
	CONSTRAINT fk_milestone_commitment_id FOREIGN KEY(commitment_id) REFERENCES commitment (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_milestone_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_milestone_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE milestone IS '公开承诺和民生实事的时间节点和进展'
--
COMMENT ON COLUMN milestone.id IS '主键'
--
COMMENT ON COLUMN milestone.commitment_id IS '公开承诺'
--
COMMENT ON COLUMN milestone.livelihood_item_id IS '民生实事'
--
COMMENT ON COLUMN milestone.title IS '节点'
--
COMMENT ON COLUMN milestone.due_on IS '时间'
--
COMMENT ON COLUMN milestone.done_on IS '完成日期'
--
COMMENT ON COLUMN milestone.note IS '进展'
--
COMMENT ON COLUMN milestone.created_at IS '建立时间'
--
COMMENT ON COLUMN milestone.created_by_id IS '建立人'
--
COMMENT ON COLUMN milestone.updated_at IS '更新时间'
--
COMMENT ON COLUMN milestone.row_version IS '版本号'
--
CREATE INDEX ix_milestone_commitment_id ON milestone (commitment_id, due_on)
--
CREATE INDEX ix_milestone_livelihood_item_id ON milestone (livelihood_item_id, due_on)
--
CREATE TRIGGER campaign_look_back_no_delete BEFORE DELETE ON campaign_look_back FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER campaign_look_back_no_truncate BEFORE TRUNCATE ON campaign_look_back FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER campaign_look_back_no_update BEFORE UPDATE ON campaign_look_back FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.campaign_id IS DISTINCT FROM NEW.campaign_id OR OLD.task_id IS DISTINCT FROM NEW.task_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.looked_on IS DISTINCT FROM NEW.looked_on OR OLD.result IS DISTINCT FROM NEW.result OR OLD.text IS DISTINCT FROM NEW.text OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER campaign_return_judged_once BEFORE UPDATE ON campaign_return FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.accepted_at IS DISTINCT FROM NEW.accepted_at OR OLD.done_n IS DISTINCT FROM NEW.done_n OR OLD.text IS DISTINCT FROM NEW.text OR OLD.file_sha256 IS DISTINCT FROM NEW.file_sha256)) EXECUTE FUNCTION refuse_change('judged once')
--
CREATE TRIGGER clue_clearing_no_delete BEFORE DELETE ON clue_clearing FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER clue_clearing_no_truncate BEFORE TRUNCATE ON clue_clearing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER clue_clearing_no_update BEFORE UPDATE ON clue_clearing FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
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
CREATE TRIGGER discipline_risk_no_delete BEFORE DELETE ON discipline_risk FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER discipline_risk_no_truncate BEFORE TRUNCATE ON discipline_risk FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER discipline_risk_no_update BEFORE UPDATE ON discipline_risk FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.owner_unit_id IS DISTINCT FROM NEW.owner_unit_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER livelihood_source_no_delete BEFORE DELETE ON livelihood_source FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER livelihood_source_no_truncate BEFORE TRUNCATE ON livelihood_source FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER livelihood_source_no_update BEFORE UPDATE ON livelihood_source FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE campaign ENABLE ROW LEVEL SECURITY
--
ALTER TABLE campaign FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON campaign USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]'))
--
ALTER TABLE campaign_look_back ENABLE ROW LEVEL SECURITY
--
ALTER TABLE campaign_look_back FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON campaign_look_back USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = campaign_look_back.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[O]') AND campaign_look_back.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (campaign_look_back.problem_id IS NULL OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (campaign_look_back.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = campaign_look_back.problem_id))))
--
ALTER TABLE campaign_phase ENABLE ROW LEVEL SECURITY
--
ALTER TABLE campaign_phase FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON campaign_phase USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]'))
--
ALTER TABLE campaign_problem ENABLE ROW LEVEL SECURITY
--
ALTER TABLE campaign_problem FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON campaign_problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (campaign_problem.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = campaign_problem.problem_id))))
--
ALTER TABLE campaign_return ENABLE ROW LEVEL SECURITY
--
ALTER TABLE campaign_return FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON campaign_return USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = campaign_return.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[O]') AND campaign_return.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE campaign_task ENABLE ROW LEVEL SECURITY
--
ALTER TABLE campaign_task FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON campaign_task USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = campaign_task.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[O]') AND campaign_task.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
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
--
ALTER TABLE livelihood_item ENABLE ROW LEVEL SECURITY
--
ALTER TABLE livelihood_item FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON livelihood_item USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND livelihood_item.state IN ('assigned', 'claimed', 'done') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = livelihood_item.lead_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[O]') AND (livelihood_item.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR livelihood_item.state IN ('assigned', 'claimed', 'done') AND livelihood_item.lead_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))))
--
ALTER TABLE livelihood_source ENABLE ROW LEVEL SECURITY
--
ALTER TABLE livelihood_source FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON livelihood_source USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') AND (EXISTS (SELECT 1 FROM livelihood_item AS seen_livelihood_item WHERE seen_livelihood_item.id = livelihood_source.livelihood_item_id)))
--
ALTER TABLE milestone ENABLE ROW LEVEL SECURITY
--
ALTER TABLE milestone FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON milestone USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]') AND ((EXISTS (SELECT 1 FROM livelihood_item AS seen_livelihood_item WHERE seen_livelihood_item.id = milestone.livelihood_item_id)) OR (EXISTS (SELECT 1 FROM commitment AS seen_commitment WHERE seen_commitment.id = milestone.commitment_id))))
