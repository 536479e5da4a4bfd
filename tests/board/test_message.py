"""留言板: what a citizen sends is kept once, without him; what is wrong comes back as typed."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import filestore, store
from app.models import (
    Attachment,
    Contact,
    Message,
    Outbox,
    PublicStatus,
    StopCount,
    SuperiorHandoverCount,
)
from app.operations import message_files, stops
from app.principal import system
from tests import files, support
from tests.board.door import NAMED, Citizen, code_of
from tests.operations.test_submission import DEVICE, Ears
from tests.stored import rows, stored_text

TEST = system("test")
VECTORS = Path(__file__).parents[1] / "data" / "check_vectors.csv"
PHONES = [
    row
    for row in csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines())
    if row["kind"] in {"mobile", "landline", "hotline"}
]


@pytest.fixture
def ears() -> Iterator[Ears]:
    """Listen to every logger at every level."""
    heard, root = Ears(), logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(heard)
    root.setLevel(level)


@pytest.mark.parametrize(
    "path", ["/", "/start", "/message", "/message?channel=snapshot", "/lookup"]
)
def test_public_page_opens_for_everybody(citizen: Citizen, path: str) -> None:
    answer = citizen.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "登录" not in answer.text


def test_message_is_kept_with_place_and_its_code_shown_once(citizen: Citizen) -> None:
    answer = citizen.leave()
    code = code_of(answer)
    (row,) = rows(Message)
    assert (row.subject, row.region_code, row.channel) == (
        "村口路灯不亮", "130924102225", "message_board",
    )  # fmt: skip
    assert (row.place_note, row.public_consent, row.track) == ("小学门口", False, "service")
    assert "data:image/svg+xml" in answer.text
    assert code not in stored_text()
    assert code.replace("-", "") not in stored_text()


def test_same_form_sent_twice_keeps_one_message_and_tells_its_code_again(citizen: Citizen) -> None:
    first, second = (citizen.leave(_once="same-form") for _time in range(2))
    assert code_of(first)
    assert code_of(second) == code_of(first)
    assert len(rows(Message)) == 1


def test_next_person_at_the_same_screen_is_kept_apart(citizen: Citizen) -> None:
    """Going back shows the form with its key; what is written into it then is another message."""
    first = citizen.leave(_once="same-form")
    second = citizen.leave(_once="same-form", subject="另一个人的事")
    assert code_of(second) not in {"", code_of(first)}
    assert [row.subject for row in rows(Message)] == ["村口路灯不亮", "另一个人的事"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject": ""}, "请用一句话写个标题"),
        ({"content": ""}, "请写下要说的内容"),
        ({"request_type": ""}, "请选择诉求类型"),
        ({"identity_mode": "x"}, "请选择署名方式"),
        ({"village": "130924101200"}, "不在所选的乡镇"),
        ({"township": "", "village": "999999999999"}, "没有这个地方"),
        ({"phone": "13800138000"}, "匿名的不能填写电话"),
        ({**NAMED, "name": ""}, "请填写来访人姓名"),
        ({**NAMED, "is_minor": "y"}, "监护人"),
        ({"subject": "长" * 101}, "100"),
    ],
)
def test_fault_is_named_and_everything_typed_stays(
    citizen: Citizen, changes: dict[str, str], said: str
) -> None:
    answer = citizen.leave(**{"unit_hint": "高湾镇", **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="高湾镇"' in answer.text
    assert 'value="小学门口"' in answer.text
    assert rows(Message) == []


def test_snapshot_keeps_its_photographs_without_place_device_and_name(citizen: Citizen) -> None:
    photo = files.photo("雀机CanaryPhone")
    sent = [(io.BytesIO(photo), "钱小雀13777770001.jpg"), (io.BytesIO(files.pdf()), "证据.pdf")]
    code_of(citizen.leave(channel="snapshot", files=sent))
    assert rows(Message)[0].channel == "snapshot"
    kept = rows(Attachment)
    assert [(one.filename, one.purpose) for one in kept] == [
        ("照片1.jpg", "origin"),
        ("文件2.pdf", "origin"),
    ]


def test_kept_photograph_carries_nothing_of_its_maker(citizen: Citizen, public: Flask) -> None:
    photo = files.photo("雀机CanaryPhone")
    citizen.leave(files=[(io.BytesIO(photo), "a.jpg")])
    (kept,) = rows(Attachment)
    with filestore.open_stored(public.config["VX"].files_dir, kept.sha256) as stream:
        data = stream.read()
    assert "雀机".encode("utf-16-le") in photo
    assert "雀机".encode("utf-16-le") not in data


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([(b"MZ\x90\x00 program", "a.jpg")], "第 1 个文件"),
        ([(files.photo(), "a.jpg")] * (message_files.MOST_FILES + 1), "最多 6 个"),
        ([(files.docx(), "a.docx")], "第 1 个文件不能传"),
        ([(files.photo()[:60], "a.jpg")], "没有收下"),
        ([(b"\xff\xd8\xff" + b"0" * 300_000, "a.jpg")], "第 1 个文件太大"),
    ],
)
def test_file_that_is_not_taken_is_named_and_the_words_stay(
    citizen: Citizen,
    public: Flask,
    monkeypatch: pytest.MonkeyPatch,
    sent: list[tuple[bytes, str]],
    said: str,
) -> None:
    # The test client would keep a body of the real size in a file of its own.
    monkeypatch.setattr(message_files, "MOST_BYTES", 250_000)
    answer = citizen.leave(files=[(io.BytesIO(data), name) for data, name in sent])
    assert answer.status_code == 422
    assert said in answer.text
    assert "请重新选择" in answer.text
    assert "村口的路灯半个月没亮了" in answer.text
    assert (rows(Message), rows(Attachment)) == ([], [])
    folder = public.config["VX"].files_dir
    assert not folder.exists() or list(folder.iterdir()) == []


def test_anonymous_report_leaves_nothing_of_the_device(
    citizen: Citizen, public: Flask, ears: Ears
) -> None:
    """Scenario 7: no address, agent or language in the database, a log or an audit row."""
    page = citizen.client.get("/message", environ_base=DEVICE)
    data = {
        "csrf_token": support.token(page.text), "_once": "a", "request_type": "report",
        "identity_mode": "anonymous", "subject": "低保公示有出入", "content": "名单与实际不符。",
    }  # fmt: skip
    answer = citizen.client.post("/message", data=data, environ_base=DEVICE)
    code = code_of(answer)
    kept = stored_text() + "\n".join(ears.lines)
    assert [value for value in DEVICE.values() if value in kept] == []
    assert rows(Message)[0].track == "discipline"
    assert citizen.look(code).status_code == 200


def test_report_about_a_leader_managed_above_stores_the_days_count_alone(citizen: Citizen) -> None:
    """Scenario 8."""
    before = stored_text()
    secret = {
        "subject": "反映金丝雀书记",
        "content": "金丝雀书记收受财物",
        "managed_level": "above",
    }
    answer = citizen.leave(**secret, files=[(io.BytesIO(files.photo()), "a.jpg")])
    assert "一个字也没有保存" in answer.text
    assert "金丝雀" not in answer.text
    after = stored_text()
    assert "金丝雀" not in after
    for model in (Message, Attachment, Contact, Outbox, PublicStatus):
        assert rows(model) == []
    (row,) = rows(StopCount)
    assert (row.n, row.moved, row.created_at.hour, row.created_at.minute) == (1, 0, 0, 0)
    assert len(after) - len(before) < 400


def test_count_of_the_public_door_reaches_the_compartment_once(citizen: Citizen) -> None:
    for _ in range(3):
        citizen.leave(managed_level="above")
    with store.write(TEST) as work:
        assert stops.move(work) == 3
    with store.write(TEST) as work:
        assert stops.move(work) == 0
    (row,) = rows(SuperiorHandoverCount)
    assert (row.on, row.n) == (support.NOW.date(), 3)


def test_named_writer_is_sealed_and_taken_out_of_his_words(citizen: Citizen) -> None:
    citizen.leave(
        **NAMED, content="我是钱小雀，电话13777770001，请帮忙。", place_note="钱小雀家门口"
    )
    kept = stored_text()
    assert "钱小雀" not in json.loads(json.dumps(kept))
    assert json.dumps("钱小雀").strip('"') not in kept
    assert "13777770001" not in kept
    assert rows(Contact)[0].phone_mask == "137****0001"


def test_pupil_leaves_a_number_only_with_a_guardian(citizen: Citizen) -> None:
    """Scenario 20 on the board."""
    refused = citizen.leave(**NAMED, is_minor="y")
    assert refused.status_code == 422
    assert rows(Contact) == []
    code_of(citizen.leave(**NAMED, is_minor="y", guardian_name="钱母", guardian_consent="y"))
    assert rows(Contact)[0].guardian_sealed is not None


@pytest.mark.parametrize("row", PHONES, ids=[row["value"] for row in PHONES])
def test_telephone_of_the_check_vectors_is_judged_as_listed(
    citizen: Citizen, row: dict[str, str]
) -> None:
    answer = citizen.leave(**{**NAMED, "phone": row["value"]})
    # A public short code is a valid number, but nobody can be called back under it.
    own = row["kind"] != "hotline"
    assert (answer.status_code == 200) == (row["expect"] == "valid" and own), row["note"]


@pytest.mark.parametrize(
    "typed", ["+86 138-0013-8000", "１３８００１３８０００", "0086 13800138000", "138 0013 8000"]
)
def test_telephone_is_kept_in_one_form_however_it_is_typed(citizen: Citizen, typed: str) -> None:
    """Scenario 23."""
    citizen.leave(**{**NAMED, "phone": typed})
    citizen.leave(**{**NAMED, "phone": "13800138000"})
    first, second = rows(Contact)
    assert first.phone_hash == second.phone_hash
    assert first.phone_mask == "138****8000"


def test_many_submissions_from_one_address_are_slowed_and_nothing_is_lost(
    citizen: Citizen,
) -> None:
    answers = [citizen.leave(subject=f"第{n}件") for n in range(31)]
    assert [one.status_code for one in answers] == [200] * 30 + [429]
    assert "第30件" in answers[-1].text
    assert len(rows(Message)) == 30


def test_form_without_its_token_is_refused(citizen: Citizen) -> None:
    assert citizen.client.post("/message", data={"subject": "x"}).status_code == 400


def test_no_row_of_a_message_holds_the_minute(session: Session, citizen: Citizen) -> None:
    citizen.leave()
    assert rows(Message)[0].submitted_at == support.NOW.replace(minute=0)
    assert {one.created_at.minute for one in (*rows(Outbox), *rows(PublicStatus))} == {0}
