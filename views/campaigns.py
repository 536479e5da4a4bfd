"""专项行动: the list with lights, one campaign with tree, phases and tasks, and its Excel file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask import Blueprint, Flask, Response, render_template, request, url_for
from sqlalchemy.orm import Session

from app import audit, clock, exchange, policies_campaigns, store
from app.enums_campaign import Cadence, CampaignKind, LookBackResult, PhaseKind, ReturnState
from app.errors import Conflict, Forbidden, Refused
from app.formats import day
from app.models import Campaign, CampaignPhase, CampaignReturn, CampaignTask
from app.operations import campaigns as steering
from app.permissions import Right
from app.principal import Principal
from app.queries import campaigns, together
from app.queries.campaigns import Progress
from app.security import me, needs
from views import faults
from views.common import ROW, arrive, version, watch
from views.faults import NONE, Fault
from views.fields import Clean, Must, OfficeForm, UnitsField, Within
from views.form_page import form_page
from views.forms import once, words
from views.rows import unit_names
from views.submitting import submitted

UP = ("专项行动", "campaigns.index")
pages = Blueprint("campaigns", __name__, url_prefix="/campaigns")
watch(pages, "campaign")
MOST_TARGET = 9_999_999
HEADS = (
    "专项",
    "责任单位",
    "措施",
    "目标",
    "计量单位",
    "完成时限",
    "应报日期",
    "本期完成",
    "情况",
    "状态",
)


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class CampaignForm(OfficeForm):
    """A campaign."""

    kind = wtforms.RadioField("类别", [Must("请选择类别。")], choices=words(CampaignKind))
    title = wtforms.StringField("名称", [Must("请填写名称。"), Clean(100)])
    from_on = wtforms.DateField("开始日期", [Must("请填写开始日期。")])
    until_on = wtforms.DateField("结束日期", [Must("请填写结束日期。")])
    basis = wtforms.TextAreaField("依据文件", [Clean(2000)], render_kw={"rows": 3})
    target_n = wtforms.IntegerField(
        "总目标",
        [wtforms.validators.Optional(), Within(1, MOST_TARGET)],
        description="百日解百难一类要计数的才填，例如 100",
    )
    target_unit = wtforms.StringField(
        "计量单位", [Clean(10)], description="例如 件；同一计量单位的任务填报合计为完成数"
    )


class NodeForm(OfficeForm):
    """A theme or an item."""

    parent_id = wtforms.SelectField("放在哪里")
    title = wtforms.StringField("名称", [Must("请填写名称。"), Clean(100)])

    def __init__(self, formdata: Any, root: Campaign, nodes: Any) -> None:
        """Offer the campaign itself and its themes."""
        super().__init__(formdata)
        themes = {str(one.id): f"主题：{one.title}" for one in nodes if one.parent_id == root.id}
        self.parent_id.choices = {"": "新的主题", **themes}


class PhaseForm(OfficeForm):
    """A phase with its days."""

    kind = wtforms.RadioField("阶段", [Must("请选择阶段。")], choices=words(PhaseKind))
    from_on = wtforms.DateField("开始日期", [Must("请填写开始日期。")])
    until_on = wtforms.DateField("结束日期", [Must("请填写结束日期。")])


class ManyUnits(UnitsField):
    """As many units as a county has townships, and some departments."""

    boxes = 12


class TaskForm(OfficeForm):
    """A task of one unit or of several alike."""

    unit_ids = ManyUnits("责任单位", description="几个单位任务一样的，一次填写")
    node_id = wtforms.SelectField("项目")
    measure = wtforms.StringField("措施", [Must("请填写措施。"), Clean(200)])
    target_n = wtforms.IntegerField(
        "目标", [Must("请填写目标。"), Within(1, MOST_TARGET)], description="每个单位各完成多少"
    )
    target_unit = wtforms.StringField("计量单位", [Must("请填写计量单位。"), Clean(10)])
    due_on = wtforms.DateField("完成时限", [Must("请填写完成时限。")])
    cadence = wtforms.RadioField(
        "填报周期",
        [Must("请选择填报周期。")],
        choices=words(Cadence),
        default=Cadence.MONTHLY.value,
    )

    def __init__(self, formdata: Any, nodes: Any, data: dict[str, Any]) -> None:
        """Offer the nodes of the campaign, and what is known."""
        super().__init__(formdata, data=data)
        self.node_id.choices = node_choices(nodes, "整个专项")


def node_choices(nodes: Any, none: str) -> dict[str, str]:
    """Return the nodes of a campaign as choices."""
    return {"": none, **{str(one.id): one.title for one in nodes}}


@pages.get("/")
@needs(Right.CAMPAIGNS)
def index() -> Any:
    """List the campaigns with their lights."""
    session, actor = store.current(), me()
    rows = campaigns.roots(session)
    late, done = campaigns.late_by_campaign(session), campaigns.done_by_campaign(session)
    waiting = campaigns.to_check(session, actor)
    units = [*(row.unit_id for row in rows), *(one.unit_id for one, _task, _title in waiting)]
    names = unit_names(session, units)
    lines = [
        {
            "row": row,
            "url": url_for("campaigns.show", row_id=row.id),
            "unit": names.get(row.unit_id, ""),
            "light": light(row, late.get(row.id, 0)),
            "count": counter(row, done),
        }
        for row in rows
    ]
    return render_template(
        "campaigns/index.html",
        rows=lines,
        waiting=[
            {"row": one, "task": task, "campaign": title, "unit": names.get(one.unit_id, "")}
            for one, task, title in waiting
        ],
        may_lead=policies_campaigns.may_lead(actor),
        owed=campaigns.count_owed(session, actor),
        sees_all=actor.has(Right.CAMPAIGNS, "A"),
    )


def light(row: Campaign, late: int) -> dict[str, str]:
    """Return how a campaign stands: overdue returns first, then its days."""
    today = clock.today()
    if row.ended_at is not None:
        return {"kind": "ok", "text": "已结束"}
    if late:
        return {"kind": "late", "text": f"逾期填报 {late} 份"}
    if today > row.until_on:
        return {"kind": "warn", "text": "已到期，等结束"}
    if today < row.from_on:
        return {"kind": "still", "text": f"{(row.from_on - today).days} 天后开始"}
    length = (row.until_on - row.from_on).days + 1
    return {"kind": "still", "text": f"第 {(today - row.from_on).days + 1} 天 / 共 {length} 天"}


def counter(row: Campaign, done: dict[tuple[int, str], int]) -> tuple[int, int, str] | None:
    """Return done, target and unit of a campaign that counts."""
    if row.target_n is None:
        return None
    return done.get((row.id, row.target_unit), 0), row.target_n, row.target_unit


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def new() -> Any:
    """Show the form, or begin a campaign once."""
    if not policies_campaigns.may_lead(me()):
        raise Forbidden("您没有建立专项行动的权限。")
    form = CampaignForm(request.form if request.method == "POST" else None)

    def again(loose: list[str]) -> str:
        return form_page(form, "建立专项行动", url_for("campaigns.index"), loose, up=UP)

    def save(session: Session, actor: Principal) -> str:
        row = steering.begin(session, actor, form.facts())
        return url_for("campaigns.show", row_id=row.id)

    return again([]) if request.method == "GET" else submitted(form, save, again, "已建立。")


@pages.get(f"/{ROW}")
@needs(Right.CAMPAIGNS)
def show(row_id: int) -> Any:
    """Show a campaign."""
    return shown(row_id)


def shown(row_id: int, fault: Fault = NONE) -> str:
    """Return the page of a campaign, with what was wrong with an act."""
    session, actor = store.current(), me()
    row = campaigns.root(session, row_id)
    found, returns = campaigns.tasks(session, row_id), campaigns.returns_of(session, row_id)
    waiting = [pair for pair in reversed(returns) if pair[0].state == ReturnState.SUBMITTED]
    backs, nodes = campaigns.look_backs(session, row_id), campaigns.nodes(session, row_id)
    names = unit_names(session, [row.unit_id, *(one.row.unit_id for one in found)])
    owed = _open(returns, names) if row.ended_at is None else []
    return render_template(
        "campaigns/show.html",
        row=row,
        unit=names.get(row.unit_id, ""),
        light=light(row, campaigns.late_by_campaign(session).get(row_id, 0)),
        count=counter(row, campaigns.done_by_campaign(session)),
        phases=[_phase(one) for one in campaigns.phases(session, row_id)],
        tree=campaigns.tree(session, row_id),
        nodes=nodes,
        choices=[(str(one.id), one.title) for one in nodes],
        tasks=[_task(one, names, campaigns.relapsed(backs)) for one in found],
        waiting=[
            {"row": one, "task": task, "unit": names.get(one.unit_id, "")} for one, task in waiting
        ],
        next=_next(owed),
        missing=[
            one
            for one in owed
            if one["row"].due_on < clock.today() and one["row"].unit_id != actor.unit_id
        ],
        backs=[
            {
                "row": one,
                "unit": names.get(one.unit_id, ""),
                "number": together.number_of(session, one.raised_problem_id)
                if one.raised_problem_id
                else "",
            }
            for one in backs
        ],
        may_steer=policies_campaigns.may_steer(actor, row),
        may_edit=policies_campaigns.may_correct(actor, row, sum(one.accepted for one in found)),
        edits={
            one.row.id for one in found if policies_campaigns.may_correct(actor, row, one.accepted)
        },
        may_raise=actor.has(Right.REGISTER_ITEM) and actor.has(Right.CAMPAIGNS, "A", "S"),
        looks={one.row.id for one in found if policies_campaigns.may_look_back(actor, one.row)},
        own={one.row.id for one in found if one.row.unit_id == actor.unit_id},
        sees_all=actor.has(Right.CAMPAIGNS, "A"),
        may_phase=policies_campaigns.may_steer(actor, row) and not found,
        fault=fault,
        once=once(),
    )


def due_light(row: CampaignReturn) -> dict[str, str]:
    """Return how urgent a return is; it is late when its day is over."""
    left = (row.due_on - clock.today()).days
    if left < 0:
        return {"kind": "late", "text": f"逾期 {-left} 天"}
    if row.refusal:
        return {"kind": "late", "text": "退回修改"}
    if left == 0:
        return {"kind": "warn", "text": "今天应报"}
    return {"kind": "warn" if left <= 3 else "still", "text": f"还有 {left} 天"}


def _open(
    pairs: Sequence[tuple[CampaignReturn, CampaignTask]], names: dict[int | None, str]
) -> list[dict[str, Any]]:
    """Return the returns that units still have to send as lines, the most urgent first."""
    return [
        {
            "row": one,
            "task": task,
            "unit": names.get(one.unit_id, ""),
            "light": due_light(one),
        }
        for one, task in sorted(pairs, key=lambda pair: (pair[0].due_on, pair[0].id))
        if one.state in campaigns.OPEN
    ]


def _next(lines: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Return of each task the return that its unit has to send first."""
    return {line["task"].id: line for line in reversed(lines)}


