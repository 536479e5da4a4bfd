"""问卷: the list, one survey with its sums, the form, the counting, a low answer made an item."""

from __future__ import annotations

from typing import Any, cast

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, scoring, store, tabular
from app.errors import Forbidden, Invalid, Refused
from app.formats import day
from app.identifiers import whole
from app.models import Problem, Survey
from app.operations import idempotency
from app.operations import surveys as counting
from app.permissions import Right
from app.principal import Principal
from app.queries import surveys, together, visits
from app.queries.surveys import Counted
from app.security import me, needs
from views.common import ROW, arrive, watch, where_to
from views.fields import Clean, Must, OfficeForm, PlaceField
from views.form_page import form_page
from views.forms import once, once_key
from views.rows import unit_names
from views.submitting import submitted
from views.visits import ItemForm

UP = ("问卷", "surveys.index")
pages = Blueprint("surveys", __name__, url_prefix="/surveys")
watch(pages, "survey")
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("题号", "序号", "题目"),
    "answer": ("答案", "选项"),
    "sheets": ("份数", "数量", "票数"),
}
EXAMPLE = "您对窗口服务满意吗：满意/一般/不满意*"


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class SurveyForm(OfficeForm):
    """One questionnaire."""

    title = wtforms.StringField(
        "名称", [Must("请填写名称。"), Clean(100)], render_kw={"autocomplete": "off"}
    )
    frame = wtforms.StringField(
        "调查范围",
        [Must("请填写调查范围。"), Clean(200)],
        description="例如 197 个村，每村 5 户",
    )
    from_on = wtforms.DateField("开始日期", [Must("请填写开始日期。")])
    until_on = wtforms.DateField("结束日期", [Must("请填写结束日期。")])
    questions = wtforms.TextAreaField(
        "题目",
        [Must("请填写题目。"), Clean(5000)],
        description=f"一行一题，例如 {EXAMPLE}；要跟着办的答案后面加星号 *",
        render_kw={"rows": 8},
    )

    def __init__(self, formdata: Any) -> None:
        """Begin with today."""
        super().__init__(formdata, from_on=clock.today(), until_on=clock.today())


class LowForm(ItemForm):
    """An item that a low answer asks for; it happened somewhere."""

    region_code = PlaceField("发生地", [Must("请填写发生地，到乡镇或县。")])
    occurred_on = wtforms.DateField("发生日期", [Must("请填写发生日期。")])


