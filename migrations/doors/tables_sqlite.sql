-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE print_job (
	id INTEGER NOT NULL, 
	kind VARCHAR(15) NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	account_id INTEGER NOT NULL, 
	facts JSON NOT NULL, 
	total INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	lease_until DATETIME, 
	sha256 VARCHAR(64), 
	ended_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_print_job PRIMARY KEY (id), 
	CONSTRAINT ck_print_job_progress CHECK (done >= 0 AND done <= total), 
	CONSTRAINT ck_print_job_done_has_file CHECK (state <> 'done' OR sha256 IS NOT NULL), 
	CONSTRAINT ck_print_job_printkind CHECK (kind IN ('placards', 'papers', 'paper_files')), 
	CONSTRAINT fk_print_job_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_print_job_printstate CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')), 
	CONSTRAINT fk_print_job_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_print_job_state ON print_job (state, id)
--
CREATE TABLE service_item (
	id INTEGER NOT NULL, 
	basic_code VARCHAR(10) NOT NULL, 
	impl_code VARCHAR(24) NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	pinyin_initials VARCHAR(60) NOT NULL, 
	unit_id BIGINT NOT NULL, 
	item_type VARCHAR(40) NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	legal_basis TEXT NOT NULL, 
	statutory_days INTEGER, 
	promised_days INTEGER, 
	is_online BOOLEAN NOT NULL, 
	trips_max INTEGER, 
	fee_basis VARCHAR(200) NOT NULL, 
	version INTEGER NOT NULL, 
	effective_from DATE NOT NULL, 
	effective_to DATE, 
	status VARCHAR(11) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_service_item PRIMARY KEY (id), 
	CONSTRAINT uq_service_item_impl_code_version UNIQUE (impl_code, version), 
	CONSTRAINT ck_service_item_span CHECK (effective_to IS NULL OR effective_to >= effective_from), 
	CONSTRAINT fk_service_item_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_service_item_itemkind CHECK (kind IN ('instant', 'promised')), 
	CONSTRAINT ck_service_item_recordstatus CHECK (status IN ('active', 'retired')), 
	CONSTRAINT fk_service_item_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_service_item_unit_id ON service_item (unit_id, status)
--
CREATE TABLE enterprise (
	id INTEGER NOT NULL, 
	uscc VARCHAR(18) NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	pinyin_initials VARCHAR(60) NOT NULL, 
	region_code VARCHAR(12) NOT NULL, 
	industry VARCHAR(40) NOT NULL, 
	contact_id BIGINT, 
	officer_id INTEGER, 
	verified_at DATETIME, 
	status VARCHAR(11) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_enterprise PRIMARY KEY (id), 
	CONSTRAINT ck_enterprise_uscc_length CHECK (length(uscc) = 18), 
	CONSTRAINT uq_enterprise_uscc UNIQUE (uscc), 
	CONSTRAINT fk_enterprise_region_code FOREIGN KEY(region_code) REFERENCES region (code) ON DELETE RESTRICT, 
	CONSTRAINT fk_enterprise_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_enterprise_officer_id FOREIGN KEY(officer_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_enterprise_recordstatus CHECK (status IN ('active', 'retired')), 
	CONSTRAINT fk_enterprise_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_enterprise_officer_id ON enterprise (officer_id)
--
CREATE INDEX ix_enterprise_region_code ON enterprise (region_code)
--
CREATE TABLE one_time_notice (
	id INTEGER NOT NULL, 
	service_item_id BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	materials JSON NOT NULL, 
	body TEXT NOT NULL, 
	published_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_one_time_notice PRIMARY KEY (id), 
	CONSTRAINT uq_one_time_notice_service_item_id_version UNIQUE (service_item_id, version), 
	CONSTRAINT fk_one_time_notice_service_item_id FOREIGN KEY(service_item_id) REFERENCES service_item (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_one_time_notice_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE kiosk (
	id INTEGER NOT NULL, 
	device_no VARCHAR(20) NOT NULL, 
	service_point_id BIGINT NOT NULL, 
	key_hash VARCHAR(64), 
	last_seen DATETIME, 
	waiting INTEGER, 
	revoked_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_kiosk PRIMARY KEY (id), 
	CONSTRAINT uq_kiosk_device_no UNIQUE (device_no), 
	CONSTRAINT fk_kiosk_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_kiosk_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_kiosk_service_point_id ON kiosk (service_point_id)
--
CREATE TABLE qr_code (
	id INTEGER NOT NULL, 
	token VARCHAR(22) NOT NULL, 
	service_point_id BIGINT NOT NULL, 
	issued_at DATETIME NOT NULL, 
	print_job_id BIGINT, 
	revoked_at DATETIME, 
	revoked_reason VARCHAR(200), 
	replaced_by_id BIGINT, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_qr_code PRIMARY KEY (id), 
	CONSTRAINT ck_qr_code_not_itself CHECK (replaced_by_id IS NULL OR replaced_by_id <> id), 
	CONSTRAINT ck_qr_code_replaced_is_revoked CHECK (replaced_by_id IS NULL OR revoked_at IS NOT NULL), 
	CONSTRAINT uq_qr_code_token UNIQUE (token), 
	CONSTRAINT fk_qr_code_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_qr_code_print_job_id FOREIGN KEY(print_job_id) REFERENCES print_job (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_qr_code_replaced_by_id FOREIGN KEY(replaced_by_id) REFERENCES qr_code (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_qr_code_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_qr_code_service_point_id ON qr_code (service_point_id, revoked_at)
--
CREATE TRIGGER one_time_notice_no_delete BEFORE DELETE ON one_time_notice FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'one_time_notice: rows are kept'); END
--
CREATE TRIGGER one_time_notice_no_replace BEFORE INSERT ON one_time_notice FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM one_time_notice WHERE (id = NEW.id) OR (service_item_id = NEW.service_item_id AND version = NEW.version))) BEGIN SELECT RAISE(ABORT, 'one_time_notice: append-only'); END
--
CREATE TRIGGER one_time_notice_no_update BEFORE UPDATE ON one_time_notice FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'one_time_notice: append-only'); END
