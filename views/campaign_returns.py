"""专项填报: what a unit owes, one return with its form and its check, and look-backs."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

import wtforms
from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import clock, policies_campaigns, store
from app.enums import RequestType
from app.enums_campaign import LookBackResult
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.formats import moment
from app.models import CampaignReturn, Problem
from app.operations import campaign_returns as returning
from app.operations import idempotency
from app.permissions import Right
from app.principal import Principal
from app.queries import campaigns
from app.responses import respond_file
from app.security import me, needs
from views.campaigns import due_light
from views.common import ROW, arrive, kept_file, version, watch, where_to
from views.fields import Clean, Must, OfficeForm, PlaceField
from views.form_page import form_page
from views.forms import once, once_key, words
from views.rows import unit_names
from views.submitting import submitted

UP = ("专项填报", "returns.owed")
pages = Blueprint("returns", __name__, url_prefix="/campaign")
watch(pages, "campaign_return")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class LookBackForm(OfficeForm):
    """What was found on looking back."""

    looked_on = wtforms.DateField("日期", [Must("请填写日期。")])
    result = wtforms.RadioField("结果", [Must("请选择结果。")], choices=words(LookBackResult))
    number = wtforms.StringField(
        "台账编号", [Clean(20)], description="只看一个问题的填它的编号；看整个任务的不填"
    )
    text = wtforms.TextAreaField("情况", [Must("请填写情况。"), Clean(1000)], render_kw={"rows": 5})


class RelapseForm(OfficeForm):
    """What an item needs beside the look-back."""

    request_type = wtforms.RadioField(
        "诉求类型",
        [Must("请选择诉求类型。")],
        choices=words(RequestType),
        default=RequestType.COMPLAINT.value,
    )
    title = wtforms.StringField("标题", [Must("请填写标题。"), Clean(100)])
    content = wtforms.TextAreaField(
        "内容", [Must("请填写内容。"), Clean(5000)], render_kw={"rows": 6}
    )
    region_code = PlaceField("地点", [Must("请填写地点，到村、乡镇或县。")])


@pages.get("/owed")
@needs(Right.CAMPAIGNS)
def owed() -> Any:
    """Show what one's own unit still has to send."""
    lines: list[dict[str, Any]] = [
        {
            "row": row,
            "task": task,
            "campaign": title,
            "url": url_for("returns.show", row_id=row.id),
            "light": due_light(row),
        }
        for row, task, title in campaigns.owed(store.current(), me())
    ]
    now = [line for line in lines if campaigns.is_due(line["row"])]
    later = [line for line in lines if not campaigns.is_due(line["row"])]
    return render_template("campaigns/owed.html", rows=now, later=later)


@pages.get(f"/{ROW}")
@needs(Right.CAMPAIGNS)
def show(row_id: int) -> Any:
    """Show a return, with its form for its unit and its check for who leads."""
    return shown(row_id)


def shown(
    row_id: int, errors: dict[str, str] | None = None, wrong: str = "", *, clash: bool = False
) -> str:
    """Return the page of a return; what was typed is kept beside what was wrong with it.

    After a clash the form is of the present version, with what is stored now beside it.
    """
    session, actor = store.current(), me()
    row = campaigns.get_return(session, row_id)
    task = campaigns.task(session, row.task_id)
    done = next(one.done for one in campaigns.tasks(session, row.campaign_id) if one.row is task)
    total = campaigns.foreseen(session, row)[0]
    form = request.form
    return render_template(
        "campaigns/return.html",
        row=row,
        task=task,
        root=campaigns.root(session, row.campaign_id),
        unit=unit_names(session, [row.unit_id]).get(row.unit_id, ""),
        done=done,
        above=total if total > max(task.target_n, done) else 0,
        sent=moment(row.submitted_at) if row.submitted_at else "",
        may_fill=policies_campaigns.may_fill(actor, row),
        may_check=policies_campaigns.may_check(actor, row),
        version=version() if form and not clash else row.row_version,
        versus=_versus(row) if clash else [],
        typed={
            "done_n": form.get("done_n", "" if row.done_n is None else str(row.done_n)),
            "text": form.get("text", row.text),
            "why": form.get("why", ""),
        },
        errors=errors or {},
        wrong=wrong,
        once=once(),
    )


def _versus(row: CampaignReturn) -> list[dict[str, str]]:
    """Return what is stored of a return beside what was typed."""
    stored = {"done_n": str(row.done_n or ""), "text": row.text}
    labels = {"done_n": "本期完成", "text": "情况"}
    return [
        {"label": labels[name], "theirs": stored[name], "yours": request.form.get(name, "")}
        for name in labels
        if name in request.form
    ]


