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
COMMENT ON FUNCTION evaluation_is_sensitive(bigint) IS '评价是否含敏感事由：供行级安全策略使用'
--
CREATE FUNCTION problem_is_service(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    SELECT EXISTS (SELECT 1 FROM problem WHERE id = wanted AND track = 'service') INTO found;
    PERFORM set_config('vx.nature', before, true);
    RETURN found;
END
$$
--
COMMENT ON FUNCTION problem_is_service(bigint) IS '事项是否属服务质量：供行级安全策略使用'
--
CREATE FUNCTION barred_problems() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL;
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$
--
COMMENT ON FUNCTION barred_problems() IS '因回避看不到的事项：供行级安全策略使用'
--
CREATE FUNCTION barred_messages() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_message.id FROM message AS barred_message WHERE barred_message.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_message.track = 'discipline' OR barred_message.request_type = 'report') UNION ALL SELECT barred_message.id FROM message AS barred_message WHERE (barred_message.track = 'discipline' OR barred_message.request_type = 'report') AND barred_message.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.message_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.message_id IS NOT NULL UNION ALL SELECT barred_by.message_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.message_id IS NOT NULL;
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$
--
COMMENT ON FUNCTION barred_messages() IS '因回避看不到的留言：供行级安全策略使用'
--
CREATE FUNCTION barred_contacts() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_problem.contact_id FROM problem AS barred_problem WHERE barred_problem.id IN (SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL) AND barred_problem.contact_id IS NOT NULL UNION ALL SELECT barred_message.contact_id FROM message AS barred_message WHERE barred_message.id IN (SELECT barred_message.id FROM message AS barred_message WHERE barred_message.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_message.track = 'discipline' OR barred_message.request_type = 'report') UNION ALL SELECT barred_message.id FROM message AS barred_message WHERE (barred_message.track = 'discipline' OR barred_message.request_type = 'report') AND barred_message.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.message_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.message_id IS NOT NULL UNION ALL SELECT barred_by.message_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.message_id IS NOT NULL) AND barred_message.contact_id IS NOT NULL;
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$
--
COMMENT ON FUNCTION barred_contacts() IS '因回避看不到的来访人：供行级安全策略使用'
--
ALTER TABLE attachment ENABLE ROW LEVEL SECURITY
--
ALTER TABLE attachment FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON attachment USING ((SELECT current_setting('vx.nature', true) = 'system') OR attachment.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (attachment.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = attachment.problem_id))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AFPSV]') OR attachment.purpose != 'origin') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = attachment.message_id)) AND ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[AFPS]') OR attachment.purpose != 'origin'))
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
CREATE POLICY scope ON contact USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[DM]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id)) OR contact.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[R]') AND contact.allow_unit_contact IS true AND (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id AND seen_problem.request_type IN ('consultation', 'help') AND seen_problem.track = 'service' AND seen_problem.is_sensitive IS false AND (seen_problem.unit_complained_id IS NULL OR seen_problem.unit_complained_id != (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (EXISTS (SELECT 1 FROM problem_scope AS seen_scope WHERE seen_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_scope.problem_id = seen_problem.id))))) AND (contact.id NOT IN (SELECT barred_contacts() AS barred_contacts_1)))
--
ALTER TABLE document ENABLE ROW LEVEL SECURITY
--
ALTER TABLE document FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON document USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]') AND document.drafted_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[P]') AND document.state IN ('signed', 'issued') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (document.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = document.problem_id))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[S]') AND document.state IN ('signed', 'issued') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = document.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[O]') AND document.state IN ('signed', 'issued') AND document.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (document.problem_id IS NULL OR (document.problem_id NOT IN (SELECT barred_problems() AS barred_problems_2))))
--
ALTER TABLE erasure_record ENABLE ROW LEVEL SECURITY
--
ALTER TABLE erasure_record FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON erasure_record USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR erasure_record.by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)))
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
CREATE POLICY scope ON feedback USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (feedback.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = feedback.problem_id)))
--
ALTER TABLE identity_request ENABLE ROW LEVEL SECURITY
--
ALTER TABLE identity_request FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON identity_request USING ((SELECT current_setting('vx.nature', true) = 'system') OR identity_request.asked_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' EXPORT_PERSONAL:[A-Za-z0-9]*[2]') AND identity_request.kind = 'export' OR (SELECT current_setting('vx.letters', true) ~ ' EXPORT_PERSONAL:[A-Za-z0-9]*[12]') AND identity_request.kind = 'reveal' AND (identity_request.object_kind != 'problem' OR (identity_request.object_id NOT IN (SELECT barred_problems() AS barred_problems_1))) AND (identity_request.object_kind != 'message' OR (identity_request.object_id NOT IN (SELECT barred_messages() AS barred_messages_1))))
--
ALTER TABLE identity_reveal ENABLE ROW LEVEL SECURITY
--
ALTER TABLE identity_reveal FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON identity_reveal USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR identity_reveal.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (identity_reveal.object_kind != 'problem' OR (identity_reveal.object_id NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
ALTER TABLE message ENABLE ROW LEVEL SECURITY
--
ALTER TABLE message FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON message USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[P]') AND message.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = message.assigned_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[O]') AND message.assigned_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[F]') AND message.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (message.id NOT IN (SELECT barred_messages() AS barred_messages_1)) AND (message.problem_id IS NULL OR (message.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY
--
ALTER TABLE outbox FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON outbox USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.nature', true) = 'person') AND (outbox.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR outbox.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (CAST(outbox.payload ->> 'problem_id' AS BIGINT) IS NULL OR (CAST(outbox.payload ->> 'problem_id' AS BIGINT) NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
ALTER TABLE pending_change ENABLE ROW LEVEL SECURITY
--
ALTER TABLE pending_change FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON pending_change USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_USERS:[A-Za-z0-9]') OR (SELECT current_setting('vx.letters', true) ~ ' GRANT_DISCIPLINE:[A-Za-z0-9]') OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_UNITS:[A-Za-z0-9]') AND pending_change.table_name != 'account' OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_LISTS:[A-Za-z0-9]') AND pending_change.table_name != 'account')
--
ALTER TABLE problem ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[P]') AND problem.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[OSV]') AND (EXISTS (SELECT 1 FROM problem_scope AS seen_scope WHERE seen_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_scope.problem_id = problem.id)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[F]') AND (problem.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND problem.track = 'service' OR problem.state = 'pending_feedback' AND problem.track = 'service' AND problem.contact_id IS NOT NULL)) AND (problem.id NOT IN (SELECT barred_problems() AS barred_problems_1)))
--
ALTER TABLE problem_event ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem_event FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem_event USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR problem_event.visibility = 'all_handlers') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_event.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_event.problem_id))))
--
ALTER TABLE problem_scope ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem_scope FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem_scope USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR problem_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (problem_scope.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)))
--
ALTER TABLE problem_step ENABLE ROW LEVEL SECURITY
--
ALTER TABLE problem_step FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON problem_step USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_step.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_step.problem_id)))
--
ALTER TABLE rectification ENABLE ROW LEVEL SECURITY
--
ALTER TABLE rectification FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON rectification USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = rectification.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND NOT evaluation_is_sensitive(rectification.evaluation_id) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND rectification.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND NOT evaluation_is_sensitive(rectification.evaluation_id))
--
ALTER TABLE recusal ENABLE ROW LEVEL SECURITY
--
ALTER TABLE recusal FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON recusal USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.nature', true) = 'person') AND ((SELECT current_setting('vx.letters', true) ~ ' RECUSAL:[A-Za-z0-9]*[A]') OR recusal.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (recusal.problem_id IS NULL OR (recusal.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))) AND (recusal.message_id IS NULL OR (recusal.message_id NOT IN (SELECT barred_messages() AS barred_messages_1))))
--
ALTER TABLE relay_call ENABLE ROW LEVEL SECURITY
--
ALTER TABLE relay_call FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON relay_call USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[R]') AND relay_call.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[F]') AND (relay_call.state = 'open' OR relay_call.answered_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND problem_is_service(relay_call.problem_id)) AND (relay_call.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)))
--
ALTER TABLE supervision ENABLE ROW LEVEL SECURITY
--
ALTER TABLE supervision FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON supervision USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_SUPERVISION:[A-Za-z0-9]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_SUPERVISION:[A-Za-z0-9]*[APS]') OR supervision.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (supervision.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = supervision.problem_id))))
