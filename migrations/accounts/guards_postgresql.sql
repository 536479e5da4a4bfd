-- Frozen with migration 0002: one statement up to each line of two dashes alone.
CREATE FUNCTION ab_user_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.unit_id IS DISTINCT FROM NEW.unit_id AND EXISTS (SELECT 1 FROM role_assignment r WHERE r.account_id = NEW.id AND r.ended_at IS NULL AND r.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD')) AND NOT EXISTS (SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': outside the commission';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION ab_user_moved() IS '拒绝修改：岗位的互斥与范围'
--
CREATE TRIGGER ab_user_moved BEFORE UPDATE ON ab_user FOR EACH ROW EXECUTE FUNCTION ab_user_moved()
--
CREATE TRIGGER integration_token_no_delete BEFORE DELETE ON integration_token FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER integration_token_no_truncate BEFORE TRUNCATE ON integration_token FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER integration_token_no_update BEFORE UPDATE ON integration_token FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.name IS DISTINCT FROM NEW.name OR OLD.token_hash IS DISTINCT FROM NEW.token_hash OR OLD.scopes IS DISTINCT FROM NEW.scopes OR OLD.role IS DISTINCT FROM NEW.role OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.expires_at IS DISTINCT FROM NEW.expires_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER password_history_no_delete BEFORE DELETE ON password_history FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER password_history_no_truncate BEFORE TRUNCATE ON password_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER password_history_no_update BEFORE UPDATE ON password_history FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
CREATE TRIGGER recovery_code_no_delete BEFORE DELETE ON recovery_code FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER recovery_code_no_truncate BEFORE TRUNCATE ON recovery_code FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER recovery_code_no_update BEFORE UPDATE ON recovery_code FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.account_id IS DISTINCT FROM NEW.account_id OR OLD.code_hash IS DISTINCT FROM NEW.code_hash OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE FUNCTION role_assignment_mixed_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND (EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.account_id AND o.id IS DISTINCT FROM NEW.id AND o.role <> NEW.role AND (o.role IN ('AUDIT', 'SEC', 'SYS') OR NEW.role IN ('AUDIT', 'SEC', 'SYS')) AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('AUDIT', 'SEC', 'SYS') AND EXISTS (SELECT 1 FROM stand_in s WHERE s.to_account_id = NEW.account_id AND s.ended_at IS NULL AND s.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(s.valid_to, '9999-12-31'))))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': administrators exclude others';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION role_assignment_mixed_insert() IS '拒绝修改：岗位的互斥与范围'
--
CREATE TRIGGER role_assignment_mixed_insert BEFORE INSERT ON role_assignment FOR EACH ROW EXECUTE FUNCTION role_assignment_mixed_insert()
--
CREATE FUNCTION role_assignment_mixed_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND (EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.account_id AND o.id IS DISTINCT FROM NEW.id AND o.role <> NEW.role AND (o.role IN ('AUDIT', 'SEC', 'SYS') OR NEW.role IN ('AUDIT', 'SEC', 'SYS')) AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('AUDIT', 'SEC', 'SYS') AND EXISTS (SELECT 1 FROM stand_in s WHERE s.to_account_id = NEW.account_id AND s.ended_at IS NULL AND s.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(s.valid_to, '9999-12-31'))))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': administrators exclude others';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION role_assignment_mixed_update() IS '拒绝修改：岗位的互斥与范围'
--
CREATE TRIGGER role_assignment_mixed_update BEFORE UPDATE ON role_assignment FOR EACH ROW EXECUTE FUNCTION role_assignment_mixed_update()
--
CREATE TRIGGER role_assignment_no_delete BEFORE DELETE ON role_assignment FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER role_assignment_no_truncate BEFORE TRUNCATE ON role_assignment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER role_assignment_no_update BEFORE UPDATE ON role_assignment FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.account_id IS DISTINCT FROM NEW.account_id OR OLD.role IS DISTINCT FROM NEW.role OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.valid_from IS DISTINCT FROM NEW.valid_from OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
--
CREATE FUNCTION role_assignment_outside_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': outside the commission';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION role_assignment_outside_insert() IS '拒绝修改：岗位的互斥与范围'
--
CREATE TRIGGER role_assignment_outside_insert BEFORE INSERT ON role_assignment FOR EACH ROW EXECUTE FUNCTION role_assignment_outside_insert()
--
CREATE FUNCTION role_assignment_outside_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': outside the commission';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION role_assignment_outside_update() IS '拒绝修改：岗位的互斥与范围'
--
CREATE TRIGGER role_assignment_outside_update BEFORE UPDATE ON role_assignment FOR EACH ROW EXECUTE FUNCTION role_assignment_outside_update()
--
CREATE FUNCTION stand_in_barred_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND (NEW.role IN ('AUDIT', 'SEC', 'SYS') OR EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.to_account_id AND o.role IN ('AUDIT', 'SEC', 'SYS') AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.to_account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': not to be stood in for';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION stand_in_barred_insert() IS '拒绝修改：岗位的互斥与范围'
--
CREATE TRIGGER stand_in_barred_insert BEFORE INSERT ON stand_in FOR EACH ROW EXECUTE FUNCTION stand_in_barred_insert()
--
CREATE FUNCTION stand_in_barred_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND (NEW.role IN ('AUDIT', 'SEC', 'SYS') OR EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.to_account_id AND o.role IN ('AUDIT', 'SEC', 'SYS') AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.to_account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': not to be stood in for';
    END IF;
    RETURN NEW;
END
$$
--
COMMENT ON FUNCTION stand_in_barred_update() IS '拒绝修改：岗位的互斥与范围'
--
CREATE TRIGGER stand_in_barred_update BEFORE UPDATE ON stand_in FOR EACH ROW EXECUTE FUNCTION stand_in_barred_update()
--
CREATE TRIGGER stand_in_no_delete BEFORE DELETE ON stand_in FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER stand_in_no_truncate BEFORE TRUNCATE ON stand_in FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER stand_in_no_update BEFORE UPDATE ON stand_in FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.from_account_id IS DISTINCT FROM NEW.from_account_id OR OLD.to_account_id IS DISTINCT FROM NEW.to_account_id OR OLD.role IS DISTINCT FROM NEW.role OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.valid_from IS DISTINCT FROM NEW.valid_from OR OLD.valid_to IS DISTINCT FROM NEW.valid_to OR OLD.reason IS DISTINCT FROM NEW.reason OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only')
