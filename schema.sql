-- 民声直通车: the whole database in PostgreSQL's dialect (15 or later).
-- Written from the models by `flask schema write`; do not edit. `flask schema check` proves
-- that this file, the models and the migrations give the same database.

CREATE SEQUENCE ab_api_key_id_seq;
CREATE SEQUENCE ab_group_id_seq;
CREATE SEQUENCE ab_group_role_id_seq;
CREATE SEQUENCE ab_permission_id_seq;
CREATE SEQUENCE ab_permission_view_id_seq;
CREATE SEQUENCE ab_permission_view_role_id_seq;
CREATE SEQUENCE ab_register_user_id_seq;
CREATE SEQUENCE ab_role_id_seq;
CREATE SEQUENCE ab_user_group_id_seq;
CREATE SEQUENCE ab_user_id_seq;
CREATE SEQUENCE ab_user_role_id_seq;
CREATE SEQUENCE ab_view_menu_id_seq;

CREATE TABLE ab_group (
    id INTEGER NOT NULL,
    name VARCHAR(100) NOT NULL,
    label VARCHAR(150),
    description VARCHAR(512),
    CONSTRAINT pk_ab_group PRIMARY KEY (id),
    CONSTRAINT uq_ab_group_name UNIQUE (name)
);
COMMENT ON TABLE ab_group IS '框架：用户组（未启用）';
COMMENT ON COLUMN ab_group.id IS '主键';
COMMENT ON COLUMN ab_group.name IS '名称';
COMMENT ON COLUMN ab_group.label IS '显示名称';
COMMENT ON COLUMN ab_group.description IS '说明';

CREATE TABLE ab_permission (
    id INTEGER NOT NULL,
    name VARCHAR(100) NOT NULL,
    CONSTRAINT pk_ab_permission PRIMARY KEY (id),
    CONSTRAINT uq_ab_permission_name UNIQUE (name)
);
COMMENT ON TABLE ab_permission IS '框架：权限名（未启用，权限见 app/permissions.py）';
COMMENT ON COLUMN ab_permission.id IS '主键';
COMMENT ON COLUMN ab_permission.name IS '名称';

CREATE TABLE ab_register_user (
    id INTEGER NOT NULL,
    first_name VARCHAR(64) NOT NULL,
    last_name VARCHAR(64) NOT NULL,
    username VARCHAR(128) NOT NULL,
    password VARCHAR(256),
    email VARCHAR(320) NOT NULL,
    registration_date TIMESTAMP WITHOUT TIME ZONE,
    registration_hash VARCHAR(256),
    CONSTRAINT pk_ab_register_user PRIMARY KEY (id),
    CONSTRAINT uq_ab_register_user_username UNIQUE (username),
    CONSTRAINT uq_ab_register_user_email UNIQUE (email)
);
COMMENT ON TABLE ab_register_user IS '框架：自助注册（未启用）';
COMMENT ON COLUMN ab_register_user.id IS '主键';
COMMENT ON COLUMN ab_register_user.first_name IS '名（未使用，姓名存于 last_name）';
COMMENT ON COLUMN ab_register_user.last_name IS '姓名';
COMMENT ON COLUMN ab_register_user.username IS '登录名';
COMMENT ON COLUMN ab_register_user.password IS '密码散列';
COMMENT ON COLUMN ab_register_user.email IS '电子邮箱（内部占位）';
COMMENT ON COLUMN ab_register_user.registration_date IS '注册时间';
COMMENT ON COLUMN ab_register_user.registration_hash IS '注册凭据散列';

CREATE TABLE ab_role (
    id INTEGER NOT NULL,
    name VARCHAR(64) NOT NULL,
    CONSTRAINT pk_ab_role PRIMARY KEY (id),
    CONSTRAINT uq_ab_role_name UNIQUE (name)
);
COMMENT ON TABLE ab_role IS '框架：角色（未启用，角色见 role_assignment）';
COMMENT ON COLUMN ab_role.id IS '主键';
COMMENT ON COLUMN ab_role.name IS '名称';

CREATE TABLE ab_user (
    id INTEGER NOT NULL,
    first_name VARCHAR(64) NOT NULL,
    last_name VARCHAR(64) NOT NULL,
    username VARCHAR(128) NOT NULL,
    password VARCHAR(256),
    active BOOLEAN,
    email VARCHAR(320) NOT NULL,
    last_login TIMESTAMP WITHOUT TIME ZONE,
    login_count INTEGER,
    fail_login_count INTEGER,
    created_on TIMESTAMP WITHOUT TIME ZONE,
    changed_on TIMESTAMP WITHOUT TIME ZONE,
    created_by_fk INTEGER,
    changed_by_fk INTEGER,
    unit_id BIGINT,
    title VARCHAR(40) NOT NULL,
    status VARCHAR(12) NOT NULL,
    epoch INTEGER NOT NULL,
    must_change BOOLEAN NOT NULL,
    failed_count INTEGER NOT NULL,
    locked_until TIMESTAMP WITHOUT TIME ZONE,
    is_demo BOOLEAN NOT NULL,
    CONSTRAINT pk_ab_user PRIMARY KEY (id),
    CONSTRAINT uq_ab_user_username UNIQUE (username),
    CONSTRAINT uq_ab_user_email UNIQUE (email),
    CONSTRAINT ck_ab_user_accountstatus CHECK (status IN ('active', 'disabled'))
);
COMMENT ON TABLE ab_user IS '账号';
COMMENT ON COLUMN ab_user.id IS '主键';
COMMENT ON COLUMN ab_user.first_name IS '名（未使用，姓名存于 last_name）';
COMMENT ON COLUMN ab_user.last_name IS '姓名';
COMMENT ON COLUMN ab_user.username IS '登录名';
COMMENT ON COLUMN ab_user.password IS '密码散列';
COMMENT ON COLUMN ab_user.active IS '启用';
COMMENT ON COLUMN ab_user.email IS '电子邮箱（内部占位）';
COMMENT ON COLUMN ab_user.last_login IS '最近登录';
COMMENT ON COLUMN ab_user.login_count IS '登录次数';
COMMENT ON COLUMN ab_user.fail_login_count IS '框架的失败次数（未使用，见 failed_count）';
COMMENT ON COLUMN ab_user.created_on IS '建立时间';
COMMENT ON COLUMN ab_user.changed_on IS '修改时间';
COMMENT ON COLUMN ab_user.created_by_fk IS '建立人';
COMMENT ON COLUMN ab_user.changed_by_fk IS '修改人';
COMMENT ON COLUMN ab_user.unit_id IS '单位';
COMMENT ON COLUMN ab_user.title IS '职务';
COMMENT ON COLUMN ab_user.status IS '状态';
COMMENT ON COLUMN ab_user.epoch IS '会话代次';
COMMENT ON COLUMN ab_user.must_change IS '须改密码';
COMMENT ON COLUMN ab_user.failed_count IS '连续失败次数';
COMMENT ON COLUMN ab_user.locked_until IS '锁定至';
COMMENT ON COLUMN ab_user.is_demo IS '演示账号';

CREATE TABLE ab_view_menu (
    id INTEGER NOT NULL,
    name VARCHAR(250) NOT NULL,
    CONSTRAINT pk_ab_view_menu PRIMARY KEY (id),
    CONSTRAINT uq_ab_view_menu_name UNIQUE (name)
);
COMMENT ON TABLE ab_view_menu IS '框架：页面与菜单（未启用）';
COMMENT ON COLUMN ab_view_menu.id IS '主键';
COMMENT ON COLUMN ab_view_menu.name IS '名称';

CREATE TABLE region (
    id BIGSERIAL NOT NULL,
    code VARCHAR(12) NOT NULL,
    name VARCHAR(80) NOT NULL,
    short_name VARCHAR(40) NOT NULL,
    pinyin_initials VARCHAR(40) NOT NULL,
    level VARCHAR(12) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    parent_code VARCHAR(12),
    urban_rural_class VARCHAR(3),
    is_virtual BOOLEAN NOT NULL,
    is_local_code BOOLEAN NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    successor_code VARCHAR(12),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_region PRIMARY KEY (id),
    CONSTRAINT ck_region_code_length CHECK (length(code) = 12),
    CONSTRAINT ck_region_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT ck_region_successor_differs CHECK (code <> successor_code),
    CONSTRAINT uq_region_code UNIQUE (code),
    CONSTRAINT ck_region_regionlevel CHECK (level IN ('province', 'city', 'county', 'township', 'village')),
    CONSTRAINT ck_region_regionkind CHECK (kind IN ('province', 'city', 'county', 'township', 'farm', 'village', 'community', 'virtual_area'))
);
COMMENT ON TABLE region IS '行政区划（国家统计局 2023 年版），含已停用的旧代码及其承继关系';
COMMENT ON COLUMN region.id IS '主键';
COMMENT ON COLUMN region.code IS '区划代码';
COMMENT ON COLUMN region.name IS '名称';
COMMENT ON COLUMN region.short_name IS '简称';
COMMENT ON COLUMN region.pinyin_initials IS '拼音首字母';
COMMENT ON COLUMN region.level IS '级别';
COMMENT ON COLUMN region.kind IS '类别';
COMMENT ON COLUMN region.parent_code IS '上级';
COMMENT ON COLUMN region.urban_rural_class IS '城乡分类代码';
COMMENT ON COLUMN region.is_virtual IS '虚拟生活区';
COMMENT ON COLUMN region.is_local_code IS '本地代码';
COMMENT ON COLUMN region.valid_from IS '启用日期';
COMMENT ON COLUMN region.valid_to IS '停用日期';
COMMENT ON COLUMN region.successor_code IS '承继代码';
COMMENT ON COLUMN region.created_at IS '建立时间';
COMMENT ON COLUMN region.created_by_id IS '建立人';
COMMENT ON COLUMN region.updated_at IS '更新时间';
COMMENT ON COLUMN region.row_version IS '版本号';
CREATE INDEX ix_region_name ON region (name);
CREATE INDEX ix_region_parent_code ON region (parent_code);
CREATE INDEX ix_region_pinyin_initials ON region (pinyin_initials);

CREATE TABLE unit (
    id BIGSERIAL NOT NULL,
    code VARCHAR(30) NOT NULL,
    name VARCHAR(80) NOT NULL,
    short_name VARCHAR(30) NOT NULL,
    pinyin_initials VARCHAR(40) NOT NULL,
    kind VARCHAR(25) NOT NULL,
    uscc VARCHAR(18),
    parent_id BIGINT,
    region_code VARCHAR(12) NOT NULL,
    leader_name VARCHAR(40) NOT NULL,
    phone VARCHAR(30) NOT NULL,
    is_in_hall BOOLEAN NOT NULL,
    status VARCHAR(11) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT ck_unit_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT uq_unit_code UNIQUE (code),
    CONSTRAINT ck_unit_unitkind CHECK (kind IN ('discipline_commission', 'discipline_office', 'dispatched_group', 'approval_bureau', 'hall_unit', 'law_enforcement', 'township_gov', 'farm', 'development_zone', 'village_station', 'public_utility', 'external')),
    CONSTRAINT ck_unit_recordstatus CHECK (status IN ('active', 'retired'))
);
COMMENT ON TABLE unit IS '单位：纪委监委内设机构、行政审批局、部门、乡镇、村站等';
COMMENT ON COLUMN unit.id IS '主键';
COMMENT ON COLUMN unit.code IS '单位代码';
COMMENT ON COLUMN unit.name IS '单位名称';
COMMENT ON COLUMN unit.short_name IS '简称';
COMMENT ON COLUMN unit.pinyin_initials IS '拼音首字母';
COMMENT ON COLUMN unit.kind IS '单位类别';
COMMENT ON COLUMN unit.uscc IS '统一社会信用代码';
COMMENT ON COLUMN unit.parent_id IS '隶属单位';
COMMENT ON COLUMN unit.region_code IS '所在区划';
COMMENT ON COLUMN unit.leader_name IS '负责人';
COMMENT ON COLUMN unit.phone IS '办公电话';
COMMENT ON COLUMN unit.is_in_hall IS '进驻大厅';
COMMENT ON COLUMN unit.status IS '状态';
COMMENT ON COLUMN unit.valid_from IS '启用日期';
COMMENT ON COLUMN unit.valid_to IS '停用日期';
COMMENT ON COLUMN unit.created_at IS '建立时间';
COMMENT ON COLUMN unit.created_by_id IS '建立人';
COMMENT ON COLUMN unit.updated_at IS '更新时间';
COMMENT ON COLUMN unit.row_version IS '版本号';
CREATE INDEX ix_unit_kind_region_code ON unit (kind, region_code);
CREATE INDEX ix_unit_name ON unit (name);
CREATE INDEX ix_unit_parent_id ON unit (parent_id);
CREATE INDEX ix_unit_region_code ON unit (region_code);

CREATE TABLE ab_api_key (
    id INTEGER NOT NULL,
    uuid VARCHAR(36) NOT NULL,
    name VARCHAR(256) NOT NULL,
    key_hash VARCHAR(256) NOT NULL,
    lookup_hash VARCHAR(256),
    key_prefix VARCHAR(16) NOT NULL,
    user_id INTEGER NOT NULL,
    scopes TEXT,
    active BOOLEAN NOT NULL,
    created_on TIMESTAMP WITHOUT TIME ZONE,
    expires_on TIMESTAMP WITHOUT TIME ZONE,
    revoked_on TIMESTAMP WITHOUT TIME ZONE,
    last_used_on TIMESTAMP WITHOUT TIME ZONE,
    CONSTRAINT pk_ab_api_key PRIMARY KEY (id),
    CONSTRAINT uq_ab_api_key_uuid UNIQUE (uuid),
    CONSTRAINT uq_ab_api_key_lookup_hash UNIQUE (lookup_hash),
    CONSTRAINT fk_ab_api_key_user_id FOREIGN KEY(user_id) REFERENCES ab_user (id) ON DELETE CASCADE
);
COMMENT ON TABLE ab_api_key IS '框架：接口密钥（未启用）';
COMMENT ON COLUMN ab_api_key.id IS '主键';
COMMENT ON COLUMN ab_api_key.uuid IS '唯一标识';
COMMENT ON COLUMN ab_api_key.name IS '名称';
COMMENT ON COLUMN ab_api_key.key_hash IS '密钥散列';
COMMENT ON COLUMN ab_api_key.lookup_hash IS '查找用散列';
COMMENT ON COLUMN ab_api_key.key_prefix IS '密钥前缀';
COMMENT ON COLUMN ab_api_key.user_id IS '用户';
COMMENT ON COLUMN ab_api_key.scopes IS '范围';
COMMENT ON COLUMN ab_api_key.active IS '启用';
COMMENT ON COLUMN ab_api_key.created_on IS '建立时间';
COMMENT ON COLUMN ab_api_key.expires_on IS '失效时间';
COMMENT ON COLUMN ab_api_key.revoked_on IS '撤销时间';
COMMENT ON COLUMN ab_api_key.last_used_on IS '最近使用';
CREATE UNIQUE INDEX idx_api_key_lookup_hash ON ab_api_key (lookup_hash);
CREATE INDEX idx_api_key_prefix ON ab_api_key (key_prefix);
CREATE INDEX idx_api_key_user_id ON ab_api_key (user_id);

CREATE TABLE ab_group_role (
    id INTEGER NOT NULL,
    group_id INTEGER,
    role_id INTEGER,
    CONSTRAINT pk_ab_group_role PRIMARY KEY (id),
    CONSTRAINT uq_ab_group_role_group_id_role_id UNIQUE (group_id, role_id),
    CONSTRAINT fk_ab_group_role_group_id FOREIGN KEY(group_id) REFERENCES ab_group (id) ON DELETE CASCADE,
    CONSTRAINT fk_ab_group_role_role_id FOREIGN KEY(role_id) REFERENCES ab_role (id) ON DELETE CASCADE
);
COMMENT ON TABLE ab_group_role IS '框架：用户组的角色（未启用）';
COMMENT ON COLUMN ab_group_role.id IS '主键';
COMMENT ON COLUMN ab_group_role.group_id IS '用户组';
COMMENT ON COLUMN ab_group_role.role_id IS '角色';
CREATE INDEX idx_group_id ON ab_group_role (group_id);
CREATE INDEX idx_group_role_id ON ab_group_role (role_id);

CREATE TABLE ab_permission_view (
    id INTEGER NOT NULL,
    permission_id INTEGER NOT NULL,
    view_menu_id INTEGER NOT NULL,
    CONSTRAINT pk_ab_permission_view PRIMARY KEY (id),
    CONSTRAINT uq_ab_permission_view_permission_id_view_menu_id UNIQUE (permission_id, view_menu_id),
    CONSTRAINT fk_ab_permission_view_permission_id FOREIGN KEY(permission_id) REFERENCES ab_permission (id),
    CONSTRAINT fk_ab_permission_view_view_menu_id FOREIGN KEY(view_menu_id) REFERENCES ab_view_menu (id)
);
COMMENT ON TABLE ab_permission_view IS '框架：权限与页面（未启用）';
COMMENT ON COLUMN ab_permission_view.id IS '主键';
COMMENT ON COLUMN ab_permission_view.permission_id IS '权限';
COMMENT ON COLUMN ab_permission_view.view_menu_id IS '页面';
CREATE INDEX idx_permission_id ON ab_permission_view (permission_id);
CREATE INDEX idx_view_menu_id ON ab_permission_view (view_menu_id);

CREATE TABLE ab_user_group (
    id INTEGER NOT NULL,
    user_id INTEGER,
    group_id INTEGER,
    CONSTRAINT pk_ab_user_group PRIMARY KEY (id),
    CONSTRAINT uq_ab_user_group_user_id_group_id UNIQUE (user_id, group_id),
    CONSTRAINT fk_ab_user_group_user_id FOREIGN KEY(user_id) REFERENCES ab_user (id) ON DELETE CASCADE,
    CONSTRAINT fk_ab_user_group_group_id FOREIGN KEY(group_id) REFERENCES ab_group (id) ON DELETE CASCADE
);
COMMENT ON TABLE ab_user_group IS '框架：用户所属组（未启用）';
COMMENT ON COLUMN ab_user_group.id IS '主键';
COMMENT ON COLUMN ab_user_group.user_id IS '用户';
COMMENT ON COLUMN ab_user_group.group_id IS '用户组';
CREATE INDEX idx_user_group_id ON ab_user_group (group_id);
CREATE INDEX idx_user_id ON ab_user_group (user_id);

CREATE TABLE ab_user_role (
    id INTEGER NOT NULL,
    user_id INTEGER,
    role_id INTEGER,
    CONSTRAINT pk_ab_user_role PRIMARY KEY (id),
    CONSTRAINT uq_ab_user_role_user_id_role_id UNIQUE (user_id, role_id),
    CONSTRAINT fk_ab_user_role_user_id FOREIGN KEY(user_id) REFERENCES ab_user (id) ON DELETE CASCADE,
    CONSTRAINT fk_ab_user_role_role_id FOREIGN KEY(role_id) REFERENCES ab_role (id) ON DELETE CASCADE
);
COMMENT ON TABLE ab_user_role IS '框架：用户的角色（未启用，角色见 role_assignment）';
COMMENT ON COLUMN ab_user_role.id IS '主键';
COMMENT ON COLUMN ab_user_role.user_id IS '用户';
COMMENT ON COLUMN ab_user_role.role_id IS '角色';

