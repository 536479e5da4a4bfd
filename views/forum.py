"""A forum's table: many problems typed, pasted or uploaded, looked through, registered at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import wtforms
from flask import Flask, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app import policies_together, store, tabular
from app.enums import RequestType
from app.enums_ledger import MeetingKind
from app.errors import Forbidden, Invalid, Refused
from app.identifiers import whole
from app.operations import forum, idempotency, meetings
from app.permissions import Right
from app.queries import together
from app.security import me, needs
from views.common import ROW, arrive
from views.fields import Clean, Must, OfficeForm, PlaceField, UnitField
from views.forms import once, once_key, terms, words

FEWEST, MORE = 6, 3
LONGEST_TITLE = 30
# What heads a column in the tables that offices bring.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "enterprise": ("企业", "企业名称", "反映企业", "单位名称", "反映人单位"),
    "title": ("标题", "问题", "事项", "反映问题"),
    "content": ("内容", "诉求内容", "问题内容", "具体内容", "诉求", "说明", "情况说明"),
    "domain": ("领域", "问题领域", "类别"),
    "proposed_unit_id": ("建议承办单位", "承办单位", "建议单位", "拟办单位", "责任单位", "单位"),
}


def register(app: Flask) -> None:
    """Add the page beside those of meetings."""
    at = f"/meeting/{ROW}/problems"
    app.add_url_rule(at, "forum.problems", problems, methods=["GET", "POST"])


class SharedForm(OfficeForm):
    """What holds for every row."""

    region_code = PlaceField(
        "发生地",
        [Must("请填写发生地，到乡镇或县。")],
        description="会上提出的问题一般填开会的地方",
    )
    request_type = wtforms.RadioField(
        "诉求类型",
        # A report is never collected in a table that the whole room has seen.
        choices={k: v for k, v in words(RequestType).items() if k != RequestType.REPORT.value},
        default=RequestType.HELP.value,
        description="有人举报干部的，不在这里登记，请单独登记",
    )


class RowForm(OfficeForm):
    """One row of the table."""

    enterprise = wtforms.StringField("企业", [Clean(60)], render_kw={"autocomplete": "off"})
    title = wtforms.StringField(
        "标题", [Must("请填写标题。"), Clean(100)], render_kw={"autocomplete": "off"}
    )
    content = wtforms.TextAreaField(
        "内容", [Must("请填写内容。"), Clean(5000)], render_kw={"rows": 2}
    )
    domain = wtforms.SelectField("问题领域")
    proposed_unit_id = UnitField("建议承办单位")

    def __init__(self, formdata: Any, place: int) -> None:
        """Name the fields after the row's place."""
        super().__init__(formdata, prefix=f"r{place}-")
        self.place = place
        self.domain.choices = {"": "暂不确定", **terms("problem_domain")}

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed in the row."""
        typed = (self.enterprise.data, self.title.data, self.content.data)
        return not any((text or "").strip() for text in typed)

    def facts(self) -> dict[str, Any]:
        """Return the facts under the names that the operation knows."""
        return {field.short_name: field.data for field in self}


def table(data: Any, count: int) -> list[RowForm]:
    """Return the forms of the rows."""
    return [RowForm(data, place) for place in range(1, min(count, forum.MOST) + 1)]


@needs(Right.REGISTER_ITEM)
def problems(row_id: int) -> Any:
    """Show the table, read one that was brought, or register every row at once."""
    actor, meeting = me(), together.meeting(store.current(), row_id)
    if not (policies_together.may_hold_forum(actor) and meetings.may_add(actor, meeting)):
        raise Forbidden("您没有登记座谈会问题的权限。")
    if meeting.kind != MeetingKind.FORUM:
        raise Refused("只有座谈会可以成批登记问题。")
    if request.method == "GET":
        region = actor.region_code or ""
        return page(row_id, SharedForm(None, data={"region_code": region}), table(None, FEWEST))
    shared = SharedForm(request.form)
    if "preview" in request.form:
        return preview(row_id, shared)
    count = whole(request.form.get("count", ""), 3) or FEWEST
    rows = table(request.form, count + (MORE if "more" in request.form else 0))
    if "more" in request.form:
        return page(row_id, shared, rows)
    return _save(row_id, shared, rows)


def preview(row_id: int, shared: SharedForm) -> Any:
    """Read a pasted or uploaded table behind what was typed; nothing is stored yet."""
    count = whole(request.form.get("count", ""), 3) or FEWEST
    typed = table(request.form, count)
    chosen = request.files.get("table")
    try:
        if chosen is not None and chosen.filename:
            cells = tabular.read(cast(Any, chosen.stream))
        else:
            cells = tabular.parse(request.form.get("pasted", ""))
    except tabular.BadTable as error:
        return page(row_id, shared, typed, [str(error)]), 422
    found = tabular.named(cells, COLUMNS)
    kept = [row for row in typed if not row.is_empty]
    if not 0 < len(found) <= forum.MOST - len(kept):
        said = f"表格里要有 1 至 {forum.MOST - len(kept)} 行问题，读到 {len(found)} 行。"
        return page(row_id, shared, typed, [said]), 422
    rows = table(_behind(kept, found), len(kept) + len(found))
    for row in rows:
        row.validate()
    _name_unknown(rows[len(kept) :], found)
    return page(row_id, shared, rows, said=_read(len(found), len(kept), cells))


def _read(count: int, kept: int, cells: list[list[str]]) -> str:
    """Return what was read of a table, and what of it was left out."""
    where = f"，接在已填的 {kept} 行后面" if kept else ""
    left = "、".join(tabular.unused(cells, COLUMNS))
    out = f"没有用到的列：{left}。" if left else ""
    return f"读到 {count} 行{where}，还没有登记。{out}请核对后点“登记”。"


def _behind(kept: list[RowForm], found: list[dict[str, str]]) -> MultiDict[str, str]:
    """Return the fields of the typed rows, and of those of a table behind them."""
    data = filled(found, len(kept) + 1)
    for place, row in enumerate(kept, 1):
        for name in COLUMNS:
            data.add(f"r{place}-{name}", request.form.get(row[name].name, ""))
    return data


def _name_unknown(rows: list[RowForm], found: list[dict[str, str]]) -> None:
    """Say beside its field which domain of a table is none of the list."""
    known = set(terms("problem_domain").values())
    for row, given in zip(rows, found, strict=True):
        word = given.get("domain", "")
        if word and word not in known:
            said = f"没有“{word[:LONGEST_TITLE]}”这个领域，请选一个。"
            row.domain.errors = [*row.domain.errors, said]


def filled(found: list[dict[str, str]], first: int = 1) -> MultiDict[str, str]:
    """Return the fields of the rows of a table, as a browser would send them."""
    codes = {label: code for code, label in terms("problem_domain").items()}
    data: MultiDict[str, str] = MultiDict()
    for place, row in enumerate(found, first):
        content = row.get("content", "") or row.get("title", "")
        given = {
            **row,
            "title": row.get("title", "") or content[:LONGEST_TITLE],
            "content": content,
            "domain": codes.get(row.get("domain", ""), ""),
        }
        for name in COLUMNS:
            data.add(f"r{place}-{name}", given.get(name, ""))
    return data


def _save(row_id: int, shared: SharedForm, rows: list[RowForm]) -> Any:
    """Register every filled row, or name each fault by its row."""
    kept = [row for row in rows if not row.is_empty]
    is_good = shared.validate()
    bad = [row for row in kept if not row.validate()]
    if bad or not is_good:
        return page(row_id, shared, rows, ["有的行还要改正，一件也没有登记。"]), 422
    actor, back = me(), url_for("meeting.show", row_id=row_id)
    said = "已登记，没有重复保存。"
    try:
        with store.write(actor) as session:
            if not idempotency.claim(session, once_key(actor)):
                given = [row.facts() for row in kept]
                made = forum.register(session, actor, row_id, shared.facts(), given)
                said = f"已登记 {len(made)} 件，编号 {made[0].problem_no} 起。"
                idempotency.remember(session, once_key(actor), back)
    except forum.FaultyRows as refusal:
        loose = [word for at, said in refusal.rows.items() for word in kept[at - 1].blame(said)]
        return page(row_id, shared, rows, ["一件也没有登记。", *loose]), 422
    except Invalid as refusal:
        return page(row_id, shared, rows, shared.blame(refusal.errors)), 422
    return arrive(back, said)


def page(
    row_id: int,
    shared: SharedForm,
    rows: list[RowForm],
    loose: list[str] | None = None,
    said: str = "",
) -> str:
    """Return the table with what was typed; every fault stands beside its field."""
    return render_template(
        "meeting/forum.html",
        meeting=together.meeting(store.current(), row_id),
        shared=shared,
        rows=rows,
        faults=[fault_of(row) for row in rows if row.errors],
        loose=loose or [],
        said=said,
        once=once(),
        most=forum.MOST,
    )


def fault_of(row: RowForm) -> str:
    """Return what is wrong with a row, named by its place."""
    said = (word for of_field in row.errors.values() for word in of_field)
    return f"第 {row.place} 行：{'；'.join(said)}"
