-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE eval_appeal (
	id BIGSERIAL NOT NULL, 
	evaluation_id BIGINT NOT NULL, 
	unit_id BIGINT NOT NULL, 
	ground VARCHAR(13) NOT NULL, 
	evidence TEXT NOT NULL, 
	asked_by_id INTEGER NOT NULL, 
	asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	decide_due TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	decision TEXT, 
	decided_by_id INTEGER, 
	decided_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_eval_appeal PRIMARY KEY (id), 
	CONSTRAINT ck_eval_appeal_decided CHECK ((state = 'asked') = (decided_at IS NULL)), 
	CONSTRAINT uq_eval_appeal_evaluation_id UNIQUE (evaluation_id), 
	CONSTRAINT fk_eval_appeal_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_eval_appeal_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_eval_appeal_appealground CHECK (ground IN ('mistaken', 'malicious', 'not_ours')), 
	CONSTRAINT fk_eval_appeal_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_eval_appeal_appealstate CHECK (state IN ('asked', 'upheld', 'rejected')), 
	CONSTRAINT fk_eval_appeal_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_eval_appeal_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE eval_appeal IS '差评申诉：一条评价申诉一次，由别的单位裁定'
--
COMMENT ON COLUMN eval_appeal.id IS '主键'
--
COMMENT ON COLUMN eval_appeal.evaluation_id IS '评价'
--
COMMENT ON COLUMN eval_appeal.unit_id IS '申诉单位'
--
COMMENT ON COLUMN eval_appeal.ground IS '申诉理由'
--
COMMENT ON COLUMN eval_appeal.evidence IS '事实和证据'
--
COMMENT ON COLUMN eval_appeal.asked_by_id IS '申诉人'
--
COMMENT ON COLUMN eval_appeal.asked_at IS '申诉时间'
--
COMMENT ON COLUMN eval_appeal.decide_due IS '裁定期限'
--
COMMENT ON COLUMN eval_appeal.state IS '结果'
--
COMMENT ON COLUMN eval_appeal.decision IS '裁定意见'
--
COMMENT ON COLUMN eval_appeal.decided_by_id IS '裁定人'
--
COMMENT ON COLUMN eval_appeal.decided_at IS '裁定时间'
--
COMMENT ON COLUMN eval_appeal.created_at IS '建立时间'
--
COMMENT ON COLUMN eval_appeal.created_by_id IS '建立人'
--
COMMENT ON COLUMN eval_appeal.updated_at IS '更新时间'
--
COMMENT ON COLUMN eval_appeal.row_version IS '版本号'
--
CREATE INDEX ix_eval_appeal_state ON eval_appeal (state, decide_due)
--
CREATE TABLE evaluation_flag (
	id BIGSERIAL NOT NULL, 
	evaluation_id BIGINT NOT NULL, 
	service_point_id BIGINT NOT NULL, 
	kind VARCHAR(15) NOT NULL, 
	flagged_on TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	decided_by_id INTEGER, 
	decided_at TIMESTAMP WITHOUT TIME ZONE, 
	note VARCHAR(200), 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_evaluation_flag PRIMARY KEY (id), 
	CONSTRAINT uq_evaluation_flag_evaluation_id_kind UNIQUE (evaluation_id, kind), 
	CONSTRAINT fk_evaluation_flag_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_evaluation_flag_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_evaluation_flag_flagkind CHECK (kind IN ('token', 'burst', 'quick', 'after_hours')), 
	CONSTRAINT ck_evaluation_flag_flagstate CHECK (state IN ('open', 'confirmed', 'dismissed')), 
	CONSTRAINT fk_evaluation_flag_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_evaluation_flag_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE evaluation_flag IS '疑似刷评：先保留，经人确认后才不计分'
--
COMMENT ON COLUMN evaluation_flag.id IS '主键'
--
COMMENT ON COLUMN evaluation_flag.evaluation_id IS '评价'
--
COMMENT ON COLUMN evaluation_flag.service_point_id IS '点位'
--
COMMENT ON COLUMN evaluation_flag.kind IS '疑点'
--
COMMENT ON COLUMN evaluation_flag.flagged_on IS '发现时间'
--
COMMENT ON COLUMN evaluation_flag.state IS '状态'
--
COMMENT ON COLUMN evaluation_flag.decided_by_id IS '核实人'
--
COMMENT ON COLUMN evaluation_flag.decided_at IS '核实时间'
--
COMMENT ON COLUMN evaluation_flag.note IS '核实情况'
--
COMMENT ON COLUMN evaluation_flag.created_at IS '建立时间'
--
COMMENT ON COLUMN evaluation_flag.created_by_id IS '建立人'
--
COMMENT ON COLUMN evaluation_flag.updated_at IS '更新时间'
--
COMMENT ON COLUMN evaluation_flag.row_version IS '版本号'
--
CREATE INDEX ix_evaluation_flag_state ON evaluation_flag (state, service_point_id, kind, flagged_on)
--
CREATE TABLE follow_up (
	id BIGSERIAL NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	evaluation_id BIGINT NOT NULL, 
	service_point_id BIGINT NOT NULL, 
	answer TEXT NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_follow_up PRIMARY KEY (id), 
	CONSTRAINT uq_follow_up_code_hash UNIQUE (code_hash), 
	CONSTRAINT uq_follow_up_evaluation_id UNIQUE (evaluation_id), 
	CONSTRAINT fk_follow_up_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_follow_up_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_follow_up_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE follow_up IS '追评凭据：整改核实后开放，一码一次'
--
COMMENT ON COLUMN follow_up.id IS '主键'
--
COMMENT ON COLUMN follow_up.code_hash IS '追评码散列'
--
COMMENT ON COLUMN follow_up.evaluation_id IS '首次评价'
--
COMMENT ON COLUMN follow_up.service_point_id IS '点位'
--
COMMENT ON COLUMN follow_up.answer IS '整改结果'
--
COMMENT ON COLUMN follow_up.created_at IS '建立时间'
--
COMMENT ON COLUMN follow_up.created_by_id IS '建立人'
--
COMMENT ON COLUMN follow_up.updated_at IS '更新时间'
--
COMMENT ON COLUMN follow_up.row_version IS '版本号'
--
ALTER TABLE eval_appeal ENABLE ROW LEVEL SECURITY
--
ALTER TABLE eval_appeal FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON eval_appeal USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DECIDE_APPEAL:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = eval_appeal.evaluation_id)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[AS]') AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = eval_appeal.evaluation_id)) OR (SELECT current_setting('vx.letters', true) ~ ' APPEAL_EVALUATION:[A-Za-z0-9]') AND eval_appeal.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = eval_appeal.evaluation_id)))
--
ALTER TABLE evaluation_flag ENABLE ROW LEVEL SECURITY
--
ALTER TABLE evaluation_flag FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON evaluation_flag FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DECIDE_APPEAL:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_flag.evaluation_id)))
--
CREATE POLICY scope_change ON evaluation_flag FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DECIDE_APPEAL:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_flag.evaluation_id)))
--
CREATE POLICY scope_add ON evaluation_flag FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'))
--
CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.eval_no IS DISTINCT FROM NEW.eval_no OR OLD.service_point_id IS DISTINCT FROM NEW.service_point_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.region_code IS DISTINCT FROM NEW.region_code OR OLD.staff_id IS DISTINCT FROM NEW.staff_id OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.scale IS DISTINCT FROM NEW.scale OR OLD.level IS DISTINCT FROM NEW.level OR OLD.is_bad IS DISTINCT FROM NEW.is_bad OR OLD.is_sensitive IS DISTINCT FROM NEW.is_sensitive OR OLD.round IS DISTINCT FROM NEW.round OR OLD.text IS DISTINCT FROM NEW.text OR OLD.trips IS DISTINCT FROM NEW.trips OR OLD.told_once IS DISTINCT FROM NEW.told_once OR OLD.happened_on IS DISTINCT FROM NEW.happened_on OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.contact_id IS DISTINCT FROM NEW.contact_id OR OLD.client_token_hash IS DISTINCT FROM NEW.client_token_hash OR OLD.kiosk_no IS DISTINCT FROM NEW.kiosk_no OR OLD.kiosk_seq IS DISTINCT FROM NEW.kiosk_seq OR OLD.service_item_id IS DISTINCT FROM NEW.service_item_id OR OLD.asks_reply IS DISTINCT FROM NEW.asks_reply OR OLD.assisted_by_id IS DISTINCT FROM NEW.assisted_by_id OR OLD.happened_hour IS DISTINCT FROM NEW.happened_hour OR OLD.follow_code_hash IS DISTINCT FROM NEW.follow_code_hash OR OLD.follows_id IS DISTINCT FROM NEW.follows_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE POLICY scope ON attachment FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR attachment.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (attachment.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = attachment.problem_id))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AFPSV]') OR attachment.purpose != 'origin') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = attachment.message_id)) AND ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[AFPS]') OR attachment.purpose != 'origin'))
--
CREATE POLICY scope_change ON attachment FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR attachment.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (attachment.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = attachment.problem_id))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AFPSV]') OR attachment.purpose != 'origin') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = attachment.message_id)) AND ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[AFPS]') OR attachment.purpose != 'origin'))
--
CREATE POLICY scope_add ON attachment FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'))
--
CREATE POLICY scope ON contact FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[DM]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id)) OR contact.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[R]') AND contact.allow_unit_contact IS true AND (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id AND seen_problem.request_type IN ('consultation', 'help') AND seen_problem.track = 'service' AND seen_problem.is_sensitive IS false AND (seen_problem.unit_complained_id IS NULL OR seen_problem.unit_complained_id != (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (EXISTS (SELECT 1 FROM problem_scope AS seen_scope WHERE seen_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_scope.problem_id = seen_problem.id))))) AND (contact.id NOT IN (SELECT barred_contacts() AS barred_contacts_1)))
--
CREATE POLICY scope_change ON contact FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[DM]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id)) OR contact.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[R]') AND contact.allow_unit_contact IS true AND (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id AND seen_problem.request_type IN ('consultation', 'help') AND seen_problem.track = 'service' AND seen_problem.is_sensitive IS false AND (seen_problem.unit_complained_id IS NULL OR seen_problem.unit_complained_id != (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (EXISTS (SELECT 1 FROM problem_scope AS seen_scope WHERE seen_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_scope.problem_id = seen_problem.id))))) AND (contact.id NOT IN (SELECT barred_contacts() AS barred_contacts_1)))
--
CREATE POLICY scope_add ON contact FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'))
--
CREATE POLICY scope ON evaluation FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = evaluation.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND evaluation.is_sensitive IS false OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND evaluation.is_sensitive IS false AND (evaluation.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.place', true) != '') AND evaluation.region_code BETWEEN (SELECT current_setting('vx.place', true) AS current_setting_1) || '000' AND (SELECT current_setting('vx.place', true) AS current_setting_1) || '999')) AND (evaluation.problem_id IS NULL OR (evaluation.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
CREATE POLICY scope_change ON evaluation FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = evaluation.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND evaluation.is_sensitive IS false OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND evaluation.is_sensitive IS false AND (evaluation.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.place', true) != '') AND evaluation.region_code BETWEEN (SELECT current_setting('vx.place', true) AS current_setting_1) || '000' AND (SELECT current_setting('vx.place', true) AS current_setting_1) || '999')) AND (evaluation.problem_id IS NULL OR (evaluation.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
CREATE POLICY scope_add ON evaluation FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'))
--
CREATE POLICY scope ON evaluation_reason FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_reason.evaluation_id))) AND (evaluation_reason.evaluation_id IS NULL OR (evaluation_reason.evaluation_id NOT IN (SELECT barred_evaluations() AS barred_evaluations_1))))
--
CREATE POLICY scope_change ON evaluation_reason FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_reason.evaluation_id))) AND (evaluation_reason.evaluation_id IS NULL OR (evaluation_reason.evaluation_id NOT IN (SELECT barred_evaluations() AS barred_evaluations_1))))
--
CREATE POLICY scope_add ON evaluation_reason FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'))
--
CREATE POLICY scope ON message FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[P]') AND message.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = message.assigned_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[O]') AND message.assigned_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[F]') AND message.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (message.id NOT IN (SELECT barred_messages() AS barred_messages_1)) AND (message.problem_id IS NULL OR (message.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
CREATE POLICY scope_change ON message FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[P]') AND message.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = message.assigned_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[O]') AND message.assigned_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[F]') AND message.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (message.id NOT IN (SELECT barred_messages() AS barred_messages_1)) AND (message.problem_id IS NULL OR (message.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
CREATE POLICY scope_add ON message FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'))
--
CREATE POLICY scope ON outbox FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.nature', true) = 'person') AND (outbox.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR outbox.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (CAST(outbox.payload ->> 'problem_id' AS BIGINT) IS NULL OR (CAST(outbox.payload ->> 'problem_id' AS BIGINT) NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
CREATE POLICY scope_change ON outbox FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.nature', true) = 'person') AND (outbox.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR outbox.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (CAST(outbox.payload ->> 'problem_id' AS BIGINT) IS NULL OR (CAST(outbox.payload ->> 'problem_id' AS BIGINT) NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
CREATE POLICY scope_add ON outbox FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'))
