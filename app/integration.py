"""Another system at the API: its key is checked, limited and audited before anything is read."""

from __future__ import annotations

from flask import abort, g, request

from app import security, store
from app.operations import tokens
from app.principal import Nature, Principal
from app.throttle import throttle


def recognise() -> None:
    """Name the system of a request that carries a key; refuse an unknown or a hasty one."""
    key = security.bearer()
    if not key:
        return
    address = security.client_ip()
    if not throttle().may_try(address):
        abort(429)
    visitor = Principal(name="对接系统", nature=Nature.PUBLIC, ip=address)
    principal = tokens.recognise(store.current(), key, address)
    if principal is None:
        throttle().failed(address)
        refused(visitor)
        abort(401)
    if not throttle().may_call(principal.token_id or 0):
        abort(429)
    with store.write(principal) as work:
        tokens.note_use(work, principal, request.method, table())
    g.token_principal = principal


def refused(visitor: Principal) -> None:
    """Write that a key did not hold."""
    with store.write(visitor) as work:
        tokens.note_refusal(work, visitor, request.method, table())


def table() -> str:
    """Return the table that the address names; nothing else of the address is kept."""
    rule = request.url_rule
    parts = (rule.rule if rule else "").split("/")
    return parts[3] if len(parts) > 3 else ""