CREATE TABLE audit_anchor (
    id BIGSERIAL NOT NULL,
    day DATE NOT NULL,
    total BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    last_hash VARCHAR(64) NOT NULL,
    mac VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_audit_anchor PRIMARY KEY (id),
    CONSTRAINT uq_audit_anchor_day_last_seq UNIQUE (day, last_seq),
    CONSTRAINT fk_audit_anchor_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE audit_anchor IS '审计锚点：每天记下审计日志的行数和末行散列，只增不改';
COMMENT ON COLUMN audit_anchor.id IS '主键';
COMMENT ON COLUMN audit_anchor.day IS '日期';
COMMENT ON COLUMN audit_anchor.total IS '行数';
COMMENT ON COLUMN audit_anchor.last_seq IS '末行序号';
COMMENT ON COLUMN audit_anchor.last_hash IS '末行散列';
COMMENT ON COLUMN audit_anchor.mac IS '锚点散列';
COMMENT ON COLUMN audit_anchor.created_at IS '建立时间';
COMMENT ON COLUMN audit_anchor.created_by_id IS '建立人';
COMMENT ON COLUMN audit_anchor.updated_at IS '更新时间';
COMMENT ON COLUMN audit_anchor.row_version IS '版本号';

CREATE TABLE audit_log (
    id BIGSERIAL NOT NULL,
    seq BIGINT NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    account_id INTEGER,
    role VARCHAR(40) NOT NULL,
    unit_id BIGINT,
    ip VARCHAR(45),
    action VARCHAR(40) NOT NULL,
    object_kind VARCHAR(40) NOT NULL,
    object_id BIGINT,
    result VARCHAR(20) NOT NULL,
    detail JSONB NOT NULL,
    before_hash VARCHAR(64),
    after_hash VARCHAR(64),
    prev_hash VARCHAR(64) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_audit_log PRIMARY KEY (id),
    CONSTRAINT uq_audit_log_seq UNIQUE (seq),
    CONSTRAINT fk_audit_log_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_audit_log_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_audit_log_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE audit_log IS '审计日志：链式校验，只增不改；只存内容的散列值，不存内容';
COMMENT ON COLUMN audit_log.id IS '主键';
COMMENT ON COLUMN audit_log.seq IS '序号';
COMMENT ON COLUMN audit_log.at IS '时间';
COMMENT ON COLUMN audit_log.account_id IS '账号';
COMMENT ON COLUMN audit_log.role IS '角色';
COMMENT ON COLUMN audit_log.unit_id IS '单位';
COMMENT ON COLUMN audit_log.ip IS '地址';
COMMENT ON COLUMN audit_log.action IS '动作';
COMMENT ON COLUMN audit_log.object_kind IS '对象';
COMMENT ON COLUMN audit_log.object_id IS '对象编号';
COMMENT ON COLUMN audit_log.result IS '结果';
COMMENT ON COLUMN audit_log.detail IS '要素';
COMMENT ON COLUMN audit_log.before_hash IS '前值散列';
COMMENT ON COLUMN audit_log.after_hash IS '后值散列';
COMMENT ON COLUMN audit_log.prev_hash IS '上一行散列';
COMMENT ON COLUMN audit_log.hash IS '本行散列';
COMMENT ON COLUMN audit_log.created_at IS '建立时间';
COMMENT ON COLUMN audit_log.created_by_id IS '建立人';
COMMENT ON COLUMN audit_log.updated_at IS '更新时间';
COMMENT ON COLUMN audit_log.row_version IS '版本号';
CREATE INDEX ix_audit_log_object ON audit_log (object_kind, object_id);

CREATE TABLE calendar_batch (
    id BIGSERIAL NOT NULL,
    year INTEGER NOT NULL,
    status VARCHAR(15) NOT NULL,
    notice_no VARCHAR(60) NOT NULL,
    source VARCHAR(120) NOT NULL,
    days_changed INTEGER NOT NULL,
    dues_changed INTEGER NOT NULL,
    loaded_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_calendar_batch PRIMARY KEY (id),
    CONSTRAINT ck_calendar_batch_calendarstatus CHECK (status IN ('final', 'provisional')),
    CONSTRAINT fk_calendar_batch_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE calendar_batch IS '日历导入记录，只增不改；最大的编号就是日历版本';
COMMENT ON COLUMN calendar_batch.id IS '主键';
COMMENT ON COLUMN calendar_batch.year IS '年度';
COMMENT ON COLUMN calendar_batch.status IS '状态';
COMMENT ON COLUMN calendar_batch.notice_no IS '通知文号';
COMMENT ON COLUMN calendar_batch.source IS '来源';
COMMENT ON COLUMN calendar_batch.days_changed IS '改动天数';
COMMENT ON COLUMN calendar_batch.dues_changed IS '改动期限';
COMMENT ON COLUMN calendar_batch.loaded_at IS '导入时间';
COMMENT ON COLUMN calendar_batch.created_at IS '建立时间';
COMMENT ON COLUMN calendar_batch.created_by_id IS '建立人';
COMMENT ON COLUMN calendar_batch.updated_at IS '更新时间';
COMMENT ON COLUMN calendar_batch.row_version IS '版本号';
CREATE INDEX ix_calendar_batch_year ON calendar_batch (year);

CREATE TABLE calendar_day (
    id BIGSERIAL NOT NULL,
    "on" DATE NOT NULL,
    is_workday BOOLEAN NOT NULL,
    kind VARCHAR(18) NOT NULL,
    name VARCHAR(60) NOT NULL,
    status VARCHAR(15) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_calendar_day PRIMARY KEY (id),
    CONSTRAINT uq_calendar_day_on UNIQUE ("on"),
    CONSTRAINT ck_calendar_day_daykind CHECK (kind IN ('normal', 'weekend', 'holiday', 'makeup_workday')),
    CONSTRAINT ck_calendar_day_calendarstatus CHECK (status IN ('final', 'provisional')),
    CONSTRAINT fk_calendar_day_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE calendar_day IS '工作日历，一日一行';
COMMENT ON COLUMN calendar_day.id IS '主键';
COMMENT ON COLUMN calendar_day."on" IS '日期';
COMMENT ON COLUMN calendar_day.is_workday IS '是否上班';
COMMENT ON COLUMN calendar_day.kind IS '类别';
COMMENT ON COLUMN calendar_day.name IS '名称';
COMMENT ON COLUMN calendar_day.status IS '状态';
COMMENT ON COLUMN calendar_day.created_at IS '建立时间';
COMMENT ON COLUMN calendar_day.created_by_id IS '建立人';
COMMENT ON COLUMN calendar_day.updated_at IS '更新时间';
COMMENT ON COLUMN calendar_day.row_version IS '版本号';

CREATE TABLE calendar_year (
    id BIGSERIAL NOT NULL,
    year INTEGER NOT NULL,
    status VARCHAR(15) NOT NULL,
    source VARCHAR(120) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_calendar_year PRIMARY KEY (id),
    CONSTRAINT uq_calendar_year_year UNIQUE (year),
    CONSTRAINT ck_calendar_year_calendarstatus CHECK (status IN ('final', 'provisional')),
    CONSTRAINT fk_calendar_year_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE calendar_year IS '已导入的工作日历年度';
COMMENT ON COLUMN calendar_year.id IS '主键';
COMMENT ON COLUMN calendar_year.year IS '年度';
COMMENT ON COLUMN calendar_year.status IS '状态';
COMMENT ON COLUMN calendar_year.source IS '来源';
COMMENT ON COLUMN calendar_year.created_at IS '建立时间';
COMMENT ON COLUMN calendar_year.created_by_id IS '建立人';
COMMENT ON COLUMN calendar_year.updated_at IS '更新时间';
COMMENT ON COLUMN calendar_year.row_version IS '版本号';

CREATE TABLE call_script (
    id BIGSERIAL NOT NULL,
    request_type VARCHAR(16) NOT NULL,
    title VARCHAR(60) NOT NULL,
    body TEXT NOT NULL,
    position INTEGER NOT NULL,
    status VARCHAR(11) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_call_script PRIMARY KEY (id),
    CONSTRAINT ck_call_script_requesttype CHECK (request_type IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')),
    CONSTRAINT ck_call_script_recordstatus CHECK (status IN ('active', 'retired')),
    CONSTRAINT fk_call_script_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE call_script IS '热线话术：按诉求类型写好的问话和答话，接线时显示在登记表旁边';
COMMENT ON COLUMN call_script.id IS '主键';
COMMENT ON COLUMN call_script.request_type IS '诉求类型';
COMMENT ON COLUMN call_script.title IS '标题';
COMMENT ON COLUMN call_script.body IS '话术';
COMMENT ON COLUMN call_script.position IS '顺序';
COMMENT ON COLUMN call_script.status IS '状态';
COMMENT ON COLUMN call_script.created_at IS '建立时间';
COMMENT ON COLUMN call_script.created_by_id IS '建立人';
COMMENT ON COLUMN call_script.updated_at IS '更新时间';
COMMENT ON COLUMN call_script.row_version IS '版本号';
CREATE INDEX ix_call_script_request_type ON call_script (request_type, position);

CREATE TABLE campaign (
    id BIGSERIAL NOT NULL,
    root_id BIGINT,
    parent_id BIGINT,
    kind VARCHAR(16),
    title VARCHAR(100) NOT NULL,
    unit_id BIGINT NOT NULL,
    basis TEXT NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE NOT NULL,
    target_n INTEGER,
    target_unit VARCHAR(10) NOT NULL,
    ended_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_campaign PRIMARY KEY (id),
    CONSTRAINT uq_campaign_id_root_id UNIQUE (id, root_id),
    CONSTRAINT ck_campaign_span CHECK (until_on >= from_on),
    CONSTRAINT ck_campaign_rooted CHECK ((root_id IS NULL) = (parent_id IS NULL)),
    CONSTRAINT ck_campaign_kind_of_root CHECK ((root_id IS NULL) = (kind IS NOT NULL)),
    CONSTRAINT ck_campaign_target CHECK (target_n IS NULL OR target_n > 0),
    CONSTRAINT ck_campaign_target_unit CHECK ((target_n IS NULL) = (target_unit = '')),
    CONSTRAINT fk_campaign_root_id FOREIGN KEY(root_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_parent_id FOREIGN KEY(parent_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT ck_campaign_campaignkind CHECK (kind IN ('special', 'promises', 'livelihood', 'hundred_days', 'drive', 'inspection')),
    CONSTRAINT fk_campaign_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE campaign IS '专项行动：专项整治、百日行动等，下面是主题，再下面是项目';
COMMENT ON COLUMN campaign.id IS '主键';
COMMENT ON COLUMN campaign.root_id IS '专项行动';
COMMENT ON COLUMN campaign.parent_id IS '上级';
COMMENT ON COLUMN campaign.kind IS '类别';
COMMENT ON COLUMN campaign.title IS '名称';
COMMENT ON COLUMN campaign.unit_id IS '牵头单位';
COMMENT ON COLUMN campaign.basis IS '依据文件';
COMMENT ON COLUMN campaign.from_on IS '开始日期';
COMMENT ON COLUMN campaign.until_on IS '结束日期';
COMMENT ON COLUMN campaign.target_n IS '总目标';
COMMENT ON COLUMN campaign.target_unit IS '计量单位';
COMMENT ON COLUMN campaign.ended_at IS '结束时间';
COMMENT ON COLUMN campaign.created_at IS '建立时间';
COMMENT ON COLUMN campaign.created_by_id IS '建立人';
COMMENT ON COLUMN campaign.updated_at IS '更新时间';
COMMENT ON COLUMN campaign.row_version IS '版本号';
CREATE INDEX ix_campaign_parent_id ON campaign (parent_id);
CREATE INDEX ix_campaign_root_id ON campaign (root_id);

CREATE TABLE clustering_run (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    title VARCHAR(60) NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE NOT NULL,
    kinds JSONB NOT NULL,
    named JSONB NOT NULL,
    total INTEGER NOT NULL,
    frozen_at TIMESTAMP WITHOUT TIME ZONE,
    suggested_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_clustering_run PRIMARY KEY (id),
    CONSTRAINT ck_clustering_run_span CHECK (until_on >= from_on),
    CONSTRAINT ck_clustering_run_total CHECK (total >= 0),
    CONSTRAINT fk_clustering_run_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clustering_run_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE clustering_run IS '问题聚类：一段时间的原始意见，清单冻结后总数不变；归并的加没归并的总等于总数';
COMMENT ON COLUMN clustering_run.id IS '主键';
COMMENT ON COLUMN clustering_run.unit_id IS '整理单位';
COMMENT ON COLUMN clustering_run.title IS '名称';
COMMENT ON COLUMN clustering_run.from_on IS '开始日期';
COMMENT ON COLUMN clustering_run.until_on IS '结束日期';
COMMENT ON COLUMN clustering_run.kinds IS '范围';
COMMENT ON COLUMN clustering_run.named IS '单列的来源';
COMMENT ON COLUMN clustering_run.total IS '原始条数';
COMMENT ON COLUMN clustering_run.frozen_at IS '冻结时间';
COMMENT ON COLUMN clustering_run.suggested_at IS '上次建议';
COMMENT ON COLUMN clustering_run.created_at IS '建立时间';
COMMENT ON COLUMN clustering_run.created_by_id IS '建立人';
COMMENT ON COLUMN clustering_run.updated_at IS '更新时间';
COMMENT ON COLUMN clustering_run.row_version IS '版本号';
CREATE INDEX ix_clustering_run_unit_id ON clustering_run (unit_id, from_on);

CREATE TABLE contact (
    id BIGSERIAL NOT NULL,
    uid VARCHAR(32) NOT NULL,
    key_version INTEGER NOT NULL,
    wrapped_key BYTEA,
    name_sealed BYTEA,
    phone_sealed BYTEA,
    phone_hash VARCHAR(64),
    name_mask VARCHAR(40),
    phone_mask VARCHAR(40),
    identity_mode VARCHAR(22) NOT NULL,
    allow_unit_contact BOOLEAN NOT NULL,
    is_minor BOOLEAN,
    guardian_sealed BYTEA,
    firm_sealed BYTEA,
    uscc_sealed BYTEA,
    purge_after DATE,
    purged_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_contact PRIMARY KEY (id),
    CONSTRAINT ck_contact_minor_has_guardian CHECK (is_minor IS NULL OR NOT is_minor OR phone_sealed IS NULL OR guardian_sealed IS NOT NULL),
    CONSTRAINT uq_contact_uid UNIQUE (uid),
    CONSTRAINT ck_contact_identitymode CHECK (identity_mode IN ('anonymous', 'named', 'named_confidential')),
    CONSTRAINT fk_contact_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE contact IS '来访人身份：加密保存，只有“查看身份”操作能打开并留痕';
COMMENT ON COLUMN contact.id IS '主键';
COMMENT ON COLUMN contact.uid IS '随机标识';
COMMENT ON COLUMN contact.key_version IS '密钥版本';
COMMENT ON COLUMN contact.wrapped_key IS '行密钥（已加密）';
COMMENT ON COLUMN contact.name_sealed IS '姓名（密文）';
COMMENT ON COLUMN contact.phone_sealed IS '电话（密文）';
COMMENT ON COLUMN contact.phone_hash IS '电话索引';
COMMENT ON COLUMN contact.name_mask IS '来访人';
COMMENT ON COLUMN contact.phone_mask IS '电话';
COMMENT ON COLUMN contact.identity_mode IS '署名方式';
COMMENT ON COLUMN contact.allow_unit_contact IS '同意承办单位联系';
COMMENT ON COLUMN contact.is_minor IS '未满14周岁';
COMMENT ON COLUMN contact.guardian_sealed IS '同意的监护人姓名（密文）';
COMMENT ON COLUMN contact.firm_sealed IS '企业名称（密文）';
COMMENT ON COLUMN contact.uscc_sealed IS '统一社会信用代码（密文）';
COMMENT ON COLUMN contact.purge_after IS '保存至';
COMMENT ON COLUMN contact.purged_at IS '已清除';
COMMENT ON COLUMN contact.created_at IS '建立时间';
COMMENT ON COLUMN contact.created_by_id IS '建立人';
COMMENT ON COLUMN contact.updated_at IS '更新时间';
COMMENT ON COLUMN contact.row_version IS '版本号';
CREATE INDEX ix_contact_phone_hash ON contact (phone_hash);
CREATE INDEX ix_contact_purge_after ON contact (purge_after);

CREATE TABLE counter (
    id BIGSERIAL NOT NULL,
    series VARCHAR(20) NOT NULL,
    year INTEGER NOT NULL,
    next INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_counter PRIMARY KEY (id),
    CONSTRAINT uq_counter_series_year UNIQUE (series, year),
    CONSTRAINT fk_counter_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE counter IS '编号计数器';
COMMENT ON COLUMN counter.id IS '主键';
COMMENT ON COLUMN counter.series IS '序列';
COMMENT ON COLUMN counter.year IS '年份';
COMMENT ON COLUMN counter.next IS '下一个号';
COMMENT ON COLUMN counter.created_at IS '建立时间';
COMMENT ON COLUMN counter.created_by_id IS '建立人';
COMMENT ON COLUMN counter.updated_at IS '更新时间';
COMMENT ON COLUMN counter.row_version IS '版本号';

CREATE TABLE discipline_risk (
    id BIGSERIAL NOT NULL,
    uid VARCHAR(32) NOT NULL,
    key_version INTEGER NOT NULL,
    wrapped_key BYTEA NOT NULL,
    risk_sealed BYTEA NOT NULL,
    measure_sealed BYTEA NOT NULL,
    unit_id BIGINT NOT NULL,
    owner_unit_id BIGINT NOT NULL,
    due_on DATE NOT NULL,
    state VARCHAR(12) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_discipline_risk PRIMARY KEY (id),
    CONSTRAINT uq_discipline_risk_uid UNIQUE (uid),
    CONSTRAINT fk_discipline_risk_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_discipline_risk_owner_unit_id FOREIGN KEY(owner_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_discipline_risk_riskstate CHECK (state IN ('open', 'watched', 'resolved')),
    CONSTRAINT fk_discipline_risk_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE discipline_risk IS '廉政风险清单：密件，风险和措施加密';
COMMENT ON COLUMN discipline_risk.id IS '主键';
COMMENT ON COLUMN discipline_risk.uid IS '随机标识';
COMMENT ON COLUMN discipline_risk.key_version IS '密钥版本';
COMMENT ON COLUMN discipline_risk.wrapped_key IS '行密钥（已加密）';
COMMENT ON COLUMN discipline_risk.risk_sealed IS '风险（密文）';
COMMENT ON COLUMN discipline_risk.measure_sealed IS '措施（密文）';
COMMENT ON COLUMN discipline_risk.unit_id IS '存在风险的单位';
COMMENT ON COLUMN discipline_risk.owner_unit_id IS '责任室';
COMMENT ON COLUMN discipline_risk.due_on IS '化解期限';
COMMENT ON COLUMN discipline_risk.state IS '状态';
COMMENT ON COLUMN discipline_risk.created_at IS '建立时间';
COMMENT ON COLUMN discipline_risk.created_by_id IS '建立人';
COMMENT ON COLUMN discipline_risk.updated_at IS '更新时间';
COMMENT ON COLUMN discipline_risk.row_version IS '版本号';
CREATE INDEX ix_discipline_risk_owner_unit_id ON discipline_risk (owner_unit_id, due_on);

CREATE TABLE duty_roster (
    id BIGSERIAL NOT NULL,
    duty_on DATE NOT NULL,
    kind VARCHAR(17) NOT NULL,
    shift VARCHAR(13) NOT NULL,
    account_id INTEGER NOT NULL,
    status VARCHAR(11) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_duty_roster PRIMARY KEY (id),
    CONSTRAINT uq_duty_roster_duty_on_kind_shift_account_id UNIQUE (duty_on, kind, shift, account_id),
    CONSTRAINT ck_duty_roster_dutykind CHECK (kind IN ('hotline', 'message_board')),
    CONSTRAINT ck_duty_roster_shift CHECK (shift IN ('day', 'morning', 'afternoon', 'night')),
    CONSTRAINT fk_duty_roster_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_duty_roster_recordstatus CHECK (status IN ('active', 'retired')),
    CONSTRAINT fk_duty_roster_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE duty_roster IS '值班表：热线和留言板每天由谁值班';
COMMENT ON COLUMN duty_roster.id IS '主键';
COMMENT ON COLUMN duty_roster.duty_on IS '值班日期';
COMMENT ON COLUMN duty_roster.kind IS '值班岗位';
COMMENT ON COLUMN duty_roster.shift IS '班次';
COMMENT ON COLUMN duty_roster.account_id IS '值班人';
COMMENT ON COLUMN duty_roster.status IS '状态';
COMMENT ON COLUMN duty_roster.created_at IS '建立时间';
COMMENT ON COLUMN duty_roster.created_by_id IS '建立人';
COMMENT ON COLUMN duty_roster.updated_at IS '更新时间';
COMMENT ON COLUMN duty_roster.row_version IS '版本号';
CREATE INDEX ix_duty_roster_account_id ON duty_roster (account_id);

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
);
COMMENT ON TABLE figure_cell IS '统计单元：由明细行算出，随明细行重算；flask figures check 核对';
COMMENT ON COLUMN figure_cell.id IS '主键';
COMMENT ON COLUMN figure_cell.grain IS '粒度';
COMMENT ON COLUMN figure_cell.measure IS '度量';
COMMENT ON COLUMN figure_cell.month IS '月份';
COMMENT ON COLUMN figure_cell.unit_id IS '单位';
COMMENT ON COLUMN figure_cell.point_id IS '点位';
COMMENT ON COLUMN figure_cell.place IS '区划';
COMMENT ON COLUMN figure_cell.kind IS '种类';
COMMENT ON COLUMN figure_cell.secret IS '须保密';
COMMENT ON COLUMN figure_cell.n IS '行数';
COMMENT ON COLUMN figure_cell.amount IS '数量';
COMMENT ON COLUMN figure_cell.created_at IS '建立时间';
COMMENT ON COLUMN figure_cell.created_by_id IS '建立人';
COMMENT ON COLUMN figure_cell.updated_at IS '更新时间';
COMMENT ON COLUMN figure_cell.row_version IS '版本号';
CREATE INDEX ix_figure_cell_month ON figure_cell (month, grain);
CREATE INDEX ix_figure_cell_unit_id ON figure_cell (unit_id, grain, measure, month);

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
);
COMMENT ON TABLE figure_key IS '统计位置：会改变月份或单位的行，上次计在哪里';
COMMENT ON COLUMN figure_key.id IS '主键';
COMMENT ON COLUMN figure_key.subject IS '来源';
COMMENT ON COLUMN figure_key.row_id IS '行';
COMMENT ON COLUMN figure_key.month IS '月份';
COMMENT ON COLUMN figure_key.unit_id IS '单位';
COMMENT ON COLUMN figure_key.created_at IS '建立时间';
COMMENT ON COLUMN figure_key.created_by_id IS '建立人';
COMMENT ON COLUMN figure_key.updated_at IS '更新时间';
COMMENT ON COLUMN figure_key.row_version IS '版本号';

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
);
COMMENT ON TABLE figure_mark IS '待重算：触发器在同一事务里记下改过的行，重算后删去';
COMMENT ON COLUMN figure_mark.id IS '主键';
COMMENT ON COLUMN figure_mark.source IS '来源';
COMMENT ON COLUMN figure_mark.row_id IS '行';
COMMENT ON COLUMN figure_mark.created_at IS '建立时间';
COMMENT ON COLUMN figure_mark.created_by_id IS '建立人';
COMMENT ON COLUMN figure_mark.updated_at IS '更新时间';
COMMENT ON COLUMN figure_mark.row_version IS '版本号';
CREATE INDEX ix_figure_mark_source ON figure_mark (source, row_id);

CREATE TABLE handover_note (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    duty_on DATE NOT NULL,
    shift VARCHAR(13) NOT NULL,
    text TEXT NOT NULL,
    problem_ids JSONB NOT NULL,
    open_calls INTEGER NOT NULL,
    open_questions INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_handover_note PRIMARY KEY (id),
    CONSTRAINT fk_handover_note_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_handover_note_shift CHECK (shift IN ('day', 'morning', 'afternoon', 'night')),
    CONSTRAINT fk_handover_note_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE handover_note IS '交接班记录，只增不改';
COMMENT ON COLUMN handover_note.id IS '主键';
COMMENT ON COLUMN handover_note.unit_id IS '单位';
COMMENT ON COLUMN handover_note.duty_on IS '日期';
COMMENT ON COLUMN handover_note.shift IS '班次';
COMMENT ON COLUMN handover_note.text IS '交接事项';
COMMENT ON COLUMN handover_note.problem_ids IS '待回访事项';
COMMENT ON COLUMN handover_note.open_calls IS '待回访件数';
COMMENT ON COLUMN handover_note.open_questions IS '待代问件数';
COMMENT ON COLUMN handover_note.created_at IS '建立时间';
COMMENT ON COLUMN handover_note.created_by_id IS '建立人';
COMMENT ON COLUMN handover_note.updated_at IS '更新时间';
COMMENT ON COLUMN handover_note.row_version IS '版本号';
CREATE INDEX ix_handover_note_unit_id ON handover_note (unit_id, id);

CREATE TABLE idempotency (
    id BIGSERIAL NOT NULL,
    key VARCHAR(64) NOT NULL,
    location VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (id),
    CONSTRAINT uq_idempotency_key UNIQUE (key),
    CONSTRAINT fk_idempotency_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE idempotency IS '提交凭据：同一次提交只生效一次';
COMMENT ON COLUMN idempotency.id IS '主键';
COMMENT ON COLUMN idempotency.key IS '凭据';
COMMENT ON COLUMN idempotency.location IS '结果地址';
COMMENT ON COLUMN idempotency.created_at IS '建立时间';
COMMENT ON COLUMN idempotency.created_by_id IS '建立人';
COMMENT ON COLUMN idempotency.updated_at IS '更新时间';
COMMENT ON COLUMN idempotency.row_version IS '版本号';

CREATE TABLE identity_request (
    id BIGSERIAL NOT NULL,
    kind VARCHAR(10) NOT NULL,
    object_kind VARCHAR(20) NOT NULL,
    object_id BIGINT,
    items JSONB NOT NULL,
    purpose VARCHAR(12) NOT NULL,
    reason VARCHAR(200) NOT NULL,
    state VARCHAR(12) NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    refusal VARCHAR(200),
    expires_at TIMESTAMP WITHOUT TIME ZONE,
    used_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_identity_request PRIMARY KEY (id),
    CONSTRAINT ck_identity_request_two_people CHECK (decided_by_id IS NULL OR decided_by_id <> asked_by_id),
    CONSTRAINT ck_identity_request_decided CHECK (state = 'proposed' OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)),
    CONSTRAINT ck_identity_request_identityrequestkind CHECK (kind IN ('reveal', 'export')),
    CONSTRAINT ck_identity_request_revealpurpose CHECK (purpose IN ('callback', 'verify', 'notify', 'law')),
    CONSTRAINT ck_identity_request_identityrequeststate CHECK (state IN ('proposed', 'approved', 'refused', 'used')),
    CONSTRAINT fk_identity_request_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_identity_request_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_identity_request_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE identity_request IS '查看身份和导出个人信息的申请：一人提出，另一人批准，只用一次';
COMMENT ON COLUMN identity_request.id IS '主键';
COMMENT ON COLUMN identity_request.kind IS '申请';
COMMENT ON COLUMN identity_request.object_kind IS '对象';
COMMENT ON COLUMN identity_request.object_id IS '对象编号';
COMMENT ON COLUMN identity_request.items IS '事项清单';
COMMENT ON COLUMN identity_request.purpose IS '用途';
COMMENT ON COLUMN identity_request.reason IS '申请理由';
COMMENT ON COLUMN identity_request.state IS '状态';
COMMENT ON COLUMN identity_request.asked_by_id IS '申请人';
COMMENT ON COLUMN identity_request.asked_at IS '申请时间';
COMMENT ON COLUMN identity_request.decided_by_id IS '批准人';
COMMENT ON COLUMN identity_request.decided_at IS '批准时间';
COMMENT ON COLUMN identity_request.refusal IS '不同意的理由';
COMMENT ON COLUMN identity_request.expires_at IS '有效至';
COMMENT ON COLUMN identity_request.used_at IS '使用时间';
COMMENT ON COLUMN identity_request.created_at IS '建立时间';
COMMENT ON COLUMN identity_request.created_by_id IS '建立人';
COMMENT ON COLUMN identity_request.updated_at IS '更新时间';
COMMENT ON COLUMN identity_request.row_version IS '版本号';
CREATE INDEX ix_identity_request_asked_by_id ON identity_request (asked_by_id, asked_at);
CREATE INDEX ix_identity_request_object ON identity_request (object_kind, object_id);
CREATE INDEX ix_identity_request_state ON identity_request (state, asked_at);

CREATE TABLE integration_token (
    id BIGSERIAL NOT NULL,
    name VARCHAR(40) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    scopes JSONB NOT NULL,
    role VARCHAR(13) NOT NULL,
    unit_id BIGINT NOT NULL,
    expires_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITHOUT TIME ZONE,
    last_used_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_integration_token PRIMARY KEY (id),
    CONSTRAINT uq_integration_token_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_integration_token_role CHECK (role IN ('CLERK', 'AB_OFF', 'AB_LEAD', 'DC_INTAKE', 'DC_CASE', 'DC_LEAD', 'DC_INSP', 'TWN', 'VIL', 'DEPT', 'AUDIT', 'SEC', 'SYS')),
    CONSTRAINT fk_integration_token_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_integration_token_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE integration_token IS '对接令牌：其他系统读取接口用（仅存散列值）';
COMMENT ON COLUMN integration_token.id IS '主键';
COMMENT ON COLUMN integration_token.name IS '系统名称';
COMMENT ON COLUMN integration_token.token_hash IS '令牌散列';
COMMENT ON COLUMN integration_token.scopes IS '范围';
COMMENT ON COLUMN integration_token.role IS '按哪个岗位的范围';
COMMENT ON COLUMN integration_token.unit_id IS '按哪个单位的范围';
COMMENT ON COLUMN integration_token.expires_at IS '失效时间';
COMMENT ON COLUMN integration_token.revoked_at IS '撤销时间';
COMMENT ON COLUMN integration_token.last_used_at IS '最近使用';
COMMENT ON COLUMN integration_token.created_at IS '建立时间';
COMMENT ON COLUMN integration_token.created_by_id IS '建立人';
COMMENT ON COLUMN integration_token.updated_at IS '更新时间';
COMMENT ON COLUMN integration_token.row_version IS '版本号';

CREATE TABLE interference_record (
    id BIGSERIAL NOT NULL,
    uid VARCHAR(32) NOT NULL,
    key_version INTEGER NOT NULL,
    wrapped_key BYTEA NOT NULL,
    asker_sealed BYTEA NOT NULL,
    item_sealed BYTEA NOT NULL,
    content_sealed BYTEA NOT NULL,
    kind VARCHAR(12) NOT NULL,
    way VARCHAR(11) NOT NULL,
    happened_on DATE NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_interference_record PRIMARY KEY (id),
    CONSTRAINT uq_interference_record_uid UNIQUE (uid),
    CONSTRAINT ck_interference_record_interferencekind CHECK (kind IN ('inquiry', 'plea', 'pressure')),
    CONSTRAINT ck_interference_record_interferenceway CHECK (way IN ('face', 'phone', 'message', 'others', 'paper')),
    CONSTRAINT fk_interference_record_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_interference_record_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE interference_record IS '打听案情、说情干预记录：密件，只增不改';
COMMENT ON COLUMN interference_record.id IS '主键';
COMMENT ON COLUMN interference_record.uid IS '随机标识';
COMMENT ON COLUMN interference_record.key_version IS '密钥版本';
COMMENT ON COLUMN interference_record.wrapped_key IS '行密钥（已加密）';
COMMENT ON COLUMN interference_record.asker_sealed IS '何人（密文）';
COMMENT ON COLUMN interference_record.item_sealed IS '何事（密文）';
COMMENT ON COLUMN interference_record.content_sealed IS '经过（密文）';
COMMENT ON COLUMN interference_record.kind IS '情形';
COMMENT ON COLUMN interference_record.way IS '方式';
COMMENT ON COLUMN interference_record.happened_on IS '日期';
COMMENT ON COLUMN interference_record.recorded_by_id IS '记录人';
COMMENT ON COLUMN interference_record.created_at IS '建立时间';
COMMENT ON COLUMN interference_record.created_by_id IS '建立人';
COMMENT ON COLUMN interference_record.updated_at IS '更新时间';
COMMENT ON COLUMN interference_record.row_version IS '版本号';

CREATE TABLE login_step (
    id BIGSERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    kind VARCHAR(9) NOT NULL,
    epoch INTEGER NOT NULL,
    ends_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    done_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_login_step PRIMARY KEY (id),
    CONSTRAINT fk_login_step_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT uq_login_step_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_login_step_loginstepkind CHECK (kind IN ('code', 'enrol')),
    CONSTRAINT fk_login_step_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE login_step IS '登录第二步：密码已对，等待动态口令';
COMMENT ON COLUMN login_step.id IS '主键';
COMMENT ON COLUMN login_step.account_id IS '账号';
COMMENT ON COLUMN login_step.token_hash IS '令牌散列';
COMMENT ON COLUMN login_step.kind IS '等待什么';
COMMENT ON COLUMN login_step.epoch IS '会话代次';
COMMENT ON COLUMN login_step.ends_at IS '最迟失效';
COMMENT ON COLUMN login_step.done_at IS '已结束';
COMMENT ON COLUMN login_step.created_at IS '建立时间';
COMMENT ON COLUMN login_step.created_by_id IS '建立人';
COMMENT ON COLUMN login_step.updated_at IS '更新时间';
COMMENT ON COLUMN login_step.row_version IS '版本号';
CREATE INDEX ix_login_step_account_id ON login_step (account_id);

CREATE TABLE meeting (
    id BIGSERIAL NOT NULL,
    kind VARCHAR(10) NOT NULL,
    title VARCHAR(100) NOT NULL,
    held_on DATE NOT NULL,
    place VARCHAR(60) NOT NULL,
    host_unit_id BIGINT NOT NULL,
    unit_ids JSONB NOT NULL,
    attendees TEXT NOT NULL,
    decision TEXT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_meeting PRIMARY KEY (id),
    CONSTRAINT ck_meeting_meetingkind CHECK (kind IN ('push', 'onsite', 'forum')),
    CONSTRAINT fk_meeting_host_unit_id FOREIGN KEY(host_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_meeting_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE meeting IS '推进会、现场会、座谈会';
COMMENT ON COLUMN meeting.id IS '主键';
COMMENT ON COLUMN meeting.kind IS '会议类别';
COMMENT ON COLUMN meeting.title IS '名称';
COMMENT ON COLUMN meeting.held_on IS '日期';
COMMENT ON COLUMN meeting.place IS '地点';
COMMENT ON COLUMN meeting.host_unit_id IS '召集单位';
COMMENT ON COLUMN meeting.unit_ids IS '参加单位';
COMMENT ON COLUMN meeting.attendees IS '参加人';
COMMENT ON COLUMN meeting.decision IS '议定事项';
COMMENT ON COLUMN meeting.created_at IS '建立时间';
COMMENT ON COLUMN meeting.created_by_id IS '建立人';
COMMENT ON COLUMN meeting.updated_at IS '更新时间';
COMMENT ON COLUMN meeting.row_version IS '版本号';
CREATE INDEX ix_meeting_held_on ON meeting (held_on);

CREATE TABLE outbox (
    id BIGSERIAL NOT NULL,
    channel VARCHAR(13) NOT NULL,
    template VARCHAR(40) NOT NULL,
    unit_id BIGINT,
    account_id INTEGER,
    payload JSONB NOT NULL,
    state VARCHAR(11) NOT NULL,
    tries INTEGER NOT NULL,
    next_try_at TIMESTAMP WITHOUT TIME ZONE,
    dedupe_key VARCHAR(120) NOT NULL,
    reason VARCHAR(40),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT ck_outbox_outboxchannel CHECK (channel IN ('in_app', 'sms', 'call_task')),
    CONSTRAINT fk_outbox_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_outbox_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_outbox_outboxstate CHECK (state IN ('waiting', 'sent', 'failed')),
    CONSTRAINT uq_outbox_dedupe_key UNIQUE (dedupe_key),
    CONSTRAINT fk_outbox_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE outbox IS '通知发件箱';
COMMENT ON COLUMN outbox.id IS '主键';
COMMENT ON COLUMN outbox.channel IS '渠道';
COMMENT ON COLUMN outbox.template IS '模板';
COMMENT ON COLUMN outbox.unit_id IS '接收单位';
COMMENT ON COLUMN outbox.account_id IS '接收人';
COMMENT ON COLUMN outbox.payload IS '内容';
COMMENT ON COLUMN outbox.state IS '状态';
COMMENT ON COLUMN outbox.tries IS '尝试次数';
COMMENT ON COLUMN outbox.next_try_at IS '下次发送';
COMMENT ON COLUMN outbox.dedupe_key IS '去重键';
COMMENT ON COLUMN outbox.reason IS '未送出的原因：网关的回答或断开的种类，没有文字';
COMMENT ON COLUMN outbox.created_at IS '建立时间';
COMMENT ON COLUMN outbox.created_by_id IS '建立人';
COMMENT ON COLUMN outbox.updated_at IS '更新时间';
COMMENT ON COLUMN outbox.row_version IS '版本号';
CREATE INDEX ix_outbox_account_id ON outbox (account_id, created_at);
CREATE INDEX ix_outbox_state_next_try_at ON outbox (state, next_try_at);
CREATE INDEX ix_outbox_unit_id ON outbox (unit_id, created_at);

CREATE TABLE parameter (
    id BIGSERIAL NOT NULL,
    key VARCHAR(60) NOT NULL,
    label VARCHAR(120) NOT NULL,
    value VARCHAR(200) NOT NULL,
    unit VARCHAR(20) NOT NULL,
    type VARCHAR(11) NOT NULL,
    needs_approval BOOLEAN NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_parameter PRIMARY KEY (id),
    CONSTRAINT uq_parameter_key UNIQUE (key),
    CONSTRAINT ck_parameter_parametertype CHECK (type IN ('integer', 'text', 'boolean')),
    CONSTRAINT fk_parameter_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE parameter IS '参数（办理时限等）';
COMMENT ON COLUMN parameter.id IS '主键';
COMMENT ON COLUMN parameter.key IS '参数';
COMMENT ON COLUMN parameter.label IS '说明';
COMMENT ON COLUMN parameter.value IS '值';
COMMENT ON COLUMN parameter.unit IS '单位';
COMMENT ON COLUMN parameter.type IS '类型';
COMMENT ON COLUMN parameter.needs_approval IS '须领导批准';
COMMENT ON COLUMN parameter.created_at IS '建立时间';
COMMENT ON COLUMN parameter.created_by_id IS '建立人';
COMMENT ON COLUMN parameter.updated_at IS '更新时间';
COMMENT ON COLUMN parameter.row_version IS '版本号';

CREATE TABLE password_history (
    id BIGSERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    password_hash VARCHAR(256) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_password_history PRIMARY KEY (id),
    CONSTRAINT fk_password_history_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_password_history_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE password_history IS '用过的密码（仅存散列值）';
COMMENT ON COLUMN password_history.id IS '主键';
COMMENT ON COLUMN password_history.account_id IS '账号';
COMMENT ON COLUMN password_history.password_hash IS '密码散列';
COMMENT ON COLUMN password_history.created_at IS '建立时间';
COMMENT ON COLUMN password_history.created_by_id IS '建立人';
COMMENT ON COLUMN password_history.updated_at IS '更新时间';
COMMENT ON COLUMN password_history.row_version IS '版本号';
CREATE INDEX ix_password_history_account_id ON password_history (account_id);

CREATE TABLE pending_change (
    id BIGSERIAL NOT NULL,
    table_name VARCHAR(40) NOT NULL,
    row_id BIGINT,
    values JSONB NOT NULL,
    before JSONB NOT NULL,
    version INTEGER NOT NULL,
    state VARCHAR(12) NOT NULL,
    proposed_by_id INTEGER NOT NULL,
    proposed_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    approved_by_id INTEGER,
    applied_at TIMESTAMP WITHOUT TIME ZONE,
    refusal VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_pending_change PRIMARY KEY (id),
    CONSTRAINT ck_pending_change_two_people CHECK (approved_by_id IS NULL OR approved_by_id <> proposed_by_id),
    CONSTRAINT ck_pending_change_pendingstate CHECK (state IN ('proposed', 'approved', 'refused', 'stale')),
    CONSTRAINT fk_pending_change_proposed_by_id FOREIGN KEY(proposed_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pending_change_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pending_change_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE pending_change IS '待批准的修改（双人）';
COMMENT ON COLUMN pending_change.id IS '主键';
COMMENT ON COLUMN pending_change.table_name IS '表';
COMMENT ON COLUMN pending_change.row_id IS '行';
COMMENT ON COLUMN pending_change.values IS '修改内容';
COMMENT ON COLUMN pending_change.before IS '原内容';
COMMENT ON COLUMN pending_change.version IS '依据版本';
COMMENT ON COLUMN pending_change.state IS '状态';
COMMENT ON COLUMN pending_change.proposed_by_id IS '提出人';
COMMENT ON COLUMN pending_change.proposed_at IS '提出时间';
COMMENT ON COLUMN pending_change.approved_by_id IS '批准人';
COMMENT ON COLUMN pending_change.applied_at IS '生效时间';
COMMENT ON COLUMN pending_change.refusal IS '不同意的理由';
COMMENT ON COLUMN pending_change.created_at IS '建立时间';
COMMENT ON COLUMN pending_change.created_by_id IS '建立人';
COMMENT ON COLUMN pending_change.updated_at IS '更新时间';
COMMENT ON COLUMN pending_change.row_version IS '版本号';
CREATE INDEX ix_pending_change_state ON pending_change (state, proposed_at);

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
    tries INTEGER,
    note VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_print_job PRIMARY KEY (id),
    CONSTRAINT ck_print_job_progress CHECK (done >= 0 AND done <= total),
    CONSTRAINT ck_print_job_done_has_file CHECK (state <> 'done' OR sha256 IS NOT NULL),
    CONSTRAINT ck_print_job_printkind CHECK (kind IN ('placards', 'papers', 'paper_files', 'drafts')),
    CONSTRAINT fk_print_job_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_print_job_printstate CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
    CONSTRAINT fk_print_job_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE print_job IS '批量制作：后台生成，有进度，可取消';
COMMENT ON COLUMN print_job.id IS '主键';
COMMENT ON COLUMN print_job.kind IS '类别';
COMMENT ON COLUMN print_job.title IS '名称';
COMMENT ON COLUMN print_job.account_id IS '制作人';
COMMENT ON COLUMN print_job.facts IS '内容';
COMMENT ON COLUMN print_job.total IS '总数';
COMMENT ON COLUMN print_job.done IS '已完成';
COMMENT ON COLUMN print_job.state IS '状态';
COMMENT ON COLUMN print_job.lease_until IS '占用至';
COMMENT ON COLUMN print_job.sha256 IS '内容散列';
COMMENT ON COLUMN print_job.ended_at IS '结束时间';
COMMENT ON COLUMN print_job.tries IS '制作次数';
COMMENT ON COLUMN print_job.note IS '说明：没有做成的原因，或没有印上的码';
COMMENT ON COLUMN print_job.created_at IS '建立时间';
COMMENT ON COLUMN print_job.created_by_id IS '建立人';
COMMENT ON COLUMN print_job.updated_at IS '更新时间';
COMMENT ON COLUMN print_job.row_version IS '版本号';
CREATE INDEX ix_print_job_state ON print_job (state, id);

CREATE TABLE public_document (
    id BIGSERIAL NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    state VARCHAR(11) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_public_document PRIMARY KEY (id),
    CONSTRAINT uq_public_document_code_hash UNIQUE (code_hash),
    CONSTRAINT ck_public_document_publicstanding CHECK (state IN ('genuine', 'void')),
    CONSTRAINT fk_public_document_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE public_document IS '公文核验：公众端唯一可读的公文状态，只凭纸上的核验码查到';
COMMENT ON COLUMN public_document.id IS '主键';
COMMENT ON COLUMN public_document.code_hash IS '核验码散列';
COMMENT ON COLUMN public_document.state IS '状态';
COMMENT ON COLUMN public_document.created_at IS '建立时间';
COMMENT ON COLUMN public_document.created_by_id IS '建立人';
COMMENT ON COLUMN public_document.updated_at IS '更新时间';
COMMENT ON COLUMN public_document.row_version IS '版本号';

CREATE TABLE public_status (
    id BIGSERIAL NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    state VARCHAR(20) NOT NULL,
    reply TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_public_status PRIMARY KEY (id),
    CONSTRAINT uq_public_status_code_hash UNIQUE (code_hash),
    CONSTRAINT ck_public_status_problemstate CHECK (state IN ('registered', 'pending_decision', 'assigned', 'in_progress', 'suspended', 'submitted', 'pending_feedback', 'closed', 'archived', 'rejected', 'transferred_out', 'merged', 'withdrawn')),
    CONSTRAINT fk_public_status_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE public_status IS '公开进度：公众端唯一可读的办理状态';
COMMENT ON COLUMN public_status.id IS '主键';
COMMENT ON COLUMN public_status.code_hash IS '查询码散列';
COMMENT ON COLUMN public_status.state IS '状态';
COMMENT ON COLUMN public_status.reply IS '答复';
COMMENT ON COLUMN public_status.created_at IS '建立时间';
COMMENT ON COLUMN public_status.created_by_id IS '建立人';
COMMENT ON COLUMN public_status.updated_at IS '更新时间';
COMMENT ON COLUMN public_status.row_version IS '版本号';

CREATE TABLE recovery_code (
    id BIGSERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    used_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_recovery_code PRIMARY KEY (id),
    CONSTRAINT fk_recovery_code_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT uq_recovery_code_code_hash UNIQUE (code_hash),
    CONSTRAINT fk_recovery_code_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE recovery_code IS '恢复码（仅存散列值，每个只能用一次）';
COMMENT ON COLUMN recovery_code.id IS '主键';
COMMENT ON COLUMN recovery_code.account_id IS '账号';
COMMENT ON COLUMN recovery_code.code_hash IS '恢复码散列';
COMMENT ON COLUMN recovery_code.used_at IS '用过或作废';
COMMENT ON COLUMN recovery_code.created_at IS '建立时间';
COMMENT ON COLUMN recovery_code.created_by_id IS '建立人';
COMMENT ON COLUMN recovery_code.updated_at IS '更新时间';
COMMENT ON COLUMN recovery_code.row_version IS '版本号';
CREATE INDEX ix_recovery_code_account_id ON recovery_code (account_id);

CREATE TABLE region_change (
    id BIGSERIAL NOT NULL,
    old_code VARCHAR(12) NOT NULL,
    new_code VARCHAR(12) NOT NULL,
    kind VARCHAR(10) NOT NULL,
    effective_on DATE NOT NULL,
    note VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_region_change PRIMARY KEY (id),
    CONSTRAINT uq_region_change_old_code_new_code UNIQUE (old_code, new_code),
    CONSTRAINT fk_region_change_old_code FOREIGN KEY(old_code) REFERENCES region (code) ON DELETE RESTRICT,
    CONSTRAINT fk_region_change_new_code FOREIGN KEY(new_code) REFERENCES region (code) ON DELETE RESTRICT,
    CONSTRAINT ck_region_change_changekind CHECK (kind IN ('recode', 'rename', 'merge', 'split')),
    CONSTRAINT fk_region_change_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE region_change IS '区划代码变更对照';
COMMENT ON COLUMN region_change.id IS '主键';
COMMENT ON COLUMN region_change.old_code IS '原代码';
COMMENT ON COLUMN region_change.new_code IS '新代码';
COMMENT ON COLUMN region_change.kind IS '变更类型';
COMMENT ON COLUMN region_change.effective_on IS '生效日期';
COMMENT ON COLUMN region_change.note IS '说明';
COMMENT ON COLUMN region_change.created_at IS '建立时间';
COMMENT ON COLUMN region_change.created_by_id IS '建立人';
COMMENT ON COLUMN region_change.updated_at IS '更新时间';
COMMENT ON COLUMN region_change.row_version IS '版本号';
CREATE INDEX ix_region_change_new_code ON region_change (new_code);

CREATE TABLE role_assignment (
    id BIGSERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    role VARCHAR(13) NOT NULL,
    unit_id BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    ended_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_role_assignment PRIMARY KEY (id),
    CONSTRAINT uq_role_assignment_account_id_role_unit_id_valid_from UNIQUE (account_id, role, unit_id, valid_from),
    CONSTRAINT ck_role_assignment_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT fk_role_assignment_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_role_assignment_role CHECK (role IN ('CLERK', 'AB_OFF', 'AB_LEAD', 'DC_INTAKE', 'DC_CASE', 'DC_LEAD', 'DC_INSP', 'TWN', 'VIL', 'DEPT', 'AUDIT', 'SEC', 'SYS')),
    CONSTRAINT fk_role_assignment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_role_assignment_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE role_assignment IS '账号的角色授予';
COMMENT ON COLUMN role_assignment.id IS '主键';
COMMENT ON COLUMN role_assignment.account_id IS '账号';
COMMENT ON COLUMN role_assignment.role IS '角色';
COMMENT ON COLUMN role_assignment.unit_id IS '单位';
COMMENT ON COLUMN role_assignment.valid_from IS '起始日期';
COMMENT ON COLUMN role_assignment.valid_to IS '截止日期';
COMMENT ON COLUMN role_assignment.ended_at IS '收回时间';
COMMENT ON COLUMN role_assignment.created_at IS '建立时间';
COMMENT ON COLUMN role_assignment.created_by_id IS '建立人';
COMMENT ON COLUMN role_assignment.updated_at IS '更新时间';
COMMENT ON COLUMN role_assignment.row_version IS '版本号';
CREATE INDEX ix_role_assignment_account_id ON role_assignment (account_id);

CREATE TABLE saved_filter (
    id BIGSERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    table_name VARCHAR(40) NOT NULL,
    name VARCHAR(30) NOT NULL,
    query JSONB NOT NULL,
    retired_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_saved_filter PRIMARY KEY (id),
    CONSTRAINT uq_saved_filter_account_id_table_name_name UNIQUE (account_id, table_name, name),
    CONSTRAINT fk_saved_filter_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_saved_filter_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE saved_filter IS '我的筛选';
COMMENT ON COLUMN saved_filter.id IS '主键';
COMMENT ON COLUMN saved_filter.account_id IS '账号';
COMMENT ON COLUMN saved_filter.table_name IS '列表';
COMMENT ON COLUMN saved_filter.name IS '名称';
COMMENT ON COLUMN saved_filter.query IS '条件';
COMMENT ON COLUMN saved_filter.retired_at IS '停用时间';
COMMENT ON COLUMN saved_filter.created_at IS '建立时间';
COMMENT ON COLUMN saved_filter.created_by_id IS '建立人';
COMMENT ON COLUMN saved_filter.updated_at IS '更新时间';
COMMENT ON COLUMN saved_filter.row_version IS '版本号';

CREATE TABLE scoring_rule (
    id BIGSERIAL NOT NULL,
    version INTEGER NOT NULL,
    valid_from DATE NOT NULL,
    level_points JSONB NOT NULL,
    weights JSONB NOT NULL,
    min_sample JSONB NOT NULL,
    deductions JSONB NOT NULL,
    note VARCHAR(200) NOT NULL,
    state VARCHAR(12) NOT NULL,
    drafted_by_id INTEGER NOT NULL,
    approved_by_id INTEGER,
    approved_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_scoring_rule PRIMARY KEY (id),
    CONSTRAINT ck_scoring_rule_version CHECK (version > 0),
    CONSTRAINT ck_scoring_rule_second_person CHECK (approved_by_id <> drafted_by_id),
    CONSTRAINT ck_scoring_rule_approved CHECK ((state = 'approved') = (approved_at IS NOT NULL) AND (approved_by_id IS NULL) = (approved_at IS NULL)),
    CONSTRAINT uq_scoring_rule_version UNIQUE (version),
    CONSTRAINT ck_scoring_rule_rulestate CHECK (state IN ('draft', 'approved')),
    CONSTRAINT fk_scoring_rule_drafted_by_id FOREIGN KEY(drafted_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_scoring_rule_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_scoring_rule_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE scoring_rule IS '评分办法：一版一行，批准后不再修改，改动另起一版';
COMMENT ON COLUMN scoring_rule.id IS '主键';
COMMENT ON COLUMN scoring_rule.version IS '版本';
COMMENT ON COLUMN scoring_rule.valid_from IS '从哪个月起：月份的第一天；以前的月份仍按原来的版本';
COMMENT ON COLUMN scoring_rule.level_points IS '各档分值';
COMMENT ON COLUMN scoring_rule.weights IS '各部分权重：合计 100';
COMMENT ON COLUMN scoring_rule.min_sample IS '最少评价数：不足的不排名';
COMMENT ON COLUMN scoring_rule.deductions IS '每次扣分';
COMMENT ON COLUMN scoring_rule.note IS '修改说明';
COMMENT ON COLUMN scoring_rule.state IS '状态';
COMMENT ON COLUMN scoring_rule.drafted_by_id IS '起草人';
COMMENT ON COLUMN scoring_rule.approved_by_id IS '批准人';
COMMENT ON COLUMN scoring_rule.approved_at IS '批准时间';
COMMENT ON COLUMN scoring_rule.created_at IS '建立时间';
COMMENT ON COLUMN scoring_rule.created_by_id IS '建立人';
COMMENT ON COLUMN scoring_rule.updated_at IS '更新时间';
COMMENT ON COLUMN scoring_rule.row_version IS '版本号';

CREATE TABLE second_factor (
    id BIGSERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    uid VARCHAR(32) NOT NULL,
    key_version INTEGER NOT NULL,
    wrapped_key BYTEA,
    secret_sealed BYTEA,
    confirmed_at TIMESTAMP WITHOUT TIME ZONE,
    last_step BIGINT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_second_factor PRIMARY KEY (id),
    CONSTRAINT uq_second_factor_account_id UNIQUE (account_id),
    CONSTRAINT fk_second_factor_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_second_factor_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE second_factor IS '动态口令（密钥加密保存）';
COMMENT ON COLUMN second_factor.id IS '主键';
COMMENT ON COLUMN second_factor.account_id IS '账号';
COMMENT ON COLUMN second_factor.uid IS '加密标识';
COMMENT ON COLUMN second_factor.key_version IS '密钥版本';
COMMENT ON COLUMN second_factor.wrapped_key IS '行密钥（已加密）';
COMMENT ON COLUMN second_factor.secret_sealed IS '动态口令密钥（密文）';
COMMENT ON COLUMN second_factor.confirmed_at IS '绑定时间';
COMMENT ON COLUMN second_factor.last_step IS '最近用过的时间段：同一口令不能用两次';
COMMENT ON COLUMN second_factor.created_at IS '建立时间';
COMMENT ON COLUMN second_factor.created_by_id IS '建立人';
COMMENT ON COLUMN second_factor.updated_at IS '更新时间';
COMMENT ON COLUMN second_factor.row_version IS '版本号';

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
);
COMMENT ON TABLE service_item IS '政务服务事项目录（GB/T 39046-2020：基本编码不超过10位，实施编码不超过24位）';
COMMENT ON COLUMN service_item.id IS '主键';
COMMENT ON COLUMN service_item.basic_code IS '基本编码';
COMMENT ON COLUMN service_item.impl_code IS '实施编码';
COMMENT ON COLUMN service_item.name IS '事项名称';
COMMENT ON COLUMN service_item.pinyin_initials IS '拼音首字母';
COMMENT ON COLUMN service_item.unit_id IS '实施单位';
COMMENT ON COLUMN service_item.item_type IS '事项类型';
COMMENT ON COLUMN service_item.kind IS '办件类型';
COMMENT ON COLUMN service_item.legal_basis IS '设定依据';
COMMENT ON COLUMN service_item.statutory_days IS '法定时限（工作日）';
COMMENT ON COLUMN service_item.promised_days IS '承诺时限（工作日）';
COMMENT ON COLUMN service_item.is_online IS '可网办';
COMMENT ON COLUMN service_item.trips_max IS '最多跑几趟';
COMMENT ON COLUMN service_item.fee_basis IS '收费依据';
COMMENT ON COLUMN service_item.version IS '版本';
COMMENT ON COLUMN service_item.effective_from IS '生效日期';
COMMENT ON COLUMN service_item.effective_to IS '失效日期';
COMMENT ON COLUMN service_item.status IS '状态';
COMMENT ON COLUMN service_item.created_at IS '建立时间';
COMMENT ON COLUMN service_item.created_by_id IS '建立人';
COMMENT ON COLUMN service_item.updated_at IS '更新时间';
COMMENT ON COLUMN service_item.row_version IS '版本号';
CREATE INDEX ix_service_item_unit_id ON service_item (unit_id, status);

CREATE TABLE service_window (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    no VARCHAR(10) NOT NULL,
    name VARCHAR(60) NOT NULL,
    kind VARCHAR(21) NOT NULL,
    open_schedule VARCHAR(80) NOT NULL,
    status VARCHAR(11) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_service_window PRIMARY KEY (id),
    CONSTRAINT uq_service_window_unit_id_no UNIQUE (unit_id, no),
    CONSTRAINT fk_service_window_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_service_window_windowkind CHECK (kind IN ('normal', 'comprehensive', 'unresolved_matter')),
    CONSTRAINT ck_service_window_recordstatus CHECK (status IN ('active', 'retired')),
    CONSTRAINT fk_service_window_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE service_window IS '服务窗口';
COMMENT ON COLUMN service_window.id IS '主键';
COMMENT ON COLUMN service_window.unit_id IS '单位';
COMMENT ON COLUMN service_window.no IS '窗口号';
COMMENT ON COLUMN service_window.name IS '窗口名称';
COMMENT ON COLUMN service_window.kind IS '窗口类别';
COMMENT ON COLUMN service_window.open_schedule IS '开放时间';
COMMENT ON COLUMN service_window.status IS '状态';
COMMENT ON COLUMN service_window.created_at IS '建立时间';
COMMENT ON COLUMN service_window.created_by_id IS '建立人';
COMMENT ON COLUMN service_window.updated_at IS '更新时间';
COMMENT ON COLUMN service_window.row_version IS '版本号';

CREATE TABLE staff (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    staff_no VARCHAR(20) NOT NULL,
    name VARCHAR(40) NOT NULL,
    post VARCHAR(40) NOT NULL,
    is_public_official BOOLEAN NOT NULL,
    status VARCHAR(11) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (id),
    CONSTRAINT uq_staff_unit_id_staff_no UNIQUE (unit_id, staff_no),
    CONSTRAINT fk_staff_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_staff_recordstatus CHECK (status IN ('active', 'retired')),
    CONSTRAINT fk_staff_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE staff IS '窗口及站点工作人员';
COMMENT ON COLUMN staff.id IS '主键';
COMMENT ON COLUMN staff.unit_id IS '单位';
COMMENT ON COLUMN staff.staff_no IS '工号';
COMMENT ON COLUMN staff.name IS '姓名';
COMMENT ON COLUMN staff.post IS '岗位';
COMMENT ON COLUMN staff.is_public_official IS '公职人员';
COMMENT ON COLUMN staff.status IS '状态';
COMMENT ON COLUMN staff.created_at IS '建立时间';
COMMENT ON COLUMN staff.created_by_id IS '建立人';
COMMENT ON COLUMN staff.updated_at IS '更新时间';
COMMENT ON COLUMN staff.row_version IS '版本号';

CREATE TABLE stand_in (
    id BIGSERIAL NOT NULL,
    from_account_id INTEGER NOT NULL,
    to_account_id INTEGER NOT NULL,
    role VARCHAR(13) NOT NULL,
    unit_id BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    reason VARCHAR(100) NOT NULL,
    ended_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_stand_in PRIMARY KEY (id),
    CONSTRAINT ck_stand_in_somebody_else CHECK (from_account_id <> to_account_id),
    CONSTRAINT ck_stand_in_validity CHECK (valid_to >= valid_from),
    CONSTRAINT fk_stand_in_from_account_id FOREIGN KEY(from_account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stand_in_to_account_id FOREIGN KEY(to_account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_stand_in_role CHECK (role IN ('CLERK', 'AB_OFF', 'AB_LEAD', 'DC_INTAKE', 'DC_CASE', 'DC_LEAD', 'DC_INSP', 'TWN', 'VIL', 'DEPT', 'AUDIT', 'SEC', 'SYS')),
    CONSTRAINT fk_stand_in_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stand_in_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE stand_in IS '代理：同单位的人限期代行一个岗位';
COMMENT ON COLUMN stand_in.id IS '主键';
COMMENT ON COLUMN stand_in.from_account_id IS '委托人';
COMMENT ON COLUMN stand_in.to_account_id IS '代理人';
COMMENT ON COLUMN stand_in.role IS '岗位';
COMMENT ON COLUMN stand_in.unit_id IS '单位';
COMMENT ON COLUMN stand_in.valid_from IS '起始日期';
COMMENT ON COLUMN stand_in.valid_to IS '截止日期';
COMMENT ON COLUMN stand_in.reason IS '事由';
COMMENT ON COLUMN stand_in.ended_at IS '提前结束';
COMMENT ON COLUMN stand_in.created_at IS '建立时间';
COMMENT ON COLUMN stand_in.created_by_id IS '建立人';
COMMENT ON COLUMN stand_in.updated_at IS '更新时间';
COMMENT ON COLUMN stand_in.row_version IS '版本号';
CREATE INDEX ix_stand_in_from_account_id ON stand_in (from_account_id);
CREATE INDEX ix_stand_in_to_account_id ON stand_in (to_account_id);

CREATE TABLE stop_count (
    id BIGSERIAL NOT NULL,
    day DATE NOT NULL,
    n INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_stop_count PRIMARY KEY (id),
    CONSTRAINT ck_stop_count_moved CHECK (n >= moved),
    CONSTRAINT uq_stop_count_day UNIQUE (day),
    CONSTRAINT fk_stop_count_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE stop_count IS '群众入口当天提示线下径送的次数：只有数，别的都不存';
COMMENT ON COLUMN stop_count.id IS '主键';
COMMENT ON COLUMN stop_count.day IS '日期';
COMMENT ON COLUMN stop_count.n IS '次数';
COMMENT ON COLUMN stop_count.moved IS '已转入';
COMMENT ON COLUMN stop_count.created_at IS '建立时间';
COMMENT ON COLUMN stop_count.created_by_id IS '建立人';
COMMENT ON COLUMN stop_count.updated_at IS '更新时间';
COMMENT ON COLUMN stop_count.row_version IS '版本号';

CREATE TABLE superior_handover_count (
    id BIGSERIAL NOT NULL,
    "on" DATE NOT NULL,
    n INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_superior_handover_count PRIMARY KEY (id),
    CONSTRAINT ck_superior_handover_count_positive CHECK (n > 0),
    CONSTRAINT uq_superior_handover_count_on UNIQUE ("on"),
    CONSTRAINT fk_superior_handover_count_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE superior_handover_count IS '涉上级管理干部、线下径送的件数：每天一个数，别的都不存';
COMMENT ON COLUMN superior_handover_count.id IS '主键';
COMMENT ON COLUMN superior_handover_count."on" IS '日期';
COMMENT ON COLUMN superior_handover_count.n IS '件数';
COMMENT ON COLUMN superior_handover_count.created_at IS '建立时间';
COMMENT ON COLUMN superior_handover_count.created_by_id IS '建立人';
COMMENT ON COLUMN superior_handover_count.updated_at IS '更新时间';
COMMENT ON COLUMN superior_handover_count.row_version IS '版本号';

CREATE TABLE supervised_by (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    inspection_unit_id BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_supervised_by PRIMARY KEY (id),
    CONSTRAINT uq_supervised_by_unit_id_inspection_unit_id_valid_from UNIQUE (unit_id, inspection_unit_id, valid_from),
    CONSTRAINT ck_supervised_by_not_itself CHECK (unit_id <> inspection_unit_id),
    CONSTRAINT fk_supervised_by_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_supervised_by_inspection_unit_id FOREIGN KEY(inspection_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_supervised_by_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE supervised_by IS '监督检查室、派驻组联系监督的单位';
COMMENT ON COLUMN supervised_by.id IS '主键';
COMMENT ON COLUMN supervised_by.unit_id IS '单位';
COMMENT ON COLUMN supervised_by.inspection_unit_id IS '监督单位';
COMMENT ON COLUMN supervised_by.valid_from IS '起始日期';
COMMENT ON COLUMN supervised_by.valid_to IS '截止日期';
COMMENT ON COLUMN supervised_by.created_at IS '建立时间';
COMMENT ON COLUMN supervised_by.created_by_id IS '建立人';
COMMENT ON COLUMN supervised_by.updated_at IS '更新时间';
COMMENT ON COLUMN supervised_by.row_version IS '版本号';
CREATE INDEX ix_supervised_by_inspection_unit_id ON supervised_by (inspection_unit_id);
CREATE INDEX ix_supervised_by_unit_id ON supervised_by (unit_id);

CREATE TABLE survey (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    title VARCHAR(100) NOT NULL,
    frame VARCHAR(200) NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_survey PRIMARY KEY (id),
    CONSTRAINT ck_survey_span CHECK (until_on >= from_on),
    CONSTRAINT fk_survey_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_survey_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE survey IS '问卷：题目、调查范围、起止日期';
COMMENT ON COLUMN survey.id IS '主键';
COMMENT ON COLUMN survey.unit_id IS '组织单位';
COMMENT ON COLUMN survey.title IS '名称';
COMMENT ON COLUMN survey.frame IS '调查范围';
COMMENT ON COLUMN survey.from_on IS '开始日期';
COMMENT ON COLUMN survey.until_on IS '结束日期';
COMMENT ON COLUMN survey.created_at IS '建立时间';
COMMENT ON COLUMN survey.created_by_id IS '建立人';
COMMENT ON COLUMN survey.updated_at IS '更新时间';
COMMENT ON COLUMN survey.row_version IS '版本号';
CREATE INDEX ix_survey_unit_id ON survey (unit_id, from_on);

CREATE TABLE unit_duty (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    duty_code VARCHAR(30) NOT NULL,
    title VARCHAR(120) NOT NULL,
    domain VARCHAR(40),
    basis VARCHAR(200) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_unit_duty PRIMARY KEY (id),
    CONSTRAINT uq_unit_duty_unit_id_duty_code UNIQUE (unit_id, duty_code),
    CONSTRAINT ck_unit_duty_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT fk_unit_duty_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_unit_duty_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE unit_duty IS '履职事项清单（国办函〔2025〕66号）：交办乡镇、村须有依据';
COMMENT ON COLUMN unit_duty.id IS '主键';
COMMENT ON COLUMN unit_duty.unit_id IS '单位';
COMMENT ON COLUMN unit_duty.duty_code IS '事项代码';
COMMENT ON COLUMN unit_duty.title IS '履职事项';
COMMENT ON COLUMN unit_duty.domain IS '问题领域';
COMMENT ON COLUMN unit_duty.basis IS '依据';
COMMENT ON COLUMN unit_duty.valid_from IS '启用日期';
COMMENT ON COLUMN unit_duty.valid_to IS '停用日期';
COMMENT ON COLUMN unit_duty.created_at IS '建立时间';
COMMENT ON COLUMN unit_duty.created_by_id IS '建立人';
COMMENT ON COLUMN unit_duty.updated_at IS '更新时间';
COMMENT ON COLUMN unit_duty.row_version IS '版本号';
CREATE INDEX ix_unit_duty_unit_id_domain ON unit_duty (unit_id, domain);

CREATE TABLE user_session (
    id BIGSERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    epoch INTEGER NOT NULL,
    last_seen_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_user_session PRIMARY KEY (id),
    CONSTRAINT fk_user_session_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT uq_user_session_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_user_session_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE user_session IS '登录会话（仅存令牌的散列值）';
COMMENT ON COLUMN user_session.id IS '主键';
COMMENT ON COLUMN user_session.account_id IS '账号';
COMMENT ON COLUMN user_session.token_hash IS '令牌散列';
COMMENT ON COLUMN user_session.epoch IS '会话代次';
COMMENT ON COLUMN user_session.last_seen_at IS '最近活动';
COMMENT ON COLUMN user_session.ends_at IS '最迟失效';
COMMENT ON COLUMN user_session.ended_at IS '已结束';
COMMENT ON COLUMN user_session.created_at IS '建立时间';
COMMENT ON COLUMN user_session.created_by_id IS '建立人';
COMMENT ON COLUMN user_session.updated_at IS '更新时间';
COMMENT ON COLUMN user_session.row_version IS '版本号';
CREATE INDEX ix_user_session_account_id ON user_session (account_id);

CREATE TABLE vocabulary_term (
    id BIGSERIAL NOT NULL,
    list VARCHAR(40) NOT NULL,
    code VARCHAR(40) NOT NULL,
    label VARCHAR(60) NOT NULL,
    sensitive BOOLEAN NOT NULL,
    position INTEGER NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_vocabulary_term PRIMARY KEY (id),
    CONSTRAINT uq_vocabulary_term_list_code UNIQUE (list, code),
    CONSTRAINT fk_vocabulary_term_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE vocabulary_term IS '词表：单位自行维护的选项';
COMMENT ON COLUMN vocabulary_term.id IS '主键';
COMMENT ON COLUMN vocabulary_term.list IS '词表';
COMMENT ON COLUMN vocabulary_term.code IS '代码';
COMMENT ON COLUMN vocabulary_term.label IS '名称';
COMMENT ON COLUMN vocabulary_term.sensitive IS '敏感';
COMMENT ON COLUMN vocabulary_term.position IS '顺序';
COMMENT ON COLUMN vocabulary_term.valid_from IS '启用日期';
COMMENT ON COLUMN vocabulary_term.valid_to IS '停用日期';
COMMENT ON COLUMN vocabulary_term.created_at IS '建立时间';
COMMENT ON COLUMN vocabulary_term.created_by_id IS '建立人';
COMMENT ON COLUMN vocabulary_term.updated_at IS '更新时间';
COMMENT ON COLUMN vocabulary_term.row_version IS '版本号';

CREATE TABLE work_hours (
    id BIGSERIAL NOT NULL,
    season VARCHAR(20) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    am_start TIME WITHOUT TIME ZONE NOT NULL,
    am_end TIME WITHOUT TIME ZONE NOT NULL,
    pm_start TIME WITHOUT TIME ZONE NOT NULL,
    pm_end TIME WITHOUT TIME ZONE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_work_hours PRIMARY KEY (id),
    CONSTRAINT ck_work_hours_order CHECK (am_start < am_end AND am_end <= pm_start AND pm_start < pm_end),
    CONSTRAINT fk_work_hours_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE work_hours IS '作息时间（含午休），按生效日期取用';
COMMENT ON COLUMN work_hours.id IS '主键';
COMMENT ON COLUMN work_hours.season IS '名称';
COMMENT ON COLUMN work_hours.valid_from IS '生效日期';
COMMENT ON COLUMN work_hours.valid_to IS '截止日期';
COMMENT ON COLUMN work_hours.am_start IS '上午上班';
COMMENT ON COLUMN work_hours.am_end IS '上午下班';
COMMENT ON COLUMN work_hours.pm_start IS '下午上班';
COMMENT ON COLUMN work_hours.pm_end IS '下午下班';
COMMENT ON COLUMN work_hours.created_at IS '建立时间';
COMMENT ON COLUMN work_hours.created_by_id IS '建立人';
COMMENT ON COLUMN work_hours.updated_at IS '更新时间';
COMMENT ON COLUMN work_hours.row_version IS '版本号';
CREATE INDEX ix_work_hours_valid_from ON work_hours (valid_from);

CREATE TABLE ab_permission_view_role (
    id INTEGER NOT NULL,
    permission_view_id INTEGER,
    role_id INTEGER,
    CONSTRAINT pk_ab_permission_view_role PRIMARY KEY (id),
    CONSTRAINT uq_ab_permission_view_role_permission_view_id_role_id UNIQUE (permission_view_id, role_id),
    CONSTRAINT fk_ab_permission_view_role_permission_view_id FOREIGN KEY(permission_view_id) REFERENCES ab_permission_view (id) ON DELETE CASCADE,
    CONSTRAINT fk_ab_permission_view_role_role_id FOREIGN KEY(role_id) REFERENCES ab_role (id) ON DELETE CASCADE
);
COMMENT ON TABLE ab_permission_view_role IS '框架：角色的权限（未启用）';
COMMENT ON COLUMN ab_permission_view_role.id IS '主键';
COMMENT ON COLUMN ab_permission_view_role.permission_view_id IS '页面权限';
COMMENT ON COLUMN ab_permission_view_role.role_id IS '角色';
CREATE INDEX idx_permission_view_id ON ab_permission_view_role (permission_view_id);
CREATE INDEX idx_role_id ON ab_permission_view_role (role_id);

CREATE TABLE campaign_phase (
    id BIGSERIAL NOT NULL,
    campaign_id BIGINT NOT NULL,
    kind VARCHAR(14) NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_campaign_phase PRIMARY KEY (id),
    CONSTRAINT uq_campaign_phase_campaign_id_kind UNIQUE (campaign_id, kind),
    CONSTRAINT ck_campaign_phase_span CHECK (until_on >= from_on),
    CONSTRAINT fk_campaign_phase_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT ck_campaign_phase_phasekind CHECK (kind IN ('mobilise', 'self_check', 'rectify', 'accept', 'look_back')),
    CONSTRAINT fk_campaign_phase_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE campaign_phase IS '专项阶段和起止日期';
COMMENT ON COLUMN campaign_phase.id IS '主键';
COMMENT ON COLUMN campaign_phase.campaign_id IS '专项行动';
COMMENT ON COLUMN campaign_phase.kind IS '阶段';
COMMENT ON COLUMN campaign_phase.from_on IS '开始日期';
COMMENT ON COLUMN campaign_phase.until_on IS '结束日期';
COMMENT ON COLUMN campaign_phase.created_at IS '建立时间';
COMMENT ON COLUMN campaign_phase.created_by_id IS '建立人';
COMMENT ON COLUMN campaign_phase.updated_at IS '更新时间';
COMMENT ON COLUMN campaign_phase.row_version IS '版本号';

CREATE TABLE campaign_task (
    id BIGSERIAL NOT NULL,
    campaign_id BIGINT NOT NULL,
    node_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    measure VARCHAR(200) NOT NULL,
    target_n INTEGER NOT NULL,
    target_unit VARCHAR(10) NOT NULL,
    due_on DATE NOT NULL,
    cadence VARCHAR(14) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_campaign_task PRIMARY KEY (id),
    CONSTRAINT ck_campaign_task_target CHECK (target_n > 0),
    CONSTRAINT fk_campaign_task_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_task_node_id FOREIGN KEY(node_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_task_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_campaign_task_cadence CHECK (cadence IN ('once', 'weekly', 'monthly', 'two_months')),
    CONSTRAINT fk_campaign_task_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE campaign_task IS '专项任务：单位、措施、数量目标；完成数只从采用的填报里来';
COMMENT ON COLUMN campaign_task.id IS '主键';
COMMENT ON COLUMN campaign_task.campaign_id IS '专项行动';
COMMENT ON COLUMN campaign_task.node_id IS '项目';
COMMENT ON COLUMN campaign_task.unit_id IS '责任单位';
COMMENT ON COLUMN campaign_task.measure IS '措施';
COMMENT ON COLUMN campaign_task.target_n IS '目标';
COMMENT ON COLUMN campaign_task.target_unit IS '计量单位';
COMMENT ON COLUMN campaign_task.due_on IS '完成时限';
COMMENT ON COLUMN campaign_task.cadence IS '填报周期';
COMMENT ON COLUMN campaign_task.created_at IS '建立时间';
COMMENT ON COLUMN campaign_task.created_by_id IS '建立人';
COMMENT ON COLUMN campaign_task.updated_at IS '更新时间';
COMMENT ON COLUMN campaign_task.row_version IS '版本号';
CREATE INDEX ix_campaign_task_campaign_id ON campaign_task (campaign_id, unit_id);
CREATE INDEX ix_campaign_task_node_id ON campaign_task (node_id);
CREATE INDEX ix_campaign_task_unit_id ON campaign_task (unit_id, due_on);

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
);
COMMENT ON TABLE case_count IS '窗口每日办件数：参评率的分母，没有填报的不推定';
COMMENT ON COLUMN case_count.id IS '主键';
COMMENT ON COLUMN case_count.unit_id IS '单位';
COMMENT ON COLUMN case_count.service_window_id IS '窗口';
COMMENT ON COLUMN case_count.day IS '日期';
COMMENT ON COLUMN case_count.n IS '办件数';
COMMENT ON COLUMN case_count.created_at IS '建立时间';
COMMENT ON COLUMN case_count.created_by_id IS '建立人';
COMMENT ON COLUMN case_count.updated_at IS '更新时间';
COMMENT ON COLUMN case_count.row_version IS '版本号';
CREATE INDEX ix_case_count_unit_id ON case_count (unit_id);

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
);
COMMENT ON TABLE deferred_material IS '容缺受理的承诺：先办事，材料按承诺的日期补交';
COMMENT ON COLUMN deferred_material.id IS '主键';
COMMENT ON COLUMN deferred_material.unit_id IS '受理单位';
COMMENT ON COLUMN deferred_material.service_item_id IS '事项';
COMMENT ON COLUMN deferred_material.case_no IS '办件编号';
COMMENT ON COLUMN deferred_material.material IS '缺的材料';
COMMENT ON COLUMN deferred_material.promise_due IS '承诺补交日期';
COMMENT ON COLUMN deferred_material.supplied_at IS '补交时间';
COMMENT ON COLUMN deferred_material.near_told_at IS '到期前提醒';
COMMENT ON COLUMN deferred_material.late_told_at IS '逾期提醒';
COMMENT ON COLUMN deferred_material.created_at IS '建立时间';
COMMENT ON COLUMN deferred_material.created_by_id IS '建立人';
COMMENT ON COLUMN deferred_material.updated_at IS '更新时间';
COMMENT ON COLUMN deferred_material.row_version IS '版本号';
CREATE INDEX ix_deferred_material_promise_due ON deferred_material (supplied_at, promise_due);
CREATE INDEX ix_deferred_material_service_item_id ON deferred_material (service_item_id);
CREATE INDEX ix_deferred_material_unit_id ON deferred_material (unit_id, supplied_at, promise_due);

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
);
COMMENT ON TABLE enterprise IS '纪企直通车联系的企业';
COMMENT ON COLUMN enterprise.id IS '主键';
COMMENT ON COLUMN enterprise.uscc IS '统一社会信用代码';
COMMENT ON COLUMN enterprise.name IS '企业名称';
COMMENT ON COLUMN enterprise.pinyin_initials IS '拼音首字母';
COMMENT ON COLUMN enterprise.region_code IS '所在区划';
COMMENT ON COLUMN enterprise.industry IS '行业';
COMMENT ON COLUMN enterprise.contact_id IS '联系人';
COMMENT ON COLUMN enterprise.officer_id IS '联系专员';
COMMENT ON COLUMN enterprise.verified_at IS '核实时间';
COMMENT ON COLUMN enterprise.status IS '状态';
COMMENT ON COLUMN enterprise.created_at IS '建立时间';
COMMENT ON COLUMN enterprise.created_by_id IS '建立人';
COMMENT ON COLUMN enterprise.updated_at IS '更新时间';
COMMENT ON COLUMN enterprise.row_version IS '版本号';
CREATE INDEX ix_enterprise_officer_id ON enterprise (officer_id);
CREATE INDEX ix_enterprise_region_code ON enterprise (region_code);

CREATE TABLE erasure_record (
    id BIGSERIAL NOT NULL,
    contact_id BIGINT NOT NULL,
    ground VARCHAR(11) NOT NULL,
    asker VARCHAR(12) NOT NULL,
    by_id INTEGER,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    backups_until DATE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_erasure_record PRIMARY KEY (id),
    CONSTRAINT uq_erasure_record_contact_id UNIQUE (contact_id),
    CONSTRAINT fk_erasure_record_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE RESTRICT,
    CONSTRAINT ck_erasure_record_erasureground CHECK (ground IN ('request', 'expired')),
    CONSTRAINT ck_erasure_record_erasureasker CHECK (asker IN ('subject', 'guardian', 'agent', 'heir', 'office')),
    CONSTRAINT fk_erasure_record_by_id FOREIGN KEY(by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_erasure_record_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE erasure_record IS '来访人身份的清除记录，只增不改';
COMMENT ON COLUMN erasure_record.id IS '主键';
COMMENT ON COLUMN erasure_record.contact_id IS '来访人';
COMMENT ON COLUMN erasure_record.ground IS '依据';
COMMENT ON COLUMN erasure_record.asker IS '提出人';
COMMENT ON COLUMN erasure_record.by_id IS '经办人';
COMMENT ON COLUMN erasure_record.at IS '清除时间';
COMMENT ON COLUMN erasure_record.backups_until IS '备份最迟清除日期';
COMMENT ON COLUMN erasure_record.created_at IS '建立时间';
COMMENT ON COLUMN erasure_record.created_by_id IS '建立人';
COMMENT ON COLUMN erasure_record.updated_at IS '更新时间';
COMMENT ON COLUMN erasure_record.row_version IS '版本号';

CREATE TABLE handover_read (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    handover_note_id BIGINT NOT NULL,
    account_id INTEGER NOT NULL,
    read_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_handover_read PRIMARY KEY (id),
    CONSTRAINT uq_handover_read_handover_note_id_account_id UNIQUE (handover_note_id, account_id),
    CONSTRAINT fk_handover_read_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_handover_read_handover_note_id FOREIGN KEY(handover_note_id) REFERENCES handover_note (id) ON DELETE RESTRICT,
    CONSTRAINT fk_handover_read_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_handover_read_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE handover_read IS '交接班签收，只增不改';
COMMENT ON COLUMN handover_read.id IS '主键';
COMMENT ON COLUMN handover_read.unit_id IS '单位';
COMMENT ON COLUMN handover_read.handover_note_id IS '交接班记录';
COMMENT ON COLUMN handover_read.account_id IS '签收人';
COMMENT ON COLUMN handover_read.read_at IS '签收时间';
COMMENT ON COLUMN handover_read.created_at IS '建立时间';
COMMENT ON COLUMN handover_read.created_by_id IS '建立人';
COMMENT ON COLUMN handover_read.updated_at IS '更新时间';
COMMENT ON COLUMN handover_read.row_version IS '版本号';

CREATE TABLE identity_reveal (
    id BIGSERIAL NOT NULL,
    contact_id BIGINT NOT NULL,
    account_id INTEGER NOT NULL,
    purpose VARCHAR(12) NOT NULL,
    object_kind VARCHAR(20) NOT NULL,
    object_id BIGINT NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    second_approver_id INTEGER,
    request_id BIGINT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_identity_reveal PRIMARY KEY (id),
    CONSTRAINT fk_identity_reveal_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE RESTRICT,
    CONSTRAINT fk_identity_reveal_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_identity_reveal_revealpurpose CHECK (purpose IN ('callback', 'verify', 'notify', 'law')),
    CONSTRAINT fk_identity_reveal_second_approver_id FOREIGN KEY(second_approver_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_identity_reveal_request_id FOREIGN KEY(request_id) REFERENCES identity_request (id) ON DELETE RESTRICT,
    CONSTRAINT fk_identity_reveal_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE identity_reveal IS '身份查看记录，只增不改';
COMMENT ON COLUMN identity_reveal.id IS '主键';
COMMENT ON COLUMN identity_reveal.contact_id IS '来访人';
COMMENT ON COLUMN identity_reveal.account_id IS '查看人';
COMMENT ON COLUMN identity_reveal.purpose IS '用途';
COMMENT ON COLUMN identity_reveal.object_kind IS '对象';
COMMENT ON COLUMN identity_reveal.object_id IS '对象编号';
COMMENT ON COLUMN identity_reveal.at IS '时间';
COMMENT ON COLUMN identity_reveal.second_approver_id IS '批准人';
COMMENT ON COLUMN identity_reveal.request_id IS '申请';
COMMENT ON COLUMN identity_reveal.created_at IS '建立时间';
COMMENT ON COLUMN identity_reveal.created_by_id IS '建立人';
COMMENT ON COLUMN identity_reveal.updated_at IS '更新时间';
COMMENT ON COLUMN identity_reveal.row_version IS '版本号';
CREATE INDEX ix_identity_reveal_contact_id ON identity_reveal (contact_id);

CREATE TABLE notice_read (
    id BIGSERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    outbox_id BIGINT NOT NULL,
    read_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_notice_read PRIMARY KEY (id),
    CONSTRAINT uq_notice_read_account_id_outbox_id UNIQUE (account_id, outbox_id),
    CONSTRAINT fk_notice_read_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_notice_read_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id) ON DELETE RESTRICT,
    CONSTRAINT fk_notice_read_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE notice_read IS '站内消息的已读记录，只增不改';
COMMENT ON COLUMN notice_read.id IS '主键';
COMMENT ON COLUMN notice_read.account_id IS '账号';
COMMENT ON COLUMN notice_read.outbox_id IS '通知';
COMMENT ON COLUMN notice_read.read_at IS '阅读时间';
COMMENT ON COLUMN notice_read.created_at IS '建立时间';
COMMENT ON COLUMN notice_read.created_by_id IS '建立人';
COMMENT ON COLUMN notice_read.updated_at IS '更新时间';
COMMENT ON COLUMN notice_read.row_version IS '版本号';
CREATE INDEX ix_notice_read_outbox_id ON notice_read (outbox_id);

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
);
COMMENT ON TABLE one_time_notice IS '一次性告知单（优化营商环境条例第三十五条）：只增不改，改动另出一版';
COMMENT ON COLUMN one_time_notice.id IS '主键';
COMMENT ON COLUMN one_time_notice.service_item_id IS '事项';
COMMENT ON COLUMN one_time_notice.version IS '版本';
COMMENT ON COLUMN one_time_notice.materials IS '所需材料';
COMMENT ON COLUMN one_time_notice.body IS '办理说明';
COMMENT ON COLUMN one_time_notice.published_at IS '发布时间';
COMMENT ON COLUMN one_time_notice.created_at IS '建立时间';
COMMENT ON COLUMN one_time_notice.created_by_id IS '建立人';
COMMENT ON COLUMN one_time_notice.updated_at IS '更新时间';
COMMENT ON COLUMN one_time_notice.row_version IS '版本号';

CREATE TABLE post_assignment (
    id BIGSERIAL NOT NULL,
    staff_id BIGINT NOT NULL,
    service_window_id BIGINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_post_assignment PRIMARY KEY (id),
    CONSTRAINT uq_post_assignment_staff_id_service_window_id_valid_from UNIQUE (staff_id, service_window_id, valid_from),
    CONSTRAINT ck_post_assignment_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT fk_post_assignment_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT fk_post_assignment_service_window_id FOREIGN KEY(service_window_id) REFERENCES service_window (id) ON DELETE RESTRICT,
    CONSTRAINT fk_post_assignment_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE post_assignment IS '工作人员的窗口岗位安排';
COMMENT ON COLUMN post_assignment.id IS '主键';
COMMENT ON COLUMN post_assignment.staff_id IS '工作人员';
COMMENT ON COLUMN post_assignment.service_window_id IS '窗口';
COMMENT ON COLUMN post_assignment.valid_from IS '起始日期';
COMMENT ON COLUMN post_assignment.valid_to IS '截止日期';
COMMENT ON COLUMN post_assignment.created_at IS '建立时间';
COMMENT ON COLUMN post_assignment.created_by_id IS '建立人';
COMMENT ON COLUMN post_assignment.updated_at IS '更新时间';
COMMENT ON COLUMN post_assignment.row_version IS '版本号';
CREATE INDEX ix_post_assignment_service_window_id ON post_assignment (service_window_id);

CREATE TABLE service_point (
    id BIGSERIAL NOT NULL,
    kind VARCHAR(14) NOT NULL,
    name VARCHAR(80) NOT NULL,
    unit_id BIGINT NOT NULL,
    service_window_id BIGINT,
    region_code VARCHAR(12) NOT NULL,
    status VARCHAR(11) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_service_point PRIMARY KEY (id),
    CONSTRAINT ck_service_point_pointkind CHECK (kind IN ('window', 'unit', 'station', 'enterprise', 'school', 'community')),
    CONSTRAINT fk_service_point_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_service_point_service_window_id FOREIGN KEY(service_window_id) REFERENCES service_window (id) ON DELETE RESTRICT,
    CONSTRAINT fk_service_point_region_code FOREIGN KEY(region_code) REFERENCES region (code) ON DELETE RESTRICT,
    CONSTRAINT ck_service_point_recordstatus CHECK (status IN ('active', 'retired')),
    CONSTRAINT fk_service_point_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE service_point IS '可评价的服务点位';
COMMENT ON COLUMN service_point.id IS '主键';
COMMENT ON COLUMN service_point.kind IS '类别';
COMMENT ON COLUMN service_point.name IS '点位名称';
COMMENT ON COLUMN service_point.unit_id IS '单位';
COMMENT ON COLUMN service_point.service_window_id IS '窗口';
COMMENT ON COLUMN service_point.region_code IS '所在区划';
COMMENT ON COLUMN service_point.status IS '状态';
COMMENT ON COLUMN service_point.created_at IS '建立时间';
COMMENT ON COLUMN service_point.created_by_id IS '建立人';
COMMENT ON COLUMN service_point.updated_at IS '更新时间';
COMMENT ON COLUMN service_point.row_version IS '版本号';
CREATE INDEX ix_service_point_kind_region_code ON service_point (kind, region_code);
CREATE INDEX ix_service_point_unit_id ON service_point (unit_id);

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
);
COMMENT ON TABLE staff_photo IS '工作人员照片：本人同意才展示，撤回同意的当时删去';
COMMENT ON COLUMN staff_photo.id IS '主键';
COMMENT ON COLUMN staff_photo.staff_id IS '工作人员';
COMMENT ON COLUMN staff_photo.name IS '网址中的名字：随机，换一张就换一个';
COMMENT ON COLUMN staff_photo.picture IS '照片';
COMMENT ON COLUMN staff_photo.agreed_on IS '本人同意日期';
COMMENT ON COLUMN staff_photo.withdrawn_on IS '撤下日期';
COMMENT ON COLUMN staff_photo.created_at IS '建立时间';
COMMENT ON COLUMN staff_photo.created_by_id IS '建立人';
COMMENT ON COLUMN staff_photo.updated_at IS '更新时间';
COMMENT ON COLUMN staff_photo.row_version IS '版本号';

CREATE TABLE campaign_return (
    id BIGSERIAL NOT NULL,
    campaign_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    due_on DATE NOT NULL,
    done_n INTEGER,
    text TEXT NOT NULL,
    state VARCHAR(13) NOT NULL,
    submitted_at TIMESTAMP WITHOUT TIME ZONE,
    submitted_by_id INTEGER,
    accepted_at TIMESTAMP WITHOUT TIME ZONE,
    decided_by_id INTEGER,
    refusal VARCHAR(200),
    reminded_at TIMESTAMP WITHOUT TIME ZONE,
    file_name VARCHAR(120),
    file_mime VARCHAR(100),
    file_sha256 VARCHAR(64),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_campaign_return PRIMARY KEY (id),
    CONSTRAINT ck_campaign_return_submitted CHECK (state NOT IN ('submitted', 'accepted') OR (submitted_at IS NOT NULL AND done_n IS NOT NULL)),
    CONSTRAINT ck_campaign_return_accepted CHECK ((state = 'accepted') = (accepted_at IS NOT NULL)),
    CONSTRAINT ck_campaign_return_two_people CHECK (accepted_at IS NULL OR decided_by_id IS NULL OR submitted_by_id IS NULL OR decided_by_id <> submitted_by_id),
    CONSTRAINT fk_campaign_return_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_return_task_id FOREIGN KEY(task_id) REFERENCES campaign_task (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_return_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_campaign_return_returnstate CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
    CONSTRAINT fk_campaign_return_submitted_by_id FOREIGN KEY(submitted_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_return_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_return_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE campaign_return IS '专项填报：单位按期报数和情况，牵头单位审核；采用后不能再改，更正另报一份';
COMMENT ON COLUMN campaign_return.id IS '主键';
COMMENT ON COLUMN campaign_return.campaign_id IS '专项行动';
COMMENT ON COLUMN campaign_return.task_id IS '专项任务';
COMMENT ON COLUMN campaign_return.unit_id IS '填报单位';
COMMENT ON COLUMN campaign_return.due_on IS '应报日期';
COMMENT ON COLUMN campaign_return.done_n IS '本期完成';
COMMENT ON COLUMN campaign_return.text IS '情况';
COMMENT ON COLUMN campaign_return.state IS '状态';
COMMENT ON COLUMN campaign_return.submitted_at IS '上报时间';
COMMENT ON COLUMN campaign_return.submitted_by_id IS '上报人';
COMMENT ON COLUMN campaign_return.accepted_at IS '采用时间';
COMMENT ON COLUMN campaign_return.decided_by_id IS '审核人';
COMMENT ON COLUMN campaign_return.refusal IS '退回原因';
COMMENT ON COLUMN campaign_return.reminded_at IS '提醒时间';
COMMENT ON COLUMN campaign_return.file_name IS '附件';
COMMENT ON COLUMN campaign_return.file_mime IS '附件类型';
COMMENT ON COLUMN campaign_return.file_sha256 IS '附件散列';
COMMENT ON COLUMN campaign_return.created_at IS '建立时间';
COMMENT ON COLUMN campaign_return.created_by_id IS '建立人';
COMMENT ON COLUMN campaign_return.updated_at IS '更新时间';
COMMENT ON COLUMN campaign_return.row_version IS '版本号';
CREATE INDEX ix_campaign_return_campaign_id ON campaign_return (campaign_id, state, due_on);
CREATE INDEX ix_campaign_return_task_id ON campaign_return (task_id, due_on);
CREATE INDEX ix_campaign_return_unit_id ON campaign_return (unit_id, state, due_on);

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
);
COMMENT ON TABLE kiosk IS '一体机自助终端';
COMMENT ON COLUMN kiosk.id IS '主键';
COMMENT ON COLUMN kiosk.device_no IS '终端编号';
COMMENT ON COLUMN kiosk.service_point_id IS '点位';
COMMENT ON COLUMN kiosk.key_hash IS '设备密钥散列';
COMMENT ON COLUMN kiosk.last_seen IS '最近联系';
COMMENT ON COLUMN kiosk.waiting IS '未传的评价：终端最近一次报告的条数';
COMMENT ON COLUMN kiosk.revoked_at IS '停用时间';
COMMENT ON COLUMN kiosk.created_at IS '建立时间';
COMMENT ON COLUMN kiosk.created_by_id IS '建立人';
COMMENT ON COLUMN kiosk.updated_at IS '更新时间';
COMMENT ON COLUMN kiosk.row_version IS '版本号';
CREATE INDEX ix_kiosk_service_point_id ON kiosk (service_point_id);

CREATE TABLE problem (
    id BIGSERIAL NOT NULL,
    problem_no VARCHAR(20) NOT NULL,
    title VARCHAR(100) NOT NULL,
    content TEXT NOT NULL,
    content_redacted TEXT NOT NULL,
    channel VARCHAR(21) NOT NULL,
    request_type VARCHAR(16) NOT NULL,
    identity_mode VARCHAR(22) NOT NULL,
    region_code VARCHAR(12) NOT NULL,
    occurred_on DATE,
    domain VARCHAR(40),
    petition_class VARCHAR(14),
    conduct_nature VARCHAR(16) NOT NULL,
    blocked_cause VARCHAR(40),
    urgency VARCHAR(12) NOT NULL,
    unit_complained_id BIGINT,
    contact_id BIGINT,
    enterprise_id BIGINT,
    contact_phone_hash VARCHAR(64),
    contact_name_hash VARCHAR(64),
    state VARCHAR(20) NOT NULL,
    track VARCHAR(14) NOT NULL,
    is_sensitive BOOLEAN NOT NULL,
    lead_unit_id BIGINT,
    proposed_unit_id BIGINT,
    supervisor_unit_id BIGINT,
    triage_opinion TEXT,
    instruction TEXT,
    days_limit INTEGER,
    registered_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    accepted_at TIMESTAMP WITHOUT TIME ZONE,
    due_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    due_provisional BOOLEAN NOT NULL,
    handle_due_at TIMESTAMP WITHOUT TIME ZONE,
    submitted_at TIMESTAMP WITHOUT TIME ZONE,
    closed_at TIMESTAMP WITHOUT TIME ZONE,
    outcome_kind VARCHAR(21),
    outcome_text TEXT,
    policy_basis TEXT,
    rework_count INTEGER NOT NULL,
    reopen_count INTEGER NOT NULL,
    supervision_count INTEGER NOT NULL,
    tags JSONB NOT NULL,
    legal_due_on DATE,
    master_problem_id BIGINT,
    parent_problem_id BIGINT,
    rejection_reason VARCHAR(40),
    archived_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_problem PRIMARY KEY (id),
    CONSTRAINT ck_problem_closed_has_outcome CHECK (state <> 'closed' OR (outcome_kind IS NOT NULL AND closed_at IS NOT NULL)),
    CONSTRAINT ck_problem_explained_has_basis CHECK (outcome_kind IS NULL OR outcome_kind <> 'explained' OR policy_basis IS NOT NULL),
    CONSTRAINT ck_problem_lead_is_not_accused CHECK (lead_unit_id IS NULL OR unit_complained_id IS NULL OR lead_unit_id <> unit_complained_id OR NOT is_sensitive),
    CONSTRAINT ck_problem_merged_has_master CHECK (state <> 'merged' OR master_problem_id IS NOT NULL),
    CONSTRAINT ck_problem_master_is_another CHECK (master_problem_id IS NULL OR master_problem_id <> id),
    CONSTRAINT ck_problem_parent_is_another CHECK (parent_problem_id IS NULL OR parent_problem_id <> id),
    CONSTRAINT uq_problem_problem_no UNIQUE (problem_no),
    CONSTRAINT ck_problem_channel CHECK (channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', 'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', 'inspection', 'hotline_12345', 'superior', 'media', 'import')),
    CONSTRAINT ck_problem_requesttype CHECK (request_type IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')),
    CONSTRAINT ck_problem_identitymode CHECK (identity_mode IN ('anonymous', 'named', 'named_confidential')),
    CONSTRAINT fk_problem_region_code FOREIGN KEY(region_code) REFERENCES region (code) ON DELETE RESTRICT,
    CONSTRAINT ck_problem_petitionclass CHECK (petition_class IN ('suggestion', 'accusation', 'claim')),
    CONSTRAINT ck_problem_conductnature CHECK (conduct_nature IN ('none', 'inaction', 'slow_action', 'wrong_action', 'extortion')),
    CONSTRAINT ck_problem_urgency CHECK (urgency IN ('normal', 'urgent', 'critical')),
    CONSTRAINT fk_problem_unit_complained_id FOREIGN KEY(unit_complained_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id) ON DELETE RESTRICT,
    CONSTRAINT ck_problem_problemstate CHECK (state IN ('registered', 'pending_decision', 'assigned', 'in_progress', 'suspended', 'submitted', 'pending_feedback', 'closed', 'archived', 'rejected', 'transferred_out', 'merged', 'withdrawn')),
    CONSTRAINT ck_problem_track CHECK (track IN ('service', 'discipline')),
    CONSTRAINT fk_problem_lead_unit_id FOREIGN KEY(lead_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_proposed_unit_id FOREIGN KEY(proposed_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_supervisor_unit_id FOREIGN KEY(supervisor_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_problem_outcomekind CHECK (outcome_kind IN ('resolved', 'partly_resolved', 'explained', 'planned', 'not_substantiated', 'no_jurisdiction')),
    CONSTRAINT fk_problem_master_problem_id FOREIGN KEY(master_problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_parent_problem_id FOREIGN KEY(parent_problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE problem IS '问题台账';
COMMENT ON COLUMN problem.id IS '主键';
COMMENT ON COLUMN problem.problem_no IS '编号';
COMMENT ON COLUMN problem.title IS '标题';
COMMENT ON COLUMN problem.content IS '诉求原文';
COMMENT ON COLUMN problem.content_redacted IS '诉求内容';
COMMENT ON COLUMN problem.channel IS '来源';
COMMENT ON COLUMN problem.request_type IS '诉求类型';
COMMENT ON COLUMN problem.identity_mode IS '署名方式';
COMMENT ON COLUMN problem.region_code IS '发生地';
COMMENT ON COLUMN problem.occurred_on IS '发生日期';
COMMENT ON COLUMN problem.domain IS '问题领域';
COMMENT ON COLUMN problem.petition_class IS '信访类别';
COMMENT ON COLUMN problem.conduct_nature IS '作风性质';
COMMENT ON COLUMN problem.blocked_cause IS '办不成的原因';
COMMENT ON COLUMN problem.urgency IS '紧急程度';
COMMENT ON COLUMN problem.unit_complained_id IS '被反映单位';
COMMENT ON COLUMN problem.contact_id IS '来访人';
COMMENT ON COLUMN problem.enterprise_id IS '企业';
COMMENT ON COLUMN problem.contact_phone_hash IS '电话索引';
COMMENT ON COLUMN problem.contact_name_hash IS '姓名索引';
COMMENT ON COLUMN problem.state IS '状态';
COMMENT ON COLUMN problem.track IS '办理轨道';
COMMENT ON COLUMN problem.is_sensitive IS '含敏感事项';
COMMENT ON COLUMN problem.lead_unit_id IS '主办单位';
COMMENT ON COLUMN problem.proposed_unit_id IS '拟办单位';
COMMENT ON COLUMN problem.supervisor_unit_id IS '监督单位';
COMMENT ON COLUMN problem.triage_opinion IS '拟办意见';
COMMENT ON COLUMN problem.instruction IS '批办意见';
COMMENT ON COLUMN problem.days_limit IS '办理时限（工作日）';
COMMENT ON COLUMN problem.registered_at IS '登记时间';
COMMENT ON COLUMN problem.accepted_at IS '受理时间';
COMMENT ON COLUMN problem.due_at IS '到期';
COMMENT ON COLUMN problem.due_provisional IS '日期暂定';
COMMENT ON COLUMN problem.handle_due_at IS '办理期限';
COMMENT ON COLUMN problem.submitted_at IS '上报时间';
COMMENT ON COLUMN problem.closed_at IS '办结时间';
COMMENT ON COLUMN problem.outcome_kind IS '办理结果';
COMMENT ON COLUMN problem.outcome_text IS '办理情况';
COMMENT ON COLUMN problem.policy_basis IS '政策依据';
COMMENT ON COLUMN problem.rework_count IS '重办次数';
COMMENT ON COLUMN problem.reopen_count IS '重启次数';
COMMENT ON COLUMN problem.supervision_count IS '督办次数';
COMMENT ON COLUMN problem.tags IS '标签';
COMMENT ON COLUMN problem.legal_due_on IS '法定期限';
COMMENT ON COLUMN problem.master_problem_id IS '并入事项';
COMMENT ON COLUMN problem.parent_problem_id IS '上级事项';
COMMENT ON COLUMN problem.rejection_reason IS '不予受理事由';
COMMENT ON COLUMN problem.archived_at IS '归档时间';
COMMENT ON COLUMN problem.created_at IS '建立时间';
COMMENT ON COLUMN problem.created_by_id IS '建立人';
COMMENT ON COLUMN problem.updated_at IS '更新时间';
COMMENT ON COLUMN problem.row_version IS '版本号';
CREATE INDEX ix_problem_accepted_at ON problem (accepted_at);
CREATE INDEX ix_problem_closed_at ON problem (closed_at);
CREATE INDEX ix_problem_contact_id ON problem (contact_id);
CREATE INDEX ix_problem_contact_phone_hash ON problem (contact_phone_hash);
CREATE INDEX ix_problem_created_by_id_due_at ON problem (created_by_id, due_at, id);
CREATE INDEX ix_problem_due_at ON problem (due_at, id);
CREATE INDEX ix_problem_enterprise_id ON problem (enterprise_id);
CREATE INDEX ix_problem_lead_unit_id ON problem (lead_unit_id, due_at);
CREATE INDEX ix_problem_master_problem_id ON problem (master_problem_id) WHERE master_problem_id IS NOT NULL;
CREATE INDEX ix_problem_parent_problem_id ON problem (parent_problem_id) WHERE parent_problem_id IS NOT NULL;
CREATE INDEX ix_problem_region_code_registered_at ON problem (region_code, registered_at);
CREATE INDEX ix_problem_registered_at ON problem (registered_at);
CREATE INDEX ix_problem_running ON problem (due_at, id) WHERE (state NOT IN ('closed', 'archived', 'rejected', 'transferred_out', 'merged', 'withdrawn'));
CREATE INDEX ix_problem_state_due_at ON problem (state, due_at, id);
CREATE INDEX ix_problem_track_due_at ON problem (track, due_at, id);
CREATE INDEX ix_problem_unit_complained_id ON problem (unit_complained_id, is_sensitive, track, petition_class, id) WHERE unit_complained_id IS NOT NULL;

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
);
COMMENT ON TABLE qr_code IS '评价码：随机串，随点位走，不含区划代码';
COMMENT ON COLUMN qr_code.id IS '主键';
COMMENT ON COLUMN qr_code.token IS '随机串';
COMMENT ON COLUMN qr_code.service_point_id IS '点位';
COMMENT ON COLUMN qr_code.issued_at IS '生成时间';
COMMENT ON COLUMN qr_code.print_job_id IS '印制批次';
COMMENT ON COLUMN qr_code.revoked_at IS '停用时间';
COMMENT ON COLUMN qr_code.revoked_reason IS '停用原因';
COMMENT ON COLUMN qr_code.replaced_by_id IS '换成';
COMMENT ON COLUMN qr_code.created_at IS '建立时间';
COMMENT ON COLUMN qr_code.created_by_id IS '建立人';
COMMENT ON COLUMN qr_code.updated_at IS '更新时间';
COMMENT ON COLUMN qr_code.row_version IS '版本号';
CREATE INDEX ix_qr_code_service_point_id ON qr_code (service_point_id, revoked_at);
CREATE UNIQUE INDEX uq_qr_code_in_use ON qr_code (service_point_id) WHERE revoked_at IS NULL;

CREATE TABLE campaign_look_back (
    id BIGSERIAL NOT NULL,
    campaign_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    problem_id BIGINT,
    looked_on DATE NOT NULL,
    result VARCHAR(12) NOT NULL,
    text TEXT NOT NULL,
    raised_problem_id BIGINT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_campaign_look_back PRIMARY KEY (id),
    CONSTRAINT ck_campaign_look_back_only_a_relapse_raises CHECK (raised_problem_id IS NULL OR result = 'relapsed'),
    CONSTRAINT fk_campaign_look_back_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_look_back_task_id FOREIGN KEY(task_id) REFERENCES campaign_task (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_look_back_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_look_back_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT ck_campaign_look_back_lookbackresult CHECK (result IN ('kept', 'relapsed')),
    CONSTRAINT uq_campaign_look_back_raised_problem_id UNIQUE (raised_problem_id),
    CONSTRAINT fk_campaign_look_back_raised_problem_id FOREIGN KEY(raised_problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_look_back_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE campaign_look_back IS '回头看：只增不改；反弹的可以登记为新的台账事项';
COMMENT ON COLUMN campaign_look_back.id IS '主键';
COMMENT ON COLUMN campaign_look_back.campaign_id IS '专项行动';
COMMENT ON COLUMN campaign_look_back.task_id IS '专项任务';
COMMENT ON COLUMN campaign_look_back.unit_id IS '责任单位';
COMMENT ON COLUMN campaign_look_back.problem_id IS '查看的台账事项';
COMMENT ON COLUMN campaign_look_back.looked_on IS '日期';
COMMENT ON COLUMN campaign_look_back.result IS '结果';
COMMENT ON COLUMN campaign_look_back.text IS '情况';
COMMENT ON COLUMN campaign_look_back.raised_problem_id IS '登记的台账事项';
COMMENT ON COLUMN campaign_look_back.created_at IS '建立时间';
COMMENT ON COLUMN campaign_look_back.created_by_id IS '建立人';
COMMENT ON COLUMN campaign_look_back.updated_at IS '更新时间';
COMMENT ON COLUMN campaign_look_back.row_version IS '版本号';
CREATE INDEX ix_campaign_look_back_campaign_id ON campaign_look_back (campaign_id, looked_on);
CREATE INDEX ix_campaign_look_back_problem_id ON campaign_look_back (problem_id);
CREATE INDEX ix_campaign_look_back_task_id ON campaign_look_back (task_id);

CREATE TABLE campaign_problem (
    id BIGSERIAL NOT NULL,
    campaign_id BIGINT NOT NULL,
    node_id BIGINT NOT NULL,
    problem_id BIGINT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_campaign_problem PRIMARY KEY (id),
    CONSTRAINT uq_campaign_problem_campaign_id_problem_id UNIQUE (campaign_id, problem_id),
    CONSTRAINT fk_campaign_problem_node_id_campaign_id FOREIGN KEY(node_id, campaign_id) REFERENCES campaign (id, root_id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_problem_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE campaign_problem IS '专项问题：台账事项挂在专项的哪个项目下，一个专项里只挂一处';
COMMENT ON COLUMN campaign_problem.id IS '主键';
COMMENT ON COLUMN campaign_problem.campaign_id IS '专项行动';
COMMENT ON COLUMN campaign_problem.node_id IS '项目';
COMMENT ON COLUMN campaign_problem.problem_id IS '台账事项';
COMMENT ON COLUMN campaign_problem.created_at IS '建立时间';
COMMENT ON COLUMN campaign_problem.created_by_id IS '建立人';
COMMENT ON COLUMN campaign_problem.updated_at IS '更新时间';
COMMENT ON COLUMN campaign_problem.row_version IS '版本号';
CREATE INDEX ix_campaign_problem_node_id ON campaign_problem (node_id);
CREATE INDEX ix_campaign_problem_problem_id ON campaign_problem (problem_id);

CREATE TABLE clue (
    id BIGSERIAL NOT NULL,
    clue_no VARCHAR(40),
    uid VARCHAR(32) NOT NULL,
    key_version INTEGER NOT NULL,
    wrapped_key BYTEA NOT NULL,
    summary_sealed BYTEA NOT NULL,
    accused_sealed BYTEA NOT NULL,
    reporter_name_sealed BYTEA,
    reporter_phone_sealed BYTEA,
    channel VARCHAR(21) NOT NULL,
    received_on DATE NOT NULL,
    managed_level VARCHAR(10) NOT NULL,
    is_named BOOLEAN NOT NULL,
    source_problem_id BIGINT,
    pushed_by_id INTEGER,
    accused_unit_id BIGINT,
    repeat_of_id BIGINT,
    keeper_id INTEGER,
    handed_unit_id BIGINT,
    state VARCHAR(18) NOT NULL,
    proposal_due TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    disposal VARCHAR(28),
    studied_on DATE,
    proposed_by_id INTEGER,
    proposed_at TIMESTAMP WITHOUT TIME ZONE,
    proposed_late BOOLEAN,
    approved_by_id INTEGER,
    approved_at TIMESTAMP WITHOUT TIME ZONE,
    minutes_ref VARCHAR(80),
    disposed_at TIMESTAMP WITHOUT TIME ZONE,
    moved_out_at TIMESTAMP WITHOUT TIME ZONE,
    receipt_no VARCHAR(80),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_clue PRIMARY KEY (id),
    CONSTRAINT ck_clue_not_managed_above CHECK (managed_level = 'county'),
    CONSTRAINT ck_clue_two_people CHECK (approved_by_id IS NULL OR approved_by_id <> proposed_by_id),
    CONSTRAINT ck_clue_approval_has_meeting CHECK ((approved_by_id IS NULL) = (minutes_ref IS NULL)),
    CONSTRAINT ck_clue_repeat_of_another CHECK (repeat_of_id <> id),
    CONSTRAINT ck_clue_numbered CHECK (state = 'received' OR state = 'returned' OR clue_no IS NOT NULL),
    CONSTRAINT ck_clue_receipt CHECK (state <> 'filed_case' OR receipt_no IS NOT NULL),
    CONSTRAINT uq_clue_clue_no UNIQUE (clue_no),
    CONSTRAINT uq_clue_uid UNIQUE (uid),
    CONSTRAINT ck_clue_channel CHECK (channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', 'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', 'inspection', 'hotline_12345', 'superior', 'media', 'import')),
    CONSTRAINT ck_clue_managedlevel CHECK (managed_level IN ('county', 'above')),
    CONSTRAINT fk_clue_source_problem_id FOREIGN KEY(source_problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_pushed_by_id FOREIGN KEY(pushed_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_accused_unit_id FOREIGN KEY(accused_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_repeat_of_id FOREIGN KEY(repeat_of_id) REFERENCES clue (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_keeper_id FOREIGN KEY(keeper_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_handed_unit_id FOREIGN KEY(handed_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_clue_cluestate CHECK (state IN ('received', 'registered', 'proposed', 'approved', 'under_disposal', 'disposed', 'filed_case', 'returned')),
    CONSTRAINT ck_clue_cluedisposal CHECK (disposal IN ('talk_inquiry', 'preliminary_verification', 'shelved', 'concluded')),
    CONSTRAINT fk_clue_proposed_by_id FOREIGN KEY(proposed_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE clue IS '问题线索：密件，内容加密';
COMMENT ON COLUMN clue.id IS '主键';
COMMENT ON COLUMN clue.clue_no IS '线索编号';
COMMENT ON COLUMN clue.uid IS '随机标识';
COMMENT ON COLUMN clue.key_version IS '密钥版本';
COMMENT ON COLUMN clue.wrapped_key IS '行密钥（已加密）';
COMMENT ON COLUMN clue.summary_sealed IS '内容（密文）';
COMMENT ON COLUMN clue.accused_sealed IS '被反映人（密文）';
COMMENT ON COLUMN clue.reporter_name_sealed IS '检举控告人姓名（密文）';
COMMENT ON COLUMN clue.reporter_phone_sealed IS '检举控告人电话（密文）';
COMMENT ON COLUMN clue.channel IS '来源';
COMMENT ON COLUMN clue.received_on IS '收到日期';
COMMENT ON COLUMN clue.managed_level IS '干部管理权限';
COMMENT ON COLUMN clue.is_named IS '实名';
COMMENT ON COLUMN clue.source_problem_id IS '来源事项';
COMMENT ON COLUMN clue.pushed_by_id IS '移送人';
COMMENT ON COLUMN clue.accused_unit_id IS '被反映人单位';
COMMENT ON COLUMN clue.repeat_of_id IS '重复件的原件';
COMMENT ON COLUMN clue.keeper_id IS '保管人';
COMMENT ON COLUMN clue.handed_unit_id IS '承办的监督检查室';
COMMENT ON COLUMN clue.state IS '状态';
COMMENT ON COLUMN clue.proposal_due IS '处置意见期限';
COMMENT ON COLUMN clue.disposal IS '处置方式';
COMMENT ON COLUMN clue.studied_on IS '集体研究日期';
COMMENT ON COLUMN clue.proposed_by_id IS '提出人';
COMMENT ON COLUMN clue.proposed_at IS '提出时间';
COMMENT ON COLUMN clue.proposed_late IS '超期提出：提出时认定，之后不变';
COMMENT ON COLUMN clue.approved_by_id IS '批准人';
COMMENT ON COLUMN clue.approved_at IS '批准时间';
COMMENT ON COLUMN clue.minutes_ref IS '会议纪要文号';
COMMENT ON COLUMN clue.disposed_at IS '处置完毕时间';
COMMENT ON COLUMN clue.moved_out_at IS '移出时间';
COMMENT ON COLUMN clue.receipt_no IS '移交回执';
COMMENT ON COLUMN clue.created_at IS '建立时间';
COMMENT ON COLUMN clue.created_by_id IS '建立人';
COMMENT ON COLUMN clue.updated_at IS '更新时间';
COMMENT ON COLUMN clue.row_version IS '版本号';
CREATE INDEX ix_clue_handed_unit_id ON clue (handed_unit_id);
CREATE INDEX ix_clue_keeper_id ON clue (keeper_id, state, proposal_due);
CREATE INDEX ix_clue_source_problem_id ON clue (source_problem_id);

CREATE TABLE cluster (
    id BIGSERIAL NOT NULL,
    run_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    title VARCHAR(100) NOT NULL,
    theme VARCHAR(40) NOT NULL,
    domain VARCHAR(40),
    state VARCHAR(10) NOT NULL,
    merged_into_id BIGINT,
    owner_unit_id BIGINT,
    measures TEXT,
    due_on DATE,
    supports INTEGER,
    listed_at TIMESTAMP WITHOUT TIME ZONE,
    problem_id BIGINT,
    campaign_id BIGINT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_cluster PRIMARY KEY (id),
    CONSTRAINT uq_cluster_id_run_id UNIQUE (id, run_id),
    CONSTRAINT ck_cluster_listed_has_owner CHECK (state <> 'listed' OR (owner_unit_id IS NOT NULL AND measures IS NOT NULL AND due_on IS NOT NULL AND supports IS NOT NULL)),
    CONSTRAINT ck_cluster_merged CHECK ((state = 'merged') = (merged_into_id IS NOT NULL)),
    CONSTRAINT fk_cluster_run_id FOREIGN KEY(run_id) REFERENCES clustering_run (id) ON DELETE RESTRICT,
    CONSTRAINT fk_cluster_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_cluster_clusterstate CHECK (state IN ('sorted', 'listed', 'merged')),
    CONSTRAINT fk_cluster_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES cluster (id) ON DELETE RESTRICT,
    CONSTRAINT fk_cluster_owner_unit_id FOREIGN KEY(owner_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT uq_cluster_problem_id UNIQUE (problem_id),
    CONSTRAINT fk_cluster_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_cluster_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT fk_cluster_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE cluster IS '归并的问题：列入问题清单的有牵头单位、措施和时限，可以登记为台账事项';
COMMENT ON COLUMN cluster.id IS '主键';
COMMENT ON COLUMN cluster.run_id IS '问题聚类';
COMMENT ON COLUMN cluster.unit_id IS '整理单位';
COMMENT ON COLUMN cluster.title IS '问题';
COMMENT ON COLUMN cluster.theme IS '组别';
COMMENT ON COLUMN cluster.domain IS '问题领域';
COMMENT ON COLUMN cluster.state IS '状态';
COMMENT ON COLUMN cluster.merged_into_id IS '并入';
COMMENT ON COLUMN cluster.owner_unit_id IS '牵头单位';
COMMENT ON COLUMN cluster.measures IS '措施';
COMMENT ON COLUMN cluster.due_on IS '完成时限';
COMMENT ON COLUMN cluster.supports IS '列入时的反映条数：列入清单那一刻的条数';
COMMENT ON COLUMN cluster.listed_at IS '列入时间';
COMMENT ON COLUMN cluster.problem_id IS '台账事项';
COMMENT ON COLUMN cluster.campaign_id IS '专项项目';
COMMENT ON COLUMN cluster.created_at IS '建立时间';
COMMENT ON COLUMN cluster.created_by_id IS '建立人';
COMMENT ON COLUMN cluster.updated_at IS '更新时间';
COMMENT ON COLUMN cluster.row_version IS '版本号';
CREATE INDEX ix_cluster_campaign_id ON cluster (campaign_id);
CREATE INDEX ix_cluster_owner_unit_id ON cluster (owner_unit_id, due_on);
CREATE INDEX ix_cluster_run_id ON cluster (run_id, state);

CREATE TABLE document (
    id BIGSERIAL NOT NULL,
    kind VARCHAR(24) NOT NULL,
    title VARCHAR(200) NOT NULL,
    agency_mark VARCHAR(20) NOT NULL,
    year INTEGER,
    seq INTEGER,
    number VARCHAR(40),
    facts JSONB NOT NULL,
    state VARCHAR(12) NOT NULL,
    problem_id BIGINT,
    unit_id BIGINT,
    drafted_by_id INTEGER,
    signed_by_id INTEGER,
    signed_at TIMESTAMP WITHOUT TIME ZONE,
    issued_at TIMESTAMP WITHOUT TIME ZONE,
    pdf_sha256 VARCHAR(64),
    void_reason VARCHAR(200),
    checked_by_id INTEGER,
    checked_at TIMESTAMP WITHOUT TIME ZONE,
    returned_at TIMESTAMP WITHOUT TIME ZONE,
    unit_ids JSONB,
    receipt_due_on DATE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_document PRIMARY KEY (id),
    CONSTRAINT uq_document_agency_mark_year_seq UNIQUE (agency_mark, year, seq),
    CONSTRAINT ck_document_number_with_seq CHECK ((seq IS NULL) = (number IS NULL)),
    CONSTRAINT ck_document_signed CHECK (state IN ('draft', 'checking', 'void') OR seq IS NOT NULL),
    CONSTRAINT ck_document_documentkind CHECK (kind IN ('circular', 'assignment_letter', 'supervision_letter', 'transfer_letter', 'rectification_notice', 'acceptance_notice', 'rejection_notice', 'reply', 'extension_notice', 'proposal', 'minutes', 'monthly_report', 'publicity')),
    CONSTRAINT uq_document_number UNIQUE (number),
    CONSTRAINT ck_document_documentstate CHECK (state IN ('draft', 'checking', 'signed', 'issued', 'void')),
    CONSTRAINT fk_document_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_drafted_by_id FOREIGN KEY(drafted_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_signed_by_id FOREIGN KEY(signed_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_checked_by_id FOREIGN KEY(checked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE document IS '公文';
COMMENT ON COLUMN document.id IS '主键';
COMMENT ON COLUMN document.kind IS '文种';
COMMENT ON COLUMN document.title IS '标题';
COMMENT ON COLUMN document.agency_mark IS '机关代字';
COMMENT ON COLUMN document.year IS '年份';
COMMENT ON COLUMN document.seq IS '序号';
COMMENT ON COLUMN document.number IS '发文字号';
COMMENT ON COLUMN document.facts IS '文稿要素';
COMMENT ON COLUMN document.state IS '状态';
COMMENT ON COLUMN document.problem_id IS '台账事项';
COMMENT ON COLUMN document.unit_id IS '主送单位';
COMMENT ON COLUMN document.drafted_by_id IS '拟稿人：定时任务拟的稿没有拟稿人，送审的人就是拟稿人';
COMMENT ON COLUMN document.signed_by_id IS '签发人';
COMMENT ON COLUMN document.signed_at IS '签发时间';
COMMENT ON COLUMN document.issued_at IS '印发时间';
COMMENT ON COLUMN document.pdf_sha256 IS '文件散列';
COMMENT ON COLUMN document.void_reason IS '作废原因';
COMMENT ON COLUMN document.checked_by_id IS '核稿人';
COMMENT ON COLUMN document.checked_at IS '核稿时间';
COMMENT ON COLUMN document.returned_at IS '退回时间：退回拟稿人修改，再送审时清空';
COMMENT ON COLUMN document.unit_ids IS '收文单位：发给几个单位时的单位编号，印发时各生成一条签收';
COMMENT ON COLUMN document.receipt_due_on IS '回执期限';
COMMENT ON COLUMN document.created_at IS '建立时间';
COMMENT ON COLUMN document.created_by_id IS '建立人';
COMMENT ON COLUMN document.updated_at IS '更新时间';
COMMENT ON COLUMN document.row_version IS '版本号';
CREATE INDEX ix_document_kind ON document (kind, id);
CREATE INDEX ix_document_problem_id ON document (problem_id);
CREATE INDEX ix_document_state_created_at ON document (state, created_at);
CREATE INDEX ix_document_unit_id ON document (unit_id);

CREATE TABLE evaluation (
    id BIGSERIAL NOT NULL,
    eval_no VARCHAR(24) NOT NULL,
    service_point_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    region_code VARCHAR(12) NOT NULL,
    staff_id BIGINT,
    channel VARCHAR(21) NOT NULL,
    scale VARCHAR(9) NOT NULL,
    level VARCHAR(23) NOT NULL,
    is_bad BOOLEAN NOT NULL,
    is_sensitive BOOLEAN NOT NULL,
    round INTEGER NOT NULL,
    text TEXT,
    trips INTEGER,
    told_once BOOLEAN,
    happened_on DATE NOT NULL,
    submitted_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    contact_id BIGINT,
    client_token_hash VARCHAR(64),
    kiosk_no VARCHAR(20),
    kiosk_seq INTEGER,
    service_item_id BIGINT,
    asks_reply BOOLEAN,
    assisted_by_id INTEGER,
    happened_hour INTEGER,
    follow_code_hash VARCHAR(64),
    follows_id BIGINT,
    state VARCHAR(16) NOT NULL,
    problem_id BIGINT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_evaluation PRIMARY KEY (id),
    CONSTRAINT ck_evaluation_is_bad CHECK (is_bad = (level IN ('dissatisfied', 'very_dissatisfied'))),
    CONSTRAINT ck_evaluation_second_follows CHECK ((round = 1) = (follows_id IS NULL)),
    CONSTRAINT uq_evaluation_eval_no UNIQUE (eval_no),
    CONSTRAINT fk_evaluation_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_region_code FOREIGN KEY(region_code) REFERENCES region (code) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE RESTRICT,
    CONSTRAINT ck_evaluation_channel CHECK (channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', 'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', 'inspection', 'hotline_12345', 'superior', 'media', 'import')),
    CONSTRAINT ck_evaluation_evalscale CHECK (scale IN ('three', 'five')),
    CONSTRAINT ck_evaluation_evallevel CHECK (level IN ('very_satisfied', 'satisfied', 'basically_satisfied', 'neutral', 'dissatisfied', 'very_dissatisfied')),
    CONSTRAINT fk_evaluation_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_service_item_id FOREIGN KEY(service_item_id) REFERENCES service_item (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_assisted_by_id FOREIGN KEY(assisted_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_follows_id FOREIGN KEY(follows_id) REFERENCES evaluation (id) ON DELETE RESTRICT,
    CONSTRAINT ck_evaluation_evalstate CHECK (state IN ('valid', 'under_appeal', 'void')),
    CONSTRAINT fk_evaluation_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE evaluation IS '群众评价，提交后不得修改';
COMMENT ON COLUMN evaluation.id IS '主键';
COMMENT ON COLUMN evaluation.eval_no IS '评价编号';
COMMENT ON COLUMN evaluation.service_point_id IS '服务点位';
COMMENT ON COLUMN evaluation.unit_id IS '单位';
COMMENT ON COLUMN evaluation.region_code IS '所在区划';
COMMENT ON COLUMN evaluation.staff_id IS '工作人员';
COMMENT ON COLUMN evaluation.channel IS '来源';
COMMENT ON COLUMN evaluation.scale IS '档位';
COMMENT ON COLUMN evaluation.level IS '评价';
COMMENT ON COLUMN evaluation.is_bad IS '差评';
COMMENT ON COLUMN evaluation.is_sensitive IS '含敏感原因';
COMMENT ON COLUMN evaluation.round IS '评价次序';
COMMENT ON COLUMN evaluation.text IS '文字评价';
COMMENT ON COLUMN evaluation.trips IS '跑了几趟';
COMMENT ON COLUMN evaluation.told_once IS '一次性告知';
COMMENT ON COLUMN evaluation.happened_on IS '办事日期';
COMMENT ON COLUMN evaluation.submitted_at IS '评价时间';
COMMENT ON COLUMN evaluation.contact_id IS '评价人';
COMMENT ON COLUMN evaluation.client_token_hash IS '当日去重码：随机码加当日盐的散列，盐每天覆盖';
COMMENT ON COLUMN evaluation.kiosk_no IS '终端编号';
COMMENT ON COLUMN evaluation.kiosk_seq IS '终端流水号';
COMMENT ON COLUMN evaluation.service_item_id IS '办理事项';
COMMENT ON COLUMN evaluation.asks_reply IS '要求回复';
COMMENT ON COLUMN evaluation.assisted_by_id IS '代为录入';
COMMENT ON COLUMN evaluation.happened_hour IS '办事时间（点）：断网的一体机自己记下的钟点';
COMMENT ON COLUMN evaluation.follow_code_hash IS '追评码散列';
COMMENT ON COLUMN evaluation.follows_id IS '追评的评价';
COMMENT ON COLUMN evaluation.state IS '状态';
COMMENT ON COLUMN evaluation.problem_id IS '台账事项';
COMMENT ON COLUMN evaluation.created_at IS '建立时间';
COMMENT ON COLUMN evaluation.created_by_id IS '建立人';
COMMENT ON COLUMN evaluation.updated_at IS '更新时间';
COMMENT ON COLUMN evaluation.row_version IS '版本号';
CREATE UNIQUE INDEX ix_evaluation_follows_id ON evaluation (follows_id);
CREATE INDEX ix_evaluation_happened_on ON evaluation (happened_on);
CREATE UNIQUE INDEX ix_evaluation_kiosk ON evaluation (kiosk_no, kiosk_seq);
CREATE INDEX ix_evaluation_region_code ON evaluation (region_code, submitted_at);
CREATE INDEX ix_evaluation_service_point_id ON evaluation (service_point_id);
CREATE INDEX ix_evaluation_submitted_at ON evaluation (submitted_at, id);
CREATE INDEX ix_evaluation_unit_id_happened_on ON evaluation (unit_id, happened_on);
CREATE INDEX ix_evaluation_unit_id_submitted_at ON evaluation (unit_id, submitted_at, id);

CREATE TABLE feedback (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    way VARCHAR(10) NOT NULL,
    content TEXT NOT NULL,
    callback_result VARCHAR(18) NOT NULL,
    attempts INTEGER NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    by_id INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_feedback PRIMARY KEY (id),
    CONSTRAINT fk_feedback_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT ck_feedback_feedbackway CHECK (way IN ('phone', 'visit', 'letter', 'online', 'none')),
    CONSTRAINT ck_feedback_callbackresult CHECK (callback_result IN ('satisfied', 'neutral', 'dissatisfied', 'unreachable', 'declined', 'not_applicable')),
    CONSTRAINT fk_feedback_by_id FOREIGN KEY(by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_feedback_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE feedback IS '反馈与回访';
COMMENT ON COLUMN feedback.id IS '主键';
COMMENT ON COLUMN feedback.problem_id IS '台账事项';
COMMENT ON COLUMN feedback.way IS '方式';
COMMENT ON COLUMN feedback.content IS '反馈内容';
COMMENT ON COLUMN feedback.callback_result IS '回访结果';
COMMENT ON COLUMN feedback.attempts IS '拨打次数';
COMMENT ON COLUMN feedback.at IS '时间';
COMMENT ON COLUMN feedback.by_id IS '回访人';
COMMENT ON COLUMN feedback.created_at IS '建立时间';
COMMENT ON COLUMN feedback.created_by_id IS '建立人';
COMMENT ON COLUMN feedback.updated_at IS '更新时间';
COMMENT ON COLUMN feedback.row_version IS '版本号';
CREATE INDEX ix_feedback_problem_id ON feedback (problem_id);

CREATE TABLE field_visit (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    kind VARCHAR(14) NOT NULL,
    held_on DATE NOT NULL,
    region_code VARCHAR(12) NOT NULL,
    place VARCHAR(60) NOT NULL,
    visited_unit_id BIGINT,
    visitors VARCHAR(100) NOT NULL,
    finding TEXT NOT NULL,
    problem_id BIGINT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_field_visit PRIMARY KEY (id),
    CONSTRAINT fk_field_visit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_field_visit_visitkind CHECK (kind IN ('visit', 'window', 'inspection')),
    CONSTRAINT fk_field_visit_region_code FOREIGN KEY(region_code) REFERENCES region (code) ON DELETE RESTRICT,
    CONSTRAINT fk_field_visit_visited_unit_id FOREIGN KEY(visited_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT uq_field_visit_problem_id UNIQUE (problem_id),
    CONSTRAINT fk_field_visit_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_field_visit_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE field_visit IS '走访、领导坐窗口、明察暗访：一条记录写一个情况，可以登记为台账事项；不记身份证号';
COMMENT ON COLUMN field_visit.id IS '主键';
COMMENT ON COLUMN field_visit.unit_id IS '记录单位';
COMMENT ON COLUMN field_visit.kind IS '类别';
COMMENT ON COLUMN field_visit.held_on IS '日期';
COMMENT ON COLUMN field_visit.region_code IS '地点';
COMMENT ON COLUMN field_visit.place IS '具体地点';
COMMENT ON COLUMN field_visit.visited_unit_id IS '到访单位';
COMMENT ON COLUMN field_visit.visitors IS '走访检查人';
COMMENT ON COLUMN field_visit.finding IS '发现的情况';
COMMENT ON COLUMN field_visit.problem_id IS '台账事项';
COMMENT ON COLUMN field_visit.created_at IS '建立时间';
COMMENT ON COLUMN field_visit.created_by_id IS '建立人';
COMMENT ON COLUMN field_visit.updated_at IS '更新时间';
COMMENT ON COLUMN field_visit.row_version IS '版本号';
CREATE INDEX ix_field_visit_unit_id ON field_visit (unit_id, held_on);

CREATE TABLE meeting_problem (
    id BIGSERIAL NOT NULL,
    meeting_id BIGINT NOT NULL,
    problem_id BIGINT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_meeting_problem PRIMARY KEY (id),
    CONSTRAINT uq_meeting_problem_meeting_id_problem_id UNIQUE (meeting_id, problem_id),
    CONSTRAINT fk_meeting_problem_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT,
    CONSTRAINT fk_meeting_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_meeting_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE meeting_problem IS '会议研究的事项，只增不改';
COMMENT ON COLUMN meeting_problem.id IS '主键';
COMMENT ON COLUMN meeting_problem.meeting_id IS '会议';
COMMENT ON COLUMN meeting_problem.problem_id IS '台账事项';
COMMENT ON COLUMN meeting_problem.created_at IS '建立时间';
COMMENT ON COLUMN meeting_problem.created_by_id IS '建立人';
COMMENT ON COLUMN meeting_problem.updated_at IS '更新时间';
COMMENT ON COLUMN meeting_problem.row_version IS '版本号';
CREATE INDEX ix_meeting_problem_problem_id ON meeting_problem (problem_id);

CREATE TABLE message (
    id BIGSERIAL NOT NULL,
    message_no VARCHAR(20) NOT NULL,
    query_code_hash VARCHAR(64) NOT NULL,
    channel VARCHAR(21) NOT NULL,
    request_type VARCHAR(16) NOT NULL,
    track VARCHAR(14) NOT NULL,
    subject VARCHAR(100) NOT NULL,
    body TEXT NOT NULL,
    region_code VARCHAR(12),
    unit_hint VARCHAR(80) NOT NULL,
    assigned_unit_id BIGINT,
    unit_complained_id BIGINT,
    identity_mode VARCHAR(22) NOT NULL,
    contact_id BIGINT,
    state VARCHAR(15) NOT NULL,
    scope_decision VARCHAR(21),
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    problem_id BIGINT,
    reply TEXT,
    replied_at TIMESTAMP WITHOUT TIME ZONE,
    submitted_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    place_note VARCHAR(120),
    public_consent BOOLEAN,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (id),
    CONSTRAINT uq_message_message_no UNIQUE (message_no),
    CONSTRAINT uq_message_query_code_hash UNIQUE (query_code_hash),
    CONSTRAINT ck_message_channel CHECK (channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', 'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', 'inspection', 'hotline_12345', 'superior', 'media', 'import')),
    CONSTRAINT ck_message_requesttype CHECK (request_type IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')),
    CONSTRAINT ck_message_track CHECK (track IN ('service', 'discipline')),
    CONSTRAINT fk_message_region_code FOREIGN KEY(region_code) REFERENCES region (code) ON DELETE RESTRICT,
    CONSTRAINT fk_message_assigned_unit_id FOREIGN KEY(assigned_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_message_unit_complained_id FOREIGN KEY(unit_complained_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_message_identitymode CHECK (identity_mode IN ('anonymous', 'named', 'named_confidential')),
    CONSTRAINT fk_message_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE RESTRICT,
    CONSTRAINT ck_message_messagestate CHECK (state IN ('received', 'accepted', 'transferred', 'replied', 'closed')),
    CONSTRAINT ck_message_scopedecision CHECK (scope_decision IN ('in_scope', 'to_department', 'to_12345', 'to_petition', 'to_judicial', 'to_discipline', 'to_emergency', 'superior_handover', 'invalid')),
    CONSTRAINT fk_message_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_message_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_message_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE message IS '群众留言';
COMMENT ON COLUMN message.id IS '主键';
COMMENT ON COLUMN message.message_no IS '留言编号';
COMMENT ON COLUMN message.query_code_hash IS '查询码散列';
COMMENT ON COLUMN message.channel IS '来源';
COMMENT ON COLUMN message.request_type IS '诉求类型';
COMMENT ON COLUMN message.track IS '办理轨道';
COMMENT ON COLUMN message.subject IS '标题';
COMMENT ON COLUMN message.body IS '留言内容';
COMMENT ON COLUMN message.region_code IS '发生地';
COMMENT ON COLUMN message.unit_hint IS '反映的单位（群众填写）';
COMMENT ON COLUMN message.assigned_unit_id IS '承办单位';
COMMENT ON COLUMN message.unit_complained_id IS '被反映单位';
COMMENT ON COLUMN message.identity_mode IS '署名方式';
COMMENT ON COLUMN message.contact_id IS '来访人';
COMMENT ON COLUMN message.state IS '状态';
COMMENT ON COLUMN message.scope_decision IS '范围判定';
COMMENT ON COLUMN message.decided_by_id IS '判定人';
COMMENT ON COLUMN message.decided_at IS '判定时间';
COMMENT ON COLUMN message.problem_id IS '台账事项';
COMMENT ON COLUMN message.reply IS '答复';
COMMENT ON COLUMN message.replied_at IS '答复时间';
COMMENT ON COLUMN message.submitted_at IS '提交时间';
COMMENT ON COLUMN message.place_note IS '具体位置';
COMMENT ON COLUMN message.public_consent IS '同意公开（不含姓名电话）';
COMMENT ON COLUMN message.created_at IS '建立时间';
COMMENT ON COLUMN message.created_by_id IS '建立人';
COMMENT ON COLUMN message.updated_at IS '更新时间';
COMMENT ON COLUMN message.row_version IS '版本号';
CREATE INDEX ix_message_assigned_unit_id ON message (assigned_unit_id, submitted_at);
CREATE INDEX ix_message_problem_id ON message (problem_id);
CREATE INDEX ix_message_region_code ON message (region_code);
CREATE INDEX ix_message_track_submitted_at ON message (track, submitted_at, id);
CREATE INDEX ix_message_unit_complained_id ON message (unit_complained_id);

CREATE TABLE problem_event (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    transition VARCHAR(4) NOT NULL,
    action VARCHAR(30) NOT NULL,
    from_state VARCHAR(20),
    to_state VARCHAR(20) NOT NULL,
    actor_id INTEGER,
    actor_name VARCHAR(40) NOT NULL,
    actor_unit_id BIGINT,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    note TEXT NOT NULL,
    data JSONB NOT NULL,
    visibility VARCHAR(16) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_problem_event PRIMARY KEY (id),
    CONSTRAINT uq_problem_event_problem_id_seq UNIQUE (problem_id, seq),
    CONSTRAINT fk_problem_event_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_event_actor_id FOREIGN KEY(actor_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_event_actor_unit_id FOREIGN KEY(actor_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_problem_event_eventvisibility CHECK (visibility IN ('all_handlers', 'discipline')),
    CONSTRAINT fk_problem_event_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE problem_event IS '办理经过，只增不改';
COMMENT ON COLUMN problem_event.id IS '主键';
COMMENT ON COLUMN problem_event.problem_id IS '台账事项';
COMMENT ON COLUMN problem_event.seq IS '序号';
COMMENT ON COLUMN problem_event.transition IS '流转';
COMMENT ON COLUMN problem_event.action IS '动作';
COMMENT ON COLUMN problem_event.from_state IS '原状态';
COMMENT ON COLUMN problem_event.to_state IS '现状态';
COMMENT ON COLUMN problem_event.actor_id IS '经办人';
COMMENT ON COLUMN problem_event.actor_name IS '经办人姓名';
COMMENT ON COLUMN problem_event.actor_unit_id IS '经办单位';
COMMENT ON COLUMN problem_event.at IS '时间';
COMMENT ON COLUMN problem_event.note IS '内容';
COMMENT ON COLUMN problem_event.data IS '数据';
COMMENT ON COLUMN problem_event.visibility IS '可见范围';
COMMENT ON COLUMN problem_event.created_at IS '建立时间';
COMMENT ON COLUMN problem_event.created_by_id IS '建立人';
COMMENT ON COLUMN problem_event.updated_at IS '更新时间';
COMMENT ON COLUMN problem_event.row_version IS '版本号';
CREATE INDEX ix_problem_event_actor_id ON problem_event (actor_id, problem_id);
CREATE INDEX ix_problem_event_at ON problem_event (at);
CREATE INDEX ix_problem_event_reopening ON problem_event (problem_id) WHERE transition = 'F06';

CREATE TABLE problem_link (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    note VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_problem_link PRIMARY KEY (id),
    CONSTRAINT uq_problem_link_problem_id_other_id_kind UNIQUE (problem_id, other_id, kind),
    CONSTRAINT ck_problem_link_two_items CHECK (problem_id <> other_id),
    CONSTRAINT fk_problem_link_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_link_other_id FOREIGN KEY(other_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT ck_problem_link_linkkind CHECK (kind IN ('same_fact', 'caused_by', 'three_checks', 'relapse', 'gathered')),
    CONSTRAINT fk_problem_link_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE problem_link IS '事项关联：一案三查、反弹回潮等，只增不改';
COMMENT ON COLUMN problem_link.id IS '主键';
COMMENT ON COLUMN problem_link.problem_id IS '台账事项';
COMMENT ON COLUMN problem_link.other_id IS '关联事项';
COMMENT ON COLUMN problem_link.kind IS '关联';
COMMENT ON COLUMN problem_link.note IS '说明';
COMMENT ON COLUMN problem_link.created_at IS '建立时间';
COMMENT ON COLUMN problem_link.created_by_id IS '建立人';
COMMENT ON COLUMN problem_link.updated_at IS '更新时间';
COMMENT ON COLUMN problem_link.row_version IS '版本号';
CREATE INDEX ix_problem_link_other_id ON problem_link (other_id);

CREATE TABLE problem_scope (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    due_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    problem_id BIGINT NOT NULL,
    open_due_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_problem_scope PRIMARY KEY (id),
    CONSTRAINT uq_problem_scope_unit_id_problem_id UNIQUE (unit_id, problem_id),
    CONSTRAINT fk_problem_scope_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_scope_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_scope_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE problem_scope IS '台账可见范围：单位—事项，由办理操作维护';
COMMENT ON COLUMN problem_scope.id IS '主键';
COMMENT ON COLUMN problem_scope.unit_id IS '单位';
COMMENT ON COLUMN problem_scope.due_at IS '到期';
COMMENT ON COLUMN problem_scope.problem_id IS '台账事项';
COMMENT ON COLUMN problem_scope.open_due_at IS '在办的到期：终结的事项为空';
COMMENT ON COLUMN problem_scope.created_at IS '建立时间';
COMMENT ON COLUMN problem_scope.created_by_id IS '建立人';
COMMENT ON COLUMN problem_scope.updated_at IS '更新时间';
COMMENT ON COLUMN problem_scope.row_version IS '版本号';
CREATE INDEX ix_problem_scope_problem_id ON problem_scope (problem_id);
CREATE INDEX ix_problem_scope_running ON problem_scope (unit_id, open_due_at, problem_id) WHERE open_due_at IS NOT NULL;
CREATE INDEX ix_problem_scope_unit_id_due_at ON problem_scope (unit_id, due_at, problem_id);

CREATE TABLE problem_step (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    role VARCHAR(8) NOT NULL,
    from_unit_id BIGINT,
    unit_id BIGINT NOT NULL,
    handler_name VARCHAR(40),
    handler_phone VARCHAR(30),
    entered_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    sign_due TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    signed_at TIMESTAMP WITHOUT TIME ZONE,
    handle_due TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    extended_days INTEGER NOT NULL,
    returned_at TIMESTAMP WITHOUT TIME ZONE,
    return_reason TEXT,
    ended_at TIMESTAMP WITHOUT TIME ZONE,
    late BOOLEAN,
    calendar_version INTEGER,
    rule_version INTEGER,
    duty_id BIGINT,
    duty_reason TEXT,
    measures TEXT,
    leader_name VARCHAR(40),
    leader_opinion TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_problem_step PRIMARY KEY (id),
    CONSTRAINT fk_problem_step_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT ck_problem_step_steprole CHECK (role IN ('lead', 'co')),
    CONSTRAINT fk_problem_step_from_unit_id FOREIGN KEY(from_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_step_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_step_duty_id FOREIGN KEY(duty_id) REFERENCES unit_duty (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_step_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE problem_step IS '办理环节：每个承办单位一行';
COMMENT ON COLUMN problem_step.id IS '主键';
COMMENT ON COLUMN problem_step.problem_id IS '台账事项';
COMMENT ON COLUMN problem_step.role IS '角色';
COMMENT ON COLUMN problem_step.from_unit_id IS '来自单位';
COMMENT ON COLUMN problem_step.unit_id IS '承办单位';
COMMENT ON COLUMN problem_step.handler_name IS '经办人';
COMMENT ON COLUMN problem_step.handler_phone IS '经办电话';
COMMENT ON COLUMN problem_step.entered_at IS '交办时间';
COMMENT ON COLUMN problem_step.sign_due IS '签收期限';
COMMENT ON COLUMN problem_step.signed_at IS '签收时间';
COMMENT ON COLUMN problem_step.handle_due IS '办理期限';
COMMENT ON COLUMN problem_step.extended_days IS '延期天数';
COMMENT ON COLUMN problem_step.returned_at IS '退单时间';
COMMENT ON COLUMN problem_step.return_reason IS '退单理由';
COMMENT ON COLUMN problem_step.ended_at IS '结束时间';
COMMENT ON COLUMN problem_step.late IS '超期：环节结束时认定，之后不变';
COMMENT ON COLUMN problem_step.calendar_version IS '日历版本';
COMMENT ON COLUMN problem_step.rule_version IS '时限规则版本';
COMMENT ON COLUMN problem_step.duty_id IS '履职事项';
COMMENT ON COLUMN problem_step.duty_reason IS '清单外交办理由';
COMMENT ON COLUMN problem_step.measures IS '办理措施';
COMMENT ON COLUMN problem_step.leader_name IS '单位负责人';
COMMENT ON COLUMN problem_step.leader_opinion IS '负责人意见';
COMMENT ON COLUMN problem_step.created_at IS '建立时间';
COMMENT ON COLUMN problem_step.created_by_id IS '建立人';
COMMENT ON COLUMN problem_step.updated_at IS '更新时间';
COMMENT ON COLUMN problem_step.row_version IS '版本号';
CREATE INDEX ix_problem_step_ended_at ON problem_step (ended_at);
CREATE INDEX ix_problem_step_entered_at ON problem_step (entered_at);
CREATE INDEX ix_problem_step_problem_id ON problem_step (problem_id);
CREATE INDEX ix_problem_step_returned_at ON problem_step (returned_at) WHERE returned_at IS NOT NULL;
CREATE INDEX ix_problem_step_unit_id ON problem_step (unit_id, ended_at, handle_due);

CREATE TABLE relay_call (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    question TEXT NOT NULL,
    state VARCHAR(12) NOT NULL,
    answer TEXT,
    answered_by_id INTEGER,
    answered_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_relay_call PRIMARY KEY (id),
    CONSTRAINT ck_relay_call_answered CHECK ((state = 'open') = (answer IS NULL)),
    CONSTRAINT fk_relay_call_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_relay_call_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_relay_call_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_relay_call_relaystate CHECK (state IN ('open', 'answered')),
    CONSTRAINT fk_relay_call_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_relay_call_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE relay_call IS '代为联系：承办人提问，话务员或监督室联系来访人后答复，承办人看不到电话';
COMMENT ON COLUMN relay_call.id IS '主键';
COMMENT ON COLUMN relay_call.problem_id IS '台账事项';
COMMENT ON COLUMN relay_call.unit_id IS '提问单位';
COMMENT ON COLUMN relay_call.asked_by_id IS '提问人';
COMMENT ON COLUMN relay_call.asked_at IS '提问时间';
COMMENT ON COLUMN relay_call.question IS '要问的话';
COMMENT ON COLUMN relay_call.state IS '状态';
COMMENT ON COLUMN relay_call.answer IS '答复';
COMMENT ON COLUMN relay_call.answered_by_id IS '联系人';
COMMENT ON COLUMN relay_call.answered_at IS '答复时间';
COMMENT ON COLUMN relay_call.created_at IS '建立时间';
COMMENT ON COLUMN relay_call.created_by_id IS '建立人';
COMMENT ON COLUMN relay_call.updated_at IS '更新时间';
COMMENT ON COLUMN relay_call.row_version IS '版本号';
CREATE INDEX ix_relay_call_problem_id ON relay_call (problem_id);
CREATE INDEX ix_relay_call_state ON relay_call (state, asked_at);
CREATE INDEX ix_relay_call_unit_id ON relay_call (unit_id, asked_at);

CREATE TABLE survey_question (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    survey_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR(100) NOT NULL,
    answers JSONB NOT NULL,
    low_answers JSONB NOT NULL,
    problem_id BIGINT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_survey_question PRIMARY KEY (id),
    CONSTRAINT uq_survey_question_survey_id_position UNIQUE (survey_id, position),
    CONSTRAINT fk_survey_question_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_survey_question_survey_id FOREIGN KEY(survey_id) REFERENCES survey (id) ON DELETE RESTRICT,
    CONSTRAINT uq_survey_question_problem_id UNIQUE (problem_id),
    CONSTRAINT fk_survey_question_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_survey_question_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE survey_question IS '问卷题目和可选的答案';
COMMENT ON COLUMN survey_question.id IS '主键';
COMMENT ON COLUMN survey_question.unit_id IS '组织单位';
COMMENT ON COLUMN survey_question.survey_id IS '问卷';
COMMENT ON COLUMN survey_question.position IS '题号';
COMMENT ON COLUMN survey_question.text IS '题目';
COMMENT ON COLUMN survey_question.answers IS '答案';
COMMENT ON COLUMN survey_question.low_answers IS '偏低的答案';
COMMENT ON COLUMN survey_question.problem_id IS '台账事项';
COMMENT ON COLUMN survey_question.created_at IS '建立时间';
COMMENT ON COLUMN survey_question.created_by_id IS '建立人';
COMMENT ON COLUMN survey_question.updated_at IS '更新时间';
COMMENT ON COLUMN survey_question.row_version IS '版本号';

CREATE TABLE accountability (
    id BIGSERIAL NOT NULL,
    uid VARCHAR(32) NOT NULL,
    key_version INTEGER NOT NULL,
    wrapped_key BYTEA NOT NULL,
    name_sealed BYTEA,
    name_mask VARCHAR(40) NOT NULL,
    unit_id BIGINT NOT NULL,
    post VARCHAR(80) NOT NULL,
    is_public_official BOOLEAN NOT NULL,
    is_party_member BOOLEAN NOT NULL,
    action_group VARCHAR(18) NOT NULL,
    action_kind VARCHAR(25) NOT NULL,
    form VARCHAR(5),
    decided_by_body VARCHAR(80) NOT NULL,
    decided_on DATE NOT NULL,
    effective_on DATE NOT NULL,
    ends_on DATE,
    problem_id BIGINT,
    clue_id BIGINT,
    document_id BIGINT,
    public_text TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_accountability PRIMARY KEY (id),
    CONSTRAINT ck_accountability_official CHECK (action_group <> 'administrative' OR is_public_official),
    CONSTRAINT ck_accountability_party_member CHECK (action_group <> 'party' OR is_party_member),
    CONSTRAINT ck_accountability_kind_of_group CHECK ((action_group = 'education' AND action_kind IN ('talk_reminder', 'interview', 'criticism_education', 'ordered_inspection', 'admonition', 'circulated_criticism')) OR (action_group = 'organizational' AND action_kind IN ('suspension', 'position_adjustment', 'ordered_resignation', 'removal', 'demotion')) OR (action_group = 'administrative' AND action_kind IN ('warning', 'demerit', 'major_demerit', 'downgrade', 'dismissal_from_post', 'expulsion')) OR (action_group = 'party' AND action_kind IN ('party_warning', 'party_serious_warning', 'party_post_removal', 'party_probation', 'party_expulsion')) OR (action_group = 'unit' AND action_kind IN ('unit_rectification', 'unit_circular', 'supervision_proposal')) OR (action_group = 'judicial' AND action_kind IN ('judicial_transfer'))),
    CONSTRAINT ck_accountability_person CHECK ((action_group = 'unit') = (name_sealed IS NULL)),
    CONSTRAINT ck_accountability_ends_later CHECK (ends_on IS NULL OR ends_on > effective_on),
    CONSTRAINT uq_accountability_uid UNIQUE (uid),
    CONSTRAINT fk_accountability_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_accountability_actiongroup CHECK (action_group IN ('education', 'organizational', 'administrative', 'party', 'unit', 'judicial')),
    CONSTRAINT ck_accountability_actionkind CHECK (action_kind IN ('talk_reminder', 'interview', 'criticism_education', 'ordered_inspection', 'admonition', 'circulated_criticism', 'suspension', 'position_adjustment', 'ordered_resignation', 'removal', 'demotion', 'warning', 'demerit', 'major_demerit', 'downgrade', 'dismissal_from_post', 'expulsion', 'party_warning', 'party_serious_warning', 'party_post_removal', 'party_probation', 'party_expulsion', 'unit_rectification', 'unit_circular', 'supervision_proposal', 'judicial_transfer')),
    CONSTRAINT ck_accountability_fourform CHECK (form IN ('1', '2', '3', '4')),
    CONSTRAINT fk_accountability_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_accountability_clue_id FOREIGN KEY(clue_id) REFERENCES clue (id) ON DELETE RESTRICT,
    CONSTRAINT fk_accountability_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_accountability_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE accountability IS '追责结果：只记录，不作决定；姓名加密';
COMMENT ON COLUMN accountability.id IS '主键';
COMMENT ON COLUMN accountability.uid IS '随机标识';
COMMENT ON COLUMN accountability.key_version IS '密钥版本';
COMMENT ON COLUMN accountability.wrapped_key IS '行密钥（已加密）';
COMMENT ON COLUMN accountability.name_sealed IS '姓名（密文）';
COMMENT ON COLUMN accountability.name_mask IS '姓名';
COMMENT ON COLUMN accountability.unit_id IS '单位';
COMMENT ON COLUMN accountability.post IS '职务';
COMMENT ON COLUMN accountability.is_public_official IS '公职人员';
COMMENT ON COLUMN accountability.is_party_member IS '中共党员';
COMMENT ON COLUMN accountability.action_group IS '类别';
COMMENT ON COLUMN accountability.action_kind IS '处理方式';
COMMENT ON COLUMN accountability.form IS '形态';
COMMENT ON COLUMN accountability.decided_by_body IS '决定机关';
COMMENT ON COLUMN accountability.decided_on IS '决定日期';
COMMENT ON COLUMN accountability.effective_on IS '生效日期';
COMMENT ON COLUMN accountability.ends_on IS '处分期满：政务处分按期限自动计算';
COMMENT ON COLUMN accountability.problem_id IS '台账事项';
COMMENT ON COLUMN accountability.clue_id IS '线索';
COMMENT ON COLUMN accountability.document_id IS '通报等公文';
COMMENT ON COLUMN accountability.public_text IS '公开文字：对外公布的话，不写全名';
COMMENT ON COLUMN accountability.created_at IS '建立时间';
COMMENT ON COLUMN accountability.created_by_id IS '建立人';
COMMENT ON COLUMN accountability.updated_at IS '更新时间';
COMMENT ON COLUMN accountability.row_version IS '版本号';
CREATE INDEX ix_accountability_effective_on ON accountability (effective_on, id);
CREATE INDEX ix_accountability_unit_id ON accountability (unit_id, effective_on);

CREATE TABLE clue_access (
    id BIGSERIAL NOT NULL,
    clue_id BIGINT NOT NULL,
    account_id INTEGER NOT NULL,
    purpose VARCHAR(12) NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_clue_access PRIMARY KEY (id),
    CONSTRAINT fk_clue_access_clue_id FOREIGN KEY(clue_id) REFERENCES clue (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_access_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_clue_access_cluepurpose CHECK (purpose IN ('register', 'study', 'approve', 'dispose', 'notify', 'check', 'custody')),
    CONSTRAINT fk_clue_access_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE clue_access IS '线索查阅记录，只增不改';
COMMENT ON COLUMN clue_access.id IS '主键';
COMMENT ON COLUMN clue_access.clue_id IS '线索';
COMMENT ON COLUMN clue_access.account_id IS '查阅人';
COMMENT ON COLUMN clue_access.purpose IS '用途';
COMMENT ON COLUMN clue_access.at IS '时间';
COMMENT ON COLUMN clue_access.created_at IS '建立时间';
COMMENT ON COLUMN clue_access.created_by_id IS '建立人';
COMMENT ON COLUMN clue_access.updated_at IS '更新时间';
COMMENT ON COLUMN clue_access.row_version IS '版本号';
CREATE INDEX ix_clue_access_clue_id ON clue_access (clue_id, at);

CREATE TABLE clue_clearing (
    id BIGSERIAL NOT NULL,
    clue_id BIGINT NOT NULL,
    target_on DATE NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_clue_clearing PRIMARY KEY (id),
    CONSTRAINT fk_clue_clearing_clue_id FOREIGN KEY(clue_id) REFERENCES clue (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_clearing_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE clue_clearing IS '线索清仓期限：密件，只增不改，最后一条算数';
COMMENT ON COLUMN clue_clearing.id IS '主键';
COMMENT ON COLUMN clue_clearing.clue_id IS '线索';
COMMENT ON COLUMN clue_clearing.target_on IS '清仓期限';
COMMENT ON COLUMN clue_clearing.created_at IS '建立时间';
COMMENT ON COLUMN clue_clearing.created_by_id IS '建立人';
COMMENT ON COLUMN clue_clearing.updated_at IS '更新时间';
COMMENT ON COLUMN clue_clearing.row_version IS '版本号';
CREATE INDEX ix_clue_clearing_clue_id ON clue_clearing (clue_id, id);

CREATE TABLE clue_event (
    id BIGSERIAL NOT NULL,
    clue_id BIGINT NOT NULL,
    seq INTEGER NOT NULL,
    move VARCHAR(20) NOT NULL,
    from_state VARCHAR(20),
    to_state VARCHAR(20) NOT NULL,
    actor_id INTEGER,
    actor_name VARCHAR(40) NOT NULL,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    uid VARCHAR(32) NOT NULL,
    key_version INTEGER NOT NULL,
    wrapped_key BYTEA NOT NULL,
    note_sealed BYTEA NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_clue_event PRIMARY KEY (id),
    CONSTRAINT uq_clue_event_clue_id_seq UNIQUE (clue_id, seq),
    CONSTRAINT fk_clue_event_clue_id FOREIGN KEY(clue_id) REFERENCES clue (id) ON DELETE RESTRICT,
    CONSTRAINT fk_clue_event_actor_id FOREIGN KEY(actor_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT uq_clue_event_uid UNIQUE (uid),
    CONSTRAINT fk_clue_event_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE clue_event IS '线索办理经过：密件，只增不改';
COMMENT ON COLUMN clue_event.id IS '主键';
COMMENT ON COLUMN clue_event.clue_id IS '线索';
COMMENT ON COLUMN clue_event.seq IS '序号';
COMMENT ON COLUMN clue_event.move IS '动作';
COMMENT ON COLUMN clue_event.from_state IS '原状态';
COMMENT ON COLUMN clue_event.to_state IS '现状态';
COMMENT ON COLUMN clue_event.actor_id IS '经办人';
COMMENT ON COLUMN clue_event.actor_name IS '经办人姓名';
COMMENT ON COLUMN clue_event.at IS '时间';
COMMENT ON COLUMN clue_event.uid IS '随机标识';
COMMENT ON COLUMN clue_event.key_version IS '密钥版本';
COMMENT ON COLUMN clue_event.wrapped_key IS '行密钥（已加密）';
COMMENT ON COLUMN clue_event.note_sealed IS '说明（密文）';
COMMENT ON COLUMN clue_event.created_at IS '建立时间';
COMMENT ON COLUMN clue_event.created_by_id IS '建立人';
COMMENT ON COLUMN clue_event.updated_at IS '更新时间';
COMMENT ON COLUMN clue_event.row_version IS '版本号';

CREATE TABLE cluster_member (
    id BIGSERIAL NOT NULL,
    run_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    kind VARCHAR(14) NOT NULL,
    source_id BIGINT NOT NULL,
    channel VARCHAR(21) NOT NULL,
    cluster_id BIGINT,
    suggested INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_cluster_member PRIMARY KEY (id),
    CONSTRAINT uq_cluster_member_run_id_kind_source_id UNIQUE (run_id, kind, source_id),
    CONSTRAINT fk_cluster_member_cluster_id_run_id FOREIGN KEY(cluster_id, run_id) REFERENCES cluster (id, run_id) ON DELETE RESTRICT,
    CONSTRAINT fk_cluster_member_run_id FOREIGN KEY(run_id) REFERENCES clustering_run (id) ON DELETE RESTRICT,
    CONSTRAINT fk_cluster_member_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_cluster_member_rawkind CHECK (kind IN ('problem', 'message', 'evaluation', 'visit')),
    CONSTRAINT ck_cluster_member_channel CHECK (channel IN ('kiosk', 'qr', 'web', 'phone', 'message_board', 'window', 'enterprise_portal', 'visit', 'forum', 'snapshot', 'survey', 'letter', 'inspection', 'hotline_12345', 'superior', 'media', 'import')),
    CONSTRAINT fk_cluster_member_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE cluster_member IS '原始意见：只记是哪一条，不抄内容；行数就是总数，冻结后不能再加，任何时候不能删';
COMMENT ON COLUMN cluster_member.id IS '主键';
COMMENT ON COLUMN cluster_member.run_id IS '问题聚类';
COMMENT ON COLUMN cluster_member.unit_id IS '整理单位';
COMMENT ON COLUMN cluster_member.kind IS '类别';
COMMENT ON COLUMN cluster_member.source_id IS '原始记录';
COMMENT ON COLUMN cluster_member.channel IS '来源';
COMMENT ON COLUMN cluster_member.cluster_id IS '归并到';
COMMENT ON COLUMN cluster_member.suggested IS '建议的组';
COMMENT ON COLUMN cluster_member.created_at IS '建立时间';
COMMENT ON COLUMN cluster_member.created_by_id IS '建立人';
COMMENT ON COLUMN cluster_member.updated_at IS '更新时间';
COMMENT ON COLUMN cluster_member.row_version IS '版本号';
CREATE INDEX ix_cluster_member_cluster_id ON cluster_member (run_id, cluster_id);
CREATE INDEX ix_cluster_member_suggested ON cluster_member (run_id, suggested);

CREATE TABLE commitment (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    inspection_unit_id BIGINT,
    title VARCHAR(100) NOT NULL,
    target VARCHAR(200) NOT NULL,
    measures TEXT NOT NULL,
    due_on DATE NOT NULL,
    state VARCHAR(13) NOT NULL,
    published_at TIMESTAMP WITHOUT TIME ZONE,
    predecessor_unit VARCHAR(60) NOT NULL,
    enterprise_id BIGINT,
    amount BIGINT,
    campaign_id BIGINT,
    cluster_id BIGINT,
    evidence TEXT NOT NULL,
    kept_on DATE,
    broken_at TIMESTAMP WITHOUT TIME ZONE,
    claimed_by_id INTEGER,
    audited_by_id INTEGER,
    worders JSONB,
    steps JSONB,
    refusal VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_commitment PRIMARY KEY (id),
    CONSTRAINT ck_commitment_amount CHECK (amount IS NULL OR amount > 0),
    CONSTRAINT ck_commitment_amount_to_whom CHECK (amount IS NULL OR enterprise_id IS NOT NULL),
    CONSTRAINT ck_commitment_published CHECK (state IN ('asked', 'returned') OR published_at IS NOT NULL),
    CONSTRAINT ck_commitment_kept_has_evidence CHECK (state <> 'kept' OR evidence <> ''),
    CONSTRAINT fk_commitment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_inspection_unit_id FOREIGN KEY(inspection_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_commitment_promisestate CHECK (state IN ('asked', 'returned', 'published', 'claimed', 'kept', 'broken')),
    CONSTRAINT fk_commitment_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_cluster_id FOREIGN KEY(cluster_id) REFERENCES cluster (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_claimed_by_id FOREIGN KEY(claimed_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_audited_by_id FOREIGN KEY(audited_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_commitment_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE commitment IS '公开承诺：目标、措施、时限；对企业的承诺记金额，到期没有兑现的就是失信违诺';
COMMENT ON COLUMN commitment.id IS '主键';
COMMENT ON COLUMN commitment.unit_id IS '承诺单位';
COMMENT ON COLUMN commitment.inspection_unit_id IS '监督单位';
COMMENT ON COLUMN commitment.title IS '承诺事项';
COMMENT ON COLUMN commitment.target IS '目标';
COMMENT ON COLUMN commitment.measures IS '措施';
COMMENT ON COLUMN commitment.due_on IS '完成时限';
COMMENT ON COLUMN commitment.state IS '状态';
COMMENT ON COLUMN commitment.published_at IS '公布时间';
COMMENT ON COLUMN commitment.predecessor_unit IS '原承诺单位或任期：新官不理旧账的，写是谁作的承诺';
COMMENT ON COLUMN commitment.enterprise_id IS '对哪家企业';
COMMENT ON COLUMN commitment.amount IS '金额（分）：拖欠或承诺兑付的金额';
COMMENT ON COLUMN commitment.campaign_id IS '专项项目';
COMMENT ON COLUMN commitment.cluster_id IS '问题清单';
COMMENT ON COLUMN commitment.evidence IS '兑现情况';
COMMENT ON COLUMN commitment.kept_on IS '兑现日期';
COMMENT ON COLUMN commitment.broken_at IS '违诺时间';
COMMENT ON COLUMN commitment.claimed_by_id IS '申报兑现人';
COMMENT ON COLUMN commitment.audited_by_id IS '审核人';
COMMENT ON COLUMN commitment.worders IS '修改过的人';
COMMENT ON COLUMN commitment.steps IS '时间节点';
COMMENT ON COLUMN commitment.refusal IS '退回原因';
COMMENT ON COLUMN commitment.created_at IS '建立时间';
COMMENT ON COLUMN commitment.created_by_id IS '建立人';
COMMENT ON COLUMN commitment.updated_at IS '更新时间';
COMMENT ON COLUMN commitment.row_version IS '版本号';
CREATE INDEX ix_commitment_campaign_id ON commitment (campaign_id);
CREATE INDEX ix_commitment_cluster_id ON commitment (cluster_id);
CREATE INDEX ix_commitment_enterprise_id ON commitment (enterprise_id);
CREATE INDEX ix_commitment_state ON commitment (state, due_on);
CREATE INDEX ix_commitment_unit_id ON commitment (unit_id, due_on);

CREATE TABLE deadline (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    step_id BIGINT,
    kind VARCHAR(16) NOT NULL,
    cause VARCHAR(13) NOT NULL,
    base_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    days INTEGER NOT NULL,
    unit VARCHAR(12) NOT NULL,
    due_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    calendar_status VARCHAR(15) NOT NULL,
    calendar_version INTEGER NOT NULL,
    rule_version INTEGER NOT NULL,
    supersedes_id BIGINT,
    superseded_at TIMESTAMP WITHOUT TIME ZONE,
    met_at TIMESTAMP WITHOUT TIME ZONE,
    late BOOLEAN,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_deadline PRIMARY KEY (id),
    CONSTRAINT ck_deadline_judged CHECK ((met_at IS NULL) = (late IS NULL)),
    CONSTRAINT ck_deadline_judged_current CHECK (met_at IS NULL OR superseded_at IS NULL),
    CONSTRAINT fk_deadline_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_deadline_step_id FOREIGN KEY(step_id) REFERENCES problem_step (id) ON DELETE RESTRICT,
    CONSTRAINT ck_deadline_deadlinekind CHECK (kind IN ('triage', 'decide', 'sign', 'handle', 'verify', 'feedback', 'answer', 'track', 'legal_notice', 'legal')),
    CONSTRAINT ck_deadline_deadlinecause CHECK (cause IN ('start', 'rework', 'extension', 'resume', 'calendar')),
    CONSTRAINT ck_deadline_limitunit CHECK (unit IN ('workday', 'workhour', 'natural')),
    CONSTRAINT ck_deadline_calendarstatus CHECK (calendar_status IN ('final', 'provisional')),
    CONSTRAINT fk_deadline_supersedes_id FOREIGN KEY(supersedes_id) REFERENCES deadline (id) ON DELETE RESTRICT,
    CONSTRAINT fk_deadline_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE deadline IS '期限：每一次计算一行，只增不改；met_at 和 late 在环节结束时认定一次';
COMMENT ON COLUMN deadline.id IS '主键';
COMMENT ON COLUMN deadline.problem_id IS '台账事项';
COMMENT ON COLUMN deadline.step_id IS '办理环节';
COMMENT ON COLUMN deadline.kind IS '期限种类';
COMMENT ON COLUMN deadline.cause IS '由来';
COMMENT ON COLUMN deadline.base_at IS '起算时间';
COMMENT ON COLUMN deadline.days IS '长度';
COMMENT ON COLUMN deadline.unit IS '单位';
COMMENT ON COLUMN deadline.due_at IS '到期';
COMMENT ON COLUMN deadline.calendar_status IS '日历';
COMMENT ON COLUMN deadline.calendar_version IS '日历版本';
COMMENT ON COLUMN deadline.rule_version IS '时限规则版本';
COMMENT ON COLUMN deadline.supersedes_id IS '代替的期限';
COMMENT ON COLUMN deadline.superseded_at IS '被代替时间';
COMMENT ON COLUMN deadline.met_at IS '完成时间';
COMMENT ON COLUMN deadline.late IS '超期';
COMMENT ON COLUMN deadline.created_at IS '建立时间';
COMMENT ON COLUMN deadline.created_by_id IS '建立人';
COMMENT ON COLUMN deadline.updated_at IS '更新时间';
COMMENT ON COLUMN deadline.row_version IS '版本号';
CREATE INDEX ix_deadline_open ON deadline (calendar_status, problem_id) WHERE met_at IS NULL AND superseded_at IS NULL;
CREATE INDEX ix_deadline_problem_id ON deadline (problem_id);
CREATE INDEX ix_deadline_step_id ON deadline (step_id);

CREATE TABLE document_comment (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    act VARCHAR(13) NOT NULL,
    words VARCHAR(200),
    account_id INTEGER,
    at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    facts_sha256 VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_document_comment PRIMARY KEY (id),
    CONSTRAINT ck_document_comment_returned_with_words CHECK (act <> 'returned' OR words IS NOT NULL),
    CONSTRAINT fk_document_comment_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT ck_document_comment_paperact CHECK (act IN ('sent', 'passed', 'returned', 'edited', 'signed', 'issued', 'withdrawn', 'voided')),
    CONSTRAINT fk_document_comment_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_comment_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE document_comment IS '公文流转意见：送审、核稿、退回、签发各一条，只增不改';
COMMENT ON COLUMN document_comment.id IS '主键';
COMMENT ON COLUMN document_comment.document_id IS '公文';
COMMENT ON COLUMN document_comment.act IS '环节';
COMMENT ON COLUMN document_comment.words IS '意见';
COMMENT ON COLUMN document_comment.account_id IS '经办人';
COMMENT ON COLUMN document_comment.at IS '时间';
COMMENT ON COLUMN document_comment.facts_sha256 IS '文稿散列';
COMMENT ON COLUMN document_comment.created_at IS '建立时间';
COMMENT ON COLUMN document_comment.created_by_id IS '建立人';
COMMENT ON COLUMN document_comment.updated_at IS '更新时间';
COMMENT ON COLUMN document_comment.row_version IS '版本号';
CREATE INDEX ix_document_comment_document_id ON document_comment (document_id);

CREATE TABLE document_problem (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    problem_id BIGINT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_document_problem PRIMARY KEY (id),
    CONSTRAINT uq_document_problem_document_id_problem_id UNIQUE (document_id, problem_id),
    CONSTRAINT fk_document_problem_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE document_problem IS '公文涉及的事项：起草时从事项来的、文稿里写了编号的，只增不改；看不到事项的看不到公文';
COMMENT ON COLUMN document_problem.id IS '主键';
COMMENT ON COLUMN document_problem.document_id IS '公文';
COMMENT ON COLUMN document_problem.problem_id IS '台账事项';
COMMENT ON COLUMN document_problem.created_at IS '建立时间';
COMMENT ON COLUMN document_problem.created_by_id IS '建立人';
COMMENT ON COLUMN document_problem.updated_at IS '更新时间';
COMMENT ON COLUMN document_problem.row_version IS '版本号';
CREATE INDEX ix_document_problem_problem_id ON document_problem (problem_id);

CREATE TABLE document_receipt (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    problem_id BIGINT,
    sent_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    due_on DATE,
    read_at TIMESTAMP WITHOUT TIME ZONE,
    read_by_id INTEGER,
    signed_for_at TIMESTAMP WITHOUT TIME ZONE,
    signed_for_by_id INTEGER,
    returned_at TIMESTAMP WITHOUT TIME ZONE,
    returned_by_id INTEGER,
    reply VARCHAR(500),
    file_name VARCHAR(200),
    file_mime VARCHAR(100),
    file_sha256 VARCHAR(64),
    reminded_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_document_receipt PRIMARY KEY (id),
    CONSTRAINT uq_document_receipt_document_id_unit_id UNIQUE (document_id, unit_id),
    CONSTRAINT ck_document_receipt_returned_after_signing CHECK (returned_at IS NULL OR (signed_for_at IS NOT NULL AND reply IS NOT NULL)),
    CONSTRAINT ck_document_receipt_whole_file CHECK ((file_sha256 IS NULL) = (file_name IS NULL) AND (file_sha256 IS NULL) = (file_mime IS NULL)),
    CONSTRAINT fk_document_receipt_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_receipt_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_receipt_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_receipt_read_by_id FOREIGN KEY(read_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_receipt_signed_for_by_id FOREIGN KEY(signed_for_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_receipt_returned_by_id FOREIGN KEY(returned_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_receipt_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE document_receipt IS '公文签收：一份公文对一个单位一条；打开、签收、回执各记一次';
COMMENT ON COLUMN document_receipt.id IS '主键';
COMMENT ON COLUMN document_receipt.document_id IS '公文';
COMMENT ON COLUMN document_receipt.unit_id IS '收文单位';
COMMENT ON COLUMN document_receipt.problem_id IS '台账事项';
COMMENT ON COLUMN document_receipt.sent_at IS '印发时间';
COMMENT ON COLUMN document_receipt.due_on IS '回执期限：不写：只要签收，不要回执';
COMMENT ON COLUMN document_receipt.read_at IS '首次打开';
COMMENT ON COLUMN document_receipt.read_by_id IS '打开人';
COMMENT ON COLUMN document_receipt.signed_for_at IS '签收时间';
COMMENT ON COLUMN document_receipt.signed_for_by_id IS '签收人';
COMMENT ON COLUMN document_receipt.returned_at IS '回执时间';
COMMENT ON COLUMN document_receipt.returned_by_id IS '回执人';
COMMENT ON COLUMN document_receipt.reply IS '回执内容';
COMMENT ON COLUMN document_receipt.file_name IS '回执附件';
COMMENT ON COLUMN document_receipt.file_mime IS '附件类型';
COMMENT ON COLUMN document_receipt.file_sha256 IS '附件散列';
COMMENT ON COLUMN document_receipt.reminded_at IS '催办时间：逾期后由定时任务提醒一次';
COMMENT ON COLUMN document_receipt.created_at IS '建立时间';
COMMENT ON COLUMN document_receipt.created_by_id IS '建立人';
COMMENT ON COLUMN document_receipt.updated_at IS '更新时间';
COMMENT ON COLUMN document_receipt.row_version IS '版本号';
CREATE INDEX ix_document_receipt_due_on ON document_receipt (returned_at, due_on);
CREATE INDEX ix_document_receipt_problem_id ON document_receipt (problem_id);
CREATE INDEX ix_document_receipt_unit_id ON document_receipt (unit_id, signed_for_at);

CREATE TABLE eval_appeal (
    id BIGSERIAL NOT NULL,
    evaluation_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    ground VARCHAR(13) NOT NULL,
    evidence TEXT NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    decide_due TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    state VARCHAR(12) NOT NULL,
    decision TEXT,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_eval_appeal PRIMARY KEY (id),
    CONSTRAINT ck_eval_appeal_decided CHECK ((state = 'asked') = (decided_at IS NULL)),
    CONSTRAINT uq_eval_appeal_evaluation_id UNIQUE (evaluation_id),
    CONSTRAINT fk_eval_appeal_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT,
    CONSTRAINT fk_eval_appeal_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_eval_appeal_appealground CHECK (ground IN ('mistaken', 'malicious', 'not_ours')),
    CONSTRAINT fk_eval_appeal_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_eval_appeal_appealstate CHECK (state IN ('asked', 'upheld', 'rejected')),
    CONSTRAINT fk_eval_appeal_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_eval_appeal_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE eval_appeal IS '差评申诉：一条评价申诉一次，由别的单位裁定';
COMMENT ON COLUMN eval_appeal.id IS '主键';
COMMENT ON COLUMN eval_appeal.evaluation_id IS '评价';
COMMENT ON COLUMN eval_appeal.unit_id IS '申诉单位';
COMMENT ON COLUMN eval_appeal.ground IS '申诉理由';
COMMENT ON COLUMN eval_appeal.evidence IS '事实和证据';
COMMENT ON COLUMN eval_appeal.asked_by_id IS '申诉人';
COMMENT ON COLUMN eval_appeal.asked_at IS '申诉时间';
COMMENT ON COLUMN eval_appeal.decide_due IS '裁定期限';
COMMENT ON COLUMN eval_appeal.state IS '结果';
COMMENT ON COLUMN eval_appeal.decision IS '裁定意见';
COMMENT ON COLUMN eval_appeal.decided_by_id IS '裁定人';
COMMENT ON COLUMN eval_appeal.decided_at IS '裁定时间';
COMMENT ON COLUMN eval_appeal.created_at IS '建立时间';
COMMENT ON COLUMN eval_appeal.created_by_id IS '建立人';
COMMENT ON COLUMN eval_appeal.updated_at IS '更新时间';
COMMENT ON COLUMN eval_appeal.row_version IS '版本号';
CREATE INDEX ix_eval_appeal_state ON eval_appeal (state, decide_due);

CREATE TABLE evaluation_flag (
    id BIGSERIAL NOT NULL,
    evaluation_id BIGINT NOT NULL,
    service_point_id BIGINT NOT NULL,
    kind VARCHAR(15) NOT NULL,
    flagged_on TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    state VARCHAR(13) NOT NULL,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    note VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_evaluation_flag PRIMARY KEY (id),
    CONSTRAINT uq_evaluation_flag_evaluation_id_kind UNIQUE (evaluation_id, kind),
    CONSTRAINT fk_evaluation_flag_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_flag_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT,
    CONSTRAINT ck_evaluation_flag_flagkind CHECK (kind IN ('token', 'burst', 'quick', 'after_hours', 'crowd', 'off_clock', 'found')),
    CONSTRAINT ck_evaluation_flag_flagstate CHECK (state IN ('open', 'confirmed', 'dismissed')),
    CONSTRAINT fk_evaluation_flag_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_flag_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE evaluation_flag IS '疑似刷评：先保留，经人确认后才不计分';
COMMENT ON COLUMN evaluation_flag.id IS '主键';
COMMENT ON COLUMN evaluation_flag.evaluation_id IS '评价';
COMMENT ON COLUMN evaluation_flag.service_point_id IS '点位';
COMMENT ON COLUMN evaluation_flag.kind IS '疑点';
COMMENT ON COLUMN evaluation_flag.flagged_on IS '发现时间';
COMMENT ON COLUMN evaluation_flag.state IS '状态';
COMMENT ON COLUMN evaluation_flag.decided_by_id IS '核实人';
COMMENT ON COLUMN evaluation_flag.decided_at IS '核实时间';
COMMENT ON COLUMN evaluation_flag.note IS '核实情况';
COMMENT ON COLUMN evaluation_flag.created_at IS '建立时间';
COMMENT ON COLUMN evaluation_flag.created_by_id IS '建立人';
COMMENT ON COLUMN evaluation_flag.updated_at IS '更新时间';
COMMENT ON COLUMN evaluation_flag.row_version IS '版本号';
CREATE INDEX ix_evaluation_flag_state ON evaluation_flag (state, service_point_id, kind, flagged_on);

CREATE TABLE evaluation_reason (
    id BIGSERIAL NOT NULL,
    evaluation_id BIGINT NOT NULL,
    reason VARCHAR(40) NOT NULL,
    is_sensitive BOOLEAN NOT NULL,
    other_text VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_evaluation_reason PRIMARY KEY (id),
    CONSTRAINT uq_evaluation_reason_evaluation_id_reason UNIQUE (evaluation_id, reason),
    CONSTRAINT fk_evaluation_reason_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT,
    CONSTRAINT fk_evaluation_reason_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE evaluation_reason IS '差评原因';
COMMENT ON COLUMN evaluation_reason.id IS '主键';
COMMENT ON COLUMN evaluation_reason.evaluation_id IS '评价';
COMMENT ON COLUMN evaluation_reason.reason IS '原因';
COMMENT ON COLUMN evaluation_reason.is_sensitive IS '敏感';
COMMENT ON COLUMN evaluation_reason.other_text IS '其他原因';
COMMENT ON COLUMN evaluation_reason.created_at IS '建立时间';
COMMENT ON COLUMN evaluation_reason.created_by_id IS '建立人';
COMMENT ON COLUMN evaluation_reason.updated_at IS '更新时间';
COMMENT ON COLUMN evaluation_reason.row_version IS '版本号';

CREATE TABLE extension (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    step_id BIGINT NOT NULL,
    days INTEGER NOT NULL,
    reason TEXT NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    state VARCHAR(12) NOT NULL,
    opinion TEXT,
    opinion_by_id INTEGER,
    opinion_at TIMESTAMP WITHOUT TIME ZONE,
    decision TEXT,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    due_before TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    due_after TIMESTAMP WITHOUT TIME ZONE,
    told_at TIMESTAMP WITHOUT TIME ZONE,
    told_way VARCHAR(10),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_extension PRIMARY KEY (id),
    CONSTRAINT ck_extension_some_days CHECK (days > 0),
    CONSTRAINT ck_extension_two_levels CHECK (decided_by_id IS NULL OR opinion_by_id IS NULL OR decided_by_id <> opinion_by_id),
    CONSTRAINT fk_extension_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_extension_step_id FOREIGN KEY(step_id) REFERENCES problem_step (id) ON DELETE RESTRICT,
    CONSTRAINT fk_extension_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_extension_askstate CHECK (state IN ('asked', 'agreed', 'approved', 'refused', 'lapsed')),
    CONSTRAINT fk_extension_opinion_by_id FOREIGN KEY(opinion_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_extension_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_extension_feedbackway CHECK (told_way IN ('phone', 'visit', 'letter', 'online', 'none')),
    CONSTRAINT fk_extension_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE extension IS '延期申请：到期前提出，两级审批，一件事项只批一次，并告知来访人';
COMMENT ON COLUMN extension.id IS '主键';
COMMENT ON COLUMN extension.problem_id IS '台账事项';
COMMENT ON COLUMN extension.step_id IS '办理环节';
COMMENT ON COLUMN extension.days IS '延期（工作日）';
COMMENT ON COLUMN extension.reason IS '理由';
COMMENT ON COLUMN extension.asked_by_id IS '申请人';
COMMENT ON COLUMN extension.asked_at IS '申请时间';
COMMENT ON COLUMN extension.state IS '状态';
COMMENT ON COLUMN extension.opinion IS '审核意见';
COMMENT ON COLUMN extension.opinion_by_id IS '审核人';
COMMENT ON COLUMN extension.opinion_at IS '审核时间';
COMMENT ON COLUMN extension.decision IS '批准意见';
COMMENT ON COLUMN extension.decided_by_id IS '批准人';
COMMENT ON COLUMN extension.decided_at IS '批准时间';
COMMENT ON COLUMN extension.due_before IS '原到期';
COMMENT ON COLUMN extension.due_after IS '新到期';
COMMENT ON COLUMN extension.told_at IS '告知来访人时间';
COMMENT ON COLUMN extension.told_way IS '告知方式';
COMMENT ON COLUMN extension.created_at IS '建立时间';
COMMENT ON COLUMN extension.created_by_id IS '建立人';
COMMENT ON COLUMN extension.updated_at IS '更新时间';
COMMENT ON COLUMN extension.row_version IS '版本号';
CREATE INDEX ix_extension_problem_id ON extension (problem_id);
CREATE UNIQUE INDEX uq_extension_approved ON extension (problem_id) WHERE state = 'approved';
CREATE UNIQUE INDEX uq_extension_pending ON extension (problem_id) WHERE state IN ('asked', 'agreed');

CREATE TABLE follow_up (
    id BIGSERIAL NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    evaluation_id BIGINT NOT NULL,
    service_point_id BIGINT NOT NULL,
    answer TEXT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_follow_up PRIMARY KEY (id),
    CONSTRAINT uq_follow_up_code_hash UNIQUE (code_hash),
    CONSTRAINT uq_follow_up_evaluation_id UNIQUE (evaluation_id),
    CONSTRAINT fk_follow_up_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT,
    CONSTRAINT fk_follow_up_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id) ON DELETE RESTRICT,
    CONSTRAINT fk_follow_up_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE follow_up IS '追评凭据：整改核实后开放，一码一次';
COMMENT ON COLUMN follow_up.id IS '主键';
COMMENT ON COLUMN follow_up.code_hash IS '追评码散列';
COMMENT ON COLUMN follow_up.evaluation_id IS '首次评价';
COMMENT ON COLUMN follow_up.service_point_id IS '点位';
COMMENT ON COLUMN follow_up.answer IS '整改结果';
COMMENT ON COLUMN follow_up.created_at IS '建立时间';
COMMENT ON COLUMN follow_up.created_by_id IS '建立人';
COMMENT ON COLUMN follow_up.updated_at IS '更新时间';
COMMENT ON COLUMN follow_up.row_version IS '版本号';

CREATE TABLE livelihood_item (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    level VARCHAR(12) NOT NULL,
    title VARCHAR(100) NOT NULL,
    detail TEXT NOT NULL,
    state VARCHAR(13) NOT NULL,
    reason VARCHAR(200) NOT NULL,
    selected_at TIMESTAMP WITHOUT TIME ZONE,
    selected_by_id INTEGER,
    lead_unit_id BIGINT,
    leader_owner VARCHAR(40) NOT NULL,
    due_on DATE,
    document_id BIGINT,
    assigned_unit_id BIGINT,
    evidence TEXT NOT NULL,
    claimed_by_id INTEGER,
    checked_at TIMESTAMP WITHOUT TIME ZONE,
    checked_by_id INTEGER,
    refusal VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_livelihood_item PRIMARY KEY (id),
    CONSTRAINT ck_livelihood_item_year CHECK (year BETWEEN 2000 AND 2099),
    CONSTRAINT ck_livelihood_item_selected CHECK (state IN ('collected', 'dropped') OR (selected_at IS NOT NULL AND reason <> '' AND lead_unit_id IS NOT NULL AND leader_owner <> '' AND due_on IS NOT NULL)),
    CONSTRAINT ck_livelihood_item_assigned_by_letter CHECK (state NOT IN ('assigned', 'claimed', 'done') OR document_id IS NOT NULL),
    CONSTRAINT ck_livelihood_item_evidence CHECK (state NOT IN ('claimed', 'done') OR evidence <> ''),
    CONSTRAINT ck_livelihood_item_checked CHECK ((state = 'done') = (checked_at IS NOT NULL) AND (checked_at IS NULL) = (checked_by_id IS NULL)),
    CONSTRAINT ck_livelihood_item_two_people CHECK (checked_by_id IS NULL OR claimed_by_id IS NULL OR checked_by_id <> claimed_by_id),
    CONSTRAINT fk_livelihood_item_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_livelihood_item_livelihoodlevel CHECK (level IN ('province', 'city', 'county', 'township')),
    CONSTRAINT ck_livelihood_item_livelihoodstate CHECK (state IN ('collected', 'dropped', 'selected', 'assigned', 'claimed', 'done')),
    CONSTRAINT fk_livelihood_item_selected_by_id FOREIGN KEY(selected_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_livelihood_item_lead_unit_id FOREIGN KEY(lead_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT uq_livelihood_item_document_id UNIQUE (document_id),
    CONSTRAINT fk_livelihood_item_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_livelihood_item_assigned_unit_id FOREIGN KEY(assigned_unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_livelihood_item_claimed_by_id FOREIGN KEY(claimed_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_livelihood_item_checked_by_id FOREIGN KEY(checked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_livelihood_item_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE livelihood_item IS '民生实事：征集、选定、交办、完成、核验；按省市县乡分级列清单';
COMMENT ON COLUMN livelihood_item.id IS '主键';
COMMENT ON COLUMN livelihood_item.unit_id IS '征集单位';
COMMENT ON COLUMN livelihood_item.year IS '年度';
COMMENT ON COLUMN livelihood_item.level IS '级别';
COMMENT ON COLUMN livelihood_item.title IS '事项';
COMMENT ON COLUMN livelihood_item.detail IS '内容';
COMMENT ON COLUMN livelihood_item.state IS '状态';
COMMENT ON COLUMN livelihood_item.reason IS '选定或没有选入的理由';
COMMENT ON COLUMN livelihood_item.selected_at IS '选定时间';
COMMENT ON COLUMN livelihood_item.selected_by_id IS '选定人';
COMMENT ON COLUMN livelihood_item.lead_unit_id IS '牵头单位';
COMMENT ON COLUMN livelihood_item.leader_owner IS '领办领导';
COMMENT ON COLUMN livelihood_item.due_on IS '完成时限';
COMMENT ON COLUMN livelihood_item.document_id IS '民生事项交办书';
COMMENT ON COLUMN livelihood_item.assigned_unit_id IS '交办单位：起草交办书的单位';
COMMENT ON COLUMN livelihood_item.evidence IS '完成情况';
COMMENT ON COLUMN livelihood_item.claimed_by_id IS '报完成的人';
COMMENT ON COLUMN livelihood_item.checked_at IS '核验时间';
COMMENT ON COLUMN livelihood_item.checked_by_id IS '核验人';
COMMENT ON COLUMN livelihood_item.refusal IS '退回原因';
COMMENT ON COLUMN livelihood_item.created_at IS '建立时间';
COMMENT ON COLUMN livelihood_item.created_by_id IS '建立人';
COMMENT ON COLUMN livelihood_item.updated_at IS '更新时间';
COMMENT ON COLUMN livelihood_item.row_version IS '版本号';
CREATE INDEX ix_livelihood_item_lead_unit_id ON livelihood_item (lead_unit_id, due_on);
CREATE INDEX ix_livelihood_item_unit_id ON livelihood_item (unit_id);
CREATE INDEX ix_livelihood_item_year ON livelihood_item (year, level, state);

CREATE TABLE message_transfer (
    id BIGSERIAL NOT NULL,
    message_id BIGINT NOT NULL,
    decision VARCHAR(21) NOT NULL,
    target VARCHAR(80) NOT NULL,
    unit_id BIGINT,
    reason VARCHAR(300) NOT NULL,
    brief TEXT NOT NULL,
    document_id BIGINT,
    track_due TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    checks INTEGER NOT NULL,
    answer TEXT,
    answered_at TIMESTAMP WITHOUT TIME ZONE,
    answered_by_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_message_transfer PRIMARY KEY (id),
    CONSTRAINT ck_message_transfer_answered CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CONSTRAINT uq_message_transfer_message_id UNIQUE (message_id),
    CONSTRAINT fk_message_transfer_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT,
    CONSTRAINT ck_message_transfer_scopedecision CHECK (decision IN ('in_scope', 'to_department', 'to_12345', 'to_petition', 'to_judicial', 'to_discipline', 'to_emergency', 'superior_handover', 'invalid')),
    CONSTRAINT fk_message_transfer_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_message_transfer_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_message_transfer_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_message_transfer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE message_transfer IS '留言转办：转往哪里、函、到期、结果';
COMMENT ON COLUMN message_transfer.id IS '主键';
COMMENT ON COLUMN message_transfer.message_id IS '留言';
COMMENT ON COLUMN message_transfer.decision IS '去向';
COMMENT ON COLUMN message_transfer.target IS '转往';
COMMENT ON COLUMN message_transfer.unit_id IS '承办单位';
COMMENT ON COLUMN message_transfer.reason IS '理由';
COMMENT ON COLUMN message_transfer.brief IS '转给单位的内容：分办的人核对过的文字：单位只看这一段，看不到群众原文';
COMMENT ON COLUMN message_transfer.document_id IS '转办函';
COMMENT ON COLUMN message_transfer.track_due IS '询问期限';
COMMENT ON COLUMN message_transfer.checks IS '询问次数';
COMMENT ON COLUMN message_transfer.answer IS '办理结果';
COMMENT ON COLUMN message_transfer.answered_at IS '结果时间';
COMMENT ON COLUMN message_transfer.answered_by_id IS '登记人';
COMMENT ON COLUMN message_transfer.created_at IS '建立时间';
COMMENT ON COLUMN message_transfer.created_by_id IS '建立人';
COMMENT ON COLUMN message_transfer.updated_at IS '更新时间';
COMMENT ON COLUMN message_transfer.row_version IS '版本号';
CREATE INDEX ix_message_transfer_track_due ON message_transfer (track_due);
CREATE INDEX ix_message_transfer_unit_id ON message_transfer (unit_id);

CREATE TABLE problem_transfer (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    target VARCHAR(100) NOT NULL,
    letter_no VARCHAR(60) NOT NULL,
    receipt VARCHAR(100) NOT NULL,
    document_id BIGINT,
    told_at TIMESTAMP WITHOUT TIME ZONE,
    told_way VARCHAR(10) NOT NULL,
    track_due TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    checks INTEGER NOT NULL,
    returned_at TIMESTAMP WITHOUT TIME ZONE,
    result TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_problem_transfer PRIMARY KEY (id),
    CONSTRAINT fk_problem_transfer_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_problem_transfer_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT ck_problem_transfer_feedbackway CHECK (told_way IN ('phone', 'visit', 'letter', 'online', 'none')),
    CONSTRAINT fk_problem_transfer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE problem_transfer IS '转办：交给本系统以外的单位，按期跟踪到有结果为止';
COMMENT ON COLUMN problem_transfer.id IS '主键';
COMMENT ON COLUMN problem_transfer.problem_id IS '台账事项';
COMMENT ON COLUMN problem_transfer.target IS '转往单位';
COMMENT ON COLUMN problem_transfer.letter_no IS '转办文号';
COMMENT ON COLUMN problem_transfer.receipt IS '签收情况';
COMMENT ON COLUMN problem_transfer.document_id IS '转办函';
COMMENT ON COLUMN problem_transfer.told_at IS '告知来访人时间';
COMMENT ON COLUMN problem_transfer.told_way IS '告知方式';
COMMENT ON COLUMN problem_transfer.track_due IS '下次跟踪';
COMMENT ON COLUMN problem_transfer.checks IS '跟踪次数';
COMMENT ON COLUMN problem_transfer.returned_at IS '结果返回';
COMMENT ON COLUMN problem_transfer.result IS '办理结果';
COMMENT ON COLUMN problem_transfer.created_at IS '建立时间';
COMMENT ON COLUMN problem_transfer.created_by_id IS '建立人';
COMMENT ON COLUMN problem_transfer.updated_at IS '更新时间';
COMMENT ON COLUMN problem_transfer.row_version IS '版本号';
CREATE INDEX ix_problem_transfer_problem_id ON problem_transfer (problem_id);
CREATE INDEX ix_problem_transfer_track_due ON problem_transfer (returned_at, track_due);

CREATE TABLE public_feedback (
    id BIGSERIAL NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    kind VARCHAR(10) NOT NULL,
    rating_key VARCHAR(64),
    level VARCHAR(23),
    text TEXT NOT NULL,
    submitted_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    message_id BIGINT,
    problem_id BIGINT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_public_feedback PRIMARY KEY (id),
    CONSTRAINT ck_public_feedback_level_of_rating CHECK ((kind = 'rating') = (level IS NOT NULL)),
    CONSTRAINT ck_public_feedback_key_of_rating CHECK ((kind = 'rating') = (rating_key IS NOT NULL)),
    CONSTRAINT ck_public_feedback_returnkind CHECK (kind IN ('answer', 'rating')),
    CONSTRAINT uq_public_feedback_rating_key UNIQUE (rating_key),
    CONSTRAINT ck_public_feedback_evallevel CHECK (level IN ('very_satisfied', 'satisfied', 'basically_satisfied', 'neutral', 'dissatisfied', 'very_dissatisfied')),
    CONSTRAINT fk_public_feedback_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT,
    CONSTRAINT fk_public_feedback_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_public_feedback_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE public_feedback IS '群众凭查询码补充的情况和对办理的评价，只增不改';
COMMENT ON COLUMN public_feedback.id IS '主键';
COMMENT ON COLUMN public_feedback.code_hash IS '查询码散列';
COMMENT ON COLUMN public_feedback.kind IS '内容';
COMMENT ON COLUMN public_feedback.rating_key IS '评价键：评价时等于查询码散列：一件事只评价一次';
COMMENT ON COLUMN public_feedback.level IS '满意度';
COMMENT ON COLUMN public_feedback.text IS '文字';
COMMENT ON COLUMN public_feedback.submitted_at IS '提交时间';
COMMENT ON COLUMN public_feedback.message_id IS '留言';
COMMENT ON COLUMN public_feedback.problem_id IS '台账事项';
COMMENT ON COLUMN public_feedback.created_at IS '建立时间';
COMMENT ON COLUMN public_feedback.created_by_id IS '建立人';
COMMENT ON COLUMN public_feedback.updated_at IS '更新时间';
COMMENT ON COLUMN public_feedback.row_version IS '版本号';
CREATE INDEX ix_public_feedback_message_id ON public_feedback (message_id, id);
CREATE INDEX ix_public_feedback_problem_id ON public_feedback (problem_id, id);

CREATE TABLE publication (
    id BIGSERIAL NOT NULL,
    message_id BIGINT NOT NULL,
    title VARCHAR(100) NOT NULL,
    text TEXT NOT NULL,
    published_on DATE NOT NULL,
    by_id INTEGER NOT NULL,
    withdrawn_on DATE,
    withdrawn_by_id INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_publication PRIMARY KEY (id),
    CONSTRAINT uq_publication_message_id UNIQUE (message_id),
    CONSTRAINT fk_publication_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT,
    CONSTRAINT fk_publication_by_id FOREIGN KEY(by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_publication_withdrawn_by_id FOREIGN KEY(withdrawn_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_publication_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE publication IS '公开的答复：工作人员自己写的文字，群众原文从不公开';
COMMENT ON COLUMN publication.id IS '主键';
COMMENT ON COLUMN publication.message_id IS '留言';
COMMENT ON COLUMN publication.title IS '标题';
COMMENT ON COLUMN publication.text IS '公开文字';
COMMENT ON COLUMN publication.published_on IS '公开日期';
COMMENT ON COLUMN publication.by_id IS '公开人';
COMMENT ON COLUMN publication.withdrawn_on IS '撤下日期';
COMMENT ON COLUMN publication.withdrawn_by_id IS '撤下人';
COMMENT ON COLUMN publication.created_at IS '建立时间';
COMMENT ON COLUMN publication.created_by_id IS '建立人';
COMMENT ON COLUMN publication.updated_at IS '更新时间';
COMMENT ON COLUMN publication.row_version IS '版本号';
CREATE INDEX ix_publication_published_on ON publication (published_on);

CREATE TABLE rectification (
    id BIGSERIAL NOT NULL,
    evaluation_id BIGINT,
    problem_id BIGINT,
    unit_id BIGINT NOT NULL,
    due_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    plan TEXT,
    done_at TIMESTAMP WITHOUT TIME ZONE,
    result VARCHAR(13) NOT NULL,
    is_complex BOOLEAN,
    answer TEXT,
    check_note TEXT,
    checked_by_id INTEGER,
    checked_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_rectification PRIMARY KEY (id),
    CONSTRAINT uq_rectification_evaluation_id UNIQUE (evaluation_id),
    CONSTRAINT fk_rectification_evaluation_id FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE RESTRICT,
    CONSTRAINT fk_rectification_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_rectification_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT ck_rectification_rectificationresult CHECK (result IN ('open', 'done', 'explained', 'overdue')),
    CONSTRAINT fk_rectification_checked_by_id FOREIGN KEY(checked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_rectification_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE rectification IS '差评限期整改';
COMMENT ON COLUMN rectification.id IS '主键';
COMMENT ON COLUMN rectification.evaluation_id IS '评价';
COMMENT ON COLUMN rectification.problem_id IS '台账事项';
COMMENT ON COLUMN rectification.unit_id IS '整改单位';
COMMENT ON COLUMN rectification.due_at IS '整改期限';
COMMENT ON COLUMN rectification.plan IS '整改措施';
COMMENT ON COLUMN rectification.done_at IS '完成时间';
COMMENT ON COLUMN rectification.result IS '结果';
COMMENT ON COLUMN rectification.is_complex IS '情况复杂';
COMMENT ON COLUMN rectification.answer IS '整改结果';
COMMENT ON COLUMN rectification.check_note IS '核实情况';
COMMENT ON COLUMN rectification.checked_by_id IS '核实人';
COMMENT ON COLUMN rectification.checked_at IS '核实时间';
COMMENT ON COLUMN rectification.created_at IS '建立时间';
COMMENT ON COLUMN rectification.created_by_id IS '建立人';
COMMENT ON COLUMN rectification.updated_at IS '更新时间';
COMMENT ON COLUMN rectification.row_version IS '版本号';
CREATE INDEX ix_rectification_due_at ON rectification (due_at);
CREATE INDEX ix_rectification_unit_id_due_at ON rectification (unit_id, due_at, id);

CREATE TABLE recusal (
    id BIGSERIAL NOT NULL,
    account_id INTEGER,
    unit_id BIGINT,
    problem_id BIGINT,
    message_id BIGINT,
    ground VARCHAR(12) NOT NULL,
    source VARCHAR(12) NOT NULL,
    words TEXT NOT NULL,
    state VARCHAR(11) NOT NULL,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    reason TEXT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_recusal PRIMARY KEY (id),
    CONSTRAINT ck_recusal_one_person CHECK ((account_id IS NULL) <> (unit_id IS NULL)),
    CONSTRAINT ck_recusal_one_object CHECK ((problem_id IS NULL) <> (message_id IS NULL)),
    CONSTRAINT ck_recusal_decided CHECK ((state = 'asked') = (decided_at IS NULL)),
    CONSTRAINT ck_recusal_refused_with_reason CHECK (state <> 'refused' OR reason IS NOT NULL),
    CONSTRAINT ck_recusal_not_by_oneself CHECK (account_id IS NULL OR decided_by_id IS NULL OR account_id <> decided_by_id),
    CONSTRAINT fk_recusal_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_recusal_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_recusal_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_recusal_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT,
    CONSTRAINT ck_recusal_recusalground CHECK (ground IN ('party', 'relative', 'witness', 'interest', 'other')),
    CONSTRAINT ck_recusal_recusalsource CHECK (source IN ('self', 'system', 'reporter')),
    CONSTRAINT ck_recusal_recusalstate CHECK (state IN ('asked', 'granted', 'refused')),
    CONSTRAINT fk_recusal_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_recusal_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE recusal IS '回避：谁不得看、不得办哪件事项；提出即生效，不同意才恢复；只增不改，决定除外';
COMMENT ON COLUMN recusal.id IS '主键';
COMMENT ON COLUMN recusal.account_id IS '回避人';
COMMENT ON COLUMN recusal.unit_id IS '回避单位';
COMMENT ON COLUMN recusal.problem_id IS '台账事项';
COMMENT ON COLUMN recusal.message_id IS '留言';
COMMENT ON COLUMN recusal.ground IS '回避理由';
COMMENT ON COLUMN recusal.source IS '提出方式';
COMMENT ON COLUMN recusal.words IS '情况说明';
COMMENT ON COLUMN recusal.state IS '状态';
COMMENT ON COLUMN recusal.decided_by_id IS '决定人';
COMMENT ON COLUMN recusal.decided_at IS '决定时间';
COMMENT ON COLUMN recusal.reason IS '决定理由';
COMMENT ON COLUMN recusal.created_at IS '建立时间';
COMMENT ON COLUMN recusal.created_by_id IS '建立人';
COMMENT ON COLUMN recusal.updated_at IS '更新时间';
COMMENT ON COLUMN recusal.row_version IS '版本号';
CREATE INDEX ix_recusal_account_id ON recusal (account_id, state, problem_id, message_id);
CREATE INDEX ix_recusal_message_id ON recusal (message_id);
CREATE INDEX ix_recusal_problem_id ON recusal (problem_id);
CREATE INDEX ix_recusal_state ON recusal (state, problem_id, id);
CREATE INDEX ix_recusal_unit_id ON recusal (unit_id, state, problem_id, message_id);

CREATE TABLE report_snapshot (
    id BIGSERIAL NOT NULL,
    period VARCHAR(7) NOT NULL,
    scope VARCHAR(20) NOT NULL,
    metric_version VARCHAR(20) NOT NULL,
    rule_version INTEGER,
    cut_off_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    figures JSONB NOT NULL,
    members BYTEA NOT NULL,
    members_sha256 VARCHAR(64) NOT NULL,
    state VARCHAR(11) NOT NULL,
    document_id BIGINT,
    signed_at TIMESTAMP WITHOUT TIME ZONE,
    void_reason VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_report_snapshot PRIMARY KEY (id),
    CONSTRAINT ck_report_snapshot_signed CHECK ((state = 'signed') = (signed_at IS NOT NULL)),
    CONSTRAINT ck_report_snapshot_void_with_reason CHECK (state <> 'void' OR void_reason IS NOT NULL),
    CONSTRAINT ck_report_snapshot_snapshotstate CHECK (state IN ('draft', 'checked', 'signed', 'void')),
    CONSTRAINT fk_report_snapshot_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_report_snapshot_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE report_snapshot IS '月度数据：截止时刻的数字和成员名单；只增不改，重做另起一行，签发后不再变';
COMMENT ON COLUMN report_snapshot.id IS '主键';
COMMENT ON COLUMN report_snapshot.period IS '月份';
COMMENT ON COLUMN report_snapshot.scope IS '范围';
COMMENT ON COLUMN report_snapshot.metric_version IS '指标版本';
COMMENT ON COLUMN report_snapshot.rule_version IS '评分办法版本';
COMMENT ON COLUMN report_snapshot.cut_off_at IS '数据截止';
COMMENT ON COLUMN report_snapshot.figures IS '数字';
COMMENT ON COLUMN report_snapshot.members IS '成员名单：按指标列出的行编号，压缩存放';
COMMENT ON COLUMN report_snapshot.members_sha256 IS '名单散列';
COMMENT ON COLUMN report_snapshot.state IS '状态';
COMMENT ON COLUMN report_snapshot.document_id IS '月度报告';
COMMENT ON COLUMN report_snapshot.signed_at IS '签发时间';
COMMENT ON COLUMN report_snapshot.void_reason IS '作废原因';
COMMENT ON COLUMN report_snapshot.created_at IS '建立时间';
COMMENT ON COLUMN report_snapshot.created_by_id IS '建立人';
COMMENT ON COLUMN report_snapshot.updated_at IS '更新时间';
COMMENT ON COLUMN report_snapshot.row_version IS '版本号';
CREATE INDEX ix_report_snapshot_document_id ON report_snapshot (document_id);
CREATE UNIQUE INDEX ix_report_snapshot_standing ON report_snapshot (period, scope) WHERE state != 'void';

CREATE TABLE reporter_notice (
    id BIGSERIAL NOT NULL,
    clue_id BIGINT NOT NULL,
    kind VARCHAR(10) NOT NULL,
    due_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    done_at TIMESTAMP WITHOUT TIME ZONE,
    way VARCHAR(15),
    late BOOLEAN,
    has_dissent BOOLEAN NOT NULL,
    has_new_evidence BOOLEAN NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_reporter_notice PRIMARY KEY (id),
    CONSTRAINT ck_reporter_notice_done_has_way CHECK ((done_at IS NULL) = (way IS NULL)),
    CONSTRAINT fk_reporter_notice_clue_id FOREIGN KEY(clue_id) REFERENCES clue (id) ON DELETE RESTRICT,
    CONSTRAINT ck_reporter_notice_noticekind CHECK (kind IN ('accept', 'result')),
    CONSTRAINT ck_reporter_notice_noticeway CHECK (way IN ('phone', 'face', 'letter', 'unreachable')),
    CONSTRAINT fk_reporter_notice_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE reporter_notice IS '实名检举控告人告知：受理、结果各 15 个工作日';
COMMENT ON COLUMN reporter_notice.id IS '主键';
COMMENT ON COLUMN reporter_notice.clue_id IS '线索';
COMMENT ON COLUMN reporter_notice.kind IS '事项';
COMMENT ON COLUMN reporter_notice.due_at IS '期限';
COMMENT ON COLUMN reporter_notice.done_at IS '告知时间';
COMMENT ON COLUMN reporter_notice.way IS '方式';
COMMENT ON COLUMN reporter_notice.late IS '超期';
COMMENT ON COLUMN reporter_notice.has_dissent IS '有异议';
COMMENT ON COLUMN reporter_notice.has_new_evidence IS '提供新证据';
COMMENT ON COLUMN reporter_notice.created_at IS '建立时间';
COMMENT ON COLUMN reporter_notice.created_by_id IS '建立人';
COMMENT ON COLUMN reporter_notice.updated_at IS '更新时间';
COMMENT ON COLUMN reporter_notice.row_version IS '版本号';
CREATE INDEX ix_reporter_notice_clue_id ON reporter_notice (clue_id);
CREATE INDEX ix_reporter_notice_done_at ON reporter_notice (done_at, due_at);

CREATE TABLE seal_use (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    state VARCHAR(12) NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    refusal VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_seal_use PRIMARY KEY (id),
    CONSTRAINT ck_seal_use_second_person CHECK (decided_by_id <> asked_by_id),
    CONSTRAINT ck_seal_use_decided CHECK ((state = 'asked') = (decided_by_id IS NULL) AND (decided_by_id IS NULL) = (decided_at IS NULL)),
    CONSTRAINT fk_seal_use_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT ck_seal_use_sealusestate CHECK (state IN ('asked', 'approved', 'refused')),
    CONSTRAINT fk_seal_use_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_seal_use_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_seal_use_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE seal_use IS '用印审批：没有同意的记录，公文上不印印章';
COMMENT ON COLUMN seal_use.id IS '主键';
COMMENT ON COLUMN seal_use.document_id IS '公文';
COMMENT ON COLUMN seal_use.state IS '状态';
COMMENT ON COLUMN seal_use.asked_by_id IS '申请人';
COMMENT ON COLUMN seal_use.asked_at IS '申请时间';
COMMENT ON COLUMN seal_use.decided_by_id IS '审批人';
COMMENT ON COLUMN seal_use.decided_at IS '审批时间';
COMMENT ON COLUMN seal_use.refusal IS '不同意的理由';
COMMENT ON COLUMN seal_use.created_at IS '建立时间';
COMMENT ON COLUMN seal_use.created_by_id IS '建立人';
COMMENT ON COLUMN seal_use.updated_at IS '更新时间';
COMMENT ON COLUMN seal_use.row_version IS '版本号';
CREATE INDEX ix_seal_use_document_id ON seal_use (document_id, id);

CREATE TABLE supervision (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    kind VARCHAR(13) NOT NULL,
    level INTEGER NOT NULL,
    unit_id BIGINT,
    issued_by_id INTEGER,
    issued_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    content TEXT NOT NULL,
    reply_due TIMESTAMP WITHOUT TIME ZONE,
    document_id BIGINT,
    rung VARCHAR(10),
    rung_key VARCHAR(60),
    due_at TIMESTAMP WITHOUT TIME ZONE,
    score INTEGER,
    state VARCHAR(11) NOT NULL,
    reply TEXT,
    replied_at TIMESTAMP WITHOUT TIME ZONE,
    replied_by_id INTEGER,
    dropped_reason VARCHAR(200),
    reply_days INTEGER,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_supervision PRIMARY KEY (id),
    CONSTRAINT uq_supervision_problem_id_level UNIQUE (problem_id, level),
    CONSTRAINT fk_supervision_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT ck_supervision_supervisionkind CHECK (kind IN ('reminder', 'letter', 'meeting', 'onsite', 'listed', 'interview')),
    CONSTRAINT fk_supervision_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_supervision_issued_by_id FOREIGN KEY(issued_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_supervision_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT ck_supervision_rung CHECK (rung IN ('yellow', 'red', 'letter', 'summon')),
    CONSTRAINT ck_supervision_supervisionstate CHECK (state IN ('drafted', 'issued', 'replied', 'dropped')),
    CONSTRAINT fk_supervision_replied_by_id FOREIGN KEY(replied_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_supervision_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE supervision IS '督办记录';
COMMENT ON COLUMN supervision.id IS '主键';
COMMENT ON COLUMN supervision.problem_id IS '台账事项';
COMMENT ON COLUMN supervision.kind IS '方式';
COMMENT ON COLUMN supervision.level IS '次序';
COMMENT ON COLUMN supervision.unit_id IS '被督办单位';
COMMENT ON COLUMN supervision.issued_by_id IS '督办人：定时任务没有督办人';
COMMENT ON COLUMN supervision.issued_at IS '督办时间';
COMMENT ON COLUMN supervision.content IS '督办要求';
COMMENT ON COLUMN supervision.reply_due IS '回复期限';
COMMENT ON COLUMN supervision.document_id IS '督办函';
COMMENT ON COLUMN supervision.rung IS '督办阶梯';
COMMENT ON COLUMN supervision.rung_key IS '阶梯键：同一期限同一级只督办一次';
COMMENT ON COLUMN supervision.due_at IS '针对的期限：阶梯按这个期限走到这一级';
COMMENT ON COLUMN supervision.score IS '计分';
COMMENT ON COLUMN supervision.state IS '状态';
COMMENT ON COLUMN supervision.reply IS '回复';
COMMENT ON COLUMN supervision.replied_at IS '回复时间';
COMMENT ON COLUMN supervision.replied_by_id IS '回复人';
COMMENT ON COLUMN supervision.dropped_reason IS '不再督办的理由';
COMMENT ON COLUMN supervision.reply_days IS '回复工作日数：从签发、发出的当天起算';
COMMENT ON COLUMN supervision.created_at IS '建立时间';
COMMENT ON COLUMN supervision.created_by_id IS '建立人';
COMMENT ON COLUMN supervision.updated_at IS '更新时间';
COMMENT ON COLUMN supervision.row_version IS '版本号';
CREATE INDEX ix_supervision_drafted ON supervision (issued_at, id) WHERE state = 'drafted';
CREATE INDEX ix_supervision_issued_at ON supervision (issued_at);
CREATE UNIQUE INDEX ix_supervision_rung_key ON supervision (rung_key);

CREATE TABLE survey_answer (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    survey_question_id BIGINT NOT NULL,
    answer VARCHAR(40) NOT NULL,
    sheets INTEGER NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_survey_answer PRIMARY KEY (id),
    CONSTRAINT ck_survey_answer_something CHECK (sheets <> 0),
    CONSTRAINT fk_survey_answer_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_survey_answer_survey_question_id FOREIGN KEY(survey_question_id) REFERENCES survey_question (id) ON DELETE RESTRICT,
    CONSTRAINT fk_survey_answer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE survey_answer IS '问卷答案的份数，每次录入一行，只增不改';
COMMENT ON COLUMN survey_answer.id IS '主键';
COMMENT ON COLUMN survey_answer.unit_id IS '组织单位';
COMMENT ON COLUMN survey_answer.survey_question_id IS '题目';
COMMENT ON COLUMN survey_answer.answer IS '答案';
COMMENT ON COLUMN survey_answer.sheets IS '份数：更正的用负数';
COMMENT ON COLUMN survey_answer.created_at IS '建立时间';
COMMENT ON COLUMN survey_answer.created_by_id IS '建立人';
COMMENT ON COLUMN survey_answer.updated_at IS '更新时间';
COMMENT ON COLUMN survey_answer.row_version IS '版本号';
CREATE INDEX ix_survey_answer_survey_question_id ON survey_answer (survey_question_id);

CREATE TABLE suspension (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    step_id BIGINT NOT NULL,
    ground VARCHAR(40) NOT NULL,
    reason TEXT NOT NULL,
    expected_on DATE NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    state VARCHAR(12) NOT NULL,
    opinion TEXT,
    opinion_by_id INTEGER,
    opinion_at TIMESTAMP WITHOUT TIME ZONE,
    decision TEXT,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITHOUT TIME ZONE,
    started_at TIMESTAMP WITHOUT TIME ZONE,
    ended_at TIMESTAMP WITHOUT TIME ZONE,
    due_before TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    due_after TIMESTAMP WITHOUT TIME ZONE,
    time_left JSONB NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_suspension PRIMARY KEY (id),
    CONSTRAINT ck_suspension_two_levels CHECK (decided_by_id IS NULL OR opinion_by_id IS NULL OR decided_by_id <> opinion_by_id),
    CONSTRAINT ck_suspension_span CHECK (ended_at IS NULL OR (started_at IS NOT NULL AND ended_at >= started_at)),
    CONSTRAINT fk_suspension_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_suspension_step_id FOREIGN KEY(step_id) REFERENCES problem_step (id) ON DELETE RESTRICT,
    CONSTRAINT fk_suspension_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT ck_suspension_askstate CHECK (state IN ('asked', 'agreed', 'approved', 'refused', 'lapsed')),
    CONSTRAINT fk_suspension_opinion_by_id FOREIGN KEY(opinion_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_suspension_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_suspension_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE suspension IS '中止申请：批准之时起本地时限停走，法定时限不停';
COMMENT ON COLUMN suspension.id IS '主键';
COMMENT ON COLUMN suspension.problem_id IS '台账事项';
COMMENT ON COLUMN suspension.step_id IS '办理环节';
COMMENT ON COLUMN suspension.ground IS '中止事由';
COMMENT ON COLUMN suspension.reason IS '说明';
COMMENT ON COLUMN suspension.expected_on IS '预计恢复';
COMMENT ON COLUMN suspension.asked_by_id IS '申请人';
COMMENT ON COLUMN suspension.asked_at IS '申请时间';
COMMENT ON COLUMN suspension.state IS '状态';
COMMENT ON COLUMN suspension.opinion IS '审核意见';
COMMENT ON COLUMN suspension.opinion_by_id IS '审核人';
COMMENT ON COLUMN suspension.opinion_at IS '审核时间';
COMMENT ON COLUMN suspension.decision IS '批准意见';
COMMENT ON COLUMN suspension.decided_by_id IS '批准人';
COMMENT ON COLUMN suspension.decided_at IS '批准时间';
COMMENT ON COLUMN suspension.started_at IS '中止时间';
COMMENT ON COLUMN suspension.ended_at IS '恢复时间';
COMMENT ON COLUMN suspension.due_before IS '原到期';
COMMENT ON COLUMN suspension.due_after IS '新到期';
COMMENT ON COLUMN suspension.time_left IS '剩余工时（秒）';
COMMENT ON COLUMN suspension.created_at IS '建立时间';
COMMENT ON COLUMN suspension.created_by_id IS '建立人';
COMMENT ON COLUMN suspension.updated_at IS '更新时间';
COMMENT ON COLUMN suspension.row_version IS '版本号';
CREATE INDEX ix_suspension_problem_id ON suspension (problem_id);
CREATE INDEX ix_suspension_running ON suspension (state, ended_at, expected_on);
CREATE UNIQUE INDEX uq_suspension_pending ON suspension (problem_id) WHERE state IN ('asked', 'agreed');

CREATE TABLE attachment (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT,
    message_id BIGINT,
    field_visit_id BIGINT,
    rectification_id BIGINT,
    purpose VARCHAR(20) NOT NULL,
    filename VARCHAR(200) NOT NULL,
    mime VARCHAR(100) NOT NULL,
    size BIGINT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (id),
    CONSTRAINT ck_attachment_one_owner CHECK (CASE WHEN problem_id IS NULL THEN 0 ELSE 1 END + CASE WHEN message_id IS NULL THEN 0 ELSE 1 END + CASE WHEN field_visit_id IS NULL THEN 0 ELSE 1 END + CASE WHEN rectification_id IS NULL THEN 0 ELSE 1 END = 1),
    CONSTRAINT fk_attachment_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT fk_attachment_message_id FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE RESTRICT,
    CONSTRAINT fk_attachment_field_visit_id FOREIGN KEY(field_visit_id) REFERENCES field_visit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_attachment_rectification_id FOREIGN KEY(rectification_id) REFERENCES rectification (id) ON DELETE RESTRICT,
    CONSTRAINT fk_attachment_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE attachment IS '附件：按内容散列存放，保留原文件名';
COMMENT ON COLUMN attachment.id IS '主键';
COMMENT ON COLUMN attachment.problem_id IS '台账事项';
COMMENT ON COLUMN attachment.message_id IS '留言';
COMMENT ON COLUMN attachment.field_visit_id IS '走访检查';
COMMENT ON COLUMN attachment.rectification_id IS '限期整改';
COMMENT ON COLUMN attachment.purpose IS '用途';
COMMENT ON COLUMN attachment.filename IS '文件名';
COMMENT ON COLUMN attachment.mime IS '类型';
COMMENT ON COLUMN attachment.size IS '大小（字节）';
COMMENT ON COLUMN attachment.sha256 IS '内容散列';
COMMENT ON COLUMN attachment.created_at IS '建立时间';
COMMENT ON COLUMN attachment.created_by_id IS '建立人';
COMMENT ON COLUMN attachment.updated_at IS '更新时间';
COMMENT ON COLUMN attachment.row_version IS '版本号';
CREATE INDEX ix_attachment_field_visit_id ON attachment (field_visit_id);
CREATE INDEX ix_attachment_message_id ON attachment (message_id);
CREATE INDEX ix_attachment_problem_id ON attachment (problem_id);
CREATE INDEX ix_attachment_rectification_id ON attachment (rectification_id);
CREATE INDEX ix_attachment_sha256 ON attachment (sha256);

CREATE TABLE livelihood_evidence (
    id BIGSERIAL NOT NULL,
    livelihood_item_id BIGINT NOT NULL,
    taken_on DATE NOT NULL,
    file_name VARCHAR(120) NOT NULL,
    file_mime VARCHAR(100) NOT NULL,
    file_sha256 VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_livelihood_evidence PRIMARY KEY (id),
    CONSTRAINT fk_livelihood_evidence_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT,
    CONSTRAINT fk_livelihood_evidence_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE livelihood_evidence IS '民生实事佐证材料：照片或文件，写明是哪一天的，只增不改；没有材料的不能报完成';
COMMENT ON COLUMN livelihood_evidence.id IS '主键';
COMMENT ON COLUMN livelihood_evidence.livelihood_item_id IS '民生实事';
COMMENT ON COLUMN livelihood_evidence.taken_on IS '材料日期';
COMMENT ON COLUMN livelihood_evidence.file_name IS '文件名';
COMMENT ON COLUMN livelihood_evidence.file_mime IS '类型';
COMMENT ON COLUMN livelihood_evidence.file_sha256 IS '内容散列';
COMMENT ON COLUMN livelihood_evidence.created_at IS '建立时间';
COMMENT ON COLUMN livelihood_evidence.created_by_id IS '建立人';
COMMENT ON COLUMN livelihood_evidence.updated_at IS '更新时间';
COMMENT ON COLUMN livelihood_evidence.row_version IS '版本号';
CREATE INDEX ix_livelihood_evidence_file_sha256 ON livelihood_evidence (file_sha256);
CREATE INDEX ix_livelihood_evidence_livelihood_item_id ON livelihood_evidence (livelihood_item_id, id);

CREATE TABLE livelihood_source (
    id BIGSERIAL NOT NULL,
    livelihood_item_id BIGINT NOT NULL,
    kind VARCHAR(14) NOT NULL,
    source_id BIGINT NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_livelihood_source PRIMARY KEY (id),
    CONSTRAINT uq_livelihood_source_livelihood_item_id_kind_source_id UNIQUE (livelihood_item_id, kind, source_id),
    CONSTRAINT fk_livelihood_source_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT,
    CONSTRAINT ck_livelihood_source_rawkind CHECK (kind IN ('problem', 'message', 'evaluation', 'visit')),
    CONSTRAINT fk_livelihood_source_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE livelihood_source IS '民生实事从哪些留言、事项、走访、评价意见里来，只增不改';
COMMENT ON COLUMN livelihood_source.id IS '主键';
COMMENT ON COLUMN livelihood_source.livelihood_item_id IS '民生实事';
COMMENT ON COLUMN livelihood_source.kind IS '类别';
COMMENT ON COLUMN livelihood_source.source_id IS '原始记录';
COMMENT ON COLUMN livelihood_source.created_at IS '建立时间';
COMMENT ON COLUMN livelihood_source.created_by_id IS '建立人';
COMMENT ON COLUMN livelihood_source.updated_at IS '更新时间';
COMMENT ON COLUMN livelihood_source.row_version IS '版本号';

CREATE TABLE milestone (
    id BIGSERIAL NOT NULL,
    commitment_id BIGINT,
    livelihood_item_id BIGINT,
    title VARCHAR(100) NOT NULL,
    due_on DATE NOT NULL,
    done_on DATE,
    note VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_milestone PRIMARY KEY (id),
    CONSTRAINT ck_milestone_of_one CHECK ((commitment_id IS NULL) <> (livelihood_item_id IS NULL)),
    CONSTRAINT ck_milestone_done_says_how CHECK ((done_on IS NULL) = (note = '')),
    CONSTRAINT fk_milestone_commitment_id FOREIGN KEY(commitment_id) REFERENCES commitment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_milestone_livelihood_item_id FOREIGN KEY(livelihood_item_id) REFERENCES livelihood_item (id) ON DELETE RESTRICT,
    CONSTRAINT fk_milestone_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE milestone IS '公开承诺和民生实事的时间节点和进展';
COMMENT ON COLUMN milestone.id IS '主键';
COMMENT ON COLUMN milestone.commitment_id IS '公开承诺';
COMMENT ON COLUMN milestone.livelihood_item_id IS '民生实事';
COMMENT ON COLUMN milestone.title IS '节点';
COMMENT ON COLUMN milestone.due_on IS '时间';
COMMENT ON COLUMN milestone.done_on IS '完成日期';
COMMENT ON COLUMN milestone.note IS '进展';
COMMENT ON COLUMN milestone.created_at IS '建立时间';
COMMENT ON COLUMN milestone.created_by_id IS '建立人';
COMMENT ON COLUMN milestone.updated_at IS '更新时间';
COMMENT ON COLUMN milestone.row_version IS '版本号';
CREATE INDEX ix_milestone_commitment_id ON milestone (commitment_id, due_on);
CREATE INDEX ix_milestone_livelihood_item_id ON milestone (livelihood_item_id, due_on);

CREATE TABLE score (
    id BIGSERIAL NOT NULL,
    snapshot_id BIGINT NOT NULL,
    period VARCHAR(7) NOT NULL,
    object_kind VARCHAR(10) NOT NULL,
    object_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    rule_version INTEGER NOT NULL,
    n INTEGER NOT NULL,
    score NUMERIC(7, 2),
    detail JSONB NOT NULL,
    published_at TIMESTAMP WITHOUT TIME ZONE,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_score PRIMARY KEY (id),
    CONSTRAINT uq_score_snapshot_id_object_kind_object_id UNIQUE (snapshot_id, object_kind, object_id),
    CONSTRAINT fk_score_snapshot_id FOREIGN KEY(snapshot_id) REFERENCES report_snapshot (id) ON DELETE RESTRICT,
    CONSTRAINT ck_score_scoredkind CHECK (object_kind IN ('unit', 'window')),
    CONSTRAINT fk_score_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_score_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE score IS '评分：一次月度数据里一个单位一行，只增不改；样本不足的没有分';
COMMENT ON COLUMN score.id IS '主键';
COMMENT ON COLUMN score.snapshot_id IS '月度数据';
COMMENT ON COLUMN score.period IS '月份';
COMMENT ON COLUMN score.object_kind IS '对象';
COMMENT ON COLUMN score.object_id IS '对象编号';
COMMENT ON COLUMN score.unit_id IS '单位';
COMMENT ON COLUMN score.rule_version IS '评分办法版本';
COMMENT ON COLUMN score.n IS '评价数';
COMMENT ON COLUMN score.score IS '得分';
COMMENT ON COLUMN score.detail IS '明细';
COMMENT ON COLUMN score.published_at IS '公布时间：月度报告签发时';
COMMENT ON COLUMN score.created_at IS '建立时间';
COMMENT ON COLUMN score.created_by_id IS '建立人';
COMMENT ON COLUMN score.updated_at IS '更新时间';
COMMENT ON COLUMN score.row_version IS '版本号';
CREATE INDEX ix_score_object ON score (object_kind, object_id, period);

CREATE TABLE outcome_metric (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    kind VARCHAR(20) NOT NULL,
    value BIGINT NOT NULL,
    beneficiary VARCHAR(60) NOT NULL,
    serves_all BOOLEAN,
    basis VARCHAR(200) NOT NULL,
    attachment_id BIGINT,
    verified_by_id INTEGER,
    verified_at TIMESTAMP WITHOUT TIME ZONE,
    void_reason VARCHAR(200),
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_outcome_metric PRIMARY KEY (id),
    CONSTRAINT ck_outcome_metric_something CHECK (value > 0),
    CONSTRAINT ck_outcome_metric_verified CHECK ((verified_by_id IS NULL) = (verified_at IS NULL)),
    CONSTRAINT ck_outcome_metric_verified_by_another CHECK (verified_by_id IS NULL OR created_by_id IS NULL OR verified_by_id <> created_by_id),
    CONSTRAINT fk_outcome_metric_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT ck_outcome_metric_metrickind CHECK (kind IN ('households', 'people', 'amount_refunded', 'amount_saved', 'amount_paid', 'elapsed_workdays', 'length_m', 'policy_made', 'other')),
    CONSTRAINT fk_outcome_metric_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_outcome_metric_verified_by_id FOREIGN KEY(verified_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_outcome_metric_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE outcome_metric IS '办理成效：户数、金额（分）等，经他人核实才计入；并案的只在主件上计一次';
COMMENT ON COLUMN outcome_metric.id IS '主键';
COMMENT ON COLUMN outcome_metric.problem_id IS '台账事项';
COMMENT ON COLUMN outcome_metric.kind IS '成效';
COMMENT ON COLUMN outcome_metric.value IS '数值：金额以分计';
COMMENT ON COLUMN outcome_metric.beneficiary IS '受益对象';
COMMENT ON COLUMN outcome_metric.serves_all IS '惠及全部企业：办成一家、惠及全部的政策性结果';
COMMENT ON COLUMN outcome_metric.basis IS '依据';
COMMENT ON COLUMN outcome_metric.attachment_id IS '证据';
COMMENT ON COLUMN outcome_metric.verified_by_id IS '核实人';
COMMENT ON COLUMN outcome_metric.verified_at IS '核实时间';
COMMENT ON COLUMN outcome_metric.void_reason IS '作废原因';
COMMENT ON COLUMN outcome_metric.created_at IS '建立时间';
COMMENT ON COLUMN outcome_metric.created_by_id IS '建立人';
COMMENT ON COLUMN outcome_metric.updated_at IS '更新时间';
COMMENT ON COLUMN outcome_metric.row_version IS '版本号';
CREATE INDEX ix_outcome_metric_problem_id ON outcome_metric (problem_id);
CREATE INDEX ix_outcome_metric_verified_at ON outcome_metric (verified_at);

CREATE TABLE thanks (
    id BIGSERIAL NOT NULL,
    problem_id BIGINT NOT NULL,
    kind VARCHAR(10) NOT NULL,
    given_on DATE NOT NULL,
    words VARCHAR(200) NOT NULL,
    attachment_id BIGINT,
    created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    created_by_id INTEGER,
    updated_at TIMESTAMP WITHOUT TIME ZONE,
    row_version INTEGER NOT NULL,
    CONSTRAINT pk_thanks PRIMARY KEY (id),
    CONSTRAINT fk_thanks_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT,
    CONSTRAINT ck_thanks_thankskind CHECK (kind IN ('banner', 'letter', 'phone')),
    CONSTRAINT fk_thanks_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id) ON DELETE RESTRICT,
    CONSTRAINT fk_thanks_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
);
COMMENT ON TABLE thanks IS '锦旗、感谢信、电话致谢，只增不改';
COMMENT ON COLUMN thanks.id IS '主键';
COMMENT ON COLUMN thanks.problem_id IS '台账事项';
COMMENT ON COLUMN thanks.kind IS '方式';
COMMENT ON COLUMN thanks.given_on IS '日期';
COMMENT ON COLUMN thanks.words IS '内容';
COMMENT ON COLUMN thanks.attachment_id IS '照片';
COMMENT ON COLUMN thanks.created_at IS '建立时间';
COMMENT ON COLUMN thanks.created_by_id IS '建立人';
COMMENT ON COLUMN thanks.updated_at IS '更新时间';
COMMENT ON COLUMN thanks.row_version IS '版本号';
CREATE INDEX ix_thanks_problem_id ON thanks (problem_id);

ALTER TABLE ab_user ADD CONSTRAINT fk_ab_user_changed_by_fk FOREIGN KEY(changed_by_fk) REFERENCES ab_user (id);
ALTER TABLE ab_user ADD CONSTRAINT fk_ab_user_created_by_fk FOREIGN KEY(created_by_fk) REFERENCES ab_user (id);
ALTER TABLE ab_user ADD CONSTRAINT fk_ab_user_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT;
ALTER TABLE region ADD CONSTRAINT fk_region_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT;
ALTER TABLE region ADD CONSTRAINT fk_region_parent_code FOREIGN KEY(parent_code) REFERENCES region (code) ON DELETE RESTRICT;
ALTER TABLE region ADD CONSTRAINT fk_region_successor_code FOREIGN KEY(successor_code) REFERENCES region (code) ON DELETE RESTRICT;
ALTER TABLE unit ADD CONSTRAINT fk_unit_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT;
ALTER TABLE unit ADD CONSTRAINT fk_unit_parent_id FOREIGN KEY(parent_id) REFERENCES unit (id) ON DELETE RESTRICT;
ALTER TABLE unit ADD CONSTRAINT fk_unit_region_code FOREIGN KEY(region_code) REFERENCES region (code) ON DELETE RESTRICT;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23001',
        MESSAGE = TG_TABLE_NAME || ': ' || TG_ARGV[0];
END
$$;
COMMENT ON FUNCTION refuse_change() IS '拒绝修改：只增不改的行、已签发的公文和编号';
CREATE FUNCTION ab_user_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.unit_id IS DISTINCT FROM NEW.unit_id AND EXISTS (SELECT 1 FROM role_assignment r WHERE r.account_id = NEW.id AND r.ended_at IS NULL AND r.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD')) AND NOT EXISTS (SELECT 1 FROM unit u WHERE u.id = NEW.unit_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': outside the commission';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION ab_user_moved() IS '拒绝修改：岗位的互斥与范围';
CREATE TRIGGER ab_user_moved BEFORE UPDATE ON ab_user FOR EACH ROW EXECUTE FUNCTION ab_user_moved();
CREATE TRIGGER accountability_no_delete BEFORE DELETE ON accountability FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER accountability_no_truncate BEFORE TRUNCATE ON accountability FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER accountability_no_update BEFORE UPDATE ON accountability FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.name_mask IS DISTINCT FROM NEW.name_mask OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.post IS DISTINCT FROM NEW.post OR OLD.is_public_official IS DISTINCT FROM NEW.is_public_official OR OLD.is_party_member IS DISTINCT FROM NEW.is_party_member OR OLD.action_group IS DISTINCT FROM NEW.action_group OR OLD.action_kind IS DISTINCT FROM NEW.action_kind OR OLD.form IS DISTINCT FROM NEW.form OR OLD.decided_by_body IS DISTINCT FROM NEW.decided_by_body OR OLD.decided_on IS DISTINCT FROM NEW.decided_on OR OLD.effective_on IS DISTINCT FROM NEW.effective_on OR OLD.ends_on IS DISTINCT FROM NEW.ends_on OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.clue_id IS DISTINCT FROM NEW.clue_id OR OLD.document_id IS DISTINCT FROM NEW.document_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER audit_anchor_no_delete BEFORE DELETE ON audit_anchor FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER audit_anchor_no_truncate BEFORE TRUNCATE ON audit_anchor FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER audit_anchor_no_update BEFORE UPDATE ON audit_anchor FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER calendar_batch_no_delete BEFORE DELETE ON calendar_batch FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER calendar_batch_no_truncate BEFORE TRUNCATE ON calendar_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER calendar_batch_no_update BEFORE UPDATE ON calendar_batch FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER campaign_look_back_no_delete BEFORE DELETE ON campaign_look_back FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER campaign_look_back_no_truncate BEFORE TRUNCATE ON campaign_look_back FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER campaign_look_back_no_update BEFORE UPDATE ON campaign_look_back FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.campaign_id IS DISTINCT FROM NEW.campaign_id OR OLD.task_id IS DISTINCT FROM NEW.task_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.looked_on IS DISTINCT FROM NEW.looked_on OR OLD.result IS DISTINCT FROM NEW.result OR OLD.text IS DISTINCT FROM NEW.text OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER campaign_return_judged_once BEFORE UPDATE ON campaign_return FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.accepted_at IS DISTINCT FROM NEW.accepted_at OR OLD.done_n IS DISTINCT FROM NEW.done_n OR OLD.text IS DISTINCT FROM NEW.text OR OLD.file_sha256 IS DISTINCT FROM NEW.file_sha256)) EXECUTE FUNCTION refuse_change('judged once');
CREATE TRIGGER clue_no_delete BEFORE DELETE ON clue FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER clue_no_truncate BEFORE TRUNCATE ON clue FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER clue_no_update BEFORE UPDATE ON clue FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.received_on IS DISTINCT FROM NEW.received_on OR OLD.managed_level IS DISTINCT FROM NEW.managed_level OR OLD.is_named IS DISTINCT FROM NEW.is_named OR OLD.source_problem_id IS DISTINCT FROM NEW.source_problem_id OR OLD.pushed_by_id IS DISTINCT FROM NEW.pushed_by_id OR OLD.accused_unit_id IS DISTINCT FROM NEW.accused_unit_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER clue_access_no_delete BEFORE DELETE ON clue_access FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER clue_access_no_truncate BEFORE TRUNCATE ON clue_access FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER clue_access_no_update BEFORE UPDATE ON clue_access FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER clue_clearing_no_delete BEFORE DELETE ON clue_clearing FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER clue_clearing_no_truncate BEFORE TRUNCATE ON clue_clearing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER clue_clearing_no_update BEFORE UPDATE ON clue_clearing FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER clue_event_no_delete BEFORE DELETE ON clue_event FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER clue_event_no_truncate BEFORE TRUNCATE ON clue_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER clue_event_no_update BEFORE UPDATE ON clue_event FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.clue_id IS DISTINCT FROM NEW.clue_id OR OLD.seq IS DISTINCT FROM NEW.seq OR OLD.move IS DISTINCT FROM NEW.move OR OLD.from_state IS DISTINCT FROM NEW.from_state OR OLD.to_state IS DISTINCT FROM NEW.to_state OR OLD.actor_id IS DISTINCT FROM NEW.actor_id OR OLD.actor_name IS DISTINCT FROM NEW.actor_name OR OLD.at IS DISTINCT FROM NEW.at OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE FUNCTION cluster_member_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM clustering_run r WHERE r.id = NEW.run_id AND r.frozen_at IS NOT NULL)) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': the list is frozen';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION cluster_member_frozen() IS '拒绝修改：聚类清单的条数';
CREATE TRIGGER cluster_member_frozen BEFORE INSERT ON cluster_member FOR EACH ROW EXECUTE FUNCTION cluster_member_frozen();
CREATE TRIGGER cluster_member_no_delete BEFORE DELETE ON cluster_member FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER cluster_member_no_truncate BEFORE TRUNCATE ON cluster_member FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER cluster_member_no_update BEFORE UPDATE ON cluster_member FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.run_id IS DISTINCT FROM NEW.run_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.source_id IS DISTINCT FROM NEW.source_id OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE FUNCTION clustering_run_begins_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.frozen_at IS NOT NULL) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': the list is frozen';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION clustering_run_begins_open() IS '拒绝修改：聚类清单的条数';
CREATE TRIGGER clustering_run_begins_open BEFORE INSERT ON clustering_run FOR EACH ROW EXECUTE FUNCTION clustering_run_begins_open();
CREATE FUNCTION clustering_run_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL AND NEW.total <> (SELECT count(*) FROM cluster_member m WHERE m.run_id = NEW.id)) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': the total is not the number of rows';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION clustering_run_counted() IS '拒绝修改：聚类清单的条数';
CREATE TRIGGER clustering_run_counted BEFORE UPDATE ON clustering_run FOR EACH ROW EXECUTE FUNCTION clustering_run_counted();
CREATE TRIGGER clustering_run_judged_once BEFORE UPDATE ON clustering_run FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL AND (OLD.frozen_at IS DISTINCT FROM NEW.frozen_at OR OLD.total IS DISTINCT FROM NEW.total OR OLD.from_on IS DISTINCT FROM NEW.from_on OR OLD.until_on IS DISTINCT FROM NEW.until_on OR OLD.kinds IS DISTINCT FROM NEW.kinds)) EXECUTE FUNCTION refuse_change('judged once');
CREATE TRIGGER counter_no_delete BEFORE DELETE ON counter FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER counter_no_truncate BEFORE TRUNCATE ON counter FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER counter_only_grows BEFORE UPDATE ON counter FOR EACH ROW WHEN (NEW.next < OLD.next OR OLD.series IS DISTINCT FROM NEW.series OR OLD.year IS DISTINCT FROM NEW.year) EXECUTE FUNCTION refuse_change('numbers are never reused');
CREATE TRIGGER deadline_judged_once BEFORE UPDATE ON deadline FOR EACH ROW WHEN (OLD.met_at IS NOT NULL AND (OLD.met_at IS DISTINCT FROM NEW.met_at OR OLD.late IS DISTINCT FROM NEW.late)) EXECUTE FUNCTION refuse_change('judged once');
CREATE TRIGGER deadline_no_delete BEFORE DELETE ON deadline FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER deadline_no_truncate BEFORE TRUNCATE ON deadline FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER deadline_no_update BEFORE UPDATE ON deadline FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.step_id IS DISTINCT FROM NEW.step_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.cause IS DISTINCT FROM NEW.cause OR OLD.base_at IS DISTINCT FROM NEW.base_at OR OLD.days IS DISTINCT FROM NEW.days OR OLD.unit IS DISTINCT FROM NEW.unit OR OLD.due_at IS DISTINCT FROM NEW.due_at OR OLD.calendar_status IS DISTINCT FROM NEW.calendar_status OR OLD.calendar_version IS DISTINCT FROM NEW.calendar_version OR OLD.rule_version IS DISTINCT FROM NEW.rule_version OR OLD.supersedes_id IS DISTINCT FROM NEW.supersedes_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER discipline_risk_no_delete BEFORE DELETE ON discipline_risk FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER discipline_risk_no_truncate BEFORE TRUNCATE ON discipline_risk FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER discipline_risk_no_update BEFORE UPDATE ON discipline_risk FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.owner_unit_id IS DISTINCT FROM NEW.owner_unit_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER document_no_delete BEFORE DELETE ON document FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER document_no_truncate BEFORE TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER document_signed_stays BEFORE UPDATE ON document FOR EACH ROW WHEN (OLD.seq IS NOT NULL AND (OLD.kind IS DISTINCT FROM NEW.kind OR OLD.title IS DISTINCT FROM NEW.title OR OLD.agency_mark IS DISTINCT FROM NEW.agency_mark OR OLD.year IS DISTINCT FROM NEW.year OR OLD.seq IS DISTINCT FROM NEW.seq OR OLD.number IS DISTINCT FROM NEW.number OR OLD.facts IS DISTINCT FROM NEW.facts OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.drafted_by_id IS DISTINCT FROM NEW.drafted_by_id OR OLD.checked_by_id IS DISTINCT FROM NEW.checked_by_id OR OLD.checked_at IS DISTINCT FROM NEW.checked_at OR OLD.unit_ids IS DISTINCT FROM NEW.unit_ids OR OLD.receipt_due_on IS DISTINCT FROM NEW.receipt_due_on OR (OLD.signed_by_id IS NOT NULL AND OLD.signed_by_id IS DISTINCT FROM NEW.signed_by_id) OR (OLD.signed_at IS NOT NULL AND OLD.signed_at IS DISTINCT FROM NEW.signed_at) OR (OLD.issued_at IS NOT NULL AND OLD.issued_at IS DISTINCT FROM NEW.issued_at) OR (OLD.pdf_sha256 IS NOT NULL AND OLD.pdf_sha256 IS DISTINCT FROM NEW.pdf_sha256) OR (OLD.void_reason IS NOT NULL AND OLD.void_reason IS DISTINCT FROM NEW.void_reason) OR NEW.state IN ('draft', 'checking'))) EXECUTE FUNCTION refuse_change('signed');
CREATE TRIGGER document_comment_no_delete BEFORE DELETE ON document_comment FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER document_comment_no_truncate BEFORE TRUNCATE ON document_comment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER document_comment_no_update BEFORE UPDATE ON document_comment FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER document_problem_no_delete BEFORE DELETE ON document_problem FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER document_problem_no_truncate BEFORE TRUNCATE ON document_problem FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER document_problem_no_update BEFORE UPDATE ON document_problem FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER document_receipt_judged_once BEFORE UPDATE ON document_receipt FOR EACH ROW WHEN (OLD.returned_at IS NOT NULL AND (OLD.returned_at IS DISTINCT FROM NEW.returned_at OR OLD.returned_by_id IS DISTINCT FROM NEW.returned_by_id OR OLD.reply IS DISTINCT FROM NEW.reply OR OLD.file_sha256 IS DISTINCT FROM NEW.file_sha256)) EXECUTE FUNCTION refuse_change('judged once');
CREATE TRIGGER document_receipt_no_delete BEFORE DELETE ON document_receipt FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER document_receipt_no_truncate BEFORE TRUNCATE ON document_receipt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER document_receipt_no_update BEFORE UPDATE ON document_receipt FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.document_id IS DISTINCT FROM NEW.document_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.sent_at IS DISTINCT FROM NEW.sent_at OR OLD.due_on IS DISTINCT FROM NEW.due_on OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER erasure_record_no_delete BEFORE DELETE ON erasure_record FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER erasure_record_no_truncate BEFORE TRUNCATE ON erasure_record FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER erasure_record_no_update BEFORE UPDATE ON erasure_record FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON evaluation FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER evaluation_no_truncate BEFORE TRUNCATE ON evaluation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.eval_no IS DISTINCT FROM NEW.eval_no OR OLD.service_point_id IS DISTINCT FROM NEW.service_point_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.region_code IS DISTINCT FROM NEW.region_code OR OLD.staff_id IS DISTINCT FROM NEW.staff_id OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.scale IS DISTINCT FROM NEW.scale OR OLD.level IS DISTINCT FROM NEW.level OR OLD.is_bad IS DISTINCT FROM NEW.is_bad OR OLD.is_sensitive IS DISTINCT FROM NEW.is_sensitive OR OLD.round IS DISTINCT FROM NEW.round OR OLD.text IS DISTINCT FROM NEW.text OR OLD.trips IS DISTINCT FROM NEW.trips OR OLD.told_once IS DISTINCT FROM NEW.told_once OR OLD.happened_on IS DISTINCT FROM NEW.happened_on OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.contact_id IS DISTINCT FROM NEW.contact_id OR OLD.client_token_hash IS DISTINCT FROM NEW.client_token_hash OR OLD.kiosk_no IS DISTINCT FROM NEW.kiosk_no OR OLD.kiosk_seq IS DISTINCT FROM NEW.kiosk_seq OR OLD.service_item_id IS DISTINCT FROM NEW.service_item_id OR OLD.asks_reply IS DISTINCT FROM NEW.asks_reply OR OLD.assisted_by_id IS DISTINCT FROM NEW.assisted_by_id OR OLD.happened_hour IS DISTINCT FROM NEW.happened_hour OR OLD.follow_code_hash IS DISTINCT FROM NEW.follow_code_hash OR OLD.follows_id IS DISTINCT FROM NEW.follows_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER evaluation_reason_no_delete BEFORE DELETE ON evaluation_reason FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER evaluation_reason_no_truncate BEFORE TRUNCATE ON evaluation_reason FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER evaluation_reason_no_update BEFORE UPDATE ON evaluation_reason FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER feedback_no_delete BEFORE DELETE ON feedback FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER feedback_no_truncate BEFORE TRUNCATE ON feedback FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER feedback_no_update BEFORE UPDATE ON feedback FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER handover_note_no_delete BEFORE DELETE ON handover_note FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER handover_note_no_truncate BEFORE TRUNCATE ON handover_note FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER handover_note_no_update BEFORE UPDATE ON handover_note FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER handover_read_no_delete BEFORE DELETE ON handover_read FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER handover_read_no_truncate BEFORE TRUNCATE ON handover_read FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER handover_read_no_update BEFORE UPDATE ON handover_read FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER identity_reveal_no_delete BEFORE DELETE ON identity_reveal FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER identity_reveal_no_truncate BEFORE TRUNCATE ON identity_reveal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER identity_reveal_no_update BEFORE UPDATE ON identity_reveal FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER integration_token_no_delete BEFORE DELETE ON integration_token FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER integration_token_no_truncate BEFORE TRUNCATE ON integration_token FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER integration_token_no_update BEFORE UPDATE ON integration_token FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.name IS DISTINCT FROM NEW.name OR OLD.token_hash IS DISTINCT FROM NEW.token_hash OR OLD.scopes IS DISTINCT FROM NEW.scopes OR OLD.role IS DISTINCT FROM NEW.role OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.expires_at IS DISTINCT FROM NEW.expires_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER interference_record_no_delete BEFORE DELETE ON interference_record FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER interference_record_no_truncate BEFORE TRUNCATE ON interference_record FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER interference_record_no_update BEFORE UPDATE ON interference_record FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.uid IS DISTINCT FROM NEW.uid OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.way IS DISTINCT FROM NEW.way OR OLD.happened_on IS DISTINCT FROM NEW.happened_on OR OLD.recorded_by_id IS DISTINCT FROM NEW.recorded_by_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER livelihood_evidence_no_delete BEFORE DELETE ON livelihood_evidence FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER livelihood_evidence_no_truncate BEFORE TRUNCATE ON livelihood_evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER livelihood_evidence_no_update BEFORE UPDATE ON livelihood_evidence FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER livelihood_source_no_delete BEFORE DELETE ON livelihood_source FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER livelihood_source_no_truncate BEFORE TRUNCATE ON livelihood_source FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER livelihood_source_no_update BEFORE UPDATE ON livelihood_source FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER meeting_problem_no_delete BEFORE DELETE ON meeting_problem FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER meeting_problem_no_truncate BEFORE TRUNCATE ON meeting_problem FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER meeting_problem_no_update BEFORE UPDATE ON meeting_problem FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER message_no_delete BEFORE DELETE ON message FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER message_no_truncate BEFORE TRUNCATE ON message FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER message_no_update BEFORE UPDATE ON message FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.message_no IS DISTINCT FROM NEW.message_no OR OLD.query_code_hash IS DISTINCT FROM NEW.query_code_hash OR OLD.channel IS DISTINCT FROM NEW.channel OR OLD.request_type IS DISTINCT FROM NEW.request_type OR OLD.subject IS DISTINCT FROM NEW.subject OR OLD.body IS DISTINCT FROM NEW.body OR OLD.region_code IS DISTINCT FROM NEW.region_code OR OLD.unit_hint IS DISTINCT FROM NEW.unit_hint OR OLD.identity_mode IS DISTINCT FROM NEW.identity_mode OR OLD.contact_id IS DISTINCT FROM NEW.contact_id OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.place_note IS DISTINCT FROM NEW.place_note OR OLD.public_consent IS DISTINCT FROM NEW.public_consent OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER notice_read_no_delete BEFORE DELETE ON notice_read FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER notice_read_no_truncate BEFORE TRUNCATE ON notice_read FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER notice_read_no_update BEFORE UPDATE ON notice_read FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER one_time_notice_no_delete BEFORE DELETE ON one_time_notice FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER one_time_notice_no_truncate BEFORE TRUNCATE ON one_time_notice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER one_time_notice_no_update BEFORE UPDATE ON one_time_notice FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER outcome_metric_no_delete BEFORE DELETE ON outcome_metric FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER outcome_metric_no_truncate BEFORE TRUNCATE ON outcome_metric FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER outcome_metric_no_update BEFORE UPDATE ON outcome_metric FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.value IS DISTINCT FROM NEW.value OR OLD.beneficiary IS DISTINCT FROM NEW.beneficiary OR OLD.serves_all IS DISTINCT FROM NEW.serves_all OR OLD.basis IS DISTINCT FROM NEW.basis OR OLD.attachment_id IS DISTINCT FROM NEW.attachment_id OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER password_history_no_delete BEFORE DELETE ON password_history FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER password_history_no_truncate BEFORE TRUNCATE ON password_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER password_history_no_update BEFORE UPDATE ON password_history FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER problem_event_no_delete BEFORE DELETE ON problem_event FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER problem_event_no_truncate BEFORE TRUNCATE ON problem_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER problem_event_no_update BEFORE UPDATE ON problem_event FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER problem_link_no_delete BEFORE DELETE ON problem_link FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER problem_link_no_truncate BEFORE TRUNCATE ON problem_link FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER problem_link_no_update BEFORE UPDATE ON problem_link FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER problem_step_judged_once BEFORE UPDATE ON problem_step FOR EACH ROW WHEN (OLD.late IS NOT NULL AND (OLD.late IS DISTINCT FROM NEW.late OR OLD.ended_at IS DISTINCT FROM NEW.ended_at OR OLD.calendar_version IS DISTINCT FROM NEW.calendar_version OR OLD.rule_version IS DISTINCT FROM NEW.rule_version)) EXECUTE FUNCTION refuse_change('judged once');
CREATE TRIGGER public_document_no_delete BEFORE DELETE ON public_document FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER public_document_no_truncate BEFORE TRUNCATE ON public_document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER public_document_no_update BEFORE UPDATE ON public_document FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.code_hash IS DISTINCT FROM NEW.code_hash OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER public_feedback_no_delete BEFORE DELETE ON public_feedback FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER public_feedback_no_truncate BEFORE TRUNCATE ON public_feedback FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER public_feedback_no_update BEFORE UPDATE ON public_feedback FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.code_hash IS DISTINCT FROM NEW.code_hash OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.rating_key IS DISTINCT FROM NEW.rating_key OR OLD.level IS DISTINCT FROM NEW.level OR OLD.text IS DISTINCT FROM NEW.text OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER recovery_code_no_delete BEFORE DELETE ON recovery_code FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER recovery_code_no_truncate BEFORE TRUNCATE ON recovery_code FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER recovery_code_no_update BEFORE UPDATE ON recovery_code FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.account_id IS DISTINCT FROM NEW.account_id OR OLD.code_hash IS DISTINCT FROM NEW.code_hash OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER recusal_no_delete BEFORE DELETE ON recusal FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER recusal_no_truncate BEFORE TRUNCATE ON recusal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER recusal_no_update BEFORE UPDATE ON recusal FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.account_id IS DISTINCT FROM NEW.account_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.problem_id IS DISTINCT FROM NEW.problem_id OR OLD.message_id IS DISTINCT FROM NEW.message_id OR OLD.ground IS DISTINCT FROM NEW.ground OR OLD.source IS DISTINCT FROM NEW.source OR OLD.words IS DISTINCT FROM NEW.words OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER report_snapshot_judged_once BEFORE UPDATE ON report_snapshot FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.signed_at IS DISTINCT FROM NEW.signed_at OR OLD.void_reason IS DISTINCT FROM NEW.void_reason)) EXECUTE FUNCTION refuse_change('judged once');
CREATE TRIGGER report_snapshot_no_delete BEFORE DELETE ON report_snapshot FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER report_snapshot_no_truncate BEFORE TRUNCATE ON report_snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER report_snapshot_no_update BEFORE UPDATE ON report_snapshot FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.period IS DISTINCT FROM NEW.period OR OLD.scope IS DISTINCT FROM NEW.scope OR OLD.metric_version IS DISTINCT FROM NEW.metric_version OR OLD.rule_version IS DISTINCT FROM NEW.rule_version OR OLD.cut_off_at IS DISTINCT FROM NEW.cut_off_at OR OLD.figures IS DISTINCT FROM NEW.figures OR OLD.members IS DISTINCT FROM NEW.members OR OLD.members_sha256 IS DISTINCT FROM NEW.members_sha256 OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE FUNCTION report_snapshot_paper_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.signed_at IS NOT NULL AND OLD.document_id IS DISTINCT FROM NEW.document_id AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id = OLD.document_id AND d.state = 'void')) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': its paper stands';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION report_snapshot_paper_stands() IS '拒绝修改：已签发月份的公文';
CREATE TRIGGER report_snapshot_paper_stands BEFORE UPDATE ON report_snapshot FOR EACH ROW EXECUTE FUNCTION report_snapshot_paper_stands();
CREATE TRIGGER reporter_notice_no_delete BEFORE DELETE ON reporter_notice FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER reporter_notice_no_truncate BEFORE TRUNCATE ON reporter_notice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER reporter_notice_no_update BEFORE UPDATE ON reporter_notice FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.clue_id IS DISTINCT FROM NEW.clue_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.due_at IS DISTINCT FROM NEW.due_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE FUNCTION role_assignment_mixed_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND (EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.account_id AND o.id IS DISTINCT FROM NEW.id AND o.role <> NEW.role AND (o.role IN ('AUDIT', 'SEC', 'SYS') OR NEW.role IN ('AUDIT', 'SEC', 'SYS')) AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('AUDIT', 'SEC', 'SYS') AND EXISTS (SELECT 1 FROM stand_in s WHERE s.to_account_id = NEW.account_id AND s.ended_at IS NULL AND s.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(s.valid_to, '9999-12-31'))))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': administrators exclude others';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION role_assignment_mixed_insert() IS '拒绝修改：岗位的互斥与范围';
CREATE TRIGGER role_assignment_mixed_insert BEFORE INSERT ON role_assignment FOR EACH ROW EXECUTE FUNCTION role_assignment_mixed_insert();
CREATE FUNCTION role_assignment_mixed_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND (EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.account_id AND o.id IS DISTINCT FROM NEW.id AND o.role <> NEW.role AND (o.role IN ('AUDIT', 'SEC', 'SYS') OR NEW.role IN ('AUDIT', 'SEC', 'SYS')) AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('AUDIT', 'SEC', 'SYS') AND EXISTS (SELECT 1 FROM stand_in s WHERE s.to_account_id = NEW.account_id AND s.ended_at IS NULL AND s.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(s.valid_to, '9999-12-31'))))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': administrators exclude others';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION role_assignment_mixed_update() IS '拒绝修改：岗位的互斥与范围';
CREATE TRIGGER role_assignment_mixed_update BEFORE UPDATE ON role_assignment FOR EACH ROW EXECUTE FUNCTION role_assignment_mixed_update();
CREATE TRIGGER role_assignment_no_delete BEFORE DELETE ON role_assignment FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER role_assignment_no_truncate BEFORE TRUNCATE ON role_assignment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER role_assignment_no_update BEFORE UPDATE ON role_assignment FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.account_id IS DISTINCT FROM NEW.account_id OR OLD.role IS DISTINCT FROM NEW.role OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.valid_from IS DISTINCT FROM NEW.valid_from OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE FUNCTION role_assignment_outside_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': outside the commission';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION role_assignment_outside_insert() IS '拒绝修改：岗位的互斥与范围';
CREATE TRIGGER role_assignment_outside_insert BEFORE INSERT ON role_assignment FOR EACH ROW EXECUTE FUNCTION role_assignment_outside_insert();
CREATE FUNCTION role_assignment_outside_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': outside the commission';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION role_assignment_outside_update() IS '拒绝修改：岗位的互斥与范围';
CREATE TRIGGER role_assignment_outside_update BEFORE UPDATE ON role_assignment FOR EACH ROW EXECUTE FUNCTION role_assignment_outside_update();
CREATE TRIGGER score_no_delete BEFORE DELETE ON score FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER score_no_truncate BEFORE TRUNCATE ON score FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER score_no_update BEFORE UPDATE ON score FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.snapshot_id IS DISTINCT FROM NEW.snapshot_id OR OLD.period IS DISTINCT FROM NEW.period OR OLD.object_kind IS DISTINCT FROM NEW.object_kind OR OLD.object_id IS DISTINCT FROM NEW.object_id OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.rule_version IS DISTINCT FROM NEW.rule_version OR OLD.n IS DISTINCT FROM NEW.n OR OLD.score IS DISTINCT FROM NEW.score OR OLD.detail IS DISTINCT FROM NEW.detail OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER scoring_rule_judged_once BEFORE UPDATE ON scoring_rule FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL AND (OLD.approved_at IS DISTINCT FROM NEW.approved_at OR OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id OR OLD.deductions IS DISTINCT FROM NEW.deductions OR OLD.drafted_by_id IS DISTINCT FROM NEW.drafted_by_id OR OLD.level_points IS DISTINCT FROM NEW.level_points OR OLD.min_sample IS DISTINCT FROM NEW.min_sample OR OLD.note IS DISTINCT FROM NEW.note OR OLD.state IS DISTINCT FROM NEW.state OR OLD.valid_from IS DISTINCT FROM NEW.valid_from OR OLD.weights IS DISTINCT FROM NEW.weights)) EXECUTE FUNCTION refuse_change('judged once');
CREATE TRIGGER scoring_rule_no_delete BEFORE DELETE ON scoring_rule FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER scoring_rule_no_truncate BEFORE TRUNCATE ON scoring_rule FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER scoring_rule_no_update BEFORE UPDATE ON scoring_rule FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.version IS DISTINCT FROM NEW.version OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER seal_use_judged_once BEFORE UPDATE ON seal_use FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.decided_by_id IS DISTINCT FROM NEW.decided_by_id OR OLD.decided_at IS DISTINCT FROM NEW.decided_at OR OLD.refusal IS DISTINCT FROM NEW.refusal)) EXECUTE FUNCTION refuse_change('judged once');
CREATE TRIGGER seal_use_no_delete BEFORE DELETE ON seal_use FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER seal_use_no_truncate BEFORE TRUNCATE ON seal_use FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER seal_use_no_update BEFORE UPDATE ON seal_use FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.document_id IS DISTINCT FROM NEW.document_id OR OLD.asked_by_id IS DISTINCT FROM NEW.asked_by_id OR OLD.asked_at IS DISTINCT FROM NEW.asked_at OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE FUNCTION stand_in_barred_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND (NEW.role IN ('AUDIT', 'SEC', 'SYS') OR EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.to_account_id AND o.role IN ('AUDIT', 'SEC', 'SYS') AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.to_account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': not to be stood in for';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION stand_in_barred_insert() IS '拒绝修改：岗位的互斥与范围';
CREATE TRIGGER stand_in_barred_insert BEFORE INSERT ON stand_in FOR EACH ROW EXECUTE FUNCTION stand_in_barred_insert();
CREATE FUNCTION stand_in_barred_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ended_at IS NULL AND (NEW.role IN ('AUDIT', 'SEC', 'SYS') OR EXISTS (SELECT 1 FROM role_assignment o WHERE o.account_id = NEW.to_account_id AND o.role IN ('AUDIT', 'SEC', 'SYS') AND o.ended_at IS NULL AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31') AND NEW.valid_from <= COALESCE(o.valid_to, '9999-12-31')) OR (NEW.role IN ('DC_CASE', 'DC_INSP', 'DC_INTAKE', 'DC_LEAD') AND NOT EXISTS (SELECT 1 FROM ab_user a JOIN unit u ON u.id = a.unit_id WHERE a.id = NEW.to_account_id AND u.kind IN ('discipline_commission', 'discipline_office', 'dispatched_group'))))) THEN
        RAISE EXCEPTION USING ERRCODE = '23001', MESSAGE = TG_TABLE_NAME || ': not to be stood in for';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION stand_in_barred_update() IS '拒绝修改：岗位的互斥与范围';
CREATE TRIGGER stand_in_barred_update BEFORE UPDATE ON stand_in FOR EACH ROW EXECUTE FUNCTION stand_in_barred_update();
CREATE TRIGGER stand_in_no_delete BEFORE DELETE ON stand_in FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER stand_in_no_truncate BEFORE TRUNCATE ON stand_in FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER stand_in_no_update BEFORE UPDATE ON stand_in FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.from_account_id IS DISTINCT FROM NEW.from_account_id OR OLD.to_account_id IS DISTINCT FROM NEW.to_account_id OR OLD.role IS DISTINCT FROM NEW.role OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR OLD.valid_from IS DISTINCT FROM NEW.valid_from OR OLD.valid_to IS DISTINCT FROM NEW.valid_to OR OLD.reason IS DISTINCT FROM NEW.reason OR OLD.created_at IS DISTINCT FROM NEW.created_at OR OLD.created_by_id IS DISTINCT FROM NEW.created_by_id) EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER survey_answer_no_delete BEFORE DELETE ON survey_answer FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER survey_answer_no_truncate BEFORE TRUNCATE ON survey_answer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER survey_answer_no_update BEFORE UPDATE ON survey_answer FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE TRIGGER thanks_no_delete BEFORE DELETE ON thanks FOR EACH ROW EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER thanks_no_truncate BEFORE TRUNCATE ON thanks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('rows are kept');
CREATE TRIGGER thanks_no_update BEFORE UPDATE ON thanks FOR EACH ROW EXECUTE FUNCTION refuse_change('append-only');
CREATE FUNCTION note_for_figures() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    touched bigint;
BEGIN
    IF TG_ARGV[1] = 'evaluation_id' THEN
        touched := NEW.evaluation_id;
    ELSIF TG_ARGV[1] = 'problem_id' THEN
        touched := NEW.problem_id;
    ELSE
        touched := NEW.id;
    END IF;
    IF touched IS NOT NULL THEN
        INSERT INTO public.figure_mark (source, row_id, created_at, row_version)
        VALUES (TG_ARGV[0], touched, timezone('utc', clock_timestamp()), 1);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION note_for_figures() IS '记下改过的行，供统计重算';
CREATE TRIGGER calendar_day_figures_insert AFTER INSERT ON calendar_day FOR EACH ROW EXECUTE FUNCTION note_for_figures('day', 'id');
CREATE TRIGGER calendar_day_figures_update AFTER UPDATE OF is_workday ON calendar_day FOR EACH ROW EXECUTE FUNCTION note_for_figures('day', 'id');
CREATE TRIGGER case_count_figures_insert AFTER INSERT ON case_count FOR EACH ROW EXECUTE FUNCTION note_for_figures('case_count', 'id');
CREATE TRIGGER case_count_figures_update AFTER UPDATE ON case_count FOR EACH ROW EXECUTE FUNCTION note_for_figures('case_count', 'id');
CREATE TRIGGER deadline_figures_insert AFTER INSERT ON deadline FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER deadline_figures_update AFTER UPDATE OF met_at, superseded_at ON deadline FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER evaluation_figures_insert AFTER INSERT ON evaluation FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'id');
CREATE TRIGGER evaluation_figures_update AFTER UPDATE OF state ON evaluation FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'id');
CREATE TRIGGER evaluation_flag_figures_insert AFTER INSERT ON evaluation_flag FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id');
CREATE TRIGGER evaluation_flag_figures_update AFTER UPDATE OF state ON evaluation_flag FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id');
CREATE TRIGGER evaluation_reason_figures_insert AFTER INSERT ON evaluation_reason FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id');
CREATE TRIGGER extension_figures_insert AFTER INSERT ON extension FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER extension_figures_update AFTER UPDATE ON extension FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER feedback_figures_insert AFTER INSERT ON feedback FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER outcome_metric_figures_insert AFTER INSERT ON outcome_metric FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER outcome_metric_figures_update AFTER UPDATE ON outcome_metric FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER problem_figures_insert AFTER INSERT ON problem FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'id');
CREATE TRIGGER problem_figures_update AFTER UPDATE ON problem FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'id');
CREATE TRIGGER problem_event_figures_insert AFTER INSERT ON problem_event FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER problem_link_figures_insert AFTER INSERT ON problem_link FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER problem_step_figures_insert AFTER INSERT ON problem_step FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER problem_step_figures_update AFTER UPDATE ON problem_step FOR EACH ROW EXECUTE FUNCTION note_for_figures('problem', 'problem_id');
CREATE TRIGGER rectification_figures_insert AFTER INSERT ON rectification FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id');
CREATE TRIGGER rectification_figures_update AFTER UPDATE ON rectification FOR EACH ROW EXECUTE FUNCTION note_for_figures('evaluation', 'evaluation_id');
CREATE TRIGGER service_point_figures_insert AFTER INSERT ON service_point FOR EACH ROW EXECUTE FUNCTION note_for_figures('point', 'id');
CREATE TRIGGER service_point_figures_update AFTER UPDATE OF service_window_id ON service_point FOR EACH ROW EXECUTE FUNCTION note_for_figures('point', 'id');

CREATE FUNCTION evaluation_is_sensitive(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    SELECT EXISTS (SELECT 1 FROM evaluation WHERE id = wanted AND is_sensitive) INTO found;
    PERFORM set_config('vx.nature', before, true);
    RETURN found;
END
$$;
COMMENT ON FUNCTION evaluation_is_sensitive(bigint) IS '评价是否含敏感事由：供行级安全策略使用';
CREATE FUNCTION problem_is_service(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    SELECT EXISTS (SELECT 1 FROM problem WHERE id = wanted AND track = 'service') INTO found;
    PERFORM set_config('vx.nature', before, true);
    RETURN found;
END
$$;
COMMENT ON FUNCTION problem_is_service(bigint) IS '事项是否属服务质量：供行级安全策略使用';
CREATE FUNCTION barred_problems() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL;
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$;
COMMENT ON FUNCTION barred_problems() IS '因回避看不到的事项：供行级安全策略使用';
CREATE FUNCTION barred_messages() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_message.id FROM message AS barred_message WHERE barred_message.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_message.track = 'discipline' OR barred_message.request_type = 'report') UNION ALL SELECT barred_message.id FROM message AS barred_message WHERE (barred_message.track = 'discipline' OR barred_message.request_type = 'report') AND barred_message.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.message_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.message_id IS NOT NULL UNION ALL SELECT barred_by.message_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.message_id IS NOT NULL;
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$;
COMMENT ON FUNCTION barred_messages() IS '因回避看不到的留言：供行级安全策略使用';
CREATE FUNCTION barred_contacts() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_problem.contact_id FROM problem AS barred_problem WHERE barred_problem.id IN (SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL) AND barred_problem.contact_id IS NOT NULL UNION ALL SELECT barred_message.contact_id FROM message AS barred_message WHERE barred_message.id IN (SELECT barred_message.id FROM message AS barred_message WHERE barred_message.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_message.track = 'discipline' OR barred_message.request_type = 'report') UNION ALL SELECT barred_message.id FROM message AS barred_message WHERE (barred_message.track = 'discipline' OR barred_message.request_type = 'report') AND barred_message.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.message_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.message_id IS NOT NULL UNION ALL SELECT barred_by.message_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.message_id IS NOT NULL) AND barred_message.contact_id IS NOT NULL;
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$;
COMMENT ON FUNCTION barred_contacts() IS '因回避看不到的来访人：供行级安全策略使用';
CREATE FUNCTION barred_evaluations() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_evaluation.id FROM evaluation AS barred_evaluation WHERE barred_evaluation.problem_id IN (SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL);
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$;
COMMENT ON FUNCTION barred_evaluations() IS '因回避看不到的评价：供行级安全策略使用';
CREATE FUNCTION barred_meetings() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_meeting.meeting_id FROM meeting_problem AS barred_meeting WHERE barred_meeting.problem_id IN (SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL);
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$;
COMMENT ON FUNCTION barred_meetings() IS '因回避看不到的会议：供行级安全策略使用';
CREATE FUNCTION barred_documents() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    before text := coalesce(current_setting('vx.nature', true), '');
    found boolean;
BEGIN
    PERFORM set_config('vx.nature', 'system', true);
    RETURN QUERY SELECT barred_document.document_id FROM document_problem AS barred_document WHERE barred_document.problem_id IN (SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.unit_complained_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR barred_problem.is_sensitive IS true OR barred_problem.track = 'discipline' OR barred_problem.petition_class IS NOT NULL AND barred_problem.petition_class = 'accusation') UNION ALL SELECT barred_problem.id FROM problem AS barred_problem WHERE barred_problem.is_sensitive IS true AND barred_problem.unit_complained_id IN (SELECT barred_child.id FROM unit AS barred_child JOIN unit AS barred_parent ON barred_parent.id = barred_child.parent_id WHERE barred_child.parent_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_parent.kind != 'discipline_commission') UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL UNION ALL SELECT barred_by.problem_id FROM recusal AS barred_by WHERE barred_by.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND barred_by.state IN ('asked', 'granted') AND barred_by.problem_id IS NOT NULL);
    PERFORM set_config('vx.nature', before, true);
    RETURN;
END
$$;
COMMENT ON FUNCTION barred_documents() IS '因回避看不到的公文：供行级安全策略使用';
ALTER TABLE attachment ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachment FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON attachment FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR attachment.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (attachment.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = attachment.problem_id))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AFPSV]') OR attachment.purpose != 'origin') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = attachment.message_id)) AND ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[AFPS]') OR attachment.purpose != 'origin') OR (EXISTS (SELECT 1 FROM field_visit AS seen_visit WHERE seen_visit.id = attachment.field_visit_id)) OR (EXISTS (SELECT 1 FROM rectification AS seen_rectification WHERE seen_rectification.id = attachment.rectification_id)));
CREATE POLICY scope_change ON attachment FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR attachment.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (attachment.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = attachment.problem_id))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AFPSV]') OR attachment.purpose != 'origin') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = attachment.message_id)) AND ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[AFPS]') OR attachment.purpose != 'origin') OR (EXISTS (SELECT 1 FROM field_visit AS seen_visit WHERE seen_visit.id = attachment.field_visit_id)) OR (EXISTS (SELECT 1 FROM rectification AS seen_rectification WHERE seen_rectification.id = attachment.rectification_id)));
CREATE POLICY scope_add ON attachment FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'));
ALTER TABLE audit_anchor ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_anchor FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON audit_anchor USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' AUDIT:[A-Za-z0-9]'));
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON audit_log USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' AUDIT:[A-Za-z0-9]'));
ALTER TABLE campaign ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON campaign USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]'));
ALTER TABLE campaign_look_back ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign_look_back FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON campaign_look_back USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = campaign_look_back.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[O]') AND campaign_look_back.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (campaign_look_back.problem_id IS NULL OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (campaign_look_back.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = campaign_look_back.problem_id))));
ALTER TABLE campaign_phase ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign_phase FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON campaign_phase USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]'));
ALTER TABLE campaign_problem ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign_problem FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON campaign_problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (campaign_problem.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = campaign_problem.problem_id))));
ALTER TABLE campaign_return ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign_return FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON campaign_return USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = campaign_return.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[O]') AND campaign_return.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE campaign_task ENABLE ROW LEVEL SECURITY;
ALTER TABLE campaign_task FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON campaign_task USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = campaign_task.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[O]') AND campaign_task.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE cluster ENABLE ROW LEVEL SECURITY;
ALTER TABLE cluster FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON cluster USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR cluster.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND cluster.state = 'listed' AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = cluster.owner_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[AOS]') AND cluster.state = 'listed' AND cluster.owner_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE cluster_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE cluster_member FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON cluster_member USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR cluster_member.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))));
ALTER TABLE clustering_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE clustering_run FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON clustering_run USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR clustering_run.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))));
ALTER TABLE commitment ENABLE ROW LEVEL SECURITY;
ALTER TABLE commitment FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON commitment USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' COMMITMENTS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' COMMITMENTS:[A-Za-z0-9]*[S]') AND commitment.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' COMMITMENTS:[A-Za-z0-9]*[O]') AND commitment.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.nature', true) != '') AND commitment.published_at IS NOT NULL AND commitment.enterprise_id IS NULL);
ALTER TABLE contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON contact FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[DM]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id)) OR contact.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[R]') AND contact.allow_unit_contact IS true AND (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id AND seen_problem.request_type IN ('consultation', 'help') AND seen_problem.track = 'service' AND seen_problem.is_sensitive IS false AND (seen_problem.unit_complained_id IS NULL OR seen_problem.unit_complained_id != (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (EXISTS (SELECT 1 FROM problem_scope AS seen_scope WHERE seen_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_scope.problem_id = seen_problem.id))))) AND (contact.id NOT IN (SELECT barred_contacts() AS barred_contacts_1)));
CREATE POLICY scope_change ON contact FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[DM]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id)) OR contact.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[R]') AND contact.allow_unit_contact IS true AND (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.contact_id = contact.id AND seen_problem.request_type IN ('consultation', 'help') AND seen_problem.track = 'service' AND seen_problem.is_sensitive IS false AND (seen_problem.unit_complained_id IS NULL OR seen_problem.unit_complained_id != (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (EXISTS (SELECT 1 FROM problem_scope AS seen_scope WHERE seen_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_scope.problem_id = seen_problem.id))))) AND (contact.id NOT IN (SELECT barred_contacts() AS barred_contacts_1)));
CREATE POLICY scope_add ON contact FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'));
ALTER TABLE deadline ENABLE ROW LEVEL SECURITY;
ALTER TABLE deadline FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON deadline USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AFPS]') OR deadline.kind != 'legal_notice') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (deadline.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = deadline.problem_id))));
ALTER TABLE deferred_material ENABLE ROW LEVEL SECURITY;
ALTER TABLE deferred_material FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON deferred_material USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' REGISTRY:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' REGISTRY:[A-Za-z0-9]*[OV]') AND deferred_material.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON document USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]') AND document.drafted_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM document_receipt AS seen_receipt WHERE seen_receipt.document_id = document.id AND seen_receipt.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[P]') AND document.state = 'issued' AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (document.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = document.problem_id))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[S]') AND (document.state = 'issued' AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = document.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (EXISTS (SELECT 1 FROM document_receipt AS seen_receipt WHERE seen_receipt.document_id = document.id AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = seen_receipt.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)))))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[O]') AND document.state = 'issued' AND document.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (document.id NOT IN (SELECT barred_documents() AS barred_documents_1)));
ALTER TABLE document_comment ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_comment FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON document_comment USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM document AS seen_document WHERE seen_document.id = document_comment.document_id AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]') AND seen_document.drafted_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))))));
ALTER TABLE document_problem ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_problem FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON document_problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (document_problem.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = document_problem.problem_id)));
ALTER TABLE document_receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_receipt FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON document_receipt USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[P]') AND document_receipt.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (document_receipt.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = document_receipt.problem_id))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = document_receipt.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PAPERS:[A-Za-z0-9]') AND document_receipt.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (document_receipt.document_id NOT IN (SELECT barred_documents() AS barred_documents_1)));
ALTER TABLE enterprise ENABLE ROW LEVEL SECURITY;
ALTER TABLE enterprise FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON enterprise USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' REGISTER_ITEM:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AP]') OR enterprise.officer_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)));
ALTER TABLE erasure_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasure_record FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON erasure_record USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR erasure_record.by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)));
ALTER TABLE eval_appeal ENABLE ROW LEVEL SECURITY;
ALTER TABLE eval_appeal FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON eval_appeal USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DECIDE_APPEAL:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = eval_appeal.evaluation_id)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[AS]') AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = eval_appeal.evaluation_id)) OR (SELECT current_setting('vx.letters', true) ~ ' APPEAL_EVALUATION:[A-Za-z0-9]') AND eval_appeal.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = eval_appeal.evaluation_id)));
ALTER TABLE evaluation ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON evaluation FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = evaluation.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND evaluation.is_sensitive IS false OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND evaluation.is_sensitive IS false AND (evaluation.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.place', true) != '') AND evaluation.region_code BETWEEN (SELECT current_setting('vx.place', true) AS current_setting_1) || '000' AND (SELECT current_setting('vx.place', true) AS current_setting_1) || '999')) AND (evaluation.problem_id IS NULL OR (evaluation.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))));
CREATE POLICY scope_change ON evaluation FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = evaluation.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND evaluation.is_sensitive IS false OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND evaluation.is_sensitive IS false AND (evaluation.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.place', true) != '') AND evaluation.region_code BETWEEN (SELECT current_setting('vx.place', true) AS current_setting_1) || '000' AND (SELECT current_setting('vx.place', true) AS current_setting_1) || '999')) AND (evaluation.problem_id IS NULL OR (evaluation.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))));
CREATE POLICY scope_add ON evaluation FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'));
ALTER TABLE evaluation_flag ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_flag FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON evaluation_flag FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DECIDE_APPEAL:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_flag.evaluation_id)));
CREATE POLICY scope_change ON evaluation_flag FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DECIDE_APPEAL:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_flag.evaluation_id)));
CREATE POLICY scope_add ON evaluation_flag FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'));
ALTER TABLE evaluation_reason ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_reason FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON evaluation_reason FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_reason.evaluation_id))) AND (evaluation_reason.evaluation_id IS NULL OR (evaluation_reason.evaluation_id NOT IN (SELECT barred_evaluations() AS barred_evaluations_1))));
CREATE POLICY scope_change ON evaluation_reason FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (EXISTS (SELECT 1 FROM evaluation AS seen_evaluation WHERE seen_evaluation.id = evaluation_reason.evaluation_id))) AND (evaluation_reason.evaluation_id IS NULL OR (evaluation_reason.evaluation_id NOT IN (SELECT barred_evaluations() AS barred_evaluations_1))));
CREATE POLICY scope_add ON evaluation_reason FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'));
ALTER TABLE extension ENABLE ROW LEVEL SECURITY;
ALTER TABLE extension FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON extension USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (extension.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = extension.problem_id)));
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON feedback USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (feedback.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = feedback.problem_id)));
ALTER TABLE field_visit ENABLE ROW LEVEL SECURITY;
ALTER TABLE field_visit FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON field_visit USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR field_visit.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE handover_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE handover_note FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON handover_note USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR handover_note.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE handover_read ENABLE ROW LEVEL SECURITY;
ALTER TABLE handover_read FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON handover_read USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR handover_read.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE identity_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_request FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON identity_request USING ((SELECT current_setting('vx.nature', true) = 'system') OR identity_request.asked_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' EXPORT_PERSONAL:[A-Za-z0-9]*[2]') AND identity_request.kind = 'export' OR (SELECT current_setting('vx.letters', true) ~ ' EXPORT_PERSONAL:[A-Za-z0-9]*[12]') AND identity_request.kind = 'reveal' AND (identity_request.object_kind != 'problem' OR (identity_request.object_id NOT IN (SELECT barred_problems() AS barred_problems_1))) AND (identity_request.object_kind != 'message' OR (identity_request.object_id NOT IN (SELECT barred_messages() AS barred_messages_1))));
ALTER TABLE identity_reveal ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_reveal FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON identity_reveal USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR identity_reveal.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (identity_reveal.object_kind != 'problem' OR (identity_reveal.object_id NOT IN (SELECT barred_problems() AS barred_problems_1))));
ALTER TABLE livelihood_evidence ENABLE ROW LEVEL SECURITY;
ALTER TABLE livelihood_evidence FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON livelihood_evidence USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM livelihood_item AS seen_livelihood_item WHERE seen_livelihood_item.id = livelihood_evidence.livelihood_item_id)));
ALTER TABLE livelihood_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE livelihood_item FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON livelihood_item USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[S]') AND livelihood_item.state IN ('assigned', 'claimed', 'done') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = livelihood_item.lead_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[O]') AND (livelihood_item.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR livelihood_item.state IN ('assigned', 'claimed', 'done') AND livelihood_item.lead_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))));
ALTER TABLE livelihood_source ENABLE ROW LEVEL SECURITY;
ALTER TABLE livelihood_source FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON livelihood_source USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]*[A]') AND (EXISTS (SELECT 1 FROM livelihood_item AS seen_livelihood_item WHERE seen_livelihood_item.id = livelihood_source.livelihood_item_id)));
ALTER TABLE meeting ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON meeting USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR meeting.host_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR meeting.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]') AND (EXISTS (SELECT 1 FROM meeting_problem AS seen_meeting_problem WHERE seen_meeting_problem.meeting_id = meeting.id))) AND (meeting.id NOT IN (SELECT barred_meetings() AS barred_meetings_1)));
ALTER TABLE meeting_problem ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_problem FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON meeting_problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (meeting_problem.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = meeting_problem.problem_id)));
ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE message FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON message FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[P]') AND message.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = message.assigned_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[O]') AND message.assigned_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[F]') AND message.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (message.id NOT IN (SELECT barred_messages() AS barred_messages_1)) AND (message.problem_id IS NULL OR (message.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))));
CREATE POLICY scope_change ON message FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[P]') AND message.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = message.assigned_unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[O]') AND message.assigned_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' MESSAGES:[A-Za-z0-9]*[F]') AND message.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (message.id NOT IN (SELECT barred_messages() AS barred_messages_1)) AND (message.problem_id IS NULL OR (message.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))));
CREATE POLICY scope_add ON message FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'));
ALTER TABLE message_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON message_transfer USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = message_transfer.message_id)));
ALTER TABLE milestone ENABLE ROW LEVEL SECURITY;
ALTER TABLE milestone FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON milestone USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' CAMPAIGNS:[A-Za-z0-9]') AND ((EXISTS (SELECT 1 FROM livelihood_item AS seen_livelihood_item WHERE seen_livelihood_item.id = milestone.livelihood_item_id)) OR (EXISTS (SELECT 1 FROM commitment AS seen_commitment WHERE seen_commitment.id = milestone.commitment_id))));
ALTER TABLE notice_read ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_read FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON notice_read USING ((SELECT current_setting('vx.nature', true) = 'system') OR notice_read.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)));
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON outbox FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.nature', true) = 'person') AND (outbox.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR outbox.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (CAST(outbox.payload ->> 'problem_id' AS BIGINT) IS NULL OR (CAST(outbox.payload ->> 'problem_id' AS BIGINT) NOT IN (SELECT barred_problems() AS barred_problems_1))) AND (CAST(outbox.payload ->> 'document_id' AS BIGINT) IS NULL OR (CAST(outbox.payload ->> 'document_id' AS BIGINT) NOT IN (SELECT barred_documents() AS barred_documents_1))));
CREATE POLICY scope_change ON outbox FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.nature', true) = 'person') AND (outbox.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) OR outbox.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (CAST(outbox.payload ->> 'problem_id' AS BIGINT) IS NULL OR (CAST(outbox.payload ->> 'problem_id' AS BIGINT) NOT IN (SELECT barred_problems() AS barred_problems_1))) AND (CAST(outbox.payload ->> 'document_id' AS BIGINT) IS NULL OR (CAST(outbox.payload ->> 'document_id' AS BIGINT) NOT IN (SELECT barred_documents() AS barred_documents_1))));
CREATE POLICY scope_add ON outbox FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'));
ALTER TABLE outcome_metric ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcome_metric FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON outcome_metric USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (outcome_metric.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = outcome_metric.problem_id)));
ALTER TABLE pending_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE pending_change FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON pending_change USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_USERS:[A-Za-z0-9]') OR (SELECT current_setting('vx.letters', true) ~ ' GRANT_DISCIPLINE:[A-Za-z0-9]') OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_UNITS:[A-Za-z0-9]') AND pending_change.table_name != 'account' OR (SELECT current_setting('vx.letters', true) ~ ' MANAGE_LISTS:[A-Za-z0-9]') AND pending_change.table_name != 'account');
ALTER TABLE print_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE print_job FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON print_job USING ((SELECT current_setting('vx.nature', true) = 'system') OR print_job.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)));
ALTER TABLE problem ENABLE ROW LEVEL SECURITY;
ALTER TABLE problem FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON problem USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[P]') AND problem.track = 'service' OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[OSV]') AND (EXISTS (SELECT 1 FROM problem_scope AS seen_scope WHERE seen_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_scope.problem_id = problem.id)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[F]') AND (problem.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)) AND problem.track = 'service' OR problem.state = 'pending_feedback' AND problem.track = 'service' AND problem.contact_id IS NOT NULL OR problem.state = 'merged' AND problem.track = 'service' AND problem.contact_id IS NOT NULL AND problem.submitted_at IS NOT NULL AND problem.closed_at IS NULL)) AND (problem.id NOT IN (SELECT barred_problems() AS barred_problems_1)));
ALTER TABLE problem_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE problem_event FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON problem_event USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[AS]') OR problem_event.visibility = 'all_handlers') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_event.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_event.problem_id))));
ALTER TABLE problem_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE problem_link FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON problem_link USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_link.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_link.problem_id))) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_link.other_id NOT IN (SELECT barred_problems() AS barred_problems_2)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_link.other_id))));
ALTER TABLE problem_scope ENABLE ROW LEVEL SECURITY;
ALTER TABLE problem_scope FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON problem_scope USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR problem_scope.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT))) AND (problem_scope.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)));
ALTER TABLE problem_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE problem_step FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON problem_step USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_step.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_step.problem_id)));
ALTER TABLE problem_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE problem_transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON problem_transfer USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (problem_transfer.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = problem_transfer.problem_id)));
ALTER TABLE public_feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE public_feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON public_feedback FOR SELECT USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = public_feedback.message_id)) OR public_feedback.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (public_feedback.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = public_feedback.problem_id))));
CREATE POLICY scope_change ON public_feedback FOR UPDATE USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM message AS seen_message WHERE seen_message.id = public_feedback.message_id)) OR public_feedback.problem_id IS NOT NULL AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (public_feedback.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = public_feedback.problem_id))));
CREATE POLICY scope_add ON public_feedback FOR INSERT WITH CHECK ((SELECT current_setting('vx.nature', true) = 'system'));
ALTER TABLE rectification ENABLE ROW LEVEL SECURITY;
ALTER TABLE rectification FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON rectification USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[S]') AND (EXISTS (SELECT 1 FROM supervised_by AS seen_coverage WHERE seen_coverage.unit_id = rectification.unit_id AND seen_coverage.inspection_unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND seen_coverage.valid_from <= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE)) AND (seen_coverage.valid_to IS NULL OR seen_coverage.valid_to >= (SELECT CAST(nullif(current_setting('vx.today', true), '') AS DATE))))) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[N]') AND NOT evaluation_is_sensitive(rectification.evaluation_id) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_EVALUATIONS:[A-Za-z0-9]*[O]') AND rectification.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND NOT evaluation_is_sensitive(rectification.evaluation_id)) AND (rectification.problem_id IS NULL OR (rectification.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))) AND (rectification.evaluation_id IS NULL OR (rectification.evaluation_id NOT IN (SELECT barred_evaluations() AS barred_evaluations_1))));
ALTER TABLE recusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE recusal FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON recusal USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.nature', true) = 'person') AND ((SELECT current_setting('vx.letters', true) ~ ' RECUSAL:[A-Za-z0-9]*[A]') OR recusal.created_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND (recusal.problem_id IS NULL OR (recusal.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1))) AND (recusal.message_id IS NULL OR (recusal.message_id NOT IN (SELECT barred_messages() AS barred_messages_1))));
ALTER TABLE relay_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE relay_call FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON relay_call USING ((SELECT current_setting('vx.nature', true) = 'system') OR ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_REPORTER:[A-Za-z0-9]*[R]') AND relay_call.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[F]') AND (relay_call.state = 'open' OR relay_call.answered_by_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT))) AND problem_is_service(relay_call.problem_id)) AND (relay_call.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)));
ALTER TABLE report_snapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_snapshot FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON report_snapshot USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DRAFT_REPORT:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' STATISTICS:[A-Za-z0-9]*[A]') AND report_snapshot.state = 'signed');
ALTER TABLE saved_filter ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_filter FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON saved_filter USING ((SELECT current_setting('vx.nature', true) = 'system') OR saved_filter.account_id = (SELECT CAST(nullif(current_setting('vx.account', true), '') AS BIGINT)));
ALTER TABLE score ENABLE ROW LEVEL SECURITY;
ALTER TABLE score FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON score USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' DRAFT_REPORT:[A-Za-z0-9]*[A]') OR (SELECT current_setting('vx.letters', true) ~ ' STATISTICS:[A-Za-z0-9]*[A]') AND score.published_at IS NOT NULL OR (SELECT current_setting('vx.letters', true) ~ ' STATISTICS:[A-Za-z0-9]*[O]') AND score.published_at IS NOT NULL AND score.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE seal_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE seal_use FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON seal_use USING ((SELECT current_setting('vx.nature', true) = 'system') OR (EXISTS (SELECT 1 FROM document AS seen_document WHERE seen_document.id = seal_use.document_id)));
ALTER TABLE supervision ENABLE ROW LEVEL SECURITY;
ALTER TABLE supervision FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON supervision USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_SUPERVISION:[A-Za-z0-9]') AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_SUPERVISION:[A-Za-z0-9]*[APS]') OR supervision.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)) AND supervision.state IN ('issued', 'replied')) AND ((SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (supervision.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = supervision.problem_id))));
ALTER TABLE survey ENABLE ROW LEVEL SECURITY;
ALTER TABLE survey FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON survey USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR survey.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE survey_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE survey_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON survey_answer USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR survey_answer.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE survey_question ENABLE ROW LEVEL SECURITY;
ALTER TABLE survey_question FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON survey_question USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') OR survey_question.unit_id = (SELECT CAST(nullif(current_setting('vx.unit', true), '') AS BIGINT)));
ALTER TABLE suspension ENABLE ROW LEVEL SECURITY;
ALTER TABLE suspension FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON suspension USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (suspension.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = suspension.problem_id)));
ALTER TABLE thanks ENABLE ROW LEVEL SECURITY;
ALTER TABLE thanks FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON thanks USING ((SELECT current_setting('vx.nature', true) = 'system') OR (SELECT current_setting('vx.letters', true) ~ ' SEE_PROBLEMS:[A-Za-z0-9]*[A]') AND (thanks.problem_id NOT IN (SELECT barred_problems() AS barred_problems_1)) OR (EXISTS (SELECT 1 FROM problem AS seen_problem WHERE seen_problem.id = thanks.problem_id)));

CREATE SCHEMA clue;
COMMENT ON SCHEMA clue IS '问题线索：单独的模式和角色';
ALTER TABLE accountability SET SCHEMA clue;
ALTER TABLE clue SET SCHEMA clue;
ALTER TABLE clue_access SET SCHEMA clue;
ALTER TABLE clue_clearing SET SCHEMA clue;
ALTER TABLE clue_event SET SCHEMA clue;
ALTER TABLE discipline_risk SET SCHEMA clue;
ALTER TABLE interference_record SET SCHEMA clue;
ALTER TABLE reporter_notice SET SCHEMA clue;
ALTER TABLE superior_handover_count SET SCHEMA clue;

-- Which migration the database stands at; kept by the migrations, not by the models.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
COMMENT ON TABLE alembic_version IS '数据库结构版本';
COMMENT ON COLUMN alembic_version.version_num IS '已执行到的迁移编号';
INSERT INTO alembic_version (version_num) VALUES ('0035');
