-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE staff_photo (
	id BIGSERIAL NOT NULL, 
	staff_id BIGINT NOT NULL, 
	name VARCHAR(22) NOT NULL, 
	picture BYTEA, 
	agreed_on DATE NOT NULL, 
	withdrawn_on DATE, 
	created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	created_by_id INTEGER, 
	updated_at TIMESTAMP WITHOUT TIME ZONE, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_staff_photo PRIMARY KEY (id), 
	CONSTRAINT ck_staff_photo_kept CHECK ((picture IS NULL) = (withdrawn_on IS NOT NULL)), 
	CONSTRAINT ck_staff_photo_small CHECK (length(picture) <= 9000), 
	CONSTRAINT uq_staff_photo_staff_id UNIQUE (staff_id), 
	CONSTRAINT fk_staff_photo_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_staff_photo_name UNIQUE (name), 
	CONSTRAINT fk_staff_photo_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
COMMENT ON TABLE staff_photo IS '工作人员照片：本人同意才展示，撤回同意的当时删去'
--
COMMENT ON COLUMN staff_photo.id IS '主键'
--
COMMENT ON COLUMN staff_photo.staff_id IS '工作人员'
--
COMMENT ON COLUMN staff_photo.name IS '网址中的名字：随机，换一张就换一个'
--
COMMENT ON COLUMN staff_photo.picture IS '照片'
--
COMMENT ON COLUMN staff_photo.agreed_on IS '本人同意日期'
--
COMMENT ON COLUMN staff_photo.withdrawn_on IS '撤下日期'
--
COMMENT ON COLUMN staff_photo.created_at IS '建立时间'
--
COMMENT ON COLUMN staff_photo.created_by_id IS '建立人'
--
COMMENT ON COLUMN staff_photo.updated_at IS '更新时间'
--
COMMENT ON COLUMN staff_photo.row_version IS '版本号'
