"""Bad evaluations at the office: what is to be put right, its check, appeals, suspicions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from sqlalchemy.orm import Session

from app import calendars, policies, store
from app import policies_evaluations as rules
from app.enums import EvalLevel, EvalState, RectificationResult
from app.enums_evaluation import AppealGround
from app.errors import Conflict, Invalid, Missing, Refused
from app.formats import day, moment
from app.formats import show as shown_as
from app.identifiers import whole
from app.models import EvalAppeal, Evaluation, Rectification, Secrecy, ServicePoint
from app.operations import appealing, handling, idempotency, rectifying, site_photos, stuffing
from app.operations.stuffing import Chosen
from app.permissions import Right
from app.principal import Principal
from app.queries import evaluations as reads
from app.queries import people
from app.queries import site_photos as photos_of
from app.security import me, needs
from views import evaluation_void
from views.common import ROW, arrive, version, watch
from views.forms import once, once_key, uploads
from views.photo_list import listed
from views.rows import unit_names

pages = Blueprint("evaluations", __name__, url_prefix="/evaluations")
watch(pages, "evaluation")
LIGHTS = {"done": "ok", "explained": "ok", "open": "warn", "overdue": "late"}


def register(app: Flask) -> None:
    """Add the pages of evaluations."""
    app.register_blueprint(pages)


@pages.get("/")
@needs(Right.SEE_EVALUATIONS)
def index() -> Any:
    """List what is to be put right, by tab, with what waits for a decision."""
    session, actor = store.current(), me()
    tab = request.args.get("tab", "open")
    tab = tab if tab in reads.TABS else "open"
    after = whole(request.args.get("after", ""), 6) or 0
    found = reads.tasks(session, tab, after)
    page = found[: reads.PAGE]
    names = unit_names(session, [one.task.unit_id for one in page])
    calendar = calendars.load(session)
    counted = actor.has(Right.SEE_EVALUATIONS, "N")
    more = len(found) > len(page)
    return render_template(
        "evaluations/index.html",
        tabs=[
            {
                "label": label,
                "url": url_for("evaluations.index", tab=name),
                "active": name == tab,
            }
            for name, label in reads.TABS.items()
        ],
        rows=[_line(one, names, calendar) for one in page],
        more=url_for("evaluations.index", tab=tab, after=after + len(page)) if more else "",
        sensitive=handling.sensitive_said(session) if counted else "",
        appeals=_appeals(session, actor),
        flags_url=url_for("evaluations.flags") if rules.judges_flags(actor) else "",
    )


def _line(one: reads.Task, names: dict[int | None, str], calendar: Any) -> dict[str, Any]:
    """Return a rectification as a line of the list."""
    is_open = one.task.result == RectificationResult.OPEN
    light = (
        calendars.lamp(calendar, one.task.due_at)
        if is_open
        else {"kind": LIGHTS[one.task.result], "text": one.task.result.label}
    )
    return {
        "url": url_for("evaluations.show", row_id=one.row.id),
        "no": one.row.eval_no,
        "point": one.point,
        "level": one.row.level.label,
        "unit": names.get(one.task.unit_id, ""),
        "due": day(one.task.due_at),
        "light": light,
        "state": one.row.state.label if one.row.state != EvalState.VALID else "",
    }


def _appeals(session: Session, actor: Principal) -> list[dict[str, str]]:
    """Return the appeals that this person may decide."""
    return [
        {
            "url": url_for("evaluations.show", row_id=appeal.evaluation_id),
            "no": number,
            "ground": appeal.ground.label,
            "due": day(appeal.decide_due),
        }
        for appeal, number in reads.appeals(session)
        if rules.may_decide(actor, appeal)
    ]


@pages.get(f"/{ROW}", endpoint="show")
@needs(Right.SEE_EVALUATIONS)
def show_page(row_id: int) -> Any:
    """Show one evaluation with what becomes of it."""
    return _shown(row_id)


def _shown(row_id: int, errors: dict[str, str] | None = None, act: str = "") -> str:
    """Return the page of an evaluation; after a refusal with what was typed and why not."""
    session, actor = store.current(), me()
    row = reads.one(session, row_id)
    if row is None:
        raise Missing()
    task, appeal = reads.task_of(session, row_id), reads.appeal_of(session, row_id)
    typed = request.form if errors is not None else {}
    return render_template(
        "evaluations/show.html",
        row=row,
        facts=_facts(session, actor, row),
        text=row.text if _reads_text(actor) else "",
        task=task,
        task_facts=_task_facts(session, task),
        light=_light(session, task),
        appeal=appeal,
        appeal_facts=_appeal_facts(session, appeal),
        may=_allowed(actor, row, task, appeal),
        grounds=[(word.value, word.label) for word in AppealGround],
        typed=typed,
        errors=errors or {},
        act=act,
        once=once(),
        photos=listed(photos_of.of_task(session, task.id)) if task is not None else [],
        allowed=site_photos.ALLOWED,
        **evaluation_void.parts(session, actor, row, appeal),
    )


def _reads_text(actor: Principal) -> bool:
    """Tell whether a person reads what a citizen wrote in an evaluation."""
    return policies.may_read(actor, Evaluation, Secrecy.ORIGINAL)


def _allowed(
    actor: Principal, row: Evaluation, task: Rectification | None, appeal: EvalAppeal | None
) -> dict[str, bool]:
    """Return which forms this person gets."""
    return {
        "rectify": task is not None and rules.may_rectify(actor, task) and task.done_at is None,
        "check": task is not None and rules.may_check(actor, task) and task.done_at is not None,
        "complex": task is not None and rules.may_call_complex(actor, task),
        "appeal": appeal is None and rules.may_appeal(actor, row),
        "decide": appeal is not None and rules.may_decide(actor, appeal),
        "void": rules.may_void(actor, row),
    }


def _facts(session: Session, actor: Principal, row: Evaluation) -> list[tuple[str, str]]:
    """Return label and value of an evaluation."""
    point = session.get(ServicePoint, row.service_point_id)
    reasons = reads.reasons(session, row.id)
    names = [
        f"{label}（{other}）" if other and _reads_text(actor) else label for label, other in reasons
    ]
    return [
        ("点位", point.name if point else ""),
        ("单位", unit_names(session, [row.unit_id]).get(row.unit_id, "")),
        ("来源", row.channel.label),
        ("满意程度", row.level.label),
        ("不满意的原因", "、".join(names)),
        ("跑了几趟", shown_as(row.trips)),
        ("一次性告知", shown_as(row.told_once)),
        ("办事日期", day(row.happened_on)),
        ("要求回复", shown_as(row.asks_reply)),
        ("状态", row.state.label),
    ]


def _light(session: Session, task: Rectification | None) -> dict[str, str] | None:
    """Return the light of a rectification that runs."""
    if task is None or task.result != RectificationResult.OPEN:
        return None
    return calendars.lamp(calendars.load(session), task.due_at)


def _task_facts(session: Session, task: Rectification | None) -> list[tuple[str, str]]:
    """Return label and value of a rectification."""
    if task is None:
        return []
    who = people.names(session, [task.checked_by_id]).get(task.checked_by_id, "")
    return [
        ("整改期限", day(task.due_at) + ("（情况复杂）" if task.is_complex else "")),
        ("整改措施", shown_as(task.plan)),
        ("整改结果", shown_as(task.answer)),
        ("报完成", moment(task.done_at)),
        ("核实情况", shown_as(task.check_note)),
        ("核实", f"{who} {moment(task.checked_at)}" if task.checked_at else "—"),
        ("结果", task.result.label),
    ]


def _appeal_facts(session: Session, appeal: EvalAppeal | None) -> list[tuple[str, str]]:
    """Return label and value of an appeal."""
    if appeal is None:
        return []
    names = people.names(session, [appeal.asked_by_id, appeal.decided_by_id])
    decided = f"{names.get(appeal.decided_by_id, '')} {moment(appeal.decided_at)}"
    return [
        ("申诉理由", appeal.ground.label),
        ("事实和证据", appeal.evidence),
        ("申诉", f"{names.get(appeal.asked_by_id, '')} {moment(appeal.asked_at)}"),
        ("裁定期限", day(appeal.decide_due)),
        ("结果", appeal.state.label),
        ("裁定意见", shown_as(appeal.decision)),
        ("裁定", decided if appeal.decided_at else "—"),
    ]


Work = Callable[[Session, Principal], Any]


def _do(row_id: int, act: str, said: str, work: Work) -> Any:
    """Do one step in one transaction; a refusal shows the page with what was typed."""
    actor = me()
    try:
        with store.write(actor) as session:
            work(session, actor)
    except Invalid as refusal:
        return _shown(row_id, refusal.errors, act), 422
    except Conflict as conflict:
        stored = "；".join(str(text) for text in conflict.current.values() if text) or "没有文字"
        said = f"别人刚刚改过，请核对后再提交。现在存的是：{stored}"
        return _shown(row_id, {"": said}, act), 409
    except Refused as refusal:
        return _shown(row_id, {"": str(refusal.description)}, act), refusal.code
    return arrive(url_for("evaluations.show", row_id=row_id), said)


@pages.post(f"/{ROW}/plan")
@needs(Right.SEE_EVALUATIONS)
def plan(row_id: int) -> Any:
    """Keep what the unit is going to do."""
    text = request.form.get("plan", "")
    return _do(
        row_id,
        "plan",
        "已保存整改措施。",
        lambda session, actor: rectifying.plan(session, actor, row_id, version(), text),
    )


@pages.post(f"/{ROW}/done")
@needs(Right.SEE_EVALUATIONS)
def done(row_id: int) -> Any:
    """Keep what the unit did."""
    text = request.form.get("answer", "")
    return _do(
        row_id,
        "done",
        "已报整改完成，等核实。",
        lambda session, actor: rectifying.complete(session, actor, row_id, version(), text),
    )


@pages.post(f"/{ROW}/photos")
@needs(Right.SEE_EVALUATIONS)
def photos(row_id: int) -> Any:
    """Keep photographs of what the unit did, once a form."""
    location = url_for("evaluations.show", row_id=row_id)
    try:
        files = site_photos.prepare(uploads())
    except Invalid as refusal:
        return _shown(row_id, refusal.errors, "photos"), 422

    def work(session: Session, actor: Principal) -> None:
        if idempotency.claim(session, once_key(actor), location) is None:
            site_photos.add_to_task(session, actor, row_id, files)

    return _do(row_id, "photos", "照片已保存。", work)


@pages.post(f"/{ROW}/check")
@needs(Right.SEE_EVALUATIONS)
def check(row_id: int) -> Any:
    """Judge what the unit did."""
    outcome, text = request.form.get("outcome", ""), request.form.get("check_note", "")
    return _do(
        row_id,
        "check",
        "已核实。",
        lambda session, actor: rectifying.check(session, actor, row_id, version(), outcome, text),
    )


@pages.post(f"/{ROW}/complex")
@needs(Right.TRIAGE)
def call_complex(row_id: int) -> Any:
    """Enter a complex matter into the ledger and give it its days."""
    return _do(
        row_id,
        "complex",
        "已立为台账事项，整改期限按复杂情况重算。",
        lambda session, actor: rectifying.call_complex(session, actor, row_id, version()),
    )


@pages.post(f"/{ROW}/appeal")
@needs(Right.APPEAL_EVALUATION)
def appeal(row_id: int) -> Any:
    """Appeal for the own unit, once a form."""
    location = url_for("evaluations.show", row_id=row_id)

    def work(session: Session, actor: Principal) -> None:
        if idempotency.claim(session, once_key(actor), location) is None:
            appealing.ask(session, actor, row_id, request.form)

    return _do(row_id, "appeal", "已提出申诉，由别的单位裁定。", work)


@pages.post(f"/{ROW}/decide")
@needs(Right.DECIDE_APPEAL)
def decide(row_id: int) -> Any:
    """Decide an appeal of another unit."""
    return _do(
        row_id,
        "decide",
        "已裁定。",
        lambda session, actor: appealing.decide(session, actor, row_id, version(), request.form),
    )


@pages.post(f"/{ROW}/void")
@needs(Right.DECIDE_APPEAL)
def void(row_id: int) -> Any:
    """Take an evaluation out of the score that a person found untrue."""
    note = request.form.get("note", "")
    return _do(
        row_id,
        "void",
        "已作废，不再计入；已签发月份的更正写进下月报告。",
        lambda session, actor: stuffing.void(session, actor, row_id, version(), note),
    )


@pages.route("/flags", methods=["GET", "POST"])
@needs(Right.DECIDE_APPEAL)
def flags() -> Any:
    """List what looks stuffed, or confirm or dismiss one kind at one point."""
    if request.method == "GET":
        return _flags({})
    actor, sent = me(), request.form
    point = whole(sent.get("point", ""), 18) or 0
    try:
        with store.write(actor) as session:
            count = stuffing.decide(
                session,
                actor,
                point,
                sent.get("kind", ""),
                sent.get("outcome", ""),
                sent.get("note", ""),
                _chosen(),
            )
    except Invalid as refusal:
        return _flags(refusal.errors), 422
    except Missing:
        return arrive(url_for("evaluations.flags"), "这一组已经核实过了。")
    return arrive(url_for("evaluations.flags"), f"已核实 {count} 条评价。")


def _chosen() -> Chosen:
    """Return which evaluations of a group the person ticked, of those that he was shown."""
    ids = (whole(text, 18) for text in request.form.getlist("ones")[: reads.ONE_BY_ONE])
    return Chosen(
        frozenset(request.form.getlist("levels")),
        frozenset(number for number in ids if number),
        whole(request.form.get("upto", ""), 18) or 0,
    )


def _flags(errors: dict[str, str]) -> str:
    """Return the page of suspicions; what was typed stands at its group."""
    session, actor = store.current(), me()
    found = reads.suspicions(session)
    names = unit_names(session, [one.unit_id for one in found])
    levels, bad = reads.suspected_levels(session, found), reads.suspected_bad(session, found)
    typed: dict[str, Any] = dict(request.form) if errors else {}
    for name in ("levels", "ones"):
        typed[name] = request.form.getlist(name) if errors else []
    return render_template(
        "evaluations/flags.html",
        rows=[
            {
                "key": f"{one.service_point_id}-{one.kind}",
                "point_id": one.service_point_id,
                "point": one.point,
                "unit": names.get(one.unit_id, ""),
                "kind": one.kind,
                "words": one.kind.label,
                "count": one.count,
                "upto": one.last_id,
                "at": day(one.newest),
                "own": one.unit_id == actor.unit_id,
                "levels": [
                    (word, levels[one.key][word]) for word in EvalLevel if word in levels[one.key]
                ],
                "bad": [
                    {
                        "flag": str(row.id),
                        "no": row.eval_no,
                        "url": url_for("evaluations.show", row_id=row.row_id),
                        "level": row.level.label,
                        "on": day(row.happened_on),
                    }
                    for row in bad.get(one.key, ())
                ],
            }
            for one in found
        ],
        typed=typed,
        errors=errors,
    )
