"""`flask keys rotate`: every identity under the newest FIELD_KEY, while the office works."""

from __future__ import annotations

import click
from flask import Flask, current_app

from app.commands import keys_clue, lines
from app.commands.common import fail, one_line, reading, writing
from app.operations import rotation, rotation_factors
from app.secrecy import Keyring, WeakKey
from config import KEY_NAMES

TASK = "flask keys rotate"
SHOWN = 10


def register(app: Flask) -> None:
    """Give the application the group."""
    group = lines.group(app, "keys", "密钥：轮换。")
    key = click.Argument(
        ["key"], metavar="KEY", type=click.Choice(KEY_NAMES), default="FIELD_KEY", required=False
    )
    help_text = "把来访人身份改用最新的 FIELD_KEY 加密（先写成 新,旧）；可以在使用中进行。"
    lines.add(group, "rotate", help_text, rotate, key)


@one_line(WeakKey)
def rotate(key: str) -> None:
    """Redo every row, then prove that the newest key alone opens all of them."""
    if key == "CLUE_KEY":
        keys_clue.rotate()
        return
    if key != "FIELD_KEY":
        fail(f"尚未提供：轮换 {key}。")
    ring = Keyring.parse(current_app.config["VX"].field_key, "field")
    if len(ring.keys) < 2:
        fail("FIELD_KEY 只有一个密钥，没有可以轮换的；请写成 新,旧，重启服务后再运行。")
    refuse_failed(rewrap(ring))
    rewrap_factors(ring)
    opened, failed = rotation.unopened(reading(TASK), ring)
    refuse_failed(failed)
    with writing(TASK) as (session, actor):
        left = rotation.waiting(session, ring.version)
        if left:
            fail(f"又有 {left} 行用旧密钥写入：请先让每个服务都改用 新,旧 并重启，再运行一次。", 1)
        rotation.finish(session, actor, opened)
    click.echo(f"已用新密钥逐行打开核对，共 {opened} 行。旧密钥已不再使用")


def rewrap(ring: Keyring) -> list[int]:
    """Redo batch after batch, each in a transaction of its own; return the ids left undone."""
    total = rotation.waiting(reading(TASK), ring.version)
    click.echo(f"待轮换 {total} 行。")
    done, after_id, failed = 0, 0, list[int]()
    while True:
        with writing(TASK) as (session, actor):
            batch = rotation.rewrap_batch(session, actor, ring, after_id)
        if batch is None:
            return failed
        done, after_id = done + batch.done, batch.last_id
        failed += batch.failed
        click.echo(f"已轮换 {done}/{max(total, done)} 行")


def rewrap_factors(ring: Keyring) -> None:
    """Redo the secrets of one-time codes; leave with exit 1 when one cannot be opened."""
    with writing(TASK) as (session, actor):
        done, failed = rotation_factors.rewrap(session, actor, ring)
    if failed:
        named = "、".join(str(number) for number in failed[:SHOWN])
        fail(f"有 {len(failed)} 个动态口令打不开（编号 {named}），旧密钥还不能停用。", 1)
    if done:
        click.echo(f"已轮换 {done} 个动态口令。")


def refuse_failed(failed: list[int]) -> None:
    """Leave with exit 1 when rows cannot be opened, naming the first ids."""
    if failed:
        named = "、".join(str(number) for number in failed[:SHOWN])
        fail(f"有 {len(failed)} 行身份打不开（编号 {named}），旧密钥还不能停用。", 1)