@pages.post(f"/{ROW}/<any(keep, send, accept, back):name>")
@needs(Right.CAMPAIGNS)
def act(row_id: int, name: str) -> Any:
    """Keep or send a return, accept it or send it back."""
    actor = me()
    campaigns.get_return(store.current(), row_id)
    try:
        with store.write(actor) as session:
            said = _act(session, actor, row_id, name)
    except Invalid as refusal:
        return shown(row_id, refusal.errors), 422
    except Conflict:
        said = "您打开页面之后，别人已经改过。您填的还在，请核对后再提交。"
        return shown(row_id, wrong=said, clash=True), 409
    except Refused as refusal:
        return shown(row_id, wrong=str(refusal.description)), refusal.code
    if name == "send":
        return arrive(url_for("returns.owed"), said)
    return arrive(url_for("returns.show", row_id=row_id), said)


def _act(session: Session, actor: Principal, row_id: int, name: str) -> str:
    """Take one step with a return and return what to say."""
    form, held = request.form, version()
    if name == "accept":
        returning.accept(session, actor, row_id, held)
        return "已采用，计入完成数。"
    if name == "back":
        returning.send_back(session, actor, row_id, held, form.get("why", ""))
        return "已退回。"
    sent = request.files.get("file")
    stream = cast("BinaryIO", sent.stream) if sent is not None else None
    upload = (stream, sent.filename) if sent is not None and stream and sent.filename else None
    facts = {**form.to_dict(), "send": name == "send"}
    returning.fill(session, actor, row_id, held, facts, upload)
    return "已上报，等牵头单位审核。" if name == "send" else "已暂存，还没有上报。"


@pages.get(f"/{ROW}/file")
@needs(Right.CAMPAIGNS)
def file(row_id: int) -> Any:
    """Send the file of a return to who sees the return."""
    row = campaigns.get_return(store.current(), row_id)
    return respond_file(kept_file(row.file_sha256), row.file_name or "", row.file_mime or "")


@pages.post(f"/task/{ROW}/again")
@needs(Right.CAMPAIGNS)
def again(row_id: int) -> Any:
    """Open one more return of a task, once a form."""
    actor = me()
    campaigns.task(store.current(), row_id)
    with store.write(actor) as session:
        location = idempotency.claim(session, once_key(actor))
        if not location:
            row = returning.again(session, actor, row_id)
            location = url_for("returns.show", row_id=row.id)
            idempotency.remember(session, once_key(actor), location)
    return arrive(location, "请填写补报或者更正的数。")


@pages.route(f"/task/{ROW}/look-back", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def look_back(row_id: int) -> Any:
    """Show the form of a look-back, or keep one once."""
    task = campaigns.task(store.current(), row_id)
    if not policies_campaigns.may_look_back(me(), task):
        raise Forbidden("回头看由牵头单位或者监督检查室记录，责任单位自己不能记。")
    sent = request.form if request.method == "POST" else None
    form = LookBackForm(sent, looked_on=clock.today())
    back = url_for("campaigns.show", row_id=task.campaign_id)

    def page(loose: list[str]) -> str:
        return form_page(form, "记录回头看", back, loose, up=("专项行动", "campaigns.index"))

    def save(session: Session, actor: Principal) -> str:
        returning.look_back(session, actor, row_id, form.facts())
        return back

    return page([]) if sent is None else submitted(form, save, page, "已记录。")


@pages.route(f"/relapse/{ROW}", methods=["GET", "POST"])
@needs(Right.REGISTER_ITEM)
def relapse(row_id: int) -> Any:
    """Show the form of the item that a relapse becomes, or register it once."""
    row = campaigns.look_back(store.current(), row_id)
    if not me().has(Right.CAMPAIGNS, "A", "S"):
        raise Forbidden("反弹回潮由牵头单位或者监督检查室登记。")
    begun = {"title": row.text[:30], "content": row.text}
    form = RelapseForm(request.form if request.method == "POST" else None, data=begun)
    back = url_for("campaigns.show", row_id=row.campaign_id)

    def page(loose: list[str]) -> str:
        up = ("专项行动", "campaigns.index")
        return form_page(form, "反弹回潮登记为台账事项", back, loose, up=up, label="登记")

    def save(session: Session, actor: Principal) -> str:
        problem = returning.raise_relapse(session, actor, row_id, form.facts())
        return where_to(session, Problem, problem.id)

    said = "已登记为台账事项，并与原事项关联。"
    return page([]) if request.method == "GET" else submitted(form, save, page, said)
