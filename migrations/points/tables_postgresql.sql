-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE deferred_material (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	service_item_id BIGINT NOT NULL, 
	case_no VARCHAR(40) NOT NULL, 
	material VARCHAR(120) NOT NULL, 
	promise_due DATE NOT NULL, 
	supplied_at TIMESTAMP WITHOUT TIME ZONE, 
	near_told_at TIMESTAMP WITHOUT TIME ZONE, 
	late_told_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_deferred_material PRIMARY KEY (id), 
	CONSTRAINT fk_deferred_material_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_deferred_material_service_item_id FOREIGN KEY(service_item_id) REFERENCES service_item (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_deferred_material_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE deferred_material IS '容缺受理的承诺：先办事，材料按承诺的日期补交'
--
COMMENT ON COLUMN deferred_material.id IS '主键'
--
COMMENT ON COLUMN deferred_material.unit_id IS '受理单位'
--
COMMENT ON COLUMN deferred_material.service_item_id IS '事项'
--
COMMENT ON COLUMN deferred_material.case_no IS '办件编号'
--
COMMENT ON COLUMN deferred_material.material IS '缺的材料'
--
COMMENT ON COLUMN deferred_material.promise_due IS '承诺补交日期'
--
COMMENT ON COLUMN deferred_material.supplied_at IS '补交时间'
--
COMMENT ON COLUMN deferred_material.near_told_at IS '到期前提醒'
--
COMMENT ON COLUMN deferred_material.late_told_at IS '逾期提醒'
--
COMMENT ON COLUMN deferred_material.created_at IS '建立时间'
--
COMMENT ON COLUMN deferred_material.created_by_id IS '建立人'
--
COMMENT ON COLUMN deferred_material.updated_at IS '更新时间'
--
COMMENT ON COLUMN deferred_material.row_version IS '版本号'
--
CREATE INDEX ix_deferred_material_promise_due ON deferred_material (supplied_at, promise_due)
--
CREATE INDEX ix_deferred_material_service_item_id ON deferred_material (service_item_id)
--
CREATE INDEX ix_deferred_material_unit_id ON deferred_material (unit_id, supplied_at, promise_due)
--
ALTER TABLE deferred_material ENABLE ROW LEVEL SECURITY
--
ALTER TABLE deferred_material FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON deferred_material USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' REGISTRY:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' REGISTRY:[A-Za-z0-9]*[OV]') AND deferred_material.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))
