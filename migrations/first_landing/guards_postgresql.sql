-- Frozen with migration 0001: one statement up to each line of two dashes alone.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23001',
        MESSAGE = TG_TABLE_NAME || ': ' || TG_ARGV[0];
END
$$
--
COMMENT ON FUNCTION refuse_change() IS '拒绝修改：只增不改的行、已签发的公文和编号'
--
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER counter_no_delete BEFORE DELETE ON counter FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER counter_no_truncate BEFORE TRUNCATE ON counter FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER counter_only_grows BEFORE UPDATE ON counter FOR EACH ROW WHEN (NEW.next < OLD.next OR OLD.series IS DISTINCT FROM NEW.series OR OLD.year IS DISTINCT FROM NEW.year) EXECUTE FUNCTION refuse_change('numbers are never reused')
--
CREATE TRIGGER document_no_delete BEFORE DELETE ON document FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER document_no_truncate BEFORE TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER document_signed_stays BEFORE UPDATE ON document FOR EACH ROW WHEN (OLD.seq IS NOT NULL AND (OLD.kind IS DISTINCT FROM NEW.kind OR OLD.title IS DISTINCT FROM NEW.title OR OLD.agency_mark IS DISTINCT FROM NEW.agency_mark OR OLD.year IS DISTINCT FROM NEW.year OR OLD.seq IS DISTINCT FROM NEW.seq OR OLD.number IS DISTINCT FROM NEW.number OR OLD.facts IS DISTINCT FROM NEW.facts OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.drafted_by_id IS DISTINCT FROM NEW.drafted_by_id OR (OLD.signed_by_id IS NOT NULL AND OLD.signed_by_id IS DISTINCT FROM NEW.signed_by_id) OR (OLD.signed_at IS NOT NULL AND OLD.signed_at IS DISTINCT FROM NEW.signed_at) OR (OLD.issued_at IS NOT NULL AND OLD.issued_at IS DISTINCT FROM NEW.issued_at) OR (OLD.pdf_sha256 IS NOT NULL AND OLD.pdf_sha256 IS DISTINCT FROM NEW.pdf_sha256) OR (OLD.void_reason IS NOT NULL AND OLD.void_reason IS DISTINCT FROM NEW.void_reason) OR NEW.state IN ('draft', 'checking'))) EXECUTE FUNCTION refuse_change('signed')
--
CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON evaluation FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER evaluation_no_truncate BEFORE TRUNCATE ON evaluation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.eval_no IS DISTINCT FROM NEW.eval_no OR OLD.service_point_id IS DISTINCT FROM NEW.service_point_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.region_code IS DISTINCT FROM NEW.region_code OR OLD.staff_id IS DISTINCT FROM NEW.staff_id OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.scale IS DISTINCT FROM NEW.scale OR OLD.level IS DISTINCT FROM NEW.level OR OLD.is_bad IS DISTINCT FROM NEW.is_bad OR OLD.is_sensitive IS DISTINCT FROM NEW.is_sensitive OR OLD.round IS DISTINCT FROM NEW.round OR OLD.text IS DISTINCT FROM NEW.text OR OLD.trips IS DISTINCT FROM NEW.trips OR OLD.told_once IS DISTINCT FROM NEW.told_once OR OLD.happened_on IS DISTINCT FROM NEW.happened_on OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.contact_id IS DISTINCT FROM NEW.contact_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER evaluation_reason_no_delete BEFORE DELETE ON evaluation_reason FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER evaluation_reason_no_truncate BEFORE TRUNCATE ON evaluation_reason FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER evaluation_reason_no_update BEFORE UPDATE ON evaluation_reason FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER feedback_no_delete BEFORE DELETE ON feedback FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER feedback_no_truncate BEFORE TRUNCATE ON feedback FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER feedback_no_update BEFORE UPDATE ON feedback FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER identity_reveal_no_delete BEFORE DELETE ON identity_reveal FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER identity_reveal_no_truncate BEFORE TRUNCATE ON identity_reveal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER identity_reveal_no_update BEFORE UPDATE ON identity_reveal FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER message_no_delete BEFORE DELETE ON message FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER message_no_truncate BEFORE TRUNCATE ON message FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER message_no_update BEFORE UPDATE ON message FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.message_no IS DISTINCT FROM NEW.message_no OR OLD.query_code_hash IS DISTINCT FROM NEW.query_code_hash OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.request_type IS DISTINCT FROM NEW.request_type OR OLD.subject IS DISTINCT FROM NEW.subject OR OLD.body IS DISTINCT FROM NEW.body OR OLD.region_code IS DISTINCT FROM NEW.region_code OR OLD.unit_hint IS DISTINCT FROM NEW.unit_hint OR OLD.identity_mode IS DISTINCT FROM NEW.identity_mode OR OLD.contact_id IS DISTINCT FROM NEW.contact_id OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER problem_event_no_delete BEFORE DELETE ON problem_event FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER problem_event_no_truncate BEFORE TRUNCATE ON problem_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER problem_event_no_update BEFORE UPDATE ON problem_event FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
