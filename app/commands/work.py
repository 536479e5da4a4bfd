"""`flask workday`, `flask calendar` and `flask jobs`: working time and the timed work."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import click
from flask import Flask, current_app

from app import calendars, clock, jobs
from app.commands import lines
from app.commands.common import fail, one_line, reading, writing
from app.operations import calendar_import
from app.workdays import SHANGHAI, CalendarError, add_workdays


def register(app: Flask) -> None:
    """Give the application the groups."""
    days = lines.group(app, "workday", "工作日计算。")
    lines.add(
        days,
        "add",
        "从某日起算若干个工作日，得出到期日。",
        add,
        click.Option(["--from-time"], metavar="HH:MM", help="事件的钟点；下班后按下一个工作日算。"),
        click.Argument(["day"], metavar="日期"),
        click.Argument(["count"], metavar="工作日数"),
    )
    file = click.Argument(["file"], metavar="FILE.csv")
    years = lines.group(app, "calendar", "工作日历。")
    notice = click.Option(["--notice"], default="", metavar="文号", help="公布安排的通知的文号。")
    lines.add(years, "import", "导入放假和调休安排，重算受影响的期限。", import_file, file, notice)
    timed = lines.group(app, "jobs", "定时任务。")
    lines.add(timed, "run", "一直运行，每分钟一次。", run)
    now = click.Option(
        ["--now"], metavar="ISO", help="按这个时刻执行，例如 2026-11-18T09:30+08:00。"
    )
    lines.add(timed, "tick", "执行一次。", tick, now)


def parse_day(text: str) -> date:
    """Return a date, or leave."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"日期“{text}”不对，应写成 2026-09-30 这样。")
        raise


def parse_clock(text: str) -> time:
    """Return a clock time, or leave."""
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        fail(f"时间“{text}”不对，应写成 17:31 这样。")
        raise


def parse_count(text: str) -> int:
    """Return a number of working days, or leave."""
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        fail(f"工作日数“{text}”不对，应是 0 或正整数。")
    return int(text)


def parse_moment(text: str) -> datetime:
    """Return an instant, Chinese time when it names no zone, or leave."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"时刻“{text}”不对，应写成 2026-11-18T09:30 这样。")
        raise
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


@one_line(CalendarError)
def add(day: str, count: str, from_time: str | None) -> None:
    """Print the due date; the day of the event is day 0."""
    start, number = parse_day(day), parse_count(count)
    at = datetime.combine(start, parse_clock(from_time), SHANGHAI) if from_time else start
    due = add_workdays(calendars.load(reading("flask workday add")), at, number)
    click.echo(f"{due.on.isoformat()}{' provisional' if due.provisional else ''}")


@one_line(CalendarError)
def import_file(file: str, notice: str) -> None:
    """Load years, compute due dates again and list what changed."""
    rows = read_rows(Path(file))
    with writing("flask calendar import") as (session, principal):
        result = calendar_import.load(session, principal, rows, Path(file).name, notice)
    calendars.forget()
    for line in result.lines():
        click.echo(line)


def read_rows(path: Path) -> list[dict[str, str | None]]:
    """Return the rows of a CSV, or leave."""
    try:
        return calendar_import.read(path.read_bytes())
    except OSError:
        fail(f"读不了文件“{path.name}”，应是 CSV。")
        raise


def run() -> None:
    """Run the worker until it is stopped."""
    jobs.run(current_app._get_current_object())  # type: ignore[attr-defined]  # A proxy's own method.


def tick(now: str | None) -> None:
    """Do one pass of the timed work."""
    with clock.fixed(parse_moment(now) if now else clock.now()):
        try:
            for line in jobs.whole():
                click.echo(line)
        except jobs.Unfinished as error:
            fail(str(error), code=1)
