"""A morning's letters together: read as one file, sent, passed, signed, printed by number."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa

from app import clock, store
from app.enums import DocumentState
from app.models import Document, Outbox, PrintJob
from app.operations import composing, documents
from tests import support
from tests.composing.hands import from_item
from tests.issuing.making import ask_check, drafted, issued, signed, stored
from tests.issuing.test_batches import content, made, press
from tests.issuing.test_stale import moved
from tests.turns import waiting
from tests.views.hands import Hands, fields, fresh
from views.paper_bulk import in_ranges


def tick(hands: Hands, who: str, to: str, name: str, ids: list[int], **more: str) -> Any:
    """Send the ticked papers of a list at their present versions."""
    versions = {one: fresh().get_one(Document, one).row_version for one in ids}
    sent = {"csrf_token": hands.token(who), name: [f"{one}:{versions[one]}" for one in ids]}
    return hands.post(who, f"/paper/{to}", {**sent, **more})


def bookmarks(data: bytes) -> tuple[list[str], int]:
    """Return the bookmarks of a file, and how many pages it has."""
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        return [str(one.title) for one in outline.root], len(pdf.pages)


def test_ticked_drafts_are_read_and_sent_together_and_one_that_lacks_something_is_named(
    hands: Hands,
) -> None:
    actor = support.person("intake")
    with store.write(actor) as work:
        blank = composing.begin(work, actor, "minutes", {}).papers[0].id
    ids = [drafted(), blank, drafted()]
    page = hands.get("intake", "/paper/").text
    assert "待您送审 3 份" in page
    assert "所选合成一个 PDF 核对" in page
    read = tick(hands, "intake", "proof", "own", [ids[0], ids[2]])
    assert (read.status_code, len(bookmarks(read.data)[0])) == (200, 2)
    assert tick(hands, "intake", "send", "own", ids).status_code == 302
    page = hands.get("intake", "/paper/").text
    assert "已送审 2 份" in page
    assert "《关于××××的会议纪要》没有送审：还没有填写：正文" in page
    states = [stored(one).state for one in ids]
    assert states == [DocumentState.CHECKING, DocumentState.DRAFT, DocumentState.CHECKING]


def failing(monkeypatch: pytest.MonkeyPatch, name: str, bad: int, error: Exception) -> None:
    """Let an act on one paper fail at its very end."""
    act = getattr(documents, name)

    def acted(session: Any, actor: Any, document_id: int, *given: Any) -> Any:
        done = act(session, actor, document_id, *given)
        if document_id == bad:
            raise error
        return done

    monkeypatch.setattr(documents, name, acted)


def test_draft_that_meets_an_error_is_named_and_the_others_are_sent(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [drafted() for _ in range(3)]
    failing(monkeypatch, "send", ids[1], KeyError("fact"))
    assert tick(hands, "intake", "send", "own", ids).status_code == 302
    page = hands.get("intake", "/paper/").text
    assert "已送审 2 份" in page
    assert "没有送审：系统出错" in page
    states = [stored(one).state for one in ids]
    assert states == [DocumentState.CHECKING, DocumentState.DRAFT, DocumentState.CHECKING]


def test_checker_passes_the_ticked_papers(hands: Hands) -> None:
    ask_check()
    ids = [drafted("bureau") for _ in range(2)]
    waiting(*ids)
    assert "所选核稿同意" in hands.get("intake", "/paper/").text
    assert tick(hands, "intake", "pass", "passed", ids).status_code == 302
    assert "已核稿 2 份" in hands.get("intake", "/paper/").text
    assert all(stored(one).checked_at for one in ids)
    assert "待您签发 2 份" in hands.get("leader", "/paper/").text


def test_many_are_signed_a_few_at_a_time_and_told_once(hands: Hands) -> None:
    ids = [drafted() for _ in range(3)]
    waiting(*ids)
    versions = [f"{one}:{fresh().get_one(Document, one).row_version}" for one in ids]
    sent = {"csrf_token": hands.token("leader"), "confirmed": "1"}
    with clock.fixed(hands.now):
        first: Any = hands.client("leader").post(
            "/paper/sign", data={**sent, "pk": versions[:2]}, headers={"Accept": "application/json"}
        )
    assert first.json == {"numbers": ["海纪通〔2026〕1号", "海纪通〔2026〕2号"]}
    last = {**sent, "pk": versions[2:], "done": [*first.json["numbers"], "<b>"]}
    assert hands.post("leader", "/paper/sign", last).status_code == 302
    page = hands.get("leader", "/paper/").text
    assert "已签发 3 份：海纪通〔2026〕1号至3号。" in page
    assert "今天印发的 3 份" in page
    told = sa.select(Outbox.template).where(
        Outbox.account_id == support.person("intake").account_id
    )
    assert fresh().scalars(told).all() == ["paper.issued"] * 3


def test_papers_sent_twice_are_signed_once_and_told_as_signed(hands: Hands) -> None:
    ids = [drafted() for _ in range(2)]
    waiting(*ids)
    versions = [f"{one}:{fresh().get_one(Document, one).row_version}" for one in ids]
    sent = {"csrf_token": hands.token("leader"), "confirmed": "1", "pk": [*versions, versions[0]]}
    for _ in range(2):
        assert hands.post("leader", "/paper/sign", sent).status_code == 302
        page = hands.get("leader", "/paper/").text
        assert "已签发 2 份：海纪通〔2026〕1号至2号。" in page
        assert "没有签发" not in page
    assert [stored(one).seq for one in ids] == [1, 2]


def test_stale_and_double_drafts_are_named_and_not_ticked_before_many_are_signed(
    hands: Hands, item: int
) -> None:
    plain, stale = drafted(), from_item("acceptance_notice", item)
    doubled = from_item("assignment_letter", item), from_item("assignment_letter", item)
    ids = [plain, stale, *doubled]
    moved(item)
    waiting(*ids)
    asked = tick(hands, "leader", "sign", "pk", ids).text
    assert "3 份起草以后情况变了或者可能重复" in asked
    assert "起草以后，台账里这几项变了：办结期限" in asked
    assert asked.count("请核对是否重复") == 2
    ticked = re.findall(r'name="pk" value="([0-9]+):[0-9]+" checked', asked)
    assert ticked == [str(plain)]
    assert stored(plain).state == DocumentState.CHECKING


def test_one_that_fails_leaves_no_half_holds_up_no_other_and_is_told(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [drafted() for _ in range(4)]
    waiting(*ids)

    failing(monkeypatch, "sign", ids[1], KeyError("glyph"))
    failing(monkeypatch, "issue", ids[2], OSError("disk"))
    assert tick(hands, "leader", "sign", "pk", ids, confirmed="1").status_code == 302
    page = hands.get("leader", "/paper/").text
    assert "已签发 3 份：海纪通〔2026〕1号至3号。" in page
    assert "没有签发：系统出错" in page
    assert "海纪通〔2026〕2号 已签发，没有印发：服务器的磁盘读写出错" in page
    found = [stored(one) for one in ids]
    states = DocumentState.ISSUED, DocumentState.CHECKING, DocumentState.SIGNED
    assert [one.state for one in found] == [*states, DocumentState.ISSUED]
    assert [one.seq for one in found] == [1, None, 2, 3]
    told = sa.select(Outbox.template).where(Outbox.template.like("paper.%")).order_by(Outbox.id)
    assert fresh().scalars(told).all() == ["paper.issued", "paper.stuck", "paper.issued"]


def test_file_made_while_papers_are_signed_says_what_it_holds_and_lacks(hands: Hands) -> None:
    made(2)
    assert "没有签发印发完" not in hands.get("intake", "/paper/").text
    late = drafted()
    waiting(late)
    page = hands.get("intake", "/paper/").text
    assert "还有 1 份没有签发印发完，现在合成的文件里没有" in page
    assert "页数是单数的公文后面有一张空白页" in page
    answer = hands.post("intake", "/batches/", {**fields(page, "scope"), "form": "papers"})
    page = hands.get("intake", str(answer.location)).text
    assert "2 份：海纪通〔2026〕1号至2号" in page
    assert "还有 1 份没有签发印发完，这个文件里没有" in page
    signed(late)
    issued(late)
    page = hands.get("intake", str(answer.location)).text
    assert "制作以后，当天又印发了 1 份，这个文件里没有" in page


def test_papers_of_one_run_are_told_on_one_line_with_their_numbers(hands: Hands) -> None:
    made(2)
    page = hands.get("intake", "/inbox/").text
    assert page.count("您起草的公文已印发") == 2
    assert "海纪通〔2026〕2号 · 关于" in page
    made(1)
    page = hands.get("intake", "/inbox/").text
    assert page.count("您起草的公文已印发") == 1
    assert "您起草的公文已印发 3 份" in page
    assert "海纪通〔2026〕1号至3号" in page
    (line,) = re.findall(r'formaction="(/inbox/\d+)" name="run"', page)
    sent = {"csrf_token": hands.token("intake"), "run": "1"}
    answer = hands.post("intake", line, sent)
    assert (answer.status_code, answer.location) == (303, "/paper/?from=2026-11-18&to=2026-11-18")
    assert "消息 <b>" not in hands.get("intake", "/").text


def test_papers_print_in_the_order_of_their_numbers_without_blanks_for_one_side(
    hands: Hands,
) -> None:
    ids = made(3)
    for sides, pages in (("", 6), ("one", 3)):
        found = tick(hands, "intake", "print", "item", ids[::-1], sides=sides)
        names, count = bookmarks(found.data)
        assert [name.split()[0] for name in names] == [f"海纪通〔2026〕{n}号" for n in (1, 2, 3)]
        assert count == pages
    form = fields(hands.get("intake", "/paper/").text, "scope")
    sent = {**form, "form": "papers", "sides": "one"}
    answer = hands.post("intake", "/batches/", sent)
    fresh()
    assert answer.status_code == 302
    assert bookmarks(content(press()))[1] == 3
    assert fresh().execute(sa.select(sa.func.count(PrintJob.id))).scalar_one() == 1


def test_numbers_that_follow_one_another_are_said_as_from_and_to() -> None:
    given = [
        "甲〔2026〕3号",
        "乙〔2026〕1号",
        "甲〔2026〕1号",
        "甲〔2026〕2号",
        "甲〔2026〕9号",
        "x",
    ]
    assert in_ranges(given) == "乙〔2026〕1号、甲〔2026〕1号至3号、甲〔2026〕9号"
