-- Frozen with migration 0004: one statement up to each line of two dashes alone.
CREATE TRIGGER accountability_no_delete BEFORE DELETE ON accountability FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'accountability: rows are kept'); END
--
CREATE TRIGGER accountability_no_replace BEFORE INSERT ON accountability FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM accountability WHERE (id = NEW.id) OR (uid = NEW.uid))) BEGIN SELECT RAISE(ABORT, 'accountability: append-only'); END
--
CREATE TRIGGER accountability_no_update BEFORE UPDATE ON accountability FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.uid IS NOT NEW.uid OR OLD.name_mask IS NOT NEW.name_mask OR OLD.unit_id IS NOT NEW.unit_id OR OLD.post IS NOT NEW.post OR OLD.is_public_official IS NOT NEW.is_public_official OR OLD.is_party_member IS NOT NEW.is_party_member OR OLD.action_group IS NOT NEW.action_group OR OLD.action_kind IS NOT NEW.action_kind OR OLD.form IS NOT NEW.form OR OLD.decided_by_body IS NOT NEW.decided_by_body OR OLD.decided_on IS NOT NEW.decided_on OR OLD.effective_on IS NOT NEW.effective_on OR OLD.ends_on IS NOT NEW.ends_on OR OLD.problem_id IS NOT NEW.problem_id OR OLD.clue_id IS NOT NEW.clue_id OR OLD.document_id IS NOT NEW.document_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'accountability: append-only'); END
--
CREATE TRIGGER clue_no_delete BEFORE DELETE ON clue FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'clue: rows are kept'); END
--
CREATE TRIGGER clue_no_replace BEFORE INSERT ON clue FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM clue WHERE (clue_no = NEW.clue_no) OR (id = NEW.id) OR (uid = NEW.uid))) BEGIN SELECT RAISE(ABORT, 'clue: append-only'); END
--
CREATE TRIGGER clue_no_update BEFORE UPDATE ON clue FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.uid IS NOT NEW.uid OR OLD.channel IS NOT NEW.channel OR OLD.received_on IS NOT NEW.received_on OR OLD.managed_level IS NOT NEW.managed_level OR OLD.is_named IS NOT NEW.is_named OR OLD.source_problem_id IS NOT NEW.source_problem_id OR OLD.pushed_by_id IS NOT NEW.pushed_by_id OR OLD.accused_unit_id IS NOT NEW.accused_unit_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'clue: append-only'); END
--
CREATE TRIGGER clue_access_no_delete BEFORE DELETE ON clue_access FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'clue_access: rows are kept'); END
--
CREATE TRIGGER clue_access_no_replace BEFORE INSERT ON clue_access FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM clue_access WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'clue_access: append-only'); END
--
CREATE TRIGGER clue_access_no_update BEFORE UPDATE ON clue_access FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'clue_access: append-only'); END
--
CREATE TRIGGER clue_event_no_delete BEFORE DELETE ON clue_event FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'clue_event: rows are kept'); END
--
CREATE TRIGGER clue_event_no_replace BEFORE INSERT ON clue_event FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM clue_event WHERE (clue_id = NEW.clue_id AND seq = NEW.seq) OR (id = NEW.id) OR (uid = NEW.uid))) BEGIN SELECT RAISE(ABORT, 'clue_event: append-only'); END
--
CREATE TRIGGER clue_event_no_update BEFORE UPDATE ON clue_event FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.clue_id IS NOT NEW.clue_id OR OLD.seq IS NOT NEW.seq OR OLD.move IS NOT NEW.move OR OLD.from_state IS NOT NEW.from_state OR OLD.to_state IS NOT NEW.to_state OR OLD.actor_id IS NOT NEW.actor_id OR OLD.actor_name IS NOT NEW.actor_name OR OLD.at IS NOT NEW.at OR OLD.uid IS NOT NEW.uid OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'clue_event: append-only'); END
--
CREATE TRIGGER interference_record_no_delete BEFORE DELETE ON interference_record FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'interference_record: rows are kept'); END
--
CREATE TRIGGER interference_record_no_replace BEFORE INSERT ON interference_record FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM interference_record WHERE (id = NEW.id) OR (uid = NEW.uid))) BEGIN SELECT RAISE(ABORT, 'interference_record: append-only'); END
--
CREATE TRIGGER interference_record_no_update BEFORE UPDATE ON interference_record FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.uid IS NOT NEW.uid OR OLD.kind IS NOT NEW.kind OR OLD.way IS NOT NEW.way OR OLD.happened_on IS NOT NEW.happened_on OR OLD.recorded_by_id IS NOT NEW.recorded_by_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'interference_record: append-only'); END
--
CREATE TRIGGER reporter_notice_no_delete BEFORE DELETE ON reporter_notice FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'reporter_notice: rows are kept'); END
--
CREATE TRIGGER reporter_notice_no_replace BEFORE INSERT ON reporter_notice FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM reporter_notice WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'reporter_notice: append-only'); END
--
CREATE TRIGGER reporter_notice_no_update BEFORE UPDATE ON reporter_notice FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.clue_id IS NOT NEW.clue_id OR OLD.kind IS NOT NEW.kind OR OLD.due_at IS NOT NEW.due_at OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'reporter_notice: append-only'); END
