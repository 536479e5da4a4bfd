-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE stop_count (
	id BIGSERIAL NOT NULL, 
	day DATE NOT NULL, 
	n INTEGER NOT NULL, 
	moved INTEGER NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_stop_count PRIMARY KEY (id), 
	CONSTRAINT ck_stop_count_moved CHECK (n >= moved), 
	CONSTRAINT uq_stop_count_day UNIQUE (day), 
	CONSTRAINT fk_stop_count_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE stop_count IS '群众入口当天提示线下径送的次数：只有数，别的都不存'
--
COMMENT ON COLUMN stop_count.id IS '主键'
--
COMMENT ON COLUMN stop_count.day IS '日期'
--
COMMENT ON COLUMN stop_count.n IS '次数'
--
COMMENT ON COLUMN stop_count.moved IS '已转入'
--
COMMENT ON COLUMN stop_count.created_at IS '建立时间'
--
COMMENT ON COLUMN stop_count.created_by_id IS '建立人'
--
COMMENT ON COLUMN stop_count.updated_at IS '更新时间'
--
COMMENT ON COLUMN stop_count.row_version IS '版本号'
--
CREATE TABLE message_transfer (
	id BIGSERIAL NOT NULL, 
	message_id BIGINT NOT NULL, 
	decision VARCHAR(21) NOT NULL, 
	target VARCHAR(80) NOT NULL, 
	unit_id BIGINT, 
	reason VARCHAR(300) NOT NULL, 
	brief TEXT NOT NULL, 
	document_id BIGINT, 
	track_due TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	checks INTEGER NOT NULL, 
	answer TEXT, 
	answered_at TIMESTAMP WITHOUT TIME ZONE, 
	answered_by_id INTEGER, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_message_transfer PRIMARY KEY (id), 
	CONSTRAINT ck_message_transfer_answered CHECK ((answer IS NULL) = (answered_at IS NULL)), 
	CONSTRAINT uq_message_transfer_message_id UNIQUE (message_id), 
	CONSTRAINT fk_message_transfer_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_message_transfer_scopedecision CHECK (decision IN ('in_scope', 'to_department', 'to_12345', 'to_petition', 'to_judicial', 'to_discipline', 'to_emergency', 'superior_handover', 'invalid')), 
	CONSTRAINT fk_message_transfer_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_message_transfer_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_message_transfer_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_message_transfer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE message_transfer IS '留言转办：转往哪里、函、到期、结果'
--
COMMENT ON COLUMN message_transfer.id IS '主键'
--
COMMENT ON COLUMN message_transfer.message_id IS '留言'
--
COMMENT ON COLUMN message_transfer.decision IS '去向'
--
COMMENT ON COLUMN message_transfer.target IS '转往'
--
COMMENT ON COLUMN message_transfer.unit_id IS '承办单位'
--
COMMENT ON COLUMN message_transfer.reason IS '理由'
--
COMMENT ON COLUMN message_transfer.brief IS '转给单位的内容：分办的人核对过的文字：单位只看这一段，看不到群众原文'
--
COMMENT ON COLUMN message_transfer.document_id IS '转办函'
--
COMMENT ON COLUMN message_transfer.track_due IS '询问期限'
--
COMMENT ON COLUMN message_transfer.checks IS '询问次数'
--
COMMENT ON COLUMN message_transfer.answer IS '办理结果'
--
COMMENT ON COLUMN message_transfer.answered_at IS '结果时间'
--
COMMENT ON COLUMN message_transfer.answered_by_id IS '登记人'
--
COMMENT ON COLUMN message_transfer.created_at IS '建立时间'
--
COMMENT ON COLUMN message_transfer.created_by_id IS '建立人'
--
COMMENT ON COLUMN message_transfer.updated_at IS '更新时间'
--
COMMENT ON COLUMN message_transfer.row_version IS '版本号'
--
CREATE INDEX ix_message_transfer_track_due ON message_transfer (track_due)
--
CREATE INDEX ix_message_transfer_unit_id ON message_transfer (unit_id)
--
CREATE TABLE public_feedback (
	id BIGSERIAL NOT NULL, 
	code_hash VARCHAR(64) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	rating_key VARCHAR(64), 
	level VARCHAR(23), 
	text TEXT NOT NULL, 
	submitted_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	message_id BIGINT, 
	problem_id BIGINT, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_public_feedback PRIMARY KEY (id), 
	CONSTRAINT ck_public_feedback_level_of_rating CHECK ((kind = 'rating') = (level IS NOT NULL)), 
	CONSTRAINT ck_public_feedback_key_of_rating CHECK ((kind = 'rating') = (rating_key IS NOT NULL)), 
	CONSTRAINT ck_public_feedback_returnkind CHECK (kind IN ('answer', 'rating')), 
	CONSTRAINT uq_public_feedback_rating_key UNIQUE (rating_key), 
	CONSTRAINT ck_public_feedback_evallevel CHECK (level IN ('very_satisfied', 'satisfied', 'basically_satisfied', 'neutral', 'dissatisfied', 'very_dissatisfied')), 
	CONSTRAINT fk_public_feedback_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_public_feedback_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_public_feedback_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE public_feedback IS '群众凭查询码补充的情况和对办理的评价，只增不改'
--
COMMENT ON COLUMN public_feedback.id IS '主键'
--
COMMENT ON COLUMN public_feedback.code_hash IS '查询码散列'
--
COMMENT ON COLUMN public_feedback.kind IS '内容'
--
COMMENT ON COLUMN public_feedback.rating_key IS '评价键：评价时等于查询码散列：一件事只评价一次'
--
COMMENT ON COLUMN public_feedback.level IS '满意度'
--
COMMENT ON COLUMN public_feedback.text IS '文字'
--
COMMENT ON COLUMN public_feedback.submitted_at IS '提交时间'
--
COMMENT ON COLUMN public_feedback.message_id IS '留言'
--
COMMENT ON COLUMN public_feedback.problem_id IS '台账事项'
--
COMMENT ON COLUMN public_feedback.created_at IS '建立时间'
--
COMMENT ON COLUMN public_feedback.created_by_id IS '建立人'
--
COMMENT ON COLUMN public_feedback.updated_at IS '更新时间'
--
COMMENT ON COLUMN public_feedback.row_version IS '版本号'
--
CREATE INDEX ix_public_feedback_message_id ON public_feedback (message_id, id)
--
CREATE INDEX ix_public_feedback_problem_id ON public_feedback (problem_id, id)
--
CREATE TABLE publication (
	id BIGSERIAL NOT NULL, 
	message_id BIGINT NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	text TEXT NOT NULL, 
	published_on DATE NOT NULL, 
	by_id INTEGER NOT NULL, 
	withdrawn_on DATE, 
	withdrawn_by_id INTEGER, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_publication PRIMARY KEY (id), 
	CONSTRAINT uq_publication_message_id UNIQUE (message_id), 
	CONSTRAINT fk_publication_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_publication_by_id FOREIGN KEY(by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_publication_withdrawn_by_id FOREIGN KEY(withdrawn_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_publication_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE publication IS '公开的答复：工作人员自己写的文字，群众原文从不公开'
--
COMMENT ON COLUMN publication.id IS '主键'
--
COMMENT ON COLUMN publication.message_id IS '留言'
--
COMMENT ON COLUMN publication.title IS '标题'
--
COMMENT ON COLUMN publication.text IS '公开文字'
--
COMMENT ON COLUMN publication.published_on IS '公开日期'
--
COMMENT ON COLUMN publication.by_id IS '公开人'
--
COMMENT ON COLUMN publication.withdrawn_on IS '撤下日期'
--
COMMENT ON COLUMN publication.withdrawn_by_id IS '撤下人'
--
COMMENT ON COLUMN publication.created_at IS '建立时间'
--
COMMENT ON COLUMN publication.created_by_id IS '建立人'
--
COMMENT ON COLUMN publication.updated_at IS '更新时间'
--
COMMENT ON COLUMN publication.row_version IS '版本号'
--
CREATE INDEX ix_publication_published_on ON publication (published_on)
--
CREATE TRIGGER public_feedback_no_delete BEFORE DELETE ON public_feedback FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER public_feedback_no_truncate BEFORE TRUNCATE ON public_feedback FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER public_feedback_no_update BEFORE UPDATE ON public_feedback FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.code_hash IS DISTINCT FROM NEW.code_hash OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.rating_key IS DISTINCT FROM NEW.rating_key OR OLD.level IS DISTINCT FROM NEW.level OR OLD.text IS DISTINCT FROM NEW.text OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE message_transfer ENABLE ROW LEVEL SECURITY
--
ALTER TABLE message_transfer FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON message_transfer USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = message_transfer.message_id)))
--
ALTER TABLE public_feedback ENABLE ROW LEVEL SECURITY
--
ALTER TABLE public_feedback FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON public_feedback FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = public_feedback.message_id)) OR public_feedback.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (public_feedback.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = public_feedback.problem_id))))
--
CREATE POLICY scope_change ON public_feedback FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = public_feedback.message_id)) OR public_feedback.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (public_feedback.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = public_feedback.problem_id))))
--
CREATE POLICY scope_add ON public_feedback FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'))
