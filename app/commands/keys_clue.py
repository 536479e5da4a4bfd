"""`flask keys rotate CLUE_KEY`: every sealed row of the compartment under the newest key.

It prints no count, because a count would tell how many clues there are.
"""

from __future__ import annotations

import click
from flask import current_app

from app.commands.common import fail, reading, writing
from app.operations import rotation_clue
from app.secrecy import Keyring

TASK = "flask keys rotate CLUE_KEY"


def rotate() -> None:
    """Redo every row, then prove that the newest key alone opens all of them."""
    ring = Keyring.parse(current_app.config["VX"].clue_key, "clue")
    if len(ring.keys) < 2:
        fail("CLUE_KEY 只有一个密钥，没有可以轮换的；请写成 新,旧，重启服务后再运行。")
    for model in rotation_clue.MODELS:
        _rewrap(ring, model)
    _opened, failed = rotation_clue.unopened(reading(TASK), ring)
    if failed:
        fail("有密件打不开，旧密钥还不能停用。", 1)
    if rotation_clue.waiting(reading(TASK), ring.version):
        fail("又有密件用旧密钥写入：请先让每个服务都改用 新,旧 并重启，再运行一次。", 1)
    click.echo("密件已全部改用新密钥，并逐行打开核对。旧密钥已不再使用")


def _rewrap(ring: Keyring, model: type) -> None:
    """Redo one table batch after batch, each in a transaction of its own."""
    after_id = 0
    while True:
        with writing(TASK) as (session, actor):
            batch = rotation_clue.rewrap_batch(session, actor, ring, model, after_id)
        if batch is None:
            return
        after_id = batch.last_id
