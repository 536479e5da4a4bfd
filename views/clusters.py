"""问题聚类: the runs, one run with its clusters and sources, its members with ticks, the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import wtforms
from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app import audit, clock, exchange, policies_campaigns, store
from app.enums import Channel, ProblemState
from app.enums_campaign import RawKind
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.formats import day
from app.identifiers import whole
from app.models import Cluster, ClusteringRun
from app.operations import clusters as sorting
from app.operations import idempotency
from app.permissions import Right
from app.principal import Principal
from app.queries import clusters
from app.security import me, needs
from views import faults
from views.common import ROW, arrive, watch
from views.faults import NONE, Fault
from views.fields import Clean, Must, OfficeForm
from views.form_page import form_page
from views.forms import once, once_key, terms, words
from views.rows import unit_names
from views.submitting import submitted

UP = ("问题聚类", "clusters.index")
pages = Blueprint("clusters", __name__, url_prefix="/clusters")
watch(pages, "clustering_run")
CLOSED = frozenset({ProblemState.CLOSED, ProblemState.ARCHIVED})
# What has left the ledger in another way is late no more.
LEFT = frozenset(
    {
        ProblemState.REJECTED,
        ProblemState.TRANSFERRED_OUT,
        ProblemState.MERGED,
        ProblemState.WITHDRAWN,
    }
)
HEADS = ("序号", "组别", "问题", "反映条数", "牵头单位", "措施", "完成时限", "状态")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class RunForm(OfficeForm):
    """What is to be sorted."""

    title = wtforms.StringField(
        "名称",
        [Must("请填写名称。"), Clean(60)],
        description="例如 2026年三季度群众意见",
        render_kw={"autocomplete": "off"},
    )
    from_on = wtforms.DateField("开始日期", [Must("请填写开始日期。")])
    until_on = wtforms.DateField("结束日期", [Must("请填写结束日期。")])
    kinds = wtforms.SelectMultipleField("范围", choices=words(RawKind))
    named = wtforms.SelectMultipleField(
        "来源表里单列的来源",
        choices=words(Channel),
        description="没有选的来源合并成一行“其他”；一个也不选，就单列最多的三个",
    )

    def __init__(self, formdata: Any) -> None:
        """Begin with everything."""
        super().__init__(formdata, kinds=[word.value for word in RawKind])


class ClusterForm(OfficeForm):
    """What a cluster is called."""

    title = wtforms.StringField("问题", [Must("请填写问题。"), Clean(100)])
    theme = wtforms.StringField("组别", [Clean(40)], description="例如 政务服务类；可以不填")
    domain = wtforms.SelectField("问题领域")

    def __init__(self, formdata: Any, data: dict[str, Any] | None = None) -> None:
        """Read the office's own list."""
        super().__init__(formdata, data=data or {})
        self.domain.choices = {"": "暂不确定", **terms("problem_domain")}


@pages.get("/")
@needs(Right.CAMPAIGNS)
def index() -> Any:
    """List the runs that this person sees."""
    session = store.current()
    rows = clusters.runs(session)
    names = unit_names(session, [row.unit_id for row in rows])
    lines = [{"row": row, "unit": names.get(row.unit_id, ""), **_progress(row)} for row in rows]
    may = policies_campaigns.may_lead(me())
    return render_template("clusters/index.html", rows=lines, may_lead=may)


def _progress(row: ClusteringRun) -> dict[str, int]:
    """Return how many members of a run are sorted."""
    free = clusters.counts(store.current(), row.id).get(None, 0)
    return {"done": row.total - free, "free": free}


