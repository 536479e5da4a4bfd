-- Frozen with migration 0006: one statement up to each line of two dashes alone.
CREATE TRIGGER audit_anchor_no_delete BEFORE DELETE ON audit_anchor FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'audit_anchor: rows are kept'); END
--
CREATE TRIGGER audit_anchor_no_replace BEFORE INSERT ON audit_anchor FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM audit_anchor WHERE (day = NEW.day AND last_seq = NEW.last_seq) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'audit_anchor: append-only'); END
--
CREATE TRIGGER audit_anchor_no_update BEFORE UPDATE ON audit_anchor FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'audit_anchor: append-only'); END
