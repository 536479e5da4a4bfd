-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE print_job (
	id BIGSERIAL NOT NULL, 
	kind VARCHAR(15) NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	account_id INTEGER NOT NULL, 
	facts JSONB NOT NULL, 
	total INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	state VARCHAR(13) NOT NULL, 
	lease_until TIMESTAMP WITHOUT TIME ZONE, 
	sha256 VARCHAR(64), 
	ended_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE print_job IS '批量制作：后台生成，有进度，可取消'
--
COMMENT ON COLUMN print_job.id IS '主键'
--
COMMENT ON COLUMN print_job.kind IS '类别'
--
COMMENT ON COLUMN print_job.title IS '名称'
--
COMMENT ON COLUMN print_job.account_id IS '制作人'
--
COMMENT ON COLUMN print_job.facts IS '内容'
--
COMMENT ON COLUMN print_job.total IS '总数'
--
COMMENT ON COLUMN print_job.done IS '已完成'
--
COMMENT ON COLUMN print_job.state IS '状态'
--
COMMENT ON COLUMN print_job.lease_until IS '占用至'
--
COMMENT ON COLUMN print_job.sha256 IS '内容散列'
--
COMMENT ON COLUMN print_job.ended_at IS '结束时间'
--
COMMENT ON COLUMN print_job.created_at IS '建立时间'
--
COMMENT ON COLUMN print_job.created_by_id IS '建立人'
--
COMMENT ON COLUMN print_job.updated_at IS '更新时间'
--
COMMENT ON COLUMN print_job.row_version IS '版本号'
--
CREATE INDEX ix_print_job_state ON print_job (state, id)
--
CREATE TABLE service_item (
	id BIGSERIAL NOT NULL, 
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
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE service_item IS '政务服务事项目录（GB/T 39046-2020：基本编码不超过10位，实施编码不超过24位）'
--
COMMENT ON COLUMN service_item.id IS '主键'
--
COMMENT ON COLUMN service_item.basic_code IS '基本编码'
--
COMMENT ON COLUMN service_item.impl_code IS '实施编码'
--
COMMENT ON COLUMN service_item.name IS '事项名称'
--
COMMENT ON COLUMN service_item.pinyin_initials IS '拼音首字母'
--
COMMENT ON COLUMN service_item.unit_id IS '实施单位'
--
COMMENT ON COLUMN service_item.item_type IS '事项类型'
--
COMMENT ON COLUMN service_item.kind IS '办件类型'
--
COMMENT ON COLUMN service_item.legal_basis IS '设定依据'
--
COMMENT ON COLUMN service_item.statutory_days IS '法定时限（工作日）'
--
COMMENT ON COLUMN service_item.promised_days IS '承诺时限（工作日）'
--
COMMENT ON COLUMN service_item.is_online IS '可网办'
--
COMMENT ON COLUMN service_item.trips_max IS '最多跑几趟'
--
COMMENT ON COLUMN service_item.fee_basis IS '收费依据'
--
COMMENT ON COLUMN service_item.version IS '版本'
--
COMMENT ON COLUMN service_item.effective_from IS '生效日期'
--
COMMENT ON COLUMN service_item.effective_to IS '失效日期'
--
COMMENT ON COLUMN service_item.status IS '状态'
--
COMMENT ON COLUMN service_item.created_at IS '建立时间'
--
COMMENT ON COLUMN service_item.created_by_id IS '建立人'
--
COMMENT ON COLUMN service_item.updated_at IS '更新时间'
--
COMMENT ON COLUMN service_item.row_version IS '版本号'
--
CREATE INDEX ix_service_item_unit_id ON service_item (unit_id, status)
--
CREATE TABLE enterprise (
	id BIGSERIAL NOT NULL, 
	uscc VARCHAR(18) NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	pinyin_initials VARCHAR(60) NOT NULL, 
	region_code VARCHAR(12) NOT NULL, 
	industry VARCHAR(40) NOT NULL, 
	contact_id BIGINT, 
	officer_id INTEGER, 
	verified_at TIMESTAMP WITHOUT TIME ZONE, 
	status VARCHAR(11) NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE enterprise IS '纪企直通车联系的企业'
--
COMMENT ON COLUMN enterprise.id IS '主键'
--
COMMENT ON COLUMN enterprise.uscc IS '统一社会信用代码'
--
COMMENT ON COLUMN enterprise.name IS '企业名称'
--
COMMENT ON COLUMN enterprise.pinyin_initials IS '拼音首字母'
--
COMMENT ON COLUMN enterprise.region_code IS '所在区划'
--
COMMENT ON COLUMN enterprise.industry IS '行业'
--
COMMENT ON COLUMN enterprise.contact_id IS '联系人'
--
COMMENT ON COLUMN enterprise.officer_id IS '联系专员'
--
COMMENT ON COLUMN enterprise.verified_at IS '核实时间'
--
COMMENT ON COLUMN enterprise.status IS '状态'
--
COMMENT ON COLUMN enterprise.created_at IS '建立时间'
--
COMMENT ON COLUMN enterprise.created_by_id IS '建立人'
--
COMMENT ON COLUMN enterprise.updated_at IS '更新时间'
--
COMMENT ON COLUMN enterprise.row_version IS '版本号'
--
CREATE INDEX ix_enterprise_officer_id ON enterprise (officer_id)
--
CREATE INDEX ix_enterprise_region_code ON enterprise (region_code)
--
CREATE TABLE one_time_notice (
	id BIGSERIAL NOT NULL, 
	service_item_id BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	materials JSONB NOT NULL, 
	body TEXT NOT NULL, 
	published_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_one_time_notice PRIMARY KEY (id), 
	CONSTRAINT uq_one_time_notice_service_item_id_version UNIQUE (service_item_id, version), 
	CONSTRAINT fk_one_time_notice_service_item_id FOREIGN KEY(service_item_id) REFERENCES service_item (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_one_time_notice_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE one_time_notice IS '一次性告知单（优化营商环境条例第三十五条）：只增不改，改动另出一版'
--
COMMENT ON COLUMN one_time_notice.id IS '主键'
--
COMMENT ON COLUMN one_time_notice.service_item_id IS '事项'
--
COMMENT ON COLUMN one_time_notice.version IS '版本'
--
COMMENT ON COLUMN one_time_notice.materials IS '所需材料'
--
COMMENT ON COLUMN one_time_notice.body IS '办理说明'
--
COMMENT ON COLUMN one_time_notice.published_at IS '发布时间'
--
COMMENT ON COLUMN one_time_notice.created_at IS '建立时间'
--
COMMENT ON COLUMN one_time_notice.created_by_id IS '建立人'
--
COMMENT ON COLUMN one_time_notice.updated_at IS '更新时间'
--
COMMENT ON COLUMN one_time_notice.row_version IS '版本号'
--
CREATE TABLE kiosk (
	id BIGSERIAL NOT NULL, 
	device_no VARCHAR(20) NOT NULL, 
	service_point_id BIGINT NOT NULL, 
	key_hash VARCHAR(64), 
	last_seen TIMESTAMP WITHOUT TIME ZONE, 
	waiting INTEGER, 
	revoked_at TIMESTAMP WITHOUT TIME ZONE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_kiosk PRIMARY KEY (id), 
	CONSTRAINT uq_kiosk_device_no UNIQUE (device_no), 
	CONSTRAINT fk_kiosk_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_kiosk_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE kiosk IS '一体机自助终端'
--
COMMENT ON COLUMN kiosk.id IS '主键'
--
COMMENT ON COLUMN kiosk.device_no IS '终端编号'
--
COMMENT ON COLUMN kiosk.service_point_id IS '点位'
--
COMMENT ON COLUMN kiosk.key_hash IS '设备密钥散列'
--
COMMENT ON COLUMN kiosk.last_seen IS '最近联系'
--
COMMENT ON COLUMN kiosk.waiting IS '未传的评价：终端最近一次报告的条数'
--
COMMENT ON COLUMN kiosk.revoked_at IS '停用时间'
--
COMMENT ON COLUMN kiosk.created_at IS '建立时间'
--
COMMENT ON COLUMN kiosk.created_by_id IS '建立人'
--
COMMENT ON COLUMN kiosk.updated_at IS '更新时间'
--
COMMENT ON COLUMN kiosk.row_version IS '版本号'
--
CREATE INDEX ix_kiosk_service_point_id ON kiosk (service_point_id)
--
CREATE TABLE qr_code (
	id BIGSERIAL NOT NULL, 
	token VARCHAR(22) NOT NULL, 
	service_point_id BIGINT NOT NULL, 
	issued_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	print_job_id BIGINT, 
	revoked_at TIMESTAMP WITHOUT TIME ZONE, 
	revoked_reason VARCHAR(200), 
	replaced_by_id BIGINT, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
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
COMMENT ON TABLE qr_code IS '评价码：随机串，随点位走，不含区划代码'
--
COMMENT ON COLUMN qr_code.id IS '主键'
--
COMMENT ON COLUMN qr_code.token IS '随机串'
--
COMMENT ON COLUMN qr_code.service_point_id IS '点位'
--
COMMENT ON COLUMN qr_code.issued_at IS '生成时间'
--
COMMENT ON COLUMN qr_code.print_job_id IS '印制批次'
--
COMMENT ON COLUMN qr_code.revoked_at IS '停用时间'
--
COMMENT ON COLUMN qr_code.revoked_reason IS '停用原因'
--
COMMENT ON COLUMN qr_code.replaced_by_id IS '换成'
--
COMMENT ON COLUMN qr_code.created_at IS '建立时间'
--
COMMENT ON COLUMN qr_code.created_by_id IS '建立人'
--
COMMENT ON COLUMN qr_code.updated_at IS '更新时间'
--
COMMENT ON COLUMN qr_code.row_version IS '版本号'
--
CREATE INDEX ix_qr_code_service_point_id ON qr_code (service_point_id, revoked_at)
--
CREATE TRIGGER one_time_notice_no_delete BEFORE DELETE ON one_time_notice FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER one_time_notice_no_truncate BEFORE TRUNCATE ON one_time_notice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept')
--
CREATE TRIGGER one_time_notice_no_update BEFORE UPDATE ON one_time_notice FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only')
--
ALTER TABLE enterprise ENABLE ROW LEVEL SECURITY
--
ALTER TABLE enterprise FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON enterprise USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' REGISTER_ITEM:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AP]') OR enterprise.officer_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)))
--
ALTER TABLE print_job ENABLE ROW LEVEL SECURITY
--
ALTER TABLE print_job FORCE ROW LEVEL SECURITY
--
CREATE POLICY scope ON print_job USING ((SELECT current_setting('vx.nature', true) = 'system') OR print_job.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)))
