-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TRIGGER deadline_figures_insert AFTER INSERT ON deadline FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
--
CREATE TRIGGER deadline_figures_update AFTER UPDATE OF met_at, superseded_at ON deadline FOR EACH ROW BEGIN INSERT INTO figure_mark (source, row_id, created_at, row_version) SELECT 'problem', NEW.problem_id, strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 1 WHERE NEW.problem_id IS NOT NULL; END
