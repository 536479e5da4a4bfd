"""The working calendar's page: loaded years, a list that is previewed, and its loading."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import wtforms
from flask import Blueprint, Flask, Response, render_template, request, url_for
from sqlalchemy.orm import Session

from app import calendar_words, calendars, store
from app.errors import Conflict, Invalid
from app.formats import moment
from app.operations import calendar_import
from app.operations.calendar_import import Plan, YearPlan
from app.permissions import Right
from app.principal import Principal
from app.queries import calendar_years as reads
from app.security import me, needs
from app.workdays import CalendarFileError
from views.common import version
from views.fields import Clean, OfficeForm
from views.forms import once
from views.submitting import submitted

pages = Blueprint("calendar", __name__, url_prefix="/calendar")
BIGGEST = 200_000
# Of a list with one fault on every line a person reads no more.
MOST_FAULTS = 20
WEEK = "一二三四五六日"
NO_FILE = "请选择放假和调休安排的 CSV 文件。"


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class ListForm(OfficeForm):
    """The list and the notice that it was published by."""

    files = wtforms.MultipleFileField(
        "放假和调休安排",
        description="CSV 文件，列名为 日期,是否上班,类别,名称,状态；只写放假和调休上班的日子",
        render_kw={"accept": ".csv,text/csv"},
    )
    notice_no = wtforms.StringField(
        "通知文号",
        [Clean(calendar_import.LONGEST_NOTICE)],
        description="例如 国办发明电〔2026〕9号；已是正式的年度再改动时必填",
        render_kw={"autocomplete": "off"},
    )


class LoadForm(OfficeForm):
    """A previewed list, sent back as it was."""

    text = wtforms.HiddenField()
    source = wtforms.HiddenField()
    notice_no = wtforms.HiddenField()


@pages.get("/")
@needs(Right.BACKUP, Right.MANAGE_LISTS)
def index() -> Any:
    """Show the loaded years and, to who may, the form of a new list."""
    return index_page(ListForm())


def index_page(form: OfficeForm, loose: list[str] | None = None) -> str:
    """Return the page with what was typed."""
    session, actor = store.current(), me()
    return render_template(
        "calendar/index.html",
        years=reads.years(session),
        loadings=[
            {
                "year": row.year,
                "status": row.status.label,
                "notice": row.notice_no,
                "at": moment(row.loaded_at),
                "days": row.days_changed,
                "dues": row.dues_changed,
            }
            for row in reads.loadings(session)
        ],
        warning=reads.warning(session, actor),
        may_load=actor.has(Right.BACKUP),
        form=form,
        faults=_first(loose or []),
    )


def _first(faults: list[str]) -> list[str]:
    """Return the first faults, and how many more there are."""
    more = len(faults) - MOST_FAULTS
    return [*faults[:MOST_FAULTS], *([f"还有 {more} 处"] if more > 0 else [])]


@pages.get("/sample.csv")
@needs(Right.BACKUP)
def sample() -> Response:
    """Answer with a list to begin from, as Excel reads it."""
    name = quote("放假安排样表.csv")
    kept = {"Content-Disposition": f"attachment; filename=\"sample.csv\"; filename*=UTF-8''{name}"}
    data = calendar_words.SAMPLE.encode("utf-8-sig")
    return Response(data, mimetype="text/csv", headers=kept)


@pages.post("/preview")
@needs(Right.BACKUP)
def preview() -> Any:
    """Show what a list would change: days, and how many due dates from when to when."""
    form = ListForm(request.form)
    file = next((one for one in request.files.getlist("files") if one.filename), None)
    good = form.validate()
    if file is None:
        form.blame({"files": NO_FILE})
    if file is None or not good:
        return index_page(form), 422
    data = file.stream.read(BIGGEST + 1)
    try:
        if len(data) > BIGGEST:
            raise CalendarFileError(["文件太大，应是一年的放假和调休安排"])
        rows = calendar_import.read(data)
        found = calendar_import.plan(store.current(), rows, str(form.notice_no.data or ""))
    except CalendarFileError as error:
        return index_page(form, list(error.problems)), 422
    name = str(file.filename)[: calendar_import.LONGEST_SOURCE]
    text = "\n".join(_line(row) for row in rows)
    return preview_page(found, LoadForm(None, text=text, source=name, notice_no=found.notice_no))


COLUMNS = ("date", "is_workday", "kind", "name", "status")


def _line(row: dict[str, str | None]) -> str:
    """Return one row as it is carried to the loading: its columns behind tabs."""
    return "\t".join(" ".join((row.get(name) or "").split()) for name in COLUMNS)


def _rows(text: str) -> list[dict[str, str | None]]:
    """Return the carried rows."""
    return [
        dict(zip(COLUMNS, line.split("\t"), strict=False)) for line in text[:BIGGEST].splitlines()
    ]


def preview_page(found: Plan, form: OfficeForm, loose: list[str] | None = None) -> str:
    """Return what a list would change."""
    return render_template(
        "calendar/preview.html",
        plan=found,
        years=[_year(year) for year in found.years],
        dues=found.dues.summary(),
        form=form,
        loose=loose or [],
        once=once(),
    )


def _year(year: YearPlan) -> dict[str, Any]:
    """Return one year as it reads."""
    return {
        "year": year.year,
        "says": year.will,
        "days": [
            {
                "on": f"{day.on.month}月{day.on.day}日（周{WEEK[day.on.weekday()]}）",
                "what": "上班" if day.is_workday else "放假",
                "name": day.name,
            }
            for day in year.altered
        ],
    }


@pages.post("/load")
@needs(Right.BACKUP)
def load() -> Any:
    """Load a previewed list, unless another was loaded since."""
    form = LoadForm(request.form)
    rows, notice = _rows(str(form.text.data or "")), str(form.notice_no.data or "")

    def save(session: Session, actor: Principal) -> str:
        source = str(form.source.data or "")
        try:
            calendar_import.load(session, actor, rows, source, notice, version())
        except CalendarFileError as error:
            raise Invalid({"": "；".join(error.problems)}) from error
        return url_for("calendar.index")

    def again(loose: list[str]) -> str:
        return index_page(ListForm(None, notice_no=notice), loose)

    try:
        answer = submitted(form, save, again, "已导入，受影响的期限已重算，有关单位各通知一次。")
    except Conflict as clash:
        return index_page(ListForm(None, notice_no=notice), [str(clash.description)]), 409
    calendars.forget()
    return answer
