-- Frozen with the migration of this folder: one statement up to each line of two dashes alone.
CREATE TABLE calendar_batch (
	id INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	status VARCHAR(15) NOT NULL, 
	notice_no VARCHAR(60) NOT NULL, 
	source VARCHAR(120) NOT NULL, 
	days_changed INTEGER NOT NULL, 
	dues_changed INTEGER NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_calendar_batch PRIMARY KEY (id), 
	CONSTRAINT ck_calendar_batch_calendarstatus CHECK (status IN ('final', 'provisional')), 
	CONSTRAINT fk_calendar_batch_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_calendar_batch_year ON calendar_batch (year)
--
CREATE TABLE meeting (
	id INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	held_on DATE NOT NULL, 
	place VARCHAR(60) NOT NULL, 
	host_unit_id BIGINT NOT NULL, 
	unit_ids JSON NOT NULL, 
	attendees TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_meeting PRIMARY KEY (id), 
	CONSTRAINT ck_meeting_meetingkind CHECK (kind IN ('push', 'onsite', 'forum')), 
	CONSTRAINT fk_meeting_host_unit_id FOREIGN KEY(host_unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_meeting_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_meeting_held_on ON meeting (held_on)
--
CREATE TABLE saved_filter (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	table_name VARCHAR(40) NOT NULL, 
	name VARCHAR(30) NOT NULL, 
	"query" JSON NOT NULL, 
	retired_at DATETIME, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_saved_filter PRIMARY KEY (id), 
	CONSTRAINT uq_saved_filter_account_id_table_name_name UNIQUE (account_id, table_name, name), 
	CONSTRAINT fk_saved_filter_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_saved_filter_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE TABLE unit_duty (
	id INTEGER NOT NULL, 
	unit_id BIGINT NOT NULL, 
	duty_code VARCHAR(30) NOT NULL, 
	title VARCHAR(120) NOT NULL, 
	domain VARCHAR(40), 
	basis VARCHAR(200) NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_unit_duty PRIMARY KEY (id), 
	CONSTRAINT uq_unit_duty_unit_id_duty_code UNIQUE (unit_id, duty_code), 
	CONSTRAINT ck_unit_duty_validity CHECK (valid_to IS NULL OR valid_to >= valid_from), 
	CONSTRAINT fk_unit_duty_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_unit_duty_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_unit_duty_unit_id_domain ON unit_duty (unit_id, domain)
--
CREATE TABLE notice_read (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	outbox_id BIGINT NOT NULL, 
	read_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_notice_read PRIMARY KEY (id), 
	CONSTRAINT uq_notice_read_account_id_outbox_id UNIQUE (account_id, outbox_id), 
	CONSTRAINT fk_notice_read_account_id FOREIGN KEY(account_id) REFERENCES ab_user (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_notice_read_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_notice_read_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_notice_read_outbox_id ON notice_read (outbox_id)
--
CREATE TABLE meeting_problem (
	id INTEGER NOT NULL, 
	meeting_id BIGINT NOT NULL, 
	problem_id BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_meeting_problem PRIMARY KEY (id), 
	CONSTRAINT uq_meeting_problem_meeting_id_problem_id UNIQUE (meeting_id, problem_id), 
	CONSTRAINT fk_meeting_problem_meeting_id FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_meeting_problem_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_meeting_problem_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_meeting_problem_problem_id ON meeting_problem (problem_id)
--
CREATE TABLE problem_link (
	id INTEGER NOT NULL, 
	problem_id BIGINT NOT NULL, 
	other_id BIGINT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	note VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_problem_link PRIMARY KEY (id), 
	CONSTRAINT uq_problem_link_problem_id_other_id_kind UNIQUE (problem_id, other_id, kind), 
	CONSTRAINT ck_problem_link_two_items CHECK (problem_id <> other_id), 
	CONSTRAINT fk_problem_link_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_problem_link_other_id FOREIGN KEY(other_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_problem_link_linkkind CHECK (kind IN ('same_fact', 'caused_by', 'three_checks', 'relapse')), 
	CONSTRAINT fk_problem_link_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_problem_link_other_id ON problem_link (other_id)
--
CREATE TABLE deadline (
	id INTEGER NOT NULL, 
	problem_id BIGINT NOT NULL, 
	step_id BIGINT, 
	kind VARCHAR(16) NOT NULL, 
	cause VARCHAR(13) NOT NULL, 
	base_at DATETIME NOT NULL, 
	days INTEGER NOT NULL, 
	unit VARCHAR(12) NOT NULL, 
	due_at DATETIME NOT NULL, 
	calendar_status VARCHAR(15) NOT NULL, 
	calendar_version INTEGER NOT NULL, 
	rule_version INTEGER NOT NULL, 
	supersedes_id BIGINT, 
	superseded_at DATETIME, 
	met_at DATETIME, 
	late BOOLEAN, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
)
--
CREATE INDEX ix_deadline_open ON deadline (calendar_status, problem_id) WHERE met_at IS NULL AND superseded_at IS NULL
--
CREATE INDEX ix_deadline_problem_id ON deadline (problem_id)
--
CREATE INDEX ix_deadline_step_id ON deadline (step_id)
--
CREATE TABLE extension (
	id INTEGER NOT NULL, 
	problem_id BIGINT NOT NULL, 
	step_id BIGINT NOT NULL, 
	days INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	asked_by_id INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	opinion TEXT, 
	opinion_by_id INTEGER, 
	opinion_at DATETIME, 
	decision TEXT, 
	decided_by_id INTEGER, 
	decided_at DATETIME, 
	due_before DATETIME NOT NULL, 
	due_after DATETIME, 
	told_at DATETIME, 
	told_way VARCHAR(10), 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
)
--
CREATE INDEX ix_extension_problem_id ON extension (problem_id)
--
CREATE UNIQUE INDEX uq_extension_approved ON extension (problem_id) WHERE state = 'approved'
--
CREATE UNIQUE INDEX uq_extension_pending ON extension (problem_id) WHERE state IN ('asked', 'agreed')
--
CREATE TABLE problem_transfer (
	id INTEGER NOT NULL, 
	problem_id BIGINT NOT NULL, 
	target VARCHAR(100) NOT NULL, 
	letter_no VARCHAR(60) NOT NULL, 
	receipt VARCHAR(100) NOT NULL, 
	document_id BIGINT, 
	told_at DATETIME, 
	told_way VARCHAR(10) NOT NULL, 
	track_due DATETIME NOT NULL, 
	checks INTEGER NOT NULL, 
	returned_at DATETIME, 
	result TEXT, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_problem_transfer PRIMARY KEY (id), 
	CONSTRAINT fk_problem_transfer_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_problem_transfer_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_problem_transfer_feedbackway CHECK (told_way IN ('phone', 'visit', 'letter', 'online', 'none')), 
	CONSTRAINT fk_problem_transfer_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_problem_transfer_problem_id ON problem_transfer (problem_id)
--
CREATE INDEX ix_problem_transfer_track_due ON problem_transfer (returned_at, track_due)
--
CREATE TABLE suspension (
	id INTEGER NOT NULL, 
	problem_id BIGINT NOT NULL, 
	step_id BIGINT NOT NULL, 
	ground VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	expected_on DATE NOT NULL, 
	asked_by_id INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	opinion TEXT, 
	opinion_by_id INTEGER, 
	opinion_at DATETIME, 
	decision TEXT, 
	decided_by_id INTEGER, 
	decided_at DATETIME, 
	started_at DATETIME, 
	ended_at DATETIME, 
	due_before DATETIME NOT NULL, 
	due_after DATETIME, 
	time_left JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
)
--
CREATE INDEX ix_suspension_problem_id ON suspension (problem_id)
--
CREATE INDEX ix_suspension_running ON suspension (state, ended_at, expected_on)
--
CREATE UNIQUE INDEX uq_suspension_pending ON suspension (problem_id) WHERE state IN ('asked', 'agreed')
--
CREATE TABLE outcome_metric (
	id INTEGER NOT NULL, 
	problem_id BIGINT NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	value BIGINT NOT NULL, 
	beneficiary VARCHAR(60) NOT NULL, 
	basis VARCHAR(200) NOT NULL, 
	attachment_id BIGINT, 
	verified_by_id INTEGER, 
	verified_at DATETIME, 
	void_reason VARCHAR(200), 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
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
)
--
CREATE INDEX ix_outcome_metric_problem_id ON outcome_metric (problem_id)
--
CREATE TABLE thanks (
	id INTEGER NOT NULL, 
	problem_id BIGINT NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	given_on DATE NOT NULL, 
	words VARCHAR(200) NOT NULL, 
	attachment_id BIGINT, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_thanks PRIMARY KEY (id), 
	CONSTRAINT fk_thanks_problem_id FOREIGN KEY(problem_id) REFERENCES problem (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_thanks_thankskind CHECK (kind IN ('banner', 'letter', 'phone')), 
	CONSTRAINT fk_thanks_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachment (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_thanks_created_by_id FOREIGN KEY(created_by_id) REFERENCES ab_user (id) ON DELETE RESTRICT
)
--
CREATE INDEX ix_thanks_problem_id ON thanks (problem_id)
--
CREATE TRIGGER calendar_batch_no_delete BEFORE DELETE ON calendar_batch FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'calendar_batch: rows are kept'); END
--
CREATE TRIGGER calendar_batch_no_replace BEFORE INSERT ON calendar_batch FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM calendar_batch WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'calendar_batch: append-only'); END
--
CREATE TRIGGER calendar_batch_no_update BEFORE UPDATE ON calendar_batch FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'calendar_batch: append-only'); END
--
CREATE TRIGGER deadline_no_delete BEFORE DELETE ON deadline FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'deadline: rows are kept'); END
--
CREATE TRIGGER deadline_no_replace BEFORE INSERT ON deadline FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM deadline WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'deadline: append-only'); END
--
CREATE TRIGGER deadline_no_update BEFORE UPDATE ON deadline FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.problem_id IS NOT NEW.problem_id OR OLD.step_id IS NOT NEW.step_id OR OLD.kind IS NOT NEW.kind OR OLD.cause IS NOT NEW.cause OR OLD.base_at IS NOT NEW.base_at OR OLD.days IS NOT NEW.days OR OLD.unit IS NOT NEW.unit OR OLD.due_at IS NOT NEW.due_at OR OLD.calendar_status IS NOT NEW.calendar_status OR OLD.calendar_version IS NOT NEW.calendar_version OR OLD.rule_version IS NOT NEW.rule_version OR OLD.supersedes_id IS NOT NEW.supersedes_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'deadline: append-only'); END
--
CREATE TRIGGER meeting_problem_no_delete BEFORE DELETE ON meeting_problem FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'meeting_problem: rows are kept'); END
--
CREATE TRIGGER meeting_problem_no_replace BEFORE INSERT ON meeting_problem FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM meeting_problem WHERE (id = NEW.id) OR (meeting_id = NEW.meeting_id AND problem_id = NEW.problem_id))) BEGIN SELECT RAISE(ABORT, 'meeting_problem: append-only'); END
--
CREATE TRIGGER meeting_problem_no_update BEFORE UPDATE ON meeting_problem FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'meeting_problem: append-only'); END
--
CREATE TRIGGER notice_read_no_delete BEFORE DELETE ON notice_read FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'notice_read: rows are kept'); END
--
CREATE TRIGGER notice_read_no_replace BEFORE INSERT ON notice_read FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM notice_read WHERE (account_id = NEW.account_id AND outbox_id = NEW.outbox_id) OR (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'notice_read: append-only'); END
--
CREATE TRIGGER notice_read_no_update BEFORE UPDATE ON notice_read FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'notice_read: append-only'); END
--
CREATE TRIGGER outcome_metric_no_delete BEFORE DELETE ON outcome_metric FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'outcome_metric: rows are kept'); END
--
CREATE TRIGGER outcome_metric_no_replace BEFORE INSERT ON outcome_metric FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM outcome_metric WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'outcome_metric: append-only'); END
--
CREATE TRIGGER outcome_metric_no_update BEFORE UPDATE ON outcome_metric FOR EACH ROW WHEN (OLD.id IS NOT NEW.id OR OLD.problem_id IS NOT NEW.problem_id OR OLD.kind IS NOT NEW.kind OR OLD.value IS NOT NEW.value OR OLD.beneficiary IS NOT NEW.beneficiary OR OLD.basis IS NOT NEW.basis OR OLD.attachment_id IS NOT NEW.attachment_id OR OLD.created_at IS NOT NEW.created_at OR OLD.created_by_id IS NOT NEW.created_by_id) BEGIN SELECT RAISE(ABORT, 'outcome_metric: append-only'); END
--
CREATE TRIGGER problem_link_no_delete BEFORE DELETE ON problem_link FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'problem_link: rows are kept'); END
--
CREATE TRIGGER problem_link_no_replace BEFORE INSERT ON problem_link FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM problem_link WHERE (id = NEW.id) OR (problem_id = NEW.problem_id AND other_id = NEW.other_id AND kind = NEW.kind))) BEGIN SELECT RAISE(ABORT, 'problem_link: append-only'); END
--
CREATE TRIGGER problem_link_no_update BEFORE UPDATE ON problem_link FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'problem_link: append-only'); END
--
CREATE TRIGGER thanks_no_delete BEFORE DELETE ON thanks FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'thanks: rows are kept'); END
--
CREATE TRIGGER thanks_no_replace BEFORE INSERT ON thanks FOR EACH ROW WHEN (EXISTS (SELECT 1 FROM thanks WHERE (id = NEW.id))) BEGIN SELECT RAISE(ABORT, 'thanks: append-only'); END
--
CREATE TRIGGER thanks_no_update BEFORE UPDATE ON thanks FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'thanks: append-only'); END
