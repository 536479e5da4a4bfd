-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TRIGGER deadline_figures_insert AFTER INSERT ON deadline FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
--
CREATE TRIGGER deadline_figures_update AFTER UPDATE OF met_at, superseded_at ON deadline FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id')
