-- Frozen with migration 0009: evaluations and what hangs on them follow a recusal.
CREATE FUNCTION barred_evaluations() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_evaluation.id FROM evaluation AS barred_evaluation WHERE barred_evaluation.problem_id IN (SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL);
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$
--
COMMENT ON FUNCTION barred_evaluations() IS '因回避看不到的评价：供行级安全策略使用'
--
DROP POLICY scope ON evaluation
--
CREATE POLICY scope ON evaluation USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = evaluation.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND evaluation.is_sensitive IS false OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND evaluation.is_sensitive IS false AND (evaluation.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.place', true) != '') AND evaluation.region_code BETWEEN (SELECT current_setting('vx.place', true) AS current_setting_1) || '000' AND (SELECT current_setting('vx.place', true) AS current_setting_1) || '999')) AND (evaluation.problem_id IS NULL OR (evaluation.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))))
--
DROP POLICY scope ON evaluation_reason
--
CREATE POLICY scope ON evaluation_reason USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_reason.evaluation_id))) AND (evaluation_reason.evaluation_id IS NULL OR (evaluation_reason.evaluation_id NOT IN (SELECT barred_evaluations() AS barred_evaluations_1))))
--
DROP POLICY scope ON rectification
--
CREATE POLICY scope ON rectification USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = rectification.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND NOT evaluation_is_sensitive(rectification.evaluation_id) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND rectification.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND NOT evaluation_is_sensitive(rectification.evaluation_id)) AND (rectification.problem_id IS NULL OR (rectification.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))) AND (rectification.evaluation_id IS NULL OR (rectification.evaluation_id NOT IN (SELECT barred_evaluations() AS barred_evaluations_1))))
