-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE staff_photo (
	id INTEGER NOT NULL, 
	staff_id BIGINT NOT NULL, 
	name VARCHAR(22) NOT NULL, 
	picture BLOB, 
	agreed_on DATE NOT NULL, 
	withdrawn_on DATE, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_staff_photo PRIMARY KEY (id), 
	CONSTRAINT ck_staff_photo_kept CHECK ((picture IS NULL) = (withdrawn_on IS NOT NULL)), 
	CONSTRAINT ck_staff_photo_small CHECK (length(picture) <= 9000), 
	CONSTRAINT uq_staff_photo_staff_id UNIQUE (staff_id), 
	CONSTRAINT fk_staff_photo_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT, 
	CONSTRAINT uq_staff_photo_name UNIQUE (name), 
	CONSTRAINT fk_staff_photo_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
