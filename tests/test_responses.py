"""Files as answers: two names beside each other."""

from __future__ import annotations

import pytest
from flask import Flask

from app.responses import respond_file


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("月度数据 2026-10.json", "2026-10.json"),
        ("台账.pdf", "file.pdf"),
        ("导出.表格", "file"),
        ("export.xlsx", "export.xlsx"),
    ],
)
def test_file_has_a_plain_name_that_is_never_an_ending_alone(name: str, plain: str) -> None:
    with Flask("names").test_request_context():
        head = respond_file(b"", name, "text/plain").headers["Content-Disposition"]
    assert f"filename={plain}" in head
    assert ("filename*=UTF-8''" in head) is not name.isascii()
