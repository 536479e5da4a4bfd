"""Scenario 25: two national codings in opposite directions, each with its own table."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import eval_export
from app.enums import Channel, EvalLevel, EvalScale
from app.eval_export import BadFile, Line, Target
from app.models import Evaluation
from tests.evaluations.hands import rate, rows

FIVE = (
    EvalLevel.VERY_SATISFIED,
    EvalLevel.SATISFIED,
    EvalLevel.BASICALLY_SATISFIED,
    EvalLevel.DISSATISFIED,
    EvalLevel.VERY_DISSATISFIED,
)


def line(level: EvalLevel, scale: EvalScale = EvalScale.FIVE, text: str = "") -> Line:
    """Return an evaluation that leaves."""
    when = "2026-11-18 09:00:00"
    return Line("PJ-2026-A", Channel.QR, when, 1, level, scale, text, "130924102225")


@pytest.mark.parametrize("place", range(5))
def test_the_two_codings_run_in_opposite_directions(place: int) -> None:
    level = FIVE[place]
    assert eval_export.SATISFACTION[level] == str(5 - place)
    assert eval_export.GBT39046[level] == str(place + 1)
    other, standard = (
        eval_export.write([line(level)], target).splitlines()[1].split(",") for target in Target
    )
    assert other[4] == str(5 - place)
    assert standard[5:7] == [level.label, str(place + 1)]


@pytest.mark.parametrize(
    ("level", "satisfaction", "code", "word"),
    [
        (EvalLevel.SATISFIED, "4", "2", "满意"),
        (EvalLevel.NEUTRAL, "3", "3", "基本满意"),
        (EvalLevel.DISSATISFIED, "2", "4", "不满意"),
    ],
)
def test_three_words_leave_as_three_of_the_five(
    level: EvalLevel, satisfaction: str, code: str, word: str
) -> None:
    one = line(level, EvalScale.THREE)
    assert (eval_export.SATISFACTION[one.five], eval_export.GBT39046[one.five]) == (
        satisfaction,
        code,
    )
    assert one.five.label == word
    assert eval_export.TO_THREE[one.five] == level


def test_every_channel_of_an_evaluation_has_both_codes() -> None:
    for channel in (Channel.WEB, Channel.QR, Channel.KIOSK, Channel.PHONE):
        assert eval_export.PF[channel] in "12345678"
        assert eval_export.WAYS[channel]


@pytest.mark.parametrize("text", ["=1+1", "+86", "@x", "-2", "两行\n的话", "长" * 400])
def test_citizens_words_are_short_and_no_formula(text: str) -> None:
    row = eval_export.write([line(FIVE[1], text=text)], Target.HAOCHAPING)
    assert len(row.splitlines()) == 2
    kept = row.splitlines()[1].split(",")[6].strip('"')
    assert kept[:1] not in "=+-@"
    assert len(kept) <= 150


@pytest.mark.parametrize("text", ["", "a,b\r\n", ",".join(Target.GBT.heads) + "\r\n1,2\r\n"])
def test_file_that_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        eval_export.read(text)


@pytest.mark.parametrize("target", [target.code for target in Target])
def test_file_that_comes_back_changes_nothing(
    app: Flask, citizen: FlaskClient, point: dict[str, int], tmp_path: Path, target: str
) -> None:
    rate(citizen, level="satisfied", text="电话13777770001很快")
    rate(citizen, level="neutral")
    rate(citizen, level="dissatisfied", reasons="extortion", text="要烟")
    before = [(one.eval_no, one.level, one.state, one.row_version) for one in rows(Evaluation)]
    file = tmp_path / "out.csv"
    runner = app.test_cli_runner()
    words = ["evaluations", "export", "2026-11-01", "2026-11-30", str(file), "--target", target]
    assert runner.invoke(args=words).output == "已导出 3 条评价。\n"
    text = file.read_text(encoding="utf-8-sig")
    assert "13777770001" not in text
    assert "要烟" not in text
    for _ in range(2):
        told = runner.invoke(args=["evaluations", "import", str(file)])
        assert told.output == f"{target}：3 条与库里一致，没有改动。\n"
    assert [(o.eval_no, o.level, o.state, o.row_version) for o in rows(Evaluation)] == before
    file.write_text(text.replace(before[0][0], "PJ-2026-NOTHING"), encoding="utf-8")
    assert "1 条库里没有" in runner.invoke(args=["evaluations", "import", str(file)]).output


@pytest.mark.parametrize(
    "words",
    [
        ["export", "2026-13-01", "2026-11-30", "x.csv"],
        ["import", "/nowhere/x.csv"],
        ["export", "2026-11-01", "2026-11-30", "/nowhere/x.csv"],
        ["export", "2026-11-01", "2026-11-30", "x.csv", "--target", "other"],
    ],
)
def test_wrong_call_is_one_line_and_exit_2(app: Flask, words: list[str]) -> None:
    answer = app.test_cli_runner().invoke(args=["evaluations", *words])
    assert (answer.exit_code, len(answer.stderr.strip().splitlines())) == (2, 1)