@pages.get("/")
@needs(*visits.SEES)
def index() -> Any:
    """List the surveys that this person sees."""
    session = store.current()
    start = whole(request.args.get("start", ""), 6) or 0
    rows, more = surveys.listed(session, start)
    names = unit_names(session, [row.unit_id for row in rows])
    return render_template(
        "surveys/index.html",
        rows=[
            {
                "url": url_for("surveys.show", row_id=row.id),
                "title": row.title,
                "frame": row.frame,
                "span": f"{day(row.from_on)}—{day(row.until_on)}",
                "unit": names.get(row.unit_id, ""),
            }
            for row in rows
        ],
        may_record=visits.may_record(me()),
        more=url_for("surveys.index", start=start + surveys.SIZE) if more else "",
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def new() -> Any:
    """Show the form, or keep a survey once."""
    form = SurveyForm(request.form if request.method == "POST" else None)

    def again(loose: list[str]) -> str:
        return form_page(form, "添加问卷", url_for("surveys.index"), loose, up=UP)

    def save(session: Session, actor: Principal) -> str:
        row = counting.add(session, actor, form.facts())
        return url_for("surveys.show", row_id=row.id)

    return again([]) if request.method == "GET" else submitted(form, save, again, "已保存问卷。")


@pages.get(f"/{ROW}", endpoint="show")
@needs(*visits.SEES)
def show_page(row_id: int) -> Any:
    """Show a survey with its sums."""
    return shown(row_id)


def shown(row_id: int, loose: list[str] | None = None) -> str:
    """Return the page of a survey, with what was wrong with what was entered."""
    session, actor = store.current(), me()
    row = surveys.get(session, row_id)
    found = surveys.counted(session, row_id)
    may = visits.may_record(actor)
    return render_template(
        "surveys/show.html",
        row=row,
        span=f"{day(row.from_on)}—{day(row.until_on)}",
        unit=unit_names(session, [row.unit_id]).get(row.unit_id, ""),
        questions=[_question(session, one, may=may) for one in found],
        may_count=may and row.unit_id == actor.unit_id,
        loose=loose or [],
        typed=request.form,
        once=once(),
    )


def _question(session: Session, one: Counted, *, may: bool) -> dict[str, Any]:
    """Return a question with the sums of its answers."""
    row = one.question
    number = together.number_of(session, row.problem_id) if row.problem_id else ""
    return {
        "position": row.position,
        "text": row.text,
        "total": one.total,
        "answers": [
            {
                "name": f"n{row.position}-{at}",
                "text": answer,
                "sheets": sheets,
                "share": f"{scoring.tenth(sheets, one.total)}%" if one.total else "—",
                "low": answer in row.low_answers,
            }
            for at, (answer, sheets) in enumerate(one.sheets.items(), 1)
        ],
        "number": number,
        "registered": row.problem_id is not None,
        "item_url": url_for("problem.show", row_id=row.problem_id) if number else "",
        "register_url": url_for("surveys.register_item", row_id=row.id)
        if may and one.low and row.problem_id is None
        else "",
    }


@pages.post(f"/{ROW}/count")
@needs(Right.REGISTER_ITEM)
def count(row_id: int) -> Any:
    """Add the sheets that were typed or brought in a table, once."""
    actor, back = me(), url_for("surveys.show", row_id=row_id)
    said = "已录入，没有重复保存。"
    try:
        sheets = _brought() or _typed(store.current(), row_id)
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                made = counting.count(session, actor, row_id, sheets)
                said = f"已录入 {made} 个答案的份数。"
                idempotency.remember(session, once_key(actor), back)
    except tabular.BadTable as error:
        return shown(row_id, [str(error)]), 422
    except Invalid as refusal:
        return shown(row_id, list(refusal.errors.values())), 422
    return arrive(back, said)


def _brought() -> list[tuple[int, str, int]]:
    """Return the sheets of a pasted or chosen table, none without one."""
    chosen = request.files.get("table")
    if chosen is not None and chosen.filename:
        cells = tabular.read(cast(Any, chosen.stream))
    else:
        cells = tabular.parse(request.form.get("pasted", ""))
    rows = tabular.named(cells, COLUMNS)
    return [_sheet(at, row) for at, row in enumerate(rows, 1)]


def _sheet(at: int, row: dict[str, str]) -> tuple[int, str, int]:
    """Return one row of a table; Invalid names a row whose numbers cannot be read."""
    number, many = whole(row.get("number", ""), 3), _number(row.get("sheets", ""))
    if number is None or many is None:
        raise Invalid({"": f"表格第 {at} 行：题号和份数请填写整数。"})
    return number, row.get("answer", "").strip(), many


def _number(text: str) -> int | None:
    """Return a whole number, also a negative one; None for anything else."""
    typed = text.strip()
    found = whole(typed.removeprefix("-"), 6)
    return None if found is None else -found if typed.startswith("-") else found


def _typed(session: Session, row_id: int) -> list[tuple[int, str, int]]:
    """Return the sheets that were typed beside the answers."""
    found = []
    for one in surveys.counted(session, row_id):
        for at, answer in enumerate(one.sheets, 1):
            text = request.form.get(f"n{one.question.position}-{at}", "").strip()
            many = _number(text) if text else 0
            if many is None:
                raise Invalid({"": f"第 {one.question.position} 题“{answer}”的份数请填写整数。"})
            found.append((one.question.position, answer, many))
    return found


@pages.route(f"/question/{ROW}/register", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def register_item(row_id: int) -> Any:
    """Show the form of the item, or register it once."""
    session, actor = store.current(), me()
    if not visits.may_record(actor):
        raise Forbidden("您没有登记诉求的权限。")
    row = surveys.question(session, row_id)
    survey = surveys.get(session, row.survey_id)
    form = LowForm(
        request.form if request.method == "POST" else None, _begun(session, survey, row_id)
    )
    back = url_for("surveys.show", row_id=survey.id)

    def again(loose: list[str]) -> str:
        return form_page(form, "登记为台账事项", back, loose, up=UP, label="登记")

    def save(work: Session, by: Principal) -> str:
        problem = counting.register(work, by, row_id, form.facts())
        return where_to(work, Problem, problem.id)

    if request.method == "GET":
        if row.problem_id is not None:
            raise Refused("这道题已经登记为台账事项。")
        return again([])
    return submitted(form, save, again, "已登记为台账事项。")


def _begun(session: Session, survey: Survey, question_id: int) -> dict[str, Any]:
    """Return what the form begins with: which answer, how many sheets."""
    one = next(
        found for found in surveys.counted(session, survey.id) if found.question.id == question_id
    )
    low = "、".join(f"{name} {one.sheets[name]} 份" for name in one.question.low_answers)
    return {
        "title": f"问卷反映：{one.question.text}"[:100],
        "content": f"“{survey.title}”第 {one.question.position} 题“{one.question.text}”，"
        f"共 {one.total} 份，其中 {low}。",
        "region_code": me().region_code,
        "occurred_on": min(survey.until_on, clock.today()),
    }
