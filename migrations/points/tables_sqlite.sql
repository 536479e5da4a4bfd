-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE deferred_material (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	service_item_id BIGINT NOT NULL, 
	case_no VARCHAR(40) NOT NULL, 
	material VARCHAR(120) NOT NULL, 
	promise_due DATE NOT NULL, 
	supplied_at DATETIME, 
	near_told_at DATETIME, 
	late_told_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_deferred_material PRIMARY KEY (id), 
	CONSTRAINT fk_deferred_material_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_deferred_material_service_item_id FOREIGN KEY(service_item_id) REFERENCES service_item (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_deferred_material_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_deferred_material_promise_due ON deferred_material (supplied_at, promise_due)
--
CREATE INDEX ix_deferred_material_service_item_id ON deferred_material (service_item_id)
--
CREATE INDEX ix_deferred_material_unit_id ON deferred_material (unit_id, supplied_at, promise_due)
