-- Frozen with migration 0001: one statement up to each line of two dashes alone.
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'audit_log: rows are kept'); END
--
CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM audit_log WHERE (id = NEW.id) OR (seq = NEW.seq))) BEGIN SELECT RAISE(ABORT, 'audit_log: append-only'); END
--
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'audit_log: append-only'); END
--
CREATE TRIGGER counter_no_delete BEFORE DELETE ON counter FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'counter: rows are kept'); END
--
CREATE TRIGGER counter_only_grows BEFORE UPDATE ON counter FOR EACH ROW WHEN (NEW.next < OLD.next OR OLD.series IS NOT NEW.series OR OLD.year IS NOT NEW.year) BEGIN SELECT RAISE(ABORT, 'counter: numbers are never reused'); END
--
CREATE TRIGGER document_no_delete BEFORE DELETE ON document FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'document: rows are kept'); END
--
CREATE TRIGGER document_no_replace BEFORE INSERT ON document FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM document WHERE (agency_mark = NEW.agency_mark AND year = NEW.year AND seq = NEW.seq) OR (id = NEW.id) OR (number = NEW.number))) BEGIN SELECT RAISE(ABORT, 'document: append-only'); END
--
CREATE TRIGGER document_signed_stays BEFORE UPDATE ON document FOR EACH ROW WHEN (OLD.seq IS NOT NULL AND (OLD.kind IS NOT NEW.kind OR OLD.title IS NOT NEW.title OR OLD.agency_mark IS NOT NEW.agency_mark OR OLD.year IS NOT NEW.year OR OLD.seq IS NOT NEW.seq OR OLD.number IS NOT NEW.number OR OLD.facts IS NOT NEW.facts OR OLD.problem_id IS NOT NEW.problem_id OR OLD.unit_id IS NOT NEW.unit_id OR OLD.drafted_by_id IS NOT NEW.drafted_by_id OR (OLD.signed_by_id IS NOT NULL AND OLD.signed_by_id IS NOT NEW.signed_by_id) OR (OLD.signed_at IS NOT NULL AND OLD.signed_at IS NOT NEW.signed_at) OR (OLD.issued_at IS NOT NULL AND OLD.issued_at IS NOT NEW.issued_at) OR (OLD.pdf_sha256 IS NOT NULL AND OLD.pdf_sha256 IS NOT NEW.pdf_sha256) OR (OLD.void_reason IS NOT NULL AND OLD.void_reason IS NOT NEW.void_reason) OR NEW.state IN ('draft', 'checking'))) BEGIN SELECT RAISE(ABORT, 'document: signed'); END
--
CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON evaluation FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'evaluation: rows are kept'); END
--
CREATE TRIGGER evaluation_no_replace BEFORE INSERT ON evaluation FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM evaluation WHERE (eval_no = NEW.eval_no) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'evaluation: append-only'); END
--
CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.eval_no IS NOT NEW.eval_no OR OLD.service_point_id IS NOT NEW.service_point_id OR OLD.unit_id IS NOT NEW.unit_id OR OLD.region_code IS NOT NEW.region_code OR OLD.staff_id IS NOT NEW.staff_id OR OLD.channel IS NOT NEW.channel OR OLD.scale IS NOT NEW.scale OR OLD.level IS NOT NEW.level OR OLD.is_bad IS NOT NEW.is_bad OR OLD.is_sensitive IS NOT NEW.is_sensitive OR OLD.round IS NOT NEW.round OR OLD.text IS NOT NEW.text OR OLD.trips IS NOT NEW.trips OR OLD.told_once IS NOT NEW.told_once OR OLD.happened_on IS NOT NEW.happened_on OR OLD.submitted_at IS NOT NEW.submitted_at OR OLD.contact_id IS NOT NEW.contact_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'evaluation: append-only'); END
--
CREATE TRIGGER evaluation_reason_no_delete BEFORE DELETE ON evaluation_reason FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'evaluation_reason: rows are kept'); END
--
CREATE TRIGGER evaluation_reason_no_replace BEFORE INSERT ON evaluation_reason FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM evaluation_reason WHERE (evaluation_id = NEW.evaluation_id AND reason = NEW.reason) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'evaluation_reason: append-only'); END
--
CREATE TRIGGER evaluation_reason_no_update BEFORE UPDATE ON evaluation_reason FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'evaluation_reason: append-only'); END
--
CREATE TRIGGER feedback_no_delete BEFORE DELETE ON feedback FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'feedback: rows are kept'); END
--
CREATE TRIGGER feedback_no_replace BEFORE INSERT ON feedback FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM feedback WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'feedback: append-only'); END
--
CREATE TRIGGER feedback_no_update BEFORE UPDATE ON feedback FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'feedback: append-only'); END
--
CREATE TRIGGER identity_reveal_no_delete BEFORE DELETE ON identity_reveal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'identity_reveal: rows are kept'); END
--
CREATE TRIGGER identity_reveal_no_replace BEFORE INSERT ON identity_reveal FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM identity_reveal WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'identity_reveal: append-only'); END
--
CREATE TRIGGER identity_reveal_no_update BEFORE UPDATE ON identity_reveal FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'identity_reveal: append-only'); END
--
CREATE TRIGGER message_no_delete BEFORE DELETE ON message FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'message: rows are kept'); END
--
CREATE TRIGGER message_no_replace BEFORE INSERT ON message FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM message WHERE (id = NEW.id) OR (message_no = NEW.message_no) OR (query_code_hash = NEW.query_code_hash))) BEGIN SELECT RAISE(ABORT, 'message: append-only'); END
--
CREATE TRIGGER message_no_update BEFORE UPDATE ON message FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.message_no IS NOT NEW.message_no OR OLD.query_code_hash IS NOT NEW.query_code_hash OR OLD.channel IS NOT NEW.channel OR OLD.request_type IS NOT NEW.request_type OR OLD.subject IS NOT NEW.subject OR OLD.body IS NOT NEW.body OR OLD.region_code IS NOT NEW.region_code OR OLD.unit_hint IS NOT NEW.unit_hint OR OLD.identity_mode IS NOT NEW.identity_mode OR OLD.contact_id IS NOT NEW.contact_id OR OLD.submitted_at IS NOT NEW.submitted_at OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'message: append-only'); END
--
CREATE TRIGGER problem_event_no_delete BEFORE DELETE ON problem_event FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'problem_event: rows are kept'); END
--
CREATE TRIGGER problem_event_no_replace BEFORE INSERT ON problem_event FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM problem_event WHERE (id = NEW.id) OR (problem_id = NEW.problem_id AND seq = NEW.seq))) BEGIN SELECT RAISE(ABORT, 'problem_event: append-only'); END
--
CREATE TRIGGER problem_event_no_update BEFORE UPDATE ON problem_event FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'problem_event: append-only'); END