@pages.route("/new", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def new() -> Any:
    """Show the form, or freeze a period's raw items once."""
    if not policies_campaigns.may_lead(me()):
        raise Forbidden("您没有整理问题聚类的权限。")
    form = RunForm(request.form if request.method == "POST" else None)

    def again(loose: list[str]) -> str:
        back = url_for("clusters.index")
        return form_page(form, "整理一段时间的意见", back, loose, up=UP, label="冻结清单")

    def save(session: Session, actor: Principal) -> str:
        row = sorting.begin(session, actor, form.facts())
        return url_for("clusters.show", row_id=row.id)

    said = "清单已冻结，总数不会再变。"
    return again([]) if request.method == "GET" else submitted(form, save, again, said)


@pages.get(f"/{ROW}")
@needs(Right.CAMPAIGNS)
def show(row_id: int) -> Any:
    """Show a run: clusters by group, where the items came from, what looks alike."""
    session, actor = store.current(), me()
    row = clusters.run(session, row_id)
    counts = clusters.counts(session, row_id)
    lines = [_cluster_line(one, counts) for one in clusters.clusters(session, row_id)]
    themes = [(name, list(part)) for name, part in groupby(lines, lambda one: one["theme"])]
    return render_template(
        "clusters/show.html",
        row=row,
        themes=themes,
        free=counts.get(None, 0),
        number=len(lines),
        sources=clusters.sources(session, row),
        suggestions=clusters.suggestions(session, row_id),
        may_lead=policies_campaigns.may_lead(actor),
    )


def _cluster_line(one: Cluster, counts: dict[int | None, int]) -> dict[str, Any]:
    """Return a cluster as a line."""
    return {
        "theme": one.theme,
        "title": one.title,
        "count": counts.get(one.id, 0),
        "state": one.state.label,
        "url": url_for("cluster.show", row_id=one.id),
        "members": url_for("clusters.members", row_id=one.run_id, cluster=one.id),
    }


@pages.post(f"/{ROW}/suggest")
@needs(Right.CAMPAIGNS)
def suggest(row_id: int) -> Any:
    """Look for like texts among what lies in no cluster, outside any write transaction."""
    actor, back = me(), url_for("clusters.show", row_id=row_id)
    clusters.run(store.current(), row_id)
    groups = clusters.near(store.current(), row_id)
    with store.write(actor) as session:
        count = sorting.suggest(session, actor, row_id, groups)
    said = f"找到 {count} 组相似的意见，请逐组核对后确认。" if count else "没有找到相似的意见。"
    return arrive(back, said)


@pages.get(f"/{ROW}/members")
@needs(Right.CAMPAIGNS)
def members(row_id: int) -> Any:
    """Show members of a cluster, of a suggestion, or those in none, with ticks."""
    return members_page(row_id, _asked(request.args))


def _asked(values: Any) -> dict[str, Any]:
    """Return which members are asked for, from an address or from a form."""
    return {
        "cluster": whole(values.get("cluster", "")),
        "group": whole(values.get("group", ""), 6),
        "q": values.get("q", "").strip()[:40],
        "start": whole(values.get("start", ""), 6) or 0,
    }


def members_page(row_id: int, asked: dict[str, Any], fault: Fault = NONE) -> str:
    """Return the page of members, with what was wrong with an act and what was typed."""
    session, actor = store.current(), me()
    row = clusters.run(session, row_id)
    where = clusters.among(row_id, asked["cluster"], asked["group"])
    found = clusters.members(session, where, asked["q"], asked["start"])
    others = [one for one in clusters.clusters(session, row_id) if one.id != asked["cluster"]]
    here = clusters.get(session, asked["cluster"]) if asked["cluster"] else None
    end = asked["start"] + clusters.SIZE

    def page(start: int) -> str:
        given = {name: value for name, value in asked.items() if value}
        return url_for("clusters.members", row_id=row_id, **{**given, "start": start})

    return render_template(
        "clusters/members.html",
        row=row,
        found=found,
        here=here,
        asked=asked,
        ticked={whole(one) for one in request.form.getlist("pk")} if fault.asked else set(),
        targets=[*([("none", "还没归并")] if here else []), *merge_targets(others)],
        fault=fault,
        before=page(max(0, asked["start"] - clusters.SIZE)) if asked["start"] else "",
        after=page(end) if end < found.total else "",
        may_lead=policies_campaigns.may_lead(actor),
        once=once(),
    )


def merge_targets(rows: Sequence[Cluster]) -> list[tuple[str, str]]:
    """Return clusters as choices."""
    return [(str(one.id), f"{one.theme}：{one.title}" if one.theme else one.title) for one in rows]


@pages.post(f"/{ROW}/<any(move, make, whole):name>")
@needs(Right.CAMPAIGNS)
def sort(row_id: int, name: str) -> Any:
    """Move ticked members, or make a cluster of them or of a whole suggestion."""
    actor, form, asked = me(), request.form, _asked(request.form)
    ids = [whole(one) or 0 for one in form.getlist("pk")]
    clusters.run(store.current(), row_id)
    try:
        with store.write(actor) as session:
            said = _sort(session, actor, row_id, name, ids, asked)
    except (Refused, Conflict) as refusal:
        return members_page(row_id, asked, faults.of(refusal, name)), refusal.code
    flash(said, "success")
    given = {key: value for key, value in asked.items() if value and key != "start"}
    if name == "whole":
        return redirect(url_for("clusters.show", row_id=row_id))
    return redirect(url_for("clusters.members", row_id=row_id, **given))


def _sort(
    session: Session,
    actor: Principal,
    row_id: int,
    name: str,
    ids: Sequence[int],
    asked: dict[str, Any],
) -> str:
    """Do one act of sorting and return what to say."""
    source, facts = asked["cluster"], request.form.to_dict()
    if name == "move":
        to = request.form.get("to", "")
        if to not in {"none"} and whole(to) is None:
            raise Invalid({"to": "请选择挪到哪一类。"})
        count = sorting.move(session, actor, row_id, ids, source, whole(to))
        return f"已挪动 {count} 条。"
    if idempotency.claim(session, once_key(actor)):
        return "已经归并。"
    if name == "make":
        made = sorting.make(session, actor, row_id, ids, facts, source)
    else:
        made = sorting.make_whole(session, actor, row_id, asked["group"] or 0, facts)
    idempotency.remember(session, once_key(actor), url_for("cluster.show", row_id=made.id))
    return f"已归并为“{made.title}”。"


@pages.get("/listed")
@needs(Right.CAMPAIGNS)
def listed() -> Any:
    """Show 问题清单: the listed problems that this person sees."""
    lines = _listed(store.current())
    return render_template(
        "clusters/listed.html", rows=lines, may_lead=policies_campaigns.may_lead(me())
    )


def _listed(session: Session) -> list[dict[str, Any]]:
    """Return the listed problems as lines."""
    rows = clusters.listed(session)
    states = clusters.states(session, rows)
    names = unit_names(session, [row.owner_unit_id for row in rows])
    return [
        {
            "row": row,
            "unit": names.get(row.owner_unit_id, ""),
            "due": day(row.due_on),
            "light": light(row, states),
            "url": url_for("cluster.show", row_id=row.id),
        }
        for row in rows
    ]


def light(row: Cluster, states: Mapping[int, ProblemState]) -> dict[str, str]:
    """Return the state of a listed problem's item in the ledger, and how late it is."""
    state = states.get(row.id)
    if state in CLOSED:
        return {"kind": "ok", "text": "已办结"}
    hidden = "未进台账" if row.problem_id is None else "已进台账"
    text = state.label if state else hidden
    if state not in LEFT and row.due_on is not None and row.due_on < clock.today():
        late = (clock.today() - row.due_on).days
        return {"kind": "late", "text": f"{text}，超期 {late} 天"}
    return {"kind": "still", "text": text}


@pages.get("/listed.xlsx")
@needs(Right.CAMPAIGNS)
def export() -> Response:
    """Return 问题清单 as a file, and leave a trace."""
    actor = me()
    with store.write(actor) as session:
        cells = [_cells(at, one) for at, one in enumerate(_listed(session), start=1)]
        detail = {"rows": len(cells), "fields": len(HEADS)}
        audit.record(session, actor, "export", "cluster", detail=detail)
    return exchange.answer(exchange.table("问题清单", HEADS, cells), "问题清单")


def _cells(at: int, one: dict[str, Any]) -> tuple[str, ...]:
    """Return the cells of a listed problem."""
    row = one["row"]
    due = row.due_on.isoformat() if row.due_on else ""
    return (
        str(at),
        row.theme,
        row.title,
        str(row.supports or 0),
        one["unit"],
        row.measures or "",
        due,
        one["light"]["text"],
    )
