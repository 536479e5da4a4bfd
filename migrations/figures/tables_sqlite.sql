-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE figure_cell (
	id INTEGER NOT NULL, 
	grain VARCHAR(8) NOT NULL, 
	measure VARCHAR(30) NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	unit_id BIGINT NOT NULL, 
	point_id BIGINT NOT NULL, 
	place VARCHAR(12) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	secret INTEGER NOT NULL, 
	n BIGINT NOT NULL, 
	amount BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_figure_cell PRIMARY KEY (id), 
	CONSTRAINT uq_figure_cell_key UNIQUE (grain, measure, month, unit_id, point_id, place, kind, secret), 
	CONSTRAINT fk_figure_cell_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_figure_cell_month ON figure_cell (month, grain)
--
CREATE INDEX ix_figure_cell_unit_id ON figure_cell (unit_id, grain, measure, month)
--
CREATE TABLE figure_key (
	id INTEGER NOT NULL, 
	subject VARCHAR(20) NOT NULL, 
	row_id BIGINT NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	unit_id BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_figure_key PRIMARY KEY (id), 
	CONSTRAINT uq_figure_key_key UNIQUE (subject, row_id, month, unit_id), 
	CONSTRAINT fk_figure_key_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE figure_mark (
	id INTEGER NOT NULL, 
	source VARCHAR(20) NOT NULL, 
	row_id BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_figure_mark PRIMARY KEY (id), 
	CONSTRAINT fk_figure_mark_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE case_count (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	service_window_id BIGINT NOT NULL, 
	day DATE NOT NULL, 
	n INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_case_count PRIMARY KEY (id), 
	CONSTRAINT uq_case_count_service_window_id_day UNIQUE (service_window_id, day), 
	CONSTRAINT ck_case_count_not_negative CHECK (n >= 0), 
	CONSTRAINT fk_case_count_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_case_count_service_window_id FOREIGN KEY(service_window_id) REFERENCES service_window (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_case_count_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_case_count_unit_id ON case_count (unit_id)
