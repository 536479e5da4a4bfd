"""The command line: what it prints and changes; one Chinese line and exit 2 for bad input."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app import audit, calendars, clock, jobs, store
from app.enums import AccountStatus, Channel, IdentityMode, RequestType
from app.models import (
    Account,
    AuditLog,
    CalendarDay,
    CalendarYear,
    Problem,
    RoleAssignment,
    UserSession,
)
from app.principal import system
from tests import support

HEADER = "date,is_workday,kind,name,status\n"
GOOD = "一二三四-Voice-2026"


def run(app: Flask, *words: str, given: str | None = None) -> Result:
    """Run a command and return what it answered."""
    answer = app.test_cli_runner().invoke(args=list(words), input=given)
    support.session().expire_all()
    return answer


def refused(answer: Result) -> str:
    """Return the one line of a refusal."""
    assert answer.exit_code == 2, answer.output
    lines = answer.stderr.splitlines()
    assert len(lines) == 1, answer.stderr
    assert any(c > "\u4e00" for c in lines[0])
    return lines[0]


def account(username: str) -> Account:
    """Return an account of the cast."""
    return support.session().scalars(sa.select(Account).filter_by(username=username)).one()


def acts() -> list[str]:
    """Return the audited actions in order."""
    return list(support.session().scalars(sa.select(AuditLog.action).order_by(AuditLog.seq)))


@pytest.mark.parametrize(
    "words", [["workday", "add", "2026-09-30", "5"], ["audit", "verify"], ["jobs", "tick"]]
)
def test_command_without_tables_says_what_to_run(tmp_path: Path, words: list[str]) -> None:
    empty = support.make_app(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path)
    answer = empty.test_cli_runner().invoke(args=words)
    assert refused(answer) == "数据库还没有建好，请先运行 flask init。"
    support.close(empty)


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["2026-09-30", "5"], "2026-10-13"),
        (["2026-09-30", "5", "--from-time", "17:31"], "2026-10-14"),
        (["2026-10-03", "1"], "2026-10-09"),
        (["2026-12-18", "15"], "2027-01-11 provisional"),
        (["2026-11-18", "0"], "2026-11-18"),
    ],
)
def test_workday_prints_the_due_date(app: Flask, words: list[str], printed: str) -> None:
    answer = run(app, "workday", "add", *words)
    assert (answer.exit_code, answer.output) == (0, printed + "\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["2030-01-01", "5"], "2030年日历尚未导入"),
        (["2027-12-20", "30"], "2028年日历尚未导入"),
        (["30.9.2026", "5"], "日期"),
        (["2026-09-30", "five"], "工作日数"),
        (["2026-09-30", "5", "--from-time", "25:00"], "时间"),
        (["2026-09-30"], "缺少参数"),
        (["2026-09-30", "5", "--hour", "1"], "没有选项"),
        (["2026-09-30", "5", "6"], "写法不对"),
    ],
)
def test_workday_refuses_in_one_line(app: Flask, words: list[str], told: str) -> None:
    assert told in refused(run(app, "workday", "add", *words))


@pytest.mark.parametrize(
    "words",
    [
        ["report", "month", "2026-10", "--out", "x"],
    ],
)
def test_command_that_is_promised_says_so(app: Flask, words: list[str]) -> None:
    assert "尚未提供" in refused(run(app, *words))


def test_unknown_command_names_the_known_ones(app: Flask) -> None:
    assert "add" in refused(run(app, "workday", "subtract"))


def add(app: Flask, username: str = "newclerk", given: str = GOOD, **facts: str) -> Result:
    """Run `flask user add` with good facts unless told otherwise."""
    chosen = {"name": "新人（示例）", "unit": "GW", "role": "TWN", **facts}
    words = [part for key, value in chosen.items() for part in (f"--{key}", value)]
    return run(app, "user", "add", username, *words, "--password-stdin", given=given + "\n")


def test_new_account_has_unit_role_and_a_first_password(app: Flask) -> None:
    assert add(app).exit_code == 0
    made = account("newclerk")
    granted = support.session().scalars(sa.select(RoleAssignment).filter_by(account_id=made.id))
    assert [(row.role.value, row.unit_id) for row in granted] == [("TWN", support.unit_id("GW"))]
    assert made.must_change
    assert check_password_hash(made.password or "", GOOD)
    assert acts() == ["add_account"]


def test_password_that_is_piped_in_is_not_printed(app: Flask) -> None:
    assert GOOD not in add(app).output


def test_password_that_was_made_is_printed_once(app: Flask) -> None:
    words = ["--name", "新人", "--unit", "高湾镇人民政府", "--role", "TWN"]
    answer = run(app, "user", "add", "newclerk", *words)
    printed = answer.output.split("首个密码 ")[1].split("（")[0]
    assert check_password_hash(account("newclerk").password or "", printed)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"unit": "没有的单位"}, "没有单位"),
        ({"role": "KING"}, "没有角色"),
        ({"name": " "}, "姓名"),
        ({"username": "clerk"}, "已经有了"),
        ({"username": "张三"}, "账号名"),
        ({"given": "Short1"}, "至少 12 位"),
        ({"given": "onlysmall1"}, "至少 12 位"),
        ({"given": ""}, "至少 12 位"),
    ],
)
def test_account_is_refused_in_one_line(app: Flask, facts: dict[str, str], told: str) -> None:
    before = support.session().scalar(sa.select(sa.func.count(Account.id)))
    assert told in refused(add(app, **facts))
    assert support.session().scalar(sa.select(sa.func.count(Account.id))) == before
    assert acts() == []


@pytest.mark.parametrize("password", ["一个很长而且够难的口令", "Aa1-Bb2-Cc"])
def test_password_of_ten_needs_three_classes(app: Flask, password: str) -> None:
    answer = add(app, given=password)
    assert answer.exit_code == (0 if password.startswith("A") else 2)


def test_lock_ends_sessions_and_unlock_forgets_failures(app: Flask) -> None:
    before = account("gaowan").epoch
    assert run(app, "user", "lock", "gaowan").exit_code == 0
    assert (account("gaowan").status, account("gaowan").epoch) == (
        AccountStatus.DISABLED,
        before + 1,
    )
    with store.write(system("test")):
        account("gaowan").failed_count = 4
    assert run(app, "user", "unlock", "gaowan").exit_code == 0
    assert (account("gaowan").status, account("gaowan").failed_count) == (AccountStatus.ACTIVE, 0)
    assert acts() == ["lock_account", "unlock_account"]


def test_reset_gives_a_first_password_and_ends_sessions(app: Flask) -> None:
    before = account("gaowan").epoch
    answer = run(app, "user", "reset", "gaowan", "--password-stdin", given=GOOD + "\n")
    assert answer.exit_code == 0
    assert (account("gaowan").epoch, account("gaowan").must_change) == (before + 1, True)
    assert check_password_hash(account("gaowan").password or "", GOOD)
    assert acts() == ["reset_password"]


@pytest.mark.parametrize("act", ["lock", "unlock", "reset"])
def test_unknown_account_is_refused(app: Flask, act: str) -> None:
    assert "没有账号" in refused(run(app, "user", act, "nobody"))


def test_audit_chain_is_verified(app: Flask) -> None:
    add(app)
    answer = run(app, "audit", "verify")
    assert (answer.exit_code, "共 1 行" in answer.output) == (0, True)


def test_audit_names_the_first_bad_row(app: Flask) -> None:
    with store.write(system("test")) as work:
        for number in range(3):
            audit.record(work, system("test"), "act", "thing", number)
    break_row(support.session(), 2)
    answer = run(app, "audit", "verify")
    assert (answer.exit_code, "第 2 行" in answer.output) == (1, True)


def break_row(session: Session, seq: int) -> None:
    """Edit an audit row as somebody who may drop a trigger could."""
    on = " ON audit_log" if session.get_bind().dialect.name == "postgresql" else ""
    session.rollback()
    with support.owner() as work, work.begin():
        work.execute(sa.text(f"DROP TRIGGER audit_log_no_update{on}"))
        work.execute(
            sa.text("UPDATE audit_log SET result = 'edited' WHERE seq = :seq"), {"seq": seq}
        )


def exceptions(folder: Path, *lines: str) -> str:
    """Write a list of holidays and return its path."""
    path = folder / "days.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_new_year_is_loaded_whole(app: Flask, tmp_path: Path) -> None:
    file = exceptions(tmp_path, "2028-01-03,0,holiday,元旦,final")
    assert "2028 年：新增" in run(app, "calendar", "import", file).output
    days = sa.select(sa.func.count()).where(
        CalendarDay.on >= datetime(2028, 1, 1, tzinfo=UTC).date()
    )
    assert support.session().scalar(days) == 366
    assert run(app, "workday", "add", "2027-12-31", "1").output == "2028-01-04 provisional\n"
    assert acts() == ["import_calendar"]


def test_provisional_year_becomes_final_and_due_dates_are_counted_again(
    app: Flask, tmp_path: Path
) -> None:
    with clock.fixed(support.NOW), store.write(system("test")) as work:
        work.add(open_problem(datetime(2027, 1, 11, 9, 30, tzinfo=UTC)))
    file = exceptions(
        tmp_path,
        "2027-01-01,0,holiday,元旦,final",
        "2027-01-04,0,holiday,元旦,final",
    )
    with clock.fixed(support.NOW):
        printed = run(app, "calendar", "import", file).output
    assert "2027 年：已更新为" in printed
    assert "HXZT-2026-00001：拟办期限 2027-01-11 → 2027-01-12" in printed
    assert "重算了 1 件事项的期限" in printed
    status = sa.select(CalendarYear.status).where(CalendarYear.year == 2027)
    assert support.session().scalar(status) == "final"


def open_problem(due: datetime) -> Problem:
    """Return an open problem that ends then."""
    return Problem(
        problem_no="HXZT-2026-00001",
        title="事项",
        content="原文",
        content_redacted="内容",
        channel=Channel.PHONE,
        request_type=RequestType.HELP,
        identity_mode=IdentityMode.ANONYMOUS,
        region_code="130924102225",
        registered_at=datetime(2026, 12, 18, 2, tzinfo=UTC),
        due_at=due,
    )


def test_same_list_again_changes_nothing(app: Flask) -> None:
    printed = run(app, "calendar", "import", "seeds/base/calendar_exceptions.csv").output
    assert printed.count("没有变化") == 4


def test_final_year_is_changed_only_under_a_notice(app: Flask, tmp_path: Path) -> None:
    file = exceptions(tmp_path, "2026-01-02,0,holiday,元旦,final")
    assert "2026年已是正式日历" in refused(run(app, "calendar", "import", file))
    assert acts() == []
    answer = run(app, "calendar", "import", file, "--notice", "国办发明电〔2026〕1号")
    assert (answer.exit_code, "已更新为正式" in answer.output) == (0, True)


@pytest.mark.parametrize("content", ["", "date\nnever\n", "\udcff"])
def test_bad_calendar_file_is_refused(app: Flask, tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    refused(run(app, "calendar", "import", str(path)))
    refused(run(app, "calendar", "import", str(tmp_path / "none.csv")))


def open_session(last_seen: datetime, ends: datetime, name: str) -> UserSession:
    """Return a login of the clerk."""
    return UserSession(
        account_id=account("clerk").id,
        token_hash=name,
        epoch=1,
        last_seen_at=last_seen,
        ends_at=ends,
    )


def test_tick_ends_idle_and_old_sessions_once(app: Flask) -> None:
    now, hour = support.NOW, timedelta(hours=1)
    with store.write(system("test")) as work:
        work.add(open_session(now, now + hour, "live"))
        work.add(open_session(now - hour, now + hour, "idle"))
        work.add(open_session(now, now - hour, "old"))
    first = run(app, "jobs", "tick", "--now", now.isoformat())
    assert "结束过期会话：2\n" in first.output
    assert "结束过期会话：0\n" in run(app, "jobs", "tick", "--now", now.isoformat()).output
    left = sa.select(UserSession.token_hash).where(UserSession.ended_at.is_(None))
    assert support.session().scalars(left).all() == ["live"]


def test_tick_refuses_a_moment_that_is_none(app: Flask) -> None:
    assert "时刻" in refused(run(app, "jobs", "tick", "--now", "tomorrow"))


def test_pass_of_the_worker_outlives_a_missing_table(app: Flask) -> None:
    with support.owner() as work, work.begin():
        work.execute(sa.text("ALTER TABLE user_session RENAME TO elsewhere"))
        before = work.execute(sa.text("SELECT count(*) FROM audit_anchor")).scalar_one()
    jobs.one_pass(app)
    with support.owner() as work:
        after = work.execute(sa.text("SELECT count(*) FROM audit_anchor")).scalar_one()
    # The parts behind the one that failed were done.
    assert (before, after) == (0, 1)


def broken(_session: Session) -> int:
    """Fail as a full disk does."""
    raise OSError("no space")


def test_tick_goes_on_past_a_failing_part_and_says_which_failed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PARTS", {**jobs.PARTS, "审计锚点": broken})
    answer = run(app, "jobs", "tick")
    assert answer.exit_code == 1
    assert "审计锚点：没有做完，见日志\n" in answer.stdout
    assert "督办阶梯：查看 0 件" in answer.stdout
    assert answer.stderr == "定时任务有 1 项没有做完：审计锚点。\n"


def test_pass_of_the_worker_outlives_any_fault_of_a_part(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Session] = []
    last = {"没有网关的短信": lambda session: done.append(session) or 0}
    monkeypatch.setattr(jobs, "PARTS", {**jobs.PARTS, "审计锚点": broken, **last})
    jobs.one_pass(app)
    assert len(done) == 1


def test_kinds_of_paper_are_listed(app: Flask) -> None:
    assert "assignment_letter\t交办单" in run(app, "paper", "kinds").output


def test_paper_without_facts_is_refused(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    refused(run(app, "paper", "render", "circular", str(tmp_path / "none.json"), str(out)))
    assert not out.exists()


def test_file_that_is_no_paper_is_refused(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    path.write_text("no paper", encoding="utf-8")
    refused(run(app, "paper", "check", str(path)))


def test_fonts_are_reported(app: Flask) -> None:
    assert run(app, "paper", "fonts").exit_code == 0


def test_calendar_is_read_again_after_an_import(app: Flask, tmp_path: Path) -> None:
    assert 2028 not in calendars.load(support.session()).loaded_years
    run(app, "calendar", "import", exceptions(tmp_path, "2028-01-03,0,holiday,元旦,final"))
    assert 2028 in calendars.load(support.session()).loaded_years