def _phase(row: CampaignPhase) -> dict[str, str]:
    """Return a phase as a step of the line."""
    today = clock.today()
    state = "done" if row.until_on < today else "todo" if row.from_on > today else "now"
    when = f"{day(row.from_on)} — {day(row.until_on)}"
    return {"label": row.kind.label, "state": state, "who": "", "when": when}


def _task(one: Progress, names: dict[int | None, str], relapsed: set[int]) -> dict[str, Any]:
    """Return a task as a line."""
    row = one.row
    if row.id in relapsed:
        lamp = {"kind": "late", "text": LookBackResult.RELAPSED.label}
    elif one.late:
        lamp = {"kind": "late", "text": f"逾期 {one.late} 份"}
    elif one.done >= row.target_n:
        lamp = {"kind": "ok", "text": "已完成"}
    else:
        lamp = {"kind": "still", "text": "进行中"}
    return {
        "row": row,
        "unit": names.get(row.unit_id, ""),
        "done": one.done,
        "light": lamp,
    }


@pages.route(f"/{ROW}/<any(node, phase, task):name>", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def build(row_id: int, name: str) -> Any:
    """Show a form of what a campaign is built of, or add it once."""
    session = store.current()
    root, nodes = campaigns.root(session, row_id), campaigns.nodes(session, row_id)
    if not policies_campaigns.may_steer(me(), root):
        raise Forbidden("专项行动由牵头的单位安排；已经结束的不能再改。")
    if name == "phase" and campaigns.is_given_out(session, row_id):
        raise Forbidden(steering.GIVEN_OUT)
    sent = request.form if request.method == "POST" else None
    back = url_for("campaigns.show", row_id=row_id)
    form: OfficeForm
    if name == "node":
        form, title = NodeForm(sent, root, nodes), "添加主题或项目"
    elif name == "phase":
        form, title = PhaseForm(sent), "安排阶段"
    else:
        form, title = TaskForm(sent, nodes, {"due_on": root.until_on}), "下达任务"
    act: Any = {
        "node": steering.add_node,
        "phase": steering.set_phase,
        "task": steering.add_task,
    }[name]

    def again(loose: list[str]) -> str:
        return form_page(form, title, back, loose, up=UP)

    def save(work: Session, actor: Principal) -> str:
        act(work, actor, row_id, form.facts())
        return back

    return again([]) if sent is None else submitted(form, save, again, "已保存。")


@pages.post(f"/{ROW}/<any(link, end):name>")
@needs(Right.CAMPAIGNS)
def act(row_id: int, name: str) -> Any:
    """Hang an item of the ledger on a node, or end the campaign."""
    actor = me()
    campaigns.root(store.current(), row_id)
    try:
        with store.write(actor) as session:
            if name == "link":
                steering.link_problem(session, actor, row_id, request.form.to_dict())
            else:
                steering.end(session, actor, row_id, version())
    except (Refused, Conflict) as refusal:
        return shown(row_id, faults.of(refusal, name)), refusal.code
    return arrive(url_for("campaigns.show", row_id=row_id), "已保存。")


@pages.get(f"/{ROW}/tasks.xlsx")
@needs(Right.CAMPAIGNS)
def export(row_id: int) -> Response:
    """Return the visible tasks and returns as a file, and leave a trace."""
    actor = me()
    with store.write(actor) as session:
        root = campaigns.root(session, row_id)
        found = campaigns.returns_of(session, row_id)
        names = unit_names(session, [task.unit_id for _one, task in found])
        cells = [_cells(root, one, task, names) for one, task in found]
        detail = {"rows": len(cells), "fields": len(HEADS)}
        audit.record(session, actor, "export", "campaign_return", row_id, detail=detail)
    return exchange.answer(exchange.table("专项任务和填报", HEADS, cells), "专项任务和填报")


def _cells(root: Campaign, one: Any, task: Any, names: dict[int | None, str]) -> tuple[str, ...]:
    """Return the cells of a return."""
    return (
        root.title,
        names.get(task.unit_id, ""),
        task.measure,
        str(task.target_n),
        task.target_unit,
        task.due_on.isoformat(),
        one.due_on.isoformat(),
        "" if one.done_n is None else str(one.done_n),
        one.text,
        one.state.label,
    )
