-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE FUNCTION note_for_figures() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    touched bigint;
BEGIN
    IF TG_ARGV[1] = 'evaluation_id' THEN
        touched := NEW.evaluation_id;
    ELSIF TG_ARGV[1] = 'problem_id' THEN
        touched := NEW.problem_id;
    ELSE
        touched := NEW.id;
    END IF;
    IF touched IS NOT NULL THEN
        INSERT INTO public.figure_mark (source, row_id, created_at, row_version)
        VALUES (TG_ARGV[0], touched, timezone('utc', clock_timestamp()), 1);
    END IF;
    RETURN NULL;
END
$$
--
COMMENT ON FUNCTION note_for_figures() IS '记下改过的行，供统计重算'
--
CREATE TRIGGER calendar_day_figures_insert AFTER INSERT ON calendar_day FOR EACH ROW EXECUTE FUNCTION note_for_figures('day', 'id')
--
CREATE TRIGGER calendar_day_figures_update AFTER UPDATE OF is_workday ON calendar_day FOR EACH ROW EXECUTE FUNCTION note_for_figures('day', 'id')
--
CREATE TRIGGER case_count_figures_insert AFTER INSERT ON case_count FOR EACH ROW EXECUTE FUNCTION note_for_figures('case_count', 'id')
--
CREATE TRIGGER case_count_figures_update AFTER UPDATE ON case_count FOR EACH ROW EXECUTE FUNCTION note_for_figures('case_count', 'id')
--
CREATE TRIGGER evaluation_figures_insert AFTER INSERT ON evaluation FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'id')
--
CREATE TRIGGER evaluation_figures_update AFTER UPDATE OF state ON evaluation FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'id')
--
CREATE TRIGGER evaluation_flag_figures_insert AFTER INSERT ON evaluation_flag FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id')
--
CREATE TRIGGER evaluation_flag_figures_update AFTER UPDATE OF state ON evaluation_flag FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id')
--
CREATE TRIGGER evaluation_reason_figures_insert AFTER INSERT ON evaluation_reason FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id')
--
CREATE TRIGGER extension_figures_insert AFTER INSERT ON extension FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER extension_figures_update AFTER UPDATE ON extension FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER feedback_figures_insert AFTER INSERT ON feedback FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER outcome_metric_figures_insert AFTER INSERT ON outcome_metric FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER outcome_metric_figures_update AFTER UPDATE ON outcome_metric FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER problem_figures_insert AFTER INSERT ON problem FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'id')
--
CREATE TRIGGER problem_figures_update AFTER UPDATE ON problem FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'id')
--
CREATE TRIGGER problem_event_figures_insert AFTER INSERT ON problem_event FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER problem_link_figures_insert AFTER INSERT ON problem_link FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER problem_step_figures_insert AFTER INSERT ON problem_step FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER problem_step_figures_update AFTER UPDATE ON problem_step FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER rectification_figures_insert AFTER INSERT ON rectification FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id')
--
CREATE TRIGGER rectification_figures_update AFTER UPDATE ON rectification FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id')
--
CREATE TRIGGER service_point_figures_insert AFTER INSERT ON service_point FOR EACH ROW EXECUTE FUNCTION note_for_figures('point', 'id')
--
CREATE TRIGGER service_point_figures_update AFTER UPDATE OF service_window_id ON service_point FOR EACH ROW EXECUTE FUNCTION note_for_figures('point', 'id')
