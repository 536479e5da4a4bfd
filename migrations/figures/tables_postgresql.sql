-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE figure_cell (
	id BIGSERIAL NOT NULL, 
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
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_figure_cell PRIMARY KEY (id), 
	CONSTRAINT uq_figure_cell_key UNIQUE (grain, measure, month, unit_id, point_id, place, kind, secret), 
	CONSTRAINT fk_figure_cell_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE figure_cell IS '统计单元：由明细行算出，随明细行重算；flask figures check 核对'
--
COMMENT ON COLUMN figure_cell.id IS '主键'
--
COMMENT ON COLUMN figure_cell.grain IS '粒度'
--
COMMENT ON COLUMN figure_cell.measure IS '度量'
--
COMMENT ON COLUMN figure_cell.month IS '月份'
--
COMMENT ON COLUMN figure_cell.unit_id IS '单位'
--
COMMENT ON COLUMN figure_cell.point_id IS '点位'
--
COMMENT ON COLUMN figure_cell.place IS '区划'
--
COMMENT ON COLUMN figure_cell.kind IS '种类'
--
COMMENT ON COLUMN figure_cell.secret IS '须保密'
--
COMMENT ON COLUMN figure_cell.n IS '行数'
--
COMMENT ON COLUMN figure_cell.amount IS '数量'
--
COMMENT ON COLUMN figure_cell.created_at IS '建立时间'
--
COMMENT ON COLUMN figure_cell.created_by_id IS '建立人'
--
COMMENT ON COLUMN figure_cell.updated_at IS '更新时间'
--
COMMENT ON COLUMN figure_cell.row_version IS '版本号'
--
CREATE INDEX ix_figure_cell_month ON figure_cell (month, grain)
--
CREATE INDEX ix_figure_cell_unit_id ON figure_cell (unit_id, grain, measure, month)
--
CREATE TABLE figure_key (
	id BIGSERIAL NOT NULL, 
	subject VARCHAR(20) NOT NULL, 
	row_id BIGINT NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	unit_id BIGINT NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_figure_key PRIMARY KEY (id), 
	CONSTRAINT uq_figure_key_key UNIQUE (subject, row_id, month, unit_id), 
	CONSTRAINT fk_figure_key_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE figure_key IS '统计位置：会改变月份或单位的行，上次计在哪里'
--
COMMENT ON COLUMN figure_key.id IS '主键'
--
COMMENT ON COLUMN figure_key.subject IS '来源'
--
COMMENT ON COLUMN figure_key.row_id IS '行'
--
COMMENT ON COLUMN figure_key.month IS '月份'
--
COMMENT ON COLUMN figure_key.unit_id IS '单位'
--
COMMENT ON COLUMN figure_key.created_at IS '建立时间'
--
COMMENT ON COLUMN figure_key.created_by_id IS '建立人'
--
COMMENT ON COLUMN figure_key.updated_at IS '更新时间'
--
COMMENT ON COLUMN figure_key.row_version IS '版本号'
--
CREATE TABLE figure_mark (
	id BIGSERIAL NOT NULL, 
	source VARCHAR(20) NOT NULL, 
	row_id BIGINT NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_figure_mark PRIMARY KEY (id), 
	CONSTRAINT fk_figure_mark_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE figure_mark IS '待重算：触发器在同一事务里记下改过的行，重算后删去'
--
COMMENT ON COLUMN figure_mark.id IS '主键'
--
COMMENT ON COLUMN figure_mark.source IS '来源'
--
COMMENT ON COLUMN figure_mark.row_id IS '行'
--
COMMENT ON COLUMN figure_mark.created_at IS '建立时间'
--
COMMENT ON COLUMN figure_mark.created_by_id IS '建立人'
--
COMMENT ON COLUMN figure_mark.updated_at IS '更新时间'
--
COMMENT ON COLUMN figure_mark.row_version IS '版本号'
--
CREATE TABLE case_count (
	id BIGSERIAL NOT NULL, 
	unit_id BIGINT NOT NULL, 
	service_window_id BIGINT NOT NULL, 
	day DATE NOT NULL, 
	n INTEGER NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_case_count PRIMARY KEY (id), 
	CONSTRAINT uq_case_count_service_window_id_day UNIQUE (service_window_id, day), 
	CONSTRAINT ck_case_count_not_negative CHECK (n >= 0), 
	CONSTRAINT fk_case_count_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_case_count_service_window_id FOREIGN KEY(service_window_id) REFERENCES service_window (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_case_count_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE case_count IS '窗口每日办件数：参评率的分母，没有填报的不推定'
--
COMMENT ON COLUMN case_count.id IS '主键'
--
COMMENT ON COLUMN case_count.unit_id IS '单位'
--
COMMENT ON COLUMN case_count.service_window_id IS '窗口'
--
COMMENT ON COLUMN case_count.day IS '日期'
--
COMMENT ON COLUMN case_count.n IS '办件数'
--
COMMENT ON COLUMN case_count.created_at IS '建立时间'
--
COMMENT ON COLUMN case_count.created_by_id IS '建立人'
--
COMMENT ON COLUMN case_count.updated_at IS '更新时间'
--
COMMENT ON COLUMN case_count.row_version IS '版本号'
--
CREATE INDEX ix_case_count_unit_id ON case_count (unit_id)
