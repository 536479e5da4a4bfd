"""A caller's name and number: nowhere but in the one answer of reveal."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import store
from app.models import AuditLog, IdentityReveal, Model, Problem
from app.principal import system
from tests import support
from tests.leaks import walk
from tests.leaks.conftest import Site
from tests.leaks.world import ALL_SEEING, CALLERS

PATTERN_ENDS = 4
ROW: sa.ColumnClause[str] = sa.literal_column("row_to_json(t)::text")


def forms_of(word: str) -> Iterator[bytes]:
    """Yield a word as bytes in every common dress."""
    for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        raw = word.encode(code)
        yield raw
        for shift in range(3):
            # The letters at the ends also hold bits of what stands beside the word.
            text = base64.b64encode(b"x" * shift + raw)
            yield text[PATTERN_ENDS if shift else 0 : -PATTERN_ENDS]
    yield json.dumps(word).strip('"').encode()


def stored_bytes(site: Site) -> bytes:
    """Return every byte that the database keeps."""
    if site.backend == "sqlite":
        path = Path(site.database.removeprefix("sqlite:///"))
        files = [path, path.with_name(f"{path.name}-wal")]
        return b"".join(file.read_bytes() for file in files if file.exists())
    with support.owner() as link:
        rows = [
            str(tuple(row)).encode()
            for table in Model.metadata.tables.values()
            for row in link.execute(sa.select(ROW).select_from(table.alias("t")))
        ]
    return b"\n".join(rows)


@pytest.mark.parametrize("word", walk.PERSONS)
def test_no_stored_byte_holds_a_callers_name_or_number(site: Site, word: str) -> None:
    content = stored_bytes(site)
    assert "雀题gw题雀".encode() in content
    for form in forms_of(word):
        assert form not in content, (word, form)


def test_kept_files_and_papers_hold_no_caller(site: Site) -> None:
    root = Path(site.app.config["VX"].files_dir)
    files = [path for path in root.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        assert not [word for word in walk.PERSONS if word.encode() in content], path


def reveal(site: Site, who: str, key: str, purpose: str = "callback") -> tuple[int, str]:
    """Ask for an identity; return status and everything that the answer carries."""
    visitor = site.visitor(who)
    answer = visitor.open(
        f"/problem/{site.world.ids['problem'][key]}/reveal",
        "POST",
        data={"purpose": purpose},
        headers=visitor.token(),
    )
    return answer.status_code, walk.read(answer)


def reveals() -> int:
    """Return how many openings are on record."""
    session = store.current()
    session.rollback()
    store.name(session, system("test"))
    return int(session.execute(sa.select(sa.func.count(IdentityReveal.id))).scalar_one())


# Who may open whose identity, by hand: letter D on a visible item, a clerk at an open callback.
OPENS: dict[str, frozenset[str]] = {
    "gw": ALL_SEEING | {"bureau", "inspector", "clerk", "clerk2"},
    # The caller agreed to be called about a plea, and these units are handling it.
    "xj": ALL_SEEING | {"bureau", "xinji", "zhujian"},
    # A report takes two persons: nobody opens it alone.
    "report": frozenset(),
}


@pytest.mark.parametrize("key", OPENS)
def test_only_those_who_may_get_a_name_and_each_opening_is_on_record(site: Site, key: str) -> None:
    name, phone = CALLERS[key]
    for who in [one for one in site.people() if one]:
        before = reveals()
        status, text = reveal(site, who, key)
        if who in OPENS[key]:
            assert (status, name in text, phone in text) == (200, True, True), who
            assert reveals() == before + 1
        else:
            assert status in {403, 404, 422}, who
            assert not [word for word in walk.PERSONS if word in text], who
            assert reveals() == before, who


@pytest.mark.parametrize("purpose", ["", "x", "\x00"])
def test_without_a_purpose_nothing_is_opened(site: Site, purpose: str) -> None:
    before = reveals()
    status, text = reveal(site, "clerk", "gw", purpose)
    assert status == 422
    assert not [word for word in walk.PERSONS if word in text]
    assert reveals() == before


def test_after_reveals_the_log_and_the_trails_hold_no_caller(site: Site) -> None:
    reveal(site, "clerk", "gw")
    said = "\n".join(site.log)
    assert not [word for word in walk.PERSONS if word in said]
    session = store.current()
    session.rollback()
    store.name(session, system("test"))
    for model in store.fenced_models().values():
        rows = session.execute(sa.select(model.__table__)).all()
        assert not [word for word in walk.PERSONS if word in repr(rows)], model
    assert session.scalars(sa.select(AuditLog).where(AuditLog.action == "identity.reveal")).all()


def test_failing_page_logs_no_value(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError(CALLERS["gw"][0], CALLERS["gw"][1])

    monkeypatch.setattr("views.present.Page.about", broken)
    answer = site.visitor("clerk").open(f"/problem/{site.world.ids['problem']['gw']}")
    assert answer.status_code == 500
    assert not [word for word in walk.PERSONS if word in walk.read(answer) + "\n".join(site.log)]


def test_search_for_a_number_finds_no_item_by_its_caller(site: Site) -> None:
    for who in ("intake", "clerk", "gaowan"):
        for _name, phone in CALLERS.values():
            answer = site.visitor(who).open(f"/api/v1/problem/?q={phone[-8:]}")
            assert answer.get_json()["count"] == 0


def test_masks_are_what_is_left(site: Site) -> None:
    session = support.session()
    session.rollback()
    store.name(session, system("test"))
    row = session.get_one(Problem, site.world.ids["problem"]["gw"])
    assert "欧阳某" in row.content
    assert "139****0001" in row.content
