-- Frozen with migration 0002: one statement up to each line of two dashes alone.
CREATE TRIGGER ab_user_moved BEFORE UPDATE ON ab_user FOR EACH ROW WHEN (OLD.unit_id IS NOT NEW.unit_id AND EXISTS (SELECT 1 FROM role_assignment r WHERE r.account_id = NEW.id AND r.ended_at IS NULL AND r.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD')) AND NOT EXISTS (SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) BEGIN SELECT RAISE(ABORT, 'ab_user: outside the commission'); END
--
CREATE TRIGGER integration_token_no_delete BEFORE DELETE ON integration_token FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'integration_token: rows are kept'); END
--
CREATE TRIGGER integration_token_no_replace BEFORE INSERT ON integration_token FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM integration_token WHERE (id = NEW.id) OR (token_hash = NEW.token_hash))) BEGIN SELECT RAISE(ABORT, 'integration_token: append-only'); END
--
CREATE TRIGGER integration_token_no_update BEFORE UPDATE ON integration_token FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.name IS NOT NEW.name OR OLD.token_hash IS NOT NEW.token_hash OR OLD.scopes IS NOT NEW.scopes OR OLD.role IS NOT NEW.role OR OLD.unit_id IS NOT NEW.unit_id OR OLD.expires_at IS NOT NEW.expires_at OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'integration_token: append-only'); END
--
CREATE TRIGGER password_history_no_delete BEFORE DELETE ON password_history FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'password_history: rows are kept'); END
--
CREATE TRIGGER password_history_no_replace BEFORE INSERT ON password_history FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM password_history WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'password_history: append-only'); END
--
CREATE TRIGGER password_history_no_update BEFORE UPDATE ON password_history FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'password_history: append-only'); END
--
CREATE TRIGGER recovery_code_no_delete BEFORE DELETE ON recovery_code FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'recovery_code: rows are kept'); END
--
CREATE TRIGGER recovery_code_no_replace BEFORE INSERT ON recovery_code FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM recovery_code WHERE (code_hash = NEW.code_hash) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'recovery_code: append-only'); END
--
CREATE TRIGGER recovery_code_no_update BEFORE UPDATE ON recovery_code FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.account_id IS NOT NEW.account_id OR OLD.code_hash IS NOT NEW.code_hash OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'recovery_code: append-only'); END
--
CREATE TRIGGER role_assignment_mixed_insert BEFORE INSERT ON role_assignment FOR EACH ROW WHEN (NEW.ended_at IS NULL AND (EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.account_id AND o.id IS NOT NEW.id AND o.role <> NEW.role AND (o.role IN ('AUDIT', 'SEC', 'SYS') OR NEW.role IN ('AUDIT', 'SEC', 'SYS')) AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('AUDIT', 'SEC', 'SYS') AND EXISTS (SELECT 1 FROM stand_in s WHERE s.to_account_id = NEW.account_id AND s.ended_at IS NULL AND s.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(s.valid_to, '9999-12-31'))))) BEGIN SELECT RAISE(ABORT, 'role_assignment: administrators exclude others'); END
--
CREATE TRIGGER role_assignment_mixed_update BEFORE UPDATE ON role_assignment FOR EACH ROW WHEN (NEW.ended_at IS NULL AND (EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.account_id AND o.id IS NOT NEW.id AND o.role <> NEW.role AND (o.role IN ('AUDIT', 'SEC', 'SYS') OR NEW.role IN ('AUDIT', 'SEC', 'SYS')) AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('AUDIT', 'SEC', 'SYS') AND EXISTS (SELECT 1 FROM stand_in s WHERE s.to_account_id = NEW.account_id AND s.ended_at IS NULL AND s.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(s.valid_to, '9999-12-31'))))) BEGIN SELECT RAISE(ABORT, 'role_assignment: administrators exclude others'); END
--
CREATE TRIGGER role_assignment_no_delete BEFORE DELETE ON role_assignment FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'role_assignment: rows are kept'); END
--
CREATE TRIGGER role_assignment_no_replace BEFORE INSERT ON role_assignment FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM role_assignment WHERE (account_id = NEW.account_id AND role = NEW.role AND unit_id = NEW.unit_id AND valid_from = NEW.valid_from) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'role_assignment: append-only'); END
--
CREATE TRIGGER role_assignment_no_update BEFORE UPDATE ON role_assignment FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.account_id IS NOT NEW.account_id OR OLD.role IS NOT NEW.role OR OLD.unit_id IS NOT NEW.unit_id OR OLD.valid_from IS NOT NEW.valid_from OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'role_assignment: append-only'); END
--
CREATE TRIGGER role_assignment_outside_insert BEFORE INSERT ON role_assignment FOR EACH ROW WHEN (NEW.ended_at IS NULL AND NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) BEGIN SELECT RAISE(ABORT, 'role_assignment: outside the commission'); END
--
CREATE TRIGGER role_assignment_outside_update BEFORE UPDATE ON role_assignment FOR EACH ROW WHEN (NEW.ended_at IS NULL AND NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) BEGIN SELECT RAISE(ABORT, 'role_assignment: outside the commission'); END
--
CREATE TRIGGER stand_in_barred_insert BEFORE INSERT ON stand_in FOR EACH ROW WHEN (NEW.ended_at IS NULL AND (NEW.role IN ('AUDIT', 'SEC', 'SYS') OR EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.to_account_id AND o.role IN ('AUDIT', 'SEC', 'SYS') AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.to_account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))))) BEGIN SELECT RAISE(ABORT, 'stand_in: not to be stood in for'); END
--
CREATE TRIGGER stand_in_barred_update BEFORE UPDATE ON stand_in FOR EACH ROW WHEN (NEW.ended_at IS NULL AND (NEW.role IN ('AUDIT', 'SEC', 'SYS') OR EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.to_account_id AND o.role IN ('AUDIT', 'SEC', 'SYS') AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.to_account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))))) BEGIN SELECT RAISE(ABORT, 'stand_in: not to be stood in for'); END
--
CREATE TRIGGER stand_in_no_delete BEFORE DELETE ON stand_in FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'stand_in: rows are kept'); END
--
CREATE TRIGGER stand_in_no_replace BEFORE INSERT ON stand_in FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM stand_in WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'stand_in: append-only'); END
--
CREATE TRIGGER stand_in_no_update BEFORE UPDATE ON stand_in FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.from_account_id IS NOT NEW.from_account_id OR OLD.to_account_id IS NOT NEW.to_account_id OR OLD.role IS NOT NEW.role OR OLD.unit_id IS NOT NEW.unit_id OR OLD.valid_from IS NOT NEW.valid_from OR OLD.valid_to IS NOT NEW.valid_to OR OLD.reason IS NOT NEW.reason OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'stand_in: append-only'); END
