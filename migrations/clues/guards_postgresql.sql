-- Frozen with migration 0004: one statement up to each line of two dashes alone.
CREATE TRIGGER accountability_no_delete BEFORE DELETE ON accountability FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER accountability_no_truncate BEFORE TRUNCATE ON accountability FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER accountability_no_update BEFORE UPDATE ON accountability FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.name_mask IS DISTINCT FROM NEW.name_mask OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.post IS DISTINCT FROM NEW.post OR OLD.is_public_official IS DISTINCT FROM NEW.is_public_official OR OLD.is_party_member IS DISTINCT FROM NEW.is_party_member OR OLD.action_group IS DISTINCT FROM NEW.action_group OR OLD.action_kind IS DISTINCT FROM NEW.action_kind OR OLD.form IS DISTINCT FROM NEW.form OR OLD.decided_by_body IS DISTINCT FROM NEW.decided_by_body OR OLD.decided_on IS DISTINCT FROM NEW.decided_on OR OLD.effective_on IS DISTINCT FROM NEW.effective_on OR OLD.ends_on IS DISTINCT FROM NEW.ends_on OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.clue_id IS DISTINCT FROM NEW.clue_id OR OLD.document_id IS DISTINCT FROM NEW.document_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER clue_no_delete BEFORE DELETE ON clue FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER clue_no_truncate BEFORE TRUNCATE ON clue FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER clue_no_update BEFORE UPDATE ON clue FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.received_on IS DISTINCT FROM NEW.received_on OR OLD.managed_level IS DISTINCT FROM NEW.managed_level OR OLD.is_named IS DISTINCT FROM NEW.is_named OR OLD.source_problem_id IS DISTINCT FROM NEW.source_problem_id OR OLD.pushed_by_id IS DISTINCT FROM NEW.pushed_by_id OR OLD.accused_unit_id IS DISTINCT FROM NEW.accused_unit_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER clue_access_no_delete BEFORE DELETE ON clue_access FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER clue_access_no_truncate BEFORE TRUNCATE ON clue_access FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER clue_access_no_update BEFORE UPDATE ON clue_access FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER clue_event_no_delete BEFORE DELETE ON clue_event FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER clue_event_no_truncate BEFORE TRUNCATE ON clue_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER clue_event_no_update BEFORE UPDATE ON clue_event FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.clue_id IS DISTINCT FROM NEW.clue_id OR OLD.seq IS DISTINCT FROM NEW.seq OR OLD.move IS DISTINCT FROM NEW.move OR OLD.from_state IS DISTINCT FROM NEW.from_state OR OLD.to_state IS DISTINCT FROM NEW.to_state OR OLD.actor_id IS DISTINCT FROM NEW.actor_id OR OLD.actor_name IS DISTINCT FROM NEW.actor_name OR OLD.at IS DISTINCT FROM NEW.at OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER interference_record_no_delete BEFORE DELETE ON interference_record FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER interference_record_no_truncate BEFORE TRUNCATE ON interference_record FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER interference_record_no_update BEFORE UPDATE ON interference_record FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.way IS DISTINCT FROM NEW.way OR OLD.happened_on IS DISTINCT FROM NEW.happened_on OR OLD.recorded_by_id IS DISTINCT FROM NEW.recorded_by_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER reporter_notice_no_delete BEFORE DELETE ON reporter_notice FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER reporter_notice_no_truncate BEFORE TRUNCATE ON reporter_notice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER reporter_notice_no_update BEFORE UPDATE ON reporter_notice FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.clue_id IS DISTINCT FROM NEW.clue_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.due_at IS DISTINCT FROM NEW.due_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
