-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TRIGGER calendar_day_figures_insert AFTER INSERT ON calendar_day FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'day', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER calendar_day_figures_update AFTER UPDATE OF is_workday ON calendar_day FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'day', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER case_count_figures_insert AFTER INSERT ON case_count FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'case_count', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER case_count_figures_update AFTER UPDATE ON case_count FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'case_count', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER evaluation_figures_insert AFTER INSERT ON evaluation FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'evaluation', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER evaluation_figures_update AFTER UPDATE OF state ON evaluation FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'evaluation', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER evaluation_flag_figures_insert AFTER INSERT ON evaluation_flag FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'evaluation', NEW.evaluation_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.evaluation_id IS NOT NULL; END
--
CREATE TRIGGER evaluation_flag_figures_update AFTER UPDATE OF state ON evaluation_flag FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'evaluation', NEW.evaluation_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.evaluation_id IS NOT NULL; END
--
CREATE TRIGGER evaluation_reason_figures_insert AFTER INSERT ON evaluation_reason FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'evaluation', NEW.evaluation_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.evaluation_id IS NOT NULL; END
--
CREATE TRIGGER extension_figures_insert AFTER INSERT ON extension FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER extension_figures_update AFTER UPDATE ON extension FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER feedback_figures_insert AFTER INSERT ON feedback FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER outcome_metric_figures_insert AFTER INSERT ON outcome_metric FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER outcome_metric_figures_update AFTER UPDATE ON outcome_metric FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER problem_figures_insert AFTER INSERT ON problem FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER problem_figures_update AFTER UPDATE ON problem FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER problem_event_figures_insert AFTER INSERT ON problem_event FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER problem_link_figures_insert AFTER INSERT ON problem_link FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER problem_step_figures_insert AFTER INSERT ON problem_step FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER problem_step_figures_update AFTER UPDATE ON problem_step FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER rectification_figures_insert AFTER INSERT ON rectification FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'evaluation', NEW.evaluation_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.evaluation_id IS NOT NULL; END
--
CREATE TRIGGER rectification_figures_update AFTER UPDATE ON rectification FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'evaluation', NEW.evaluation_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.evaluation_id IS NOT NULL; END
--
CREATE TRIGGER service_point_figures_insert AFTER INSERT ON service_point FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'point', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
--
CREATE TRIGGER service_point_figures_update AFTER UPDATE OF service_window_id ON service_point FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'point', NEW.id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.id IS NOT NULL; END
