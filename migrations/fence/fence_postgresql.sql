-- Frozen with migration 0006: one statement up to each line of two dashes alone.
CREATE FUNCTION evaluation_is_sensitive(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    SELECT EXISTS (SELECT 1 FROM evaluation WHERE id = wanted AND is_sensitive) INTO found;
    PERFORM set_config('vx.nature', before, true);
    RETURN found;
END
$$
--
COMMENT ON FUNCTION evaluation_is_sensitive(bigint) IS '评价是否敏感'
--
ALTER TABLE attachment ENABLE ROW LEVEL SECURITY
--
ALTER TABLE attachment FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON attachment USING ((SELECT current_setting('vx.nature', true) = 'system') OR attachment.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = attachment.problem_id))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AFPSV]') OR attachment.purpose != 'origin') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = attachment.message_id)) AND ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[AFPS]') OR attachment.purpose != 'origin'))
--
ALTER TABLE audit_anchor ENABLE ROW LEVEL SECURITY
--
ALTER TABLE audit_anchor FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON audit_anchor USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' AUDIT:[A-Za-z0-9]'))
--
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY
--
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON audit_log USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' AUDIT:[A-Za-z0-9]'))
--
ALTER TABLE contact ENABLE ROW LEVEL SECURITY
--
ALTER TABLE contact FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON contact USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[DM]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id)) OR contact.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))))
--
ALTER TABLE document ENABLE ROW LEVEL SECURITY
--
ALTER TABLE document FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON document USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]') AND document.drafted_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[P]') AND document.state IN ('signed', 'issued') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = document.problem_id))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[S]') AND document.state IN ('signed', 'issued') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = document.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[O]') AND document.state IN ('signed', 'issued') AND document.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE evaluation ENABLE ROW LEVEL SECURITY
--
ALTER TABLE evaluation FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON evaluation USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = evaluation.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND evaluation.is_sensitive IS false OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND evaluation.is_sensitive IS false AND (evaluation.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.place', true) != '') AND evaluation.region_code BETWEEN (SELECT current_setting('vx.place', true) AS current_setting_1) || '000' AND (SELECT current_setting('vx.place', true) AS current_setting_1) || '999'))
--
ALTER TABLE evaluation_reason ENABLE ROW LEVEL SECURITY
--
ALTER TABLE evaluation_reason FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON evaluation_reason USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_reason.evaluation_id)))
--
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY
--
ALTER TABLE feedback FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON feedback USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = feedback.problem_id)))
--
ALTER TABLE identity_reveal ENABLE ROW LEVEL SECURITY
--
ALTER TABLE identity_reveal FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON identity_reveal USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR identity_reveal.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)))
--
ALTER TABLE message ENABLE ROW LEVEL SECURITY
--
ALTER TABLE message FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON message USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[P]') AND message.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = message.assigned_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[O]') AND message.assigned_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[F]') AND message.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)))
--
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY
--
ALTER TABLE outbox FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON outbox USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.nature', true) = 'person') AND (outbox.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR outbox.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))))
--
ALTER TABLE pending_change ENABLE ROW LEVEL SECURITY
--
ALTER TABLE pending_change FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON pending_change USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_UNITS:[A-Za-z0-9]') OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_LISTS:[A-Za-z0-9]') OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_USERS:[A-Za-z0-9]'))
--
ALTER TABLE problem ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[P]') AND problem.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[OSV]') AND (EXISTS (SELECT 1 FROM problem_scope AS seen_scope WHERE seen_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_scope.problem_id = problem.id)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[F]') AND (problem.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR problem.state = 'pending_feedback' AND problem.track = 'service' AND problem.contact_id IS NOT NULL))
--
ALTER TABLE problem_event ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem_event FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem_event USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR problem_event.visibility = 'all_handlers') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_event.problem_id))))
--
ALTER TABLE problem_scope ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem_scope FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem_scope USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR problem_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
--
ALTER TABLE problem_step ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem_step FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem_step USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_step.problem_id)))
--
ALTER TABLE rectification ENABLE ROW LEVEL SECURITY
--
ALTER TABLE rectification FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON rectification USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = rectification.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND NOT evaluation_is_sensitive(rectification.evaluation_id) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND rectification.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND NOT evaluation_is_sensitive(rectification.evaluation_id))
--
ALTER TABLE supervision ENABLE ROW LEVEL SECURITY
--
ALTER TABLE supervision FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON supervision USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_SUPERVISION:[A-Za-z0-9]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_SUPERVISION:[A-Za-z0-9]*[APS]') OR supervision.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = supervision.problem_id))))
