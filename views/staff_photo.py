"""The photograph of a person on duty: its page in the office, and the link that leads to it."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Flask, Response, render_template, request, url_for
from sqlalchemy.orm import Session

from app import store
from app.crud import OfficeView
from app.errors import Conflict, Invalid, Missing
from app.formats import day
from app.models import Staff, StaffPhoto
from app.operations import staff_photos
from app.permissions import Right
from app.principal import Principal
from app.queries import listing
from app.queries import staff_photos as reads
from app.responses import respond_file
from app.security import me, needs
from views.common import ROW, arrive, version, watch
from views.fields import OfficeForm
from views.forms import once, uploads
from views.submitting import submitted

pages = Blueprint("staff_photo", __name__, url_prefix="/staff")
watch(pages, "staff")


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


class StaffView(OfficeView):
    """The generated pages of the staff, with the way to a person's photograph."""

    show_template = "staff/show.html"

    def show_extra(
        self, session: Session, principal: Principal, row: listing.Row
    ) -> dict[str, Any]:
        """Return where the photograph is kept, for who keeps the staff."""
        if not self._edit_url(principal, row.id):
            return {}
        return {"photo_url": url_for("staff_photo.page", row_id=row.id)}


class PhotoForm(OfficeForm):
    """A photograph, and that its person agreed."""

    files = wtforms.FileField(
        "照片",
        description="清楚的正面照片（jpg、png、webp），不超过 10 MB。系统截成 240×320 的小图，"
        "去掉拍摄地点、手机型号；原图不保存。",
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    agrees = wtforms.BooleanField("本人已同意在评价页、一体机上展示这张照片，知道随时可以撤下")


def _shown(row_id: int, form: OfficeForm, loose: list[str]) -> str:
    """Return the page with the present photograph."""
    session, actor = store.current(), me()
    person = staff_photos.member(session, actor, row_id)
    row: StaffPhoto | None = reads.of_person(session, row_id)
    has = row is not None and row.picture is not None
    return render_template(
        "staff/photo.html",
        person=person,
        form=form,
        loose=loose,
        once=once(),
        version=row.row_version if row is not None else 0,
        picture=url_for("staff_photo.picture", row_id=row_id) if has else "",
        agreed=day(row.agreed_on) if row is not None and has else "",
        withdrawn=day(row.withdrawn_on) if row is not None and not has else "",
    )


@pages.route(f"/{ROW}/photo", methods=["GET", "POST"])
@needs(Right.REGISTRY)
def page(row_id: int) -> Any:
    """Show the photograph of a person, or put another in its place."""
    form = PhotoForm(request.form if request.method == "POST" else None)

    def again(loose: list[str]) -> str:
        return _shown(row_id, form, loose)

    def save(session: Session, actor: Principal) -> str:
        staff_photos.show(session, actor, row_id, version(), small, form.facts())
        return url_for("staff_photo.page", row_id=row_id)

    if request.method == "GET":
        return again([])
    staff_photos.member(store.current(), me(), row_id)
    try:
        small = staff_photos.prepare(uploads())
        return submitted(form, save, again, "照片已换上，评价页、一体机上看得到。")
    except Invalid as refusal:
        return again(form.blame(refusal.errors)), 422
    except Conflict as clash:
        return again([str(clash.description)]), 409


@pages.post(f"/{ROW}/photo/remove")
@needs(Right.REGISTRY)
def remove(row_id: int) -> Any:
    """Delete the photograph of a person."""
    try:
        with store.write(me()) as session:
            staff_photos.take_down(session, me(), row_id, version())
    except Conflict as clash:
        return _shown(row_id, PhotoForm(), [str(clash.description)]), 409
    return arrive(url_for("staff_photo.page", row_id=row_id), "照片已撤下并删除。")


@pages.get(f"/{ROW}/photo.jpg")
@needs(Right.REGISTRY)
def picture(row_id: int) -> Response:
    """Send the photograph as citizens see it."""
    person: Staff = staff_photos.member(store.current(), me(), row_id)
    row = reads.of_person(store.current(), person.id)
    if row is None or row.picture is None:
        raise Missing()
    return respond_file(row.picture, f"{row_id}.jpg", "image/jpeg", inline=True)
