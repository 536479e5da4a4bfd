"""民生实事 reported done: what was done, the files that show it, and who may open them."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, request, url_for
from sqlalchemy.orm import Session

from app import clock, policies_campaigns, store
from app.errors import Conflict, Forbidden
from app.operations import livelihood as doing
from app.permissions import Right
from app.principal import Principal
from app.queries import livelihood
from app.responses import respond_file
from app.security import me, needs
from views.common import ROW, kept_file, version, watch
from views.fields import Clean, Must, OfficeForm
from views.form_page import form_page
from views.forms import uploads
from views.submitting import submitted

UP = ("民生实事", "livelihood.index")
pages = Blueprint("livelihood_done", __name__, url_prefix="/livelihood")
watch(pages, "livelihood_item")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class ClaimForm(OfficeForm):
    """What was done and what shows it."""

    text = wtforms.TextAreaField(
        "完成情况",
        [Must("请填写完成情况。"), Clean(1000)],
        description="写清做了什么、凭什么能核实；由交办单位核验后才算完成",
        render_kw={"rows": 5},
    )
    files = wtforms.MultipleFileField(
        "佐证材料",
        description="现场照片、验收单等，至少一个；图片、PDF、Word、Excel，照片的拍摄地点会去掉",
    )
    taken_on = wtforms.DateField(
        "材料日期", [wtforms.validators.Optional()], description="照片拍摄、文件形成的日期"
    )


@pages.route(f"/{ROW}/claim", methods=["GET", "POST"])
@needs(Right.CAMPAIGNS)
def claim(row_id: int) -> Any:
    """Show the form, or report an item done once."""
    row = livelihood.get(store.current(), row_id)
    if not policies_campaigns.may_claim(me(), row):
        raise Forbidden("交办以后，由牵头单位报完成。")
    begun = {"text": row.evidence, "taken_on": clock.today()}
    form = ClaimForm(request.form if request.method == "POST" else None, data=begun)
    back, held = url_for("livelihood.show", row_id=row_id), row.row_version

    def again(loose: list[str]) -> str:
        shown = version() if request.method == "POST" else held
        return form_page(form, "报完成", back, loose, up=UP, label="报完成", held=shown)

    def save(session: Session, actor: Principal) -> str:
        doing.claim(session, actor, row_id, version(), form.facts(), uploads())
        return back

    if request.method == "GET":
        return again([])
    try:
        return submitted(form, save, again, "已报完成，等交办单位核验。")
    except Conflict as clash:
        return again([str(clash.description)]), 409


@pages.get(f"/evidence/{ROW}")
@needs(Right.CAMPAIGNS)
def evidence(row_id: int) -> Any:
    """Send a file that shows what was done to who sees the item."""
    row = livelihood.evidence_file(store.current(), row_id)
    return respond_file(kept_file(row.file_sha256), row.file_name, row.file_mime)
